/* The seeded generator: recorded runs stay repeatable only while it gives these very numbers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/check.h"
#include "base/rng.h"

static void test_the_numbers_of_splitmix64(void **state)
{
	(void)state;
	/* The outputs of the reference generator for the seed 1234567. */
	static const uint64_t want[] = {
	    UINT64_C(6457827717110365317),  UINT64_C(3203168211198807973),
	    UINT64_C(9817491932198370423),  UINT64_C(4593380528125082431),
	    UINT64_C(16408922859458223821),
	};
	struct rng rng = rng_of(1234567);

	for (size_t i = 0; i < COUNT_OF(want); i++)
		assert_true(rng_next(&rng) == want[i]);
}

static void test_equal_seeds_give_equal_numbers_and_others_do_not(void **state)
{
	(void)state;
	struct rng a = rng_of(5);
	struct rng b = rng_of(5);
	struct rng c = rng_of(6);
	unsigned same = 0;

	for (unsigned i = 0; i < 1000; i++) {
		uint64_t number = rng_next(&a);
		assert_true(number == rng_next(&b));
		same += number == rng_next(&c);
	}
	assert_int_equal(same, 0);
}

static void test_bounded_numbers_are_below_the_bound_and_even(void **state)
{
	(void)state;
	enum { BOUND = 10, DRAWS = 100000 };
	unsigned seen[BOUND] = {0};
	struct rng rng = rng_of(1);

	for (unsigned i = 0; i < DRAWS; i++) {
		uint32_t number = rng_below(&rng, BOUND);
		assert_true(number < BOUND);
		seen[number]++;
	}
	for (unsigned i = 0; i < BOUND; i++)
		assert_in_range(seen[i], DRAWS / BOUND * 95 / 100, DRAWS / BOUND * 105 / 100);
}

static void test_the_smallest_and_largest_bounds(void **state)
{
	(void)state;
	struct rng rng = rng_of(2);
	uint32_t highest = 0;

	for (unsigned i = 0; i < 1000; i++) {
		assert_int_equal(rng_below(&rng, 0), 0);
		assert_int_equal(rng_below(&rng, 1), 0);
		uint32_t number = rng_below(&rng, UINT32_MAX);
		assert_true(number < UINT32_MAX);
		highest = number > highest ? number : highest;
	}
	assert_true(highest > UINT32_MAX / 100 * 98);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_the_numbers_of_splitmix64),
	    cmocka_unit_test(test_equal_seeds_give_equal_numbers_and_others_do_not),
	    cmocka_unit_test(test_bounded_numbers_are_below_the_bound_and_even),
	    cmocka_unit_test(test_the_smallest_and_largest_bounds),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
