/* Look-ups in a snapshot, the difference of two, and what is taken from nodes that ran. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "azure/star.h"
#include "base/check.h"
#include "base/rng.h"
#include "base/text.h"
#include "bgp/as_path.h"
#include "query/state/snapshot.h"
#include "sim/sim.h"
#include "tests/lib/routes.h"
#include "tests/lib/simulated.h"
#include "tests/lib/snapshots.h"

static void a_node_is_found_by_its_name_only(void **state)
{
	(void)state;
	struct snapshot *snapshot = a_snapshot();

	assert_ptr_equal(snapshot_find_node(snapshot, "hq/ce1"), &snapshot->nodes[1]);
	assert_null(snapshot_find_node(snapshot, "hq"));
	assert_null(snapshot_find_node(snapshot, ""));
	snapshot_free(snapshot);
}

/* clang-format off */
static const struct lookup_row {
	const char *address;
	const char *prefix; /* NULL: no route */
	uint32_t count;
} lookup_rows[] = {
	{"10.1.2.3",           "10.1.0.0/16", 1},
	{"10.1.0.0",           "10.1.0.0/16", 1},
	{"10.1.255.255",       "10.1.0.0/16", 1},
	{"10.2.0.1",           "10.2.0.0/16", 2},
	{"10.2.200.1",         "10.2.0.0/16", 2}, /* the /17 was rejected */
	{"10.3.0.0",           "10.0.0.0/8",  1},
	{"10.255.255.255",     "10.0.0.0/8",  1},
	{"11.0.0.0",           NULL,          0}, /* the default route was rejected */
	{"9.255.255.255",      NULL,          0},
	{"0.0.0.0",            NULL,          0},
	{"255.255.255.255",    NULL,          0},
	{"fd00:1::5",          "fd00:1::/48", 1},
	{"fd00:1:0:ffff::",    "fd00:1::/48", 1},
	{"fd00:2::",           NULL,          0},
	{"::",                 NULL,          0},
};
/* clang-format on */

static void the_longest_match_that_is_in_use_is_found(void **state)
{
	(void)state;
	struct snapshot *snapshot = a_snapshot();

	for (size_t i = 0; i < COUNT_OF(lookup_rows); i++) {
		const struct lookup_row *row = &lookup_rows[i];
		struct addr address = an_addr(row->address);
		const struct snapshot_path *first;
		char got[PREFIX_TEXT_MAX] = "";
		uint32_t count = snapshot_lookup(&snapshot->nodes[0], &address, &first);

		if (count > 0)
			prefix_format(&first->prefix, got);
		if (count != row->count || (count > 0 && strcmp(got, row->prefix) != 0))
			fail_msg("%s: %u of %s", row->address, count, got);
		if (count > 0)
			assert_true(first->best);
	}
	snapshot_free(snapshot);
}

static int compare_by_prefix(const void *a, const void *b)
{
	return prefix_compare(&((const struct snapshot_path *)a)->prefix,
	                      &((const struct snapshot_path *)b)->prefix);
}

/* Few bits, so that prefixes nest and addresses hit. */
static struct addr random_addr(struct rng *rng)
{
	return addr_v4(rng_below(rng, 16) << 28 | rng_below(rng, 4) << 24 | rng_below(rng, 4));
}

static uint32_t random_paths(struct rng *rng, struct snapshot_path *paths, uint32_t count)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < count; i++) {
		struct addr addr = random_addr(rng);
		bool best = rng_below(rng, 4) > 0;
		paths[i] = (struct snapshot_path){
		    .prefix = prefix_make(&addr, rng_below(rng, 33)),
		    .best = best,
		    .multipath = best,
		};
	}
	qsort(paths, count, sizeof(*paths), compare_by_prefix);
	for (uint32_t i = 0; i < count; i++) {
		if (kept == 0 || !prefix_equal(&paths[kept - 1].prefix, &paths[i].prefix))
			paths[kept++] = paths[i];
	}
	return kept;
}

static const struct snapshot_path *naive_lookup(const struct snapshot_node *node,
                                                const struct addr *address)
{
	const struct snapshot_path *longest = NULL;

	for (uint32_t i = 0; i < node->path_count; i++) {
		const struct snapshot_path *path = &node->paths[i];
		if (path->best && prefix_contains_addr(&path->prefix, address) &&
		    (longest == NULL || path->prefix.length > longest->prefix.length))
			longest = path;
	}
	return longest;
}

