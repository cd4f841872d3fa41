/*
 * The way of packets through tunnels of appliances and routers.
 *
 *	hub: vms, fw ===ipsec=== lyon/ce1 (over er)
 *	     plain ==fixed== branch/b1
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/check.h"
#include "study/outage.h"
#include "tests/lib/routes.h"
#include "tests/lib/simulated.h"
#include "tests/query/ways.h"
#include "tests/topo/lab_text.h"

/* clang-format off */
static const char lab_text[] =
"{'hairpin-lab:lab': {'name': 'tunnel-ways', 'virtual-network': ["
" {'name': 'hub', 'region': 'West Europe', 'address-space': ['10.1.0.0/16'],"
"  'subnet': [{'name': 'GatewaySubnet', 'address-prefix': ['10.1.255.0/26']}, {'name': 'nva', 'address-prefix': ['10.1.0.0/24']},"
"   {'name': 'RouteServerSubnet', 'address-prefix': ['10.1.254.0/26']},"
"   {'name': 'vms', 'address-prefix': ['10.1.1.0/24'], 'route-table': 'rt'},"
"   {'name': 'inside', 'address-prefix': ['10.1.2.0/24'], 'route-table': 'rt-inside'}],"
"  'virtual-network-gateway': {'name': 'gw', 'sku': 'ErGw1AZ', 'connection': [{'name': 'c', 'express-route-circuit': 'er'}]},"
"  'route-server': {'name': 'rs'},"
"  'network-virtual-appliance': [{'name': 'fw', 'ip-address': '10.1.0.4', 'asn': 65010, 'advertise': ['10.1.1.0/24'],"
"    'route-server': 'rs', 'readvertise': true, 'export-policy': ['site-only']}, {'name': 'plain', 'ip-address': '10.1.0.5'},"
"   {'name': 'two', 'ip-address': '10.1.0.6', 'interface': [{'name': 'inside', 'ip-address': '10.1.2.6'}],"
"    'static-route': [{'prefix': '10.7.0.0/16', 'next-hop': '10.1.2.1'}, {'prefix': '10.7.9.0/24', 'next-hop': 'discard'}]}]}],"
" 'prefix-set': [{'name': 'site', 'prefix': [{'ip-prefix': '192.168.8.0/24'}]}],"
" 'policy-definition': [{'name': 'site-only', 'statement': [{'name': 's', 'conditions': {'match-prefix-set': 'site'},"
"  'actions': {'policy-result': 'accept-route'}}]}],"
" 'route-table': [{'name': 'rt', 'route': [{'name': 'r', 'address-prefix': '10.9.0.0/16', 'next-hop-type': 'VirtualAppliance',"
"  'next-hop-ip-address': '10.1.0.5'},"
"   {'name': 'two', 'address-prefix': '10.7.0.0/16', 'next-hop-type': 'VirtualAppliance', 'next-hop-ip-address': '10.1.0.6'}]},"
"  {'name': 'rt-inside', 'route': [{'name': 'r', 'address-prefix': '10.7.0.0/16', 'next-hop-type': 'VirtualAppliance',"
"   'next-hop-ip-address': '10.1.0.5'}]}],"
" 'express-route-circuit': [{'name': 'er', 'sku-tier': 'Standard', 'bandwidth-mbps': 200,"
"  'peering-location': 'Amsterdam', 'azure-private-peering': {'peer-asn': 65020,"
"  'primary-peer-address-prefix': '172.16.0.0/30', 'secondary-peer-address-prefix': '172.16.0.4/30'}}],"
" 'site': [{'name': 'lyon', 'access-rtt-ms': '4', 'router': ["
"   {'name': 'ce1', 'asn': 65020, 'advertise': ['192.168.0.0/16', '192.168.8.0/24'], 'circuit-link': ["
"    {'express-route-circuit': 'er', 'link': 'primary', 'advertise': ['192.168.0.0/16']},"
"    {'express-route-circuit': 'er', 'link': 'secondary', 'advertise': ['192.168.0.0/16']}]}]},"
"  {'name': 'branch', 'router': [{'name': 'b1', 'asn': 65030, 'advertise': ['10.9.0.0/16'],"
"   'static-route': [{'prefix': '10.1.0.0/16', 'next-hop': '169.254.0.5'}]}]}],"
" 'tunnel': [{'name': 'ipsec', 'address-prefix': ['169.254.0.0/30'], 'bandwidth-mbps': 100, 'over': {'express-route-circuit': ['er']},"
"   'end': [{'node': 'hub/fw', 'readvertise': false}, {'node': 'lyon/ce1', 'readvertise': false, 'advertise': ['192.168.8.0/24']}]},"
"  {'name': 'fixed', 'address-prefix': ['169.254.0.4/30'], 'bgp': false, 'rtt-ms': '9',"
"   'end': [{'node': 'hub/plain'}, {'node': 'branch/b1'}]}]}}";
/* clang-format on */

