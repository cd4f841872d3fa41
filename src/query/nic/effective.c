/* Lists what a network interface of a subnet is programmed with. */
#include "query/nic/effective.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "query/nic/gateway_routes.h"
#include "query/nic/subnet_routes.h"

/* Two MSEEs for each of the sixteen circuits that a gateway may have (circuits-per-gateway), and
 * more. */
enum { HOPS_MAX = 64 };

const char *const effective_rules[] = {
    "system-default-routes",
    "nic-peering-rows",
    "nic-user-route",
    "gateway-transit",
    "nic-row-per-next-hop",
    "nic-next-hop-address",
    "nic-vpn-next-hop",
    "nic-appliance-next-hop",
    "nic-hub-router-next-hop",
    "nic-hub-expressroute-next-hop",
    "route-server-one-next-hop",
    "nic-same-prefix-as-system-route",
    "default-route-accepted",
    "nic-overridden-is-invalid",
    "private-endpoint-route",
    "private-endpoint-policies",
    "nic-service-endpoint",
    "propagate-gateway-routes",
    "nic-reserved-ranges-shown",
    "nic-reserved-range-covered",
    NULL,
};

/* What is listed of each kind of route, and in which order: as captures have it. */
static const struct listed {
	enum nic_source source;
	enum nic_next_hop next_hop;
	const char *rule;
	unsigned place; /* rows of a place keep their order */
} listed[] = {
    {NIC_DEFAULT, NIC_TO_VNET, "system-default-routes", 0},
    {NIC_DEFAULT, NIC_TO_PEERING, "nic-peering-rows", 1},
    {NIC_DEFAULT, NIC_TO_GLOBAL_PEERING, "nic-peering-rows", 1},
    {NIC_DEFAULT, NIC_TO_CONNECTED_GROUP, "connected-group", 1},
    {NIC_GATEWAY, NIC_TO_GATEWAY, NULL, 2},
    {NIC_DEFAULT, NIC_TO_INTERNET, "system-default-routes", 3},
    {NIC_DEFAULT, NIC_TO_NONE, "nic-reserved-ranges-shown", 4},
    {NIC_USER, NIC_TO_APPLIANCE, "nic-user-route", 5},
    {NIC_USER, NIC_TO_GATEWAY, "nic-user-route", 5},
    {NIC_USER, NIC_TO_VNET, "nic-user-route", 5},
    {NIC_USER, NIC_TO_INTERNET, "nic-user-route", 5},
    {NIC_USER, NIC_TO_NONE, "nic-user-route", 5},
    {NIC_DEFAULT, NIC_TO_PRIVATE_ENDPOINT, "private-endpoint-route", 6},
    {NIC_DEFAULT, NIC_TO_SERVICE_ENDPOINT, "nic-service-endpoint", 7},
};

enum { PLACES = 8 };

/* A route of the family at work. */
struct item {
	struct subnet_route route;
	const struct listed *listed;
	uint32_t covering; /* in the sorted order: the next that holds this one; or UINT32_MAX */
	uint32_t rank;     /* in that order */
};

/* The list at work; its arrays move into the arena when it is whole. */
struct listing {
	struct effective *out;
	struct fabric *fabric;
	bool reserved;
	struct effective_route *routes;
	size_t route_capacity;
	struct effective_absent *absent;
	size_t absent_capacity;
	struct item *items;
	size_t item_capacity;
	uint32_t item_count;
	struct item **sorted; /* by prefix */
};

static void add_rule(struct effective_route *route, const char *rule)
{
	uint32_t i = 0;

	while (route->rules[i] != NULL)
		i++;
	CHECK(i + 1 < EFFECTIVE_RULES_MAX);
	route->rules[i] = rule;
}

static void add_absent(struct listing *list, struct effective_absent absent)
{
	struct effective *out = list->out;

	list->absent = mem_grow(list->absent, &list->absent_capacity, out->absent_count + 1u,
	                        sizeof(*list->absent));
	list->absent[out->absent_count++] = absent;
}

static const struct listed *listed_of(const struct subnet_route *route)
{
	for (uint32_t i = 0; i < COUNT_OF(listed); i++)
		if (listed[i].source == route->source && listed[i].next_hop == route->type)
			return &listed[i];
	return NULL;
}

static void collect(void *user, const struct subnet_route *route)
{
	struct listing *list = user;
	const struct listed *as = listed_of(route);

	CHECK(as != NULL && as->place < PLACES);
	list->items = mem_grow(list->items, &list->item_capacity, list->item_count + 1u,
	                       sizeof(*list->items));
	list->items[list->item_count++] = (struct item){.route = *route, .listed = as};
}

