/* Events: whom a name means, what follows, and that nothing which was handed out changes. The lab
 * is drawn in tests/lib/azure_lab.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/instant.h"
#include "tests/lib/azure_lab.h"
#include "topo/event/event_lab.h"
#include "topo/judge/load.h"

struct fixture {
	struct lab *lab;
	struct event_lab *events;
	const struct event_change *changes; /* of the last event */
	size_t count;
};

static struct fixture begin(struct lab *lab, bool slow_gateways)
{
	const struct event_lab_options options = {.slow_gateways = slow_gateways};

	return (struct fixture){.lab = lab, .events = event_lab_new(lab, &options)};
}

static void end(struct fixture *f)
{
	event_lab_free(f->events);
	lab_free(f->lab);
}

static void happen(struct fixture *f, const struct event *event)
{
	struct findings findings = {0};

	if (!event_check(f->events, event, &findings))
		fail_msg("%s", findings.items[0].text);
	f->changes = event_apply(f->events, event, &f->count);
}

static uint32_t node_of(const struct fixture *f, const char *name)
{
	int64_t node = plan_find_node(event_lab_plan(f->events), name);

	assert_true(node >= 0);
	return (uint32_t)node;
}

/* The session of the family between the two. */
static uint32_t session_of(const struct fixture *f, const char *a, const char *b, uint8_t family)
{
	const struct plan *plan = event_lab_plan(f->events);

	for (uint32_t i = 0; i < plan->session_count; i++) {
		const struct plan_end *ends = plan->sessions[i].end;
		const char *first = plan->nodes[ends[0].node].conf.name;
		const char *second = plan->nodes[ends[1].node].conf.name;
		bool same = (strcmp(first, a) == 0 && strcmp(second, b) == 0) ||
		            (strcmp(first, b) == 0 && strcmp(second, a) == 0);

		if (same && ends[0].address.family == family)
			return i;
	}
	fail_msg("%s and %s have no session", a, b);
	return 0;
}

static const struct event_change *change_of(const struct fixture *f, enum event_change_kind kind,
                                            uint32_t session)
{
	for (size_t i = 0; i < f->count; i++) {
		if (f->changes[i].kind == kind && f->changes[i].session == session)
			return &f->changes[i];
	}
	return NULL;
}

static size_t count_of(const struct fixture *f, enum event_change_kind kind)
{
	size_t count = 0;

	for (size_t i = 0; i < f->count; i++)
		count += f->changes[i].kind == kind;
	return count;
}

/* Finding out */

static void ends_find_out_as_their_link_allows(void **state)
{
	enum { BFD_US = 900000, MINUTE_US = 60000000 };
	static const struct {
		enum event_detection detection;
		bool slow;
		int64_t customer_us; /* IPv4 to the customer */
		int64_t customer_ipv6_us;
		int64_t gateway_us;
	} rows[] = {
	    {EVENT_CARRIER, false, 0, 0, 0},
	    {EVENT_CARRIER, true, 0, 0, MINUTE_US},
	    {EVENT_BFD, false, BFD_US, EVENT_UNNOTICED, EVENT_UNNOTICED},
	    {EVENT_BFD, true, BFD_US, EVENT_UNNOTICED, MINUTE_US},
	    {EVENT_HOLD_TIMER, false, EVENT_UNNOTICED, EVENT_UNNOTICED, EVENT_UNNOTICED},
	    {EVENT_HOLD_TIMER, true, EVENT_UNNOTICED, EVENT_UNNOTICED, MINUTE_US},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct fixture f = begin(azure_lab(), rows[i].slow);

		happen(&f, &(struct event){.kind = EVENT_NODE_DOWN,
		                           .on = "er-1/primary",
		                           .detection = rows[i].detection});
		assert_int_equal(rows[i].customer_us,
		                 change_of(&f, EVENT_CHANGE_CUT,
		                           session_of(&f, "er-1/primary", "dc/ce1", ADDR_IPV4))
		                     ->noticed_us);
		assert_int_equal(rows[i].customer_ipv6_us,
		                 change_of(&f, EVENT_CHANGE_CUT,
		                           session_of(&f, "er-1/primary", "dc/ce1", ADDR_IPV6))
		                     ->noticed_us);
		assert_int_equal(rows[i].gateway_us,
		                 change_of(&f, EVENT_CHANGE_CUT,
		                           session_of(&f, "er-1/primary", "gw-a/1", ADDR_IPV4))
		                     ->noticed_us);
		assert_int_equal(1, count_of(&f, EVENT_CHANGE_NODE_STOP));
		assert_int_equal(EVENT_CHANGE_NODE_STOP, f.changes[f.count - 1].kind);
		end(&f);
	}
}

