/* The decision: each step decides where it should, and no order of arrival changes the answer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/check.h"
#include "base/rng.h"
#include "rib/decide.h"
#include "tests/lib/routes.h"

enum { PATHS_MAX = 5 };

/* One path, as far as the decision looks. `path` NULL ends a row. */
struct path_row {
	const char *path;
	uint32_t weight;
	uint32_t local_pref;
	uint8_t origin;
	uint32_t med;
	bool internal;
	uint32_t igp_metric;
	uint32_t router_id;
	const char *peer;
	bool local;
};

/* clang-format off */
static const struct row {
	const char *name;
	struct path_row paths[PATHS_MAX]; /* the first is the one that must win */
	enum rib_step why;
	unsigned equal; /* how many are equally good */
} rows[] = {
	{"a lone path", {{"1", 0, 100, 0, 0, false, 0, 1, "192.0.2.1", false}}, RIB_STEP_ONLY_PATH, 1},
	{"an own route beats the highest weight",
	 {{"", 32768, 100, 0, 0, false, 0, 0, "0.0.0.0", true},
	  {"1", 65000, 500, 0, 0, false, 0, 1, "192.0.2.1", false}}, RIB_STEP_LOCAL, 1},
	{"higher weight beats a shorter path",
	 {{"1 2 3", 32779, 100, 0, 0, false, 0, 9, "192.0.2.9", false},
	  {"1", 32769, 200, 0, 0, false, 0, 1, "192.0.2.1", false}}, RIB_STEP_WEIGHT, 1},
	{"higher local preference beats a shorter path",
	 {{"1 2 3", 0, 150, 0, 0, false, 0, 9, "192.0.2.9", false},
	  {"1", 0, 100, 0, 0, false, 0, 1, "192.0.2.1", false}}, RIB_STEP_LOCAL_PREF, 1},
	{"shorter path beats a lower origin",
	 {{"1", 0, 100, 2, 0, false, 0, 9, "192.0.2.9", false},
	  {"1 2", 0, 100, 0, 0, false, 0, 1, "192.0.2.1", false}}, RIB_STEP_AS_PATH, 1},
	{"lower origin beats a lower MED",
	 {{"1 2", 0, 100, 0, 9, false, 0, 9, "192.0.2.9", false},
	  {"1 3", 0, 100, 1, 0, false, 0, 1, "192.0.2.1", false}}, RIB_STEP_ORIGIN, 1},
	{"lower MED of one neighbour AS",
	 {{"1 2", 0, 100, 0, 5, false, 0, 9, "192.0.2.9", false},
	  {"1 3", 0, 100, 0, 6, false, 0, 1, "192.0.2.1", false}}, RIB_STEP_MED, 1},
	{"MED of different neighbours is not compared",
	 {{"1 2", 0, 100, 0, 9, false, 0, 1, "192.0.2.1", false},
	  {"4 2", 0, 100, 0, 0, false, 0, 9, "192.0.2.9", false}}, RIB_STEP_ROUTER_ID, 2},
	{"MED strikes out first, whatever the rest says",
	 {{"4 2", 0, 100, 0, 3, false, 0, 5, "192.0.2.5", false},
	  {"1 2", 0, 100, 0, 1, false, 0, 7, "192.0.2.7", false},
	  {"1 2", 0, 100, 0, 2, false, 0, 1, "192.0.2.1", false}}, RIB_STEP_ROUTER_ID, 2},
	{"external beats internal",
	 {{"1", 0, 100, 0, 0, false, 0, 9, "192.0.2.9", false},
	  {"1", 0, 100, 0, 0, true, 0, 1, "192.0.2.1", false}}, RIB_STEP_EXTERNAL, 1},
	{"the nearer next hop",
	 {{"1", 0, 100, 0, 0, true, 5, 9, "192.0.2.9", false},
	  {"1", 0, 100, 0, 0, true, 6, 1, "192.0.2.1", false}}, RIB_STEP_IGP_METRIC, 1},
	{"the lower router ID; all are equally good",
	 {{"1", 0, 100, 0, 0, false, 0, 1, "192.0.2.9", false},
	  {"1", 0, 100, 0, 0, false, 0, 2, "192.0.2.8", false},
	  {"2", 0, 100, 0, 0, false, 0, 3, "192.0.2.7", false}}, RIB_STEP_ROUTER_ID, 3},
	{"the lower peer address",
	 {{"1", 0, 100, 0, 0, false, 0, 7, "192.0.2.1", false},
	  {"1", 0, 100, 0, 0, false, 0, 7, "192.0.2.2", false}}, RIB_STEP_PEER_ADDRESS, 2},
};
/* clang-format on */

/* What a candidate points at. */
struct candidate_room {
	struct route_room route;
	struct bgp_attrs attrs;
	struct addr peer;
};

static struct rib_candidate candidate_of(const struct path_row *row, struct candidate_room *room)
{
	struct bgp_attrs *attrs = &room->attrs;

	room->peer = an_addr(row->peer);
	*attrs = a_route(&room->route, row->path, "192.0.2.254");
	attrs->weight = row->weight;
	attrs->local_pref = row->local_pref;
	attrs->origin = row->origin;
	attrs->med = row->med;
	return (struct rib_candidate){
	    .attrs = attrs,
	    .peer_address = &room->peer,
	    .router_id = row->router_id,
	    .igp_metric = row->igp_metric,
	    .external = !row->internal,
	    .local = row->local,
	};
}

