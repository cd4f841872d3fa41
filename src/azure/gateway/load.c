/* What an ExpressRoute gateway is in a lab file, with its connections; a virtual hub has one, too.
 */
#include "azure/gateway/gateway.h"
#include "base/check.h"
#include "topo/model/model_load.h"

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
		    .circuit = load_reference(loader, LAB_CIRCUIT, at, "express-route-circuit"),
		    .routing_weight = doc_u32(at, "routing-weight"),
		    .fast_path = doc_bool(at, "express-route-gateway-bypass"),
		    .takes_default = doc_has(at, "enable-internet-security") &&
		                     doc_bool(at, "enable-internet-security"),
		    .doubts = load_doubt(at, "msee-address", LAB_DOUBT_ADDRESS),
		    .place = doc_place(at, NULL),
		};
		load_msee_addresses(at, connection);
	}
	CHECK(gateway->connection_count == count);
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
	bool of_hub = lab_vnet_is_hub(gateway->vnet);

	CHECK(gateway->vnet != NULL && gateway->connection_count == 0);
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

static void load_gateway(struct loader *loader, const struct doc_node *node, struct lab_vnet *vnet)
{
	struct lab_gateway *gateway;
	uint32_t units;

	if (node == NULL)
		return;
	gateway = arena_alloc(loader->arena, sizeof(*gateway));
	units = doc_u32(node, "scale-units");
	*gateway = (struct lab_gateway){
	    .vnet = vnet,
	    .sku = lab_vnet_is_hub(vnet) ? facts_hub_gateway_sku(loader->facts)
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
	vnet->gateway = gateway;
	CHECK(vnet->gateway == gateway && gateway->vnet == vnet);
}

static void load_of_vnet(struct loader *loader, const struct doc_node *node, struct lab_vnet *vnet)
{
	vnet->doubts |= load_doubt(node, "virtual-network-gateway", LAB_DOUBT_GATEWAY);
	load_gateway(loader, doc_child(node, "virtual-network-gateway"), vnet);
}

static void load_of_hub(struct loader *loader, const struct doc_node *node, struct lab_vnet *vnet)
{
	vnet->doubts |= load_doubt(node, "express-route-gateway", LAB_DOUBT_GATEWAY);
	load_gateway(loader, doc_child(node, "express-route-gateway"), vnet);
}

static void join(struct loader *loader, const struct doc_node *root)
{
	load_in_vnets(loader, root, load_of_vnet);
	load_in_hubs(loader, root, load_of_hub);
}

static void list_gateways(struct lister *lister, struct lab *lab)
{
	CHECK(lab->hub_count <= lab->vnet_count);
	for (uint32_t i = 0; i < lab->vnet_count; i++)
		if (lab->vnets[i].gateway != NULL)
			LOAD_LIST(lister, lab->vnets[i].gateway, &lab->vnets[i]);
}

static void list_connections(struct lister *lister, struct lab *lab)
{
	for (uint32_t i = 0; i < lab->vnet_count; i++) {
		struct lab_gateway *gateway = lab->vnets[i].gateway;

		for (uint32_t k = 0; gateway != NULL && k < gateway->connection_count; k++)
			LOAD_LIST_IN(lister, gateway->name, &gateway->connections[k],
			             gateway->vnet);
	}
}

const struct load_hooks gateway_load = {
    .join = join,
    .list = list_gateways,
};

const struct load_hooks connection_load = {
    .list = list_connections,
};
