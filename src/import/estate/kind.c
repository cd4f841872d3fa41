/* The table of kinds. */
#include "import/estate/kind.h"

#include <string.h>
#include <strings.h>

#include "base/check.h"

#define NO     ESTATE_KIND_COUNT
#define NONE   ESTATE_MEMBER_COUNT
#define NET(x) "microsoft.network/" x

/* clang-format off */
const struct estate_kind_row estate_kinds[ESTATE_KIND_COUNT] = {
	[ESTATE_NETWORK] = {"virtual network", NET("virtualnetworks"),
		{"azurerm_virtual_network"}, NO, NULL, NULL, NONE, NONE, NETWORK_ADDRESS_SPACE},
	[ESTATE_SUBNET] = {"subnet", NET("virtualnetworks/subnets"),
		{"azurerm_subnet"}, ESTATE_NETWORK, "subnets", "subnet", NONE, SUBNET_NETWORK, NONE},
	[ESTATE_PEERING] = {"virtual network peering", NET("virtualnetworks/virtualnetworkpeerings"),
		{"azurerm_virtual_network_peering"}, ESTATE_NETWORK, "virtualNetworkPeerings", NULL, NONE,
		PEERING_NETWORK, PEERING_REMOTE},
	[ESTATE_GATEWAY] = {"virtual network gateway", NET("virtualnetworkgateways"),
		{"azurerm_virtual_network_gateway"}, NO, NULL, NULL, NONE, NONE, GATEWAY_TYPE},
	[ESTATE_CONNECTION] = {"connection", NET("connections"),
		{"azurerm_virtual_network_gateway_connection"}, NO, NULL, NULL, NONE, NONE, CONNECTION_TYPE},
	[ESTATE_LOCAL_GATEWAY] = {"local network gateway", NET("localnetworkgateways"),
		{"azurerm_local_network_gateway"}, NO, NULL, NULL, NONE, NONE, NONE},
	[ESTATE_CIRCUIT] = {"ExpressRoute circuit", NET("expressroutecircuits"),
		{"azurerm_express_route_circuit"}, NO, NULL, NULL, NONE, NONE, NONE},
	[ESTATE_CIRCUIT_PEERING] = {"circuit peering", NET("expressroutecircuits/peerings"),
		{"azurerm_express_route_circuit_peering"}, ESTATE_CIRCUIT, "peerings", "peerings", NONE,
		CIRCUIT_PEERING_CIRCUIT, NONE},
	[ESTATE_GLOBAL_REACH] = {"Global Reach connection", NET("expressroutecircuits/peerings/connections"),
		{"azurerm_express_route_circuit_connection"}, ESTATE_CIRCUIT_PEERING, "connections", NULL,
		REACH_PEERING, NONE, NONE},
	[ESTATE_PEERED_REACH] = {"Global Reach connection", NET("expressroutecircuits/peerings/peerconnections"),
		{NULL}, ESTATE_CIRCUIT_PEERING, "peeredConnections", NULL, NONE, NONE, NONE},
	[ESTATE_AUTHORIZATION] = {"authorization", NET("expressroutecircuits/authorizations"),
		{"azurerm_express_route_circuit_authorization"}, ESTATE_CIRCUIT, "authorizations", NULL, NONE,
		AUTHORIZATION_CIRCUIT, NONE},
	[ESTATE_PORT] = {"ExpressRoute Direct port", NET("expressrouteports"),
		{"azurerm_express_route_port"}, NO, NULL, NULL, NONE, NONE, NONE},
	[ESTATE_ROUTE_TABLE] = {"route table", NET("routetables"),
		{"azurerm_route_table"}, NO, NULL, NULL, NONE, NONE, NONE},
	[ESTATE_ROUTE] = {"route", NET("routetables/routes"),
		{"azurerm_route"}, ESTATE_ROUTE_TABLE, "routes", "route", NONE, ROUTE_ROUTE_TABLE, NONE},
	[ESTATE_TABLE_OF_SUBNET] = {"route table association", "",
		{"azurerm_subnet_route_table_association"}, NO, NULL, NULL, NONE, NONE, NONE},
	[ESTATE_HUB] = {"virtual hub", NET("virtualhubs"),
		{"azurerm_virtual_hub", "azurerm_route_server"}, NO, NULL, NULL, NONE, NONE, NONE},
	[ESTATE_HUB_ADDRESS] = {"Route Server address", NET("virtualhubs/ipconfigurations"),
		{"azurerm_virtual_hub_ip"}, ESTATE_HUB, "ipConfigurations", NULL, HUB_CHILD_HUB, NONE, NONE},
	[ESTATE_BGP_PEER] = {"BGP peer", NET("virtualhubs/bgpconnections"),
		{"azurerm_route_server_bgp_connection", "azurerm_virtual_hub_bgp_connection"}, ESTATE_HUB,
		"bgpConnections", NULL, HUB_CHILD_HUB, NONE, NONE},
	[ESTATE_HUB_CONNECTION] = {"hub virtual network connection",
		NET("virtualhubs/hubvirtualnetworkconnections"), {"azurerm_virtual_hub_connection"}, ESTATE_HUB,
		"virtualNetworkConnections", NULL, HUB_CHILD_HUB, NONE, NONE},
	[ESTATE_HUB_GATEWAY] = {"ExpressRoute gateway of a hub", NET("expressroutegateways"),
		{"azurerm_express_route_gateway"}, NO, NULL, NULL, NONE, NONE, NONE},
	[ESTATE_HUB_CIRCUIT] = {"ExpressRoute connection of a hub",
		NET("expressroutegateways/expressrouteconnections"), {"azurerm_express_route_connection"},
		ESTATE_HUB_GATEWAY, "expressRouteConnections", NULL, HUB_CIRCUIT_GATEWAY, NONE, NONE},
	[ESTATE_WAN] = {"virtual WAN", NET("virtualwans"),
		{"azurerm_virtual_wan"}, NO, NULL, NULL, NONE, NONE, NONE},
	[ESTATE_PRIVATE_ENDPOINT] = {"private endpoint", NET("privateendpoints"),
		{"azurerm_private_endpoint"}, NO, NULL, NULL, NONE, NONE, NONE},
	[ESTATE_INTERFACE] = {"network interface", NET("networkinterfaces"),
		{"azurerm_network_interface"}, NO, NULL, NULL, NONE, NONE, NONE},
	[ESTATE_FIREWALL] = {"Azure Firewall", NET("azurefirewalls"),
		{"azurerm_firewall"}, NO, NULL, NULL, NONE, NONE, NONE},
};
/* clang-format on */

enum estate_kind estate_kind_of(const char *type)
{
	for (unsigned kind = 0; kind < ESTATE_KIND_COUNT; kind++) {
		const struct estate_kind_row *row = &estate_kinds[kind];

		if (row->arm[0] != '\0' && strcasecmp(row->arm, type) == 0)
			return (enum estate_kind)kind;
		for (size_t i = 0; i < COUNT_OF(row->azurerm) && row->azurerm[i] != NULL; i++) {
			if (strcmp(row->azurerm[i], type) == 0)
				return (enum estate_kind)kind;
		}
	}
	return ESTATE_KIND_COUNT;
}