static void check_order(const struct row *row, const unsigned *order, unsigned count)
{
	struct candidate_room room[PATHS_MAX];
	struct rib_candidate candidates[PATHS_MAX] = {0};
	uint8_t equal[PATHS_MAX];
	enum rib_step why;
	unsigned equals = 0;

	for (unsigned i = 0; i < count; i++)
		candidates[i] = candidate_of(&row->paths[order[i]], &room[i]);

	uint32_t best = rib_decide(candidates, count, &why, equal);

	for (unsigned i = 0; i < count; i++)
		equals += equal[i];
	if (order[best] != 0 || why != row->why || equals != row->equal || !equal[best])
		fail_msg("%s: path %u by %s, %u equal; want path 0 by %s, %u equal", row->name,
		         order[best], rib_step_name(why), equals, rib_step_name(row->why),
		         row->equal);
}

/* Heap's algorithm, every order once. */
static void each_order(const struct row *row, unsigned *order, unsigned size, unsigned count)
{
	if (size == 1) {
		check_order(row, order, count);
		return;
	}
	for (unsigned i = 0; i < size; i++) {
		each_order(row, order, size - 1, count);

		unsigned other = size % 2 == 0 ? i : 0;
		unsigned moved = order[other];

		order[other] = order[size - 1];
		order[size - 1] = moved;
	}
}

static void test_every_step_decides_in_every_order(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		unsigned order[PATHS_MAX] = {0, 1, 2, 3, 4};
		unsigned count = 0;

		while (count < PATHS_MAX && rows[i].paths[count].path != NULL)
			count++;
		each_order(&rows[i], order, count, count);
	}
}

static void random_row(struct rng *rng, struct row *row, unsigned count)
{
	static const char *const paths[] = {"1 2", "1 3", "4 2", "4 3", "5 6"};

	for (unsigned i = 0; i < count; i++) {
		row->paths[i] = (struct path_row){
		    .path = paths[rng_below(rng, COUNT_OF(paths))],
		    .local_pref = 100,
		    .med = rng_below(rng, 3),
		    .internal = rng_below(rng, 4) == 0,
		    .router_id = 1 + i,
		    .peer = "192.0.2.1",
		};
	}
}

static void test_random_sets_have_one_winner_in_every_order(void **state)
{
	struct rng rng = rng_of(20230630);

	(void)state;
	for (unsigned round = 0; round < 300; round++) {
		struct row row = {.name = "random"};
		struct candidate_room room[4];
		struct rib_candidate candidates[4];
		uint8_t equal[4];
		unsigned order[4] = {0, 1, 2, 3};

		random_row(&rng, &row, 4);
		for (unsigned i = 0; i < 4; i++)
			candidates[i] = candidate_of(&row.paths[i], &room[i]);

		uint32_t best = rib_decide(candidates, 4, &row.why, equal);
		struct path_row winner = row.paths[best];

		row.paths[best] = row.paths[0];
		row.paths[0] = winner;
		row.equal = 0u + equal[0] + equal[1] + equal[2] + equal[3];
		each_order(&row, order, 4, 4);
	}
}

/* Contests of two take a way of their own. With a third that loses at once they take the general
 * one, and must end alike. */
static void test_two_are_decided_as_if_they_were_more(void **state)
{
	struct rng rng = rng_of(20261130);

	(void)state;
	for (unsigned round = 0; round < 20000; round++) {
		struct row row = {.name = "random"};
		struct candidate_room room[3];
		struct rib_candidate three[3];
		uint8_t equal[3];
		uint8_t equal_of_three[3];
		enum rib_step why;
		enum rib_step why_of_three;

		random_row(&rng, &row, 3);
		for (unsigned i = 0; i < 3; i++) {
			struct path_row *path = &row.paths[i];

			path->local_pref += rng_below(&rng, 8) == 0;
			path->router_id = 1 + rng_below(&rng, 2);
			path->peer = rng_below(&rng, 2) == 0 ? "192.0.2.1" : "192.0.2.2";
			path->weight = i == 2 ? 0 : 1 + (rng_below(&rng, 16) == 0);
			three[i] = candidate_of(path, &room[i]);
		}

		uint32_t best = rib_decide(three, 2, &why, equal);

		assert_int_equal(rib_decide(three, 3, &why_of_three, equal_of_three), best);
		assert_int_equal(why_of_three, why);
		assert_int_equal(equal_of_three[0], equal[0]);
		assert_int_equal(equal_of_three[1], equal[1]);
	}
}

/* RFC 4456 section 9: of two copies of one route the one that was reflected less often. */
static void test_the_shorter_cluster_list_wins(void **state)
{
	static const uint8_t list[8] = {0};
	struct candidate_room room[2];
	struct rib_candidate candidates[2];
	enum rib_step why;

	(void)state;
	for (unsigned i = 0; i < 2; i++) {
		const struct path_row row = {"1", 0, 100, 0, 0, true, 0, 7, "192.0.2.1", false};

		candidates[i] = candidate_of(&row, &room[i]);
		room[i].attrs.cluster_list = (struct span){list, i == 0 ? 8 : 4};
	}
	assert_int_equal(rib_decide(candidates, 2, &why, NULL), 1);
	assert_int_equal(why, RIB_STEP_CLUSTER_LIST);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_two_are_decided_as_if_they_were_more),
	    cmocka_unit_test(test_the_shorter_cluster_list_wins),
	    cmocka_unit_test(test_every_step_decides_in_every_order),
	    cmocka_unit_test(test_random_sets_have_one_winner_in_every_order),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
