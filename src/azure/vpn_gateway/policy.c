/* The ends of the sessions of a VPN gateway: inside its network, and through tunnels. */
#include "azure/policy.h"
#include "azure/network.h"
#include "azure/vpn_gateway/vpn_gateway.h"
#include "base/check.h"

/* What tunnels taught the gateway, either instance of it. */
#define BY_VPN                                                                      \
	(PLAN_BIT(PLAN_OWN) | PLAN_BIT(PLAN_OWN_STATIC) | PLAN_BIT(PLAN_OWN_HOST) | \
	 PLAN_BIT(PLAN_FROM_TUNNEL) | PLAN_BIT(PLAN_FROM_VPN))

#define NEVER_TUNNELLED (PLAN_BIT(PLAN_OWN) | PLAN_BIT(PLAN_OWN_HOST))

static void gateway_to_vpn(struct plan_peer *peer)
{
	CHECK(peer->own->element->network == peer->far->element->network);
	azure_weigh_own(peer);
	azure_refuse_networks(peer);
	if (lab_vpn_gateway_of(peer->far->element)->learns_expressroute)
		peer->conf->rib.export.withheld &= ~PLAN_BIT(PLAN_FROM_MSEE);
	azure_carry_ipv6(peer, peer->own->element->network, NULL);
}

/* What its tunnels taught the gateway is told inside the VNet even where the route over
 * ExpressRoute weighs more; but where the other instance's way is better, this one is silent
 * (vpn-instance-tells-its-best). */
static void vpn_to_gateway(struct plan_peer *peer)
{
	CHECK(peer->own->element->network == peer->far->element->network);
	azure_weigh_expressroute(peer);
	peer->conf->rib.export.best_of = BY_VPN;
	azure_carry_ipv6(peer, peer->own->element->network, NULL);
}

static void vpn_to_inside(struct plan_peer *peer)
{
	CHECK(peer->own->element == peer->far->element &&
	      peer->own->instance != peer->far->instance);
	azure_weigh_own(peer);
	peer->conf->rib.export.best_of = BY_VPN;
}

/* The weight of this gateway's own connection: a tunnel between two gateways has one at each. */
static uint32_t tunnel_weight(const struct plan_peer *peer)
{
	const struct lab_vpn_gateway *gateway = lab_vpn_gateway_of(peer->own->element);

	for (uint32_t i = 0; i < gateway->connection_count; i++) {
		const struct lab_vpn_connection *connection = &gateway->connections[i];

		if (connection->enable_bgp &&
		    addr_equal(&connection->local->bgp_address, &peer->conf->rib.peer_address))
			return connection->routing_weight;
	}
	return 0;
}

/* The connection leads to who stands at the other end of the session. */
static bool leads_to(const struct lab_vpn_connection *connection, const struct lab_element *far)
{
	const struct lab_local_gateway *local = connection->local;

	return (local->router != NULL && local->router->element == far) ||
	       (local->nva != NULL && local->nva->element == far) ||
	       (local->gateway != NULL && local->gateway->element == far);
}

/* A virtual hub's VPN site hears of the default route if its connection says so
 * (virtual-hub-default-switch). */
static bool takes_default(const struct plan_peer *peer)
{
	return lab_vpn_connection_of(peer->session->element)->takes_default;
}

/* Nothing through a tunnel of what lies inside the network's space, of default routes, and of the
 * address that the other end itself has (vpn-tunnel-routes). */
static const struct rib_filter *tunnel_filter(const struct plan_peer *peer)
{
	const struct lab_vpn_gateway *gateway = lab_vpn_gateway_of(peer->own->element);
	const struct lab_prefixes *space = &gateway->vnet->address_space;
	struct azure_filter filter =
	    azure_filter_new(peer->c->arena, space->count + gateway->connection_count);

	if (!takes_default(peer))
		azure_filter_deny_default(&filter);
	for (uint32_t i = 0; i < space->count; i++) {
		uint8_t bits = (uint8_t)addr_bits(space->items[i].addr.family);

		if (space->items[i].length < bits)
			azure_filter_deny(&filter, &space->items[i],
			                  (uint8_t)(space->items[i].length + 1), bits);
	}
	for (uint32_t i = 0; i < gateway->connection_count; i++) {
		const struct addr *address = &gateway->connections[i].local->bgp_address;
		uint8_t bits = (uint8_t)addr_bits(address->family);
		struct prefix host;

		if (!addr_is_set(address) ||
		    !leads_to(&gateway->connections[i], peer->far->element))
			continue;
		host = prefix_make(address, bits);
		azure_filter_deny(&filter, &host, bits, bits);
	}
	return azure_filter_end(peer->c->arena, &filter);
}

/* vpn-tunnel-routes: one prefix too many ends the session. */
static void vpn_to_tunnel(struct plan_peer *peer)
{
	CHECK(peer->own->element->kind == LAB_VPN_GATEWAY);
	peer->conf->rib.import.filter =
	    azure_space_filter(peer->c, lab_vpn_gateway_of(peer->own->element)->vnet, true);
	peer->conf->rib.export.filter = tunnel_filter(peer);
	azure_weigh_own(peer);
	peer->conf->rib.import.weight += tunnel_weight(peer);
	peer->conf->prefix_limit[ADDR_IPV4] = facts_limit(plan_facts(peer), "vpn-gateway-prefixes");
}

