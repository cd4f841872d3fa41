/* Short ways to write routes down in tests. */
#ifndef TESTS_LIB_ROUTES_H
#define TESTS_LIB_ROUTES_H

#include <stdint.h>

#include "base/addr.h"
#include "bgp/attrs.h"

/* Room for the spans of one set. */
struct route_room {
	uint8_t bytes[1024];
};

/* A set with this AS path ("12076 65020"), IGP origin and next hop; fails the test if it is none.
 */
struct bgp_attrs a_route(struct route_room *room, const char *path, const char *next_hop);

struct prefix a_prefix(const char *text);
struct addr an_addr(const char *text);

#endif
