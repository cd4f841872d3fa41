/*
 * Where a route stopped. From each origin the speakers that have its route are walked; then those
 * without it from the node that is asked about, back to where both meet: there is a session by
 * which it might have come, and did not.
 */
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "query/why/why_search.h"

enum { FAR = UINT32_MAX };

static bool is_told(const struct why_search *search, uint32_t node, uint32_t peer)
{
	const struct snapshot_node *at = why_node_at(search, node);
	const struct snapshot_told *told;
	uint32_t count = snapshot_told_of(at, &search->why->prefix, &told);

	for (uint32_t i = 0; i < count; i++)
		if (told[i].peer == peer)
			return true;
	return false;
}

/* What the peer has of the session; NULL: nothing. */
const struct snapshot_path *why_path_from(const struct why_search *search, uint32_t node,
                                          uint32_t peer)
{
	const struct snapshot_peer *session = &why_node_at(search, node)->peers[peer];
	const struct snapshot_node *far = why_node_at(search, session->node);
	const struct snapshot_path *first;
	uint32_t count = snapshot_paths_to(far, &search->why->prefix, &first);

	for (uint32_t i = 0; i < count; i++) {
		const struct snapshot_path *path = &first[i];

		if (path->peer >= 0 && far->peers[path->peer].node == node &&
		    addr_equal(&far->peers[path->peer].address, &session->local_address) &&
		    addr_equal(&far->peers[path->peer].local_address, &session->address))
			return path;
	}
	return NULL;
}

static const struct snapshot_path *own_path(const struct why_search *search, uint32_t node)
{
	const struct snapshot_node *at = why_node_at(search, node);
	const struct snapshot_path *first;
	uint32_t count = snapshot_paths_to(at, &search->why->prefix, &first);

	for (uint32_t i = 0; i < count; i++)
		if (first[i].peer < 0)
			return &first[i];
	return NULL;
}

/* Who has it */

static void take(struct why_search *search, uint32_t node, uint32_t from, bool best,
                 uint32_t *count)
{
	if (!search->holds[node])
		search->from[node] = from;
	search->holds[node] = true;
	if (!best || search->passes[node])
		return;
	search->passes[node] = true;
	search->queue[(*count)++] = node;
}

static void spread_from(struct why_search *search, uint32_t node, uint32_t *count)
{
	const struct snapshot_node *at = why_node_at(search, node);

	CHECK(search->holds[node] && search->passes[node]);
	for (uint32_t p = 0; p < at->peer_count; p++) {
		uint32_t far = at->peers[p].node;
		const struct snapshot_path *path;

		if (!is_told(search, node, p))
			continue;
		path = why_path_from(search, node, p);
		if (path != NULL && path->verdict == RIB_PASS)
			take(search, far, node, path->best, count);
		else if (!why_node_at(search, far)->present)
			take(search, far, node, false, count);
	}
}

static void spread(struct why_search *search, const struct lab_element *origin)
{
	uint32_t count = 0;

	memset(search->holds, 0, search->fabric->node_count * sizeof(*search->holds));
	memset(search->passes, 0, search->fabric->node_count * sizeof(*search->passes));
	for (uint32_t i = 0; i < search->fabric->node_count; i++) {
		const struct snapshot_path *own = own_path(search, i);

		if (own != NULL && search->fabric->nodes[i].element == origin)
			take(search, i, i, own->best, &count);
	}
	for (uint32_t at = 0; at < count; at++)
		spread_from(search, search->queue[at], &count);
}

/* How far speakers without it are from the node, by sessions that the lab has, up or not. */
static void measure(struct why_search *search)
{
	uint32_t count = 0;

	CHECK(search->self < search->fabric->node_count);
	for (uint32_t i = 0; i < search->fabric->node_count; i++)
		search->distance[i] = FAR;
	search->distance[search->self] = 0;
	search->queue[count++] = search->self;
	for (uint32_t at = 0; at < count; at++) {
		uint32_t node = search->queue[at];
		const struct snapshot_node *state = why_node_at(search, node);

		for (uint32_t p = 0; p < state->peer_count; p++) {
			uint32_t far = state->peers[p].node;

			if (search->holds[far] || search->distance[far] != FAR)
				continue;
			search->distance[far] = search->distance[node] + 1;
			search->queue[count++] = far;
		}
	}
}

/* Stops */

static const char *join(struct arena *arena, const char *names, const char *more)
{
	size_t size = strlen(more);

	/* The last of several speakers of one element may be there already. */
	for (const char *at = names; (at = strstr(at, more)) != NULL; at += size)
		if ((at == names || at[-1] == ' ') && (at[size] == '\0' || at[size] == ','))
			return names;
	return arena_printf(arena, "%s, %s", names, more);
}

static bool same_stop(const struct why_stop *a, const struct why_stop *b)
{
	return a->kind == b->kind && a->verdict == b->verdict && a->sender == b->sender &&
	       a->receiver == b->receiver && a->distance == b->distance &&
	       strcmp(a->reason, b->reason) == 0 && strcmp(a->policy, b->policy) == 0;
}

