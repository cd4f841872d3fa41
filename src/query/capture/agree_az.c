/* Compares a captured table of Azure's with the predicted one. */
#include "query/capture/agree_az.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "query/capture/agree_az_reason.h"

/* Groups of rows about one network that are larger are paired in their order: a real one has a few
 * rows. */
enum { GROUP_MAX = 64 };

/* Members by which rows are known to be about the same thing, and those for a second look at what
 * is left. */
struct identity {
	uint32_t strict;
	uint32_t loose;
};

#define BIT(member) (UINT32_C(1) << (member))

static const struct identity identities[AZ_KIND_COUNT] = {
    [AZ_LEARNED] = {BIT(AZ_SOURCE_PEER) | BIT(AZ_LOCAL_ADDRESS),
                    BIT(AZ_LOCAL_ADDRESS) | BIT(AZ_ORIGIN)},
    [AZ_ADVERTISED] = {BIT(AZ_LOCAL_ADDRESS) | BIT(AZ_AS_PATH), BIT(AZ_LOCAL_ADDRESS)},
    [AZ_PEERS] = {BIT(AZ_NEIGHBOR) | BIT(AZ_LOCAL_ADDRESS), BIT(AZ_NEIGHBOR)},
    [AZ_ROUTE_TABLE] = {BIT(AZ_NEXT_HOP), BIT(AZ_AS_PATH)},
    [AZ_SUMMARY] = {BIT(AZ_NEIGHBOR), BIT(AZ_NEIGHBOR)},
    [AZ_ARP] = {BIT(AZ_IP_ADDRESS), BIT(AZ_IP_ADDRESS)},
    [AZ_EFFECTIVE] = {BIT(AZ_SOURCE) | BIT(AZ_NEXT_HOP_TYPE), BIT(AZ_SOURCE)},
    [AZ_HUB_ROUTES] = {BIT(AZ_NEXT_HOP_TYPE), 0},
    [AZ_ROUTER] = {BIT(AZ_NEXT_HOP), BIT(AZ_AS_PATH)},
};

struct az_comparing {
	struct agree_az_tables tables;
	struct agree_az *out;
	struct arena *arena;
	size_t capacity;
	bool excerpt;
};

static unsigned count_differences(const struct az_row *actual, const struct az_row *predicted)
{
	unsigned count = 0;

	for (unsigned m = 0; m < AZ_MEMBER_COUNT; m++)
		count += agree_az_differs(actual, predicted, (enum az_member)m);
	return count;
}

/* None of the members of `bits` differs. */
static bool alike(const struct az_row *actual, const struct az_row *predicted, uint32_t bits)
{
	for (unsigned m = 0; m < AZ_MEMBER_COUNT; m++)
		if ((bits & BIT(m)) != 0 && agree_az_differs(actual, predicted, (enum az_member)m))
			return false;
	return true;
}

static struct agree_az_row *add_row(struct az_comparing *c, enum agree_result result)
{
	struct agree_az *out = c->out;
	struct agree_az_row *row;

	CHECK(result < AGREE_RESULT_COUNT);

	out->rows = mem_grow(out->rows, &c->capacity, out->count + 1u, sizeof(*out->rows));
	row = &out->rows[out->count++];
	*row = (struct agree_az_row){.result = result};
	return row;
}

static void add_difference(struct az_comparing *c, struct agree_az_row *row, enum az_member which)
{
	struct agree_az_difference *difference = &row->differences[row->difference_count++];
	struct agree_az_reason reason =
	    agree_az_member_reason(&c->tables, row->actual, row->predicted, which);

	/* A reason is a rule and a sentence, or neither. */
	CHECK((reason.rule == NULL) == (reason.why == NULL));

	*difference = (struct agree_az_difference){
	    .member = which,
	    .actual = row->actual->members[which],
	    .predicted = row->predicted->members[which],
	    .rule = reason.rule,
	    .why = reason.why,
	};
	row->explained &= reason.rule != NULL;
}

static void add_classful(struct agree_az_row *row)
{
	row->differences[row->difference_count++] = (struct agree_az_difference){
	    .member = AZ_NETWORK,
	    .actual = "no mask",
	    .predicted = agree_az_member(row->predicted, AZ_NETWORK),
	    .rule = "msee-classful-network",
	    .why = "old output leaves the mask of a class away",
	};
}

