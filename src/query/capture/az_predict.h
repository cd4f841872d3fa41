/*
 * The tables that Azure's tools would show of what the model predicts. Each lives in the arena that
 * it is made in, and its rows point into the snapshot.
 */
#ifndef QUERY_CAPTURE_AZ_PREDICT_H
#define QUERY_CAPTURE_AZ_PREDICT_H

#include "query/capture/az_table.h"

/* The tables of some nodes that are the instances of one element. Rejected routes are rows, too,
 * with another verdict than RIB_PASS in `path`. */
struct az_table *az_predict_learned(const struct snapshot_node *const *nodes, uint32_t count,
                                    struct arena *arena);

/* What its outer peers taught the instances of a Route Server: the table of a peering. */
struct az_table *az_predict_peering(const struct snapshot_node *const *nodes, uint32_t count,
                                    struct arena *arena);

/* What one peer was told; `address` NULL: every peer. */
struct az_table *az_predict_advertised(const struct snapshot_node *const *nodes, uint32_t count,
                                       const struct addr *address, struct arena *arena);
struct az_table *az_predict_peers(const struct snapshot_node *const *nodes, uint32_t count,
                                  struct arena *arena);

/* Of one MSEE. */
struct az_table *az_predict_route_table(const struct snapshot_node *node, struct arena *arena);
struct az_table *az_predict_summary(const struct snapshot_node *node, struct arena *arena);
struct az_table *az_predict_arp(const struct lab_circuit *circuit, enum lab_link link,
                                struct arena *arena);

struct az_table *az_predict_effective(const struct effective *effective, struct arena *arena);

/* Of a virtual hub's router. */
struct az_table *az_predict_hub(const struct lab_hub *hub, const struct snapshot *snapshot,
                                struct arena *arena);

/* What a router or an appliance shows, of the families that `actual` tells; of one neighbour alone
 * what `actual` says. Of own routes the prefix counts, and what is done with it; of what is told to
 * a neighbour the prefix. NULL when nothing is known of the router. */
struct az_table *az_predict_router(const struct snapshot *snapshot,
                                   const struct snapshot_node *node, const struct az_table *actual,
                                   struct arena *arena);

/* What a router says of itself in another form, as a table of the kind AZ_ROUTER. */
struct agree_table;
struct az_table *az_table_of_router(const struct agree_table *routes, struct arena *arena);

#endif
