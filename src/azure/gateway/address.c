/* Where in a VNet the speakers are, if the lab does not say (FACTS 1.2). */
#include "topo/plan/plan_compile.h"

/* Counted from the network address of the subnet. The MSEEs of the first connection have the first
 * pair, the next have the next that is free. */
enum {
	FIRST_PAIR = 4,
	FIRST_INSTANCE = 12,   /* of an ExpressRoute gateway */
	FIRST_VPN_BESIDE = 14, /* of a VPN gateway beside one */
	FIRST_VPN_ALONE = 4,   /* of an active-active VPN gateway without one */
	FIRST_ROUTE_SERVER = 4,
	HUB_ROUTER = 68,
};

static const struct addr no_address;

static struct prefix subnet_of(const struct lab_vnet *vnet, const char *name, uint8_t family)
{
	const struct lab_subnet *subnet = lab_find_subnet(vnet, name);

	for (uint32_t i = 0; subnet != NULL && i < subnet->prefixes.count; i++) {
		if (subnet->prefixes.items[i].addr.family == family)
			return subnet->prefixes.items[i];
	}
	return (struct prefix){0};
}

static struct addr host_of(const struct prefix *subnet, uint32_t offset)
{
	return addr_is_set(&subnet->addr) ? prefix_host(subnet, offset) : no_address;
}

struct prefix plan_gateway_subnet(const struct lab_vnet *vnet, uint8_t family)
{
	return subnet_of(vnet, "GatewaySubnet", family);
}

static struct addr in_gateway_subnet(const struct lab_vnet *vnet, uint8_t family, uint32_t offset)
{
	struct prefix subnet = plan_gateway_subnet(vnet, family);

	return host_of(&subnet, offset);
}

static struct addr given_or(const struct addr *given, struct addr otherwise)
{
	return addr_is_set(given) ? *given : otherwise;
}

struct addr plan_gateway_address(const struct lab_gateway *gateway, uint32_t instance)
{
	return given_or(&gateway->instance_address[instance],
	                in_gateway_subnet(gateway->vnet, ADDR_IPV4, FIRST_INSTANCE + instance));
}

/* The one instance of a gateway that is not active-active has the last address of the subnet. */
static struct addr last_of_gateway_subnet(const struct lab_vnet *vnet)
{
	struct prefix subnet = plan_gateway_subnet(vnet, ADDR_IPV4);

	return host_of(&subnet, (UINT32_C(1) << (32 - subnet.length)) - 2);
}

struct addr plan_vpn_address(const struct lab_vpn_gateway *gateway, uint32_t instance)
{
	const struct lab_vnet *vnet = gateway->vnet;
	uint32_t first = vnet->gateway != NULL ? FIRST_VPN_BESIDE : FIRST_VPN_ALONE;

	if (addr_is_set(&gateway->instance_address[instance]))
		return gateway->instance_address[instance];
	if (!gateway->active_active)
		return last_of_gateway_subnet(vnet);
	return in_gateway_subnet(vnet, ADDR_IPV4, first + instance);
}

/* IPv6 is at the same place in the subnet's IPv6 prefix as IPv4 (FACTS 1.6). */
static struct addr at_same_place(const struct lab_vnet *vnet, const struct addr *ipv4)
{
	struct prefix subnet = plan_gateway_subnet(vnet, ADDR_IPV4);

	return in_gateway_subnet(vnet, ADDR_IPV6, addr_as_u32(ipv4) - addr_as_u32(&subnet.addr));
}

/* The lab gives the address to an instance or to an MSEE. VPN gateways have no IPv6. */
static bool is_taken(const struct lab_gateway *gateway, const struct addr *address)
{
	const struct lab_vpn_gateway *vpn = gateway->vnet->vpn_gateway;
	bool taken = false;

	for (uint32_t i = 0; i < LAB_INSTANCES; i++) {
		struct addr instance = plan_gateway_address(gateway, i);
		struct addr ipv6 = at_same_place(gateway->vnet, &instance);

		taken |= addr_equal(address, &instance) || addr_equal(address, &ipv6);
	}
	for (uint32_t i = 0; vpn != NULL && i < plan_vpn_instances(vpn); i++) {
		struct addr instance = plan_vpn_address(vpn, i);

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
static uint32_t pair_of(const struct lab_connection *connection, uint8_t family)
{
	const struct lab_gateway *gateway = connection->gateway;
	uint32_t left = 0;
	uint32_t offset = FIRST_PAIR;

	for (const struct lab_connection *at = gateway->connections; at < connection; at++)
		left += !has_given_pair(at, family);
	for (;; offset += LAB_LINK_COUNT) {
		struct addr one = in_gateway_subnet(gateway->vnet, family, offset);
		struct addr two = in_gateway_subnet(gateway->vnet, family, offset + 1);

		if (!addr_is_set(&one) || (!is_taken(gateway, &one) && !is_taken(gateway, &two)))
			if (left-- == 0)
				return offset;
	}
}

/* Each family has pairs of its own: where a VPN gateway has the first IPv4 ones, the first IPv6
 * ones are free. */
struct addr plan_msee_address(const struct lab_connection *connection, enum lab_link link,
                              uint8_t family)
{
	const struct addr *given = &connection->msee_address[link][family];

	if (addr_is_set(given))
		return *given;
	return in_gateway_subnet(connection->gateway->vnet, family,
	                         pair_of(connection, family) + (uint32_t)link);
}

struct addr plan_route_server_address(const struct lab_route_server *server, uint32_t instance)
{
	struct prefix subnet = subnet_of(server->vnet, "RouteServerSubnet", ADDR_IPV4);

	return given_or(&server->instance_address[instance],
	                host_of(&subnet, FIRST_ROUTE_SERVER + instance));
}

struct addr plan_hub_router_address(const struct lab_hub *hub)
{
	const struct lab_prefixes *space = &hub->vnet->address_space;

	return space->count > 0 ? prefix_host(&space->items[0], HUB_ROUTER) : no_address;
}
