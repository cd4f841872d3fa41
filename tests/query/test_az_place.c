/* Whose tables a capture holds: what a name stands for, which of its instances was reported, and
 * which of several tables are meant. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/check.h"
#include "query/capture/agree_az_at.h"
#include "query/capture/az_predict.h"
#include "tests/lib/azure_lab.h"
#include "tests/lib/simulated.h"

static const struct {
	const char *name;
	uint32_t nodes;
	bool circuit;
	bool network;
	bool kinds[AZ_KIND_COUNT];
} places[] = {
    {"gw-a", 2, false, false, {[AZ_LEARNED] = true, [AZ_ADVERTISED] = true, [AZ_PEERS] = true}},
    {"gw-a/1", 2, false, false, {[AZ_LEARNED] = true, [AZ_ADVERTISED] = true, [AZ_PEERS] = true}},
    {"dc/ce1",
     1,
     false,
     false,
     {[AZ_LEARNED] = true, [AZ_ADVERTISED] = true, [AZ_PEERS] = true, [AZ_ROUTER] = true}},
    {"er-1/secondary",
     1,
     true,
     false,
     {[AZ_ROUTE_TABLE] = true, [AZ_SUMMARY] = true, [AZ_ARP] = true}},
    {"vnet-a", 0, false, true, {[AZ_EFFECTIVE] = true}},
    {"vnet-a/GatewaySubnet", 0, false, true, {[AZ_EFFECTIVE] = true}},
    {"vnet-a/gatewaysubnet", 0, false, true, {[AZ_EFFECTIVE] = true}},
};

static void a_name_stands_for_what_has_tables(void **state)
{
	struct simulated s = simulate(azure_lab());

	(void)state;
	for (size_t i = 0; i < COUNT_OF(places); i++) {
		struct az_place place;

		assert_true(az_place_find(s.lab, s.snapshot, places[i].name, &place));
		assert_int_equal(places[i].nodes, place.count);
		assert_true(places[i].circuit == (place.circuit != NULL));
		assert_true(places[i].network == (place.vnet != NULL));
		for (unsigned kind = 0; kind < AZ_KIND_COUNT; kind++)
			assert_true(places[i].kinds[kind] ==
			            az_place_has(&place, (enum az_kind)kind));
	}
	simulated_done(&s);
}

static bool is_among(const char *const *names, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(names[i], name) == 0)
			return true;
	}
	return false;
}

/* A circuit is no place, its links are; nobody is asked whether he meant what he typed. */
static void what_has_no_tables_is_no_place(void **state)
{
	static const char *const names[] = {"er-1", "gw-a/2", "vnet-a/nothing", "vnet", "dc", "x"};
	struct simulated s = simulate(azure_lab());

	(void)state;
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		struct arena *arena = arena_new();
		struct az_place place;
		size_t count;

		assert_false(az_place_find(s.lab, s.snapshot, names[i], &place));
		const char *const *meant =
		    az_place_names(s.lab, s.snapshot, names[i], arena, &count);

		assert_false(is_among(meant, count, names[i]));
		assert_true(is_among(meant, count, "er-1/primary"));
		assert_true(is_among(meant, count, "gw-a"));
		assert_true(is_among(meant, count, "spoke-x"));
		arena_free(arena);
	}
	simulated_done(&s);
}

/* Rows that the second instance reports, as a capture has them. */
static struct az_table *reported_by(const struct snapshot_node *node, struct arena *arena)
{
	struct az_table *table = az_predict_learned(&node, 1, arena);

	table->told = az_bit(AZ_NETWORK) | az_bit(AZ_LOCAL_ADDRESS) | az_bit(AZ_SOURCE_PEER);
	return table;
}

static void the_table_says_which_instance_it_is(void **state)
{
	struct simulated s = simulate(azure_lab());
	struct arena *arena = arena_new();
	const struct snapshot_node *second = snapshot_find_node(s.snapshot, "gw-a/1");
	const struct snapshot_node *nodes[AZ_PLACE_INSTANCES_MAX];
	const struct az_table empty = {.kind = AZ_LEARNED, .title = ""};
	struct az_place place;

	(void)state;
	assert_true(az_place_find(s.lab, s.snapshot, "gw-a", &place));
	assert_int_equal(1, az_place_reported(&place, reported_by(second, arena), nodes));
	assert_ptr_equal(second, nodes[0]);
	/* Of an ExpressRoute gateway Azure reports one, if nothing says which: the one named. */
	assert_int_equal(1, az_place_reported(&place, &empty, nodes));
	assert_string_equal("gw-a/0", nodes[0]->name);
	assert_true(az_place_find(s.lab, s.snapshot, "gw-a/1", &place));
	assert_int_equal(1, az_place_reported(&place, &empty, nodes));
	assert_ptr_equal(second, nodes[0]);
	arena_free(arena);
	simulated_done(&s);
}

