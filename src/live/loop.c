/* Nodes, ends and the loop's iterations. */
#include "live/loop.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/check.h"
#include "base/mem.h"
#include "bgp/attr_pool.h"
#include "live/memory.h"
#include "live/off.h"
#include "live/tcp.h"

/* What a node may still say on a connection that it closes: more than a NOTIFICATION behind a full
 * chunk would be a node that never ends. */
enum { DRAIN_MAX = 16 * LOOP_CHUNK };

struct instant loop_now(const struct loop *loop)
{
	return live_clock_now(&loop->clock);
}

bool loop_runs(const struct loop *loop, uint32_t node)
{
	return loop->nodes[node] != NULL;
}

const struct plan_session *loop_session(const struct loop *loop, uint32_t end)
{
	return &loop->plan->sessions[end / 2];
}

const struct plan_end *loop_plan_end(const struct loop *loop, uint32_t end)
{
	return &loop_session(loop, end)->end[end & 1];
}

const char *loop_end_name(const struct loop *loop, uint32_t end)
{
	return loop->plan->nodes[loop_plan_end(loop, end)->node].conf.name;
}

struct snapshot_subject loop_subject(const struct loop *loop, bool converged)
{
	const struct turn_record *most = &loop->turn.most;

	return (struct snapshot_subject){
	    .plan = loop->plan,
	    .nodes = loop->nodes,
	    .pools = &loop->pools,
	    .source = "live",
	    .now = loop_now(loop),
	    .turn = {most->wall_us, most->cpu_us, most->bytes, most->routes},
	    .converged = converged,
	};
}

/* The node's deadline is asked for once, before the loop sleeps, and not after every step. */
static void touch(struct loop *loop, uint32_t node)
{
	if (loop->is_touched[node])
		return;
	CHECK(loop_runs(loop, node) && loop->touched_count < loop->plan->node_count);
	loop->is_touched[node] = true;
	loop->touched[loop->touched_count++] = node;
}

static void on_idle(uv_idle_t *idle)
{
	(void)idle;
}

void loop_stay_awake(struct loop *loop)
{
	uv_idle_start(&loop->idle, on_idle);
}

static void push(struct loop *loop, const struct work *work)
{
	work_push(&loop->work, work);
	loop_stay_awake(loop);
}

/* What a node has done since `before` counts in this turn. */
static void count_work(struct loop *loop, uint32_t node, size_t bytes, uint64_t before)
{
	turn_add(&loop->turn, bytes,
	         rib_work(node_rib(loop->nodes[node])) - before + TURN_ROUTES_OF_MOVE);
}

void loop_post(struct loop *loop, enum work_kind kind, uint32_t end, enum node_conn conn,
               uint8_t *bytes, size_t size)
{
	CHECK(end < loop->end_count && loop->ends[end].transport != LOOP_ABSENT);
	push(loop, &(struct work){
		       .kind = (uint8_t)kind,
		       .conn = (uint8_t)conn,
		       .end = end,
		       .generation = loop->ends[end].slots[conn].generation,
		       .bytes = bytes,
		       .size = size,
		   });
}

void loop_post_ready(struct loop *loop, uint32_t end, enum node_conn conn)
{
	struct loop_slot *slot = &loop->ends[end].slots[conn];

	if (!slot->open || slot->ready)
		return;
	slot->ready = true;
	loop_post(loop, WORK_READY, end, conn, NULL, 0);
}

void loop_slot_open(struct loop *loop, uint32_t end, enum node_conn conn)
{
	struct loop_slot *slot = &loop->ends[end].slots[conn];

	CHECK(end < loop->end_count && !slot->open);
	*slot = (struct loop_slot){.generation = slot->generation + 1, .open = true};
}

void loop_slot_lost(struct loop *loop, uint32_t end, enum node_conn conn)
{
	struct loop_slot *slot = &loop->ends[end].slots[conn];

	CHECK(slot->open);
	slot->open = false;
	slot->tcp = NULL;
	loop_event(loop, end, conn, NODE_EV_CLOSED, (struct span){0});
}

size_t loop_pull(struct loop *loop, uint32_t end, enum node_conn conn)
{
	const struct loop_end *at = &loop->ends[end];

	CHECK(at->slots[conn].open);
	touch(loop, at->node);
	uint64_t before = rib_work(node_rib(loop->nodes[at->node]));
	size_t size =
	    node_pull(loop->nodes[at->node], loop_now(loop), at->peer, conn, loop->out, LOOP_CHUNK);
	count_work(loop, at->node, size, before);
	return size;
}

