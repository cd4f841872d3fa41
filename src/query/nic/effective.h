/*
 * The effective routes of a subnet, as Azure lists them for a network interface
 * (nic-overridden-is-invalid): system routes, those of the route table, and those that gateways and
 * Route Server program, one for each next hop. What is overridden stays in the list as Invalid.
 */
#ifndef QUERY_NIC_EFFECTIVE_H
#define QUERY_NIC_EFFECTIVE_H

#include <stdbool.h>
#include <stdint.h>

#include "query/nic/nic.h"
#include "query/state/fabric.h"

enum { EFFECTIVE_RULES_MAX = 6 };

struct effective_route {
	struct prefix prefix;
	enum nic_source source;
	enum nic_next_hop type;
	bool active;                 /* false: listed as Invalid */
	struct addr address;         /* of the next hop; unset: Azure shows none */
	const char *element;         /* the node, peered network or service; NULL for the others */
	const char *name;            /* of a user-defined route; NULL for the others */
	struct prefix by;            /* the route that wins; unset while this one is active */
	const struct bgp_attrs *bgp; /* NULL for all but BGP routes */
	const char *rules[EFFECTIVE_RULES_MAX]; /* ids in data/rules.json; ends at the first NULL */
};

/* A row that one could expect, but that Azure does not list. */
struct effective_absent {
	struct prefix prefix; /* unset: all routes of gateways */
	enum nic_next_hop type;
	struct prefix by; /* what takes its place; unset: the route table keeps them away */
	const char *rule;
};

struct effective {
	struct arena *arena;
	const struct lab_vnet *vnet;
	const struct lab_subnet *subnet;   /* NULL: none was named */
	const struct lab_gateway *gateway; /* whose BGP routes; NULL: none, or not ExpressRoute */
	struct effective_route *routes;    /* IPv4 first; in the order in which Azure lists them */
	uint32_t route_count;
	struct effective_absent *absent;
	uint32_t absent_count;
};

/* All rules by which rows are made; ends with NULL. */
extern const char *const effective_rules[];

/* `subnet` may be NULL. `reserved`: with the rows that drop private ranges, which Azure does not
 * always list. Borrows from the fabric's lab and snapshot. The caller ends it with
 * effective_free(). */
struct effective *effective_of(struct fabric *fabric, const struct lab_vnet *vnet,
                               const struct lab_subnet *subnet, bool reserved);

/* Accepts NULL. */
void effective_free(struct effective *effective);

#endif
