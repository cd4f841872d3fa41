/* ExpressRoute circuits: two MSEEs each. */
#include "azure/circuit/circuit.h"

#include "azure/azure.h"
#include "base/check.h"
#include "topo/event/event_target.h"

/* A link is known by its MSEE, and by the circuit. */
static void add_msee(const struct plan *plan, uint32_t node, struct event_targets *out)
{
	const struct plan_node *at = &plan->nodes[node];

	CHECK(at->element->kind == LAB_CIRCUIT && at->instance < LAB_LINK_COUNT);
	event_target_add(out, TARGET_MSEE, at->conf.name, node);
	event_target_add(out, TARGET_CIRCUIT, at->element->name, node);
	for (uint32_t i = 0; i < at->conf.peer_count; i++) {
		if (plan->sessions[at->sessions[i]].kind != PLAN_LINK_CIRCUIT)
			continue;
		event_target_add(out, TARGET_LINK, at->conf.name, at->sessions[i]);
		event_target_add(out, TARGET_LINK, at->element->name, at->sessions[i]);
	}
}

static void add_targets(const struct plan *plan, const struct lab_element *element,
                        struct event_targets *out)
{
	struct plan_span span = plan_span_of(plan, element);

	CHECK(span.count == LAB_LINK_COUNT);
	event_target_add_speakers(plan, element, out);
	for (uint32_t i = span.first; i < span.first + span.count; i++)
		add_msee(plan, i, out);
}

static const struct target_hooks circuit_targets = {add_targets};

const struct kind_hooks azure_circuit = {
    .forward = &circuit_forward,
    .load = &circuit_load,
    .judge = &circuit_judge,
    .plan = &circuit_plan,
    .targets = &circuit_targets,
    .limits = &circuit_limits,
};
