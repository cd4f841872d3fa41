/* Which equally good paths a speaker uses: all, those of one neighbouring AS, or so many. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "base/check.h"
#include "rib/rib.h"
#include "tests/lib/routes.h"

enum { PEERS = 5, LOCAL_AS = 65020 };

static const struct bgp_codec codec = {
    .attrs = {.external = true, .as4 = true},
    .families = {false, true, true},
    .message_max = BGP_MESSAGE_MAX,
};

/* The last path is longer than the others. Router IDs rise, next hops fall. */
static const struct teller {
	uint32_t as;
	const char *path;
	const char *next_hop;
} tellers[PEERS] = {
    {12076, "12076", "192.0.2.9"},       {65515, "65515", "192.0.2.8"},
    {12076, "12076", "192.0.2.7"},       {12076, "12076", "192.0.2.6"},
    {12076, "12076 12076", "192.0.2.5"},
};

static const struct row {
	struct rib_choice choice;
	const char *used; /* by peer */
} rows[] = {
    {{.maximum = 0, .same_as = false}, "11110"}, {{.maximum = 0, .same_as = true}, "10110"},
    {{.maximum = 1, .same_as = false}, "10000"}, {{.maximum = 2, .same_as = false}, "10010"},
    {{.maximum = 3, .same_as = false}, "10110"}, {{.maximum = 2, .same_as = true}, "10010"},
    {{.maximum = 9, .same_as = true}, "10110"},  {{.maximum = 9, .same_as = false}, "11110"},
};

static void learn(struct rib *rib, prefix_id prefix)
{
	for (unsigned i = 0; i < PEERS; i++) {
		struct route_room room;
		struct bgp_attrs attrs = a_route(&room, tellers[i].path, tellers[i].next_hop);

		rib_peer_up(rib, (rib_peer_id)i, 1 + i, &codec);
		rib_announce(rib, (rib_peer_id)i, prefix, rib_import(rib, (rib_peer_id)i, &attrs));
	}
}

static void check_row(struct rib *rib, prefix_id prefix, const struct row *row)
{
	struct rib_row_view view;
	uint8_t equal[PEERS];
	char used[PEERS + 1] = "00000";

	rib_set_choice(rib, &row->choice);
	assert_true(rib_look(rib, prefix, &view));
	assert_int_equal(view.count, PEERS);
	rib_equal_paths(rib, &view, equal);
	for (uint32_t i = 0; i < view.count; i++)
		if (equal[i])
			used[view.paths[i].peer] = '1';
	assert_string_equal(used, row->used);
}

static void paths_are_used_as_told(void **state)
{
	(void)state;
	struct rib_peer_conf confs[PEERS] = {0};
	const struct rib_peer_conf *list[PEERS];
	struct rib_pools pools = {prefix_table_new(), attr_pool_new()};
	struct prefix prefix = a_prefix("10.0.0.0/8");
	prefix_id id = prefix_table_intern(pools.prefixes, &prefix);
	struct rib *rib;

	for (unsigned i = 0; i < PEERS; i++) {
		confs[i] = (struct rib_peer_conf){.local_as = LOCAL_AS,
		                                  .peer_as = tellers[i].as,
		                                  .peer_address = an_addr(tellers[i].next_hop),
		                                  .families = {false, true, true}};
		list[i] = &confs[i];
	}
	rib = rib_new(pools, list, PEERS);
	learn(rib, id);
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		check_row(rib, id, &rows[i]);
	rib_free(rib);
	attr_pool_free(pools.attrs);
	prefix_table_free(pools.prefixes);
}

/* oldest-path: of two equal external paths by router ID the first is best, by age the one that came first, until
 * it goes. */
