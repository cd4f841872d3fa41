/* What sites announce of their own that is also, or covers, or lies in the space of a virtual
 * network; and whose packets it draws. */
#include <stdlib.h>

#include "base/check.h"
#include "bgp/as_path.h"
#include "query/lint/lint_check.h"
#include "query/nic/gateway_routes.h"

/* What a router has told Microsoft, as Microsoft has it. */
struct lint_heard {
	struct prefix prefix;
	const struct lab_router *router;
	uint32_t node; /* who heard it */
	const struct snapshot_path *path;
};

struct heard_list {
	struct lint_heard *items;
	size_t count;
	size_t capacity;
};

static int by_router_and_prefix(const void *a, const void *b)
{
	const struct lint_heard *left = a;
	const struct lint_heard *right = b;

	if (left->router->element->index != right->router->element->index)
		return left->router->element->index < right->router->element->index ? -1 : 1;
	int order = prefix_compare(&left->prefix, &right->prefix);
	if (order != 0)
		return order;
	return left->node < right->node ? -1 : left->node > right->node;
}

/* The router that began the route: the one that told it, or one behind that, of another site. What
 * has been learned from Microsoft is a leak, and NULL here. */
static const struct lab_router *origin_of(struct linter *linter, uint32_t holder,
                                          const struct snapshot_path *path,
                                          const struct lab_router *teller)
{
	const struct snapshot_node *node = linter->fabric->nodes[holder].node;
	struct held_route route = {.prefix = path->prefix,
	                           .attrs = path->attrs,
	                           .from = node->peers[path->peer].name,
	                           .used = true};
	struct route_step steps[ROUTE_TRACE_MAX];
	uint32_t count;
	uint32_t first;

	CHECK(path->peer >= 0 && (uint32_t)path->peer < node->peer_count);
	if (as_path_last(path->attrs->as_path) == teller->asn)
		return teller;
	count = route_trace(linter->fabric, holder, &route, steps);
	CHECK(count > 0);
	first = fabric_find(linter->fabric, steps[0].node);
	return steps[0].originates && first != FIB_NONE
	           ? lab_router_of(linter->fabric->nodes[first].element)
	           : NULL;
}

static void hear(struct linter *linter, uint32_t index, struct heard_list *list)
{
	const struct fabric *fabric = linter->fabric;
	const struct snapshot_node *node = fabric->nodes[index].node;

	for (uint32_t p = 0; p < node->path_count; p++) {
		const struct snapshot_path *path = &node->paths[p];
		uint32_t peer = path->peer < 0 ? FIB_NONE : node->peers[path->peer].node;
		const struct lab_router *router =
		    peer == FIB_NONE ? NULL : lab_router_of(fabric->nodes[peer].element);

		if (router != NULL && path->verdict == RIB_PASS)
			router = origin_of(linter, index, path, router);
		if (router == NULL || path->verdict != RIB_PASS)
			continue;
		list->items =
		    mem_grow(list->items, &list->capacity, list->count + 1, sizeof(*list->items));
		list->items[list->count++] = (struct lint_heard){path->prefix, router, index, path};
	}
}

/* Each prefix of each router once, in the order of the lab. */
static struct heard_list hear_all(struct linter *linter)
{
	struct heard_list list = {0};
	size_t kept = 0;

	for (uint32_t i = 0; i < linter->fabric->node_count; i++) {
		enum lab_kind kind = linter->fabric->nodes[i].node->kind;

		if (kind == LAB_CIRCUIT || kind == LAB_VPN_GATEWAY)
			hear(linter, i, &list);
	}
	if (list.count > 0)
		qsort(list.items, list.count, sizeof(*list.items), by_router_and_prefix);
	for (size_t i = 0; i < list.count; i++) {
		if (kept > 0 && list.items[kept - 1].router == list.items[i].router &&
		    prefix_equal(&list.items[kept - 1].prefix, &list.items[i].prefix))
			continue;
		list.items[kept++] = list.items[i];
	}
	CHECK(kept <= list.count);
	list.count = kept;
	return list;
}

static bool is_default(const struct prefix *prefix)
{
	return prefix->length == 0;
}

static bool is_of(const struct lab_vnet *vnet, const struct prefix *prefix, bool *exact, bool *part,
                  bool *whole)
{
	for (uint32_t i = 0; i < vnet->address_space.count; i++) {
		const struct prefix *own = &vnet->address_space.items[i];

		*exact |= prefix_equal(own, prefix);
		*part |= own->length < prefix->length && prefix_contains(own, prefix);
		*whole |= own->length > prefix->length && prefix_contains(prefix, own);
	}
	return *exact || *part || *whole;
}

enum relation { IS_EXACT, IS_PART, IS_WHOLE, RELATION_COUNT };

static bool is_related(const struct lab_vnet *vnet, const struct prefix *prefix,
                       enum relation relation)
{
	bool found[RELATION_COUNT] = {false};

	CHECK(relation < RELATION_COUNT);
	if (!is_of(vnet, prefix, &found[IS_EXACT], &found[IS_PART], &found[IS_WHOLE]))
		return false;
	return found[relation];
}

