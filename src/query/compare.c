/*
 * Compares two designs.
 *
 * All pairs are walked destination by destination. Sources that the same gateway serves in the same
 * region see the same routes and times, so one walk answers for all of them, but for those that
 * reach the destination by a system route.
 */
#include "query/compare.h"

#include <stdlib.h>
#include <string.h>

#include "query/compare_routes.h"
#include "query/compare_verdict.h"

/* An end by its name, in each lab; kind OUTSIDE where the lab has none of that name. */
struct end_pair {
	const char *name;
	struct path_end end[2];
};

/* Sources with the same answers in one lab. */
struct source_class {
	const struct lab_gateway *gateway; /* NULL: a VNet or site for itself */
	const struct region *region;
	bool walked; /* for the present destination */
	struct path_direction direction;
};

struct matrix {
	struct comparison *out;
	struct fabric *fabric[2];
	uint8_t family;
	struct end_pair *ends;
	uint32_t end_count;
	uint32_t *class_of[2]; /* by end */
	struct source_class *classes[2];
	uint32_t class_count[2];
	size_t pair_room;
};

static struct end_pair *add_end(struct matrix *matrix, const char *name)
{
	struct end_pair *end = &matrix->ends[matrix->end_count++];

	*end = (struct end_pair){
	    .name = name,
	    .end = {{.kind = PATH_END_OUTSIDE}, {.kind = PATH_END_OUTSIDE}},
	};
	return end;
}

static void set_vnet(struct matrix *matrix, struct end_pair *end, int lab,
                     const struct lab_vnet *vnet)
{
	if (vnet != NULL && !path_end_of_vnet(vnet, matrix->family, &end->end[lab]))
		end->end[lab].kind = PATH_END_OUTSIDE;
}

static void set_site(struct matrix *matrix, struct end_pair *end, int lab,
                     const struct lab_site *site)
{
	if (site != NULL && !path_end_of_site(site, matrix->family, &end->end[lab]))
		end->end[lab].kind = PATH_END_OUTSIDE;
}

/* All VNets and sites of both labs, each name once, in the order of the labs. */
static void collect_ends(struct matrix *matrix)
{
	const struct lab *first = matrix->fabric[0]->lab;
	const struct lab *second = matrix->fabric[1]->lab;
	size_t room = (size_t)first->vnet_count + first->site_count + second->vnet_count +
	              second->site_count + 1;

	matrix->ends = xcalloc(room, sizeof(*matrix->ends));
	for (uint32_t i = 0; i < first->vnet_count; i++) {
		struct end_pair *end = add_end(matrix, first->vnets[i].name);

		set_vnet(matrix, end, 0, &first->vnets[i]);
		set_vnet(matrix, end, 1, lab_find_vnet(second, end->name));
	}
	for (uint32_t i = 0; i < second->vnet_count; i++) {
		if (lab_find_vnet(first, second->vnets[i].name) == NULL)
			set_vnet(matrix, add_end(matrix, second->vnets[i].name), 1,
			         &second->vnets[i]);
	}
	for (uint32_t i = 0; i < first->site_count; i++) {
		struct end_pair *end = add_end(matrix, first->sites[i].name);

		set_site(matrix, end, 0, &first->sites[i]);
		set_site(matrix, end, 1, lab_find_site(second, end->name));
	}
	for (uint32_t i = 0; i < second->site_count; i++) {
		if (lab_find_site(first, second->sites[i].name) == NULL)
			set_site(matrix, add_end(matrix, second->sites[i].name), 1,
			         &second->sites[i]);
	}
}

static bool is_there(const struct path_end *end)
{
	return end->kind != PATH_END_OUTSIDE;
}

