/*
 * Hops of ways: who they are, what they let pass, and which route chose them. One lab, of which
 * each test changes some words.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/check.h"
#include "query/path/path.h"
#include "tests/lib/simulated.h"
#include "tests/query/ways.h"

/* clang-format off */
static const char lab_text[] =
"{'hairpin-lab:lab': {'name': 'hops', 'override': {'limit': [OVERRIDE]}, 'virtual-network': ["
" {'name': 'vnet-a', 'region': 'West Europe', 'address-space': ['10.1.0.0/16'],"
"  'subnet': [{'name': 'GatewaySubnet', 'address-prefix': ['10.1.255.0/26']},"
"   {'name': 'RouteServerSubnet', 'address-prefix': ['10.1.254.0/26']},"
"   {'name': 'nva', 'address-prefix': ['10.1.0.0/24']NVA-TABLE},"
"   {'name': 'vms', 'address-prefix': ['10.1.1.0/24'], 'route-table': 'by-fw'}],"
"  'virtual-network-gateway': {'name': 'gw-a', 'sku': 'ErGw3AZ', 'allow-remote-vnet-traffic': true,"
"   'connection': [{'name': 'c1', 'express-route-circuit': 'er-1', 'routing-weight': WEIGHT},"
"    {'name': 'c2', 'express-route-circuit': 'er-2', 'routing-weight': 5}]},"
"  'vpn-gateway': {'name': 'vpngw', 'sku': 'VpnGw2AZ', 'active-active': true,"
"   'connection': [{'name': 't', 'local-network-gateway': 'lng', 'enable-bgp': true}]},"
"  'network-virtual-appliance': [{'name': 'fw', 'ip-address': '10.1.0.4'}],"
"  ROUTE-SERVER"
"  'virtual-network-peering': [{'name': 'p', 'remote-virtual-network': 'spoke'},"
"   {'name': 'p2', 'remote-virtual-network': 'spoke-2'}]},"
" {'name': 'vnet-b', 'region': 'North Europe', 'address-space': ['10.2.0.0/16'],"
"  'subnet': [{'name': 'GatewaySubnet', 'address-prefix': ['10.2.255.0/27']}],"
"  'virtual-network-gateway': {'name': 'gw-b', 'sku': 'ErGw1AZ', 'allow-remote-vnet-traffic': true,"
"   'connection': [{'name': 'c1', 'express-route-circuit': 'er-1'},"
"    {'name': 'c2', 'express-route-circuit': 'er-2'}]}},"
" {'name': 'spoke', 'region': 'West Europe', 'address-space': ['10.3.0.0/16'],"
"  'virtual-network-peering': [{'name': 'p', 'remote-virtual-network': 'vnet-a'FORWARDED}]},"
" {'name': 'spoke-2', 'region': 'West Europe', 'address-space': ['10.4.0.0/16'],"
"  'subnet': [{'name': 'vms', 'address-prefix': ['10.4.1.0/24'], 'route-table': 'by-fw'}],"
"  'virtual-network-peering': [{'name': 'p', 'remote-virtual-network': 'vnet-a'}]}],"
" 'route-table': [{'name': 'by-fw', 'route': [{'name': 'spoke', 'address-prefix': '10.3.0.0/16',"
"   'next-hop-type': 'VirtualAppliance', 'next-hop-ip-address': '10.1.0.4'}]},"
"  {'name': 'onward', 'route': [{'name': 'spoke', 'address-prefix': '10.3.0.0/16',"
"   'next-hop-type': 'VirtualAppliance', 'next-hop-ip-address': '10.3.0.9'}]}],"
" 'local-network-gateway': [{'name': 'lng', 'asn': 65020, 'bgp-peering-address': '192.168.200.1',"
"   'site': 'dc', 'router': 'fw1'PREPEND}],"
" 'express-route-circuit': ["
"  {'name': 'er-1', 'sku-tier': 'Premium', 'bandwidth-mbps': 10000, 'peering-location': 'LOCATION1',"
"   'azure-private-peering': {'peer-asn': 65020, 'primary-peer-address-prefix': '172.16.0.0/30',"
"    'secondary-peer-address-prefix': '172.16.0.4/30'}},"
"  {'name': 'er-2', 'sku-tier': 'Premium', 'bandwidth-mbps': 10000, 'peering-location': 'LOCATION2',"
"   'azure-private-peering': {'peer-asn': 65020, 'primary-peer-address-prefix': '172.16.1.0/30',"
"    'secondary-peer-address-prefix': '172.16.1.4/30'}}],"
" 'site': [{'name': 'dc', 'nearest-region': 'West Europe', 'router': ["
"   {'name': 'ce1', 'asn': 65020, 'advertise': ['192.168.1.0/24'],"
"    'circuit-link': [{'express-route-circuit': 'er-1', 'link': 'primary'}]},"
"   {'name': 'fw1', 'asn': 65020, 'advertise': ['192.168.1.0/24']}]}]}}";
/* clang-format on */

