/* Expectations: how they are read, what holds, and with what evidence the others fail. The lab is
 * drawn in tests/lib/azure_lab.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "query/expect/expect.h"
#include "tests/lib/azure_lab.h"
#include "tests/lib/simulated.h"

/* The text is written with ' for ". */
static struct expectations *parse(const char *file, const char *text, struct findings *findings)
{
	char *quoted = xstrdup(text);
	struct expectations *out;

	for (char *at = quoted; *at != '\0'; at++) {
		if (*at == '\'')
			*at = '"';
	}
	out = expect_parse(file, quoted, strlen(quoted), findings);
	free(quoted);
	return out;
}

/* Fails the test when the text is not good; members go into the container. */
static struct expectations *parse_members(const char *members)
{
	struct findings findings = {0};
	struct text text = {0};
	struct text complaints = {0};
	struct expectations *out;

	text_addf(&text, "{'hairpin-expect:expectations': {%s}}", members);
	out = parse("e.json", text_str(&text), &findings);
	findings_format(&findings, 0, &complaints);
	if (out == NULL)
		fail_msg("%s", text_str(&complaints));
	text_done(&text);
	text_done(&complaints);
	findings_done(&findings);
	return out;
}

static void all_members_are_read(void **state)
{
	(void)state;
	struct expectations *e = parse_members(
	    "'description': 'all', 'route': [{'name': 'r', 'node': ['er-1', 'gw-*'], 'role': "
	    "'msee',"
	    "'prefix': '10.0.0.0/8', 'or-longer': true, 'state': 'absent', 'attributes': {"
	    "'as-path': '12076 12076', 'next-hop': '10.0.0.1', 'community': ['12076:20031',"
	    "'no-export'], 'weight': 5, 'med': 6, 'local-pref': 7, 'best': true}}],"
	    "'reachability': [{'name': 'v', 'from': ['a'], 'to': ['b', 'c'], 'reachable': false,"
	    "'by': 'on-premises-transit', 'both-ways': false, 'family': 'ipv6'}],"
	    "'isolated': [{'name': 'i', 'a': ['x'], 'b': ['y']}],"
	    "'path-avoids': [{'name': 'p', 'from': ['a'], 'to': ['b'], 'element': ['er-1']}]");
	const struct expectation *route = &e->items[0];
	const struct expectation *reach = &e->items[1];

	assert_int_equal(e->count, 4);
	assert_string_equal(e->description, "all");
	assert_int_equal(route->kind, EXPECT_ROUTE);
	assert_string_equal(route->name, "r");
	assert_int_equal(route->place.line, 1);
	assert_int_equal(route->nodes.count, 2);
	assert_string_equal(route->nodes.items[1], "gw-*");
	assert_string_equal(route->role, "msee");
	assert_true(route->or_longer && route->absent);
	assert_string_equal(route->attributes.as_path, "12076 12076");
	assert_int_equal(addr_as_u32(&route->attributes.next_hop), 0x0a000001);
	assert_int_equal(route->attributes.community_count, 2);
	assert_true(route->attributes.weight_set && route->attributes.weight == 5);
	assert_true(route->attributes.med_set && route->attributes.med == 6);
	assert_true(route->attributes.local_pref_set && route->attributes.local_pref == 7);
	assert_true(route->attributes.best_set && route->attributes.best);
	assert_int_equal(reach->kind, EXPECT_REACHABILITY);
	assert_int_equal(reach->to.count, 2);
	assert_false(reach->reachable || reach->both_ways);
	assert_int_equal(reach->by, PATH_TRANSIT);
	assert_int_equal(reach->family, ADDR_IPV6);
	assert_int_equal(e->items[2].kind, EXPECT_ISOLATED);
	assert_int_equal(e->items[2].family, ADDR_NONE);
	assert_true(e->items[3].both_ways);
	assert_string_equal(e->items[3].elements.items[0], "er-1");
	expect_free(e);
}

