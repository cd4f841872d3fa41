/* Nodes, ends and the loop's turns. */
#include "live/hub.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/check.h"
#include "base/mem.h"
#include "bgp/attr_pool.h"
#include "live/memory.h"
#include "live/tcp.h"

/* What a node may still say on a connection that it closes: more than a NOTIFICATION behind a full
 * chunk would be a node that never ends. */
enum { DRAIN_MAX = 4 * HUB_CHUNK };

struct instant hub_now(const struct hub *hub)
{
	return live_clock_now(&hub->clock);
}

bool hub_runs(const struct hub *hub, uint32_t node)
{
	return hub->nodes[node] != NULL;
}

const struct plan_session *hub_session(const struct hub *hub, uint32_t end)
{
	return &hub->plan->sessions[end / 2];
}

const struct plan_end *hub_plan_end(const struct hub *hub, uint32_t end)
{
	return &hub_session(hub, end)->end[end & 1];
}

const char *hub_end_name(const struct hub *hub, uint32_t end)
{
	return hub->plan->nodes[hub_plan_end(hub, end)->node].conf.name;
}

/* The node's deadline is asked for once, before the loop sleeps, and not after every step. */
static void touch(struct hub *hub, uint32_t node)
{
	if (hub->is_touched[node])
		return;
	hub->is_touched[node] = true;
	hub->touched[hub->touched_count++] = node;
}

static void on_idle(uv_idle_t *idle)
{
	(void)idle;
}

static void push(struct hub *hub, const struct work *work)
{
	work_push(&hub->work, work);
	uv_idle_start(&hub->idle, on_idle);
}

void hub_post(struct hub *hub, enum work_kind kind, uint32_t end, enum node_conn conn,
              uint8_t *bytes, size_t size)
{
	push(hub, &(struct work){
		      .kind = (uint8_t)kind,
		      .conn = (uint8_t)conn,
		      .end = end,
		      .generation = hub->ends[end].wires[conn].generation,
		      .bytes = bytes,
		      .size = size,
		  });
}

void hub_post_ready(struct hub *hub, uint32_t end, enum node_conn conn)
{
	struct hub_wire *wire = &hub->ends[end].wires[conn];

	if (!wire->open || wire->ready)
		return;
	wire->ready = true;
	hub_post(hub, WORK_READY, end, conn, NULL, 0);
}

void hub_wire_open(struct hub *hub, uint32_t end, enum node_conn conn)
{
	struct hub_wire *wire = &hub->ends[end].wires[conn];

	CHECK(!wire->open);
	*wire = (struct hub_wire){.generation = wire->generation + 1, .open = true};
}

void hub_wire_lost(struct hub *hub, uint32_t end, enum node_conn conn)
{
	struct hub_wire *wire = &hub->ends[end].wires[conn];

	CHECK(wire->open);
	wire->open = false;
	wire->tcp = NULL;
	hub_event(hub, end, conn, NODE_EV_CLOSED, (struct span){0});
}

size_t hub_pull(struct hub *hub, uint32_t end, enum node_conn conn)
{
	const struct hub_end *at = &hub->ends[end];

	touch(hub, at->node);
	return node_pull(hub->nodes[at->node], hub_now(hub), at->peer, conn, hub->out, HUB_CHUNK);
}

uint8_t *hub_drain(struct hub *hub, uint32_t end, enum node_conn conn, size_t *size)
{
	const struct hub_end *at = &hub->ends[end];
	uint8_t *bytes = NULL;
	size_t capacity = 0;
	size_t more;

	*size = 0;
	do {
		bytes = mem_grow(bytes, &capacity, *size + HUB_CHUNK, 1);
		more = node_pull(hub->nodes[at->node], hub_now(hub), at->peer, conn, bytes + *size,
		                 HUB_CHUNK);
		*size += more;
	} while (more > 0 && *size < DRAIN_MAX);
	if (*size > 0)
		return xrealloc(bytes, *size);
	free(bytes);
	return NULL;
}

static void act_connect(struct hub *hub, uint32_t end, enum node_conn conn)
{
	CHECK(conn == NODE_CONN_OUT);
	hub_wire_open(hub, end, conn);
	hub_post(hub, WORK_CONNECT, end, conn, NULL, 0);
}

/* What is left is drained at once, because the node may reuse the wire in its next breath. */
static void act_close(struct hub *hub, uint32_t end, enum node_conn conn)
{
	struct hub_wire *wire = &hub->ends[end].wires[conn];
	struct tcp_conn *tcp = wire->tcp;

	if (!wire->open)
		return;
	wire->open = false;
	wire->tcp = NULL;
	if (hub->ends[end].transport == HUB_MEMORY)
		memory_close(hub, end, conn);
	else if (tcp != NULL)
		tcp_close(hub->tcp, tcp);
}

