/*
 * The way of packets over route tables, appliances, VPN gateways, Global Reach, virtual hubs and
 * endpoints, on labs that the simulator has run. What Azure does is asserted under the id of its
 * rule in data/rules.json.
 *
 *	branch/fw (static tunnel) --- vpn+er hub --- er-1 --- dc/ce1
 *	                              |  |  nva          |
 *	                              s1 s2              + Global Reach - er-2 --- far/ce2, vnet-far
 *
 * s1 uses the gateways of the hub and sends everything else to the appliance by a route table; s2
 * has no route table.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/check.h"
#include "base/text.h"
#include "query/expect/expect.h"
#include "query/nic/subnet_routes.h"
#include "query/path/path.h"
#include "query/reach/reach.h"
#include "tests/lib/routes.h"
#include "tests/lib/simulated.h"
#include "tests/query/ways.h"

/* clang-format off */
static const char lab_text[] =
"{'hairpin-lab:lab': {'name': 'ways', 'virtual-network': ["
" {'name': 'hub', 'region': 'West Europe', 'address-space': ['10.1.0.0/16'],"
"  'subnet': [{'name': 'GatewaySubnet', 'address-prefix': ['10.1.255.0/26']},"
"   {'name': 'nva', 'address-prefix': ['10.1.0.0/24']},"
"   {'name': 'vms', 'address-prefix': ['10.1.1.0/24']},"
"   {'name': 'pe', 'address-prefix': ['10.1.2.0/24'],"
"    'private-endpoint': [{'name': 'blob', 'ip-address': '10.1.2.9'}]}],"
"  'virtual-network-gateway': {'name': 'ergw', 'sku': 'ErGw3AZ', 'allow-remote-vnet-traffic': true,"
"   'connection': [{'name': 'c', 'express-route-circuit': 'er-1',"
"    'express-route-gateway-bypass': true}]},"
"  'vpn-gateway': {'name': 'vpngw', 'sku': 'VpnGw2AZ', 'active-active': true,"
"   'connection': [{'name': 't', 'local-network-gateway': 'lng'}]},"
"  'network-virtual-appliance': [{'name': 'fw', 'ip-address': '10.1.0.4'}],"
"  'virtual-network-peering': ["
"   {'name': 'p1', 'remote-virtual-network': 's1', 'allow-gateway-transit': true},"
"   {'name': 'p2', 'remote-virtual-network': 's2', 'allow-gateway-transit': true}]},"
" {'name': 's1', 'region': 'West Europe', 'address-space': ['10.2.0.0/16'],"
"  'subnet': [{'name': 'app', 'address-prefix': ['10.2.1.0/24'], 'route-table': 'rt',"
"    'service-endpoint': [{'service': 'Microsoft.Storage', 'address-prefix': ['20.150.0.0/16']}]},"
"   {'name': 'free', 'address-prefix': ['10.2.2.0/24']}],"
"  'virtual-network-peering': [{'name': 'p', 'remote-virtual-network': 'hub',"
"   'allow-forwarded-traffic': true, 'use-remote-gateways': true}]},"
" {'name': 's2', 'region': 'North Europe', 'address-space': ['10.3.0.0/16'],"
"  'virtual-network-peering': [{'name': 'p', 'remote-virtual-network': 'hub',"
"   'allow-forwarded-traffic': true, 'use-remote-gateways': true}]},"
" {'name': 'vnet-far', 'region': 'East US', 'address-space': ['10.9.0.0/16'],"
"  'subnet': [{'name': 'GatewaySubnet', 'address-prefix': ['10.9.255.0/27']}],"
"  'virtual-network-gateway': {'name': 'gw-far', 'sku': 'ErGw1AZ', 'allow-remote-vnet-traffic': true,"
"   'connection': [{'name': 'c', 'express-route-circuit': 'er-2'}]}}],"
" 'route-table': [{'name': 'rt', 'route': [{'name': 'all', 'address-prefix': '0.0.0.0/0',"
"   'next-hop-type': 'VirtualAppliance', 'next-hop-ip-address': '10.1.0.4'}]}],"
" 'local-network-gateway': [{'name': 'lng', 'address-space': ['192.168.9.0/24'],"
"   'site': 'branch', 'router': 'fw'}],"
" 'express-route-circuit': ["
"  {'name': 'er-1', 'sku-tier': 'Premium', 'bandwidth-mbps': 200, 'peering-location': 'Amsterdam',"
"   'azure-private-peering': {'peer-asn': 65020, 'primary-peer-address-prefix': '172.16.0.0/30',"
"    'secondary-peer-address-prefix': '172.16.0.4/30'},"
"   'global-reach-connection': [{'name': 'g', 'peer-express-route-circuit': 'er-2',"
"    'address-prefix': '172.16.2.0/29'}]},"
"  {'name': 'er-2', 'sku-tier': 'Premium', 'bandwidth-mbps': 100,"
"   'peering-location': 'Washington DC',"
"   'azure-private-peering': {'peer-asn': 65030, 'primary-peer-address-prefix': '172.16.1.0/30',"
"    'secondary-peer-address-prefix': '172.16.1.4/30'}}],"
" 'site': ["
"  {'name': 'dc', 'router': [{'name': 'ce1', 'asn': 65020, 'advertise': ['192.168.1.0/24'],"
"   'circuit-link': [{'express-route-circuit': 'er-1', 'link': 'primary'}]}]},"
"  {'name': 'branch', 'nearest-region': 'West Europe',"
"   'router': [{'name': 'fw', 'asn': 65040, 'advertise': ['192.168.9.0/24']}]},"
"  {'name': 'far', 'router': [{'name': 'ce2', 'asn': 65030, 'advertise': ['192.168.2.0/24'],"
"   'circuit-link': [{'express-route-circuit': 'er-2', 'link': 'primary'}]}]}]}}";