/* Links and speakers */

static void a_circuit_is_all_its_links_and_no_connection(void **state)
{
	struct fixture f = begin(azure_lab(), false);

	(void)state;
	happen(&f, &(struct event){.kind = EVENT_LINK_DOWN, .on = "er-1"});
	assert_int_equal(4, f.count); /* two links, IPv4 and IPv6 */
	for (size_t i = 1; i < f.count; i++)
		assert_true(f.changes[i - 1].session < f.changes[i].session);
	happen(&f, &(struct event){.kind = EVENT_LINK_UP, .on = "er-1/secondary"});
	assert_int_equal(2, count_of(&f, EVENT_CHANGE_MEND));
	happen(&f, &(struct event){.kind = EVENT_LINK_UP, .on = "er-1"});
	assert_int_equal(2, count_of(&f, EVENT_CHANGE_MEND));
	happen(&f, &(struct event){.kind = EVENT_LINK_UP, .on = "er-1"});
	assert_int_equal(0, f.count);
	end(&f);
}

static void a_speaker_brings_back_only_the_links_that_died_with_it(void **state)
{
	struct fixture f = begin(azure_lab(), false);
	uint32_t before = session_of(&f, "er-1/primary", "dc/ce1", ADDR_IPV4);
	uint32_t after = session_of(&f, "er-2/primary", "dc/ce1", ADDR_IPV4);
	uint32_t other = session_of(&f, "er-1/secondary", "dc/ce1", ADDR_IPV4);

	(void)state;
	happen(&f, &(struct event){.kind = EVENT_LINK_DOWN, .on = "er-1/primary"});
	happen(&f, &(struct event){.kind = EVENT_NODE_DOWN, .on = "dc/ce1"});
	/* What is cut already is not cut again. */
	assert_null(change_of(&f, EVENT_CHANGE_CUT, before));
	assert_non_null(change_of(&f, EVENT_CHANGE_CUT, after));
	/* This link is cut for a reason of its own from now on. */
	happen(&f, &(struct event){.kind = EVENT_LINK_DOWN, .on = "er-2/primary"});
	happen(&f, &(struct event){.kind = EVENT_NODE_UP, .on = "dc/ce1"});
	assert_null(change_of(&f, EVENT_CHANGE_MEND, before));
	assert_null(change_of(&f, EVENT_CHANGE_MEND, after));
	assert_non_null(change_of(&f, EVENT_CHANGE_MEND, other));
	assert_int_equal(EVENT_CHANGE_NODE_START, f.changes[f.count - 1].kind);
	assert_int_equal(node_of(&f, "dc/ce1"), f.changes[f.count - 1].node);
	happen(&f, &(struct event){.kind = EVENT_LINK_UP, .on = "er-2/primary"});
	assert_non_null(change_of(&f, EVENT_CHANGE_MEND, after));
	end(&f);
}

/* A link between two dead speakers comes back with the first that died. */
static void a_link_dies_with_one_speaker(void **state)
{
	struct fixture f = begin(azure_lab(), false);
	uint32_t between = session_of(&f, "er-2/primary", "dc/ce1", ADDR_IPV4);

	(void)state;
	happen(&f, &(struct event){.kind = EVENT_NODE_DOWN, .on = "er-2/primary"});
	happen(&f, &(struct event){.kind = EVENT_NODE_DOWN, .on = "dc/ce1"});
	happen(&f, &(struct event){.kind = EVENT_NODE_UP, .on = "dc/ce1"});
	assert_null(change_of(&f, EVENT_CHANGE_MEND, between));
	happen(&f, &(struct event){.kind = EVENT_NODE_UP, .on = "er-2/primary"});
	assert_non_null(change_of(&f, EVENT_CHANGE_MEND, between));
	end(&f);
}

/* Sessions */

static void an_element_is_all_its_speakers(void **state)
{
	struct fixture f = begin(azure_lab(), false);

	(void)state;
	happen(&f, &(struct event){.kind = EVENT_NODE_DOWN, .on = "gw-a"});
	assert_int_equal(2, count_of(&f, EVENT_CHANGE_NODE_STOP));
	happen(&f, &(struct event){.kind = EVENT_NODE_UP, .on = "gw-a/1"});
	assert_int_equal(1, count_of(&f, EVENT_CHANGE_NODE_START));
	end(&f);
}

