/* The prefix table against an array that is searched from end to end: random operations from fixed
 * seeds, every answer compared. Two worlds of prefixes: a dense one, where nearly everything covers
 * something and all of a small tree gets filled, and a sparse one over all bits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/prefix_table.h"
#include "base/rng.h"

enum { MODEL_MAX = 2048 };

/* What each handle stands for; ADDR_NONE when it is free. */
struct model {
	struct prefix prefixes[MODEL_MAX];
	uint32_t limit;
};

static bool model_has(const struct model *model, prefix_id id)
{
	return id < model->limit && addr_is_set(&model->prefixes[id].addr);
}

static prefix_id model_find(const struct model *model, const struct prefix *prefix)
{
	for (prefix_id id = 0; id < model->limit; id++) {
		if (prefix_equal(&model->prefixes[id], prefix))
			return id;
	}
	return PREFIX_NONE;
}

static prefix_id model_intern(struct model *model, const struct prefix *prefix)
{
	prefix_id id = model_find(model, prefix);

	if (id != PREFIX_NONE)
		return id;
	for (id = 0; model_has(model, id); id++)
		;
	assert_true(id < MODEL_MAX);
	model->prefixes[id] = *prefix;
	if (id == model->limit)
		model->limit++;
	return id;
}

static void model_sweep(struct model *model, const uint8_t *keep)
{
	for (prefix_id id = 0; id < model->limit; id++) {
		if (!keep[id])
			model->prefixes[id] = (struct prefix){0};
	}
	while (model->limit > 0 && !model_has(model, model->limit - 1))
		model->limit--;
}

/* The longest prefix that contains `inner` and is shorter than `below` bits. */
static prefix_id model_longest(const struct model *model, const struct prefix *inner,
                               unsigned below)
{
	prefix_id best = PREFIX_NONE;

	for (prefix_id id = 0; id < model->limit; id++) {
		const struct prefix *prefix = &model->prefixes[id];
		if (!model_has(model, id) || prefix->length >= below ||
		    !prefix_contains(prefix, inner))
			continue;
		if (best == PREFIX_NONE || prefix->length > model->prefixes[best].length)
			best = id;
	}
	return best;
}

static prefix_id model_match(const struct model *model, const struct addr *addr)
{
	struct prefix host = {.addr = *addr, .length = (uint8_t)addr_bits(addr->family)};

	return model_longest(model, &host, UINT8_MAX);
}

static int by_order(const void *a, const void *b)
{
	return prefix_compare(a, b);
}

/* All prefixes in order, into `out`; returns how many. */
static uint32_t model_ordered(const struct model *model, struct prefix *out)
{
	uint32_t count = 0;

	for (prefix_id id = 0; id < model->limit; id++) {
		if (model_has(model, id))
			out[count++] = model->prefixes[id];
	}
	qsort(out, count, sizeof(*out), by_order);
	return count;
}

static void compare_walk(const struct prefix_table *table, const struct model *model)
{
	static struct prefix ordered[MODEL_MAX];
	uint32_t count = model_ordered(model, ordered);
	prefix_id id = prefix_table_first(table);

	for (uint32_t i = 0; i < count; i++) {
		assert_int_not_equal(id, PREFIX_NONE);
		assert_true(prefix_equal(prefix_table_get(table, id), &ordered[i]));
		id = prefix_table_next(table, id);
	}
	assert_int_equal(id, PREFIX_NONE);
}

static void compare_all(const struct prefix_table *table, const struct model *model)
{
	assert_int_equal(prefix_table_limit(table), model->limit);
	for (prefix_id id = 0; id < model->limit; id++) {
		const struct prefix *prefix = &model->prefixes[id];
		if (!model_has(model, id))
			continue;
		assert_true(prefix_equal(prefix_table_get(table, id), prefix));
		assert_int_equal(prefix_table_find(table, prefix), id);
		assert_int_equal(prefix_table_covering(table, id),
		                 model_longest(model, prefix, prefix->length));
	}
	compare_walk(table, model);
}

/* Dense: the first five bits, at one of three places of the address. Sparse: any. */
static struct prefix some_prefix(struct rng *rng, bool dense)
{
	struct addr addr = {.family = rng_below(rng, 2) ? ADDR_IPV4 : ADDR_IPV6};
	unsigned bits = addr_bits(addr.family);

	if (!dense) {
		for (unsigned i = 0; i < bits / 8; i++)
			addr.bytes[i] = (uint8_t)rng_below(rng, 4) * 85;
		return prefix_make(&addr, rng_below(rng, bits + 1));
	}
	static const unsigned starts[2][3] = {{0, 13, 27}, {0, 62, 123}};
	unsigned start = starts[addr.family == ADDR_IPV6][rng_below(rng, 3)];
	unsigned pattern = rng_below(rng, 32);
	for (unsigned i = 0; i < 5; i++) {
		if (pattern >> i & 1)
			addr.bytes[(start + i) / 8] |= (uint8_t)(0x80 >> (start + i) % 8);
	}
	return prefix_make(&addr, start + rng_below(rng, 6));
}

