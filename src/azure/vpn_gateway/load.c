/* What a VPN gateway is in a lab file, with its connections. */
#include "azure/vpn_gateway/vpn_gateway.h"
#include "base/check.h"
#include "topo/model/model_load.h"

static void load_vpn_connections(struct loader *loader, const struct doc_node *node,
                                 struct lab_vpn_gateway *gateway)
{
	uint32_t count = doc_count(node, "connection");
	unsigned doubts = 0;

	gateway->connections = arena_alloc(loader->arena, count * sizeof(*gateway->connections));
	for (const struct doc_node *at = doc_child(node, "connection"); at != NULL;
	     at = doc_next(at))
		gateway->connections[gateway->connection_count++] = (struct lab_vpn_connection){
		    .name = load_name(loader, at, &doubts),
		    .gateway = gateway,
		    .local = load_reference(loader, LAB_LOCAL_GATEWAY, at, "local-network-gateway"),
		    .enable_bgp = doc_bool(at, "enable-bgp"),
		    .routing_weight = doc_u32(at, "routing-weight"),
		    .is_private = doc_bool(at, "use-local-azure-ip-address"),
		    .takes_default = doc_has(at, "enable-internet-security") &&
		                     doc_bool(at, "enable-internet-security"),
		    .place = doc_place(at, NULL),
		};
	CHECK(gateway->connection_count == count);
}

/* That of a virtual hub has a size only: Microsoft runs it. */
static void load_kind(struct loader *loader, const struct doc_node *node,
                      struct lab_vpn_gateway *gateway)
{
	bool of_hub = lab_vnet_is_hub(gateway->vnet);

	gateway->sku =
	    of_hub ? facts_hub_vpn_gateway_sku(loader->facts) : load_vpn_gateway_sku(loader, node);
	gateway->asn = of_hub ? facts_limit(loader->facts, "gateway-asn") : doc_u32(node, "asn");
	gateway->scale_units = of_hub ? doc_u32(node, "scale-units") : 1;
	gateway->active_active = of_hub || doc_bool(node, "active-active");
	gateway->learns_expressroute = !of_hub && doc_bool(node, "learn-expressroute-routes");
}

static void load_vpn_gateway(struct loader *loader, const struct doc_node *network,
                             struct lab_vnet *vnet)
{
	const struct doc_node *node = doc_child(network, "vpn-gateway");
	struct lab_vpn_gateway *gateway;

	vnet->doubts |= load_doubt(network, "vpn-gateway", LAB_DOUBT_GATEWAY);
	if (node == NULL)
		return;
	gateway = arena_alloc(loader->arena, sizeof(*gateway));
	*gateway = (struct lab_vpn_gateway){
	    .vnet = vnet,
	    .doubts = load_doubt(node, "asn", LAB_DOUBT_ASN) |
	              load_doubt(node, "active-active", LAB_DOUBT_SCALE) |
	              load_doubt(node, "bgp-peering-address", LAB_DOUBT_ADDRESS),
	    .place = doc_place(node, NULL),
	};
	load_kind(loader, node, gateway);
	gateway->name = load_name(loader, node, &gateway->doubts);
	load_addrs(node, "bgp-peering-address", gateway->instance_address, LAB_INSTANCES);
	load_vpn_connections(loader, node, gateway);
	load_named(loader, LAB_VPN_GATEWAY, gateway->name, gateway->doubts, gateway);
	vnet->vpn_gateway = gateway;
	CHECK(gateway->vnet->vpn_gateway == gateway);
}

static void join(struct loader *loader, const struct doc_node *root)
{
	load_in_vnets(loader, root, load_vpn_gateway);
	load_in_hubs(loader, root, load_vpn_gateway);
}

static void list_gateways(struct lister *lister, struct lab *lab)
{
	for (uint32_t i = 0; i < lab->vnet_count; i++)
		if (lab->vnets[i].vpn_gateway != NULL)
			LOAD_LIST(lister, lab->vnets[i].vpn_gateway, &lab->vnets[i]);
}

static void list_connections(struct lister *lister, struct lab *lab)
{
	for (uint32_t i = 0; i < lab->vnet_count; i++) {
		struct lab_vpn_gateway *gateway = lab->vnets[i].vpn_gateway;

		for (uint32_t k = 0; gateway != NULL && k < gateway->connection_count; k++)
			LOAD_LIST_IN(lister, gateway->name, &gateway->connections[k],
			             gateway->vnet);
	}
}

const struct load_hooks vpn_gateway_load = {
    .join = join,
    .list = list_gateways,
};

const struct load_hooks vpn_connection_load = {
    .list = list_connections,
};
