/* Words: FRR's, and those for policies, times and bandwidths. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/check.h"
#include "base/instant.h"
#include "report/policy_words.h"
#include "report/state/frr.h"
#include "topo/plan/plan.h"

static void durations_are_written_as_frr_writes_them(void **state)
{
	(void)state;
	static const struct {
		int64_t s;
		const char *want;
	} rows[] = {
	    {-5, "00:00:00"},
	    {0, "00:00:00"},
	    {59, "00:00:59"},
	    {3600 + 2 * 60 + 3, "01:02:03"},
	    {86399, "23:59:59"},
	    {86400, "1d00h00m"},
	    {86400 + 2 * 3600 + 3 * 60 + 59, "1d02h03m"},
	    {7 * 86400 - 1, "6d23h59m"},
	    {7 * 86400, "01w0d00h"},
	    {8 * 86400 + 3 * 3600, "01w1d03h"},
	};
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		char text[FRR_DURATION_MAX];
		assert_string_equal(frr_duration(rows[i].s * US_PER_S, text), rows[i].want);
	}
}

static void every_step_has_a_reason(void **state)
{
	(void)state;
	for (unsigned step = 0; step < RIB_STEP_COUNT; step++)
		assert_non_null(frr_selection_reason((enum rib_step)step));
	assert_string_equal(frr_selection_reason(RIB_STEP_WEIGHT), "Weight");
	assert_string_equal(frr_selection_reason(RIB_STEP_ONLY_PATH), "First path received");
}

static void times_have_the_unit_that_fits(void **state)
{
	(void)state;
	static const struct {
		int64_t us;
		const char *want;
	} rows[] = {
	    {0, "0 us"},
	    {999, "999 us"},
	    {1000, "1 ms"},
	    {6250, "6.250 ms"},
	    {999999, "999.999 ms"},
	    {1000000, "1.000 s"},
	    {61005999, "61.005 s"},
	};
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct text text = {0};
		duration_words(rows[i].us, &text);
		assert_string_equal(text_str(&text), rows[i].want);
		text_done(&text);
	}
}

static void bandwidths_have_the_unit_that_fits(void **state)
{
	(void)state;
	struct text text = {0};

	bandwidth_words(500, &text);
	text_add(&text, ", ");
	bandwidth_words(1500, &text);
	text_add(&text, ", ");
	bandwidth_words(10000, &text);
	assert_string_equal(text_str(&text), "500 Mbps, 1500 Mbps, 10 Gbps");
	text_done(&text);
}

static const struct rib_filter filter = {.count = 3};

/* clang-format off */
static const struct policy_row {
	struct node_peer_conf conf;
	const char *import;
	const char *export;
} policy_rows[] = {
	{{0}, "", ""},
	{{.rib.import.weight = 32769, .rib.export.originated_only = true},
	 "weight 32769", "own routes only"},
	{{.rib.import = {.local_pref = 200, .remote_vnet_as = 12076, .own_as_allowed = 2, .filter = &filter},
	  .rib.export = {.prepend = 2, .med = 5, .filter = &filter}},
	 "local-pref 200, no other VNets' routes, own AS allowed 2 times, prefix filter of 3",
	 "prepend 2, metric 5, prefix filter of 3"},
	{{.rib.import.own_as_allowed = 255, .rib.families = {false, true, true}, .prefix_limit = {0, 4000, 100},
	  .rib.export = {.remove_private_as = true, .med_set = true, .strip_communities = true}},
	 "own AS allowed, at most 4000 IPv4, at most 100 IPv6", "no private AS, metric 0, no communities"},
	{{.prefix_limit = {0, 4000, 100},
	  .rib.export = {.override_from = 65515, .override_only = {65515, 65520}, .tag_count = 2,
	                 .tags = {0x2f2c4e25, 0xffffff01}, .next_hop_unchanged = true}},
	 "", "65515 becomes own AS in paths of 65515/65520 only, tag 12076:20005 no-export, next hop unchanged"},
	{{.rib = {.client = true, .families = {false, true, false}, .import = {.mark = 0xffed2ee1, .refuse_marked = true},
	          .export = {.withheld = 1 << PLAN_OWN | 1 << PLAN_OWN_HOST, .next_hop_self = true, .strip = {65515, 65517}}},
	  .prefix_limit = {0, 4000, 0}, .prefix_limit_cumulative = true},
	 "nothing marked 65517:12001, at most 4000 IPv4 in all",
	 "reflected, not address spaces/tunnel ends, no communities 65515:*/65517:*, next hop self"},
	{{.rib.export.rewrite = {.groups = 1 << PLAN_FROM_GLOBAL_REACH, .prepend_as = 12076, .prepend = 2}},
	 "", "2 times 12076 in front from Global Reach"},
	{{.rib.export.rewrite = {.groups = 1 << PLAN_FROM_HUBS, .origin_set = true, .origin = BGP_ORIGIN_EGP}},
	 "", "origin EGP from other hubs"},
};
/* clang-format on */

static void policies_are_said_in_few_words(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(policy_rows); i++) {
		struct text text = {0};

		policy_import_words(&policy_rows[i].conf, &text);
		assert_string_equal(text_str(&text), policy_rows[i].import);
		text_clear(&text);
		policy_export_words(&policy_rows[i].conf, &text);
		assert_string_equal(text_str(&text), policy_rows[i].export);
		text_done(&text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(durations_are_written_as_frr_writes_them),
	    cmocka_unit_test(every_step_has_a_reason),
	    cmocka_unit_test(times_have_the_unit_that_fits),
	    cmocka_unit_test(bandwidths_have_the_unit_that_fits),
	    cmocka_unit_test(policies_are_said_in_few_words),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
