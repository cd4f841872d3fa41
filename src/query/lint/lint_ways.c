/* Walks between classes of ends, and asks the rows about all pairs. */
#include "query/lint/lint_ways.h"

#include <stdlib.h>

#include "base/check.h"
#include "bgp/as_path.h"
#include "query/lint/lint_check.h"
#include "query/reach/reach.h"

struct lint_pairs {
	struct arena *arena;
	struct path_end *ends; /* VNets, each with those of its subnets that differ; then sites,
	                          each with a prefix of other routers */
	uint32_t *whole;       /* by end: the end of its VNet or site */
	uint32_t count;
	struct reach_classes classes;
	struct lint_way *ways; /* by class of source, then of target */
};

/* Some VMs of the network find other ways than the one that stands for it. */
static bool differs(const struct lint_pairs *pairs, uint32_t first, const struct lab_subnet *subnet)
{
	const struct lab_vnet *vnet = pairs->ends[first].vnet;

	CHECK(first < pairs->count && vnet != NULL);

	for (uint32_t i = first; i < pairs->count; i++) {
		const struct lab_subnet *other = pairs->ends[i].subnet;

		if (other == subnet ||
		    (other != NULL && other->route_table == subnet->route_table &&
		     !lab_vnet_is_divided(vnet)))
			return false;
	}
	return path_vms_stand_in(subnet);
}

/* Findings name ends: their names live as long as they do. */
static void collect_vnet(struct lint_pairs *pairs, struct linter *linter,
                         const struct lab_vnet *vnet, uint8_t family)
{
	struct fabric *fabric = linter->fabric;
	uint32_t first = pairs->count;

	if (lab_vnet_is_hub(vnet) ||
	    path_end_of_vnet(fabric, vnet, family, &pairs->ends[first]) != PATH_END_FOUND)
		return;
	pairs->whole[pairs->count++] = first;
	for (uint32_t i = 0; i < vnet->subnet_count; i++) {
		const struct lab_subnet *subnet = &vnet->subnets[i];
		const char *name = lab_join_name(linter->arena, vnet->name, subnet->name);

		if (!differs(pairs, first, subnet) ||
		    path_end_of_subnet(fabric, vnet, subnet, family, name,
		                       &pairs->ends[pairs->count]) != PATH_END_FOUND)
			continue;
		pairs->whole[pairs->count++] = first;
	}
}

/* Sites may announce much: so many ends stand for one. */
enum { SITE_ENDS_MAX = 16 };

/* Which routers of the site announce the prefix, the first 64 of them as bits. */
static uint64_t tellers(const struct lab_site *site, const struct prefix *prefix)
{
	uint64_t set = 0;

	for (uint32_t r = 0; r < site->router_count && r < 64; r++) {
		const struct lab_prefixes *own = &site->routers[r].advertise;

		for (uint32_t i = 0; i < own->count; i++) {
			if (prefix_equal(&own->items[i], prefix))
				set |= UINT64_C(1) << r;
		}
	}
	return set;
}

/* Another end of the site, unless one stands for these routers. */
static void add_prefix(struct lint_pairs *pairs, struct linter *linter, uint32_t first,
                       const struct prefix *prefix, uint64_t sets[SITE_ENDS_MAX])
{
	const struct lab_site *site = pairs->ends[first].site;
	uint32_t known = pairs->count - first;
	uint64_t set = tellers(site, prefix);
	struct path_end *end = &pairs->ends[pairs->count];
	struct findings findings = {0};
	char text[PREFIX_TEXT_MAX];

	CHECK(known > 0 && pairs->whole[first] == first);
	for (uint32_t i = 0; i < known && i < SITE_ENDS_MAX; i++) {
		if (sets[i] == set)
			return;
	}
	if (known < SITE_ENDS_MAX &&
	    path_end_find(linter->fabric, arena_strdup(linter->arena, prefix_format(prefix, text)),
	                  prefix->addr.family, end, &findings) &&
	    end->site == site) {
		sets[known] = set;
		pairs->whole[pairs->count++] = first;
	}
	findings_done(&findings);
}

