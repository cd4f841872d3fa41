/* ExpressRoute gateways: two instances for each that has a connection, what they announce, and
 * their sessions with MSEEs. */
#include "bgp/community.h"
#include "topo/plan/plan_compile.h"

/* Chains each spoke to the VNet that serves it; walked backwards so that the chains are in the
 * order of the lab. */
void plan_chain_spokes(struct plan_compiler *c)
{
	for (uint32_t i = c->lab->vnet_count; i-- > 0;) {
		const struct lab_vnet *vnet = &c->lab->vnets[i];
		const struct lab_vnet *serving = lab_serving_vnet(vnet);

		if (serving == NULL || serving == vnet)
			continue;
		c->next_spoke[i] = c->spokes[serving->index];
		c->spokes[serving->index] = i + 1;
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

static struct bgp_attrs vnet_route(struct plan_compiler *c, const struct lab_vnet *vnet)
{
	struct bgp_attrs attrs =
	    plan_gateway_route(facts_limit(c->lab->facts, "learned-weight-own"));

	add_communities(c->arena, &attrs, vnet);
	return attrs;
}

static void add_route(struct plan_routes *routes, const struct prefix *prefix,
                      const struct bgp_attrs *attrs)
{
	routes->items[routes->count++] = (struct node_route_conf){*prefix, *attrs, 0};
}

static bool is_covered(const struct lab_prefixes *summaries, const struct prefix *prefix)
{
	for (uint32_t i = 0; i < summaries->count; i++)
		if (prefix_contains(&summaries->items[i], prefix))
			return true;
	return false;
}

/* `summaries` stand for the prefixes that they cover; NULL: none do. */
static void add_vnet(struct plan_compiler *c, struct plan_routes *routes,
                     const struct lab_vnet *vnet, bool ipv4_only,
                     const struct lab_prefixes *summaries)
{
	struct bgp_attrs attrs = vnet_route(c, vnet);

	for (uint32_t i = 0; i < vnet->address_space.count; i++) {
		const struct prefix *prefix = &vnet->address_space.items[i];

		if (ipv4_only && prefix->addr.family != ADDR_IPV4)
			continue;
		if (summaries == NULL || !is_covered(summaries, prefix))
			add_route(routes, prefix, &attrs);
	}
}

static uint32_t count_address_space(const struct plan_compiler *c, const struct lab_vnet *vnet)
{
	uint32_t count = vnet->address_space.count + vnet->summarized.count;

	for (uint32_t i = c->spokes[vnet->index]; i != 0; i = c->next_spoke[i - 1])
		count += c->lab->vnets[i - 1].address_space.count;
	return count;
}

static struct plan_routes routes_new(struct plan_compiler *c, const struct lab_vnet *vnet,
                                     uint32_t extra_room)
{
	size_t room = count_address_space(c, vnet) + extra_room;

	return (struct plan_routes){
	    .items = arena_alloc(c->arena, room * sizeof(struct node_route_conf))};
}

struct plan_routes plan_address_space_routes(struct plan_compiler *c, const struct lab_vnet *vnet,
                                             bool ipv4_only, uint32_t extra_room)
{
	struct plan_routes routes = routes_new(c, vnet, extra_room);

	add_vnet(c, &routes, vnet, ipv4_only, NULL);
	for (uint32_t i = c->spokes[vnet->index]; i != 0; i = c->next_spoke[i - 1])
		add_vnet(c, &routes, &c->lab->vnets[i - 1], ipv4_only, NULL);
	return routes;
}

/* Each entry of the address spaces of the gateway's VNet and of the spokes that use it, as
 * configured (FACTS 4.2). Summaries stand in for all of the VNet's own entries, and for those of
 * spokes that they cover (FACTS 2). Virtual hubs have no IPv6 (FACTS 1.6). */
static struct plan_routes gateway_routes(struct plan_compiler *c, const struct lab_vnet *vnet)
{
	const struct lab_prefixes *summaries = &vnet->summarized;
	struct plan_routes routes;

	if (summaries->count == 0)
		return plan_address_space_routes(c, vnet, vnet->hub != NULL, 0);
	routes = routes_new(c, vnet, 0);

	struct bgp_attrs attrs = vnet_route(c, vnet);

	for (uint32_t i = 0; i < summaries->count; i++)
		add_route(&routes, &summaries->items[i], &attrs);
	for (uint32_t i = c->spokes[vnet->index]; i != 0; i = c->next_spoke[i - 1])
		add_vnet(c, &routes, &c->lab->vnets[i - 1], false, summaries);
	return routes;
}

static void make_gateway(struct plan_compiler *c, const struct lab_vnet *vnet)
{
	struct plan_routes routes = gateway_routes(c, vnet);

	plan_place_of(c, vnet)->gateway = c->node_count + 1;
	for (uint32_t i = 0; i < LAB_INSTANCES; i++) {
		struct plan_node *node =
		    plan_compiler_node(c, vnet->gateway->element, i, PLAN_AS_GATEWAY);
		struct addr address = plan_gateway_address(vnet->gateway, i);

		node->conf.router_id = addr_as_u32(&address);
		node->conf.routes = routes.items;
		node->conf.route_count = routes.count;
	}
}

void plan_make_gateways(struct plan_compiler *c)
{
	for (uint32_t i = 0; i < c->lab->vnet_count; i++)
		if (c->lab->vnets[i].gateway != NULL)
			make_gateway(c, &c->lab->vnets[i]);
}

static void make_session(struct plan_compiler *c, const struct lab_connection *connection,
                         uint32_t instance, enum lab_link link)
{
	const struct lab_vnet *vnet = connection->gateway->vnet;
	struct addr near = plan_gateway_address(connection->gateway, instance);
	struct addr far = plan_msee_address(connection, link, ADDR_IPV4);
	struct plan_session *session = plan_compiler_session(
	    c, PLAN_LINK_GATEWAY, plan_place_of(c, vnet)->gateway - 1 + instance, &near,
	    plan_msee_node(connection->circuit, link), &far);
	uint32_t rtt_us;

	session->basis = facts_location_rtt_us(c->lab->facts, vnet->region,
	                                       connection->circuit->location, &rtt_us);
	session->delay_us = rtt_us / 2;
	session->bandwidth_mbps = connection->circuit->bandwidth_mbps;
	session->connection = connection;
}

/* Each instance has a session with both MSEEs of each connection (FACTS 1.2). */
static void make_sessions(struct plan_compiler *c, const struct lab_gateway *gateway)
{
	const uint32_t sessions = LAB_INSTANCES * LAB_LINK_COUNT;

	for (uint32_t i = 0; i < gateway->connection_count * sessions; i++)
		make_session(c, &gateway->connections[i / sessions], i % sessions / LAB_LINK_COUNT,
		             (enum lab_link)(i % LAB_LINK_COUNT));
}

void plan_make_gateway_sessions(struct plan_compiler *c)
{
	for (uint32_t i = 0; i < c->lab->vnet_count; i++)
		if (plan_is_connected(c->lab->vnets[i].gateway))
			make_sessions(c, c->lab->vnets[i].gateway);
}
