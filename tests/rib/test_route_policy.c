/* Routing policies: conditions and actions row by row, statements in their order, and what a table
 * makes of them on the way in and out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/check.h"
#include "base/text.h"
#include "bgp/as_path.h"
#include "bgp/community.h"
#include "rib/route_policy.h"
#include "tests/lib/routes.h"

/* Sets */

static struct rib_as_path_pattern pattern;
static struct rib_as_path_set path_set;

static const struct rib_as_path_set *paths(const char *text)
{
	char regex[256];

	assert_true(rib_as_path_regex(text, regex, sizeof(regex)));
	pattern.text = text;
	assert_int_equal(regcomp(&pattern.regex, regex, REG_EXTENDED | REG_NOSUB), 0);
	path_set = (struct rib_as_path_set){.patterns = &pattern, .count = 1};
	return &path_set;
}

static struct rib_filter_rule rule;
static struct rib_prefix_set prefix_set;

static const struct rib_prefix_set *prefixes(const char *text, uint8_t least, uint8_t most)
{
	rule = (struct rib_filter_rule){a_prefix(text), least, most, true};
	prefix_set = (struct rib_prefix_set){.filter = {&rule, 1}};
	return &prefix_set;
}

/* A route with communities 65010:100 and 65010:200. */
static struct bgp_attrs tagged_route(struct route_room *room, const char *path)
{
	static uint8_t bytes[8];
	static const uint32_t both[] = {65010u << 16 | 100, 65010u << 16 | 200};
	struct writer out = writer_of(bytes, sizeof(bytes));
	struct bgp_attrs attrs = a_route(room, path, "192.0.2.1");

	community_union((struct span){0}, both, 2, &out);
	attrs.communities = writer_written(&out);
	attrs.present |= bgp_attr_bit(BGP_ATTR_COMMUNITIES);
	return attrs;
}

/* clang-format off */
static const struct path_row {
	const char *regex, *path;
	bool holds;
} path_rows[] = {
	{"_65515_",       "12076 65515",       true},
	{"_65515_",       "65515",             true},
	{"_5515_",        "12076 65515",       false},
	{"^12076_",       "12076 65515",       true},
	{"^12076_",       "65515 12076",       false},
	{"_65515$",       "12076 65515",       true},
	{"^$",            "",                  true},
	{"^$",            "12076",             false},
	{"^12076( 12076)*$", "12076 12076 12076", true},
	{"^12076( 12076)*$", "12076 65515",    false},
	{".*",            "",                  true},
	{"_(65010|65020)_", "12076 65020 1",   true},
};

static const struct prefix_row {
	const char *set; uint8_t least, most;
	const char *prefix;
	bool holds;
} prefix_rows[] = {
	{"10.0.0.0/8", 8, 8,   "10.0.0.0/8",  true},
	{"10.0.0.0/8", 8, 8,   "10.1.0.0/16", false},
	{"10.0.0.0/8", 16, 24, "10.1.0.0/16", true},
	{"10.0.0.0/8", 16, 24, "10.1.1.0/24", true},
	{"10.0.0.0/8", 16, 24, "10.0.0.0/8",  false},
	{"10.0.0.0/8", 16, 24, "10.1.1.0/25", false},
	{"0.0.0.0/0",  0, 32,  "192.0.2.0/24", true},
	{"0.0.0.0/0",  0, 32,  "2001:db8::/32", false},
	{"::/0",       0, 128, "2001:db8::/32", true},
};

static const struct community_row {
	struct rib_community_pattern pattern;
	bool holds;
} community_rows[] = {
	{{65010u << 16 | 100, UINT32_MAX}, true},
	{{65010u << 16 | 101, UINT32_MAX}, false},
	{{65010u << 16,       0xffff0000}, true},
	{{65011u << 16,       0xffff0000}, false},
	{{200,                0x0000ffff}, true},
	{{201,                0x0000ffff}, false},
	{{0,                  0},          true},
};
/* clang-format on */