/* A prefix before all that it covers; of equal ones in the order of the list. */
static int compare_items(const void *left, const void *right)
{
	const struct item *a = *(const struct item *const *)left;
	const struct item *b = *(const struct item *const *)right;
	int order = prefix_compare(&a->route.prefix, &b->route.prefix);

	return order != 0 ? order : (a > b) - (a < b);
}

/* Chains each route to the one before it that holds it, so that all that hold a route are found in
 * a few steps. */
static void sort_items(struct listing *list)
{
	list->sorted = xcalloc(list->item_count + 1u, sizeof(struct item *));
	for (uint32_t i = 0; i < list->item_count; i++)
		list->sorted[i] = &list->items[i];
	if (list->item_count > 1)
		qsort(list->sorted, list->item_count, sizeof(struct item *), compare_items);
	for (uint32_t i = 0; i < list->item_count; i++) {
		uint32_t holder = i == 0 ? UINT32_MAX : i - 1;

		while (holder != UINT32_MAX && !prefix_contains(&list->sorted[holder]->route.prefix,
		                                                &list->sorted[i]->route.prefix))
			holder = list->sorted[holder]->covering;
		CHECK(holder == UINT32_MAX || holder < i);
		list->sorted[i]->covering = holder;
		list->sorted[i]->rank = i;
	}
}

/* `other` goes before to the same prefix, and is not itself hidden by this route. */
static bool overrides(const struct subnet_route *other, const struct subnet_route *route)
{
	return prefix_equal(&other->prefix, &route->prefix) && subnet_route_beats(other, route) &&
	       !subnet_route_hides(route, other);
}

/* The route that keeps `item` out of use: one that hides it, however long, or one to the same
 * prefix that goes before. Of several the longest; NULL for none. */
static const struct item *winner(const struct listing *list, const struct item *item)
{
	const struct subnet_route *route = &item->route;
	uint32_t at = item->rank;

	/* Routes to the same prefix stand side by side: the walk begins at the last of them. */
	while (at + 1 < list->item_count &&
	       prefix_equal(&list->sorted[at + 1]->route.prefix, &route->prefix))
		at++;
	CHECK(at < list->item_count && list->sorted[item->rank] == item);
	for (; at != UINT32_MAX; at = list->sorted[at]->covering) {
		const struct item *other = list->sorted[at];

		if (other != item &&
		    (subnet_route_hides(&other->route, route) || overrides(&other->route, route)))
			return other;
	}
	return NULL;
}

static struct effective_route *add_route(struct listing *list, const struct item *item,
                                         const struct item *by)
{
	struct effective *out = list->out;
	struct effective_route *route;

	list->routes = mem_grow(list->routes, &list->route_capacity, out->route_count + 1u,
	                        sizeof(*list->routes));
	route = &list->routes[out->route_count++];
	*route = (struct effective_route){
	    .prefix = item->route.prefix,
	    .source = item->route.source,
	    .type = item->route.type,
	    .active = by == NULL,
	};
	CHECK(by != item);
	if (by != NULL)
		route->by = by->route.prefix;
	if (item->listed->rule != NULL)
		add_rule(route, item->listed->rule);
	return route;
}

/* The rule by which a route is listed as Invalid. */
static const char *invalid_rule(const struct item *item, const struct item *by)
{
	if (by->route.type == NIC_TO_SERVICE_ENDPOINT)
		return "nic-service-endpoint";
	if (item->route.type == NIC_TO_PRIVATE_ENDPOINT &&
	    !prefix_equal(&item->route.prefix, &by->route.prefix))
		return "private-endpoint-policies";
	return "nic-overridden-is-invalid";
}

/* In place of the loopback of an MSEE that Azure shows, which nobody can derive
 * (nic-next-hop-address), stands the address under which the gateway knows it; in place of the
 * public address of a hub's router its own. An appliance may name another next hop than itself. */
static struct addr address_of(const struct fib_hop *hop, const struct snapshot_node *node,
                              const struct table_hooks *hooks)
{
	if (hooks != NULL && hooks->lists_bgp_next_hop && hop->attrs != NULL &&
	    addr_is_set(&hop->attrs->next_hop))
		return hop->attrs->next_hop;
	return addr_is_set(&hop->address) ? hop->address : snapshot_own_address(node);
}

