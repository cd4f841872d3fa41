/* What an architect sees: ways, comparisons and results of expectations, as text and as JSON. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "report/check/check.h"
#include "report/compare.h"
#include "report/path.h"
#include "tests/lib/simulated.h"
#include "tests/lib/viewed.h"

/* Round-trip times are the lab's own, so that no change of the shipped table is seen here. */
static const char lab_text[] =
    "{'hairpin-lab:lab': {'name': '%s', 'override': {'rtt': ["
    " {'a': 'West Europe', 'b': 'London', 'ms': '8.0'},"
    " {'a': 'North Europe', 'b': 'London', 'ms': '11.0'},"
    " {'a': 'West Europe', 'b': 'North Europe', 'ms': '16.5'}]}, 'virtual-network': ["
    " {'name': 'vnet-a', 'region': 'West Europe', 'address-space': ['10.1.0.0/16'],"
    "  'subnet': [{'name': 'GatewaySubnet', 'address-prefix': ['10.1.255.0/27']}],"
    "  'virtual-network-gateway': {'name': 'gw-a', 'sku': 'ErGw2AZ',"
    "   'allow-remote-vnet-traffic': %s,"
    "   'connection': [{'name': 'c', 'express-route-circuit': 'er'}]}},"
    " {'name': 'vnet-b', 'region': 'North Europe', 'address-space': ['10.2.0.0/16'],"
    "  'subnet': [{'name': 'GatewaySubnet', 'address-prefix': ['10.2.255.0/27']}],"
    "  'virtual-network-gateway': {'name': 'gw-b', 'sku': 'ErGw1AZ',"
    "   'allow-remote-vnet-traffic': true,"
    "   'connection': [{'name': 'c', 'express-route-circuit': 'er'}]}}],"
    " 'express-route-circuit': [{'name': 'er', 'sku-tier': 'Standard', 'bandwidth-mbps': 200,"
    "  'peering-location': 'London', 'azure-private-peering': {'peer-asn': 65020,"
    "  'primary-peer-address-prefix': '172.16.0.0/30',"
    "  'secondary-peer-address-prefix': '172.16.0.4/30'}}]}}";

static struct simulated simulate_lab(const char *name, bool transit)
{
	struct text text = {0};

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	text_addf(&text, lab_text, name, transit ? "true" : "false");
#pragma GCC diagnostic pop
	struct simulated s = simulate_text(text_str(&text));
	text_done(&text);
	return s;
}

/* clang-format off */
static const char hairpin_text[] =
"vnet-a (10.1.0.4) -> vnet-b (10.2.0.4): ExpressRoute hairpin, 19.0 ms (given)\n"
" #  Hop           Address         RTT  Route        Source                        AS path      Why best\n"
" 0  vnet-a        10.1.0.4\n"
" 1  er/primary    10.1.255.4   8.0 ms  10.2.0.0/16  VirtualNetworkGateway gw-a/0  12076 12076  multipath\n"
"    er/secondary  10.1.255.5   8.0 ms  10.2.0.0/16  VirtualNetworkGateway gw-a/0  12076 12076  multipath\n"
" 2  gw-b          *           19.0 ms  10.2.0.0/16  BGP                           65515        multipath\n"
" 3  vnet-b        10.2.0.4    19.0 ms  10.2.0.0/16  Default\n"
"Limit: gw-b: 1,000 Mbps, 100,000 packets/s, 200,000 flows\n"
"\n";

static const char closed_text[] =
"vnet-a (10.1.0.4) -> vnet-b (10.2.0.4): not reachable\n"
"Stops: gw-a/0 was told 10.2.0.0/16 by er/primary (AS path 12076 12076) and refused it: the gateway does not accept other virtual networks [remote-vnet-toggle]\n"
"\n";

static const char compare_text[] =
"shut: vnet-a -> vnet-b lost: gw-a/0 was told 10.2.0.0/16 by er/primary (AS path 12076 12076) and refused it: the gateway does not accept other virtual networks\n"
"\n"
"   From    To      open                      RTT  shut                        RTT\n"
"-  vnet-a  vnet-b  ExpressRoute hairpin  19.0 ms  not reachable\n"
"   vnet-b  vnet-a  ExpressRoute hairpin  19.0 ms  ExpressRoute hairpin  no answer\n"
"\n"
"Way               Lab   By                                Limit\n"
"vnet-a -> vnet-b  open  er/primary | er/secondary > gw-b  gw-b: 1,000 Mbps, 100,000 packets/s, 200,000 flows\n"
"                  shut  not reachable\n"
"\n"
"In shut, vnet-a -> vnet-b: gw-a/0 was told 10.2.0.0/16 by er/primary (AS path 12076 12076) and refused it: the gateway does not accept other virtual networks\n"
"\n"
"gw-a/0, gw-a/1\n"
"  - 10.2.0.0/16 via er/primary, er/secondary, AS path 12076 12076, weight 32769\n";