static void defaults_are_those_of_the_module(void **state)
{
	(void)state;
	struct expectations *e =
	    parse_members("'route': [{'name': 'r', 'role': 'msee', 'prefix': '10.0.0.0/8'}],"
	                  "'reachability': [{'name': 'v', 'from': ['a'], 'to': ['b']}]");

	assert_false(e->items[0].or_longer || e->items[0].absent);
	assert_null(e->items[0].attributes.as_path);
	assert_false(e->items[0].attributes.weight_set || e->items[0].attributes.best_set);
	assert_true(e->items[1].reachable && e->items[1].both_ways);
	assert_int_equal(e->items[1].by, PATH_NONE);
	assert_int_equal(e->items[1].family, ADDR_IPV4);
	expect_free(e);
}

static void yaml_is_the_same(void **state)
{
	(void)state;
	struct findings findings = {0};
	struct expectations *e = parse("e.yaml",
	                               "hairpin-expect:expectations:\n"
	                               "  isolated:\n"
	                               "  - name: apart\n"
	                               "    a: [vnet-a]\n"
	                               "    b: [vnet-b]\n",
	                               &findings);

	assert_non_null(e);
	assert_string_equal(e->items[0].name, "apart");
	assert_int_equal(e->items[0].place.line, 3);
	expect_free(e);
	findings_done(&findings);
}

static void what_is_wrong_in_a_file_is_found_with_its_place(void **state)
{
	static const struct {
		const char *members;
		const char *said;
	} rows[] = {
	    {"'route': [{'name': 'r', 'prefix': '10.0.0.0/8'}]", "'node' or 'role' must say where"},
	    {"'route': [{'name': 'r', 'role': 'mse', 'prefix': '10.0.0.0/8'}]", "msee"},
	    {"'route': [{'name': 'r', 'role': 'msee'}]", "prefix"},
	    {"'reachability': [{'name': 'r', 'from': ['a'], 'to': ['b'], 'by': 'magic'}]",
	     "expressroute-hairpin"},
	    {"'isolated': [{'name': 'i', 'a': ['x']}]", "b"},
	    {"'isolation': []", "isolated"},
	};
	(void)state;

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct findings findings = {0};
		struct text text = {0};
		struct text said = {0};

		text_addf(&text, "{'hairpin-expect:expectations': {%s}}", rows[i].members);
		assert_null(parse("e.json", text_str(&text), &findings));
		findings_format(&findings, 0, &said);
		if (strncmp(text_str(&said), "e.json:1:", 9) != 0 ||
		    strstr(text_str(&said), rows[i].said) == NULL)
			fail_msg("'%s' does not say '%s'", text_str(&said), rows[i].said);
		text_done(&text);
		text_done(&said);
		findings_done(&findings);
	}
}

struct judged {
	struct simulated s;
	struct expectations *expectations;
	struct expect_report *report;
};

static struct judged judge(const char *members)
{
	struct judged j = {.s = simulate(azure_lab()), .expectations = parse_members(members)};
	struct findings findings = {0};

	j.report = expect_judge(j.s.fabric, j.expectations, &findings);
	assert_non_null(j.report);
	findings_done(&findings);
	return j;
}

static void judged_done(struct judged *j)
{
	expect_report_free(j->report);
	expect_free(j->expectations);
	simulated_done(&j->s);
}

static void assert_evidence(const struct expect_result *result, const char *const *lines,
                            uint32_t count)
{
	for (uint32_t i = 0; i < count && i < result->evidence_count; i++)
		assert_string_equal(result->evidence[i], lines[i]);
	assert_int_equal(result->evidence_count, count);
}

