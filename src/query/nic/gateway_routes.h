/*
 * What a network's gateways and Route Server program into NICs: the tables of all of them, merged
 * prefix by prefix. Here, and nowhere else, the hub-routing-preference of a Route Server decides
 * between the routes of ExpressRoute, VPN and appliances that a NIC gets.
 */
#ifndef QUERY_NIC_GATEWAY_ROUTES_H
#define QUERY_NIC_GATEWAY_ROUTES_H

#include "query/state/fabric.h"

/* The routes that the network which serves `vnet` has for its NICs. The next hops are MSEEs,
 * instances of VPN gateways, appliances and, in a virtual WAN, the hub's router. NULL when nothing
 * serves it. Made when first asked for, and the fabric's. */
const struct fib *gateway_routes(struct fabric *fabric, const struct lab_vnet *vnet);

/* The next hops of the hub's ExpressRoute gateway for the prefix, of both instances and each once:
 * MSEEs. Borrowed; their count, which is at most `room`. */
uint32_t gateway_hub_hops(struct fabric *fabric, const struct lab_hub *hub,
                          const struct prefix *prefix, const struct fib_hop *hops[], uint32_t room);

#endif
