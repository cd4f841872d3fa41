/* What tests say of the way of packets. */
#ifndef TESTS_QUERY_WAYS_H
#define TESTS_QUERY_WAYS_H

#include <stdint.h>

#include "query/path/path.h"
#include "tests/lib/simulated.h"

/* Round trips in microseconds: between a region and a peering location, and between regions. */
uint32_t location_rtt(const struct simulated *s, const char *region, const char *location);
uint32_t region_rtt(const struct simulated *s, const char *a, const char *b);

/* The elements between the ends, all ways, as path_format_between() writes them. */
void assert_between(const struct path_direction *direction, const char *wanted);

/* The rule stands at the hop, and it is one that data/rules.json explains. */
void assert_rule(const struct simulated *s, const struct path_hop *hop, const char *id);

/* The first way ends there, by the rule (NULL: by none), and its reason says `part`. */
void assert_stop(const struct simulated *s, const struct path_direction *direction,
                 enum path_stop stop, const char *rule, const char *part);

#endif
