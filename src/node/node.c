/*
 * A speaker: feeds sessions, puts what they bring into the tables, and lets the tables answer.
 *
 * Each peer has a main session, which owns the timers and the right to connect, and for the moment
 * of a collision a spare one for the peer's own connection. Whichever survives is, or becomes, the
 * main one.
 */
#include "node/node.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/heap.h"
#include "base/mem.h"
#include "base/text.h"

struct node_peer {
	struct bgp_session *main;
	struct bgp_session *spare;   /* NULL, mostly */
	struct instant armed;        /* when the peer's timer in the heap goes off */
	uint8_t main_conn;           /* enum node_conn that the main session uses, if any */
	bool up;                     /* the main session is Established and in the tables */
	bool ready[NODE_CONN_COUNT]; /* the driver was told to pull */
};

struct node {
	const struct node_conf *conf;
	struct rib_pools pools;
	struct rib *rib;
	const struct rib_peer_conf **rib_confs;
	struct node_peer *peers;
	struct heap timers;
	uint64_t seed;
	uint64_t changes_told; /* rib_changes() when the peers were last woken */
	uint32_t up_count;
	uint32_t asleep; /* peers that are up and not ready */
};

/* One call of node_step(): what every function below needs. */
struct turn {
	struct node *node;
	struct instant now;
	struct node_effects *effects;
};

static uint32_t peer_index(const struct node *node, const struct node_peer *peer)
{
	return (uint32_t)(peer - node->peers);
}

static enum node_conn spare_conn(const struct node_peer *peer)
{
	return peer->main_conn == NODE_CONN_OUT ? NODE_CONN_IN : NODE_CONN_OUT;
}

/* Effects */

void node_effects_done(struct node_effects *effects)
{
	free(effects->items);
	*effects = (struct node_effects){0};
}

static struct node_effect *effect_add(struct turn *turn, enum node_effect_kind kind,
                                      const struct node_peer *peer, enum node_conn conn)
{
	struct node_effects *effects = turn->effects;

	effects->items = mem_grow(effects->items, &effects->capacity, effects->count + 1,
	                          sizeof(*effects->items));
	effects->items[effects->count] =
	    (struct node_effect){.kind = kind, .peer = peer_index(turn->node, peer), .conn = conn};
	return &effects->items[effects->count++];
}

static void note(struct turn *turn, const struct node_peer *peer, enum node_note what,
                 uint32_t code, const char *text)
{
	struct node_effect *effect = effect_add(turn, NODE_NOTE, peer, peer->main_conn);

	effect->note = what;
	effect->code = code;
	effect->text = text;
}

static void make_ready(struct turn *turn, struct node_peer *peer, enum node_conn conn)
{
	if (peer->ready[conn])
		return;
	peer->ready[conn] = true;
	if (peer->up && conn == peer->main_conn)
		turn->node->asleep--;
	effect_add(turn, NODE_READY, peer, conn);
}

/* All was pulled, or the connection is another one. */
static void unmake_ready(struct node *node, struct node_peer *peer, enum node_conn conn)
{
	if (!peer->ready[conn])
		return;
	peer->ready[conn] = false;
	if (peer->up && conn == peer->main_conn)
		node->asleep++;
}

/* Every peer that may have to hear of a change is made ready, once. */
static void wake_peers(struct turn *turn)
{
	struct node *node = turn->node;

	if (node->changes_told == rib_changes(node->rib))
		return;
	node->changes_told = rib_changes(node->rib);
	for (uint32_t i = 0; i < node->conf->peer_count && node->asleep > 0; i++) {
		struct node_peer *peer = &node->peers[i];

		if (peer->up && rib_pending(node->rib, (rib_peer_id)i))
			make_ready(turn, peer, peer->main_conn);
	}
}

/* Timers */

/* A spare session that has failed is not tried again: the main one does that. */
static struct instant spare_deadline(const struct node_peer *peer)
{
	if (peer->spare == NULL || bgp_session_state(peer->spare) == BGP_IDLE)
		return INSTANT_NEVER;
	return bgp_session_deadline(peer->spare);
}

/* Timers that move later stay where they are: when they go off early, they are set again. So a
 * hold timer costs nothing for each message that puts it off. */
static void arm(struct node *node, struct node_peer *peer)
{
	struct instant due = instant_min(bgp_session_deadline(peer->main), spare_deadline(peer));

	if (!instant_before(due, peer->armed))
		return;
	peer->armed = due;
	heap_set(&node->timers, peer_index(node, peer), due);
}