/* Which of the expectations hold on the lab. */
/* clang-format off */
static const struct row {
	bool holds;
	const char *members;
} rows[] = {
	/* msee-as-override, msee-remove-private-as, gateway-weight */
	{true,  "'route': [{'name': 'r', 'node': ['gw-b'], 'prefix': '10.1.0.0/16', 'attributes': {'as-path': '12076 12076', 'weight': 32769}}]"},
	{false, "'route': [{'name': 'r', 'node': ['gw-b'], 'prefix': '10.1.0.0/16', 'attributes': {'as-path': '12076 12076', 'weight': 32868}}]"},
	{false, "'route': [{'name': 'r', 'node': ['gw-b'], 'prefix': '10.1.0.0/16', 'attributes': {'as-path': '12076'}}]"},
	{true,  "'route': [{'name': 'r', 'role': 'site-router', 'prefix': '10.1.0.0/16', 'attributes': {'as-path': '12076'}}]"},
	{true,  "'route': [{'name': 'r', 'node': ['gw-a'], 'prefix': '10.3.0.0/16', 'attributes': {'as-path': '12076 65020 12076', 'weight': 32869, 'best': true}}]"},
	{true,  "'route': [{'name': 'r', 'node': ['gw-a'], 'prefix': '10.3.0.0/16', 'attributes': {'as-path': '12076 12076', 'weight': 32769, 'best': false}}]"},
	{false, "'route': [{'name': 'r', 'node': ['gw-a'], 'prefix': '10.3.0.0/16', 'attributes': {'as-path': '12076 12076', 'best': true}}]"},
	/* regional-community: 12076:50002 is West Europe */
	{true,  "'route': [{'name': 'r', 'node': ['gw-b'], 'prefix': '10.2.0.0/20', 'attributes': {'community': ['12076:20031', '12076:50002']}}]"},
	{false, "'route': [{'name': 'r', 'node': ['gw-b'], 'prefix': '10.2.0.0/20', 'attributes': {'community': ['12076:20031', '12076:50003']}}]"},
	{false, "'route': [{'name': 'r', 'node': ['gw-b'], 'prefix': '10.1.0.0/16', 'attributes': {'community': ['12076:50002']}}]"},
	{true,  "'route': [{'name': 'r', 'node': ['gw-b/0'], 'prefix': '10.1.0.0/16', 'attributes': {'next-hop': '10.3.255.4'}}]"},
	{false, "'route': [{'name': 'r', 'node': ['gw-b/0'], 'prefix': '10.1.0.0/16', 'attributes': {'next-hop': '10.3.255.6'}}]"},
	{true,  "'route': [{'name': 'r', 'node': ['er-1/secondary'], 'prefix': '192.168.0.0/24', 'attributes': {'med': 50, 'as-path': '65020 65020 65020', 'local-pref': 100}}]"},
	{false, "'route': [{'name': 'r', 'node': ['er-1/secondary'], 'prefix': '192.168.0.0/24', 'attributes': {'med': 51}}]"},
	{false, "'route': [{'name': 'r', 'node': ['er-1/secondary'], 'prefix': '192.168.0.0/24', 'attributes': {'local-pref': 101}}]"},
	/* remote-vnet-toggle: what gw-d was told and refused is not in its tables */
	{true,  "'route': [{'name': 'r', 'node': ['gw-d'], 'prefix': '10.1.0.0/16', 'state': 'absent'}]"},
	{false, "'route': [{'name': 'r', 'node': ['gw-d'], 'prefix': '10.1.0.0/16'}]"},
	{true,  "'route': [{'name': 'r', 'node': ['gw-d'], 'prefix': '10.0.0.0/8', 'state': 'absent'}]"},
	{false, "'route': [{'name': 'r', 'node': ['gw-d'], 'prefix': '10.0.0.0/8', 'or-longer': true, 'state': 'absent'}]"}, /* its own */
	{true,  "'route': [{'name': 'r', 'node': ['er-*', 'dc'], 'prefix': '10.1.0.0/16'}]"},
	{true,  "'route': [{'name': 'r', 'node': ['gw-?', 'er-1'], 'role': 'msee', 'prefix': '10.6.0.0/16', 'attributes': {'as-path': '65515'}}]"},
	/* remote-vnet-toggle, circuits-do-not-talk, peering-beats-bgp */
	{true,  "'reachability': [{'name': 'r', 'from': ['vnet-c'], 'to': ['vnet-a'], 'by': 'expressroute-hairpin'}]"},
	{false, "'reachability': [{'name': 'r', 'from': ['vnet-a'], 'to': ['vnet-b'], 'by': 'expressroute-hairpin'}]"},
	{true,  "'reachability': [{'name': 'r', 'from': ['vnet-a'], 'to': ['vnet-b'], 'by': 'on-premises-transit', 'both-ways': false}]"},
	{true,  "'reachability': [{'name': 'r', 'from': ['vnet-a'], 'to': ['spoke-*'], 'by': 'vnet-peering'}]"},
	{true,  "'reachability': [{'name': 'r', 'from': ['dc'], 'to': ['vnet-?'], 'by': 'on-premises'}]"},
	{true,  "'reachability': [{'name': 'r', 'from': ['vnet-a'], 'to': ['dc'], 'family': 'ipv6'}]"},
	{false, "'reachability': [{'name': 'r', 'from': ['vnet-b'], 'to': ['vnet-d']}]"},
	{true,  "'reachability': [{'name': 'r', 'from': ['vnet-b'], 'to': ['vnet-d'], 'both-ways': false}]"},
	{false, "'reachability': [{'name': 'r', 'from': ['vnet-b'], 'to': ['vnet-d'], 'reachable': false}]"},
	{true,  "'reachability': [{'name': 'r', 'from': ['vnet-d'], 'to': ['vnet-b'], 'reachable': false, 'both-ways': false}]"},
	{false, "'isolated': [{'name': 'i', 'a': ['vnet-d'], 'b': ['vnet-b']}]"}, /* one direction is enough */
	{true,  "'isolated': [{'name': 'i', 'a': ['spoke-x'], 'b': ['vnet-b', 'vnet-c', 'dc']}]"},
	{true,  "'isolated': [{'name': 'i', 'a': ['vnet-idle'], 'b': ['*']}]"}, /* not against itself */
	/* Ends that are no whole networks. */
	{true,  "'reachability': [{'name': 'r', 'from': ['192.168.0.7'], 'to': ['10.1.0.0/24', 'vnet-c'], 'by': 'on-premises'}]"},
	{false, "'reachability': [{'name': 'r', 'from': ['vnet-b'], 'to': ['10.6.0.4']}]"}, /* a host of vnet-d: one direction alone */
	{true,  "'reachability': [{'name': 'r', 'from': ['vnet-a'], 'to': ['fd00:dc::7'], 'family': 'ipv6'}]"},
	{true,  "'isolated': [{'name': 'i', 'a': ['spoke-x'], 'b': ['10.3.0.9', '192.168.0.0/25']}]"},
	{false, "'isolated': [{'name': 'i', 'a': ['10.1.0.9'], 'b': ['192.168.0.9']}]"},
	{false, "'path-avoids': [{'name': 'p', 'from': ['vnet-a'], 'to': ['vnet-b'], 'element': ['dc']}]"},
	{false, "'path-avoids': [{'name': 'p', 'from': ['vnet-b'], 'to': ['vnet-a'], 'element': ['dc/ce1']}]"},
	{true,  "'path-avoids': [{'name': 'p', 'from': ['vnet-b'], 'to': ['vnet-a'], 'element': ['dc'], 'both-ways': false}]"},
	{true,  "'path-avoids': [{'name': 'p', 'from': ['vnet-c'], 'to': ['vnet-a'], 'element': ['er-1', 'gw-b', 'dc']}]"},
	{false, "'path-avoids': [{'name': 'p', 'from': ['vnet-c'], 'to': ['vnet-a'], 'element': ['er-2/secondary']}]"},
	{false, "'path-avoids': [{'name': 'p', 'from': ['vnet-c'], 'to': ['vnet-a'], 'element': ['gw-*']}]"},
};
/* clang-format on */

