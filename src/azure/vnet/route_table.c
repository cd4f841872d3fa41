/* Route tables: user-defined routes. */
#include <stdlib.h>
#include <string.h>

#include "azure/azure.h"
#include "base/check.h"
#include "topo/event/event_target.h"
#include "topo/judge/judge.h"
#include "topo/model/model_load.h"

static enum lab_next_hop load_next_hop(const struct doc_node *node)
{
	static const char *const words[] = {
	    [LAB_TO_VIRTUAL_APPLIANCE] = "VirtualAppliance",
	    [LAB_TO_VIRTUAL_NETWORK_GATEWAY] = "VirtualNetworkGateway",
	    [LAB_TO_VNET_LOCAL] = "VnetLocal",
	    [LAB_TO_INTERNET] = "Internet",
	    [LAB_TO_NONE] = "None",
	};
	const char *text = doc_text(node, "next-hop-type");
	unsigned type = 0;

	if (text == NULL)
		return LAB_NEXT_HOP_COUNT;
	while (strcmp(words[type], text) != 0) {
		type++;
		CHECK(type < COUNT_OF(words));
	}
	return (enum lab_next_hop)type;
}

static void load_route_table(struct loader *loader, const struct doc_node *node,
                             struct lab_route_table *table)
{
	uint32_t count = doc_count(node, "route");
	unsigned doubts = 0;

	table->name = load_name(loader, node, &table->doubts);
	table->disable_bgp_route_propagation = doc_bool(node, "disable-bgp-route-propagation");
	table->routes = arena_alloc(loader->arena, count * sizeof(*table->routes));
	for (const struct doc_node *at = doc_child(node, "route"); at != NULL; at = doc_next(at))
		table->routes[table->route_count++] = (struct lab_route){
		    .name = load_name(loader, at, &doubts),
		    .prefix = load_prefix(at, "address-prefix"),
		    .type = load_next_hop(at),
		    .address = load_addr(at, "next-hop-ip-address"),
		    .doubts = load_doubt(at, "next-hop-ip-address", LAB_DOUBT_ADDRESS),
		    .place = doc_place(at, NULL),
		};
	table->place = doc_place(node, NULL);
	load_named(loader, LAB_ROUTE_TABLE, table->name, table->doubts, table);
	CHECK(table->route_count == count);
}

static void load_route_tables(struct loader *loader, const struct doc_node *root)
{
	struct lab *lab = loader->lab;
	uint32_t count = doc_count(root, "route-table");

	lab->route_tables = arena_alloc(loader->arena, count * sizeof(*lab->route_tables));
	for (const struct doc_node *at = doc_child(root, "route-table"); at != NULL;
	     at = doc_next(at)) {
		struct lab_route_table *table = &lab->route_tables[lab->route_table_count];
		table->index = lab->route_table_count++;
		load_route_table(loader, at, table);
	}
	CHECK(lab->route_table_count == count);
}

static void list_route_tables(struct lister *lister, struct lab *lab)
{
	for (uint32_t i = 0; i < lab->route_table_count; i++)
		LOAD_LIST(lister, &lab->route_tables[i], NULL);
}

static const struct load_hooks load = {
    .load = load_route_tables,
    .list = list_route_tables,
};

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

/* udr-next-hop: Azure refuses a gateway of ExpressRoute there. */
static void judge_gateway_route(const struct judge *judge, const struct lab_vnet *vnet,
                                const struct lab_subnet *subnet, const struct lab_route *route)
{
	const struct lab_vnet *serving = lab_serving_vnet(vnet);

	if (serving != NULL && (serving->vpn_gateway != NULL || lab_vnet_is_hub(serving) ||
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

static void judge_route_tables(const struct judge *judge)
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

static const struct judge_rule rules[] = {
    {judge_route_tables, false},
    {NULL, false},
};

static const struct judge_hooks judge = {
    .rules = rules,
};

static void add_targets(const struct plan *plan, const struct lab_element *element,
                        struct event_targets *out)
{
	(void)plan;
	event_target_add(out, TARGET_ROUTE_TABLE, element->name, element->index);
}

static const struct target_hooks targets = {add_targets};

const struct kind_hooks azure_route_table = {
    .load = &load,
    .judge = &judge,
    .targets = &targets,
};
