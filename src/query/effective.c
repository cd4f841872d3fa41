/* Lists what a network interface of a subnet is programmed with. */
#include "query/effective.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"

/* Two MSEEs for each of the sixteen circuits that a gateway may have (FACTS 3). */
enum { HOPS_MAX = 32 };

static const char *const source_names[EFFECTIVE_SOURCE_COUNT] = {
    [EFFECTIVE_DEFAULT] = "Default",
    [EFFECTIVE_GATEWAY] = "VirtualNetworkGateway",
};

static const char *const next_hop_names[EFFECTIVE_NEXT_HOP_COUNT] = {
    [EFFECTIVE_VNET_LOCAL] = "VnetLocal",
    [EFFECTIVE_VNET_PEERING] = "VNetPeering",
    [EFFECTIVE_VNET_GLOBAL_PEERING] = "VNetGlobalPeering",
    [EFFECTIVE_TO_GATEWAY] = "VirtualNetworkGateway",
    [EFFECTIVE_INTERNET] = "Internet",
    [EFFECTIVE_NONE] = "None",
};

const char *const effective_rules[] = {
    "system-default-routes",
    "nic-peering-rows",
    "gateway-transit",
    "nic-row-per-next-hop",
    "nic-next-hop-address",
    "peering-beats-bgp",
    "nic-same-prefix-as-system-route",
    "default-route-accepted",
    "nic-overridden-is-invalid",
    "nic-reserved-range-covered",
    NULL,
};

const char *effective_source_name(enum effective_source source)
{
	CHECK(source < EFFECTIVE_SOURCE_COUNT);
	return source_names[source];
}

const char *effective_next_hop_name(enum effective_next_hop type)
{
	CHECK(type < EFFECTIVE_NEXT_HOP_COUNT);
	return next_hop_names[type];
}

/* The list at work; its arrays move into the arena when it is whole. */
struct listing {
	struct effective *out;
	struct fabric *fabric;
	struct effective_route *routes;
	size_t route_capacity;
	struct effective_absent *absent;
	size_t absent_capacity;
	uint32_t system_start; /* rows of the VNet and its peerings, of the family at work */
	uint32_t system_end;
};

static void add_rule(struct effective_route *route, const char *rule)
{
	uint32_t i = 0;

	while (route->rules[i] != NULL)
		i++;
	CHECK(i + 1 < EFFECTIVE_RULES_MAX);
	route->rules[i] = rule;
}

static struct effective_route *add_route(struct listing *list, const struct prefix *prefix,
                                         enum effective_next_hop type, const char *rule)
{
	struct effective *out = list->out;

	list->routes = mem_grow(list->routes, &list->route_capacity, out->route_count + 1u,
	                        sizeof(*list->routes));

	struct effective_route *route = &list->routes[out->route_count++];

	*route = (struct effective_route){.prefix = *prefix, .type = type, .active = true};
	add_rule(route, rule);
	return route;
}

static void add_absent(struct listing *list, const struct prefix *prefix,
                       enum effective_next_hop type, const struct prefix *by, const char *rule)
{
	struct effective *out = list->out;

	list->absent = mem_grow(list->absent, &list->absent_capacity, out->absent_count + 1u,
	                        sizeof(*list->absent));
	list->absent[out->absent_count++] =
	    (struct effective_absent){.prefix = *prefix, .type = type, .by = *by, .rule = rule};
}

static void add_address_space(struct listing *list, uint8_t family)
{
	const struct lab_prefixes *space = &list->out->vnet->address_space;

	for (uint32_t i = 0; i < space->count; i++) {
		if (space->items[i].addr.family == family)
			add_route(list, &space->items[i], EFFECTIVE_VNET_LOCAL,
			          "system-default-routes");
	}
}

static void add_peering(struct listing *list, const struct lab_vnet *remote, uint8_t family)
{
	bool near = remote->region == list->out->vnet->region;

	for (uint32_t i = 0; i < remote->address_space.count; i++) {
		const struct prefix *prefix = &remote->address_space.items[i];

		if (prefix->addr.family != family)
			continue;
		add_route(list, prefix,
		          near ? EFFECTIVE_VNET_PEERING : EFFECTIVE_VNET_GLOBAL_PEERING,
		          "nic-peering-rows")
		    ->element = remote->name;
	}
}

