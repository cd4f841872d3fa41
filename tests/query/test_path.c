/*
 * The way from A to B, on labs that the simulator has run. What Azure does is asserted under the id
 * of its rule in data/rules.json; the lab of most tests is drawn in tests/lib/azure_lab.h.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/check.h"
#include "query/path/path.h"
#include "tests/lib/azure_lab.h"
#include "tests/lib/routes.h"
#include "tests/lib/simulated.h"
#include "tests/query/ways.h"

static void source_gateway_bypassed_and_destination_gateway_limits(void **state)
{
	(void)state;
	struct simulated s = simulate(azure_lab());
	struct path *path = a_path(&s, "vnet-c", "vnet-a");
	const struct path_direction *there = &path->there;
	const struct path_hop *hops = there->ways[0].hops;
	uint32_t leg = location_rtt(&s, "West Europe", "Amsterdam");

	assert_int_equal(there->state, PATH_REACHABLE);
	assert_int_equal(there->mechanism, PATH_HAIRPIN);
	assert_int_equal(there->way_count, 2);
	assert_between(there, "er-2/primary | er-2/secondary > gw-a");

	assert_int_equal(there->ways[0].hop_count, 4);
	assert_int_equal(hops[0].kind, PATH_HOP_VM);
	assert_string_equal(path_source_name(&hops[0].route), "");
	assert_int_equal(hops[1].kind, PATH_HOP_MSEE);
	assert_rule(&s, &hops[1], "source-gateway-bypassed");
	assert_rule(&s, &hops[1], "longest-prefix");
	assert_rule(&s, &hops[1], "remote-vnet-toggle");
	assert_rule(&s, &hops[1], "msee-as-override");
	assert_rule(&s, &hops[1], "gateway-ecmp");
	assert_rule(&s, &hops[1], "location-rtt-model");
	assert_string_equal(path_source_name(&hops[1].route), "VirtualNetworkGateway");
	assert_string_equal(hops[1].route.node, "gw-c/0");
	assert_int_equal(hops[1].route.why, RIB_STEP_MULTIPATH);
	struct addr msee = an_addr("10.4.255.4");
	assert_true(addr_equal(&hops[1].address, &msee));
	assert_int_equal(hops[1].rtt_us, leg);
	assert_int_equal(hops[2].kind, PATH_HOP_GATEWAY);
	assert_rule(&s, &hops[2], "destination-gateway-limits");
	assert_false(addr_is_set(&hops[2].address));
	assert_string_equal(hops[2].route.node, "er-2/primary");
	assert_int_equal(hops[3].kind, PATH_HOP_VM);
	assert_string_equal(path_source_name(&hops[3].route), "Default");

	assert_int_equal(there->rtt_us, 2 * leg);
	assert_int_equal(there->basis, RTT_ESTIMATED);
	assert_string_equal(there->bottleneck.bandwidth_by, "gw-a");
	assert_int_equal(there->bottleneck.bandwidth_mbps, 10000);
	assert_int_equal(there->bottleneck.packets_per_s, 1000000);
	assert_int_equal(there->bottleneck.flows, 1000000);
	path_free(path);
	simulated_done(&s);
}

/* location-rtt-model: the model adds the way to the peering location and the way from it. */
static void location_rtt_model_adds_both_legs(void **state)
{
	(void)state;
	struct simulated s = simulate(azure_lab());
	struct path *path = a_path(&s, "vnet-b", "vnet-a");

	assert_int_equal(path->there.mechanism, PATH_HAIRPIN);
	assert_int_equal(path->there.rtt_us, location_rtt(&s, "North Europe", "Amsterdam") +
	                                         location_rtt(&s, "West Europe", "Amsterdam"));
	assert_true(path->there.rtt_us > region_rtt(&s, "North Europe", "West Europe"));
	path_free(path);
	simulated_done(&s);
}

/* The weight of the connection to er-2 pulls packets for vnet-b through on-premises, which has told
 * er-2 what it learned from er-1 (gateway-weight: weight beats AS path). */