/* A router tells a tunnel what is its own, as it tells circuits. */
static void router_to_tunnel(struct plan_peer *peer)
{
	const struct lab_local_gateway *local =
	    lab_vpn_connection_of(peer->session->element)->local;

	CHECK(peer->own->element->kind == LAB_ROUTER && peer->far->instance < LAB_INSTANCES);
	CHECK(local->prepend[peer->far->instance] <= UINT8_MAX);
	peer->conf->rib.export.originated_only = true;
	peer->conf->rib.export.ignore_no_export = true;
	peer->conf->rib.export.prepend = (uint8_t)local->prepend[peer->far->instance];
	azure_apply_policy(peer, &local->policy);
}

/* So does an appliance; what others taught it, if it passes routes on. */
static void nva_to_tunnel(struct plan_peer *peer)
{
	const struct lab_nva *nva = lab_nva_of(peer->own->element);
	const struct lab_local_gateway *local =
	    lab_vpn_connection_of(peer->session->element)->local;
	struct rib_export *export = &peer->conf->rib.export;

	CHECK(nva != NULL && peer->far->instance < LAB_INSTANCES);
	CHECK(local->prepend[peer->far->instance] <= UINT8_MAX);
	export->originated_only = !nva->readvertise;
	if (nva->readvertise && nva->as_override)
		export->override_from = peer->conf->rib.peer_as;
	export->prepend = (uint8_t)local->prepend[peer->far->instance];
	azure_apply_policy(peer, &local->policy);
}

const struct plan_side vpn_gateway_sides[] = {
    {.own = LAB_GATEWAY,
     .far = LAB_VPN_GATEWAY,
     .group = PLAN_FROM_VPN,
     .withheld = PLAN_BIT(PLAN_FROM_MSEE),
     .refuse_own = true,
     .special = gateway_to_vpn},
    {.own = LAB_VPN_GATEWAY,
     .far = LAB_GATEWAY,
     .group = PLAN_FROM_GATEWAY,
     .withheld = NEVER_TUNNELLED,
     .next_hop_self = true,
     .special = vpn_to_gateway},
    {.own = LAB_VPN_GATEWAY,
     .far = LAB_VPN_GATEWAY,
     .group = PLAN_FROM_VPN,
     .withheld = PLAN_BIT(PLAN_OWN),
     .next_hop_self = true,
     .special = vpn_to_inside},
    {.special = NULL},
};

const struct plan_side vpn_connection_sides[] = {
    {.own = LAB_VPN_GATEWAY,
     .far = LAB_ROUTER,
     .group = PLAN_FROM_TUNNEL,
     .withheld = PLAN_BIT(PLAN_FROM_GATEWAY),
     .special = vpn_to_tunnel},
    {.own = LAB_VPN_GATEWAY,
     .far = LAB_VPN_GATEWAY,
     .group = PLAN_FROM_TUNNEL,
     .withheld = PLAN_BIT(PLAN_FROM_GATEWAY),
     .special = vpn_to_tunnel},
    {.own = LAB_ROUTER,
     .far = LAB_VPN_GATEWAY,
     .group = PLAN_FROM_TUNNEL,
     .special = router_to_tunnel},
    {.own = LAB_VPN_GATEWAY,
     .far = LAB_NVA,
     .group = PLAN_FROM_TUNNEL,
     .withheld = PLAN_BIT(PLAN_FROM_GATEWAY),
     .special = vpn_to_tunnel},
    {.own = LAB_NVA, .far = LAB_VPN_GATEWAY, .group = PLAN_FROM_TUNNEL, .special = nva_to_tunnel},
    {.special = NULL},
};

static bool is_first(const struct plan_node *node)
{
	return node->element->kind == LAB_VPN_GATEWAY && node->instance == 0;
}

static bool is_coexisting_vpn(const struct plan_node *node)
{
	return is_first(node) && !lab_vnet_is_hub(node->element->network) &&
	       node->element->network->gateway != NULL &&
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
	return is_first(node) &&
	       !addr_is_set(&lab_vpn_gateway_of(node->element)->instance_address[0]);
}

const struct plan_assumed vpn_gateway_assumed[] = {
    {.rank = 18,
     .rule = "vpn-learns-expressroute",
     .nodes = learns_no_circuits,
     .text = "VPN gateway(s) do not learn what circuits taught the ExpressRoute gateway"},
    {.rank = 19,
     .rule = "vpn-instance-addresses",
     .nodes = has_default_vpn_addresses,
     .text = "VPN gateway(s) have addresses in the GatewaySubnet that the lab does not say"},
    {.rule = NULL},
};

static bool is_guessed_tunnel(const struct plan *plan, const struct plan_session *session)
{
	(void)plan;
	return session->kind == PLAN_LINK_TUNNEL && session->basis != RTT_GIVEN &&
	       (session->underlay == NULL || !lab_underlay_is_known(session->underlay));
}

const struct plan_assumed vpn_connection_assumed[] = {
    {.rank = 20,
     .rule = "vpn-tunnel-delay",
     .sessions = is_guessed_tunnel,
     .text = "session(s) through tunnels have the delay between the regions of their ends"},
    {.rule = NULL},
};
