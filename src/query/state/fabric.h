/*
 * A lab and a snapshot of its routes, joined and indexed for packets: who stands behind each node,
 * which node speaks for each element, which VNets a gateway serves, and the forwarding table of
 * every node, made when it is first needed.
 */
#ifndef QUERY_STATE_FABRIC_H
#define QUERY_STATE_FABRIC_H

#include <stdbool.h>
#include <stdint.h>

#include "query/state/fib.h"
#include "query/state/snapshot.h"
#include "topo/model/model.h"

/* What the speakers of a kind do with their routes (struct kind_hooks); NULL: as plain BGP. */
struct table_hooks {
	/* Own routes lead nowhere: a gateway does not program those of its network into NICs. */
	bool leaves_out_own;
	/* What such an element announces, of which only its peers know something. NULL: nothing. */
	const struct lab_prefixes *(*announced)(const struct lab_element *element);
	/* The id of the rule by which a NIC lists a next hop that is such a speaker; NULL:
	 * nic-next-hop-address. */
	const char *next_hop_rule;
	/* NICs list the next hop of the route, which need not be the speaker itself. */
	bool lists_bgp_next_hop;
};

/* A node of the snapshot and the element of the lab that it speaks for. */
struct fabric_node {
	const struct snapshot_node *node;
	const struct lab_element *element; /* NULL: the lab does not have it */
	uint32_t instance;                 /* of the element's speakers */
	struct fib *fib;                   /* NULL until fabric_fib() */
};

/* The speakers of an element by instance, each by its number or FIB_NONE. */
typedef uint32_t fabric_instances[LAB_INSTANCES];

struct path_owners;

struct fabric {
	struct arena *arena;
	const struct lab *lab;
	const struct snapshot *snapshot;
	struct fabric_node *nodes; /* in the order of the snapshot */
	uint32_t node_count;
	uint32_t *by_name;               /* numbers of the nodes, sorted by their names */
	fabric_instances *element_nodes; /* by index of the element */
	struct fib **gateway_routes;     /* by index of the serving VNet; NULL until needed */
	const struct lab_vnet **served;  /* all VNets that another or itself serves, side by side */
	uint32_t *served_start;          /* by index of the serving VNet, and the end */
	const struct path_owners *owners; /* whose addresses are; NULL until needed */
	bool any_link_down;
	/* Bits by node: whose state was looked at; NULL: nobody wants to know. */
	uint64_t *touched;
	/* A fabric of the same lab in which the nodes of `unchanged` had the same tables, NULL:
	 * none. What was made there of these alone is used here. */
	const struct fabric *before;
	const uint8_t *unchanged;
};

/* Borrows lab and snapshot, which must outlive it. The caller ends it with fabric_free(). */
struct fabric *fabric_new(const struct lab *lab, const struct snapshot *snapshot);

/* The fabric of the lab after something happened, with a snapshot of the same nodes: for those of
 * `unchanged`, by node, it borrows what `before` has made of their tables. All must outlive it. */
struct fabric *fabric_after(const struct fabric *before, const struct snapshot *snapshot,
                            const uint8_t *unchanged);

/* From here on the bits of the nodes whose state is looked at are set in `touched`, which has room
 * for all (node_count / 64 + 1 words); NULL ends it. What a walk says cannot be another one while
 * they are as they were. */
void fabric_note_touched(struct fabric *fabric, uint64_t *touched);
void fabric_touch(const struct fabric *fabric, uint32_t node);
void fabric_touch_all(const struct fabric *fabric);

/* The node has the same tables as in `before`. */
bool fabric_is_unchanged(const struct fabric *fabric, uint32_t node);

/* Accepts NULL. */
void fabric_free(struct fabric *fabric);

/* The number of the node that somebody has named, or FIB_NONE. Who knows an element asks
 * fabric_node_of(). */
uint32_t fabric_find(const struct fabric *fabric, const char *name);

/* The speaker of the element; FIB_NONE when the snapshot does not have it. */
uint32_t fabric_node_of(const struct fabric *fabric, const struct lab_element *element,
                        uint32_t instance);

/* What the node does with packets. Of a speaker inside a VNet a route leads where its next hop
 * stands, not to the peer that reflected it. Own routes are left out of an ExpressRoute gateway's
 * and a Route Server's table. For an external router: what follows from what it was told. Never
 * NULL. */
const struct fib *fabric_fib(struct fabric *fabric, uint32_t node);

/* The physical link of the sessions between the two nodes is dead, whatever BGP says; of several
 * sessions, that of all. */
bool fabric_link_down(const struct fabric *fabric, uint32_t a, uint32_t b);

/* The VNet that has the address, by longest match in the address spaces: among those that `serving`
 * serves, or among all when it is NULL. NULL when there is none. */
const struct lab_vnet *fabric_vnet_at(const struct fabric *fabric, const struct lab_vnet *serving,
                                      const struct addr *address);

/* The site that announces the address, by longest match, and the length of it; or NULL. */
const struct lab_site *fabric_site_at(const struct fabric *fabric, const struct addr *address);

/* The longest prefix of the VNet's address space that holds the address, or NULL. */
const struct prefix *lab_vnet_covers(const struct lab_vnet *vnet, const struct addr *address);

/* The same for what the routers of the site announce. */
const struct prefix *lab_site_covers(const struct lab_site *site, const struct addr *address);

#endif
