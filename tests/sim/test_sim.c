/* The simulator under a star of gateways: handshakes, faults, and whether it knows when it has come
 * to rest. */
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
#include "sim/sim.h"

enum { PRIMARY, SECONDARY, GATEWAY_0, GATEWAY_1 };

static const struct instant one_hour = {3600 * US_PER_S};

/* Notes are counted by kind. */
struct fixture {
	struct plan *plan;
	struct sim *sim;
	unsigned notes[NODE_NOTE_COLLISION + 1];
};

static void count_note(void *user, struct instant now, const struct node *node,
                       const struct node_effect *note)
{
	struct fixture *f = user;

	(void)now;
	(void)node;
	f->notes[note->note]++;
}

static struct node_peer_conf *peer_conf(const struct plan *plan, uint32_t node, uint32_t peer)
{
	return (struct node_peer_conf *)&plan->nodes[node].conf.peers[peer];
}

static struct fixture begin(struct plan *plan, struct sim_options options)
{
	struct fixture f = {.plan = plan, .sim = sim_new(plan, &options)};

	return f;
}

static struct fixture begin_star(uint32_t gateways, uint32_t prefixes)
{
	return begin(plan_star(gateways, prefixes), (struct sim_options){.seed = 1});
}

static void start(struct fixture *f)
{
	sim_on_note(f->sim, count_note, f);
	sim_start(f->sim);
	assert_true(sim_run(f->sim, one_hour));
}

static void end(struct fixture *f)
{
	sim_free(f->sim);
	plan_free(f->plan);
}

static bool run_on(struct fixture *f, int64_t seconds)
{
	return sim_run(f->sim, instant_after(sim_now(f->sim), seconds * US_PER_S));
}

static uint32_t paths_of(struct fixture *f, uint32_t node)
{
	return (uint32_t)rib_path_count(node_rib(sim_node(f->sim, node)));
}

static enum bgp_state state_of(struct fixture *f, uint32_t node, uint32_t peer)
{
	return bgp_session_state(node_session(sim_node(f->sim, node), peer));
}

static bool is_up(struct fixture *f, uint32_t node, uint32_t peer)
{
	return state_of(f, node, peer) == BGP_ESTABLISHED;
}

static void assert_same(const struct snapshot *a, const struct snapshot *b)
{
	struct text text = {0};

	if (snapshot_diff(a, b, &text) != 0)
		fail_msg("snapshots differ:\n%s", text_str(&text));
	text_done(&text);
}

static struct node_route_conf a_new_route(void)
{
	struct addr addr = addr_v4(0xc0a80000);

	return (struct node_route_conf){
	    .prefix = prefix_make(&addr, 16),
	    .attrs = {.present = bgp_attr_bit(BGP_ATTR_ORIGIN) | bgp_attr_bit(BGP_ATTR_AS_PATH)},
	};
}

static void test_gateways_learn_from_both_msees(void **state)
{
	struct fixture f = begin_star(2, 3);

	(void)state;
	start(&f);
	assert_int_equal(paths_of(&f, PRIMARY), 6);
	assert_int_equal(paths_of(&f, SECONDARY), 6);
	assert_int_equal(paths_of(&f, GATEWAY_0), 3 + 2 * 3);
	assert_int_equal(f.notes[NODE_NOTE_UP], 8);
	assert_int_equal(f.notes[NODE_NOTE_DOWN], 0);

	struct snapshot *snapshot = sim_snapshot(f.sim);
	const struct snapshot_node *gateway = snapshot_find_node(snapshot, "gw-0/0");
	struct addr other = addr_v4(0x10000300); /* the first prefix of gateway 1 */
	const struct snapshot_path *path;
	struct text text = {0};

	assert_true(snapshot->converged);
	assert_int_equal(snapshot_lookup(gateway, &other, &path), 2);
	as_path_format(path->attrs->as_path, " ", &text);
	assert_string_equal(text_str(&text), "12076 12076");
	text_done(&text);
	snapshot_free(snapshot);
	end(&f);
}

/* Delay 1 ms, batch 1 ms: connect and its answer, then OPEN, KEEPALIVE, the gateway's UPDATE and
 * the MSEE's, each a batch and a delay. */
