/* hairpin check: does a lab do what is expected of it? */
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/mem.h"
#include "cli/cli.h"
#include "cli/guard/lint_ask.h"
#include "cli/guard/rule_age.h"
#include "cli/outputs.h"
#include "cli/source.h"
#include "document/file.h"
#include "query/expect/expect.h"
#include "report/check/check.h"
#include "report/check/lint.h"

/* clang-format off */
static const struct cli_option options[] = {
	CLI_OPTION_OUTPUTS(guard_formats),
	{"lint", 0, NULL, "look for leaks and fragile designs as well, as 'hairpin lint' does", NULL},
	CLI_OPTIONS_LINT,
	CLI_OPTION_RULE_AGE,
	CLI_OPTIONS_SOURCE,
	CLI_OPTION_QUIET,
	CLI_OPTIONS_END,
};
/* clang-format on */

/* All files of expectations and what became of them, and the findings of --lint. */
struct checks {
	const char *lab;
	const struct plan *plan;
	struct lint_asked asked;
	struct lint *lint; /* NULL: not asked for */
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

static bool some_fails(const struct checks *checks)
{
	for (size_t i = 0; i < checks->count; i++) {
		if (checks->reports[i]->failed > 0)
			return true;
	}
	return checks->lint != NULL && lint_ask_fails(checks->lint, &checks->asked);
}

/* Lint stands below the expectations, if there are any. */
static void tell(struct view *view, const void *answer)
{
	const struct checks *checks = answer;

	if (checks->count > 0) {
		check_view(view, checks->lab, checks->reports, checks->count);
	} else {
		view_format(view, "hairpin-check", 1);
		check_tell(view, checks->lab, checks->reports, checks->count);
	}
	if (checks->lint == NULL)
		return;
	view_say(view, "%s", checks->count > 0 ? "\n" : "");
	view_open(view, "lint");
	lint_tell(view, checks->lint);
	view_close(view);
}

static int print(struct cli *cli, const struct checks *checks)
{
	struct verdicts *verdicts = verdicts_new(checks->lab);
	struct guard_answer answer = {.verdicts = verdicts, .answer = checks, .tell = tell};
	int code = some_fails(checks) ? CLI_NO : CLI_GOOD;

	if (checks->count > 0)
		verdicts_add_checks(verdicts, checks->reports, checks->count);
	if (checks->lint != NULL)
		verdicts_add_lint(verdicts, checks->lint, checks->asked.fail_on);
	CHECK((verdicts_count(verdicts, VERDICT_FAILS) > 0) == (code == CLI_NO));
	rule_age_note(cli, checks->plan, checks->reports, checks->count, verdicts);
	code = cli_outputs_print(cli, &answer, code);
	verdicts_free(verdicts);
	return code;
}

static int answer(struct cli *cli, struct cli_source *source, struct checks *checks)
{
	struct fabric *fabric = fabric_new(source->lab, source->snapshot);
	bool good = judge(cli, fabric, checks);
	int code = CLI_INVALID;

	checks->lab = source->lab->name;
	checks->plan = source->plan;
	if (good && cli_given(cli, "lint")) {
		checks->lint = lint_ask_take(cli, fabric, source->plan, &checks->asked);
		good = checks->lint != NULL;
	}
	if (good)
		code = print(cli, checks);
	fabric_free(fabric);
	return code;
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

static bool may_ask(struct cli *cli, struct checks *checks)
{
	const char *of_lint = lint_ask_given(cli);

	if (!rule_age_read(cli))
		return false;
	if (cli_given(cli, "lint"))
		return lint_ask_read(cli, &checks->asked);
	if (of_lint != NULL)
		cli_complain(cli, "--%s goes with --lint", of_lint);
	else if (checks->count == 0)
		cli_complain(cli, "nothing to check: expected a file of expectations, or --lint");
	return of_lint == NULL && checks->count > 0;
}

/* The expectations are read before anything is run, so that a wrong file costs no time. */
static int ask(struct cli *cli, char **argv, struct checks *checks)
{
	struct cli_source source = {0};
	int code = CLI_INVALID;

	if (may_ask(cli, checks) && read_files(cli, argv + 1, checks))
		code = cli_source_open(
		    cli, argv[0], CLI_NEED_MODEL | CLI_NEED_SNAPSHOT | CLI_NEED_WHOLE, &source);
	if (code == CLI_GOOD)
		code = answer(cli, &source, checks);
	lint_free(checks->lint);
	cli_source_close(&source);
	return code;
}

static int run(struct cli *cli, int argc, char **argv)
{
	struct checks checks = {.count = (size_t)argc - 1};
	int code = cli_outputs_begin(cli, argc, argv);

	if (code != CLI_GOOD)
		return code;
	checks.expectations = xcalloc(checks.count + 1, sizeof(struct expectations *));
	checks.reports = xcalloc(checks.count + 1, sizeof(struct expect_report *));
	code = cli_outputs_fail(cli, argv[0], ask(cli, argv, &checks));
	checks_done(&checks);
	return code;
}

const struct cli_verb cli_check = {
    .name = "check",
    .synopsis = "LAB [EXPECT...]",
    .summary = "Holds a lab against files of expectations; exit status 1 when one fails",
    .options = options,
    .arguments_min = 1,
    .arguments_max = -1,
    .run = run,
};
