/*
 * Two speakers and a wire between them, driven by hand: effects in, events out.
 *
 * The wire carries what is pulled at once and in full, or, for a stalled direction, not at all;
 * time stands still unless a test moves it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/check.h"
#include "base/mem.h"
#include "base/text.h"
#include "node/node.h"
#include "tests/lib/routes.h"

enum { SPEAKERS = 2, TODO_MAX = 1024, TURNS_MAX = 200 };

/* An effect that waits for its turn. */
struct todo {
	unsigned self;
	struct node_effect effect;
};

struct pair {
	struct rib_pools pools;
	struct node_peer_conf peers[SPEAKERS];
	struct node_conf confs[SPEAKERS];
	struct node_route_conf routes[SPEAKERS][8];
	struct route_room room;
	struct node *nodes[SPEAKERS];
	struct node_effects effects;
	struct todo todo[TODO_MAX];
	unsigned todo_done;
	unsigned todo_count;
	bool connected[SPEAKERS]; /* the connection that speaker i opened exists */
	bool hold_connects;       /* CONNECT effects wait in `wanted` */
	bool wanted[SPEAKERS];
	bool stalled;
	struct instant now;
	struct text notes;
};

static struct node_peer_conf a_peer(unsigned self, bool passive)
{
	uint32_t own_as = 65001 + self;
	uint32_t peer_as = 65002 - self;

	return (struct node_peer_conf){
	    .name = self == 0 ? "b" : "a",
	    .session = {.local_as = own_as,
	                .peer_as = peer_as,
	                .router_id = 10 + self,
	                .hold_time_s = 90,
	                .connect_retry_s = 5,
	                .idle_hold_s = 5,
	                .passive = passive,
	                .capabilities = {.families = {false, true, true},
	                                 .route_refresh = true,
	                                 .as4 = true}},
	    .rib = {.local_as = own_as,
	            .peer_as = peer_as,
	            .peer_address = addr_v4(0xc0000202 - self),
	            .next_hop = {[ADDR_IPV4] = addr_v4(0xc0000201 + self),
	                         [ADDR_IPV6] = an_addr(self == 0 ? "fd00::1" : "fd00::2")},
	            .families = {false, true, true}},
	};
}

static struct pair *pair_new(bool both_active)
{
	struct pair *pair = xcalloc(1, sizeof(*pair));

	pair->pools.prefixes = prefix_table_new();
	pair->pools.attrs = attr_pool_new();
	for (unsigned i = 0; i < SPEAKERS; i++) {
		pair->peers[i] = a_peer(i, i == 1 && !both_active);
		pair->confs[i] = (struct node_conf){.name = i == 0 ? "a" : "b",
		                                    .asn = 65001 + i,
		                                    .router_id = 10 + i,
		                                    .peers = &pair->peers[i],
		                                    .peer_count = 1,
		                                    .routes = pair->routes[i]};
	}
	return pair;
}

static void add_route(struct pair *pair, unsigned speaker, const char *prefix)
{
	struct node_conf *conf = &pair->confs[speaker];

	pair->routes[speaker][conf->route_count++] = (struct node_route_conf){
	    .prefix = a_prefix(prefix), .attrs = a_route(&pair->room, "", NULL)};
}

static void pair_free(struct pair *pair)
{
	for (unsigned i = 0; i < SPEAKERS; i++)
		node_free(pair->nodes[i]);
	prefix_table_free(pair->pools.prefixes);
	attr_pool_free(pair->pools.attrs);
	node_effects_done(&pair->effects);
	text_done(&pair->notes);
	free(pair);
}

/* The wire */

/* Whose connection is `conn` of speaker `self`: the one that opened it. */
static unsigned opener(unsigned self, enum node_conn conn)
{
	return conn == NODE_CONN_OUT ? self : 1 - self;
}

static enum node_conn far_side(enum node_conn conn)
{
	return conn == NODE_CONN_OUT ? NODE_CONN_IN : NODE_CONN_OUT;
}

static void feed(struct pair *pair, unsigned self, struct node_event event);
static void act_on_all(struct pair *pair);