static const char wan_text[] =
"{'hairpin-lab:lab': {'name': 'wan', 'virtual-network': ["
" {'name': 'a', 'region': 'West Europe', 'address-space': ['10.1.0.0/16']},"
" {'name': 'b', 'region': 'West Europe', 'address-space': ['10.2.0.0/16']},"
" {'name': 'c', 'region': 'North Europe', 'address-space': ['10.3.0.0/16']}],"
" 'virtual-hub': ["
"  {'name': 'hub1', 'region': 'West Europe', 'address-prefix': '10.100.0.0/23',"
"   'express-route-gateway': {'name': 'gw1', 'scale-units': 2,"
"    'connection': [{'name': 'k', 'express-route-circuit': 'er'}]},"
"   'hub-virtual-network-connection': [{'name': 'a', 'remote-virtual-network': 'a'},"
"    {'name': 'b', 'remote-virtual-network': 'b'}]},"
"  {'name': 'hub2', 'region': 'North Europe', 'address-prefix': '10.101.0.0/23',"
"   'hub-virtual-network-connection': [{'name': 'c', 'remote-virtual-network': 'c'}]}],"
" 'express-route-circuit': [{'name': 'er', 'sku-tier': 'Standard', 'bandwidth-mbps': 10000,"
"  'peering-location': 'Amsterdam', 'azure-private-peering': {'peer-asn': 65020,"
"   'primary-peer-address-prefix': '172.16.0.0/30',"
"   'secondary-peer-address-prefix': '172.16.0.4/30'}}],"
" 'site': [{'name': 'dc', 'router': [{'name': 'ce', 'asn': 65020, 'advertise': ['192.168.0.0/24'],"
"  'circuit-link': [{'express-route-circuit': 'er', 'link': 'primary'},"
"   {'express-route-circuit': 'er', 'link': 'secondary'}]}]}]}}";
/* clang-format on */

static struct simulated simulate_with(const char *what, const char *by)
{
	struct text text = {0};
	const char *found = strstr(lab_text, what);

	assert_non_null(found);
	text_add_bytes(&text, lab_text, (size_t)(found - lab_text));
	text_add(&text, by);
	text_add(&text, found + strlen(what));
	struct simulated s = simulate_text(text_str(&text));
	text_done(&text);
	return s;
}

/* What wins, in one line for each: the routes of one address as longest-prefix and
 * peering-beats-bgp order them. */