/* What stands in the lab's text, and by what it is replaced; behind the last comes NULL. */
struct change {
	const char *what;
	const char *by;
};

static const struct change usual[] = {
    {"OVERRIDE", ""},
    {"WEIGHT", "5"},
    {"ROUTE-SERVER", ""},
    {"PREPEND", ""},
    {"NVA-TABLE", ""},
    {"FORWARDED", ""},
    {"LOCATION1", "Amsterdam"},
    {"LOCATION2", "Washington DC"},
    {NULL, NULL},
};

static void change_all(struct text *text, const struct change *changes)
{
	for (; changes->what != NULL; changes++) {
		struct text out = {0};
		const char *at = text_str(text);
		const char *found;

		while ((found = strstr(at, changes->what)) != NULL) {
			text_add_bytes(&out, at, (size_t)(found - at));
			text_add(&out, changes->by);
			at = found + strlen(changes->what);
		}
		text_add(&out, at);
		text_done(text);
		*text = out;
	}
}

static struct simulated simulate_with(const struct change *changes)
{
	struct text text = {0};

	text_add(&text, lab_text);
	change_all(&text, changes);
	change_all(&text, usual);
	struct simulated s = simulate_text(text_str(&text));
	text_done(&text);
	return s;
}

/* Names are unique in their kind only: a way comes back to an element, not to a name. */
static void elements_of_one_name_are_no_loop(void **state)
{
	static const struct change rows[][3] = {
	    {{"'gw-b'", "'vnet-b'"}, {NULL, NULL}},
	    {{"'gw-a'", "'vnet-b'"}, {NULL, NULL}},
	    {{"'er-1'", "'vnet-b'"}, {NULL, NULL}},
	    {{"'er-1'", "'vnet-b'"}, {"'gw-b'", "'spoke'"}, {NULL, NULL}},
	};
	(void)state;

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct simulated s = simulate_with(rows[i]);
		struct path *path = a_path(&s, "vnet-a", "vnet-b");

		assert_int_equal(path->there.state, PATH_REACHABLE);
		assert_int_equal(path->back.state, PATH_REACHABLE);
		assert_int_equal(path->there.mechanism, PATH_HAIRPIN);
		assert_null(path->asymmetry);
		for (uint32_t w = 0; w < path->there.way_count; w++) {
			const struct path_hop *hops = path->there.ways[w].hops;

			assert_int_equal(path->there.ways[w].hop_count, 4);
			assert_ptr_equal(hops[0].element, s.lab->vnets[0].element);
			assert_int_equal(hops[1].element->kind, LAB_CIRCUIT);
			assert_ptr_equal(hops[2].element, s.lab->vnets[1].gateway->element);
			assert_ptr_equal(hops[3].element, s.lab->vnets[1].element);
		}
		path_free(path);
		simulated_done(&s);
	}
}

/* destination-gateway-limits, gateway-packets-per-unit: what a scale unit lets pass, as often as
 * there are units; of packets those from the eleventh on twice as many. */
