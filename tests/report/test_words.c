/* Words: FRR's, and those for policies, times and bandwidths. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/instant.h"
#include "report/policy_fields.h"
#include "report/policy_words.h"
#include "report/state/frr.h"
#include "rib/route_policy.h"
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
static const struct rib_route_policy early = {.name = "early"};
static const struct rib_route_policy late = {.name = "late"};
static const struct rib_route_policy *const both[] = {&early, &late};
static const struct rib_policy_chain chain = {both, 2};
static const struct rib_policy_chain short_chain = {both, 1};

/* clang-format off */
static const struct policy_row {
	struct node_peer_conf conf;
	const char *import;
	const char *export;
} policy_rows[] = {
	{{0}, "", ""},
	{{.rib.import.weight = 32769, .rib.export.originated_only = true},
	 "weight 32769", "own routes only"},
	{{.rib.import = {.local_pref = 200, .refuse_only_as = 12076, .own_as_allowed = 2, .filter = &filter},
	  .rib.export = {.prepend = 2, .med = 5, .filter = &filter}},
	 "local-pref 200, no other VNets' routes, own AS allowed 2 times, prefix filter of 3",
	 "prepend 2, metric 5, prefix filter of 3"},
	{{.rib.import.own_as_allowed = 255, .rib.families = {false, true, true}, .prefix_limit = {0, 4000, 100},
	  .rib.export = {.remove_private_as = true, .med_set = true, .strip_communities = true}},
	 "own AS allowed, at most 4000 IPv4, at most 100 IPv6", "no private AS, metric 0, no communities"},
	{{.prefix_limit = {0, 4000, 100},
	  .rib.export = {.override_from = 65515, .override_only = {65515, 65520}, 
	                 .tags = {0x2f2c4e25, 0xffffff01}, .next_hop_unchanged = true}},
	 "", "65515 becomes own AS in paths of 65515/65520 only, tag 12076:20005 no-export, next hop unchanged"},
	{{.rib = {.client = true, .families = {false, true, false}, .import = {.mark = 0xffed2ee1, .refuse_marked = true},
	          .export = {.withheld = 1 << PLAN_OWN | 1 << PLAN_OWN_HOST, .next_hop_self = true, .strip = {65515, 65517}}},
	  .prefix_limit = {0, 4000, 0}, .prefix_limit_cumulative = true},
	 "nothing marked 65517:12001, at most 4000 IPv4 in all",
	 "reflected, not address spaces/tunnel ends, no communities 65515:*/65517:*, next hop self"},
	{{.rib.export.rewrite = {.groups = 1 << PLAN_FROM_GLOBAL_REACH, .prepend_as = 12076, .prepend = 2}},
	 "", "2 times 12076 in front from Global Reach"},
	{{.rib = {.site_of_origin = 3, .import = {.mark = 0xffed2ee1, .refuse_only_as = 12076, .refuse_own_prefix = true, .any_first_as = true},
	          .igp_metric = 10, .export = {.best_of = 1 << PLAN_OWN, .skip_peer_as = true, .ignore_no_export = true, .heed_learned = true}}},
	 "no other VNets' routes, unless marked 65517:12001, any first AS, no prefix of its own, IGP metric 10",
	 "best of address spaces, nothing with the peer's AS, not back to site 3, no-export, no-advertise, local-AS ignored, but not of learned routes"},
	{{.rib.export.rewrite = {.groups = 1 << PLAN_FROM_HUBS, .origin_set = true, .origin = BGP_ORIGIN_EGP}},
	 "", "origin EGP from other hubs"},
	{{.rib.export = {.rewrite = {.groups = 1 << PLAN_FROM_CUSTOMER, .local_pref = 10}, .not_to_announcers = 1 << PLAN_FROM_CUSTOMER}},
	 "", "not to who announces it customers, local-pref 10 from customers"},
	{{.rib.import = {.weight = 5, .policy = &chain}, .rib.export = {.ignore_no_export = true, .policy = &short_chain}},
	 "weight 5, policy early/late", "no-export, no-advertise, local-AS ignored, policy early"},
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

static void tell_fields(struct view *view, const struct policy_field *fields, unsigned count,
                        const struct node_peer_conf *peer)
{
	for (unsigned i = 0; i < count; i++) {
		if (fields[i].tell != NULL)
			fields[i].tell(&fields[i], peer, view);
	}
}

/* The same settings as text and JSON. */
static char *all_of(const struct node_peer_conf *peer)
{
	struct text out = {0};
	struct view *view;

	policy_import_words(peer, &out);
	text_add(&out, " | ");
	policy_export_words(peer, &out);
	view = view_begin_line(&out);
	tell_fields(view, policy_import_fields, policy_import_field_count, peer);
	tell_fields(view, policy_export_fields, policy_export_field_count, peer);
	view_end(view);
	return text_take(&out);
}

static const char *words_only(char *all)
{
	*strchr(all, '{') = '\0';
	return all;
}

static struct node_peer_conf plain_peer(void)
{
	return (struct node_peer_conf){.rib.families = {false, true, true}};
}

/* The peer with the field set, and nothing else. */
static struct node_peer_conf with_field(const struct policy_field *field)
{
	static const struct rib_filter empty = {.count = 0};
	struct node_peer_conf peer = plain_peer();

	memset((char *)&peer + field->offset, 1, field->size);
	if (field->offset == offsetof(struct node_peer_conf, rib.import.filter))
		peer.rib.import.filter = &empty;
	if (field->offset == offsetof(struct node_peer_conf, rib.export.filter))
		peer.rib.export.filter = &empty;
	if (field->offset == offsetof(struct node_peer_conf, rib.import.policy))
		peer.rib.import.policy = &chain;
	if (field->offset == offsetof(struct node_peer_conf, rib.export.policy))
		peer.rib.export.policy = &chain;
	return peer;
}

static void check_field(const struct policy_field *field)
{
	struct node_peer_conf plain = plain_peer();
	struct node_peer_conf peer = with_field(field);
	char *want = all_of(&plain);
	char *got = all_of(&peer);

	if (field->member != NULL && strcmp(strchr(got, '{'), strchr(want, '{')) == 0)
		fail_msg("%s is not in the JSON", field->member);
	/* It says something only of limits that are there. */
	if (field->offset != offsetof(struct node_peer_conf, prefix_limit_cumulative) &&
	    strcmp(words_only(got), words_only(want)) == 0)
		fail_msg("the field at %zu is not in the words", field->offset);
	free(want);
	free(got);
}

static void every_setting_is_printed(void **state)
{
	(void)state;
	for (unsigned i = 0; i < policy_import_field_count; i++)
		check_field(&policy_import_fields[i]);
	for (unsigned i = 0; i < policy_export_field_count; i++)
		check_field(&policy_export_fields[i]);
}

static void cover(uint8_t *covered, const struct policy_field *fields, unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		memset(covered + fields[i].offset, 1, fields[i].size);
}

/* A field of struct rib_import or rib_export without a row is a hole here: both structs have no
 * padding, and say which bytes they do not use. */
static void every_setting_has_a_row(void **state)
{
	(void)state;
	uint8_t covered[sizeof(struct node_peer_conf)] = {0};
	const size_t import = offsetof(struct node_peer_conf, rib.import);
	const size_t export = offsetof(struct node_peer_conf, rib.export);

	cover(covered, policy_import_fields, policy_import_field_count);
	cover(covered, policy_export_fields, policy_export_field_count);
	memset(covered + offsetof(struct node_peer_conf, rib.import.unused), 1,
	       sizeof(((struct rib_import *)0)->unused));
	memset(covered + offsetof(struct node_peer_conf, rib.export.unused), 1,
	       sizeof(((struct rib_export *)0)->unused));
	for (size_t i = 0; i < sizeof(struct rib_import); i++)
		if (!covered[import + i])
			fail_msg("byte %zu of struct rib_import has no row", i);
	for (size_t i = 0; i < sizeof(struct rib_export); i++)
		if (!covered[export + i])
			fail_msg("byte %zu of struct rib_export has no row", i);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(durations_are_written_as_frr_writes_them),
	    cmocka_unit_test(every_step_has_a_reason),
	    cmocka_unit_test(times_have_the_unit_that_fits),
	    cmocka_unit_test(bandwidths_have_the_unit_that_fits),
	    cmocka_unit_test(policies_are_said_in_few_words),
	    cmocka_unit_test(every_setting_is_printed),
	    cmocka_unit_test(every_setting_has_a_row),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