static void the_rule_table_of_a_subnet(void **state)
{
	const struct subnet_route vnet = {.prefix = a_prefix("10.1.0.0/16"), .type = NIC_TO_VNET};
	const struct subnet_route bgp_longer = {
	    .prefix = a_prefix("10.1.1.0/24"), .source = NIC_GATEWAY, .type = NIC_TO_GATEWAY};
	const struct subnet_route bgp = {
	    .prefix = a_prefix("10.1.0.0/16"), .source = NIC_GATEWAY, .type = NIC_TO_GATEWAY};
	const struct subnet_route user = {
	    .prefix = a_prefix("10.1.0.0/16"), .source = NIC_USER, .type = NIC_TO_APPLIANCE};
	const struct subnet_route user_all = {
	    .prefix = a_prefix("0.0.0.0/0"), .source = NIC_USER, .type = NIC_TO_APPLIANCE};
	const struct subnet_route service = {.prefix = a_prefix("10.1.0.0/16"),
	                                     .type = NIC_TO_SERVICE_ENDPOINT};
	const struct subnet_route dropped = {.prefix = a_prefix("10.0.0.0/8"), .type = NIC_TO_NONE};
	const struct subnet_route internet = {.prefix = a_prefix("0.0.0.0/0"),
	                                      .type = NIC_TO_INTERNET};
	const struct subnet_route endpoint = {.prefix = a_prefix("10.1.2.9/32"),
	                                      .type = NIC_TO_PRIVATE_ENDPOINT};
	struct subnet_route with_policies = endpoint;
	(void)state;

	with_policies.policy_space = vnet.prefix;
	assert_true(subnet_route_hides(&vnet, &bgp_longer));
	assert_false(subnet_route_hides(&vnet, &user));
	assert_false(subnet_route_hides(&user, &bgp_longer));
	assert_false(subnet_route_hides(&internet, &bgp_longer));
	assert_true(subnet_route_hides(&service, &user));
	assert_false(subnet_route_hides(&user, &endpoint));
	assert_true(subnet_route_hides(&user, &with_policies));
	assert_false(subnet_route_hides(&user_all, &with_policies));
	assert_true(subnet_route_hides(&user_all, &dropped));
	assert_false(subnet_route_hides(&internet, &dropped));
	assert_false(subnet_route_hides(&bgp, &dropped));
	assert_true(subnet_route_beats(&user, &bgp));
	assert_true(subnet_route_beats(&bgp, &vnet));
	assert_true(subnet_route_beats(&bgp_longer, &user));
	assert_false(subnet_route_beats(&user_all, &vnet));
}

static void a_route_table_sends_through_the_appliance(void **state)
{
	(void)state;
	struct simulated s = simulate_text(lab_text);
	struct path *path = a_path(&s, "s1", "s2");

	assert_int_equal(path->there.mechanism, PATH_NVA);
	assert_between(&path->there, "hub/fw");
	assert_string_equal(path_source_name(&path->there.ways[0].hops[1].route), "User");
	assert_rule(&s, &path->there.ways[0].hops[1], "appliance-next-hop");
	/* s2 has no route to s1: peering-no-transit. */
	assert_stop(&s, &path->back, PATH_STOP_NO_ROUTE, "peering-no-transit",
	            "use the same gateway");
	path_free(path);

	/* The other subnet has no table. */
	path = a_path(&s, "s1/free", "s2");
	assert_stop(&s, &path->there, PATH_STOP_NO_ROUTE, "peering-no-transit",
	            "s1/free and s2 use");
	path_free(path);
	simulated_done(&s);
}

static void peering_forwarded_traffic_must_be_allowed(void **state)
{
	(void)state;
	struct simulated s = simulate_with("'address-space': ['10.3.0.0/16'],"
	                                   "  'virtual-network-peering': [{'name': 'p', "
	                                   "'remote-virtual-network': 'hub',"
	                                   "   'allow-forwarded-traffic': true,",
	                                   "'address-space': ['10.3.0.0/16'],"
	                                   "  'virtual-network-peering': [{'name': 'p', "
	                                   "'remote-virtual-network': 'hub',");
	struct path *path = a_path(&s, "s1", "s2");

	assert_stop(&s, &path->there, PATH_STOP_FORWARDED, "peering-forwarded-traffic",
	            "hub/fw forwards packets to 10.3.0.4, and the peering of s2");
	path_free(path);
	simulated_done(&s);
}

static void appliance_next_hop_must_be_near(void **state)
{
	(void)state;
	struct simulated s =
	    simulate_with("'next-hop-ip-address': '10.1.0.4'", "'next-hop-ip-address': '10.9.0.4'");
	struct path *path = a_path(&s, "s1", "s2");

	assert_stop(&s, &path->there, PATH_STOP_NO_APPLIANCE, "appliance-next-hop",
	            "by 10.9.0.4, and that is neither in the network");
	path_free(path);
	simulated_done(&s);

	/* Somebody of whom the lab says nothing forwards all the same. */
	s = simulate_with("'next-hop-ip-address': '10.1.0.4'", "'next-hop-ip-address': '10.1.0.9'");
	path = a_path(&s, "s1", "s2");
	assert_between(&path->there, "hub/10.1.0.9");
	path_free(path);
	simulated_done(&s);
}

