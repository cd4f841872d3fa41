/* A router agrees with the model when each route is as predicted, and only then. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/check.h"
#include "query/capture/agree.h"
#include "tests/lib/routes.h"
#include "tests/lib/snapshots.h"

enum { ROUTES_MAX = 4 };

/* A route from neighbour "m", or an own one for a peer of NULL. */
static struct agree_route a_line(const char *prefix, const char *peer, const char *as_path)
{
	struct agree_route route = {
	    .prefix = a_prefix(prefix),
	    .next_hop = an_addr(peer == NULL ? "0.0.0.0" : peer),
	    .as_path = as_path,
	    .origin = "IGP",
	    .communities = "",
	    .large_communities = "",
	    .use_known = true,
	};

	if (peer != NULL) {
		route.peer = an_addr(peer);
		route.from = "m";
	}
	return route;
}

/* Two equally good paths and an own route. */
static struct agree_table a_table(struct agree_route routes[ROUTES_MAX])
{
	routes[0] = a_line("10.1.0.0/16", "192.0.2.2", "12076");
	routes[0].best = routes[0].in_use = true;
	routes[1] = a_line("10.1.0.0/16", "192.0.2.6", "12076");
	routes[1].in_use = true;
	routes[2] = a_line("10.2.0.0/16", NULL, "");
	routes[2].best = routes[2].in_use = true;
	return (struct agree_table){
	    .routes = routes,
	    .count = 3,
	    .own_routes_known = true,
	    .families = {[ADDR_IPV4] = true, [ADDR_IPV6] = true},
	};
}

static void equal_tables_agree_in_any_order(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	struct agree_route routes[2][ROUTES_MAX];
	struct agree_table predicted = a_table(routes[0]);
	struct agree_table actual = a_table(routes[1]);
	struct agree_route first = routes[1][0];

	routes[1][0] = routes[1][2];
	routes[1][2] = first;
	struct agreement agreement = agree_compare(&predicted, &actual, arena);
	assert_int_equal(agreement.agree, 3);
	assert_int_equal(agreement.differ, 0);
	assert_int_equal(agreement.count, 3);
	assert_string_equal(agreement.rows[0].from, "m");
	assert_string_equal(agreement.rows[0].difference, "");
	arena_free(arena);
}

/* What is done to the first of the router's routes, and what is said of it. */
struct change {
	const char *name;
	void (*make)(struct agree_route *route);
	const char *said; /* NULL: agrees */
};

static void change_next_hop(struct agree_route *route)
{
	route->next_hop = an_addr("192.0.2.9");
}

static void change_as_path(struct agree_route *route)
{
	route->as_path = "12076 65515";
}

static void change_med(struct agree_route *route)
{
	route->med_set = true;
}

static void change_unset_med(struct agree_route *route)
{
	route->med = 7;
}

static void change_origin(struct agree_route *route)
{
	route->origin = "incomplete";
}

static void change_communities(struct agree_route *route)
{
	route->communities = "12076:20031";
}

static void change_unknown_communities(struct agree_route *route)
{
	route->communities = NULL;
	route->large_communities = NULL;
}

static void change_large_communities(struct agree_route *route)
{
	route->large_communities = "1:2:3";
}

static void change_unusable(struct agree_route *route)
{
	route->unusable = true;
	route->best = route->in_use = false;
}

static void change_next_hop_use(struct agree_route *route)
{
	route->next_hop_unused = true;
	route->best = route->in_use = false;
}

static const struct change changes[] = {
    {"next hop", change_next_hop, "next hop 192.0.2.9, predicted 192.0.2.2"},
    {"AS path", change_as_path, "AS path 12076 65515, predicted 12076"},
    {"MED of 0 instead of none", change_med, "metric 0, predicted none"},
    {"MED that is not there", change_unset_med, NULL},
    {"origin", change_origin, "origin incomplete, predicted IGP"},
    {"communities", change_communities, "communities 12076:20031, predicted none"},
    {"communities that are not told", change_unknown_communities, NULL},
    {"large communities", change_large_communities, "large communities 1:2:3, predicted none"},
    {"path that it cannot use", change_unusable,
     "the router cannot use it; unused, predicted in use"},
    {"next hop that it does not use", change_next_hop_use,
     "the router does not use its next hop; unused, predicted in use"},
};

static void every_attribute_counts(void **state)
{
	(void)state;
	for (unsigned i = 0; i < COUNT_OF(changes); i++) {
		struct arena *arena = arena_new();
		struct agree_route routes[2][ROUTES_MAX];
		struct agree_table predicted = a_table(routes[0]);
		struct agree_table actual = a_table(routes[1]);

		changes[i].make(&routes[1][0]);
		struct agreement agreement = agree_compare(&predicted, &actual, arena);
		if (agreement.differ != (changes[i].said != NULL))
			fail_msg("%s: %u differ", changes[i].name, agreement.differ);
		assert_int_equal(agreement.agree + agreement.differ, 3);
		assert_string_equal(agreement.rows[0].difference,
		                    changes[i].said == NULL ? "" : changes[i].said);
		arena_free(arena);
	}
}

