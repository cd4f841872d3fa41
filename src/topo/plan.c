/*
 * From a lab to a plan: two MSEEs for each circuit, two instances for each gateway that has a
 * connection, one speaker for each router, and the sessions between them.
 */
#include "topo/plan.h"

#include <stdlib.h>
#include <string.h>

#include "bgp/community.h"
#include "topo/plan_build.h"

enum { GATEWAY_INSTANCES = 2 };

/* Where in the GatewaySubnet addresses are, counted from its network address (FACTS 1.2): the
 * instances at .12 and .13, the MSEEs in pairs in the order of the connections from .4 on. The
 * fifth pair would meet the instances and goes behind them, from .14 on, so that sixteen circuits
 * fit into the /26 that Azure asks for with them. */
enum {
	FIRST_PAIR = 4,
	PAIRS_BELOW_INSTANCES = 4,
	FIRST_INSTANCE = 12,
	FIRST_PAIR_ABOVE = 14,
};

static const struct prefix no_prefix;

/* The compiler at work. Nodes stand in this order: MSEEs, gateway instances, routers. */
struct compiler {
	const struct lab *lab;
	struct plan_builder builder;
	struct arena *arena;    /* the plan's */
	uint32_t *gateway_node; /* by VNet index: the first instance of its gateway */
	uint32_t *spokes;       /* by VNet index of a gateway: first spoke + 1 */
	uint32_t *next_spoke;   /* by VNet index of a spoke: the next + 1 */
	uint32_t first_router;  /* node */
};

static bool is_connected(const struct lab_gateway *gateway)
{
	return gateway != NULL && gateway->connection_count > 0;
}

static uint32_t msee_node(const struct lab_circuit *circuit, enum lab_link link)
{
	return circuit->index * LAB_LINK_COUNT + (uint32_t)link;
}

static uint32_t count_nodes(const struct lab *lab)
{
	uint32_t count = lab->circuit_count * LAB_LINK_COUNT;

	for (uint32_t i = 0; i < lab->vnet_count; i++)
		if (is_connected(lab->vnets[i].gateway))
			count += GATEWAY_INSTANCES;
	for (uint32_t i = 0; i < lab->site_count; i++)
		count += lab->sites[i].router_count;
	return count;
}

/* Two for a circuit link, if both had IPv6; four for a connection. */
static uint32_t count_sessions_at_most(const struct lab *lab)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < lab->vnet_count; i++)
		if (is_connected(lab->vnets[i].gateway))
			count += lab->vnets[i].gateway->connection_count * GATEWAY_INSTANCES *
			         LAB_LINK_COUNT;
	for (uint32_t i = 0; i < lab->site_count; i++)
		for (uint32_t j = 0; j < lab->sites[i].router_count; j++)
			count += 2 * lab->sites[i].routers[j].link_count;
	return count;
}

/* The prefix of this family in the VNet's GatewaySubnet; unset when there is none. */
static struct prefix gateway_subnet(const struct lab_vnet *vnet, uint8_t family)
{
	for (uint32_t i = 0; i < vnet->subnet_count; i++) {
		const struct lab_subnet *subnet = &vnet->subnets[i];

		if (strcmp(subnet->name, "GatewaySubnet") != 0)
			continue;
		for (uint32_t j = 0; j < subnet->prefixes.count; j++)
			if (subnet->prefixes.items[j].addr.family == family)
				return subnet->prefixes.items[j];
	}
	return no_prefix;
}

static struct addr in_gateway_subnet(const struct lab_vnet *vnet, uint8_t family, uint32_t offset)
{
	struct prefix subnet = gateway_subnet(vnet, family);

	return addr_is_set(&subnet.addr) ? prefix_host(&subnet, offset) : subnet.addr;
}

