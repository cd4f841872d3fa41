/* A lab of which something is off from the start: it is as if that had failed, in the simulator and
 * live, until an event turns it on. The lab is drawn in tests/lib/azure_lab.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "azure/azure.h"
#include "base/check.h"
#include "base/text.h"
#include "live/live.h"
#include "sim/change.h"
#include "sim/sim.h"
#include "study/outage.h"
#include "tests/lib/simulated.h"
#include "topo/event/event_word.h"
#include "topo/judge/load.h"

/* clang-format off */
static const char lab_text[] =
"{'hairpin-lab:lab': {'name': 'down', 'down': ['%s'], 'virtual-network': ["
" {'name': 'hub', 'region': 'West Europe', 'address-space': ['10.1.0.0/16'],"
"  'subnet': [{'name': 'GatewaySubnet', 'address-prefix': ['10.1.255.0/26']}, {'name': 'nva', 'address-prefix': ['10.1.0.0/24']},"
"   {'name': 'RouteServerSubnet', 'address-prefix': ['10.1.254.0/26']}],"
"  'virtual-network-gateway': {'name': 'gw', 'sku': 'ErGw1AZ', 'connection': [{'name': 'c', 'express-route-circuit': 'er'}]},"
"  'vpn-gateway': {'name': 'vpn', 'sku': 'VpnGw1AZ', 'active-active': true, 'connection': ["
"   {'name': 't', 'local-network-gateway': 'lng', 'enable-bgp': true}]},"
"  'route-server': {'name': 'rs', 'branch-to-branch': true},"
"  'network-virtual-appliance': [{'name': 'fw', 'ip-address': '10.1.0.4', 'asn': 65010, 'advertise': ['10.9.0.0/16'], 'route-server': 'rs'}]}],"
" 'local-network-gateway': [{'name': 'lng', 'asn': 65030, 'bgp-peering-address': '192.168.9.1', 'site': 'hq', 'router': 'r2'}],"
" 'express-route-circuit': [{'name': 'er', 'sku-tier': 'Standard', 'bandwidth-mbps': 200,"
"  'peering-location': 'Amsterdam', 'azure-private-peering': {'peer-asn': 65020,"
"  'primary-peer-address-prefix': '172.16.0.0/30', 'secondary-peer-address-prefix': '172.16.0.4/30'}}],"
" 'site': [{'name': 'hq', 'router': ["
"  {'name': 'r1', 'asn': 65020, 'advertise': ['192.168.0.0/16'], 'circuit-link': ["
"   {'express-route-circuit': 'er', 'link': 'primary'}, {'express-route-circuit': 'er', 'link': 'secondary'}]},"
"  {'name': 'r2', 'asn': 65030, 'advertise': ['192.168.9.0/24']}]}]}}";
/* clang-format on */

static const char *const words[] = {
    "er/primary",
    "er",
    "gw/0",
    "gw",
    "gw/c",
    "vpn/t",
    "vpn/t/1",
    "hq/r1",
    "peering-disable:er",
    "vpn/0",
    "hub/fw",
    "connection-delete:gw/c",
    "node-down:er/secondary",
    "session-stop:hub/fw:rs/0",
};

static struct lab *lab_with(const char *word, struct findings *findings)
{
	struct text text = {0};
	struct lab *lab;

	text_addf(&text, lab_text, word);
	for (char *at = text.at; *at != '\0'; at++)
		*at = *at == '\'' ? '"' : *at;
	lab = azure_parse("lab.json", text.at, text.size, findings);
	text_done(&text);
	return lab;
}

static struct lab *good_lab(const char *word)
{
	struct findings findings = {0};
	struct lab *lab = lab_with(word, &findings);

	if (lab == NULL)
		fail_msg("%s: %s", word, findings.items[0].text);
	assert_non_null(strstr(findings.items[0].text, "off in this lab"));
	findings_done(&findings);
	return lab;
}

static struct snapshot *rest(struct sim *sim)
{
	assert_true(sim_run(sim, instant_after(sim_now(sim), 3600 * US_PER_S)));
	return sim_snapshot(sim);
}

/* In what state a session is that is not up is no matter. */
static void assert_same(const char *word, const struct snapshot *left, const struct snapshot *right)
{
	struct text text = {0};
	char *line = NULL;
	char *rest = NULL;

	if (snapshot_diff(left, right, &text) == 0)
		return;
	for (line = strtok_r(text.at, "\n", &rest); line != NULL;
	     line = strtok_r(NULL, "\n", &rest))
		if (strstr(line, "session with") == NULL || strstr(line, "Established") != NULL)
			fail_msg("%s: %s", word, line);
	text_done(&text);
}

