/* Where a verb's answers come from: a lab that is simulated, a running hairpin, or a file. */
#ifndef CLI_SOURCE_H
#define CLI_SOURCE_H

#include "base/findings.h"
#include "base/instant.h"
#include "cli/cli.h"
#include "query/expect/scenario.h"
#include "query/state/snapshot.h"
#include "study/end.h"
#include "topo/model/model.h"
#include "topo/plan/plan.h"

enum cli_need {
	CLI_NEED_MODEL = 1,    /* lab and plan */
	CLI_NEED_SNAPSHOT = 2, /* of --live, else of --snapshot, else of the simulated lab */
	/* The answer rests on the tables of all nodes, settled: without some of them the exit
	 * status is CLI_INVALID, and CLI_NOT_CONVERGED when they do not settle in time. */
	CLI_NEED_WHOLE = 4,
	CLI_NEED_CALM = 8, /* the lab as it is written: --set changes nothing */
	/* Instead of a snapshot: of --live the sessions are enough, without routes. */
	CLI_NEED_SESSIONS = 16,
};

/* Zero-initialise. */
struct cli_source {
	struct lab *lab;           /* NULL: no lab was given, and none was needed */
	struct plan *plan;         /* the same */
	struct snapshot *snapshot; /* NULL: not needed */
	/* Of --scenario and --down: who has the lab and the plan, and the lab from which they were
	 * made, if that is not another source's. */
	struct event_lab *events;
	struct lab *written;
};

/* Fills *out with all that is needed. `lab_path` may be NULL when --live or --snapshot stands for
 * it. Complains and prints findings itself; returns CLI_GOOD, or the exit code. The caller ends the
 * source with cli_source_close() in every case. */
int cli_source_open(struct cli *cli, const char *lab_path, unsigned needs, struct cli_source *out);
void cli_source_close(struct cli_source *source);

/* The lab that --set makes of `lab`, and its plan, into *out, which is empty. Complains itself;
 * returns CLI_GOOD, or the exit code. */
int cli_source_change(struct cli *cli, const struct lab *lab, struct cli_source *out);

/* Takes a snapshot from each value of the option and makes one of them, the caller's. Complains
 * itself; returns CLI_GOOD, `missing` when one cannot be taken, or CLI_INVALID when they do not fit
 * together. */
typedef struct snapshot *cli_take_fn(const char *name, struct findings *findings);
int cli_source_gather(struct cli *cli, const char *option, int missing, cli_take_fn *take,
                      struct snapshot **out);

/* Reads the snapshot in a file into *out, the caller's. Complains itself; returns CLI_GOOD or
 * CLI_INVALID. */
int cli_source_file(struct cli *cli, const char *path, struct snapshot **out);

/* Asks the processes of all --live for what enum cli_need says: a snapshot or the sessions, and a
 * whole snapshot again until all is settled, for as long as --timeout says. *out is the caller's in
 * every case, or NULL. Complains itself; returns CLI_GOOD or the exit code. */
int cli_live_fetch(struct cli *cli, unsigned needs, struct snapshot **out);

/* CLI_INVALID after complaining when tables are missing that should be there. */
int cli_live_whole(struct cli *cli, const struct snapshot *snapshot);

/* Runs the plan to convergence, from which *out is taken; the caller frees it. Complains itself and
 * leaves *out alone when that fails; returns CLI_GOOD, or the exit code. */
int cli_source_simulate_calm(struct cli *cli, const struct plan *plan, struct snapshot **out);

/* The same for the lab of *source, whose snapshot it becomes, without what --down names. */
int cli_source_run(struct cli *cli, struct cli_source *source);

/* `lab` without what --down names: lab, plan and tables go into *out, whose own lab, if it has one,
 * is `lab`. Complains itself; returns CLI_GOOD, or the exit code. */
int cli_source_fail(struct cli *cli, const struct lab *lab, struct cli_source *out);

/* What events have made of the lab of *source is asked from here on; what *end has is the source's.
 */
void cli_source_move(struct cli_source *source, struct study_end *end);

/* True when --live or --snapshot was given, so that LAB may be left out. */
bool cli_source_without_lab(const struct cli *cli);

/* The node with this name; NULL after complaining, with "did you mean". */
const struct snapshot_node *cli_source_node(const struct cli *cli, const struct snapshot *snapshot,
                                            const char *name);

/* The nodes that --node names, in the order of the snapshot: by their name, or by what stands
 * before the slash, as "vnet-a-gw" for both of its instances. Without --node all nodes that are
 * present. The caller frees the array. NULL after complaining. */
const struct snapshot_node **cli_source_nodes(const struct cli *cli,
                                              const struct snapshot *snapshot, uint32_t *count);

/* "--node" as the tables of options have it. */
#define CLI_OPTION_NODE                                                                         \
	{                                                                                       \
		"node", 'n', "NAME", "only this node, or all of this gateway, circuit or site", \
		    NULL                                                                        \
	}

/* The virtual time by which a run must have converged: --timeout, else an hour. False after
 * complaining. */
bool cli_time_limit(const struct cli *cli, struct instant *limit);

/* Reads a scenario; NULL after complaining. The caller ends it with scenario_free(). */
struct scenario *cli_scenario_read(const struct cli *cli, const char *path);

/* Random bits that nobody knows again; ends the program when the system has none. */
uint64_t cli_secret(void);

#endif
