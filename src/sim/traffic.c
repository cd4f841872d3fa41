/*
 * What happens between nodes: connecting, bytes, closing, each with the delay of its link.
 *
 * A cut link makes connections stand still rather than lose bytes, as TCP would send them again;
 * whoever waits too long gives up by its own timers.
 */
#include <stdlib.h>

#include "base/check.h"
#include "base/mem.h"
#include "sim/world.h"

enum {
	PULL_SIZE = 64 * 1024,         /* room for the largest message */
	WINDOW = 1024 * 1024,          /* bytes under way to one end of a connection */
	FLIGHT_MAX = 64 * 1024 * 1024, /* bytes under way in all, but for the last chunk */
	CONNECT_PATIENCE_US = 3000000, /* beyond the round trip */
	ITEMS_PER_CONN = 3,
	PATIENCE_ITEM = 2,
};

static struct wire_conn *conn_at(struct sim *sim, uint32_t conn)
{
	CHECK(conn < sim->wire.count);
	return &sim->wire.conns[conn];
}

static uint32_t conn_item(const struct sim *sim, uint32_t conn, unsigned which)
{
	return sim->plan->node_count + conn * ITEMS_PER_CONN + which;
}

static const struct plan_end *end_of(const struct sim *sim, uint32_t session, unsigned end)
{
	return &sim->plan->sessions[session].end[end];
}

static enum node_conn side_of(const struct wire_conn *conn, unsigned end)
{
	return conn->opener == end ? NODE_CONN_OUT : NODE_CONN_IN;
}

static struct sim_slot *slot_of(struct sim *sim, uint32_t conn, unsigned end)
{
	const struct wire_conn *at = conn_at(sim, conn);

	return &sim->slots[sim_slot_index(at->session, end, side_of(at, end))];
}

static struct instant arrival_time(struct sim *sim, uint32_t session)
{
	int64_t delay = sim->plan->sessions[session].delay_us;

	if (sim->options.slower_us != NULL)
		delay += sim->options.slower_us[session];
	if (sim->options.jitter_us > 0)
		delay += rng_below(&sim->rng, (uint32_t)sim->options.jitter_us + 1);
	return instant_after(sim->now, delay);
}

/* The heap follows the head of the queue. */
static void schedule_head(struct sim *sim, uint32_t conn, unsigned end)
{
	const struct wire_conn *at = conn_at(sim, conn);
	const struct wire_chunk *head = at->to[end].head;
	bool moves = head != NULL && !sim->sessions[at->session].cut;

	heap_set(&sim->events, conn_item(sim, conn, end), moves ? head->arrival : INSTANT_NEVER);
}

static void send_chunk(struct sim *sim, uint32_t conn, unsigned to, enum wire_kind kind,
                       enum wire_weight weight, struct span bytes)
{
	struct wire_conn *at = conn_at(sim, conn);
	struct wire_queue *queue = &at->to[to];
	bool was_empty = queue->head == NULL;

	struct instant arrival = arrival_time(sim, at->session);

	if (weight == WIRE_ROUTES)
		arrival = instant_after(arrival,
		                        sim->route_delay_us[sim->plan->sessions[at->session].kind]);
	wire_send(queue, kind, weight, bytes, arrival);
	if (!sim->sessions[at->session].cut) {
		sim->in_flight += bytes.size;
		sim->busy += weight != WIRE_KEEPALIVES;
	}
	if (was_empty)
		schedule_head(sim, conn, to);
}

static void send_sign(struct sim *sim, uint32_t conn, unsigned to, enum wire_kind kind)
{
	send_chunk(sim, conn, to, kind, WIRE_TALK, (struct span){NULL, 0});
}

/* Until both ends are up, keepalives are part of the handshake. */
static void send_bytes(struct sim *sim, uint32_t conn, unsigned to, struct span bytes)
{
	const struct sim_session_state *session = &sim->sessions[conn_at(sim, conn)->session];
	enum wire_weight weight = wire_weigh(bytes);

	if (weight == WIRE_KEEPALIVES && !(session->up[0] && session->up[1]))
		weight = WIRE_TALK;
	sim->stats.bytes += bytes.size;
	send_chunk(sim, conn, to, WIRE_BYTES, weight, bytes);
}

/* Bytes have left: there may be room for others. */
static void feed_starved(struct sim *sim)
{
	if (sim->starved_count == 0 || sim->in_flight > FLIGHT_MAX / 2)
		return;
	for (uint32_t i = 0; i < sim->starved_count; i++) {
		sim->states[sim->starved[i]].starved = false;
		heap_set(&sim->pulls, sim->starved[i], sim->now);
	}
	sim->starved_count = 0;
}

