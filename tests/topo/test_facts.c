/* The compiled-in data: that it says what the public pages say, and the latency model over it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/check.h"
#include "base/mem.h"
#include "document/embedded.h"
#include "topo/facts/facts.h"

static int setup(void **state)
{
	struct arena *arena = arena_new();
	void **both = arena_alloc(arena, 2 * sizeof(*both));

	both[0] = arena;
	both[1] = facts_new(arena);
	*state = both;
	return 0;
}

static int teardown(void **state)
{
	arena_free(((void **)*state)[0]);
	return 0;
}

static struct facts *facts_of(void **state)
{
	return ((void **)*state)[1];
}

static void test_gateway_skus_have_their_figures(void **state)
{
	static const struct {
		const char *name;
		uint32_t mbps, routes, circuits;
		bool fast_path;
	} rows[] = {
	    {"Standard", 1000, 4000, 4, false},          {"ErGw1AZ", 1000, 4000, 4, false},
	    {"HighPerformance", 2000, 9500, 8, false},   {"ErGw2AZ", 2000, 9500, 8, false},
	    {"UltraPerformance", 10000, 9500, 16, true}, {"ergw3az", 10000, 9500, 16, true},
	};
	struct facts *facts = facts_of(state);
	uint32_t count;

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const struct gateway_sku *sku = facts_gateway_sku(facts, rows[i].name);
		assert_non_null(sku);
		assert_int_equal(sku->bandwidth_mbps, rows[i].mbps);
		assert_int_equal(sku->routes_learned_max, rows[i].routes);
		assert_int_equal(sku->fast_path, rows[i].fast_path);
		assert_int_equal(facts_gateway_circuits_max(sku, 1), rows[i].circuits);
		assert_int_equal(facts_gateway_fast_path(sku, 1), rows[i].fast_path);
		assert_false(sku->scales);
	}
	assert_null(facts_gateway_sku(facts, "VpnGw1"));
	assert_string_equal(facts_gateway_sku_names(facts, &count)[0], "Standard");
	assert_int_equal(count, 7);
}

static void test_scale_units_bring_circuits_and_fast_path(void **state)
{
	static const struct {
		uint32_t units, circuits;
		bool fast_path;
	} rows[] = {{1, 4, false}, {2, 8, false}, {9, 8, false}, {10, 16, true}, {40, 16, true}};
	const struct gateway_sku *sku = facts_gateway_sku(facts_of(state), "ErGwScale");

	assert_true(sku->scales);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		assert_int_equal(facts_gateway_circuits_max(sku, rows[i].units), rows[i].circuits);
		assert_int_equal(facts_gateway_fast_path(sku, rows[i].units), rows[i].fast_path);
	}
}

static void test_a_virtual_hub_has_a_gateway_of_its_own(void **state)
{
	const struct facts *facts = facts_of(state);
	const struct gateway_sku *sku = facts_hub_gateway_sku(facts);
	uint32_t count;

	assert_int_equal(sku->bandwidth_mbps, 2000);
	assert_int_equal(sku->packets_per_s, 200000);
	assert_int_equal(sku->circuits_max, 8);
	assert_true(sku->scales);
	/* No lab can name it. */
	assert_null(facts_gateway_sku(facts, sku->name));
	facts_gateway_sku_names(facts, &count);
	assert_int_equal(count, 7);
}

static void test_vpn_gateway_skus_have_their_figures(void **state)
{
	static const struct {
		const char *name;
		uint32_t mbps;
		uint32_t tunnels;
		uint32_t vms;
		bool basic;
	} rows[] = {
	    {"Basic", 100, 10, 0, true},          {"VpnGw1AZ", 650, 30, 1000, false},
	    {"vpngw2az", 1000, 30, 2000, false},  {"VpnGw3AZ", 1250, 30, 5000, false},
	    {"VpnGw4AZ", 5000, 100, 4400, false}, {"VpnGw5AZ", 10000, 100, 9000, false},
	    {"VpnGw1", 650, 30, 0, false},
	};
	const struct facts *facts = facts_of(state);
	uint32_t count;

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const struct vpn_gateway_sku *sku = facts_vpn_gateway_sku(facts, rows[i].name);
		assert_non_null(sku);
		assert_int_equal(sku->bandwidth_mbps, rows[i].mbps);
		assert_int_equal(sku->tunnels_max, rows[i].tunnels);
		assert_int_equal(sku->vms_max, rows[i].vms);
		assert_int_equal(sku->bgp, !rows[i].basic);
		assert_int_equal(sku->active_active, !rows[i].basic);
		assert_int_equal(sku->coexists, !rows[i].basic);
	}
	assert_null(facts_vpn_gateway_sku(facts, "ErGw1AZ"));
	assert_string_equal(facts_vpn_gateway_sku_names(facts, &count)[0], "Basic");
	assert_int_equal(count, 13);
}

