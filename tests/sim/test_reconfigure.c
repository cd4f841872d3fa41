/* A running lab whose policies change must end where a lab begins that had them from the start. The
 * lab is drawn in tests/lib/azure_lab.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/check.h"
#include "base/text.h"
#include "sim/sim.h"
#include "tests/lib/azure_lab.h"
#include "tests/lib/routes.h"
#include "topo/judge/load.h"
#include "topo/model/lab_edit.h"

static void weigh(struct lab *lab)
{
	lab_edit_connection(lab, "gw-a/a-1")->routing_weight = 500;
}

static void refuse(struct lab *lab)
{
	lab_edit_gateway(lab, "gw-b")->allow_remote_vnet_traffic = false;
}

static void accept(struct lab *lab)
{
	lab_edit_gateway(lab, "gw-d")->allow_remote_vnet_traffic = true;
}

static void leak(struct lab *lab)
{
	struct lab_router *router = lab_edit_router(lab, "dc/ce1");

	lab_edit_link(router, "er-1/primary", NULL)->readvertise = true;
}

static void stop_leaking(struct lab *lab)
{
	struct lab_router *router = lab_edit_router(lab, "dc/ce1");

	for (struct lab_circuit_link *link = lab_edit_link(router, "er-2", NULL); link != NULL;
	     link = lab_edit_link(router, "er-2", link))
		link->readvertise = false;
}

static void leak_again(struct lab *lab)
{
	struct lab_router *router = lab_edit_router(lab, "dc/ce1");

	for (struct lab_circuit_link *link = lab_edit_link(router, "er-2", NULL); link != NULL;
	     link = lab_edit_link(router, "er-2", link))
		link->readvertise = true;
}

static void prepend(struct lab *lab)
{
	struct lab_router *router = lab_edit_router(lab, "dc/ce1");

	lab_edit_link(router, "er-1/primary", NULL)->prepend = 4;
}

static void grow(struct lab *lab)
{
	struct prefix prefix = a_prefix("10.99.0.0/24");

	lab_edit_add(lab, &lab_edit_vnet(lab, "vnet-b")->address_space, &prefix, 40);
}

static void shrink(struct lab *lab)
{
	struct prefix prefix = a_prefix("10.99.8.0/24");

	lab_edit_remove(&lab_edit_vnet(lab, "vnet-b")->address_space, &prefix, 16);
}

static void announce(struct lab *lab)
{
	struct prefix prefix = a_prefix("192.168.64.0/24");

	lab_edit_add(lab, &lab_edit_router(lab, "dc/ce1")->advertise, &prefix, 30);
}

static struct snapshot *settled(struct sim *sim)
{
	assert_true(sim_run(sim, instant_after(sim_now(sim), 3600 * US_PER_S)));
	return sim_snapshot(sim);
}

static struct snapshot *fresh(const struct plan *plan)
{
	struct sim *sim = sim_new(plan, &(struct sim_options){.seed = 1});
	struct snapshot *snapshot;

	sim_start(sim);
	snapshot = settled(sim);
	sim_free(sim);
	return snapshot;
}

static void expect_equal(const struct snapshot *a, const struct snapshot *b, size_t row)
{
	struct text text = {0};

	if (snapshot_diff(a, b, &text) > 0)
		fail_msg("after change %zu: %s", row, text_str(&text));
	text_done(&text);
}

/* One change after the other, in one run. */
static void a_changed_run_ends_where_a_fresh_one_does(void **state)
{
	static void (*const changes[])(struct lab *) = {
	    weigh, refuse, accept, leak, prepend, stop_leaking, grow, announce, leak_again, shrink};
	struct plan *plans[COUNT_OF(changes) + 1];
	struct lab *lab = azure_lab();
	struct sim *sim;

	(void)state;
	plans[0] = plan_compile(lab);
	sim = sim_new(plans[0], &(struct sim_options){.seed = 1});
	sim_start(sim);
	snapshot_free(settled(sim));
	for (size_t i = 0; i < COUNT_OF(changes); i++) {
		changes[i](lab);
		plans[i + 1] = plan_compile(lab);
		sim_reconfigure(sim, plans[i + 1]);

		struct snapshot *changed = settled(sim);
		struct snapshot *wanted = fresh(plans[i + 1]);

		expect_equal(changed, wanted, i);
		snapshot_free(changed);
		snapshot_free(wanted);
	}
	sim_free(sim);
	for (size_t i = 0; i < COUNT_OF(plans); i++)
		plan_free(plans[i]);
	lab_free(lab);
}

