/* How often an absent router is tried. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "live/patience.h"

static struct instant at_s(int64_t seconds)
{
	return (struct instant){seconds * US_PER_S};
}

/* Asked every second, as a node with the shortest retry time would. */
static void attempts_grow_rarer_up_to_a_bound(void **state)
{
	static const int64_t wanted[] = {0, 1, 2, 6, 14, 26, 38, 50};
	struct patience patience = {0};
	size_t tried = 0;

	(void)state;
	for (int64_t second = 0; second <= 50; second++) {
		if (!patience_tries(&patience, at_s(second)))
			continue;
		assert_true(tried < sizeof(wanted) / sizeof(wanted[0]));
		assert_int_equal(wanted[tried++], second);
	}
	assert_int_equal(sizeof(wanted) / sizeof(wanted[0]), tried);
	for (int i = 0; i < 1000; i++)
		assert_true(patience_tries(&patience, at_s(1000 + 12 * i)));
}

static void a_connection_makes_all_forgotten(void **state)
{
	struct patience patience = {0};

	(void)state;
	for (int i = 0; i < 20; i++)
		patience_tries(&patience, at_s(100 * i));
	assert_false(patience_tries(&patience, at_s(1901)));
	patience = (struct patience){0};
	assert_true(patience_tries(&patience, at_s(1901)));
	assert_true(patience_tries(&patience, at_s(1901)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(attempts_grow_rarer_up_to_a_bound),
	    cmocka_unit_test(a_connection_makes_all_forgotten),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
