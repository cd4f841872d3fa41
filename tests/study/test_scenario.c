/* Scenarios: what may be written, what happens, and how long it takes. The lab is drawn in
 * tests/lib/azure_lab.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "study/scenario_run.h"
#include "tests/lib/azure_lab.h"
#include "topo/judge/load.h"

/* The text is written with ' for ". */
static struct scenario *parse(const char *members, struct findings *findings)
{
	struct text text = {0};
	struct scenario *out;

	text_addf(&text, "{'hairpin-scenario:scenario': {'name': 'test', %s}}", members);
	for (char *at = text.at; *at != '\0'; at++) {
		if (*at == '\'')
			*at = '"';
	}
	out = scenario_parse("s.json", text_str(&text), text.size, findings);
	text_done(&text);
	return out;
}

static void expect_finding(const struct findings *findings, const char *part)
{
	struct text text = {0};

	findings_format(findings, 0, &text);
	if (strstr(text_str(&text), part) == NULL)
		fail_msg("'%s' is not in: %s", part, text_str(&text));
	text_done(&text);
}

struct play {
	struct lab *lab;
	struct scenario *scenario;
	struct scenario_report *report;
	struct findings findings;
};

static struct play play_in(struct lab *lab, const char *members, uint64_t seed)
{
	struct play p = {.lab = lab};
	struct scenario_options options = {.sim = {.seed = seed}, .limit_us = 3600 * US_PER_S};

	p.scenario = parse(members, &p.findings);
	if (p.scenario == NULL)
		expect_finding(&p.findings, "a good scenario");
	p.report = scenario_run(p.lab, p.scenario, &options, &p.findings);
	return p;
}

static struct play play(const char *members)
{
	return play_in(azure_lab(), members, 1);
}

static void play_done(struct play *p)
{
	scenario_report_free(p->report);
	scenario_free(p->scenario);
	findings_done(&p->findings);
	lab_free(p->lab);
}

static const struct scenario_watch *watch(const struct play *p, uint32_t phase, uint32_t probe)
{
	if (p->report == NULL)
		expect_finding(&p->findings, "a report");
	assert_true(phase < p->report->phase_count);
	return &p->report->phases[phase].watches[probe];
}

#define A_TO_B                                                                            \
	"'probe': [{'name': 'p', 'from': 'vnet-a', 'to': 'vnet-b'}], 'phase': [{'name': " \
	"'before'}, "
#define A_TO_DC                                                                                \
	"'probe': [{'name': 'p4', 'from': 'vnet-b', 'to': 'dc'}, "                             \
	"{'name': 'p6', 'from': 'vnet-a', 'to': 'dc', 'family': 'ipv6'}], 'phase': [{'name': " \
	"'before'}, "

/* Reading */