/* The other instance's table agrees, and the difference is noted. */
static void the_other_instance_is_noted(void **state)
{
	struct simulated s = simulate(azure_lab());
	struct arena *arena = arena_new();
	struct az_table *actual = reported_by(snapshot_find_node(s.snapshot, "gw-a/1"), arena);
	struct az_place place;
	struct agree_az_at at = {
	    .lab = s.lab, .snapshot = s.snapshot, .place = &place, .arena = arena};

	(void)state;
	assert_true(az_place_find(s.lab, s.snapshot, "gw-a/0", &place));
	const struct agree_az *agreement = agree_az_at(&at, actual);

	assert_int_equal(0, agreement->differ);
	assert_int_equal(1, agreement->note_count);
	assert_string_equal("er-gateway-reports-one-instance", agreement->notes[0].rule);
	agree_az_at_done(&at);
	arena_free(arena);
	simulated_done(&s);
}

static void of_several_tables_that_of_the_place_is_meant(void **state)
{
	struct simulated s = simulate(azure_lab());
	struct arena *arena = arena_new();
	struct az_table *own = reported_by(snapshot_find_node(s.snapshot, "gw-a/0"), arena);
	struct az_table *others = reported_by(snapshot_find_node(s.snapshot, "gw-b/0"), arena);
	struct az_table arp = {.kind = AZ_ARP, .title = ""};
	const struct az_table *chosen[AZ_KIND_COUNT];
	struct az_place place;

	(void)state;
	assert_true(az_place_find(s.lab, s.snapshot, "gw-a", &place));
	assert_int_equal(
	    AZ_CHOICE_MADE,
	    az_place_choose(&place, (struct az_table *[]){&arp, others, own}, 3, chosen));
	assert_ptr_equal(own, chosen[AZ_LEARNED]);
	assert_null(chosen[AZ_ARP]);
	/* One of a kind is taken, whosever it is. */
	assert_int_equal(AZ_CHOICE_MADE,
	                 az_place_choose(&place, (struct az_table *[]){others}, 1, chosen));
	assert_ptr_equal(others, chosen[AZ_LEARNED]);
	assert_int_equal(AZ_CHOICE_SEVERAL,
	                 az_place_choose(&place, (struct az_table *[]){own, own}, 2, chosen));
	assert_int_equal(AZ_CHOICE_SEVERAL,
	                 az_place_choose(&place, (struct az_table *[]){others, others}, 2, chosen));
	assert_int_equal(AZ_CHOICE_NONE,
	                 az_place_choose(&place, (struct az_table *[]){&arp}, 1, chosen));
	arena_free(arena);
	simulated_done(&s);
}

/* Each link's table has the customer's end of it. */
static void the_other_links_table_is_passed_over(void **state)
{
	struct simulated s = simulate(azure_lab());
	struct arena *arena = arena_new();
	const struct lab_circuit *circuit = lab_find_circuit(s.lab, "er-1");
	struct az_table *tables[2] = {az_predict_arp(circuit, LAB_SECONDARY, arena),
	                              az_predict_arp(circuit, LAB_PRIMARY, arena)};
	const struct az_table *chosen[AZ_KIND_COUNT];
	struct az_place place;

	(void)state;
	assert_true(az_place_find(s.lab, s.snapshot, "er-1/primary", &place));
	assert_int_equal(AZ_CHOICE_MADE, az_place_choose(&place, tables, 2, chosen));
	assert_ptr_equal(tables[1], chosen[AZ_ARP]);
	assert_true(az_place_find(s.lab, s.snapshot, "er-1/secondary", &place));
	assert_int_equal(AZ_CHOICE_MADE, az_place_choose(&place, tables, 2, chosen));
	assert_ptr_equal(tables[0], chosen[AZ_ARP]);
	arena_free(arena);
	simulated_done(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_name_stands_for_what_has_tables),
	    cmocka_unit_test(what_has_no_tables_is_no_place),
	    cmocka_unit_test(the_table_says_which_instance_it_is),
	    cmocka_unit_test(the_other_instance_is_noted),
	    cmocka_unit_test(of_several_tables_that_of_the_place_is_meant),
	    cmocka_unit_test(the_other_links_table_is_passed_over),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
