/* Virtual hubs: labs of this folder, simulated to the end, and what packets do in them. Every row
 * names the rule of data/rules.json that it is about. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/text.h"
#include "tests/lib/rows.h"
#include "tests/lib/simulated.h"
#include "tests/query/ways.h"

/* A lab of this folder. With `what`, which must be in it, replaced by `by`, where it is not NULL.
 */
static struct simulated hubs(const char *name, const char *what, const char *by)
{
	struct text path = {0};
	struct simulated s;

	text_addf(&path, "tests/hubs/%s/lab.yaml", name);
	s = simulate_at_with(text_str(&path), what, by);
	text_done(&path);
	return s;
}

/* nic-hub-expressroute-next-hop: packets take what interfaces show */
static void test_a_switch_decides_between_one_edge_router_and_both(void **state)
{
	static const struct {
		const char *more;
		uint32_t ways;
	} rows[] = {
	    {"address-prefix: 10.201", 2},
	    {"expressroute-ecmp: true\n      address-prefix: 10.201", 2},
	    {"expressroute-ecmp: false\n      address-prefix: 10.201", 1},
	};
	(void)state;

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct simulated s = hubs("two-by-two", "address-prefix: 10.201", rows[i].more);
		struct path *path = a_path(&s, "s1", "hq-eu");

		assert_int_equal(path->there.way_count, rows[i].ways);
		path_free(path);
		simulated_done(&s);
	}
}

/* clang-format off */
static const struct row vpn_rows[] = {
	{"virtual-hub-vpn-gateway", "vhub1/router", "192.168.31.0/24", "vpn1/0",       "65031; 10.201.0.14; 32769"},
	{"virtual-hub-vpn-gateway", "vhub1/router", "192.168.31.0/24", "vpn1/1",       "65031; 10.201.0.15; 32769"},
	{"virtual-hub-vpn-gateway", "vhub1/router", "192.168.40.0/24", "vhub2/router", "65520 65520; 10.202.0.68; 32768"},
	{"virtual-hub-vpn-gateway", "vhub1/router", "192.168.31.1/32", "vpn1/0",       NULL},
	{"virtual-hub-mesh",        "vpn2/0",       "192.168.31.0/24", "vhub2/router", "65520 65520 65031; 10.201.0.68; 32767; EGP"},
	{"virtual-hub-branches",    "lyon/r",       "192.168.48.0/24", "vpn1/0",       "65515 12076 65020; 10.201.0.14; 0"},
	{"virtual-hub-branches",    "lyon/r",       "192.168.32.0/24", "vpn1/1",       "65515 65032; 10.201.0.15; 0"},
	{"virtual-hub-branches",    "er/primary",   "192.168.31.0/24", "gw1/0",        "65515 65031; 10.201.0.12; 0; 65517:12001"},
	{"virtual-hub-branches",    "hq/ce",        "192.168.31.0/24", "er/primary",   "12076; 172.16.0.2; 0"},
	{"virtual-hub-default-switch", "bonn/r",    "0.0.0.0/0",       "vpn1/0",       "65515 12076 65020; 10.201.0.14; 0"},
	{"virtual-hub-default-switch", "lyon/r",    "0.0.0.0/0",       "vpn1/0",       NULL},
	{"virtual-hub-vpn",         "vpn1/0",       "192.168.0.0/20",  "vhub1/router", "12076 65020; 10.201.0.4; 32767"},
};

/* What lies behind a circuit and behind a VPN site. */
static const struct row prefers_circuit_rows[] = {
	{"virtual-hub-preference",  "vhub1/router", "192.168.0.0/20",  "gw1/0",        "12076 65020; 10.201.0.4; 32770"},
	{"virtual-hub-preference",  "vhub1/router", "192.168.0.0/20",  "vpn1/0",       "65032; 10.201.0.14; 32769"},
	{"virtual-hub-branches",    "er/primary",   "192.168.0.0/20",  "gw1/0",        "65515 65032; 10.201.0.12; 0; 65517:12001"},
	{"virtual-hub-branches",    "gw1/0",        "192.168.0.0/20",  "er/primary",   "12076 65020; 10.201.0.4; 32769"},
};
static const struct row prefers_vpn_rows[] = {
	{"virtual-hub-preference",  "vhub1/router", "192.168.0.0/20",  "gw1/0",        "12076 65020; 10.201.0.4; 32769"},
	{"virtual-hub-preference",  "vhub1/router", "192.168.0.0/20",  "vpn1/0",       "65032; 10.201.0.14; 32770"},
	{"virtual-hub-branches",    "er/primary",   "192.168.0.0/20",  "gw1/0",        "65515 65032; 10.201.0.12; 0; 65517:12001"},
};
/* clang-format on */