static void what_is_off_is_as_if_it_had_failed(void **state)
{
	struct lab *whole = good_lab("er/primary");

	(void)state;
	whole->down_count = 0;
	for (size_t i = 0; i < COUNT_OF(words); i++) {
		struct findings findings = {0};
		struct lab *lab = good_lab(words[i]);
		struct plan *plan = plan_compile(lab);
		struct sim *sim = sim_new(plan, &(struct sim_options){0});
		struct study_end failed = {0};
		struct snapshot *off;

		sim_start(sim);
		off = rest(sim);
		assert_int_equal(outage_run(whole, &words[i], 1, (struct instant){3600 * US_PER_S},
		                            &failed, &findings),
		                 OUTAGE_GOOD);
		assert_same(words[i], failed.snapshot, off);
		findings_done(&findings);
		snapshot_free(failed.snapshot);
		event_lab_free(failed.events);
		snapshot_free(off);
		sim_free(sim);
		plan_free(plan);
		lab_free(lab);
	}
	lab_free(whole);
}

static void live_it_is_off_too(void **state)
{
	const struct live_options options = {
	    .until_converged = true, .stop_after_us = 600 * US_PER_S, .quiet = true};

	(void)state;
	for (size_t i = 1; i < COUNT_OF(words); i += 4) { /* each takes a second */
		struct findings findings = {0};
		struct lab *lab = good_lab(words[i]);
		struct plan *plan = plan_compile(lab);
		struct sim *sim = sim_new(plan, &(struct sim_options){.seed = 1});
		struct snapshot *live;
		struct snapshot *off;

		sim_start(sim);
		off = rest(sim);
		assert_int_equal(live_run(plan, &options, &findings, &live), LIVE_CONVERGED);
		assert_same(words[i], off, live);
		findings_done(&findings);
		snapshot_free(live);
		snapshot_free(off);
		sim_free(sim);
		plan_free(plan);
		lab_free(lab);
	}
}

/* In the end all is as in the lab of which nothing was off. */
static void events_turn_it_on(void **state)
{
	static const struct {
		const char *word;
		struct event event;
	} cases[] = {
	    {"er/primary", {.kind = EVENT_LINK_UP, .on = "er/primary"}},
	    {"gw", {.kind = EVENT_NODE_UP, .on = "gw"}},
	    {"vpn/t/1", {.kind = EVENT_LINK_UP, .on = "vpn/t/1"}},
	    {"peering-disable:er", {.kind = EVENT_PEERING_ENABLE, .on = "er"}},
	    {"connection-delete:gw/c", {.kind = EVENT_CONNECTION_CREATE, .on = "gw/c"}},
	    {"session-stop:hub/fw:rs/0",
	     {.kind = EVENT_SESSION_START, .on = "hub/fw", .peer = "rs/0"}},
	};
	const struct event_lab_options options = {0};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct lab *lab = good_lab(cases[i].word);
		struct event_lab *events = event_lab_new(lab, &options);
		struct sim *sim = sim_new(event_lab_plan(events), &(struct sim_options){0});
		struct snapshot *off;
		struct snapshot *on;
		struct simulated whole = {0};
		const struct event_change *changes;
		size_t count;

		sim_start(sim);
		off = rest(sim);
		changes = event_apply(events, &cases[i].event, &count);
		assert_true(count > 0);
		for (size_t c = 0; c < count; c++)
			sim_carry_out(sim, &changes[c]);
		on = rest(sim);
		snapshot_free(off);
		lab->down_count = 0;
		whole = simulate(lab); /* takes the lab over */
		assert_same(cases[i].word, whole.snapshot, on);
		snapshot_free(on);
		sim_free(sim);
		event_lab_free(events);
		simulated_done(&whole);
	}
}

static void what_is_not_there_cannot_be_off(void **state)
{
	static const struct {
		const char *word;
		const char *said;
	} cases[] = {
	    {"er/tertiary", "there is no link, connection, tunnel, peering or speaker"},
	    {"link-down:gw", "there is no circuit, link of a circuit"},
	    {"peering-disable:gw", "there is no circuit 'gw'"},
	    {"session-stop:hub/fw", "names no peer"},
	    {"session-stop:hub/fw:gw/0", "'hub/fw' has no session with 'gw/0'"},
	    {"session-stop:hub/fw:nobody", "'nobody'"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct findings findings = {0};

		assert_null(lab_with(cases[i].word, &findings));
		assert_int_equal(findings_errors(&findings), 1);
		if (strstr(findings.items[0].text, cases[i].said) == NULL)
			fail_msg("%s: %s", cases[i].word, findings.items[0].text);
		assert_int_equal(findings.items[0].place.line, 1);
		findings_done(&findings);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_is_off_is_as_if_it_had_failed),
	    cmocka_unit_test(live_it_is_off_too),
	    cmocka_unit_test(events_turn_it_on),
	    cmocka_unit_test(what_is_not_there_cannot_be_off),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