/* tunnel-over-circuit: what the circuit and the tunnel let pass, and the time of both ways. */
static void packets_go_by_the_tunnel_on_a_circuit(void **state)
{
	(void)state;
	struct simulated s = simulate_text(lab_text);
	struct path *path = a_path(&s, "hub/vms", "192.168.8.9");
	const struct path_way *way = &path->there.ways[0];

	assert_between(&path->there, "hub/fw > lyon/ce1");
	assert_between(&path->back, "lyon/ce1 > hub/fw");
	assert_int_equal(path->there.mechanism, PATH_VPN);
	assert_true(path->reachable);
	assert_null(path_asymmetry(path));
	assert_rule(&s, &way->hops[2], "tunnel-over-circuit");
	assert_int_equal(way->hops[2].rtt_us - way->hops[1].rtt_us,
	                 location_rtt(&s, "West Europe", "Amsterdam") + 4000);
	assert_int_equal(path->there.bottleneck.bandwidth_mbps, 100);
	path_free(path);
	path = a_path(&s, "hub/vms", "192.168.7.9");
	assert_between(&path->there, "er/primary > lyon/ce1");
	path_free(path);
	simulated_done(&s);
}

/* The router's static route leads into the tunnel; the appliance has no speaker. */
static void static_routes_lead_into_tunnels(void **state)
{
	(void)state;
	struct simulated s = simulate_text(lab_text);
	struct path *path = a_path(&s, "branch", "hub/vms");
	const struct path_way *way = &path->there.ways[0];

	assert_int_equal(path->there.state, PATH_REACHABLE);
	assert_between(&path->there, "branch/b1 > hub/plain");
	assert_int_equal(way->hops[1].rtt_us, 9000);
	assert_int_equal(way->hops[1].route.table, PATH_TABLE_STATIC);
	path_free(path);
	simulated_done(&s);
}

/* clang-format off */
static const char managed[] =
"{'hairpin-lab:lab': {'name': 'managed', 'virtual-network': ["
" {'name': 'hub', 'region': 'West Europe', 'address-space': ['10.0.0.0/16'],"
"  'subnet': [{'name': 'VirtualNetworkApplianceSubnet', 'address-prefix': ['10.0.1.0/24']}, {'name': 'vms', 'address-prefix': ['10.0.2.0/24']}],"
"  'network-virtual-appliance': [{'name': 'vnra', 'ip-address': '10.0.1.4', 'routing-appliance-gbps': 50}],"
"  'virtual-network-peering': [{'name': 'a', 'remote-virtual-network': 'a'}, {'name': 'b', 'remote-virtual-network': 'b'}]},"
" {'name': 'a', 'region': 'West Europe', 'address-space': ['10.1.0.0/16'],"
"  'subnet': [{'name': 's', 'address-prefix': ['10.1.0.0/24'], 'route-table': 'rt'}],"
"  'virtual-network-peering': [{'name': 'h', 'remote-virtual-network': 'hub', 'allow-forwarded-traffic': true}]},"
" {'name': 'b', 'region': 'West Europe', 'address-space': ['10.2.0.0/16'],"
"  'subnet': [{'name': 's', 'address-prefix': ['10.2.0.0/24'], 'route-table': 'rt'}],"
"  'virtual-network-peering': [{'name': 'h', 'remote-virtual-network': 'hub', 'allow-forwarded-traffic': true}]}],"
" 'route-table': [{'name': 'rt', 'route': [{'name': 'r', 'address-prefix': '10.0.0.0/8', 'next-hop-type': 'VirtualAppliance',"
"  'next-hop-ip-address': '10.0.1.4'}]}]}}";
/* clang-format on */