/* The network's interfaces have the prefix by a route that the site began. */
static bool is_drawn(struct fabric *fabric, const struct lab_vnet *vnet,
                     const struct lint_heard *heard)
{
	const struct fib *fib = gateway_routes(fabric, vnet);
	const struct fib_entry *entry = fib == NULL ? NULL : fib_lookup(fib, &heard->prefix.addr);

	while (entry != NULL && entry->prefix.length > heard->prefix.length)
		entry = entry->covering == FIB_NONE ? NULL : &fib->entries[entry->covering];
	if (entry == NULL || !prefix_equal(&entry->prefix, &heard->prefix))
		return false;
	for (uint32_t i = 0; i < entry->hop_count; i++) {
		const struct bgp_attrs *attrs = fib->hops[entry->hop + i].attrs;

		if (attrs != NULL && as_path_last(attrs->as_path) == heard->router->asn)
			return true;
	}
	return false;
}

static struct place place_of(const struct lint_heard *heard)
{
	const struct lab_prefixes *own = &heard->router->advertise;

	CHECK(heard->router->element != NULL);

	for (uint32_t i = 0; i < own->count; i++) {
		if (prefix_equal(&own->items[i], &heard->prefix))
			return own->places[i];
	}
	return heard->router->element->place;
}

/* Who is drawn: a line for the networks, the first few by name. Their number. */
static uint32_t list_drawn(struct linter *linter, const struct lint_heard *heard, struct text *out)
{
	enum { NAMES_MAX = 10 };
	const struct lab *lab = linter->lab;
	uint32_t count = 0;

	for (uint32_t i = 0; i < lab->vnet_count; i++) {
		const struct lab_vnet *vnet = &lab->vnets[i];

		if (lab_vnet_is_hub(vnet) || is_related(vnet, &heard->prefix, IS_EXACT) ||
		    is_related(vnet, &heard->prefix, IS_PART) ||
		    !is_drawn(linter->fabric, vnet, heard))
			continue;
		if (count < NAMES_MAX)
			text_addf(out, "%s%s", count == 0 ? "" : ", ", vnet->name);
		count++;
	}
	if (count > NAMES_MAX)
		text_addf(out, " and %u more", count - NAMES_MAX);
	return count;
}

static void tell(struct linter *linter, const struct lint_heard *heard,
                 const struct lab_vnet *owner)
{
	const struct snapshot_node *node = linter->fabric->nodes[heard->node].node;
	struct held_route route = {.prefix = heard->prefix,
	                           .attrs = heard->path->attrs,
	                           .from = node->peers[heard->path->peer].name,
	                           .used = heard->path->best};
	struct text drawn = {0};
	uint32_t count = list_drawn(linter, heard, &drawn);
	char prefix[PREFIX_TEXT_MAX];
	struct lint_finding *finding;

	if (owner == NULL && count == 0) {
		text_done(&drawn);
		return;
	}
	prefix_format(&heard->prefix, prefix);
	finding = lint_find(linter, place_of(heard), "%s: \"%s\" announces %s%s%s%s",
	                    linter->trait->title, heard->router->element->name, prefix,
	                    owner == NULL ? "" : ", and \"", owner == NULL ? "" : owner->name,
	                    owner == NULL ? "" : "\" is there");
	lint_about(linter, finding, heard->router->element->name);
	lint_about(linter, finding, arena_strdup(linter->arena, prefix));
	if (owner != NULL)
		lint_about(linter, finding, owner->name);
	if (count > 0)
		lint_show(linter, finding, "draws the packets of %s", text_str(&drawn));
	else
		lint_show(linter, finding, "no network is drawn by it now");
	lint_show_route(linter, finding, heard->node, &route);
	text_done(&drawn);
}

static void look_for(struct linter *linter, enum relation relation)
{
	struct heard_list list = hear_all(linter);

	for (size_t h = 0; h < list.count; h++) {
		for (uint32_t i = 0; i < linter->lab->vnet_count; i++) {
			if (!is_default(&list.items[h].prefix) &&
			    is_related(&linter->lab->vnets[i], &list.items[h].prefix, relation))
				tell(linter, &list.items[h], &linter->lab->vnets[i]);
		}
	}
	free(list.items);
}

void lint_look_exact(struct linter *linter)
{
	look_for(linter, IS_EXACT);
}

void lint_look_specific(struct linter *linter)
{
	look_for(linter, IS_PART);
}

/* One finding for all networks that it covers. */
void lint_look_summary(struct linter *linter)
{
	struct heard_list list = hear_all(linter);

	for (size_t h = 0; h < list.count; h++) {
		bool covers = false;

		for (uint32_t i = 0; i < linter->lab->vnet_count && !covers; i++)
			covers =
			    !is_default(&list.items[h].prefix) &&
			    is_related(&linter->lab->vnets[i], &list.items[h].prefix, IS_WHOLE);
		if (covers)
			tell(linter, &list.items[h], NULL);
	}
	free(list.items);
}

void lint_look_default(struct linter *linter)
{
	struct heard_list list = hear_all(linter);

	for (size_t h = 0; h < list.count; h++) {
		if (is_default(&list.items[h].prefix))
			tell(linter, &list.items[h], NULL);
	}
	free(list.items);
}