static void add_peerings(struct listing *list, uint8_t family)
{
	const struct lab_vnet *vnet = list->out->vnet;

	for (uint32_t i = 0; i < vnet->peering_count; i++) {
		if (lab_vnets_peered(vnet, vnet->peerings[i].remote))
			add_peering(list, vnet->peerings[i].remote, family);
	}
}

/* The longest route of the VNet and its peerings that holds the prefix; unset for none. */
static struct prefix system_route(const struct listing *list, const struct prefix *prefix)
{
	struct prefix best = {0};

	for (uint32_t i = list->system_start; i < list->system_end; i++) {
		const struct effective_route *route = &list->routes[i];

		if (prefix_contains(&route->prefix, prefix) &&
		    (!addr_is_set(&best.addr) || route->prefix.length > best.length))
			best = route->prefix;
	}
	return best;
}

/* All next hops to one prefix: those of both instances, each MSEE once. */
struct hops {
	const struct fib_hop *items[HOPS_MAX];
	uint32_t count;
};

static void gather(const struct fabric *fabric, const struct fib *fib,
                   const struct fib_entry *entry, struct hops *hops)
{
	for (uint32_t i = 0; i < entry->hop_count; i++) {
		const struct fib_hop *hop = &fib->hops[entry->hop + i];
		bool known = fabric->nodes[hop->node].circuit == NULL;

		for (uint32_t k = 0; k < hops->count && !known; k++)
			known = hops->items[k]->node == hop->node;
		if (!known && hops->count < COUNT_OF(hops->items))
			hops->items[hops->count++] = hop;
	}
}

/* In place of the loopback that Azure shows, which nobody can derive (FACTS 4.3), stands the
 * address under which the gateway knows the MSEE. */
static void add_next_hop(struct listing *list, const struct prefix *prefix,
                         const struct fib_hop *hop, const struct prefix *inside)
{
	struct effective_route *route =
	    add_route(list, prefix, EFFECTIVE_TO_GATEWAY, "nic-next-hop-address");

	route->source = EFFECTIVE_GATEWAY;
	route->address = hop->address;
	route->element = list->fabric->nodes[hop->node].node->name;
	route->bgp = hop->attrs;
	route->by = *inside;
	route->active = !addr_is_set(&inside->addr);
	if (!route->active)
		add_rule(route, "peering-beats-bgp");
	else if (prefix->length == 0)
		add_rule(route, "default-route-accepted");
	if (list->out->gateway != list->out->vnet->gateway)
		add_rule(route, "gateway-transit");
}

/* Routes of the VNet and of its peerings win against BGP, even against longer prefixes (FACTS 5);
 * a BGP route to the very same prefix is not listed at all (FACTS 4.2). */
static void add_bgp(struct listing *list, const struct prefix *prefix, const struct hops *hops)
{
	struct prefix inside = system_route(list, prefix);

	if (hops->count == 0)
		return;
	if (addr_is_set(&inside.addr) && inside.length == prefix->length) {
		add_absent(list, prefix, EFFECTIVE_TO_GATEWAY, &inside,
		           "nic-same-prefix-as-system-route");
		return;
	}
	for (uint32_t i = 0; i < hops->count; i++) {
		add_next_hop(list, prefix, hops->items[i], &inside);
		if (hops->count > 1)
			add_rule(&list->routes[list->out->route_count - 1], "nic-row-per-next-hop");
	}
}

/* What is left of the table of one instance. */
struct cursor {
	const struct fib *fib; /* NULL: the instance is not there */
	uint32_t at;
};

static const struct fib_entry *peek(const struct cursor *cursor)
{
	bool more = cursor->fib != NULL && cursor->at < cursor->fib->count;

	return more ? &cursor->fib->entries[cursor->at] : NULL;
}

/* The lowest prefix that either table has yet; NULL at the end of both. */
static const struct prefix *lowest(const struct cursor cursors[FABRIC_INSTANCES])
{
	const struct prefix *out = NULL;

	for (uint32_t k = 0; k < FABRIC_INSTANCES; k++) {
		const struct fib_entry *entry = peek(&cursors[k]);

		if (entry != NULL && (out == NULL || prefix_compare(&entry->prefix, out) < 0))
			out = &entry->prefix;
	}
	return out;
}