static void sweep_some(struct prefix_table *table, struct model *model, struct rng *rng)
{
	uint8_t keep[MODEL_MAX] = {0};
	uint32_t of_ten = rng_below(rng, 11);

	for (prefix_id id = 0; id < model->limit; id++)
		keep[id] = rng_below(rng, 10) < of_ten;
	prefix_table_sweep(table, keep);
	model_sweep(model, keep);
}

static void one_operation(struct prefix_table *table, struct model *model, struct rng *rng,
                          bool dense)
{
	struct prefix prefix = some_prefix(rng, dense);
	struct addr addr = some_prefix(rng, dense).addr;

	assert_int_equal(prefix_table_find(table, &prefix), model_find(model, &prefix));
	assert_int_equal(prefix_table_match(table, &addr), model_match(model, &addr));
	assert_int_equal(prefix_table_match(table, &prefix.addr), model_match(model, &prefix.addr));
	if (rng_below(rng, 3) > 0)
		assert_int_equal(prefix_table_intern(table, &prefix), model_intern(model, &prefix));
}

static void run_against_model(uint64_t seed, bool dense)
{
	static struct model model;
	struct prefix_table *table = prefix_table_new();
	struct rng rng = rng_of(seed);

	memset(&model, 0, sizeof(model));
	for (unsigned round = 0; round < 8; round++) {
		uint32_t operations = rng_below(&rng, 200);
		for (uint32_t i = 0; i < operations; i++)
			one_operation(table, &model, &rng, dense);
		compare_all(table, &model);
		sweep_some(table, &model, &rng);
		compare_all(table, &model);
	}
	prefix_table_free(table);
}

static void test_random_operations_on_dense_prefixes(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 40; seed++)
		run_against_model(seed, true);
}

static void test_random_operations_on_sparse_prefixes(void **state)
{
	(void)state;
	for (uint64_t seed = 1001; seed <= 1040; seed++)
		run_against_model(seed, false);
}

static prefix_id intern(struct prefix_table *table, const char *text)
{
	struct prefix prefix;

	assert_int_equal(prefix_parse(text, &prefix), PREFIX_OK);
	return prefix_table_intern(table, &prefix);
}

static prefix_id match(const struct prefix_table *table, const char *text)
{
	struct addr addr;

	assert_true(addr_parse(text, &addr));
	return prefix_table_match(table, &addr);
}

static void test_an_empty_table_answers_nothing(void **state)
{
	(void)state;
	struct prefix_table *table = prefix_table_new();
	struct prefix prefix;

	prefix_parse("0.0.0.0/0", &prefix);
	assert_int_equal(prefix_table_limit(table), 0);
	assert_int_equal(prefix_table_first(table), PREFIX_NONE);
	assert_int_equal(prefix_table_find(table, &prefix), PREFIX_NONE);
	assert_int_equal(match(table, "10.0.0.1"), PREFIX_NONE);
	assert_int_equal(match(table, "::"), PREFIX_NONE);
	prefix_table_sweep(table, (const uint8_t[]){0});
	prefix_table_free(table);
	prefix_table_free(NULL);
}

static void test_handles_are_given_in_order_of_first_use(void **state)
{
	(void)state;
	struct prefix_table *table = prefix_table_new();

	assert_int_equal(intern(table, "fd00::/8"), 0);
	assert_int_equal(intern(table, "10.0.0.0/8"), 1);
	assert_int_equal(intern(table, "fd00::/8"), 0);
	assert_int_equal(intern(table, "10.0.0.0/16"), 2);
	assert_int_equal(prefix_table_limit(table), 3);
	prefix_table_free(table);
}

static void test_the_walk_lists_ipv4_first_and_parents_before_children(void **state)
{
	(void)state;
	static const char *const ordered[] = {
	    "0.0.0.0/0", "10.0.0.0/8", "10.64.0.0/16", "10.65.0.0/16", "192.0.2.1/32",
	    "::/0",      "fd00::/8",   "fd00::/128",   "fd00::1/128",
	};
	struct prefix_table *table = prefix_table_new();
	prefix_id ids[COUNT_OF(ordered)];

	for (size_t i = COUNT_OF(ordered); i-- > 0;)
		ids[i] = intern(table, ordered[i]);
	prefix_id at = prefix_table_first(table);
	for (size_t i = 0; i < COUNT_OF(ordered); i++) {
		assert_int_equal(at, ids[i]);
		at = prefix_table_next(table, at);
	}
	assert_int_equal(at, PREFIX_NONE);
	prefix_table_free(table);
}

