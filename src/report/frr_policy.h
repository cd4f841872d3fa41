/* Routing policies as FRR's lists and route maps. */
#ifndef REPORT_FRR_POLICY_H
#define REPORT_FRR_POLICY_H

#include "base/text.h"
#include "node/node.h"
#include "rib/route_policy.h"

/* The lists that the policies of the peers name, each once. */
void frr_policy_lists(const struct node_conf *conf, struct text *out);

/* The session needs a route map in this direction: a policy, or a setting that only one can say.
 * `next_hop` is that of the own routes; unset: the router itself. */
bool frr_policy_needs_map(const struct node_peer_conf *peer, bool in, const struct addr *next_hop);

/* The route map of one direction. */
void frr_policy_map(const struct node_conf *conf, const struct node_peer_conf *peer, bool in,
                    const struct addr *next_hop, struct text *out);

/* "er-fra-primary-in": what that map is called. */
void frr_policy_map_name(const struct node_peer_conf *peer, bool in, struct text *out);

/* The name of a list, as FRR takes it: digits alone mean something else to it. Names of a lab hold
 * no colon, so what is made up here has one and is nobody's. */
void frr_policy_name(const char *name, struct text *out);

/* One line of a prefix list, without its end. */
void frr_policy_rule(const char *list, uint32_t sequence, const struct rib_filter_rule *rule,
                     struct text *out);

#endif
