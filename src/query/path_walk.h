/*
 * The walk of packets through the fabric, hop by hop, along all equal next hops.
 *
 * It goes into depth: at every element it puts the hop on a stack, goes on to each of the next
 * elements, and takes the hop off again. Where it ends, the stack is a way.
 */
#ifndef QUERY_PATH_WALK_H
#define QUERY_PATH_WALK_H

#include "query/path.h"

struct walk {
	struct fabric *fabric;
	struct arena *arena;
	const struct path_end *from;
	const struct path_end *to;
	struct path_direction *out;
	uint32_t way_room;
	struct path_hop hops[PATH_HOPS_MAX];
	uint32_t hop_count;
	struct path_limit limits[PATH_HOPS_MAX];
	uint32_t limit_count;
};

/* A round trip over one part of a way. */
struct leg {
	uint32_t us;
	enum rtt_basis basis;
};

/* The less sure of two. */
enum rtt_basis path_weaker_basis(enum rtt_basis a, enum rtt_basis b);

struct leg leg_of_regions(const struct walk *walk, const struct region *a, const struct region *b);
struct leg leg_to_circuit(const struct walk *walk, const struct region *region,
                          const struct lab_circuit *circuit);

/* The rule with this id stands behind the hop. */
void hop_add_rule(struct path_hop *hop, const char *id);

/* Goes one hop further; false when the way is longer than any that makes sense. */
bool walk_push_hop(struct walk *walk, const struct path_hop *hop, struct leg leg);
void walk_push_limit(struct walk *walk, struct path_limit limit);

/* Takes the stack down as a way. */
void walk_end(struct walk *walk, enum path_stop stop, const char *element);

bool walk_was_at(const struct walk *walk, const char *element);

/* The route at `node` that names this next hop. */
struct path_route walk_bgp_route(const struct walk *walk, enum path_source source, uint32_t node,
                                 const struct fib_entry *entry, const struct fib_hop *hop);

/* The packet comes to an MSEE; the caller has filled what it knows of the hop. */
void walk_at_msee(struct walk *walk, uint32_t node, struct path_hop hop, struct leg leg);

/* From a router to every MSEE that its route names. */
void walk_leave_router(struct walk *walk, uint32_t node, const struct fib_entry *entry);

/* The packet is in a VNet that has its address, or at a site that takes it for its own; the one it
 * was sent to, or another. */
void walk_arrive_in_vnet(struct walk *walk, const struct lab_vnet *vnet, struct path_hop hop,
                         struct leg leg);
void walk_arrive_at_site(struct walk *walk, const struct lab_site *site);

/* The longest match at the site is its own: a host there, or the way out of it. */
bool walk_site_keeps(const struct walk *walk, const struct lab_site *site,
                     const struct fib_entry *entry);

/* Start the walk. */
void walk_leave_vnet(struct walk *walk);
void walk_leave_site(struct walk *walk);

#endif