static const char *next_hop_rule(const struct table_hooks *hooks)
{
	return hooks != NULL && hooks->next_hop_rule != NULL ? hooks->next_hop_rule
	                                                     : "nic-next-hop-address";
}

/* All next hops of one route. */
struct hops {
	const struct fib_hop *items[HOPS_MAX];
	uint32_t count;
	bool of_hub; /* ExpressRoute, in a virtual WAN */
};

static void add_hop(struct hops *hops, const struct fib_hop *hop)
{
	for (uint32_t i = 0; i < hops->count; i++)
		if (hops->items[i]->node == hop->node)
			return;
	if (hops->count < HOPS_MAX)
		hops->items[hops->count++] = hop;
}

/* The best path of the hub's router comes from its own ExpressRoute gateway. */
static bool is_by_gateway(const struct fabric *fabric, const struct snapshot_node *router,
                          const struct prefix *prefix)
{
	for (uint32_t i = 0; i < router->path_count; i++) {
		const struct snapshot_path *path = &router->paths[i];
		uint32_t node;

		if (!path->best || path->peer < 0 || !prefix_equal(&path->prefix, prefix))
			continue;
		node = router->peers[path->peer].node;
		return node != FIB_NONE && lab_gateway_of(fabric->nodes[node].element) != NULL;
	}
	return false;
}

/* In a virtual WAN the next hops of an ExpressRoute route are the MSEEs, as in any other network,
 * or one of them (nic-hub-expressroute-next-hop); all else leads to the hub's router. */
static struct hops hops_of(const struct listing *list, const struct subnet_route *route)
{
	const struct fabric_node *first = &list->fabric->nodes[route->hops[0].node];
	const struct lab_hub *hub = lab_hub_of(first->element);
	struct hops hops = {.count = 0};

	if (hub != NULL && route->hops[0].attrs != NULL &&
	    is_by_gateway(list->fabric, first->node, &route->prefix))
		hops.count =
		    gateway_hub_hops(list->fabric, hub, &route->prefix, hops.items, HOPS_MAX);
	hops.of_hub = hops.count > 0;
	if (hops.count > 1 && !hub->expressroute_ecmp)
		hops.count = 1;
	for (uint32_t i = 0; i < route->entry->hop_count && !hops.of_hub; i++)
		add_hop(&hops, &route->hops[i]);
	return hops;
}

static void add_next_hop(struct listing *list, const struct item *item, const struct hops *hops,
                         uint32_t index, const struct item *by)
{
	const struct fib_hop *hop = hops->items[index];
	const struct lab_vnet *serving = lab_serving_vnet(list->out->vnet);
	const struct snapshot_node *node = list->fabric->nodes[hop->node].node;
	const struct table_hooks *hooks = list->fabric->lab->kinds[node->kind]->table;
	struct effective_route *route = add_route(list, item, by);

	route->address = address_of(hop, node, hooks);
	route->element = node->name;
	route->bgp = hop->attrs;
	add_rule(route, next_hop_rule(hooks));
	if (by != NULL)
		add_rule(route, invalid_rule(item, by));
	else if (item->route.prefix.length == 0)
		add_rule(route, "default-route-accepted");
	if (serving != list->out->vnet)
		add_rule(route, "gateway-transit");
	if (hops->of_hub)
		add_rule(route, "nic-hub-expressroute-next-hop");
	if (hops->count > 1)
		add_rule(route, "nic-row-per-next-hop");
	else if (serving->route_server != NULL && !serving->route_server->expressroute_ecmp &&
	         lab_circuit_of(list->fabric->nodes[hop->node].element) != NULL)
		add_rule(route, "route-server-one-next-hop");
}

/* A BGP route to the prefix of the network or of a peering, or inside it, is not listed at all
 * (nic-same-prefix-as-system-route). */
static bool is_left_out(const struct item *item, const struct item *by)
{
	if (by == NULL || by->route.source != NIC_DEFAULT)
		return false;
	return by->route.type != NIC_TO_SERVICE_ENDPOINT ||
	       prefix_equal(&by->route.prefix, &item->route.prefix);
}

static void note_left_out(struct listing *list, const struct item *item, const struct item *by)
{
	if (item->route.hops[0].attrs != NULL)
		add_absent(list, (struct effective_absent){
				     .prefix = item->route.prefix,
				     .type = NIC_TO_GATEWAY,
				     .by = by->route.prefix,
				     .rule = "nic-same-prefix-as-system-route",
				 });
}