static void several_differences_are_told_together(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	struct agree_route routes[2][ROUTES_MAX];
	struct agree_table predicted = a_table(routes[0]);
	struct agree_table actual = a_table(routes[1]);

	change_as_path(&routes[1][0]);
	change_med(&routes[1][0]);
	struct agreement agreement = agree_compare(&predicted, &actual, arena);
	assert_int_equal(agreement.rows[0].result, AGREE_DIFFERENT);
	assert_string_equal(agreement.rows[0].difference,
	                    "AS path 12076 65515, predicted 12076; metric 0, predicted none");
	arena_free(arena);
}

static void missing_and_unexpected_routes_differ(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	struct agree_route routes[2][ROUTES_MAX];
	struct agree_table predicted = a_table(routes[0]);
	struct agree_table actual = a_table(routes[1]);

	routes[1][1] = a_line("10.0.0.0/16", "192.0.2.6", "12076");
	struct agreement agreement = agree_compare(&predicted, &actual, arena);
	assert_int_equal(agreement.agree, 2);
	assert_int_equal(agreement.differ, 2);
	assert_int_equal(agreement.rows[0].result, AGREE_UNEXPECTED);
	assert_null(agreement.rows[0].predicted);
	assert_string_equal(agreement.rows[0].from, "m");
	assert_int_equal(agreement.rows[2].result, AGREE_MISSING);
	assert_null(agreement.rows[2].actual);
	arena_free(arena);
}

static void a_second_route_from_one_neighbour_is_unexpected(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	struct agree_route routes[2][ROUTES_MAX];
	struct agree_table predicted = a_table(routes[0]);
	struct agree_table actual = a_table(routes[1]);

	routes[1][3] = routes[1][1];
	actual.count = 4;
	struct agreement agreement = agree_compare(&predicted, &actual, arena);
	assert_int_equal(agreement.agree, 3);
	assert_int_equal(agreement.differ, 1);
	arena_free(arena);
}

/* Which of the two learned paths the router uses, against a prediction. */
static void each_use_counts_beside_the_best(void **state)
{
	(void)state;
	static const struct {
		bool predicted[2]; /* in use; the first of them is the best */
		bool actual[2];
		unsigned differ;
	} rows[] = {
	    {{true, true}, {true, true}, 0},    {{true, true}, {true, false}, 1},
	    {{true, true}, {false, true}, 1},   {{true, false}, {true, false}, 0},
	    {{true, false}, {true, true}, 1},   {{true, false}, {false, true}, 2},
	    {{true, false}, {false, false}, 1}, {{true, true}, {false, false}, 2},
	};

	for (unsigned i = 0; i < COUNT_OF(rows); i++) {
		struct arena *arena = arena_new();
		struct agree_route routes[2][ROUTES_MAX];
		struct agree_table predicted = a_table(routes[0]);
		struct agree_table actual = a_table(routes[1]);

		for (unsigned j = 0; j < 2; j++) {
			routes[0][j].in_use = rows[i].predicted[j];
			routes[1][j].in_use = rows[i].actual[j];
			routes[1][j].best = rows[i].actual[j] && (j == 0 || !rows[i].actual[0]);
		}
		struct agreement agreement = agree_compare(&predicted, &actual, arena);
		if (agreement.differ != rows[i].differ)
			fail_msg("row %u: %u differ", i, agreement.differ);
		arena_free(arena);
	}
}

static void either_of_equals_may_be_the_best(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	struct agree_route routes[2][ROUTES_MAX];
	struct agree_table predicted = a_table(routes[0]);
	struct agree_table actual = a_table(routes[1]);

	routes[1][0].best = false;
	routes[1][1].best = true;
	struct agreement agreement = agree_compare(&predicted, &actual, arena);
	assert_int_equal(agreement.differ, 0);
	arena_free(arena);
}

/* Own routes may be rejected, too: FRR does so without a route of the kernel behind "network". */
static void what_is_done_with_own_routes_counts(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	struct agree_route routes[2][ROUTES_MAX];
	struct agree_table predicted = a_table(routes[0]);
	struct agree_table actual = a_table(routes[1]);

	routes[1][2].best = routes[1][2].in_use = false;
	struct agreement agreement = agree_compare(&predicted, &actual, arena);
	assert_int_equal(agreement.differ, 1);
	assert_string_equal(agreement.rows[2].difference, "unused, predicted in use");
	routes[1][2].unusable = true;
	predicted.routes[2].in_use = false;
	agreement = agree_compare(&predicted, &actual, arena);
	assert_int_equal(agreement.differ, 1);
	assert_string_equal(agreement.rows[2].difference, "the router cannot use it");
	arena_free(arena);
}