static void test_a_match_widens_step_by_step(void **state)
{
	(void)state;
	struct prefix_table *table = prefix_table_new();
	prefix_id any = intern(table, "0.0.0.0/0");
	prefix_id wide = intern(table, "10.0.0.0/8");
	prefix_id left = intern(table, "10.64.0.0/16");
	intern(table, "10.65.0.0/16");
	prefix_id host = intern(table, "10.64.0.1/32");

	assert_int_equal(match(table, "10.64.0.1"), host);
	assert_int_equal(prefix_table_covering(table, host), left);
	assert_int_equal(prefix_table_covering(table, left), wide);
	assert_int_equal(prefix_table_covering(table, wide), any);
	assert_int_equal(prefix_table_covering(table, any), PREFIX_NONE);
	assert_int_equal(match(table, "10.66.0.1"), wide);
	assert_int_equal(match(table, "11.0.0.1"), any);
	assert_int_equal(match(table, "fd00::1"), PREFIX_NONE);
	prefix_table_free(table);
}

static void test_a_sweep_gives_out_the_lowest_free_handle_first(void **state)
{
	(void)state;
	struct prefix_table *table = prefix_table_new();

	intern(table, "10.0.0.0/8");
	intern(table, "10.1.0.0/16");
	intern(table, "10.2.0.0/16");
	intern(table, "10.3.0.0/16");
	intern(table, "10.4.0.0/16");
	prefix_table_sweep(table, (const uint8_t[]){0, 1, 0, 1, 0});
	assert_int_equal(prefix_table_limit(table), 4);
	assert_int_equal(intern(table, "10.3.0.0/16"), 3);
	assert_int_equal(intern(table, "fd00::/8"), 0);
	assert_int_equal(intern(table, "10.0.0.0/8"), 2);
	assert_int_equal(intern(table, "10.5.0.0/16"), 4);
	prefix_table_free(table);
}

/* Large enough for several growths of every array. */
static void test_many_prefixes_keep_their_handles(void **state)
{
	(void)state;
	enum { MANY = 100000 };
	struct prefix_table *table = prefix_table_new();

	for (uint32_t i = 0; i < MANY; i++) {
		struct addr addr = addr_v4(i * 2654435769u & 0xffffff00u);
		struct prefix prefix = prefix_make(&addr, 24);
		prefix_id id = prefix_table_intern(table, &prefix);
		assert_true(id <= i);
		assert_true(prefix_equal(prefix_table_get(table, id), &prefix));
	}
	uint32_t walked = 0;
	struct prefix last = {0};
	for (prefix_id id = prefix_table_first(table); id != PREFIX_NONE;
	     id = prefix_table_next(table, id)) {
		const struct prefix *prefix = prefix_table_get(table, id);
		assert_true(prefix_compare(&last, prefix) < 0);
		assert_int_equal(prefix_table_find(table, prefix), id);
		last = *prefix;
		walked++;
	}
	assert_int_equal(walked, prefix_table_limit(table));
	prefix_table_free(table);
}

/* The same number of ever different prefixes: what a sweep frees must be used again. */
static void test_churn_does_not_grow_the_table(void **state)
{
	(void)state;
	enum { AT_ONCE = 100, ROUNDS = 200 };
	static const uint8_t keep[AT_ONCE] = {0};
	struct prefix_table *table = prefix_table_new();
	struct rng rng = rng_of(3);
	size_t most = 0;

	for (unsigned round = 0; round < ROUNDS; round++) {
		for (uint32_t i = 0; i < AT_ONCE; i++) {
			struct addr addr = addr_v4((uint32_t)rng_next(&rng));
			struct prefix prefix = prefix_make(&addr, 32);
			prefix_table_intern(table, &prefix);
		}
		if (round == 0)
			most = prefix_table_bytes(table) * 3 / 2;
		assert_true(prefix_table_bytes(table) <= most);
		assert_true(prefix_table_limit(table) <= AT_ONCE);
		prefix_table_sweep(table, keep);
		assert_int_equal(prefix_table_limit(table), 0);
	}
	prefix_table_free(table);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_an_empty_table_answers_nothing),
	    cmocka_unit_test(test_handles_are_given_in_order_of_first_use),
	    cmocka_unit_test(test_the_walk_lists_ipv4_first_and_parents_before_children),
	    cmocka_unit_test(test_a_match_widens_step_by_step),
	    cmocka_unit_test(test_a_sweep_gives_out_the_lowest_free_handle_first),
	    cmocka_unit_test(test_random_operations_on_dense_prefixes),
	    cmocka_unit_test(test_random_operations_on_sparse_prefixes),
	    cmocka_unit_test(test_many_prefixes_keep_their_handles),
	    cmocka_unit_test(test_churn_does_not_grow_the_table),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