static void a_gateway_lets_pass_what_its_scale_units_do(void **state)
{
	static const struct {
		const char *sku;
		uint32_t mbps;
		uint32_t packets_per_s;
		uint32_t flows;
	} rows[] = {
	    {"'ErGwScale', 'scale-units': 3", 3000, 300000, 300000},
	    {"'ErGwScale', 'scale-units': 10", 10000, 1000000, 1000000},
	    {"'ErGwScale', 'scale-units': 20", 20000, 3000000, 2000000},
	    {"'ErGwScale'", 1000, 100000, 100000},
	    {"'ErGw1AZ'", 1000, 100000, 200000},
	};
	(void)state;

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const struct change changes[] = {{"'ErGw3AZ'", rows[i].sku}, {NULL, NULL}};
		struct simulated s = simulate_with(changes);
		struct path *path = a_path(&s, "vnet-b", "vnet-a");
		const struct path_limit *limit = &path->there.ways[0].limits[0];

		assert_int_equal(path->there.ways[0].limit_count, 1);
		assert_ptr_equal(limit->element, s.lab->vnets[0].gateway->element);
		assert_int_equal(limit->bandwidth_mbps, rows[i].mbps);
		assert_int_equal(limit->packets_per_s, rows[i].packets_per_s);
		assert_int_equal(limit->flows, rows[i].flows);
		path_free(path);
		simulated_done(&s);
	}
}

/* Of equal ways by two places the fastest and the slowest are told, whichever comes first. */
static void the_fastest_and_the_slowest_way_are_told(void **state)
{
	static const char *const places[][2] = {{"Amsterdam", "Washington DC"},
	                                        {"Washington DC", "Amsterdam"}};
	(void)state;

	for (size_t i = 0; i < COUNT_OF(places); i++) {
		const struct change changes[] = {
		    {"LOCATION1", places[i][0]}, {"LOCATION2", places[i][1]}, {NULL, NULL}};
		struct simulated s = simulate_with(changes);
		struct path *path = a_path(&s, "vnet-b", "vnet-a");
		uint32_t by_amsterdam = location_rtt(&s, "North Europe", "Amsterdam") +
		                        location_rtt(&s, "West Europe", "Amsterdam");
		uint32_t by_washington = location_rtt(&s, "North Europe", "Washington DC") +
		                         location_rtt(&s, "West Europe", "Washington DC");

		assert_int_not_equal(by_amsterdam, by_washington);
		assert_int_equal(path->there.way_count, 4);
		assert_int_equal(path->there.rtt_min_us,
		                 by_amsterdam < by_washington ? by_amsterdam : by_washington);
		assert_int_equal(path->there.rtt_us,
		                 by_amsterdam < by_washington ? by_washington : by_amsterdam);
		path_free(path);
		simulated_done(&s);
	}
}

static bool says(const struct path_hop *hop, const char *id)
{
	for (uint32_t i = 0; i < PATH_RULES_MAX && hop->rules[i] != NULL; i++) {
		if (strcmp(hop->rules[i], id) == 0)
			return true;
	}
	return false;
}

/* gateway-weight is said where a connection weighs more than ExpressRoute's own, which is a limit
 * that a lab may change. */
static void the_weight_of_expressroute_is_a_limit(void **state)
{
	static const struct {
		const char *override;
		const char *weight;
		bool said;
	} rows[] = {
	    {"", "0", false},
	    {"", "7", true},
	    {"{'id': 'learned-weight-expressroute', 'value': 100}", "0", false},
	    {"{'id': 'learned-weight-expressroute', 'value': 100}", "7", true},
	    {"{'id': 'learned-weight-expressroute', 'value': 40000}", "0", false},
	};
	(void)state;

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const struct change changes[] = {{"OVERRIDE", rows[i].override},
		                                 {"WEIGHT", rows[i].weight},
		                                 {"'routing-weight': 5", "'routing-weight': 0"},
		                                 {NULL, NULL}};
		struct simulated s = simulate_with(changes);
		struct path *path = a_path(&s, "vnet-a", "vnet-b");

		assert_string_equal(path->there.ways[0].hops[1].element->name, "er-1");
		assert_int_equal(says(&path->there.ways[0].hops[1], "gateway-weight"),
		                 rows[i].said);
		path_free(path);
		simulated_done(&s);
	}
}

/* route-server-preference: with ASPath the shorter path goes first, and of equal ones that of
 * ExpressRoute. */
