/* Where in the GatewaySubnet a gateway and the MSEEs are, if the lab does not say
 * (msee-addresses-in-gateway-subnet). */
#include "azure/gateway/gateway.h"
#include "azure/network.h"
#include "base/check.h"

/* Counted from the network address of the subnet. The MSEEs of the first connection have the first
 * pair, the next have the next that is free. */
enum {
	FIRST_PAIR = 4,
	FIRST_INSTANCE = 12,
};

struct addr gateway_address(const struct lab_element *element, uint32_t instance)
{
	const struct lab_gateway *gateway = lab_gateway_of(element);

	CHECK(gateway != NULL && instance < LAB_INSTANCES);
	return azure_given_or(
	    &gateway->instance_address[instance],
	    azure_in_gateway_subnet(gateway->vnet, ADDR_IPV4, FIRST_INSTANCE + instance));
}

/* IPv6 is at the same place in the subnet's IPv6 prefix as IPv4 (ipv6-over-ipv4-session). */
static struct addr at_same_place(const struct lab_vnet *vnet, const struct addr *ipv4)
{
	struct prefix subnet = azure_gateway_subnet(vnet, ADDR_IPV4);

	CHECK(ipv4->family == ADDR_IPV4);
	return azure_in_gateway_subnet(vnet, ADDR_IPV6,
	                               addr_as_u32(ipv4) - addr_as_u32(&subnet.addr));
}

/* The lab gives the address to an instance or to an MSEE. VPN gateways have no IPv6. */
static bool is_taken(const struct lab *lab, const struct lab_gateway *gateway,
                     const struct addr *address)
{
	const struct lab_vpn_gateway *vpn = gateway->vnet->vpn_gateway;
	bool taken = false;

	for (uint32_t i = 0; i < LAB_INSTANCES; i++) {
		struct addr instance = gateway_address(gateway->element, i);
		struct addr ipv6 = at_same_place(gateway->vnet, &instance);

		taken |= addr_equal(address, &instance) || addr_equal(address, &ipv6);
	}
	for (uint32_t i = 0; vpn != NULL && i < plan_speaker_count(lab, vpn->element); i++) {
		struct addr instance = plan_speaker_address(lab, vpn->element, i);

		taken |= addr_equal(address, &instance);
	}
	for (uint32_t i = 0; i < gateway->connection_count; i++) {
		const struct lab_connection *connection = &gateway->connections[i];

		for (unsigned link = 0; link < LAB_LINK_COUNT; link++)
			taken |=
			    addr_equal(address, &connection->msee_address[link][address->family]);
	}
	return taken;
}

static bool has_given_pair(const struct lab_connection *connection, uint8_t family)
{
	return addr_is_set(&connection->msee_address[LAB_PRIMARY][family]) ||
	       addr_is_set(&connection->msee_address[LAB_SECONDARY][family]);
}

/* The offset of the pair that this connection gets: the next free one, in the order of those that
 * the lab says nothing about. */
static uint32_t pair_of(const struct lab *lab, const struct lab_connection *connection,
                        uint8_t family)
{
	const struct lab_gateway *gateway = connection->gateway;
	uint32_t left = 0;
	uint32_t offset = FIRST_PAIR;

	CHECK(connection >= gateway->connections &&
	      connection < gateway->connections + gateway->connection_count);
	for (const struct lab_connection *at = gateway->connections; at < connection; at++)
		left += !has_given_pair(at, family);
	for (;; offset += LAB_LINK_COUNT) {
		struct addr one = azure_in_gateway_subnet(gateway->vnet, family, offset);
		struct addr two = azure_in_gateway_subnet(gateway->vnet, family, offset + 1);

		if (!addr_is_set(&one) ||
		    (!is_taken(lab, gateway, &one) && !is_taken(lab, gateway, &two)))
			if (left-- == 0)
				return offset;
	}
}

/* Each family has pairs of its own: where a VPN gateway has the first IPv4 ones, the first IPv6
 * ones are free. */
struct addr connection_msee_address(const struct lab *lab, const struct lab_connection *connection,
                                    enum lab_link link, uint8_t family)
{
	const struct addr *given = &connection->msee_address[link][family];

	CHECK(link < LAB_LINK_COUNT && (family == ADDR_IPV4 || family == ADDR_IPV6));
	if (addr_is_set(given))
		return *given;
	return azure_in_gateway_subnet(connection->gateway->vnet, family,
	                               pair_of(lab, connection, family) + (uint32_t)link);
}
