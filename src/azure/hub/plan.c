/* Virtual hubs: one router for each, between the hub's gateway and the routers of the other hubs of
 * the same virtual WAN. */
#include <string.h>

#include "topo/plan/plan_compile.h"

static void make_router(struct plan_compiler *c, const struct lab_hub *hub)
{
	struct plan_node *node = plan_compiler_node(c, hub->element, 0, PLAN_AS_GATEWAY);
	struct plan_routes routes = plan_address_space_routes(c, hub->vnet, true, 0);
	struct addr address = plan_hub_router_address(hub);

	plan_place_of(c, hub->vnet)->hub_router = c->node_count;
	node->conf.router_id = addr_as_u32(&address);
	node->conf.routes = routes.items;
	node->conf.route_count = routes.count;
}

void plan_make_hub_routers(struct plan_compiler *c)
{
	for (uint32_t i = 0; i < c->lab->hub_count; i++)
		make_router(c, &c->lab->hubs[i]);
}

static void make_gateway_sessions(struct plan_compiler *c, const struct lab_hub *hub)
{
	const struct plan_place *place = plan_place_of(c, hub->vnet);
	struct addr far = plan_hub_router_address(hub);

	for (uint32_t i = 0; place->gateway != 0 && i < LAB_INSTANCES; i++) {
		struct addr near = plan_gateway_address(hub->vnet->gateway, i);

		plan_compiler_session(c, PLAN_LINK_VNET, place->gateway - 1 + i, &near,
		                      place->hub_router - 1, &far);
	}
}

static void make_mesh_session(struct plan_compiler *c, const struct lab_hub *a,
                              const struct lab_hub *b)
{
	struct addr near = plan_hub_router_address(a);
	struct addr far = plan_hub_router_address(b);
	struct plan_session *session =
	    plan_compiler_session(c, PLAN_LINK_HUBS, plan_place_of(c, a->vnet)->hub_router - 1,
	                          &near, plan_place_of(c, b->vnet)->hub_router - 1, &far);
	uint32_t rtt_us;

	session->basis =
	    facts_region_rtt_us(c->lab->facts, a->vnet->region, b->vnet->region, &rtt_us);
	session->delay_us = rtt_us / 2;
}

static bool share_wan(const struct lab_hub *a, const struct lab_hub *b)
{
	return a->virtual_wan != NULL && b->virtual_wan != NULL &&
	       strcmp(a->virtual_wan, b->virtual_wan) == 0;
}

void plan_make_hub_sessions(struct plan_compiler *c)
{
	for (uint32_t i = 0; i < c->lab->hub_count; i++) {
		make_gateway_sessions(c, &c->lab->hubs[i]);
		for (uint32_t j = i + 1; j < c->lab->hub_count; j++)
			if (share_wan(&c->lab->hubs[i], &c->lab->hubs[j]))
				make_mesh_session(c, &c->lab->hubs[i], &c->lab->hubs[j]);
	}
}
