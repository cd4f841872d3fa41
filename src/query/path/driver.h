/*
 * The driver of packets: follows all equal ways of one packet through the places of a lab, and owns
 * everything that is not a matter of one place: loops, bounds, times, limits, and what the ways
 * carry packets by.
 */
#ifndef QUERY_PATH_DRIVER_H
#define QUERY_PATH_DRIVER_H

#include "query/path/forward.h"

/* Fills ways, way_count and cut_short of `out`: all ways on which the packet may go from `start`,
 * at least one, in the order of the egresses, and no more than PATH_WAYS_MAX. A way that comes back
 * to a hop, or has more than PATH_HOPS_MAX hops, ends as a loop. What `out` holds lives in
 * packet->arena, the lab and the snapshot. */
void path_drive(const struct path_packet *packet, const struct path_place *start,
                struct path_direction *out);

/* What carries packets over the hops of a delivered way, the most telling first. */
enum path_mechanism path_mechanism_of(const struct path_end *from, const struct path_hop *hops,
                                      uint32_t hop_count);

/* The less sure of two. */
enum rtt_basis path_weaker_basis(enum rtt_basis a, enum rtt_basis b);

#endif