uint8_t *loop_drain(struct loop *loop, uint32_t end, enum node_conn conn, size_t *size)
{
	const struct loop_end *at = &loop->ends[end];
	uint8_t *bytes = NULL;
	size_t capacity = 0;
	size_t more;

	*size = 0;
	do {
		bytes = mem_grow(bytes, &capacity, *size + LOOP_CHUNK, 1);
		more = node_pull(loop->nodes[at->node], loop_now(loop), at->peer, conn,
		                 bytes + *size, LOOP_CHUNK);
		*size += more;
	} while (more > 0 && *size < DRAIN_MAX);
	if (*size > 0)
		return xrealloc(bytes, *size);
	free(bytes);
	return NULL;
}

static void act_connect(struct loop *loop, uint32_t end, enum node_conn conn)
{
	CHECK(conn == NODE_CONN_OUT);
	loop_slot_open(loop, end, conn);
	loop_post(loop, WORK_CONNECT, end, conn, NULL, 0);
}

/* What is left is drained at once, because the node may reuse the slot in its next breath. */
static void act_close(struct loop *loop, uint32_t end, enum node_conn conn)
{
	struct loop_slot *slot = &loop->ends[end].slots[conn];
	struct tcp_conn *tcp = slot->tcp;

	if (!slot->open)
		return;
	slot->open = false;
	slot->tcp = NULL;
	if (loop->ends[end].transport == LOOP_MEMORY)
		memory_close(loop, end, conn);
	else if (tcp != NULL)
		tcp_close(loop->tcp, tcp);
}

static void act(struct loop *loop, uint32_t node, const struct node_effect *effect)
{
	const struct plan_node *at = &loop->plan->nodes[node];
	uint32_t end = 2 * at->sessions[effect->peer] + at->ends[effect->peer];

	switch (effect->kind) {
	case NODE_CONNECT:
		act_connect(loop, end, effect->conn);
		break;
	case NODE_CLOSE:
		act_close(loop, end, effect->conn);
		break;
	case NODE_READY:
		loop_post_ready(loop, end, effect->conn);
		break;
	case NODE_NOTE:
		live_log_note(&loop->log, loop->nodes[node], effect);
		break;
	}
}

/* Acting never steps a node, so one list of effects serves all. */
static void step(struct loop *loop, uint32_t node, struct instant now,
                 const struct node_event *event)
{
	uint64_t before = rib_work(node_rib(loop->nodes[node]));

	CHECK(loop->effects.count == 0 && loop_runs(loop, node));
	touch(loop, node);
	loop->steps++;
	node_step(loop->nodes[node], now, event, &loop->effects);
	count_work(loop, node, event->bytes.size, before);
	for (size_t i = 0; i < loop->effects.count; i++)
		act(loop, node, &loop->effects.items[i]);
	loop->effects.count = 0;
}

void loop_event(struct loop *loop, uint32_t end, enum node_conn conn, enum node_event_kind kind,
                struct span bytes)
{
	struct loop_end *at = &loop->ends[end];

	CHECK(end < loop->end_count && (bytes.size == 0 || kind == NODE_EV_BYTES));
	if (kind == NODE_EV_CONNECTED || kind == NODE_EV_ACCEPTED)
		at->patience = (struct patience){0};
	step(loop, at->node, loop_now(loop),
	     &(struct node_event){.kind = kind, .peer = at->peer, .conn = conn, .bytes = bytes});
}

/* Two ends of one process that could both connect need not collide: the first one does. */
static bool leaves_it_to_the_other(const struct loop *loop, uint32_t end)
{
	return (end & 1) == 1 && loop->ends[end ^ 1].transport != LOOP_ABSENT &&
	       !loop_plan_end(loop, end ^ 1)->passive;
}

static bool is_too_soon(struct loop *loop, uint32_t end)
{
	struct loop_end *at = &loop->ends[end];

	return at->transport == LOOP_TCP && !patience_tries(&at->patience, loop_now(loop));
}

static void do_connect(struct loop *loop, const struct work *work)
{
	if (leaves_it_to_the_other(loop, work->end) || is_too_soon(loop, work->end))
		loop_post(loop, WORK_CONNECT_FAILED, work->end, NODE_CONN_OUT, NULL, 0);
	else if (loop->ends[work->end].transport == LOOP_MEMORY)
		memory_connect(loop, work->end);
	else
		tcp_connect(loop->tcp, work->end);
	turn_add(&loop->turn, 0, TURN_ROUTES_OF_CONNECTION);
}