static const char check_text[] =
"ok    far: no way in any of 2 directions uses it\n"
"FAIL  apart: packets pass in 1 of 2 directions, first vnet-b -> vnet-a\n"
"      isolated, e.json:1\n"
"      vnet-b -> vnet-a: reachable by ExpressRoute hairpin, no answer: er/primary | er/secondary > gw-a\n"
"        the way of 10.1.0.0/16 to gw-b/0:\n"
"          gw-a/0      originates it\n"
"          er/primary  AS path 65515\n"
"          gw-b/0      AS path 12076 12076\n"
"2 expectations, 1 failed\n";
/* clang-format on */

static void print_path(const struct path *path, const struct facts *rules, struct text *out)
{
	struct view *view = view_begin(VIEW_TEXT, out);

	path_view(view, path, rules);
	view_end(view);
}

static void assert_begins(const char *text, const char *wanted)
{
	if (strncmp(text, wanted, strlen(wanted)) != 0)
		assert_string_equal(text, wanted);
}

static void a_hairpin_shows_every_hop_and_its_route(void **state)
{
	(void)state;
	struct simulated s = simulate_lab("open", true);
	struct path *path = a_path(&s, "vnet-a", "vnet-b");
	struct text text = {0};

	print_path(path, NULL, &text);
	assert_begins(text_str(&text), hairpin_text);
	assert_non_null(strstr(text_str(&text), "\nRound trip: 19.0 ms (given)\n"));
	path_free(path);
	text_done(&text);
	simulated_done(&s);
}

static void a_closed_way_shows_why_and_both_directions_are_needed(void **state)
{
	(void)state;
	struct simulated s = simulate_lab("shut", false);
	struct path *path = a_path(&s, "vnet-a", "vnet-b");
	struct text text = {0};

	print_path(path, NULL, &text);
	assert_begins(text_str(&text), closed_text);
	assert_non_null(strstr(text_str(&text), "\nAsymmetric: one way only: "));
	assert_non_null(strstr(text_str(&text), "\nNo connection: "));
	path_free(path);
	text_done(&text);
	simulated_done(&s);
}

/* source-gateway-bypassed, as data/rules.json has it. */
static void explaining_names_each_rule_once_with_its_source(void **state)
{
	(void)state;
	struct simulated s = simulate_lab("open", true);
	struct path *path = a_path(&s, "vnet-a", "vnet-b");
	const struct azure_rule *rule = facts_rule(s.lab->facts, "source-gateway-bypassed");
	struct text text = {0};
	struct text wanted = {0};

	print_path(path, s.lab->facts, &text);
	text_addf(&wanted, "\n  %s (confidence %s, %s)\n    %s\n    Source: %s\n", rule->id,
	          rule->confidence, rule->date, rule->what, rule->source);
	const char *found = strstr(text_str(&text), text_str(&wanted));
	assert_non_null(found);
	assert_null(strstr(found + 1, text_str(&wanted)));
	path_free(path);
	text_done(&text);
	text_done(&wanted);
	simulated_done(&s);
}

static const cJSON *member(const cJSON *object, const char *name)
{
	const cJSON *found = cJSON_GetObjectItemCaseSensitive(object, name);

	if (found == NULL)
		fail_msg("no member '%s'", name);
	return found;
}

static void json_has_the_same(void **state)
{
	(void)state;
	struct simulated s = simulate_lab("open", true);
	struct path *path = a_path(&s, "vnet-a", "vnet-b");
	struct text out = {0};
	struct view *view = view_begin(VIEW_JSON, &out);

	path_view(view, path, s.lab->facts);
	cJSON *json = viewed_json(view, &out);
	const cJSON *there = member(json, "there");
	const cJSON *way = cJSON_GetArrayItem(member(there, "ways"), 1);
	const cJSON *hops = member(way, "hops");
	const cJSON *msee = cJSON_GetArrayItem(hops, 1);
	const cJSON *route = member(msee, "route");
	const cJSON *limit = member(member(there, "bottleneck"), "packetsPerSecond");

	assert_true(cJSON_IsTrue(member(json, "reachable")));
	assert_int_equal(member(json, "rttUs")->valueint, 19000);
	assert_string_equal(member(there, "mechanism")->valuestring, "expressroute-hairpin");
	assert_string_equal(member(there, "rttBasis")->valuestring, "given");
	assert_int_equal(cJSON_GetArraySize(hops), 4);
	assert_string_equal(member(msee, "element")->valuestring, "er/secondary");
	assert_string_equal(member(msee, "kind")->valuestring, "msee");
	assert_string_equal(member(msee, "address")->valuestring, "10.1.255.5");
	assert_string_equal(member(route, "prefix")->valuestring, "10.2.0.0/16");
	assert_string_equal(member(route, "source")->valuestring, "VirtualNetworkGateway");
	assert_string_equal(member(route, "table")->valuestring, "gw-a/0");
	assert_int_equal(cJSON_GetArraySize(member(route, "asPath")), 2);
	assert_int_equal(cJSON_GetArrayItem(member(route, "asPath"), 1)->valueint, 12076);
	assert_string_equal(member(route, "selectionReason")->valuestring, "multipath");
	assert_true(cJSON_IsTrue(member(cJSON_GetArrayItem(hops, 2), "silent")));
	assert_int_equal(member(limit, "value")->valueint, 100000);
	assert_string_equal(member(limit, "element")->valuestring, "gw-b");
	member(member(member(json, "rules"), "remote-vnet-toggle"), "confidence");
	cJSON_Delete(json);
	path_free(path);
	simulated_done(&s);
}