static void the_longest_match_is_that_of_a_search_through_all(void **state)
{
	(void)state;
	struct rng rng = rng_of(7);

	for (unsigned round = 0; round < 300; round++) {
		struct snapshot_path paths[40];
		struct snapshot_node node = {.paths = paths};
		node.path_count = random_paths(&rng, paths, rng_below(&rng, 40));

		for (unsigned i = 0; i < 50; i++) {
			struct addr address = random_addr(&rng);
			const struct snapshot_path *found = NULL;
			uint32_t count = snapshot_lookup(&node, &address, &found);

			assert_ptr_equal(found, naive_lookup(&node, &address));
			assert_int_equal(count, found != NULL);
		}
	}
}

static char *diff_of(const struct snapshot *a, const struct snapshot *b)
{
	struct text out = {0};
	uint32_t count = snapshot_diff(a, b, &out);
	uint32_t lines = 0;

	text_add(&out, "");
	for (const char *at = out.at; (at = strchr(at, '\n')) != NULL; at++)
		lines++;
	assert_int_equal(count, lines);
	return text_take(&out);
}

static void equal_snapshots_do_not_differ(void **state)
{
	(void)state;
	struct snapshot *a = a_snapshot();
	struct snapshot *b = a_snapshot();

	b->nodes[0].peers[0].state_age_us++;
	b->nodes[0].peers[0].messages_in++;
	b->nodes[0].peers[2].last_error = 0;
	b->time_us++;
	char *diff = diff_of(a, b);
	assert_string_equal(diff, "");
	free(diff);
	snapshot_free(a);
	snapshot_free(b);
}

/* One change to the second snapshot, and the difference that it makes. */
struct change {
	const char *name;
	void (*make)(struct snapshot *snapshot);
	const char *diff;
};

static struct bgp_attrs *change_attrs(struct snapshot *snapshot, uint32_t path)
{
	struct bgp_attrs *attrs = arena_alloc(snapshot->arena, sizeof(*attrs));

	*attrs = *snapshot->nodes[0].paths[path].attrs;
	snapshot->nodes[0].paths[path].attrs = attrs;
	return attrs;
}

static void lose_last_path(struct snapshot *snapshot)
{
	snapshot->nodes[0].path_count--;
}

static void change_weight(struct snapshot *snapshot)
{
	change_attrs(snapshot, 2)->weight = 8;
}

static void change_next_hop(struct snapshot *snapshot)
{
	change_attrs(snapshot, 2)->next_hop = an_addr("10.1.255.13");
}

static void change_why(struct snapshot *snapshot)
{
	snapshot->nodes[0].paths[4].why = RIB_STEP_PEER_ADDRESS;
}

static void change_verdict(struct snapshot *snapshot)
{
	snapshot->nodes[0].paths[6].verdict = RIB_AS_LOOP;
}

static void change_unknown(struct snapshot *snapshot)
{
	change_attrs(snapshot, 1)->unknown.size = 0;
}

static void change_originator(struct snapshot *snapshot)
{
	change_attrs(snapshot, 1)->originator_id = 0x09000009;
}

static void change_clusters(struct snapshot *snapshot)
{
	change_attrs(snapshot, 1)->cluster_list.size = 4;
}

static void change_state(struct snapshot *snapshot)
{
	snapshot->nodes[0].peers[2].state = "Active";
}

static void tell_less(struct snapshot *snapshot)
{
	snapshot->nodes[0].told_count--;
}

static void rename_node(struct snapshot *snapshot)
{
	snapshot->nodes[1].name = "hq/ce2";
}

#define ODD                                                                                        \
	"10.0.0.0/8 via hq/ce1 next-hop 172.16.0.1 path \"65020 {1,2}\" incomplete weight 0 med "  \
	"20 "                                                                                      \
	"local-pref 100 atomic-aggregate aggregator 65020 c0a80001 communities 65020:7 no-export " \
	"large-communities 1:2:4294967295 ext-communities RT:65000:1"
#define REFLECTED " originator 10.0.0.9 clusters 10.0.0.7 10.0.0.8"
#define UNKNOWN   " unknown e0630107 best (only-path)\n"