static void a_session_stops_at_the_end_that_is_named(void **state)
{
	struct fixture f = begin(azure_lab(), false);
	const struct plan *plan = event_lab_plan(f.events);

	(void)state;
	happen(&f,
	       &(struct event){.kind = EVENT_SESSION_STOP, .on = "gw-a/0", .peer = "er-1/primary"});
	assert_int_equal(1, f.count);
	assert_int_equal(EVENT_CHANGE_SESSION_STOP, f.changes[0].kind);
	assert_int_equal(node_of(&f, "gw-a/0"),
	                 plan->sessions[f.changes[0].session].end[f.changes[0].end].node);
	happen(&f, &(struct event){.kind = EVENT_SESSION_START, .on = "gw-a/0", .peer = "er-1"});
	assert_int_equal(2, count_of(&f, EVENT_CHANGE_SESSION_START));
	end(&f);
}

static void a_connection_ends_at_its_gateway(void **state)
{
	struct fixture f = begin(azure_lab(), false);
	const struct plan *plan = event_lab_plan(f.events);

	(void)state;
	happen(&f, &(struct event){.kind = EVENT_CONNECTION_DELETE, .on = "gw-a/a-2"});
	assert_int_equal(4, count_of(&f, EVENT_CHANGE_SESSION_STOP));
	for (size_t i = 0; i < f.count; i++) {
		const struct event_change *change = &f.changes[i];
		const struct plan_node *node =
		    &plan->nodes[plan->sessions[change->session].end[change->end].node];

		assert_string_equal("gw-a", node->element->name);
	}
	end(&f);
}

/* Settings */

static uint8_t prepend_of(const struct plan *plan, uint32_t node)
{
	return plan->nodes[node].conf.peers[0].rib.export.prepend;
}

static uint8_t prepend_towards(const struct plan *plan, uint32_t node, uint32_t peer)
{
	const struct plan_node *at = &plan->nodes[node];

	for (uint32_t i = 0; i < at->conf.peer_count; i++) {
		if (plan_peer_node(plan, node, i) == peer)
			return at->conf.peers[i].rib.export.prepend;
	}
	fail_msg("%s has no session with the other", at->conf.name);
	return 0;
}

static void maintenance_adds_to_what_is_prepended(void **state)
{
	struct fixture f = begin(azure_lab(), false);
	const struct plan *before = event_lab_plan(f.events);
	uint32_t node = node_of(&f, "er-1/primary");
	uint8_t usual = prepend_of(before, node);

	(void)state;
	happen(&f,
	       &(struct event){.kind = EVENT_MAINTENANCE_BEGIN, .on = "er-1/primary", .value = 3});
	assert_int_equal(1, f.count);
	assert_int_equal(EVENT_CHANGE_PLAN, f.changes[0].kind);
	assert_ptr_equal(event_lab_plan(f.events), f.changes[0].plan);
	assert_int_equal(usual + 3, prepend_of(f.changes[0].plan, node));
	assert_int_equal(usual, prepend_of(before, node));
	assert_int_equal(prepend_of(before, node_of(&f, "er-1/secondary")),
	                 prepend_of(f.changes[0].plan, node_of(&f, "er-1/secondary")));
	/* It outlasts another change of settings. */
	happen(&f, &(struct event){.kind = EVENT_SET_WEIGHT, .on = "gw-a/a-1", .value = 7});
	assert_int_equal(usual + 3, prepend_of(event_lab_plan(f.events), node));
	happen(&f, &(struct event){.kind = EVENT_MAINTENANCE_END, .on = "er-1/primary"});
	assert_int_equal(usual, prepend_of(event_lab_plan(f.events), node));
	end(&f);
}

/* Neither in maintenance nor as an engineer sets it, whatever the scenario says. */
static void nothing_is_prepended_more_than_200_times(void **state)
{
	static const struct {
		uint32_t told, prepended;
	} rows[] = {{199, 199}, {200, 200}, {201, 200}, {250, 200}, {UINT32_MAX, 200}};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct fixture f = begin(azure_lab(), false);

		happen(&f, &(struct event){.kind = EVENT_MAINTENANCE_BEGIN,
		                           .on = "er-1/primary",
		                           .value = rows[i].told});
		happen(&f, &(struct event){.kind = EVENT_SET_PREPEND,
		                           .on = "dc/ce1",
		                           .circuit = "er-2/primary",
		                           .value = rows[i].told});
		assert_int_equal(rows[i].prepended,
		                 prepend_of(event_lab_plan(f.events), node_of(&f, "er-1/primary")));
		assert_int_equal(rows[i].prepended,
		                 prepend_towards(event_lab_plan(f.events), node_of(&f, "dc/ce1"),
		                                 node_of(&f, "er-2/primary")));
		end(&f);
	}
}