static void gateway_weight_pulls_packets_through_on_premises(void **state)
{
	(void)state;
	struct simulated s = simulate(azure_lab());
	struct path *path = a_path(&s, "vnet-a", "vnet-b");
	const struct path_way *way = &path->there.ways[0];

	assert_int_equal(path->there.mechanism, PATH_TRANSIT);
	assert_between(&path->there, "er-2/primary | er-2/secondary > dc/ce1 > er-1/primary | "
	                             "er-1/secondary > gw-b");
	assert_int_equal(path->there.way_count, 4);
	assert_rule(&s, &way->hops[1], "gateway-weight");
	assert_rule(&s, &way->hops[2], "circuit-rate-limit");
	assert_rule(&s, &way->hops[2], "msee-accepts-own-as");
	assert_rule(&s, &way->hops[3], "circuit-rate-limit");
	assert_int_equal(path->back.mechanism, PATH_HAIRPIN);
	assert_string_equal(path->asymmetry, "transit through on-premises on the way there, "
	                                     "ExpressRoute hairpin on the way back");

	/* Both circuits and the gateway of the destination limit; the narrowest of each counts. */
	assert_int_equal(way->limit_count, 3);
	assert_string_equal(path->there.bottleneck.bandwidth_by, "er-2");
	assert_int_equal(path->there.bottleneck.bandwidth_mbps, 500);
	assert_string_equal(path->there.bottleneck.packets_by, "gw-b");
	assert_int_equal(path->there.bottleneck.packets_per_s, 100000);

	/* Two legs in Azure, and the access of the site twice. */
	assert_int_equal(path->there.rtt_us, location_rtt(&s, "West Europe", "Amsterdam") + 8000 +
	                                         location_rtt(&s, "North Europe", "Amsterdam"));
	assert_int_equal(path->rtt.max_us, (path->there.rtt_us + path->back.rtt_us) / 2);
	path_free(path);
	simulated_done(&s);
}

/* gw-d does not say, and the lab's gateways are new; gw-b accepts. */
static void remote_vnet_toggle_closes_one_direction_only(void **state)
{
	(void)state;
	struct simulated s = simulate(azure_lab());
	struct path *path = a_path(&s, "vnet-d", "vnet-b");

	assert_stop(&s, &path->there, PATH_STOP_REJECTED, "remote-vnet-toggle",
	            "gw-d/0 was told 10.3.0.0/16 by er-1/primary (AS path 12076 12076) and refused "
	            "it: ");
	assert_int_equal(path->back.state, PATH_REACHABLE);
	assert_false(path->reachable);
	assert_int_equal(path->rtt.max_us, 0);
	assert_string_equal(path->asymmetry, "one way only: packets reach vnet-d from vnet-b, and "
	                                     "no answer comes back");
	path_free(path);
	simulated_done(&s);
}

static void circuits_do_not_talk(void **state)
{
	(void)state;
	struct simulated s = simulate(azure_lab());
	struct path *path = a_path(&s, "vnet-b", "vnet-c");

	assert_stop(&s, &path->there, PATH_STOP_NO_ROUTE, "circuits-do-not-talk",
	            "gw-b has no route to 10.4.0.4; gw-b and gw-c share no circuit; the system "
	            "route 10.0.0.0/8 drops the packets");
	path_free(path);
	simulated_done(&s);
}

/* system-default-routes: what nothing else covers goes to the Internet, and private ranges nowhere.
 */
static void system_default_routes_take_what_nothing_covers(void **state)
{
	(void)state;
	static const struct {
		const char *net; /* of vnet-c, to which vnet-b has no way */
		const char *fate;
	} cases[] = {
	    {"10.4.", "; the system route 10.0.0.0/8 drops the packets"},
	    {"172.20.", "; the system route 172.16.0.0/12 drops the packets"},
	    {"100.64.", "; the system route 100.64.0.0/10 drops the packets"},
	    {"20.4.", "; the system route 0.0.0.0/0 sends the packets to the Internet"},
	    {"100.128.", "; the system route 0.0.0.0/0 sends the packets to the Internet"},
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct simulated s = simulate(azure_lab_with("10.4.", cases[i].net));
		struct path *path = a_path(&s, "vnet-b", "vnet-c");

		assert_stop(&s, &path->there, PATH_STOP_NO_ROUTE, "circuits-do-not-talk",
		            cases[i].fate);
		path_free(path);
		simulated_done(&s);
	}
}