static void test_refused_as_numbers_are_those_of_azure_and_iana(void **state)
{
	static const struct asn_range want[] = {
	    {8074, 8075},   {12076, 12076}, {23456, 23456}, {64496, 64511},
	    {65515, 65515}, {65517, 65520}, {65535, 65551},
	};
	const struct facts *facts = facts_of(state);
	uint32_t count;

	for (unsigned refuser = 0; refuser < ASN_REFUSER_COUNT; refuser++) {
		const struct asn_range *ranges =
		    facts_refused_asns(facts, (enum asn_refuser)refuser, &count);
		assert_int_equal(count, COUNT_OF(want));
		for (uint32_t i = 0; i < count; i++) {
			assert_int_equal(ranges[i].first, want[i].first);
			assert_int_equal(ranges[i].last, want[i].last);
		}
	}
}

static void test_limits_of_vpn_gateways_and_route_servers(void **state)
{
	static const struct {
		const char *id;
		uint32_t value;
	} rows[] = {
	    {"route-server-peers", 8},
	    {"route-server-peer-prefixes", 4000},
	    {"route-server-vms", 4000},
	    {"route-server-asn-max", 65535},
	    {"route-server-subnet-length-max", 27},
	    {"vpn-gateway-prefixes", 4000},
	    {"vpn-gateway-subnet-length-max", 27},
	    {"vpn-gateway-subnet-length-basic", 29},
	    {"global-reach-prefix-length", 29},
	    {"virtual-hub-prefix-length-max", 24},
	    {"virtual-hub-connections", 500},
	    {"circuits-per-subscription", 50},
	    {"circuits-per-region", 10},
	};
	const struct facts *facts = facts_of(state);

	for (size_t i = 0; i < COUNT_OF(rows); i++)
		assert_int_equal(facts_limit(facts, rows[i].id), rows[i].value);
}

static void test_circuit_skus_have_their_reach_and_limits(void **state)
{
	static const struct {
		const char *name;
		enum circuit_reach reach;
		uint32_t ipv4;
	} rows[] = {
	    {"Local", REACH_LOCAL, 4000},
	    {"Standard", REACH_STANDARD, 4000},
	    {"Premium", REACH_PREMIUM, 10000},
	};
	struct facts *facts = facts_of(state);
	uint32_t count;

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const struct circuit_sku *sku = facts_circuit_sku(facts, rows[i].name);
		assert_int_equal(sku->reach, rows[i].reach);
		assert_int_equal(sku->prefixes_ipv4_max, rows[i].ipv4);
		assert_int_equal(sku->prefixes_ipv6_max, 100);
		assert_int_equal(sku->size_count, 10);
	}
	facts_circuit_sku_names(facts, &count);
	assert_int_equal(count, 3);
}

static void test_links_of_a_circuit_grow_with_its_bandwidth(void **state)
{
	static const struct {
		const char *sku;
		uint32_t mbps, links;
	} rows[] = {
	    {"Local", 10000, 10},  {"Standard", 50, 10},    {"Standard", 100000, 10},
	    {"Premium", 50, 20},   {"Premium", 100, 25},    {"Premium", 200, 25},
	    {"Premium", 500, 40},  {"Premium", 1000, 50},   {"Premium", 2000, 60},
	    {"Premium", 5000, 75}, {"Premium", 10000, 100}, {"Premium", 100000, 100},
	    {"Premium", 1, 20},    {"Premium", 999, 40},
	};
	struct facts *facts = facts_of(state);

	for (size_t i = 0; i < COUNT_OF(rows); i++)
		assert_int_equal(
		    facts_links_max(facts, facts_circuit_sku(facts, rows[i].sku), rows[i].mbps),
		    rows[i].links);
}

static void test_regions_are_found_by_any_spelling(void **state)
{
	struct facts *facts = facts_of(state);
	const struct region *region = facts_region(facts, "West Europe");
	uint32_t count;

	assert_string_equal(region->name, "West Europe");
	assert_ptr_equal(facts_region(facts, "westeurope"), region);
	assert_ptr_equal(facts_region(facts, "WEST europe"), region);
	assert_null(facts_region(facts, "West Europe 2"));
	assert_null(facts_region(facts, ""));
	assert_string_equal(region->geopolitical_region, "Europe");
	assert_int_equal(region->community, 12076u << 16 | 50002);
	assert_ptr_equal(region->rtt_region, region);
	facts_region_names(facts, &count);
	assert_int_equal(count, 58);
}

static void test_a_name_longer_than_any_is_unknown(void **state)
{
	char name[300];

	memset(name, 'a', sizeof(name));
	name[sizeof(name) - 1] = '\0';
	assert_null(facts_region(facts_of(state), name));
}