static void test_time_passes_as_the_links_say(void **state)
{
	struct fixture f = begin_star(2, 1);

	(void)state;
	start(&f);
	assert_int_equal(sim_converged_at(f.sim).us, 2 * 1000 + 4 * 2000);
	assert_int_equal(sim_now(f.sim).us, sim_converged_at(f.sim).us);
	end(&f);
}

static void test_run_until_stops_at_the_time(void **state)
{
	struct fixture f = begin_star(2, 1);

	(void)state;
	sim_start(f.sim);
	sim_run_until(f.sim, (struct instant){5000});
	assert_int_equal(sim_now(f.sim).us, 5000);
	assert_int_equal(paths_of(&f, PRIMARY), 0);
	assert_false(sim_run(f.sim, (struct instant){6500}));
	assert_int_equal(sim_now(f.sim).us, 6500);
	assert_true(sim_run(f.sim, one_hour));
	end(&f);
}

static void test_sessions_live_on_for_hours(void **state)
{
	struct fixture f = begin_star(2, 1);

	(void)state;
	start(&f);
	sim_run_until(f.sim, (struct instant){10 * one_hour.us});
	assert_int_equal(f.notes[NODE_NOTE_DOWN], 0);
	assert_int_equal(sim_converged_at(f.sim).us, 10000);
	end(&f);
}

static void test_equal_seeds_give_equal_runs(void **state)
{
	struct sim_options options = {.seed = 7, .jitter_us = 5000};
	struct fixture a = begin(plan_star(5, 4), options);
	struct fixture b = begin(plan_star(5, 4), options);

	(void)state;
	start(&a);
	start(&b);

	struct snapshot *left = sim_snapshot(a.sim);
	struct snapshot *right = sim_snapshot(b.sim);
	struct sim_stats left_stats = sim_stats(a.sim);
	struct sim_stats right_stats = sim_stats(b.sim);

	assert_same(left, right);
	assert_int_equal(left->time_us, right->time_us);
	assert_memory_equal(&left_stats, &right_stats, sizeof(left_stats));
	snapshot_free(left);
	snapshot_free(right);
	end(&a);
	end(&b);
}

static void test_jitter_does_not_change_where_it_ends(void **state)
{
	struct fixture calm = begin_star(6, 5);

	(void)state;
	start(&calm);

	struct snapshot *want = sim_snapshot(calm.sim);

	for (uint64_t seed = 0; seed < 20; seed++) {
		struct fixture f =
		    begin(plan_star(6, 5), (struct sim_options){.seed = seed, .jitter_us = 50000});

		start(&f);
		struct snapshot *got = sim_snapshot(f.sim);

		assert_same(want, got);
		assert_int_not_equal(want->time_us, got->time_us);
		snapshot_free(got);
		end(&f);
	}
	snapshot_free(want);
	end(&calm);
}

static void test_a_session_without_routes_counts_as_a_change(void **state)
{
	struct fixture f = begin_star(1, 0);

	(void)state;
	start(&f);
	assert_int_equal(f.notes[NODE_NOTE_UP], 4);
	assert_int_equal(sim_converged_at(f.sim).us, 2 * 1000 + 2 * 2000);
	end(&f);
}

/* The timers' jitter comes from the seed. */
static void test_seeds_differ_in_their_keepalives(void **state)
{
	struct fixture a = begin(plan_star(2, 1), (struct sim_options){.seed = 1});
	struct fixture b = begin(plan_star(2, 1), (struct sim_options){.seed = 2});

	(void)state;
	start(&a);
	start(&b);
	sim_run_until(a.sim, one_hour);
	sim_run_until(b.sim, one_hour);
	assert_int_not_equal(sim_stats(a.sim).bytes, sim_stats(b.sim).bytes);
	end(&a);
	end(&b);
}

