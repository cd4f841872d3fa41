/* What counts as linked to a circuit, or as a peer of a Route Server. */
#ifndef AZURE_LINKS_H
#define AZURE_LINKS_H

#include "query/limits/limits_count.h"

/* So many more of the networks, hubs and circuits that may be linked to a circuit
 * (circuit-links). */
void azure_add_circuit_link(struct limit_counter *counter, const struct lab_circuit *circuit,
                            uint32_t count);

/* So many more of the peers that a Route Server may have (route-server-sessions). */
void azure_add_server_peer(struct limit_counter *counter, const struct lab_route_server *server,
                           uint32_t count);

#endif
