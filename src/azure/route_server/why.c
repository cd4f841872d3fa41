/* What a Route Server keeps from gateways and appliances. */
#include "azure/route_server/route_server.h"

static const char *join_branches(const struct why_at *at)
{
	return arena_printf(at->arena, "virtual-network[%s]/route-server/branch-to-branch=true",
	                    at->sender->element->network->name);
}

static bool is_apart(const struct why_at *at)
{
	return !lab_route_server_of(at->sender->element)->branch_to_branch;
}

/* clang-format off */
const struct why_row route_server_why[] = {
    {LAB_ROUTE_SERVER, LAB_GATEWAY, RIB_WITHHELD, 0, is_apart, "branch-to-branch", join_branches},
    {LAB_ROUTE_SERVER, LAB_VPN_GATEWAY, RIB_WITHHELD, 0, is_apart, "branch-to-branch", join_branches},
    {LAB_ROUTE_SERVER, LAB_NVA, RIB_WITHHELD, 0, is_apart, "branch-to-branch", join_branches},
    {LAB_ROUTE_SERVER, LAB_NVA, RIB_SPLIT_HORIZON, 0, NULL, "route-server-sessions", NULL},
    {LAB_GATEWAY, LAB_ROUTE_SERVER, RIB_WITHHELD, 0, NULL, "route-server-sessions", NULL},
    {LAB_VPN_GATEWAY, LAB_ROUTE_SERVER, RIB_WITHHELD, 0, NULL, "route-server-sessions", NULL},
    {LAB_ROUTE_SERVER, LAB_GATEWAY, RIB_OWN_PREFIX, 0, NULL, "gateway-refuses-own-prefix", NULL},
    {LAB_ROUTE_SERVER, LAB_VPN_GATEWAY, RIB_OWN_PREFIX, 0, NULL, "gateway-refuses-own-prefix", NULL},
    {.verdict = RIB_PASS},
};
/* clang-format on */
