/* The pool of attribute sets against a plain list: equal sets, and only they, share a handle. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/rng.h"
#include "bgp/attr_pool.h"

static struct span bytes_of(const char *text)
{
	return (struct span){(const uint8_t *)text, strlen(text)};
}

static bool same_span(struct span a, struct span b)
{
	return a.size == b.size && (a.size == 0 || memcmp(a.at, b.at, a.size) == 0);
}

static bool same(const struct bgp_attrs *a, const struct bgp_attrs *b)
{
	return a->present == b->present && same_span(a->as_path, b->as_path) &&
	       same_span(a->communities, b->communities) &&
	       same_span(a->ext_communities, b->ext_communities) &&
	       same_span(a->large_communities, b->large_communities) &&
	       same_span(a->unknown, b->unknown) && a->med == b->med &&
	       a->local_pref == b->local_pref && a->aggregator_as == b->aggregator_as &&
	       a->aggregator_id == b->aggregator_id && a->weight == b->weight &&
	       addr_equal(&a->next_hop, &b->next_hop) && a->origin == b->origin;
}

/* Each row differs from the first in one field, and from every other. */
static const struct bgp_attrs distinct[] = {
    {.med = 0},
    {.present = 2},
    {.present = 4},
    {.as_path = {(const uint8_t *)"ab", 2}},
    {.communities = {(const uint8_t *)"ab", 2}},
    {.ext_communities = {(const uint8_t *)"ab", 2}},
    {.large_communities = {(const uint8_t *)"ab", 2}},
    {.unknown = {(const uint8_t *)"ab", 2}},
    {.as_path = {(const uint8_t *)"abc", 3}},
    {.as_path = {(const uint8_t *)"ac", 2}},
    {.as_path = {(const uint8_t *)"a", 1}, .communities = {(const uint8_t *)"b", 1}},
    {.med = 1},
    {.local_pref = 1},
    {.aggregator_as = 1},
    {.aggregator_id = 1},
    {.weight = 1},
    {.origin = 1},
    {.next_hop = {.family = ADDR_IPV4}},
    {.next_hop = {.family = ADDR_IPV6}},
    {.next_hop = {.family = ADDR_IPV4, .bytes = {1}}},
    {.next_hop = {.family = ADDR_IPV6, .bytes = {[15] = 1}}},
};

static void test_sets_that_differ_in_one_field_have_their_own_handles(void **state)
{
	(void)state;
	struct attr_pool *pool = attr_pool_new();

	for (unsigned round = 0; round < 3; round++) {
		for (size_t i = 0; i < COUNT_OF(distinct); i++) {
			attrs_id id = attr_pool_intern(pool, &distinct[i]);
			/* Dense, from 1, in order of first use. */
			assert_int_equal(id, i + 1);
			assert_true(same(attr_pool_get(pool, id), &distinct[i]));
			assert_int_equal(attr_pool_intern(pool, &distinct[i]), id);
			/* Right behind a set that differs in one field only. */
			assert_int_equal(attr_pool_intern(pool, &distinct[0]), 1);
		}
	}
	assert_int_equal(attr_pool_count(pool), COUNT_OF(distinct));
	attr_pool_free(pool);
}

static void test_a_set_keeps_its_own_copy(void **state)
{
	(void)state;
	struct attr_pool *pool = attr_pool_new();
	char path[] = "path";
	char communities[] = "comm";
	struct bgp_attrs attrs = {.as_path = bytes_of(path), .communities = bytes_of(communities)};

	attrs_id id = attr_pool_intern(pool, &attrs);
	memset(path, 'x', sizeof(path) - 1);
	memset(communities, 'y', sizeof(communities) - 1);

	const struct bgp_attrs *kept = attr_pool_get(pool, id);
	assert_true(same_span(kept->as_path, bytes_of("path")));
	assert_true(same_span(kept->communities, bytes_of("comm")));
	assert_int_not_equal(attr_pool_intern(pool, &attrs), id);
	attr_pool_free(pool);
}

static void test_an_interned_set_can_be_interned_again(void **state)
{
	(void)state;
	struct attr_pool *pool = attr_pool_new();
	struct bgp_attrs attrs = {.as_path = bytes_of("path")};
	attrs_id id = attr_pool_intern(pool, &attrs);

	assert_int_equal(attr_pool_intern(pool, attr_pool_get(pool, id)), id);
	attr_pool_free(pool);
}

static void test_a_sweep_frees_what_is_not_marked(void **state)
{
	(void)state;
	struct attr_pool *pool = attr_pool_new();
	for (size_t i = 0; i < COUNT_OF(distinct); i++)
		attr_pool_intern(pool, &distinct[i]);

	attr_pool_unmark(pool);
	attr_pool_mark(pool, ATTRS_NONE);
	for (attrs_id id = 1; id <= COUNT_OF(distinct); id += 3)
		attr_pool_mark(pool, id);
	attr_pool_sweep(pool);

	assert_int_equal(attr_pool_count(pool), (COUNT_OF(distinct) + 2) / 3);
	for (attrs_id id = 1; id <= COUNT_OF(distinct); id += 3) {
		assert_true(same(attr_pool_get(pool, id), &distinct[id - 1]));
		assert_int_equal(attr_pool_intern(pool, &distinct[id - 1]), id);
	}
	/* Freed handles are given out again, the lowest first. */
	assert_int_equal(attr_pool_intern(pool, &distinct[20]), 2);
	assert_int_equal(attr_pool_intern(pool, &distinct[19]), 3);
	assert_int_equal(attr_pool_intern(pool, &distinct[17]), 5);
	attr_pool_free(pool);
}

