/* VPN gateways: one or two instances, what they announce, their sessions in the VNet and through
 * tunnels. */
#include "topo/plan/plan_compile.h"

static bool holds_prefix(const struct plan_routes *routes, const struct prefix *prefix)
{
	for (uint32_t i = 0; i < routes->count; i++)
		if (prefix_equal(&routes->items[i].prefix, prefix))
			return true;
	return false;
}

static void add_route(struct plan_compiler *c, struct plan_routes *routes,
                      const struct prefix *prefix, enum plan_group group)
{
	struct bgp_attrs attrs =
	    plan_gateway_route(facts_limit(c->lab->facts, "learned-weight-own"));

	if (!holds_prefix(routes, prefix))
		routes->items[routes->count++] =
		    (struct node_route_conf){*prefix, attrs, (uint8_t)group};
}

static bool has_bgp(const struct lab_vpn_connection *connection)
{
	return connection->enable_bgp && addr_is_set(&connection->local->bgp_address);
}

/* The other end of a tunnel with BGP is reached by a route of its own; without BGP all of the local
 * network gateway's address space is. */
static void add_connection(struct plan_compiler *c, struct plan_routes *routes,
                           const struct lab_vpn_connection *connection)
{
	const struct lab_local_gateway *local = connection->local;

	if (has_bgp(connection)) {
		struct prefix host = prefix_make(&local->bgp_address,
		                                 local->bgp_address.family == ADDR_IPV4 ? 32 : 128);

		add_route(c, routes, &host, PLAN_OWN_HOST);
		return;
	}
	for (uint32_t i = 0; i < local->address_space.count; i++)
		add_route(c, routes, &local->address_space.items[i], PLAN_OWN_STATIC);
}

static struct plan_routes vpn_routes(struct plan_compiler *c, const struct lab_vpn_gateway *gateway)
{
	uint32_t room = gateway->connection_count;
	struct plan_routes routes;

	for (uint32_t i = 0; i < gateway->connection_count; i++)
		room += gateway->connections[i].local->address_space.count;
	routes = plan_address_space_routes(c, gateway->vnet, true, room);
	for (uint32_t i = 0; i < gateway->connection_count; i++)
		add_connection(c, &routes, &gateway->connections[i]);
	return routes;
}

static void make_gateway(struct plan_compiler *c, const struct lab_vpn_gateway *gateway)
{
	struct plan_routes routes = vpn_routes(c, gateway);

	plan_place_of(c, gateway->vnet)->vpn_gateway = c->node_count + 1;
	for (uint32_t i = 0; i < plan_vpn_instances(gateway); i++) {
		struct plan_node *node = plan_compiler_node(c, gateway->element, i, gateway->asn);
		struct addr address = plan_vpn_address(gateway, i);

		node->conf.router_id = addr_as_u32(&address);
		node->conf.routes = routes.items;
		node->conf.route_count = routes.count;
	}
}

void plan_make_vpn_gateways(struct plan_compiler *c)
{
	for (uint32_t i = 0; i < c->lab->vnet_count; i++)
		if (c->lab->vnets[i].vpn_gateway != NULL)
			make_gateway(c, c->lab->vnets[i].vpn_gateway);
}

static uint32_t vpn_node(const struct plan_compiler *c, const struct lab_vpn_gateway *gateway,
                         uint32_t instance)
{
	return plan_place_of(c, gateway->vnet)->vpn_gateway - 1 + instance;
}

/* Both instances with each other, and with the ExpressRoute gateway if no Route Server stands
 * between them. A gateway with an AS of its own is on its own: such a session would not be iBGP. */
static void make_vnet_sessions(struct plan_compiler *c, const struct lab_vpn_gateway *gateway)
{
	const struct lab_vnet *vnet = gateway->vnet;
	const struct plan_place *place = plan_place_of(c, vnet);
	bool coexists =
	    place->gateway != 0 && place->route_server == 0 && gateway->asn == PLAN_AS_GATEWAY;
	struct addr first = plan_vpn_address(gateway, 0);
	struct addr second = plan_vpn_address(gateway, 1);

	if (gateway->active_active)
		plan_compiler_session(c, PLAN_LINK_VNET, vpn_node(c, gateway, 0), &first,
		                      vpn_node(c, gateway, 1), &second);
	for (uint32_t i = 0; coexists && i < LAB_INSTANCES * plan_vpn_instances(gateway); i++) {
		uint32_t instance = i / LAB_INSTANCES;
		struct addr far = plan_gateway_address(vnet->gateway, i % LAB_INSTANCES);

		plan_compiler_session(c, PLAN_LINK_VNET, vpn_node(c, gateway, instance),
		                      instance == 0 ? &first : &second,
		                      place->gateway - 1 + i % LAB_INSTANCES, &far);
	}
}