static void collect_site(struct lint_pairs *pairs, struct linter *linter,
                         const struct lab_site *site, uint8_t family)
{
	uint32_t first = pairs->count;
	uint64_t sets[SITE_ENDS_MAX] = {0};
	const struct prefix *own;

	if (path_end_of_site(linter->fabric, site, family, &pairs->ends[first]) != PATH_END_FOUND)
		return;
	own = lab_site_covers(site, &pairs->ends[first].address);
	sets[0] = own == NULL ? 0 : tellers(site, own);
	pairs->whole[pairs->count++] = first;
	for (uint32_t r = 0; r < site->router_count; r++) {
		const struct lab_prefixes *prefixes = &site->routers[r].advertise;

		for (uint32_t i = 0; i < prefixes->count; i++) {
			if (prefixes->items[i].addr.family == family &&
			    prefixes->items[i].length > 0)
				add_prefix(pairs, linter, first, &prefixes->items[i], sets);
		}
	}
}

static void collect(struct lint_pairs *pairs, struct linter *linter, uint8_t family)
{
	const struct lab *lab = linter->lab;
	size_t most = (size_t)lab->site_count * (SITE_ENDS_MAX + 1) + 1;

	for (uint32_t i = 0; i < lab->vnet_count; i++)
		most += 1u + lab->vnets[i].subnet_count;
	pairs->ends = xcalloc(most, sizeof(*pairs->ends));
	pairs->whole = xcalloc(most, sizeof(*pairs->whole));
	for (uint32_t i = 0; i < lab->vnet_count; i++)
		collect_vnet(pairs, linter, &lab->vnets[i], family);
	for (uint32_t i = 0; i < lab->site_count; i++)
		collect_site(pairs, linter, &lab->sites[i], family);
	CHECK(pairs->count < most);
}

struct lint_pairs *lint_pairs_new(struct linter *linter, uint8_t family)
{
	struct lint_pairs *pairs = xcalloc(1, sizeof(*pairs));

	pairs->arena = arena_new();
	collect(pairs, linter, family);
	pairs->classes = reach_classify(linter->fabric, pairs->ends, pairs->count, pairs->arena);
	pairs->ways = xcalloc((size_t)pairs->classes.source_count * pairs->classes.target_count + 1,
	                      sizeof(*pairs->ways));
	return pairs;
}

void lint_pairs_free(struct lint_pairs *pairs)
{
	free(pairs->ways);
	free(pairs->ends);
	free(pairs->whole);
	arena_free(pairs->arena);
	free(pairs);
}

/* Of the address space that the end's address is in: how long its prefix is. */
static unsigned length_of(const struct path_end *end)
{
	const struct prefix *covers = end->vnet != NULL ? lab_vnet_covers(end->vnet, &end->address)
	                              : end->site != NULL
	                                  ? lab_site_covers(end->site, &end->address)
	                                  : NULL;

	return covers == NULL ? 0 : covers->length;
}

/* The route covers more than the space of the end, and on-premises began it: the last of its path
 * is the AS of no speaker in Azure. */
static bool is_summary(const struct fabric *fabric, const struct path_route *route,
                       const struct path_end *end)
{
	uint32_t origin = route->attrs == NULL ? 0 : as_path_last(route->attrs->as_path);

	if (origin == 0 || route->prefix.length >= length_of(end))
		return false;
	for (uint32_t i = 0; i < fabric->node_count; i++) {
		const struct snapshot_node *node = fabric->nodes[i].node;

		if (node->kind != LAB_ROUTER && node->asn == origin)
			return false;
	}
	return true;
}

/* The appliances of one way: sums, so that the order in which they are met does not matter. */
struct met {
	uint64_t appliances;
	uint64_t stateful;
};

static struct met meet(const struct path_way *way)
{
	struct met met = {0};

	CHECK(way->hop_count > 0);
	for (uint32_t i = 1; i < way->hop_count; i++) {
		const struct path_hop *hop = &way->hops[i];
		const struct lab_nva *nva = hop->kind == PATH_HOP_NVA && hop->element != NULL
		                                ? lab_nva_of(hop->element)
		                                : NULL;
		uint64_t number;

		if (nva == NULL)
			continue;
		number = UINT64_C(0x9e3779b97f4a7c15) * (hop->element->index + 1u);
		met.appliances += number;
		met.stateful += nva->stateful ? number : 0;
	}
	return met;
}

/* The first way says most; of the others it counts whether they pass other appliances. */
static void note_way(struct lint_way *out, const struct fabric *fabric,
                     const struct path_direction *direction, const struct path_way *way, bool first)
{
	struct met met = meet(way);

	out->mixed |= !first && met.stateful != out->stateful;
	if (!first)
		return;
	out->appliances = met.appliances;
	out->stateful = met.stateful;
	for (uint32_t i = 1; i < way->hop_count; i++)
		out->by_circuit |= way->hops[i].kind == PATH_HOP_MSEE;
	out->by_summary =
	    way->hop_count > 1 && is_summary(fabric, &way->hops[1].route, &direction->to);
}