static void test_marks_do_not_outlive_the_unmarking(void **state)
{
	(void)state;
	struct attr_pool *pool = attr_pool_new();
	attrs_id id = attr_pool_intern(pool, &distinct[0]);

	attr_pool_unmark(pool);
	attr_pool_mark(pool, id);
	attr_pool_sweep(pool);
	assert_int_equal(attr_pool_count(pool), 1);
	attr_pool_unmark(pool);
	attr_pool_sweep(pool);
	assert_int_equal(attr_pool_count(pool), 0);
	/* The set that was interned last is gone with the rest. */
	assert_int_equal(attr_pool_intern(pool, &distinct[0]), 1);
	assert_int_equal(attr_pool_count(pool), 1);
	attr_pool_free(pool);
}

static void test_an_empty_pool_can_be_swept(void **state)
{
	(void)state;
	struct attr_pool *pool = attr_pool_new();

	attr_pool_unmark(pool);
	attr_pool_mark(pool, ATTRS_NONE);
	attr_pool_sweep(pool);
	assert_int_equal(attr_pool_count(pool), 0);
	assert_false(attr_pool_wants_sweep(pool));
	attr_pool_free(pool);
	attr_pool_free(NULL);
}

static void test_a_sweep_is_wanted_when_the_pool_has_doubled(void **state)
{
	(void)state;
	struct attr_pool *pool = attr_pool_new();
	uint32_t made = 0;

	while (!attr_pool_wants_sweep(pool)) {
		struct bgp_attrs attrs = {.med = made++};
		attr_pool_intern(pool, &attrs);
		assert_true(made < 100000);
	}
	attr_pool_unmark(pool);
	for (attrs_id id = 1; id <= made; id++)
		attr_pool_mark(pool, id);
	attr_pool_sweep(pool);
	assert_false(attr_pool_wants_sweep(pool));
	size_t before = attr_pool_count(pool);
	while (!attr_pool_wants_sweep(pool)) {
		struct bgp_attrs attrs = {.med = made++};
		attr_pool_intern(pool, &attrs);
	}
	assert_int_equal(attr_pool_count(pool), before * 2);
	attr_pool_free(pool);
}

enum { MODEL_SETS = 3000 };

/* Fields from small ranges, so that equal sets come often. */
static struct bgp_attrs random_attrs(struct rng *rng)
{
	static const uint8_t bytes[] = "aaaabaaacaaaaaaabaaaaaad";
	struct bgp_attrs attrs = {
	    .present = rng_below(rng, 2),
	    .med = rng_below(rng, 8),
	    .local_pref = rng_below(rng, 3),
	    .origin = (uint8_t)rng_below(rng, 3),
	    .as_path = {bytes + rng_below(rng, 4), rng_below(rng, 18)},
	    .communities = {bytes + rng_below(rng, 4), rng_below(rng, 3)},
	};
	return attrs;
}

static void test_the_pool_agrees_with_a_list(void **state)
{
	(void)state;
	static struct bgp_attrs model[MODEL_SETS + 1]; /* by handle; spans are static */
	static bool lives[MODEL_SETS + 1];

	for (uint64_t seed = 1; seed <= 3; seed++) {
		struct attr_pool *pool = attr_pool_new();
		struct rng rng = rng_of(seed);
		size_t count = 0;
		memset(lives, 0, sizeof(lives));

		for (unsigned step = 0; step < 6000; step++) {
			struct bgp_attrs attrs = random_attrs(&rng);
			attrs_id id = attr_pool_intern(pool, &attrs);

			assert_in_range(id, 1, MODEL_SETS);
			if (lives[id]) {
				assert_true(same(&model[id], &attrs));
			} else {
				for (attrs_id i = 1; i <= MODEL_SETS; i++)
					assert_false(lives[i] && same(&model[i], &attrs));
				lives[id] = true;
				model[id] = attrs;
				count++;
			}
			assert_int_equal(attr_pool_count(pool), count);
			if (step % 500 != 499)
				continue;
			attr_pool_unmark(pool);
			for (attrs_id i = 1; i <= MODEL_SETS; i++) {
				if (!lives[i])
					continue;
				lives[i] = rng_below(&rng, 3) > 0;
				if (lives[i])
					attr_pool_mark(pool, i);
				else
					count--;
			}
			attr_pool_sweep(pool);
		}
		for (attrs_id i = 1; i <= MODEL_SETS; i++) {
			if (lives[i])
				assert_true(same(attr_pool_get(pool, i), &model[i]));
		}
		attr_pool_free(pool);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_sets_that_differ_in_one_field_have_their_own_handles),
	    cmocka_unit_test(test_a_set_keeps_its_own_copy),
	    cmocka_unit_test(test_an_interned_set_can_be_interned_again),
	    cmocka_unit_test(test_a_sweep_frees_what_is_not_marked),
	    cmocka_unit_test(test_marks_do_not_outlive_the_unmarking),
	    cmocka_unit_test(test_an_empty_pool_can_be_swept),
	    cmocka_unit_test(test_a_sweep_is_wanted_when_the_pool_has_doubled),
	    cmocka_unit_test(test_the_pool_agrees_with_a_list),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
