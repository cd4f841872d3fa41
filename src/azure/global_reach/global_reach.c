/* Global Reach: a connection of two circuits, MSEE to MSEE. */
#include "azure/global_reach/global_reach.h"

#include "azure/azure.h"
#include "base/check.h"
#include "topo/event/event_target.h"

static void add_session(const struct lab_element *element, const struct plan_node *node,
                        uint32_t session, struct event_targets *out)
{
	CHECK(node->element == lab_global_reach_of(element)->circuit->element);
	event_target_add(out, TARGET_LINK, element->own_name, session);
}

static void add_targets(const struct plan *plan, const struct lab_element *element,
                        struct event_targets *out)
{
	CHECK(element->kind == LAB_GLOBAL_REACH);
	event_target_each_session(plan, lab_global_reach_of(element)->circuit->element, element,
	                          add_session, out);
}

static const struct target_hooks global_reach_targets = {add_targets};

const struct kind_hooks azure_global_reach = {
    .forward = &global_reach_forward,
    .load = &global_reach_load,
    .judge = &global_reach_judge,
    .plan = &global_reach_plan,
    .targets = &global_reach_targets,
    .limits = &global_reach_limits,
    .why = global_reach_why,
};
