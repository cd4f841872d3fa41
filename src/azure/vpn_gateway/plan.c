/* A VPN gateway in the plan: one or two instances, what they announce, their sessions in the VNet
 * and through tunnels. */
#include "azure/network.h"
#include "azure/policy.h"
#include "azure/vpn_gateway/vpn_gateway.h"
#include "base/check.h"

/* Counted from the network address of the GatewaySubnet (vpn-instance-addresses). */
enum {
	FIRST_BESIDE = 14, /* beside an ExpressRoute gateway */
	FIRST_ALONE = 4,   /* of an active-active one without it */
	FIRST_IN_HUB = 12, /* of a virtual hub's without it */
};

static uint32_t count_instances(const struct lab_vpn_gateway *gateway)
{
	return gateway->active_active ? LAB_INSTANCES : 1;
}

static uint32_t count_speakers(const struct lab_element *element)
{
	return count_instances(lab_vpn_gateway_of(element));
}

/* The one instance of a gateway that is not active-active has the last address of the subnet. */
static struct addr last_of_gateway_subnet(const struct lab_vnet *vnet)
{
	struct prefix subnet = azure_gateway_subnet(vnet, ADDR_IPV4);

	return azure_host(&subnet, (UINT32_C(1) << (32 - subnet.length)) - 2);
}

static struct addr address_of(const struct lab_vpn_gateway *gateway, uint32_t instance)
{
	const struct lab_vnet *vnet = gateway->vnet;
	uint32_t first = vnet->gateway != NULL   ? FIRST_BESIDE
	                 : lab_vnet_is_hub(vnet) ? FIRST_IN_HUB
	                                         : FIRST_ALONE;

	CHECK(instance < count_instances(gateway));
	if (addr_is_set(&gateway->instance_address[instance]))
		return gateway->instance_address[instance];
	if (!gateway->active_active)
		return last_of_gateway_subnet(vnet);
	return azure_in_gateway_subnet(vnet, ADDR_IPV4, first + instance);
}

static struct addr speaker_address(const struct lab_element *element, uint32_t instance)
{
	return address_of(lab_vpn_gateway_of(element), instance);
}

static bool holds_prefix(const struct azure_routes *routes, const struct prefix *prefix)
{
	for (uint32_t i = 0; i < routes->count; i++)
		if (prefix_equal(&routes->items[i].prefix, prefix))
			return true;
	return false;
}

static void add_route(struct plan_compiler *c, struct azure_routes *routes,
                      const struct prefix *prefix, enum plan_group group)
{
	struct bgp_attrs attrs =
	    azure_gateway_route(facts_limit(c->lab->facts, "learned-weight-own"));

	if (!holds_prefix(routes, prefix))
		routes->items[routes->count++] =
		    (struct node_route_conf){*prefix, attrs, (uint8_t)group};
}

static bool has_bgp(const struct lab_vpn_connection *connection)
{
	return connection->enable_bgp && addr_is_set(&connection->local->bgp_address);
}

/* The other end of a tunnel with BGP is reached by a route of its own. */
static void add_peer_host(struct plan_compiler *c, struct azure_routes *routes,
                          const struct lab_vpn_connection *connection)
{
	const struct lab_local_gateway *local = connection->local;
	struct prefix host;

	if (!has_bgp(connection))
		return;
	host = prefix_make(&local->bgp_address, addr_bits(local->bgp_address.family));
	add_route(c, routes, &host, PLAN_OWN_HOST);
}

/* All of the local network gateway's address space is static, beside BGP, too
 * (vpn-gateway-routes). */
static void add_static(struct plan_compiler *c, struct azure_routes *routes,
                       const struct lab_vpn_connection *connection)
{
	const struct lab_prefixes *space = &connection->local->address_space;

	for (uint32_t i = 0; i < space->count; i++)
		add_route(c, routes, &space->items[i], PLAN_OWN_STATIC);
}

static struct azure_routes vpn_routes(struct plan_compiler *c,
                                      const struct lab_vpn_gateway *gateway)
{
	uint32_t room = gateway->connection_count; /* a host for each */
	struct azure_routes routes;

	for (uint32_t i = 0; i < gateway->connection_count; i++)
		room += gateway->connections[i].local->address_space.count;
	routes = azure_announced_routes(c, gateway->vnet, true, room);
	for (uint32_t i = 0; i < gateway->connection_count; i++)
		add_peer_host(c, &routes, &gateway->connections[i]);
	for (uint32_t i = 0; i < gateway->connection_count; i++)
		add_static(c, &routes, &gateway->connections[i]);
	return routes;
}

