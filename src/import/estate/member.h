/*
 * The members of resources that import reads, as data: one row says where each stands in Azure's
 * own JSON and in the attributes of Terraform's azurerm provider, and which leaf of the lab it
 * becomes. A new property is a row.
 *
 * A path is made of names with points between; it passes through "properties" where that stands and
 * through lists to their first entry that has the rest. '|' separates spellings of other versions;
 * '!' in front: the truth value is turned round.
 */
#ifndef IMPORT_ESTATE_MEMBER_H
#define IMPORT_ESTATE_MEMBER_H

#include "document/tree.h"

enum estate_form {
	ESTATE_AS_ASKED, /* is no leaf, or not by itself */
	ESTATE_TEXT,
	ESTATE_NUMBER,
	ESTATE_FLAG,     /* left out when false */
	ESTATE_SWITCH,   /* written in both positions */
	ESTATE_PREFIXES, /* a leaf-list */
	ESTATE_NAMES,    /* the same */
};

/* clang-format off */
/* name, leaf of the lab, its form, Azure's path, Terraform's path */
#define ESTATE_MEMBERS(row) \
	row(LOCATION, NULL, AS_ASKED, "location", "location") \
	row(NETWORK_ADDRESS_SPACE, "address-space", PREFIXES, "addressSpace.addressPrefixes", "address_space") \
	row(NETWORK_BGP_COMMUNITY, "bgp-community", TEXT, "bgpCommunities.virtualNetworkCommunity", \
	    "bgp_community") \
	row(NETWORK_SUMMARIZED, "summarized-gateway-prefixes", PREFIXES, \
	    "summarizedGatewayPrefixes.addressPrefixes|summarizedGatewayPrefixes", NULL) \
	row(SUBNET_NETWORK, NULL, AS_ASKED, "virtualNetworkName", "virtual_network_name") \
	row(SUBNET_PREFIXES, "address-prefix", PREFIXES, "addressPrefixes|addressPrefix", \
	    "address_prefixes|address_prefix") \
	row(SUBNET_ROUTE_TABLE, NULL, AS_ASKED, "routeTable.id", "route_table_id") \
	row(SUBNET_POLICIES, NULL, AS_ASKED, "privateEndpointNetworkPolicies", \
	    "private_endpoint_network_policies") \
	row(SUBNET_POLICIES_FLAG, NULL, AS_ASKED, NULL, \
	    "private_endpoint_network_policies_enabled|!enforce_private_link_endpoint_network_policies") \
	row(SUBNET_SERVICE_ENDPOINT, NULL, AS_ASKED, "serviceEndpoints.service", \
	    "service_endpoints|service_endpoint.service") \
	row(PEERING_NETWORK, NULL, AS_ASKED, "virtualNetworkName", "virtual_network_name") \
	row(PEERING_REMOTE, NULL, AS_ASKED, "remoteVirtualNetwork.id", "remote_virtual_network_id") \
	row(PEERING_REMOTE_SPACE, NULL, AS_ASKED, \
	    "remoteAddressSpace.addressPrefixes|remoteVirtualNetworkAddressSpace.addressPrefixes", NULL) \
	row(PEERING_STATE, NULL, AS_ASKED, "peeringState", NULL) \
	row(PEERING_COMPLETE, NULL, AS_ASKED, "peerCompleteVnets", "peer_complete_virtual_networks_enabled") \
	row(PEERING_ONLY_IPV6, "enable-only-ipv6-peering", FLAG, "enableOnlyIPv6Peering", \
	    "only_ipv6_peering_enabled") \
	row(PEERING_LOCAL_SUBNETS, "local-subnet-names", NAMES, "localSubnetNames", "local_subnet_names") \
	row(PEERING_REMOTE_SUBNETS, "remote-subnet-names", NAMES, "remoteSubnetNames", \
	    "remote_subnet_names") \
	row(PEERING_ACCESS, NULL, AS_ASKED, "allowVirtualNetworkAccess", "allow_virtual_network_access") \
	row(PEERING_FORWARDED, "allow-forwarded-traffic", FLAG, "allowForwardedTraffic", \
	    "allow_forwarded_traffic") \
	row(PEERING_TRANSIT, "allow-gateway-transit", FLAG, "allowGatewayTransit", "allow_gateway_transit") \
	row(PEERING_REMOTE_GATEWAYS, "use-remote-gateways", FLAG, "useRemoteGateways", "use_remote_gateways") \
	row(GATEWAY_TYPE, NULL, AS_ASKED, "gatewayType", "type") \
	row(GATEWAY_SUBNET, NULL, AS_ASKED, "ipConfigurations.subnet.id", "ip_configuration.subnet_id") \
	row(GATEWAY_SKU, NULL, AS_ASKED, "sku.name|sku.tier|sku", "sku") \
	row(GATEWAY_UNITS, NULL, AS_ASKED, "autoScaleConfiguration.bounds.min", "minimum_scale_unit") \
	row(GATEWAY_UNITS_MAX, NULL, AS_ASKED, "autoScaleConfiguration.bounds.max", "maximum_scale_unit") \
	row(GATEWAY_REMOTE_VNET, "allow-remote-vnet-traffic", SWITCH, "allowRemoteVnetTraffic", \
	    "remote_vnet_traffic_enabled") \
	row(GATEWAY_WAN, "allow-virtual-wan-traffic", SWITCH, "allowVirtualWanTraffic", \
	    "virtual_wan_traffic_enabled") \
	row(GATEWAY_ADDRESS, NULL, AS_ASKED, "bgpSettings.bgpPeeringAddress", \
	    "bgp_settings.peering_address") \
	row(GATEWAY_ADDRESSES, NULL, AS_ASKED, "bgpSettings.bgpPeeringAddresses", \
	    "bgp_settings.peering_addresses") \
	row(GATEWAY_ASN, NULL, AS_ASKED, "bgpSettings.asn", "bgp_settings.asn") \
	row(GATEWAY_ACTIVE, NULL, AS_ASKED, "activeActive|active", "active_active") \
	row(INSTANCE_ADDRESS, NULL, AS_ASKED, "defaultBgpIpAddresses", "default_addresses") \
	row(CONNECTION_TYPE, NULL, AS_ASKED, "connectionType", "type") \
	row(CONNECTION_GATEWAY, NULL, AS_ASKED, "virtualNetworkGateway1.id", "virtual_network_gateway_id") \
	row(CONNECTION_CIRCUIT, NULL, AS_ASKED, "peer.id", "express_route_circuit_id") \
	row(CONNECTION_WEIGHT, NULL, AS_ASKED, "routingWeight", "routing_weight") \
	row(CONNECTION_FAST_PATH, "express-route-gateway-bypass", FLAG, "expressRouteGatewayBypass", \
	    "express_route_gateway_bypass") \
	row(CONNECTION_LOCAL, NULL, AS_ASKED, "localNetworkGateway2.id", "local_network_gateway_id") \
	row(CONNECTION_OTHER, NULL, AS_ASKED, "virtualNetworkGateway2.id", "peer_virtual_network_gateway_id") \
	row(CONNECTION_BGP, "enable-bgp", FLAG, "enableBgp", "bgp_enabled|enable_bgp") \
	row(CONNECTION_PRIVATE, NULL, AS_ASKED, "useLocalAzureIpAddress", \
	    "local_azure_ip_address_enabled") \
	row(CONNECTION_STATUS, NULL, AS_ASKED, "connectionStatus", NULL) \
	row(CONNECTION_KEY, NULL, AS_ASKED, "authorizationKey", "authorization_key") \
	row(LOCAL_SPACE, "address-space", PREFIXES, "localNetworkAddressSpace.addressPrefixes", \
	    "address_space") \
	row(LOCAL_ASN, NULL, AS_ASKED, "bgpSettings.asn", "bgp_settings.asn") \
	row(LOCAL_ADDRESS, NULL, AS_ASKED, "bgpSettings.bgpPeeringAddress", "bgp_settings.bgp_peering_address") \
	row(CIRCUIT_TIER, NULL, AS_ASKED, "sku.tier", "sku.tier") \
	row(CIRCUIT_SKU, NULL, AS_ASKED, "sku.name", NULL) \
	row(CIRCUIT_MBPS, NULL, AS_ASKED, "serviceProviderProperties.bandwidthInMbps", \
	    "bandwidth_in_mbps|service_provider_properties.bandwidth_in_mbps") \
	row(CIRCUIT_GBPS, NULL, AS_ASKED, "bandwidthInGbps", "bandwidth_in_gbps") \
	row(CIRCUIT_LOCATION, NULL, AS_ASKED, "serviceProviderProperties.peeringLocation", \
	    "peering_location|service_provider_properties.peering_location") \
	row(CIRCUIT_PORT, NULL, AS_ASKED, "expressRoutePort.id", "express_route_port_id") \
	row(CIRCUIT_PROVIDER_STATE, NULL, AS_ASKED, "serviceProviderProvisioningState", \
	    "service_provider_provisioning_state") \
	row(CIRCUIT_STATE, NULL, AS_ASKED, "circuitProvisioningState", NULL) \
	row(CIRCUIT_PEERING_CIRCUIT, NULL, AS_ASKED, NULL, "express_route_circuit_name") \
	row(CIRCUIT_PEERING_TYPE, NULL, AS_ASKED, "peeringType|name", "peering_type") \
	row(CIRCUIT_PEERING_STATE, NULL, AS_ASKED, "state", NULL) \
	row(CIRCUIT_PEERING_IPV4, NULL, AS_ASKED, NULL, "ipv4_enabled") \
	row(CIRCUIT_PEERING_ASN, NULL, AS_ASKED, "peerASN", "peer_asn") \
	row(CIRCUIT_PEERING_PRIMARY, "primary-peer-address-prefix", TEXT, "primaryPeerAddressPrefix", \
	    "primary_peer_address_prefix") \
	row(CIRCUIT_PEERING_SECONDARY, "secondary-peer-address-prefix", TEXT, "secondaryPeerAddressPrefix", \
	    "secondary_peer_address_prefix") \
	row(CIRCUIT_PEERING_VLAN, NULL, AS_ASKED, "vlanId", "vlan_id") \
	row(CIRCUIT_PEERING_KEY, NULL, AS_ASKED, "sharedKey", "shared_key") \
	row(CIRCUIT_PEERING_PRIMARY6, NULL, AS_ASKED, "ipv6PeeringConfig.primaryPeerAddressPrefix", \
	    "ipv6.primary_peer_address_prefix") \
	row(CIRCUIT_PEERING_SECONDARY6, NULL, AS_ASKED, "ipv6PeeringConfig.secondaryPeerAddressPrefix", \
	    "ipv6.secondary_peer_address_prefix") \
	row(CIRCUIT_PEERING_STATE6, NULL, AS_ASKED, "ipv6PeeringConfig.state", NULL) \
	row(CIRCUIT_PEERING_IPV6, NULL, AS_ASKED, NULL, "ipv6.enabled") \
	row(REACH_PEERING, NULL, AS_ASKED, "expressRouteCircuitPeering.id", "peering_id") \
	row(REACH_OTHER, NULL, AS_ASKED, "peerExpressRouteCircuitPeering.id", "peer_peering_id") \
	row(REACH_PREFIX, "address-prefix", TEXT, "addressPrefix", "address_prefix_ipv4") \
	row(REACH_PREFIX6, NULL, AS_ASKED, "ipv6CircuitConnectionConfig.addressPrefix", "address_prefix_ipv6") \
	row(REACH_STATE, NULL, AS_ASKED, "circuitConnectionStatus", NULL) \
	row(AUTHORIZATION_CIRCUIT, NULL, AS_ASKED, NULL, "express_route_circuit_name") \
	row(AUTHORIZATION_USE, NULL, AS_ASKED, "authorizationUseStatus", "authorization_use_status") \
	row(AUTHORIZATION_CONNECTION, NULL, AS_ASKED, "connectionResourceUri", NULL) \
	row(PORT_LOCATION, NULL, AS_ASKED, "peeringLocation", "peering_location") \
	row(TABLE_NO_PROPAGATION, "disable-bgp-route-propagation", FLAG, "disableBgpRoutePropagation", \
	    "!bgp_route_propagation_enabled|disable_bgp_route_propagation") \
	row(TABLE_SUBNETS, NULL, AS_ASKED, "subnets", "subnets") \
	row(ROUTE_ROUTE_TABLE, NULL, AS_ASKED, NULL, "route_table_name") \
	row(ROUTE_PREFIX, NULL, AS_ASKED, "addressPrefix", "address_prefix") \
	row(ROUTE_TYPE, NULL, AS_ASKED, "nextHopType", "next_hop_type") \
	row(ROUTE_ADDRESS, NULL, AS_ASKED, "nextHopIpAddress", "next_hop_in_ip_address") \
	row(ASSOCIATION_SUBNET, NULL, AS_ASKED, NULL, "subnet_id") \
	row(ASSOCIATION_TABLE, NULL, AS_ASKED, NULL, "route_table_id") \
	row(HUB_KIND, NULL, AS_ASKED, "kind", NULL) \
	row(HUB_WAN, NULL, AS_ASKED, "virtualWan.id", "virtual_wan_id") \
	row(HUB_PREFIX, NULL, AS_ASKED, "addressPrefix", "address_prefix") \
	row(HUB_PREFERENCE, NULL, AS_ASKED, "hubRoutingPreference", "hub_routing_preference") \
	row(HUB_BRANCHES, "branch-to-branch", FLAG, "allowBranchToBranchTraffic", \
	    "branch_to_branch_traffic_enabled") \
	row(HUB_ADDRESSES, NULL, AS_ASKED, "virtualRouterIps", "virtual_router_ips") \
	row(HUB_SUBNET, NULL, AS_ASKED, "hostedSubnet.id|hostedSubnet|ipConfigurations.subnet.id", "subnet_id") \
	row(HUB_ADDRESS_LIST, NULL, AS_ASKED, "ipConfigurations", NULL) \
	row(HUB_CHILD_HUB, NULL, AS_ASKED, NULL, "route_server_id|virtual_hub_id") \
	row(HUB_ADDRESS_SUBNET, NULL, AS_ASKED, "subnet.id", "subnet_id") \
	row(BGP_PEER_ASN, NULL, AS_ASKED, "peerAsn", "peer_asn") \
	row(BGP_PEER_ADDRESS, NULL, AS_ASKED, "peerIp", "peer_ip") \
	row(HUB_CONNECTION_NETWORK, NULL, AS_ASKED, "remoteVirtualNetwork.id", "remote_virtual_network_id") \
	row(HUB_CONNECTION_SECURITY, NULL, AS_ASKED, "enableInternetSecurity", "internet_security_enabled") \
	row(HUB_GATEWAY_HUB, NULL, AS_ASKED, "virtualHub.id", "virtual_hub_id") \
	row(HUB_GATEWAY_UNITS, NULL, AS_ASKED, "autoScaleConfiguration.bounds.min", "scale_units") \
	row(HUB_GATEWAY_UNITS_MAX, NULL, AS_ASKED, "autoScaleConfiguration.bounds.max", NULL) \
	row(HUB_GATEWAY_OUTSIDE, "allow-non-virtual-wan-traffic", SWITCH, "allowNonVirtualWanTraffic", \
	    "allow_non_virtual_wan_traffic") \
	row(HUB_CIRCUIT_GATEWAY, NULL, AS_ASKED, NULL, "express_route_gateway_id") \
	row(HUB_CIRCUIT_PEERING, NULL, AS_ASKED, "expressRouteCircuitPeering.id", \
	    "express_route_circuit_peering_id") \
	row(HUB_CIRCUIT_FAST_PATH, "express-route-gateway-bypass", FLAG, "expressRouteGatewayBypass", \
	    "express_route_gateway_bypass_enabled") \
	row(HUB_CIRCUIT_SECURITY, "enable-internet-security", FLAG, "enableInternetSecurity", \
	    "enable_internet_security|internet_security_enabled") \
	row(ENDPOINT_SUBNET, NULL, AS_ASKED, "subnet.id", "subnet_id") \
	row(ENDPOINT_ADDRESS, NULL, AS_ASKED, "customDnsConfigs.ipAddresses|ipConfigurations.privateIPAddress", \
	    "private_service_connection.private_ip_address|ip_configuration.private_ip_address") \
	row(ENDPOINT_INTERFACE, NULL, AS_ASKED, "networkInterfaces.id", "network_interface.id") \
	row(INTERFACE_ADDRESS, NULL, AS_ASKED, "ipConfigurations.privateIPAddress", \
	    "private_ip_address|ip_configuration.private_ip_address") \
	row(INTERFACE_FORWARDS, NULL, AS_ASKED, "enableIPForwarding", \
	    "ip_forwarding_enabled|enable_ip_forwarding") \
	row(INTERFACE_MACHINE, NULL, AS_ASKED, "virtualMachine.id", "virtual_machine_id") \
	row(FIREWALL_SUBNET, NULL, AS_ASKED, "ipConfigurations.subnet.id", "ip_configuration.subnet_id") \
	row(FIREWALL_ADDRESS, NULL, AS_ASKED, "ipConfigurations.privateIPAddress", \
	    "ip_configuration.private_ip_address")