static bool carry(struct pair *pair, unsigned self, enum node_conn conn)
{
	uint8_t bytes[BGP_MESSAGE_MAX];
	size_t size = node_pull(pair->nodes[self], pair->now, 0, conn, bytes, sizeof(bytes));

	if (size > 0 && pair->connected[opener(self, conn)])
		feed(pair, 1 - self,
		     (struct node_event){
			 .kind = NODE_EV_BYTES, .conn = far_side(conn), .bytes = {bytes, size}});
	return size > 0;
}

static void open_wire(struct pair *pair, unsigned self)
{
	pair->connected[self] = true;
	feed(pair, 1 - self, (struct node_event){.kind = NODE_EV_ACCEPTED, .conn = NODE_CONN_IN});
	feed(pair, self, (struct node_event){.kind = NODE_EV_CONNECTED, .conn = NODE_CONN_OUT});
}

static void close_wire(struct pair *pair, unsigned self, enum node_conn conn)
{
	unsigned who = opener(self, conn);

	for (unsigned i = 0; i < TURNS_MAX && carry(pair, self, conn); i++)
		continue;
	if (!pair->connected[who])
		return;
	pair->connected[who] = false;
	feed(pair, 1 - self, (struct node_event){.kind = NODE_EV_CLOSED, .conn = far_side(conn)});
}

static void act(struct pair *pair, unsigned self, struct node_effect effect)
{
	switch (effect.kind) {
	case NODE_CONNECT:
		pair->wanted[self] = true;
		if (!pair->hold_connects)
			open_wire(pair, self);
		break;
	case NODE_CLOSE:
		close_wire(pair, self, effect.conn);
		break;
	case NODE_READY:
		for (unsigned i = 0; !pair->stalled && i < TURNS_MAX; i++) {
			if (!carry(pair, self, effect.conn))
				return;
		}
		break;
	case NODE_NOTE:
		text_addf(&pair->notes, "%s ", pair->confs[self].name);
		node_note_format(pair->nodes[self], &effect, &pair->notes);
		text_add(&pair->notes, "\n");
		break;
	}
}

/* Steps the node and keeps its effects for later. */
static void feed(struct pair *pair, unsigned self, struct node_event event)
{
	pair->effects.count = 0;
	node_step(pair->nodes[self], pair->now, &event, &pair->effects);
	for (size_t i = 0; i < pair->effects.count; i++) {
		assert_true(pair->todo_count < TODO_MAX);
		pair->todo[pair->todo_count++] = (struct todo){self, pair->effects.items[i]};
	}
}

static void act_on_all(struct pair *pair)
{
	while (pair->todo_done < pair->todo_count) {
		struct todo next = pair->todo[pair->todo_done++];

		act(pair, next.self, next.effect);
	}
	pair->todo_done = pair->todo_count = 0;
	for (unsigned i = 0; i < SPEAKERS; i++) {
		if (pair->nodes[i] != NULL)
			node_check(pair->nodes[i]);
	}
}

static void step(struct pair *pair, unsigned self, struct node_event event)
{
	feed(pair, self, event);
	act_on_all(pair);
}

static void start(struct pair *pair)
{
	for (unsigned i = 0; i < SPEAKERS; i++)
		pair->nodes[i] = node_new(&pair->confs[i], pair->pools, i);
	for (unsigned i = SPEAKERS; i-- > 0;)
		step(pair, i, (struct node_event){.kind = NODE_EV_START});
}

/* Moves time to each deadline up to `until`. */
static void pass_time(struct pair *pair, int64_t until_us)
{
	for (unsigned bound = 0; bound < 100000; bound++) {
		struct instant due =
		    instant_min(node_deadline(pair->nodes[0]), node_deadline(pair->nodes[1]));

		if (due.us > until_us)
			break;
		if (due.us > pair->now.us)
			pair->now = due;
		for (unsigned i = 0; i < SPEAKERS; i++)
			step(pair, i, (struct node_event){.kind = NODE_EV_DEADLINE});
	}
	pair->now.us = until_us;
}

static bool both_up(const struct pair *pair)
{
	return node_is_up(pair->nodes[0]) && node_is_up(pair->nodes[1]);
}

static bool knows(const struct pair *pair, unsigned self, const char *prefix)
{
	struct prefix wanted = a_prefix(prefix);
	prefix_id id = prefix_table_find(pair->pools.prefixes, &wanted);
	struct rib_row_view row;

	return id != PREFIX_NONE && rib_look(node_rib(pair->nodes[self]), id, &row) && row.has_best;
}

