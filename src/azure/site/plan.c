/* A router in the plan: one speaker, and its sessions over the links of circuits. */
#include "azure/network.h"
#include "azure/policy.h"
#include "azure/site/site.h"
#include "base/check.h"

/* As the lab says; else the address by which it speaks iBGP. */
static uint32_t router_id_of(const struct lab *lab, const struct lab_router *router)
{
	struct addr address = site_router_address(lab, router, ADDR_IPV4);

	if (router->router_id != 0)
		return router->router_id;
	return addr_is_set(&address) ? addr_as_u32(&address) : 0;
}

static void set_choice(struct plan_compiler *c, const struct lab_router *router,
                       struct rib_choice *choice)
{
	*choice = (struct rib_choice){.maximum = router->maximum_paths,
	                              .maximum_internal = router->maximum_paths_ibgp,
	                              .same_as = !router->multipath_relax,
	                              .keep_oldest = !router->compare_router_id};
	site_add_next_hops(c, router, choice);
}

static void make_router(struct plan_compiler *c, const struct lab_element *element)
{
	const struct lab_router *router = lab_router_of(element);
	struct plan_node *node = plan_compiler_node(c, element, 0, router->asn);
	uint32_t count = router->advertise.count;
	struct node_route_conf *routes = arena_alloc(c->arena, count * sizeof(*routes));
	struct bgp_attrs attrs =
	    azure_router_route(c->arena, router->communities, router->community_count);

	CHECK(element->kind == LAB_ROUTER);
	for (uint32_t i = 0; i < count; i++)
		routes[i] = (struct node_route_conf){
		    router->advertise.items[i],
		    azure_announced(
			c->arena, &attrs,
			lab_announcement_of(&router->announce, &router->advertise.items[i])),
		    0};
	node->external = router->external;
	node->conf.router_id = router_id_of(c->lab, router);
	node->conf.routes = routes;
	node->conf.route_count = count;
	set_choice(c, router, &node->conf.choice);
}

static void make_link_session(struct plan_compiler *c, const struct lab_circuit_link *link,
                              uint8_t family)
{
	const struct lab_circuit *circuit = link->circuit;
	struct addr customer = lab_customer_address(circuit, link->link, family);
	struct addr microsoft = lab_microsoft_address(circuit, link->link, family);

	CHECK(link->link < LAB_LINK_COUNT && customer.family == microsoft.family);
	if (!addr_is_set(&customer))
		return;

	struct plan_session *session = plan_compiler_session(
	    c, PLAN_LINK_CIRCUIT, plan_speaker(c, link->router->element, 0), &customer,
	    plan_speaker(c, circuit->element, link->link), &microsoft);

	session->end[1].passive = false;
	session->delay_us = link->router->site->access_rtt_us / 2;
	session->basis = RTT_GIVEN;
	session->bandwidth_mbps = circuit->bandwidth_mbps;
	session->md5_key = circuit->shared_key;
	session->circuit_link = link;
}

/* IPv6 has a session of its own towards the customer (ipv6-over-ipv4-session). */
static void make_router_sessions(struct plan_compiler *c, const struct lab_element *element)
{
	const struct lab_router *router = lab_router_of(element);

	CHECK(element->kind == LAB_ROUTER);
	for (uint32_t i = 0; i < router->link_count; i++) {
		make_link_session(c, &router->links[i], ADDR_IPV4);
		make_link_session(c, &router->links[i], ADDR_IPV6);
	}
	site_make_interior_sessions(c, router);
}

const struct plan_hooks router_plan = {
    .speakers = azure_one_speaker,
    .nodes = make_router,
    .on_premises = true,
    .sessions = make_router_sessions,
    .sides = router_sides,
    .assumed = router_assumed,
};