static void add_pair(struct az_comparing *c, const struct az_row *predicted,
                     const struct az_row *actual)
{
	unsigned count = count_differences(actual, predicted) + actual->classful;
	struct agree_az_row *row = add_row(c, count == 0 ? AGREE_SAME : AGREE_DIFFERENT);

	CHECK(prefix_equal(&predicted->key, &actual->key));
	row->predicted = predicted;
	row->actual = actual;
	row->explained = count > 0;
	if (count == 0)
		return;
	row->differences = arena_alloc(c->arena, count * sizeof(*row->differences));
	for (unsigned m = 0; m < AZ_MEMBER_COUNT; m++)
		if (agree_az_differs(actual, predicted, (enum az_member)m))
			add_difference(c, row, (enum az_member)m);
	if (actual->classful)
		add_classful(row);
	CHECK(row->difference_count == count);
}

/* A row about the same network could not be read. */
static bool is_lost(const struct az_table *table, const struct prefix *key)
{
	for (uint32_t i = 0; i < table->lost_count; i++)
		if (prefix_equal(&table->lost[i], key))
			return true;
	return false;
}

static void add_missing(struct az_comparing *c, const struct az_row *predicted)
{
	struct agree_az_reason reason = agree_az_missing_reason(&c->tables, predicted);
	struct agree_az_row *row;

	/* Of what an excerpt left out nothing is known, and so nothing is explained. */
	if (c->excerpt || is_lost(c->tables.actual, &predicted->key))
		return;
	row = add_row(c, AGREE_MISSING);
	row->predicted = predicted;
	row->rule = reason.rule;
	row->why = reason.why;
	row->explained = reason.why != NULL;
}

static void add_unexpected(struct az_comparing *c, const struct az_row *actual)
{
	struct agree_az_row *row = add_row(c, AGREE_UNEXPECTED);
	struct agree_az_reason reason = agree_az_unexpected_reason(&c->tables, actual);

	CHECK((reason.rule == NULL) == (reason.why == NULL));
	row->actual = actual;
	row->rule = reason.rule;
	row->why = reason.why;
	row->explained = reason.rule != NULL;
}

/* The rows of one network; those that were paired become NULL. */
struct network_rows {
	const struct az_row **predicted;
	const struct az_row **actual;
	uint32_t predicted_count;
	uint32_t actual_count;
};

/* The most similar two of those left that are alike in `identity`; false for none. */
static bool closest(const struct network_rows *group, uint32_t identity, uint32_t *p, uint32_t *a)
{
	unsigned least = AZ_MEMBER_COUNT + 1;

	for (uint32_t i = 0; i < group->predicted_count; i++) {
		for (uint32_t k = 0; k < group->actual_count; k++) {
			const struct az_row *predicted = group->predicted[i];
			const struct az_row *actual = group->actual[k];
			unsigned count;

			if (predicted == NULL || actual == NULL ||
			    !alike(actual, predicted, identity))
				continue;
			count = count_differences(actual, predicted);
			if (count >= least)
				continue;
			least = count;
			*p = i;
			*a = k;
		}
	}
	return least <= AZ_MEMBER_COUNT;
}

static void pair_by(struct az_comparing *c, struct network_rows *group, uint32_t identity)
{
	uint32_t p;
	uint32_t a;

	while (closest(group, identity, &p, &a)) {
		add_pair(c, group->predicted[p], group->actual[a]);
		group->predicted[p] = NULL;
		group->actual[a] = NULL;
	}
}

static void pair_in_order(struct az_comparing *c, struct network_rows *group)
{
	for (uint32_t i = 0; i < group->predicted_count && i < group->actual_count; i++) {
		add_pair(c, group->predicted[i], group->actual[i]);
		group->predicted[i] = NULL;
		group->actual[i] = NULL;
	}
}

static void judge_group(struct az_comparing *c, struct network_rows *group)
{
	const struct identity *identity = &identities[c->tables.actual->kind];

	CHECK(identity->strict != 0);

	if (group->predicted_count > GROUP_MAX || group->actual_count > GROUP_MAX) {
		pair_in_order(c, group);
	} else {
		pair_by(c, group, identity->strict);
		pair_by(c, group, identity->loose);
	}
	for (uint32_t i = 0; i < group->predicted_count; i++)
		if (group->predicted[i] != NULL)
			add_missing(c, group->predicted[i]);
	for (uint32_t i = 0; i < group->actual_count; i++)
		if (group->actual[i] != NULL)
			add_unexpected(c, group->actual[i]);
}

static int compare_keys(const void *left, const void *right)
{
	const struct az_row *a = *(const struct az_row *const *)left;
	const struct az_row *b = *(const struct az_row *const *)right;
	int order = prefix_compare(&a->key, &b->key);

	/* qsort() is not stable: rows of one network keep their order. */
	return order != 0 ? order : (a > b) - (a < b);
}

