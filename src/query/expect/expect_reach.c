/* Judges whether packets pass between VNets and sites, and how. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "query/expect/expect_evidence.h"

/* The VNets and sites that names stand for, each once, in the order of the lab. */
struct end_set {
	const struct lab_vnet **vnets;
	uint32_t vnet_count;
	const struct lab_site **sites;
	uint32_t site_count;
	bool internet; /* the last; packets go there and none come from there */
};

static uint32_t set_size(const struct end_set *set)
{
	return set->vnet_count + set->site_count + set->internet;
}

static bool any_matches(const struct expect_names *names, const char *name, bool *used)
{
	bool found = false;

	for (uint32_t i = 0; i < names->count; i++) {
		if (!expect_name_matches(names->items[i], name, NULL))
			continue;
		used[i] = true;
		found = true;
	}
	return found;
}

static void complain_ends(struct expect_check *check, const struct expect_names *names,
                          const bool *used)
{
	const struct lab *lab = check->fabric->lab;
	const char **all = xcalloc(lab->vnet_count + lab->site_count + 1, sizeof(*all));
	size_t count = 0;

	for (uint32_t i = 0; i < lab->vnet_count; i++)
		all[count++] = lab->vnets[i].name;
	for (uint32_t i = 0; i < lab->site_count; i++)
		all[count++] = lab->sites[i].name;
	for (uint32_t i = 0; i < names->count; i++) {
		if (!used[i])
			expect_not_found(check, names->places[i], "virtual network or site",
			                 names->items[i], all, count);
	}
	free(all);
}

static struct end_set resolve(struct expect_check *check, const struct expect_names *names)
{
	const struct lab *lab = check->fabric->lab;
	bool *used = arena_alloc(check->arena, names->count + 1);
	struct end_set set = {0};

	set.vnets = arena_alloc(check->arena, (lab->vnet_count + 1) * sizeof(*set.vnets));
	set.sites = arena_alloc(check->arena, (lab->site_count + 1) * sizeof(*set.sites));
	for (uint32_t i = 0; i < lab->vnet_count; i++) {
		if (lab->vnets[i].hub == NULL && any_matches(names, lab->vnets[i].name, used))
			set.vnets[set.vnet_count++] = &lab->vnets[i];
	}
	for (uint32_t i = 0; i < lab->site_count; i++) {
		if (any_matches(names, lab->sites[i].name, used))
			set.sites[set.site_count++] = &lab->sites[i];
	}
	for (uint32_t i = 0; i < names->count && names == &check->expectation->to; i++) {
		if (strcmp(names->items[i], "internet") != 0 || used[i])
			continue;
		set.internet = true;
		used[i] = true;
	}
	complain_ends(check, names, used);
	return set;
}

static bool end_of_set(const struct end_set *set, uint32_t at, uint8_t family, struct path_end *out)
{
	if (at < set->vnet_count)
		return path_end_of_vnet(set->vnets[at], family, out);
	if (at < set->vnet_count + set->site_count)
		return path_end_of_site(set->sites[at - set->vnet_count], family, out);
	path_end_of_internet(family, out);
	return true;
}

/* What one kind of expectation thinks of one direction: true when it is as expected. Adds evidence
 * otherwise. */
typedef bool direction_fn(struct expect_check *check, struct path_direction *direction);

struct count {
	uint32_t directions;
	uint32_t wrong;
	char first[200]; /* the first that is wrong: "a -> b" */
};

static void judge_direction(struct expect_check *check, const struct path_end *from,
                            const struct path_end *to, direction_fn *call, struct count *count)
{
	struct arena *scratch = arena_new();
	struct path_direction direction = path_walk(check->fabric, from, to, scratch);

	path_explain_stop(check->fabric, &direction, scratch);
	count->directions++;
	if (!call(check, &direction) && count->wrong++ == 0)
		snprintf(count->first, sizeof(count->first), "%s -> %s", from->name, to->name);
	arena_free(scratch);
}

