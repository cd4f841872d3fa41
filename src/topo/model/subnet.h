/*
 * Prefixes, route tables and subnets of a lab.
 */
#ifndef TOPO_MODEL_SUBNET_H
#define TOPO_MODEL_SUBNET_H

#include <stdbool.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/findings.h"
#include "topo/model/kind.h"
#include "topo/model/parts.h"

/* route-table/route/next-hop-type, as Azure allows it in a user-defined route (udr-next-hop). */
enum lab_next_hop {
	LAB_TO_VIRTUAL_APPLIANCE,
	LAB_TO_VIRTUAL_NETWORK_GATEWAY, /* a VPN gateway: an ExpressRoute gateway cannot be named */
	LAB_TO_VNET_LOCAL,
	LAB_TO_INTERNET,
	LAB_TO_NONE,
	LAB_NEXT_HOP_COUNT,
};

/* route-table/route */
struct lab_route {
	const char *name;
	struct prefix prefix;
	enum lab_next_hop type;
	struct addr address; /* of a virtual appliance; unset for the others */
	unsigned doubts;
	struct place place;
};

/* route-table */
struct lab_route_table {
	const char *name;
	const struct lab_element *element; /* its identity */
	uint32_t index;                    /* in lab->route_tables */
	bool disable_bgp_route_propagation;
	struct lab_route *routes;
	uint32_t route_count;
	unsigned doubts;
	struct place place;
};

/* virtual-network/subnet/private-endpoint */
struct lab_private_endpoint {
	const char *name;
	struct addr address;
	struct place place;
};

/* virtual-network/subnet/service-endpoint: the prefixes are the lab's, for Azure's change weekly.
 */
struct lab_service_endpoint {
	const char *service; /* "Microsoft.Storage" */
	struct lab_prefixes prefixes;
	struct place place;
};

/* virtual-network/subnet */
struct lab_subnet {
	const char *name;
	struct lab_prefixes prefixes;
	const struct lab_route_table *route_table; /* NULL: none */
	struct lab_private_endpoint *private_endpoints;
	uint32_t private_endpoint_count;
	bool private_endpoint_policies; /* private-endpoint-network-policies: route tables count */
	struct lab_service_endpoint *service_endpoints;
	uint32_t service_endpoint_count;
	struct place place;
};

#endif