static uint32_t msee_offset(uint32_t connection, enum lab_link link)
{
	if (connection < PAIRS_BELOW_INSTANCES)
		return FIRST_PAIR + 2 * connection + (uint32_t)link;
	return FIRST_PAIR_ABOVE + 2 * (connection - PAIRS_BELOW_INSTANCES) + (uint32_t)link;
}

static void make_msees(struct compiler *c)
{
	for (uint32_t i = 0; i < c->lab->circuit_count * LAB_LINK_COUNT; i++) {
		const struct lab_circuit *circuit = &c->lab->circuits[i / LAB_LINK_COUNT];
		struct plan_node *node = &c->builder.plan->nodes[i];

		node->role = PLAN_MSEE;
		node->circuit = circuit;
		node->link = (enum lab_link)(i % LAB_LINK_COUNT);
		node->conf.name =
		    arena_printf(c->arena, "%s/%s", circuit->name, lab_link_name(node->link));
		node->conf.asn = PLAN_AS_MSEE;

		struct addr address = lab_microsoft_address(circuit, node->link, ADDR_IPV4);
		node->conf.router_id = addr_as_u32(&address);
	}
}

/* Prefixes carry communities only if their VNet has one of its own, and then the region's as well
 * (FACTS 1.5). */
static void add_communities(struct arena *arena, struct bgp_attrs *attrs,
                            const struct lab_vnet *vnet)
{
	const uint32_t both[2] = {vnet->custom_community, vnet->region->community};
	struct writer out = writer_of(arena_alloc(arena, sizeof(both)), sizeof(both));

	if (vnet->custom_community == 0)
		return;
	community_union((struct span){NULL, 0}, both, both[1] != 0 ? 2 : 1, &out);
	attrs->communities = writer_written(&out);
	attrs->present |= bgp_attr_bit(BGP_ATTR_COMMUNITIES);
}

static struct node_route_conf *add_vnet_routes(struct compiler *c, struct node_route_conf *routes,
                                               const struct lab_vnet *vnet)
{
	struct bgp_attrs attrs =
	    plan_gateway_route(facts_limit(c->lab->facts, "learned-weight-own"));

	add_communities(c->arena, &attrs, vnet);
	for (uint32_t i = 0; i < vnet->address_space.count; i++)
		*routes++ = (struct node_route_conf){vnet->address_space.items[i], attrs};
	return routes;
}

/* Chains each spoke to the VNet whose gateway it uses; walked backwards so that the chains are in
 * the order of the lab. */
static void chain_spokes(struct compiler *c)
{
	for (uint32_t i = c->lab->vnet_count; i-- > 0;) {
		const struct lab_vnet *vnet = &c->lab->vnets[i];
		const struct lab_gateway *gateway = lab_serving_gateway(vnet);

		if (gateway == NULL || gateway->vnet == vnet)
			continue;
		c->next_spoke[i] = c->spokes[gateway->vnet->index];
		c->spokes[gateway->vnet->index] = i + 1;
	}
}

/* Each entry of the address spaces of the gateway's VNet and of the spokes that use it, as
 * configured (FACTS 4.2). */
static void make_gateway_routes(struct compiler *c, const struct lab_vnet *hub,
                                struct node_conf *conf)
{
	uint32_t count = hub->address_space.count;

	for (uint32_t i = c->spokes[hub->index]; i != 0; i = c->next_spoke[i - 1])
		count += c->lab->vnets[i - 1].address_space.count;

	struct node_route_conf *routes = arena_alloc(c->arena, count * sizeof(*routes));

	conf->routes = routes;
	conf->route_count = count;
	routes = add_vnet_routes(c, routes, hub);
	for (uint32_t i = c->spokes[hub->index]; i != 0; i = c->next_spoke[i - 1])
		routes = add_vnet_routes(c, routes, &c->lab->vnets[i - 1]);
}