static void forget_queue(struct sim *sim, uint32_t conn, unsigned end)
{
	struct wire_conn *at = conn_at(sim, conn);
	struct wire_queue *queue = &at->to[end];

	if (!sim->sessions[at->session].cut) {
		CHECK(sim->in_flight >= queue->bytes && sim->busy >= queue->busy);
		sim->in_flight -= queue->bytes;
		sim->busy -= queue->busy;
	}
	wire_purge(queue);
	schedule_head(sim, conn, end);
	feed_starved(sim);
}

static void end_patience(struct sim *sim, uint32_t conn)
{
	heap_set(&sim->events, conn_item(sim, conn, PATIENCE_ITEM), INSTANT_NEVER);
}

static void detach(struct sim *sim, uint32_t conn, unsigned end)
{
	struct wire_conn *at = conn_at(sim, conn);

	CHECK(at->attached[end] && slot_of(sim, conn, end)->conn == conn + 1);
	at->attached[end] = false;
	at->full[end] = false;
	slot_of(sim, conn, end)->conn = 0;
	if (at->opener == end)
		end_patience(sim, conn);
	forget_queue(sim, conn, end);
}

static void end_conn(struct sim *sim, uint32_t conn)
{
	forget_queue(sim, conn, 0);
	forget_queue(sim, conn, 1);
	wire_conn_free(&sim->wire, conn);
}

static void attach(struct sim *sim, uint32_t conn, unsigned end)
{
	CHECK(!conn_at(sim, conn)->attached[end] && slot_of(sim, conn, end)->conn == 0);
	conn_at(sim, conn)->attached[end] = true;
	slot_of(sim, conn, end)->conn = conn + 1;
}

/* Opening and closing */

void sim_connect(struct sim *sim, uint32_t session, unsigned end)
{
	int64_t round_trip = 2 * (int64_t)sim->plan->sessions[session].delay_us;

	CHECK(sim->states[end_of(sim, session, end)->node].running);
	sim_hang_up(sim, session, end, NODE_CONN_OUT);

	uint32_t conn = wire_conn_new(&sim->wire, session, (uint8_t)end);

	attach(sim, conn, end);
	heap_set(&sim->events, conn_item(sim, conn, PATIENCE_ITEM),
	         instant_after(sim->now, CONNECT_PATIENCE_US + round_trip));
	send_sign(sim, conn, end ^ 1, WIRE_OPEN);
}

/* The other end hears of it when the sign arrives, after all that was sent before. If it does not
 * know of the connection yet, it never will. */
static void leave(struct sim *sim, uint32_t conn, unsigned end)
{
	detach(sim, conn, end);
	if (conn_at(sim, conn)->attached[end ^ 1])
		send_sign(sim, conn, end ^ 1, WIRE_CLOSE);
	else
		end_conn(sim, conn);
}

void sim_hang_up(struct sim *sim, uint32_t session, unsigned end, enum node_conn conn)
{
	uint32_t number = sim->slots[sim_slot_index(session, end, conn)].conn;

	if (number > 0)
		leave(sim, number - 1, end);
}

/* A node that is stopped does not answer; who connects loses patience. An older connection of the
 * same direction is one that the other end has left: what says so is still on its way. */
static void arrive_open(struct sim *sim, uint32_t conn, unsigned end)
{
	uint32_t session = conn_at(sim, conn)->session;
	uint32_t older = sim->slots[sim_slot_index(session, end, NODE_CONN_IN)].conn;

	if (!sim->states[end_of(sim, session, end)->node].running)
		return;
	if (older > 0) {
		detach(sim, older - 1, end);
		end_conn(sim, older - 1);
		sim_feed_conn(sim, session, end, NODE_EV_CLOSED, NODE_CONN_IN);
	}
	attach(sim, conn, end);
	send_sign(sim, conn, end ^ 1, WIRE_OPENED);
	sim_feed_conn(sim, session, end, NODE_EV_ACCEPTED, NODE_CONN_IN);
}

static void arrive_close(struct sim *sim, uint32_t conn, unsigned end)
{
	uint32_t session = conn_at(sim, conn)->session;
	enum node_conn side = side_of(conn_at(sim, conn), end);

	detach(sim, conn, end);
	end_conn(sim, conn);
	sim_feed_conn(sim, session, end, NODE_EV_CLOSED, side);
}