static void do_connect_failed(struct loop *loop, const struct work *work)
{
	loop->ends[work->end].slots[work->conn].open = false;
	loop_event(loop, work->end, work->conn, NODE_EV_CONNECT_FAILED, (struct span){0});
}

static void do_connected(struct loop *loop, const struct work *work)
{
	loop_event(loop, work->end, work->conn, NODE_EV_CONNECTED, (struct span){0});
}

static void do_ready(struct loop *loop, const struct work *work)
{
	struct loop_end *at = &loop->ends[work->end];

	at->slots[work->conn].ready = false;
	if (at->transport == LOOP_MEMORY)
		memory_move(loop, work->end, work->conn);
	else if (at->slots[work->conn].tcp != NULL)
		tcp_flush(loop->tcp, at->slots[work->conn].tcp);
}

static void do_bytes(struct loop *loop, const struct work *work)
{
	loop_event(loop, work->end, work->conn, NODE_EV_BYTES,
	           (struct span){work->bytes, work->size});
}

static void do_closed(struct loop *loop, const struct work *work)
{
	loop_slot_lost(loop, work->end, work->conn);
}

static void (*const doers[])(struct loop *loop, const struct work *work) = {
    [WORK_CONNECT] = do_connect,     [WORK_CONNECT_FAILED] = do_connect_failed,
    [WORK_CONNECTED] = do_connected, [WORK_READY] = do_ready,
    [WORK_BYTES] = do_bytes,         [WORK_CLOSED] = do_closed,
};

static void settle_deadlines(struct loop *loop)
{
	for (uint32_t i = 0; i < loop->touched_count; i++) {
		uint32_t node = loop->touched[i];
		loop->is_touched[node] = false;
		heap_set(&loop->deadlines, node, node_deadline(loop->nodes[node]));
	}
	loop->touched_count = 0;
}

/* Nothing is judged late by a later time than that of the last look at the sockets, so that no hold
 * timer expires while the KEEPALIVE lies in the socket of a process that was busy, or had no turn.
 */
static void do_deadlines(struct loop *loop)
{
	settle_deadlines(loop);
	while (!turn_is_full(&loop->turn) &&
	       !instant_before(loop->looked, heap_due(&loop->deadlines)))
		step(loop, heap_pop(&loop->deadlines), loop->looked,
		     &(struct node_event){.kind = NODE_EV_DEADLINE});
}

/* Does the work that was there when the iteration began, as far as the turn has room; what follows
 * from it waits for the next iteration, after another look at the sockets. */
static void do_work(struct loop *loop)
{
	struct work work;

	for (size_t left = loop->work.count;
	     left > 0 && !turn_is_full(&loop->turn) && work_pop(&loop->work, &work); left--) {
		const struct loop_slot *slot = &loop->ends[work.end].slots[work.conn];

		if (slot->open && slot->generation == work.generation)
			doers[work.kind](loop, &work);
		free(work.bytes);
	}
}

static void on_check(uv_check_t *check)
{
	struct loop *loop = check->data;

	loop->looked = tcp_looked(loop->tcp, loop->began);
	do_deadlines(loop);
	if (loop->work.count == 0)
		uv_idle_stop(&loop->idle);
	tcp_admit(loop->tcp);
	tcp_accept_waiting(loop->tcp);
	do_work(loop);
	node_sweep_pools(&loop->pools, loop->nodes, loop->plan->node_count);
}

/* Only wakes: on_check() does what is due, in this same iteration. */
static void on_timer(uv_timer_t *timer)
{
	struct loop *loop = timer->data;

	uv_idle_start(&loop->idle, on_idle);
}

/* The loop's clock counts milliseconds: rounding up wakes at most one too late, and never too
 * early over and over. */
static void on_prepare(uv_prepare_t *prepare)
{
	struct loop *loop = prepare->data;

	turn_next(&loop->turn, &loop->uv);
	loop->began = loop_now(loop);
	tcp_look(loop->tcp);
	settle_deadlines(loop);
	struct instant due = heap_due(&loop->deadlines);
	int64_t wait_us = due.us - loop_now(loop).us;

	if (due.us == INSTANT_NEVER.us)
		uv_timer_stop(&loop->timer);
	else if (wait_us <= 0)
		uv_timer_start(&loop->timer, on_timer, 0, 0);
	else
		uv_timer_start(&loop->timer, on_timer, (uint64_t)(wait_us / US_PER_MS) + 1, 0);
}

