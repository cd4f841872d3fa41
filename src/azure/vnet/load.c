/* Virtual networks: their subnets, ExpressRoute gateways and peerings. */
#include "topo/model/model_load.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"

/* Of each family the first is the primary's, the second the secondary's. */
static void load_msee_addresses(const struct doc_node *node, struct lab_connection *connection)
{
	struct addr addrs[2 * LAB_LINK_COUNT] = {0};
	unsigned seen[3] = {0};

	load_addrs(node, "msee-address", addrs, COUNT_OF(addrs));
	for (size_t i = 0; i < COUNT_OF(addrs) && addr_is_set(&addrs[i]); i++) {
		unsigned link = seen[addrs[i].family]++;
		if (link < LAB_LINK_COUNT)
			connection->msee_address[link][addrs[i].family] = addrs[i];
		else
			connection->msee_extra = true;
	}
}

static void load_connections(struct loader *loader, const struct doc_node *node,
                             struct lab_gateway *gateway)
{
	uint32_t count = doc_count(node, "connection");
	unsigned doubts = 0;

	gateway->connections = arena_alloc(loader->arena, count * sizeof(*gateway->connections));
	for (const struct doc_node *at = doc_child(node, "connection"); at != NULL;
	     at = doc_next(at)) {
		struct lab_connection *connection =
		    &gateway->connections[gateway->connection_count++];
		*connection = (struct lab_connection){
		    .name = load_name(loader, at, &doubts),
		    .gateway = gateway,
		    .circuit = load_reference(&loader->circuits, at, "express-route-circuit"),
		    .routing_weight = doc_u32(at, "routing-weight"),
		    .fast_path = doc_bool(at, "express-route-gateway-bypass"),
		    .doubts = load_doubt(at, "msee-address", LAB_DOUBT_ADDRESS),
		    .place = doc_place(at, NULL),
		};
		load_msee_addresses(at, connection);
	}
}

/* The switch, or what gateways of the lab's era do without; `*is_default`: the lab does not say. */
static bool load_switch(const struct loader *loader, const struct doc_node *node, const char *leaf,
                        bool *is_default)
{
	*is_default = !doc_has(node, leaf);
	return *is_default ? loader->lab->gateways_before_2024 : doc_bool(node, leaf);
}

/* A virtual hub has one switch, for what is not of a virtual WAN. */
static void load_switches(const struct loader *loader, const struct doc_node *node,
                          struct lab_gateway *gateway)
{
	bool of_hub = gateway->vnet->hub != NULL;

	gateway->allow_virtual_wan_traffic = load_switch(
	    loader, node, of_hub ? "allow-non-virtual-wan-traffic" : "allow-virtual-wan-traffic",
	    &gateway->allow_virtual_wan_is_default);
	gateway->allow_remote_vnet_traffic = gateway->allow_virtual_wan_traffic;
	gateway->allow_remote_vnet_is_default = gateway->allow_virtual_wan_is_default;
	if (!of_hub)
		gateway->allow_remote_vnet_traffic =
		    load_switch(loader, node, "allow-remote-vnet-traffic",
		                &gateway->allow_remote_vnet_is_default);
}

struct lab_gateway *load_gateway(struct loader *loader, const struct doc_node *node,
                                 const struct lab_vnet *vnet)
{
	struct lab_gateway *gateway;
	uint32_t units;

	if (node == NULL)
		return NULL;
	gateway = arena_alloc(loader->arena, sizeof(*gateway));
	units = doc_u32(node, "scale-units");
	*gateway = (struct lab_gateway){
	    .vnet = vnet,
	    .sku = vnet->hub != NULL ? facts_hub_gateway_sku(loader->facts)
	                             : load_gateway_sku(loader, node),
	    .scale_units = units == 0 ? 1 : units,
	    .doubts = load_doubt(node, "scale-units", LAB_DOUBT_SCALE) |
	              load_doubt(node, "bgp-peering-address", LAB_DOUBT_ADDRESS),
	    .place = doc_place(node, NULL),
	};
	gateway->name = load_name(loader, node, &gateway->doubts);
	load_addrs(node, "bgp-peering-address", gateway->instance_address, LAB_INSTANCES);
	load_switches(loader, node, gateway);
	load_connections(loader, node, gateway);
	return gateway;
}