static void a_user_route_may_drop(void **state)
{
	(void)state;
	struct simulated s =
	    simulate_with("'next-hop-type': 'VirtualAppliance', 'next-hop-ip-address': '10.1.0.4'",
	                  "'next-hop-type': 'None'");
	struct path *path = a_path(&s, "s1", "internet");

	assert_stop(&s, &path->there, PATH_STOP_DROPPED, "longest-prefix", "'all' of s1");
	path_free(path);
	simulated_done(&s);
}

static void propagate_gateway_routes_off_takes_them_away(void **state)
{
	(void)state;
	struct simulated s = simulate_with(
	    "{'name': 'rt', 'route': [{'name': 'all', 'address-prefix': '0.0.0.0/0',"
	    "   'next-hop-type': 'VirtualAppliance', 'next-hop-ip-address': '10.1.0.4'}]}",
	    "{'name': 'rt', 'disable-bgp-route-propagation': true}");
	struct path *path = a_path(&s, "s1", "dc");

	assert_stop(&s, &path->there, PATH_STOP_NO_ROUTE, "propagate-gateway-routes",
	            "route table rt does not let gateway routes in");
	assert_int_equal(path->back.state, PATH_REACHABLE);
	path_free(path);
	path = a_path(&s, "s1/free", "dc");
	assert_true(path->reachable);
	path_free(path);
	simulated_done(&s);
}

static void gateway_subnet_route_table_steers_what_comes_in(void **state)
{
	(void)state;
	struct simulated s = simulate_text(lab_text);
	/* The table of s1's subnet, to the appliance, with a prefix that Azure allows there. */
	struct lab_route *route = &s.lab->route_tables[0].routes[0];

	route->prefix = a_prefix("10.3.0.0/16");
	s.lab->vnets[0].subnets[0].route_table = &s.lab->route_tables[0];
	struct path *path = a_path(&s, "dc", "s2");
	assert_between(&path->there, "dc/ce1 > er-1/primary > ergw > hub/fw");
	assert_rule(&s, &path->there.ways[0].hops[3], "gateway-subnet-route-table");
	path_free(path);
	path = a_path(&s, "branch", "s2");
	assert_between(&path->there, "branch/fw > vpngw/0 > hub/fw");
	path_free(path);
	simulated_done(&s);
}

/* fastpath: the hub's own VMs past the gateway; spokes and private endpoints through it. */
static void fastpath_excludes_spokes_and_private_endpoints(void **state)
{
	static const struct {
		const char *to;
		const char *between;
	} rows[] = {
	    {"hub/vms", "dc/ce1 > er-1/primary"},
	    {"s1", "dc/ce1 > er-1/primary > ergw"},
	    {"10.1.2.9", "dc/ce1 > er-1/primary > ergw > blob"},
	};
	(void)state;
	struct simulated s = simulate_text(lab_text);

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct path *path = a_path(&s, "dc", rows[i].to);

		assert_int_equal(path->there.mechanism, PATH_ON_PREMISES);
		assert_between(&path->there, rows[i].between);
		path_free(path);
	}
	simulated_done(&s);
}

static void private_endpoint_route_is_a_system_route_of_peers_too(void **state)
{
	(void)state;
	struct simulated s = simulate_text(lab_text);
	struct path *path = a_path(&s, "s1", "10.1.2.9");
	const struct path_way *way = &path->there.ways[0];

	/* The default route of the table is shorter. */
	assert_int_equal(path->there.mechanism, PATH_VNET_PEERING);
	assert_int_equal(way->hops[1].kind, PATH_HOP_PRIVATE_ENDPOINT);
	assert_rule(&s, &way->hops[1], "private-endpoint-route");
	path_free(path);
	simulated_done(&s);
}

static void service_endpoint_route_beats_the_route_table(void **state)
{
	(void)state;
	struct simulated s = simulate_text(lab_text);
	struct path *path = a_path(&s, "s1", "20.150.0.5");

	assert_int_equal(path->there.mechanism, PATH_SERVICE_ENDPOINT);
	assert_rule(&s, &path->there.ways[0].hops[1], "service-endpoint-route");
	assert_true(path->reachable);
	path_free(path);
	path = a_path(&s, "s1", "20.151.0.5");
	assert_int_equal(path->there.mechanism, PATH_INTERNET);
	assert_between(&path->there, "hub/fw > Internet");
	assert_int_equal(path->there.basis, RTT_UNKNOWN);
	path_free(path);
	simulated_done(&s);
}

