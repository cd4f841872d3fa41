/* Judges whether packets pass between VNets and sites, and how. */
#include <stdlib.h>
#include <string.h>

#include "query/expect/expect_ends.h"

/* The time is the pair's, as everywhere. */
static void add_round_trip(struct expect_check *check, const struct path_direction *direction,
                           struct text *out)
{
	struct arena *scratch = arena_new();
	struct path_rtt there = path_direction_rtt(direction);
	struct path_rtt back = there;
	struct path_rtt pair;

	if (direction->to.kind != PATH_END_OUTSIDE) {
		struct path_direction opposite =
		    path_walk(check->fabric, &direction->to, &direction->from, scratch);

		back = path_direction_rtt(&opposite);
	}
	pair = path_round_trip(&there, &back);
	path_format_round_trip(&pair, out);
	arena_free(scratch);
}

static void describe(struct expect_check *check, const struct path_direction *direction)
{
	struct text text = {0};

	text_addf(&text, "%s -> %s: %s", direction->from.name, direction->to.name,
	          path_state_name(direction->state));
	if (direction->state != PATH_UNREACHABLE) {
		text_addf(&text, " by %s, ", path_mechanism_text(direction->mechanism));
		add_round_trip(check, direction, &text);
		text_add(&text, ": ");
		path_format_between(direction, &text);
		if (direction->mechanism == PATH_VNET_PEERING)
			text_add(&text, "nothing in between");
	}
	expect_evidence(check, "%s", text_str(&text));
	text_done(&text);
}

static void describe_stops(struct expect_check *check, const struct path_direction *direction)
{
	for (uint32_t i = 0; i < direction->way_count; i++) {
		if (direction->ways[i].stop == PATH_DELIVERED)
			continue;
		expect_evidence(check, "  %s", direction->ways[i].stop_text);
		return;
	}
}

/* Where the routes came from that the packets of the first delivered way follow, each prefix
 * once. */
static void trace_routes(struct expect_check *check, const struct path_direction *direction)
{
	const struct path_way *way = NULL;
	const struct prefix *traced = NULL;

	for (uint32_t i = 0; i < direction->way_count && way == NULL; i++) {
		if (direction->ways[i].stop == PATH_DELIVERED)
			way = &direction->ways[i];
	}
	for (uint32_t i = 0; way != NULL && i < way->hop_count; i++) {
		const struct path_route *route = &way->hops[i].route;
		const struct held_route *held;
		uint32_t node =
		    route->attrs == NULL ? FIB_NONE : fabric_find(check->fabric, route->node);
		uint32_t count;

		if (node == FIB_NONE || (traced != NULL && prefix_equal(traced, &route->prefix)))
			continue;
		traced = &route->prefix;
		count = route_held(check->fabric, node, traced, false, check->arena, &held);
		for (uint32_t h = 0; h < count; h++) {
			if (held[h].attrs != route->attrs)
				continue;
			expect_evidence_of_route(check, node, &held[h]);
			break;
		}
	}
}

static bool is_isolated(const struct expect_check *check, const struct path_direction *direction)
{
	(void)check;
	return direction->state == PATH_UNREACHABLE;
}

static void tell_open(struct expect_check *check, const struct path_direction *direction)
{
	describe(check, direction);
	trace_routes(check, direction);
}

void expect_judge_isolated(struct expect_check *check)
{
	static const struct expect_view view = {is_isolated, tell_open, true};
	struct expect_count count = {0};

	if (!expect_judge_ends(check, &view, &count))
		return;
	if (count.wrong == 0)
		expect_pass(check, "no packet passes in any of %u directions", count.directions);
	else
		expect_fail(check, "packets pass in %u of %u directions, first %s", count.wrong,
		            count.directions, count.first);
}

static bool is_reachable(const struct expect_check *check, const struct path_direction *direction)
{
	const struct expectation *e = check->expectation;

	if (!e->reachable)
		return is_isolated(check, direction);
	return direction->state == PATH_REACHABLE &&
	       (e->by == PATH_NONE || e->by == direction->mechanism);
}

static void tell_not_as_wanted(struct expect_check *check, const struct path_direction *direction)
{
	if (!check->expectation->reachable) {
		tell_open(check, direction);
		return;
	}
	describe(check, direction);
	describe_stops(check, direction);
}