static void load_private_endpoints(struct loader *loader, const struct doc_node *node,
                                   struct lab_subnet *subnet)
{
	uint32_t count = doc_count(node, "private-endpoint");
	unsigned doubts = 0;

	subnet->private_endpoints =
	    arena_alloc(loader->arena, count * sizeof(*subnet->private_endpoints));
	for (const struct doc_node *at = doc_child(node, "private-endpoint"); at != NULL;
	     at = doc_next(at))
		subnet->private_endpoints[subnet->private_endpoint_count++] =
		    (struct lab_private_endpoint){
			.name = load_name(loader, at, &doubts),
			.address = load_addr(at, "ip-address"),
			.place = doc_place(at, NULL),
		    };
}

static void load_service_endpoints(struct loader *loader, const struct doc_node *node,
                                   struct lab_subnet *subnet)
{
	uint32_t count = doc_count(node, "service-endpoint");

	subnet->service_endpoints =
	    arena_alloc(loader->arena, count * sizeof(*subnet->service_endpoints));
	for (const struct doc_node *at = doc_child(node, "service-endpoint"); at != NULL;
	     at = doc_next(at))
		subnet->service_endpoints[subnet->service_endpoint_count++] =
		    (struct lab_service_endpoint){
			.service = load_text(loader, doc_text(at, "service")),
			.prefixes = load_prefixes(loader, at, "address-prefix"),
			.place = doc_place(at, NULL),
		    };
}

static bool is_enabled(const struct doc_node *node, const char *leaf)
{
	const char *text = doc_text(node, leaf);

	return text != NULL && strcmp(text, "Enabled") == 0;
}

static void load_subnets(struct loader *loader, const struct doc_node *node, struct lab_vnet *vnet)
{
	uint32_t count = doc_count(node, "subnet");

	vnet->doubts |= load_doubt(node, "subnet", LAB_DOUBT_SUBNETS);
	vnet->subnets = arena_alloc(loader->arena, count * sizeof(*vnet->subnets));
	for (const struct doc_node *at = doc_child(node, "subnet"); at != NULL; at = doc_next(at)) {
		unsigned doubts = 0;
		struct lab_subnet *subnet = &vnet->subnets[vnet->subnet_count++];
		*subnet = (struct lab_subnet){
		    .name = load_name(loader, at, &doubts),
		    .prefixes = load_prefixes(loader, at, "address-prefix"),
		    .route_table = load_reference(&loader->route_tables, at, "route-table"),
		    .private_endpoint_policies =
			is_enabled(at, "private-endpoint-network-policies"),
		    .place = doc_place(at, NULL),
		};
		load_private_endpoints(loader, at, subnet);
		load_service_endpoints(loader, at, subnet);
		if (doubts != 0)
			vnet->doubts |= LAB_DOUBT_SUBNETS;
	}
}

static void load_vnet(struct loader *loader, const struct doc_node *node, struct lab_vnet *vnet)
{
	const char *community = doc_text(node, "bgp-community");

	vnet->name = load_name(loader, node, &vnet->doubts);
	vnet->region = load_region(loader, node, "region");
	vnet->address_space = load_prefixes(loader, node, "address-space");
	load_subnets(loader, node, vnet);
	vnet->gateway = load_gateway(loader, doc_child(node, "virtual-network-gateway"), vnet);
	load_vpn_gateway(loader, doc_child(node, "vpn-gateway"), vnet);
	load_route_server(loader, doc_child(node, "route-server"), vnet);
	vnet->summarized = load_prefixes(loader, node, "summarized-gateway-prefixes");
	vnet->custom_community = community == NULL ? 0 : load_community(community);
	vnet->doubts |= load_doubt(node, "virtual-network-gateway", LAB_DOUBT_GATEWAY) |
	                load_doubt(node, "vpn-gateway", LAB_DOUBT_GATEWAY) |
	                load_doubt(node, "route-server", LAB_DOUBT_GATEWAY);
	vnet->place = doc_place(node, NULL);
	load_named(&loader->vnets, vnet->name, vnet->doubts, vnet);
}

