/* Where things are in a network, and what a gateway, Route Server or hub announces of those that it
 * serves. */
#include "azure/network.h"

#include "azure/policy.h"
#include "base/check.h"
#include "bgp/community.h"

struct prefix azure_subnet(const struct lab_vnet *vnet, const char *name, uint8_t family)
{
	const struct lab_subnet *subnet = lab_find_subnet(vnet, name);

	CHECK(family == ADDR_IPV4 || family == ADDR_IPV6);
	for (uint32_t i = 0; subnet != NULL && i < subnet->prefixes.count; i++) {
		if (subnet->prefixes.items[i].addr.family == family)
			return subnet->prefixes.items[i];
	}
	return (struct prefix){0};
}

struct prefix azure_gateway_subnet(const struct lab_vnet *vnet, uint8_t family)
{
	return azure_subnet(vnet, "GatewaySubnet", family);
}

struct addr azure_host(const struct prefix *subnet, uint32_t offset)
{
	return addr_is_set(&subnet->addr) ? prefix_host(subnet, offset) : (struct addr){0};
}

struct addr azure_in_gateway_subnet(const struct lab_vnet *vnet, uint8_t family, uint32_t offset)
{
	struct prefix subnet = azure_gateway_subnet(vnet, family);

	return azure_host(&subnet, offset);
}

struct addr azure_given_or(const struct addr *given, struct addr otherwise)
{
	return addr_is_set(given) ? *given : otherwise;
}

/* Prefixes carry communities only if their VNet has one of its own, and then the region's as well
 * (regional-community). */
static void add_communities(struct arena *arena, struct bgp_attrs *attrs,
                            const struct lab_vnet *vnet)
{
	const uint32_t both[2] = {vnet->custom_community, vnet->region->community};
	struct writer out = writer_of(arena_alloc(arena, sizeof(both)), sizeof(both));

	if (vnet->custom_community == 0)
		return;
	community_union((struct span){NULL, 0}, both, both[1] != 0 ? 2 : 1, &out);
	attrs->communities = writer_written(&out);
	attrs->present |= bgp_attr_bit(BGP_ATTR_COMMUNITIES);
}

struct bgp_attrs azure_network_route(struct plan_compiler *c, const struct lab_vnet *vnet)
{
	struct bgp_attrs attrs =
	    azure_gateway_route(facts_limit(c->lab->facts, "learned-weight-own"));

	add_communities(c->arena, &attrs, vnet);
	return attrs;
}

void azure_add_route(struct azure_routes *routes, const struct prefix *prefix,
                     const struct bgp_attrs *attrs)
{
	routes->items[routes->count++] = (struct node_route_conf){*prefix, *attrs, 0};
}

static bool is_covered(const struct lab_prefixes *summaries, const struct prefix *prefix)
{
	for (uint32_t i = 0; i < summaries->count; i++)
		if (prefix_contains(&summaries->items[i], prefix))
			return true;
	return false;
}

void azure_add_network(struct plan_compiler *c, struct azure_routes *routes,
                       const struct lab_vnet *vnet, const struct lab_vnet *serving, bool ipv4_only,
                       const struct lab_prefixes *summaries)
{
	const struct lab_prefixes *space = lab_space_towards(vnet, serving);
	struct bgp_attrs attrs = azure_network_route(c, vnet);

	for (uint32_t i = 0; i < space->count; i++) {
		const struct prefix *prefix = &space->items[i];

		if (ipv4_only && prefix->addr.family != ADDR_IPV4)
			continue;
		if (summaries == NULL || !is_covered(summaries, prefix))
			azure_add_route(routes, prefix, &attrs);
	}
}

static uint32_t count_address_space(const struct plan_compiler *c, const struct lab_vnet *vnet)
{
	uint32_t count = vnet->address_space.count + vnet->summarized.count;

	for (uint32_t i = c->spokes[vnet->index]; i != 0; i = c->next_spoke[i - 1])
		count += lab_space_towards(&c->lab->vnets[i - 1], vnet)->count;
	return count;
}

struct azure_routes azure_routes_new(struct plan_compiler *c, const struct lab_vnet *vnet,
                                     uint32_t extra_room)
{
	size_t room = count_address_space(c, vnet) + extra_room;

	CHECK(vnet->index < c->lab->vnet_count);
	return (struct azure_routes){
	    .items = arena_alloc(c->arena, room * sizeof(struct node_route_conf))};
}

