/* Two designs side by side, on labs that the simulator has run. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/check.h"
#include "query/compare/compare.h"
#include "tests/lib/azure_lab.h"
#include "tests/lib/routes.h"
#include "tests/lib/simulated.h"

/* Two VNets on one circuit, and what is to be added to the first and the second. */
static const char pair_lab[] =
    "{'hairpin-lab:lab': {'name': '%s', 'virtual-network': ["
    " {'name': 'vnet-a', 'region': 'West Europe', 'address-space': ['10.1.0.0/16'],"
    "  'subnet': [{'name': 'GatewaySubnet', 'address-prefix': ['10.1.255.0/27']}],"
    "  'virtual-network-gateway': {'name': 'gw-a', 'sku': 'ErGw2AZ',"
    "   'allow-remote-vnet-traffic': %s,"
    "   'connection': [{'name': 'c', 'express-route-circuit': 'er'}]}"
    "  %s},"
    " {'name': 'vnet-b', 'region': 'North Europe', 'address-space': ['10.2.0.0/16'],"
    "  'subnet': [{'name': 'GatewaySubnet', 'address-prefix': ['10.2.255.0/27']}],"
    "  'virtual-network-gateway': {'name': 'gw-b', 'sku': 'ErGw1AZ',"
    "   'allow-remote-vnet-traffic': true,"
    "   'connection': [{'name': 'c', 'express-route-circuit': 'er'}]}"
    "  %s}],"
    " 'express-route-circuit': [{'name': 'er', 'sku-tier': 'Standard', 'bandwidth-mbps': 200,"
    "  'peering-location': 'London', 'azure-private-peering': {'peer-asn': 65020,"
    "  'primary-peer-address-prefix': '172.16.0.0/30',"
    "  'secondary-peer-address-prefix': '172.16.0.4/30'}}]}}";

static const char to_b[] =
    ", 'virtual-network-peering': [{'name': 'p', 'remote-virtual-network': 'vnet-b'}]";
static const char to_a[] =
    ", 'virtual-network-peering': [{'name': 'p', 'remote-virtual-network': 'vnet-a'}]";

static struct simulated simulate_pair(const char *name, bool transit, bool peered)
{
	struct text text = {0};

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	text_addf(&text, pair_lab, name, transit ? "true" : "false", peered ? to_b : "",
	          peered ? to_a : "");
#pragma GCC diagnostic pop
	struct simulated s = simulate_text(text_str(&text));
	text_done(&text);
	return s;
}

static const struct compare_pair *find_pair(const struct comparison *comparison, const char *from,
                                            const char *to)
{
	for (uint32_t i = 0; i < comparison->pair_count; i++) {
		if (strcmp(comparison->pairs[i].from, from) == 0 &&
		    strcmp(comparison->pairs[i].to, to) == 0)
			return &comparison->pairs[i];
	}
	fail_msg("no pair %s -> %s", from, to);
	return NULL;
}

static void a_design_equals_itself(void **state)
{
	(void)state;
	struct simulated a = simulate(azure_lab());
	struct simulated b = simulate(azure_lab());
	struct comparison *comparison = compare_designs(a.fabric, b.fabric, ADDR_IPV4);

	assert_true(comparison->equal);
	assert_int_equal(comparison->pairs_differ, 0);
	assert_int_equal(comparison->node_count, 0);
	/* 7 VNets and a site, in both directions; all are listed. */
	assert_int_equal(comparison->pairs_examined, 8 * 7);
	assert_int_equal(comparison->pair_count, 8 * 7);
	assert_string_equal(find_pair(comparison, "vnet-a", "dc")->verdict, "same");
	assert_string_equal(comparison->verdict, "first and second are equal in ways and routes");
	compare_free(comparison);
	simulated_done(&a);
	simulated_done(&b);
}

