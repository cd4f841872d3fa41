/*
 * From a lab to a plan: speakers for everything that speaks BGP, the sessions between them, and the
 * policies of their ends. Each kind of element does its own part; here they are put in order.
 */
#include "topo/plan/plan.h"

#include <stdlib.h>

#include "base/check.h"
#include "topo/plan/plan_compile.h"

static const struct plan_hooks *hooks_of(const struct lab *lab, enum lab_kind kind)
{
	static const struct plan_hooks none;
	const struct plan_hooks *hooks = lab->kinds[kind]->plan;

	return hooks == NULL ? &none : hooks;
}

uint32_t plan_speaker_count(const struct lab *lab, const struct lab_element *element)
{
	const struct plan_hooks *hooks = hooks_of(lab, element->kind);

	CHECK((hooks->speakers == NULL) == (lab_kind_role(element->kind) == NULL));
	return hooks->speakers == NULL ? 0 : hooks->speakers(element);
}

static uint32_t count_nodes(const struct lab *lab)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < lab->element_count; i++)
		count += plan_speaker_count(lab, &lab->elements[i]);
	return count;
}

struct addr plan_speaker_address(const struct lab *lab, const struct lab_element *element,
                                 uint32_t instance)
{
	const struct plan_hooks *hooks = hooks_of(lab, element->kind);

	CHECK(hooks->address != NULL && instance < plan_speaker_count(lab, element));
	return hooks->address(element, instance);
}

uint32_t plan_speaker(const struct plan_compiler *c, const struct lab_element *element,
                      uint32_t instance)
{
	struct plan_span span = plan_span_of(c->builder.plan, element);

	CHECK(instance < span.count);
	return span.first + instance;
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

	session->element = c->maker;
	session->end[1].passive = true;
	if (kind == PLAN_LINK_VNET) {
		session->basis =
		    inside_vnet(c, c->builder.plan->nodes[a].element->network, &rtt_us);
		session->delay_us = rtt_us / 2;
	}
	return session;
}

struct plan_session *plan_compiler_join(struct plan_compiler *c, enum plan_link_kind kind,
                                        const struct lab_element *a, uint32_t a_instance,
                                        const struct lab_element *b, uint32_t b_instance)
{
	struct addr near = plan_speaker_address(c->lab, a, a_instance);
	struct addr far = plan_speaker_address(c->lab, b, b_instance);

	return plan_compiler_session(c, kind, plan_speaker(c, a, a_instance), &near,
	                             plan_speaker(c, b, b_instance), &far);
}

/* Chains each spoke to the VNet that serves it; walked backwards so that the chains are in the
 * order of the lab. */
static void chain_spokes(struct plan_compiler *c)
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

static void make_nodes(struct plan_compiler *c, bool on_premises)
{
	for (uint32_t i = 0; i < c->lab->element_count; i++) {
		const struct lab_element *element = &c->lab->elements[i];
		const struct plan_hooks *hooks = hooks_of(c->lab, element->kind);

		if (hooks->nodes == NULL || hooks->on_premises != on_premises)
			continue;
		hooks->nodes(c, element);
		CHECK(plan_span_of(c->builder.plan, element).count ==
		      plan_speaker_count(c->lab, element));
	}
}

static void make_sessions(struct plan_compiler *c)
{
	for (uint32_t i = 0; i < c->lab->element_count; i++) {
		const struct plan_hooks *hooks = hooks_of(c->lab, c->lab->elements[i].kind);

		c->maker = &c->lab->elements[i];
		if (hooks->sessions != NULL)
			hooks->sessions(c, c->maker);
	}
	c->maker = NULL;
}

static struct plan_compiler compiler_new(const struct lab *lab)
{
	struct plan_builder builder = plan_builder_new(lab->element_count, count_nodes(lab));

	builder.plan->lab = lab;
	builder.plan->elements = lab->elements;
	return (struct plan_compiler){
	    .lab = lab,
	    .builder = builder,
	    .arena = builder.plan->arena,
	    .spokes = xcalloc(lab->vnet_count + 1u, sizeof(uint32_t)),
	    .next_spoke = xcalloc(lab->vnet_count + 1u, sizeof(uint32_t)),
	};
}

static struct plan *compiler_done(struct plan_compiler *c)
{
	free(c->spokes);
	free(c->next_spoke);
	return plan_builder_done(&c->builder);
}

struct plan *plan_compile(const struct lab *lab)
{
	struct plan_compiler c = compiler_new(lab);

	chain_spokes(&c);
	make_nodes(&c, false);
	make_nodes(&c, true);
	CHECK(c.node_count == c.builder.plan->node_count);
	make_sessions(&c);
	plan_builder_finish(&c.builder);
	plan_make_policies(&c);
	plan_assume(c.builder.plan);
	return compiler_done(&c);
}
