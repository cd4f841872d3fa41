/*
 * Driver one: a whole plan in one process under virtual time. Connections are in memory, with the
 * delay of their link; the bytes are the bytes that would be on the wire. Equal plan and seed
 * give an equal run, to the byte.
 *
 * The run has converged when nothing but keepalives is left to happen.
 */
#ifndef SIM_SIM_H
#define SIM_SIM_H

#include <stdbool.h>
#include <stdint.h>

#include "base/instant.h"
#include "node/node.h"
#include "query/state/snapshot.h"
#include "topo/plan/plan.h"

struct sim;

struct sim_options {
	uint64_t seed;
	int64_t jitter_us; /* up to so much is added to every delivery, by the seed; order per
	                      connection is kept */
	const uint32_t *slower_us; /* by session: so much is added to its delay; NULL: nothing.
	                              Borrowed for the simulator's life */
	int64_t batch_us;          /* a node collects changes so long before it sends; 0: 1 ms */
};

struct sim *sim_new(const struct plan *plan, const struct sim_options *options);
void sim_free(struct sim *sim);

/* Starts all nodes; call once, before anything else. */
void sim_start(struct sim *sim);

/* Runs until converged, until `limit`, or until sim_gave_up(); true when converged. May be called
 * again after a change. */
bool sim_run(struct sim *sim, struct instant limit);

/* Runs exactly until `until`, converged or not. */
void sim_run_until(struct sim *sim, struct instant until);

/* Why a run has paused. */
enum sim_halt {
	SIM_RESTED,  /* it has converged */
	SIM_LIMIT,   /* the time is up */
	SIM_CIRCLES, /* when `to_rest`: sim_gave_up() */
	SIM_CHANGED, /* routes or sessions have changed, and all that happens at that time is over
	              */
};

/* Runs until the next of these; when not `to_rest`, on to `limit` even if converged. */
enum sim_halt sim_run_to_change(struct sim *sim, struct instant limit, bool to_rest);

struct instant sim_now(const struct sim *sim);

/* When the last routing change happened: the time of convergence. */
struct instant sim_converged_at(const struct sim *sim);

/* The run will hardly ever come to rest: the same state came again, or very many changes have not
 * brought it there. Faults and other events from outside give it new hope. */
bool sim_gave_up(const struct sim *sim);

/* After how long a run that never comes to rest is in the same state again: the same routes in all
 * tables, the same UPDATEs under way. 0: that is not known; with jitter it never is. */
int64_t sim_period(const struct sim *sim);

/* Faults, at the present time. A session's link is cut: with `noticed` both ends are told at once
 * (carrier loss), else bytes just vanish and the hold timer must find out. */
void sim_cut_session(struct sim *sim, uint32_t session, bool noticed);
void sim_mend_session(struct sim *sim, uint32_t session);

/* The node loses its tables and sessions, and starts again when told. */
void sim_stop_node(struct sim *sim, uint32_t node);
void sim_start_node(struct sim *sim, uint32_t node);

/* Before sim_start(): the node is not started by it, but by sim_start_node(). */
void sim_hold_node(struct sim *sim, uint32_t node);

/* One end of a session ends it by Cease/Administrative Shutdown and wants no other until it is
 * started again. */
void sim_stop_session(struct sim *sim, uint32_t session, unsigned end);
void sim_start_session(struct sim *sim, uint32_t session, unsigned end);

/* Another plan with the same nodes and sessions: other policies, limits and own routes take effect
 * at once. Both plans must outlive the simulator. */
void sim_reconfigure(struct sim *sim, const struct plan *plan);

/* From here on UPDATEs take so much longer on all links of the kind. */
void sim_delay_routes(struct sim *sim, enum plan_link_kind kind, int64_t delay_us);

/* An event of the driver's own, for own routes and single sessions. */
void sim_event(struct sim *sim, uint32_t node, const struct node_event *event);

struct node *sim_node(struct sim *sim, uint32_t node);
struct node *const *sim_nodes(const struct sim *sim);
const struct rib_pools *sim_pools(const struct sim *sim);

/* Called for every note, in order; for logs and timelines. NULL ends it. */
typedef void sim_note_fn(void *user, struct instant now, const struct node *node,
                         const struct node_effect *note);
void sim_on_note(struct sim *sim, sim_note_fn *call, void *user);

struct sim_stats {
	uint64_t events;
	uint64_t bytes;
	uint64_t deliveries;
};
struct sim_stats sim_stats(const struct sim *sim);

struct snapshot *sim_snapshot(struct sim *sim);

/* How much was done in the tables of a node so far: while it is the same, so are they. */
uint64_t sim_work(const struct sim *sim, uint32_t node);

/* The same as sim_snapshot(), but tables of nodes that are as in `before`, a snapshot of this
 * simulator, are borrowed from it. `work` holds sim_work() of that time by node; `unchanged`, by
 * node, is filled in: the tables and the links of its sessions are the same. Of the others what
 * peers were told is not taken when nobody asks for it. */
struct snapshot *sim_snapshot_after(struct sim *sim, const struct snapshot *before,
                                    const uint64_t *work, uint8_t *unchanged, bool without_told);

#endif