/* Sessions */

static void drop_spare(struct node_peer *peer)
{
	bgp_session_free(peer->spare);
	peer->spare = NULL;
}

static void swap_sessions(struct node_peer *peer)
{
	struct bgp_session *was_main = peer->main;

	peer->main_conn = (uint8_t)spare_conn(peer);
	peer->main = peer->spare;
	peer->spare = was_main;
}

static void peer_up(struct turn *turn, struct node_peer *peer)
{
	struct node *node = turn->node;

	peer->up = true;
	node->up_count++;
	if (!peer->ready[peer->main_conn])
		node->asleep++;
	rib_peer_up(node->rib, (rib_peer_id)peer_index(node, peer),
	            bgp_session_peer_open(peer->main)->router_id, bgp_session_codec(peer->main));
	note(turn, peer, NODE_NOTE_UP, 0, NULL);
	make_ready(turn, peer, peer->main_conn);
}

static void note_error(struct turn *turn, const struct node_peer *peer)
{
	bool was_sent;
	const struct bgp_notify *error = bgp_session_last_error(peer->main, &was_sent);

	if (error->code != 0)
		note(turn, peer,
		     was_sent ? NODE_NOTE_NOTIFICATION_SENT : NODE_NOTE_NOTIFICATION_RECEIVED,
		     error->code, NULL);
}

static void peer_down(struct turn *turn, struct node_peer *peer)
{
	struct node *node = turn->node;

	if (!peer->up)
		return;
	if (!peer->ready[peer->main_conn])
		node->asleep--;
	peer->up = false;
	node->up_count--;
	note(turn, peer, NODE_NOTE_DOWN, 0, NULL);
	rib_peer_down(node->rib, (rib_peer_id)peer_index(node, peer));
}

/* The loser says why and goes; it stays as the spare until the driver has pulled its last words.
 * A connection that is still being opened is given up. */
static void end_spare(struct turn *turn, struct node_peer *peer)
{
	struct bgp_notify why = bgp_notify_of(BGP_NOTIFY_CEASE_COLLISION);

	bgp_session_end(peer->spare, turn->now, &why);
	bgp_session_wants(peer->spare);
	effect_add(turn, NODE_CLOSE, peer, spare_conn(peer));
}

/* Acts on what a session wants after it was fed. */
static void settle_main(struct turn *turn, struct node_peer *peer)
{
	unsigned wants = bgp_session_wants(peer->main);

	if (wants & BGP_WANT_CLOSE)
		note_error(turn, peer);
	if (wants & BGP_WANT_DOWN)
		peer_down(turn, peer);
	if (wants & BGP_WANT_CLOSE)
		effect_add(turn, NODE_CLOSE, peer, peer->main_conn);
	if (wants & BGP_WANT_CONNECT) {
		if (peer->spare != NULL && peer->main_conn != NODE_CONN_OUT)
			drop_spare(peer);
		peer->main_conn = NODE_CONN_OUT;
		effect_add(turn, NODE_CONNECT, peer, NODE_CONN_OUT);
	}
	if (wants & BGP_WANT_UP) {
		if (peer->spare != NULL && bgp_session_state(peer->spare) != BGP_IDLE)
			end_spare(turn, peer);
		peer_up(turn, peer);
	}
	if (bgp_session_output(peer->main).size > 0 && !(wants & BGP_WANT_CLOSE))
		make_ready(turn, peer, peer->main_conn);
}

static void settle_spare(struct turn *turn, struct node_peer *peer)
{
	unsigned wants = bgp_session_wants(peer->spare);

	if (wants & BGP_WANT_UP) {
		swap_sessions(peer);
		end_spare(turn, peer);
		peer_up(turn, peer);
		return;
	}
	if (wants & BGP_WANT_CLOSE)
		effect_add(turn, NODE_CLOSE, peer, spare_conn(peer));
	if (bgp_session_state(peer->spare) == BGP_IDLE ||
	    bgp_session_state(peer->spare) == BGP_ACTIVE) {
		if (bgp_session_output(peer->spare).size == 0)
			drop_spare(peer);
	} else if (bgp_session_output(peer->spare).size > 0) {
		make_ready(turn, peer, spare_conn(peer));
	}
}

