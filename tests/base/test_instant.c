/* Instants: sums that end at NEVER instead of wrapping round. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/check.h"
#include "base/instant.h"

/* clang-format off */
static const struct row {
	int64_t at;
	int64_t delay;
	int64_t sum;
} rows[] = {
	{0,             0,                 0},
	{5,             90 * US_PER_S,     90000005},
	{5,             20 * US_PER_MS,    20005},
	{5,             -3,                2},
	{INT64_MAX,     1,                 INT64_MAX},
	{INT64_MAX,     0,                 INT64_MAX},
	{INT64_MAX,     -1,                INT64_MAX},
	{1,             INT64_MAX,         INT64_MAX},
	{0,             INT64_MAX,         INT64_MAX},
	{INT64_MAX - 1, 1,                 INT64_MAX},
	{INT64_MAX - 1, 2,                 INT64_MAX},
	{INT64_MAX - 2, 1,                 INT64_MAX - 1},
};
/* clang-format on */

static void test_sums_stop_at_never(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct instant sum = instant_after((struct instant){rows[i].at}, rows[i].delay);
		assert_true(sum.us == rows[i].sum);
	}
}

static void test_order(void **state)
{
	(void)state;
	struct instant one = {1};

	assert_true(instant_before(INSTANT_START, one));
	assert_false(instant_before(one, one));
	assert_false(instant_before(one, INSTANT_START));
	assert_true(instant_before(one, INSTANT_NEVER));
	assert_int_equal(instant_min(one, INSTANT_NEVER).us, 1);
	assert_int_equal(instant_min(one, INSTANT_START).us, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_sums_stop_at_never),
	    cmocka_unit_test(test_order),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
