/* The ends of a session between a Route Server and a gateway. */
#include "azure/policy.h"
#include "azure/network.h"
#include "azure/route_server/route_server.h"
#include "base/check.h"

/* Without branch-to-branch, gateways and appliances do not hear of each other. */
#define BRANCHES (PLAN_BIT(PLAN_FROM_GATEWAY) | PLAN_BIT(PLAN_FROM_VPN) | PLAN_BIT(PLAN_FROM_NVA))

/* What the Route Server prefers weighs more; the weight stays with it. */
static void to_gateway(struct plan_peer *peer, bool expressroute)
{
	const struct lab_route_server *server = lab_route_server_of(peer->own->element);

	CHECK(peer->own->element->network == peer->far->element->network);
	if (lab_preference_favours(server->preference, expressroute))
		azure_weigh_expressroute(peer);
	else
		azure_weigh_own(peer);
	if (!server->branch_to_branch)
		peer->conf->rib.export.withheld |= BRANCHES;
}

static void server_to_gateway(struct plan_peer *peer)
{
	to_gateway(peer, true);
}

static void server_to_vpn(struct plan_peer *peer)
{
	to_gateway(peer, false);
}

/* What its tunnels taught a VPN gateway is told even where the route over ExpressRoute weighs
 * more, by the instance with the better way (vpn-instance-tells-its-best). */
static void vpn_to_server(struct plan_peer *peer)
{
	CHECK(peer->far->element->kind == LAB_ROUTE_SERVER);
	azure_weigh_own(peer);
	peer->conf->rib.export.best_of = PLAN_BIT(PLAN_OWN) | PLAN_BIT(PLAN_OWN_STATIC) |
	                                 PLAN_BIT(PLAN_OWN_HOST) | PLAN_BIT(PLAN_FROM_TUNNEL) |
	                                 PLAN_BIT(PLAN_FROM_VPN);
}

static void gateway_to_server(struct plan_peer *peer)
{
	azure_weigh_own(peer);
	azure_refuse_networks(peer);
}

const struct plan_side route_server_sides[] = {
    {.own = LAB_GATEWAY,
     .far = LAB_ROUTE_SERVER,
     .group = PLAN_FROM_ROUTE_SERVER,
     .withheld = PLAN_BIT(PLAN_OWN),
     .refuse_own = true,
     .special = gateway_to_server},
    {.own = LAB_VPN_GATEWAY,
     .far = LAB_ROUTE_SERVER,
     .group = PLAN_FROM_ROUTE_SERVER,
     .withheld = PLAN_BIT(PLAN_OWN) | PLAN_BIT(PLAN_OWN_HOST),
     .next_hop_self = true,
     .special = vpn_to_server},
    {.own = LAB_ROUTE_SERVER,
     .far = LAB_GATEWAY,
     .group = PLAN_FROM_GATEWAY,
     .withheld = PLAN_BIT(PLAN_OWN),
     .client = true,
     .special = server_to_gateway},
    {.own = LAB_ROUTE_SERVER,
     .far = LAB_VPN_GATEWAY,
     .group = PLAN_FROM_VPN,
     .withheld = PLAN_BIT(PLAN_OWN),
     .client = true,
     .special = server_to_vpn},
    {.special = NULL},
};

static bool prefers(const struct plan *plan, const struct plan_node *node)
{
	const struct lab_route_server *server = lab_route_server_of(node->element);

	(void)plan;
	return server != NULL && node->instance == 0 && server->branch_to_branch &&
	       server->vnet->gateway != NULL;
}

const struct plan_assumed route_server_assumed[] = {
    {.rank = 15,
     .rule = "route-server-preference",
     .nodes = prefers,
     .text = "Route Server(s) prefer one kind of gateway by a weight that stays with them"},
    {.rule = NULL},
};
