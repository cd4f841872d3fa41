/* The stack of a walk: hops and limits on the way so far, and the ways that have ended. */
#include <string.h>

#include "query/path_walk.h"

/* The less sure of two. */
enum rtt_basis path_weaker_basis(enum rtt_basis a, enum rtt_basis b)
{
	static const uint8_t doubt[] = {
	    [RTT_GIVEN] = 0, [RTT_MEASURED] = 1, [RTT_ESTIMATED] = 2, [RTT_UNKNOWN] = 3};

	return doubt[a] > doubt[b] ? a : b;
}

struct leg leg_of_regions(const struct walk *walk, const struct region *a, const struct region *b)
{
	struct leg leg = {0, RTT_UNKNOWN};

	leg.basis = facts_region_rtt_us(walk->fabric->lab->facts, a, b, &leg.us);
	return leg;
}

struct leg leg_to_circuit(const struct walk *walk, const struct region *region,
                          const struct lab_circuit *circuit)
{
	struct leg leg = {0, RTT_UNKNOWN};

	leg.basis =
	    facts_location_rtt_us(walk->fabric->lab->facts, region, circuit->location, &leg.us);
	return leg;
}

void hop_add_rule(struct path_hop *hop, const char *id)
{
	for (uint32_t i = 0; i < PATH_RULES_MAX - 1; i++) {
		if (hop->rules[i] != NULL)
			continue;
		hop->rules[i] = id;
		return;
	}
}

/* False when the way is longer than any that makes sense. */
bool walk_push_hop(struct walk *walk, const struct path_hop *hop, struct leg leg)
{
	struct path_hop *top = &walk->hops[walk->hop_count];

	if (walk->hop_count == PATH_HOPS_MAX)
		return false;
	*top = *hop;
	top->rtt_us = leg.us;
	top->basis = leg.basis;
	if (walk->hop_count > 0) {
		top->rtt_us += top[-1].rtt_us;
		top->basis = path_weaker_basis(top[-1].basis, leg.basis);
	}
	walk->hop_count++;
	return true;
}

void walk_push_limit(struct walk *walk, struct path_limit limit)
{
	if (walk->limit_count < PATH_HOPS_MAX)
		walk->limits[walk->limit_count++] = limit;
}

static enum path_mechanism mechanism_of(const struct walk *walk)
{
	bool by_msee = false;

	for (uint32_t i = 0; i < walk->hop_count; i++) {
		bool is_end = i == 0 || i == walk->hop_count - 1;

		if (walk->hops[i].kind == PATH_HOP_ROUTER && !is_end)
			return PATH_TRANSIT;
		by_msee |= walk->hops[i].kind == PATH_HOP_MSEE;
	}
	if (walk->from->vnet == NULL || walk->hops[walk->hop_count - 1].kind == PATH_HOP_ROUTER)
		return by_msee ? PATH_ON_PREMISES : PATH_SITE_LOCAL;
	if (by_msee)
		return PATH_HAIRPIN;
	return walk->hops[walk->hop_count - 1].route.source == PATH_SOURCE_DEFAULT
	           ? PATH_VNET_LOCAL
	           : PATH_VNET_PEERING;
}

/* Takes the stack down as a way. */
void walk_end(struct walk *walk, enum path_stop stop, const char *element)
{
	struct path_direction *out = walk->out;
	size_t hops_size = walk->hop_count * sizeof(*walk->hops);
	size_t limits_size = walk->limit_count * sizeof(*walk->limits);
	struct path_way *way;

	if (out->way_count == PATH_WAYS_MAX) {
		out->cut_short = true;
		return;
	}
	if (out->way_count == walk->way_room) {
		struct path_way *more;

		walk->way_room = walk->way_room == 0 ? 2 : walk->way_room * 4;
		more = arena_alloc(walk->arena, walk->way_room * sizeof(*more));
		if (out->way_count > 0)
			memcpy(more, out->ways, out->way_count * sizeof(*more));
		out->ways = more;
	}
	way = &out->ways[out->way_count++];
	*way = (struct path_way){.hop_count = walk->hop_count,
	                         .limit_count = walk->limit_count,
	                         .stop = stop,
	                         .stop_element = element};
	way->hops = memcpy(arena_alloc(walk->arena, hops_size), walk->hops, hops_size);
	way->limits = arena_alloc(walk->arena, limits_size + 1);
	memcpy(way->limits, walk->limits, limits_size);
	way->rtt_us = walk->hops[walk->hop_count - 1].rtt_us;
	way->basis = walk->hops[walk->hop_count - 1].basis;
	way->mechanism = stop == PATH_DELIVERED ? mechanism_of(walk) : PATH_NONE;
}

bool walk_was_at(const struct walk *walk, const char *element)
{
	for (uint32_t i = 0; i < walk->hop_count; i++) {
		if (strcmp(walk->hops[i].element, element) == 0)
			return true;
	}
	return false;
}

struct path_route walk_bgp_route(const struct walk *walk, enum path_source source, uint32_t node,
                                 const struct fib_entry *entry, const struct fib_hop *hop)
{
	return (struct path_route){.source = source,
	                           .prefix = entry->prefix,
	                           .node = walk->fabric->nodes[node].node->name,
	                           .attrs = hop->attrs,
	                           .why = entry->hop_count > 1 ? RIB_STEP_MULTIPATH : hop->why};
}