static void add_stop(struct why_search *search, const struct why_stop *stop)
{
	struct arena *arena = search->why->arena;

	for (uint32_t i = 0; i < search->stop_count; i++) {
		struct why_stop *at = &search->stops[i];

		if (!same_stop(at, stop))
			continue;
		at->from = join(arena, at->from, stop->from);
		at->to = join(arena, at->to, stop->to);
		return;
	}
	search->stops = mem_grow(search->stops, &search->stop_room, search->stop_count + 1u,
	                         sizeof(*search->stops));
	search->stops[search->stop_count++] = *stop;
}

/* From the origin to the node that has it. */
static void set_way(struct why_search *search, uint32_t node, struct why_stop *stop)
{
	uint32_t count = 1;
	uint32_t at;
	const char **way;

	for (at = node; search->from[at] != at; at = search->from[at])
		count++;
	CHECK(count <= search->fabric->node_count);
	way = arena_alloc(search->why->arena, count * sizeof(*way));
	stop->way = way;
	stop->way_count = count;
	for (at = node; count > 0; at = search->from[at])
		way[--count] = why_node_at(search, at)->name;
}

static void find_stops_at(struct why_search *search, uint32_t node)
{
	const struct snapshot_node *at = why_node_at(search, node);

	CHECK(search->holds[node]);
	for (uint32_t p = 0; p < at->peer_count; p++) {
		uint32_t far = at->peers[p].node;
		struct why_stop stop = {.from = at->name,
		                        .to = why_node_at(search, far)->name,
		                        .sender = search->fabric->nodes[node].element,
		                        .receiver = search->fabric->nodes[far].element,
		                        .policy = "",
		                        .distance = search->distance[far]};

		if (search->holds[far] || stop.distance == FAR)
			continue;
		why_judge_session(search, node, p, &stop);
		set_way(search, node, &stop);
		add_stop(search, &stop);
	}
}

/* The nearest to the node first; else as found. */
static void sort_stops(struct why_search *search)
{
	for (uint32_t i = 1; i < search->stop_count; i++) {
		struct why_stop stop = search->stops[i];
		uint32_t at = i;

		for (; at > 0 && search->stops[at - 1].distance > stop.distance; at--)
			search->stops[at] = search->stops[at - 1];
		search->stops[at] = stop;
	}
}

static void find_stops(struct why_search *search, struct why_origin *origin)
{
	uint32_t kept;

	search->stop_count = 0;
	for (uint32_t i = 0; i < search->fabric->node_count; i++)
		if (search->holds[i])
			find_stops_at(search, i);
	sort_stops(search);
	kept = search->stop_count < WHY_STOPS_MAX ? search->stop_count : WHY_STOPS_MAX;
	origin->left_out = search->stop_count - kept;
	origin->stop_count = kept;
	origin->stops = arena_alloc(search->why->arena, (kept + 1u) * sizeof(*origin->stops));
	for (uint32_t i = 0; i < kept; i++)
		origin->stops[i] = search->stops[i];
}

/* Origins */

static void add_origin(struct why_search *search, uint32_t node)
{
	struct route_why *why = search->why;
	const struct lab_element *element = search->fabric->nodes[node].element;
	const char *name = why_node_at(search, node)->name;

	for (uint32_t i = 0; i < why->origin_count && element != NULL; i++) {
		struct why_origin *origin = &why->origins[i];

		if (origin->element != element)
			continue;
		origin->nodes = join(why->arena, origin->nodes, name);
		return;
	}
	why->origins[why->origin_count++] = (struct why_origin){.nodes = name, .element = element};
}

static void find_origins(struct why_search *search)
{
	struct route_why *why = search->why;
	uint32_t count = search->fabric->node_count;

	why->origins = arena_alloc(why->arena, (count + 1u) * sizeof(*why->origins));
	for (uint32_t i = 0; i < count; i++)
		if (own_path(search, i) != NULL)
			add_origin(search, i);
	for (uint32_t i = 0; i < why->origin_count; i++) {
		spread(search, why->origins[i].element);
		measure(search);
		find_stops(search, &why->origins[i]);
	}
}

void why_find_stops(struct fabric *fabric, const struct policy_tracer *tracer,
                    struct route_why *why)
{
	struct why_search search = {
	    .fabric = fabric,
	    .tracer = tracer,
	    .why = why,
	    .self = fabric_find(fabric, why->node->name),
	    .holds = xcalloc(fabric->node_count + 1u, sizeof(bool)),
	    .passes = xcalloc(fabric->node_count + 1u, sizeof(bool)),
	    .from = xcalloc(fabric->node_count + 1u, sizeof(uint32_t)),
	    .distance = xcalloc(fabric->node_count + 1u, sizeof(uint32_t)),
	    .queue = xcalloc(fabric->node_count + 1u, sizeof(uint32_t)),
	};

	CHECK(search.self != FIB_NONE);
	find_origins(&search);
	if (why->origin_count == 0)
		why_say_silent(why, fabric->lab);
	free(search.holds);
	free(search.passes);
	free(search.from);
	free(search.distance);
	free(search.queue);
	free(search.stops);
}

const char *why_stop_name(enum why_stop_kind kind)
{
	static const char *const names[WHY_STOP_KIND_COUNT] = {
	    [WHY_REFUSED] = "refused",   [WHY_WITHHELD] = "withheld", [WHY_BEATEN] = "beaten",
	    [WHY_DOWN] = "session-down", [WHY_UNKNOWN] = "unknown",
	};

	CHECK(kind < WHY_STOP_KIND_COUNT);
	return names[kind];
}
