/* Plays a scenario up to a phase. */
#include "cli/phase.h"

#include <inttypes.h>

#include "study/scenario_run.h"

static int play(struct cli *cli, const struct scenario *scenario, struct cli_source *source)
{
	struct study_end end = {0};
	struct scenario_options how = {.until = cli_value(cli, "until"), .end = &end};
	struct findings findings = {0};
	struct scenario_report *report;
	struct instant limit;
	bool converged;

	if (!cli_time_limit(cli, &limit))
		return CLI_INVALID;
	how.limit_us = limit.us;
	report = scenario_run(source->lab, scenario, &how, &findings);
	cli_print_findings(cli, &findings);
	findings_done(&findings);
	if (report == NULL)
		return CLI_INVALID;
	converged = report->converged;
	scenario_report_free(report);
	cli_source_move(source, &end);
	if (converged)
		return CLI_GOOD;
	cli_complain(cli, "a phase did not come to rest within %" PRId64 " s", limit.us / US_PER_S);
	return CLI_NOT_CONVERGED;
}

int cli_source_play(struct cli *cli, struct cli_source *source)
{
	struct scenario *scenario;
	int code;

	if (cli_given(cli, "down")) {
		cli_complain(cli, "--down and --scenario exclude each other: an event of the "
		                  "scenario says what is off");
		return CLI_INVALID;
	}
	scenario = cli_scenario_read(cli, cli_value(cli, "scenario"));
	if (scenario == NULL)
		return CLI_INVALID;
	code = play(cli, scenario, source);
	scenario_free(scenario);
	return code;
}
