/* The part of a comparison that is about the tables of speakers. */
#ifndef QUERY_COMPARE_COMPARE_ROUTES_H
#define QUERY_COMPARE_COMPARE_ROUTES_H

#include "query/compare/compare.h"

/* Fills out->nodes: speakers are matched by name; an element that one lab lacks altogether (a
 * gateway, a circuit) is one entry. */
void compare_routes(struct comparison *out, const struct fabric *first,
                    const struct fabric *second);

/* "AS path 12076 12076, weight 32769"; "originated" for an own route. */
void compare_say_attributes(const struct bgp_attrs *attrs, struct text *out);

#endif
