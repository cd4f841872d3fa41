/* Takes a snapshot: copies the state of all nodes, each attribute set once. */
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/hash.h"
#include "query/state/snapshot.h"

/* An attribute set as it was copied: the same set under two next hops is two copies. */
struct copied {
	attrs_id id; /* ATTRS_NONE: empty slot */
	struct addr next_hop;
	const struct bgp_attrs *attrs;
};

struct taker {
	struct snapshot *snapshot;
	const struct snapshot_subject *of;
	prefix_id *order; /* all prefixes, in order */
	uint32_t order_count;
	struct copied *copied; /* open addressing */
	size_t copied_count;
	size_t copied_size; /* a power of two */
	uint8_t *equal;
	size_t equal_capacity;
	/* Of the node at hand. */
	const struct node *node;
	struct snapshot_node *to;
	struct snapshot_path *paths;
	size_t path_count;
	size_t path_capacity;
	struct snapshot_told *told;
	size_t told_count;
	size_t told_capacity;
};

static const struct bgp_attrs *copy_attrs(struct arena *arena, const struct bgp_attrs *from,
                                          const struct addr *next_hop)
{
	struct bgp_attrs *to = arena_alloc(arena, sizeof(*to));

	*to = *from;
	to->next_hop = *next_hop;
	bgp_attrs_settle(to, arena_alloc(arena, bgp_attrs_room(from) + 1));
	return to;
}

static struct copied *copied_slot(const struct taker *taker, attrs_id id,
                                  const struct addr *next_hop)
{
	uint64_t hash = hash_bytes(id, next_hop, sizeof(*next_hop));

	for (size_t i = hash & (taker->copied_size - 1);; i = (i + 1) & (taker->copied_size - 1)) {
		struct copied *slot = &taker->copied[i];
		if (slot->id == ATTRS_NONE ||
		    (slot->id == id && addr_equal(&slot->next_hop, next_hop)))
			return slot;
	}
}

static void copied_grow(struct taker *taker)
{
	struct copied *old = taker->copied;
	size_t old_size = taker->copied_size;

	taker->copied_size = old_size == 0 ? 1024 : old_size * 2;
	taker->copied = xcalloc(taker->copied_size, sizeof(*taker->copied));
	for (size_t i = 0; i < old_size; i++) {
		if (old[i].id != ATTRS_NONE)
			*copied_slot(taker, old[i].id, &old[i].next_hop) = old[i];
	}
	free(old);
}

/* The copy of a set. `self` is the next hop of a set that has none. */
static const struct bgp_attrs *take_attrs(struct taker *taker, attrs_id id, const struct addr *self)
{
	const struct bgp_attrs *attrs = attr_pool_get(taker->of->pools->attrs, id);
	const struct addr *next_hop = addr_is_set(&attrs->next_hop) ? &attrs->next_hop : self;

	if (taker->copied_count * 2 >= taker->copied_size)
		copied_grow(taker);
	struct copied *slot = copied_slot(taker, id, next_hop);
	if (slot->id == ATTRS_NONE) {
		slot->id = id;
		slot->next_hop = *next_hop;
		slot->attrs = copy_attrs(taker->snapshot->arena, attrs, next_hop);
		taker->copied_count++;
	}
	return slot->attrs;
}

_Static_assert(RIB_VERDICT_COUNT <= UINT8_MAX && RIB_STEP_COUNT <= UINT8_MAX, "a byte for each");

static int compare_paths(const void *left, const void *right)
{
	const struct snapshot_path *a = left;
	const struct snapshot_path *b = right;

	if (a->best != b->best)
		return a->best ? -1 : 1;
	if (a->multipath != b->multipath)
		return a->multipath ? -1 : 1;
	return a->peer < b->peer ? -1 : a->peer > b->peer;
}

static void count_row(struct taker *taker, const struct rib_row_view *row, uint8_t family)
{
	taker->to->prefix_count[family] += row->has_best;
	for (uint32_t i = 0; i < row->count; i++)
		if (row->paths[i].peer != RIB_LOCAL && row->paths[i].verdict == RIB_PASS)
			taker->to->peers[row->paths[i].peer].accepted[family]++;
}

static void take_row(struct taker *taker, const struct rib_row_view *row)
{
	const struct prefix *prefix = prefix_table_get(taker->of->pools->prefixes, row->prefix);
	/* An own route has the next hop 0.0.0.0, as in every router's listing. */
	const struct addr none = {.family = prefix->addr.family};

	count_row(taker, row, prefix->addr.family);
	if (taker->of->without_routes)
		return;
	taker->equal = mem_grow(taker->equal, &taker->equal_capacity, row->count, 1);
	rib_equal_paths(node_rib(taker->node), row, taker->equal);
	taker->paths = mem_grow(taker->paths, &taker->path_capacity, taker->path_count + row->count,
	                        sizeof(*taker->paths));
	struct snapshot_path *first = &taker->paths[taker->path_count];
	for (uint32_t i = 0; i < row->count; i++) {
		const struct rib_path *from = &row->paths[i];
		bool best = row->has_best && i == 0;

		first[i] = (struct snapshot_path){
		    .prefix = *prefix,
		    .peer = from->peer == RIB_LOCAL ? -1 : (int32_t)from->peer,
		    .best = best,
		    .multipath = row->has_best && taker->equal[i] != 0,
		    .verdict = from->verdict,
		    .why = (best ? row->why : RIB_STEP_ONLY_PATH) & UINT8_MAX,
		    .attrs = take_attrs(taker, from->attrs, &none),
		};
	}
	CHECK(!row->has_best || taker->equal[0] != 0);
	qsort(first, row->count, sizeof(*first), compare_paths);
	taker->path_count += row->count;
}