/* Tests */

static void test_routes_cross_a_session(void **state)
{
	struct pair *pair = pair_new(false);

	(void)state;
	add_route(pair, 0, "10.1.0.0/16");
	add_route(pair, 0, "fd00:1::/56");
	add_route(pair, 1, "10.2.0.0/16");
	start(pair);
	assert_true(both_up(pair));
	assert_true(knows(pair, 1, "10.1.0.0/16"));
	assert_true(knows(pair, 1, "fd00:1::/56"));
	assert_true(knows(pair, 0, "10.2.0.0/16"));
	assert_string_equal(text_str(&pair->notes), "b a: session up\na b: session up\n");
	pair_free(pair);
}

static void test_changes_follow_and_closing_takes_them_back(void **state)
{
	struct pair *pair = pair_new(false);
	struct node_route_conf late = {.prefix = a_prefix("10.9.0.0/16"),
	                               .attrs = a_route(&pair->room, "", NULL)};

	(void)state;
	start(pair);
	step(pair, 0, (struct node_event){.kind = NODE_EV_ORIGINATE, .route = &late});
	assert_true(knows(pair, 1, "10.9.0.0/16"));
	step(pair, 0, (struct node_event){.kind = NODE_EV_WITHDRAW, .route = &late});
	assert_false(knows(pair, 1, "10.9.0.0/16"));
	step(pair, 0, (struct node_event){.kind = NODE_EV_ORIGINATE, .route = &late});
	step(pair, 0, (struct node_event){.kind = NODE_EV_STOP});
	assert_false(knows(pair, 1, "10.9.0.0/16"));
	assert_false(node_is_up(pair->nodes[1]));
	assert_non_null(strstr(text_str(&pair->notes),
	                       "b a: received NOTIFICATION Cease/Administrative Shutdown"));
	pair_free(pair);
}

/* RFC 4271 section 6.8: both connect at once; the connection of the higher router ID (b) stays. */
static void test_a_collision_leaves_one_connection(void **state)
{
	struct pair *pair = pair_new(true);

	(void)state;
	add_route(pair, 0, "10.1.0.0/16");
	pair->hold_connects = true;
	pair->stalled = true;
	start(pair);
	assert_true(pair->wanted[0] && pair->wanted[1]);
	open_wire(pair, 0);
	open_wire(pair, 1);
	act_on_all(pair);
	pair->stalled = false;
	for (unsigned turn = 0; turn < 4; turn++) {
		for (unsigned self = 0; self < SPEAKERS; self++) {
			carry(pair, self, NODE_CONN_OUT);
			carry(pair, self, NODE_CONN_IN);
			act_on_all(pair);
		}
	}
	assert_true(both_up(pair));
	assert_false(pair->connected[0]);
	assert_true(pair->connected[1]);
	assert_true(knows(pair, 1, "10.1.0.0/16"));
	assert_non_null(strstr(text_str(&pair->notes), "connection collision"));
	pair_free(pair);
}

static void test_a_second_connection_does_not_disturb_an_established_one(void **state)
{
	struct pair *pair = pair_new(true);

	(void)state;
	pair->hold_connects = true;
	start(pair);
	open_wire(pair, 0);
	act_on_all(pair);
	assert_true(both_up(pair));
	open_wire(pair, 1);
	act_on_all(pair);
	assert_true(both_up(pair));
	assert_true(pair->connected[0]);
	assert_false(pair->connected[1]);
	pair_free(pair);
}

/* route-server-prefix-limit: three prefixes are there, and the same three again are six, but only
 * if what comes is added to what is there. */
static void say_all_again(uint32_t limit, bool cumulative, bool stays_up)
{
	struct pair *pair = pair_new(false);

	add_route(pair, 0, "10.1.0.0/16");
	add_route(pair, 0, "10.2.0.0/16");
	add_route(pair, 0, "10.3.0.0/16");
	pair->peers[1].prefix_limit[ADDR_IPV4] = limit;
	pair->peers[1].prefix_limit_cumulative = cumulative;
	start(pair);
	assert_true(both_up(pair));
	step(pair, 1, (struct node_event){.kind = NODE_EV_REFRESH});
	assert_int_equal(both_up(pair), stays_up);
	pair_free(pair);
}