static void settle(struct turn *turn, struct node_peer *peer)
{
	settle_main(turn, peer);
	if (peer->spare != NULL)
		settle_spare(turn, peer);
	arm(turn->node, peer);
}

static bool is_opening(const struct bgp_session *session)
{
	enum bgp_state state = bgp_session_state(session);

	return state == BGP_OPEN_SENT || state == BGP_OPEN_CONFIRM;
}

/* The connection that the speaker with the higher router ID opened is kept; between equal ones the
 * higher AS number decides (RFC 6286 section 2.3). Both ends come to the same answer. */
static void resolve_collision(struct turn *turn, struct node_peer *peer,
                              const struct bgp_session *opened)
{
	const struct bgp_open *open = bgp_session_peer_open(opened);
	const struct node_conf *conf = turn->node->conf;

	if (peer->spare == NULL || !is_opening(peer->main) || !is_opening(peer->spare))
		return;

	bool keep_ours = conf->router_id != open->router_id ? conf->router_id > open->router_id
	                                                    : conf->asn > open->asn;
	enum node_conn keep = keep_ours ? NODE_CONN_OUT : NODE_CONN_IN;

	note(turn, peer, NODE_NOTE_COLLISION, 0, NULL);
	if (peer->main_conn != keep)
		swap_sessions(peer);
	end_spare(turn, peer);
}

/* Routes */

static void announce_all(struct turn *turn, rib_peer_id peer, struct span nlri, uint8_t family,
                         struct rib_imported path)
{
	struct node *node = turn->node;
	struct reader reader = reader_of_span(nlri);
	struct prefix prefix;

	while (bgp_nlri_next(&reader, family, &prefix))
		rib_announce(node->rib, peer, prefix_table_intern(node->pools.prefixes, &prefix),
		             path);
}

static void withdraw_all(struct turn *turn, rib_peer_id peer, struct span nlri, uint8_t family)
{
	struct node *node = turn->node;
	struct reader reader = reader_of_span(nlri);
	struct prefix prefix;

	while (bgp_nlri_next(&reader, family, &prefix)) {
		prefix_id id = prefix_table_find(node->pools.prefixes, &prefix);

		if (id != PREFIX_NONE)
			rib_withdraw(node->rib, peer, id);
	}
}

static void take_update(struct turn *turn, struct node_peer *peer, const struct bgp_update *update)
{
	struct rib *rib = turn->node->rib;
	rib_peer_id id = (rib_peer_id)peer_index(turn->node, peer);

	withdraw_all(turn, id, update->withdrawn, ADDR_IPV4);
	withdraw_all(turn, id, update->mp_unreach.nlri, update->mp_unreach.family);
	if (update->judgement.verdict != BGP_ACCEPT)
		note(turn, peer, NODE_NOTE_BAD_UPDATE, update->judgement.code,
		     update->judgement.reason);
	if (update->judgement.verdict >= BGP_TREAT_AS_WITHDRAW) {
		withdraw_all(turn, id, update->nlri, ADDR_IPV4);
		withdraw_all(turn, id, update->mp_reach.nlri, update->mp_reach.family);
		return;
	}
	if (update->nlri.size > 0)
		announce_all(turn, id, update->nlri, ADDR_IPV4,
		             rib_import(rib, id, &update->attrs));
	if (update->mp_reach.nlri.size > 0) {
		struct bgp_attrs attrs = update->attrs;

		attrs.next_hop = update->mp_reach.next_hop;
		announce_all(turn, id, update->mp_reach.nlri, update->mp_reach.family,
		             rib_import(rib, id, &attrs));
	}
}

/* RFC 4486 section 4: family and bound go with the NOTIFICATION. */
static struct bgp_notify limit_notify(uint8_t family, uint32_t limit)
{
	struct bgp_notify notify = bgp_notify_of(BGP_NOTIFY_CEASE_MAX_PREFIXES);
	struct writer data = writer_of(notify.data, sizeof(notify.data));

	writer_u16(&data, family);
	writer_u8(&data, BGP_SAFI_UNICAST);
	writer_u32(&data, limit);
	notify.data_size = (uint8_t)data.used;
	return notify;
}