static struct lint_way note(const struct fabric *fabric, const struct path_direction *direction)
{
	struct lint_way out = {.walked = true,
	                       .state = direction->state,
	                       .mechanism = direction->mechanism,
	                       .rtt_min_us = direction->rtt_min_us,
	                       .rtt_max_us = direction->rtt_us};
	uint32_t delivered = 0;

	for (uint32_t i = 0; i < direction->way_count; i++) {
		const struct path_way *way = &direction->ways[i];

		if (way->stop == PATH_DELIVERED)
			note_way(&out, fabric, direction, way, delivered++ == 0);
	}
	CHECK((delivered > 0) == (direction->state != PATH_UNREACHABLE));
	return out;
}

static const struct lint_way *way_of(struct lint_pairs *pairs, struct linter *linter, uint32_t from,
                                     uint32_t to)
{
	size_t source = pairs->classes.source[from];
	struct lint_way *way =
	    &pairs->ways[source * pairs->classes.target_count + pairs->classes.target[to]];
	struct path_direction direction;
	struct arena *scratch;

	CHECK(from != to && from < pairs->count && to < pairs->count);
	if (way->walked)
		return way;
	scratch = arena_new();
	direction = path_walk(linter->fabric, &pairs->ends[from], &pairs->ends[to], scratch);
	*way = note(linter->fabric, &direction);
	arena_free(scratch);
	return way;
}

static struct place place_of(const struct path_end *end)
{
	return end->vnet != NULL ? end->vnet->place : end->site->place;
}

/* The ways of these very ends are walked again, for those of their class name others. */
static void tell(struct linter *linter, const struct lint_row *row, const struct lint_pair *pair)
{
	struct text message = {0};
	bool ipv6 = pair->a->address.family == ADDR_IPV6;
	struct lint_finding *finding;
	struct path_direction direction;

	CHECK(pair->there->walked && pair->back->walked);
	row->say(linter, pair, &message);
	finding =
	    lint_find(linter, place_of(pair->a), "%s%s", text_str(&message), ipv6 ? " (IPv6)" : "");
	text_done(&message);
	if (finding == NULL)
		return;
	lint_about(linter, finding, pair->a->name);
	lint_about(linter, finding, pair->b->name);
	if (pair->b->site != NULL)
		lint_about(linter, finding, pair->b->site->name);
	if (ipv6)
		lint_about(linter, finding, "ipv6");
	direction = path_walk(linter->fabric, pair->a, pair->b, linter->arena);
	lint_show_way(linter, finding, &direction);
	direction = path_walk(linter->fabric, pair->b, pair->a, linter->arena);
	lint_show_way(linter, finding, &direction);
}

static bool holds(struct lint_pairs *pairs, struct linter *linter, const struct lint_row *row,
                  uint32_t a, uint32_t b, struct lint_pair *out)
{
	CHECK(pairs->whole[a] != pairs->whole[b]);
	*out = (struct lint_pair){.a = &pairs->ends[a],
	                          .b = &pairs->ends[b],
	                          .there = way_of(pairs, linter, a, b),
	                          .back = way_of(pairs, linter, b, a)};
	return row->holds(linter, out);
}

/* What holds of two networks is not said of their subnets again. */
static void ask(struct lint_pairs *pairs, struct linter *linter, const struct lint_row *row,
                uint32_t a, uint32_t b)
{
	uint32_t wholes[2] = {pairs->whole[a], pairs->whole[b]};
	struct lint_pair pair;

	CHECK(wholes[0] <= a && wholes[1] <= b);
	if (wholes[0] == wholes[1] || !holds(pairs, linter, row, a, b, &pair))
		return;
	if ((wholes[0] != a || wholes[1] != b) &&
	    holds(pairs, linter, row, wholes[0], wholes[1], &(struct lint_pair){0}))
		return;
	tell(linter, row, &pair);
}

void lint_pairs_ask(struct lint_pairs *pairs, struct linter *linter, const struct lint_row *row)
{
	for (uint32_t a = 0; a < pairs->count; a++) {
		for (uint32_t b = a + 1; b < pairs->count; b++)
			ask(pairs, linter, row, a, b);
	}
}