/* What the whole product is for: peering-beats-bgp, so the gateway is out of the way. */
static void peering_instead_of_transit_is_told_in_one_line(void **state)
{
	(void)state;
	struct simulated a = simulate_pair("transit", true, false);
	struct simulated b = simulate_pair("peering", true, true);
	struct comparison *comparison = compare_designs(a.fabric, b.fabric, ADDR_IPV4);
	const struct compare_pair *pair = find_pair(comparison, "vnet-a", "vnet-b");

	assert_false(comparison->equal);
	assert_int_equal(comparison->pairs_differ, 2);
	/* BGP does not change: only the NICs prefer the peering. */
	assert_int_equal(comparison->node_count, 0);
	assert_int_equal(pair->side[0].mechanism, PATH_HAIRPIN);
	assert_int_equal(pair->side[1].mechanism, PATH_VNET_PEERING);
	assert_string_equal(pair->side[0].between, "er/primary | er/secondary > gw-b");
	assert_string_equal(pair->side[1].between, "");

	struct text text = {0};
	text_addf(&text,
	          "peering: vnet-a -> vnet-b %.1f ms instead of %.1f ms (%.1f ms less), VNet "
	          "peering instead of ExpressRoute hairpin, no gateway in the way (was gw-b: 1,000 "
	          "Mbps, 100,000 packets/s, 200,000 flows), and likewise back; nothing lost",
	          pair->side[1].rtt.max_us / 1000.0, pair->side[0].rtt.max_us / 1000.0,
	          (pair->side[0].rtt.max_us - pair->side[1].rtt.max_us) / 1000.0);
	assert_string_equal(comparison->verdict, text_str(&text));
	text_done(&text);
	compare_free(comparison);
	simulated_done(&a);
	simulated_done(&b);
}

/* remote-vnet-toggle: one gateway refuses. */
static void what_is_lost_is_told_with_its_reason(void **state)
{
	(void)state;
	struct simulated a = simulate_pair("open", true, false);
	struct simulated b = simulate_pair("closed", false, false);
	struct comparison *comparison = compare_designs(a.fabric, b.fabric, ADDR_IPV4);
	const struct compare_node *node = &comparison->nodes[0];
	struct prefix lost = a_prefix("10.2.0.0/16");

	assert_int_equal(comparison->pairs_differ, 1);
	assert_non_null(strstr(comparison->verdict,
	                       "closed: vnet-a -> vnet-b lost: gw-a/0 was told 10.2.0.0/16 by "
	                       "er/primary (AS path 12076 12076) and refused it: "));
	assert_null(strstr(comparison->verdict, "nothing lost"));
	assert_int_equal(comparison->node_count, 1);
	assert_string_equal(node->names, "gw-a/0, gw-a/1");
	assert_int_equal(node->only_in, -1);
	assert_int_equal(node->route_count, 1);
	assert_false(node->routes[0].gained);
	assert_true(prefix_equal(&node->routes[0].prefix, &lost));
	assert_string_equal(node->routes[0].via, "er/primary, er/secondary");
	assert_string_equal(node->routes[0].attributes, "AS path 12076 12076, weight 32769");
	compare_free(comparison);

	comparison = compare_designs(b.fabric, a.fabric, ADDR_IPV4);
	assert_true(comparison->nodes[0].routes[0].gained);
	assert_non_null(
	    strstr(comparison->verdict, "open: vnet-a -> vnet-b gained: ExpressRoute hairpin, "));
	assert_non_null(strstr(comparison->verdict, "; nothing lost"));
	compare_free(comparison);
	simulated_done(&a);
	simulated_done(&b);
}