static void init_nodes(struct loop *loop)
{
	const struct plan *plan = loop->plan;
	const char *only = loop->options->only_node;
	uint64_t seed = uv_hrtime() ^ (uint64_t)getpid() << 40;

	loop->nodes = xcalloc(plan->node_count, sizeof(struct node *));
	loop->off = xcalloc(plan->node_count + 1u, sizeof(*loop->off));
	loop->touched = xcalloc(plan->node_count, sizeof(uint32_t));
	loop->is_touched = xcalloc(plan->node_count, sizeof(bool));
	for (uint32_t i = 0; i < plan->node_count; i++) {
		const struct plan_node *at = &plan->nodes[i];
		bool runs = only != NULL ? strcmp(only, at->conf.name) == 0 : !at->external;

		if (runs)
			loop->nodes[i] = node_new(&at->conf, loop->pools, seed + i);
	}
}

static enum loop_transport transport_of(const struct loop *loop, const struct plan_end *self,
                                        const struct plan_end *other)
{
	if (!loop_runs(loop, self->node))
		return LOOP_ABSENT;
	if (!loop_runs(loop, other->node) || loop->options->tcp_inside)
		return LOOP_TCP;
	return LOOP_MEMORY;
}

static void init_ends(struct loop *loop)
{
	loop->end_count = 2 * loop->plan->session_count;
	loop->ends = xcalloc(loop->end_count + 1, sizeof(struct loop_end));
	for (uint32_t i = 0; i < loop->end_count; i++) {
		const struct plan_end *self = loop_plan_end(loop, i);

		loop->ends[i] = (struct loop_end){
		    .node = self->node,
		    .peer = self->peer,
		    .transport = transport_of(loop, self, loop_plan_end(loop, i ^ 1)),
		};
	}
}

static void init_handles(struct loop *loop)
{
	/* So that the library ends as we do when memory does: it would abort. */
	CHECK(uv_replace_allocator(xmalloc, xrealloc, xcalloc, free) == 0);
	if (uv_loop_init(&loop->uv) != 0)
		mem_exhausted();
	CHECK(uv_loop_configure(&loop->uv, UV_METRICS_IDLE_TIME) == 0);
	uv_timer_init(&loop->uv, &loop->timer);
	uv_prepare_init(&loop->uv, &loop->prepare);
	uv_check_init(&loop->uv, &loop->check);
	uv_idle_init(&loop->uv, &loop->idle);
	loop->timer.data = loop;
	loop->prepare.data = loop;
	loop->check.data = loop;
	uv_prepare_start(&loop->prepare, on_prepare);
	uv_check_start(&loop->check, on_check);
}

void loop_init(struct loop *loop, const struct plan *plan, const struct live_options *options)
{
	*loop = (struct loop){
	    .plan = plan,
	    .options = options,
	    .clock = live_clock_start(),
	    .pools = {prefix_table_new(), attr_pool_new()},
	    .in = xmalloc(LOOP_CHUNK),
	    .out = xmalloc(LOOP_CHUNK),
	};
	live_log_open(&loop->log, &loop->clock, options->quiet);
	init_nodes(loop);
	init_ends(loop);
	init_handles(loop);
}

/* What the lab says is off is not started, or stopped again at once. */
void loop_start(struct loop *loop)
{
	struct off off = off_new(loop->plan);

	for (uint32_t i = 0; i < loop->plan->node_count; i++)
		if (loop->nodes[i] != NULL && !off_has_node(&off, i))
			step(loop, i, loop_now(loop), &(struct node_event){.kind = NODE_EV_START});
	off_stop_sessions(&off, loop);
	off_done(&off);
}

void loop_stop(struct loop *loop)
{
	for (uint32_t i = 0; i < loop->plan->node_count; i++)
		if (loop->nodes[i] != NULL)
			step(loop, i, loop_now(loop), &(struct node_event){.kind = NODE_EV_STOP});
}

void loop_done(struct loop *loop)
{
	for (uint32_t i = 0; i < loop->plan->node_count; i++)
		node_free(loop->nodes[i]);
	attr_pool_free(loop->pools.attrs);
	prefix_table_free(loop->pools.prefixes);
	work_done(&loop->work);
	heap_done(&loop->deadlines);
	node_effects_done(&loop->effects);
	live_log_close(&loop->log);
	free(loop->nodes);
	free(loop->off);
	free(loop->ends);
	free(loop->touched);
	free(loop->is_touched);
	free(loop->in);
	free(loop->out);
}