static bool is_expected(const struct az_row *row)
{
	return row->path == NULL || row->path->verdict == RIB_PASS;
}

static const struct az_row **sorted(const struct az_table *table, uint32_t *count)
{
	const struct az_row **rows = xcalloc(table->count + 1u, sizeof(*rows));

	*count = 0;
	for (uint32_t i = 0; i < table->count; i++)
		if (is_expected(&table->rows[i]))
			rows[(*count)++] = &table->rows[i];
	if (*count > 1)
		qsort(rows, *count, sizeof(*rows), compare_keys);
	return rows;
}

/* How many of the first rows are about the same network as the first. */
static uint32_t run_of(const struct az_row *const *rows, uint32_t count, const struct prefix *key)
{
	uint32_t run = 0;

	while (run < count && prefix_equal(&rows[run]->key, key))
		run++;
	return run;
}

static void judge_all(struct az_comparing *c)
{
	uint32_t predicted_count;
	uint32_t actual_count;
	const struct az_row **predicted = sorted(c->tables.predicted, &predicted_count);
	const struct az_row **actual = sorted(c->tables.actual, &actual_count);
	uint32_t p = 0;
	uint32_t a = 0;

	while (p < predicted_count || a < actual_count) {
		const struct prefix *key = a == actual_count      ? &predicted[p]->key
		                           : p == predicted_count ? &actual[a]->key
		                           : prefix_compare(&predicted[p]->key, &actual[a]->key) < 0
		                               ? &predicted[p]->key
		                               : &actual[a]->key;
		struct network_rows group = {
		    .predicted = &predicted[p],
		    .actual = &actual[a],
		    .predicted_count = run_of(&predicted[p], predicted_count - p, key),
		    .actual_count = run_of(&actual[a], actual_count - a, key),
		};

		CHECK(group.predicted_count + group.actual_count > 0);
		p += group.predicted_count;
		a += group.actual_count;
		judge_group(c, &group);
	}
	CHECK(p == predicted_count && a == actual_count);
	free(predicted);
	free(actual);
}

static void add_note(struct agree_az *out, const char *rule, const char *text)
{
	if (out->note_count < AGREE_AZ_NOTES_MAX)
		out->notes[out->note_count++] = (struct agree_az_note){rule, text};
}

/* Rows that both have stand in another order. */
static bool order_differs(const struct agree_az *out, const struct az_table *predicted)
{
	const struct az_row **by_place = xcalloc(out->actual->count + 1u, sizeof(*by_place));
	const struct az_row *last = NULL;
	bool differs_here = false;

	for (uint32_t i = 0; i < out->count; i++)
		if (out->rows[i].actual != NULL && out->rows[i].predicted != NULL)
			by_place[out->rows[i].actual - out->actual->rows] = out->rows[i].predicted;
	for (uint32_t i = 0; i < out->actual->count && predicted->count > 0; i++) {
		if (by_place[i] == NULL)
			continue;
		differs_here |= last != NULL && by_place[i] < last;
		last = by_place[i];
	}
	free(by_place);
	return differs_here;
}

static void count_up(struct agree_az *out)
{
	for (uint32_t i = 0; i < out->count; i++) {
		const struct agree_az_row *row = &out->rows[i];

		if (row->result == AGREE_SAME)
			out->agree++;
		else if (row->explained)
			out->explained++;
		else
			out->differ++;
	}
	CHECK(out->agree + out->explained + out->differ == out->count);
}

struct agree_az *agree_az_compare(const struct lab *lab, const struct snapshot *snapshot,
                                  const struct az_table *predicted, const struct az_table *actual,
                                  bool excerpt, struct arena *arena)
{
	struct agree_az *out = arena_alloc(arena, sizeof(*out));
	struct az_comparing comparing = {
	    .tables = {lab, snapshot, predicted, actual},
	    .out = out,
	    .arena = arena,
	    .excerpt = excerpt,
	};
	struct agree_az_row *rows;

	CHECK(actual->kind < AZ_KIND_COUNT && predicted->kind == actual->kind);
	*out = (struct agree_az){.actual = actual};
	judge_all(&comparing);
	rows = arena_alloc(arena, out->count * sizeof(*rows) + 1);
	if (out->count > 0)
		memcpy(rows, out->rows, out->count * sizeof(*rows));
	free(out->rows);
	out->rows = rows;
	count_up(out);
	if (order_differs(out, predicted))
		add_note(out, "az-row-order", "the rows stand in another order");
	return out;
}
