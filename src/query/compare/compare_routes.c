/* Finds the routes that speakers use in one lab and not in the other. */
#include "query/compare/compare_routes.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "bgp/as_path.h"
#include "bgp/community.h"

/* The routes that a speaker uses, sorted; grows on the heap, its texts in the comparison. */
struct route_list {
	struct compare_route *items;
	size_t count;
	size_t capacity;
};

struct differ {
	struct comparison *out;
	const struct fabric *fabric[2];
	size_t node_room;
	const struct snapshot_node *last; /* of the last entry of `out` */
};

/* An own route needs no AS path to be known as one. */
void compare_say_attributes(const struct bgp_attrs *attrs, struct text *out)
{
	if (attrs->as_path.size == 0)
		text_add(out, "originated");
	else
		text_add(out, "AS path ");
	as_path_format(attrs->as_path, " ", out);
	if (attrs->weight != 0)
		text_addf(out, ", weight %u", attrs->weight);
	if (bgp_attrs_have(attrs, BGP_ATTR_MED) && attrs->med != 0)
		text_addf(out, ", MED %u", attrs->med);
	if (attrs->communities.size > 0) {
		text_add(out, ", communities ");
		community_format(attrs->communities, out);
	}
}

/* A route of the same prefix with the same attributes gets one more "via". */
static void add_route(struct route_list *list, struct arena *arena,
                      const struct snapshot_node *node, const struct snapshot_path *path)
{
	const char *via = path->peer < 0 ? "" : node->peers[path->peer].name;
	struct text text = {0};

	CHECK(path->verdict == RIB_PASS && (path->best || path->multipath));
	compare_say_attributes(path->attrs, &text);
	for (size_t i = list->count; i-- > 0;) {
		struct compare_route *other = &list->items[i];

		if (!prefix_equal(&other->prefix, &path->prefix))
			break;
		if (strcmp(other->attributes, text_str(&text)) == 0) {
			other->via = arena_printf(arena, "%s, %s", other->via, via);
			text_done(&text);
			return;
		}
	}
	list->items = mem_grow(list->items, &list->capacity, list->count + 1, sizeof(*list->items));
	list->items[list->count++] =
	    (struct compare_route){.prefix = path->prefix,
	                           .via = via,
	                           .attributes = arena_strdup(arena, text_str(&text)),
	                           .attrs = path->attrs};
	text_done(&text);
}

static int compare_items(const void *a, const void *b)
{
	const struct compare_route *left = a;
	const struct compare_route *right = b;
	int order = prefix_compare(&left->prefix, &right->prefix);

	if (order == 0)
		order = strcmp(left->attributes, right->attributes);
	return order != 0 ? order : strcmp(left->via, right->via);
}

static void add_node(struct route_list *list, struct arena *arena, const struct snapshot_node *node)
{
	for (uint32_t i = 0; i < node->path_count; i++) {
		const struct snapshot_path *path = &node->paths[i];

		if (path->verdict == RIB_PASS && (path->best || path->multipath))
			add_route(list, arena, node, path);
	}
}

static void sort_unique(struct route_list *list)
{
	size_t kept = 0;

	if (list->count > 0)
		qsort(list->items, list->count, sizeof(*list->items), compare_items);
	for (size_t i = 0; i < list->count; i++) {
		if (kept == 0 || compare_items(&list->items[kept - 1], &list->items[i]) != 0)
			list->items[kept++] = list->items[i];
	}
	CHECK(kept <= list->count && (kept > 0 || list->count == 0));
	list->count = kept;
}

static void keep(struct route_list *list, const struct compare_route *route, bool gained)
{
	list->items = mem_grow(list->items, &list->capacity, list->count + 1, sizeof(*list->items));
	list->items[list->count] = *route;
	list->items[list->count++].gained = gained;
}

/* Merges two sorted lists into what is in one of them only. */
static struct route_list difference(const struct route_list *before, const struct route_list *after)
{
	struct route_list only = {0};
	size_t b = 0;
	size_t a = 0;

	while (b < before->count || a < after->count) {
		int order = b == before->count ? 1
		            : a == after->count
		                ? -1
		                : compare_items(&before->items[b], &after->items[a]);

		if (order < 0)
			keep(&only, &before->items[b], false);
		else if (order > 0)
			keep(&only, &after->items[a], true);
		b += order <= 0;
		a += order >= 0;
	}
	CHECK(only.count <= before->count + after->count);
	return only;
}

static bool same_routes(const struct compare_node *entry, const struct route_list *routes)
{
	if (entry->route_count != routes->count)
		return false;
	for (uint32_t i = 0; i < entry->route_count; i++) {
		if (entry->routes[i].gained != routes->items[i].gained ||
		    compare_items(&entry->routes[i], &routes->items[i]) != 0)
			return false;
	}
	return true;
}

/* The other instance of the same gateway mostly differs in the same routes: then it is named beside
 * the first. */