static void make_gateway(struct compiler *c, const struct lab_vnet *vnet, uint32_t first)
{
	struct plan_node *nodes = &c->builder.plan->nodes[first];

	c->gateway_node[vnet->index] = first;
	make_gateway_routes(c, vnet, &nodes[0].conf);
	for (uint32_t i = 0; i < GATEWAY_INSTANCES; i++) {
		struct plan_node *node = &nodes[i];
		struct addr address = in_gateway_subnet(vnet, ADDR_IPV4, FIRST_INSTANCE + i);

		node->role = PLAN_ER_GATEWAY;
		node->gateway = vnet->gateway;
		node->instance = i;
		node->conf.name = arena_printf(c->arena, "%s/%u", vnet->gateway->name, i);
		node->conf.asn = PLAN_AS_GATEWAY;
		node->conf.router_id = addr_as_u32(&address);
		node->conf.routes = nodes[0].conf.routes;
		node->conf.route_count = nodes[0].conf.route_count;
	}
}

static void make_gateways(struct compiler *c)
{
	uint32_t node = c->lab->circuit_count * LAB_LINK_COUNT;

	chain_spokes(c);
	for (uint32_t i = 0; i < c->lab->vnet_count; i++) {
		if (!is_connected(c->lab->vnets[i].gateway))
			continue;
		make_gateway(c, &c->lab->vnets[i], node);
		node += GATEWAY_INSTANCES;
	}
	c->first_router = node;
}

/* Own routes leave with MED 0, as FRR sends them, so that the simulator shows what a real router
 * in its place would. */
static struct bgp_attrs router_route(struct arena *arena, const struct lab_router *router)
{
	struct bgp_attrs attrs = {
	    .present = bgp_attr_bit(BGP_ATTR_ORIGIN) | bgp_attr_bit(BGP_ATTR_AS_PATH) |
	               bgp_attr_bit(BGP_ATTR_MED),
	    .origin = BGP_ORIGIN_IGP,
	};
	size_t size = router->community_count * sizeof(uint32_t);
	struct writer out = writer_of(arena_alloc(arena, size), size);

	if (router->community_count == 0)
		return attrs;
	community_union((struct span){NULL, 0}, router->communities, router->community_count, &out);
	attrs.communities = writer_written(&out);
	attrs.present |= bgp_attr_bit(BGP_ATTR_COMMUNITIES);
	return attrs;
}

static uint32_t router_id_of(const struct lab_router *router)
{
	if (router->router_id != 0 || router->link_count == 0)
		return router->router_id;

	const struct lab_circuit_link *link = &router->links[0];
	struct addr address = lab_customer_address(link->circuit, link->link, ADDR_IPV4);

	return addr_as_u32(&address);
}

static void make_router(struct compiler *c, const struct lab_router *router, struct plan_node *node)
{
	uint32_t count = router->advertise.count;
	struct node_route_conf *routes = arena_alloc(c->arena, count * sizeof(*routes));
	struct bgp_attrs attrs = router_route(c->arena, router);

	for (uint32_t i = 0; i < count; i++)
		routes[i] = (struct node_route_conf){router->advertise.items[i], attrs};
	node->role = PLAN_SITE_ROUTER;
	node->external = router->external;
	node->router = router;
	node->conf = (struct node_conf){
	    .name = arena_printf(c->arena, "%s/%s", router->site->name, router->name),
	    .asn = router->asn,
	    .router_id = router_id_of(router),
	    .routes = routes,
	    .route_count = count,
	};
}

static void make_link_session(struct compiler *c, uint32_t node,
                              const struct lab_circuit_link *link, uint8_t family)
{
	const struct lab_circuit *circuit = link->circuit;
	struct addr customer = lab_customer_address(circuit, link->link, family);
	struct addr microsoft = lab_microsoft_address(circuit, link->link, family);

	if (!addr_is_set(&customer))
		return;

	struct plan_session *session =
	    plan_builder_session(&c->builder, PLAN_LINK_CIRCUIT, node, &customer,
	                         msee_node(circuit, link->link), &microsoft);

	session->delay_us = link->router->site->access_rtt_us / 2;
	session->basis = RTT_GIVEN;
	session->bandwidth_mbps = circuit->bandwidth_mbps;
	session->md5_key = circuit->shared_key;
	session->circuit_link = link;
}