static void test_vpn_sites(void **state)
{
	struct simulated s = hubs("vpn-sites", NULL, NULL);
	struct path *path = a_path(&s, "lyon", "bonn");

	(void)state;
	check_rows(&s, vpn_rows, COUNT_OF(vpn_rows));
	check_rows(&s, prefers_circuit_rows, COUNT_OF(prefers_circuit_rows));
	assert_between(&path->there, "lyon/r > vpn1/0 | vpn1/1 > bonn/r");
	assert_int_equal(path->there.bottleneck.bandwidth_mbps, 1000);
	path_free(path);
	simulated_done(&s);
}

/* virtual-hub-preference */
static void test_a_hub_prefers_circuit_or_vpn_site(void **state)
{
	static const struct {
		const char *preference;
		const char *way;
	} rows[] = {
	    {"hub-routing-preference: ExpressRoute",
	     "vhub1/router > er/primary | er/secondary > hq/ce"},
	    {"hub-routing-preference: VpnGateway", "vhub1/router > vpn1/0 | vpn1/1 > bonn/r"},
	    {"hub-routing-preference: ASPath", "vhub1/router > vpn1/0 | vpn1/1 > bonn/r"},
	};
	(void)state;

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct text by = {0};

		text_addf(&by, "%s\n      address-prefix: 10.201", rows[i].preference);
		struct simulated s = hubs("vpn-sites", "address-prefix: 10.201", text_str(&by));
		struct path *path = a_path(&s, "s1", "192.168.1.1");

		assert_between(&path->there, rows[i].way);
		if (i == 1)
			check_rows(&s, prefers_vpn_rows, COUNT_OF(prefers_vpn_rows));
		path_free(path);
		simulated_done(&s);
		text_done(&by);
	}
}

/* clang-format off */
static const struct row table_rows[] = {
	{"virtual-hub-route-table",    "er/primary",  "10.1.0.0/16", "gw1/0",       "65515; 10.201.0.12; 0; 65517:12001"},
	{"virtual-hub-route-table",    "er/primary",  "0.0.0.0/0",   "gw1/0",       "65515; 10.201.0.12; 0; 65517:12001"},
	{"virtual-hub-route-table",    "er/primary",  "10.2.0.0/16", "gw1/0",       NULL},
	{"virtual-hub-route-table",    "hub2/router", "10.1.0.0/16", "hub1/router", NULL},
	{"virtual-hub-default-route",  "hub2/router", "0.0.0.0/0",   "hub1/router", NULL},
	{"virtual-hub-propagation",    "er/primary",  "10.1.1.0/24", "gw1/0",       NULL},
	{"virtual-hub-propagation",    "hub2/router", "10.1.1.0/24", "hub1/router", NULL},
	{"virtual-hub-propagation",    "er/primary",  "10.4.0.0/16", "gw1/0",       "65515; 10.201.0.12; 0; 65517:12001"},
	{"virtual-hub-propagation",    "hub2/router", "10.4.0.0/16", "hub1/router", "65520 65520; 10.201.0.68; 32768"},
	{"virtual-hub-propagation",    "hub2/router", "10.2.7.0/24", "hub1/router", "65520 65520 12076 65020; 10.201.0.68; 32768"},
};

/* The matrix of Microsoft's page, and another hub, to which no label leads; NULL: not at all. */
static const struct {
	const char *from;
	const char *to;
	const char *way;
} table_ways[] = {
	{"spoke1",  "spoke2",  "hub1/router"},
	{"spoke1",  "hq",      "hub1/router > service/fw > hub1/router > er/primary | er/secondary > hq/ce"},
	{"hq",      "spoke1",  "hq/ce > er/primary | er/secondary > gw1 > hub1/router > service/fw > hub1/router"},
	{"service", "hq",      "hub1/router > er/primary | er/secondary > hq/ce"},
	{"hq",      "service", "hq/ce > er/primary | er/secondary > gw1"},
	{"spoke1",  "far",     NULL},
	{"service", "far",     NULL},
	{"far",     "service", "hub2/router > hub1/router"},
	{"hq",      "cork",    "hq/ce > er/primary | er/secondary > gw1 > hub1/router > hub2/router > vpn2/0 | vpn2/1 > cork/r"},
};
/* clang-format on */

static void test_route_tables(void **state)
{
	struct simulated s = hubs("route-tables", NULL, NULL);

	(void)state;
	check_rows(&s, table_rows, COUNT_OF(table_rows));
	for (size_t i = 0; i < COUNT_OF(table_ways); i++) {
		struct path *path = a_path(&s, table_ways[i].from, table_ways[i].to);

		if (table_ways[i].way != NULL)
			assert_between(&path->there, table_ways[i].way);
		else
			assert_int_equal(path->there.state, PATH_UNREACHABLE);
		path_free(path);
	}
	simulated_done(&s);
}