/* The second change reaches the MSEE at the very time at which it sends the first one on. */
static void test_what_arrives_when_a_batch_ends_is_in_it(void **state)
{
	struct fixture f = begin_star(3, 1);
	struct node_route_conf first = a_new_route();
	struct node_route_conf second = a_new_route();

	(void)state;
	second.prefix.addr.bytes[1] = 169;
	start(&f);

	uint64_t before = sim_stats(f.sim).deliveries;

	sim_event(f.sim, GATEWAY_0,
	          &(struct node_event){.kind = NODE_EV_ORIGINATE, .route = &first});
	sim_run_until(f.sim, instant_after(sim_now(f.sim), 1000));
	sim_event(f.sim, GATEWAY_1,
	          &(struct node_event){.kind = NODE_EV_ORIGINATE, .route = &second});
	assert_true(run_on(&f, 10));
	/* Two MSEEs hear of two changes, and each tells three gateways once. */
	assert_int_equal(sim_stats(f.sim).deliveries - before, 2 * 2 + 2 * 3);
	end(&f);
}

/* A route that grows until it fits into no message: the peer must not keep what it was told
 * before. */
static void test_what_fits_into_no_message_is_withdrawn(void **state)
{
	enum { FITS = 4 * 900, TOO_LARGE = 4 * 16380 }; /* of 65535 (RFC 8654) */
	static uint8_t communities[TOO_LARGE];
	struct fixture f = begin_star(2, 1);
	struct node_route_conf route = a_new_route();
	const struct node_event event = {.kind = NODE_EV_ORIGINATE, .route = &route};

	(void)state;
	for (size_t i = 0; i < TOO_LARGE; i++)
		communities[i] = (uint8_t)(i % 4 < 2 ? 1 : i % 4 < 3 ? i / 1024 : i / 4 % 256);
	start(&f);
	route.attrs.present |= bgp_attr_bit(BGP_ATTR_COMMUNITIES);
	route.attrs.communities = (struct span){communities, FITS};
	sim_event(f.sim, GATEWAY_0, &event);
	assert_true(run_on(&f, 10));
	assert_int_equal(paths_of(&f, PRIMARY), 3);
	assert_int_equal(paths_of(&f, GATEWAY_1), 5);
	route.attrs.communities.size = TOO_LARGE;
	sim_event(f.sim, GATEWAY_0, &event);
	assert_true(run_on(&f, 10));
	assert_int_equal(paths_of(&f, PRIMARY), 2);
	assert_int_equal(paths_of(&f, GATEWAY_1), 3);
	assert_true(is_up(&f, PRIMARY, 0));
	/* And comes back when it fits again. */
	route.attrs.communities.size = FITS;
	sim_event(f.sim, GATEWAY_0, &event);
	assert_true(run_on(&f, 10));
	assert_int_equal(paths_of(&f, PRIMARY), 3);
	end(&f);
}

/* ROUTE-REFRESH brings everything of that peer again, and changes nothing. */
static void test_a_refresh_sends_everything_again(void **state)
{
	struct fixture f = begin_star(2, 50);
	struct snapshot *before;

	(void)state;
	start(&f);
	before = sim_snapshot(f.sim);
	uint64_t bytes = sim_stats(f.sim).bytes;

	sim_event(f.sim, PRIMARY, &(struct node_event){.kind = NODE_EV_REFRESH, .peer = 0});
	assert_true(run_on(&f, 10));
	/* 50 prefixes of four bytes each, and less than twice as much. */
	assert_in_range(sim_stats(f.sim).bytes - bytes, 200, 400);

	struct snapshot *after = sim_snapshot(f.sim);

	assert_same(before, after);
	snapshot_free(before);
	snapshot_free(after);
	end(&f);
}

static void test_a_larger_batch_sends_fewer_messages(void **state)
{
	struct fixture fine =
	    begin(plan_star(8, 1), (struct sim_options){.jitter_us = 20000, .batch_us = 1});
	struct fixture coarse =
	    begin(plan_star(8, 1), (struct sim_options){.jitter_us = 20000, .batch_us = 50000});

	(void)state;
	start(&fine);
	start(&coarse);
	assert_true(sim_stats(coarse.sim).deliveries < sim_stats(fine.sim).deliveries);
	end(&fine);
	end(&coarse);
}

/* Collisions */

/* With uneven delays one end can be Established on the connection that the other end drops; the
 * rule of RFC 4271 section 6.8 then costs both connections, and the next attempt must come. */