static void peering_beats_bgp_even_when_it_is_more_specific(void **state)
{
	(void)state;
	/* On-premises announces a part of the spoke. */
	struct simulated s =
	    simulate(azure_lab_with("'advertise': ['192.168.0.0/24', '192.168.1.0/24',",
	                            "'advertise': ['192.168.0.0/24', '10.5.0.0/24',"));
	struct path *path = a_path(&s, "vnet-a", "10.5.0.4");
	const struct path_hop *hop = &path->there.ways[0].hops[1];
	struct prefix space = a_prefix("10.5.0.0/16");

	assert_int_equal(path->there.mechanism, PATH_VNET_PEERING);
	assert_int_equal(path->there.ways[0].hop_count, 2);
	assert_string_equal(path_source_name(&hop->route), "VNetPeering");
	assert_true(prefix_equal(&hop->route.prefix, &space));
	assert_rule(&s, hop, "peering-beats-bgp");
	assert_rule(&s, hop, "same-region-rtt");
	assert_int_equal(path->rtt.max_us, region_rtt(&s, "West Europe", "West Europe"));
	assert_null(path->there.bottleneck.bandwidth_by);
	assert_null(path->asymmetry);
	path_free(path);

	/* The more specific route is there all the same: vnet-b follows it. */
	struct path_end from = an_end(&s, "vnet-b");
	struct path_end to = an_end(&s, "10.5.0.4");
	struct arena *arena = arena_new();
	struct path_direction direction = path_walk(s.fabric, &from, &to, arena);
	assert_int_equal(direction.ways[0].stop, PATH_STOP_ELSEWHERE);
	assert_string_equal(direction.ways[0].stop_at.name, "dc");
	arena_free(arena);
	simulated_done(&s);
}

static void peering_both_sides_are_needed(void **state)
{
	(void)state;
	struct simulated s = simulate(azure_lab_with(
	    "{'name': 'to-x', 'remote-virtual-network': 'spoke-x', "
	    "'allow-gateway-transit': true}",
	    "{'name': 'to-x', 'remote-virtual-network': 'spoke-x', "
	    "'allow-virtual-network-access': false, 'allow-gateway-transit': true}"));
	struct path *path = a_path(&s, "spoke-x", "vnet-a");

	assert_stop(&s, &path->there, PATH_STOP_NO_GATEWAY, "peering-both-sides",
	            "the peering of spoke-x with vnet-a lets no traffic pass");
	path_free(path);
	simulated_done(&s);
}

static void peering_no_transit_between_spokes(void **state)
{
	(void)state;
	struct simulated s = simulate(azure_lab());
	struct path *path = a_path(&s, "spoke-x", "spoke-a");

	assert_stop(&s, &path->there, PATH_STOP_NO_GATEWAY, "gateway-transit",
	            "its peering with vnet-a does not use gw-a: use-remote-gateways is off");
	assert_stop(&s, &path->back, PATH_STOP_NO_ROUTE, "gateway-announces-address-space",
	            "no gateway announces spoke-x");
	assert_null(path->asymmetry);
	path_free(path);
	simulated_done(&s);
}

static void gateway_transit_leads_into_the_spoke(void **state)
{
	(void)state;
	struct simulated s = simulate(azure_lab());
	struct path *path = a_path(&s, "vnet-c", "spoke-a");
	const struct path_way *way = &path->there.ways[0];

	assert_int_equal(path->there.mechanism, PATH_HAIRPIN);
	assert_between(&path->there, "er-2/primary | er-2/secondary > gw-a");
	assert_string_equal(way->hops[3].name, "spoke-a");
	assert_string_equal(path_source_name(&way->hops[3].route), "VNetPeering");
	assert_rule(&s, &way->hops[3], "gateway-transit");
	/* The spoke sends straight to the MSEE by the routes of the gateway of the hub. */
	assert_between(&path->back, "er-2/primary | er-2/secondary > gw-c");
	assert_string_equal(path->back.ways[0].hops[1].route.node, "gw-a/0");
	path_free(path);
	simulated_done(&s);
}