static void expectations_hold_or_fail(void **state)
{
	(void)state;
	struct simulated s = simulate(azure_lab());

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct expectations *e = parse_members(rows[i].members);
		struct findings findings = {0};
		struct expect_report *report = expect_judge(s.fabric, e, &findings);

		assert_non_null(report);
		assert_int_equal(report->count, 1);
		if (report->results[0].passed != rows[i].holds)
			fail_msg("%s: %s", rows[i].members, report->results[0].message);
		assert_int_equal(report->failed, !rows[i].holds);
		assert_non_null(report->results[0].message);
		/* What fails comes with evidence, what holds needs none. */
		assert_int_equal(report->results[0].evidence_count == 0, rows[i].holds);
		expect_report_free(report);
		expect_free(e);
		findings_done(&findings);
	}
	simulated_done(&s);
}

static void a_leak_is_shown_from_its_origin_hop_by_hop(void **state)
{
	static const char *const lines[] = {
	    ("gw-a/0 has 10.3.0.0/16 from er-2/primary, AS path '12076 65020 12076', next hop "
	     "10.1.255.6, weight 32869, local preference 100"),
	    "  the way of 10.3.0.0/16 to gw-a/0:",
	    "    gw-b/0        originates it",
	    "    er-1/primary  AS path 65515",
	    "    dc/ce1        AS path 12076",
	    "    er-2/primary  AS path 65020 12076",
	    "    gw-a/0        AS path 12076 65020 12076",
	};
	(void)state;
	struct judged j = judge("'route': [{'name': 'r', 'node': ['gw-a/0'], 'prefix': "
	                        "'10.3.0.0/16', 'state': 'absent'}]");

	assert_string_equal(j.report->results[0].message, "10.3.0.0/16 is present at 1 of 1 node");
	assert_evidence(&j.report->results[0], lines, COUNT_OF(lines));
	judged_done(&j);
}

