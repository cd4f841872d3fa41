/*
 * The words of a network interface's table: where a route comes from, and where it leads. One for
 * each, whoever asks: the way of packets, the list of effective routes, captures.
 */
#ifndef QUERY_NIC_NIC_H
#define QUERY_NIC_NIC_H

#include "base/addr.h"

/* In the order of preference among equally long prefixes, the least first (longest-prefix). */
enum nic_source {
	NIC_DEFAULT, /* a system route */
	NIC_GATEWAY, /* BGP, or static at a VPN gateway */
	NIC_USER,    /* the route table */
	NIC_SOURCE_COUNT,
};

/* "Default", "VirtualNetworkGateway", "User": as the Azure CLI writes them. */
const char *nic_source_name(enum nic_source source);

enum nic_next_hop {
	NIC_TO_VNET,
	NIC_TO_PEERING,        /* in one region */
	NIC_TO_GLOBAL_PEERING, /* across regions */
	NIC_TO_CONNECTED_GROUP,
	NIC_TO_GATEWAY,
	NIC_TO_INTERNET,
	NIC_TO_NONE, /* dropped */
	NIC_TO_APPLIANCE,
	NIC_TO_PRIVATE_ENDPOINT,
	NIC_TO_SERVICE_ENDPOINT,
	NIC_NEXT_HOP_COUNT,
};

/* "VnetLocal", "VNetPeering", "InterfaceEndpoint", ...: as the Azure CLI writes them. */
const char *nic_next_hop_name(enum nic_next_hop next_hop);

/* The ranges that the default system routes drop, private and shared ones of IPv4
 * (system-default-routes). */
enum { NIC_RESERVED_COUNT = 4 };
struct prefix nic_reserved(uint32_t index);

#endif