static void fastpath_passes_by_the_gateway_but_not_into_spokes(void **state)
{
	(void)state;
	struct simulated s = simulate(azure_lab_with(
	    "'routing-weight': 100}", "'routing-weight': 100, 'express-route-gateway-bypass': "
				      "true}"));
	struct path *path = a_path(&s, "vnet-c", "vnet-a");
	const struct path_way *way = &path->there.ways[0];

	assert_between(&path->there, "er-2/primary | er-2/secondary");
	assert_int_equal(way->hop_count, 3);
	assert_true(way->hops[2].fast_path);
	assert_rule(&s, &way->hops[2], "fastpath");
	assert_int_equal(way->limit_count, 0);
	assert_int_equal(path->there.rtt_us, 2 * location_rtt(&s, "West Europe", "Amsterdam"));
	path_free(path);

	path = a_path(&s, "vnet-c", "spoke-a");
	assert_between(&path->there, "er-2/primary | er-2/secondary > gw-a");
	path_free(path);
	simulated_done(&s);
}

static void a_site_is_reached_past_the_gateway_and_reaches_through_it(void **state)
{
	(void)state;
	struct simulated s = simulate(azure_lab());
	struct path *path = a_path(&s, "vnet-b", "dc");

	assert_int_equal(path->there.mechanism, PATH_ON_PREMISES);
	/* The secondary link is prepended, so Azure does not use it; on-premises uses both. */
	assert_between(&path->there, "er-1/primary > dc/ce1");
	assert_between(&path->back, "dc/ce1 > er-1/primary | er-1/secondary > gw-b");
	assert_string_equal(path->asymmetry,
	                    "by er-1/primary, dc/ce1 on the way there, by dc/ce1, er-1/primary, "
	                    "er-1/secondary on the way back");
	assert_string_equal(path->there.bottleneck.bandwidth_by, "er-1");
	assert_null(path->there.bottleneck.packets_by);
	assert_string_equal(path->back.bottleneck.packets_by, "gw-b");
	assert_int_equal(path->there.rtt_us, location_rtt(&s, "North Europe", "Amsterdam") + 4000);
	assert_int_equal(path->back.rtt_us, path->there.rtt_us);
	path_free(path);
	simulated_done(&s);
}

static void an_external_router_is_judged_by_what_it_was_told(void **state)
{
	(void)state;
	struct simulated s = simulate(azure_lab());
	int64_t at = plan_find_node(s.plan, "dc/ce1");
	struct snapshot_node *router = &s.snapshot->nodes[at];

	router->present = false;
	router->path_count = 0;
	router->told_count = 0;
	struct path *path = a_path(&s, "dc", "vnet-b");
	assert_between(&path->there, "dc/ce1 > er-1/primary | er-1/secondary > gw-b");
	assert_between(&path->back, "er-1/primary > dc/ce1");
	path_free(path);
	path = a_path(&s, "vnet-c", "vnet-b");
	assert_int_equal(path->there.mechanism, PATH_TRANSIT);
	path_free(path);
	simulated_done(&s);
}

/* In live mode a real router announces what no lab file knows. */
static void an_external_router_is_believed_what_it_announces(void **state)
{
	(void)state;
	struct simulated s = simulate(azure_lab());
	int64_t at = plan_find_node(s.plan, "dc/ce1");
	struct arena *arena = arena_new();

	s.snapshot->nodes[at].present = false;
	s.snapshot->nodes[at].path_count = 0;
	s.lab->sites[0].routers[0].advertise.count = 0;
	struct path_end from = an_end(&s, "vnet-b");
	struct path_end to = an_end(&s, "192.168.0.9");
	struct path_direction direction = path_walk(s.fabric, &from, &to, arena);
	assert_int_equal(to.kind, PATH_END_OUTSIDE);
	assert_int_equal(direction.state, PATH_REACHABLE);
	assert_between(&direction, "er-1/primary > dc/ce1");
	arena_free(arena);
	simulated_done(&s);
}

