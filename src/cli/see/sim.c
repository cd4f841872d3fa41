/* hairpin sim: runs a lab in virtual time and prints a summary. */
#include "sim/sim.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/printable.h"
#include "cli/cli.h"
#include "cli/source.h"
#include "report/state/snapshot_json.h"
#include "report/summary.h"
#include "study/dispute.h"

enum { JITTER_MAX_MS = 3600000 };

/* clang-format off */
static const struct cli_option options[] = {
	{"seed", 0, "NUMBER", "of the timers' jitter and of --jitter-ms (0)", NULL},
	{"jitter-ms", 0, "NUMBER", "every message takes up to so much longer (0)", NULL},
	{"timeout", 0, "SECONDS", "virtual time to converge in (3600)", NULL},
	{"output", 'o', "FORMAT", "a summary, or a snapshot as JSON", cli_table_or_json},
	{"verbose", 'v', NULL, "print what happens on standard error", NULL},
	CLI_OPTION_QUIET,
	CLI_OPTIONS_END,
};
/* clang-format on */

static void print_note(void *user, struct instant now, const struct node *node,
                       const struct node_effect *note)
{
	struct text line = {0};
	struct text tame = {0};
	(void)user;

	text_addf(&line, "%" PRId64 ".%06" PRId64 " %s: ", now.us / US_PER_S, now.us % US_PER_S,
	          node_conf(node)->name);
	node_note_format(node, note, &line);
	printable_add(&tame, text_str(&line), false);
	printable_tame(&tame, 0);
	fprintf(stderr, "%s\n", text_str(&tame));
	text_done(&tame);
	text_done(&line);
}

static bool read_options(const struct cli *cli, struct sim_options *options_out,
                         struct instant *limit)
{
	uint64_t jitter_ms = 0;
	bool good = cli_number(cli, "seed", 0, UINT64_MAX, &options_out->seed);

	good &= cli_number(cli, "jitter-ms", 0, JITTER_MAX_MS, &jitter_ms);
	good &= cli_time_limit(cli, limit);
	options_out->jitter_us = (int64_t)jitter_ms * US_PER_MS;
	return good;
}

static bool put_piece(void *cli, const char *at, size_t size)
{
	text_add_bytes(cli_out(cli), at, size);
	cli_drain(cli_out(cli), cli);
	return true;
}

static void print(struct cli *cli, const struct plan *plan, const struct sim *sim,
                  const struct snapshot *snapshot, uint64_t seed)
{
	struct sim_stats stats = sim_stats(sim);
	struct summary_run how = {
	    .seed = seed,
	    .converged_at = sim_converged_at(sim),
	    .events = stats.events,
	    .bytes = stats.bytes,
	};

	if (cli_wants_json(cli)) {
		snapshot_write_json(snapshot, put_piece, cli);
	} else {
		struct view *view = cli_view(cli);

		summary_view(view, snapshot, plan, &how);
		view_end_line(view);
	}
}

static int simulate(struct cli *cli, const struct plan *plan)
{
	struct sim_options sim_options = {0};
	struct findings findings = {0};
	struct instant limit;

	if (!read_options(cli, &sim_options, &limit))
		return CLI_INVALID;
	struct sim *sim = sim_new(plan, &sim_options);
	if (cli_given(cli, "verbose"))
		sim_on_note(sim, print_note, NULL);
	sim_start(sim);
	bool converged = sim_run(sim, limit);
	struct snapshot *snapshot = sim_snapshot(sim);
	print(cli, plan, sim, snapshot, sim_options.seed);
	snapshot_free(snapshot);
	if (!converged)
		dispute_explain(sim, plan, limit, &findings);
	cli_print_findings(cli, &findings);
	findings_done(&findings);
	sim_free(sim);
	return converged ? CLI_GOOD : CLI_NOT_CONVERGED;
}

static int run(struct cli *cli, int argc, char **argv)
{
	struct cli_source source = {0};
	(void)argc;
	int code = cli_source_open(cli, argv[0], CLI_NEED_MODEL, &source);

	if (code == CLI_GOOD)
		code = simulate(cli, source.plan);
	cli_source_close(&source);
	return code;
}

const struct cli_verb cli_sim = {
    .name = "sim",
    .synopsis = "LAB",
    .summary = "Runs a lab to convergence in virtual time and prints a summary",
    .options = options,
    .arguments_min = 1,
    .arguments_max = 1,
    .run = run,
};
