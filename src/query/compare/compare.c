/*
 * Compares two designs.
 *
 * All pairs are looked at, goal by goal; but only one of those that are alike in both labs is
 * walked and compared.
 */
#include "query/compare/compare.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "query/compare/compare_ends.h"
#include "query/compare/compare_routes.h"
#include "query/compare/compare_verdict.h"
#include "query/reach/reach.h"

/* What starts of one class see of the goal at hand. */
struct seen {
	bool walked;
	struct compare_side side;
};

/* The answers for one goal, as long as goals are alike. */
struct row {
	uint32_t target;   /* class */
	struct seen *seen; /* by class of the start */
	struct arena *scratch;
};

/* How starts that are alike in both labs differ. */
enum judgement { NOT_JUDGED, SAME, DIFFERENT };

struct judged {
	enum judgement judgement;
	enum compare_change change;
};

struct matrix {
	struct comparison *out;
	struct fabric *fabric[2];
	uint8_t family;
	struct compare_end *ends;
	uint32_t end_count;
	struct reach_classes classes[2];
	struct row row[2];
	uint32_t *joint; /* by end: the number of its classes in both labs */
	uint32_t joint_count;
	struct judged *judged; /* by that number, for the goal at hand */
	size_t pair_room;
};

static bool is_there(const struct path_end *end)
{
	return end->kind != PATH_END_OUTSIDE;
}

/* Ends by two numbers. */
struct numbered {
	uint32_t first;
	uint32_t second;
	uint32_t end;
};

static int by_numbers(const void *a, const void *b)
{
	const struct numbered *left = a;
	const struct numbered *right = b;

	if (left->first != right->first)
		return left->first < right->first ? -1 : 1;
	if (left->second != right->second)
		return left->second < right->second ? -1 : 1;
	return left->end < right->end ? -1 : left->end > right->end;
}

static struct numbered *number_ends(const struct matrix *matrix, const uint32_t *first,
                                    const uint32_t *second)
{
	struct numbered *list = xcalloc(matrix->end_count + 1u, sizeof(*list));

	for (uint32_t i = 0; i < matrix->end_count; i++)
		list[i] = (struct numbered){first[i], second[i], i};
	if (matrix->end_count > 0)
		qsort(list, matrix->end_count, sizeof(*list), by_numbers);
	return list;
}

static void classify(struct matrix *matrix)
{
	struct arena *arena = matrix->out->arena;
	struct path_end *ends = xcalloc(matrix->end_count + 1u, sizeof(*ends));
	struct numbered *list;

	for (int lab = 0; lab < 2; lab++) {
		for (uint32_t i = 0; i < matrix->end_count; i++)
			ends[i] = matrix->ends[i].end[lab];
		matrix->classes[lab] =
		    reach_classify(matrix->fabric[lab], ends, matrix->end_count, arena);
		matrix->row[lab].target = REACH_NONE;
		matrix->row[lab].seen =
		    xcalloc(matrix->classes[lab].both_count + 1u, sizeof(struct seen));
	}
	free(ends);
	matrix->joint = xcalloc(matrix->end_count + 1u, sizeof(*matrix->joint));
	list = number_ends(matrix, matrix->classes[0].both, matrix->classes[1].both);
	for (uint32_t i = 0; i < matrix->end_count; i++) {
		if (i == 0 || list[i].first != list[i - 1].first ||
		    list[i].second != list[i - 1].second)
			matrix->joint_count++;
		matrix->joint[list[i].end] = matrix->joint_count - 1;
	}
	free(list);
	CHECK(matrix->joint_count <= matrix->end_count);
	matrix->judged = xcalloc(matrix->joint_count + 1u, sizeof(*matrix->judged));
}

static struct compare_side side_of(const struct path_direction *direction,
                                   const struct path_direction *opposite, struct arena *arena)
{
	struct path_rtt there = path_direction_rtt(direction);
	struct path_rtt back = path_direction_rtt(opposite);
	struct text between = {0};
	struct compare_side side = {
	    .there = true,
	    .state = direction->state,
	    .mechanism = direction->mechanism,
	    .rtt = path_round_trip(&there, &back),
	    .bottleneck = direction->bottleneck,
	};

	CHECK(direction->way_count > 0);
	path_format_between(direction, &between);
	side.between = arena_strdup(arena, text_str(&between));
	text_done(&between);
	return side;
}

static bool same_measure(const char *a, uint32_t a_value, const char *b, uint32_t b_value)
{
	return a_value == b_value && (a == NULL) == (b == NULL);
}

/* That answers come back no more, is a difference of the other direction. */
static bool times_differ(const struct path_rtt *a, const struct path_rtt *b)
{
	return a->answered && b->answered && !path_rtt_equal(a, b);
}

/* Bottlenecks are compared by their figures: another name alone is no other design. */
static bool sides_differ(const struct compare_side *a, const struct compare_side *b)
{
	if (a->there != b->there)
		return true;
	if (!a->there)
		return false;
	CHECK(a->between != NULL && b->between != NULL);
	return a->state != b->state || a->mechanism != b->mechanism ||
	       times_differ(&a->rtt, &b->rtt) || strcmp(a->between, b->between) != 0 ||
	       !same_measure(a->bottleneck.bandwidth_by, a->bottleneck.bandwidth_mbps,
	                     b->bottleneck.bandwidth_by, b->bottleneck.bandwidth_mbps) ||
	       !same_measure(a->bottleneck.packets_by, a->bottleneck.packets_per_s,
	                     b->bottleneck.packets_by, b->bottleneck.packets_per_s) ||
	       !same_measure(a->bottleneck.flows_by, a->bottleneck.flows, b->bottleneck.flows_by,
	                     b->bottleneck.flows) ||
	       !same_measure(a->bottleneck.connections_by, a->bottleneck.connections_per_s,
	                     b->bottleneck.connections_by, b->bottleneck.connections_per_s);
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
	CHECK(from < matrix->end_count && to < matrix->end_count);
	pair->verdict = compare_pair_verdict(pair, out->arena);
}

