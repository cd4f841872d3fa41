/* A sweep asks again only what may have changed: the answers are those of asking everything. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "azure/azure.h"
#include "base/instant.h"
#include "study/sweep.h"
#include "study/sweep_fold.h"
#include "topo/judge/load.h"

struct sweeping {
	const struct sweep *sweep;
	struct text lines;
};

static bool take(void *user, const struct sweep_record *record)
{
	struct sweeping *sweeping = user;

	sweep_write_record(sweeping->sweep, record, &sweeping->lines);
	return true;
}

static char *sweep_lab(const struct lab *lab, uint32_t failures, bool thorough)
{
	struct plan *plan = plan_compile(lab);
	struct findings findings = {0};
	const struct sweep_question question = {.lab = lab,
	                                        .plan = plan,
	                                        .failures = failures,
	                                        .limit_us = 3600 * US_PER_S,
	                                        .jobs = 1,
	                                        .shards = 1,
	                                        .thorough = thorough};
	bool unsettled;
	struct sweep *sweep = sweep_new(&question, &findings, &unsettled);
	struct sweeping sweeping = {.sweep = sweep};

	assert_non_null(sweep);
	assert_int_equal(sweep_run(sweep, 0, take, &sweeping, &findings), 0);
	sweep_free(sweep);
	plan_free(plan);
	findings_done(&findings);
	return text_take(&sweeping.lines);
}

static struct lab *load(const char *name)
{
	const char *srcdir = getenv("srcdir");
	struct findings findings = {0};
	struct text path = {0};
	struct lab *lab;

	text_addf(&path, "%s/%s", srcdir == NULL ? "." : srcdir, name);
	lab = azure_load(text_str(&path), &findings);
	assert_non_null(lab);
	text_done(&path);
	findings_done(&findings);
	return lab;
}

static void test_what_was_not_asked_again_is_as_before(void **state)
{
	(void)state;
	static const struct {
		const char *lab;
		uint32_t failures;
	} rows[] = {
	    {"labs/transit", 2},     {"labs/hub-spoke", 1},    {"labs/bow-tie", 1},
	    {"labs/vpn-backup", 1},  {"labs/route-server", 1}, {"labs/global-reach", 1},
	    {"labs/virtual-wan", 1}, {"labs/metro", 1},        {"labs/data-centres", 1},
	    {"labs/dual-stack", 1},  {"labs/peering", 1},
	};

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct lab *lab = load(rows[i].lab);
		char *quick = sweep_lab(lab, rows[i].failures, false);
		char *slow = sweep_lab(lab, rows[i].failures, true);

		if (strcmp(quick, slow) != 0)
			fail_msg("%s: not what asking everything says", rows[i].lab);
		assert_non_null(strstr(quick, "\"cut\""));
		free(quick);
		free(slow);
		lab_free(lab);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_what_was_not_asked_again_is_as_before),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