/* default-route-accepted: 0.0.0.0/0 from on-premises takes the Internet away. */
static void a_default_route_from_on_premises_takes_the_internet(void **state)
{
	(void)state;
	struct simulated s = simulate_with("'advertise': ['192.168.1.0/24']",
	                                   "'advertise': ['192.168.1.0/24', '0.0.0.0/0']");
	struct path *path = a_path(&s, "s2", "internet");

	assert_int_equal(path->there.mechanism, PATH_ON_PREMISES);
	assert_between(&path->there, "er-1/primary > dc/ce1");
	path_free(path);
	simulated_done(&s);

	s = simulate_text(lab_text);
	path = a_path(&s, "s2", "internet");
	assert_int_equal(path->there.mechanism, PATH_INTERNET);
	path_free(path);
	simulated_done(&s);
}

static void vpn_gateway_in_path_of_both_directions(void **state)
{
	(void)state;
	struct simulated s = simulate_text(lab_text);
	struct path *path = a_path(&s, "s2", "branch");
	const struct path_way *way = &path->there.ways[0];

	assert_int_equal(path->there.mechanism, PATH_VPN);
	assert_int_equal(path->back.mechanism, PATH_VPN);
	assert_true(path->reachable);
	assert_int_equal(way->hops[1].kind, PATH_HOP_VPN_GATEWAY);
	assert_rule(&s, &way->hops[1], "vpn-gateway-in-path");
	assert_rule(&s, &way->hops[2], "vpn-tunnel-delay");
	assert_string_equal(path_source_name(&way->hops[2].route), "Static");
	assert_int_equal(path->there.basis, RTT_ESTIMATED);
	assert_string_equal(path->there.bottleneck.bandwidth_by, "vpngw");
	assert_int_equal(path->there.bottleneck.bandwidth_mbps,
	                 s.lab->vnets[0].vpn_gateway->sku->bandwidth_mbps);
	path_free(path);
	simulated_done(&s);
}

/* A time of the table of regions is no measurement of a tunnel; one of the lab is given. */
static void vpn_tunnel_delay_is_an_estimate_unless_given(void **state)
{
	static const struct {
		const char *region;
		enum rtt_basis basis;
		uint32_t rtt_us;
	} rows[] = {
	    {"'nearest-region': 'North Europe'", RTT_ESTIMATED, 0},
	    {"'nearest-region': 'West Europe'", RTT_GIVEN, 7500},
	};
	(void)state;

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct simulated s =
		    simulate_with("'nearest-region': 'West Europe'", rows[i].region);
		struct path *path;
		uint32_t us = rows[i].rtt_us;

		if (us == 0)
			facts_region_rtt_us(s.lab->facts, s.lab->vnets[0].region,
			                    s.lab->sites[1].region, &us);
		else
			s.lab->local_gateways[0].rtt_us = us;
		path = a_path(&s, "branch", "hub/vms");
		assert_int_equal(path->there.rtt_us, us);
		assert_int_equal(path->there.basis, rows[i].basis);
		path_free(path);
		simulated_done(&s);
	}
}

/* route-server-preference: without a Route Server ExpressRoute goes first. */
static void routing_preference_decides_between_circuit_and_tunnel(void **state)
{
	static const struct {
		bool server;
		enum lab_routing_preference preference;
		enum path_mechanism mechanism;
	} rows[] = {
	    {false, LAB_PREFER_EXPRESSROUTE, PATH_ON_PREMISES},
	    {true, LAB_PREFER_EXPRESSROUTE, PATH_ON_PREMISES},
	    {true, LAB_PREFER_VPN, PATH_VPN},
	    {true, LAB_PREFER_AS_PATH, PATH_VPN}, /* 65020 is shorter than 12076 65020 */
	};
	(void)state;

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct simulated s = simulate_file("vpn-backup");
		/* Its element is one without speakers: only what it prefers matters here. */
		struct lab_route_server server = {.name = "rs",
		                                  .element = s.lab->vnets[0].element,
		                                  .vnet = &s.lab->vnets[0],
		                                  .preference = rows[i].preference};

		s.lab->vnets[0].route_server = rows[i].server ? &server : NULL;
		struct path *path = a_path(&s, "spoke", "office");
		assert_int_equal(path->there.mechanism, rows[i].mechanism);
		path_free(path);
		simulated_done(&s);
	}
}

static void gateway_peerings_are_for_networks_that_use_the_gateway(void **state)
{
	(void)state;
	struct simulated s = simulate_file("route-server");
	struct path *path = a_path(&s, "lyon", "spoke");

	assert_int_equal(path->there.state, PATH_REACHABLE);
	assert_between(&path->there,
	               "lyon/ce1 > er-par/primary | er-par/secondary > ergw > hub/nva1");
	assert_rule(&s, &path->there.ways[0].hops[3], "gateway-peerings");
	path_free(path);
	simulated_done(&s);
}

