/* The parts of the kind, put together in hub.c. */
#ifndef AZURE_HUB_HUB_H
#define AZURE_HUB_HUB_H

#include "query/why/why_rule.h"
#include "topo/model/model.h"

struct doc_node;
struct judge;
struct loader;
struct plan_compiler;
struct plan_peer;

/* The route tables of the hub, the default one first; the connections to which their routes lead
 * are joined when those are there. */
void hub_load_tables(struct loader *loader, const struct doc_node *node, struct lab_hub *hub);
void hub_join_tables(struct loader *loader, const struct doc_node *node, struct lab_hub *hub);

/* To which table a connection is associated, and to which the node's `member` propagates. */
const struct lab_hub_table *hub_associated_table(struct loader *loader, const struct lab_hub *hub,
                                                 const struct doc_node *connection);
struct lab_hub_propagation hub_propagation(struct loader *loader, const struct doc_node *node,
                                           const char *member, const struct lab_hub *hub);
void hub_load_statics(struct loader *loader, const struct doc_node *node,
                      struct lab_hub_connection *connection);

const struct lab_routing_intent *hub_load_intent(struct loader *loader, const struct doc_node *node,
                                                 const struct lab_hub *hub);

/* Keeps from the peer of a hub's router, a gateway or another hub's router, what does not propagate
 * to it, and default routes where it is another hub (virtual-hub-propagation). */
void hub_hold_back(struct plan_peer *peer);

/* What Azure asks of route tables. */
void hub_judge_tables(const struct judge *judge);

extern const struct forward_hooks hub_forward;
extern const struct load_hooks hub_load;
extern const struct limits_hooks hub_limits;
extern const struct judge_hooks hub_judge;
extern const struct plan_hooks hub_plan;

extern const struct why_row hub_why[];

#endif