static void test_conditions(void **state)
{
	(void)state;
	struct route_room room;
	struct prefix prefix = a_prefix("10.0.0.0/8");
	struct rib_policy_route route = {.prefix = &prefix, .neighbour = an_addr("192.0.2.9")};
	struct bgp_attrs attrs = tagged_route(&room, "12076");

	for (size_t i = 0; i < COUNT_OF(path_rows); i++) {
		struct bgp_attrs at = a_route(&room, path_rows[i].path, "192.0.2.1");
		bool holds = rib_conditions_hold(
		    &(struct rib_conditions){.as_paths = paths(path_rows[i].regex)}, &route, &at);

		regfree(&pattern.regex);
		if (holds != path_rows[i].holds)
			fail_msg("%s on \"%s\"", path_rows[i].regex, path_rows[i].path);
	}
	for (size_t i = 0; i < COUNT_OF(prefix_rows); i++) {
		const struct prefix_row *row = &prefix_rows[i];

		prefix = a_prefix(row->prefix);
		if (rib_conditions_hold(
			&(struct rib_conditions){.prefixes =
		                                     prefixes(row->set, row->least, row->most)},
			&route, &attrs) != row->holds)
			fail_msg("%s on %s", row->set, row->prefix);
	}
	for (size_t i = 0; i < COUNT_OF(community_rows); i++) {
		struct rib_community_set set = {NULL, &community_rows[i].pattern, 1};

		attrs = tagged_route(&room, "12076");
		assert_int_equal(rib_conditions_hold(&(struct rib_conditions){.communities = &set},
		                                     &route, &attrs),
		                 community_rows[i].holds);
		attrs = a_route(&room, "12076", "192.0.2.1");
		assert_false(rib_conditions_hold(&(struct rib_conditions){.communities = &set},
		                                 &route, &attrs));
	}
}

static void test_neighbour_and_origin(void **state)
{
	(void)state;
	struct route_room room;
	struct bgp_attrs attrs = a_route(&room, "12076", "192.0.2.1");
	struct rib_policy_route route = {.neighbour = an_addr("192.0.2.9")};
	struct rib_conditions conditions = {.neighbour = an_addr("192.0.2.9")};

	assert_true(rib_conditions_hold(&conditions, &route, &attrs));
	conditions.neighbour = an_addr("192.0.2.8");
	assert_false(rib_conditions_hold(&conditions, &route, &attrs));
	conditions = (struct rib_conditions){.origin_set = true, .origin = BGP_ORIGIN_IGP};
	assert_true(rib_conditions_hold(&conditions, &route, &attrs));
	conditions.origin = BGP_ORIGIN_EGP;
	assert_false(rib_conditions_hold(&conditions, &route, &attrs));
}

/* Actions, one a row: what a route with path 12076, MED 10 and both communities becomes. */

static const uint32_t added[] = {65010u << 16 | 150};
static const struct rib_community_pattern lower_200 = {200, 0xffff};

/* clang-format off */
static const struct action_row {
	struct rib_actions actions;
	const char *becomes;
} action_rows[] = {
	{{0}, "12076 IGP med 10 pref 0 65010:100 65010:200 next 192.0.2.1"},
	{{.local_pref_set = true, .local_pref = 300}, "12076 IGP med 10 pref 300 65010:100 65010:200 next 192.0.2.1"},
	{{.med_change = RIB_MED_SET, .med = 77}, "12076 IGP med 77 pref 0 65010:100 65010:200 next 192.0.2.1"},
	{{.med_change = RIB_MED_ADD, .med = 5}, "12076 IGP med 15 pref 0 65010:100 65010:200 next 192.0.2.1"},
	{{.med_change = RIB_MED_ADD, .med = UINT32_MAX}, "12076 IGP med 4294967295 pref 0 65010:100 65010:200 next 192.0.2.1"},
	{{.med_change = RIB_MED_SUBTRACT, .med = 4}, "12076 IGP med 6 pref 0 65010:100 65010:200 next 192.0.2.1"},
	{{.med_change = RIB_MED_SUBTRACT, .med = 40}, "12076 IGP med 0 pref 0 65010:100 65010:200 next 192.0.2.1"},
	{{.origin_set = true, .origin = BGP_ORIGIN_INCOMPLETE}, "12076 incomplete med 10 pref 0 65010:100 65010:200 next 192.0.2.1"},
	{{.prepend = 2}, "65020 65020 12076 IGP med 10 pref 0 65010:100 65010:200 next 192.0.2.1"},
	{{.prepend = 1, .prepend_as = 64500}, "64500 12076 IGP med 10 pref 0 65010:100 65010:200 next 192.0.2.1"},
	{{.add = added, .add_count = 1}, "12076 IGP med 10 pref 0 65010:100 65010:150 65010:200 next 192.0.2.1"},
	{{.remove = &lower_200, .remove_count = 1}, "12076 IGP med 10 pref 0 65010:100 next 192.0.2.1"},
	{{.replace = true}, "12076 IGP med 10 pref 0  next 192.0.2.1"},
	{{.replace = true, .add = added, .add_count = 1}, "12076 IGP med 10 pref 0 65010:150 next 192.0.2.1"},
	{{.next_hop_change = RIB_CHANGE_HOP_TO_SELF}, "12076 IGP med 10 pref 0 65010:100 65010:200 next -"},
	{{.next_hop_change = RIB_CHANGE_HOP_TO, .next_hop = {ADDR_IPV4, {192, 0, 2, 7}}},
	 "12076 IGP med 10 pref 0 65010:100 65010:200 next 192.0.2.7"},
	{{.next_hop_change = RIB_CHANGE_HOP_TO, .next_hop = {ADDR_IPV6, {0x20, 1}}},
	 "12076 IGP med 10 pref 0 65010:100 65010:200 next 192.0.2.1"},
};
/* clang-format on */