static void of_equal_as_paths_expressroute_goes_first(void **state)
{
	static const struct {
		const char *preference;
		const char *prepend;
		enum path_mechanism mechanism;
	} rows[] = {
	    {"ASPath", "", PATH_VPN}, /* 65020 is shorter than 12076 65020 */
	    {"ASPath", ", 'tunnel': [{'instance': 0, 'prepend': 1}, {'instance': 1, 'prepend': 1}]",
	     PATH_ON_PREMISES},
	    {"ASPath", ", 'tunnel': [{'instance': 0, 'prepend': 2}, {'instance': 1, 'prepend': 2}]",
	     PATH_ON_PREMISES},
	    {"VpnGateway",
	     ", 'tunnel': [{'instance': 0, 'prepend': 2}, {'instance': 1, 'prepend': 2}]",
	     PATH_VPN},
	    {"ExpressRoute", "", PATH_ON_PREMISES},
	};
	(void)state;

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct text server = {0};

		text_addf(&server,
		          "'route-server': {'name': 'rs', 'hub-routing-preference': '%s'},",
		          rows[i].preference);
		const struct change changes[] = {{"ROUTE-SERVER", text_str(&server)},
		                                 {"PREPEND", rows[i].prepend},
		                                 {NULL, NULL}};
		struct simulated s = simulate_with(changes);
		struct path *path = a_path(&s, "vnet-a", "dc");

		assert_int_equal(path->there.mechanism, rows[i].mechanism);
		path_free(path);
		simulated_done(&s);
		text_done(&server);
	}
}

/* peering-forwarded-traffic is about what somebody else has sent: an appliance's own network sends
 * by it as from itself. */
static void the_own_network_of_an_appliance_is_not_somebody_else(void **state)
{
	static const struct change none[] = {{NULL, NULL}};
	(void)state;
	struct simulated s = simulate_with(none);
	struct path *path = a_path(&s, "vnet-a/vms", "spoke");

	assert_int_equal(path->there.state, PATH_REACHABLE);
	assert_int_equal(path->there.mechanism, PATH_NVA);
	assert_between(&path->there, "vnet-a/fw");
	assert_true(path_way_uses(&path->there.ways[0], "vnet-a/fw"));
	assert_true(path_way_uses(&path->there.ways[0], "vnet-a"));
	assert_false(path_way_uses(&path->there.ways[0], "fw"));
	assert_false(path_way_uses(&path->there.ways[0], "vnet"));
	path_free(path);
	simulated_done(&s);
}

/* peering-forwarded-traffic: nor does an appliance pass on what others sent to one in a network
 * whose peering takes none. */
static void from_appliance_to_appliance_the_peering_must_allow_it(void **state)
{
	static const struct change refused[] = {{"NVA-TABLE", ", 'route-table': 'onward'"},
	                                        {NULL, NULL}};
	static const struct change allowed[] = {{"NVA-TABLE", ", 'route-table': 'onward'"},
	                                        {"FORWARDED", ", 'allow-forwarded-traffic': true"},
	                                        {NULL, NULL}};
	(void)state;
	struct simulated s = simulate_with(refused);
	struct path *path = a_path(&s, "spoke-2", "spoke");

	assert_stop(&s, &path->there, PATH_STOP_FORWARDED, "peering-forwarded-traffic",
	            "vnet-a/fw forwards packets to 10.3.0.4, and the peering of spoke");
	assert_ptr_equal(path->there.ways[0].stop_at.element, s.lab->vnets[2].element);
	path_free(path);
	simulated_done(&s);

	s = simulate_with(allowed);
	path = a_path(&s, "spoke-2", "spoke");
	assert_int_equal(path->there.state, PATH_REACHABLE);
	assert_between(&path->there, "vnet-a/fw > spoke/10.3.0.9");
	path_free(path);
	simulated_done(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(elements_of_one_name_are_no_loop),
	    cmocka_unit_test(a_gateway_lets_pass_what_its_scale_units_do),
	    cmocka_unit_test(the_fastest_and_the_slowest_way_are_told),
	    cmocka_unit_test(the_weight_of_expressroute_is_a_limit),
	    cmocka_unit_test(of_equal_as_paths_expressroute_goes_first),
	    cmocka_unit_test(the_own_network_of_an_appliance_is_not_somebody_else),
	    cmocka_unit_test(from_appliance_to_appliance_the_peering_must_allow_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
