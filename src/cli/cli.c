/* Reads the arguments of one verb by its table, and answers what was given. */
#include "cli/cli.h"

#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/check.h"
#include "base/mem.h"
#include "base/printable.h"
#include "cli/frame.h"
#include "report/frame/screen.h"

enum { FINDINGS_SHOWN = 20, OPTION_MAX = 40, LONG_ONLY = 1000 };

const char *const cli_table_or_json[] = {"table", "json", NULL};
const char *const cli_table_json_or_csv[] = {"table", "json", "jsonl", "csv", NULL};

static const struct cli_option help_option = {"help", 'h', NULL, "this text", NULL};

unsigned cli_option_count(const struct cli_verb *verb)
{
	unsigned count = 0;

	while (verb->options[count].name != NULL)
		count++;
	CHECK(count < OPTION_MAX);
	return count;
}

const struct cli_option *cli_option_at(const struct cli_verb *verb, unsigned index)
{
	return index < cli_option_count(verb) ? &verb->options[index] : &help_option;
}

/* The number of an option in the verb's table; -1 when it has none of this name. */
static int find_option(const struct cli_verb *verb, const char *name)
{
	for (int i = 0; verb->options[i].name != NULL; i++) {
		if (strcmp(verb->options[i].name, name) == 0)
			return i;
	}
	return -1;
}

bool cli_given(const struct cli *cli, const char *option)
{
	int index = find_option(cli->verb, option);

	return index >= 0 && cli->given[index].count > 0;
}

size_t cli_values(const struct cli *cli, const char *option, const char *const **values)
{
	int index = find_option(cli->verb, option);

	*values = index < 0 ? NULL : cli->given[index].values;
	return index < 0 ? 0 : cli->given[index].count;
}

const char *cli_value(const struct cli *cli, const char *option)
{
	const char *const *values;
	size_t count = cli_values(cli, option, &values);

	return count == 0 ? NULL : values[count - 1];
}

static bool wants(const struct cli *cli, const char *form)
{
	const char *format = cli_value(cli, "output");

	return format != NULL && strcmp(format, form) == 0;
}

bool cli_wants_json(const struct cli *cli)
{
	return wants(cli, "json");
}

bool cli_wants_records(const struct cli *cli)
{
	return wants(cli, "csv") || wants(cli, "jsonl");
}

struct view *cli_view(struct cli *cli)
{
	enum view_form form = VIEW_TEXT;

	if (cli_wants_json(cli))
		form = VIEW_JSON;
	else if (wants(cli, "jsonl"))
		form = VIEW_JSON_LINES;
	else if (wants(cli, "csv"))
		form = VIEW_CSV;
	struct view *view = view_begin(form, &cli->out);
	view_stream(view, cli_drain, cli);
	return view;
}

void cli_drain(struct text *out, void *user)
{
	struct cli *cli = user;

	CHECK(out == &cli->out);
	/* A pager wants all of it. */
	if (isatty(STDOUT_FILENO))
		return;
	if (cli->write_error == 0 && fwrite(text_str(out), 1, out->size, stdout) != out->size)
		cli->write_error = errno != 0 ? errno : EIO;
	text_clear(out);
}

bool cli_number(const struct cli *cli, const char *option, uint64_t min, uint64_t max,
                uint64_t *out)
{
	const char *text = cli_value(cli, option);
	char *end;

	if (text == NULL)
		return true;
	errno = 0;
	uintmax_t value = strtoumax(text, &end, 10);
	if (!isdigit((unsigned char)text[0]) || *end != '\0' || errno != 0 || value < min ||
	    value > max) {
		cli_complain(cli, "--%s: '%s' is not a whole number from %" PRIu64 " to %" PRIu64,
		             option, text, min, max);
		return false;
	}
	*out = value;
	return true;
}

struct text *cli_out(struct cli *cli)
{
	return &cli->out;
}

/* Remarks are none of it. */
static void keep_complaint(const struct cli *cli, const char *text)
{
	if (strncmp(text, "warning:", 8) != 0 && strncmp(text, "note:", 5) != 0)
		findings_add(cli->told, SEVERITY_ERROR, (struct place){0}, "%s", text);
}

