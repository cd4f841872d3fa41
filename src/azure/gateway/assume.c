/* What a plan takes for granted of ExpressRoute gateways and their connections. */
#include "azure/gateway/gateway.h"
#include "topo/plan/plan_compile.h"

/* Of the instances one counts, and nothing depends on a gateway that has no connection. */
static bool is_gateway(const struct plan_node *node)
{
	return node->element->kind == LAB_GATEWAY && node->instance == 0 &&
	       lab_gateway_of(node->element)->connection_count > 0;
}

/* A hub's gateway has no switch for other VNets but the one about networks outside the virtual
 * WAN. */
static bool has_vnet_switch(const struct plan_node *node)
{
	return is_gateway(node) && node->element->network->hub == NULL;
}

static bool accepts_by_default(const struct plan *plan, const struct plan_node *node)
{
	(void)plan;
	return has_vnet_switch(node) &&
	       lab_gateway_of(node->element)->allow_remote_vnet_is_default &&
	       lab_gateway_of(node->element)->allow_remote_vnet_traffic;
}

static bool refuses_by_default(const struct plan *plan, const struct plan_node *node)
{
	(void)plan;
	return has_vnet_switch(node) &&
	       lab_gateway_of(node->element)->allow_remote_vnet_is_default &&
	       !lab_gateway_of(node->element)->allow_remote_vnet_traffic;
}

static bool has_hubs(const struct plan *plan)
{
	return plan->lab->hub_count > 0;
}

static bool wan_accepts_by_default(const struct plan *plan, const struct plan_node *node)
{
	return has_hubs(plan) && is_gateway(node) &&
	       lab_gateway_of(node->element)->allow_virtual_wan_is_default &&
	       lab_gateway_of(node->element)->allow_virtual_wan_traffic;
}

static bool wan_refuses_by_default(const struct plan *plan, const struct plan_node *node)
{
	return has_hubs(plan) && is_gateway(node) &&
	       lab_gateway_of(node->element)->allow_virtual_wan_is_default &&
	       !lab_gateway_of(node->element)->allow_virtual_wan_traffic;
}

static bool refuses(const struct plan *plan, const struct plan_node *node)
{
	(void)plan;
	return has_vnet_switch(node) && !lab_gateway_of(node->element)->allow_remote_vnet_traffic;
}

static bool marks(const struct plan *plan, const struct plan_node *node)
{
	(void)plan;
	return is_gateway(node) && node->element->network->hub != NULL;
}

/* There is something in the VNet that could bring a prefix of the gateway's own. */
static bool could_meet_own_prefix(const struct plan *plan, const struct plan_node *node)
{
	(void)plan;
	return is_gateway(node) &&
	       (node->element->network->route_server != NULL ||
	        node->element->network->vpn_gateway != NULL || node->element->network->hub != NULL);
}

/* The gateway's network is peered with one that it does not serve. */
static bool sees_peers(const struct plan *plan, const struct plan_node *node)
{
	const struct lab_vnet *vnet = is_gateway(node) ? node->element->network : NULL;

	(void)plan;
	for (uint32_t i = 0; vnet != NULL && i < vnet->peering_count; i++)
		if (vnet->peerings[i].remote != NULL &&
		    lab_serving_vnet(vnet->peerings[i].remote) != vnet)
			return true;
	return false;
}

static bool has_summary_for_gateways_only(const struct plan *plan, const struct plan_node *node)
{
	(void)plan;
	return is_gateway(node) && node->element->network->summarized.count > 0 &&
	       node->element->network->route_server != NULL;
}

const struct plan_assumed gateway_assumed[] = {
    {.rank = 1,
     .rule = "remote-vnet-toggle-default",
     .nodes = refuses_by_default,
     .text = "gateway(s) without allow-remote-vnet-traffic refuse the prefixes of other virtual "
             "networks, "
             "as gateways made since 2024 do"},
    {.rank = 2,
     .rule = "remote-vnet-toggle-default",
     .nodes = accepts_by_default,
     .text = "gateway(s) without allow-remote-vnet-traffic accept the prefixes of other virtual "
             "networks, "
             "as gateways made before 2024 do"},
    {.rank = 3,
     .rule = "remote-vnet-toggle-default",
     .nodes = wan_refuses_by_default,
     .text = "gateway(s) that do not say if they allow traffic across the border of a virtual WAN "
             "refuse "
             "it, as gateways made since 2024 do"},
    {.rank = 4,
     .rule = "remote-vnet-toggle-default",
     .nodes = wan_accepts_by_default,
     .text = "gateway(s) that do not say if they allow traffic across the border of a virtual WAN "
             "accept "
             "it, as gateways made before 2024 do"},
    {.rank = 5,
     .rule = "remote-vnet-filter-at-gateway",
     .nodes = refuses,
     .text = "gateway(s) refuse those prefixes themselves: the MSEEs keep them in their tables"},
    {.rank = 6,
     .rule = "virtual-wan-mark",
     .nodes = marks,
     .text = "gateway(s) of virtual hubs mark what they announce with 65517:12001, by which others "
             "know "
             "it"},
    {.rank = 16,
     .rule = "gateway-peerings",
     .nodes = sees_peers,
     .text = "gateway(s) send nothing by a peering to networks that do not use them"},
    {.rank = 17,
     .rule = "gateway-refuses-own-prefix",
     .nodes = could_meet_own_prefix,
     .text = "gateway(s) take none of their own prefixes from elsewhere"},
    {.rank = 21,
     .rule = "summarized-not-route-server",
     .nodes = has_summary_for_gateways_only,
     .text = "VNet(s) have summaries that their Route Server does not use"},
    {.rule = NULL},
};

static bool is_estimated(const struct plan *plan, const struct plan_session *session)
{
	(void)plan;
	return session->kind == PLAN_LINK_GATEWAY && session->basis == RTT_ESTIMATED;
}

static bool is_unknown(const struct plan *plan, const struct plan_session *session)
{
	(void)plan;
	return session->kind == PLAN_LINK_GATEWAY && session->basis == RTT_UNKNOWN;
}

const struct plan_assumed connection_assumed[] = {
    {.rank = 22,
     .rule = "location-rtt-model",
     .sessions = is_estimated,
     .text = "session(s) between MSEE and gateway have an estimated delay"},
    {.rank = 23,
     .rule = "location-rtt-model",
     .sessions = is_unknown,
     .text = "session(s) between MSEE and gateway have an unknown delay, taken as none"},
    {.rule = NULL},
};
