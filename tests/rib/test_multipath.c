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
	struct rib_multipath multipath;
	const char *used; /* by peer */
} rows[] = {
    {{0, false}, "11110"}, {{0, true}, "10110"}, {{1, false}, "10000"}, {{2, false}, "10010"},
    {{3, false}, "10110"}, {{2, true}, "10010"}, {{9, true}, "10110"},  {{9, false}, "11110"},
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

	rib_set_multipath(rib, row->multipath);
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

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(paths_are_used_as_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