static void what_is_not_isolated_is_shown_with_path_and_route(void **state)
{
	(void)state;
	struct judged j = judge("'isolated': [{'name': 'i', 'a': ['vnet-d'], 'b': ['vnet-b']}]");
	const struct expect_result *result = &j.report->results[0];

	assert_string_equal(result->message,
	                    "packets pass in 1 of 2 directions, first vnet-b -> vnet-d");
	assert_int_equal(result->evidence_count, 5);
	assert_non_null(
	    strstr(result->evidence[0], "vnet-b -> vnet-d: reachable by ExpressRoute hairpin, "));
	assert_non_null(strstr(result->evidence[0], ": er-1/primary | er-1/secondary > gw-d"));
	assert_string_equal(result->evidence[1], "  the way of 10.6.0.0/16 to gw-b/0:");
	assert_string_equal(result->evidence[2], "    gw-d/0        originates it");
	assert_string_equal(result->evidence[3], "    er-1/primary  AS path 65515");
	assert_string_equal(result->evidence[4], "    gw-b/0        AS path 12076 12076");
	judged_done(&j);
}

static void an_external_router_is_judged_by_what_it_was_told(void **state)
{
	(void)state;
	struct simulated s = simulate(azure_lab());
	struct snapshot_node *router = &s.snapshot->nodes[plan_find_node(s.plan, "dc/ce1")];
	struct findings findings = {0};
	struct expectations *e = parse_members(
	    "'route': [{'name': 'there', 'node': ['dc'], 'prefix': '10.1.0.0/16', 'attributes':"
	    "{'as-path': '12076'}}, {'name': 'not', 'node': ['dc'], 'prefix': '10.7.0.0/16'},"
	    "{'name': 'leak', 'node': ['gw-c/0'], 'prefix': '10.3.0.0/16', 'state': 'absent'}]");

	router->present = false;
	router->path_count = 0;
	router->told_count = 0;
	struct expect_report *report = expect_judge(s.fabric, e, &findings);
	assert_true(report->results[0].passed);
	assert_false(report->results[1].passed);
	assert_false(report->results[2].passed);
	/* Before the router nothing is known of the way. */
	assert_string_equal(report->results[2].evidence[2], "    dc/ce1        announces it");
	expect_report_free(report);
	expect_free(e);
	findings_done(&findings);
	simulated_done(&s);
}

