/* What VPN gateways use of limits: prefixes by tunnels, and tunnels. */
#include "azure/vpn_gateway/vpn_gateway.h"
#include "query/limits/limits_count.h"

static void add_speaker(struct limit_counter *counter, const struct snapshot_node *node)
{
	CHECK(node->kind == LAB_VPN_GATEWAY);
	limits_add_heard(counter, node, LIMIT_VPN_PREFIXES, "vpn-gateway-prefixes");
}

static void add_gateway(struct limit_counter *counter, const struct lab_element *element)
{
	const struct lab_vpn_gateway *gateway = lab_vpn_gateway_of(element);
	struct limit_use use = {
	    .kind = LIMIT_VPN_TUNNELS,
	    .element = gateway->name,
	    .used = gateway->connection_count,
	    .limit = gateway->sku->tunnels_max,
	};

	if (use.limit > 0)
		limits_add(counter, &use);
}

const struct limits_hooks vpn_gateway_limits = {
    .speaker = add_speaker,
    .element = add_gateway,
};
