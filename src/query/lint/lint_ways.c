/* Walks between classes of ends, and asks the rows about all pairs. */
#include "query/lint/lint_ways.h"

#include <stdlib.h>

#include "base/check.h"
#include "query/lint/lint_check.h"
#include "query/reach/reach.h"

struct lint_pairs {
	struct arena *arena;
	struct path_end *ends; /* VNets, then sites */
	uint32_t count;
	struct reach_classes classes;
	struct lint_way *ways; /* by class of source, then of target */
};

static void collect(struct lint_pairs *pairs, struct fabric *fabric, uint8_t family)
{
	const struct lab *lab = fabric->lab;

	pairs->ends = xcalloc((size_t)lab->vnet_count + lab->site_count + 1, sizeof(*pairs->ends));
	for (uint32_t i = 0; i < lab->vnet_count; i++)
		pairs->count += !lab_vnet_is_hub(&lab->vnets[i]) &&
		                path_end_of_vnet(fabric, &lab->vnets[i], family,
		                                 &pairs->ends[pairs->count]) == PATH_END_FOUND;
	for (uint32_t i = 0; i < lab->site_count; i++)
		pairs->count += path_end_of_site(fabric, &lab->sites[i], family,
		                                 &pairs->ends[pairs->count]) == PATH_END_FOUND;
	CHECK(pairs->count <= lab->vnet_count + lab->site_count);
}

struct lint_pairs *lint_pairs_new(struct linter *linter, uint8_t family)
{
	struct lint_pairs *pairs = xcalloc(1, sizeof(*pairs));

	pairs->arena = arena_new();
	collect(pairs, linter->fabric, family);
	pairs->classes = reach_classify(linter->fabric, pairs->ends, pairs->count, pairs->arena);
	pairs->ways = xcalloc((size_t)pairs->classes.source_count * pairs->classes.target_count + 1,
	                      sizeof(*pairs->ways));
	return pairs;
}

void lint_pairs_free(struct lint_pairs *pairs)
{
	free(pairs->ways);
	free(pairs->ends);
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

/* A sum, so that the order in which appliances are met does not matter. */
static void note_hop(struct lint_way *out, const struct path_hop *hop)
{
	if (hop->kind == PATH_HOP_NVA && hop->element != NULL) {
		const struct lab_nva *nva = lab_nva_of(hop->element);
		uint64_t number = UINT64_C(0x9e3779b97f4a7c15) * (hop->element->index + 1u);

		out->appliances += number;
		out->stateful += nva != NULL && nva->stateful ? number : 0;
	}
	if (hop->kind == PATH_HOP_MSEE)
		out->by_circuit = true;
}

static struct lint_way note(const struct path_direction *direction)
{
	struct lint_way out = {.walked = true,
	                       .state = direction->state,
	                       .mechanism = direction->mechanism,
	                       .rtt_min_us = direction->rtt_min_us,
	                       .rtt_max_us = direction->rtt_us};
	const struct path_way *way = NULL;

	for (uint32_t i = 0; i < direction->way_count && way == NULL; i++) {
		if (direction->ways[i].stop == PATH_DELIVERED)
			way = &direction->ways[i];
	}
	for (uint32_t i = 1; way != NULL && i < way->hop_count; i++)
		note_hop(&out, &way->hops[i]);
	if (way != NULL && way->hop_count > 1)
		out.by_summary = way->hops[1].route.prefix.length < length_of(&direction->to);
	CHECK((way != NULL) == (direction->state != PATH_UNREACHABLE));
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
	*way = note(&direction);
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
	struct lint_finding *finding;
	struct path_direction direction;

	CHECK(pair->there->walked && pair->back->walked);
	row->say(linter, pair, &message);
	finding = lint_find(linter, place_of(pair->a), "%s", text_str(&message));
	text_done(&message);
	if (finding == NULL)
		return;
	lint_about(linter, finding, pair->a->name);
	lint_about(linter, finding, pair->b->name);
	if (pair->a->address.family == ADDR_IPV6)
		lint_about(linter, finding, "ipv6");
	direction = path_walk(linter->fabric, pair->a, pair->b, linter->arena);
	lint_show_way(linter, finding, &direction);
	direction = path_walk(linter->fabric, pair->b, pair->a, linter->arena);
	lint_show_way(linter, finding, &direction);
}

void lint_pairs_ask(struct lint_pairs *pairs, struct linter *linter, const struct lint_row *row)
{
	for (uint32_t a = 0; a < pairs->count; a++) {
		for (uint32_t b = a + 1; b < pairs->count; b++) {
			struct lint_pair pair = {.a = &pairs->ends[a],
			                         .b = &pairs->ends[b],
			                         .there = way_of(pairs, linter, a, b),
			                         .back = way_of(pairs, linter, b, a)};

			if (row->holds(linter, &pair))
				tell(linter, row, &pair);
		}
	}
}