static void test_a_cumulative_limit_counts_what_comes_again(void **state)
{
	(void)state;
	say_all_again(3, false, true);
	say_all_again(4, true, false);
	say_all_again(5, true, false);
	say_all_again(6, true, true);
}

/* RFC 4486: the session drops, and comes back by itself when there are fewer. */
static void test_one_prefix_too_many_drops_the_session(void **state)
{
	struct pair *pair = pair_new(false);
	struct node_route_conf third;

	(void)state;
	add_route(pair, 0, "10.1.0.0/16");
	add_route(pair, 0, "10.2.0.0/16");
	pair->peers[1].prefix_limit[ADDR_IPV4] = 2;
	start(pair);
	assert_true(both_up(pair));
	third = (struct node_route_conf){.prefix = a_prefix("10.3.0.0/16"),
	                                 .attrs = a_route(&pair->room, "", NULL)};
	step(pair, 0, (struct node_event){.kind = NODE_EV_ORIGINATE, .route = &third});
	assert_false(both_up(pair));
	assert_false(knows(pair, 1, "10.1.0.0/16"));
	assert_non_null(strstr(text_str(&pair->notes), "b a: more prefixes than the limit of 2\n"));
	assert_non_null(
	    strstr(text_str(&pair->notes),
	           "a b: received NOTIFICATION Cease/Maximum Number of Prefixes Reached"));

	step(pair, 0, (struct node_event){.kind = NODE_EV_WITHDRAW, .route = &third});
	pass_time(pair, 120 * US_PER_S);
	assert_true(both_up(pair));
	assert_true(knows(pair, 1, "10.2.0.0/16"));
	pair_free(pair);
}

static void test_a_silent_wire_is_noticed_by_the_hold_timer(void **state)
{
	struct pair *pair = pair_new(false);

	(void)state;
	add_route(pair, 0, "10.1.0.0/16");
	start(pair);
	pass_time(pair, 600 * US_PER_S);
	assert_true(both_up(pair));
	pair->stalled = true;
	pair->hold_connects = true;
	pass_time(pair, 689 * US_PER_S - 31 * US_PER_S);
	assert_true(both_up(pair));
	pass_time(pair, 691 * US_PER_S);
	assert_false(node_is_up(pair->nodes[1]));
	assert_false(knows(pair, 1, "10.1.0.0/16"));
	assert_non_null(strstr(text_str(&pair->notes), "Hold Timer Expired"));
	pair_free(pair);
}

static void test_a_refresh_brings_everything_again(void **state)
{
	struct pair *pair = pair_new(false);
	uint64_t before;

	(void)state;
	add_route(pair, 0, "10.1.0.0/16");
	start(pair);
	before = bgp_session_stats(node_session(pair->nodes[1], 0))->updates_in;
	step(pair, 1, (struct node_event){.kind = NODE_EV_REFRESH});
	/* The route again, and an End-of-RIB for each family. */
	assert_int_equal(bgp_session_stats(node_session(pair->nodes[1], 0))->updates_in - before,
	                 3);
	assert_true(knows(pair, 1, "10.1.0.0/16"));
	pair_free(pair);
}

/* The speaker receives an UPDATE with this body. */
static void hear(struct pair *pair, unsigned self, const uint8_t *body, size_t size)
{
	uint8_t bytes[256];
	struct writer out = writer_of(bytes, sizeof(bytes));

	for (unsigned i = 0; i < BGP_MARKER_SIZE; i++)
		writer_u8(&out, 0xff);
	writer_u16(&out, (uint16_t)(BGP_HEADER_SIZE + size));
	writer_u8(&out, BGP_UPDATE);
	writer_bytes(&out, body, size);
	assert_false(out.failed);
	step(pair, self,
	     (struct node_event){
		 .kind = NODE_EV_BYTES, .conn = NODE_CONN_IN, .bytes = writer_written(&out)});
}

/* RFC 4760 sections 6 and 8, RFC 7606 section 5: routes of a family that was not negotiated, and
 * that no table here holds, are ignored and noted; the session and all other routes stay. */
