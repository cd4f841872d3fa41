/*
 * A lab and a snapshot of its routes, joined and indexed for packets: who stands behind each node,
 * which node speaks for each element, which VNets a gateway serves, and the forwarding table of
 * every node, made when it is first needed.
 */
#ifndef QUERY_FABRIC_H
#define QUERY_FABRIC_H

#include <stdbool.h>
#include <stdint.h>

#include "query/fib.h"
#include "query/snapshot.h"
#include "topo/model.h"

/* A node of the snapshot and the element of the lab that it speaks for: one of the three. */
struct fabric_node {
	const struct snapshot_node *node;
	const struct lab_circuit *circuit; /* an MSEE */
	enum lab_link link;
	const struct lab_gateway *gateway; /* a gateway instance */
	uint32_t instance;
	const struct lab_router *router; /* a site router */
	struct fib *fib;                 /* NULL until fabric_fib() */
};

/* The instances of an ExpressRoute gateway (FACTS 1.2). */
enum { FABRIC_INSTANCES = 2 };

struct fabric {
	struct arena *arena;
	const struct lab *lab;
	const struct snapshot *snapshot;
	struct fabric_node *nodes; /* in the order of the snapshot */
	uint32_t node_count;
	uint32_t *by_name; /* numbers of the nodes, sorted by their names */
	uint32_t (*gateway_nodes)[FABRIC_INSTANCES]; /* by index of the VNet; or FIB_NONE */
	const struct lab_vnet **served; /* all VNets that a gateway serves, gateway by gateway */
	uint32_t *served_start;         /* by index of the gateway's VNet, and the end */
};

/* Borrows lab and snapshot, which must outlive it. The caller ends it with fabric_free(). */
struct fabric *fabric_new(const struct lab *lab, const struct snapshot *snapshot);

/* Accepts NULL. */
void fabric_free(struct fabric *fabric);

/* The number of the node, or FIB_NONE. */
uint32_t fabric_find(const struct fabric *fabric, const char *name);
uint32_t fabric_router_node(const struct fabric *fabric, const struct lab_router *router);

/* What the node does with packets. For a gateway: what its VNet's NICs are programmed with. For an
 * external router: what follows from what it was told. Never NULL. */
const struct fib *fabric_fib(struct fabric *fabric, uint32_t node);

/* The VNet that has the address, by longest match in the address spaces: among those that `gateway`
 * serves, or among all when it is NULL. NULL when there is none. */
const struct lab_vnet *fabric_vnet_at(const struct fabric *fabric,
                                      const struct lab_gateway *gateway,
                                      const struct addr *address);

/* The site that announces the address, by longest match, and the length of it; or NULL. */
const struct lab_site *fabric_site_at(const struct fabric *fabric, const struct addr *address);

/* The longest prefix of the VNet's address space that holds the address, or NULL. */
const struct prefix *lab_vnet_covers(const struct lab_vnet *vnet, const struct addr *address);

/* The same for what the routers of the site announce. */
const struct prefix *lab_site_covers(const struct lab_site *site, const struct addr *address);

#endif