static void test_locations_know_their_regions(void **state)
{
	struct facts *facts = facts_of(state);
	const struct peering_location *frankfurt = facts_location(facts, "Frankfurt");
	const struct peering_location *washington = facts_location(facts, "Washington DC");
	const struct peering_location *munich = facts_location(facts, "munich");
	uint32_t count;

	assert_string_equal(frankfurt->metro, "Frankfurt");
	assert_string_equal(frankfurt->geopolitical_region, "Europe");
	assert_string_equal(frankfurt->local[0]->name, "Germany West Central");
	assert_null(frankfurt->local[1]);
	assert_string_equal(washington->local[0]->name, "East US");
	assert_string_equal(washington->local[1]->name, "East US 2");
	assert_null(munich->local[0]);
	assert_string_equal(munich->nearest->name, "Germany West Central");
	facts_location_names(facts, &count);
	assert_int_equal(count, 105);
}

static enum rtt_basis region_rtt(void **state, const char *a, const char *b, uint32_t *us)
{
	struct facts *facts = facts_of(state);

	return facts_region_rtt_us(facts, facts_region(facts, a), facts_region(facts, b), us);
}

static enum rtt_basis location_rtt(void **state, const char *region, const char *location,
                                   uint32_t *us)
{
	struct facts *facts = facts_of(state);

	return facts_location_rtt_us(facts, facts_region(facts, region),
	                             facts_location(facts, location), us);
}

static void test_times_between_regions(void **state)
{
	uint32_t us;
	uint32_t back;

	assert_int_equal(region_rtt(state, "East US", "West Europe", &us), RTT_MEASURED);
	assert_in_range(us, 80000, 90000);
	assert_int_equal(region_rtt(state, "West Europe", "East US", &back), RTT_MEASURED);
	assert_int_equal(us, back);
	assert_int_equal(region_rtt(state, "UK South", "UK South", &us), RTT_ESTIMATED);
	assert_int_equal(us, 1500);
	/* Spain Central is not in the table: France Central stands for it. */
	assert_int_equal(region_rtt(state, "Spain Central", "West Europe", &us), RTT_ESTIMATED);
	region_rtt(state, "France Central", "West Europe", &back);
	assert_int_equal(us, back);
	assert_int_equal(region_rtt(state, "Spain Central", "France Central", &us), RTT_ESTIMATED);
	assert_int_equal(us, 10000);
}

static void test_a_pair_that_the_table_lacks_is_unknown(void **state)
{
	struct facts *facts = facts_of(state);
	uint32_t count;
	uint32_t unknown = 0;
	const char *const *names = facts_region_names(facts, &count);

	for (uint32_t i = 0; i < count; i++) {
		for (uint32_t k = i + 1; k < count; k++) {
			uint32_t us = 1;
			enum rtt_basis basis = region_rtt(state, names[i], names[k], &us);
			assert_int_equal(basis == RTT_UNKNOWN, us == 0);
			unknown += basis == RTT_UNKNOWN;
		}
	}
	assert_in_range(unknown, 1, 60);
}

static void test_times_to_locations_follow_the_model(void **state)
{
	uint32_t us;
	uint32_t table;

	/* beside the location */
	assert_int_equal(location_rtt(state, "West Europe", "Amsterdam2", &us), RTT_ESTIMATED);
	assert_int_equal(us, 2000);
	assert_int_equal(location_rtt(state, "East US 2", "Washington DC", &us), RTT_ESTIMATED);
	assert_int_equal(us, 2000);
	/* far from a location that stands for its region */
	location_rtt(state, "UK South", "Frankfurt", &us);
	region_rtt(state, "UK South", "Germany West Central", &table);
	assert_int_equal(us, table);
	/* a location without a region: the stretch to the nearest, and on from there */
	location_rtt(state, "Germany West Central", "Munich", &us);
	assert_int_equal(us, 10000);
	location_rtt(state, "UK South", "Munich", &us);
	assert_int_equal(us, table + 10000);
}

static void test_a_given_time_wins_in_both_directions(void **state)
{
	struct facts *facts = facts_of(state);
	uint32_t us;

	facts_override_rtt(facts, "westeurope", "East US", 77000);
	facts_override_rtt(facts, "Munich", "UK South", 33000);
	assert_int_equal(region_rtt(state, "East US", "West Europe", &us), RTT_GIVEN);
	assert_int_equal(us, 77000);
	assert_int_equal(location_rtt(state, "UK South", "Munich", &us), RTT_GIVEN);
	assert_int_equal(us, 33000);
	/* what is built on a given time */
	assert_int_equal(location_rtt(state, "East US", "Amsterdam", &us), RTT_ESTIMATED);
	assert_int_equal(us, 77000);
	/* the last one counts */
	facts_override_rtt(facts, "East US", "West Europe", 78000);
	region_rtt(state, "West Europe", "East US", &us);
	assert_int_equal(us, 78000);
}

