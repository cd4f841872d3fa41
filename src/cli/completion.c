/* hairpin completion: a completion script for bash, made from the tables of options. */
#include <string.h>

#include "cli/frame.h"

/* The script's fixed part: what completes is asked by three functions that are written behind it.
 */
static const char head[] =
    "# bash completion for hairpin; load it by: source <(hairpin completion bash)\n"
    "_hairpin()\n"
    "{\n"
    "\tlocal cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} words=\n"
    "\tCOMPREPLY=()\n"
    "\tif [ \"$COMP_CWORD\" -eq 1 ]; then\n"
    "\t\tCOMPREPLY=($(compgen -W \"$(_hairpin_verbs)\" -- \"$cur\"))\n"
    "\t\treturn\n"
    "\tfi\n"
    "\twords=$(_hairpin_values \"${COMP_WORDS[1]}\" \"$prev\")\n"
    "\tif [ -z \"$words\" ]; then\n"
    "\t\tcase $cur in\n"
    "\t\t-*) words=$(_hairpin_options \"${COMP_WORDS[1]}\") ;;\n"
    "\t\tesac\n"
    "\tfi\n"
    "\tif [ -n \"$words\" ]; then\n"
    "\t\tCOMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n"
    "\telse\n"
    "\t\tCOMPREPLY=($(compgen -f -- \"$cur\"))\n"
    "\tfi\n"
    "}\n";

static void add_verbs(struct text *out)
{
	text_add(out, "_hairpin_verbs()\n{\n\techo '");
	for (const struct cli_verb *const *verb = cli_verbs; *verb != NULL; verb++)
		text_addf(out, "%s ", (*verb)->name);
	text_add(out, "--help --version'\n}\n");
}

static void add_options(struct text *out)
{
	text_add(out, "_hairpin_options()\n{\n\tcase $1 in\n");
	for (const struct cli_verb *const *verb = cli_verbs; *verb != NULL; verb++) {
		unsigned count = cli_option_count(*verb) + 1;

		text_addf(out, "\t%s) echo '", (*verb)->name);
		for (unsigned i = 0; i < count; i++)
			text_addf(out, "%s--%s", i == 0 ? "" : " ", cli_option_at(*verb, i)->name);
		text_add(out, "' ;;\n");
	}
	text_add(out, "\tesac\n}\n");
}

static void add_values_of(const struct cli_verb *verb, struct text *out)
{
	for (unsigned i = 0; i < cli_option_count(verb); i++) {
		const struct cli_option *option = cli_option_at(verb, i);

		if (option->choices == NULL)
			continue;
		text_addf(out, "\t%s:--%s", verb->name, option->name);
		if (option->letter != 0)
			text_addf(out, "|%s:-%c", verb->name, option->letter);
		text_add(out, ") echo '");
		for (const char *const *choice = option->choices; *choice != NULL; choice++)
			text_addf(out, "%s%s", choice == option->choices ? "" : " ", *choice);
		text_add(out, "' ;;\n");
	}
}

static void add_values(struct text *out)
{
	text_add(out, "_hairpin_values()\n{\n\tcase $1:$2 in\n");
	for (const struct cli_verb *const *verb = cli_verbs; *verb != NULL; verb++)
		add_values_of(*verb, out);
	text_add(out, "\tcompletion:completion) echo bash ;;\n\thelp:help) _hairpin_verbs ;;\n"
	              "\tesac\n}\n");
}

static int run(struct cli *cli, int argc, char **argv)
{
	struct text *out = cli_out(cli);
	(void)argc;

	if (strcmp(argv[0], "bash") != 0) {
		cli_complain(cli, "there is completion for bash only, not for '%s'", argv[0]);
		return CLI_INVALID;
	}
	text_add(out, head);
	add_verbs(out);
	add_options(out);
	add_values(out);
	text_add(out, "complete -o filenames -F _hairpin hairpin\n");
	return CLI_GOOD;
}

static const struct cli_option options[] = {CLI_OPTIONS_END};

const struct cli_verb cli_completion = {
    .name = "completion",
    .synopsis = "bash",
    .summary = "Prints a completion script",
    .options = options,
    .arguments_min = 1,
    .arguments_max = 1,
    .run = run,
};
