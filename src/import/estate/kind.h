/*
 * The kinds of resources that import knows, as data: how Azure, Terraform's azurerm provider and
 * their nesting name each. A new kind is a row.
 */
#ifndef IMPORT_ESTATE_KIND_H
#define IMPORT_ESTATE_KIND_H

#include <stdbool.h>
#include <stddef.h>

#include "import/estate/member.h"

enum estate_kind {
	ESTATE_NETWORK,
	ESTATE_SUBNET,
	ESTATE_PEERING,
	ESTATE_GATEWAY, /* of a virtual network: ExpressRoute or VPN */
	ESTATE_CONNECTION,
	ESTATE_LOCAL_GATEWAY,
	ESTATE_CIRCUIT,
	ESTATE_CIRCUIT_PEERING,
	ESTATE_GLOBAL_REACH,
	ESTATE_PEERED_REACH, /* Global Reach as the other circuit sees it */
	ESTATE_AUTHORIZATION,
	ESTATE_PORT,
	ESTATE_ROUTE_TABLE,
	ESTATE_ROUTE,
	ESTATE_TABLE_OF_SUBNET, /* Terraform's association of a route table */
	ESTATE_HUB,             /* of a virtual WAN, or a Route Server */
	ESTATE_HUB_ADDRESS,     /* where a Route Server stands */
	ESTATE_BGP_PEER,        /* of a Route Server */
	ESTATE_HUB_CONNECTION,
	ESTATE_HUB_GATEWAY,
	ESTATE_HUB_CIRCUIT, /* connection of a hub's gateway */
	ESTATE_WAN,
	ESTATE_PRIVATE_ENDPOINT,
	ESTATE_INTERFACE,
	ESTATE_FIREWALL,
	ESTATE_KIND_COUNT, /* also: none of these */
};

struct estate_kind_row {
	const char *words;       /* "ExpressRoute circuit" */
	const char *arm;         /* in lower case; the segments of child types are in it */
	const char *azurerm[3];  /* ends at the first NULL */
	enum estate_kind parent; /* ESTATE_KIND_COUNT: none */
	const char *inline_arm;  /* the member of the parent that lists them, or NULL */
	const char *inline_azurerm;
	enum estate_member parent_id; /* how Terraform names the parent; ESTATE_MEMBER_COUNT: not */
	enum estate_member parent_name;
	enum estate_member needed; /* in every real body, so that a cut one is noticed */
};

extern const struct estate_kind_row estate_kinds[ESTATE_KIND_COUNT];

/* By "Microsoft.Network/virtualNetworks/subnets" in any case, or "azurerm_subnet";
 * ESTATE_KIND_COUNT when there is no such row. */
enum estate_kind estate_kind_of(const char *type);

#endif