/* clang-format on */

enum estate_member {
#define ESTATE_MEMBER_ID(name, leaf, form, arm, azurerm) name,
	ESTATE_MEMBERS(ESTATE_MEMBER_ID)
#undef ESTATE_MEMBER_ID
	    ESTATE_MEMBER_COUNT,
};

enum estate_dialect {
	ESTATE_ARM,
	ESTATE_AZURERM,
	ESTATE_DIALECT_COUNT,
};

struct estate_member_row {
	const char *leaf;
	enum estate_form form;
	const char *paths[ESTATE_DIALECT_COUNT]; /* NULL: this dialect has none */
};

extern const struct estate_member_row estate_members[ESTATE_MEMBER_COUNT];

/* The member of an object by its name in any case, first among its "properties"; NULL when it is
 * not there. */
const struct doc_node *estate_child(const struct doc_node *object, const char *name);

/* What stands at a path (without '|' and '!'), unless it is unset: null, "" or an empty list. */
const struct doc_node *estate_at_path(const struct doc_node *object, const char *path);

/* The member of a resource's body; NULL when unset. *inverted: its truth value is turned round. */
const struct doc_node *estate_look_up(const struct doc_node *body, enum estate_dialect dialect,
                                      enum estate_member member, bool *inverted);

/* Some path of the table begins with this name. */
bool estate_is_path_name(const char *name);

#endif