/* Arguments and names are printed, and they are somebody's. Takes `said`. */
static void complain(const struct cli *cli, struct text *said)
{
	struct text line = {0};

	text_addf(&line, "hairpin%s%s: ", cli->verb == NULL ? "" : " ",
	          cli->verb == NULL ? "" : cli->verb->name);
	printable_add(&line, text_str(said), true);
	printable_tame(&line, 0);
	fprintf(stderr, "%s\n", text_str(&line));
	keep_complaint(cli, text_str(said));
	text_done(&line);
	text_done(said);
}

const struct findings *cli_told(const struct cli *cli)
{
	return cli->told;
}

void cli_complain(const struct cli *cli, const char *format, ...)
{
	struct text said = {0};
	va_list args;

	va_start(args, format);
	text_addv(&said, format, args);
	va_end(args);
	complain(cli, &said);
}

void cli_complain_near(const struct cli *cli, const char *word, const char *const *candidates,
                       size_t count, const char *format, ...)
{
	const char *near = nearest_word(word, candidates, count);
	struct text said = {0};
	va_list args;

	va_start(args, format);
	text_addv(&said, format, args);
	va_end(args);
	if (near != NULL)
		text_addf(&said, "; did you mean '%s'?", near);
	complain(cli, &said);
}

void cli_print_doubts(const struct cli *cli, struct findings *findings)
{
	struct text text = {0};

	if (findings->count == 0)
		return;
	findings_sort(findings);
	for (size_t i = 0; i < findings->count; i++) {
		const struct finding *finding = &findings->items[i];

		if (finding->severity == SEVERITY_ERROR)
			findings_add(cli->told, SEVERITY_ERROR, finding->place, "%s",
			             finding->text);
	}
	findings_format(findings, FINDINGS_SHOWN, &text);
	fputs(text_str(&text), stderr);
	text_done(&text);
}

void cli_print_findings(const struct cli *cli, struct findings *findings)
{
	if (!cli_given(cli, "quiet") || findings_errors(findings) > 0)
		cli_print_doubts(cli, findings);
}

static void add_value(struct cli *cli, unsigned index, const char *value)
{
	struct cli_given_option *given = &cli->given[index];

	given->values =
	    mem_grow(given->values, &given->capacity, given->count + 1, sizeof(*given->values));
	given->values[given->count++] = value;
}

static size_t count_choices(const char *const *choices)
{
	size_t count = 0;

	while (choices[count] != NULL)
		count++;
	return count;
}

static bool choice_allowed(const struct cli *cli, const struct cli_option *option,
                           const char *value)
{
	bool assigns = strchr(option->argument, '=') != NULL;
	size_t size = assigns ? strcspn(value, "=") : strlen(value);
	struct text list = {0};
	struct text word = {0};

	if (option->choices == NULL)
		return true;
	for (const char *const *choice = option->choices; *choice != NULL; choice++) {
		if (strlen(*choice) == size && strncmp(*choice, value, size) == 0) {
			text_done(&list);
			return true;
		}
		text_addf(&list, "%s%s", list.size == 0 ? "" : ", ", *choice);
	}
	text_add_bytes(&word, value, size);
	cli_complain_near(cli, text_str(&word), option->choices, count_choices(option->choices),
	                  "--%s: '%s' is none of %s", option->name, text_str(&word),
	                  text_str(&list));
	text_done(&word);
	text_done(&list);
	return false;
}

/* The verb's options as getopt_long() wants them. A long option's value is its letter, or its
 * number beyond all letters. */
struct getopt_tables {
	struct option longs[OPTION_MAX + 2];
	char letters[2 * OPTION_MAX + 4];
};

static void make_tables(const struct cli_verb *verb, struct getopt_tables *tables)
{
	char *letter = tables->letters;
	unsigned count = cli_option_count(verb) + 1;

	*letter++ = ':';
	for (unsigned i = 0; i < count; i++) {
		const struct cli_option *option = cli_option_at(verb, i);

		tables->longs[i] = (struct option){
		    option->name,
		    option->argument == NULL ? no_argument : required_argument,
		    NULL,
		    option->letter != 0 ? option->letter : LONG_ONLY + (int)i,
		};
		if (option->letter == 0)
			continue;
		*letter++ = option->letter;
		if (option->argument != NULL)
			*letter++ = ':';
	}
	tables->longs[count] = (struct option){0};
	*letter = '\0';
}

