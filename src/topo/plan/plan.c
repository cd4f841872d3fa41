/*
 * From a lab to a plan: speakers for everything that speaks BGP, the sessions between them, and the
 * policies of their ends. Each kind of resource has a part of its own; here they are put in order.
 */
#include "topo/plan/plan.h"

#include <stdlib.h>

#include "base/check.h"
#include "topo/plan/plan_compile.h"

static uint32_t count_vnet_nodes(const struct lab_vnet *vnet)
{
	uint32_t count = vnet->gateway != NULL ? LAB_INSTANCES : 0;

	if (vnet->vpn_gateway != NULL)
		count += plan_vpn_instances(vnet->vpn_gateway);
	if (vnet->route_server != NULL)
		count += LAB_INSTANCES;
	for (uint32_t i = 0; i < vnet->nva_count; i++)
		count += plan_speaks_bgp(&vnet->nvas[i]);
	return count;
}

static uint32_t count_nodes(const struct lab *lab)
{
	uint32_t count = lab->circuit_count * LAB_LINK_COUNT + lab->hub_count;

	for (uint32_t i = 0; i < lab->vnet_count; i++)
		count += count_vnet_nodes(&lab->vnets[i]);
	for (uint32_t i = 0; i < lab->site_count; i++)
		count += lab->sites[i].router_count;
	return count;
}

/* Two for a circuit link, if both had IPv6; four for a connection. Most labs have no others. */
static uint32_t count_sessions(const struct lab *lab)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < lab->vnet_count; i++)
		if (plan_is_connected(lab->vnets[i].gateway))
			count += lab->vnets[i].gateway->connection_count * LAB_INSTANCES *
			         LAB_LINK_COUNT;
	for (uint32_t i = 0; i < lab->site_count; i++)
		for (uint32_t j = 0; j < lab->sites[i].router_count; j++)
			count += 2 * lab->sites[i].routers[j].link_count;
	return count;
}

struct plan_node *plan_compiler_node(struct plan_compiler *c, const struct lab_element *element,
                                     uint32_t instance, uint32_t asn)
{
	return plan_builder_node(&c->builder, c->node_count++, element, instance, asn);
}

static enum rtt_basis inside_vnet(const struct plan_compiler *c, const struct lab_vnet *vnet,
                                  uint32_t *rtt_us)
{
	return facts_region_rtt_us(c->lab->facts, vnet->region, vnet->region, rtt_us);
}

struct plan_session *plan_compiler_session(struct plan_compiler *c, enum plan_link_kind kind,
                                           uint32_t a, const struct addr *a_address, uint32_t b,
                                           const struct addr *b_address)
{
	struct plan_session *session =
	    plan_builder_session(&c->builder, kind, a, a_address, b, b_address);
	uint32_t rtt_us;

	session->end[1].passive = true;
	if (kind == PLAN_LINK_VNET) {
		session->basis =
		    inside_vnet(c, c->builder.plan->nodes[a].element->network, &rtt_us);
		session->delay_us = rtt_us / 2;
	}
	return session;
}

static struct plan_compiler compiler_new(const struct lab *lab)
{
	struct plan_builder builder =
	    plan_builder_new(lab->element_count, count_nodes(lab), count_sessions(lab));

	builder.plan->lab = lab;
	builder.plan->elements = lab->elements;
	return (struct plan_compiler){
	    .lab = lab,
	    .builder = builder,
	    .arena = builder.plan->arena,
	    .places = xcalloc(lab->vnet_count + 1u, sizeof(struct plan_place)),
	    .spokes = xcalloc(lab->vnet_count + 1u, sizeof(uint32_t)),
	    .next_spoke = xcalloc(lab->vnet_count + 1u, sizeof(uint32_t)),
	    .routers = xcalloc(lab->site_count + 1u, sizeof(uint32_t)),
	};
}

static struct plan *compiler_done(struct plan_compiler *c)
{
	free(c->places);
	free(c->spokes);
	free(c->next_spoke);
	free(c->routers);
	return plan_builder_done(&c->builder);
}

void plan_make_sessions_of(struct plan_compiler *c, enum lab_kind kind)
{
	const struct plan_hooks *hooks = c->lab->kinds[kind]->plan;

	for (uint32_t i = 0; hooks != NULL && i < c->lab->element_count; i++)
		if (c->lab->elements[i].kind == kind && hooks->sessions != NULL)
			hooks->sessions(c, &c->lab->elements[i]);
}

static void make_global_reach(struct plan_compiler *c)
{
	plan_make_sessions_of(c, LAB_GLOBAL_REACH);
}

struct plan *plan_compile(const struct lab *lab)
{
	static void (*const parts[])(struct plan_compiler *) = {
	    plan_chain_spokes,          plan_make_msees,
	    plan_make_gateways,         plan_make_vpn_gateways,
	    plan_make_route_servers,    plan_make_hub_routers,
	    plan_make_routers,          plan_make_circuit_sessions,
	    plan_make_gateway_sessions, make_global_reach,
	    plan_make_vpn_sessions,     plan_make_route_server_sessions,
	    plan_make_hub_sessions,
	};
	struct plan_compiler c = compiler_new(lab);

	for (size_t i = 0; i < COUNT_OF(parts); i++)
		parts[i](&c);
	plan_builder_finish(&c.builder);
	plan_make_policies(&c);
	plan_assume(c.builder.plan);
	return compiler_done(&c);
}
