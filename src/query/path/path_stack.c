/* The stack of a walk: hops and limits on the way so far, and the ways that have ended. */
#include <string.h>

#include "query/path/path_walk.h"

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

void walk_push_limit(struct walk *walk, struct path_limit limit)
{
	if (walk->limit_count < PATH_HOPS_MAX)
		walk->limits[walk->limit_count++] = limit;
}

/* How many hops of each kind a way has between its ends. */
struct tally {
	uint32_t between[PATH_HOP_KIND_COUNT];
	bool tunnel;
	bool global_reach;
};

static struct tally tally(const struct walk *walk)
{
	struct tally out = {0};

	for (uint32_t i = 0; i < walk->hop_count; i++) {
		enum path_hop_kind kind = walk->hops[i].kind;

		if (i > 0 && i < walk->hop_count - 1)
			out.between[kind]++;
		out.tunnel |= kind == PATH_HOP_VPN_GATEWAY;
		out.global_reach |=
		    i > 0 && kind == PATH_HOP_MSEE && walk->hops[i - 1].kind == PATH_HOP_MSEE;
	}
	return out;
}

static enum path_mechanism direct_mechanism(const struct path_hop *last)
{
	return last->route.source == PATH_SOURCE_PEERING ||
	               last->route.source == PATH_SOURCE_GLOBAL_PEERING
	           ? PATH_VNET_PEERING
	           : PATH_VNET_LOCAL;
}

/* What carries the packets, the most telling first. */
static enum path_mechanism mechanism_of(const struct walk *walk)
{
	const struct path_hop *last = &walk->hops[walk->hop_count - 1];
	struct tally seen = tally(walk);
	bool site = walk->from->vnet == NULL || last->kind == PATH_HOP_ROUTER;

	if (seen.between[PATH_HOP_ROUTER] > 0)
		return PATH_TRANSIT;
	if (seen.tunnel)
		return PATH_VPN;
	if (seen.global_reach)
		return PATH_GLOBAL_REACH;
	if (seen.between[PATH_HOP_MSEE] > 0)
		return site ? PATH_ON_PREMISES : PATH_HAIRPIN;
	if (site)
		return PATH_SITE_LOCAL;
	if (last->kind == PATH_HOP_INTERNET)
		return strcmp(last->element, "Internet") == 0 ? PATH_INTERNET
		                                              : PATH_SERVICE_ENDPOINT;
	if (seen.between[PATH_HOP_HUB_ROUTER] > 0)
		return seen.between[PATH_HOP_HUB_ROUTER] > 1 ? PATH_VIRTUAL_WAN : PATH_VIRTUAL_HUB;
	if (seen.between[PATH_HOP_NVA] > 0 || last->kind == PATH_HOP_NVA)
		return PATH_NVA;
	return direct_mechanism(last);
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

/* A way longer than any that makes sense goes round somewhere. */
bool walk_push_hop(struct walk *walk, const struct path_hop *hop, struct leg leg)
{
	struct path_hop *top = &walk->hops[walk->hop_count];

	if (walk->hop_count == PATH_HOPS_MAX) {
		walk_end(walk, PATH_STOP_LOOP, hop->element);
		return false;
	}
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

struct mark walk_mark(const struct walk *walk)
{
	return (struct mark){.hop_count = walk->hop_count, .limit_count = walk->limit_count};
}

void walk_back(struct walk *walk, struct mark mark)
{
	walk->hop_count = mark.hop_count;
	walk->limit_count = mark.limit_count;
}

bool walk_cross(struct walk *walk, uint32_t from, uint32_t to)
{
	if (from == FIB_NONE || to == FIB_NONE || !fabric_link_down(walk->fabric, from, to))
		return true;
	walk_end(walk, PATH_STOP_LINK_DOWN, walk->fabric->nodes[to].node->name);
	return false;
}

const char *path_serving_name(const struct lab_vnet *serving)
{
	if (serving->hub != NULL)
		return serving->hub->name;
	if (serving->gateway != NULL)
		return serving->gateway->name;
	if (serving->vpn_gateway != NULL)
		return serving->vpn_gateway->name;
	return serving->route_server != NULL ? serving->route_server->name : serving->name;
}