static void a_comparison_shows_ways_limits_reasons_and_routes(void **state)
{
	(void)state;
	struct simulated a = simulate_lab("open", true);
	struct simulated b = simulate_lab("shut", false);
	struct comparison *comparison = compare_designs(a.fabric, b.fabric, ADDR_IPV4);
	struct text out = {0};
	struct view *view = view_begin(VIEW_JSON, &out);

	compare_view(view, comparison);
	cJSON *json = viewed_json(view, &out);
	const cJSON *direction = cJSON_GetArrayItem(member(json, "directions"), 0);
	const cJSON *node = cJSON_GetArrayItem(member(json, "routes"), 0);

	view = view_begin(VIEW_TEXT, &out);
	compare_view(view, comparison);
	viewed_equals(view, &out, compare_text);
	assert_true(cJSON_IsFalse(member(json, "equal")));
	assert_int_equal(member(json, "directionsThatDiffer")->valueint, 1);
	assert_string_equal(member(member(direction, "second"), "state")->valuestring,
	                    "unreachable");
	assert_int_equal(cJSON_GetArraySize(member(node, "lost")), 1);
	assert_int_equal(cJSON_GetArraySize(member(node, "gained")), 0);
	cJSON_Delete(json);
	compare_free(comparison);
	simulated_done(&a);
	simulated_done(&b);
}

static void results_show_evidence_where_they_fail(void **state)
{
	static const char expectations[] =
	    "{\"hairpin-expect:expectations\": {"
	    "\"isolated\": [{\"name\": \"apart\", \"a\": [\"vnet-a\"], \"b\": [\"vnet-b\"]}],"
	    "\"path-avoids\": [{\"name\": \"far\", \"from\": [\"vnet-a\"], \"to\": [\"vnet-b\"],"
	    "\"element\": [\"gw-b\"]}]}}";
	(void)state;
	struct simulated s = simulate_lab("shut", false);
	struct findings findings = {0};
	struct expectations *e =
	    expect_parse("e.json", expectations, sizeof(expectations) - 1, &findings);
	struct expect_report *report = expect_judge(s.fabric, e, &findings);
	struct text text = {0};
	struct view *view = view_begin(VIEW_JSON, &text);

	check_view(view, "shut", &report, 1);
	cJSON *json = viewed_json(view, &text);

	/* The kinds come in the order of the module. */
	struct expect_result first = report->results[0];
	report->results[0] = report->results[1];
	report->results[1] = first;
	view = view_begin(VIEW_TEXT, &text);
	check_view(view, "shut", &report, 1);
	viewed_equals(view, &text, check_text);
	assert_int_equal(member(json, "failed")->valueint, 1);
	const cJSON *result = cJSON_GetArrayItem(member(json, "results"), 0);
	assert_string_equal(member(result, "kind")->valuestring, "isolated");
	assert_int_equal(member(result, "line")->valueint, 1);
	assert_int_equal(cJSON_GetArraySize(member(result, "evidence")), 5);
	cJSON_Delete(json);
	expect_report_free(report);
	expect_free(e);
	findings_done(&findings);
	simulated_done(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_hairpin_shows_every_hop_and_its_route),
	    cmocka_unit_test(a_closed_way_shows_why_and_both_directions_are_needed),
	    cmocka_unit_test(explaining_names_each_rule_once_with_its_source),
	    cmocka_unit_test(json_has_the_same),
	    cmocka_unit_test(a_comparison_shows_ways_limits_reasons_and_routes),
	    cmocka_unit_test(results_show_evidence_where_they_fail),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