static void hear_unspoken(uint16_t afi, uint8_t safi)
{
	const uint8_t high = (uint8_t)(afi >> 8);
	const uint8_t low = (uint8_t)afi;
	/* clang-format off */
	const uint8_t reach[] = {
		0, 0, 0, 26, 0x80, 14, 12, high, low, safi, 4, 192, 0, 2, 1, 0, 16, 10, 9,
		0x40, 1, 1, 0, 0x40, 2, 4, 2, 1, 0xfd, 0xe9,
	};
	const uint8_t reach_and_nlri[] = {
		0, 0, 0, 33, 0x80, 14, 12, high, low, safi, 4, 192, 0, 2, 1, 0, 16, 10, 9,
		0x40, 1, 1, 0, 0x40, 2, 4, 2, 1, 0xfd, 0xe9, 0x40, 3, 4, 192, 0, 2, 1,
		16, 10, 7,
	};
	const uint8_t unreach[] = {0, 0, 0, 9, 0x80, 15, 6, high, low, safi, 16, 10, 1};
	const uint8_t unreach_and_withdrawn[] = {
		0, 3, 16, 10, 7, 0, 9, 0x80, 15, 6, high, low, safi, 16, 10, 1,
	};
	/* clang-format on */
	struct pair *pair = pair_new(false);

	add_route(pair, 0, "10.1.0.0/16");
	pair->peers[0].session.capabilities.as4 = false;
	start(pair);
	hear(pair, 1, reach, sizeof(reach));
	assert_int_equal(rib_path_count(node_rib(pair->nodes[1])), 1);
	hear(pair, 1, reach_and_nlri, sizeof(reach_and_nlri));
	assert_true(knows(pair, 1, "10.7.0.0/16"));
	assert_int_equal(rib_path_count(node_rib(pair->nodes[1])), 2);
	hear(pair, 1, unreach, sizeof(unreach));
	assert_true(knows(pair, 1, "10.7.0.0/16"));
	hear(pair, 1, unreach_and_withdrawn, sizeof(unreach_and_withdrawn));
	assert_false(knows(pair, 1, "10.7.0.0/16"));
	assert_true(both_up(pair));
	assert_true(knows(pair, 1, "10.1.0.0/16"));
	assert_non_null(strstr(text_str(&pair->notes),
	                       "bad UPDATE: unknown address family (MP_REACH_NLRI), ignored"));
	pair_free(pair);
}

static void test_families_that_nobody_speaks_change_no_table(void **state)
{
	(void)state;
	hear_unspoken(25, 70);
	hear_unspoken(1, 2);
	hear_unspoken(2, 128);
	hear_unspoken(99, 1);
}

/* RFC 7606: an UPDATE with a broken ORIGIN withdraws its prefixes and leaves the session up. */
static void test_a_bad_update_withdraws_and_is_noted(void **state)
{
	/* clang-format off */
	static const uint8_t bad[] = {
		0, 0, 0, 18, 0x40, 1, 1, 9, 0x40, 2, 4, 2, 1, 0xfd, 0xe9, 0x40, 3, 4, 192, 0, 2, 1,
		16, 10, 1,
	};
	/* clang-format on */
	struct pair *pair = pair_new(false);

	(void)state;
	add_route(pair, 0, "10.1.0.0/16");
	start(pair);
	hear(pair, 1, bad, sizeof(bad));
	assert_true(both_up(pair));
	assert_false(knows(pair, 1, "10.1.0.0/16"));
	assert_non_null(
	    strstr(text_str(&pair->notes),
	           "b a: bad UPDATE: undefined ORIGIN (ORIGIN), withdrawn: 10.1.0.0/16; "
	           "bytes 40010109\n"));
	pair_free(pair);
}

