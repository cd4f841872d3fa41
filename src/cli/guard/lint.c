/* hairpin lint: what is wrong with a lab, without a file of expectations? */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/cli.h"
#include "cli/source.h"
#include "cli/version.h"
#include "document/file.h"
#include "query/lint/lint.h"
#include "query/lint/lint_accept.h"
#include "report/check/github.h"
#include "report/check/lint.h"
#include "report/check/sarif.h"

static const char *const formats[] = {"table", "json", "github", "sarif", NULL};
static const char *const severities[] = {"error", "warning", "note", NULL};

enum {
	PERCENT_MAX = 1000000,
	SECONDS_MAX = 65535,
	MILLISECONDS_MAX = 1000000,
	DATE_MAX = 11,
	ACCEPT_BYTES_MAX = 1 << 20
};

/* clang-format off */
static const struct cli_option options[] = {
	{"fail-on", 0, "SEVERITY", "exit with 1 for a finding as bad as this (warning)", severities},
	{"accept", 0, "FILE", "findings that are accepted (hairpin schema accept); may be given again",
	    NULL},
	{"today", 0, "DATE", "by which accepted findings expire (of the clock)", NULL},
	{"above", 0, "PERCENT", "a limit is near when more than this is used (80)", NULL},
	{"detect", 0, "SECONDS", "a failure that is found later lasts too long (60)", NULL},
	{"unequal", 0, "MS", "by how much equal ways may differ (5)", NULL},
	CLI_OPTION_OUTPUT(formats),
	CLI_OPTIONS_SOURCE,
	CLI_OPTION_QUIET,
	CLI_OPTIONS_END,
};
/* clang-format on */

static bool read_options(const struct cli *cli, struct lint_options *out)
{
	uint64_t percent = lint_defaults.limit_percent;
	uint64_t seconds = lint_defaults.detect_s;
	uint64_t milliseconds = lint_defaults.unequal_rtt_us / 1000;

	if (!cli_number(cli, "above", 0, PERCENT_MAX, &percent) ||
	    !cli_number(cli, "detect", 0, SECONDS_MAX, &seconds) ||
	    !cli_number(cli, "unequal", 0, MILLISECONDS_MAX, &milliseconds))
		return false;
	*out = (struct lint_options){.limit_percent = (uint32_t)percent,
	                             .detect_s = (uint32_t)seconds,
	                             .unequal_rtt_us = (uint32_t)milliseconds * 1000};
	return true;
}

/* The table of severities has their order, the worst first. */
static enum severity fail_on(const struct cli *cli)
{
	const char *value = cli_value(cli, "fail-on");
	enum severity severity = SEVERITY_WARNING;

	for (unsigned i = 0; value != NULL && severities[i] != NULL; i++) {
		if (strcmp(value, severities[i]) == 0)
			severity = (enum severity)i;
	}
	return severity;
}

/* The day by which entries expire; false after complaining. */
static bool find_today(const struct cli *cli, char out[DATE_MAX])
{
	const char *given = cli_value(cli, "today");
	time_t now = time(NULL);
	struct tm tm;

	if (given == NULL)
		return gmtime_r(&now, &tm) != NULL && strftime(out, DATE_MAX, "%Y-%m-%d", &tm) > 0;
	if (strlen(given) != DATE_MAX - 1 || strptime(given, "%Y-%m-%d", &tm) == NULL) {
		cli_complain(cli, "--today wants a date such as 2026-11-30");
		return false;
	}
	memcpy(out, given, DATE_MAX);
	return true;
}

static void accept_from(const char *path, struct lint *lint, const char *today,
                        struct findings *findings)
{
	size_t size;
	char *text = file_read(path, ACCEPT_BYTES_MAX, &size, findings);
	struct lint_accepts *accepts =
	    text == NULL ? NULL : lint_accepts_parse(path, text, size, findings);

	if (accepts != NULL)
		lint_accepts_apply(accepts, lint, today, findings);
	lint_accepts_free(accepts);
	free(text);
}

/* Takes out what the files of --accept name; false after complaining. */
static bool accept_some(struct cli *cli, struct lint *lint)
{
	struct findings findings = {0};
	const char *const *paths;
	size_t count = cli_values(cli, "accept", &paths);
	char today[DATE_MAX];
	bool good;

	if (!find_today(cli, today))
		return false;
	for (size_t i = 0; i < count; i++)
		accept_from(paths[i], lint, today, &findings);
	good = findings_errors(&findings) == 0;
	cli_print_doubts(cli, &findings);
	findings_done(&findings);
	return good;
}

static void print(struct cli *cli, const struct lint *lint)
{
	const char *format = cli_value(cli, "output");
	bool sarif = format != NULL && strcmp(format, "sarif") == 0;
	struct view *view;

	if (format != NULL && strcmp(format, "github") == 0) {
		github_print_lint(lint, cli_out(cli));
		return;
	}
	view = sarif ? view_begin(VIEW_JSON, cli_out(cli)) : cli_view(cli);
	if (sarif)
		lint_sarif(view, lint, cli_release());
	else
		lint_view(view, lint);
	view_end_line(view);
}

/* What was left out may be as bad as what is there. */
static int answer(struct cli *cli, const struct lint *lint)
{
	enum severity worst = fail_on(cli);

	print(cli, lint);
	for (uint32_t i = 0; i < lint->count; i++) {
		if (lint->items[i].trait->severity <= worst)
			return CLI_NO;
	}
	return CLI_GOOD;
}

static int run(struct cli *cli, int argc, char **argv)
{
	struct cli_source source = {0};
	struct findings doubts = {0};
	struct lint_options wanted;
	int code;

	(void)argc;
	if (!read_options(cli, &wanted))
		return CLI_INVALID;
	code = cli_source_open(cli, argv[0], CLI_NEED_MODEL | CLI_NEED_SNAPSHOT | CLI_NEED_WHOLE,
	                       &source);
	if (code == CLI_GOOD) {
		struct fabric *fabric = fabric_new(source.lab, source.snapshot);
		struct lint *lint = lint_take(fabric, source.plan, &wanted);

		path_ends_say_parts(fabric, ADDR_IPV4, &doubts);
		cli_print_doubts(cli, &doubts);
		findings_done(&doubts);
		code = accept_some(cli, lint) ? answer(cli, lint) : CLI_INVALID;
		lint_free(lint);
		fabric_free(fabric);
	}
	cli_source_close(&source);
	return code;
}

const struct cli_verb cli_lint = {
    .name = "lint",
    .synopsis = "LAB",
    .summary = "Finds leaks and fragile designs without a file of expectations; exits with 1 when "
	       "there is one",
    .options = options,
    .arguments_min = 1,
    .arguments_max = 1,
    .run = run,
};
