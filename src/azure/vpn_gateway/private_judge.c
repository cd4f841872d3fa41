/* What is said of VPN connections over ExpressRoute private peering. */
#include "azure/vpn_gateway/vpn_gateway.h"
#include "base/check.h"

static bool is_in_doubt(const struct lab_vpn_connection *connection)
{
	const struct lab_router *router = connection->local->router;

	return (connection->gateway->vnet->doubts & LAB_DOUBT_GATEWAY) != 0 ||
	       (connection->local->doubts & LAB_DOUBT_END) != 0 ||
	       (router != NULL &&
	        ((router->doubts & LAB_DOUBT_LINKS) | (router->site->doubts & LAB_DOUBT_ROUTERS)));
}

static void judge_carrier(const struct judge *judge, const struct lab_vpn_connection *connection)
{
	const struct lab_vpn_gateway *gateway = connection->gateway;
	const struct lab_local_gateway *local = connection->local;
	bool known = local->router != NULL || local->gateway != NULL;

	if (gateway->vnet->gateway == NULL || gateway->vnet->gateway->connection_count == 0)
		judge_say(judge, SEVERITY_ERROR, connection->place, "vpn-over-private-peering",
		          "connection \"%s\" has use-local-azure-ip-address, but no circuit is "
		          "linked to \"%s\"; expected an ExpressRoute gateway there with a "
		          "connection; add it",
		          connection->name, gateway->vnet->name);
	else if (known && connection->underlay.circuit_count == 0)
		judge_say(judge, SEVERITY_ERROR, connection->place, "vpn-over-private-peering",
		          "connection \"%s\" has use-local-azure-ip-address, but %s \"%s\" at the "
		          "other end has no way to a circuit of \"%s\"; expected one that both are "
		          "at",
		          connection->name, local->router != NULL ? "router" : "VPN gateway",
		          local->router != NULL ? local->router->name : local->gateway->name,
		          gateway->vnet->gateway->name);
}

/* The longest of the prefixes that holds the address, if it is longer than `best`. */
static const struct prefix *longest(const struct lab_prefixes *prefixes, const struct addr *address,
                                    const struct prefix *best)
{
	for (uint32_t i = 0; i < prefixes->count; i++)
		if (prefix_contains_addr(&prefixes->items[i], address) &&
		    (best == NULL || prefixes->items[i].length > best->length))
			best = &prefixes->items[i];
	return best;
}

/* How the gateway knows the address by circuits: what the routers of the site announce there. */
static const struct prefix *by_circuits(const struct lab_router *router, const struct addr *address)
{
	const struct prefix *best = NULL;

	for (uint32_t i = 0; i < router->site->router_count; i++) {
		const struct lab_router *other = &router->site->routers[i];

		for (uint32_t k = 0; k < other->link_count; k++)
			best =
			    longest(other->links[k].advertise.count > 0 ? &other->links[k].advertise
			                                                : &other->advertise,
			            address, best);
	}
	return best;
}

/* Of equal prefixes Azure takes the circuit's; a longer one that the tunnel brings leads the
 * tunnel's own packets into it. */
static void judge_outer(const struct judge *judge, const struct lab_vpn_connection *connection)
{
	const struct lab_local_gateway *local = connection->local;
	const struct prefix *by_tunnel;
	const struct prefix *beside;
	char address[ADDR_TEXT_MAX];
	char text[PREFIX_TEXT_MAX];

	if (!addr_is_set(&local->outer) || local->router == NULL)
		return;
	by_tunnel =
	    longest(connection->enable_bgp ? &local->router->advertise : &local->address_space,
	            &local->outer, NULL);
	beside = by_circuits(local->router, &local->outer);
	if (by_tunnel != NULL && (beside == NULL || by_tunnel->length > beside->length))
		judge_say(
		    judge, SEVERITY_ERROR, connection->place, "vpn-over-private-peering",
		    "connection \"%s\" rides on itself: gateway-ip-address %s of local network "
		    "gateway \"%s\" lies in %s, which leads through the tunnel; expected a "
		    "prefix as long over the circuit, or a shorter one here",
		    connection->name, addr_format(&local->outer, address), local->name,
		    prefix_format(by_tunnel, text));
}

void vpn_judge_private(const struct judge *judge, const struct lab_vpn_connection *connection)
{
	const struct vpn_gateway_sku *sku = connection->gateway->sku;

	CHECK(connection->is_private && connection->local != NULL);
	if (sku != NULL && !sku->private_peering)
		judge_say(judge, SEVERITY_ERROR, connection->place, "vpn-over-private-peering",
		          "connection \"%s\" has use-local-azure-ip-address, which the SKU %s does "
		          "not have; expected VpnGw1AZ to VpnGw5AZ",
		          connection->name, sku->name);
	if (is_in_doubt(connection))
		return;
	judge_carrier(judge, connection);
	judge_outer(judge, connection);
}
