/* Route Servers: two instances for each, their sessions with the gateways of the VNet and with
 * network virtual appliances. */
#include "topo/plan/plan_compile.h"

static void make_route_server(struct plan_compiler *c, const struct lab_route_server *server)
{
	struct plan_routes routes = plan_address_space_routes(c, server->vnet, true, 0);

	plan_place_of(c, server->vnet)->route_server = c->node_count + 1;
	for (uint32_t i = 0; i < LAB_INSTANCES; i++) {
		struct plan_node *node = plan_compiler_node(c, server->element, i, PLAN_AS_GATEWAY);
		struct addr address = plan_route_server_address(server, i);

		node->conf.router_id = addr_as_u32(&address);
		node->conf.routes = routes.items;
		node->conf.route_count = routes.count;
	}
}

static void make_nva(struct plan_compiler *c, const struct lab_nva *nva)
{
	struct plan_node *node = plan_compiler_node(c, nva->element, 0, nva->asn);
	uint32_t count = nva->advertise.count;
	struct node_route_conf *routes = arena_alloc(c->arena, count * sizeof(*routes));
	struct bgp_attrs attrs = plan_router_route(c->arena, NULL, 0);

	attrs.next_hop = nva->next_hop;
	for (uint32_t i = 0; i < count; i++)
		routes[i] = (struct node_route_conf){nva->advertise.items[i], attrs, 0};
	node->external = nva->external;
	node->conf.router_id = addr_as_u32(&nva->address);
	node->conf.routes = routes;
	node->conf.route_count = count;
}

static void make_nvas(struct plan_compiler *c, const struct lab_vnet *vnet)
{
	plan_place_of(c, vnet)->nvas = c->node_count + 1;
	for (uint32_t i = 0; i < vnet->nva_count; i++)
		if (plan_speaks_bgp(&vnet->nvas[i]))
			make_nva(c, &vnet->nvas[i]);
}

void plan_make_route_servers(struct plan_compiler *c)
{
	for (uint32_t i = 0; i < c->lab->vnet_count; i++)
		if (c->lab->vnets[i].route_server != NULL)
			make_route_server(c, c->lab->vnets[i].route_server);
	for (uint32_t i = 0; i < c->lab->vnet_count; i++)
		make_nvas(c, &c->lab->vnets[i]);
}

static void make_session(struct plan_compiler *c, uint32_t node, const struct addr *near,
                         const struct lab_route_server *server, uint32_t instance)
{
	struct addr far = plan_route_server_address(server, instance);
	uint32_t first = plan_place_of(c, server->vnet)->route_server - 1;

	plan_compiler_session(c, PLAN_LINK_VNET, node, near, first + instance, &far);
}

/* A VPN gateway with an AS of its own is left out (FACTS 4.5). */
static bool has_vpn(const struct lab_vnet *vnet)
{
	return vnet->vpn_gateway != NULL && vnet->vpn_gateway->asn == PLAN_AS_GATEWAY;
}

/* Each instance of a gateway with each of the Route Server. */
static void make_gateway_sessions(struct plan_compiler *c, const struct lab_route_server *server)
{
	const struct lab_vnet *vnet = server->vnet;
	const struct plan_place *place = plan_place_of(c, vnet);
	uint32_t gateways = place->gateway != 0 ? LAB_INSTANCES : 0;
	uint32_t vpns = has_vpn(vnet) ? plan_vpn_instances(vnet->vpn_gateway) : 0;

	for (uint32_t i = 0; i < gateways * LAB_INSTANCES; i++) {
		struct addr near = plan_gateway_address(vnet->gateway, i / LAB_INSTANCES);

		make_session(c, place->gateway - 1 + i / LAB_INSTANCES, &near, server,
		             i % LAB_INSTANCES);
	}
	for (uint32_t i = 0; i < vpns * LAB_INSTANCES; i++) {
		struct addr near = plan_vpn_address(vnet->vpn_gateway, i / LAB_INSTANCES);

		make_session(c, place->vpn_gateway - 1 + i / LAB_INSTANCES, &near, server,
		             i % LAB_INSTANCES);
	}
}

static void make_nva_sessions(struct plan_compiler *c, const struct lab_vnet *vnet)
{
	uint32_t node = plan_place_of(c, vnet)->nvas - 1;

	for (uint32_t i = 0; i < vnet->nva_count; i++) {
		const struct lab_nva *nva = &vnet->nvas[i];

		if (!plan_speaks_bgp(nva))
			continue;
		for (uint32_t instance = 0; instance < LAB_INSTANCES; instance++)
			make_session(c, node, &nva->address, nva->route_server, instance);
		node++;
	}
}

void plan_make_route_server_sessions(struct plan_compiler *c)
{
	for (uint32_t i = 0; i < c->lab->vnet_count; i++)
		if (c->lab->vnets[i].route_server != NULL)
			make_gateway_sessions(c, c->lab->vnets[i].route_server);
	for (uint32_t i = 0; i < c->lab->vnet_count; i++)
		make_nva_sessions(c, &c->lab->vnets[i]);
}