struct azure_routes azure_address_space_routes(struct plan_compiler *c, const struct lab_vnet *vnet,
                                               bool ipv4_only, uint32_t extra_room)
{
	struct azure_routes routes = azure_routes_new(c, vnet, extra_room);

	azure_add_network(c, &routes, vnet, vnet, ipv4_only, NULL);
	for (uint32_t i = c->spokes[vnet->index]; i != 0; i = c->next_spoke[i - 1])
		azure_add_network(c, &routes, &c->lab->vnets[i - 1], vnet, ipv4_only, NULL);
	return routes;
}

static bool holds_prefix(const struct azure_routes *routes, const struct prefix *prefix)
{
	for (uint32_t i = 0; i < routes->count; i++)
		if (prefix_equal(&routes->items[i].prefix, prefix))
			return true;
	return false;
}

static uint32_t count_statics(const struct lab_hub_table *table)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < table->route_count; i++)
		count += table->routes[i].destinations.count;
	return count;
}

/* A hub's gateways announce what its defaultRouteTable has of the hub's own: networks that
 * propagate to it, static routes (virtual-hub-route-table), and the default route of a routing
 * policy (virtual-hub-routing-intent). */
static struct azure_routes hub_announced_routes(struct plan_compiler *c,
                                                const struct lab_vnet *vnet, uint32_t extra_room)
{
	const struct lab_hub_table *table = &vnet->hub->tables[0];
	struct azure_routes routes =
	    azure_routes_new(c, vnet, extra_room + count_statics(table) + 1);
	struct bgp_attrs attrs = azure_network_route(c, vnet);
	const struct prefix all = {.addr = {.family = ADDR_IPV4}};

	azure_add_network(c, &routes, vnet, vnet, true, NULL);
	for (uint32_t i = c->spokes[vnet->index]; i != 0; i = c->next_spoke[i - 1])
		if (lab_hub_announces(&c->lab->vnets[i - 1]))
			azure_add_network(c, &routes, &c->lab->vnets[i - 1], vnet, true, NULL);
	for (uint32_t i = 0; i < table->route_count; i++) {
		const struct lab_prefixes *prefixes = &table->routes[i].destinations;

		for (uint32_t k = 0; k < prefixes->count; k++)
			if (!holds_prefix(&routes, &prefixes->items[k]))
				azure_add_route(&routes, &prefixes->items[k], &attrs);
	}
	if (vnet->hub->intent != NULL && vnet->hub->intent->internet &&
	    !holds_prefix(&routes, &all))
		azure_add_route(&routes, &all, &attrs);
	return routes;
}

struct azure_routes azure_announced_routes(struct plan_compiler *c, const struct lab_vnet *vnet,
                                           bool ipv4_only, uint32_t extra_room)
{
	const struct lab_prefixes *summaries = &vnet->summarized;
	struct azure_routes routes;
	struct bgp_attrs attrs;

	if (lab_vnet_is_hub(vnet) && c->lab->has_hub_tables)
		return hub_announced_routes(c, vnet, extra_room);
	if (summaries->count == 0)
		return azure_address_space_routes(c, vnet, ipv4_only, extra_room);
	routes = azure_routes_new(c, vnet, extra_room);
	attrs = azure_network_route(c, vnet);
	for (uint32_t i = 0; i < summaries->count; i++)
		if (!ipv4_only || summaries->items[i].addr.family == ADDR_IPV4)
			azure_add_route(&routes, &summaries->items[i], &attrs);
	for (uint32_t i = c->spokes[vnet->index]; i != 0; i = c->next_spoke[i - 1])
		azure_add_network(c, &routes, &c->lab->vnets[i - 1], vnet, ipv4_only, summaries);
	return routes;
}

static void deny_space(struct azure_filter *filter, const struct lab_prefixes *space, bool inside)
{
	for (uint32_t i = 0; i < space->count; i++) {
		const struct prefix *prefix = &space->items[i];
		uint8_t bits = (uint8_t)addr_bits(prefix->addr.family);

		azure_filter_deny(filter, prefix, prefix->length, inside ? bits : prefix->length);
	}
}

const struct rib_filter *azure_space_filter(struct plan_compiler *c, const struct lab_vnet *vnet,
                                            bool inside)
{
	struct azure_filter filter = azure_filter_new(c->arena, count_address_space(c, vnet));

	deny_space(&filter, &vnet->address_space, inside);
	for (uint32_t i = c->spokes[vnet->index]; i != 0; i = c->next_spoke[i - 1])
		deny_space(&filter, lab_space_towards(&c->lab->vnets[i - 1], vnet), inside);
	return azure_filter_end(c->arena, &filter);
}

void azure_refuse_networks(struct plan_peer *peer)
{
	const struct lab_vnet *vnet = peer->own->element->network;

	CHECK(peer->conf->rib.import.filter == NULL);
	if (vnet->summarized.count > 0)
		peer->conf->rib.import.filter = azure_space_filter(peer->c, vnet, false);
}
