/* Scenarios whose end depends on timing, and the fewest delays that show it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "azure/azure.h"
#include "study/order.h"
#include "topo/judge/load.h"

#define PHASES(text) "{\"hairpin-scenario:scenario\": {\"name\": \"s\", \"phase\": [" text "]}}"

static const char calm[] = PHASES("{\"name\": \"calm\"}");
static const char link_goes[] =
    PHASES("{\"name\": \"calm\"}, {\"name\": \"gone\", \"event\": ["
           "{\"name\": \"first\", \"action\": \"node-down\", \"on\": \"s1/r1\"},"
           "{\"name\": \"second\", \"action\": \"node-down\", \"on\": \"s2/r2\"}]},"
           "{\"name\": \"back\", \"event\": ["
           "{\"name\": \"third\", \"action\": \"node-up\", \"on\": \"s1/r1\"},"
           "{\"name\": \"fourth\", \"action\": \"node-up\", \"on\": \"s2/r2\"}]},"
           "{\"name\": \"later\", \"event\": ["
           "{\"name\": \"fifth\", \"action\": \"node-down\", \"on\": \"s2/r2\"}]}");

static struct order_report *play(const char *name, const char *scenario_text, int64_t delay_us,
                                 int64_t shift_us)
{
	const char *srcdir = getenv("srcdir");
	struct findings findings = {0};
	struct text path = {0};

	text_addf(&path, "%s/tests/study/labs/%s.json", srcdir == NULL ? "." : srcdir, name);
	struct lab *lab = azure_load(text_str(&path), &findings);
	struct scenario *scenario =
	    scenario_parse("scenario.json", scenario_text, strlen(scenario_text), &findings);
	assert_non_null(lab);
	assert_non_null(scenario);
	const struct order_question question = {
	    .lab = lab,
	    .scenario = scenario,
	    .runs = 24,
	    .seed = 1,
	    .delay_us = delay_us,
	    .shift_us = shift_us,
	    .limit_us = 3600 * US_PER_S,
	};
	struct order_report *report = order_run(&question, &findings);

	assert_non_null(report);
	scenario_free(scenario);
	lab_free(lab);
	findings_done(&findings);
	text_done(&path);
	return report;
}

/* The router that hears of the prefix first is the one that the other goes by. The link that comes
 * first takes a millisecond, the other ten. */
static void test_two_stable_states_are_told_apart_by_one_delay(void **state)
{
	(void)state;
	struct order_report *report = play("disagree", calm, 100 * US_PER_MS, 0);
	const struct order_outcome *other = &report->outcomes[1];

	assert_int_equal(report->outcome_count, 2);
	assert_int_equal(report->outcomes[0].runs + other->runs, report->runs);
	assert_int_equal(report->restless, 0);
	assert_int_equal(other->delay_count, 1);
	assert_int_equal(other->delays[0].kind, ORDER_SLOWER);
	assert_string_equal(other->delays[0].of, "origin/r0 - s1/r1");
	assert_in_range(other->delays[0].by, 8 * US_PER_MS, 20 * US_PER_MS);
	assert_string_equal(other->phase, "calm");
	assert_true(other->line_count > 0);
	order_report_free(report);
}

/* What comes of it is the order in which two come back; what happens later is not needed. */
static void test_events_that_do_not_matter_are_left_out(void **state)
{
	(void)state;
	struct order_report *report = play("disagree", link_goes, 0, 2 * US_PER_S);
	const struct order_outcome *other = &report->outcomes[1];

	assert_true(report->outcome_count >= 2);
	assert_int_equal(other->delay_count, 1);
	assert_int_equal(other->delays[0].kind, ORDER_LATER);
	assert_string_equal(other->phase, "back");
	assert_int_equal(other->event_count, 4);
	order_report_free(report);
}

static void test_without_delays_all_runs_are_equal(void **state)
{
	(void)state;
	struct order_report *report = play("disagree", calm, 0, 0);

	assert_int_equal(report->outcome_count, 1);
	assert_int_equal(report->outcomes[0].runs, report->runs);
	order_report_free(report);
}

static void test_a_lab_that_never_rests_never_does(void **state)
{
	(void)state;
	struct order_report *report = play("bad-gadget", calm, 20 * US_PER_MS, 0);

	assert_true(report->plain_restless);
	assert_int_equal(report->restless, report->runs);
	assert_int_equal(report->outcome_count, 1);
	order_report_free(report);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_two_stable_states_are_told_apart_by_one_delay),
	    cmocka_unit_test(test_events_that_do_not_matter_are_left_out),
	    cmocka_unit_test(test_without_delays_all_runs_are_equal),
	    cmocka_unit_test(test_a_lab_that_never_rests_never_does),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