void expect_judge_reachability(struct expect_check *check)
{
	static const struct expect_view view = {is_reachable, tell_not_as_wanted, true};
	const struct expectation *e = check->expectation;
	struct expect_count count = {0};

	if (!expect_judge_ends(check, &view, &count))
		return;
	if (count.wrong > 0)
		expect_fail(check, "%u of %u directions %s, first %s", count.wrong,
		            count.directions,
		            !e->reachable        ? "are open"
		            : e->by != PATH_NONE ? "are closed or go another way"
		                                 : "are closed",
		            count.first);
	else if (!e->reachable)
		expect_pass(check, "no packet passes in any of %u directions", count.directions);
	else
		expect_pass(check, "packets arrive in all of %u directions%s%s", count.directions,
		            e->by == PATH_NONE ? "" : " by ",
		            e->by == PATH_NONE ? "" : path_mechanism_text(e->by));
}

static const char *element_used(const struct expect_check *check, const struct path_way *way)
{
	const struct expect_names *elements = &check->expectation->elements;

	for (uint32_t i = 0; i < way->hop_count; i++) {
		const struct path_hop *hop = &way->hops[i];

		for (uint32_t e = 0; e < elements->count; e++) {
			if (expect_name_matches(elements->items[e], hop->name,
			                        hop->element == NULL ? NULL : hop->element->group))
				return hop->name;
		}
	}
	return NULL;
}

/* What the first delivered way that uses an element uses; NULL when none does. */
static const char *first_used(const struct expect_check *check,
                              const struct path_direction *direction)
{
	for (uint32_t i = 0; i < direction->way_count; i++) {
		const struct path_way *way = &direction->ways[i];
		const char *used = way->stop == PATH_DELIVERED ? element_used(check, way) : NULL;

		if (used != NULL)
			return used;
	}
	return NULL;
}

static bool avoids(const struct expect_check *check, const struct path_direction *direction)
{
	return first_used(check, direction) == NULL;
}

static void tell_used(struct expect_check *check, const struct path_direction *direction)
{
	describe(check, direction);
	expect_evidence(check, "  the way uses %s", first_used(check, direction));
	trace_routes(check, direction);
}

static size_t nva_count(const struct lab *lab)
{
	size_t count = 0;

	for (uint32_t i = 0; i < lab->vnet_count; i++)
		count += lab->vnets[i].nva_count;
	return count;
}

/* Names of everything that a hop can be. The caller frees the array. */
static const char **element_names(const struct fabric *fabric, size_t *count)
{
	const struct lab *lab = fabric->lab;
	const char **names = xcalloc(
	    2 * (size_t)fabric->node_count + lab->vnet_count + nva_count(lab) + 1, sizeof(*names));

	for (uint32_t i = 0; i < fabric->node_count; i++) {
		const struct snapshot_node *node = fabric->nodes[i].node;

		if (node->kind != LAB_GATEWAY)
			names[(*count)++] = node->name;
		names[(*count)++] = node->group;
	}
	for (uint32_t i = 0; i < lab->vnet_count; i++)
		names[(*count)++] = lab->vnets[i].name;
	for (uint32_t i = 0; i < lab->vnet_count; i++) {
		for (uint32_t k = 0; k < lab->vnets[i].nva_count; k++)
			names[(*count)++] = lab->vnets[i].nvas[k].element->name;
	}
	return names;
}

static void check_elements(struct expect_check *check)
{
	const struct expect_names *elements = &check->expectation->elements;
	size_t count = 0;
	const char **names = element_names(check->fabric, &count);

	for (uint32_t e = 0; e < elements->count; e++) {
		bool found = false;

		for (size_t i = 0; i < count && !found; i++)
			found = expect_name_matches(elements->items[e], names[i], NULL);
		if (!found)
			expect_not_found(check, elements->places[e], "element", elements->items[e],
			                 names, count);
	}
	free(names);
}

void expect_judge_path_avoids(struct expect_check *check)
{
	/* A way may use what is at its very ends, which tells equal ends apart. */
	static const struct expect_view view = {avoids, tell_used, false};
	struct expect_count count = {0};

	check_elements(check);
	if (!expect_judge_ends(check, &view, &count))
		return;
	if (count.wrong == 0)
		expect_pass(check, "no way in any of %u directions uses it", count.directions);
	else
		expect_fail(check, "the ways of %u of %u directions use it, first %s", count.wrong,
		            count.directions, count.first);
}