/* Both instances program the network interface: their tables are merged, prefix by prefix. */
static void add_gateway_routes(struct listing *list, uint8_t family)
{
	const struct lab_gateway *gateway = list->out->gateway;
	struct cursor cursors[FABRIC_INSTANCES] = {{0}};
	const struct prefix *prefix;

	for (uint32_t k = 0; gateway != NULL && k < FABRIC_INSTANCES; k++) {
		uint32_t node = list->fabric->gateway_nodes[gateway->vnet->index][k];

		if (node != FIB_NONE)
			cursors[k].fib = fabric_fib(list->fabric, node);
	}
	while ((prefix = lowest(cursors)) != NULL) {
		struct hops hops = {.count = 0};

		for (uint32_t k = 0; k < FABRIC_INSTANCES; k++) {
			const struct fib_entry *entry = peek(&cursors[k]);

			if (entry == NULL || !prefix_equal(&entry->prefix, prefix))
				continue;
			gather(list->fabric, cursors[k].fib, entry, &hops);
			cursors[k].at++;
		}
		if (prefix->addr.family == family)
			add_bgp(list, prefix, &hops);
	}
}

/* The first row that holds the prefix: of the VNet, a peering or BGP; or NULL. */
static const struct effective_route *holder(const struct listing *list, const struct prefix *prefix)
{
	for (uint32_t i = 0; i < list->out->route_count; i++) {
		const struct effective_route *route = &list->routes[i];

		if (route->type != EFFECTIVE_INTERNET && route->type != EFFECTIVE_NONE &&
		    prefix_contains(&route->prefix, prefix))
			return route;
	}
	return NULL;
}

static bool has_family(const struct lab_prefixes *prefixes, uint8_t family)
{
	for (uint32_t i = 0; i < prefixes->count; i++) {
		if (prefixes->items[i].addr.family == family)
			return true;
	}
	return false;
}

/* A default route from on-premises takes the place of the one to the Internet, which stays in the
 * list (FACTS 5). */
static void add_internet(struct listing *list, uint8_t family)
{
	struct prefix all = {.addr = {.family = family}};
	const struct effective_route *winner = holder(list, &all);
	struct prefix by = winner == NULL ? (struct prefix){0} : winner->prefix;
	struct effective_route *route =
	    add_route(list, &all, EFFECTIVE_INTERNET, "system-default-routes");

	if (!addr_is_set(&by.addr))
		return;
	route->active = false;
	route->by = by;
	add_rule(route, "nic-overridden-is-invalid");
}

/* The private and shared ranges are dropped unless something covers them (FACTS 5). */
static void add_reserved(struct listing *list)
{
	static const char *const ranges[] = {
	    "10.0.0.0/8",
	    "172.16.0.0/12",
	    "192.168.0.0/16",
	    "100.64.0.0/10",
	};

	for (uint32_t i = 0; i < COUNT_OF(ranges); i++) {
		struct prefix range = {0};
		const struct effective_route *by;

		CHECK(prefix_parse(ranges[i], &range) == PREFIX_OK);
		by = holder(list, &range);
		if (by == NULL)
			add_route(list, &range, EFFECTIVE_NONE, "system-default-routes");
		else
			add_absent(list, &range, EFFECTIVE_NONE, &by->prefix,
			           "nic-reserved-range-covered");
	}
}

static void add_family(struct listing *list, uint8_t family)
{
	list->system_start = list->out->route_count;
	add_address_space(list, family);
	add_peerings(list, family);
	list->system_end = list->out->route_count;
	add_gateway_routes(list, family);
	add_internet(list, family);
	if (family == ADDR_IPV4)
		add_reserved(list);
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
                               const struct lab_subnet *subnet)
{
	struct arena *arena = arena_new();
	struct effective *out = arena_alloc(arena, sizeof(*out));
	struct listing list = {.out = out, .fabric = fabric};

	*out = (struct effective){
	    .arena = arena,
	    .vnet = vnet,
	    .subnet = subnet,
	    .gateway = lab_serving_gateway(vnet),
	};
	add_family(&list, ADDR_IPV4);
	if (has_family(&vnet->address_space, ADDR_IPV6))
		add_family(&list, ADDR_IPV6);
	out->routes = keep(arena, list.routes, out->route_count * sizeof(*out->routes));
	out->absent = keep(arena, list.absent, out->absent_count * sizeof(*out->absent));
	return out;
}

void effective_free(struct effective *effective)
{
	if (effective != NULL)
		arena_free(effective->arena);
}