/* routing-appliance */
static void microsofts_router_joins_spokes_and_limits_them(void **state)
{
	(void)state;
	struct simulated s = simulate_text(managed);
	struct path *path = a_path(&s, "a", "b");

	assert_between(&path->there, "hub/vnra");
	assert_true(path->reachable);
	assert_rule(&s, &path->there.ways[0].hops[1], "routing-appliance");
	assert_int_equal(path->there.bottleneck.bandwidth_mbps, 50000);
	path_free(path);
	simulated_done(&s);
}

/* The answer comes by the circuit, past the firewall. */
static void a_flow_dies_where_only_one_direction_passes(void **state)
{
	(void)state;
	char *text = edited(lab_text, "'advertise': ['10.1.1.0/24']",
	                    "'advertise': ['10.1.3.0/24'], 'stateful': true");
	struct simulated s = simulate_text(text);
	struct path *path = a_path(&s, "hub/vms", "192.168.8.9");

	assert_int_equal(path->there.state, PATH_REACHABLE);
	assert_int_equal(path->back.state, PATH_REACHABLE);
	assert_string_equal(path->state_lost,
	                    "hub/fw keeps the state of flows and sees packets to lyon, but not the "
	                    "answers: it drops the flow");
	assert_false(path->reachable);
	path_free(path);
	simulated_done(&s);
	free(text);
}

/* It comes in by one interface and goes out by the other, whose subnet decides: there the next
 * appliance stands. */
static void an_appliance_forwards_by_the_interface_of_its_static_route(void **state)
{
	(void)state;
	struct simulated s = simulate_text(lab_text);
	struct path *path = a_path(&s, "hub/vms", "10.7.0.9");

	assert_stop(&s, &path->there, PATH_STOP_NO_ROUTE, NULL, "hub/plain has no route");
	assert_string_equal(path->there.ways[0].hops[1].name, "hub/two");
	path_free(path);
	path = a_path(&s, "hub/vms", "10.7.9.9");
	assert_stop(&s, &path->there, PATH_STOP_DROPPED, NULL, "static route of hub/two discards");
	path_free(path);
	simulated_done(&s);
}

/* tunnel-over-circuit */
static void it_fails_with_the_circuit(void **state)
{
	static const struct {
		const char *down;
		enum path_state state;
	} cases[] = {
	    {"er/primary", PATH_REACHABLE}, {"er/primary,er/secondary", PATH_UNREACHABLE},
	    {"er", PATH_UNREACHABLE},       {"gw", PATH_UNREACHABLE},
	    {"ipsec", PATH_REACHABLE}, /* by the circuit itself, and the /16 */
	};
	struct simulated s = simulate_text(lab_text);

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct findings findings = {0};
		struct study_end end = {0};
		struct fabric *fabric;
		struct path_end from;
		struct path_end to;
		struct path *path;

		assert_int_equal(outage_run(s.lab, &cases[i].down, 1,
		                            (struct instant){3600 * US_PER_S}, &end, &findings),
		                 OUTAGE_GOOD);
		fabric = fabric_new(event_lab_seen(end.events), end.snapshot);
		assert_true(path_end_find(fabric, "hub/vms", ADDR_NONE, &from, &findings));
		assert_true(path_end_find(fabric, "192.168.8.9", ADDR_NONE, &to, &findings));
		path = path_find(fabric, &from, &to);
		assert_int_equal(path->there.state, cases[i].state);
		path_free(path);
		fabric_free(fabric);
		snapshot_free(end.snapshot);
		event_lab_free(end.events);
		findings_done(&findings);
	}
	simulated_done(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(packets_go_by_the_tunnel_on_a_circuit),
	    cmocka_unit_test(static_routes_lead_into_tunnels),
	    cmocka_unit_test(an_appliance_forwards_by_the_interface_of_its_static_route),
	    cmocka_unit_test(a_flow_dies_where_only_one_direction_passes),
	    cmocka_unit_test(microsofts_router_joins_spokes_and_limits_them),
	    cmocka_unit_test(it_fails_with_the_circuit),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