/* clang-format off */
static const struct change changes[] = {
	{"a lost path", lose_last_path,
	 "er-ams/primary: - fd00:1::/48 via own route next-hop :: path \"\" IGP weight 32768 best (only-path)\n"},
	{"a weight", change_weight,
	 "er-ams/primary: - 10.1.0.0/16 via gw-a/0 next-hop 10.1.255.12 path \"65515\" IGP weight 7 best (as-path-length)\n"
	 "er-ams/primary: + 10.1.0.0/16 via gw-a/0 next-hop 10.1.255.12 path \"65515\" IGP weight 8 best (as-path-length)\n"},
	{"a next hop", change_next_hop,
	 "er-ams/primary: - 10.1.0.0/16 via gw-a/0 next-hop 10.1.255.12 path \"65515\" IGP weight 7 best (as-path-length)\n"
	 "er-ams/primary: + 10.1.0.0/16 via gw-a/0 next-hop 10.1.255.13 path \"65515\" IGP weight 7 best (as-path-length)\n"},
	{"the deciding step", change_why,
	 "er-ams/primary: + 10.2.0.0/16 via hq/ce1 next-hop 172.16.0.1 path \"65020\" IGP weight 0 best (peer-address)\n"
	 "er-ams/primary: - 10.2.0.0/16 via hq/ce1 next-hop 172.16.0.1 path \"65020\" IGP weight 0 best (router-id)\n"},
	{"a verdict", change_verdict,
	 "er-ams/primary: + 10.2.128.0/17 via gw-a/0 next-hop 10.1.255.12 path \"1 65515\" IGP weight 0 rejected (as-loop)\n"
	 "er-ams/primary: - 10.2.128.0/17 via gw-a/0 next-hop 10.1.255.12 path \"1 65515\" IGP weight 0 rejected (first-as)\n"},
	{"an unknown attribute", change_unknown,
	 "er-ams/primary: + " ODD REFLECTED " best (only-path)\n"
	 "er-ams/primary: - " ODD REFLECTED UNKNOWN},
	{"an originator", change_originator,
	 "er-ams/primary: - " ODD REFLECTED UNKNOWN
	 "er-ams/primary: + " ODD " originator 9.0.0.9 clusters 10.0.0.7 10.0.0.8" UNKNOWN},
	{"a cluster list", change_clusters,
	 "er-ams/primary: - " ODD REFLECTED UNKNOWN
	 "er-ams/primary: + " ODD " originator 10.0.0.9 clusters 10.0.0.7" UNKNOWN},
	{"a session's state", change_state,
	 "er-ams/primary: + session with gw-b/0 fd00:b::c AS 65515 Active\n"
	 "er-ams/primary: - session with gw-b/0 fd00:b::c AS 65515 Idle\n"},
	{"something not told", tell_less,
	 "er-ams/primary: - 10.2.0.0/16 told to gw-a/0 next-hop 10.1.255.4 path \"12076 65020\" IGP weight 0\n"},
	{"another node", rename_node,
	 "hq/ce1: - node\nhq/ce2: + node\n"},
};
/* clang-format on */

static void every_change_is_seen_and_said(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(changes); i++) {
		struct snapshot *a = a_snapshot();
		struct snapshot *b = a_snapshot();

		changes[i].make(b);
		char *diff = diff_of(a, b);
		if (strcmp(diff, changes[i].diff) != 0)
			fail_msg("%s:\n%s", changes[i].name, diff);
		free(diff);
		snapshot_free(a);
		snapshot_free(b);
	}
}

static struct snapshot *run_star(uint32_t gateways, uint32_t prefixes, bool down)
{
	struct plan *plan = plan_star(gateways, prefixes);
	struct sim *sim = sim_new(plan, &(struct sim_options){0});

	sim_start(sim);
	assert_true(sim_run(sim, (struct instant){3600 * US_PER_S}));
	if (down) {
		sim_cut_session(sim, 0, true);
		sim_run(sim, instant_after(sim_now(sim), US_PER_S));
	}
	struct snapshot *snapshot = sim_snapshot(sim);
	/* Nothing that ran may be needed any more. */
	sim_free(sim);
	plan_free(plan);
	return snapshot;
}