static void add_route_text(const struct bgp_attrs *attrs, struct text *out)
{
	char hop[ADDR_TEXT_MAX];

	as_path_format(attrs->as_path, " ", out);
	text_addf(out, " %s med %u pref %u ", bgp_origin_name(attrs->origin), attrs->med,
	          attrs->local_pref);
	community_format(attrs->communities, out);
	text_addf(out, " next %s",
	          addr_is_set(&attrs->next_hop) ? addr_format(&attrs->next_hop, hop) : "-");
}

static void test_actions(void **state)
{
	(void)state;
	struct prefix prefix = a_prefix("10.0.0.0/8");
	struct rib_policy_route route = {.prefix = &prefix, .own_as = 65020};

	for (size_t i = 0; i < COUNT_OF(action_rows); i++) {
		struct rib_statement statement = {.actions = action_rows[i].actions,
		                                  .outcome = RIB_ACCEPT};
		struct rib_route_policy policy = {.statements = &statement, .count = 1};
		const struct rib_route_policy *list[] = {&policy};
		struct rib_policy_chain chain = {list, 1};
		uint8_t bytes[1024];
		struct writer scratch = writer_of(bytes, sizeof(bytes));
		struct route_room room;
		struct bgp_attrs attrs = tagged_route(&room, "12076");
		struct text text = {0};

		attrs.med = 10;
		attrs.present |= bgp_attr_bit(BGP_ATTR_MED);
		assert_true(rib_policy_run(&chain, &route, &attrs, &scratch).accept);
		add_route_text(&attrs, &text);
		assert_string_equal(text_str(&text), action_rows[i].becomes);
		assert_int_equal(bgp_attrs_have(&attrs, BGP_ATTR_COMMUNITIES),
		                 attrs.communities.size > 0);
		text_done(&text);
	}
}

/* Order */

static const struct rib_community_pattern exact_150 = {65010u << 16 | 150, UINT32_MAX};
static const struct rib_community_set set_150 = {"150", &exact_150, 1};

/* The first tags and goes on, the second sees the tag, the third is never asked. */
static const struct rib_statement steps[] = {
    {"tag", {0}, {.add = added, .add_count = 1}, RIB_GO_ON},
    {"tagged", {.communities = &set_150}, {.local_pref_set = true, .local_pref = 7}, RIB_ACCEPT},
    {"rest", {0}, {.local_pref_set = true, .local_pref = 9}, RIB_REJECT},
};

static void check_chain(const struct rib_route_policy *first, const struct rib_route_policy *second,
                        bool accept, const char *statement)
{
	const struct rib_route_policy *list[] = {first, second};
	struct rib_policy_chain chain = {list, second == NULL ? 1 : 2};
	uint8_t bytes[1024];
	struct writer scratch = writer_of(bytes, sizeof(bytes));
	struct route_room room;
	struct bgp_attrs attrs = a_route(&room, "12076", "192.0.2.1");
	struct rib_policy_decision decision =
	    rib_policy_run(&chain, &(struct rib_policy_route){0}, &attrs, &scratch);

	assert_int_equal(decision.accept, accept);
	assert_string_equal(decision.statement == NULL ? "" : decision.statement->name, statement);
	assert_ptr_equal(decision.policy, second == NULL ? first : second);
}

static void test_order(void **state)
{
	(void)state;
	struct rib_route_policy all = {"all", steps, 3, false};
	struct rib_route_policy tag = {"tag", steps, 1, true};
	struct rib_route_policy look = {"look", steps + 1, 1, false};
	struct rib_route_policy look_or_pass = {"look", steps + 1, 1, true};

	check_chain(&all, NULL, true, "tagged");
	check_chain(&tag, NULL, true, "");
	check_chain(&look, NULL, false, "");
	check_chain(&look_or_pass, NULL, true, "");
	check_chain(&tag, &look, true, "tagged");
	check_chain(&tag, &(struct rib_route_policy){"rest", steps + 2, 1, true}, false, "rest");
}

