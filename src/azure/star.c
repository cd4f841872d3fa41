/* A star of gateways around one circuit, without a lab: the load on which speed is measured. */
#include "azure/star.h"

#include "azure/policy.h"
#include "base/check.h"

enum {
	STAR_DELAY_US = 1000,
	STAR_PREFIXES_MAX = 7000000, /* /24s from 16.0.0.0 up to 122.255.255.0 */
	PREFIX_LENGTH = 24,
};

static const uint32_t first_msee = 0x7f000002;    /* 127.0.0.2, then .3 */
static const uint32_t first_gateway = 0x7f010001; /* 127.1.0.1 and up */
static const uint32_t first_prefix = 0x10000000;  /* 16.0.0.0/24 and up */

/* The circuit, and behind it the gateways. */
static const struct lab_element *star_elements(struct arena *arena, uint32_t gateways)
{
	struct lab_element *elements = arena_alloc(arena, (gateways + 1u) * sizeof(*elements));

	elements[0] = (struct lab_element){.kind = LAB_CIRCUIT, .name = "star", .group = "star"};
	for (uint32_t i = 1; i <= gateways; i++) {
		const char *name = arena_printf(arena, "gw-%u", i - 1);

		elements[i] = (struct lab_element){
		    .kind = LAB_GATEWAY, .index = i, .name = name, .group = name};
	}
	return elements;
}

static void star_msee(struct plan_builder *builder, uint32_t link)
{
	struct plan_node *node =
	    plan_builder_node(builder, link, &builder->plan->elements[0], link, AZURE_AS_MSEE);

	node->conf.router_id = first_msee + link;
}

static const struct node_route_conf *star_routes(struct arena *arena, uint32_t first,
                                                 uint32_t count)
{
	struct node_route_conf *routes = arena_alloc(arena, count * sizeof(*routes));

	for (uint32_t i = 0; i < count; i++) {
		struct addr addr = addr_v4(first_prefix + ((first + i) << (32 - PREFIX_LENGTH)));

		routes[i].prefix = prefix_make(&addr, PREFIX_LENGTH);
		routes[i].attrs = azure_gateway_route(AZURE_WEIGHT_OWN);
	}
	return routes;
}

static void star_gateway(struct plan_builder *builder, uint32_t number, uint32_t prefixes)
{
	struct plan *plan = builder->plan;
	struct plan_node *node = plan_builder_node(
	    builder, LAB_LINK_COUNT + number, &plan->elements[1 + number], 0, AZURE_AS_GATEWAY);

	node->conf.router_id = first_gateway + number;
	node->conf.routes = star_routes(plan->arena, number * prefixes, prefixes);
	node->conf.route_count = prefixes;
}

static void star_session(struct plan_builder *builder, uint32_t number, uint32_t msee)
{
	struct addr near = addr_v4(first_gateway + number);
	struct addr far = addr_v4(first_msee + msee);
	struct plan_session *session = plan_builder_session(
	    builder, PLAN_LINK_GATEWAY, LAB_LINK_COUNT + number, &near, msee, &far);

	session->end[1].passive = true;
	session->delay_us = STAR_DELAY_US;
	session->basis = RTT_GIVEN;
}

/* No prefix limits: they would end the larger measurements. */
struct plan *plan_star(uint32_t gateways, uint32_t prefixes)
{
	CHECK(gateways <= RIB_PEER_MAX && (uint64_t)gateways * prefixes <= STAR_PREFIXES_MAX);

	struct plan_builder builder = plan_builder_new(gateways + 1, LAB_LINK_COUNT + gateways);
	struct plan *plan = builder.plan;

	plan->elements = star_elements(plan->arena, gateways);

	for (uint32_t link = 0; link < LAB_LINK_COUNT; link++)
		star_msee(&builder, link);
	for (uint32_t i = 0; i < gateways; i++) {
		star_gateway(&builder, i, prefixes);
		star_session(&builder, i, LAB_PRIMARY);
		star_session(&builder, i, LAB_SECONDARY);
	}
	plan_builder_finish(&builder);
	for (uint32_t i = 0; i < plan->session_count; i++) {
		const struct plan_session *session = &plan->sessions[i];

		azure_policy_gateway(plan_builder_peer(&builder, session, 0),
		                     AZURE_WEIGHT_EXPRESSROUTE, true);
		azure_policy_msee(plan_builder_peer(&builder, session, 1), i / 2 + 1);
	}
	return plan_builder_done(&builder);
}