static void make_gateway(struct plan_compiler *c, const struct lab_element *element)
{
	const struct lab_vpn_gateway *gateway = lab_vpn_gateway_of(element);
	struct azure_routes routes = vpn_routes(c, gateway);

	CHECK(element->kind == LAB_VPN_GATEWAY);
	for (uint32_t i = 0; i < count_instances(gateway); i++) {
		struct plan_node *node = plan_compiler_node(c, element, i, gateway->asn);
		struct addr address = address_of(gateway, i);

		node->conf.router_id = addr_as_u32(&address);
		node->conf.routes = routes.items;
		node->conf.route_count = routes.count;
	}
}

/* Both instances with each other, and with the ExpressRoute gateway if no Route Server stands
 * between them. A gateway with an AS of its own is on its own: such a session would not be iBGP. */
static void make_vnet_sessions(struct plan_compiler *c, const struct lab_vpn_gateway *gateway)
{
	const struct lab_vnet *vnet = gateway->vnet;
	/* In a virtual hub the router stands between them. */
	if (lab_vnet_is_hub(vnet))
		return;
	bool coexists =
	    vnet->gateway != NULL && vnet->route_server == NULL && gateway->asn == AZURE_AS_GATEWAY;

	if (gateway->active_active)
		plan_compiler_join(c, PLAN_LINK_VNET, gateway->element, 0, gateway->element, 1);
	for (uint32_t i = 0; coexists && i < LAB_INSTANCES * count_instances(gateway); i++)
		plan_compiler_join(c, PLAN_LINK_VNET, gateway->element, i / LAB_INSTANCES,
		                   vnet->gateway->element, i % LAB_INSTANCES);
}

static void set_tunnel(struct plan_compiler *c, struct plan_session *session,
                       const struct lab_vpn_connection *connection, const struct region *far)
{
	const struct region *near = connection->gateway->vnet->region;
	uint32_t rtt_us = connection->local->rtt_us;

	CHECK(session->kind == PLAN_LINK_TUNNEL);
	session->element = connection->element;
	session->end[1].passive = false;
	session->basis = RTT_GIVEN;
	session->underlay = connection->is_private ? &connection->underlay : NULL;
	if (rtt_us == 0 && connection->underlay.circuit_count > 0) {
		struct lab_underlay_way room;
		struct lab_time time =
		    lab_underlay_time(c->lab, &connection->underlay,
		                      lab_underlay_first(&connection->underlay, &room));

		rtt_us = time.us;
		session->basis = time.basis;
	} else if (rtt_us == 0) {
		session->basis = RTT_UNKNOWN;
		if (far != NULL)
			session->basis = facts_region_rtt_us(c->lab->facts, near, far, &rtt_us);
	}
	session->delay_us = rtt_us / 2;
}

/* A router or an appliance has a session with each instance. */
static void make_end_tunnel(struct plan_compiler *c, const struct lab_vpn_connection *connection,
                            const struct lab_element *end, const struct region *region)
{
	const struct lab_local_gateway *local = connection->local;

	if (plan_speaker_count(c->lab, end) == 0)
		return;
	for (uint32_t i = 0; i < count_instances(connection->gateway); i++) {
		struct addr far = address_of(connection->gateway, i);

		set_tunnel(c,
		           plan_compiler_session(
			       c, PLAN_LINK_TUNNEL, plan_speaker(c, end, 0), &local->bgp_address,
			       plan_speaker(c, connection->gateway->element, i), &far),
		           connection, region);
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
	uint32_t count = count_instances(near) * count_instances(far);

	CHECK(near != far && count > 0);
	for (uint32_t i = 0; i < count; i++) {
		uint32_t one = i / count_instances(far);
		uint32_t two = i % count_instances(far);
		struct addr here = address_of(near, one);
		struct addr there = address_of(far, two);

		if (addr_equal(&there, &connection->local->bgp_address) &&
		    leads_to(far, near, &here))
			set_tunnel(c,
			           plan_compiler_session(
				       c, PLAN_LINK_TUNNEL, plan_speaker(c, near->element, one),
				       &here, plan_speaker(c, far->element, two), &there),
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
			make_end_tunnel(c, connection, local->router->element,
			                local->router->site->region);
		else if (local->nva != NULL)
			make_end_tunnel(c, connection, local->nva->element,
			                local->nva->vnet->region);
		else if (local->gateway != NULL &&
		         local->gateway->vnet->index > gateway->vnet->index)
			make_gateway_tunnel(c, connection);
	}
}

static void make_sessions(struct plan_compiler *c, const struct lab_element *element)
{
	CHECK(element->kind == LAB_VPN_GATEWAY);
	make_vnet_sessions(c, lab_vpn_gateway_of(element));
	make_tunnels(c, lab_vpn_gateway_of(element));
}

const struct plan_hooks vpn_gateway_plan = {
    .speakers = count_speakers,
    .nodes = make_gateway,
    .address = speaker_address,
    .sessions = make_sessions,
    .sides = vpn_gateway_sides,
    .assumed = vpn_gateway_assumed,
};

const struct plan_hooks vpn_connection_plan = {
    .sides = vpn_connection_sides,
    .assumed = vpn_connection_assumed,
};
