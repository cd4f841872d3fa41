/* What ExpressRoute gateways and MSEEs keep from each other. */
#include "azure/gateway/gateway.h"
#include "topo/model/ask.h"

static bool to_hub(const struct why_at *at)
{
	return lab_vnet_is_hub(at->receiver->element->network);
}

static bool from_hub(const struct why_at *at)
{
	return lab_vnet_is_hub(at->sender->element->network);
}

static const char *allow(const struct why_at *at, const char *of_network, const char *of_hub)
{
	const struct lab_vnet *vnet = at->receiver->element->network;

	if (lab_vnet_is_hub(vnet))
		return arena_printf(at->arena, "virtual-hub[%s]/express-route-gateway/%s=true",
		                    vnet->hub->name, of_hub);
	return arena_printf(at->arena, "virtual-network[%s]/virtual-network-gateway/%s=true",
	                    vnet->name, of_network);
}

static const char *allow_remote(const struct why_at *at)
{
	return allow(at, "allow-remote-vnet-traffic", "allow-non-virtual-wan-traffic");
}

static const char *allow_wan(const struct why_at *at)
{
	return allow(at, "allow-virtual-wan-traffic", "allow-non-virtual-wan-traffic");
}

static const char *tell_default(const struct why_at *at)
{
	const struct lab_vnet *vnet = at->sender->element->network;

	if (at->prefix->length > 0)
		return NULL;
	return arena_printf(at->arena,
	                    "virtual-hub[%s]/express-route-gateway/connection[%s]/"
	                    "enable-internet-security=true",
	                    vnet->hub->name, at->session->element->own_name);
}

/* A Route Server passes on what tunnels taught, if it may. */
static const char *pass_by_server(const struct why_at *at)
{
	const struct lab_vnet *vnet = at->sender->element->network;

	if (vnet->route_server == NULL || vnet->route_server->branch_to_branch)
		return NULL;
	return arena_printf(at->arena, "virtual-network[%s]/route-server/branch-to-branch=true",
	                    vnet->name);
}

static const char *learn_from_circuits(const struct why_at *at)
{
	return arena_printf(at->arena,
	                    "virtual-network[%s]/vpn-gateway/learn-expressroute-routes=true",
	                    at->receiver->element->network->name);
}

/* clang-format off */
const struct why_row gateway_why[] = {
    {LAB_CIRCUIT, LAB_GATEWAY, RIB_REFUSED_PATH, 0, to_hub, "virtual-wan-toggle", allow_remote},
    {LAB_CIRCUIT, LAB_GATEWAY, RIB_REFUSED_PATH, 0, NULL, "remote-vnet-toggle", allow_remote},
    {LAB_CIRCUIT, LAB_GATEWAY, RIB_MARKED, 0, NULL, "virtual-wan-toggle", allow_wan},
    {LAB_CIRCUIT, LAB_GATEWAY, RIB_AS_LOOP, 0, NULL, "msee-as-override-exception", NULL},
    {LAB_CIRCUIT, LAB_GATEWAY, RIB_OWN_PREFIX, 0, NULL, "gateway-refuses-own-prefix", NULL},
    {LAB_CIRCUIT, LAB_GATEWAY, RIB_SITE_OF_ORIGIN, 0, NULL, "no-echo-site-of-origin", NULL},
    {LAB_CIRCUIT, LAB_GATEWAY, RIB_SPLIT_HORIZON, 0, NULL, "no-echo-site-of-origin", NULL},
    {LAB_CIRCUIT, LAB_GATEWAY, RIB_PEER_ANNOUNCES, 0, NULL, "msee-no-copy-back", NULL},
    {LAB_CIRCUIT, LAB_GATEWAY, RIB_FAMILY, 0, NULL, "ipv6-over-ipv4-session", NULL},
    {LAB_GATEWAY, LAB_CIRCUIT, RIB_FAMILY, 0, NULL, "ipv6-over-ipv4-session", NULL},
    {LAB_GATEWAY, LAB_CIRCUIT, RIB_FILTERED, 0, from_hub, "virtual-hub-default-switch", tell_default},
    {LAB_GATEWAY, LAB_CIRCUIT, RIB_WITHHELD, PLAN_BIT(PLAN_FROM_MSEE), from_hub, "virtual-hub-no-circuit-transit", NULL},
    {LAB_GATEWAY, LAB_CIRCUIT, RIB_WITHHELD, PLAN_BIT(PLAN_FROM_VPN), NULL, "vpn-beside-expressroute", pass_by_server},
    {LAB_GATEWAY, LAB_CIRCUIT, RIB_NOT_ORIGINATED, PLAN_BIT(PLAN_FROM_VPN), NULL, "vpn-beside-expressroute", pass_by_server},
    {LAB_GATEWAY, LAB_CIRCUIT, RIB_WITHHELD, 0, NULL, "gateway-readvertises-nothing", NULL},
    {LAB_GATEWAY, LAB_CIRCUIT, RIB_NOT_ORIGINATED, 0, NULL, "gateway-readvertises-nothing", NULL},
    {LAB_GATEWAY, LAB_CIRCUIT, RIB_PEER_AS, 0, NULL, "gateway-readvertises-nothing", NULL},
    {LAB_GATEWAY, LAB_VPN_GATEWAY, RIB_WITHHELD, PLAN_BIT(PLAN_FROM_MSEE), NULL, "vpn-learns-expressroute", learn_from_circuits},
    {.verdict = RIB_PASS},
};
/* clang-format on */
