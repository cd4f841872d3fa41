/* hairpin help, and --help of every verb: made from the tables of options. */
#include <string.h>

#include "cli/frame.h"

enum { HELP_COLUMN = 28 };

static void add_padded(struct text *out, const char *text, size_t width)
{
	size_t size = strlen(text);

	text_add(out, text);
	for (; size < width; size++)
		text_add(out, " ");
}

static void add_option(const struct cli_option *option, struct text *out)
{
	struct text left = {0};

	if (option->letter != 0)
		text_addf(&left, "-%c, ", option->letter);
	else
		text_add(&left, "    ");
	text_addf(&left, "--%s", option->name);
	if (option->argument != NULL)
		text_addf(&left, " %s", option->argument);
	text_add(out, "  ");
	add_padded(out, text_str(&left), HELP_COLUMN);
	text_addf(out, "  %s", option->help);
	for (const char *const *choice = option->choices; choice != NULL && *choice != NULL;
	     choice++)
		text_addf(out, "%s%s", choice == option->choices ? ": " : ", ", *choice);
	text_add(out, "\n");
	text_done(&left);
}

void cli_verb_help(const struct cli_verb *verb, struct text *out)
{
	unsigned count = cli_option_count(verb) + 1;

	text_addf(out, "Usage: hairpin %s [OPTION]... %s\n\n%s.\n\nOptions:\n", verb->name,
	          verb->synopsis, verb->summary);
	for (unsigned i = 0; i < count; i++)
		add_option(cli_option_at(verb, i), out);
	if (verb->more != NULL)
		text_addf(out, "\n%s", verb->more);
}

void cli_overview(struct text *out)
{
	text_add(out,
	         "Usage: hairpin COMMAND [OPTION]... [ARGUMENT]...\n\n"
	         "Emulates how routes spread between Azure virtual networks and on-premises over "
	         "ExpressRoute.\n\nCommands:\n");
	for (const struct cli_verb *const *verb = cli_verbs; *verb != NULL; verb++) {
		text_add(out, "  ");
		add_padded(out, (*verb)->name, 12);
		text_addf(out, "%s\n", (*verb)->summary);
	}
	text_add(out,
	         "\n'hairpin COMMAND --help' lists the options of a command; LAB is a lab file or "
	         "its folder.\n"
	         "Exit codes: 0 good, 1 the answer is no, 2 wrong use or invalid input,\n"
	         "3 not converged, 4 the environment refuses.\n");
}

static int run(struct cli *cli, int argc, char **argv)
{
	if (argc == 0) {
		cli_overview(cli_out(cli));
		return CLI_GOOD;
	}
	const struct cli_verb *verb = cli_find_verb(cli, argv[0]);
	if (verb == NULL)
		return CLI_INVALID;
	cli_verb_help(verb, cli_out(cli));
	return CLI_GOOD;
}

static const struct cli_option options[] = {CLI_OPTIONS_END};

const struct cli_verb cli_help = {
    .name = "help",
    .synopsis = "[COMMAND]",
    .summary = "Explains all commands, or one",
    .options = options,
    .arguments_max = 1,
    .run = run,
};
