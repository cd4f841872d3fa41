/* Who reaches whom: direction by direction the same as the counts of all pairs, group by group. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/check.h"
#include "query/reach/reach_ask.h"
#include "tests/lib/azure_lab.h"
#include "tests/lib/simulated.h"

static struct reach_answer *ask(struct simulated *s, const struct reach_question *question)
{
	struct findings findings = {0};
	struct reach_answer *answer = reach_ask(s->fabric, question, &findings);

	if (answer == NULL)
		fail_msg("%s", findings.items[0].text);
	findings_done(&findings);
	return answer;
}

/* Directions that are answered so: "closed", and so on. */
static uint64_t count_shown(struct simulated *s, struct reach_question question)
{
	struct reach_answer *answer;
	uint64_t shown = 0;

	question.family = ADDR_IPV4;
	answer = ask(s, &question);
	for (uint32_t i = 0; i < answer->row_count; i++)
		shown += answer->rows[i].pairs;
	assert_int_equal(shown, answer->shown);
	reach_answer_free(answer);
	return shown;
}

static void assert_as_counted(struct simulated *s)
{
	struct reach *all = reach_all_pairs(s->fabric, ADDR_IPV4);

	assert_int_equal(count_shown(s, (struct reach_question){0}), all->pairs);
	assert_int_equal(count_shown(s, (struct reach_question){.closed = true}),
	                 all->states[PATH_UNREACHABLE]);
	assert_int_equal(count_shown(s, (struct reach_question){.one_way = true}),
	                 2 * all->one_way);
	for (enum path_mechanism m = PATH_NONE + 1; m < PATH_MECHANISM_COUNT; m++)
		assert_int_equal(count_shown(s, (struct reach_question){.by = m}),
		                 all->ways[m].pairs);
	reach_free(all);
}

static void directions_are_those_that_are_counted(void **state)
{
	(void)state;
	struct simulated s = simulate(azure_lab());

	assert_as_counted(&s);
	assert_true(count_shown(&s, (struct reach_question){.one_way = true}) > 0);
	assert_true(count_shown(&s, (struct reach_question){.closed = true}) > 0);
	simulated_done(&s);
}

/* A hub with a gateway, and spokes that use it. */
static struct simulated simulate_spokes(unsigned count)
{
	struct text text = {0};

	text_add(&text,
	         "{'hairpin-lab:lab': {'name': 'many', 'virtual-network': ["
	         " {'name': 'hub', 'region': 'West Europe', 'address-space': ['10.0.0.0/16'],"
	         "  'subnet': [{'name': 'GatewaySubnet', 'address-prefix': ['10.0.255.0/27']}],"
	         "  'virtual-network-gateway': {'name': 'gw', 'sku': 'ErGw1AZ',"
	         "   'connection': [{'name': 'c', 'express-route-circuit': 'er'}]},"
	         "  'virtual-network-peering': [");
	for (unsigned i = 0; i < count; i++)
		text_addf(&text,
		          "%s{'name': 'p%u', 'remote-virtual-network': 's%u',"
		          " 'allow-gateway-transit': true}",
		          i == 0 ? "" : ",", i, i);
	text_add(&text, "]}");
	for (unsigned i = 0; i < count; i++)
		text_addf(&text,
		          ", {'name': 's%u', 'region': 'West Europe', 'address-space':"
		          " ['10.%u.0.0/16'], 'virtual-network-peering': [{'name': 'p',"
		          " 'remote-virtual-network': 'hub', 'use-remote-gateways': true}]}",
		          i, i + 1);
	text_add(&text,
	         "], 'express-route-circuit': [{'name': 'er', 'sku-tier': 'Standard',"
	         "  'bandwidth-mbps': 200, 'peering-location': 'Amsterdam',"
	         "  'azure-private-peering': {'peer-asn': 65020,"
	         "  'primary-peer-address-prefix': '172.16.0.0/30',"
	         "  'secondary-peer-address-prefix': '172.16.0.4/30'}}],"
	         " 'site': [{'name': 'dc', 'router': [{'name': 'ce', 'asn': 65020, 'advertise':"
	         "  ['192.168.0.0/16'], 'circuit-link': [{'express-route-circuit': 'er',"
	         "  'link': 'primary'}]}]}]}}");
	struct simulated s = simulate_text(text_str(&text));
	text_done(&text);
	return s;
}

