/* hairpin check: does a lab do what is expected of it? */
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/mem.h"
#include "cli/cli.h"
#include "cli/failures.h"
#include "cli/source.h"
#include "document/file.h"
#include "query/expect/expect.h"
#include "report/check/check.h"
#include "report/check/github.h"
#include "report/check/junit.h"
#include "report/check/tap.h"

static const char *const formats[] = {"text", "junit", "tap", "github", "json", NULL};

/* clang-format off */
static const struct cli_option options[] = {
	CLI_OPTION_OUTPUT(formats),
	CLI_OPTIONS_SOURCE,
	CLI_OPTION_QUIET,
	CLI_OPTIONS_END,
};
/* clang-format on */

/* All files of expectations and what became of them. */
struct checks {
	size_t count;
	struct expectations **expectations;
	struct expect_report **reports;
};

static bool read_files(struct cli *cli, char **paths, struct checks *checks)
{
	struct findings findings = {0};
	bool good;

	for (size_t i = 0; i < checks->count; i++) {
		size_t size;
		char *text = file_read(paths[i], EXPECT_SIZE_MAX, &size, &findings);

		if (text != NULL)
			checks->expectations[i] = expect_parse(paths[i], text, size, &findings);
		free(text);
	}
	good = findings_errors(&findings) == 0;
	cli_print_findings(cli, &findings);
	findings_done(&findings);
	return good;
}

static bool judge(struct cli *cli, struct fabric *fabric, struct checks *checks)
{
	struct findings findings = {0};
	bool good;

	for (size_t i = 0; i < checks->count; i++)
		checks->reports[i] = expect_judge(fabric, checks->expectations[i], &findings);
	good = findings_errors(&findings) == 0;
	cli_print_findings(cli, &findings);
	findings_done(&findings);
	return good;
}

static void print_view(enum view_form form, const char *lab, const struct checks *checks,
                       struct text *out)
{
	struct view *view = view_begin(form, out);

	check_view(view, lab, checks->reports, checks->count);
	view_end_line(view);
}

static void print_text(const char *lab, const struct checks *checks, struct text *out)
{
	print_view(VIEW_TEXT, lab, checks, out);
}

static void print_junit(const char *lab, const struct checks *checks, struct text *out)
{
	junit_print(lab, checks->reports, checks->count, out);
}

static void print_tap(const char *lab, const struct checks *checks, struct text *out)
{
	(void)lab;
	tap_print(checks->reports, checks->count, out);
}

static void print_github(const char *lab, const struct checks *checks, struct text *out)
{
	(void)lab;
	github_print(checks->reports, checks->count, out);
}

static void print_json(const char *lab, const struct checks *checks, struct text *out)
{
	print_view(VIEW_JSON, lab, checks, out);
}

/* In the order of `formats`, whose first is the default. */
static void print(const struct cli *cli, const char *lab, const struct checks *checks,
                  struct text *out)
{
	static void (*const prints[])(const char *, const struct checks *, struct text *) = {
	    print_text, print_junit, print_tap, print_github, print_json};
	const char *format = cli_value(cli, "output");
	size_t index = 0;

	_Static_assert(COUNT_OF(prints) == COUNT_OF(formats) - 1, "a printer for each format");
	while (format != NULL && strcmp(format, formats[index]) != 0)
		index++;
	prints[index](lab, checks, out);
}

static int answer(struct cli *cli, struct fabric *fabric, struct checks *checks)
{
	if (!judge(cli, fabric, checks))
		return CLI_INVALID;
	print(cli, fabric->lab->name, checks, cli_out(cli));
	for (size_t i = 0; i < checks->count; i++) {
		if (checks->reports[i]->failed > 0)
			return CLI_NO;
	}
	return CLI_GOOD;
}

static void checks_done(struct checks *checks)
{
	for (size_t i = 0; i < checks->count; i++) {
		expect_report_free(checks->reports[i]);
		expect_free(checks->expectations[i]);
	}
	free(checks->reports);
	free(checks->expectations);
}

/* The expectations are read before anything is run, so that a wrong file costs no time. */
static int run(struct cli *cli, int argc, char **argv)
{
	struct cli_source source = {0};
	struct checks checks = {.count = (size_t)argc - 1};
	int code = CLI_INVALID;

	checks.expectations = xcalloc(checks.count, sizeof(struct expectations *));
	checks.reports = xcalloc(checks.count, sizeof(struct expect_report *));
	if (read_files(cli, argv + 1, &checks))
		code = cli_source_open(
		    cli, argv[0], CLI_NEED_MODEL | CLI_NEED_SNAPSHOT | CLI_NEED_WHOLE, &source);
	if (code == CLI_GOOD) {
		struct fabric *fabric = fabric_new(source.lab, source.snapshot);

		code = answer(cli, fabric, &checks);
		fabric_free(fabric);
	}
	cli_print_failures(cli, argv[0], code);
	cli_source_close(&source);
	checks_done(&checks);
	return code;
}

const struct cli_verb cli_check = {
    .name = "check",
    .synopsis = "LAB EXPECT...",
    .summary = "Holds a lab against files of expectations; exit status 1 when one fails",
    .options = options,
    .arguments_min = 2,
    .arguments_max = -1,
    .run = run,
};