static void load_peerings(struct loader *loader, const struct doc_node *node, struct lab_vnet *vnet)
{
	uint32_t count = doc_count(node, "virtual-network-peering");

	vnet->doubts |= load_doubt(node, "virtual-network-peering", LAB_DOUBT_PEERINGS);
	vnet->peerings = arena_alloc(loader->arena, count * sizeof(*vnet->peerings));
	for (const struct doc_node *at = doc_child(node, "virtual-network-peering"); at != NULL;
	     at = doc_next(at)) {
		struct lab_vnet_peering *peering = &vnet->peerings[vnet->peering_count++];
		*peering = (struct lab_vnet_peering){
		    .vnet = vnet,
		    .remote = load_reference(&loader->vnets, at, "remote-virtual-network"),
		    .allow_virtual_network_access = doc_bool(at, "allow-virtual-network-access"),
		    .allow_forwarded_traffic = doc_bool(at, "allow-forwarded-traffic"),
		    .allow_gateway_transit = doc_bool(at, "allow-gateway-transit"),
		    .use_remote_gateways = doc_bool(at, "use-remote-gateways"),
		    .doubts = load_doubt(at, "allow-gateway-transit", LAB_DOUBT_TRANSIT),
		    .place = doc_place(at, NULL),
		};
		peering->name = load_name(loader, at, &peering->doubts);
		if (peering->remote == NULL)
			vnet->doubts |= LAB_DOUBT_PEERINGS;
	}
}

/* The two sides of a peering stand together in the order of the pairs. */
static int by_pair(const void *a, const void *b)
{
	const struct lab_vnet_peering *left = *(struct lab_vnet_peering *const *)a;
	const struct lab_vnet_peering *right = *(struct lab_vnet_peering *const *)b;
	uint32_t ends[2][2] = {
	    {left->vnet->index, left->remote->index},
	    {right->vnet->index, right->remote->index},
	};
	uint64_t keys[2];

	for (size_t i = 0; i < 2; i++) {
		uint32_t low = ends[i][0] < ends[i][1] ? ends[i][0] : ends[i][1];
		keys[i] = (uint64_t)low << 32 | (ends[i][0] + ends[i][1] - low);
	}
	if (keys[0] != keys[1])
		return keys[0] < keys[1] ? -1 : 1;
	return (ends[0][0] > ends[1][0]) - (ends[0][0] < ends[1][0]);
}

/* Joins each peering with its other direction. The module allows one peering per pair and side. */
static void join_peerings(struct lab *lab)
{
	size_t count = 0;

	for (uint32_t i = 0; i < lab->vnet_count; i++)
		count += lab->vnets[i].peering_count;
	struct lab_vnet_peering **all = xcalloc(count, sizeof(struct lab_vnet_peering *));
	size_t used = 0;
	for (uint32_t i = 0; i < lab->vnet_count; i++) {
		for (uint32_t k = 0; k < lab->vnets[i].peering_count; k++) {
			if (lab->vnets[i].peerings[k].remote != NULL)
				all[used++] = &lab->vnets[i].peerings[k];
		}
	}
	qsort(all, used, sizeof(struct lab_vnet_peering *), by_pair);
	for (size_t i = 1; i < used; i++) {
		if (all[i - 1]->vnet != all[i]->remote || all[i - 1]->remote != all[i]->vnet)
			continue;
		all[i - 1]->back = all[i];
		all[i]->back = all[i - 1];
	}
	free(all);
}

void load_vnets(struct loader *loader, const struct doc_node *root)
{
	struct lab *lab = loader->lab;
	uint32_t count = doc_count(root, "virtual-network");
	const struct doc_node *first = doc_child(root, "virtual-network");

	/* Those of virtual hubs come behind. */
	count += doc_count(root, "virtual-hub");
	lab->vnets = arena_alloc(loader->arena, count * sizeof(*lab->vnets));
	for (const struct doc_node *at = first; at != NULL; at = doc_next(at)) {
		struct lab_vnet *vnet = &lab->vnets[lab->vnet_count];
		vnet->index = lab->vnet_count++;
		load_vnet(loader, at, vnet);
	}
	/* When all virtual networks have their places, others can point at them. */
	struct lab_vnet *vnet = lab->vnets;
	for (const struct doc_node *at = first; at != NULL; at = doc_next(at), vnet++) {
		load_peerings(loader, at, vnet);
		load_nvas(loader, at, vnet);
	}
	join_peerings(lab);
}