static void enforce_limits(struct turn *turn, struct node_peer *peer)
{
	uint32_t index = peer_index(turn->node, peer);
	const uint32_t *limits = turn->node->conf->peers[index].prefix_limit;

	for (uint8_t family = ADDR_IPV4; family <= ADDR_IPV6; family++) {
		if (limits[family] == 0 ||
		    rib_received(turn->node->rib, (rib_peer_id)index, family) <= limits[family])
			continue;

		struct bgp_notify why = limit_notify(family, limits[family]);

		note(turn, peer, NODE_NOTE_PREFIX_LIMIT, limits[family], NULL);
		bgp_session_end(peer->main, turn->now, &why);
		return;
	}
}

static void take_refresh(struct turn *turn, struct node_peer *peer)
{
	uint8_t family = bgp_session_refresh_family(peer->main);

	if (!peer->up || family == ADDR_NONE)
		return;
	rib_refresh(turn->node->rib, (rib_peer_id)peer_index(turn->node, peer), family);
	make_ready(turn, peer, peer->main_conn);
}

static void take_bytes(struct turn *turn, struct node_peer *peer, struct bgp_session *session,
                       struct span bytes)
{
	struct reader reader = reader_of_span(bytes);

	for (;;) {
		switch (bgp_session_receive(session, turn->now, &reader)) {
		case BGP_RECEIVED_NOTHING:
			return;
		case BGP_RECEIVED_OPEN:
			resolve_collision(turn, peer, session);
			break;
		case BGP_RECEIVED_UPDATE:
			take_update(turn, peer, bgp_session_update(session));
			enforce_limits(turn, peer);
			break;
		case BGP_RECEIVED_REFRESH:
			take_refresh(turn, peer);
			break;
		case BGP_RECEIVED_QUIET:
			break;
		}
		settle(turn, peer);
		if (session != peer->main && session != peer->spare)
			return;
	}
}

/* Connections */

/* The session that uses this connection, or NULL. */
static struct bgp_session *session_on(const struct node_peer *peer, enum node_conn conn)
{
	return conn == peer->main_conn ? peer->main : peer->spare;
}

static bool is_waiting(const struct bgp_session *session)
{
	enum bgp_state state = bgp_session_state(session);

	return state == BGP_CONNECT || state == BGP_ACTIVE;
}

static void refuse(struct turn *turn, const struct node_peer *peer, enum node_conn conn)
{
	effect_add(turn, NODE_CLOSE, peer, conn);
}

static void connected(struct turn *turn, struct node_peer *peer)
{
	unmake_ready(turn->node, peer, NODE_CONN_OUT);
	if (peer->main_conn != NODE_CONN_OUT || !is_waiting(peer->main)) {
		refuse(turn, peer, NODE_CONN_OUT);
		return;
	}
	bgp_session_step(peer->main, turn->now, BGP_EV_TCP_UP);
	settle(turn, peer);
}

/* A connection by the peer is taken by the main session when that has none and is not opening one;
 * else by a spare, until both have said who they are. */
static void accepted(struct turn *turn, struct node_peer *peer)
{
	struct node *node = turn->node;
	uint32_t index = peer_index(node, peer);
	enum bgp_state state = bgp_session_state(peer->main);

	unmake_ready(node, peer, NODE_CONN_IN);
	if (state == BGP_ACTIVE) {
		drop_spare(peer);
		peer->main_conn = NODE_CONN_IN;
		bgp_session_step(peer->main, turn->now, BGP_EV_TCP_UP);
	} else if (peer->main_conn == NODE_CONN_OUT && state != BGP_IDLE &&
	           state != BGP_ESTABLISHED) {
		/* With the same settings as the main session, which it may become: its wish to
		 * connect ends with the connection that it is given here. */
		drop_spare(peer);
		peer->spare = bgp_session_new(&node->conf->peers[index].session,
		                              node->seed ^ ~(uint64_t)index);
		bgp_session_step(peer->spare, turn->now, BGP_EV_START);
		bgp_session_step(peer->spare, turn->now, BGP_EV_TCP_UP);
	} else {
		refuse(turn, peer, NODE_CONN_IN);
		return;
	}
	settle(turn, peer);
}

static void session_event(struct turn *turn, struct node_peer *peer, struct bgp_session *session,
                          enum bgp_event event)
{
	if (session == NULL)
		return;
	bgp_session_step(session, turn->now, event);
	settle(turn, peer);
}

static void stop_peer(struct turn *turn, struct node_peer *peer)
{
	if (peer->spare != NULL && bgp_session_state(peer->spare) != BGP_IDLE)
		end_spare(turn, peer);
	session_event(turn, peer, peer->main, BGP_EV_STOP);
}