static void many_equal_ends_are_one_group(void **state)
{
	(void)state;
	struct simulated s = simulate_spokes(40);
	struct reach_question question = {.family = ADDR_IPV4};
	struct reach_answer *answer = ask(&s, &question);

	assert_true(answer->grouped);
	assert_int_equal(answer->group_count, 3);
	assert_string_equal(answer->groups[0].name, "hub");
	assert_string_equal(answer->groups[1].name, "40 spokes of hub as s0");
	assert_int_equal(answer->groups[1].count, 40);
	assert_string_equal(answer->groups[2].name, "dc");
	/* 3 groups among each other, and the spokes among themselves. */
	assert_int_equal(answer->row_count, 7);
	assert_int_equal(answer->directions, 42 * 41);
	reach_answer_free(answer);
	assert_as_counted(&s);
	simulated_done(&s);
}

static void few_ends_stand_alone(void **state)
{
	(void)state;
	struct simulated s = simulate_spokes(3);
	struct reach_question question = {.family = ADDR_IPV4};
	struct reach_answer *answer = ask(&s, &question);

	assert_false(answer->grouped);
	assert_int_equal(answer->group_count, 5);
	assert_int_equal(answer->row_count, 20);
	reach_answer_free(answer);
	assert_as_counted(&s);
	simulated_done(&s);
}

static void ends_may_be_named_in_all_ways(void **state)
{
	(void)state;
	static const char *const from[] = {"spoke-*", "192.168.0.9", "vnet-a"};
	static const char *const to[] = {"internet", "10.1.0.0/16", "dc"};
	struct simulated s = simulate(azure_lab());
	struct reach_question question = {.from = from,
	                                  .from_count = COUNT_OF(from),
	                                  .to = to,
	                                  .to_count = COUNT_OF(to),
	                                  .family = ADDR_IPV4};
	struct reach_answer *answer = ask(&s, &question);
	uint32_t starts = 0;

	for (uint32_t i = 0; i < answer->group_count; i++) {
		const struct reach_group *group = &answer->groups[i];

		starts += group->from;
		assert_int_equal(group->count, 1);
		if (strcmp(group->name, "internet") == 0)
			assert_true(group->to && !group->from);
	}
	assert_true(starts > 3);
	assert_int_equal(answer->directions, starts * 3);
	reach_answer_free(answer);
	simulated_done(&s);
}

static void wrong_ends_are_findings(void **state)
{
	static const struct {
		const char *from;
		const char *to;
		const char *said;
	} rows[] = {
	    {"vnet-bb", "dc", "did you mean 'vnet-b'?"},
	    {"vnet-9*", "dc", "nothing matches as virtual network or site 'vnet-9*'"},
	    {"internet", "dc", "no packets begin there"},
	    {"vnet-b", "fd00::1", "'fd00::1' has no IPv4 address"},
	};
	(void)state;
	struct simulated s = simulate(azure_lab());

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct findings findings = {0};
		struct reach_question question = {.from = &rows[i].from,
		                                  .from_count = 1,
		                                  .to = &rows[i].to,
		                                  .to_count = 1,
		                                  .family = ADDR_IPV4};

		assert_null(reach_ask(s.fabric, &question, &findings));
		if (strstr(findings.items[0].text, rows[i].said) == NULL)
			fail_msg("'%s' does not say '%s'", findings.items[0].text, rows[i].said);
		findings_done(&findings);
	}
	simulated_done(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(directions_are_those_that_are_counted),
	    cmocka_unit_test(many_equal_ends_are_one_group),
	    cmocka_unit_test(few_ends_stand_alone),
	    cmocka_unit_test(ends_may_be_named_in_all_ways),
	    cmocka_unit_test(wrong_ends_are_findings),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
