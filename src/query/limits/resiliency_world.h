/* Between resiliency.c (factors) and resiliency_sets.c (which routes come by which circuits).
 * Nobody else includes this. */
#ifndef QUERY_LIMITS_RESILIENCY_WORLD_H
#define QUERY_LIMITS_RESILIENCY_WORLD_H

#include "query/limits/resiliency.h"

/* Fills in the gateway's route sets. */
void resiliency_find_sets(const struct resiliency_question *question, struct arena *arena,
                          const struct lab_gateway *gateway, struct resiliency_gateway *out);

/* The peering locations at which its circuits are, each once; of room for two a connection. */
uint32_t resiliency_locations(const struct lab_gateway *gateway,
                              const struct peering_location **out);

#endif