/* msees-do-not-talk, but with Global Reach they do: site to site and VNet to VNet. */
static void global_reach_path_leads_from_circuit_to_circuit(void **state)
{
	(void)state;
	struct simulated s = simulate_text(lab_text);
	struct path *path = a_path(&s, "dc", "far");

	assert_int_equal(path->there.mechanism, PATH_GLOBAL_REACH);
	assert_between(&path->there, "dc/ce1 > er-1/primary > er-2/primary > far/ce2");
	assert_rule(&s, &path->there.ways[0].hops[2], "global-reach-path");
	assert_string_equal(path->there.bottleneck.bandwidth_by, "er-2");
	assert_int_equal(path->there.bottleneck.bandwidth_mbps, 100);
	path_free(path);

	path = a_path(&s, "vnet-far", "s2");
	assert_int_equal(path->there.mechanism, PATH_GLOBAL_REACH);
	assert_between(&path->there,
	               "er-2/primary | er-2/secondary > er-1/primary | er-1/secondary "
	               "> ergw");
	assert_true(path->reachable);
	path_free(path);
	simulated_done(&s);
}

static void kill_link(struct simulated *s, const char *node, const char *peer)
{
	struct snapshot_node *at = &s->snapshot->nodes[plan_find_node(s->plan, node)];
	bool found = false;

	for (uint32_t i = 0; i < at->peer_count; i++) {
		if (strcmp(at->peers[i].name, peer) != 0)
			continue;
		at->peers[i].link_down = true;
		found = true;
	}
	assert_true(found);
	fabric_free(s->fabric);
	s->fabric = fabric_new(s->lab, s->snapshot);
}

static void a_dead_link_stops_packets_though_bgp_is_up(void **state)
{
	(void)state;
	struct simulated s = simulate_text(lab_text);

	kill_link(&s, "er-1/primary", "dc/ce1");
	struct path *path = a_path(&s, "s2", "dc");
	assert_stop(&s, &path->there, PATH_STOP_LINK_DOWN, NULL,
	            "the link between er-1/primary and dc/ce1 is dead");
	assert_stop(&s, &path->back, PATH_STOP_LINK_DOWN, NULL,
	            "the link between dc/ce1 and er-1/primary is dead");
	path_free(path);

	/* One instance of a gateway: the flows of the other arrive. */
	kill_link(&s, "er-2/primary", "gw-far/0");
	path = a_path(&s, "far", "vnet-far");
	assert_int_equal(path->there.state, PATH_PARTLY);
	path_free(path);
	/* From the VMs to the MSEE the gateway is not in the way. */
	path = a_path(&s, "vnet-far", "far");
	assert_int_equal(path->there.state, PATH_REACHABLE);
	path_free(path);
	kill_link(&s, "er-2/primary", "gw-far/1");
	path = a_path(&s, "vnet-far", "far");
	assert_stop(&s, &path->there, PATH_STOP_LINK_DOWN, NULL, "er-2/primary is dead");
	path_free(path);
	simulated_done(&s);
}

/* hub-router-in-path: and to circuits by all MSEEs that the hub's gateway takes. */
static void hub_router_in_path_between_networks_of_a_virtual_wan(void **state)
{
	static const struct {
		const char *from, *to, *between;
		enum path_mechanism mechanism;
	} rows[] = {
	    {"a", "b", "hub1/router", PATH_VIRTUAL_HUB},
	    {"a", "c", "hub1/router > hub2/router", PATH_VIRTUAL_WAN},
	    {"a", "dc", "hub1/router > er/primary | er/secondary > dc/ce", PATH_ON_PREMISES},
	    {"dc", "a", "dc/ce > er/primary | er/secondary > gw1", PATH_ON_PREMISES},
	    {"c", "dc", "hub2/router > hub1/router > er/primary | er/secondary > dc/ce",
	     PATH_ON_PREMISES},
	    {"dc", "c", "dc/ce > er/primary | er/secondary > gw1 > hub1/router > hub2/router",
	     PATH_ON_PREMISES},
	};
	(void)state;
	struct simulated s = simulate_text(wan_text);

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct path *path = a_path(&s, rows[i].from, rows[i].to);

		if (path->there.state != PATH_REACHABLE)
			fail_msg("%s -> %s: %s", rows[i].from, rows[i].to,
			         path->there.ways[0].stop_text);
		assert_between(&path->there, rows[i].between);
		assert_int_equal(path->there.mechanism, rows[i].mechanism);
		path_free(path);
	}
	struct path *path = a_path(&s, "a", "b");
	assert_rule(&s, &path->there.ways[0].hops[1], "hub-router-in-path");
	path_free(path);
	path = a_path(&s, "a", "dc");
	assert_int_equal(path->there.way_count, 2);
	assert_rule(&s, &path->there.ways[1].hops[2], "nic-hub-expressroute-next-hop");
	path_free(path);
	path = a_path(&s, "dc", "a");
	assert_string_equal(path->there.bottleneck.packets_by, "gw1");
	path_free(path);
	simulated_done(&s);
}

