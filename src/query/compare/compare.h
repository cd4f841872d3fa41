/*
 * Two designs side by side: for every pair of VNets and sites the way in each direction, and for
 * every speaker the routes that it gains and loses.
 */
#ifndef QUERY_COMPARE_COMPARE_H
#define QUERY_COMPARE_COMPARE_H

#include <stdbool.h>
#include <stdint.h>

#include "query/path/path.h"

/* With more ends than this only the pairs that differ are listed, and at most so many of them. */
enum { COMPARE_ENDS_LISTED = 50, COMPARE_PAIRS_MAX = 10000 };

/* One direction of a pair in one of the labs. */
struct compare_side {
	bool there; /* both ends exist in this lab */
	enum path_state state;
	enum path_mechanism mechanism;
	struct path_rtt rtt; /* of the pair: both directions have the same */
	struct path_bottleneck bottleneck;
	const char *between; /* path_format_between(); "" for a direct way */
	const char *why_not; /* NULL when reachable */
};

/* What kind of difference one direction is. */
enum compare_change {
	COMPARE_GAINED,
	COMPARE_LOST,
	COMPARE_FASTER,
	COMPARE_SLOWER,
	COMPARE_OTHER, /* another way or limit at the same latency */
	COMPARE_CHANGE_COUNT,
};

/* One direction of a pair. */
struct compare_pair {
	const char *from;
	const char *to;
	uint32_t from_order; /* places in the labs; pairs are listed by them */
	uint32_t to_order;
	struct compare_side side[2];
	bool differs;
	const char *verdict; /* "9.0 ms instead of 31.0 ms (22.0 ms less), ..."; "same" */
};

/* A route that one lab's speaker uses and the other's does not. */
struct compare_route {
	struct prefix prefix;
	bool gained;            /* by the second lab; else lost */
	const char *via;        /* names of peers; "" for an own route */
	const char *attributes; /* "AS path 12076 12076, weight 32769" */
	const struct bgp_attrs *attrs;
};

/* Speakers with the same differences are named together: the instances of a gateway, mostly. */
struct compare_node {
	const char *names; /* "gw-weu/0, gw-weu/1"; of an element that one lab lacks: "gw-uks" */
	int only_in;       /* 0 or 1: the lab that has it; -1: both */
	struct compare_route *routes;
	uint32_t route_count;
};

struct comparison {
	struct arena *arena;
	const char *labs[2];
	bool equal; /* in routes and ways */
	struct compare_pair *pairs;
	uint32_t pair_count;
	uint64_t pairs_examined;
	uint64_t pairs_differ;
	uint64_t changes[COMPARE_CHANGE_COUNT]; /* of those that differ, listed or not */
	struct compare_node *nodes;             /* that differ */
	uint32_t node_count;
	const char *verdict; /* one line in plain words */
};

/* For sides that differ. */
enum compare_change compare_change_of(const struct compare_side sides[2]);

/* `family` is ADDR_IPV4 or ADDR_IPV6 for the ways; routes are compared in both. The caller ends it
 * with compare_free(); names in it are those of the two labs, which must outlive it. */
struct comparison *compare_designs(struct fabric *first, struct fabric *second, uint8_t family);

/* The same of two states, which are called by these names; NULL: as labs are. */
struct comparison *compare_states(struct fabric *first, struct fabric *second, uint8_t family,
                                  const char *const *names);

/* Leaves the pairs out that are the same in both. */
void compare_keep_changes(struct comparison *comparison);

/* Accepts NULL. */
void compare_free(struct comparison *comparison);

#endif
