/* The insides of struct sim, for the files that make it up: sim.c (events and effects), traffic.c
 * (connections and bytes), fault.c (cuts and stops), rest.c (has it come to rest?). Nobody else
 * includes this. */
#ifndef SIM_WORLD_H
#define SIM_WORLD_H

#include "base/heap.h"
#include "base/rng.h"
#include "sim/sim.h"
#include "sim/wire.h"

struct sim_node_state {
	struct instant due;  /* as in the heap */
	uint32_t ready_head; /* slot + 1 of the first that has something to send */
	uint32_t ready_tail;
	uint32_t lives; /* starts so far, so that each has its own seed */
	bool running;
	bool starved; /* waits for other bytes to arrive */
	bool held;    /* sim_start() leaves it alone */
};

struct sim_session_state {
	bool cut;
	bool stopped[2];    /* this end wants no session */
	bool up[2];         /* as the node at this end sees it */
	uint8_t refusals;   /* NOTIFICATIONs that an end sent upon an OPEN */
	uint8_t over_limit; /* how often a prefix limit ended it */
	uint32_t epoch;     /* the disturbance since which these are counted */
};

/* Where a node's connection is kept: one slot for each session, end and enum node_conn. */
struct sim_slot {
	uint32_t conn;       /* number + 1; 0: none */
	uint32_t next_ready; /* slot + 1 */
	bool ready;          /* in its node's list */
};

/* Whether the same state comes again and again (circle.c). */
struct sim_circle {
	uint64_t start; /* changes at the last disturbance */
	uint64_t seen;  /* changes when last looked at */
	uint64_t state; /* the hash of the one that is kept */
	uint64_t looks; /* since it was kept */
	uint64_t patience;
	struct instant lap_began;
	int64_t lap_us;
	unsigned laps; /* of that length, one behind the other */
};

struct sim {
	const struct plan *plan;
	struct sim_options options;
	struct rib_pools pools;
	struct rng rng;
	struct instant now;
	struct instant converged_at;
	uint64_t changes; /* of routes and sessions */
	int64_t route_delay_us[PLAN_LINK_COUNT];
	bool started;

	struct node **nodes;
	struct sim_node_state *states;
	struct sim_session_state *sessions;
	struct sim_slot *slots;
	struct wire wire;

	/* Items of `events`: a number for each node, then three for each connection: what travels
	 * to end 0, to end 1, and the patience of who connects. Items of `pulls`: nodes. What is
	 * due at the same time happens in this order: events, then pulls. */
	struct heap events;
	struct heap pulls;

	struct node_effects effects;
	uint8_t *buffer;  /* what node_pull() fills */
	size_t in_flight; /* bytes under way, but for cut sessions */
	uint32_t busy;    /* chunks that are more than keepalives, but for cut sessions */
	uint32_t *starved;
	uint32_t starved_count;

	uint32_t epoch; /* counts disturbances from outside */
	uint32_t watch; /* a session that had not come to rest when last looked at */

	struct sim_circle circle;

	sim_note_fn *note;
	void *note_user;
	struct sim_stats stats;
};

static inline uint32_t sim_slot_index(uint32_t session, unsigned end, enum node_conn conn)
{
	return (session * 2 + end) * 2 + (uint32_t)conn;
}

/* Routes or sessions have changed at this time. */
static inline void sim_changed(struct sim *sim)
{
	sim->changes++;
	sim->converged_at = sim->now;
}

/* Gives the node an event and does what it answers. Nothing for a node that is stopped. */
void sim_feed(struct sim *sim, uint32_t node, const struct node_event *event);

/* The same for an event of one peer's connection. */
void sim_feed_conn(struct sim *sim, uint32_t session, unsigned end, enum node_event_kind kind,
                   enum node_conn conn);

/* A fresh node in the place of the present one, not running. */
void sim_make_node(struct sim *sim, uint32_t node);

/* Sessions that were given up are expected to come up again. */
void sim_disturb(struct sim *sim);

struct sim_session_state *sim_session_counts(struct sim *sim, uint32_t session);

/* The node at `end` wants a connection, or hangs up the one in `conn`, or has bytes on it. */
void sim_connect(struct sim *sim, uint32_t session, unsigned end);
void sim_hang_up(struct sim *sim, uint32_t session, unsigned end, enum node_conn conn);
void sim_ready(struct sim *sim, uint32_t session, unsigned end, enum node_conn conn,
               struct instant when);

/* The due item of `events` that belongs to a connection. */
void sim_conn_event(struct sim *sim, uint32_t item);

/* Sends what the node has. */
void sim_pull(struct sim *sim, uint32_t node);

/* The same for one connection, all of it, whatever is under way already. */
void sim_pull_rest(struct sim *sim, uint32_t session, unsigned end, enum node_conn conn);

/* Connections of a cut session stand still; those of a mended one go on. */
void sim_stall(struct sim *sim, uint32_t session);
void sim_resume(struct sim *sim, uint32_t session);

/* Both ends learn at once that their connections are gone. */
void sim_break(struct sim *sim, uint32_t session);

bool sim_is_at_rest(struct sim *sim);

/* No session is expected to change. */
bool sim_sessions_settled(struct sim *sim);

/* Asked when all that happens at a time is over: true when the run will hardly come to rest.
 */
bool sim_goes_round(struct sim *sim);
void sim_circle_begin(struct sim *sim);

/* What must hold between two events: the sums over all connections are what they add up to. */
void sim_check(const struct sim *sim);

#endif
