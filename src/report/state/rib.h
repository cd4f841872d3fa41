/* The tables of nodes. */
#ifndef REPORT_STATE_RIB_H
#define REPORT_STATE_RIB_H

#include "report/frame/view.h"
#include "report/state/rib_select.h"

/* Text: what the marks mean, and for each node a heading, a row for each route that is shown, and
 * counts. CSV: the rows of all nodes. With `only_with_routes` a node that shows none is left out of
 * text. */
void rib_view(struct view *view, const struct snapshot_node *const *nodes, uint32_t count,
              const struct rib_select *select, bool only_with_routes);

/*
 * JSON, as FRR 8.4 prints it, with our own members under "hairpin":
 *	Loc-RIB      "show bgp ipv4 unicast json": routes by prefix
 *	Adj-RIB-In   by the peer's address, the same document for what this peer announced
 *	Adj-RIB-Out  by the peer's address, "... advertised-routes json"
 */
void rib_of_node(struct view *view, const struct snapshot_node *node,
                 const struct rib_select *select);

/* Is any route of the node shown? */
bool rib_shows_any(const struct snapshot_node *node, const struct rib_select *select);

#endif