static void add_bgp(struct listing *list, const struct item *item)
{
	const struct item *by = winner(list, item);
	struct hops hops;

	if (is_left_out(item, by)) {
		note_left_out(list, item, by);
		return;
	}
	hops = hops_of(list, &item->route);
	CHECK(hops.count > 0 && hops.count <= HOPS_MAX);
	for (uint32_t i = 0; i < hops.count; i++)
		add_next_hop(list, item, &hops, i, by);
}

/* The private and shared ranges are dropped unless something covers them
 * (nic-reserved-range-covered). */
static void add_reserved(struct listing *list, const struct item *item)
{
	const struct item *by = winner(list, item);

	if (!list->reserved)
		return;
	if (by == NULL)
		add_route(list, item, NULL);
	else
		add_absent(list, (struct effective_absent){
				     .prefix = item->route.prefix,
				     .type = NIC_TO_NONE,
				     .by = by->route.prefix,
				     .rule = "nic-reserved-range-covered",
				 });
}

static void add_other(struct listing *list, const struct item *item)
{
	const struct subnet_route *from = &item->route;
	const struct item *by = winner(list, item);
	struct effective_route *route = add_route(list, item, by);

	if (by != NULL)
		add_rule(route, invalid_rule(item, by));
	if (from->user != NULL) {
		route->name = from->user->name;
		route->address = from->user->address;
	} else if (from->service != NULL) {
		route->element = from->service->service;
	} else if (from->endpoint != NULL) {
		route->element = from->endpoint->name;
	} else if (from->vnet != NULL && from->vnet != list->out->vnet) {
		route->element = from->vnet->name;
	}
}

static void add_item(struct listing *list, const struct item *item)
{
	if (item->route.source == NIC_GATEWAY)
		add_bgp(list, item);
	else if (item->route.type == NIC_TO_NONE && item->route.source == NIC_DEFAULT)
		add_reserved(list, item);
	else
		add_other(list, item);
}

static void add_family(struct listing *list, uint8_t family)
{
	struct subnet_place place = {.vnet = list->out->vnet, .subnet = list->out->subnet};

	list->item_count = 0;
	subnet_routes_each(list->fabric, place, family, collect, list);
	CHECK(list->item_count > 0);
	sort_items(list);
	for (unsigned at = 0; at < PLACES; at++)
		for (uint32_t i = 0; i < list->item_count; i++)
			if (list->items[i].listed->place == at)
				add_item(list, &list->items[i]);
	free(list->sorted);
	list->sorted = NULL;
}

static bool has_family(const struct lab_prefixes *prefixes, uint8_t family)
{
	for (uint32_t i = 0; i < prefixes->count; i++) {
		if (prefixes->items[i].addr.family == family)
			return true;
	}
	return false;
}

/* A route table may keep all routes of gateways away from its subnets (propagate-gateway-routes).
 */
static void note_propagation(struct listing *list)
{
	const struct lab_subnet *subnet = list->out->subnet;

	if (subnet != NULL && subnet->route_table != NULL &&
	    subnet->route_table->disable_bgp_route_propagation &&
	    lab_serving_vnet(list->out->vnet) != NULL)
		add_absent(list, (struct effective_absent){
				     .type = NIC_TO_GATEWAY,
				     .rule = "propagate-gateway-routes",
				 });
}

static void *keep(struct arena *arena, void *items, size_t size)
{
	void *copy = arena_alloc(arena, size + 1);

	if (size > 0)
		memcpy(copy, items, size);
	free(items);
	return copy;
}

struct effective *effective_of(struct fabric *fabric, const struct lab_vnet *vnet,
                               const struct lab_subnet *subnet, bool reserved)
{
	struct arena *arena = arena_new();
	struct effective *out = arena_alloc(arena, sizeof(*out));
	struct listing list = {.out = out, .fabric = fabric, .reserved = reserved};

	*out = (struct effective){
	    .arena = arena,
	    .vnet = vnet,
	    .subnet = subnet,
	    .gateway = lab_serving_gateway(vnet),
	};
	note_propagation(&list);
	add_family(&list, ADDR_IPV4);
	if (has_family(subnet != NULL ? &subnet->prefixes : &vnet->address_space, ADDR_IPV6))
		add_family(&list, ADDR_IPV6);
	free(list.items);
	CHECK(list.sorted == NULL && out->route_count > 0);
	out->routes = keep(arena, list.routes, out->route_count * sizeof(*out->routes));
	out->absent = keep(arena, list.absent, out->absent_count * sizeof(*out->absent));
	return out;
}

void effective_free(struct effective *effective)
{
	if (effective != NULL)
		arena_free(effective->arena);
}