static void forget(struct simulated *s, const char *name, const struct prefix *prefix)
{
	struct snapshot_node *node = &s->snapshot->nodes[plan_find_node(s->plan, name)];
	uint32_t kept = 0;

	for (uint32_t i = 0; i < node->path_count; i++) {
		if (!prefix_equal(&node->paths[i].prefix, prefix))
			node->paths[kept++] = node->paths[i];
	}
	assert_true(kept < node->path_count);
	node->path_count = kept;
}

/* A NIC is programmed by both instances of a gateway: the longest match of the two counts. */
static void longest_prefix_of_both_instances_counts(void **state)
{
	static const char *const instances[] = {"gw-b/0", "gw-b/1"};
	struct prefix vnet_a = a_prefix("10.1.0.0/16");
	(void)state;

	for (size_t i = 0; i < COUNT_OF(instances); i++) {
		struct simulated s =
		    simulate(azure_lab_with("'advertise': ['192.168.0.0/24', '192.168.1.0/24',",
		                            "'advertise': ['192.168.0.0/24', '10.0.0.0/8',"));

		forget(&s, instances[i], &vnet_a);
		struct path *path = a_path(&s, "vnet-b", "vnet-a");
		const struct path_hop *hop = &path->there.ways[0].hops[1];
		assert_int_equal(path->there.way_count, 2);
		assert_true(prefix_equal(&hop->route.prefix, &vnet_a));
		assert_string_equal(hop->route.node, instances[1 - i]);
		path_free(path);
		simulated_done(&s);
	}
}

static void no_session_is_a_reason_of_its_own(void **state)
{
	(void)state;
	struct simulated s = simulate(azure_lab());
	struct path *path = a_path(&s, "vnet-idle", "vnet-b");

	assert_stop(&s, &path->there, PATH_STOP_SESSIONS_DOWN, NULL,
	            "gw-idle has no BGP session, hence no route to 10.3.0.4");
	path_free(path);
	simulated_done(&s);
}

static const struct snapshot_path *path_of(const struct snapshot_node *node, const char *prefix)
{
	struct prefix wanted = a_prefix(prefix);

	for (uint32_t i = 0; i < node->path_count; i++) {
		if (prefix_equal(&node->paths[i].prefix, &wanted))
			return &node->paths[i];
	}
	return NULL;
}

/* The router sends back to where packets come from. */
static void a_loop_is_found(void **state)
{
	(void)state;
	struct simulated s = simulate(azure_lab());
	struct snapshot_node *router = &s.snapshot->nodes[plan_find_node(s.plan, "dc/ce1")];
	int32_t er2 = -1;

	for (uint32_t i = 0; i < router->peer_count; i++) {
		if (strcmp(router->peers[i].name, "er-2/primary") == 0)
			er2 = (int32_t)i;
	}
	for (uint32_t i = 0; i < router->path_count; i++) {
		if (prefix_equal(&router->paths[i].prefix, &path_of(router, "10.3.0.0/16")->prefix))
			router->paths[i].peer = er2;
	}
	struct path *path = a_path(&s, "vnet-c", "vnet-b");
	assert_stop(&s, &path->there, PATH_STOP_LOOP, NULL,
	            "packets to 10.3.0.4 come back to er-2/primary");
	path_free(path);
	simulated_done(&s);
}

/* One of the two MSEEs has lost its customer's routes behind the gateway's back. */
static void some_flows_are_lost_when_one_of_the_ways_ends(void **state)
{
	(void)state;
	struct simulated s = simulate(azure_lab());
	struct snapshot_node *msee = &s.snapshot->nodes[plan_find_node(s.plan, "er-2/secondary")];

	msee->path_count = 0;
	struct path *path = a_path(&s, "vnet-c", "vnet-a");
	assert_int_equal(path->there.state, PATH_PARTLY);
	assert_int_equal(path->there.way_count, 2);
	assert_int_equal(path->there.mechanism, PATH_HAIRPIN);
	assert_string_equal(path->there.ways[1].stop_text,
	                    "er-2/secondary has no route to 10.1.0.4");
	assert_false(path->reachable);
	path_free(path);
	simulated_done(&s);
}