static void set_tunnel(struct plan_compiler *c, struct plan_session *session,
                       const struct lab_vpn_connection *connection, const struct region *far)
{
	const struct region *near = connection->gateway->vnet->region;
	uint32_t rtt_us = connection->local->rtt_us;

	session->vpn_connection = connection;
	session->end[1].passive = false;
	session->basis = RTT_GIVEN;
	if (rtt_us == 0) {
		session->basis = RTT_UNKNOWN;
		if (far != NULL)
			session->basis = facts_region_rtt_us(c->lab->facts, near, far, &rtt_us);
	}
	session->delay_us = rtt_us / 2;
}

/* A router has a session with each instance. */
static void make_router_tunnel(struct plan_compiler *c, const struct lab_vpn_connection *connection)
{
	const struct lab_local_gateway *local = connection->local;

	for (uint32_t i = 0; i < plan_vpn_instances(connection->gateway); i++) {
		struct addr far = plan_vpn_address(connection->gateway, i);

		set_tunnel(c,
		           plan_compiler_session(
			       c, PLAN_LINK_TUNNEL, plan_router_node(c, local->router),
			       &local->bgp_address, vpn_node(c, connection->gateway, i), &far),
		           connection, local->router->site->region);
	}
}

/* One of the gateway's connections with BGP leads to this address of `far`. */
static bool leads_to(const struct lab_vpn_gateway *gateway, const struct lab_vpn_gateway *far,
                     const struct addr *address)
{
	for (uint32_t i = 0; i < gateway->connection_count; i++) {
		const struct lab_local_gateway *local = gateway->connections[i].local;

		if (has_bgp(&gateway->connections[i]) && local->gateway == far &&
		    addr_equal(&local->bgp_address, address))
			return true;
	}
	return false;
}

/* Between gateways a session needs a connection with BGP at both, each to the other's address. Made
 * once, at the gateway that stands first in the lab. */
static void make_gateway_tunnel(struct plan_compiler *c,
                                const struct lab_vpn_connection *connection)
{
	const struct lab_vpn_gateway *near = connection->gateway;
	const struct lab_vpn_gateway *far = connection->local->gateway;
	uint32_t count = plan_vpn_instances(near) * plan_vpn_instances(far);

	for (uint32_t i = 0; i < count; i++) {
		uint32_t one = i / plan_vpn_instances(far);
		uint32_t two = i % plan_vpn_instances(far);
		struct addr here = plan_vpn_address(near, one);
		struct addr there = plan_vpn_address(far, two);

		if (addr_equal(&there, &connection->local->bgp_address) &&
		    leads_to(far, near, &here))
			set_tunnel(c,
			           plan_compiler_session(c, PLAN_LINK_TUNNEL,
			                                 vpn_node(c, near, one), &here,
			                                 vpn_node(c, far, two), &there),
			           connection, far->vnet->region);
	}
}

static void make_tunnels(struct plan_compiler *c, const struct lab_vpn_gateway *gateway)
{
	for (uint32_t i = 0; i < gateway->connection_count; i++) {
		const struct lab_vpn_connection *connection = &gateway->connections[i];
		const struct lab_local_gateway *local = connection->local;

		if (!has_bgp(connection))
			continue;
		if (local->router != NULL)
			make_router_tunnel(c, connection);
		else if (local->gateway != NULL &&
		         local->gateway->vnet->index > gateway->vnet->index)
			make_gateway_tunnel(c, connection);
	}
}

void plan_make_vpn_sessions(struct plan_compiler *c)
{
	for (uint32_t i = 0; i < c->lab->vnet_count; i++) {
		const struct lab_vpn_gateway *gateway = c->lab->vnets[i].vpn_gateway;

		if (gateway == NULL)
			continue;
		make_vnet_sessions(c, gateway);
		make_tunnels(c, gateway);
	}
}
