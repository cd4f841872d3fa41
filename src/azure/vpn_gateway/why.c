/* What VPN gateways keep from tunnels and from the gateways beside them. */
#include "azure/vpn_gateway/vpn_gateway.h"

/* Only a Route Server passes between the branches of a network. */
static const char *join_branches(const struct why_at *at)
{
	const struct lab_route_server *server = at->sender->element->network->route_server;

	if (server == NULL || server->branch_to_branch)
		return NULL;
	return arena_printf(at->arena, "virtual-network[%s]/route-server/branch-to-branch=true",
	                    server->vnet->name);
}

/* clang-format off */
const struct why_row vpn_gateway_why[] = {
    {LAB_VPN_GATEWAY, LAB_ROUTER, RIB_WITHHELD, 0, NULL, "branch-to-branch", join_branches},
    {LAB_VPN_GATEWAY, LAB_VPN_GATEWAY, RIB_WITHHELD, 0, NULL, "branch-to-branch", join_branches},
    {LAB_VPN_GATEWAY, LAB_ROUTER, RIB_FILTERED, 0, NULL, "vpn-tunnel-routes", NULL},
    {LAB_VPN_GATEWAY, LAB_VPN_GATEWAY, RIB_FILTERED, 0, NULL, "vpn-tunnel-routes", NULL},
    {LAB_VPN_GATEWAY, LAB_GATEWAY, RIB_WITHHELD, 0, NULL, "vpn-beside-expressroute", NULL},
    {LAB_VPN_GATEWAY, LAB_GATEWAY, RIB_OWN_PREFIX, 0, NULL, "gateway-refuses-own-prefix", NULL},
    {LAB_GATEWAY, LAB_VPN_GATEWAY, RIB_OWN_PREFIX, 0, NULL, "gateway-refuses-own-prefix", NULL},
    {.verdict = RIB_PASS},
};
/* clang-format on */
