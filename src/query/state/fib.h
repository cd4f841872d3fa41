/*
 * A forwarding table: what one speaker does with a packet, as its routes in a snapshot say.
 *
 * Longest match is a binary search and a walk to the covering prefixes. Next hops are numbers of
 * the caller's: who stands at the other end of the session.
 */
#ifndef QUERY_STATE_FIB_H
#define QUERY_STATE_FIB_H

#include <stdbool.h>
#include <stdint.h>

#include "base/mem.h"
#include "query/state/snapshot.h"

enum { FIB_NONE = UINT32_MAX };

/* One of the equally good next hops of a route. */
struct fib_hop {
	uint32_t node;       /* the caller's number of the next speaker */
	struct addr address; /* of the next speaker on the session */
	const struct bgp_attrs *attrs;
	enum rib_step why;
	uint32_t holder; /* the caller's number of the speaker in whose table it stands */
};

struct fib_entry {
	struct prefix prefix;
	uint32_t covering;  /* the next less specific entry, or FIB_NONE */
	uint32_t hop;       /* the first of hop_count in hops */
	uint32_t hop_count; /* 0: the speaker's own route */
};

struct fib {
	struct fib_entry *entries; /* in the order of prefix_compare() */
	uint32_t count;
	struct fib_hop *hops;
	uint32_t hop_count; /* of all entries */
};

/* The best and equally good routes of `node`. `peer_nodes` says for each peer of the node which
 * number it has; a peer without one has FIB_NONE and its routes are left out. Without `own` the
 * node's own routes are left out too: a gateway does not program them into the VMs' NICs. */
struct fib *fib_of_node(struct arena *arena, const struct snapshot_node *node,
                        const uint32_t *peer_nodes, bool own);

/* One route that a speaker without tables of its own was told: of the Adj-RIB-Out of its peers. */
struct fib_advertised {
	struct prefix prefix;
	uint32_t node; /* who told it */
	struct addr address;
	uint32_t router_id;
	bool internal;                 /* who told it is of the speaker's own AS */
	const struct bgp_attrs *attrs; /* NULL: the speaker's own route */
};

/* The same for a speaker of which only its peers know something: decides among what it was told as
 * plain BGP would. Sorts `routes`. */
struct fib *fib_of_advertised(struct arena *arena, struct fib_advertised *routes, uint32_t count);

/* Fills `covering` of all entries, which stand in order. */
void fib_link(struct fib *fib);

/* The most specific entry for `address`, or NULL. */
const struct fib_entry *fib_lookup(const struct fib *fib, const struct addr *address);

#endif
