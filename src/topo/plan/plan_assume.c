/* What a plan takes for granted although nobody has published it, as far as this lab depends on
 * it. */
#include "topo/plan/plan_build.h"

#include "base/check.h"

typedef bool node_fn(const struct plan *plan, const struct plan_node *node);
typedef bool session_fn(const struct plan *plan, const struct plan_session *session);

static uint32_t count_nodes(const struct plan *plan, node_fn *counts)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < plan->node_count; i++)
		count += counts(plan, &plan->nodes[i]);
	return count;
}

static uint32_t count_sessions(const struct plan *plan, session_fn *counts)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < plan->session_count; i++)
		count += counts(plan, &plan->sessions[i]);
	return count;
}

/* Of the instances of a gateway or Route Server one counts. */
static bool is_first(const struct plan_node *node, enum lab_kind kind)
{
	return node->element->kind == kind && node->instance == 0;
}

/* Nothing depends on one that has no connection. */
static bool is_gateway(const struct plan_node *node)
{
	return is_first(node, LAB_GATEWAY) && lab_gateway_of(node->element)->connection_count > 0;
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
	return plan->lab != NULL && plan->lab->hub_count > 0;
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

static bool is_hub_router(const struct plan *plan, const struct plan_node *node)
{
	(void)plan;
	return node->element->kind == LAB_HUB;
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

static bool is_coexisting_vpn(const struct plan_node *node)
{
	return is_first(node, LAB_VPN_GATEWAY) && node->element->network->gateway != NULL &&
	       node->element->network->route_server == NULL;
}

static bool learns_no_circuits(const struct plan *plan, const struct plan_node *node)
{
	(void)plan;
	return is_coexisting_vpn(node) && !lab_vpn_gateway_of(node->element)->learns_expressroute;
}

static bool has_default_vpn_addresses(const struct plan *plan, const struct plan_node *node)
{
	(void)plan;
	return is_first(node, LAB_VPN_GATEWAY) &&
	       !addr_is_set(&lab_vpn_gateway_of(node->element)->instance_address[0]);
}

static bool prefers(const struct plan *plan, const struct plan_node *node)
{
	(void)plan;
	return is_first(node, LAB_ROUTE_SERVER) &&
	       lab_route_server_of(node->element)->branch_to_branch &&
	       lab_route_server_of(node->element)->vnet->gateway != NULL;
}

static bool prefers_as_hub(const struct plan *plan, const struct plan_node *node)
{
	(void)plan;
	return node->element->kind == LAB_HUB && lab_hub_of(node->element)->vnet->gateway != NULL;
}

static bool reaches_circuits(const struct plan *plan, const struct plan_node *node)
{
	(void)plan;
	return node->element->kind == LAB_NVA &&
	       lab_nva_of(node->element)->route_server->branch_to_branch &&
	       lab_nva_of(node->element)->route_server->vnet->gateway != NULL;
}

static bool has_summary_for_gateway_only(const struct plan *plan, const struct plan_node *node)
{
	(void)plan;
	return is_gateway(node) && node->element->network->summarized.count > 0 &&
	       (node->element->network->vpn_gateway != NULL ||
	        node->element->network->route_server != NULL);
}

static bool is_global_reach(const struct plan *plan, const struct plan_session *session)
{
	(void)plan;
	return session->global_reach != NULL;
}

static bool is_stripped(const struct plan *plan, const struct plan_session *session)
{
	return has_hubs(plan) && session->kind == PLAN_LINK_CIRCUIT;
}

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

static bool is_guessed_tunnel(const struct plan *plan, const struct plan_session *session)
{
	(void)plan;
	return session->kind == PLAN_LINK_TUNNEL && session->basis != RTT_GIVEN;
}

/* `nodes` or `sessions` says how many the assumption is about. */
static const struct {
	const char *rule;
	node_fn *nodes;
	session_fn *sessions;
	const char *text; /* behind the count */
} rows[] = {
    {"remote-vnet-toggle-default", refuses_by_default, NULL,
     "gateway(s) without allow-remote-vnet-traffic refuse the prefixes of other virtual networks, "
     "as gateways made since 2024 do"},
    {"remote-vnet-toggle-default", accepts_by_default, NULL,
     "gateway(s) without allow-remote-vnet-traffic accept the prefixes of other virtual networks, "
     "as gateways made before 2024 do"},
    {"remote-vnet-toggle-default", wan_refuses_by_default, NULL,
     "gateway(s) that do not say if they allow traffic across the border of a virtual WAN refuse "
     "it, as gateways made since 2024 do"},
    {"remote-vnet-toggle-default", wan_accepts_by_default, NULL,
     "gateway(s) that do not say if they allow traffic across the border of a virtual WAN accept "
     "it, as gateways made before 2024 do"},
    {"remote-vnet-filter-at-gateway", refuses, NULL,
     "gateway(s) refuse those prefixes themselves: the MSEEs keep them in their tables"},
    {"virtual-wan-mark", marks, NULL,
     "gateway(s) of virtual hubs mark what they announce with 65517:12001, by which others know "
     "it"},
    {"internal-communities-stripped", NULL, is_stripped,
     "session(s) with customers carry no communities 65515:*, 65517:* and 65518:*"},
    {"virtual-hub-one-router", is_hub_router, NULL,
     "virtual hub(s) have one router, where Azure has two instances"},
    {"hub-router-in-path", is_hub_router, NULL,
     "virtual hub(s) whose router all packets from its networks pass, at no cost that is known"},
    {"virtual-hub-no-circuit-transit", prefers_as_hub, NULL,
     "virtual hub(s) tell no circuit what another one taught them"},
    {"virtual-hub-preference", prefers_as_hub, NULL,
     "virtual hub(s) put their own gateway before other hubs by a weight, or by path length alone"},
    {"global-reach-prepend", NULL, is_global_reach,
     "session(s) of Global Reach: gateways see two more 12076 in front, customers do not"},
    {"global-reach-path", NULL, is_global_reach,
     "session(s) of Global Reach: the narrower circuit limits packets, and their way is as long as "
     "between the regions beside the peering locations"},
    {"msee-as-override-mechanism", reaches_circuits, NULL,
     "appliance(s) announce prefixes that gateways elsewhere refuse for the 65515 in the path"},
    {"route-server-preference", prefers, NULL,
     "Route Server(s) prefer one kind of gateway by a weight that stays with them"},
    {"gateway-peerings", sees_peers, NULL,
     "gateway(s) send nothing by a peering to networks that do not use them"},
    {"gateway-refuses-own-prefix", could_meet_own_prefix, NULL,
     "gateway(s) take none of their own prefixes from elsewhere"},
    {"vpn-learns-expressroute", learns_no_circuits, NULL,
     "VPN gateway(s) do not learn what circuits taught the ExpressRoute gateway"},
    {"vpn-instance-addresses", has_default_vpn_addresses, NULL,
     "VPN gateway(s) have addresses in the GatewaySubnet that the lab does not say"},
    {"vpn-tunnel-delay", NULL, is_guessed_tunnel,
     "session(s) through tunnels have the delay between the regions of their ends"},
    {"summarized-expressroute-only", has_summary_for_gateway_only, NULL,
     "VNet(s) have summaries that their VPN gateway and Route Server do not use"},
    {"location-rtt-model", NULL, is_estimated,
     "session(s) between MSEE and gateway have an estimated delay"},
    {"location-rtt-model", NULL, is_unknown,
     "session(s) between MSEE and gateway have an unknown delay, taken as none"},
};

void plan_assume(struct plan *plan)
{
	struct plan_assumption *list = arena_alloc(plan->arena, COUNT_OF(rows) * sizeof(*list));

	plan->assumptions = list;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		uint32_t count = rows[i].nodes != NULL ? count_nodes(plan, rows[i].nodes)
		                                       : count_sessions(plan, rows[i].sessions);

		if (count > 0)
			list[plan->assumption_count++] = (struct plan_assumption){
			    .rule = rows[i].rule,
			    .text = arena_printf(plan->arena, "%u %s", count, rows[i].text),
			};
	}
}
