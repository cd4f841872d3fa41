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

/* A node of the snapshot and the element of the lab that it speaks for: one of these. */
struct fabric_node {
	const struct snapshot_node *node;
	const struct lab_element *element; /* NULL: the lab does not have it */
	const struct lab_circuit *circuit; /* an MSEE */
	enum lab_link link;
	const struct lab_gateway *gateway;           /* an ExpressRoute gateway's instance */
	const struct lab_vpn_gateway *vpn_gateway;   /* a VPN gateway's instance */
	const struct lab_route_server *route_server; /* a Route Server's instance */
	uint32_t instance;                           /* of these three */
	const struct lab_router *router;             /* a site router */
	const struct lab_nva *nva;                   /* a network virtual appliance */
	const struct lab_hub *hub;                   /* a virtual hub's router */
	struct fib *fib;                             /* NULL until fabric_fib() */
};

/* The instances of a gateway or Route Server (FACTS 1.2). */
enum { FABRIC_INSTANCES = LAB_INSTANCES };

/* The two instances of something in a VNet, each by its number or FIB_NONE. */
typedef uint32_t fabric_pair[FABRIC_INSTANCES];

struct fabric {
	struct arena *arena;
	const struct lab *lab;
	const struct snapshot *snapshot;
	struct fabric_node *nodes; /* in the order of the snapshot */
	uint32_t node_count;
	uint32_t *by_name;          /* numbers of the nodes, sorted by their names */
	fabric_pair *element_nodes; /* by index of the element: its speakers by instance */
	fabric_pair *gateway_nodes; /* by index of the VNet */
	fabric_pair *vpn_nodes;
	fabric_pair *route_server_nodes;
	uint32_t *hub_nodes;            /* by index of the hub: its router, or FIB_NONE */
	struct fib **gateway_routes;    /* by index of the serving VNet; NULL until needed */
	const struct lab_vnet **served; /* all VNets that another or itself serves, side by side */
	uint32_t *served_start;         /* by index of the serving VNet, and the end */
	bool any_link_down;
};

/* Borrows lab and snapshot, which must outlive it. The caller ends it with fabric_free(). */
struct fabric *fabric_new(const struct lab *lab, const struct snapshot *snapshot);

/* Accepts NULL. */
void fabric_free(struct fabric *fabric);

/* The number of the node, or FIB_NONE. */
uint32_t fabric_find(const struct fabric *fabric, const char *name);

/* The speaker of the element; FIB_NONE when the snapshot does not have it. */
uint32_t fabric_node_of(const struct fabric *fabric, const struct lab_element *element,
                        uint32_t instance);
uint32_t fabric_router_node(const struct fabric *fabric, const struct lab_router *router);

/* What the node does with packets. Of a speaker inside a VNet a route leads where its next hop
 * stands, not to the peer that reflected it. Own routes are left out of an ExpressRoute gateway's
 * and a Route Server's table. For an external router: what follows from what it was told. Never
 * NULL. */
const struct fib *fabric_fib(struct fabric *fabric, uint32_t node);

/* What the gateways and the Route Server of the network that serves `vnet` program into NICs:
 * ExpressRoute, VPN and appliances merged by hub-routing-preference (FACTS 4.5). The next hops are
 * MSEEs, instances of VPN gateways, appliances and, in a virtual WAN, the hub's router. NULL when
 * nothing serves it. */
const struct fib *fabric_gateway_routes(struct fabric *fabric, const struct lab_vnet *vnet);

/* The next hops of the hub's ExpressRoute gateway for the prefix, of both instances and each once:
 * MSEEs. Borrowed; their count, which is at most `room`. */
uint32_t fabric_hub_hops(struct fabric *fabric, const struct lab_hub *hub,
                         const struct prefix *prefix, const struct fib_hop *hops[], uint32_t room);

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