static void of_own_routes_no_attribute_counts(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	struct agree_route routes[2][ROUTES_MAX];
	struct agree_table predicted = a_table(routes[0]);
	struct agree_table actual = a_table(routes[1]);

	change_communities(&routes[1][2]);
	change_next_hop(&routes[1][2]);
	struct agreement agreement = agree_compare(&predicted, &actual, arena);
	assert_int_equal(agreement.differ, 0);
	predicted.own_routes_known = false;
	predicted.count = 2;
	agreement = agree_compare(&predicted, &actual, arena);
	assert_int_equal(agreement.differ, 0);
	assert_int_equal(agreement.agree, 2);
	arena_free(arena);
}

static void a_family_that_is_not_told_takes_no_part(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	struct agree_route routes[2][ROUTES_MAX];
	struct agree_table predicted = a_table(routes[0]);
	struct agree_table actual = a_table(routes[1]);

	routes[0][3] = a_line("fd00::/48", "fd16::2", "12076");
	predicted.count = 4;
	assert_int_equal(agree_compare(&predicted, &actual, arena).differ, 1);
	actual.families[ADDR_IPV6] = false;
	assert_int_equal(agree_compare(&predicted, &actual, arena).differ, 0);
	arena_free(arena);
}

static void an_empty_router_lacks_everything(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	struct agree_route routes[ROUTES_MAX];
	struct agree_table predicted = a_table(routes);
	struct agree_table actual = predicted;

	actual.count = 0;
	struct agreement agreement = agree_compare(&predicted, &actual, arena);
	assert_int_equal(agreement.agree, 0);
	assert_int_equal(agreement.differ, 3);
	arena_free(arena);
}

static void a_present_node_predicts_what_its_policy_accepts(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	struct snapshot *snapshot = a_snapshot();
	const struct snapshot_node *node = snapshot_find_node(snapshot, "er-ams/primary");
	const struct agree_table *table = agree_predict(snapshot, node, arena);
	struct prefix first = a_prefix("10.0.0.0/8");

	/* Seven paths, without the two that are rejected. */
	assert_int_equal(table->count, node->path_count - 2);
	assert_true(prefix_equal(&table->routes[0].prefix, &first));
	assert_string_equal(table->routes[0].from, "hq/ce1");
	assert_true(addr_equal(&table->routes[0].peer, &node->peers[0].address));
	assert_true(table->routes[0].best);
	assert_false(addr_is_set(&table->routes[table->count - 1].peer));
	assert_true(table->own_routes_known);
	assert_int_equal(table->asn, node->asn);
	snapshot_free(snapshot);
	arena_free(arena);
}

static void of_an_absent_node_its_neighbours_tell(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	struct snapshot *snapshot = a_snapshot();
	const struct snapshot_node *teller = snapshot_find_node(snapshot, "er-ams/primary");
	const struct agree_table *table =
	    agree_predict(snapshot, snapshot_find_node(snapshot, "hq/ce1"), arena);
	struct prefix told = a_prefix("10.1.0.0/16");

	assert_int_equal(table->count, 1);
	assert_true(prefix_equal(&table->routes[0].prefix, &told));
	assert_string_equal(table->routes[0].from, "er-ams/primary");
	assert_true(addr_equal(&table->routes[0].peer, &teller->peers[0].local_address));
	assert_false(table->routes[0].use_known);
	assert_false(table->own_routes_known);
	snapshot_free(snapshot);
	arena_free(arena);
}

static void of_an_absent_node_without_neighbours_nothing_is_known(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	struct snapshot *snapshot = a_snapshot();
	const struct snapshot_node *node = snapshot_find_node(snapshot, "hq/ce1");

	snapshot->nodes[0].present = false;
	assert_null(agree_predict(snapshot, node, arena));
	snapshot_free(snapshot);
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(equal_tables_agree_in_any_order),
	    cmocka_unit_test(every_attribute_counts),
	    cmocka_unit_test(several_differences_are_told_together),
	    cmocka_unit_test(missing_and_unexpected_routes_differ),
	    cmocka_unit_test(a_second_route_from_one_neighbour_is_unexpected),
	    cmocka_unit_test(each_use_counts_beside_the_best),
	    cmocka_unit_test(either_of_equals_may_be_the_best),
	    cmocka_unit_test(what_is_done_with_own_routes_counts),
	    cmocka_unit_test(of_own_routes_no_attribute_counts),
	    cmocka_unit_test(a_family_that_is_not_told_takes_no_part),
	    cmocka_unit_test(an_empty_router_lacks_everything),
	    cmocka_unit_test(a_present_node_predicts_what_its_policy_accepts),
	    cmocka_unit_test(of_an_absent_node_its_neighbours_tell),
	    cmocka_unit_test(of_an_absent_node_without_neighbours_nothing_is_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