/* The goal's class is another one: nothing is known of it yet. */
static void turn_to(struct matrix *matrix, int lab, uint32_t target)
{
	struct row *row = &matrix->row[lab];

	CHECK(target == REACH_NONE || target < matrix->classes[lab].both_count);
	if (row->scratch != NULL && row->target == target)
		return;
	if (row->scratch != NULL)
		arena_free(row->scratch);
	row->scratch = arena_new();
	row->target = target;
	memset(row->seen, 0, (matrix->classes[lab].both_count + 1u) * sizeof(*row->seen));
	memset(matrix->judged, 0, (matrix->joint_count + 1u) * sizeof(*matrix->judged));
}

static struct compare_side look(struct matrix *matrix, int lab, uint32_t from, uint32_t to)
{
	const struct path_end *source = &matrix->ends[from].end[lab];
	const struct path_end *target = &matrix->ends[to].end[lab];
	struct row *row = &matrix->row[lab];
	struct seen *seen;

	if (!is_there(source) || !is_there(target))
		return (struct compare_side){0};
	CHECK(matrix->classes[lab].both[from] < matrix->classes[lab].both_count);
	CHECK(row->target == matrix->classes[lab].both[to]);
	seen = &row->seen[matrix->classes[lab].both[from]];
	if (!seen->walked) {
		struct path_direction direction =
		    path_walk(matrix->fabric[lab], source, target, row->scratch);
		struct path_direction back =
		    path_walk(matrix->fabric[lab], target, source, row->scratch);

		seen->side = side_of(&direction, &back, row->scratch);
		seen->walked = true;
	}
	return seen->side;
}

static void judge(struct judged *judged, const struct compare_side sides[2])
{
	if (judged->judgement != NOT_JUDGED)
		return;
	CHECK(sides[0].there || sides[1].there);
	judged->judgement = sides_differ(&sides[0], &sides[1]) ? DIFFERENT : SAME;
	if (judged->judgement == DIFFERENT)
		judged->change = compare_change_of(sides);
}

static void compare_pair(struct matrix *matrix, uint32_t from, uint32_t to)
{
	struct judged *judged = &matrix->judged[matrix->joint[from]];
	struct compare_side sides[2] = {{0}};
	bool list;

	if (judged->judgement != SAME || matrix->end_count <= COMPARE_ENDS_LISTED) {
		for (int lab = 0; lab < 2; lab++)
			sides[lab] = look(matrix, lab, from, to);
		if (!sides[0].there && !sides[1].there)
			return;
		judge(judged, sides);
	}
	CHECK(from != to && judged->judgement != NOT_JUDGED);
	matrix->out->pairs_examined++;
	list = matrix->end_count <= COMPARE_ENDS_LISTED;
	if (judged->judgement == DIFFERENT) {
		matrix->out->pairs_differ++;
		matrix->out->changes[judged->change]++;
		list = true;
	}
	if (list)
		list_pair(matrix, from, to, sides, judged->judgement == DIFFERENT);
}

/* Goals that are alike stand side by side. */
static void compare_all(struct matrix *matrix)
{
	struct numbered *goals =
	    number_ends(matrix, matrix->classes[0].both, matrix->classes[1].both);

	for (uint32_t i = 0; i < matrix->end_count; i++) {
		turn_to(matrix, 0, goals[i].first);
		turn_to(matrix, 1, goals[i].second);
		for (uint32_t from = 0; from < matrix->end_count; from++) {
			if (from != goals[i].end &&
			    !compare_end_same_network(&matrix->ends[from],
			                              &matrix->ends[goals[i].end]))
				compare_pair(matrix, from, goals[i].end);
		}
	}
	free(goals);
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
		free(matrix->row[lab].seen);
		if (matrix->row[lab].scratch != NULL)
			arena_free(matrix->row[lab].scratch);
	}
	free(matrix->joint);
	free(matrix->judged);
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

void compare_keep_changes(struct comparison *comparison)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < comparison->pair_count; i++) {
		if (comparison->pairs[i].differs)
			comparison->pairs[kept++] = comparison->pairs[i];
	}
	CHECK(kept <= comparison->pairs_differ);
	comparison->pair_count = kept;
}

struct comparison *compare_designs(struct fabric *first, struct fabric *second, uint8_t family)
{
	return compare_states(first, second, family, NULL);
}

struct comparison *compare_states(struct fabric *first, struct fabric *second, uint8_t family,
                                  const char *const *names)
{
	struct arena *arena = arena_new();
	struct comparison *out = arena_alloc(arena, sizeof(*out));
	struct matrix matrix = {.out = out, .fabric = {first, second}, .family = family};

	out->arena = arena;
	name_labs(out, first->lab, second->lab);
	for (int i = 0; names != NULL && i < 2; i++)
		out->labs[i] = names[i];
	matrix.ends = compare_ends(first, second, family, arena, &matrix.end_count);
	classify(&matrix);
	compare_all(&matrix);
	if (out->pair_count > 0)
		qsort(out->pairs, out->pair_count, sizeof(*out->pairs), by_ends);
	compare_routes(out, first, second);
	CHECK(out->pairs_differ <= out->pairs_examined && out->pair_count <= COMPARE_PAIRS_MAX);
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