static void add_told(struct taker *taker, const struct prefix *prefix, uint32_t peer,
                     attrs_id attrs)
{
	const struct rib_peer_conf *conf = &node_conf(taker->node)->peers[peer].rib;

	taker->told = mem_grow(taker->told, &taker->told_capacity, taker->told_count + 1,
	                       sizeof(*taker->told));
	taker->told[taker->told_count++] = (struct snapshot_told){
	    .prefix = *prefix,
	    .peer = peer,
	    .attrs = take_attrs(taker, attrs, &conf->next_hop[prefix->addr.family]),
	};
}

static void take_told(struct taker *taker, prefix_id id)
{
	const struct prefix *prefix = prefix_table_get(taker->of->pools->prefixes, id);

	for (uint32_t peer = 0; peer < node_conf(taker->node)->peer_count; peer++) {
		if (!taker->to->peers[peer].established)
			continue;
		attrs_id attrs = rib_adj_out(node_rib(taker->node), (rib_peer_id)peer, id);
		if (attrs == ATTRS_NONE)
			continue;
		taker->to->peers[peer].sent[prefix->addr.family]++;
		if (!taker->of->without_routes)
			add_told(taker, prefix, peer, attrs);
	}
}

static bool any_pending(const struct node *node)
{
	for (uint32_t peer = 0; peer < node_conf(node)->peer_count; peer++) {
		if (rib_pending(node_rib(node), (rib_peer_id)peer))
			return true;
	}
	return false;
}

/* What a peer was told is in the table too, unless its withdrawal is still to be sent. */
static void take_routes(struct taker *taker)
{
	const struct rib *rib = node_rib(taker->node);
	bool pending = any_pending(taker->node);
	uint32_t left = rib_prefix_count(rib);

	for (uint32_t i = 0; i < taker->order_count && (left > 0 || pending); i++) {
		struct rib_row_view row;
		bool known = rib_look(rib, taker->order[i], &row);

		if (known) {
			CHECK(left > 0);
			take_row(taker, &row);
			left--;
		}
		if ((known || pending) && !taker->of->without_told)
			take_told(taker, taker->order[i]);
	}
}

static struct snapshot_peer take_peer(const struct taker *taker, const struct plan *plan,
                                      const struct plan_node *planned, uint32_t peer)
{
	const struct node_peer_conf *conf = &planned->conf.peers[peer];
	const struct plan_session *joined = &plan->sessions[planned->sessions[peer]];
	const struct plan_end *end = &joined->end[planned->ends[peer]];
	const struct plan_end *far = &joined->end[planned->ends[peer] ^ 1];
	const struct bgp_session *session = node_session(taker->node, peer);
	enum bgp_state state = bgp_session_state(session);
	const struct bgp_session_stats *stats = bgp_session_stats(session);
	const char *fault = bgp_session_last_fault(session);
	struct snapshot_peer out = {
	    .node = far->node,
	    .name = taker->snapshot->nodes[far->node].name,
	    .address = conf->rib.peer_address,
	    .local_address = end->address,
	    .asn = conf->rib.peer_as,
	    .state = bgp_state_name(state),
	    .established = state == BGP_ESTABLISHED,
	    .state_age_us = taker->of->now.us - stats->since.us,
	    .messages_in = stats->messages_in,
	    .messages_out = stats->messages_out,
	    .last_fault = fault == NULL ? NULL : arena_strdup(taker->snapshot->arena, fault),
	};

	if (state == BGP_IDLE && instant_before(taker->of->now, bgp_session_deadline(session)) &&
	    bgp_session_deadline(session).us != INSTANT_NEVER.us)
		out.idle_left_us = bgp_session_deadline(session).us - taker->of->now.us;
	if (state >= BGP_OPEN_CONFIRM)
		out.router_id = bgp_session_peer_open(session)->router_id;
	if (out.established)
		out.hold_time_s = bgp_session_hold_time_s(session);
	CHECK(far->node < plan->node_count && taker->of->now.us >= stats->since.us);
	out.last_error = bgp_session_last_error(session, &out.last_error_sent)->code;
	for (uint8_t family = ADDR_IPV4; family <= ADDR_IPV6; family++) {
		out.received[family] =
		    rib_received(node_rib(taker->node), (rib_peer_id)peer, family);
		if (conf->rib.families[family])
			out.prefix_limit[family] = conf->prefix_limit[family];
	}
	return out;
}