static void act(struct hub *hub, uint32_t node, const struct node_effect *effect)
{
	const struct plan_node *at = &hub->plan->nodes[node];
	uint32_t end = 2 * at->sessions[effect->peer] + at->ends[effect->peer];

	switch (effect->kind) {
	case NODE_CONNECT:
		act_connect(hub, end, effect->conn);
		break;
	case NODE_CLOSE:
		act_close(hub, end, effect->conn);
		break;
	case NODE_READY:
		hub_post_ready(hub, end, effect->conn);
		break;
	case NODE_NOTE:
		live_log_note(&hub->log, hub->nodes[node], effect);
		break;
	}
}

/* Acting never steps a node, so one list of effects serves all. */
static void step(struct hub *hub, uint32_t node, const struct node_event *event)
{
	CHECK(hub->effects.count == 0);
	touch(hub, node);
	node_step(hub->nodes[node], hub_now(hub), event, &hub->effects);
	for (size_t i = 0; i < hub->effects.count; i++)
		act(hub, node, &hub->effects.items[i]);
	hub->effects.count = 0;
}

void hub_event(struct hub *hub, uint32_t end, enum node_conn conn, enum node_event_kind kind,
               struct span bytes)
{
	const struct hub_end *at = &hub->ends[end];

	step(hub, at->node,
	     &(struct node_event){.kind = kind, .peer = at->peer, .conn = conn, .bytes = bytes});
}

/* Two ends of one process that could both connect need not collide: the first one does. */
static bool leaves_it_to_the_other(const struct hub *hub, uint32_t end)
{
	return (end & 1) == 1 && hub->ends[end ^ 1].transport != HUB_ABSENT &&
	       !hub_plan_end(hub, end ^ 1)->passive;
}

static void do_connect(struct hub *hub, const struct work *work)
{
	if (leaves_it_to_the_other(hub, work->end))
		hub_post(hub, WORK_CONNECT_FAILED, work->end, NODE_CONN_OUT, NULL, 0);
	else if (hub->ends[work->end].transport == HUB_MEMORY)
		memory_connect(hub, work->end);
	else
		tcp_connect(hub->tcp, work->end);
}

static void do_connect_failed(struct hub *hub, const struct work *work)
{
	hub->ends[work->end].wires[work->conn].open = false;
	hub_event(hub, work->end, work->conn, NODE_EV_CONNECT_FAILED, (struct span){0});
}

static void do_connected(struct hub *hub, const struct work *work)
{
	hub_event(hub, work->end, work->conn, NODE_EV_CONNECTED, (struct span){0});
}

static void do_ready(struct hub *hub, const struct work *work)
{
	struct hub_end *at = &hub->ends[work->end];

	at->wires[work->conn].ready = false;
	if (at->transport == HUB_MEMORY)
		memory_move(hub, work->end, work->conn);
	else if (at->wires[work->conn].tcp != NULL)
		tcp_flush(hub->tcp, at->wires[work->conn].tcp);
}

static void do_bytes(struct hub *hub, const struct work *work)
{
	hub_event(hub, work->end, work->conn, NODE_EV_BYTES,
	          (struct span){work->bytes, work->size});
}

static void do_closed(struct hub *hub, const struct work *work)
{
	hub_wire_lost(hub, work->end, work->conn);
}

static void (*const doers[])(struct hub *hub, const struct work *work) = {
    [WORK_CONNECT] = do_connect,     [WORK_CONNECT_FAILED] = do_connect_failed,
    [WORK_CONNECTED] = do_connected, [WORK_READY] = do_ready,
    [WORK_BYTES] = do_bytes,         [WORK_CLOSED] = do_closed,
};

/* Nobody counts references to attribute sets and prefixes: all tables say what they hold. */
static void sweep_pools(struct hub *hub)
{
	uint8_t *keep = xcalloc(prefix_table_limit(hub->pools.prefixes) + 1, 1);

	attr_pool_unmark(hub->pools.attrs);
	for (uint32_t i = 0; i < hub->plan->node_count; i++)
		if (hub->nodes[i] != NULL)
			rib_mark(node_rib(hub->nodes[i]), keep);
	attr_pool_sweep(hub->pools.attrs);
	prefix_table_sweep(hub->pools.prefixes, keep);
	free(keep);
}

static void settle_deadlines(struct hub *hub)
{
	for (uint32_t i = 0; i < hub->touched_count; i++) {
		uint32_t node = hub->touched[i];
		hub->is_touched[node] = false;
		heap_set(&hub->deadlines, node, node_deadline(hub->nodes[node]));
	}
	hub->touched_count = 0;
}

/* Runs behind the reading of sockets, so that no hold timer expires while the KEEPALIVE lies in
 * the socket of a process that was busy. */
static void do_deadlines(struct hub *hub)
{
	struct instant now = hub_now(hub);

	settle_deadlines(hub);
	while (!instant_before(now, heap_due(&hub->deadlines)))
		step(hub, heap_pop(&hub->deadlines),
		     &(struct node_event){.kind = NODE_EV_DEADLINE});
}

/* Does the work that was there when the turn began; what follows from it waits for the next
 * turn, after another look at the sockets. */
static void do_work(struct hub *hub)
{
	struct work work;

	for (size_t left = hub->work.count; left > 0 && work_pop(&hub->work, &work); left--) {
		const struct hub_wire *wire = &hub->ends[work.end].wires[work.conn];

		if (wire->open && wire->generation == work.generation)
			doers[work.kind](hub, &work);
		free(work.bytes);
	}
}