static void test_colliding_connections_become_one_session(void **state)
{
	(void)state;
	for (uint64_t seed = 0; seed < 20; seed++) {
		struct plan *plan = plan_star(3, 2);

		for (uint32_t i = 0; i < 3; i++) {
			peer_conf(plan, PRIMARY, i)->session.passive = false;
			peer_conf(plan, SECONDARY, i)->session.passive = false;
		}
		struct fixture f =
		    begin(plan, (struct sim_options){.seed = seed, .jitter_us = seed * 300});

		start(&f);
		assert_true(f.notes[NODE_NOTE_COLLISION] > 0);
		assert_int_equal(f.notes[NODE_NOTE_UP] - f.notes[NODE_NOTE_DOWN], 12);
		assert_int_equal(paths_of(&f, GATEWAY_0), 2 + 2 * 4);
		end(&f);
	}
}

/* Cuts */

static void test_a_noticed_cut_is_felt_at_once(void **state)
{
	struct fixture f = begin_star(2, 1);

	(void)state;
	start(&f);

	struct instant cut = sim_now(f.sim);

	sim_cut_session(f.sim, 0, true);
	assert_false(is_up(&f, GATEWAY_0, 0));
	assert_false(is_up(&f, PRIMARY, 0));
	assert_true(sim_run(f.sim, one_hour));
	assert_true(sim_converged_at(f.sim).us - cut.us <= 2000);
	assert_int_equal(paths_of(&f, PRIMARY), 1);
	assert_int_equal(paths_of(&f, SECONDARY), 2);
	assert_int_equal(paths_of(&f, GATEWAY_0), 1 + 1);
	assert_int_equal(paths_of(&f, GATEWAY_1), 1 + 1);
	end(&f);
}

/* Whichever end finds out first, the run is not over before the other one has. */
static void test_a_silent_cut_is_found_by_the_hold_timer(void **state)
{
	(void)state;
	for (uint64_t seed = 0; seed < 8; seed++) {
		struct fixture f = begin(plan_star(2, 1), (struct sim_options){.seed = seed});

		start(&f);
		sim_run_until(f.sim, instant_after(sim_now(f.sim), 100 * US_PER_S));

		struct instant cut = sim_now(f.sim);

		sim_cut_session(f.sim, 0, false);
		assert_true(is_up(&f, GATEWAY_0, 0));
		assert_true(sim_run(f.sim, one_hour));

		int64_t took = sim_converged_at(f.sim).us - cut.us;

		assert_in_range(took, 110 * US_PER_S, 181 * US_PER_S);
		assert_int_equal(f.notes[NODE_NOTE_DOWN], 2);
		assert_int_equal(paths_of(&f, PRIMARY), 1);
		assert_int_equal(paths_of(&f, GATEWAY_1), 1 + 1);
		end(&f);
	}
}

static void test_a_mended_link_restores_everything(void **state)
{
	(void)state;
	for (int noticed = 0; noticed < 2; noticed++) {
		struct fixture f = begin_star(3, 2);

		start(&f);
		struct snapshot *before = sim_snapshot(f.sim);

		sim_cut_session(f.sim, 1, noticed);
		assert_true(run_on(&f, 1000));
		sim_mend_session(f.sim, 1);
		assert_true(run_on(&f, 1000));

		struct snapshot *after = sim_snapshot(f.sim);

		assert_same(before, after);
		snapshot_free(before);
		snapshot_free(after);
		end(&f);
	}
}

/* TCP sends again what was lost; the session does not even notice. */
static void test_a_short_silent_cut_loses_nothing(void **state)
{
	struct fixture f = begin_star(2, 1);
	struct node_route_conf route = a_new_route();

	(void)state;
	start(&f);
	sim_cut_session(f.sim, 0, false);
	sim_event(f.sim, GATEWAY_0,
	          &(struct node_event){.kind = NODE_EV_ORIGINATE, .route = &route});
	sim_run_until(f.sim, instant_after(sim_now(f.sim), 30 * US_PER_S));
	assert_int_equal(paths_of(&f, PRIMARY), 2);
	assert_int_equal(paths_of(&f, SECONDARY), 3);

	struct instant mended = sim_now(f.sim);

	sim_mend_session(f.sim, 0);
	assert_true(run_on(&f, 100));
	assert_int_equal(paths_of(&f, PRIMARY), 3);
	assert_int_equal(paths_of(&f, GATEWAY_1), 1 + 4);
	assert_true(sim_converged_at(f.sim).us - mended.us <= 4000);
	assert_int_equal(f.notes[NODE_NOTE_DOWN], 0);
	end(&f);
}