/* route-server-one-next-hop, unless the lab says otherwise. */
static void route_server_one_next_hop_for_expressroute(void **state)
{
	static const char *const gateway = "  'vpn-gateway': {'name': 'vpngw', 'sku': 'VpnGw2AZ', "
					   "'active-active': true,"
					   "   'connection': [{'name': 't', "
					   "'local-network-gateway': 'lng'}]},";
	static const struct {
		const char *server;
		uint32_t ways;
	} rows[] = {
	    {"", 2},
	    {"'route-server': {'name': 'rs'},", 1},
	    {"'route-server': {'name': 'rs', 'expressroute-ecmp': true},", 2},
	};
	(void)state;

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct text by = {0};

		text_add(&by, rows[i].server);
		struct text whole = {0};
		const char *at = strstr(lab_text, gateway);
		const char *subnet = "{'name': 'nva', 'address-prefix': ['10.1.0.0/24']}";
		const char *mid = strstr(lab_text, subnet);

		text_add_bytes(&whole, lab_text, (size_t)(mid - lab_text));
		text_add(&whole, "{'name': 'RouteServerSubnet', 'address-prefix': "
		                 "['10.1.254.0/27']}, ");
		text_add_bytes(&whole, mid, (size_t)(at - mid));
		text_add(&whole, rows[i].server);
		text_add(&whole, at + strlen(gateway));
		struct simulated s = simulate_text(text_str(&whole));
		struct path *path = a_path(&s, "hub/vms", "vnet-far");

		assert_int_equal(path->there.way_count, rows[i].ways);
		if (rows[i].ways == 1)
			assert_rule(&s, &path->there.ways[0].hops[1], "route-server-one-next-hop");
		path_free(path);
		simulated_done(&s);
		text_done(&by);
		text_done(&whole);
	}
}

/* Every pair alone says what its class says. */
static void all_pairs_are_as_their_own_walks_say(void **state)
{
	static const char *const labs[] = {lab_text, wan_text};
	(void)state;

	for (size_t i = 0; i < COUNT_OF(labs); i++) {
		struct simulated s = simulate_text(labs[i]);
		struct reach *reach = reach_all_pairs(s.fabric, ADDR_IPV4);
		uint64_t pairs[PATH_MECHANISM_COUNT] = {0};
		uint64_t count = 0;
		const char *names[16];
		uint32_t ends = 0;

		for (uint32_t k = 0; k < s.lab->vnet_count; k++) {
			if (s.lab->vnets[k].hub == NULL)
				names[ends++] = s.lab->vnets[k].name;
		}
		for (uint32_t k = 0; k < s.lab->site_count; k++)
			names[ends++] = s.lab->sites[k].name;
		for (uint32_t a = 0; a < ends; a++) {
			for (uint32_t b = 0; b < ends; b++) {
				if (a == b)
					continue;
				struct path *path = a_path(&s, names[a], names[b]);
				pairs[path->there.mechanism]++;
				count++;
				path_free(path);
			}
		}
		assert_int_equal(reach->pairs, count);
		for (enum path_mechanism m = PATH_NONE + 1; m < PATH_MECHANISM_COUNT; m++)
			assert_int_equal(reach->ways[m].pairs, pairs[m]);
		assert_int_equal(reach->states[PATH_UNREACHABLE], pairs[PATH_NONE]);
		assert_true(reach->all.rtt_min_us <= reach->all.rtt_median_us);
		assert_true(reach->all.rtt_median_us <= reach->all.rtt_max_us);
		reach_free(reach);
		simulated_done(&s);
	}
}