static void test_limits_have_values_that_a_lab_may_change(void **state)
{
	struct facts *facts = facts_of(state);

	assert_int_equal(facts_limit(facts, "gateway-to-circuit-ipv4"), 1000);
	assert_int_equal(facts_limit(facts, "gateway-to-circuit-ipv6"), 100);
	assert_int_equal(facts_limit(facts, "msee-hold-s"), 180);
	assert_int_equal(facts_limit(facts, "reserved-asn-first"), 65515);
	assert_int_equal(facts_limit(facts, "reserved-asn-last"), 65520);
	facts_override_limit(facts, "gateway-to-circuit-ipv4", 3);
	assert_int_equal(facts_limit(facts, "gateway-to-circuit-ipv4"), 3);
	facts_override_limit(facts, "customer-to-msee-ipv4-premium", 5);
	assert_int_equal(facts_circuit_sku(facts, "Premium")->prefixes_ipv4_max, 5);
	assert_int_equal(facts_circuit_sku(facts, "Standard")->prefixes_ipv4_max, 4000);
}

static bool is_one_of(const char *word, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(words[i], word) == 0)
			return true;
	}
	return false;
}

static void test_every_rule_is_complete(void **state)
{
	static const char *const confidences[] = {"high", "medium", "low"};
	struct facts *facts = facts_of(state);
	uint32_t count;
	const struct azure_rule *rules = facts_rules(facts, &count);

	assert_in_range(count, 40, 200);
	for (uint32_t i = 0; i < count; i++) {
		const struct azure_rule *rule = &rules[i];
		assert_ptr_equal(facts_rule(facts, rule->id), rule);
		assert_true(is_one_of(rule->confidence, confidences, COUNT_OF(confidences)));
		assert_true(strlen(rule->source) > 10);
		assert_true(rule->date[0] == '2');
		assert_int_equal(rule->what[strlen(rule->what) - 1], '.');
	}
	assert_null(facts_rule(facts, "no-such-rule"));
	assert_string_equal(facts_rule(facts, "gateway-weight")->control,
	                    "virtual-network-gateway/connection/routing-weight");
	assert_null(facts_rule(facts, "msee-asn")->control);
}

/* A date that may be older counts as older. */
static void test_age_of_a_rule(void **state)
{
	static const struct {
		const char *date, *day;
		bool older;
	} rows[] = {
	    {"2026-03-12", "2026-03-12", false}, {"2026-03-12", "2026-03-13", true},
	    {"2026", "2026-01-01", false},       {"2026", "2026-01-02", true},
	    {"2026-05", "2026-05-01", false},    {"2026-05", "2026-05-02", true},
	    {"2018-2026", "2026-01-01", false},  {"2018-2026", "2026-01-02", true},
	    {"2018-2024", "2026-01-01", true},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const struct azure_rule rule = {.date = rows[i].date};

		if (facts_rule_is_older(&rule, rows[i].day) != rows[i].older)
			fail_msg("%s against %s", rows[i].date, rows[i].day);
	}
}

static void test_files_are_compiled_in_whole(void **state)
{
	(void)state;
	const struct embedded_file *file = embedded_find("yang/hairpin-lab.yang");

	assert_non_null(file);
	assert_string_equal(file->name, "yang/hairpin-lab.yang");
	assert_int_equal(strncmp(file->bytes, "module hairpin-lab {", 20), 0);
	assert_int_equal(strlen(file->bytes), file->size);
	assert_string_equal(file->bytes + file->size - 2, "}\n");
	assert_null(embedded_find("yang/"));
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_gateway_skus_have_their_figures),
	    TEST(test_a_virtual_hub_has_a_gateway_of_its_own),
	    TEST(test_vpn_gateway_skus_have_their_figures),
	    TEST(test_refused_as_numbers_are_those_of_azure_and_iana),
	    TEST(test_limits_of_vpn_gateways_and_route_servers),
	    TEST(test_scale_units_bring_circuits_and_fast_path),
	    TEST(test_circuit_skus_have_their_reach_and_limits),
	    TEST(test_links_of_a_circuit_grow_with_its_bandwidth),
	    TEST(test_regions_are_found_by_any_spelling),
	    TEST(test_a_name_longer_than_any_is_unknown),
	    TEST(test_locations_know_their_regions),
	    TEST(test_times_between_regions),
	    TEST(test_a_pair_that_the_table_lacks_is_unknown),
	    TEST(test_times_to_locations_follow_the_model),
	    TEST(test_a_given_time_wins_in_both_directions),
	    TEST(test_limits_have_values_that_a_lab_may_change),
	    TEST(test_every_rule_is_complete),
	    TEST(test_age_of_a_rule),
	    TEST(test_files_are_compiled_in_whole),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
