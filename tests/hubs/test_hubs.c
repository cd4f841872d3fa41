/* Virtual hubs: labs of this folder, simulated to the end, and what packets do in them. Every row
 * names the rule of data/rules.json that it is about. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/text.h"
#include "tests/lib/rows.h"
#include "tests/lib/simulated.h"
#include "tests/query/ways.h"

/* A lab of this folder. With `what`, which must be in it, replaced by `by`, where it is not NULL.
 */
static struct simulated hubs(const char *name, const char *what, const char *by)
{
	struct text path = {0};
	struct simulated s;

	text_addf(&path, "tests/hubs/%s/lab.yaml", name);
	s = simulate_at_with(text_str(&path), what, by);
	text_done(&path);
	return s;
}

/* nic-hub-expressroute-next-hop: packets take what interfaces show */
static void test_a_switch_decides_between_one_edge_router_and_both(void **state)
{
	static const struct {
		const char *more;
		uint32_t ways;
	} rows[] = {
	    {"address-prefix: 10.201", 2},
	    {"expressroute-ecmp: true\n      address-prefix: 10.201", 2},
	    {"expressroute-ecmp: false\n      address-prefix: 10.201", 1},
	};
	(void)state;

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct simulated s = hubs("two-by-two", "address-prefix: 10.201", rows[i].more);
		struct path *path = a_path(&s, "s1", "hq-eu");

		assert_int_equal(path->there.way_count, rows[i].ways);
		path_free(path);
		simulated_done(&s);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_a_switch_decides_between_one_edge_router_and_both),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
