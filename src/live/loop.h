/*
 * The middle of the live driver: the nodes of the process, the ends of their sessions, and the
 * loop's iterations.
 *
 *	tcp, memory                      loop                        node
 *	  | -- loop_event() -------------> | -- node_step() ------------> |
 *	  | <- connect, close, ready ----- | <- effects ----------------- |
 *	  | -- loop_pull() --------------> | -- node_pull() ------------> |
 *
 * Every end of every session of the plan has two slots, one per enum node_conn. A slot is open as
 * long as the node believes in the connection, from NODE_CONNECT or NODE_EV_ACCEPTED on.
 */
#ifndef LIVE_LOOP_H
#define LIVE_LOOP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <uv.h>

#include "base/heap.h"
#include "live/clock.h"
#include "live/live.h"
#include "live/log.h"
#include "live/patience.h"
#include "live/turn.h"
#include "live/work.h"
#include "node/node.h"
#include "query/state/snapshot.h"
#include "topo/plan/plan.h"

/* Bytes moved at once: what one connection may read, or send, in an iteration. */
enum { LOOP_CHUNK = 16384 };

enum loop_transport {
	LOOP_ABSENT, /* the end's node does not run here */
	LOOP_MEMORY,
	LOOP_TCP,
};

struct tcp;
struct tcp_conn;

struct loop_slot {
	struct tcp_conn *tcp; /* NULL: none, or in memory */
	uint32_t generation;  /* counts the connections that the slot has had */
	bool open;
	bool ready; /* WORK_READY stands in the queue */
};

/* One end of a session; loop->ends[2 * session + end], so that `index ^ 1` is the other one. */
struct loop_end {
	uint32_t node;
	uint32_t peer;
	enum loop_transport transport;
	struct patience patience; /* with a peer over TCP that is not there */
	struct loop_slot slots[NODE_CONN_COUNT];
};

struct loop {
	uv_loop_t uv;
	const struct plan *plan;
	const struct live_options *options;
	struct live_clock clock;
	struct live_log log;
	struct tcp *tcp;

	struct node **nodes; /* in the plan's order; NULL for one that does not run here */
	uint32_t *off;       /* by node: so many of its sessions are off in the lab */
	struct rib_pools pools;
	struct loop_end *ends;
	uint32_t end_count;

	struct node_effects effects; /* of the step at hand */
	struct work_queue work;
	struct heap deadlines; /* by node */
	uint32_t *touched;     /* nodes whose deadline may have changed this iteration */
	uint32_t touched_count;
	bool *is_touched;
	struct turn turn;
	struct instant began;  /* the turn, before it waited */
	struct instant looked; /* whatever had come by then, from any peer, some of it was read */
	uint64_t steps;        /* counts events of all nodes */

	uv_timer_t timer;     /* the earliest deadline */
	uv_prepare_t prepare; /* arms the timer */
	uv_check_t check;     /* does the work */
	uv_idle_t idle;       /* runs while there is work, so that the loop does not sleep */

	uint8_t *in;  /* LOOP_CHUNK bytes: what is being read, of whatever connection */
	uint8_t *out; /* LOOP_CHUNK bytes: what is being sent */
};

/* Makes the nodes and the loop; nothing moves until loop_start(). `loop` must not move. */
void loop_init(struct loop *loop, const struct plan *plan, const struct live_options *options);

/* Frees the nodes; the loop must have been closed. */
void loop_done(struct loop *loop);

/* NODE_EV_START or NODE_EV_STOP to all nodes. */
void loop_start(struct loop *loop);
void loop_stop(struct loop *loop);

/* The node runs here. */
bool loop_runs(const struct loop *loop, uint32_t node);

struct instant loop_now(const struct loop *loop);
const struct plan_session *loop_session(const struct loop *loop, uint32_t end);
const struct plan_end *loop_plan_end(const struct loop *loop, uint32_t end);
const char *loop_end_name(const struct loop *loop, uint32_t end);

/* The present state, for a snapshot. */
struct snapshot_subject loop_subject(const struct loop *loop, bool converged);

/* Steps the end's node and acts on what follows. `bytes` only for NODE_EV_BYTES; they may be
 * loop->in or loop->out. */
void loop_event(struct loop *loop, uint32_t end, enum node_conn conn, enum node_event_kind kind,
                struct span bytes);

/* Opens the slot for an accepted connection. */
void loop_slot_open(struct loop *loop, uint32_t end, enum node_conn conn);

/* The connection is gone without the node's doing: closes the slot and tells the node. */
void loop_slot_lost(struct loop *loop, uint32_t end, enum node_conn conn);

/* The loop does not sleep before its next turn. */
void loop_stay_awake(struct loop *loop);

/* Leaves work for the slot's present connection. Takes `bytes`. */
void loop_post(struct loop *loop, enum work_kind kind, uint32_t end, enum node_conn conn,
               uint8_t *bytes, size_t size);

/* WORK_READY, once. */
void loop_post_ready(struct loop *loop, uint32_t end, enum node_conn conn);

/* node_pull() into loop->out. */
size_t loop_pull(struct loop *loop, uint32_t end, enum node_conn conn);

/* All that the node still has for a connection that it closes, on the heap; NULL for nothing. */
uint8_t *loop_drain(struct loop *loop, uint32_t end, enum node_conn conn, size_t *size);

#endif
