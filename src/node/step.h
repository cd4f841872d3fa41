/*
 * The insides of a node, for the files that make it up: node.c (events, routes, output), peer.c
 * (the sessions and connections of one peer), effect.c (what the driver is told), fault.c (what is
 * said of UPDATEs at fault), node_check.c (what must always hold). Nobody else includes this. A
 * step is one call of node_step(); functions that begin with its name act for it.
 *
 * Each peer has a main session, which owns the timers and the right to connect, and for the moment
 * of a collision a spare one for the peer's own connection. Whichever survives is, or becomes, the
 * main one.
 */
#ifndef NODE_STEP_H
#define NODE_STEP_H

#include "base/heap.h"
#include "node/node.h"

struct node_peer {
	struct bgp_session *main;
	struct bgp_session *spare;   /* NULL, mostly */
	struct instant armed;        /* when the peer's timer in the heap goes off */
	uint8_t main_conn;           /* enum node_conn that the main session uses, if any */
	bool up;                     /* the main session is Established and in the tables */
	bool ready[NODE_CONN_COUNT]; /* the driver was told to pull */
	uint32_t fault_count;        /* UPDATEs at fault in this second of the clock */
	int64_t fault_second;
};

struct node {
	const struct node_conf *conf;
	struct rib_pools pools;
	struct rib *rib;
	const struct rib_peer_conf **rib_confs;
	struct node_peer *peers;
	struct heap timers;
	uint64_t seed;
	uint64_t changes_seen; /* rib_changes() when the peers were last woken */
	uint32_t up_count;
	uint32_t asleep;        /* peers that are up and not ready */
	uint32_t faults_untold; /* UPDATEs at fault since the last one that was noted */
	struct arena *texts;    /* of this step's notes; NULL, mostly */
};

/* One call of node_step(): what every function below needs. */
struct step {
	struct node *node;
	struct instant now;
	struct node_effects *effects;
};

static inline uint32_t node_peer_index(const struct node *node, const struct node_peer *peer)
{
	return (uint32_t)(peer - node->peers);
}

static inline enum node_conn node_spare_conn(const struct node_peer *peer)
{
	return peer->main_conn == NODE_CONN_OUT ? NODE_CONN_IN : NODE_CONN_OUT;
}

/* The session that uses this connection, or NULL. */
static inline struct bgp_session *node_session_on(const struct node_peer *peer, enum node_conn conn)
{
	return conn == peer->main_conn ? peer->main : peer->spare;
}

/* fault.c */

/* Notes an UPDATE at fault, at most ten a second for each peer. */
void step_note_fault(struct step *step, struct node_peer *peer, const struct bgp_update *update);

/* Why the session was ended over an UPDATE, or NULL; until the next step. */
const char *step_error_text(struct node *node, const struct bgp_session *session);

void step_forget_texts(struct node *node);

/* effect.c */

/* Appends an effect about one of the peer's connections; borrowed until the next one. */
struct node_effect *step_effect(struct step *step, enum node_effect_kind kind,
                                const struct node_peer *peer, enum node_conn conn);

void step_note(struct step *step, const struct node_peer *peer, enum node_note what, uint32_t code,
               const char *text);

/* Tells the driver once that the connection has bytes to pull. */
void step_ready(struct step *step, struct node_peer *peer, enum node_conn conn);

/* All was pulled, or the connection is another one. */
void node_unready(struct node *node, struct node_peer *peer, enum node_conn conn);

/* Every peer that may have to hear of a change of the tables is made ready. */
void step_wake(struct step *step);

/* peer.c */

/* Acts on what the peer's sessions want after one of them was fed. */
void step_settle(struct step *step, struct node_peer *peer);

/* An OPEN was accepted on `opened`: if both sessions are opening, one of them goes. */
void step_collision(struct step *step, struct node_peer *peer, const struct bgp_session *opened);

void node_drop_spare(struct node_peer *peer);

/* Our connection is there; the peer's connection is there. */
void step_connected(struct step *step, struct node_peer *peer);
void step_accepted(struct step *step, struct node_peer *peer);

/* Steps the session, which may be NULL, and settles. */
void step_session_event(struct step *step, struct node_peer *peer, struct bgp_session *session,
                        enum bgp_event event);

void step_start_peer(struct step *step, struct node_peer *peer);
void step_stop_peer(struct step *step, struct node_peer *peer);

/* Runs everything that is due. */
void step_timers(struct step *step);

#endif
