/*
 * The routes of a subnet: what a network interface in it does with a packet. The one
 * table of what wins against what; both the way of packets and the list of effective routes go by
 * it.
 *
 * Three sources stand beside each other: system routes (of the network, its peerings, private
 * endpoints and service endpoints, and the default ones), the route table, and BGP routes as the
 * gateways and the Route Server of the serving network program them.
 */
#ifndef QUERY_NIC_SUBNET_ROUTES_H
#define QUERY_NIC_SUBNET_ROUTES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/mem.h"
#include "query/nic/nic.h"
#include "query/state/fabric.h"

struct subnet_route {
	struct prefix prefix;
	enum nic_source source;
	enum nic_next_hop type;
	/* Whose address space, or where the private endpoint stands; else NULL. */
	const struct lab_vnet *vnet;
	const struct lab_private_endpoint *endpoint;
	const struct lab_service_endpoint *service;
	const struct lab_route *user; /* of NIC_USER */
	/* Of NIC_GATEWAY: the next hops, in fabric_gateway_routes() of the serving network. */
	const struct fib_entry *entry;
	const struct fib_hop *hops;
	/* A private endpoint in a subnet whose network policies are on: a user route at least as
	 * long as this invalidates it. Unset otherwise. */
	struct prefix policy_space;
};

/* A network interface's place. `subnet` may be NULL: somewhere in the network, without a route
 * table. */
struct subnet_place {
	const struct lab_vnet *vnet;
	const struct lab_subnet *subnet;
};

/* `route` takes no part while `other` is there, however long its prefix is:
 *  - BGP, inside a route of the network, a peering, a private or a service endpoint;
 *  - a user route, inside a route of a service endpoint;
 *  - a private endpoint whose subnet has network policies, under a user route as long as the
 *    address space of its network or longer;
 *  - a reserved range that is dropped, when anything but a default route covers it. */
bool subnet_route_hides(const struct subnet_route *other, const struct subnet_route *route);

/* Of two routes that no other hides: the longer prefix wins; then user before BGP before system. */
bool subnet_route_beats(const struct subnet_route *a, const struct subnet_route *b);

/* The route for the address; always one, for the default routes cover everything. Costs a few
 * walks over the network's prefixes and peerings and one search in the gateway's routes. */
struct subnet_route subnet_route_to(struct fabric *fabric, struct subnet_place place,
                                    const struct addr *address);

/* Calls back for every route of the family, hidden and beaten ones included: system routes of the
 * network, its peerings, private and service endpoints, the route table, BGP, and last the default
 * ones, all of them. */
typedef void subnet_route_fn(void *user, const struct subnet_route *route);
void subnet_routes_each(struct fabric *fabric, struct subnet_place place, uint8_t family,
                        subnet_route_fn *call, void *user);

/* The subnet of the network that has the address, by longest match; NULL for none. */
const struct lab_subnet *lab_subnet_at(const struct lab_vnet *vnet, const struct addr *address);

#endif