static void wrong_members_of_events_are_refused(void **state)
{
	static const struct {
		const char *event;
		const char *finding;
	} rows[] = {
	    {"'action': 'set-weight', 'on': 'x'", "'set-weight' needs \"value\""},
	    {"'action': 'session-stop', 'on': 'x'", "'session-stop' needs \"peer\""},
	    {"'action': 'advertise', 'on': 'x'", "'advertise' needs \"prefix\""},
	    {"'action': 'set-prepend', 'on': 'x', 'value': 1", "needs \"circuit\""},
	    {"'action': 'set-fast-path', 'on': 'x'", "needs \"enabled\""},
	    {"'action': 'link-up', 'on': 'x', 'detection': 'bfd'",
	     "\"detection\" says nothing about 'link-up'"},
	    {"'action': 'link-down', 'on': 'x', 'count': 3", "\"count\" says nothing"},
	    {"'action': 'explode', 'on': 'x'", "explode"},
	    {"'action': 'advertise', 'on': 'x', 'prefix': '10.0.0.1/8'", "s.json:1"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct findings findings = {0};
		struct text text = {0};

		text_addf(&text, "'phase': [{'name': 'p', 'event': [{'name': 'e', %s}]}]",
		          rows[i].event);
		struct scenario *scenario = parse(text_str(&text), &findings);

		if (scenario != NULL && i + 1 < COUNT_OF(rows))
			fail_msg("row %zu was taken", i);
		if (scenario == NULL)
			expect_finding(&findings, rows[i].finding);
		scenario_free(scenario);
		findings_done(&findings);
		text_done(&text);
	}
}

static void an_event_behind_its_phase_is_refused(void **state)
{
	struct findings findings = {0};

	(void)state;
	assert_null(parse("'phase': [{'name': 'p', 'duration-ms': 10, 'event': [{'name': 'e', "
	                  "'after-ms': 10, 'action': 'link-up', 'on': 'er-1'}]}]",
	                  &findings));
	expect_finding(&findings, "the phase is over before this event");
	findings_done(&findings);
}

static void a_result_of_no_probe_is_refused(void **state)
{
	struct findings findings = {0};

	(void)state;
	assert_null(parse("'phase': [{'name': 'p', 'result': [{'probe': 'nobody'}]}]", &findings));
	expect_finding(&findings, "there is no probe \"nobody\"");
	findings_done(&findings);
}

static void events_happen_in_the_order_of_their_time(void **state)
{
	struct findings findings = {0};
	struct scenario *s =
	    parse("'phase': [{'name': 'p', 'event': ["
	          "{'name': 'c', 'after-ms': 5, 'action': 'link-up', 'on': 'er-1'}, "
	          "{'name': 'a', 'action': 'link-up', 'on': 'er-1'}, "
	          "{'name': 'b', 'action': 'link-up', 'on': 'er-1'}]}]",
	          &findings);

	(void)state;
	assert_non_null(s);
	for (unsigned i = 0; i < 3; i++)
		assert_int_equal(s->phases[0].events[i].name[0], 'a' + i);
	scenario_free(s);
	findings_done(&findings);
}

/* Names */

static void names_that_the_lab_does_not_have_are_refused(void **state)
{
	static const struct {
		const char *event;
		const char *finding;
	} rows[] = {
	    {"'action': 'link-down', 'on': 'er-1/primry'", "did you mean 'er-1/primary'?"},
	    {"'action': 'link-down', 'on': 'gw-a/0'", "there is no circuit, link"},
	    {"'action': 'node-down', 'on': 'gw-x/0'", "there is no speaker"},
	    {"'action': 'peering-disable', 'on': 'gw-a'", "there is no circuit 'gw-a'"},
	    {"'action': 'maintenance-begin', 'on': 'er-1', 'value': 1",
	     "there is no link of a circuit 'er-1'"},
	    {"'action': 'advertise', 'on': 'dc', 'prefix': '1.0.0.0/8'", "router of a site"},
	    {"'action': 'set-weight', 'on': 'gw-a', 'value': 1", "connection of an ExpressRoute"},
	    {"'action': 'set-branch-to-branch', 'on': 'rs', 'enabled': true", "no Route Server"},
	    {"'action': 'set-prepend', 'on': 'dc/ce1', 'circuit': 'er-3', 'value': 1",
	     "router 'dc/ce1' has no link to a circuit 'er-3'"},
	    {"'action': 'link-down', 'on': 'gw-a/a-1', 'detection': 'bfd'",
	     "there is no BFD on 'gw-a/a-1'"},
	    {"'action': 'session-stop', 'on': 'dc/ce1', 'peer': 'er-9'", "'er-9' in lab"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct text text = {0};

		text_addf(&text, "'phase': [{'name': 'p', 'event': [{'name': 'e', %s}]}]",
		          rows[i].event);
		struct play p = play(text_str(&text));

		assert_null(p.report);
		expect_finding(&p.findings, rows[i].finding);
		play_done(&p);
		text_done(&text);
	}
}

static void a_probe_without_ends_is_refused(void **state)
{
	struct play p = play("'probe': [{'name': 'p', 'from': 'vnet-q', 'to': 'dc'}], "
	                     "'phase': [{'name': 'p'}]");

	(void)state;
	assert_null(p.report);
	expect_finding(&p.findings, "vnet-q");
	play_done(&p);
}

/* Time */

/* bfd: three packets at 300 ms each are lost. */
static void bfd_finds_a_black_hole_in_three_intervals(void **state)
{
	struct play p =
	    play(A_TO_DC "{'name': 'now', 'duration-ms': 20000, 'event': [{'name': 'e', "
	                 "'action': 'link-down', 'on': 'er-1', 'detection': 'bfd'}]}]");
	const struct scenario_entry *entries;
	unsigned noticed = 0;

	(void)state;
	assert_int_equal(watch(&p, 1, 0)->view.state, PROBE_LOST);
	entries = p.report->phases[1].entries;
	for (size_t i = 0; i < p.report->phases[1].entry_count; i++) {
		if (entries[i].kind != SCENARIO_ENTRY_NOTICED)
			continue;
		noticed++;
		assert_int_equal(entries[i].time_us, p.report->phases[1].start_us + 900000);
	}
	assert_int_equal(noticed, 2); /* primary and secondary, IPv4 alone */
	play_done(&p);
}

/* bfd: for IPv4 sessions only, so the other family's session still stands. */
static void an_ipv6_session_outlives_the_black_hole(void **state)
{
	struct play p =
	    play(A_TO_DC "{'name': 'now', 'duration-ms': 20000, 'event': [{'name': 'e', 'action': "
	                 "'link-down', 'on': 'er-1/primary', 'detection': 'bfd'}], 'session': ["
	                 "{'name': 's', 'node': 'dc/ce1', 'peer': 'er-1/primary'}]}]");
	const struct expect_result *result;

	(void)state;
	assert_non_null(p.report);
	result = &p.report->phases[1].expect->results[0];
	assert_false(result->passed); /* one of the two sessions is down, and only one is named */
	assert_null(strchr(result->message, ';'));
	play_done(&p);
}

static void a_hold_timer_finds_it_within_180_seconds(void **state)
{
	struct play p = play(A_TO_DC "{'name': 'now', 'event': [{'name': 'e', 'action': "
	                             "'link-down', 'on': 'er-1/primary', "
	                             "'detection': 'hold-timer'}]}]");
	const struct scenario_watch *seen = watch(&p, 1, 0);

	(void)state;
	assert_int_equal(seen->view.state, PROBE_REACHABLE);
	assert_true(seen->partly_us + seen->outage_us > 110 * US_PER_S);
	assert_true(seen->partly_us + seen->outage_us <= 181 * US_PER_S);
	play_done(&p);
}

static void a_phase_of_given_length_ends_exactly_then(void **state)
{
	struct play p = play(A_TO_B "{'name': 'now', 'duration-ms': 12345}]");

	(void)state;
	assert_non_null(p.report);
	assert_int_equal(p.report->phases[1].end_us - p.report->phases[1].start_us, 12345000);
	play_done(&p);
}

/* gateway-convergence: a minute, if the scenario wants it. */
static void a_pessimistic_gateway_takes_a_minute(void **state)
{
	static const char members[] = A_TO_B
	    "{'name': 'now', 'event': [{'name': 'e', 'action': 'session-stop', 'on': 'gw-b', "
	    "'peer': 'er-1'}]}, {'name': 'again', 'event': [{'name': 'f', 'action': "
	    "'session-start', 'on': 'gw-b', 'peer': 'er-1'}]}]";
	struct text slow = {0};
	struct play p = play(members);

	(void)state;
	assert_true(watch(&p, 2, 0)->outage_us < 40 * US_PER_S);
	play_done(&p);
	text_addf(&slow, "'gateway-convergence': 'pessimistic', %s", members);
	p = play(text_str(&slow));
	assert_true(watch(&p, 2, 0)->outage_us > 60 * US_PER_S);
	assert_int_equal(watch(&p, 2, 0)->view.state, PROBE_REACHABLE);
	play_done(&p);
	text_done(&slow);
}

/* gateway-convergence: nor is a dead link between them seen any sooner. */
static void a_pessimistic_gateway_sees_a_dead_link_late(void **state)
{
	struct play p =
	    play("'gateway-convergence': 'pessimistic', " A_TO_B
	         "{'name': 'now', 'duration-ms': 70000, 'event': [{'name': 'e', 'action': "
	         "'link-down', 'on': 'gw-b/b-1'}]}]");
	const struct scenario_phase_report *phase;
	unsigned noticed = 0;

	(void)state;
	assert_int_equal(watch(&p, 1, 0)->view.state, PROBE_LOST);
	phase = &p.report->phases[1];
	for (size_t i = 0; i < phase->entry_count; i++) {
		if (phase->entries[i].kind != SCENARIO_ENTRY_NOTICED)
			continue;
		noticed++;
		assert_int_equal(phase->entries[i].time_us, phase->start_us + 60 * US_PER_S);
	}
	assert_int_equal(noticed, 4); /* two instances, two MSEEs */
	play_done(&p);
}

/* One direction first: the way back needs the gateway that no longer takes the routes. */
static void one_way_loss_is_told_apart(void **state)
{
	struct play p =
	    play(A_TO_B "{'name': 'now', 'duration-ms': 5000, 'event': [{'name': 'e', 'action': "
	                "'set-allow-remote-vnet-traffic', 'on': 'gw-b', 'enabled': false}]}]");
	const struct scenario_watch *seen = watch(&p, 1, 0);

	(void)state;
	assert_int_equal(seen->view.state, PROBE_ONE_WAY);
	assert_true(seen->view.back_lost);
	assert_false(seen->view.there_lost);
	assert_true(seen->one_way_us > 4900000 && seen->one_way_us == seen->outage_us);
	play_done(&p);
}

static void equal_seeds_give_equal_timelines(void **state)
{
	static const char members[] = A_TO_B
	    "{'name': 'now', 'event': [{'name': 'e', 'after-ms': 100000, 'action': 'link-down', "
	    "'on': 'er-1/primary', 'detection': 'hold-timer'}]}]";
	struct play a = play_in(azure_lab(), members, 7);
	struct play b = play_in(azure_lab(), members, 7);
	struct play c = play_in(azure_lab(), members, 8);

	(void)state;
	assert_int_equal(watch(&a, 1, 0)->partly_us, watch(&b, 1, 0)->partly_us);
	assert_int_equal(a.report->phases[1].entry_count, b.report->phases[1].entry_count);
	for (size_t i = 0; i < a.report->phases[1].entry_count; i++) {
		assert_int_equal(a.report->phases[1].entries[i].time_us,
		                 b.report->phases[1].entries[i].time_us);
		assert_string_equal(a.report->phases[1].entries[i].text,
		                    b.report->phases[1].entries[i].text);
	}
	assert_int_not_equal(a.report->phases[1].end_us, c.report->phases[1].end_us);
	play_done(&a);
	play_done(&b);
	play_done(&c);
}

/* Sums */

static void wrong_expectations_fail(void **state)
{
	static const char *const results[] = {
	    "'state': 'lost'",     "'ways': 3",           "'uses': ['er-3']",
	    "'avoids': ['er-1']",  "'asymmetric': false", "'outage-min-ms': 1",
	    "'one-way-min-ms': 1",
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(results); i++) {
		struct text text = {0};

		text_addf(&text, A_TO_B "{'name': 'now', 'result': [{'probe': 'p', %s}]}]",
		          results[i]);
		struct play p = play(text_str(&text));

		assert_non_null(p.report);
		if (p.report->count != 1 || p.report->failed != 1)
			fail_msg("%s holds", results[i]);
		play_done(&p);
		text_done(&text);
	}
}

static void an_outage_that_is_too_long_fails(void **state)
{
	struct play p = play(A_TO_B "{'name': 'now', 'duration-ms': 100, 'event': [{'name': 'e', "
	                            "'action': 'link-down', 'on': 'gw-b/b-1'}], 'result': ["
	                            "{'probe': 'p', 'state': 'lost', 'outage-max-ms': 99}]}]");

	(void)state;
	assert_int_equal(watch(&p, 1, 0)->outage_us, 100000);
	assert_int_equal(p.report->failed, 1);
	assert_string_equal(p.report->phases[1].expect->results[0].message,
	                    "cut off for 100.0 ms, not for at most 99.0 ms");
	play_done(&p);
}

static const struct scenario_change *change_of(const struct play *p, uint32_t phase,
                                               const char *node)
{
	const struct scenario_phase_report *report = &p->report->phases[phase];

	for (uint32_t i = 0; i < report->change_count; i++) {
		if (strcmp(report->changes[i].node, node) == 0)
			return &report->changes[i];
	}
	fail_msg("nothing changed at %s", node);
	return NULL;
}

static void nodes_learn_lose_and_move_routes(void **state)
{
	struct play p =
	    play(A_TO_B "{'name': 'more', 'event': [{'name': 'e', 'action': 'advertise', 'on': "
	                "'dc/ce1', 'prefix': '192.168.64.0/24', 'count': 5}]}, "
	                "{'name': 'less', 'event': [{'name': 'e', 'action': 'withdraw', 'on': "
	                "'dc/ce1', 'prefix': '192.168.65.0/24', 'count': 2}]}, "
	                "{'name': 'moved', 'event': [{'name': 'e', 'action': 'maintenance-begin', "
	                "'on': 'er-1/primary', 'value': 2}]}]");

	(void)state;
	watch(&p, 3, 0);
	assert_int_equal(change_of(&p, 1, "gw-b/0")->learned, 5);
	assert_int_equal(change_of(&p, 2, "gw-b/0")->lost, 2);
	assert_int_equal(change_of(&p, 2, "gw-b/0")->learned, 0);
	assert_true(change_of(&p, 3, "gw-b/0")->moved > 0);
	assert_int_equal(change_of(&p, 3, "gw-b/0")->lost, 0);
	play_done(&p);
}

/* Speakers that are not there at the start, and come. */
static void an_absent_speaker_comes_later(void **state)
{
	struct play p =
	    play("'absent': ['gw-b'], " A_TO_B "{'name': 'now', 'event': [{'name': 'e', "
	         "'action': 'node-up', 'on': 'gw-b'}]}]");

	(void)state;
	assert_int_equal(watch(&p, 0, 0)->view.state, PROBE_LOST);
	assert_int_equal(watch(&p, 1, 0)->view.state, PROBE_REACHABLE);
	play_done(&p);
}

/* prefix-limit-customer, prefix-limit-retry: the session ends, and comes back alone. */
static void one_ipv6_prefix_too_many_ends_the_ipv6_session(void **state)
{
	struct lab *lab = azure_lab_with(
	    "'med': 50,      'advertise': ['192.168.0.0/24', 'fd00:dc::/48']", "'med': 50");
	struct play p =
	    play_in(lab,
	            A_TO_DC "{'name': '100', 'event': [{'name': 'e', 'action': 'advertise', 'on': "
	                    "'dc/ce1', 'prefix': 'fd01::/64', 'count': 99}]}, "
	                    "{'name': '101', 'event': [{'name': 'e', 'action': 'advertise', 'on': "
	                    "'dc/ce1', 'prefix': 'fd02::/64'}]}, "
	                    "{'name': 'again', 'event': [{'name': 'e', 'action': 'withdraw', 'on': "
	                    "'dc/ce1', 'prefix': 'fd02::/64'}]}]",
	            1);

	(void)state;
	assert_int_equal(watch(&p, 1, 1)->view.state, PROBE_REACHABLE);
	assert_int_not_equal(watch(&p, 2, 1)->view.state, PROBE_REACHABLE);
	assert_int_equal(watch(&p, 2, 0)->view.state, PROBE_REACHABLE);
	assert_int_equal(watch(&p, 3, 1)->view.state, PROBE_REACHABLE);
	play_done(&p);
}

/* msee-maintenance: both sides see the prepends, and traffic drains to the other MSEE. */
static void a_drained_msee_carries_nothing(void **state)
{
	struct play p =
	    play(A_TO_DC "{'name': 'now', 'event': [{'name': 'e', 'action': 'maintenance-begin', "
	                 "'on': 'er-1/primary', 'value': 3}], 'result': [{'probe': 'p4', "
	                 "'uses': ['er-1/secondary'], 'avoids': ['er-1/primary'], "
	                 "'outage-max-ms': 0}]}, {'name': 'over', 'event': [{'name': 'f', "
	                 "'action': 'maintenance-end', 'on': 'er-1/primary'}], 'result': ["
	                 "{'probe': 'p4', 'avoids': ['er-1/secondary']}]}]");

	(void)state;
	assert_non_null(p.report);
	assert_int_equal(p.report->count, 2);
	assert_int_equal(p.report->failed, 0);
	play_done(&p);
}

/* peering-disabled: nothing passes, and all sessions of the pair are gone. */
static void a_disabled_peering_ends_all_sessions(void **state)
{
	struct play p =
	    play(A_TO_B "{'name': 'now', 'event': [{'name': 'e', 'action': 'peering-disable', "
	                "'on': 'er-1'}], 'session': [{'name': 'g', 'node': 'er-1', 'peer': 'gw-b', "
	                "'established': false}, {'name': 'c', 'node': 'er-1', 'peer': 'dc', "
	                "'established': false}]}]");

	(void)state;
	assert_int_not_equal(watch(&p, 1, 0)->view.state, PROBE_REACHABLE);
	assert_int_equal(p.report->failed, 0);
	play_done(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(wrong_members_of_events_are_refused),
	    cmocka_unit_test(an_event_behind_its_phase_is_refused),
	    cmocka_unit_test(a_result_of_no_probe_is_refused),
	    cmocka_unit_test(events_happen_in_the_order_of_their_time),
	    cmocka_unit_test(names_that_the_lab_does_not_have_are_refused),
	    cmocka_unit_test(a_probe_without_ends_is_refused),
	    cmocka_unit_test(bfd_finds_a_black_hole_in_three_intervals),
	    cmocka_unit_test(an_ipv6_session_outlives_the_black_hole),
	    cmocka_unit_test(a_hold_timer_finds_it_within_180_seconds),
	    cmocka_unit_test(a_phase_of_given_length_ends_exactly_then),
	    cmocka_unit_test(a_pessimistic_gateway_takes_a_minute),
	    cmocka_unit_test(a_pessimistic_gateway_sees_a_dead_link_late),
	    cmocka_unit_test(one_way_loss_is_told_apart),
	    cmocka_unit_test(equal_seeds_give_equal_timelines),
	    cmocka_unit_test(wrong_expectations_fail),
	    cmocka_unit_test(an_outage_that_is_too_long_fails),
	    cmocka_unit_test(nodes_learn_lose_and_move_routes),
	    cmocka_unit_test(an_absent_speaker_comes_later),
	    cmocka_unit_test(a_drained_msee_carries_nothing),
	    cmocka_unit_test(a_disabled_peering_ends_all_sessions),
	    cmocka_unit_test(one_ipv6_prefix_too_many_ends_the_ipv6_session),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
