/* Finds the ends that names stand for, and judges all pairs of them. */
#include "query/expect/expect_ends.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "query/reach/reach.h"

/* The VNets and sites that names stand for, each once, in the order of the lab; then what else is
 * named. To what is outside packets go, and none come from there. */
struct end_set {
	const struct lab_vnet **vnets;
	uint32_t vnet_count;
	const struct lab_site **sites;
	uint32_t site_count;
	const char **others; /* "vnet/subnet", addresses and prefixes; and "internet" */
	/* By other: the network that was meant and of which this is a subnet, because only some of
	 * them are peered (subnet-peering); NULL: it is itself named. */
	const struct lab_vnet **wholes;
	uint32_t other_count;
	bool *met; /* by number: held against another end */
};

static uint32_t set_size(const struct end_set *set)
{
	return set->vnet_count + set->site_count + set->other_count;
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

/* A name that is neither a VNet's nor a site's, nor a pattern. */
static bool is_other(const struct expect_check *check, const struct expect_names *names,
                     const char *name)
{
	struct addr address;

	if (strcmp(name, "internet") == 0)
		return names == &check->expectation->to;
	return strpbrk(name, "*?") == NULL &&
	       (strchr(name, '/') != NULL || addr_parse(name, &address));
}

static void make_room(struct expect_check *check, struct end_set *set, size_t others)
{
	const struct lab *lab = check->fabric->lab;

	set->vnets = arena_alloc(check->arena, (lab->vnet_count + 1) * sizeof(*set->vnets));
	set->sites = arena_alloc(check->arena, (lab->site_count + 1) * sizeof(*set->sites));
	for (uint32_t i = 0; i < lab->vnet_count; i++)
		others += lab_vnet_is_divided(&lab->vnets[i]) ? lab->vnets[i].subnet_count : 0;
	set->others = arena_alloc(check->arena, (others + 1) * sizeof(*set->others));
	set->wholes = arena_alloc(check->arena, (others + 1) * sizeof(*set->wholes));
}

/* No VM stands for a network of which a part is peered: all of its subnets do. */
static void add_vnet(struct expect_check *check, struct end_set *set, const struct lab_vnet *vnet)
{
	if (!lab_vnet_is_divided(vnet)) {
		set->vnets[set->vnet_count++] = vnet;
		return;
	}
	for (uint32_t i = 0; i < vnet->subnet_count; i++) {
		if (!path_vms_stand_in(&vnet->subnets[i]))
			continue;
		set->wholes[set->other_count] = vnet;
		set->others[set->other_count++] =
		    lab_join_name(check->arena, vnet->name, vnet->subnets[i].name);
	}
}

static void add_others(struct expect_check *check, const struct expect_names *names,
                       struct end_set *set, bool *used)
{
	for (uint32_t i = 0; i < names->count; i++) {
		if (used[i] || !is_other(check, names, names->items[i]))
			continue;
		set->wholes[set->other_count] = NULL;
		set->others[set->other_count++] = names->items[i];
		used[i] = true;
	}
}

static struct end_set resolve(struct expect_check *check, const struct expect_names *names)
{
	const struct lab *lab = check->fabric->lab;
	bool *used = arena_alloc(check->arena, names->count + 1);
	struct end_set set = {0};

	memset(used, 0, names->count + 1);
	make_room(check, &set, names->count);
	for (uint32_t i = 0; i < lab->vnet_count; i++) {
		if (!lab_vnet_is_hub(&lab->vnets[i]) &&
		    any_matches(names, lab->vnets[i].name, used))
			add_vnet(check, &set, &lab->vnets[i]);
	}
	for (uint32_t i = 0; i < lab->site_count; i++) {
		if (any_matches(names, lab->sites[i].name, used))
			set.sites[set.site_count++] = &lab->sites[i];
	}
	add_others(check, names, &set, used);
	complain_ends(check, names, used);
	set.met = arena_alloc(check->arena, set_size(&set) + 1);
	memset(set.met, 0, set_size(&set) + 1);
	return set;
}

/* What is known of the directions between two classes. */
enum class_verdict { UNKNOWN, HOLDS, WRONG };

/* The ends of both sets in one family, each once. */
struct family_ends {
	uint8_t family;
	struct path_end *ends;
	uint32_t count;
	uint32_t *from; /* by number in the set: which end; REACH_NONE: it has no such address */
	uint32_t *to;
	uint32_t *of_vnet; /* by index in the lab: which end, once it was looked for */
	uint32_t *of_site;
	struct reach_classes classes;
	uint8_t *verdicts; /* by class of source, then of target; the Internet last */
};

struct judging {
	struct expect_check *check;
	const struct expect_view *view;
	struct expect_count *count;
	struct end_set from;
	struct end_set to;
	struct family_ends families[2];
	uint32_t family_count;
	bool by_class; /* all ends are whole VNets and sites */
};

static uint32_t add_end(struct family_ends *of, enum path_end_found found)
{
	return found == PATH_END_FOUND ? of->count++ : REACH_NONE;
}

enum { NOT_LOOKED_FOR = UINT32_MAX - 1 };

static uint32_t end_of_vnet(struct expect_check *check, struct family_ends *of,
                            const struct lab_vnet *vnet)
{
	struct path_covered covered = {.vnet = vnet, .name = vnet->name, .family = of->family};
	uint32_t *at = &of->of_vnet[vnet->index];
	enum path_end_found found;

	if (*at != NOT_LOOKED_FOR)
		return *at;
	found = path_end_of_vnet(check->fabric, vnet, of->family, &of->ends[of->count]);
	if (found == PATH_END_COVERED)
		path_end_say_covered(check->fabric, &covered, SEVERITY_ERROR,
		                     check->expectation->place, check->findings);
	return *at = add_end(of, found);
}

static uint32_t end_of_site(struct expect_check *check, struct family_ends *of,
                            const struct lab_site *site)
{
	struct path_covered covered = {.site = site, .name = site->name, .family = of->family};
	uint32_t *at = &of->of_site[site->index];
	enum path_end_found found;

	if (*at != NOT_LOOKED_FOR)
		return *at;
	found = path_end_of_site(check->fabric, site, of->family, &of->ends[of->count]);
	if (found == PATH_END_COVERED)
		path_end_say_covered(check->fabric, &covered, SEVERITY_ERROR,
		                     check->expectation->place, check->findings);
	return *at = add_end(of, found);
}

/* Finds nothing when it has no address of the family, which the other family may have. */
static uint32_t end_of_other(struct expect_check *check, struct family_ends *of, const char *name,
                             bool starts)
{
	struct path_end *end = &of->ends[of->count];
	struct findings findings = {0};
	bool found = path_end_find(check->fabric, name, of->family, end, &findings);

	if (!found && !path_end_lacks_family(check->fabric, name, of->family))
		findings_add(check->findings, SEVERITY_ERROR, check->expectation->place, "%s",
		             findings.items[0].text);
	if (found && starts && end->kind == PATH_END_OUTSIDE)
		findings_add(check->findings, SEVERITY_ERROR, check->expectation->place,
		             "%s is in no virtual network and announced by no site, so no packets "
		             "begin there",
		             name);
	findings_done(&findings);
	return add_end(of, found ? PATH_END_FOUND : PATH_END_NO_ADDRESS);
}

static uint32_t *number_set(struct expect_check *check, struct family_ends *of,
                            const struct end_set *set, bool starts)
{
	uint32_t *numbers = arena_alloc(check->arena, (set_size(set) + 1) * sizeof(*numbers));
	uint32_t count = 0;

	for (uint32_t i = 0; i < set->vnet_count; i++)
		numbers[count++] = end_of_vnet(check, of, set->vnets[i]);
	for (uint32_t i = 0; i < set->site_count; i++)
		numbers[count++] = end_of_site(check, of, set->sites[i]);
	for (uint32_t i = 0; i < set->other_count; i++)
		numbers[count++] = end_of_other(check, of, set->others[i], starts);
	CHECK(count == set_size(set));
	return numbers;
}

static uint32_t *none_looked_for(struct arena *arena, uint32_t count)
{
	uint32_t *numbers = arena_alloc(arena, (count + 1) * sizeof(*numbers));

	for (uint32_t i = 0; i < count; i++)
		numbers[i] = NOT_LOOKED_FOR;
	return numbers;
}

static void add_family(struct judging *judging, uint8_t family)
{
	struct expect_check *check = judging->check;
	const struct lab *lab = check->fabric->lab;
	struct family_ends *of = &judging->families[judging->family_count++];
	size_t room = (size_t)lab->vnet_count + lab->site_count + judging->from.other_count +
	              judging->to.other_count + 1;
	size_t cells;

	*of = (struct family_ends){
	    .family = family,
	    .ends = arena_alloc(check->arena, room * sizeof(*of->ends)),
	    .of_vnet = none_looked_for(check->arena, lab->vnet_count),
	    .of_site = none_looked_for(check->arena, lab->site_count),
	};
	of->from = number_set(check, of, &judging->from, true);
	of->to = number_set(check, of, &judging->to, false);
	CHECK(of->count < room);
	if (!judging->by_class)
		return;
	of->classes = reach_classify(check->fabric, of->ends, of->count, check->arena);
	cells = (size_t)of->classes.source_count * (of->classes.target_count + 1u);
	of->verdicts = arena_alloc(check->arena, cells + 1);
	memset(of->verdicts, UNKNOWN, cells + 1);
}

static uint8_t *verdict_of(const struct family_ends *of, uint32_t from, uint32_t to)
{
	size_t source = of->classes.source[from];
	size_t target = of->classes.target[to];

	if (of->ends[to].kind == PATH_END_OUTSIDE)
		target = of->classes.target_count;
	CHECK(source < of->classes.source_count && target <= of->classes.target_count);
	return &of->verdicts[source * (of->classes.target_count + 1u) + target];
}

static bool walk(struct judging *judging, const struct path_end *from, const struct path_end *to,
                 bool tells)
{
	struct expect_check *check = judging->check;
	struct arena *scratch = arena_new();
	struct path_direction direction = path_walk(check->fabric, from, to, scratch);
	bool holds = judging->view->holds(check, &direction);

	expect_rest_on(check, &direction);
	if (!holds && tells) {
		path_explain_stop(check->fabric, &direction, scratch);
		judging->view->tell(check, &direction);
	}
	arena_free(scratch);
	return holds;
}

static void judge_direction(struct judging *judging, const struct family_ends *of, uint32_t from,
                            uint32_t to)
{
	struct expect_count *count = judging->count;
	const struct path_end *a = &of->ends[from];
	const struct path_end *b = &of->ends[to];
	uint8_t *verdict = judging->by_class ? verdict_of(of, from, to) : NULL;
	bool tells = count->wrong < EXPECT_DIRECTIONS_MAX;
	bool holds;

	count->directions++;
	if (verdict != NULL && *verdict == HOLDS)
		return;
	holds = verdict != NULL && *verdict == WRONG && !tells ? false : walk(judging, a, b, tells);
	if (verdict != NULL) {
		CHECK(*verdict == UNKNOWN || *verdict == (holds ? HOLDS : WRONG));
		*verdict = holds ? HOLDS : WRONG;
	}
	if (!holds && count->wrong++ == 0)
		snprintf(count->first, sizeof(count->first), "%s -> %s", a->name, b->name);
}

/* The network that was divided into the end and others; NULL: none was. */
static const struct lab_vnet *whole_of(const struct end_set *set, uint32_t number)
{
	uint32_t first = set->vnet_count + set->site_count;

	return number < first ? NULL : set->wholes[number - first];
}

static bool are_one(const struct judging *judging, uint32_t f, uint32_t t)
{
	const struct lab_vnet *whole = whole_of(&judging->from, f);

	return whole != NULL && whole == whole_of(&judging->to, t);
}

/* In each family that both ends have. An end is not held against itself. */
static void judge_pair(struct judging *judging, uint32_t f, uint32_t t)
{
	for (uint32_t i = 0; i < judging->family_count; i++) {
		const struct family_ends *of = &judging->families[i];
		uint32_t from = of->from[f];
		uint32_t to = of->to[t];

		if (from == REACH_NONE || to == REACH_NONE)
			continue;
		judging->from.met[f] = judging->to.met[t] = true;
		if (from == to || are_one(judging, f, t))
			continue;
		judge_direction(judging, of, from, to);
		if (judging->check->expectation->both_ways && of->ends[to].kind != PATH_END_OUTSIDE)
			judge_direction(judging, of, to, from);
	}
}

static const char *name_at(const struct end_set *set, uint32_t number)
{
	if (number < set->vnet_count)
		return set->vnets[number]->name;
	number -= set->vnet_count;
	if (number < set->site_count)
		return set->sites[number]->name;
	number -= set->site_count;
	return set->wholes[number] == NULL ? set->others[number] : set->wholes[number]->name;
}

static bool stands_for_met(const char *pattern, const struct end_set *set)
{
	for (uint32_t i = 0; i < set_size(set); i++) {
		if (set->met[i] && expect_name_matches(pattern, name_at(set, i), NULL))
			return true;
	}
	return false;
}

/* Every name must have been of use: an expectation of nothing holds for the wrong reason. */
static void complain_unmet(struct expect_check *check, const struct expect_names *names,
                           const struct end_set *set)
{
	for (uint32_t i = 0; i < names->count; i++) {
		if (!stands_for_met(names->items[i], set))
			findings_add(check->findings, SEVERITY_ERROR, names->places[i],
			             "'%s' has no address of a family that is examined and that "
			             "the other side has, so nothing would be examined of it",
			             names->items[i]);
	}
}

static void judge_pairs(struct judging *judging)
{
	struct expect_check *check = judging->check;
	const struct expectation *e = check->expectation;

	for (uint32_t f = 0; f < set_size(&judging->from); f++) {
		for (uint32_t t = 0; t < set_size(&judging->to); t++)
			judge_pair(judging, f, t);
	}
	if (judging->count->directions == 0) {
		findings_add(check->findings, SEVERITY_ERROR, e->place,
		             "there is no pair of different ends with addresses of one family, so "
		             "nothing would be examined");
		return;
	}
	complain_unmet(check, &e->from, &judging->from);
	complain_unmet(check, &e->to, &judging->to);
	if (judging->count->wrong > EXPECT_DIRECTIONS_MAX)
		check->directions_left_out = judging->count->wrong - EXPECT_DIRECTIONS_MAX;
}

/* Single hosts may be told apart by what equal networks are not. */
static bool only_internet(const struct end_set *set)
{
	for (uint32_t i = 0; i < set->other_count; i++) {
		if (strcmp(set->others[i], "internet") != 0)
			return false;
	}
	return true;
}

bool expect_judge_ends(struct expect_check *check, const struct expect_view *view,
                       struct expect_count *count)
{
	struct judging judging = {.check = check, .view = view, .count = count};
	size_t errors = findings_errors(check->findings);
	uint8_t only = check->expectation->family;

	judging.from = resolve(check, &check->expectation->from);
	judging.to = resolve(check, &check->expectation->to);
	if (findings_errors(check->findings) > errors)
		return false;
	judging.by_class =
	    view->by_class && only_internet(&judging.from) && only_internet(&judging.to);
	for (uint8_t family = ADDR_IPV4; family <= ADDR_IPV6; family++) {
		if (only == ADDR_NONE || only == family)
			add_family(&judging, family);
	}
	if (findings_errors(check->findings) == errors)
		judge_pairs(&judging);
	return findings_errors(check->findings) == errors;
}