/* Ten a second; then how many there were beside them. */
static void test_a_flood_of_bad_updates_is_noted_in_part(void **state)
{
	/* clang-format off */
	static const uint8_t bad[] = {
		0, 0, 0, 18, 0x40, 1, 1, 9, 0x40, 2, 4, 2, 1, 0xfd, 0xe9, 0x40, 3, 4, 192, 0, 2, 1,
		16, 10, 1, 16, 10, 2, 16, 10, 3, 16, 10, 4, 16, 10, 5,
	};
	/* clang-format on */
	struct pair *pair = pair_new(false);
	unsigned noted = 0;

	(void)state;
	start(pair);
	for (unsigned i = 0; i < 25; i++)
		hear(pair, 1, bad, sizeof(bad));
	for (const char *at = text_str(&pair->notes); (at = strstr(at, "bad UPDATE")) != NULL; at++)
		noted++;
	assert_int_equal(noted, 10);
	assert_non_null(strstr(text_str(&pair->notes),
	                       "withdrawn: 10.1.0.0/16 10.2.0.0/16 10.3.0.0/16 and 2 more; bytes"));
	pair->now.us += 2 * US_PER_S;
	hear(pair, 1, bad, sizeof(bad));
	assert_non_null(strstr(text_str(&pair->notes), "; 15 more were not logged\n"));
	pair_free(pair);
}

/* The reason, and the attribute as it came. */
static void test_what_ends_a_session_is_noted(void **state)
{
	static const uint8_t bad[] = {0, 0, 0, 4, 0x40, 1, 1, 9};
	struct pair *pair = pair_new(false);

	(void)state;
	start(pair);
	hear(pair, 1, bad, sizeof(bad));
	assert_non_null(strstr(text_str(&pair->notes),
	                       "sent NOTIFICATION UPDATE Message Error/Invalid ORIGIN Attribute: "
	                       "undefined ORIGIN; bytes 40010109\n"));
	pair_free(pair);
}

/* RFC 7606: what is treated as a withdrawal is none of the prefixes that a limit counts. */
static void test_a_bad_update_does_not_count_against_the_limit(void **state)
{
	/* clang-format off */
	static const uint8_t bad[] = {
		0, 0, 0, 18, 0x40, 1, 1, 9, 0x40, 2, 4, 2, 1, 0xfd, 0xe9, 0x40, 3, 4, 192, 0, 2, 1,
		16, 10, 7, 16, 10, 8,
	};
	/* clang-format on */
	struct pair *pair = pair_new(false);

	(void)state;
	add_route(pair, 0, "10.1.0.0/16");
	pair->peers[0].session.capabilities.as4 = false;
	pair->peers[1].prefix_limit[ADDR_IPV4] = 1;
	pair->peers[1].prefix_limit_cumulative = true;
	start(pair);
	hear(pair, 1, bad, sizeof(bad));
	assert_non_null(strstr(text_str(&pair->notes), "bad UPDATE"));
	assert_true(both_up(pair));
	assert_true(knows(pair, 1, "10.1.0.0/16"));
	pair_free(pair);
}

static void test_stopping_and_starting_one_peer(void **state)
{
	struct pair *pair = pair_new(false);

	(void)state;
	add_route(pair, 0, "10.1.0.0/16");
	start(pair);
	step(pair, 0, (struct node_event){.kind = NODE_EV_PEER_STOP});
	pass_time(pair, 300 * US_PER_S);
	assert_false(both_up(pair));
	step(pair, 0, (struct node_event){.kind = NODE_EV_PEER_START});
	pass_time(pair, 600 * US_PER_S);
	assert_true(both_up(pair));
	assert_true(knows(pair, 1, "10.1.0.0/16"));
	pair_free(pair);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_routes_cross_a_session),
	    cmocka_unit_test(test_changes_follow_and_closing_takes_them_back),
	    cmocka_unit_test(test_a_collision_leaves_one_connection),
	    cmocka_unit_test(test_a_second_connection_does_not_disturb_an_established_one),
	    cmocka_unit_test(test_one_prefix_too_many_drops_the_session),
	    cmocka_unit_test(test_a_cumulative_limit_counts_what_comes_again),
	    cmocka_unit_test(test_a_silent_wire_is_noticed_by_the_hold_timer),
	    cmocka_unit_test(test_a_refresh_brings_everything_again),
	    cmocka_unit_test(test_a_bad_update_withdraws_and_is_noted),
	    cmocka_unit_test(test_a_flood_of_bad_updates_is_noted_in_part),
	    cmocka_unit_test(test_what_ends_a_session_is_noted),
	    cmocka_unit_test(test_families_that_nobody_speaks_change_no_table),
	    cmocka_unit_test(test_a_bad_update_does_not_count_against_the_limit),
	    cmocka_unit_test(test_stopping_and_starting_one_peer),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