static void on_check(uv_check_t *check)
{
	struct hub *hub = check->data;

	hub->turn++;
	do_deadlines(hub);
	do_work(hub);
	if (hub->work.count == 0)
		uv_idle_stop(&hub->idle);
	if (attr_pool_wants_sweep(hub->pools.attrs))
		sweep_pools(hub);
}

/* Only wakes: on_check() does what is due, in this same turn. */
static void on_timer(uv_timer_t *timer)
{
	struct hub *hub = timer->data;

	uv_idle_start(&hub->idle, on_idle);
}

/* The loop's clock counts milliseconds: rounding up wakes at most one too late, and never too
 * early over and over. */
static void on_prepare(uv_prepare_t *prepare)
{
	struct hub *hub = prepare->data;

	settle_deadlines(hub);
	struct instant due = heap_due(&hub->deadlines);
	int64_t wait_us = due.us - hub_now(hub).us;

	if (due.us == INSTANT_NEVER.us)
		uv_timer_stop(&hub->timer);
	else if (wait_us <= 0)
		uv_timer_start(&hub->timer, on_timer, 0, 0);
	else
		uv_timer_start(&hub->timer, on_timer, (uint64_t)(wait_us / US_PER_MS) + 1, 0);
}

static void init_nodes(struct hub *hub)
{
	const struct plan *plan = hub->plan;
	const char *only = hub->options->only_node;
	uint64_t seed = uv_hrtime() ^ (uint64_t)getpid() << 40;

	hub->nodes = xcalloc(plan->node_count, sizeof(struct node *));
	hub->touched = xcalloc(plan->node_count, sizeof(uint32_t));
	hub->is_touched = xcalloc(plan->node_count, sizeof(bool));
	for (uint32_t i = 0; i < plan->node_count; i++) {
		const struct plan_node *at = &plan->nodes[i];
		bool runs = only != NULL ? strcmp(only, at->conf.name) == 0 : !at->external;

		if (runs)
			hub->nodes[i] = node_new(&at->conf, hub->pools, seed + i);
	}
}

static enum hub_transport transport_of(const struct hub *hub, const struct plan_end *self,
                                       const struct plan_end *other)
{
	if (!hub_runs(hub, self->node))
		return HUB_ABSENT;
	if (!hub_runs(hub, other->node) || hub->options->tcp_inside)
		return HUB_TCP;
	return HUB_MEMORY;
}

static void init_ends(struct hub *hub)
{
	hub->end_count = 2 * hub->plan->session_count;
	hub->ends = xcalloc(hub->end_count + 1, sizeof(struct hub_end));
	for (uint32_t i = 0; i < hub->end_count; i++) {
		const struct plan_end *self = hub_plan_end(hub, i);

		hub->ends[i] = (struct hub_end){
		    .node = self->node,
		    .peer = self->peer,
		    .transport = transport_of(hub, self, hub_plan_end(hub, i ^ 1)),
		};
	}
}

static void init_loop(struct hub *hub)
{
	CHECK(uv_loop_init(&hub->loop) == 0);
	uv_timer_init(&hub->loop, &hub->timer);
	uv_prepare_init(&hub->loop, &hub->prepare);
	uv_check_init(&hub->loop, &hub->check);
	uv_idle_init(&hub->loop, &hub->idle);
	hub->timer.data = hub;
	hub->prepare.data = hub;
	hub->check.data = hub;
	uv_prepare_start(&hub->prepare, on_prepare);
	uv_check_start(&hub->check, on_check);
}

void hub_init(struct hub *hub, const struct plan *plan, const struct live_options *options)
{
	*hub = (struct hub){
	    .plan = plan,
	    .options = options,
	    .clock = live_clock_start(),
	    .pools = {prefix_table_new(), attr_pool_new()},
	    .in = xmalloc(HUB_CHUNK),
	    .out = xmalloc(HUB_CHUNK),
	};
	hub->log = (struct live_log){.clock = &hub->clock, .quiet = options->quiet};
	init_nodes(hub);
	init_ends(hub);
	init_loop(hub);
}

static void step_all(struct hub *hub, enum node_event_kind kind)
{
	for (uint32_t i = 0; i < hub->plan->node_count; i++)
		if (hub->nodes[i] != NULL)
			step(hub, i, &(struct node_event){.kind = kind});
}

void hub_start(struct hub *hub)
{
	step_all(hub, NODE_EV_START);
}

void hub_stop(struct hub *hub)
{
	step_all(hub, NODE_EV_STOP);
}

void hub_done(struct hub *hub)
{
	for (uint32_t i = 0; i < hub->plan->node_count; i++)
		node_free(hub->nodes[i]);
	attr_pool_free(hub->pools.attrs);
	prefix_table_free(hub->pools.prefixes);
	work_done(&hub->work);
	heap_done(&hub->deadlines);
	node_effects_done(&hub->effects);
	free(hub->nodes);
	free(hub->ends);
	free(hub->touched);
	free(hub->is_touched);
	free(hub->in);
	free(hub->out);
}
