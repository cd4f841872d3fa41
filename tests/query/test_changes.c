/* What changed between two states, in words: once for all speakers that have it in common. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/check.h"
#include "query/compare/changes.h"
#include "study/outage.h"
#include "tests/lib/azure_lab.h"
#include "tests/lib/simulated.h"

static struct study_end take_away(const struct simulated *s, const char *word)
{
	const struct instant limit = {3600 * US_PER_S};
	struct findings findings = {0};
	struct study_end end = {0};

	assert_int_equal(outage_run(s->lab, &word, 1, limit, &end, &findings), OUTAGE_GOOD);
	findings_done(&findings);
	return end;
}

static const struct state_change *find(const struct state_changes *changes, enum change_kind kind,
                                       const char *words)
{
	for (uint32_t i = 0; i < changes->count; i++)
		if (changes->items[i].kind == kind && strstr(changes->items[i].text, words) != NULL)
			return &changes->items[i];
	fail_msg("nothing of kind %s says '%s'", change_kind_name(kind), words);
	return NULL;
}

static void a_state_does_not_differ_from_itself(void **state)
{
	struct simulated s = simulate(azure_lab());
	struct state_changes *changes = changes_find(s.snapshot, s.snapshot);

	(void)state;
	assert_int_equal(changes->count, 0);
	assert_int_equal(changes->lines, 0);
	changes_free(changes);
	simulated_done(&s);
}

/* vnet-b's gateway hears of the data centre over er-1 alone; both instances lose the same. */
static void what_is_lost_is_told_once_for_both_instances(void **state)
{
	struct simulated s = simulate(azure_lab());
	struct study_end end = take_away(&s, "er-1");
	struct state_changes *changes = changes_find(s.snapshot, end.snapshot);
	const struct state_change *lost;
	uint32_t kinds = 0;

	(void)state;
	lost = find(changes, CHANGE_ROUTE_LOST, "lost 192.168.0.0/24, which was from er-1/primary");
	assert_int_equal(lost->node_count, 4); /* vnet-d's gateway had the same */
	assert_string_equal(lost->nodes[0], "gw-b/0");
	assert_string_equal(lost->nodes[1], "gw-b/1");
	find(changes, CHANGE_SESSION, "is Idle, it was Established");
	/* gw-a prefers er-2, so that what it uses stays. */
	for (uint32_t i = 0; i < changes->count; i++) {
		assert_true(i == 0 || changes->items[i - 1].kind <= changes->items[i].kind);
		kinds += changes->items[i].node_count;
	}
	for (int kind = 0; kind < CHANGE_KIND_COUNT; kind++)
		kinds -= changes->by_kind[kind];
	assert_int_equal(kinds, 0);
	assert_true(changes->lines > changes->count);
	changes_free(changes);
	changes = changes_find(end.snapshot, s.snapshot);
	find(changes, CHANGE_ROUTE_GAINED, "gained 192.168.0.0/24, from er-1/primary");
	changes_free(changes);
	snapshot_free(end.snapshot);
	event_lab_free(end.events);
	simulated_done(&s);
}

static void speakers_come_and_go(void **state)
{
	struct simulated s = simulate(azure_lab());
	struct simulated less = simulate_file("transit");
	struct state_changes *changes = changes_find(s.snapshot, less.snapshot);

	(void)state;
	find(changes, CHANGE_NODE_GONE, "virtual-network-gateway gw-a is gone");
	find(changes, CHANGE_NODE_NEW, "express-route-circuit er-fra is new");
	changes_free(changes);
	simulated_done(&less);
	simulated_done(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_state_does_not_differ_from_itself),
	    cmocka_unit_test(what_is_lost_is_told_once_for_both_instances),
	    cmocka_unit_test(speakers_come_and_go),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