static void test_a_cut_before_the_start_keeps_the_session_down(void **state)
{
	struct fixture f = begin_star(2, 1);

	(void)state;
	sim_cut_session(f.sim, 0, true);
	start(&f);
	assert_int_equal(f.notes[NODE_NOTE_UP], 6);
	assert_int_equal(state_of(&f, GATEWAY_0, 0), BGP_CONNECT);
	sim_run_until(f.sim, (struct instant){3 * US_PER_S});
	assert_int_equal(state_of(&f, GATEWAY_0, 0), BGP_CONNECT);
	sim_run_until(f.sim, (struct instant){3 * US_PER_S + 2000});
	assert_int_equal(state_of(&f, GATEWAY_0, 0), BGP_ACTIVE);
	sim_run_until(f.sim, instant_after(sim_now(f.sim), 100 * US_PER_S));
	sim_mend_session(f.sim, 0);
	assert_true(run_on(&f, 100));
	assert_int_equal(f.notes[NODE_NOTE_UP], 8);
	end(&f);
}

/* Nodes */

static void test_a_stopped_node_is_forgotten_and_comes_back(void **state)
{
	struct fixture f = begin_star(3, 2);

	(void)state;
	start(&f);

	struct snapshot *before = sim_snapshot(f.sim);

	sim_stop_node(f.sim, GATEWAY_1);
	assert_true(run_on(&f, 1000));
	assert_int_equal(paths_of(&f, PRIMARY), 4);
	assert_int_equal(paths_of(&f, GATEWAY_0), 2 + 2 * 2);
	assert_int_equal(paths_of(&f, GATEWAY_1), 2);
	sim_start_node(f.sim, GATEWAY_1);
	assert_true(run_on(&f, 1000));

	struct snapshot *after = sim_snapshot(f.sim);

	assert_same(before, after);
	snapshot_free(before);
	snapshot_free(after);
	end(&f);
}

/* The new connection may overtake the message that the old one is gone. */
static void test_a_node_that_restarts_at_once_is_taken_back(void **state)
{
	struct fixture calm = begin_star(2, 1);

	(void)state;
	start(&calm);

	struct snapshot *want = sim_snapshot(calm.sim);

	for (uint64_t seed = 0; seed < 20; seed++) {
		struct fixture f =
		    begin(plan_star(2, 1), (struct sim_options){.seed = seed, .jitter_us = 20000});

		start(&f);
		sim_stop_node(f.sim, GATEWAY_0);
		sim_start_node(f.sim, GATEWAY_0);
		assert_true(run_on(&f, 1000));

		struct snapshot *got = sim_snapshot(f.sim);

		assert_same(want, got);
		snapshot_free(got);
		end(&f);
	}
	snapshot_free(want);
	end(&calm);
}

static void test_a_stopped_msee_leaves_the_other_one(void **state)
{
	struct fixture f = begin_star(3, 2);

	(void)state;
	start(&f);
	sim_stop_node(f.sim, PRIMARY);
	assert_true(run_on(&f, 1000));
	assert_int_equal(paths_of(&f, GATEWAY_0), 2 + 4);
	assert_false(is_up(&f, GATEWAY_0, 0));
	assert_true(is_up(&f, GATEWAY_0, 1));
	end(&f);
}

/* Single sessions and routes */

static void test_a_prefix_limit_ends_the_session_but_not_the_run(void **state)
{
	struct plan *plan = plan_star(2, 3);
	struct node_route_conf over = plan->nodes[GATEWAY_0].conf.routes[0];

	(void)state;
	peer_conf(plan, PRIMARY, 0)->prefix_limit[ADDR_IPV4] = 2;

	struct fixture f = begin(plan, (struct sim_options){.seed = 1});

	start(&f);
	assert_int_equal(f.notes[NODE_NOTE_PREFIX_LIMIT], 2); /* then it is given up */
	assert_false(is_up(&f, PRIMARY, 0));
	assert_true(is_up(&f, SECONDARY, 0));
	assert_int_equal(paths_of(&f, PRIMARY), 3);
	assert_int_equal(paths_of(&f, GATEWAY_1), 3 + 3);

	/* Under the limit it comes back by itself (prefix-limit-retry). */
	sim_event(f.sim, GATEWAY_0, &(struct node_event){.kind = NODE_EV_WITHDRAW, .route = &over});
	assert_true(run_on(&f, 1000));
	assert_true(is_up(&f, PRIMARY, 0));
	assert_int_equal(paths_of(&f, PRIMARY), 5);
	end(&f);
}