static void no_lab_and_no_plan_changes_that_was_handed_out(void **state)
{
	struct fixture f = begin(azure_lab(), false);
	const struct lab *labs[3] = {event_lab_seen(f.events)};
	const struct plan *plans[3] = {event_lab_plan(f.events)};
	const struct event events[2] = {
	    {.kind = EVENT_SET_WEIGHT, .on = "gw-a/a-1", .value = 500},
	    {.kind = EVENT_SET_REMOTE_VNET, .on = "gw-b", .enabled = false},
	};

	(void)state;
	assert_ptr_equal(f.lab, labs[0]);
	for (unsigned i = 0; i < 2; i++) {
		happen(&f, &events[i]);
		labs[i + 1] = event_lab_seen(f.events);
		plans[i + 1] = event_lab_plan(f.events);
	}
	for (unsigned i = 0; i < 3; i++) {
		const struct lab_gateway *a = lab_find_vnet(labs[i], "vnet-a")->gateway;
		const struct lab_gateway *b = lab_find_vnet(labs[i], "vnet-b")->gateway;

		/* What was changed before is still so. */
		assert_int_equal(i > 0 ? 500 : 0, a->connections[0].routing_weight);
		assert_true(b->allow_remote_vnet_traffic == (i < 2));
		assert_ptr_equal(labs[i], plans[i]->lab);
	}
	end(&f);
}

/* The event may be gone when the lab is made again. */
static void edits_are_kept(void **state)
{
	struct fixture f = begin(azure_lab(), false);
	char *on = strdup("dc/ce1");
	char *circuit = strdup("er-2/primary");
	const struct lab_router *router;

	(void)state;
	happen(&f, &(struct event){
		       .kind = EVENT_SET_PREPEND, .on = on, .circuit = circuit, .value = 5});
	memset(on, 'x', strlen(on));
	memset(circuit, 'x', strlen(circuit));
	free(on);
	free(circuit);
	happen(&f,
	       &(struct event){.kind = EVENT_SET_READVERTISE, .on = "dc/ce1", .circuit = "er-1"});
	router = &lab_find_site(event_lab_seen(f.events), "dc")->routers[0];
	assert_int_equal(5, router->links[2].prepend);
	assert_int_equal(0, router->links[3].prepend);
	end(&f);
}

/* Who is not there yet */

static struct lab *lab_with_route_server(void)
{
	return azure_lab_with(
	    "'subnet': [{'name': 'GatewaySubnet', 'address-prefix': ['10.4.255.0/27']}],",
	    "'subnet': [{'name': 'GatewaySubnet', 'address-prefix': ['10.4.255.0/27']},"
	    " {'name': 'RouteServerSubnet', 'address-prefix': ['10.4.254.0/27']}],"
	    "'route-server': {'name': 'rs-c'},");
}

static void packets_see_no_route_server_that_is_absent(void **state)
{
	struct fixture f = begin(lab_with_route_server(), false);

	(void)state;
	event_lab_leave_out(f.events, "rs-c");
	assert_true(event_lab_is_absent(f.events, node_of(&f, "rs-c/0")));
	assert_true(event_lab_is_absent(f.events, node_of(&f, "rs-c/1")));
	assert_false(event_lab_is_absent(f.events, node_of(&f, "gw-c/0")));
	assert_null(lab_find_vnet(event_lab_seen(f.events), "vnet-c")->route_server);
	assert_non_null(lab_find_vnet(f.lab, "vnet-c")->route_server);
	/* Nor after a change. */
	happen(&f, &(struct event){.kind = EVENT_SET_WEIGHT, .on = "gw-c/c-2", .value = 9});
	assert_null(lab_find_vnet(event_lab_seen(f.events), "vnet-c")->route_server);
	happen(&f, &(struct event){.kind = EVENT_NODE_UP, .on = "rs-c"});
	assert_false(event_lab_is_absent(f.events, node_of(&f, "rs-c/0")));
	assert_non_null(lab_find_vnet(event_lab_seen(f.events), "vnet-c")->route_server);
	assert_int_equal(9, lab_find_vnet(event_lab_seen(f.events), "vnet-c")
	                        ->gateway->connections[0]
	                        .routing_weight);
	end(&f);
}