static void the_oldest_stays_where_told(void **state)
{
	(void)state;
	struct rib_peer_conf confs[2] = {0};
	const struct rib_peer_conf *list[2] = {&confs[0], &confs[1]};
	struct rib_pools pools = {prefix_table_new(), attr_pool_new()};
	struct prefix prefix = a_prefix("10.0.0.0/8");
	prefix_id id = prefix_table_intern(pools.prefixes, &prefix);

	for (unsigned i = 0; i < 2; i++)
		confs[i] = (struct rib_peer_conf){.local_as = LOCAL_AS,
		                                  .peer_as = 12076,
		                                  .peer_address = an_addr(tellers[i].next_hop),
		                                  .families = {false, true, true}};
	for (unsigned oldest = 0; oldest < 2; oldest++) {
		struct rib *rib = rib_new(pools, list, 2);
		struct rib_choice choice = {.keep_oldest = oldest == 1};
		struct rib_row_view view;

		rib_set_choice(rib, &choice);
		rib_peer_up(rib, 0, 1, &codec);
		rib_peer_up(rib, 1, 2, &codec);
		for (unsigned i = 2; i-- > 0;) {
			struct route_room room;
			struct bgp_attrs attrs = a_route(&room, "12076", tellers[i].next_hop);

			rib_announce(rib, (rib_peer_id)i, id,
			             rib_import(rib, (rib_peer_id)i, &attrs));
		}
		assert_true(rib_look(rib, id, &view));
		assert_int_equal(view.paths[0].peer, oldest);
		assert_int_equal(view.why, oldest ? RIB_STEP_OLDEST : RIB_STEP_ROUTER_ID);
		rib_check(rib);
		rib_withdraw(rib, 1, id);
		assert_true(rib_look(rib, id, &view));
		assert_int_equal(view.paths[0].peer, 0);
		rib_check(rib);
		rib_free(rib);
	}
	attr_pool_free(pools.attrs);
	prefix_table_free(pools.prefixes);
}

/* An iBGP speaker: the nearer next hop wins, one without a way takes no part, and beside the best
 * goes only what has its very path. */
static void next_hops_are_looked_for(void **state)
{
	(void)state;
	static const char *const paths[] = {"12076 1", "12076 1", "12076 2", "12076 1"};
	static const char *const hops[] = {"192.0.2.1", "192.0.2.2", "192.0.2.5", "203.0.113.1"};
	struct rib_next_hop known[] = {{.prefix = a_prefix("192.0.2.0/24"), .metric = 30},
	                               {.prefix = a_prefix("192.0.2.0/30"), .metric = 10}};
	struct rib_peer_conf confs[4] = {0};
	const struct rib_peer_conf *list[4];
	struct rib_pools pools = {prefix_table_new(), attr_pool_new()};
	struct prefix prefix = a_prefix("10.0.0.0/8");
	prefix_id id = prefix_table_intern(pools.prefixes, &prefix);
	struct rib_choice choice = {.same_as = true, .next_hops = known, .next_hop_count = 2};
	struct rib_row_view view;
	uint8_t equal[4];
	struct rib *rib;

	for (unsigned i = 0; i < 4; i++) {
		confs[i] = (struct rib_peer_conf){.local_as = LOCAL_AS,
		                                  .peer_as = LOCAL_AS,
		                                  .peer_address = an_addr(tellers[i].next_hop),
		                                  .families = {false, true, true}};
		list[i] = &confs[i];
	}
	rib = rib_new(pools, list, 4);
	rib_set_choice(rib, &choice);
	for (unsigned i = 4; i-- > 0;) {
		struct route_room room;
		struct bgp_attrs attrs = a_route(&room, paths[i], hops[i]);

		rib_peer_up(rib, (rib_peer_id)i, 1 + i, &codec);
		rib_announce(rib, (rib_peer_id)i, id, rib_import(rib, (rib_peer_id)i, &attrs));
	}
	assert_true(rib_look(rib, id, &view));
	rib_equal_paths(rib, &view, equal);
	assert_int_equal(view.paths[0].peer, 0);
	for (uint32_t i = 0; i < view.count; i++) {
		assert_int_equal(view.paths[i].verdict,
		                 view.paths[i].peer == 3 ? RIB_NEXT_HOP_UNREACHABLE : RIB_PASS);
		assert_int_equal(equal[i], view.paths[i].peer < 2);
	}
	known[1].metric = 40;
	rib_reconfigured(rib);
	assert_true(rib_look(rib, id, &view));
	assert_int_equal(view.paths[0].peer, 2);
	assert_int_equal(view.why, RIB_STEP_IGP_METRIC);
	rib_check(rib);
	rib_free(rib);
	attr_pool_free(pools.attrs);
	prefix_table_free(pools.prefixes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(paths_are_used_as_told),
	    cmocka_unit_test(the_oldest_stays_where_told),
	    cmocka_unit_test(next_hops_are_looked_for),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
