/* VPN gateways and what stands at the other end; Route Servers and network virtual appliances. */
#include "topo/model/model_load.h"

#include "document/tree.h"

static void load_tunnels(const struct doc_node *node, struct lab_local_gateway *local)
{
	for (const struct doc_node *at = doc_child(node, "tunnel"); at != NULL; at = doc_next(at)) {
		uint32_t instance = doc_u32(at, "instance");

		if (instance < LAB_INSTANCES)
			local->prepend[instance] = doc_u32(at, "prepend");
	}
}

static void load_local_gateway(struct loader *loader, const struct doc_node *node,
                               struct lab_local_gateway *local)
{
	local->name = load_name(loader, node, &local->doubts);
	local->address_space = load_prefixes(loader, node, "address-space");
	local->asn = doc_u32(node, "asn");
	local->bgp_address = load_addr(node, "bgp-peering-address");
	local->rtt_us = doc_ms_as_us(node, "rtt-ms");
	load_tunnels(node, local);
	local->doubts |= load_doubt(node, "asn", LAB_DOUBT_ASN) |
	                 load_doubt(node, "bgp-peering-address", LAB_DOUBT_BGP);
	local->place = doc_place(node, NULL);
	load_named(&loader->local_gateways, local->name, local->doubts, local);
}

void load_local_gateways(struct loader *loader, const struct doc_node *root)
{
	struct lab *lab = loader->lab;
	uint32_t count = doc_count(root, "local-network-gateway");

	lab->local_gateways = arena_alloc(loader->arena, count * sizeof(*lab->local_gateways));
	for (const struct doc_node *at = doc_child(root, "local-network-gateway"); at != NULL;
	     at = doc_next(at)) {
		struct lab_local_gateway *local = &lab->local_gateways[lab->local_gateway_count];
		local->index = lab->local_gateway_count++;
		load_local_gateway(loader, at, local);
	}
}

/* The module cannot say that the router is one of the site. */
static const struct lab_router *load_router_of(struct loader *loader, const struct doc_node *node)
{
	const char *site = doc_text(node, "site");
	const char *name = doc_text(node, "router");
	struct quoted quoted;

	if (site == NULL || name == NULL || name_map_get(&loader->sites, site) == NULL)
		return NULL;

	const struct lab_site *found = name_map_get(&loader->sites, site);
	const struct lab_router *router =
	    name_map_get(&loader->routers, arena_printf(loader->arena, "%s/%s", site, name));
	if (router == NULL && !(found->doubts & LAB_DOUBT_ROUTERS))
		findings_add(loader->findings, SEVERITY_ERROR, doc_place(node, "router"),
		             "router \"%s\" is not one of the site \"%s\"; expected %s%s%s",
		             tree_quote(name, &quoted), site,
		             found->router_count == 0 ? "" : "one of its routers, such as \"",
		             found->router_count == 0 ? "a site with routers"
		                                      : found->routers[0].name,
		             found->router_count == 0 ? "" : "\"");
	if (router != NULL)
		/* The routers are in the arena of the lab, which is not const here. */
		((struct lab_router *)router)->ends_tunnels = true;
	return router;
}

void load_local_gateway_ends(struct loader *loader, const struct doc_node *root)
{
	struct lab_local_gateway *local = loader->lab->local_gateways;

	for (const struct doc_node *at = doc_child(root, "local-network-gateway"); at != NULL;
	     at = doc_next(at), local++) {
		local->router = load_router_of(loader, at);
		local->gateway = load_reference(&loader->vpn_gateways, at, "vpn-gateway");
		local->router_said = doc_has(at, "router");
		local->site_said = doc_has(at, "site");
		local->doubts |= load_doubt(at, "site", LAB_DOUBT_END) |
		                 load_doubt(at, "router", LAB_DOUBT_END) |
		                 load_doubt(at, "vpn-gateway", LAB_DOUBT_END);
	}
}

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
		    .local = load_reference(&loader->local_gateways, at, "local-network-gateway"),
		    .enable_bgp = doc_bool(at, "enable-bgp"),
		    .routing_weight = doc_u32(at, "routing-weight"),
		    .place = doc_place(at, NULL),
		};
}

void load_vpn_gateway(struct loader *loader, const struct doc_node *node, struct lab_vnet *vnet)
{
	struct lab_vpn_gateway *gateway;

	if (node == NULL)
		return;
	gateway = arena_alloc(loader->arena, sizeof(*gateway));
	*gateway = (struct lab_vpn_gateway){
	    .vnet = vnet,
	    .sku = load_vpn_gateway_sku(loader, node),
	    .asn = doc_u32(node, "asn"),
	    .active_active = doc_bool(node, "active-active"),
	    .learns_expressroute = doc_bool(node, "learn-expressroute-routes"),
	    .doubts = load_doubt(node, "asn", LAB_DOUBT_ASN) |
	              load_doubt(node, "active-active", LAB_DOUBT_SCALE) |
	              load_doubt(node, "bgp-peering-address", LAB_DOUBT_ADDRESS),
	    .place = doc_place(node, NULL),
	};
	gateway->name = load_name(loader, node, &gateway->doubts);
	load_addrs(node, "bgp-peering-address", gateway->instance_address, LAB_INSTANCES);
	load_vpn_connections(loader, node, gateway);
	load_named(&loader->vpn_gateways, gateway->name, gateway->doubts, gateway);
	vnet->vpn_gateway = gateway;
}

void load_route_server(struct loader *loader, const struct doc_node *node, struct lab_vnet *vnet)
{
	struct lab_route_server *server;

	if (node == NULL)
		return;
	server = arena_alloc(loader->arena, sizeof(*server));
	*server = (struct lab_route_server){
	    .vnet = vnet,
	    .branch_to_branch = doc_bool(node, "branch-to-branch"),
	    .preference = load_preference(node),
	    .expressroute_ecmp = doc_bool(node, "expressroute-ecmp"),
	    .doubts = load_doubt(node, "bgp-peering-address", LAB_DOUBT_ADDRESS),
	    .place = doc_place(node, NULL),
	};
	server->name = load_name(loader, node, &server->doubts);
	load_addrs(node, "bgp-peering-address", server->instance_address, LAB_INSTANCES);
	load_named(&loader->route_servers, server->name, server->doubts, server);
	vnet->route_server = server;
}

void load_nvas(struct loader *loader, const struct doc_node *node, struct lab_vnet *vnet)
{
	uint32_t count = doc_count(node, "network-virtual-appliance");

	vnet->nvas = arena_alloc(loader->arena, count * sizeof(*vnet->nvas));
	for (const struct doc_node *at = doc_child(node, "network-virtual-appliance"); at != NULL;
	     at = doc_next(at)) {
		struct lab_nva *nva = &vnet->nvas[vnet->nva_count++];
		*nva = (struct lab_nva){
		    .vnet = vnet,
		    .address = load_addr(at, "ip-address"),
		    .asn = doc_u32(at, "asn"),
		    .route_server = load_reference(&loader->route_servers, at, "route-server"),
		    .advertise = load_prefixes(loader, at, "advertise"),
		    .next_hop = load_addr(at, "next-hop"),
		    .external = doc_bool(at, "external"),
		    .doubts = load_doubt(at, "asn", LAB_DOUBT_ASN) |
		              load_doubt(at, "route-server", LAB_DOUBT_BGP),
		    .place = doc_place(at, NULL),
		};
		nva->name = load_name(loader, at, &nva->doubts);
		if (doc_has(at, "route-server") && nva->route_server == NULL)
			nva->doubts |= LAB_DOUBT_BGP;
	}
}
