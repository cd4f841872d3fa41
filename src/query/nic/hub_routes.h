/*
 * What the route tables of a virtual hub hold: static routes, the networks that propagate to a
 * table, and what the hub's router has learned from those who do (virtual-hub-route-table). The
 * router's own table is what all of them propagate; each route table is a part of that.
 */
#ifndef QUERY_NIC_HUB_ROUTES_H
#define QUERY_NIC_HUB_ROUTES_H

#include "query/state/fabric.h"

/* To which table of the hub the network is associated: defaultRouteTable if it is not one of the
 * hub's networks, or NULL. */
const struct lab_hub_table *hub_table_of(const struct lab_vnet *vnet, const struct lab_hub *hub);

/* Whether the table has what the hub's router has in this entry of `fib`. */
bool hub_table_takes(const struct fabric *fabric, const struct lab_hub *hub,
                     const struct lab_hub_table *table, const struct fib *fib,
                     const struct fib_entry *entry);

/* Whether the hub's network propagates to the table. */
bool hub_table_has(const struct lab_hub *hub, const struct lab_hub_table *table,
                   const struct lab_vnet *vnet);

/* What a NIC is programmed with that goes by the table: everything is behind the hub's router. In
 * the fabric's arena. */
struct fib *hub_routes(struct fabric *fabric, const struct lab_hub *hub,
                       const struct lab_hub_table *table);

#endif
