/* A speaker: feeds sessions, puts what they bring into the tables, and lets the tables answer. */
#include "node/node.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/mem.h"
#include "node/step.h"

/* Routes */

static void announce_all(struct step *step, rib_peer_id peer, struct bgp_nlri nlri,
                         const struct bgp_attrs *attrs)
{
	struct node *node = step->node;
	struct bgp_attrs set = *attrs;
	struct prefix prefix;

	set.next_hop = nlri.next_hop;

	struct rib_imported path = rib_import(node->rib, peer, &set);

	while (bgp_nlri_next(&nlri, &prefix))
		rib_announce(node->rib, peer, prefix_table_intern(node->pools.prefixes, &prefix),
		             path);
}

static void withdraw_all(struct step *step, rib_peer_id peer, const struct bgp_nlri_list *list)
{
	struct node *node = step->node;

	for (unsigned i = 0; i < list->count; i++) {
		struct bgp_nlri nlri = list->items[i];
		struct prefix prefix;

		while (bgp_nlri_next(&nlri, &prefix)) {
			prefix_id id = prefix_table_find(node->pools.prefixes, &prefix);

			if (id != PREFIX_NONE)
				rib_withdraw(node->rib, peer, id);
		}
	}
}

static void take_update(struct step *step, struct node_peer *peer, const struct bgp_update *update)
{
	rib_peer_id id = (rib_peer_id)node_peer_index(step->node, peer);

	withdraw_all(step, id, &update->withdrawn);
	if (update->judgement.verdict != BGP_ACCEPT)
		step_note_fault(step, peer, update);
	if (update->judgement.verdict >= BGP_TREAT_AS_WITHDRAW) {
		withdraw_all(step, id, &update->announced);
		return;
	}
	for (unsigned i = 0; i < update->announced.count; i++)
		announce_all(step, id, update->announced.items[i], &update->attrs);
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

static uint32_t count_announced(const struct bgp_update *update, uint8_t family)
{
	uint32_t count = 0;

	if (update->judgement.verdict >= BGP_TREAT_AS_WITHDRAW)
		return 0;
	for (unsigned i = 0; i < update->announced.count; i++) {
		if (update->announced.items[i].family == family)
			count += bgp_nlri_count(update->announced.items[i]);
	}
	return count;
}

/* What a cumulative limit counts: all there is, and on top all that comes. 0 for other limits. */
struct limit_counts {
	uint32_t of[3]; /* by enum addr_family */
};

static struct limit_counts counts_before(const struct step *step, const struct node_peer *peer,
                                         const struct bgp_update *update)
{
	uint32_t index = node_peer_index(step->node, peer);
	struct limit_counts counts = {{0}};

	if (!step->node->conf->peers[index].prefix_limit_cumulative)
		return counts;
	for (uint8_t family = ADDR_IPV4; family <= ADDR_IPV6; family++)
		counts.of[family] = rib_received(step->node->rib, (rib_peer_id)index, family) +
		                    count_announced(update, family);
	return counts;
}

static void enforce_limits(struct step *step, struct node_peer *peer, struct limit_counts before)
{
	uint32_t index = node_peer_index(step->node, peer);
	const uint32_t *limits = step->node->conf->peers[index].prefix_limit;

	for (uint8_t family = ADDR_IPV4; family <= ADDR_IPV6; family++) {
		uint32_t now = rib_received(step->node->rib, (rib_peer_id)index, family);

		if (limits[family] == 0 ||
		    (now <= limits[family] && before.of[family] <= limits[family]))
			continue;

		struct bgp_notify why = limit_notify(family, limits[family]);

		step_note(step, peer, NODE_NOTE_PREFIX_LIMIT, limits[family], NULL);
		bgp_session_end(peer->main, step->now, &why);
		return;
	}
}

static void take_counted(struct step *step, struct node_peer *peer, const struct bgp_update *update)
{
	struct limit_counts before = counts_before(step, peer, update);

	take_update(step, peer, update);
	enforce_limits(step, peer, before);
}

static void take_refresh(struct step *step, struct node_peer *peer)
{
	uint8_t family = bgp_session_refresh_family(peer->main);

	if (!peer->up || family == ADDR_NONE)
		return;
	rib_refresh(step->node->rib, (rib_peer_id)node_peer_index(step->node, peer), family);
	step_ready(step, peer, peer->main_conn);
}

static void take_bytes(struct step *step, struct node_peer *peer, struct bgp_session *session,
                       struct span bytes)
{
	struct reader reader = reader_of_span(bytes);

	for (;;) {
		switch (bgp_session_receive(session, step->now, &reader)) {
		case BGP_RECEIVED_NOTHING:
			return;
		case BGP_RECEIVED_OPEN:
			step_collision(step, peer, session);
			break;
		case BGP_RECEIVED_UPDATE:
			take_counted(step, peer, bgp_session_update(session));
			break;
		case BGP_RECEIVED_REFRESH:
			take_refresh(step, peer);
			break;
		case BGP_RECEIVED_QUIET:
			break;
		}
		step_settle(step, peer);
		if (session != peer->main && session != peer->spare)
			return;
	}
}

/* Events */

static void for_all_peers(struct step *step, void (*act)(struct step *, struct node_peer *))
{
	for (uint32_t i = 0; i < step->node->conf->peer_count; i++)
		act(step, &step->node->peers[i]);
}

static void ask_refresh(struct step *step, struct node_peer *peer)
{
	for (uint8_t family = ADDR_IPV4; family <= ADDR_IPV6; family++)
		bgp_session_ask_refresh(peer->main, family);
	step_settle(step, peer);
}

static void originate(struct step *step, const struct node_route_conf *route)
{
	struct node *node = step->node;

	rib_originate(node->rib, prefix_table_intern(node->pools.prefixes, &route->prefix),
	              &route->attrs, route->group);
}

static void unoriginate(struct step *step, const struct node_route_conf *route)
{
	prefix_id prefix = prefix_table_find(step->node->pools.prefixes, &route->prefix);

	if (prefix != PREFIX_NONE)
		rib_unoriginate(step->node->rib, prefix);
}

static bool same_import(const struct rib_peer_conf *a, const struct rib_peer_conf *b)
{
	return a->group == b->group && rib_import_equal(&a->import, &b->import);
}

/* Own routes that are the same are left alone. */
static void change_routes(struct step *step, const struct node_conf *old)
{
	struct node *node = step->node;
	const struct node_conf *conf = node->conf;
	uint8_t *stays;

	for (uint32_t i = 0; i < conf->route_count; i++)
		originate(step, &conf->routes[i]);
	stays = xcalloc(prefix_table_limit(node->pools.prefixes) + 1u, 1);
	for (uint32_t i = 0; i < conf->route_count; i++)
		stays[prefix_table_find(node->pools.prefixes, &conf->routes[i].prefix)] = 1;
	for (uint32_t i = 0; i < old->route_count; i++) {
		prefix_id prefix = prefix_table_find(node->pools.prefixes, &old->routes[i].prefix);

		if (prefix != PREFIX_NONE && !stays[prefix])
			unoriginate(step, &old->routes[i]);
	}
	free(stays);
}

static void reconfigure(struct step *step, const struct node_conf *conf)
{
	struct node *node = step->node;
	const struct node_conf *old = node->conf;

	CHECK(conf->peer_count == old->peer_count);
	node->conf = conf;
	for (uint32_t i = 0; i < conf->peer_count; i++)
		node->rib_confs[i] = &conf->peers[i].rib;
	rib_set_choice(node->rib, &conf->choice);
	rib_reconfigured(node->rib);
	change_routes(step, old);
	for (uint32_t i = 0; i < conf->peer_count; i++) {
		if (node->peers[i].up && !same_import(&old->peers[i].rib, &conf->peers[i].rib))
			ask_refresh(step, &node->peers[i]);
	}
}

static void peer_event(struct step *step, struct node_peer *peer, const struct node_event *event)
{
	struct bgp_session *session = node_session_on(peer, event->conn);

	switch (event->kind) {
	case NODE_EV_CONNECTED:
		step_connected(step, peer);
		break;
	case NODE_EV_CONNECT_FAILED:
		step_session_event(step, peer, node_session_on(peer, NODE_CONN_OUT),
		                   BGP_EV_TCP_FAILED);
		break;
	case NODE_EV_ACCEPTED:
		step_accepted(step, peer);
		break;
	case NODE_EV_CLOSED:
		step_session_event(step, peer, session, BGP_EV_TCP_CLOSED);
		break;
	case NODE_EV_BYTES:
		if (session != NULL)
			take_bytes(step, peer, session, event->bytes);
		break;
	case NODE_EV_PEER_START:
		step_start_peer(step, peer);
		break;
	case NODE_EV_PEER_STOP:
		step_stop_peer(step, peer);
		break;
	default:
		CHECK(event->kind == NODE_EV_REFRESH);
		ask_refresh(step, peer);
		break;
	}
}

void node_step(struct node *node, struct instant now, const struct node_event *event,
               struct node_effects *effects)
{
	struct step step = {.node = node, .now = now, .effects = effects};

	step_forget_texts(node);
	switch (event->kind) {
	case NODE_EV_START:
		for_all_peers(&step, step_start_peer);
		break;
	case NODE_EV_STOP:
		for_all_peers(&step, step_stop_peer);
		break;
	case NODE_EV_DEADLINE:
		step_timers(&step);
		break;
	case NODE_EV_ORIGINATE:
		originate(&step, event->route);
		break;
	case NODE_EV_WITHDRAW:
		unoriginate(&step, event->route);
		break;
	case NODE_EV_RECONFIGURE:
		reconfigure(&step, event->conf);
		break;
	default:
		CHECK(event->peer < node->conf->peer_count);
		peer_event(&step, &node->peers[event->peer], event);
		break;
	}
	step_wake(&step);
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
	rib_peer_id id = (rib_peer_id)node_peer_index(node, peer);

	if (rib_pending(node->rib, id))
		bgp_session_count_updates_out(peer->main, rib_pull(node->rib, id, out));
}

size_t node_pull(struct node *node, struct instant now, uint32_t index, enum node_conn conn,
                 uint8_t *out, size_t capacity)
{
	struct node_peer *peer = &node->peers[index];
	struct bgp_session *session = node_session_on(peer, conn);
	struct writer writer = writer_of(out, capacity);

	(void)now;
	CHECK(index < node->conf->peer_count && capacity >= BGP_MESSAGE_MAX);
	if (session != NULL && pull_session(session, &writer) == 0 && peer->up &&
	    session == peer->main)
		pull_routes(node, peer, &writer);
	if (writer.used == 0)
		node_unready(node, peer, conn);
	if (session != NULL && session == peer->spare && bgp_session_state(session) == BGP_IDLE &&
	    bgp_session_output(session).size == 0)
		node_drop_spare(peer);
	return writer.used;
}

/* Life */

static void add_own_routes(struct node *node)
{
	const struct node_conf *conf = node->conf;

	for (uint32_t i = 0; i < conf->route_count; i++)
		rib_originate(node->rib,
		              prefix_table_intern(node->pools.prefixes, &conf->routes[i].prefix),
		              &conf->routes[i].attrs, conf->routes[i].group);
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
	rib_set_choice(node->rib, &conf->choice);
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
	step_forget_texts(node);
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

/* Nobody counts references to attribute sets and prefixes: all tables say what they hold. */
void node_sweep_pools(const struct rib_pools *pools, struct node *const *nodes, uint32_t count)
{
	if (!attr_pool_wants_sweep(pools->attrs))
		return;

	uint8_t *keep = xcalloc(prefix_table_limit(pools->prefixes) + 1u, 1);
	attr_pool_unmark(pools->attrs);
	for (uint32_t i = 0; i < count; i++) {
		if (nodes[i] != NULL)
			rib_mark(nodes[i]->rib, keep);
	}
	attr_pool_sweep(pools->attrs);
	prefix_table_sweep(pools->prefixes, keep);
	free(keep);
}

const struct bgp_session *node_session(const struct node *node, uint32_t peer)
{
	CHECK(peer < node->conf->peer_count);
	return node->peers[peer].main;
}

uint32_t node_up_count(const struct node *node)
{
	CHECK(node->up_count <= node->conf->peer_count);
	return node->up_count;
}

bool node_is_up(const struct node *node)
{
	return node->up_count == node->conf->peer_count;
}
