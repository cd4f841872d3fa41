/* hairpin order: does what comes of a scenario depend on timing? */
#include "study/order.h"

#include "cli/cli.h"
#include "cli/source.h"
#include "report/check/order.h"

enum { RUNS = 32, DELAY_MS = 100, SHIFT_MS = 1000, MS_MAX = 600000 };

/* clang-format off */
static const struct cli_option options[] = {
	CLI_OPTION_OUTPUT(cli_table_or_json),
	{"runs", 0, "NUMBER", "how many orders, besides the plain run (32)", NULL},
	{"seed", 0, "NUMBER", "of the first order; the others have those behind it (1)", NULL},
	{"delay-ms", 0, "NUMBER", "half of the sessions are up to so much slower (100)", NULL},
	{"shift-ms", 0, "NUMBER", "half of the events come up to so much later (1000)", NULL},
	{"timeout", 0, "SECONDS", "virtual time for a phase to come to rest in (3600)", NULL},
	CLI_OPTION_QUIET,
	CLI_OPTIONS_END,
};
/* clang-format on */

static bool read_options(const struct cli *cli, struct order_question *out)
{
	uint64_t runs = RUNS;
	uint64_t delay_ms = DELAY_MS;
	uint64_t shift_ms = SHIFT_MS;
	struct instant limit;
	bool good = cli_number(cli, "runs", 1, ORDER_RUNS_MAX, &runs);

	out->seed = 1;
	good &= cli_number(cli, "seed", 0, UINT64_MAX, &out->seed);
	good &= cli_number(cli, "delay-ms", 0, MS_MAX, &delay_ms);
	good &= cli_number(cli, "shift-ms", 0, MS_MAX, &shift_ms);
	good &= cli_time_limit(cli, &limit);
	if (!good)
		return false;
	out->runs = (uint32_t)runs;
	out->delay_us = (int64_t)delay_ms * US_PER_MS;
	out->shift_us = (int64_t)shift_ms * US_PER_MS;
	out->limit_us = limit.us;
	return true;
}

static int exit_code(const struct order_report *report)
{
	if (report->outcomes[0].runs < report->runs)
		return CLI_NO;
	return report->plain_restless ? CLI_NOT_CONVERGED : CLI_GOOD;
}

static int ask(struct cli *cli, const struct order_question *question)
{
	struct findings findings = {0};
	struct order_report *report = order_run(question, &findings);
	int code = CLI_INVALID;

	cli_print_findings(cli, &findings);
	findings_done(&findings);
	if (report != NULL) {
		struct view *view = cli_view(cli);

		order_view(view, report);
		view_end_line(view);
		code = exit_code(report);
	}
	order_report_free(report);
	return code;
}

static int run(struct cli *cli, int argc, char **argv)
{
	struct cli_source source = {0};
	struct order_question question = {0};
	struct scenario *scenario;
	int code = CLI_INVALID;

	(void)argc;
	if (!read_options(cli, &question))
		return CLI_INVALID;
	scenario = cli_scenario_read(cli, argv[1]);
	if (scenario != NULL)
		code = cli_source_open(cli, argv[0], CLI_NEED_MODEL, &source);
	question.lab = source.lab;
	question.scenario = scenario;
	if (code == CLI_GOOD)
		code = ask(cli, &question);
	cli_source_close(&source);
	scenario_free(scenario);
	return code;
}

const struct cli_verb cli_order = {
    .name = "order",
    .synopsis = "LAB SCENARIO",
    .summary = "Plays a scenario under many timings and says what depends on them",
    .options = options,
    .arguments_min = 2,
    .arguments_max = 2,
    .run = run,
};
