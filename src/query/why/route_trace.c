/* Follows routes back to where they come from. */
#include "query/why/route_trace.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"

static bool matches(const struct prefix *wanted, bool or_longer, const struct prefix *prefix)
{
	return or_longer ? prefix_contains(wanted, prefix) : prefix_equal(wanted, prefix);
}

struct held_list {
	struct held_route *items;
	size_t count;
	size_t capacity;
};

static void add_held(struct held_list *list, struct held_route route)
{
	list->items = mem_grow(list->items, &list->capacity, list->count + 1, sizeof(*list->items));
	list->items[list->count++] = route;
}

static void held_of_node(struct held_list *list, const struct snapshot_node *node,
                         const struct prefix *prefix, bool or_longer)
{
	for (uint32_t i = 0; i < node->path_count; i++) {
		const struct snapshot_path *path = &node->paths[i];

		if (path->verdict != RIB_PASS || !matches(prefix, or_longer, &path->prefix))
			continue;
		add_held(list, (struct held_route){
				   .prefix = path->prefix,
				   .attrs = path->attrs,
				   .from = path->peer < 0 ? NULL : node->peers[path->peer].name,
				   .used = path->best || path->multipath,
			       });
	}
}

/* What others told a node that does not run here. Which of it is best, nobody knows. */
static void held_by_hearsay(struct held_list *list, const struct fabric *fabric, uint32_t self,
                            const struct prefix *prefix, bool or_longer)
{
	for (uint32_t i = 0; i < fabric->node_count; i++) {
		const struct snapshot_node *node = fabric->nodes[i].node;

		for (uint32_t t = 0; t < node->told_count; t++) {
			const struct snapshot_told *told = &node->told[t];
			const struct snapshot_peer *peer = &node->peers[told->peer];

			if (peer->node != self || !matches(prefix, or_longer, &told->prefix))
				continue;
			add_held(list, (struct held_route){.prefix = told->prefix,
			                                   .attrs = told->attrs,
			                                   .from = node->name,
			                                   .used = true});
		}
	}
}

uint32_t route_held(const struct fabric *fabric, uint32_t node, const struct prefix *prefix,
                    bool or_longer, struct arena *arena, const struct held_route **routes)
{
	const struct snapshot_node *state = fabric->nodes[node].node;
	struct held_list list = {0};
	struct held_route *copy;

	CHECK(node < fabric->node_count);
	if (state->present)
		held_of_node(&list, state, prefix, or_longer);
	else
		held_by_hearsay(&list, fabric, node, prefix, or_longer);
	copy = arena_alloc(arena, (list.count + 1) * sizeof(*copy));
	if (list.count > 0)
		memcpy(copy, list.items, list.count * sizeof(*copy));
	free(list.items);
	*routes = copy;
	return (uint32_t)list.count;
}

static void reverse(struct route_step *steps, uint32_t count)
{
	for (uint32_t i = 0; i < count / 2; i++) {
		struct route_step last = steps[count - 1 - i];

		steps[count - 1 - i] = steps[i];
		steps[i] = last;
	}
}

/* What the node passes on: its best path. */
static bool best_of(const struct snapshot_node *node, const struct prefix *prefix,
                    struct held_route *out)
{
	for (uint32_t i = 0; i < node->path_count; i++) {
		const struct snapshot_path *path = &node->paths[i];

		if (!path->best || !prefix_equal(&path->prefix, prefix))
			continue;
		*out = (struct held_route){.prefix = *prefix,
		                           .attrs = path->attrs,
		                           .from =
		                               path->peer < 0 ? NULL : node->peers[path->peer].name,
		                           .used = true};
		return true;
	}
	return false;
}

uint32_t route_trace(const struct fabric *fabric, uint32_t node, const struct held_route *route,
                     struct route_step steps[ROUTE_TRACE_MAX])
{
	struct held_route at = *route;
	const char *name = fabric->nodes[node].node->name;
	uint32_t count = 0;
	uint32_t next;

	while (count < ROUTE_TRACE_MAX) {
		steps[count++] = (struct route_step){
		    .node = name, .attrs = at.attrs, .originates = at.from == NULL};
		if (at.from == NULL || count == ROUTE_TRACE_MAX)
			break;
		name = at.from;
		next = fabric_find(fabric, name);
		if (next == FIB_NONE || !best_of(fabric->nodes[next].node, &route->prefix, &at)) {
			steps[count++] = (struct route_step){.node = name};
			break;
		}
	}
	CHECK(count > 0 && count <= ROUTE_TRACE_MAX);
	reverse(steps, count);
	return count;
}
