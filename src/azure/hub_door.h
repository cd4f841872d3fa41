/* From a gateway of a virtual hub to what is behind it. */
#ifndef AZURE_HUB_DOOR_H
#define AZURE_HUB_DOOR_H

#include "query/path/forward.h"

/* Networks of the hub are at the gateway's door; all others are the router's business. `hub` is the
 * network of the hub. */
void azure_leave_hub(const struct path_packet *packet, const struct path_place *place,
                     const struct lab_vnet *hub, struct path_egresses *out);

/* Makes an egress to the hub's router one to the hub's firewall, if a routing policy takes the
 * packet (virtual-hub-routing-intent). True if so. */
bool azure_inspect(const struct path_packet *packet, const struct lab_hub *hub,
                   struct path_egress *egress);

#endif