/* An array that may be empty, moved into the arena. */
static void *settle(struct arena *arena, const void *items, size_t count, size_t size)
{
	void *out = arena_alloc(arena, count > 0 ? count * size : 1);

	if (count > 0)
		memcpy(out, items, count * size);
	return out;
}

static void take_identity(struct taker *taker, const struct plan *plan, uint32_t index,
                          const struct node *node)
{
	const struct plan_node *planned = &plan->nodes[index];
	struct arena *arena = taker->snapshot->arena;

	taker->snapshot->nodes[index] = (struct snapshot_node){
	    .name = arena_strdup(arena, planned->conf.name),
	    .kind = planned->element->kind,
	    .element = arena_strdup(arena, planned->element->name),
	    .group = arena_strdup(arena, planned->element->group),
	    .instance = planned->instance,
	    .asn = planned->conf.asn,
	    .router_id = planned->conf.router_id,
	    .external = planned->external,
	    .present = node != NULL,
	};
	if (node != NULL)
		taker->snapshot->nodes[index].turn = taker->of->turn;
}

static bool is_unchanged(const struct taker *taker, uint32_t index)
{
	return taker->of->before != NULL && taker->of->unchanged[index] != 0;
}

/* What the snapshot before holds of the node but for its sessions. */
static void borrow_routes(const struct snapshot_node *before, struct snapshot_node *to)
{
	CHECK(before->peer_count == to->peer_count);
	for (uint32_t peer = 0; peer < to->peer_count; peer++) {
		memcpy(to->peers[peer].accepted, before->peers[peer].accepted,
		       sizeof(before->peers[peer].accepted));
		memcpy(to->peers[peer].sent, before->peers[peer].sent,
		       sizeof(before->peers[peer].sent));
	}
	memcpy(to->prefix_count, before->prefix_count, sizeof(to->prefix_count));
	to->paths = before->paths;
	to->path_count = before->path_count;
	to->told = before->told;
	to->told_count = before->told_count;
}

/* Peers name nodes, so all of these have their identity by now. */
static void take_node(struct taker *taker, const struct plan *plan, uint32_t index,
                      const struct node *node)
{
	const struct plan_node *planned = &plan->nodes[index];
	struct arena *arena = taker->snapshot->arena;
	struct snapshot_node *to = &taker->snapshot->nodes[index];

	if (node == NULL)
		return;
	CHECK(planned->conf.peer_count == node_conf(node)->peer_count);
	taker->node = node;
	taker->to = to;
	taker->path_count = 0;
	taker->told_count = 0;
	to->peer_count = planned->conf.peer_count;
	to->peers = arena_alloc(arena, (to->peer_count + 1) * sizeof(*to->peers));
	for (uint32_t peer = 0; peer < to->peer_count; peer++)
		to->peers[peer] = take_peer(taker, plan, planned, peer);
	if (is_unchanged(taker, index)) {
		borrow_routes(&taker->of->before->nodes[index], to);
		return;
	}
	take_routes(taker);
	to->path_count = (uint32_t)taker->path_count;
	to->paths = settle(arena, taker->paths, taker->path_count, sizeof(*to->paths));
	to->told_count = (uint32_t)taker->told_count;
	to->told = settle(arena, taker->told, taker->told_count, sizeof(*to->told));
}

static void take_order(struct taker *taker)
{
	const struct prefix_table *table = taker->of->pools->prefixes;

	taker->order = xcalloc(prefix_table_limit(table) + 1, sizeof(*taker->order));
	for (prefix_id id = prefix_table_first(table); id != PREFIX_NONE;
	     id = prefix_table_next(table, id))
		taker->order[taker->order_count++] = id;
}

static void taker_done(struct taker *taker)
{
	free(taker->order);
	free(taker->copied);
	free(taker->equal);
	free(taker->paths);
	free(taker->told);
}

struct snapshot *snapshot_take(const struct snapshot_subject *of)
{
	const struct plan *plan = of->plan;
	struct arena *arena = arena_new();
	struct snapshot *snapshot = arena_alloc(arena, sizeof(*snapshot));
	struct taker taker = {.snapshot = snapshot, .of = of};

	*snapshot = (struct snapshot){
	    .arena = arena,
	    .lab = arena_strdup(arena, plan->lab == NULL ? "" : plan->lab->name),
	    .source = arena_strdup(arena, of->source),
	    .time_us = of->now.us,
	    .converged = of->converged,
	    .without_routes = of->without_routes,
	    .nodes = arena_alloc(arena, (plan->node_count + 1) * sizeof(*snapshot->nodes)),
	    .node_count = plan->node_count,
	};
	take_order(&taker);
	for (uint32_t i = 0; i < plan->node_count; i++)
		take_identity(&taker, plan, i, of->nodes[i]);
	for (uint32_t i = 0; i < plan->node_count; i++)
		take_node(&taker, plan, i, of->nodes[i]);
	taker_done(&taker);
	/* What is borrowed was checked when it was made. */
	return of->before == NULL ? snapshot_check(snapshot) : snapshot;
}