static void what_only_one_lab_has_is_named_by_its_element(void **state)
{
	(void)state;
	struct simulated a = simulate_pair("pair", true, false);
	struct simulated b = simulate(azure_lab());
	struct comparison *comparison = compare_designs(a.fabric, b.fabric, ADDR_IPV4);
	const struct compare_pair *pair = find_pair(comparison, "vnet-a", "spoke-a");
	bool circuit = false;

	assert_false(pair->side[0].there);
	assert_true(pair->side[1].there);
	assert_true(pair->differs);
	assert_non_null(strstr(pair->verdict, "only in the second lab: reachable by VNet peering"));
	for (uint32_t i = 0; i < comparison->node_count; i++) {
		if (strcmp(comparison->nodes[i].names, "er") != 0)
			continue;
		circuit = true;
		assert_int_equal(comparison->nodes[i].only_in, 0);
		assert_int_equal(comparison->nodes[i].route_count, 2);
	}
	assert_true(circuit);
	compare_free(comparison);
	simulated_done(&a);
	simulated_done(&b);
}

static struct path_direction walk(struct simulated *s, const char *from, const char *to,
                                  struct arena *arena)
{
	struct path_end a = an_end(s, from);
	struct path_end b = an_end(s, to);

	return path_walk(s->fabric, &a, &b, arena);
}

static struct path_rtt round_trip(struct simulated *s, const char *from, const char *to)
{
	struct path *path = a_path(s, from, to);
	struct path_rtt rtt = path->rtt;

	path_free(path);
	return rtt;
}

/* vnet-a and spoke-a share a gateway, but only vnet-a is peered with spoke-x. */
static void every_listed_pair_is_as_its_own_walk_says(void **state)
{
	(void)state;
	struct simulated a = simulate(azure_lab());
	struct simulated b = simulate(azure_lab());
	struct comparison *comparison = compare_designs(a.fabric, b.fabric, ADDR_IPV4);

	for (uint32_t i = 0; i < comparison->pair_count; i++) {
		const struct compare_pair *pair = &comparison->pairs[i];
		struct arena *arena = arena_new();
		struct path_direction direction = walk(&a, pair->from, pair->to, arena);

		assert_int_equal(pair->side[1].state, direction.state);
		assert_int_equal(pair->side[1].mechanism, direction.mechanism);
		struct path_rtt rtt = round_trip(&a, pair->from, pair->to);

		assert_true(path_rtt_equal(&pair->side[1].rtt, &rtt));
		assert_int_equal(pair->side[1].why_not == NULL, direction.state == PATH_REACHABLE);
		arena_free(arena);
	}
	compare_free(comparison);
	simulated_done(&a);
	simulated_done(&b);
}

enum { HUBS = 3, SPOKES = 20 };

static void add_hub(struct text *text, unsigned hub, const char *region, bool open)
{
	text_addf(text,
	          "%s{'name': 'hub-%u', 'region': '%s', 'address-space': ['10.%u.0.0/20'],"
	          "'subnet': [{'name': 'GatewaySubnet', 'address-prefix': ['10.%u.15.0/27']}],"
	          "'virtual-network-gateway': {'name': 'gw-%u', 'sku': 'ErGw1AZ',"
	          "'allow-remote-vnet-traffic': %s,"
	          "'connection': [{'name': 'c', 'express-route-circuit': 'er'}]},"
	          "'virtual-network-peering': [",
	          hub == 0 ? "" : ",", hub, region, hub + 10, hub + 10, hub,
	          open ? "true" : "false");
	for (unsigned i = 0; i < SPOKES; i++)
		text_addf(text,
		          "%s{'name': 'p%u', 'remote-virtual-network': 'spoke-%u-%u',"
		          "'allow-gateway-transit': true}",
		          i == 0 ? "" : ",", i, hub, i);
	text_add(text, "]}");
}

static void add_spoke(struct text *text, unsigned hub, unsigned i, const char *region)
{
	text_addf(text,
	          ",{'name': 'spoke-%u-%u', 'region': '%s', 'address-space': ['10.%u.%u.0/24'],"
	          "'virtual-network-peering': [{'name': 'up', 'remote-virtual-network': 'hub-%u',"
	          "'use-remote-gateways': true}%s]}",
	          hub, i, region, hub + 10, 32 + i, hub, "");
}

/* Hubs of 20 spokes each, some of them in another region than their hub. `open` hubs accept other
 * VNets. */