static void test_equality(void **state)
{
	(void)state;
	struct rib_statement copy[3];
	struct rib_route_policy all = {"all", steps, 3, false};
	struct rib_route_policy same = {"same", copy, 3, false};
	const struct rib_route_policy *left[] = {&all};
	const struct rib_route_policy *right[] = {&same};
	struct rib_policy_chain a = {left, 1};
	struct rib_policy_chain b = {right, 1};

	memcpy(copy, steps, sizeof(copy));
	assert_true(rib_policy_chain_equal(&a, &b));
	assert_false(rib_policy_chain_equal(&a, NULL));
	assert_true(rib_policy_chain_equal(NULL, NULL));
	same.accept = true;
	assert_false(rib_policy_chain_equal(&a, &b));
	same.accept = false;
	copy[1].actions.local_pref = 8;
	assert_false(rib_policy_chain_equal(&a, &b));
	copy[1] = steps[1];
	copy[1].conditions.communities = NULL;
	assert_false(rib_policy_chain_equal(&a, &b));
}

/* On a session */

static void test_on_the_way_out(void **state)
{
	(void)state;
	struct prefix one = a_prefix("10.1.0.0/16");
	struct prefix other = a_prefix("10.2.0.0/16");
	struct rib_statement statements[] = {
	    {"longer", {.prefixes = prefixes("10.1.0.0/16", 16, 16)}, {.prepend = 2}, RIB_ACCEPT},
	};
	struct rib_route_policy policy = {"out", statements, 1, false};
	const struct rib_route_policy *list[] = {&policy};
	struct rib_policy_chain chain = {list, 1};
	struct rib_peer_conf to = {
	    .local_as = 65020, .peer_as = 12076, .export = {.policy = &chain}};
	uint8_t bytes[2048];
	struct writer scratch = writer_of(bytes, sizeof(bytes));
	struct route_room room;
	struct bgp_attrs attrs = a_route(&room, "", "192.0.2.1");
	struct text text = {0};

	assert_int_equal(
	    rib_export_apply(&to, (struct rib_source){.prefix = &other}, &attrs, &scratch),
	    RIB_POLICY);
	assert_int_equal(
	    rib_export_apply(&to, (struct rib_source){.prefix = &one}, &attrs, &scratch), RIB_PASS);
	as_path_format(attrs.as_path, " ", &text);
	assert_string_equal(text_str(&text), "65020 65020 65020");
	assert_false(addr_is_set(&attrs.next_hop));
	assert_false(bgp_attrs_have(&attrs, BGP_ATTR_LOCAL_PREF));
	assert_true(rib_policy_looks_at_prefix(&chain));
	assert_false(rib_policy_looks_at_neighbour(&chain));
	text_done(&text);
}

static void test_on_the_way_in(void **state)
{
	(void)state;
	struct rib_statement statements[] = {
	    {"azure",
	     {.as_paths = paths("^12076$")},
	     {.local_pref_set = true, .local_pref = 200, .next_hop_change = RIB_CHANGE_HOP_TO_SELF},
	     RIB_ACCEPT},
	};
	struct rib_route_policy policy = {"in", statements, 1, false};
	const struct rib_route_policy *list[] = {&policy};
	struct rib_policy_chain chain = {list, 1};
	struct prefix prefix = a_prefix("10.1.0.0/16");
	struct rib_peer_conf from = {
	    .local_as = 65020, .peer_as = 12076, .import = {.policy = &chain}};
	uint8_t bytes[2048];
	struct writer scratch = writer_of(bytes, sizeof(bytes));
	struct route_room room;
	struct bgp_attrs attrs = a_route(&room, "12076", "192.0.2.1");
	struct bgp_attrs longer;

	assert_int_equal(rib_import_policy(&from, &prefix, &attrs, &scratch), RIB_PASS);
	assert_int_equal(attrs.local_pref, 200);
	assert_true(addr_is_set(&attrs.next_hop));
	longer = a_route(&room, "12076 65515", "192.0.2.1");
	assert_int_equal(rib_import_policy(&from, &prefix, &longer, &scratch), RIB_POLICY);
	regfree(&pattern.regex);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_conditions),    cmocka_unit_test(test_neighbour_and_origin),
	    cmocka_unit_test(test_actions),       cmocka_unit_test(test_order),
	    cmocka_unit_test(test_equality),      cmocka_unit_test(test_on_the_way_out),
	    cmocka_unit_test(test_on_the_way_in),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