/* Both sides go, whichever is named, and come back as they were. */
static void a_peering_goes_and_comes_back(void **state)
{
	static const char *const names[] = {"vnet-a/to-spoke", "vnet-a/spoke-a", "spoke-a/to-hub",
	                                    "spoke-a/vnet-a"};
	struct fixture f = begin(azure_lab(), false);

	(void)state;
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		const struct lab *lab = event_lab_plan(f.events)->lab;

		assert_non_null(lab_serving_vnet(lab_find_vnet(lab, "spoke-a")));
		happen(&f, &(struct event){.kind = EVENT_SET_VNET_PEERING, .on = names[i]});
		lab = event_lab_plan(f.events)->lab;
		assert_null(lab_serving_vnet(lab_find_vnet(lab, "spoke-a")));
		assert_false(
		    lab_vnets_peered(lab_find_vnet(lab, "vnet-a"), lab_find_vnet(lab, "spoke-a")));
		happen(&f, &(struct event){
			       .kind = EVENT_SET_VNET_PEERING, .on = names[i], .enabled = true});
	}
	end(&f);
}

/* Names */

static void what_the_lab_does_not_have_is_a_finding(void **state)
{
	static const struct {
		struct event event;
		const char *words;
	} rows[] = {
	    {{.kind = EVENT_LINK_DOWN, .on = "er-11"}, "did you mean 'er-1'?"},
	    {{.kind = EVENT_NODE_DOWN, .on = "gw-a/2"}, "there is no speaker"},
	    {{.kind = EVENT_MAINTENANCE_END, .on = "er-1"}, "there is no link of a circuit 'er-1'"},
	    {{.kind = EVENT_PEERING_DISABLE, .on = "er-1/primary"}, "there is no circuit"},
	    {{.kind = EVENT_CONNECTION_DELETE, .on = "a-1"}, "there is no connection of a gateway"},
	    {{.kind = EVENT_WITHDRAW, .on = "dc"},
	     "there is no router of a site, or appliance that speaks BGP, 'dc'"},
	    {{.kind = EVENT_SET_WEIGHT, .on = "gw-a/b-1"}, "ExpressRoute gateway"},
	    {{.kind = EVENT_SET_BRANCH_TO_BRANCH, .on = "gw-a"}, "no Route Server 'gw-a'"},
	    {{.kind = EVENT_SET_PROPAGATION, .on = "rt"}, "no route table 'rt'"},
	    {{.kind = EVENT_SET_VNET_PEERING, .on = "vnet-a/to-spok"},
	     "did you mean 'vnet-a/to-spoke'?"},
	    {{.kind = EVENT_ADD_ADDRESS_SPACE, .on = "vnet-e"}, "no virtual network 'vnet-e'"},
	    {{.kind = EVENT_SET_REMOTE_VNET, .on = "vnet-a"}, "no ExpressRoute gateway 'vnet-a'"},
	    {{.kind = EVENT_SESSION_STOP, .on = "gw-a", .peer = "er-3"}, "'er-3'"},
	    {{.kind = EVENT_SET_PREPEND, .on = "dc/ce1", .circuit = "er-3"},
	     "router 'dc/ce1' has no link to a circuit 'er-3'"},
	    {{.kind = EVENT_LINK_DOWN, .on = "gw-a/a-1", .detection = EVENT_BFD},
	     "there is no BFD on 'gw-a/a-1'"},
	};
	struct fixture f = begin(azure_lab(), false);

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct findings findings = {0};

		assert_false(event_check(f.events, &rows[i].event, &findings));
		if (strstr(findings.items[0].text, rows[i].words) == NULL)
			fail_msg("'%s' is not in: %s", rows[i].words, findings.items[0].text);
		findings_done(&findings);
	}
	end(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(ends_find_out_as_their_link_allows),
	    cmocka_unit_test(a_circuit_is_all_its_links_and_no_connection),
	    cmocka_unit_test(a_speaker_brings_back_only_the_links_that_died_with_it),
	    cmocka_unit_test(a_link_dies_with_one_speaker),
	    cmocka_unit_test(an_element_is_all_its_speakers),
	    cmocka_unit_test(a_session_stops_at_the_end_that_is_named),
	    cmocka_unit_test(a_connection_ends_at_its_gateway),
	    cmocka_unit_test(maintenance_adds_to_what_is_prepended),
	    cmocka_unit_test(nothing_is_prepended_more_than_200_times),
	    cmocka_unit_test(no_lab_and_no_plan_changes_that_was_handed_out),
	    cmocka_unit_test(edits_are_kept),
	    cmocka_unit_test(packets_see_no_route_server_that_is_absent),
	    cmocka_unit_test(a_peering_goes_and_comes_back),
	    cmocka_unit_test(what_the_lab_does_not_have_is_a_finding),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
