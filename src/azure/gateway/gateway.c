/* ExpressRoute gateways, and their connections to circuits. */
#include "azure/gateway/gateway.h"

#include "azure/azure.h"
#include "base/check.h"
#include "topo/event/event_target.h"

static void add_targets(const struct plan *plan, const struct lab_element *element,
                        struct event_targets *out)
{
	CHECK(element->kind == LAB_GATEWAY);
	event_target_add_speakers(plan, element, out);
	event_target_add(out, TARGET_GATEWAY, element->name, element->index);
}

static const struct target_hooks gateway_targets = {add_targets};

const struct kind_hooks azure_gateway = {
    .forward = &gateway_forward,
    .table = &gateway_table,
    .load = &gateway_load,
    .judge = &gateway_judge,
    .plan = &gateway_plan,
    .targets = &gateway_targets,
    .limits = &gateway_limits,
    .why = gateway_why,
};

static void add_session(const struct lab_element *element, const struct plan_node *node,
                        uint32_t session, struct event_targets *out)
{
	CHECK(node->element == lab_connection_of(element)->gateway->element);
	event_target_add_connection(out, element->name, session);
}

static void add_connection_targets(const struct plan *plan, const struct lab_element *element,
                                   struct event_targets *out)
{
	CHECK(element->kind == LAB_CONNECTION);
	event_target_add(out, TARGET_ER_CONNECTION, element->name, element->index);
	event_target_each_session(plan, lab_connection_of(element)->gateway->element, element,
	                          add_session, out);
}

static const struct target_hooks connection_targets = {add_connection_targets};

const struct kind_hooks azure_connection = {
    .load = &connection_load,
    .plan = &connection_plan,
    .targets = &connection_targets,
    .limits = &connection_limits,
};
