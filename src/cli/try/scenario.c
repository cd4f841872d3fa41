/* hairpin scenario: what happens to a lab when things break or change? */
#include "query/expect/scenario.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/mem.h"
#include "cli/cli.h"
#include "cli/failures.h"
#include "cli/phase.h"
#include "cli/source.h"
#include "report/check/junit.h"
#include "report/check/tap.h"
#include "report/scenario.h"
#include "study/scenario_run.h"

enum { JITTER_MAX_MS = 3600000 };

static const char *const formats[] = {"text", "json", "junit", "tap", NULL};

/* clang-format off */
static const struct cli_option options[] = {
	CLI_OPTION_OUTPUT(formats),
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

typedef void print_fn(const struct scenario_report *report, const struct plan *plan,
                      struct text *out);

static void print_text(const struct scenario_report *report, const struct plan *plan,
                       struct text *out)
{
	struct view *view = view_begin(VIEW_TEXT, out);

	scenario_view(view, report, plan);
	view_end(view);
}

static void print_json(const struct scenario_report *report, const struct plan *plan,
                       struct text *out)
{
	struct view *view = view_begin(VIEW_JSON, out);

	scenario_view(view, report, plan);
	view_end(view);
}

static struct expect_report **reports_of(const struct scenario_report *report)
{
	struct expect_report **reports =
	    xcalloc(report->phase_count + 1u, sizeof(struct expect_report *));

	for (uint32_t i = 0; i < report->phase_count; i++)
		reports[i] = report->phases[i].expect;
	return reports;
}

static void print_junit(const struct scenario_report *report, const struct plan *plan,
                        struct text *out)
{
	struct expect_report **reports = reports_of(report);

	(void)plan;
	junit_print(report->lab, reports, report->phase_count, out);
	free(reports);
}

static void print_tap(const struct scenario_report *report, const struct plan *plan,
                      struct text *out)
{
	struct expect_report **reports = reports_of(report);

	(void)plan;
	tap_print(reports, report->phase_count, out);
	free(reports);
}

/* In the order of `formats`, whose first is the default. */
static void print(struct cli *cli, const struct scenario_report *report, const struct plan *plan)
{
	static print_fn *const prints[] = {print_text, print_json, print_junit, print_tap};
	const char *format = cli_value(cli, "output");
	size_t index = 0;

	_Static_assert(COUNT_OF(prints) == COUNT_OF(formats) - 1, "a printer for each format");
	while (format != NULL && strcmp(format, formats[index]) != 0)
		index++;
	prints[index](report, plan, cli_out(cli));
}

static int play(struct cli *cli, struct cli_source *source, const struct scenario *scenario,
                const struct scenario_options *how)
{
	struct findings findings = {0};
	struct scenario_report *report = scenario_run(source->lab, scenario, how, &findings);
	int code = CLI_INVALID;

	cli_print_findings(cli, &findings);
	findings_done(&findings);
	if (report == NULL)
		return code;
	print(cli, report, source->plan);
	code = report->failed > 0 ? CLI_NO : CLI_GOOD;
	if (!report->converged) {
		cli_complain(cli, "a phase did not come to rest within %" PRId64 " s",
		             how->limit_us / US_PER_S);
		code = CLI_NOT_CONVERGED;
	}
	scenario_report_free(report);
	return code;
}

static int run(struct cli *cli, int argc, char **argv)
{
	struct cli_source source = {0};
	struct scenario_options how = {0};
	struct scenario *scenario;
	int code = CLI_INVALID;

	(void)argc;
	if (!read_options(cli, &how))
		return CLI_INVALID;
	scenario = cli_read_scenario(cli, argv[1]);
	if (scenario != NULL)
		code = cli_source_open(cli, argv[0], CLI_NEED_MODEL, &source);
	if (code == CLI_GOOD)
		code = play(cli, &source, scenario, &how);
	cli_print_failures(cli, argv[0], code);
	cli_source_close(&source);
	scenario_free(scenario);
	return code;
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
