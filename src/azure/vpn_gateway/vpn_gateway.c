/* VPN gateways and their connections. */
#include "azure/vpn_gateway/vpn_gateway.h"

#include "azure/azure.h"
#include "base/check.h"
#include "query/state/fabric.h"
#include "topo/event/event_target.h"

static const struct target_hooks vpn_gateway_targets = {event_target_add_speakers};

static const struct table_hooks vpn_gateway_table = {
    .next_hop_rule = "nic-vpn-next-hop",
};

const struct kind_hooks azure_vpn_gateway = {
    .table = &vpn_gateway_table,
    .forward = &vpn_gateway_forward,
    .load = &vpn_gateway_load,
    .judge = &vpn_gateway_judge,
    .plan = &vpn_gateway_plan,
    .targets = &vpn_gateway_targets,
    .limits = &vpn_gateway_limits,
    .why = vpn_gateway_why,
};

/* Also by the instance of the gateway, since each has a tunnel of its own. */
static void add_session(const struct lab_element *element, const struct plan_node *node,
                        uint32_t session, struct event_targets *out)
{
	const char *tunnel = arena_printf(out->arena, "%s/%u", element->name, node->instance);

	CHECK(node->element == lab_vpn_connection_of(element)->gateway->element);
	event_target_add_connection(out, element->name, session);
	event_target_add_connection(out, tunnel, session);
}

static void add_connection_targets(const struct plan *plan, const struct lab_element *element,
                                   struct event_targets *out)
{
	CHECK(element->kind == LAB_VPN_CONNECTION);
	event_target_each_session(plan, lab_vpn_connection_of(element)->gateway->element, element,
	                          add_session, out);
}

static const struct target_hooks vpn_connection_targets = {add_connection_targets};

const struct kind_hooks azure_vpn_connection = {
    .load = &vpn_connection_load,
    .plan = &vpn_connection_plan,
    .targets = &vpn_connection_targets,
};
