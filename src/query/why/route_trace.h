/* The way of one route: from the speaker that originates it to one that has learned it. */
#ifndef QUERY_WHY_ROUTE_TRACE_H
#define QUERY_WHY_ROUTE_TRACE_H

#include <stdbool.h>
#include <stdint.h>

#include "query/state/fabric.h"

enum { ROUTE_TRACE_MAX = 32 };

struct route_step {
	const char *node;
	const struct bgp_attrs *attrs; /* as this node holds the route; NULL: not known */
	bool originates;
};

/* One route of a node: a path of a node that is present, or what a peer told one that is not. */
struct held_route {
	struct prefix prefix;
	const struct bgp_attrs *attrs;
	const char *from; /* the peer's node; NULL: own route */
	bool used;        /* best, or equally good */
};

/* All routes that the node holds for `prefix` (with `or_longer` also inside it), rejected ones left
 * out. Returns how many; *routes lives in `arena`. */
uint32_t route_held(const struct fabric *fabric, uint32_t node, const struct prefix *prefix,
                    bool or_longer, struct arena *arena, const struct held_route **routes);

/* Follows `route`, which `node` holds, back to its origin. Fills `steps` from the origin to the
 * node, and returns how many there are. */
uint32_t route_trace(const struct fabric *fabric, uint32_t node, const struct held_route *route,
                     struct route_step steps[ROUTE_TRACE_MAX]);

#endif