/* Two networks that nothing tells apart are one class; one of them steered elsewhere is not. */
static void classes_hold_what_is_alike(void **state)
{
	(void)state;
	struct simulated s = simulate_text(wan_text);
	struct path_end ends[3] = {an_end(&s, "a"), an_end(&s, "b"), an_end(&s, "c")};
	struct arena *arena = arena_new();
	struct reach_classes classes = reach_classify(s.fabric, ends, 3, arena);

	assert_int_equal(classes.source_count, 2);
	assert_int_equal(classes.source[0], classes.source[1]);
	assert_int_equal(classes.target[0], classes.target[1]);
	assert_int_not_equal(classes.source[0], classes.source[2]);
	s.lab->vnets[1].region = s.lab->vnets[2].region;
	classes = reach_classify(s.fabric, ends, 3, arena);
	assert_int_not_equal(classes.source[0], classes.source[1]);
	assert_int_not_equal(classes.target[0], classes.target[1]);
	ends[1].kind = PATH_END_OUTSIDE;
	classes = reach_classify(s.fabric, ends, 3, arena);
	assert_int_equal(classes.source[1], REACH_NONE);
	assert_int_equal(classes.target_count, 2);
	arena_free(arena);
	simulated_done(&s);
}

static struct expectations *expect(const char *reachability)
{
	struct findings findings = {0};
	struct text text = {0};
	struct expectations *out;

	text_addf(&text, "{\"hairpin-expect:expectations\": {\"reachability\": [%s]}}",
	          reachability);
	out = expect_parse("e.json", text_str(&text), text.size, &findings);
	if (out == NULL)
		fail_msg("%s is not read", text_str(&text));
	findings_done(&findings);
	text_done(&text);
	return out;
}

static void every_mechanism_may_be_expected(void **state)
{
	(void)state;
	for (enum path_mechanism m = PATH_NONE + 1; m < PATH_MECHANISM_COUNT; m++) {
		struct text text = {0};

		text_addf(&text,
		          "{\"name\": \"n\", \"from\": [\"a\"], \"to\": [\"b\"], \"by\": \"%s\"}",
		          path_mechanism_name(m));
		struct expectations *e = expect(text_str(&text));
		assert_int_equal(e->items[0].by, m);
		expect_free(e);
		text_done(&text);
	}
}

static void the_internet_may_be_a_goal_and_no_start(void **state)
{
	(void)state;
	struct simulated s = simulate_text(lab_text);
	struct expectations *e =
	    expect("{\"name\": \"out\", \"from\": [\"s1\", \"s2\"], \"to\": [\"internet\"],"
	           " \"by\": \"internet\"},"
	           "{\"name\": \"sealed\", \"from\": [\"s*\"], \"to\": [\"internet\"],"
	           " \"reachable\": false}");
	struct findings findings = {0};
	struct expect_report *report = expect_judge(s.fabric, e, &findings);

	assert_non_null(report);
	assert_true(report->results[0].passed);
	assert_string_equal(report->results[0].message,
	                    "packets arrive in all of 2 directions by the Internet");
	assert_false(report->results[1].passed);
	expect_report_free(report);
	expect_free(e);
	findings_done(&findings);
	simulated_done(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_rule_table_of_a_subnet),
	    cmocka_unit_test(a_route_table_sends_through_the_appliance),
	    cmocka_unit_test(peering_forwarded_traffic_must_be_allowed),
	    cmocka_unit_test(appliance_next_hop_must_be_near),
	    cmocka_unit_test(a_user_route_may_drop),
	    cmocka_unit_test(propagate_gateway_routes_off_takes_them_away),
	    cmocka_unit_test(gateway_subnet_route_table_steers_what_comes_in),
	    cmocka_unit_test(fastpath_excludes_spokes_and_private_endpoints),
	    cmocka_unit_test(private_endpoint_route_is_a_system_route_of_peers_too),
	    cmocka_unit_test(service_endpoint_route_beats_the_route_table),
	    cmocka_unit_test(a_default_route_from_on_premises_takes_the_internet),
	    cmocka_unit_test(vpn_gateway_in_path_of_both_directions),
	    cmocka_unit_test(vpn_tunnel_delay_is_an_estimate_unless_given),
	    cmocka_unit_test(routing_preference_decides_between_circuit_and_tunnel),
	    cmocka_unit_test(gateway_peerings_are_for_networks_that_use_the_gateway),
	    cmocka_unit_test(global_reach_path_leads_from_circuit_to_circuit),
	    cmocka_unit_test(a_dead_link_stops_packets_though_bgp_is_up),
	    cmocka_unit_test(hub_router_in_path_between_networks_of_a_virtual_wan),
	    cmocka_unit_test(route_server_one_next_hop_for_expressroute),
	    cmocka_unit_test(all_pairs_are_as_their_own_walks_say),
	    cmocka_unit_test(classes_hold_what_is_alike),
	    cmocka_unit_test(every_mechanism_may_be_expected),
	    cmocka_unit_test(the_internet_may_be_a_goal_and_no_start),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
