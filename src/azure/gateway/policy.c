/* The ends of a session between an ExpressRoute gateway and an MSEE. */
#include "azure/policy.h"
#include "azure/gateway/gateway.h"
#include "azure/network.h"
#include "base/check.h"

enum {
	GLOBAL_REACH_PREPEND = 2, /* global-reach-prepend */
	AFTER_CUSTOMERS = 1,      /* the metric of who is behind customers of equal paths */
	VWAN_MARK = AZURE_AS_MARKS << 16 | 12001,
};

/* What sets the routes of virtual WANs apart: the gateway of a virtual hub marks what it announces,
 * and the switches of gateways go by that. */
static void judge_marks(struct rib_import *import, const struct lab_gateway *gateway)
{
	import->mark = VWAN_MARK;
	if (!lab_vnet_is_hub(gateway->vnet))
		import->refuse_marked = !gateway->allow_virtual_wan_traffic;
	else
		import->refuse_only_as = gateway->allow_virtual_wan_traffic ? 0 : AZURE_AS_MSEE;
}

/* A circuit hears of the hub's default route if its connection says so
 * (virtual-hub-default-switch). */
static void tell_as_hub(struct plan_peer *peer, const struct lab_connection *connection)
{
	struct rib_export *export = &peer->conf->rib.export;
	struct azure_filter filter = azure_filter_new(peer->c->arena, 0);

	CHECK(export->tags[0] == 0 && export->filter == NULL);
	export->tags[0] = VWAN_MARK;
	export->best_of = PLAN_BIT(PLAN_OWN) | PLAN_BIT(PLAN_FROM_HUB_ROUTER);
	if (connection->takes_default)
		return;
	azure_filter_deny_default(&filter);
	export->filter = azure_filter_end(peer->c->arena, &filter);
}

/* A gateway that neither a Route Server nor a virtual hub feeds has nothing but its own to tell. */
static bool passes_nothing(const struct lab_vnet *vnet)
{
	return vnet->route_server == NULL && !lab_vnet_is_hub(vnet);
}

static void gateway_to_msee(struct plan_peer *peer)
{
	const struct lab_connection *connection = lab_connection_of(peer->session->element);
	const struct lab_gateway *gateway = connection->gateway;
	const struct lab_vnet *vnet = gateway->vnet;
	struct rib_peer_conf *rib = &peer->conf->rib;

	CHECK(peer->own->element == gateway->element &&
	      peer->far->element == connection->circuit->element);
	azure_weigh_expressroute(peer);
	azure_policy_gateway(peer->conf, rib->import.weight + connection->routing_weight,
	                     gateway->allow_remote_vnet_traffic);
	azure_refuse_networks(peer);
	rib->export.originated_only = passes_nothing(vnet);
	if (rib->export.originated_only)
		rib->export.withheld = 0;
	rib->export.skip_peer_as = !rib->export.originated_only;
	if (peer->c->lab->hub_count > 0)
		judge_marks(&rib->import, gateway);
	if (!lab_vnet_is_hub(vnet)) {
		azure_carry_ipv6(peer, vnet, NULL);
		return;
	}
	tell_as_hub(peer, connection);
}

static bool has_global_reach(const struct lab *lab, const struct lab_circuit *circuit)
{
	for (uint32_t i = 0; i < lab->global_reach_count; i++)
		if (lab->global_reaches[i].circuit == circuit ||
		    lab->global_reaches[i].peer == circuit)
			return true;
	return false;
}

/* What Global Reach brought looks longer to gateways. A customer's copy of what a gateway announces
 * itself, whose path shows that it was here, does not go back to it, where the MSEE prefers it,
 * either (msee-no-copy-back). */
static void msee_to_gateway(struct plan_peer *peer)
{
	const struct lab_connection *connection = lab_connection_of(peer->session->element);
	const struct lab_vnet *vnet = connection->gateway->vnet;
	struct node_peer_conf *conf = peer->conf;

	CHECK(peer->own->element == connection->circuit->element &&
	      peer->far->element->network == vnet);
	azure_policy_msee(conf, vnet->index + 1);
	conf->rib.export.not_to_announcers = PLAN_BIT(PLAN_FROM_CUSTOMER);
	conf->prefix_limit[ADDR_IPV4] = facts_limit(plan_facts(peer), "gateway-to-circuit-ipv4");
	conf->prefix_limit[ADDR_IPV6] = facts_limit(plan_facts(peer), "gateway-to-circuit-ipv6");
	/* What a hub has by VPN must not hide the way that it prefers (virtual-hub-branches). */
	if (lab_vnet_is_hub(vnet) && vnet->vpn_gateway != NULL)
		conf->rib.igp_metric = AFTER_CUSTOMERS;
	if (has_global_reach(peer->c->lab, connection->circuit))
		conf->rib.export.rewrite = (struct rib_rewrite){
		    .groups = PLAN_BIT(PLAN_FROM_GLOBAL_REACH),
		    .prepend_as = AZURE_AS_MSEE,
		    .prepend = GLOBAL_REACH_PREPEND,
		};
	if (!lab_vnet_is_hub(vnet)) {
		struct addr ipv6 = connection_msee_address(
		    peer->c->lab, connection, (enum lab_link)peer->own->instance, ADDR_IPV6);

		azure_carry_ipv6(peer, vnet, &ipv6);
	}
}

const struct plan_side connection_sides[] = {
    {.own = LAB_GATEWAY,
     .far = LAB_CIRCUIT,
     .group = PLAN_FROM_MSEE,
     .withheld = PLAN_BIT(PLAN_FROM_MSEE) | PLAN_BIT(PLAN_FROM_VPN),
     .refuse_own = true,
     .msee_hold = true,
     .special = gateway_to_msee},
    {.own = LAB_CIRCUIT,
     .far = LAB_GATEWAY,
     .group = PLAN_FROM_GATEWAY,
     .msee_hold = true,
     .special = msee_to_gateway},
    {.special = NULL},
};