static void test_a_wrong_as_number_does_not_keep_the_run_alive(void **state)
{
	struct plan *plan = plan_star(2, 1);

	(void)state;
	peer_conf(plan, PRIMARY, 0)->session.peer_as = 64999;

	struct fixture f = begin(plan, (struct sim_options){.seed = 1});

	start(&f);
	assert_false(is_up(&f, PRIMARY, 0));
	assert_int_equal(f.notes[NODE_NOTE_UP], 6);
	assert_true(f.notes[NODE_NOTE_NOTIFICATION_SENT] > 0);
	assert_int_equal(f.notes[NODE_NOTE_NOTIFICATION_RECEIVED],
	                 f.notes[NODE_NOTE_NOTIFICATION_SENT]);
	end(&f);
}

static void test_a_session_stopped_at_either_end_stays_down(void **state)
{
	static const uint32_t nodes[] = {PRIMARY, GATEWAY_0};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(nodes); i++) {
		struct fixture f = begin_star(2, 1);

		start(&f);
		struct snapshot *before = sim_snapshot(f.sim);

		sim_event(f.sim, nodes[i], &(struct node_event){.kind = NODE_EV_PEER_STOP});
		assert_true(run_on(&f, 1000));
		assert_false(is_up(&f, PRIMARY, 0));
		assert_false(is_up(&f, GATEWAY_0, 0));
		assert_int_equal(paths_of(&f, PRIMARY), 1);
		sim_event(f.sim, nodes[i], &(struct node_event){.kind = NODE_EV_PEER_START});
		assert_true(run_on(&f, 1000));

		struct snapshot *after = sim_snapshot(f.sim);

		assert_same(before, after);
		snapshot_free(before);
		snapshot_free(after);
		end(&f);
	}
}

static void test_own_routes_come_and_go(void **state)
{
	struct fixture f = begin_star(2, 1);
	struct node_route_conf route = a_new_route();

	(void)state;
	start(&f);

	struct snapshot *before = sim_snapshot(f.sim);

	sim_event(f.sim, GATEWAY_0,
	          &(struct node_event){.kind = NODE_EV_ORIGINATE, .route = &route});
	assert_true(run_on(&f, 10));
	assert_int_equal(paths_of(&f, GATEWAY_1), 1 + 4);
	sim_event(f.sim, GATEWAY_0,
	          &(struct node_event){.kind = NODE_EV_WITHDRAW, .route = &route});
	assert_true(run_on(&f, 10));

	struct snapshot *after = sim_snapshot(f.sim);

	assert_same(before, after);
	snapshot_free(before);
	snapshot_free(after);
	end(&f);
}

/* More than the window and more than one chunk: nothing is lost, and nothing stalls. */
static void test_a_large_table_fits_through_a_small_window(void **state)
{
	struct fixture f = begin_star(2, 300000);

	(void)state;
	start(&f);
	assert_int_equal(paths_of(&f, PRIMARY), 600000);
	assert_int_equal(paths_of(&f, GATEWAY_0), 300000 + 600000);
	end(&f);
}

/* Random faults */

struct chaos {
	struct fixture f;
	struct rng rng;
	bool cut[8];
	bool stopped[6];
};

static void one_fault(struct chaos *c)
{
	uint32_t session = rng_below(&c->rng, 8);
	uint32_t node = rng_below(&c->rng, 6);

	if (rng_below(&c->rng, 2) == 0) {
		c->cut[session] = !c->cut[session];
		if (c->cut[session])
			sim_cut_session(c->f.sim, session, rng_below(&c->rng, 2) == 0);
		else
			sim_mend_session(c->f.sim, session);
	} else {
		c->stopped[node] = !c->stopped[node];
		if (c->stopped[node])
			sim_stop_node(c->f.sim, node);
		else
			sim_start_node(c->f.sim, node);
	}
	sim_run_until(c->f.sim, instant_after(sim_now(c->f.sim),
	                                      rng_below(&c->rng, 1u << rng_below(&c->rng, 29))));
}