/* IPv6 has a session of its own towards the customer (FACTS 1.6). */
static void make_router_sessions(struct compiler *c, const struct lab_router *router, uint32_t node)
{
	for (uint32_t i = 0; i < router->link_count; i++) {
		make_link_session(c, node, &router->links[i], ADDR_IPV4);
		make_link_session(c, node, &router->links[i], ADDR_IPV6);
	}
}

static void make_routers(struct compiler *c)
{
	uint32_t node = c->first_router;

	for (uint32_t i = 0; i < c->lab->site_count; i++) {
		const struct lab_site *site = &c->lab->sites[i];

		for (uint32_t j = 0; j < site->router_count; j++, node++) {
			make_router(c, &site->routers[j], &c->builder.plan->nodes[node]);
			make_router_sessions(c, &site->routers[j], node);
		}
	}
}

/* The MSEE waits for the gateway, so the two never collide. */
static void make_gateway_session(struct compiler *c, const struct lab_connection *connection,
                                 uint32_t instance, enum lab_link link)
{
	const struct lab_vnet *vnet = connection->gateway->vnet;
	uint32_t order = (uint32_t)(connection - connection->gateway->connections);
	struct addr near = in_gateway_subnet(vnet, ADDR_IPV4, FIRST_INSTANCE + instance);
	struct addr far = in_gateway_subnet(vnet, ADDR_IPV4, msee_offset(order, link));
	struct plan_session *session = plan_builder_session(
	    &c->builder, PLAN_LINK_GATEWAY, c->gateway_node[vnet->index] + instance, &near,
	    msee_node(connection->circuit, link), &far);
	uint32_t rtt_us;

	session->basis = facts_location_rtt_us(c->lab->facts, vnet->region,
	                                       connection->circuit->location, &rtt_us);
	session->delay_us = rtt_us / 2;
	session->bandwidth_mbps = connection->circuit->bandwidth_mbps;
	session->connection = connection;
	session->end[1].passive = true;
}

/* Each instance has a session with both MSEEs of each connection (FACTS 1.2). */
static void make_gateway_sessions(struct compiler *c, const struct lab_gateway *gateway)
{
	const uint32_t sessions = GATEWAY_INSTANCES * LAB_LINK_COUNT;

	for (uint32_t i = 0; i < gateway->connection_count * sessions; i++)
		make_gateway_session(c, &gateway->connections[i / sessions],
		                     i % sessions / LAB_LINK_COUNT,
		                     (enum lab_link)(i % LAB_LINK_COUNT));
}

/* Routes of both families travel over the IPv4 session; the next hop of IPv6 is the address at the
 * same place in the GatewaySubnet's IPv6 prefix (FACTS 1.6). */
static void add_ipv6(struct node_peer_conf *peer, const struct lab_vnet *vnet)
{
	struct prefix ipv4 = gateway_subnet(vnet, ADDR_IPV4);
	struct prefix ipv6 = gateway_subnet(vnet, ADDR_IPV6);
	uint32_t offset = addr_as_u32(&peer->rib.next_hop[ADDR_IPV4]) - addr_as_u32(&ipv4.addr);

	if (!addr_is_set(&ipv6.addr))
		return;
	peer->rib.families[ADDR_IPV6] = true;
	peer->rib.next_hop[ADDR_IPV6] = prefix_host(&ipv6, offset);
	peer->session.capabilities.families[ADDR_IPV6] = true;
}