static void a_snapshot_outlives_what_it_was_taken_of(void **state)
{
	(void)state;
	struct snapshot *snapshot = run_star(3, 4, false);
	uint32_t nodes[2] = {0};

	assert_true(snapshot->converged);
	assert_string_equal(snapshot->source, "sim");
	assert_int_equal(snapshot->node_count, 5);
	for (uint32_t i = 0; i < snapshot->node_count; i++) {
		const struct snapshot_node *node = &snapshot->nodes[i];
		bool msee = node->kind == LAB_CIRCUIT;

		nodes[msee]++;
		assert_true(node->present);
		/* An MSEE hears of 4 prefixes from each gateway; a gateway has 4 of its own, and
		 * 8 of others from both MSEEs. */
		assert_int_equal(node->peer_count, msee ? 3 : 2);
		assert_int_equal(node->path_count, msee ? 12 : 4 + 16);
		assert_int_equal(node->told_count, msee ? 24 : 8);
	}
	assert_int_equal(nodes[1], 2);
	snapshot_free(snapshot);
}

static bool is_router_id(const struct snapshot *snapshot, uint32_t id)
{
	for (uint32_t i = 0; i < snapshot->node_count; i++) {
		if (snapshot->nodes[i].router_id == id)
			return true;
	}
	return false;
}

/* Everything that a set refers to is copied: reflectors of routes too, whose simulator is gone. */
static void a_snapshot_keeps_what_sets_refer_to(void **state)
{
	(void)state;
	struct simulated s = simulate_file("route-server");
	unsigned reflected = 0;

	for (uint32_t i = 0; i < s.snapshot->node_count; i++) {
		const struct snapshot_node *node = &s.snapshot->nodes[i];

		for (uint32_t p = 0; p < node->path_count; p++) {
			const struct bgp_attrs *attrs = node->paths[p].attrs;
			struct reader clusters = reader_of_span(attrs->cluster_list);

			for (; clusters.left > 0; reflected++)
				assert_true(is_router_id(s.snapshot, reader_u32(&clusters)));
		}
	}
	assert_true(reflected > 0);
	simulated_done(&s);
}

static void what_peers_sent_and_were_sent_is_counted(void **state)
{
	(void)state;
	struct snapshot *snapshot = run_star(3, 4, false);

	for (uint32_t i = 0; i < snapshot->node_count; i++) {
		const struct snapshot_node *node = &snapshot->nodes[i];
		bool msee = node->kind == LAB_CIRCUIT;

		for (uint32_t p = 0; p < node->peer_count; p++) {
			const struct snapshot_peer *peer = &node->peers[p];
			assert_true(peer->established);
			assert_string_equal(peer->state, "Established");
			assert_non_null(snapshot_find_node(snapshot, peer->name));
			assert_int_equal(peer->router_id,
			                 snapshot_find_node(snapshot, peer->name)->router_id);
			assert_int_equal(peer->received[ADDR_IPV4], msee ? 4 : 8);
			assert_int_equal(peer->accepted[ADDR_IPV4], msee ? 4 : 8);
			assert_int_equal(peer->sent[ADDR_IPV4], msee ? 8 : 4);
			assert_int_equal(peer->received[ADDR_IPV6], 0);
			assert_true(peer->hold_time_s > 0);
			assert_true(peer->messages_in > 2 && peer->messages_out > 2);
		}
	}
	snapshot_free(snapshot);
}

static void routes_stand_in_order_and_have_next_hops(void **state)
{
	(void)state;
	struct snapshot *snapshot = run_star(3, 4, false);

	for (uint32_t i = 0; i < snapshot->node_count; i++) {
		const struct snapshot_node *node = &snapshot->nodes[i];
		for (uint32_t p = 0; p < node->path_count; p++) {
			const struct snapshot_path *path = &node->paths[p];
			bool first = p == 0 || !prefix_equal(&path[-1].prefix, &path->prefix);
			assert_int_equal(path->best, first);
			assert_true(addr_is_set(&path->attrs->next_hop));
			assert_true(p == 0 || prefix_compare(&path[-1].prefix, &path->prefix) <= 0);
		}
		for (uint32_t t = 0; t < node->told_count; t++) {
			const struct snapshot_told *told = &node->told[t];
			/* Next hop self, as the session has it. */
			assert_true(addr_equal(&told->attrs->next_hop,
			                       &node->peers[told->peer].local_address));
		}
	}
	snapshot_free(snapshot);
}

static void equal_attributes_are_one_copy(void **state)
{
	(void)state;
	struct snapshot *snapshot = run_star(2, 5, false);
	const struct snapshot_node *msee = &snapshot->nodes[0];

	for (uint32_t i = 0; i < msee->path_count; i++) {
		for (uint32_t j = 0; j < i; j++) {
			bool same_peer = msee->paths[i].peer == msee->paths[j].peer;
			assert_int_equal(msee->paths[i].attrs == msee->paths[j].attrs, same_peer);
		}
	}
	snapshot_free(snapshot);
}