static void lose_patience(struct sim *sim, uint32_t conn)
{
	uint32_t session = conn_at(sim, conn)->session;
	unsigned end = conn_at(sim, conn)->opener;

	CHECK(conn_at(sim, conn)->attached[end]);
	leave(sim, conn, end);
	sim_feed_conn(sim, session, end, NODE_EV_CONNECT_FAILED, NODE_CONN_OUT);
}

/* Bytes */

/* Half empty is soon enough: each time costs a call. */
static void make_room(struct sim *sim, uint32_t conn, unsigned from)
{
	struct wire_conn *at = conn_at(sim, conn);

	if (!at->full[from] || at->to[from ^ 1].bytes > WINDOW / 2)
		return;
	at->full[from] = false;
	sim_ready(sim, at->session, from, side_of(at, from), sim->now);
}

static void starve(struct sim *sim, uint32_t node)
{
	if (sim->states[node].starved)
		return;
	CHECK(sim->starved_count < sim->plan->node_count);
	sim->states[node].starved = true;
	sim->starved[sim->starved_count++] = node;
}

static void arrive_bytes(struct sim *sim, uint32_t conn, unsigned end,
                         const struct wire_chunk *chunk)
{
	const struct wire_conn *at = conn_at(sim, conn);
	uint32_t session = at->session;
	const struct node_event event = {
	    .kind = NODE_EV_BYTES,
	    .peer = end_of(sim, session, end)->peer,
	    .conn = side_of(at, end),
	    .bytes = {chunk->bytes, chunk->size},
	};

	sim->stats.deliveries++;
	if (chunk->weight == WIRE_ROUTES)
		sim_changed(sim);
	make_room(sim, conn, end ^ 1);
	feed_starved(sim);
	sim_feed(sim, end_of(sim, session, end)->node, &event);
}

static void arrive(struct sim *sim, uint32_t conn, unsigned end)
{
	struct wire_chunk *chunk = wire_take(&conn_at(sim, conn)->to[end]);

	/* What is due is not on a cut link, and not late. */
	CHECK(!sim->sessions[conn_at(sim, conn)->session].cut);
	CHECK(chunk->arrival.us == sim->now.us && sim->in_flight >= chunk->size);
	sim->in_flight -= chunk->size;
	sim->busy -= chunk->weight != WIRE_KEEPALIVES;
	schedule_head(sim, conn, end);
	switch ((enum wire_kind)chunk->kind) {
	case WIRE_OPEN:
		arrive_open(sim, conn, end);
		break;
	case WIRE_OPENED:
		end_patience(sim, conn);
		sim_feed_conn(sim, conn_at(sim, conn)->session, end, NODE_EV_CONNECTED,
		              NODE_CONN_OUT);
		break;
	case WIRE_BYTES:
		arrive_bytes(sim, conn, end, chunk);
		break;
	case WIRE_CLOSE:
		arrive_close(sim, conn, end);
		break;
	}
	free(chunk);
}

void sim_conn_event(struct sim *sim, uint32_t item)
{
	uint32_t number = item - sim->plan->node_count;
	uint32_t conn = number / ITEMS_PER_CONN;
	unsigned which = number % ITEMS_PER_CONN;

	if (which == PATIENCE_ITEM)
		lose_patience(sim, conn);
	else
		arrive(sim, conn, which);
}

/* Pulling */

static void ready_push(struct sim *sim, uint32_t node, uint32_t slot)
{
	struct sim_node_state *state = &sim->states[node];

	if (sim->slots[slot].ready)
		return;
	sim->slots[slot].ready = true;
	sim->slots[slot].next_ready = 0;
	if (state->ready_tail > 0)
		sim->slots[state->ready_tail - 1].next_ready = slot + 1;
	else
		state->ready_head = slot + 1;
	state->ready_tail = slot + 1;
}

static uint32_t ready_pop(struct sim *sim, uint32_t node)
{
	struct sim_node_state *state = &sim->states[node];
	uint32_t slot = state->ready_head - 1;

	CHECK(state->ready_head > 0 && sim->slots[slot].ready);
	state->ready_head = sim->slots[slot].next_ready;
	if (state->ready_head == 0)
		state->ready_tail = 0;
	sim->slots[slot].ready = false;
	return slot;
}

/* Only the first of a batch sets the time, so that a change never waits longer than one batch. */
void sim_ready(struct sim *sim, uint32_t session, unsigned end, enum node_conn conn,
               struct instant when)
{
	uint32_t node = end_of(sim, session, end)->node;
	bool first = sim->states[node].ready_head == 0;