static void add_entry(struct differ *differ, const char *name, const struct snapshot_node *of,
                      int only_in, const struct route_list *routes)
{
	struct comparison *out = differ->out;
	struct compare_node *entry;

	if (routes->count == 0 && only_in < 0)
		return;
	CHECK(only_in >= -1 && only_in <= 1);
	entry = out->node_count == 0 ? NULL : &out->nodes[out->node_count - 1];
	if (entry != NULL && entry->only_in == only_in && snapshot_same_group(of, differ->last) &&
	    same_routes(entry, routes)) {
		entry->names = arena_printf(out->arena, "%s, %s", entry->names, name);
		return;
	}
	out->nodes =
	    mem_grow(out->nodes, &differ->node_room, out->node_count + 1, sizeof(*out->nodes));
	entry = &out->nodes[out->node_count++];
	*entry = (struct compare_node){
	    .names = name, .only_in = only_in, .route_count = (uint32_t)routes->count};
	entry->routes = arena_alloc(out->arena, (routes->count + 1) * sizeof(*entry->routes));
	differ->last = of;
	if (routes->count > 0)
		memcpy(entry->routes, routes->items, routes->count * sizeof(*entry->routes));
}

/* Compares the nodes [at, end) of the first fabric, all of one element, with those of the second;
 * `at` and `end` are of the second fabric when the first has none of it. */
static void compare_nodes(struct differ *differ, const char *name, const struct snapshot_node *of,
                          int only_in, const struct snapshot_node *const *nodes[2],
                          const uint32_t counts[2])
{
	struct route_list lists[2] = {{0}};
	struct route_list only;

	for (int lab = 0; lab < 2; lab++) {
		for (uint32_t i = 0; i < counts[lab]; i++)
			add_node(&lists[lab], differ->out->arena, nodes[lab][i]);
		sort_unique(&lists[lab]);
	}
	only = difference(&lists[0], &lists[1]);
	add_entry(differ, name, of, only_in, &only);
	free(lists[0].items);
	free(lists[1].items);
	free(only.items);
}

static uint32_t element_end(const struct fabric *fabric, uint32_t at)
{
	uint32_t end = at + 1;

	CHECK(at < fabric->node_count);
	while (end < fabric->node_count &&
	       snapshot_same_group(fabric->nodes[at].node, fabric->nodes[end].node))
		end++;
	return end;
}

static bool any_in(const struct fabric *fabric, const struct fabric *other, uint32_t at,
                   uint32_t end)
{
	for (; at < end; at++) {
		if (fabric_find(other, fabric->nodes[at].node->name) != FIB_NONE)
			return true;
	}
	return false;
}

/* An element that only `lab` has: one entry for all its nodes. */
static void compare_lone_element(struct differ *differ, int lab, uint32_t at, uint32_t end)
{
	const struct fabric *fabric = differ->fabric[lab];
	const struct snapshot_node *first = fabric->nodes[at].node;
	const struct snapshot_node **list = xcalloc(end - at, sizeof(*list));
	const struct snapshot_node *const *nodes[2] = {list, list};
	uint32_t counts[2] = {0, 0};

	for (uint32_t i = at; i < end; i++)
		list[i - at] = fabric->nodes[i].node;
	CHECK(lab == 0 || lab == 1);
	counts[lab] = end - at;
	compare_nodes(differ, first->group, first, lab, nodes, counts);
	free(list);
}

static void compare_node(struct differ *differ, int lab, const struct snapshot_node *node)
{
	const struct fabric *other = differ->fabric[1 - lab];
	uint32_t at = fabric_find(other, node->name);
	const struct snapshot_node *pair[2] = {node, node};
	const struct snapshot_node *const *nodes[2] = {&pair[0], &pair[1]};
	uint32_t counts[2] = {1, 1};

	if (at == FIB_NONE)
		counts[1 - lab] = 0;
	else
		pair[1 - lab] = other->nodes[at].node;
	compare_nodes(differ, node->name, node, at == FIB_NONE ? lab : -1, nodes, counts);
}

/* Nodes that the first lab has too were compared with it. */
static void compare_element(struct differ *differ, int lab, uint32_t at, uint32_t end)
{
	const struct fabric *fabric = differ->fabric[lab];
	const struct fabric *other = differ->fabric[1 - lab];

	if (!any_in(fabric, other, at, end)) {
		compare_lone_element(differ, lab, at, end);
		return;
	}
	for (uint32_t i = at; i < end; i++) {
		const struct snapshot_node *node = fabric->nodes[i].node;

		if (lab == 0 || fabric_find(other, node->name) == FIB_NONE)
			compare_node(differ, lab, node);
	}
}

void compare_routes(struct comparison *out, const struct fabric *first, const struct fabric *second)
{
	struct differ differ = {.out = out, .fabric = {first, second}};

	for (int lab = 0; lab < 2; lab++) {
		const struct fabric *fabric = differ.fabric[lab];

		for (uint32_t at = 0; at < fabric->node_count; at = element_end(fabric, at))
			compare_element(&differ, lab, at, element_end(fabric, at));
	}
}