/* The same settings again: nothing is sent but keepalives. */
static void no_change_sends_nothing(void **state)
{
	struct lab *lab = azure_lab();
	struct plan *a = plan_compile(lab);
	struct plan *b = plan_compile(lab);
	struct sim *sim = sim_new(a, &(struct sim_options){.seed = 1});

	(void)state;
	sim_start(sim);
	snapshot_free(settled(sim));
	uint64_t bytes = sim_stats(sim).bytes;

	sim_reconfigure(sim, b);
	snapshot_free(settled(sim));
	assert_int_equal(sim_stats(sim).bytes, bytes);
	sim_free(sim);
	plan_free(a);
	plan_free(b);
	lab_free(lab);
}

static void a_stopped_session_stays_down_until_it_is_started(void **state)
{
	struct lab *lab = azure_lab();
	struct plan *plan = plan_compile(lab);
	struct sim *sim = sim_new(plan, &(struct sim_options){.seed = 1});

	(void)state;
	sim_start(sim);
	struct snapshot *before = settled(sim);

	sim_stop_session(sim, 0, 1);
	struct snapshot *stopped = settled(sim);
	const struct plan_end *end = plan->sessions[0].end;

	assert_false(stopped->nodes[end[0].node].peers[end[0].peer].established);
	assert_false(stopped->nodes[end[0].node].peers[end[0].peer].link_down);
	sim_stop_node(sim, end[1].node);
	sim_start_node(sim, end[1].node);
	snapshot_free(settled(sim));
	assert_false(node_session(sim_node(sim, end[1].node), end[1].peer) == NULL);
	sim_start_session(sim, 0, 1);
	struct snapshot *after = settled(sim);

	expect_equal(before, after, 0);
	snapshot_free(before);
	snapshot_free(stopped);
	snapshot_free(after);
	sim_free(sim);
	plan_free(plan);
	lab_free(lab);
}

static void ranges_of_prefixes_are_added_and_taken_away(void **state)
{
	static const struct {
		const char *first;
		uint32_t count;
		const char *last;
	} rows[] = {
	    {"10.255.255.0/24", 2, "11.0.0.0/24"},      {"10.0.0.128/25", 3, "10.0.1.128/25"},
	    {"fd00::/64", 257, "fd00:0:0:100::/64"},    {"fd00::/56", 2, "fd00:0:0:100::/56"},
	    {"fd00:0:0:ff00::/57", 3, "fd00:0:1::/57"}, {"fd00::1/128", 2, "fd00::2/128"},
	    {"fd00::/48", 2, "fd00:0:1::/48"},
	};
	struct lab lab = {.arena = arena_new()};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct lab_prefixes list = {0};
		struct prefix first = a_prefix(rows[i].first);
		struct prefix other = a_prefix("192.0.2.0/24");
		struct prefix last = a_prefix(rows[i].last);

		lab_edit_add(&lab, &list, &other, 1);
		lab_edit_add(&lab, &list, &first, rows[i].count);
		assert_int_equal(list.count, rows[i].count + 1);
		if (!prefix_equal(&list.items[list.count - 1], &last))
			fail_msg("row %zu", i);
		lab_edit_add(&lab, &list, &first, 1);
		assert_int_equal(list.count, rows[i].count + 1);
		lab_edit_remove(&list, &first, rows[i].count - 1);
		assert_int_equal(list.count, 2);
		assert_true(prefix_equal(&list.items[0], &other));
		assert_true(prefix_equal(&list.items[1], &last));
	}
	arena_free(lab.arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_changed_run_ends_where_a_fresh_one_does),
	    cmocka_unit_test(no_change_sends_nothing),
	    cmocka_unit_test(a_stopped_session_stays_down_until_it_is_started),
	    cmocka_unit_test(ranges_of_prefixes_are_added_and_taken_away),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
