/* The resiliency index: each row of Microsoft's page. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/text.h"
#include "query/limits/resiliency.h"
#include "tests/lib/simulated.h"

static const char metro[] = "labs/metro/lab.json";
static const char two_places[] = "labs/data-centres/lab.json";

/* clang-format off */
/* resiliency-index: the SKU of the gateway, its zones, and where the circuits are. Points of the first
 * gateway. */
static const struct row {
	const char *name;
	const char *lab;
	const char *what; /* in the lab, NULL: as it is */
	const char *by;
	enum resiliency_zones zones;
	enum resiliency_advice advice;
	double routes;
	double zone_low, zone_high;
	double low, high;
} rows[] = {
	{"two locations", two_places, NULL, NULL, ZONES_SEVERAL, ADVICE_NONE, 20, 10, 10, 40, 40},
	{"both circuits in one location", two_places, "\"Dublin\"", "\"Amsterdam\"", ZONES_SEVERAL, ADVICE_NONE, 5, 10, 10, 25, 25},
	{"Metro", metro, NULL, NULL, ZONES_SEVERAL, ADVICE_NONE, 10, 10, 10, 30, 30},
	{"one zone", metro, NULL, NULL, ZONES_ONE, ADVICE_NONE, 10, 8, 8, 28, 28},
	{"nobody said", metro, NULL, NULL, ZONES_UNKNOWN, ADVICE_UNKNOWN, 10, 8, 10, 18, 30},
	{"recommendations are open", metro, NULL, NULL, ZONES_SEVERAL, ADVICE_OPEN, 10, 10, 10, 20, 20},
	{"Standard", metro, "ErGw1AZ", "Standard", ZONES_SEVERAL, ADVICE_OPEN, 10, 0, 0, 10, 10},
	{"HighPerformance", metro, "ErGw1AZ", "HighPerformance", ZONES_SEVERAL, ADVICE_OPEN, 10, 0, 0, 10, 10},
	{"UltraPerformance", metro, "ErGw1AZ", "UltraPerformance", ZONES_SEVERAL, ADVICE_OPEN, 10, 2, 2, 12, 12},
	{"two scale units", metro, "\"ErGw1AZ\"", "\"ErGwScale\", \"scale-units\": 2", ZONES_ONE, ADVICE_OPEN, 10, 8, 8, 18, 18},
	{"three scale units", metro, "\"ErGw1AZ\"", "\"ErGwScale\", \"scale-units\": 3", ZONES_ONE, ADVICE_OPEN, 10, 10, 10, 20, 20},
};
/* clang-format on */

static void want(const struct row *row, const char *what, uint32_t halves, double points)
{
	if (halves != (uint32_t)(2 * points))
		fail_msg("%s: %s is %g, want %g", row->name, what, halves / 2.0, points);
}

static void test_every_row_of_the_page(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const struct row *row = &rows[i];
		struct simulated s = simulate_at_with(row->lab, row->what, row->by);
		const struct resiliency_question question = {
		    .lab = s.lab,
		    .snapshot = s.snapshot,
		    .zones = row->zones,
		    .advice = row->advice,
		};
		struct resiliency *resiliency = resiliency_take(&question);
		const struct resiliency_gateway *gateway = &resiliency->gateways[0];

		want(row, "routes", gateway->factors[0].low, row->routes);
		want(row, "zones", gateway->factors[2].low, row->zone_low);
		want(row, "zones at most", gateway->factors[2].high, row->zone_high);
		want(row, "the index", gateway->low, row->low);
		want(row, "the index at most", gateway->high, row->high);
		/* Whoever has not all the points is told what would raise them. */
		for (unsigned f = 0; f < RESILIENCY_FACTORS; f++)
			assert_true((gateway->factors[f].low < gateway->factors[f].most) ==
			            (gateway->factors[f].raise != NULL));
		resiliency_free(resiliency);
		simulated_done(&s);
	}
}

/* resiliency-index: how long ago the older validation was; half for one of the two locations. */
static void test_validations(void **state)
{
	(void)state;
	/* Days since Amsterdam and Dublin were tried, -1: never; and the multiplier. */
	static const struct {
		int32_t days[2];
		double times;
	} tries[] = {
	    {{0, 30}, 4},  {{31, 1}, 3},     {{60, 60}, 3}, {{61, 0}, 2},
	    {{90, 90}, 2}, {{91, 0}, 1},     {{-1, 30}, 2}, {{31, -1}, 1.5},
	    {{-1, 61}, 1}, {{400, -1}, 0.5}, {{-1, -1}, 1},
	};
	struct simulated s = simulate_at_with(two_places, NULL, NULL);
	const char *const names[] = {"Amsterdam", "Dublin"};

	for (size_t i = 0; i < COUNT_OF(tries); i++) {
		struct resiliency_test tests[2];
		uint32_t count = 0;

		for (unsigned t = 0; t < 2; t++) {
			if (tries[i].days[t] >= 0)
				tests[count++] =
				    (struct resiliency_test){facts_location(s.lab->facts, names[t]),
				                             (uint32_t)tries[i].days[t]};
		}
		const struct resiliency_question question = {.lab = s.lab,
		                                             .snapshot = s.snapshot,
		                                             .zones = ZONES_SEVERAL,
		                                             .advice = ADVICE_OPEN,
		                                             .tests = tests,
		                                             .test_count = count};
		struct resiliency *resiliency = resiliency_take(&question);
		const struct resiliency_gateway *gateway = &resiliency->gateways[0];

		assert_int_equal(gateway->factors[1].low, (uint32_t)(2 * tries[i].times));
		assert_int_equal(gateway->low, (uint32_t)(2 * (20 * tries[i].times + 10)));
		resiliency_free(resiliency);
	}
	simulated_done(&s);
}

/* A prefix that only one site has comes by its circuit alone: another set, and the worst counts. */
static void test_sets(void **state)
{
	(void)state;
	struct simulated s = simulate_at_with("labs/bow-tie/lab.json", NULL, NULL);
	const struct resiliency_question question = {.lab = s.lab, .snapshot = s.snapshot};
	struct resiliency *resiliency = resiliency_take(&question);

	assert_int_equal(resiliency->gateway_count, 2);
	assert_int_equal(resiliency->gateways[0].set_count, 2);
	assert_string_equal(resiliency->gateways[0].sets[0].circuits, "er-dc");
	assert_string_equal(resiliency->gateways[0].sets[1].circuits, "er-sv");
	assert_int_equal(resiliency->gateways[0].factors[0].low, 2 * 5);
	resiliency_free(resiliency);
	simulated_done(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_every_row_of_the_page),
	    cmocka_unit_test(test_validations),
	    cmocka_unit_test(test_sets),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