static void ipv6_goes_by_ipv6_routes(void **state)
{
	(void)state;
	struct simulated s = simulate(azure_lab());
	struct path *path = a_path(&s, "fd00:1::77", "fd00:dc::1");

	assert_string_equal(path->there.from.name, "vnet-a");
	assert_string_equal(path->there.to.name, "dc");
	/* The connection to er-2 has the higher weight. */
	assert_between(&path->there, "er-2/primary | er-2/secondary > dc/ce1");
	assert_int_equal(path->there.ways[0].hops[1].route.prefix.addr.family, ADDR_IPV6);
	assert_true(path->reachable);
	path_free(path);
	simulated_done(&s);
}

/* ipv6-over-ipv4-session: which member of the lab decides. */
static void without_ipv6_at_the_gateway_the_reason_is_said(void **state)
{
	(void)state;
	struct simulated s = simulate(azure_lab_with(", 'fd00:1:0:ff::/64'", ""));
	struct path *path = a_path(&s, "fd00:1::77", "fd00:dc::1");

	assert_false(path->reachable);
	assert_string_equal(path->there.ways[0].stop_rule, "ipv6-over-ipv4-session");
	assert_non_null(strstr(path->there.ways[0].stop_text,
	                       "gateways of vnet-a carry IPv6 only if the address-prefix of its "
	                       "GatewaySubnet has an IPv6 one"));
	assert_string_equal(path->back.ways[0].stop_rule, "ipv6-over-ipv4-session");
	path_free(path);
	simulated_done(&s);
}

static void an_address_is_in_the_longest_prefix(void **state)
{
	(void)state;
	struct simulated s = simulate(azure_lab());
	struct path_end end = an_end(&s, "10.2.16.9");

	assert_int_equal(end.kind, PATH_END_VNET);
	assert_string_equal(end.name, "spoke-a");
	end = an_end(&s, "192.168.1.1");
	assert_int_equal(end.kind, PATH_END_SITE);
	end = an_end(&s, "8.8.8.8");
	assert_int_equal(end.kind, PATH_END_OUTSIDE);
	assert_string_equal(end.name, "8.8.8.8");
	simulated_done(&s);
}

static void a_wrong_end_is_a_finding_with_the_nearest_name(void **state)
{
	static const struct {
		const char *name;
		uint8_t family;
		const char *said;
	} rows[] = {
	    {"vnet-bb", ADDR_NONE,
	     "everything.json: error: 'vnet-bb' is neither a virtual network, one of its subnets, "
	     "a site nor an "
	     "address; did you mean 'vnet-b'?\n"},
	    {"vnet-b", ADDR_IPV6, "everything.json: error: 'vnet-b' has no IPv6 address\n"},
	    {"10.1.0.1", ADDR_IPV6, "everything.json: error: '10.1.0.1' has no IPv6 address\n"},
	};
	(void)state;
	struct simulated s = simulate(azure_lab());

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct findings findings = {0};
		struct path_end end;
		struct text text = {0};

		assert_false(
		    path_end_find(s.fabric, rows[i].name, rows[i].family, &end, &findings));
		findings_format(&findings, 0, &text);
		assert_string_equal(text_str(&text), rows[i].said);
		text_done(&text);
		findings_done(&findings);
	}
	simulated_done(&s);
}