/* Enough sets that some of them meet in the table by which copies are found. */
static void many_sets_are_told_apart(void **state)
{
	(void)state;
	struct snapshot *snapshot = run_star(80, 1, false);
	const struct snapshot_node *msee = &snapshot->nodes[0];

	assert_int_equal(msee->path_count, 80);
	for (uint32_t i = 0; i < msee->path_count; i++)
		assert_true(addr_equal(&msee->paths[i].attrs->next_hop,
		                       &msee->peers[msee->paths[i].peer].address));
	snapshot_free(snapshot);
}

/* The second MSEE's routes are heavier, so the best path is not that of the first peer. */
static void the_best_path_comes_first_whoever_it_is_from(void **state)
{
	(void)state;
	struct plan *plan = plan_star(2, 1);
	const struct node_conf *conf = &plan->nodes[2].conf;
	struct node_peer_conf peers[2] = {conf->peers[0], conf->peers[1]};

	peers[1].rib.import.weight = 40000;
	plan->nodes[2].conf.peers = peers;
	struct sim *sim = sim_new(plan, &(struct sim_options){0});
	sim_start(sim);
	assert_true(sim_run(sim, (struct instant){3600 * US_PER_S}));
	struct snapshot *snapshot = sim_snapshot(sim);
	const struct snapshot_node *node = &snapshot->nodes[2];
	assert_int_equal(node->path_count, 3);
	for (uint32_t i = 0; i < node->path_count; i++) {
		bool own = node->paths[i].peer < 0;
		bool heavy = node->paths[i].peer == 1;
		assert_int_equal(node->paths[i].best, own || heavy);
		assert_int_equal(node->paths[i].multipath, own || heavy);
		if (heavy) {
			assert_int_equal(node->paths[i].why, RIB_STEP_WEIGHT);
			assert_int_equal(node->paths[i + 1].peer, 0);
		}
	}
	snapshot_free(snapshot);
	sim_free(sim);
	plan_free(plan);
}

/* The first MSEE has the higher router ID, so of two equally good paths the second one is best. */
static void the_best_path_comes_before_an_equally_good_one(void **state)
{
	(void)state;
	struct plan *plan = plan_star(1, 1);
	struct node_peer_conf peer = plan->nodes[0].conf.peers[0];

	peer.session.router_id = 0xdf000001;
	plan->nodes[0].conf.peers = &peer;
	plan->nodes[0].conf.router_id = peer.session.router_id;
	struct sim *sim = sim_new(plan, &(struct sim_options){0});
	struct node_route_conf route = {.prefix = a_prefix("198.51.100.0/24")};
	struct node_event event = {.kind = NODE_EV_ORIGINATE, .route = &route};
	sim_start(sim);
	sim_event(sim, 0, &event);
	sim_event(sim, 1, &event);
	assert_true(sim_run(sim, (struct instant){3600 * US_PER_S}));
	struct snapshot *snapshot = sim_snapshot(sim);
	const struct snapshot_path *paths;
	struct addr address = an_addr("198.51.100.1");
	assert_int_equal(snapshot_lookup(&snapshot->nodes[2], &address, &paths), 2);
	assert_true(paths[0].best && paths[0].peer == 1);
	assert_true(!paths[1].best && paths[1].multipath && paths[1].peer == 0);
	snapshot_free(snapshot);
	sim_free(sim);
	plan_free(plan);
}

/* The snapshot of a process that runs but one node of the star. */
static struct snapshot *of_one_node(uint32_t node)
{
	struct snapshot *snapshot = run_star(1, 2, false);

	for (uint32_t i = 0; i < snapshot->node_count; i++)
		if (i != node)
			snapshot->nodes[i] =
			    (struct snapshot_node){.name = snapshot->nodes[i].name,
			                           .kind = snapshot->nodes[i].kind,
			                           .element = snapshot->nodes[i].element,
			                           .group = snapshot->nodes[i].group};
	return snapshot;
}

