/* What is said of Global Reach: the SKUs of both circuits, its prefix, and one for two circuits. */
#include <stdlib.h>
#include <string.h>

#include "azure/global_reach/global_reach.h"
#include "base/check.h"
#include "topo/judge/judge.h"

/* global-reach-circuits; with what is not known of the locations nothing is refused. */
static void judge_reach_skus(const struct judge *judge, const struct lab_global_reach *reach)
{
	const struct lab_circuit *const ends[] = {reach->circuit, reach->peer};
	bool far = ends[0]->location != NULL && ends[1]->location != NULL &&
	           ends[0]->location->geopolitical_region != NULL &&
	           ends[1]->location->geopolitical_region != NULL &&
	           strcmp(ends[0]->location->geopolitical_region,
	                  ends[1]->location->geopolitical_region) != 0;

	CHECK(reach->circuit != NULL && reach->peer->index < judge->lab->circuit_count);
	for (size_t i = 0; i < COUNT_OF(ends); i++) {
		const struct circuit_sku *sku = ends[i]->sku;
		if (sku == NULL)
			continue;
		if (sku->reach == REACH_LOCAL)
			judge_say(judge, SEVERITY_ERROR, reach->place, "global-reach-circuits",
			          "circuit \"%s\" is of the SKU Local, which has no Global Reach; "
			          "expected Standard or Premium",
			          ends[i]->name);
		else if (far && sku->reach != REACH_PREMIUM)
			judge_say(judge, SEVERITY_ERROR, reach->place, "global-reach-circuits",
			          "Global Reach \"%s\" joins %s with %s, and circuit \"%s\" is of "
			          "the SKU %s; expected Premium at both ends",
			          reach->name, ends[0]->location->geopolitical_region,
			          ends[1]->location->geopolitical_region, ends[i]->name, sku->name);
	}
}

static int by_circuits(const void *a, const void *b)
{
	const struct lab_global_reach *left = *(const struct lab_global_reach *const *)a;
	const struct lab_global_reach *right = *(const struct lab_global_reach *const *)b;
	uint32_t ends[2][2] = {
	    {left->circuit->index, left->peer->index},
	    {right->circuit->index, right->peer->index},
	};

	for (size_t i = 0; i < 2; i++) {
		uint32_t low[2];
		for (size_t k = 0; k < 2; k++)
			low[k] = ends[k][0] < ends[k][1] ? ends[k][0] : ends[k][1];
		uint32_t keys[2] = {low[0], low[1]};
		for (size_t k = 0; i == 1 && k < 2; k++)
			keys[k] = ends[k][0] + ends[k][1] - low[k];
		if (keys[0] != keys[1])
			return keys[0] < keys[1] ? -1 : 1;
	}
	return (left > right) - (left < right);
}

static bool same_circuits(const struct lab_global_reach *a, const struct lab_global_reach *b)
{
	return (a->circuit == b->circuit && a->peer == b->peer) ||
	       (a->circuit == b->peer && a->peer == b->circuit);
}

/* One connection for two circuits, written at one of them. */
static void judge_reach_pairs(const struct judge *judge)
{
	const struct lab *lab = judge->lab;
	uint32_t count = 0;
	const struct lab_global_reach **sorted = xcalloc(lab->global_reach_count, sizeof(*sorted));

	for (uint32_t i = 0; i < lab->global_reach_count; i++) {
		if (lab->global_reaches[i].peer != NULL)
			sorted[count++] = &lab->global_reaches[i];
	}
	qsort(sorted, count, sizeof(*sorted), by_circuits);
	for (uint32_t i = 1; i < count; i++) {
		if (same_circuits(sorted[i - 1], sorted[i]))
			judge_say(judge, SEVERITY_ERROR, sorted[i]->place, "global-reach-circuits",
			          "circuits \"%s\" and \"%s\" have Global Reach a second time, the "
			          "first is in line %u; expected it at one of the two; remove one",
			          sorted[i]->circuit->name, sorted[i]->peer->name,
			          sorted[i - 1]->place.line);
	}
	free(sorted);
}

static void judge_global_reach(const struct judge *judge)
{
	uint32_t length = facts_limit(judge->facts, "global-reach-prefix-length");
	char text[PREFIX_TEXT_MAX];

	for (uint32_t i = 0; i < judge->lab->global_reach_count; i++) {
		const struct lab_global_reach *reach = &judge->lab->global_reaches[i];
		if (addr_is_set(&reach->prefix.addr) && reach->prefix.length != length)
			judge_say(judge, SEVERITY_ERROR, reach->place, "global-reach-circuits",
			          "Global Reach \"%s\" has the address-prefix %s; expected a /%u",
			          reach->name, prefix_format(&reach->prefix, text), length);
		if (reach->peer != NULL)
			judge_reach_skus(judge, reach);
	}
	judge_reach_pairs(judge);
}

static const struct judge_rule rules[] = {
    {judge_global_reach, true},
    {NULL, false},
};

const struct judge_hooks global_reach_judge = {
    .rules = rules,
};
