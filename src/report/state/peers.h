/* The sessions of nodes. */
#ifndef REPORT_STATE_PEERS_H
#define REPORT_STATE_PEERS_H

#include "query/state/snapshot.h"
#include "report/frame/view.h"

/* Text and CSV: a row for each session; in text how many are established. JSON: a member for each
 * node by its name, as peers_of_node(). */
void peers_view(struct view *view, const struct snapshot_node *const *nodes, uint32_t count);

/* JSON: as "show bgp summary json" of FRR: members ipv4Unicast and ipv6Unicast, each when there is
 * a peer with an address or routes of the family; our own members under "hairpin". */
void peers_of_node(struct view *view, const struct snapshot_node *node);

#endif