static struct simulated simulate_hubs(unsigned open)
{
	static const char *const regions[] = {"West Europe", "North Europe", "France Central"};
	struct text text = {0};

	text_add(&text, "{'hairpin-lab:lab': {'name': 'hubs', 'virtual-network': [");
	for (unsigned hub = 0; hub < HUBS; hub++)
		add_hub(&text, hub, regions[hub], hub < open);
	for (unsigned hub = 0; hub < HUBS; hub++) {
		for (unsigned i = 0; i < SPOKES; i++)
			add_spoke(&text, hub, i, regions[(hub + i % 2) % 3]);
	}
	text_add(&text,
	         "], 'express-route-circuit': [{'name': 'er', 'sku-tier': 'Standard',"
	         "'bandwidth-mbps': 1000, 'peering-location': 'Amsterdam', 'azure-private-peering':"
	         "{'peer-asn': 65020, 'primary-peer-address-prefix': '172.16.0.0/30',"
	         "'secondary-peer-address-prefix': '172.16.0.4/30'}}]}}");
	struct simulated s = simulate_text(text_str(&text));
	text_done(&text);
	return s;
}

/* One walk stands for all sources that a gateway serves in a region. Whether that is right is seen
 * by walking each pair for itself. */
static void many_pairs_are_judged_as_each_would_be(void **state)
{
	(void)state;
	struct simulated a = simulate_hubs(3);
	struct simulated b = simulate_hubs(2);
	struct comparison *comparison = compare_designs(a.fabric, b.fabric, ADDR_IPV4);
	uint64_t differ = 0;
	uint64_t count = 0;
	uint32_t listed = 0;

	for (uint32_t i = 0; i < a.lab->vnet_count; i++) {
		for (uint32_t k = 0; k < a.lab->vnet_count; k++) {
			struct arena *arena;
			struct path_direction first;
			struct path_direction second;

			if (i == k)
				continue;
			arena = arena_new();
			first = walk(&a, a.lab->vnets[i].name, a.lab->vnets[k].name, arena);
			second = walk(&b, a.lab->vnets[i].name, a.lab->vnets[k].name, arena);
			count++;
			struct path_rtt before =
			    round_trip(&a, a.lab->vnets[i].name, a.lab->vnets[k].name);
			struct path_rtt after =
			    round_trip(&b, b.lab->vnets[i].name, b.lab->vnets[k].name);

			if (first.state != second.state || (before.answered && after.answered &&
			                                    !path_rtt_equal(&before, &after))) {
				const struct compare_pair *pair = &comparison->pairs[listed++];

				differ++;
				assert_string_equal(pair->from, a.lab->vnets[i].name);
				assert_string_equal(pair->to, a.lab->vnets[k].name);
				assert_true(path_rtt_equal(&pair->side[0].rtt, &before));
				assert_int_equal(pair->side[0].state, first.state);
				assert_int_equal(pair->side[1].state, second.state);
			}
			arena_free(arena);
		}
	}
	/* The third hub and its spokes lose the way to the 42 networks of the others. */
	assert_int_equal(differ, 21 * 42);
	assert_int_equal(comparison->pairs_examined, count);
	assert_int_equal(comparison->pairs_differ, differ);
	/* More than 50 ends: only what differs is listed. */
	assert_int_equal(comparison->pair_count, differ);
	assert_string_equal(
	    comparison->verdict,
	    "second: 882 of 3906 directions differ: 882 lost (as spoke-2-1 -> spoke-1-1)");
	compare_free(comparison);
	simulated_done(&a);
	simulated_done(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_design_equals_itself),
	    cmocka_unit_test(peering_instead_of_transit_is_told_in_one_line),
	    cmocka_unit_test(what_is_lost_is_told_with_its_reason),
	    cmocka_unit_test(what_only_one_lab_has_is_named_by_its_element),
	    cmocka_unit_test(every_listed_pair_is_as_its_own_walk_says),
	    cmocka_unit_test(many_pairs_are_judged_as_each_would_be),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