static unsigned option_of_value(const struct getopt_tables *tables, int value)
{
	unsigned i = 0;

	while (tables->longs[i].val != value)
		i++;
	return i;
}

static void complain_unknown(const struct cli *cli, const char *word)
{
	const char *names[OPTION_MAX + 1];
	unsigned count = cli_option_count(cli->verb) + 1;
	char *name = xstrdup(word);
	char *equals = strchr(name, '=');

	if (equals != NULL)
		*equals = '\0';
	for (unsigned i = 0; i < count; i++)
		names[i] = cli_option_at(cli->verb, i)->name;
	if (strncmp(name, "--", 2) == 0)
		cli_complain_near(cli, name + 2, names, count, "unknown option %s", name);
	else
		cli_complain(cli, "unknown option %s", name);
	free(name);
}

static void complain_option(const struct cli *cli, const struct getopt_tables *tables, int problem,
                            const char *word)
{
	bool of_table = optopt != 0;

	if (of_table && optopt < LONG_ONLY && strchr(tables->letters + 1, optopt) == NULL) {
		cli_complain(cli, "unknown option -%c", optopt);
	} else if (!of_table) {
		complain_unknown(cli, word);
	} else {
		const char *name = tables->longs[option_of_value(tables, optopt)].name;
		cli_complain(cli, problem == ':' ? "--%s needs a value" : "--%s takes no value",
		             name);
	}
}

/* Text that is as wide as it takes is no form of its own. */
static bool is_wide(const struct cli_option *option, const char *value)
{
	return strcmp(option->name, "output") == 0 && strcmp(value, "wide") == 0;
}

static bool read_options(struct cli *cli, int argc, char **argv)
{
	struct getopt_tables tables;
	int value;
	bool good = true;

	make_tables(cli->verb, &tables);
	opterr = 0;
	optind = 0; /* GNU: start afresh */
	while ((value = getopt_long(argc, argv, tables.letters, tables.longs, NULL)) != -1) {
		if (value == '?' || value == ':') {
			complain_option(cli, &tables, value, argv[optind - 1]);
			good = false;
			continue;
		}
		unsigned index = option_of_value(&tables, value);
		const struct cli_option *option = cli_option_at(cli->verb, index);
		if (option == &help_option)
			cli->wants_help = true;
		else if (option->argument == NULL)
			add_value(cli, index, "");
		else if (is_wide(option, optarg))
			screen_set_width(0);
		else if (choice_allowed(cli, option, optarg))
			add_value(cli, index, optarg);
		else
			good = false;
	}
	return good;
}

static bool enough_arguments(const struct cli *cli, int count)
{
	const struct cli_verb *verb = cli->verb;

	if (count >= verb->arguments_min &&
	    (verb->arguments_max < 0 || count <= verb->arguments_max))
		return true;
	cli_complain(cli, "%s; usage: hairpin %s %s",
	             count < verb->arguments_min ? "an argument is missing" : "too many arguments",
	             verb->name, verb->synopsis);
	return false;
}

int cli_run_verb(struct cli *cli, int argc, char **argv)
{
	cli->given = xcalloc(cli_option_count(cli->verb) + 1, sizeof(*cli->given));
	bool good = read_options(cli, argc, argv);

	if (cli->wants_help) {
		cli_verb_help(cli->verb, &cli->out);
		return CLI_GOOD;
	}
	if (!good || !enough_arguments(cli, argc - optind)) {
		cli_complain(cli, "see 'hairpin %s --help'", cli->verb->name);
		return CLI_INVALID;
	}
	return cli->verb->run(cli, argc - optind, argv + optind);
}

void cli_done(struct cli *cli)
{
	unsigned count = cli->given == NULL ? 0 : cli_option_count(cli->verb);

	for (unsigned i = 0; i < count; i++)
		free(cli->given[i].values);
	free(cli->given);
	text_done(&cli->out);
}
