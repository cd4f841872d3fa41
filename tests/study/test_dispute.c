/* Labs that never come to rest: that it is seen early, and that the wheel is named. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "azure/azure.h"
#include "document/file.h"
#include "study/dispute.h"
#include "tests/lib/azure_lab.h"
#include "topo/judge/load.h"

struct run {
	struct lab *lab;
	struct plan *plan;
	struct sim *sim;
	bool rested;
};

/* The lab in tests/study/labs, with `what` replaced by as many letters of `by`. */
static struct lab *load(const char *name, const char *what, const char *by)
{
	const char *srcdir = getenv("srcdir");
	struct findings findings = {0};
	struct text path = {0};
	size_t size;

	text_addf(&path, "%s/tests/study/labs/%s.json", srcdir == NULL ? "." : srcdir, name);
	char *text = file_read(text_str(&path), (size_t)1 << 20, &size, &findings);
	assert_non_null(text);
	for (char *at = text; what != NULL && (at = strstr(at, what)) != NULL;) {
		assert_int_equal(strlen(what), strlen(by));
		memcpy(at, by, strlen(by));
	}
	struct lab *lab = azure_parse(name, text, size, &findings);
	assert_non_null(lab);
	findings_done(&findings);
	text_done(&path);
	free(text);
	return lab;
}

static struct run run_lab(struct lab *lab, int64_t jitter_us)
{
	const struct sim_options options = {.jitter_us = jitter_us};
	struct run run = {.lab = lab, .plan = plan_compile(lab)};

	run.sim = sim_new(run.plan, &options);
	sim_start(run.sim);
	run.rested = sim_run(run.sim, instant_after(INSTANT_START, 3600 * US_PER_S));
	return run;
}

static void end_run(struct run *run)
{
	sim_free(run->sim);
	plan_free(run->plan);
	lab_free(run->lab);
}

static const char *told(struct run *run, struct text *out)
{
	struct dispute *dispute = dispute_find(run->sim, run->plan);

	dispute_format(dispute, out);
	dispute_free(dispute);
	return text_str(out);
}

/* clang-format off */
static const struct row {
	const char *lab;
	const char *told;
	int64_t period_us;
} rows[] = {
	/* BAD GADGET of Griffin, Shepherd and Wilfong: it has no stable state at all. */
	{"bad-gadget", "192.0.2.0/24 goes round a dispute wheel of s1/r1, s2/r2, s3/r3", 6000},
	{"appliance-passes-on", "10.62.0.0/16 goes round a dispute wheel of rs/0, hub/nva1", 7000},
	{"customer-leak", "172.21.0.0/16 goes round a dispute wheel of er-0/secondary, er-1/secondary, site-0/ce-1", 56000},
};
/* clang-format on */

static void test_a_wheel_is_named(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct run run = run_lab(load(rows[i].lab, NULL, NULL), 0);
		struct text text = {0};

		assert_false(run.rested);
		assert_true(sim_gave_up(run.sim));
		assert_int_equal(sim_period(run.sim), rows[i].period_us);
		assert_true(sim_now(run.sim).us < 10 * US_PER_S);
		assert_string_equal(told(&run, &text), rows[i].told);
		text_done(&text);
		end_run(&run);
	}
}

/* Where no state comes twice, very many changes are enough; the wheel is the same. */
static void test_with_jitter_the_wheel_is_the_same(void **state)
{
	(void)state;
	struct run run = run_lab(load("bad-gadget", NULL, NULL), 3000);
	struct text text = {0};

	assert_false(run.rested);
	assert_true(sim_gave_up(run.sim));
	assert_int_equal(sim_period(run.sim), 0);
	assert_string_equal(told(&run, &text), rows[0].told);
	text_done(&text);
	end_run(&run);
}

/* Take away the preference of any one of the three, and there is rest. */
static void test_one_preference_less_and_it_rests(void **state)
{
	(void)state;
	static const char *const sets[] = {"64501 64500$", "64502 64500$", "64503 64500$"};

	for (size_t i = 0; i < COUNT_OF(sets); i++) {
		struct run run = run_lab(load("bad-gadget", sets[i], "64999 64500$"), 0);

		assert_true(run.rested);
		assert_false(sim_gave_up(run.sim));
		end_run(&run);
	}
}

/* A fault gives new hope: the link by which one of them has its choice is gone. */
static void test_a_fault_ends_it(void **state)
{
	(void)state;
	struct run run = run_lab(load("bad-gadget", NULL, NULL), 0);
	int64_t node = plan_find_node(run.plan, "s1/r1");

	assert_true(node >= 0 && sim_gave_up(run.sim));
	sim_stop_node(run.sim, (uint32_t)node);
	assert_false(sim_gave_up(run.sim));
	assert_true(sim_run(run.sim, instant_after(sim_now(run.sim), 600 * US_PER_S)));
	end_run(&run);
}

static void test_members_say_what_they_prefer(void **state)
{
	(void)state;
	struct run run = run_lab(load("bad-gadget", NULL, NULL), 0);
	struct dispute *dispute = dispute_find(run.sim, run.plan);

	assert_true(dispute->wheel);
	assert_int_equal(dispute->prefix_count, 1);
	assert_int_equal(dispute->node_count, 3);
	assert_int_equal(dispute->member_count, 3);
	assert_string_equal(dispute->members[0].prefers, "64502 64500 by s2/r2");
	assert_string_equal(dispute->members[0].over, "64500 by origin/r0");
	assert_string_equal(dispute->members[0].why, "local-preference");
	dispute_free(dispute);
	end_run(&run);
}

static void test_time_that_is_too_short_is_no_dispute(void **state)
{
	(void)state;
	struct lab *lab = azure_lab();
	struct plan *plan = plan_compile(lab);
	struct sim *sim = sim_new(plan, &(struct sim_options){0});
	struct findings findings = {0};
	struct instant limit = instant_after(INSTANT_START, US_PER_MS);

	sim_start(sim);
	assert_false(sim_run(sim, limit));
	assert_false(sim_gave_up(sim));
	dispute_explain(sim, plan, limit, &findings);
	assert_int_equal(findings.count, 1);
	assert_non_null(strstr(findings.items[0].text, "did not converge within 0 s"));
	findings_done(&findings);
	sim_free(sim);
	plan_free(plan);
	lab_free(lab);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_a_wheel_is_named),
	    cmocka_unit_test(test_with_jitter_the_wheel_is_the_same),
	    cmocka_unit_test(test_one_preference_less_and_it_rests),
	    cmocka_unit_test(test_a_fault_ends_it),
	    cmocka_unit_test(test_members_say_what_they_prefer),
	    cmocka_unit_test(test_time_that_is_too_short_is_no_dispute),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
