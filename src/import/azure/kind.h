/*
 * The kinds of resources that import knows, as data: how Azure, Terraform's azurerm provider and
 * their nesting name each. A new kind is a row.
 */
#ifndef IMPORT_AZURE_KIND_H
#define IMPORT_AZURE_KIND_H

#include <stdbool.h>
#include <stddef.h>

#include "import/azure/member.h"

enum azure_kind {
	AZURE_NETWORK,
	AZURE_SUBNET,
	AZURE_PEERING,
	AZURE_GATEWAY, /* of a virtual network: ExpressRoute or VPN */
	AZURE_CONNECTION,
	AZURE_LOCAL_GATEWAY,
	AZURE_CIRCUIT,
	AZURE_CIRCUIT_PEERING,
	AZURE_GLOBAL_REACH,
	AZURE_PEERED_REACH, /* Global Reach as the other circuit sees it */
	AZURE_AUTHORIZATION,
	AZURE_PORT,
	AZURE_ROUTE_TABLE,
	AZURE_ROUTE,
	AZURE_TABLE_OF_SUBNET, /* Terraform's association of a route table */
	AZURE_HUB,             /* of a virtual WAN, or a Route Server */
	AZURE_HUB_ADDRESS,     /* where a Route Server stands */
	AZURE_BGP_PEER,        /* of a Route Server */
	AZURE_HUB_CONNECTION,
	AZURE_HUB_GATEWAY,
	AZURE_HUB_CIRCUIT, /* connection of a hub's gateway */
	AZURE_WAN,
	AZURE_PRIVATE_ENDPOINT,
	AZURE_INTERFACE,
	AZURE_FIREWALL,
	AZURE_KIND_COUNT, /* also: none of these */
};

struct azure_kind_row {
	const char *words;      /* "ExpressRoute circuit" */
	const char *arm;        /* in lower case; the segments of child types are in it */
	const char *azurerm[3]; /* ends at the first NULL */
	enum azure_kind parent; /* AZURE_KIND_COUNT: none */
	const char *inline_arm; /* the member of the parent that lists them, or NULL */
	const char *inline_azurerm;
	enum azure_member parent_id; /* how Terraform names the parent; AZURE_MEMBER_COUNT: not */
	enum azure_member parent_name;
	enum azure_member needed; /* in every real body, so that a cut one is noticed */
};

extern const struct azure_kind_row azure_kinds[AZURE_KIND_COUNT];

/* By "Microsoft.Network/virtualNetworks/subnets" in any case, or "azurerm_subnet";
 * AZURE_KIND_COUNT when there is no such row. */
enum azure_kind azure_kind_of(const char *type);

#endif
