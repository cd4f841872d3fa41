/* Virtual hubs, as networks that Microsoft runs; and route tables. */
#include "topo/model/model_load.h"

#include <string.h>

#include "base/check.h"

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
	load_named(&loader->route_tables, table->name, table->doubts, table);
}

void load_route_tables(struct loader *loader, const struct doc_node *root)
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
}

/* The prefix of the hub is its address space, and its GatewaySubnet. */
static struct lab_prefixes hub_prefixes(struct loader *loader, const struct doc_node *node)
{
	struct prefix prefix = load_prefix(node, "address-prefix");
	struct lab_prefixes prefixes = {
	    .items = arena_alloc(loader->arena, sizeof(*prefixes.items)),
	    .places = arena_alloc(loader->arena, sizeof(*prefixes.places)),
	};

	if (!addr_is_set(&prefix.addr)) {
		prefixes.partial = true;
		return prefixes;
	}
	prefixes.items[0] = prefix;
	prefixes.places[0] = doc_place(node, "address-prefix");
	prefixes.count = 1;
	return prefixes;
}

static void load_hub_vnet(struct loader *loader, const struct doc_node *node, struct lab_hub *hub,
                          struct lab_vnet *vnet)
{
	const struct doc_node *gateway = doc_child(node, "express-route-gateway");

	vnet->hub = hub;
	vnet->name = hub->name;
	vnet->region = load_region(loader, node, "region");
	vnet->address_space = hub_prefixes(loader, node);
	vnet->subnets = arena_alloc(loader->arena, sizeof(*vnet->subnets));
	vnet->subnets[vnet->subnet_count++] = (struct lab_subnet){
	    .name = "GatewaySubnet",
	    .prefixes = vnet->address_space,
	    .place = hub->place,
	};
	vnet->gateway = load_gateway(loader, gateway, vnet);
	vnet->doubts = hub->doubts | load_doubt(node, "express-route-gateway", LAB_DOUBT_GATEWAY);
	vnet->place = hub->place;
	hub->vnet = vnet;
}

/* A network that is connected to a second hub stays with the first: the judge says so. */
static void load_hub_connections(struct loader *loader, const struct doc_node *node,
                                 struct lab_hub *hub)
{
	uint32_t count = doc_count(node, "hub-virtual-network-connection");
	unsigned doubts = 0;

	hub->connected = arena_alloc(loader->arena, count * sizeof(*hub->connected));
	hub->connections = arena_alloc(loader->arena, count * sizeof(*hub->connections));
	for (const struct doc_node *at = doc_child(node, "hub-virtual-network-connection");
	     at != NULL; at = doc_next(at)) {
		const struct lab_vnet *found =
		    load_reference(&loader->vnets, at, "remote-virtual-network");
		if (found == NULL)
			continue;
		struct lab_vnet *vnet = &loader->lab->vnets[found->index];
		if (vnet->connected_hub == NULL)
			vnet->connected_hub = hub;
		hub->connections[hub->connected_count] = (struct lab_hub_connection){
		    .name = load_name(loader, at, &doubts),
		    .place = doc_place(at, NULL),
		};
		hub->connected[hub->connected_count++] = vnet;
	}
}

void load_hubs(struct loader *loader, const struct doc_node *root)
{
	struct lab *lab = loader->lab;
	uint32_t count = doc_count(root, "virtual-hub");

	lab->hubs = arena_alloc(loader->arena, count * sizeof(*lab->hubs));
	for (const struct doc_node *at = doc_child(root, "virtual-hub"); at != NULL;
	     at = doc_next(at)) {
		struct lab_hub *hub = &lab->hubs[lab->hub_count];
		struct lab_vnet *vnet = &lab->vnets[lab->vnet_count];
		hub->index = lab->hub_count++;
		vnet->index = lab->vnet_count++;
		hub->name = load_name(loader, at, &hub->doubts);
		hub->virtual_wan = load_text(loader, doc_text(at, "virtual-wan"));
		hub->preference = load_preference(at);
		hub->place = doc_place(at, NULL);
		load_hub_vnet(loader, at, hub, vnet);
		load_hub_connections(loader, at, hub);
	}
}
