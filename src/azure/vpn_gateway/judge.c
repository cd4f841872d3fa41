/* VPN gateways and what stands at the other end of their connections. */
#include "azure/vpn_gateway/vpn_gateway.h"
#include "base/check.h"

static void judge_vpn_sku(const struct judge *judge, const struct lab_vpn_gateway *gateway)
{
	const struct vpn_gateway_sku *sku = gateway->sku;

	if (sku == NULL)
		return;
	if (gateway->connection_count > sku->tunnels_max)
		judge_say(judge, SEVERITY_ERROR, gateway->place, "vpn-gateway-sku",
		          "VPN gateway \"%s\" has %u connections; expected at most %u with the SKU "
		          "%s; take a larger SKU",
		          gateway->name, gateway->connection_count, sku->tunnels_max, sku->name);
	if (gateway->active_active && !sku->active_active)
		judge_say(judge, SEVERITY_ERROR, gateway->place, "vpn-gateway-sku",
		          "VPN gateway \"%s\" is active-active, which the SKU %s does not have; "
		          "expected VpnGw1AZ or larger",
		          gateway->name, sku->name);
	if (gateway->vnet->gateway != NULL && !sku->coexists)
		judge_say(judge, SEVERITY_ERROR, gateway->place, "vpn-gateway-sku",
		          "VPN gateway \"%s\" of the SKU %s stands beside the ExpressRoute gateway "
		          "\"%s\", which this SKU cannot; expected VpnGw1AZ or larger",
		          gateway->name, sku->name, gateway->vnet->gateway->name);
}

static void judge_vpn_asn(const struct judge *judge, const struct lab_vpn_gateway *gateway)
{
	struct text refused = {0};

	if (gateway->asn == 0 || gateway->asn == facts_limit(judge->facts, "gateway-asn") ||
	    !judge_asn_is_refused(judge, ASN_VPN_GATEWAY, gateway->asn))
		return;
	judge_say_refused_asns(judge, ASN_VPN_GATEWAY, &refused);
	judge_say(judge, SEVERITY_ERROR, gateway->place, "vpn-connection",
	          "VPN gateway \"%s\" has AS %u, which is reserved; expected 65515, or one beside "
	          "%s",
	          gateway->name, gateway->asn, text_str(&refused));
	text_done(&refused);
}

static void judge_vpn_bgp(const struct judge *judge, const struct lab_vpn_connection *connection)
{
	const struct lab_local_gateway *local = connection->local;
	const struct lab_vpn_gateway *gateway = connection->gateway;
	bool asn = local->asn != 0 || local->doubts & LAB_DOUBT_ASN;
	bool address = addr_is_set(&local->bgp_address) || local->doubts & LAB_DOUBT_BGP;

	if (gateway->sku != NULL && !gateway->sku->bgp)
		judge_say(judge, SEVERITY_ERROR, connection->place, "vpn-gateway-sku",
		          "connection \"%s\" has BGP, which the SKU %s does not have; expected "
		          "VpnGw1AZ or larger",
		          connection->name, gateway->sku->name);
	if (!asn || !address)
		judge_say(judge, SEVERITY_ERROR, connection->place, "vpn-connection",
		          "connection \"%s\" has BGP, but local network gateway \"%s\" has no %s; "
		          "expected both asn and bgp-peering-address there; add them",
		          connection->name, local->name,
		          asn       ? "bgp-peering-address"
		          : address ? "asn"
		                    : "asn and no bgp-peering-address");
	if (local->asn != 0 && local->asn == gateway->asn)
		judge_say(judge, SEVERITY_ERROR, connection->place, "vpn-connection",
		          "connection \"%s\" has BGP between VPN gateway \"%s\" and local network "
		          "gateway \"%s\", both of AS %u; expected two AS numbers; change one",
		          connection->name, gateway->name, local->name, local->asn);
}

static void judge_vpn_connection(const struct judge *judge,
                                 const struct lab_vpn_connection *connection)
{
	const struct lab_local_gateway *local = connection->local;
	uint32_t most = facts_limit(judge->facts, "vpn-gateway-prefixes");

	if (local == NULL)
		return;
	if (connection->enable_bgp && local->router == NULL && local->gateway == NULL &&
	    local->nva == NULL && !(local->doubts & LAB_DOUBT_END))
		judge_say(judge, SEVERITY_WARNING, connection->place, "vpn-connection",
		          "connection \"%s\" has BGP with local network gateway \"%s\", where "
		          "nobody stands: there is no session; name a router of a site, a "
		          "VPN gateway or an appliance there",
		          connection->name, local->name);
	if (connection->enable_bgp)
		judge_vpn_bgp(judge, connection);
	else if (local->address_space.count == 0 && !local->address_space.partial)
		judge_say(judge, SEVERITY_ERROR, connection->place, "vpn-connection",
		          "connection \"%s\" has no BGP, and local network gateway \"%s\" no "
		          "address-space: nothing is routed there; expected enable-bgp or an "
		          "address-space",
		          connection->name, local->name);
	if (connection->enable_bgp && local->router != NULL &&
	    local->router->advertise.count > most)
		judge_say(judge, SEVERITY_WARNING, connection->place, "vpn-prefix-limit",
		          "router \"%s\" announces %u prefixes to VPN gateway \"%s\", which takes "
		          "%u: the session will drop; expected fewer; summarise them",
		          local->router->name, local->router->advertise.count,
		          connection->gateway->name, most);
	if (connection->is_private)
		vpn_judge_private(judge, connection);
	if (local->gateway == connection->gateway)
		judge_say(judge, SEVERITY_ERROR, connection->place, NULL,
		          "connection \"%s\" leads back to its own VPN gateway \"%s\"; expected "
		          "another end; change local network gateway \"%s\"",
		          connection->name, connection->gateway->name, local->name);
}

static void judge_vpn_gateways(const struct judge *judge)
{
	for (uint32_t i = 0; i < judge->lab->vnet_count; i++) {
		const struct lab_vpn_gateway *gateway = judge->lab->vnets[i].vpn_gateway;
		if (gateway == NULL)
			continue;
		judge_vpn_sku(judge, gateway);
		judge_vpn_asn(judge, gateway);
		for (uint32_t k = 0; k < gateway->connection_count; k++)
			judge_vpn_connection(judge, &gateway->connections[k]);
	}
}

static void claim_addresses(const struct judge *judge, struct judge_holders *holders,
                            const struct lab_vnet *vnet)
{
	const struct lab_vpn_gateway *gateway = vnet->vpn_gateway;

	if (gateway != NULL)
		judge_hold_pair(judge, holders,
		                &(struct judge_pair){
				    &gateway->instance_address[0], &gateway->instance_address[1],
				    "VPN gateway", gateway->name, gateway->doubts, gateway->place},
		                vnet, "GatewaySubnet", !gateway->active_active);
}

static void claim_names(struct judge_names *names, const struct lab *lab)
{
	for (uint32_t i = 0; i < lab->vnet_count; i++) {
		const struct lab_vpn_gateway *gateway = lab->vnets[i].vpn_gateway;

		if (gateway != NULL)
			judge_name(names, gateway->name, gateway->doubts, &gateway->place);
	}
}

static const struct judge_rule rules[] = {
    {judge_vpn_gateways, true},
    {NULL, false},
};

const struct judge_hooks vpn_gateway_judge = {
    .rules = rules,
    .names = claim_names,
    .addresses = claim_addresses,
};