/* virtual-hub-static-route: the connection says who takes the packets */
static void test_a_static_route_leads_to_an_appliance(void **state)
{
	struct simulated s = hubs("route-tables", NULL, NULL);
	struct path *path = a_path(&s, "spoke1", "hq");

	(void)state;
	assert_rule(&s, &path->there.ways[0].hops[2], "virtual-hub-static-route");
	path_free(path);
	simulated_done(&s);
	s = hubs("route-tables", "address-prefix: [10.2.0.0/16, 10.1.0.0/16, 0.0.0.0/0]",
	         "address-prefix: [10.1.0.0/16]");
	path = a_path(&s, "spoke1", "hq");
	assert_int_equal(path->there.ways[0].stop, PATH_STOP_NO_APPLIANCE);
	path_free(path);
	simulated_done(&s);
}

/* What is wrong with route tables is said at its place. */
static void test_wrong_tables_are_refused(void **state)
{
	static const struct {
		const char *what;
		const char *by;
		const char *said;
	} rows[] = {
	    {"next-hop-connection: to-service", "next-hop-connection: to-spoke9",
	     "has no connection \"to-spoke9\""},
	    {"associated-route-table: rt-v2b", "associated-route-table: rt-v2c",
	     "has no hub-route-table \"rt-v2c\""},
	    {"{hub-route-table: [rt-shared], label: [v2b]}", "{hub-route-table: [rt-shard]}",
	     "has no hub-route-table \"rt-shard\""},
	    {"next-hop-ip-address: 10.4.0.5", "next-hop-ip-address: 10.5.0.5",
	     "leads to 10.5.0.5, which is not in \"service\""},
	    {"- {name: rt-shared}", "- {name: noneRouteTable}",
	     "noneRouteTable is there by itself"},
	};
	(void)state;

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct text complaints = {0};

		complaints_at_with("tests/hubs/route-tables/lab.yaml", rows[i].what, rows[i].by,
		                   &complaints);
		if (strstr(text_str(&complaints), rows[i].said) == NULL)
			fail_msg("no '%s' in '%s'", rows[i].said, text_str(&complaints));
		text_done(&complaints);
	}
}

/* clang-format off */
static const struct row intent_rows[] = {
	{"virtual-hub-routing-intent", "er/primary",  "0.0.0.0/0",    "gw1/0",       "65515; 10.201.0.12; 0; 65517:12001"},
	{"virtual-hub-routing-intent", "er/primary",  "10.12.0.0/24", "gw1/0",       "65515 65520 65520; 10.201.0.12; 0; EGP; 65517:12001"},
	{"virtual-hub-default-route",  "hub3/router", "0.0.0.0/0",    "hub1/router", NULL},
	{"virtual-hub-default-switch", "cork/r",      "0.0.0.0/0",    "vpn2/0",      NULL},
};

/* The matrix of Microsoft's page. */
static const struct {
	const char *from;
	const char *to;
	const char *way;
} intent_ways[] = {
	{"s1",   "s1b",         "hub1/azfw"},
	{"s1",   "s2",          "hub1/azfw > hub2/azfw"},
	{"s1",   "s3",          "hub1/azfw > hub3/router"},
	{"s3",   "s1",          "hub3/router > hub1/azfw"},
	{"s1",   "hq",          "hub1/azfw > er/primary | er/secondary > hq/ce"},
	{"hq",   "s1",          "hq/ce > er/primary | er/secondary > gw1 > hub1/azfw"},
	{"hq",   "cork",        "hq/ce > er/primary | er/secondary > gw1 > hub1/azfw > hub2/azfw > vpn2/0 | vpn2/1 > cork/r"},
	{"cork", "bonn",        "cork/r > vpn2/0 | vpn2/1 > hub2/azfw > vpn2/0 | vpn2/1 > bonn/r"},
	{"s1",   "203.0.113.1", "hub1/azfw > Internet"},
	{"s1b",  "203.0.113.1", "Internet"},
	{"s3",   "203.0.113.1", "Internet"},
};
/* clang-format on */

static void test_routing_intent(void **state)
{
	struct simulated s = hubs("routing-intent", NULL, NULL);

	(void)state;
	check_rows(&s, intent_rows, COUNT_OF(intent_rows));
	for (size_t i = 0; i < COUNT_OF(intent_ways); i++) {
		struct path *path = a_path(&s, intent_ways[i].from, intent_ways[i].to);

		assert_between(&path->there, intent_ways[i].way);
		path_free(path);
	}
	simulated_done(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_a_switch_decides_between_one_edge_router_and_both),
	    cmocka_unit_test(test_vpn_sites),
	    cmocka_unit_test(test_a_hub_prefers_circuit_or_vpn_site),
	    cmocka_unit_test(test_route_tables),
	    cmocka_unit_test(test_a_static_route_leads_to_an_appliance),
	    cmocka_unit_test(test_wrong_tables_are_refused),
	    cmocka_unit_test(test_routing_intent),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