static void run_timers(struct turn *turn)
{
	struct node *node = turn->node;

	while (!instant_before(turn->now, heap_due(&node->timers))) {
		struct node_peer *peer = &node->peers[heap_pop(&node->timers)];

		peer->armed = INSTANT_NEVER;
		if (!instant_before(turn->now, bgp_session_deadline(peer->main)))
			bgp_session_step(peer->main, turn->now, BGP_EV_DEADLINE);
		if (!instant_before(turn->now, spare_deadline(peer)))
			bgp_session_step(peer->spare, turn->now, BGP_EV_DEADLINE);
		settle(turn, peer);
	}
}

static void for_all_peers(struct turn *turn, void (*act)(struct turn *, struct node_peer *))
{
	for (uint32_t i = 0; i < turn->node->conf->peer_count; i++)
		act(turn, &turn->node->peers[i]);
}

static void start_peer(struct turn *turn, struct node_peer *peer)
{
	session_event(turn, peer, peer->main, BGP_EV_START);
}

static void ask_refresh(struct turn *turn, struct node_peer *peer)
{
	for (uint8_t family = ADDR_IPV4; family <= ADDR_IPV6; family++)
		bgp_session_ask_refresh(peer->main, family);
	settle(turn, peer);
}

static void originate(struct turn *turn, const struct node_route_conf *route)
{
	struct node *node = turn->node;

	rib_originate(node->rib, prefix_table_intern(node->pools.prefixes, &route->prefix),
	              &route->attrs);
}

static void unoriginate(struct turn *turn, const struct node_route_conf *route)
{
	prefix_id prefix = prefix_table_find(turn->node->pools.prefixes, &route->prefix);

	if (prefix != PREFIX_NONE)
		rib_unoriginate(turn->node->rib, prefix);
}

static void peer_event(struct turn *turn, struct node_peer *peer, const struct node_event *event)
{
	struct bgp_session *session = session_on(peer, event->conn);

	switch (event->kind) {
	case NODE_EV_CONNECTED:
		connected(turn, peer);
		break;
	case NODE_EV_CONNECT_FAILED:
		session_event(turn, peer, session_on(peer, NODE_CONN_OUT), BGP_EV_TCP_FAILED);
		break;
	case NODE_EV_ACCEPTED:
		accepted(turn, peer);
		break;
	case NODE_EV_CLOSED:
		session_event(turn, peer, session, BGP_EV_TCP_CLOSED);
		break;
	case NODE_EV_BYTES:
		if (session != NULL)
			take_bytes(turn, peer, session, event->bytes);
		break;
	case NODE_EV_PEER_START:
		start_peer(turn, peer);
		break;
	case NODE_EV_PEER_STOP:
		stop_peer(turn, peer);
		break;
	default:
		CHECK(event->kind == NODE_EV_REFRESH);
		ask_refresh(turn, peer);
		break;
	}
}

void node_step(struct node *node, struct instant now, const struct node_event *event,
               struct node_effects *effects)
{
	struct turn turn = {.node = node, .now = now, .effects = effects};

	switch (event->kind) {
	case NODE_EV_START:
		for_all_peers(&turn, start_peer);
		break;
	case NODE_EV_STOP:
		for_all_peers(&turn, stop_peer);
		break;
	case NODE_EV_DEADLINE:
		run_timers(&turn);
		break;
	case NODE_EV_ORIGINATE:
		originate(&turn, event->route);
		break;
	case NODE_EV_WITHDRAW:
		unoriginate(&turn, event->route);
		break;
	default:
		CHECK(event->peer < node->conf->peer_count);
		peer_event(&turn, &node->peers[event->peer], event);
		break;
	}
	wake_peers(&turn);
}

/* Output */

static size_t pull_session(struct bgp_session *session, struct writer *out)
{
	struct span waiting = bgp_session_output(session);
	size_t room = out->capacity - out->used;
	size_t size = waiting.size < room ? waiting.size : room;

	writer_bytes(out, waiting.at, size);
	bgp_session_sent(session, size);
	return waiting.size - size;
}

static void pull_routes(struct node *node, struct node_peer *peer, struct writer *out)
{
	rib_peer_id id = (rib_peer_id)peer_index(node, peer);

	if (rib_pending(node->rib, id))
		bgp_session_count_updates_out(peer->main, rib_pull(node->rib, id, out));
}

