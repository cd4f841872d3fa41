/* Circuits: two MSEEs for each, one speaker for each router on-premises, and their sessions. */
#include "bgp/community.h"
#include "topo/plan/plan_compile.h"

void plan_make_msees(struct plan_compiler *c)
{
	for (uint32_t i = 0; i < c->lab->circuit_count * LAB_LINK_COUNT; i++) {
		const struct lab_circuit *circuit = &c->lab->circuits[i / LAB_LINK_COUNT];
		enum lab_link link = (enum lab_link)(i % LAB_LINK_COUNT);
		struct plan_node *node =
		    plan_compiler_node(c, circuit->element, (uint32_t)link, PLAN_AS_MSEE);
		struct addr address = lab_microsoft_address(circuit, link, ADDR_IPV4);

		node->conf.router_id = addr_as_u32(&address);
	}
}

/* Own routes leave with MED 0, as FRR sends them, so that the simulator shows what a real router
 * in its place would. */
struct bgp_attrs plan_router_route(struct arena *arena, const uint32_t *communities, uint32_t count)
{
	struct bgp_attrs attrs = {
	    .present = bgp_attr_bit(BGP_ATTR_ORIGIN) | bgp_attr_bit(BGP_ATTR_AS_PATH) |
	               bgp_attr_bit(BGP_ATTR_MED),
	    .origin = BGP_ORIGIN_IGP,
	};
	size_t size = count * sizeof(uint32_t);
	struct writer out = writer_of(arena_alloc(arena, size), size);

	if (count == 0)
		return attrs;
	community_union((struct span){NULL, 0}, communities, count, &out);
	attrs.communities = writer_written(&out);
	attrs.present |= bgp_attr_bit(BGP_ATTR_COMMUNITIES);
	return attrs;
}

/* As the lab says; else the address on its first link, or the one that VPN gateways know. */
static uint32_t router_id_of(const struct lab *lab, const struct lab_router *router)
{
	if (router->router_id != 0)
		return router->router_id;
	if (router->link_count > 0) {
		const struct lab_circuit_link *link = &router->links[0];
		struct addr address = lab_customer_address(link->circuit, link->link, ADDR_IPV4);

		return addr_as_u32(&address);
	}
	for (uint32_t i = 0; i < lab->local_gateway_count; i++) {
		const struct lab_local_gateway *local = &lab->local_gateways[i];

		if (local->router == router && local->bgp_address.family == ADDR_IPV4)
			return addr_as_u32(&local->bgp_address);
	}
	return 0;
}

static void make_router(struct plan_compiler *c, const struct lab_router *router)
{
	struct plan_node *node = plan_compiler_node(c, router->element, 0, router->asn);
	uint32_t count = router->advertise.count;
	struct node_route_conf *routes = arena_alloc(c->arena, count * sizeof(*routes));
	struct bgp_attrs attrs =
	    plan_router_route(c->arena, router->communities, router->community_count);

	for (uint32_t i = 0; i < count; i++)
		routes[i] = (struct node_route_conf){router->advertise.items[i], attrs, 0};
	node->external = router->external;
	node->conf.router_id = router_id_of(c->lab, router);
	node->conf.routes = routes;
	node->conf.route_count = count;
}

void plan_make_routers(struct plan_compiler *c)
{
	for (uint32_t i = 0; i < c->lab->site_count; i++) {
		const struct lab_site *site = &c->lab->sites[i];

		c->routers[i] = c->node_count;
		for (uint32_t j = 0; j < site->router_count; j++)
			make_router(c, &site->routers[j]);
	}
}

uint32_t plan_router_node(const struct plan_compiler *c, const struct lab_router *router)
{
	return c->routers[router->site->index] + (uint32_t)(router - router->site->routers);
}

static void make_link_session(struct plan_compiler *c, const struct lab_circuit_link *link,
                              uint8_t family)
{
	const struct lab_circuit *circuit = link->circuit;
	struct addr customer = lab_customer_address(circuit, link->link, family);
	struct addr microsoft = lab_microsoft_address(circuit, link->link, family);

	if (!addr_is_set(&customer))
		return;

	struct plan_session *session =
	    plan_compiler_session(c, PLAN_LINK_CIRCUIT, plan_router_node(c, link->router),
	                          &customer, plan_msee_node(circuit, link->link), &microsoft);

	session->end[1].passive = false;
	session->delay_us = link->router->site->access_rtt_us / 2;
	session->basis = RTT_GIVEN;
	session->bandwidth_mbps = circuit->bandwidth_mbps;
	session->md5_key = circuit->shared_key;
	session->circuit_link = link;
}

/* IPv6 has a session of its own towards the customer (FACTS 1.6). */
static void make_router_sessions(struct plan_compiler *c, const struct lab_router *router)
{
	for (uint32_t i = 0; i < router->link_count; i++) {
		make_link_session(c, &router->links[i], ADDR_IPV4);
		make_link_session(c, &router->links[i], ADDR_IPV6);
	}
}

void plan_make_circuit_sessions(struct plan_compiler *c)
{
	for (uint32_t i = 0; i < c->lab->site_count; i++)
		for (uint32_t j = 0; j < c->lab->sites[i].router_count; j++)
			make_router_sessions(c, &c->lab->sites[i].routers[j]);
}
