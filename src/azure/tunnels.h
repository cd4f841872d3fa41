/* How packets go through tunnels of the lab (topo/model/tunnel.h), for all kinds that have ends of
 * some. */
#ifndef AZURE_TUNNELS_H
#define AZURE_TUNNELS_H

#include "query/path/forward.h"

/* The way on which it rides at present: by the first carrier of which the sessions on both sides
 * are up. False: there is none, and nothing passes. Good, and `*way` NULL, where it rides on
 * nothing that is known. `room` is for the answer. */
bool azure_underlay_alive(const struct fabric *fabric, const struct lab_underlay *underlay,
                          struct lab_underlay_way *room, const struct lab_underlay_way **way);

/* The tunnel carries packets: what it rides on does, and its own link is not dead. */
bool azure_tunnel_alive(const struct fabric *fabric, const struct lab_tunnel *tunnel);

/* Completes an egress into the tunnel, by this end of it; or makes a stop of it. */
void azure_cross_tunnel(const struct path_packet *packet, const struct lab_tunnel_end *end,
                        struct path_egress *egress);

/* An egress into the tunnel by a static route. */
void azure_add_static_tunnel(const struct path_packet *packet, const struct path_place *place,
                             const struct lab_tunnel_end *end, const struct prefix *route,
                             struct path_egresses *out);

#endif
