/* The tables of a node in the shape of FRR's JSON, with what FRR does not have under "hairpin". */
#ifndef REPORT_RIB_JSON_H
#define REPORT_RIB_JSON_H

#include <cjson/cJSON.h>

#include "report/rib_select.h"

/*
 * Loc-RIB: as "show bgp ipv4 unicast json". Adj-RIB-In: one such document for each peer, by its
 * address, as "show bgp ipv4 unicast neighbors ADDRESS routes json". Adj-RIB-Out: the same as "...
 * advertised-routes json". IPv6 routes stand beside the IPv4 ones. The caller deletes the document.
 */
cJSON *rib_json(const struct snapshot_node *node, const struct rib_select *select);

#endif