static void repair_all(struct chaos *c)
{
	for (uint32_t i = 0; i < COUNT_OF(c->cut); i++)
		sim_mend_session(c->f.sim, i);
	for (uint32_t i = 0; i < COUNT_OF(c->stopped); i++)
		sim_start_node(c->f.sim, i);
}

static struct plan *chaos_plan(void)
{
	struct plan *plan = plan_star(4, 2);

	for (uint32_t i = 0; i < 4; i += 2) {
		peer_conf(plan, PRIMARY, i)->session.passive = false;
		peer_conf(plan, SECONDARY, i)->session.passive = false;
	}
	return plan;
}

static void test_after_any_faults_the_calm_tables_return(void **state)
{
	struct fixture calm = begin(chaos_plan(), (struct sim_options){.seed = 1});

	(void)state;
	start(&calm);

	struct snapshot *want = sim_snapshot(calm.sim);

	for (uint64_t seed = 0; seed < 60; seed++) {
		struct chaos c = {
		    .f = begin(chaos_plan(),
		               (struct sim_options){.seed = seed,
		                                    .jitter_us = seed % 3 == 0 ? 1400000 : 3000}),
		    .rng = rng_of(seed),
		};

		sim_start(c.f.sim);
		for (int i = 0; i < 25; i++)
			one_fault(&c);
		repair_all(&c);
		if (!run_on(&c.f, 3600))
			fail_msg("seed %u does not come to rest", (unsigned)seed);

		struct snapshot *got = sim_snapshot(c.f.sim);

		assert_same(want, got);
		snapshot_free(got);
		end(&c.f);
	}
	snapshot_free(want);
	end(&calm);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_gateways_learn_from_both_msees),
	    cmocka_unit_test(test_time_passes_as_the_links_say),
	    cmocka_unit_test(test_run_until_stops_at_the_time),
	    cmocka_unit_test(test_sessions_live_on_for_hours),
	    cmocka_unit_test(test_equal_seeds_give_equal_runs),
	    cmocka_unit_test(test_jitter_does_not_change_where_it_ends),
	    cmocka_unit_test(test_a_session_without_routes_counts_as_a_change),
	    cmocka_unit_test(test_seeds_differ_in_their_keepalives),
	    cmocka_unit_test(test_what_arrives_when_a_batch_ends_is_in_it),
	    cmocka_unit_test(test_what_fits_into_no_message_is_withdrawn),
	    cmocka_unit_test(test_a_refresh_sends_everything_again),
	    cmocka_unit_test(test_a_larger_batch_sends_fewer_messages),
	    cmocka_unit_test(test_colliding_connections_become_one_session),
	    cmocka_unit_test(test_a_noticed_cut_is_felt_at_once),
	    cmocka_unit_test(test_a_silent_cut_is_found_by_the_hold_timer),
	    cmocka_unit_test(test_a_mended_link_restores_everything),
	    cmocka_unit_test(test_a_short_silent_cut_loses_nothing),
	    cmocka_unit_test(test_a_cut_before_the_start_keeps_the_session_down),
	    cmocka_unit_test(test_a_stopped_node_is_forgotten_and_comes_back),
	    cmocka_unit_test(test_a_node_that_restarts_at_once_is_taken_back),
	    cmocka_unit_test(test_a_stopped_msee_leaves_the_other_one),
	    cmocka_unit_test(test_a_prefix_limit_ends_the_session_but_not_the_run),
	    cmocka_unit_test(test_a_wrong_as_number_does_not_keep_the_run_alive),
	    cmocka_unit_test(test_a_session_stopped_at_either_end_stays_down),
	    cmocka_unit_test(test_own_routes_come_and_go),
	    cmocka_unit_test(test_a_large_table_fits_through_a_small_window),
	    cmocka_unit_test(test_after_any_faults_the_calm_tables_return),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