/* Two spokes of one hub, and on-premises that announces a summary of both. */
static const char hub_lab[] =
    "{'hairpin-lab:lab': {'name': 'hub', 'virtual-network': ["
    " {'name': 'hub', 'region': 'West Europe', 'address-space': ['10.1.0.0/16'],"
    "  'subnet': [{'name': 'GatewaySubnet', 'address-prefix': ['10.1.255.0/27']},"
    "             {'name': 'vms', 'address-prefix': ['10.1.8.0/24']}],"
    "  'virtual-network-gateway': {'name': 'gw', 'sku': 'ErGw1AZ',"
    "   'connection': [{'name': 'c', 'express-route-circuit': 'er'}]},"
    "  'virtual-network-peering': ["
    "   {'name': 'p', 'remote-virtual-network': 's1', 'allow-gateway-transit': true},"
    "   {'name': 'q', 'remote-virtual-network': 's2', 'allow-gateway-transit': true}]},"
    " {'name': 's1', 'region': 'West Europe', 'address-space': ['10.2.0.0/16'],"
    "  'virtual-network-peering': [{'name': 'p', 'remote-virtual-network': 'hub',"
    "   'use-remote-gateways': true}]},"
    " {'name': 's2', 'region': 'North Europe', 'address-space': ['10.3.0.0/16'],"
    "  'virtual-network-peering': [{'name': 'p', 'remote-virtual-network': 'hub',"
    "   'use-remote-gateways': true}]}],"
    " 'express-route-circuit': [{'name': 'er', 'sku-tier': 'Standard', 'bandwidth-mbps': 200,"
    "  'peering-location': 'Amsterdam', 'azure-private-peering': {'peer-asn': 65020,"
    "  'primary-peer-address-prefix': '172.16.0.0/30',"
    "  'secondary-peer-address-prefix': '172.16.0.4/30'}}],"
    " 'site': [{'name': 'dc', 'router': [{'name': 'ce', 'asn': 65020, 'advertise': ['%s'],"
    "  'circuit-link': [{'express-route-circuit': 'er', 'link': 'primary'}]}]}]}}";

static struct simulated simulate_hub(const char *summary)
{
	struct text text = {0};
	const char *hole = strstr(hub_lab, "%s");

	text_add_bytes(&text, hub_lab, (size_t)(hole - hub_lab));
	text_add(&text, summary);
	text_add(&text, hole + 2);
	struct simulated s = simulate_text(text_str(&text));
	text_done(&text);
	return s;
}

/* gateway-announces-address-space, longest-prefix: the historic trick. The NIC follows the summary
 * to the MSEE, whose longest match is the other spoke. */
static void a_summary_from_on_premises_lets_spokes_hairpin(void **state)
{
	(void)state;
	struct simulated s = simulate_hub("10.0.0.0/8");
	struct path *path = a_path(&s, "s1", "s2");
	const struct path_way *way = &path->there.ways[0];
	struct prefix summary = a_prefix("10.0.0.0/8");

	assert_int_equal(path->there.mechanism, PATH_HAIRPIN);
	/* Only the primary MSEE is told by on-premises. */
	assert_between(&path->there, "er/primary > gw");
	assert_true(prefix_equal(&way->hops[1].route.prefix, &summary));
	assert_string_equal(path_source_name(&way->hops[3].route), "VNetGlobalPeering");
	/* Region to the location, back to the hub, and on to the spoke in another region. */
	assert_int_equal(path->there.rtt_us, 2 * location_rtt(&s, "West Europe", "Amsterdam") +
	                                         region_rtt(&s, "West Europe", "North Europe"));
	path_free(path);
	simulated_done(&s);

	s = simulate_hub("192.168.0.0/16");
	path = a_path(&s, "s1", "s2");
	assert_stop(&s, &path->there, PATH_STOP_NO_ROUTE, "peering-no-transit",
	            "s1 and s2 use the same gateway, and peering is not transitive");
	path_free(path);
	simulated_done(&s);
}

static void a_vm_stands_in_the_first_subnet_that_is_not_the_gateways(void **state)
{
	(void)state;
	struct simulated s = simulate_hub("192.168.0.0/16");
	struct addr in_subnet = an_addr("10.1.8.4");
	struct addr in_space = an_addr("10.2.0.4");
	struct path_end hub = an_end(&s, "hub");
	struct path_end spoke = an_end(&s, "s1");

	assert_true(addr_equal(&hub.address, &in_subnet));
	assert_true(addr_equal(&spoke.address, &in_space));
	simulated_done(&s);
}