static void parts_make_a_whole(void **state)
{
	static const char *const names[] = {"a", "b", "c"};
	struct snapshot *parts[] = {of_one_node(0), of_one_node(1), of_one_node(2)};
	struct snapshot *whole = run_star(1, 2, false);
	struct arena *arena = arena_new();
	struct findings findings = {0};
	struct text differences = {0};
	const char **missing;

	(void)state;
	assert_int_equal(snapshot_missing(parts[1], arena, &missing), 2);
	assert_string_equal(missing[0], "star/primary");
	assert_string_equal(missing[1], "gw-0/0");
	parts[0]->nodes[2].external = true;
	assert_int_equal(snapshot_missing(parts[0], arena, &missing), 1);
	parts[0]->nodes[2].external = false;
	parts[1]->converged = false;
	struct snapshot *merged = snapshot_merge(parts, names, 3, &findings);
	assert_non_null(merged);
	assert_false(merged->converged);
	assert_int_equal(snapshot_missing(merged, arena, &missing), 0);
	assert_int_equal(snapshot_diff(whole, merged, &differences), 0);
	text_done(&differences);
	snapshot_free(merged);
	snapshot_free(whole);
	arena_free(arena);
	findings_done(&findings);
}

static void parts_that_do_not_fit_are_refused(void **state)
{
	static const char *const names[] = {"a", "b"};
	struct snapshot *twice[] = {of_one_node(0), of_one_node(0)};
	struct snapshot *foreign[] = {of_one_node(0), run_star(2, 2, false)};
	struct findings findings = {0};

	(void)state;
	assert_null(snapshot_merge(twice, names, 2, &findings));
	assert_int_equal(findings.count, 1);
	assert_non_null(strstr(findings.items[0].text, "runs 'star/primary', and so does a"));
	assert_null(snapshot_merge(foreign, names, 2, &findings));
	assert_int_equal(findings.count, 2);
	assert_string_equal(findings.items[1].place.file, "b");
	for (unsigned i = 0; i < 2; i++) {
		snapshot_free(twice[i]);
		snapshot_free(foreign[i]);
	}
	findings_done(&findings);
}

static void a_session_that_is_down_was_told_nothing(void **state)
{
	(void)state;
	struct snapshot *up = run_star(2, 3, false);
	struct snapshot *down = run_star(2, 3, true);
	unsigned broken = 0;

	for (uint32_t i = 0; i < down->node_count; i++) {
		const struct snapshot_node *node = &down->nodes[i];
		for (uint32_t p = 0; p < node->peer_count; p++) {
			if (node->peers[p].established)
				continue;
			broken++;
			assert_string_not_equal(node->peers[p].state, "Established");
			assert_int_equal(node->peers[p].hold_time_s, 0);
			for (uint32_t t = 0; t < node->told_count; t++)
				assert_int_not_equal(node->told[t].peer, p);
		}
	}
	assert_int_equal(broken, 2);
	char *diff = diff_of(up, down);
	assert_non_null(strstr(diff, "- session with"));
	free(diff);
	snapshot_free(up);
	snapshot_free(down);
}

static void equal_runs_give_equal_snapshots(void **state)
{
	(void)state;
	struct snapshot *a = run_star(4, 3, false);
	struct snapshot *b = run_star(4, 3, false);
	char *diff = diff_of(a, b);

	assert_string_equal(diff, "");
	free(diff);
	snapshot_free(a);
	snapshot_free(b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_node_is_found_by_its_name_only),
	    cmocka_unit_test(the_longest_match_that_is_in_use_is_found),
	    cmocka_unit_test(the_longest_match_is_that_of_a_search_through_all),
	    cmocka_unit_test(equal_snapshots_do_not_differ),
	    cmocka_unit_test(every_change_is_seen_and_said),
	    cmocka_unit_test(a_snapshot_outlives_what_it_was_taken_of),
	    cmocka_unit_test(a_snapshot_keeps_what_sets_refer_to),
	    cmocka_unit_test(what_peers_sent_and_were_sent_is_counted),
	    cmocka_unit_test(routes_stand_in_order_and_have_next_hops),
	    cmocka_unit_test(equal_attributes_are_one_copy),
	    cmocka_unit_test(many_sets_are_told_apart),
	    cmocka_unit_test(the_best_path_comes_first_whoever_it_is_from),
	    cmocka_unit_test(the_best_path_comes_before_an_equally_good_one),
	    cmocka_unit_test(a_session_that_is_down_was_told_nothing),
	    cmocka_unit_test(parts_make_a_whole),
	    cmocka_unit_test(parts_that_do_not_fit_are_refused),
	    cmocka_unit_test(equal_runs_give_equal_snapshots),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
