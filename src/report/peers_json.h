/* The sessions of a node in the shape of FRR's JSON. */
#ifndef REPORT_PEERS_JSON_H
#define REPORT_PEERS_JSON_H

#include <cjson/cJSON.h>

#include "query/state/snapshot.h"

/* As "show bgp summary json": members ipv4Unicast and ipv6Unicast, each when there is a peer with
 * an address or routes of the family; our own members under "hairpin". The caller deletes it. */
cJSON *peers_json(const struct snapshot_node *node);

#endif