static void make_gateway_policies(struct compiler *c, const struct plan_session *session)
{
	const struct facts *facts = c->lab->facts;
	const struct lab_connection *connection = session->connection;
	const struct lab_gateway *gateway = connection->gateway;
	struct node_peer_conf *at_gateway = plan_builder_peer(&c->builder, session, 0);
	struct node_peer_conf *at_msee = plan_builder_peer(&c->builder, session, 1);

	plan_policy_gateway(at_gateway,
	                    facts_limit(facts, "learned-weight-expressroute") +
	                        connection->routing_weight,
	                    gateway->allow_remote_vnet_traffic);
	plan_policy_msee_to_gateway(at_msee, gateway->vnet->index + 1);
	at_msee->prefix_limit[ADDR_IPV4] = facts_limit(facts, "gateway-to-circuit-ipv4");
	at_msee->prefix_limit[ADDR_IPV6] = facts_limit(facts, "gateway-to-circuit-ipv6");
	add_ipv6(at_gateway, gateway->vnet);
	add_ipv6(at_msee, gateway->vnet);
}

/* The nearest hold time that can be offered: none, or three seconds and more (RFC 4271
 * section 4.2).
 */
static uint16_t hold_time_s(uint32_t wanted)
{
	if (wanted == 1 || wanted == 2)
		return 3;
	return wanted < UINT16_MAX ? (uint16_t)wanted : UINT16_MAX;
}

/* RFC 4271 section 4.2: the smaller of both offers counts, and keepalives follow at a third of it.
 * FACTS 1.3. */
static void make_timers(struct compiler *c, const struct plan_session *session)
{
	uint16_t hold_s = hold_time_s(facts_limit(c->lab->facts, "msee-hold-s"));

	plan_builder_peer(&c->builder, session, 1)->session.hold_time_s = hold_s;
	if (session->kind == PLAN_LINK_GATEWAY)
		plan_builder_peer(&c->builder, session, 0)->session.hold_time_s = hold_s;
}

/* Sites of origin: the VNets' indexes for gateways, and behind them a number for each session with
 * a customer. */
static void make_policies(struct compiler *c)
{
	struct plan *plan = c->builder.plan;

	for (uint32_t i = 0; i < plan->session_count; i++) {
		const struct plan_session *session = &plan->sessions[i];

		make_timers(c, session);
		if (session->kind == PLAN_LINK_GATEWAY) {
			make_gateway_policies(c, session);
			continue;
		}
		plan_policy_router(plan_builder_peer(&c->builder, session, 0),
		                   session->circuit_link, c->arena);
		plan_policy_msee_to_customer(plan_builder_peer(&c->builder, session, 1),
		                             session->circuit_link->circuit,
		                             c->lab->vnet_count + 1 + i);
	}
}

static struct compiler compiler_new(const struct lab *lab)
{
	struct plan_builder builder =
	    plan_builder_new(count_nodes(lab), count_sessions_at_most(lab));

	builder.plan->lab = lab;
	return (struct compiler){
	    .lab = lab,
	    .builder = builder,
	    .arena = builder.plan->arena,
	    .gateway_node = xcalloc(lab->vnet_count + 1u, sizeof(uint32_t)),
	    .spokes = xcalloc(lab->vnet_count + 1u, sizeof(uint32_t)),
	    .next_spoke = xcalloc(lab->vnet_count + 1u, sizeof(uint32_t)),
	};
}

static struct plan *compiler_done(struct compiler *c)
{
	free(c->gateway_node);
	free(c->spokes);
	free(c->next_spoke);
	return plan_builder_done(&c->builder);
}

struct plan *plan_compile(const struct lab *lab)
{
	struct compiler c = compiler_new(lab);

	make_msees(&c);
	make_gateways(&c);
	make_routers(&c);
	for (uint32_t i = 0; i < lab->vnet_count; i++)
		if (is_connected(lab->vnets[i].gateway))
			make_gateway_sessions(&c, lab->vnets[i].gateway);
	plan_builder_finish(&c.builder);
	make_policies(&c);
	plan_assume(c.builder.plan);
	return compiler_done(&c);
}
