/* hairpin scenario: what happens to a lab when things break or change? */
#include "query/expect/scenario.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/mem.h"
#include "cli/cli.h"
#include "cli/outputs.h"
#include "cli/source.h"
#include "report/scenario.h"
#include "study/scenario_run.h"

enum { JITTER_MAX_MS = 3600000 };

/* clang-format off */
static const struct cli_option options[] = {
	CLI_OPTION_OUTPUTS(guard_formats),
	{"seed", 0, "NUMBER", "of the timers' jitter and of --jitter-ms (0)", NULL},
	{"jitter-ms", 0, "NUMBER", "every message takes up to so much longer (0)", NULL},
	{"until", 0, "PHASE", "stop at the end of this phase", NULL},
	CLI_OPTION_SET,
	{"timeout", 0, "SECONDS", "virtual time for a phase to come to rest in (3600)", NULL},
	CLI_OPTION_QUIET,
	CLI_OPTIONS_END,
};
/* clang-format on */

static bool read_options(const struct cli *cli, struct scenario_options *out)
{
	struct instant limit;
	uint64_t jitter_ms = 0;
	bool good = cli_number(cli, "seed", 0, UINT64_MAX, &out->sim.seed);

	good &= cli_number(cli, "jitter-ms", 0, JITTER_MAX_MS, &jitter_ms);
	good &= cli_time_limit(cli, &limit);
	if (good)
		out->limit_us = limit.us;
	out->sim.jitter_us = (int64_t)jitter_ms * US_PER_MS;
	out->until = cli_value(cli, "until");
	return good;
}

/* What a scenario answers. */
struct played {
	const struct scenario_report *report;
	const struct plan *plan;
};

static void tell(struct view *view, const void *answer)
{
	const struct played *played = answer;

	scenario_view(view, played->report, played->plan);
}

static struct expect_report **reports_of(const struct scenario_report *report)
{
	struct expect_report **reports =
	    xcalloc(report->phase_count + 1u, sizeof(struct expect_report *));

	for (uint32_t i = 0; i < report->phase_count; i++)
		reports[i] = report->phases[i].expect;
	return reports;
}

static int print(struct cli *cli, const struct played *played, int code)
{
	const struct scenario_report *report = played->report;
	struct expect_report **reports = reports_of(report);
	struct verdicts *verdicts = verdicts_new(report->lab);
	struct guard_answer answer = {.verdicts = verdicts, .answer = played, .tell = tell};

	verdicts_add_checks(verdicts, reports, report->phase_count);
	if (!report->converged)
		verdicts_add_unrest(verdicts, "a phase did not come to rest");
	code = cli_outputs_print(cli, &answer, code);
	verdicts_free(verdicts);
	free(reports);
	return code;
}

static int play(struct cli *cli, struct cli_source *source, const struct scenario *scenario,
                const struct scenario_options *how)
{
	struct findings findings = {0};
	struct scenario_report *report = scenario_run(source->lab, scenario, how, &findings);
	bool explained = findings_errors(&findings) > 0;
	int code = CLI_INVALID;

	cli_print_findings(cli, &findings);
	findings_done(&findings);
	if (report == NULL)
		return code;
	code = report->failed > 0 ? CLI_NO : CLI_GOOD;
	if (!report->converged) {
		if (!explained)
			cli_complain(cli, "a phase did not come to rest within %" PRId64 " s",
			             how->limit_us / US_PER_S);
		code = CLI_NOT_CONVERGED;
	}
	code = print(cli, &(struct played){report, source->plan}, code);
	scenario_report_free(report);
	return code;
}

static int read_and_play(struct cli *cli, char **argv)
{
	struct cli_source source = {0};
	struct scenario_options how = {0};
	struct scenario *scenario;
	int code = CLI_INVALID;

	if (!read_options(cli, &how))
		return CLI_INVALID;
	scenario = cli_scenario_read(cli, argv[1]);
	if (scenario != NULL)
		code = cli_source_open(cli, argv[0], CLI_NEED_MODEL, &source);
	if (code == CLI_GOOD)
		code = play(cli, &source, scenario, &how);
	cli_source_close(&source);
	scenario_free(scenario);
	return code;
}

static int run(struct cli *cli, int argc, char **argv)
{
	int code = cli_outputs_begin(cli, argc, argv);

	if (code != CLI_GOOD)
		return code;
	return cli_outputs_fail(cli, argv[0], read_and_play(cli, argv));
}

const struct cli_verb cli_scenario = {
    .name = "scenario",
    .synopsis = "LAB SCENARIO",
    .summary = "Plays events in virtual time and says what was cut off, and for how long",
    .options = options,
    .arguments_min = 2,
    .arguments_max = 2,
    .run = run,
};
