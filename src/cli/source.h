/* Where a verb's answers come from: a lab that is simulated, a running hairpin, or a file. */
#ifndef CLI_SOURCE_H
#define CLI_SOURCE_H

#include "base/findings.h"
#include "base/instant.h"
#include "cli/cli.h"
#include "query/state/snapshot.h"
#include "topo/model/model.h"
#include "topo/plan/plan.h"

enum cli_need {
	CLI_NEED_MODEL = 1,    /* lab and plan */
	CLI_NEED_SNAPSHOT = 2, /* of --live, else of --snapshot, else of the simulated lab */
};

/* Zero-initialise. */
struct cli_source {
	struct lab *lab;           /* NULL: no lab was given, and none was needed */
	struct plan *plan;         /* the same */
	struct snapshot *snapshot; /* NULL: not needed */
};

/* Fills *out with all that is needed. `lab_path` may be NULL when --live or --snapshot stands for
 * it. Complains and prints findings itself; returns CLI_GOOD, or the exit code. The caller ends the
 * source with cli_source_close() in every case. */
int cli_source_open(struct cli *cli, const char *lab_path, unsigned needs, struct cli_source *out);
void cli_source_close(struct cli_source *source);

/* Runs the plan to convergence, from which *out is taken; the caller frees it. Complains itself and
 * leaves *out alone when that fails; returns CLI_GOOD, or the exit code. */
int cli_source_simulate(struct cli *cli, const struct plan *plan, struct snapshot **out);

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

/* Reads a whole file ("-": standard input) of at most `size_max` bytes. NULL with a finding when it
 * cannot be read or is larger. The caller frees it; a zero stands behind its end. */
char *cli_read_file(const char *path, size_t size_max, size_t *size, struct findings *findings);

/* Random bits that nobody knows again; ends the program when the system has none. */
uint64_t cli_secret(void);

#endif