	ready_push(sim, node, sim_slot_index(session, end, conn));
	if (first && !sim->states[node].starved)
		heap_set(&sim->pulls, node, when);
}

static size_t pull_some(struct sim *sim, uint32_t conn, unsigned end)
{
	const struct wire_conn *at = conn_at(sim, conn);
	const struct plan_end *from = end_of(sim, at->session, end);
	size_t size = node_pull(sim->nodes[from->node], sim->now, from->peer, side_of(at, end),
	                        sim->buffer, PULL_SIZE);

	if (size > 0)
		send_bytes(sim, conn, end ^ 1, (struct span){sim->buffer, size});
	return size;
}

void sim_pull_rest(struct sim *sim, uint32_t session, unsigned end, enum node_conn conn)
{
	uint32_t number = sim->slots[sim_slot_index(session, end, conn)].conn;

	if (number == 0)
		return;
	while (pull_some(sim, number - 1, end) > 0)
		continue;
}

/* False when too much is under way for any more. */
static bool pull_slot(struct sim *sim, uint32_t slot)
{
	uint32_t number = sim->slots[slot].conn;
	unsigned end = slot / 2 % 2;

	if (number == 0)
		return true;
	for (;;) {
		struct wire_conn *at = conn_at(sim, number - 1);

		if (sim->in_flight >= FLIGHT_MAX)
			return false;
		at->full[end] = sim->sessions[at->session].cut || at->to[end ^ 1].bytes >= WINDOW;
		if (at->full[end] || pull_some(sim, number - 1, end) == 0)
			return true;
	}
}

void sim_pull(struct sim *sim, uint32_t node)
{
	while (sim->states[node].ready_head > 0) {
		uint32_t slot = ready_pop(sim, node);

		if (pull_slot(sim, slot))
			continue;
		ready_push(sim, node, slot);
		starve(sim, node);
		return;
	}
}

/* Cuts */

/* The connections of a session that are known to one end at least. */
static unsigned conns_of(struct sim *sim, uint32_t session, uint32_t conns[4])
{
	unsigned count = 0;

	for (unsigned i = 0; i < 4; i++) {
		uint32_t number = sim->slots[session * 4 + i].conn;
		unsigned known = 0;

		while (known < count && conns[known] != number - 1)
			known++;
		if (number > 0 && known == count)
			conns[count++] = number - 1;
	}
	return count;
}

void sim_stall(struct sim *sim, uint32_t session)
{
	uint32_t conns[4];
	unsigned count = conns_of(sim, session, conns);

	CHECK(!sim->sessions[session].cut);
	sim->sessions[session].cut = true;
	for (unsigned i = 0; i < 2 * count; i++) {
		const struct wire_queue *queue = &conn_at(sim, conns[i / 2])->to[i % 2];

		sim->in_flight -= queue->bytes;
		sim->busy -= queue->busy;
		schedule_head(sim, conns[i / 2], i % 2);
	}
	feed_starved(sim);
}

static void resume_conn(struct sim *sim, uint32_t conn, unsigned end)
{
	struct wire_conn *at = conn_at(sim, conn);

	sim->in_flight += at->to[end].bytes;
	sim->busy += at->to[end].busy;
	wire_delay(&at->to[end], arrival_time(sim, at->session));
	schedule_head(sim, conn, end);
	if (at->full[end]) {
		at->full[end] = false;
		sim_ready(sim, at->session, end, side_of(at, end), sim->now);
	}
}

void sim_resume(struct sim *sim, uint32_t session)
{
	uint32_t conns[4];
	unsigned count = conns_of(sim, session, conns);

	CHECK(sim->sessions[session].cut);
	sim->sessions[session].cut = false;
	for (unsigned i = 0; i < 2 * count; i++)
		resume_conn(sim, conns[i / 2], i % 2);
}

void sim_break(struct sim *sim, uint32_t session)
{
	for (unsigned i = 0; i < 4; i++) {
		struct sim_slot *slot = &sim->slots[session * 4 + i];
		uint32_t conn = slot->conn - 1;
		unsigned end = i / 2;

		if (slot->conn == 0)
			continue;
		detach(sim, conn, end);
		if (!conn_at(sim, conn)->attached[end ^ 1])
			end_conn(sim, conn);
		sim_feed_conn(sim, session, end, NODE_EV_CLOSED, (enum node_conn)(i % 2));
	}
}