static void unknown_names_are_findings(void **state)
{
	static const struct {
		const char *members;
		const char *said;
	} wrong[] = {
	    {"'route': [{'name': 'r', 'node': ['gw-a/2'], 'prefix': '10.0.0.0/8'}]",
	     "e.json:1:67: error: there is no node 'gw-a/2' in lab 'everything'; did you mean "
	     "'gw-a/0'?\n"},
	    {"'route': [{'name': 'r', 'node': ['er-9*'], 'prefix': '10.0.0.0/8'}]",
	     "nothing matches as node 'er-9*'"},
	    {"'route': [{'name': 'r', 'node': ['er-1'], 'role': 'er-gateway', 'prefix': "
	     "'10.0.0.0/8'}]",
	     "no node of lab 'everything' is meant by this expectation"},
	    {"'isolated': [{'name': 'i', 'a': ['vnet-bb'], 'b': ['dc']}]",
	     "there is no virtual network or site 'vnet-bb' in lab 'everything'; did you mean "
	     "'vnet-b'?"},
	    {"'path-avoids': [{'name': 'p', 'from': ['vnet-a'], 'to': ['dc'], 'element': ['er1']}]",
	     "there is no element 'er1' in lab 'everything'; did you mean 'er-1'?"},
	    {"'isolated': [{'name': 'i', 'a': ['203.0.113.7'], 'b': ['vnet-b']}]",
	     "no packets begin there"},
	    {"'isolated': [{'name': 'i', 'a': ['vnet-b/nowhere'], 'b': ['vnet-b']}]",
	     "'vnet-b/nowhere' is neither a virtual network"},
	    {"'isolated': [{'name': 'i', 'a': ['10.1.0.9'], 'b': ['fd00:dc::7']}]",
	     "nothing would be examined"},
	    {"'isolated': [{'name': 'i', 'a': ['vnet-b'], 'b': ['vnet-b']}]",
	     "nothing would be examined"},
	    {"'reachability': [{'name': 'r', 'from': ['vnet-b'], 'to': ['dc'], 'family': 'ipv6'}]",
	     "nothing would be examined"},
	    {"'reachability': [{'name': 'r', 'from': ['vnet-a', 'vnet-b'], 'to': ['dc'], 'family': "
	     "'ipv6'}]",
	     "'vnet-b' has no address of a family that is examined"},
	};
	(void)state;
	struct simulated s = simulate(azure_lab());

	for (size_t i = 0; i < COUNT_OF(wrong); i++) {
		struct expectations *e = parse_members(wrong[i].members);
		struct findings findings = {0};
		struct text said = {0};

		assert_null(expect_judge(s.fabric, e, &findings));
		findings_format(&findings, 0, &said);
		if (strstr(text_str(&said), wrong[i].said) == NULL)
			fail_msg("'%s' does not say '%s'", text_str(&said), wrong[i].said);
		text_done(&said);
		expect_free(e);
		findings_done(&findings);
	}
	simulated_done(&s);
}

/* Evidence of a great failure is cut, and says so. */
static void evidence_is_bounded(void **state)
{
	(void)state;
	struct judged j = judge("'isolated': [{'name': 'i', 'a': ['*'], 'b': ['*']}]");
	const struct expect_result *result = &j.report->results[0];

	assert_true(result->evidence_count <= 61);
	assert_non_null(strstr(result->evidence[result->evidence_count - 1], "more directions"));
	judged_done(&j);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(all_members_are_read),
	    cmocka_unit_test(defaults_are_those_of_the_module),
	    cmocka_unit_test(yaml_is_the_same),
	    cmocka_unit_test(what_is_wrong_in_a_file_is_found_with_its_place),
	    cmocka_unit_test(expectations_hold_or_fail),
	    cmocka_unit_test(a_leak_is_shown_from_its_origin_hop_by_hop),
	    cmocka_unit_test(what_is_not_isolated_is_shown_with_path_and_route),
	    cmocka_unit_test(an_external_router_is_judged_by_what_it_was_told),
	    cmocka_unit_test(unknown_names_are_findings),
	    cmocka_unit_test(evidence_is_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
