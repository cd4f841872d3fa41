/* User-defined routes. */
#include <stdlib.h>

#include "base/check.h"
#include "topo/judge/judge.h"

static void judge_route(const struct judge *judge, const struct lab_route_table *table,
                        const struct lab_route *route)
{
	bool appliance = route->type == LAB_TO_VIRTUAL_APPLIANCE;
	bool address = addr_is_set(&route->address);
	char text[ADDR_TEXT_MAX];

	if (route->type == LAB_NEXT_HOP_COUNT || route->doubts & LAB_DOUBT_ADDRESS)
		return;
	if (appliance && !address)
		judge_say(judge, SEVERITY_ERROR, route->place, "udr-next-hop",
		          "route \"%s\" of \"%s\" leads to a VirtualAppliance without an address; "
		          "expected next-hop-ip-address; add it",
		          route->name, table->name);
	if (!appliance && address)
		judge_say(judge, SEVERITY_ERROR, route->place, "udr-next-hop",
		          "route \"%s\" of \"%s\" has the next-hop-ip-address %s, but leads to no "
		          "VirtualAppliance; expected an address only with that; remove it",
		          route->name, table->name, addr_format(&route->address, text));
	if (appliance && address && addr_is_set(&route->prefix.addr) &&
	    route->address.family != route->prefix.addr.family)
		judge_say(judge, SEVERITY_ERROR, route->place, "udr-next-hop",
		          "route \"%s\" of \"%s\" is of one address family and its "
		          "next-hop-ip-address %s of the other; expected the same",
		          route->name, table->name, addr_format(&route->address, text));
}

/* The first route of each table that leads to a gateway, by the index of the table. */
static const struct lab_route **find_gateway_routes(const struct lab *lab)
{
	const struct lab_route **routes = xcalloc(lab->route_table_count, sizeof(*routes));

	for (uint32_t i = 0; i < lab->route_table_count; i++) {
		const struct lab_route_table *table = &lab->route_tables[i];
		for (uint32_t k = 0; k < table->route_count && routes[i] == NULL; k++) {
			if (table->routes[k].type == LAB_TO_VIRTUAL_NETWORK_GATEWAY)
				routes[i] = &table->routes[k];
		}
	}
	return routes;
}

/* FACTS 5: Azure refuses a gateway of ExpressRoute there. */
static void judge_gateway_route(const struct judge *judge, const struct lab_vnet *vnet,
                                const struct lab_subnet *subnet, const struct lab_route *route)
{
	const struct lab_vnet *serving = lab_serving_vnet(vnet);

	if (serving != NULL && (serving->vpn_gateway != NULL || serving->hub != NULL ||
	                        serving->doubts & LAB_DOUBT_GATEWAY))
		return;
	if (serving != NULL && serving->gateway != NULL)
		judge_say(
		    judge, SEVERITY_ERROR, route->place, "udr-next-hop",
		    "route \"%s\" leads to a VirtualNetworkGateway, but subnet \"%s\" of \"%s\" "
		    "has only the ExpressRoute gateway \"%s\", which cannot be a next hop; "
		    "expected a VPN gateway; remove the route",
		    route->name, subnet->name, vnet->name, serving->gateway->name);
	else if (!((vnet->doubts) & (LAB_DOUBT_GATEWAY | LAB_DOUBT_PEERINGS)))
		judge_say(
		    judge, SEVERITY_WARNING, route->place, "udr-next-hop",
		    "route \"%s\" leads to a VirtualNetworkGateway, but subnet \"%s\" of \"%s\" "
		    "has none: its packets are dropped; expected a VPN gateway",
		    route->name, subnet->name, vnet->name);
}

void judge_route_tables(const struct judge *judge)
{
	const struct lab *lab = judge->lab;
	const struct lab_route **to_gateway = find_gateway_routes(lab);

	for (uint32_t i = 0; i < lab->route_table_count; i++) {
		for (uint32_t k = 0; k < lab->route_tables[i].route_count; k++)
			judge_route(judge, &lab->route_tables[i], &lab->route_tables[i].routes[k]);
	}
	for (uint32_t i = 0; i < lab->vnet_count; i++) {
		for (uint32_t k = 0; k < lab->vnets[i].subnet_count; k++) {
			const struct lab_subnet *subnet = &lab->vnets[i].subnets[k];
			const struct lab_route_table *table = subnet->route_table;
			if (table != NULL && to_gateway[table->index] != NULL)
				judge_gateway_route(judge, &lab->vnets[i], subnet,
				                    to_gateway[table->index]);
		}
	}
	free(to_gateway);
}