size_t node_pull(struct node *node, struct instant now, uint32_t index, enum node_conn conn,
                 uint8_t *out, size_t capacity)
{
	struct node_peer *peer = &node->peers[index];
	struct bgp_session *session = session_on(peer, conn);
	struct writer writer = writer_of(out, capacity);

	(void)now;
	CHECK(index < node->conf->peer_count && capacity >= BGP_MESSAGE_MAX);
	if (session != NULL && pull_session(session, &writer) == 0 && peer->up &&
	    session == peer->main)
		pull_routes(node, peer, &writer);
	if (writer.used == 0)
		unmake_ready(node, peer, conn);
	if (session != NULL && session == peer->spare && bgp_session_state(session) == BGP_IDLE &&
	    bgp_session_output(session).size == 0)
		drop_spare(peer);
	return writer.used;
}

/* Life */

static void add_own_routes(struct node *node)
{
	const struct node_conf *conf = node->conf;

	for (uint32_t i = 0; i < conf->route_count; i++)
		rib_originate(node->rib,
		              prefix_table_intern(node->pools.prefixes, &conf->routes[i].prefix),
		              &conf->routes[i].attrs);
}

struct node *node_new(const struct node_conf *conf, struct rib_pools pools, uint64_t seed)
{
	struct node *node = xcalloc(1, sizeof(*node));
	uint32_t count = conf->peer_count;

	node->conf = conf;
	node->pools = pools;
	node->seed = seed;
	node->rib_confs = xcalloc(count, sizeof(*node->rib_confs));
	node->peers = xcalloc(count, sizeof(*node->peers));
	for (uint32_t i = 0; i < count; i++) {
		node->rib_confs[i] = &conf->peers[i].rib;
		node->peers[i].main = bgp_session_new(&conf->peers[i].session, seed ^ i);
		node->peers[i].main_conn =
		    conf->peers[i].session.passive ? NODE_CONN_IN : NODE_CONN_OUT;
		node->peers[i].armed = INSTANT_NEVER;
	}
	node->rib = rib_new(pools, node->rib_confs, count);
	add_own_routes(node);
	return node;
}

void node_free(struct node *node)
{
	if (node == NULL)
		return;
	for (uint32_t i = 0; i < node->conf->peer_count; i++) {
		bgp_session_free(node->peers[i].main);
		bgp_session_free(node->peers[i].spare);
	}
	rib_free(node->rib);
	heap_done(&node->timers);
	free(node->peers);
	free(node->rib_confs);
	free(node);
}

struct instant node_deadline(const struct node *node)
{
	return heap_due(&node->timers);
}

const struct node_conf *node_conf(const struct node *node)
{
	return node->conf;
}

struct rib *node_rib(const struct node *node)
{
	return node->rib;
}

const struct bgp_session *node_session(const struct node *node, uint32_t peer)
{
	CHECK(peer < node->conf->peer_count);
	return node->peers[peer].main;
}

bool node_is_up(const struct node *node)
{
	return node->up_count == node->conf->peer_count;
}

/* Notes */

static const char *const note_texts[] = {
    [NODE_NOTE_UP] = "session up",
    [NODE_NOTE_DOWN] = "session down",
    [NODE_NOTE_NOTIFICATION_SENT] = "sent NOTIFICATION",
    [NODE_NOTE_NOTIFICATION_RECEIVED] = "received NOTIFICATION",
    [NODE_NOTE_PREFIX_LIMIT] = "more prefixes than the limit of",
    [NODE_NOTE_BAD_UPDATE] = "bad UPDATE",
    [NODE_NOTE_COLLISION] = "connection collision",
};

void node_note_format(const struct node *node, const struct node_effect *effect, struct text *out)
{
	CHECK(effect->kind == NODE_NOTE && effect->note < COUNT_OF(note_texts));
	text_addf(out, "%s: %s", node->conf->peers[effect->peer].name, note_texts[effect->note]);
	if (effect->note == NODE_NOTE_NOTIFICATION_SENT ||
	    effect->note == NODE_NOTE_NOTIFICATION_RECEIVED)
		text_addf(out, " %s", bgp_notify_name((uint16_t)effect->code));
	if (effect->note == NODE_NOTE_PREFIX_LIMIT)
		text_addf(out, " %u", effect->code);
	if (effect->text != NULL)
		text_addf(out, ": %s", effect->text);
}