/* Whatever the ends, every rule that is named is explained, and the ways hold together. */
static void every_pair_is_sound(void **state)
{
	(void)state;
	struct simulated s = simulate(azure_lab());

	for (uint32_t i = 0; i < s.lab->vnet_count; i++) {
		for (uint32_t k = 0; k < s.lab->vnet_count; k++) {
			struct path *path = a_path(&s, s.lab->vnets[i].name, s.lab->vnets[k].name);
			const struct path_direction *there = &path->there;

			assert_int_equal(there->state == PATH_UNREACHABLE,
			                 there->mechanism == PATH_NONE);
			assert_int_equal(i == k, there->mechanism == PATH_VNET_LOCAL);
			for (uint32_t w = 0; w < there->way_count; w++) {
				const struct path_way *way = &there->ways[w];

				assert_int_equal(way->stop == PATH_DELIVERED,
				                 way->stop_text == NULL);
				for (uint32_t h = 0; h < way->hop_count; h++) {
					const struct path_hop *hop = &way->hops[h];

					for (uint32_t r = 0; hop->rules[r] != NULL; r++)
						assert_rule(&s, hop, hop->rules[r]);
					if (h > 0)
						assert_true(hop->rtt_us >= hop[-1].rtt_us);
				}
			}
			path_free(path);
		}
	}
	simulated_done(&s);
}

/* gateway-connections-per-second: published for each scale unit of one SKU. */
static void test_a_scalable_gateway_limits_connections(void **state)
{
	struct simulated s = simulate(azure_lab_with(
	    "'gw-b', 'sku': 'ErGw1AZ'", "'gw-b', 'sku': 'ErGwScale', 'scale-units': 2"));
	struct path *path = a_path(&s, "vnet-a", "vnet-b");

	(void)state;
	assert_string_equal(path->there.bottleneck.connections_by, "gw-b");
	assert_int_equal(path->there.bottleneck.connections_per_s, 14000);
	assert_null(path->back.bottleneck.connections_by);
	path_free(path);
	simulated_done(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_a_scalable_gateway_limits_connections),
	    cmocka_unit_test(source_gateway_bypassed_and_destination_gateway_limits),
	    cmocka_unit_test(location_rtt_model_adds_both_legs),
	    cmocka_unit_test(gateway_weight_pulls_packets_through_on_premises),
	    cmocka_unit_test(remote_vnet_toggle_closes_one_direction_only),
	    cmocka_unit_test(circuits_do_not_talk),
	    cmocka_unit_test(system_default_routes_take_what_nothing_covers),
	    cmocka_unit_test(peering_beats_bgp_even_when_it_is_more_specific),
	    cmocka_unit_test(peering_both_sides_are_needed),
	    cmocka_unit_test(peering_no_transit_between_spokes),
	    cmocka_unit_test(gateway_transit_leads_into_the_spoke),
	    cmocka_unit_test(fastpath_passes_by_the_gateway_but_not_into_spokes),
	    cmocka_unit_test(a_site_is_reached_past_the_gateway_and_reaches_through_it),
	    cmocka_unit_test(an_external_router_is_judged_by_what_it_was_told),
	    cmocka_unit_test(an_external_router_is_believed_what_it_announces),
	    cmocka_unit_test(longest_prefix_of_both_instances_counts),
	    cmocka_unit_test(no_session_is_a_reason_of_its_own),
	    cmocka_unit_test(a_loop_is_found),
	    cmocka_unit_test(some_flows_are_lost_when_one_of_the_ways_ends),
	    cmocka_unit_test(ipv6_goes_by_ipv6_routes),
	    cmocka_unit_test(without_ipv6_at_the_gateway_the_reason_is_said),
	    cmocka_unit_test(an_address_is_in_the_longest_prefix),
	    cmocka_unit_test(a_wrong_end_is_a_finding_with_the_nearest_name),
	    cmocka_unit_test(a_summary_from_on_premises_lets_spokes_hairpin),
	    cmocka_unit_test(a_vm_stands_in_the_first_subnet_that_is_not_the_gateways),
	    cmocka_unit_test(every_pair_is_sound),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