/* In each family that both ends have. An end is not held against itself. */
static void judge_pair(struct expect_check *check, const struct end_set *from, uint32_t f,
                       const struct end_set *to, uint32_t t, direction_fn *call,
                       struct count *count)
{
	uint8_t only = check->expectation->family;

	for (uint8_t family = ADDR_IPV4; family <= ADDR_IPV6; family++) {
		struct path_end a;
		struct path_end b;

		if ((only != ADDR_NONE && only != family) || !end_of_set(from, f, family, &a) ||
		    !end_of_set(to, t, family, &b) || (a.vnet == b.vnet && a.site == b.site))
			continue;
		judge_direction(check, &a, &b, call, count);
		if (check->expectation->both_ways && b.kind != PATH_END_OUTSIDE)
			judge_direction(check, &b, &a, call, count);
	}
}

static bool judge_all(struct expect_check *check, direction_fn *call, struct count *count)
{
	size_t errors = findings_errors(check->findings);
	struct end_set from = resolve(check, &check->expectation->from);
	struct end_set to = resolve(check, &check->expectation->to);

	if (findings_errors(check->findings) > errors)
		return false;
	for (uint32_t f = 0; f < set_size(&from); f++) {
		for (uint32_t t = 0; t < set_size(&to); t++)
			judge_pair(check, &from, f, &to, t, call, count);
	}
	if (count->directions > 0)
		return true;
	findings_add(check->findings, SEVERITY_ERROR, check->expectation->place,
	             "there is no pair of different ends with addresses of one family, so nothing "
	             "would be examined");
	return false;
}

static void describe(struct expect_check *check, const struct path_direction *direction)
{
	struct text text = {0};

	text_addf(&text, "%s -> %s: %s", direction->from.name, direction->to.name,
	          path_state_name(direction->state));
	if (direction->state != PATH_UNREACHABLE) {
		text_addf(&text, " by %s, ", path_mechanism_text(direction->mechanism));
		path_format_rtt(direction, &text);
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

static bool is_isolated(struct expect_check *check, struct path_direction *direction)
{
	if (direction->state == PATH_UNREACHABLE)
		return true;
	describe(check, direction);
	trace_routes(check, direction);
	return false;
}

void expect_judge_isolated(struct expect_check *check)
{
	struct count count = {0};

	if (!judge_all(check, is_isolated, &count))
		return;
	if (count.wrong == 0)
		expect_pass(check, "no packet passes in any of %u directions", count.directions);
	else
		expect_fail(check, "packets pass in %u of %u directions, first %s", count.wrong,
		            count.directions, count.first);
}

static bool is_reachable(struct expect_check *check, struct path_direction *direction)
{
	const struct expectation *e = check->expectation;

	if (!e->reachable)
		return is_isolated(check, direction);
	if (direction->state == PATH_REACHABLE &&
	    (e->by == PATH_NONE || e->by == direction->mechanism))
		return true;
	describe(check, direction);
	describe_stops(check, direction);
	return false;
}

void expect_judge_reachability(struct expect_check *check)
{
	const struct expectation *e = check->expectation;
	struct count count = {0};

	if (!judge_all(check, is_reachable, &count))
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

static const char *element_used(struct expect_check *check, const struct path_way *way)
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

static bool avoids(struct expect_check *check, struct path_direction *direction)
{
	for (uint32_t i = 0; i < direction->way_count; i++) {
		const struct path_way *way = &direction->ways[i];
		const char *used = way->stop == PATH_DELIVERED ? element_used(check, way) : NULL;

		if (used == NULL)
			continue;
		describe(check, direction);
		expect_evidence(check, "  the way uses %s", used);
		trace_routes(check, direction);
		return false;
	}
	return true;
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
	struct count count = {0};

	check_elements(check);
	if (!judge_all(check, avoids, &count))
		return;
	if (count.wrong == 0)
		expect_pass(check, "no way in any of %u directions uses it", count.directions);
	else
		expect_fail(check, "the ways of %u of %u directions use it, first %s", count.wrong,
		            count.directions, count.first);
}