/* A gateway serves VNets of few regions, so its classes are a short chain. */
static void classify(struct matrix *matrix, int lab)
{
	const struct lab *model = matrix->fabric[lab]->lab;
	uint32_t *first = xcalloc(model->vnet_count + 1, sizeof(*first)); /* class + 1 */
	uint32_t *next = xcalloc(matrix->end_count + 1, sizeof(*next));
	struct source_class *classes = xcalloc(matrix->end_count + 1, sizeof(*classes));
	uint32_t count = 0;

	matrix->class_of[lab] = xcalloc(matrix->end_count + 1, sizeof(**matrix->class_of));
	for (uint32_t i = 0; i < matrix->end_count; i++) {
		const struct lab_vnet *vnet = matrix->ends[i].end[lab].vnet;
		const struct lab_gateway *gateway = vnet == NULL ? NULL : lab_serving_gateway(vnet);
		uint32_t at = gateway == NULL ? 0 : first[gateway->vnet->index];

		while (at != 0 && classes[at - 1].region != vnet->region)
			at = next[at - 1];
		if (at == 0) {
			classes[count].gateway = gateway;
			classes[count].region = vnet == NULL ? NULL : vnet->region;
			at = ++count;
			if (gateway != NULL) {
				next[at - 1] = first[gateway->vnet->index];
				first[gateway->vnet->index] = at;
			}
		}
		matrix->class_of[lab][i] = at - 1;
	}
	matrix->classes[lab] = classes;
	matrix->class_count[lab] = count;
	free(first);
	free(next);
}

/* The answer for one source, by its class where that is right. */
static struct path_direction walk_pair(struct matrix *matrix, int lab, uint32_t from, uint32_t to,
                                       struct arena *scratch)
{
	const struct path_end *source = &matrix->ends[from].end[lab];
	const struct path_end *target = &matrix->ends[to].end[lab];
	struct source_class *class = &matrix->classes[lab][matrix->class_of[lab][from]];

	if (class->gateway == NULL || path_leaves_directly(source->vnet, &target->address))
		return path_walk(matrix->fabric[lab], source, target, scratch);
	if (!class->walked) {
		class->direction = path_walk(matrix->fabric[lab], source, target, scratch);
		class->walked = true;
	}
	return class->direction;
}

static struct compare_side side_of(const struct path_direction *direction, struct arena *arena)
{
	struct text between = {0};
	struct compare_side side = {
	    .there = true,
	    .state = direction->state,
	    .mechanism = direction->mechanism,
	    .rtt_us = direction->rtt_us,
	    .basis = direction->basis,
	    .bottleneck = direction->bottleneck,
	};

	path_format_between(direction, &between);
	side.between = arena_strdup(arena, text_str(&between));
	text_done(&between);
	return side;
}

static bool same_measure(const char *a, uint32_t a_value, const char *b, uint32_t b_value)
{
	return a_value == b_value && (a == NULL) == (b == NULL);
}

/* Bottlenecks are compared by their figures: another name alone is no other design. */
static bool sides_differ(const struct compare_side *a, const struct compare_side *b)
{
	if (a->there != b->there)
		return true;
	if (!a->there)
		return false;
	return a->state != b->state || a->mechanism != b->mechanism || a->rtt_us != b->rtt_us ||
	       strcmp(a->between, b->between) != 0 ||
	       !same_measure(a->bottleneck.bandwidth_by, a->bottleneck.bandwidth_mbps,
	                     b->bottleneck.bandwidth_by, b->bottleneck.bandwidth_mbps) ||
	       !same_measure(a->bottleneck.packets_by, a->bottleneck.packets_per_s,
	                     b->bottleneck.packets_by, b->bottleneck.packets_per_s) ||
	       !same_measure(a->bottleneck.flows_by, a->bottleneck.flows, b->bottleneck.flows_by,
	                     b->bottleneck.flows);
}

/* The directions are walked once more for the listed pair alone, since those that stand for a class
 * speak of another source. */
static const char *why_not(struct matrix *matrix, int lab, uint32_t from, uint32_t to)
{
	struct arena *arena = matrix->out->arena;
	struct path_direction direction = path_walk(
	    matrix->fabric[lab], &matrix->ends[from].end[lab], &matrix->ends[to].end[lab], arena);

	path_explain_stop(matrix->fabric[lab], &direction, arena);
	for (uint32_t i = 0; i < direction.way_count; i++) {
		if (direction.ways[i].stop != PATH_DELIVERED)
			return direction.ways[i].stop_text;
	}
	return NULL;
}

