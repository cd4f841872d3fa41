/* Forwarding tables: longest match, and which routes take part. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/check.h"
#include "base/rng.h"
#include "query/state/fib.h"
#include "tests/lib/routes.h"
#include "tests/lib/snapshots.h"

/* The peers of the snapshot's first node, by number. */
static const uint32_t peer_nodes[] = {1, 2, FIB_NONE};

/* clang-format off */
static const struct row {
	const char *address;
	const char *prefix; /* NULL: no route */
	uint32_t hop_count; /* 0: the node's own */
	uint32_t first;     /* node of the first hop */
} rows[] = {
	{"10.1.2.3",     "10.1.0.0/16",  1, 2},
	{"10.2.0.1",     "10.2.0.0/16",  2, 1},
	{"10.2.200.1",   "10.2.0.0/16",  2, 1}, /* the /17 was rejected */
	{"10.0.255.255", "10.0.0.0/8",   1, 1},
	{"10.3.0.0",     "10.0.0.0/8",   1, 1}, /* behind both more specific ones */
	{"11.0.0.0",     NULL,           0, 0}, /* the default route was rejected */
	{"9.9.9.9",      NULL,           0, 0},
	{"fd00:1::5",    "fd00:1::/48",  0, 0},
	{"fd00:2::",     NULL,           0, 0},
};
/* clang-format on */

static void the_longest_match_that_is_used_is_found(void **state)
{
	(void)state;
	struct snapshot *snapshot = a_snapshot();
	struct arena *arena = arena_new();
	struct fib *fib = fib_of_node(arena, &snapshot->nodes[0], peer_nodes, true);

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct addr address = an_addr(rows[i].address);
		const struct fib_entry *entry = fib_lookup(fib, &address);

		if (rows[i].prefix == NULL) {
			assert_null(entry);
			continue;
		}
		struct prefix prefix = a_prefix(rows[i].prefix);
		assert_non_null(entry);
		assert_true(prefix_equal(&entry->prefix, &prefix));
		assert_int_equal(entry->hop_count, rows[i].hop_count);
		if (entry->hop_count > 0)
			assert_int_equal(fib->hops[entry->hop].node, rows[i].first);
	}
	arena_free(arena);
	snapshot_free(snapshot);
}

static void a_nic_does_not_get_the_own_routes_of_the_gateway(void **state)
{
	(void)state;
	struct snapshot *snapshot = a_snapshot();
	struct arena *arena = arena_new();
	struct addr own = an_addr("fd00:1::5");
	struct addr learned = an_addr("10.1.2.3");
	struct fib *fib = fib_of_node(arena, &snapshot->nodes[0], peer_nodes, false);

	assert_null(fib_lookup(fib, &own));
	assert_non_null(fib_lookup(fib, &learned));
	arena_free(arena);
	snapshot_free(snapshot);
}

static void a_peer_without_a_node_is_no_next_hop(void **state)
{
	static const uint32_t strangers[] = {FIB_NONE, 2, FIB_NONE};
	(void)state;
	struct snapshot *snapshot = a_snapshot();
	struct arena *arena = arena_new();
	struct addr shared = an_addr("10.2.0.1");
	struct addr lost = an_addr("10.3.0.0");
	struct fib *fib = fib_of_node(arena, &snapshot->nodes[0], strangers, true);

	assert_int_equal(fib_lookup(fib, &shared)->hop_count, 1);
	assert_null(fib_lookup(fib, &lost));
	arena_free(arena);
	snapshot_free(snapshot);
}

static void what_was_told_is_decided_as_plain_bgp_would(void **state)
{
	(void)state;
	struct route_room room[3];
	struct bgp_attrs near = a_route(&room[0], "12076", "10.0.0.1");
	struct bgp_attrs as_near = a_route(&room[1], "12076", "10.0.0.2");
	struct bgp_attrs far = a_route(&room[2], "12076 12076", "10.0.0.3");
	struct fib_advertised told[] = {
	    {.prefix = a_prefix("10.1.0.0/16"), .node = 7, .attrs = &far},
	    {.prefix = a_prefix("10.0.0.0/8"), .node = 5, .attrs = &near},
	    {.prefix = a_prefix("10.1.0.0/16"), .node = 6, .attrs = &as_near},
	    {.prefix = a_prefix("10.1.0.0/16"), .node = 5, .attrs = &near},
	    {.prefix = a_prefix("10.0.0.0/8")},
	};
	struct arena *arena = arena_new();
	struct fib *fib = fib_of_advertised(arena, told, COUNT_OF(told));
	struct addr inside = an_addr("10.1.0.1");
	struct addr outside = an_addr("10.2.0.1");
	const struct fib_entry *entry = fib_lookup(fib, &inside);

	assert_int_equal(entry->hop_count, 2);
	assert_int_equal(fib->hops[entry->hop].node, 5);
	assert_int_equal(fib->hops[entry->hop + 1].node, 6);
	/* What the speaker announces itself is its own. */
	assert_int_equal(fib_lookup(fib, &outside)->hop_count, 0);
	assert_int_equal(fib->count, 2);
	arena_free(arena);
}

static void an_empty_table_has_no_route(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	struct addr address = an_addr("10.1.0.1");

	assert_null(fib_lookup(fib_of_advertised(arena, NULL, 0), &address));
	arena_free(arena);
}

/* The longest match by looking at all. */
static const struct fib_entry *slow_lookup(const struct fib *fib, const struct addr *address)
{
	const struct fib_entry *best = NULL;

	for (uint32_t i = 0; i < fib->count; i++) {
		if (prefix_contains_addr(&fib->entries[i].prefix, address) &&
		    (best == NULL || fib->entries[i].prefix.length > best->prefix.length))
			best = &fib->entries[i];
	}
	return best;
}

static void nested_prefixes_are_matched_as_by_looking_at_all(void **state)
{
	enum { PREFIXES = 300, LOOKUPS = 3000 };
	(void)state;
	struct rng rng = rng_of(7);
	struct arena *arena = arena_new();
	struct fib_advertised told[PREFIXES];

	for (size_t i = 0; i < PREFIXES; i++) {
		struct addr addr = addr_v4(0x0a000000 | rng_below(&rng, 1u << 14));

		told[i] =
		    (struct fib_advertised){.prefix = prefix_make(&addr, rng_below(&rng, 33))};
	}
	struct fib *fib = fib_of_advertised(arena, told, PREFIXES);
	for (size_t i = 0; i < LOOKUPS; i++) {
		struct addr addr = addr_v4(0x0a000000 | rng_below(&rng, 1u << 15));

		assert_ptr_equal(fib_lookup(fib, &addr), slow_lookup(fib, &addr));
	}
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_longest_match_that_is_used_is_found),
	    cmocka_unit_test(a_nic_does_not_get_the_own_routes_of_the_gateway),
	    cmocka_unit_test(a_peer_without_a_node_is_no_next_hop),
	    cmocka_unit_test(what_was_told_is_decided_as_plain_bgp_would),
	    cmocka_unit_test(an_empty_table_has_no_route),
	    cmocka_unit_test(nested_prefixes_are_matched_as_by_looking_at_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
