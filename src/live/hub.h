/*
 * The middle of the live driver: the nodes of the process, the ends of their sessions, and the
 * loop's turns.
 *
 *	tcp, memory                     hub                         node
 *	  | -- hub_event() -------------> | -- node_step() ------------> |
 *	  | <- connect, close, ready ---- | <- effects ----------------- |
 *	  | -- hub_pull() --------------> | -- node_pull() ------------> |
 *
 * Every end of every session of the plan has two wires, one per enum node_conn. A wire is open as
 * long as the node believes in the connection, from NODE_CONNECT or NODE_EV_ACCEPTED on.
 */
#ifndef LIVE_HUB_H
#define LIVE_HUB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <uv.h>

#include "base/heap.h"
#include "live/clock.h"
#include "live/live.h"
#include "live/log.h"
#include "live/work.h"
#include "node/node.h"
#include "topo/plan/plan.h"

/* Bytes moved at once: what one connection may read, or send, in a turn. */
enum { HUB_CHUNK = 65536 };

enum hub_transport {
	HUB_ABSENT, /* the end's node does not run here */
	HUB_MEMORY,
	HUB_TCP,
};

struct tcp;
struct tcp_conn;

struct hub_wire {
	struct tcp_conn *tcp; /* NULL: none, or in memory */
	uint32_t generation;  /* counts the connections that the wire has had */
	bool open;
	bool ready; /* WORK_READY stands in the queue */
};

/* One end of a session; hub->ends[2 * session + end], so that `index ^ 1` is the other one. */
struct hub_end {
	uint32_t node;
	uint32_t peer;
	enum hub_transport transport;
	struct hub_wire wires[NODE_CONN_COUNT];
};

struct hub {
	uv_loop_t loop;
	const struct plan *plan;
	const struct live_options *options;
	struct live_clock clock;
	struct live_log log;
	struct tcp *tcp;

	struct node **nodes; /* in the plan's order; NULL for one that does not run here */
	struct rib_pools pools;
	struct hub_end *ends;
	uint32_t end_count;

	struct node_effects effects; /* of the step at hand */
	struct work_queue work;
	struct heap deadlines; /* by node */
	uint32_t *touched;     /* nodes whose deadline may have changed this turn */
	uint32_t touched_count;
	bool *is_touched;
	uint32_t turn; /* counts the loop's turns */

	uv_timer_t timer;     /* the earliest deadline */
	uv_prepare_t prepare; /* arms the timer */
	uv_check_t check;     /* does the work */
	uv_idle_t idle;       /* runs while there is work, so that the loop does not sleep */

	uint8_t *in;  /* HUB_CHUNK bytes: what is being read, of whatever connection */
	uint8_t *out; /* HUB_CHUNK bytes: what is being sent */
};

/* Makes the nodes and the loop; nothing moves until hub_start(). `hub` must not move. */
void hub_init(struct hub *hub, const struct plan *plan, const struct live_options *options);

/* Frees the nodes; the loop must have been closed. */
void hub_done(struct hub *hub);

/* NODE_EV_START or NODE_EV_STOP to all nodes. */
void hub_start(struct hub *hub);
void hub_stop(struct hub *hub);

/* The node runs here. */
bool hub_runs(const struct hub *hub, uint32_t node);

struct instant hub_now(const struct hub *hub);
const struct plan_session *hub_session(const struct hub *hub, uint32_t end);
const struct plan_end *hub_plan_end(const struct hub *hub, uint32_t end);
const char *hub_end_name(const struct hub *hub, uint32_t end);

/* Steps the end's node and acts on what follows. `bytes` only for NODE_EV_BYTES; they may be
 * hub->in or hub->out. */
void hub_event(struct hub *hub, uint32_t end, enum node_conn conn, enum node_event_kind kind,
               struct span bytes);

/* Opens the wire for an accepted connection. */
void hub_wire_open(struct hub *hub, uint32_t end, enum node_conn conn);

/* The connection is gone without the node's doing: closes the wire and tells the node. */
void hub_wire_lost(struct hub *hub, uint32_t end, enum node_conn conn);

/* Leaves work for the wire's present connection. Takes `bytes`. */
void hub_post(struct hub *hub, enum work_kind kind, uint32_t end, enum node_conn conn,
              uint8_t *bytes, size_t size);

/* WORK_READY, once. */
void hub_post_ready(struct hub *hub, uint32_t end, enum node_conn conn);

/* node_pull() into hub->out. */
size_t hub_pull(struct hub *hub, uint32_t end, enum node_conn conn);

/* All that the node still has for a connection that it closes, on the heap; NULL for nothing. */
uint8_t *hub_drain(struct hub *hub, uint32_t end, enum node_conn conn, size_t *size);

#endif