static void list_pair(struct matrix *matrix, uint32_t from, uint32_t to,
                      const struct compare_side sides[2], bool differs)
{
	struct comparison *out = matrix->out;
	struct compare_pair *pair;

	if (out->pair_count == COMPARE_PAIRS_MAX)
		return;
	out->pairs =
	    mem_grow(out->pairs, &matrix->pair_room, out->pair_count + 1, sizeof(*out->pairs));
	pair = &out->pairs[out->pair_count++];
	*pair = (struct compare_pair){.from = matrix->ends[from].name,
	                              .to = matrix->ends[to].name,
	                              .from_order = from,
	                              .to_order = to,
	                              .side = {sides[0], sides[1]},
	                              .differs = differs};
	for (int lab = 0; lab < 2; lab++) {
		struct compare_side *side = &pair->side[lab];

		if (!side->there)
			continue;
		side->between = arena_strdup(out->arena, side->between);
		if (side->state != PATH_REACHABLE)
			side->why_not = why_not(matrix, lab, from, to);
	}
	pair->verdict = compare_pair_verdict(pair, out->arena);
}

static void compare_pair(struct matrix *matrix, uint32_t from, uint32_t to, struct arena *scratch)
{
	struct compare_side sides[2] = {{0}};
	bool differs;

	for (int lab = 0; lab < 2; lab++) {
		if (!is_there(&matrix->ends[from].end[lab]) ||
		    !is_there(&matrix->ends[to].end[lab]))
			continue;
		struct path_direction direction = walk_pair(matrix, lab, from, to, scratch);
		sides[lab] = side_of(&direction, scratch);
	}
	if (!sides[0].there && !sides[1].there)
		return;
	differs = sides_differ(&sides[0], &sides[1]);
	matrix->out->pairs_examined++;
	matrix->out->pairs_differ += differs;
	if (differs)
		matrix->out->changes[compare_change_of(sides)]++;
	if (differs || matrix->end_count <= COMPARE_ENDS_LISTED)
		list_pair(matrix, from, to, sides, differs);
}

static void compare_destination(struct matrix *matrix, uint32_t to)
{
	struct arena *scratch = arena_new();

	for (int lab = 0; lab < 2; lab++) {
		for (uint32_t i = 0; i < matrix->class_count[lab]; i++)
			matrix->classes[lab][i].walked = false;
	}
	for (uint32_t from = 0; from < matrix->end_count; from++) {
		if (from != to)
			compare_pair(matrix, from, to, scratch);
	}
	arena_free(scratch);
}

static int by_ends(const void *a, const void *b)
{
	const struct compare_pair *left = a;
	const struct compare_pair *right = b;

	if (left->from_order != right->from_order)
		return left->from_order < right->from_order ? -1 : 1;
	return left->to_order < right->to_order ? -1 : left->to_order > right->to_order;
}

static void matrix_done(struct matrix *matrix)
{
	for (int lab = 0; lab < 2; lab++) {
		free(matrix->class_of[lab]);
		free(matrix->classes[lab]);
	}
	free(matrix->ends);
}

/* Two stages of one lab mostly have one name, but two files. */
static void name_labs(struct comparison *out, const struct lab *first, const struct lab *second)
{
	bool same_file = strcmp(first->file, second->file) == 0;

	out->labs[0] = first->name;
	out->labs[1] = second->name;
	if (strcmp(first->name, second->name) != 0)
		return;
	out->labs[0] = same_file ? "first" : first->file;
	out->labs[1] = same_file ? "second" : second->file;
}

struct comparison *compare_designs(struct fabric *first, struct fabric *second, uint8_t family)
{
	struct arena *arena = arena_new();
	struct comparison *out = arena_alloc(arena, sizeof(*out));
	struct matrix matrix = {.out = out, .fabric = {first, second}, .family = family};

	out->arena = arena;
	name_labs(out, first->lab, second->lab);
	collect_ends(&matrix);
	for (int lab = 0; lab < 2; lab++)
		classify(&matrix, lab);
	for (uint32_t to = 0; to < matrix.end_count; to++)
		compare_destination(&matrix, to);
	if (out->pair_count > 0)
		qsort(out->pairs, out->pair_count, sizeof(*out->pairs), by_ends);
	compare_routes(out, first, second);
	out->equal = out->pairs_differ == 0 && out->node_count == 0;
	out->verdict = compare_verdict(out);
	matrix_done(&matrix);
	return out;
}

void compare_free(struct comparison *comparison)
{
	if (comparison == NULL)
		return;
	free(comparison->pairs);
	free(comparison->nodes);
	arena_free(comparison->arena);
}
