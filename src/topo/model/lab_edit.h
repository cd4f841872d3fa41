/*
 * Changes to a lab that nobody has seen yet: what an engineer changes on a running network. The
 * plan has to be compiled again afterwards. Nothing is judged: a scenario may well break a limit.
 */
#ifndef TOPO_MODEL_LAB_EDIT_H
#define TOPO_MODEL_LAB_EDIT_H

#include "topo/model/model.h"

/* Elements by name, to be changed; NULL when there is none. */
struct lab_vnet *lab_edit_vnet(struct lab *lab, const char *name);
struct lab_gateway *lab_edit_gateway(struct lab *lab, const char *name);
struct lab_route_server *lab_edit_route_server(struct lab *lab, const char *name);
struct lab_route_table *lab_edit_route_table(struct lab *lab, const char *name);

/* "gateway/connection" and "site/router". */
struct lab_connection *lab_edit_connection(struct lab *lab, const char *name);
struct lab_router *lab_edit_router(struct lab *lab, const char *name);

/* What a router or an appliance ("network/appliance") announces; NULL when there is no such one. */
struct lab_prefixes *lab_edit_advertised(struct lab *lab, const char *name);

/* Both sides of a peering, by "network/peering" of one of them or "network/remote-network"; the
 * second is NULL when the other network does not describe its own. */
void lab_edit_peering(struct lab *lab, const char *name, struct lab_vnet_peering *sides[2]);

/* The router's next link behind `after` (NULL: the first) to `circuit`, "circuit" or
 * "circuit/link"; or NULL. */
struct lab_circuit_link *lab_edit_link(struct lab_router *router, const char *circuit,
                                       const struct lab_circuit_link *after);

/* "circuit" or "circuit/link". */
bool lab_link_is_named(const struct lab_circuit_link *link, const char *circuit);

/* `count` prefixes as long as `first`, one behind the other, are added (but for those that are
 * there), or taken away. New room is the lab's. */
void lab_edit_add(struct lab *lab, struct lab_prefixes *prefixes, const struct prefix *first,
                  uint32_t count);
void lab_edit_remove(struct lab_prefixes *prefixes, const struct prefix *first, uint32_t count);

#endif
