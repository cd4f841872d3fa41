/*
 * Finds a wheel in what was seen of one prefix.
 *
 * From each speaker that changes its mind an edge leads to the peer by which it has what it
 * prefers: a way that is there at some times only. Edges of speakers that had the choice come
 * first. Who follows edges comes back to where he was: that is the wheel. Speakers on it that had
 * no choice pass on what the next one uses.
 */
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "study/dispute_world.h"

enum { MEMBERS_MAX = 64 };

struct wheel_search {
	const struct plan *plan;
	const struct dispute_view *views;
	uint8_t *seen; /* by node */
	uint32_t path[MEMBERS_MAX];
	uint8_t ways[MEMBERS_MAX]; /* by which the path goes on */
	uint32_t size;
	bool choices; /* only edges of speakers that had the choice */
};

static uint32_t next_node(const struct wheel_search *search, uint32_t node,
                          const struct dispute_way *way)
{
	return way->peer == RIB_LOCAL ? UINT32_MAX : plan_peer_node(search->plan, node, way->peer);
}

/* The worst of the ways that `way` beats and that are used at times. */
static uint32_t beaten(const struct dispute_view *view, const struct dispute_way *way)
{
	for (uint32_t i = 0; i < view->count; i++) {
		if ((way->beats & 1u << i) != 0 && view->ways[i].best)
			return i;
	}
	return UINT32_MAX;
}

static bool is_edge(const struct wheel_search *search, uint32_t node, uint32_t number)
{
	const struct dispute_view *view = &search->views[node];
	const struct dispute_way *way = &view->ways[number];
	uint32_t next = next_node(search, node, way);

	if (!way->best || !way->lost || next == UINT32_MAX || search->views[next].turns == 0)
		return false;
	return !search->choices || beaten(view, way) != UINT32_MAX;
}

static bool is_on_path(const struct wheel_search *search, uint32_t node, uint32_t *at)
{
	for (*at = 0; *at < search->size; (*at)++) {
		if (search->path[*at] == node)
			return true;
	}
	return false;
}

/* The next edge of the last of the path, from way `from` on. */
static uint32_t edge_from(const struct wheel_search *search, uint32_t from)
{
	uint32_t node = search->path[search->size - 1];

	while (from < search->views[node].count && !is_edge(search, node, from))
		from++;
	return from;
}

/* Depth first from the last of the path; true when it has come back to one of it, *at. */
static bool step(struct wheel_search *search, uint32_t *at)
{
	uint32_t node = search->path[search->size - 1];
	uint32_t way = edge_from(search, search->ways[search->size - 1]);
	uint32_t next;

	if (way == search->views[node].count) {
		search->size--;
		if (search->size > 0)
			search->ways[search->size - 1]++;
		return false;
	}
	search->ways[search->size - 1] = (uint8_t)way;
	next = next_node(search, node, &search->views[node].ways[way]);
	if (is_on_path(search, next, at))
		return true;
	if (search->seen[next] || search->size == MEMBERS_MAX) {
		search->ways[search->size - 1]++;
		return false;
	}
	search->seen[next] = 1;
	search->path[search->size] = next;
	search->ways[search->size++] = 0;
	return false;
}

/* True with the wheel in path[*at ...]. */
static bool find(struct wheel_search *search, uint32_t *at)
{
	for (uint32_t node = 0; node < search->plan->node_count; node++) {
		if (search->views[node].turns == 0 || search->seen[node])
			continue;
		search->seen[node] = 1;
		search->path[0] = node;
		search->ways[0] = 0;
		search->size = 1;
		while (search->size > 0) {
			if (step(search, at))
				return true;
		}
	}
	return false;
}

static void add(struct dispute *dispute, const struct plan *plan, uint32_t node,
                const struct dispute_view *view, uint32_t number)
{
	const struct dispute_way *way = &view->ways[number];
	uint32_t other = beaten(view, way);
	struct dispute_member *member = &dispute->members[dispute->member_count++];

	CHECK(number < view->count);
	*member =
	    (struct dispute_member){.node = plan->nodes[node].conf.name, .prefers = way->text};
	if (other == UINT32_MAX)
		return;
	member->over = view->ways[other].text;
	member->why = rib_step_name(way->why);
}

/* Without a wheel: who changes most, in the order of the plan. */
static void add_restless(struct dispute *dispute, const struct plan *plan,
                         const struct dispute_view *views)
{
	uint32_t most = 0;

	for (uint32_t node = 0; node < plan->node_count; node++)
		most = views[node].turns > most ? views[node].turns : most;
	dispute->member_count = 0;
	for (uint32_t node = 0; node < plan->node_count; node++) {
		uint32_t way = 0;

		if (views[node].turns == 0 || views[node].turns < most ||
		    dispute->member_count == MEMBERS_MAX)
			continue;
		while (way < views[node].count && !views[node].ways[way].best)
			way++;
		if (way < views[node].count)
			add(dispute, plan, node, &views[node], way);
	}
}

bool dispute_find_wheel(struct dispute *dispute, const struct plan *plan,
                        const struct dispute_view *views)
{
	struct wheel_search search = {.plan = plan, .views = views, .choices = true};
	uint32_t at = 0;
	bool found;

	search.seen = xcalloc(plan->node_count + 1u, 1);
	found = find(&search, &at);
	if (!found) {
		search.choices = false;
		memset(search.seen, 0, plan->node_count);
		found = find(&search, &at);
	}
	dispute->members = arena_alloc(dispute->arena, MEMBERS_MAX * sizeof(*dispute->members));
	dispute->member_count = 0;
	for (uint32_t i = at; found && i < search.size; i++)
		add(dispute, plan, search.path[i], &views[search.path[i]], search.ways[i]);
	if (!found)
		add_restless(dispute, plan, views);
	free(search.seen);
	return found;
}
