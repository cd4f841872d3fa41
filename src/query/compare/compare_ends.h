/* What two labs are compared by: the ends of both, each name once. */
#ifndef QUERY_COMPARE_COMPARE_ENDS_H
#define QUERY_COMPARE_COMPARE_ENDS_H

#include "query/path/path.h"

/* An end by its name, in each lab; kind OUTSIDE where the lab has none of that name. */
struct compare_end {
	const char *name;
	const char *network; /* of a subnet that is an end of its own; else NULL */
	struct path_end end[2];
	bool covered; /* others have its addresses, in one of the labs: it is in neither */
};

/* All VNets and sites of both labs, in the order of the labs, and behind a VNet those of its
 * subnets that have another route table in the second lab: for these it does not stand. In the
 * place of one of which only some subnets are peered, in either lab, stand all of its subnets. The
 * array lives in `arena`. */
struct compare_end *compare_ends(struct fabric *first, struct fabric *second, uint8_t family,
                                 struct arena *arena, uint32_t *count);

/* A network and one of its subnets, or two of them. */
bool compare_end_same_network(const struct compare_end *a, const struct compare_end *b);

#endif
