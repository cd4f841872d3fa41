/*
 * Headroom, on labs that the simulator has run. Every row names the rule of data/rules.json that it
 * is about; the lab is drawn in tests/lib/azure_lab.h.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "azure/azure.h"
#include "base/check.h"
#include "base/text.h"
#include "query/limits/limits.h"
#include "tests/lib/azure_lab.h"
#include "tests/lib/simulated.h"
#include "tests/lib/snapshots.h"

/* The lab with these limits overridden. */
#define WITH(limits)                            \
	azure_lab_with("'name': 'everything',", \
	               "'name': 'everything', 'override': {'limit': [" limits "]},")

static struct limits *take(const struct simulated *s)
{
	return limits_take(azure_kinds, s->snapshot, s->lab);
}

static const struct limit_use *find(const struct limits *limits, enum limit_kind kind,
                                    const char *element, uint8_t family)
{
	for (uint32_t i = 0; i < limits->count; i++) {
		const struct limit_use *use = &limits->items[i];

		if (use->kind == kind && use->family == family &&
		    strcmp(use->element, element) == 0)
			return use;
	}
	return NULL;
}

static const struct limit_use *use_of(const struct limits *limits, enum limit_kind kind,
                                      const char *element, uint8_t family)
{
	const struct limit_use *use = find(limits, kind, element, family);

	if (use == NULL)
		fail_msg("nothing is said about %s of %s", limit_trait(kind)->name, element);
	return use;
}

/* clang-format off */
static const struct row {
	const char *rule;
	enum limit_kind kind;
	const char *element;
	uint8_t family;
	uint32_t used;
	uint32_t limit;
	const char *limit_id;
} rows[] = {
	{"prefix-limit-customer",  LIMIT_CUSTOMER_PREFIXES, "dc/ce1 to er-1/primary",   ADDR_IPV4, 2, 4000,  "customer-to-msee-ipv4-standard"},
	{"prefix-limit-customer",  LIMIT_CUSTOMER_PREFIXES, "dc/ce1 to er-1/secondary", ADDR_IPV4, 1, 4000,  "customer-to-msee-ipv4-standard"},
	{"prefix-limit-customer",  LIMIT_CUSTOMER_PREFIXES, "dc/ce1 to er-1/primary",   ADDR_IPV6, 1, 100,   "customer-to-msee-ipv6"},
	/* What the router passes on counts too: five prefixes of er-1. */
	{"prefix-limit-customer",  LIMIT_CUSTOMER_PREFIXES, "dc/ce1 to er-2/primary",   ADDR_IPV4, 7, 10000, "customer-to-msee-ipv4-premium"},
	{"prefix-limit-gateway",   LIMIT_GATEWAY_PREFIXES,  "gw-a to er-1",             ADDR_IPV4, 3, 1000,  "gateway-to-circuit-ipv4"},
	{"prefix-limit-gateway",   LIMIT_GATEWAY_PREFIXES,  "gw-a to er-2",             ADDR_IPV6, 1, 100,   "gateway-to-circuit-ipv6"},
	{"prefix-limit-gateway",   LIMIT_GATEWAY_PREFIXES,  "gw-b to er-1",             ADDR_IPV4, 1, 1000,  "gateway-to-circuit-ipv4"},
	/* Refused prefixes are not learned: gw-d has those of on-premises alone. */
	{"gateway-routes-learned", LIMIT_ROUTES_LEARNED,    "gw-d",                     ADDR_NONE, 2, 4000,  NULL},
	{"gateway-routes-learned", LIMIT_ROUTES_LEARNED,    "gw-b",                     ADDR_NONE, 6, 4000,  NULL},
	{"circuit-links",          LIMIT_CIRCUIT_LINKS,     "er-1",                     ADDR_NONE, 3, 10,    NULL},
	{"circuit-links",          LIMIT_CIRCUIT_LINKS,     "er-2",                     ADDR_NONE, 2, 40,    NULL},
	{"gateway-circuits",       LIMIT_GATEWAY_CIRCUITS,  "gw-a",                     ADDR_NONE, 2, 16,    NULL},
	{"gateway-circuits",       LIMIT_GATEWAY_CIRCUITS,  "gw-idle",                  ADDR_NONE, 0, 4,     NULL},
	{"gateway-circuits",       LIMIT_SAME_LOCATION,     "gw-a at Amsterdam",        ADDR_NONE, 2, 4,     "circuits-per-gateway-same-location"},
	{"peering-limit",          LIMIT_PEERINGS,          "vnet-a",                   ADDR_NONE, 2, 500,   "vnet-peerings"},
	{"peering-limit",          LIMIT_PEERINGS,          "spoke-x",                  ADDR_NONE, 1, 500,   "vnet-peerings"},
	/* Two prefixes of on-premises, three and one of gateways each, and their IPv6. */
	{NULL,                     LIMIT_CIRCUIT_ROUTES,    "er-1",                     ADDR_NONE, 9, 11000, "circuit-routes-guidance"},
};
/* clang-format on */

static void what_is_used_is_counted_for_each_element(void **state)
{
	(void)state;
	struct simulated s = simulate(azure_lab());
	struct limits *limits = take(&s);

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const struct row *row = &rows[i];
		const struct limit_use *use = use_of(limits, row->kind, row->element, row->family);

		if (use->used != row->used || use->limit != row->limit)
			fail_msg("%s: %u of %u at %s", row->rule, use->used, use->limit,
			         row->element);
		if (row->limit_id == NULL)
			assert_null(use->limit_id);
		else
			assert_string_equal(use->limit_id, row->limit_id);
		if (row->rule == NULL)
			assert_null(limit_trait(row->kind)->rule);
		else
			assert_string_equal(limit_trait(row->kind)->rule, row->rule);
		assert_false(use->down || use->at_least);
	}
	/* gw-idle has learned nothing, and nobody is on er-1 twice. */
	assert_int_equal(use_of(limits, LIMIT_ROUTES_LEARNED, "gw-idle", ADDR_NONE)->used, 0);
	assert_null(find(limits, LIMIT_PEERINGS, "vnet-b", ADDR_NONE));
	assert_null(find(limits, LIMIT_FAST_PATH, "er-1", ADDR_NONE));
	assert_int_equal(limits->broken, 0);
	limits_free(limits);
	simulated_done(&s);
}

/* gateway-circuits: each below and at a step of a gateway that scales. */
static void scale_units_bring_their_circuits_and_no_others(void **state)
{
	static const struct {
		const char *units;
		uint32_t circuits;
	} steps[] = {{"1", 4}, {"2", 8}, {"9", 8}, {"10", 16}};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(steps); i++) {
		struct text gateway = {0};
		struct simulated s;
		struct limits *limits;

		text_addf(&gateway, "'name': 'gw-idle', 'sku': 'ErGwScale', 'scale-units': %s",
		          steps[i].units);
		s = simulate(
		    azure_lab_with("'name': 'gw-idle', 'sku': 'ErGw1AZ'", text_str(&gateway)));
		limits = take(&s);
		assert_int_equal(
		    use_of(limits, LIMIT_GATEWAY_CIRCUITS, "gw-idle", ADDR_NONE)->limit,
		    steps[i].circuits);
		limits_free(limits);
		simulated_done(&s);
		text_done(&gateway);
	}
}

static void every_element_stands_there_once_and_the_fullest_first(void **state)
{
	(void)state;
	struct simulated s = simulate(azure_lab());
	struct limits *limits = take(&s);

	for (uint32_t i = 0; i < limits->count; i++) {
		const struct limit_use *use = &limits->items[i];

		assert_ptr_equal(find(limits, use->kind, use->element, use->family), use);
		if (i > 0)
			assert_true((uint64_t)use[-1].used * use->limit >=
			            (uint64_t)use->used * use[-1].limit);
	}
	assert_int_equal(limits->items[0].kind, LIMIT_SAME_LOCATION);
	assert_string_equal(limits->items[0].element, "gw-a at Amsterdam");
	limits_free(limits);
	simulated_done(&s);
}

/* prefix-limit-customer: the session is down, so what the lab has the router announce counts. */
static void a_session_that_its_limit_has_ended_is_broken(void **state)
{
	(void)state;
	struct simulated s = simulate(WITH("{'id': 'customer-to-msee-ipv4-standard', 'value': 1}"));
	struct limits *limits = take(&s);
	const struct limit_use *use =
	    use_of(limits, LIMIT_CUSTOMER_PREFIXES, "dc/ce1 to er-1/primary", ADDR_IPV4);

	assert_int_equal(use->used, 2);
	assert_int_equal(use->limit, 1);
	assert_true(use->down && !use->at_least && limit_is_broken(use));
	assert_ptr_equal(use, &limits->items[0]);
	/* The secondary link announces one, and IPv6 has a session of its own. */
	use = use_of(limits, LIMIT_CUSTOMER_PREFIXES, "dc/ce1 to er-1/secondary", ADDR_IPV4);
	assert_true(!use->down && !limit_is_broken(use));
	use = use_of(limits, LIMIT_CUSTOMER_PREFIXES, "dc/ce1 to er-1/primary", ADDR_IPV6);
	assert_true(!use->down && !limit_is_broken(use));
	assert_int_equal(limits->broken, 1);
	limits_free(limits);
	simulated_done(&s);
}

/* Two of its own, which the lab tells, and five that it passes on, which nobody tells. */
static void what_a_router_passes_on_is_at_least_one_too_many(void **state)
{
	(void)state;
	struct simulated s = simulate(WITH("{'id': 'customer-to-msee-ipv4-premium', 'value': 3}"));
	struct limits *limits = take(&s);
	const struct limit_use *use =
	    use_of(limits, LIMIT_CUSTOMER_PREFIXES, "dc/ce1 to er-2/primary", ADDR_IPV4);

	assert_int_equal(use->used, 4);
	assert_true(use->down && use->at_least && limit_is_broken(use));
	assert_int_equal(limits->broken, 2); /* the secondary, too */
	limits_free(limits);
	simulated_done(&s);
}

/* prefix-limit-gateway: the connection goes down with both families, one of which is to blame. */
static void of_a_connection_that_is_down_one_family_is_to_blame(void **state)
{
	(void)state;
	static const struct {
		const char *limit;
		uint8_t blamed;
		uint32_t used;
	} cases[] = {
	    {"{'id': 'gateway-to-circuit-ipv4', 'value': 2}", ADDR_IPV4, 3},
	    {"{'id': 'gateway-to-circuit-ipv6', 'value': 0}", ADDR_NONE, 0}, /* 0: no limit */
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct text by = {0};

		text_addf(&by, "'name': 'everything', 'override': {'limit': [%s]},",
		          cases[i].limit);
		struct simulated s =
		    simulate(azure_lab_with("'name': 'everything',", text_str(&by)));
		struct limits *limits = take(&s);

		assert_int_equal(limits->broken, cases[i].blamed == ADDR_NONE ? 0 : 2);
		for (uint8_t family = ADDR_IPV4; family <= ADDR_IPV6; family++) {
			const struct limit_use *use =
			    find(limits, LIMIT_GATEWAY_PREFIXES, "gw-a to er-1", family);

			if (use == NULL)
				continue;
			assert_int_equal(limit_is_broken(use), family == cases[i].blamed);
			assert_int_equal(use->down, cases[i].blamed != ADDR_NONE);
			if (family == cases[i].blamed)
				assert_int_equal(use->used, cases[i].used);
			assert_false(use->at_least);
		}
		limits_free(limits);
		simulated_done(&s);
		text_done(&by);
	}
}

static struct snapshot_peer *peer_of(const struct simulated *s, const char *node, const char *peer)
{
	const struct snapshot_node *at = snapshot_find_node(s->snapshot, node);

	for (uint32_t i = 0; i < at->peer_count; i++) {
		if (strcmp(at->peers[i].name, peer) == 0)
			return &at->peers[i];
	}
	fail_msg("%s has no session with %s", node, peer);
	return NULL;
}

static void of_the_four_sessions_of_a_connection_the_fullest_counts(void **state)
{
	(void)state;
	struct simulated s = simulate(azure_lab());
	const struct limit_use *use;
	struct limits *limits;

	peer_of(&s, "er-1/primary", "gw-b/0")->established = false;
	peer_of(&s, "er-1/primary", "gw-b/0")->received[ADDR_IPV4] = 0;
	peer_of(&s, "er-1/secondary", "gw-b/0")->received[ADDR_IPV4] = 7;
	limits = take(&s);
	use = use_of(limits, LIMIT_GATEWAY_PREFIXES, "gw-b to er-1", ADDR_IPV4);
	assert_int_equal(use->used, 7);
	assert_false(use->down);
	limits_free(limits);
	simulated_done(&s);
}

static void each_link_has_what_is_announced_to_it(void **state)
{
	(void)state;
	struct simulated s =
	    simulate(azure_lab_with("'192.168.0.0/24',", "'192.168.0.0/24', '192.168.2.0/24',"));
	struct snapshot_peer *ended = peer_of(&s, "er-1/secondary", "dc/ce1");
	struct limits *limits;

	assert_int_equal(ended->address.family, ADDR_IPV4);
	ended->established = false;
	ended->last_error = 0x0601;
	ended->last_error_sent = true;
	ended->prefix_limit[ADDR_IPV4] = 1;
	limits = take(&s);
	/* All three of the router's on the primary link, two of them on the secondary. */
	assert_int_equal(
	    use_of(limits, LIMIT_CUSTOMER_PREFIXES, "dc/ce1 to er-1/primary", ADDR_IPV4)->used, 3);
	assert_int_equal(
	    use_of(limits, LIMIT_CUSTOMER_PREFIXES, "dc/ce1 to er-1/secondary", ADDR_IPV4)->used,
	    2);
	limits_free(limits);
	simulated_done(&s);
}

/* By the snapshot alone: node er-ams/primary has ended its session with gw-b/0, of which nothing is
 * known. */
static void without_a_lab_the_limits_of_sessions_are_known(void **state)
{
	(void)state;
	struct snapshot *snapshot = a_snapshot();
	struct snapshot_peer *ended = &snapshot->nodes[0].peers[2];
	struct limits *limits;
	const struct limit_use *use;

	ended->prefix_limit[ADDR_IPV4] = 1000;
	ended->prefix_limit[ADDR_IPV6] = 100;
	limits = limits_take(azure_kinds, snapshot, NULL);

	use = use_of(limits, LIMIT_CUSTOMER_PREFIXES, "hq/ce1 to er-ams/primary", ADDR_IPV4);
	assert_int_equal(use->used, 4);
	assert_int_equal(use->limit, 4000);
	assert_null(use->limit_id); /* the circuit's SKU is not known */
	use = use_of(limits, LIMIT_GATEWAY_PREFIXES, "gw-a to er-ams", ADDR_IPV4);
	assert_int_equal(use->used, 3);
	assert_string_equal(use->limit_id, "gateway-to-circuit-ipv4");
	use = use_of(limits, LIMIT_GATEWAY_PREFIXES, "gw-b to er-ams", ADDR_IPV4);
	assert_int_equal(use->used, 1001);
	assert_true(use->at_least && use->down);
	use = use_of(limits, LIMIT_GATEWAY_PREFIXES, "gw-b to er-ams", ADDR_IPV6);
	assert_int_equal(use->used, 0);
	assert_true(!use->at_least && use->down);
	for (uint32_t i = 0; i < limits->count; i++)
		assert_true(limits->items[i].kind <= LIMIT_CIRCUIT_ROUTES);
	assert_int_equal(limits->broken, 1);
	limits_free(limits);

	/* Down for another reason: nothing is used. */
	ended->last_error_sent = false;
	limits = limits_take(azure_kinds, snapshot, NULL);
	assert_int_equal(use_of(limits, LIMIT_GATEWAY_PREFIXES, "gw-b to er-ams", ADDR_IPV4)->used,
	                 0);
	assert_int_equal(limits->broken, 0);
	limits_free(limits);
	snapshot_free(snapshot);
}

/* gateway-routes-learned */
static void a_gateway_may_learn_more_than_it_should(void **state)
{
	(void)state;
	struct simulated s = simulate(azure_lab());
	struct lab_gateway *gateway = s.lab->vnets[1].gateway;
	struct gateway_sku small = *gateway->sku;

	small.routes_learned_max = 5;
	gateway->sku = &small;
	struct limits *limits = take(&s);
	const struct limit_use *use =
	    use_of(limits, LIMIT_ROUTES_LEARNED, gateway->name, ADDR_NONE);

	assert_true(limit_is_broken(use) && !use->down && !use->at_least);
	assert_int_equal(limits->broken, 1);
	assert_string_equal(limit_trait(use->kind)->beyond, "not stated");
	limits_free(limits);

	/* A SKU of which it is not known has no such limit. */
	small.routes_learned_max = 0;
	limits = take(&s);
	assert_null(find(limits, LIMIT_ROUTES_LEARNED, gateway->name, ADDR_NONE));
	limits_free(limits);
	simulated_done(&s);
}

static void advice_is_not_broken(void **state)
{
	(void)state;
	struct simulated s = simulate(WITH("{'id': 'circuit-routes-guidance', 'value': 8}"));
	struct limits *limits = take(&s);
	const struct limit_use *use = use_of(limits, LIMIT_CIRCUIT_ROUTES, "er-1", ADDR_NONE);

	assert_true(use->used > use->limit);
	assert_false(limit_is_broken(use));
	assert_int_equal(limits->broken, 0);
	limits_free(limits);
	simulated_done(&s);
}

/* fastpath: of the gateway's own network; spokes go by the gateway. */
static void fastpath_has_a_ceiling_of_its_own(void **state)
{
	(void)state;
	struct simulated s = simulate(
	    azure_lab_with("'routing-weight': 100", "'express-route-gateway-bypass': true"));
	struct limits *limits = take(&s);
	const struct limit_use *use = use_of(limits, LIMIT_FAST_PATH, "er-2", ADDR_NONE);

	assert_int_equal(use->used, 2);
	assert_int_equal(use->limit, 25000);
	assert_null(find(limits, LIMIT_FAST_PATH, "er-1", ADDR_NONE));
	limits_free(limits);
	simulated_done(&s);
}

static void how_full_is_told_exactly(void **state)
{
	(void)state;
	static const struct {
		uint32_t used, limit, permille;
		bool broken;
		uint32_t percent;
		bool above;
	} cases[] = {
	    {0, 10, 0, false, 0, false},
	    {1, 10, 100, false, 0, true},
	    {8, 10, 800, false, 80, false},
	    {8001, 10000, 800, false, 80, true},
	    {10, 10, 1000, false, 100, false},
	    {11, 10, 1100, true, 100, true},
	    {2, 3, 666, false, 66, true},
	    {0, 0, 0, false, 0, false},
	    {1, 0, UINT32_MAX, true, 1000, true},
	    {UINT32_MAX, UINT32_MAX, 1000, false, 99, true},
	    {UINT32_MAX, 1, UINT32_MAX, true, 100, true},
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct limit_use use = {
		    .kind = LIMIT_PEERINGS, .used = cases[i].used, .limit = cases[i].limit};

		if (limit_permille(&use) != cases[i].permille ||
		    limit_is_broken(&use) != cases[i].broken ||
		    limit_is_above(&use, cases[i].percent) != cases[i].above)
			fail_msg("%u of %u", use.used, use.limit);
	}
}

/* What stands beside circuits: route-server-sessions, vpn-gateway-in-path, vpn-tunnel-routes,
 * virtual-hub-connections. Global Reach counts as a link of both circuits: circuit-links. */
static void limits_of_the_elements_beside_circuits(void **state)
{
	static const struct {
		const char *lab;
		enum limit_kind kind;
		const char *element;
		uint8_t family;
		uint32_t used;
		uint32_t limit;
	} cases[] = {
	    {"route-server", LIMIT_APPLIANCES, "rs", ADDR_NONE, 1, 8},
	    {"route-server", LIMIT_APPLIANCE_PREFIXES, "hub/nva1 to rs", ADDR_IPV4, 1, 4000},
	    {"vpn-backup", LIMIT_VPN_TUNNELS, "vpngw", ADDR_NONE, 1, 30},
	    {"vpn-backup", LIMIT_VPN_PREFIXES, "office/fw1 to vpngw", ADDR_IPV4, 1, 4000},
	    {"global-reach", LIMIT_CIRCUIT_LINKS, "er-ams", ADDR_NONE, 2, 50},
	    {"global-reach", LIMIT_CIRCUIT_LINKS, "er-dc", ADDR_NONE, 2, 50},
	    {"virtual-wan", LIMIT_HUB_CONNECTIONS, "hub-weu", ADDR_NONE, 1, 500},
	};
	(void)state;

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct simulated s = simulate_file(cases[i].lab);
		struct limits *limits = take(&s);
		const struct limit_use *use =
		    use_of(limits, cases[i].kind, cases[i].element, cases[i].family);

		if (use->used != cases[i].used || use->limit != cases[i].limit)
			fail_msg("%s: %u of %u", cases[i].element, use->used, use->limit);
		assert_non_null(facts_rule(s.lab->facts, limit_trait(use->kind)->rule));
		assert_non_null(limit_trait(use->kind)->breaks);
		limits_free(limits);
		simulated_done(&s);
	}
}

static void what_comes_next_is_said_in_a_sentence(void **state)
{
	static const struct {
		struct limit_use use;
		const char *said;
	} cases[] = {
	    {{.kind = LIMIT_CUSTOMER_PREFIXES,
	      .family = ADDR_IPV4,
	      .element = "hq/ce1 to er-fra/primary",
	      .used = 3998,
	      .limit = 4000},
	     "the 3rd IPv4 prefix more from hq/ce1 to er-fra/primary drops the session"},
	    {{.kind = LIMIT_CIRCUIT_LINKS, .element = "er-fra", .used = 10, .limit = 10},
	     "the 1st link more at er-fra is refused"},
	    {{.kind = LIMIT_PEERINGS, .element = "hub", .used = 488, .limit = 500},
	     "the 13th peering more at hub is refused"},
	    {{.kind = LIMIT_ROUTES_LEARNED, .element = "gw", .used = 3979, .limit = 4000},
	     "the 22nd route more at gw is more than the gateway takes"},
	    {{.kind = LIMIT_GATEWAY_PREFIXES,
	      .family = ADDR_IPV6,
	      .element = "gw to er",
	      .used = 102,
	      .limit = 100},
	     "2 IPv6 prefixes too many from gw to er"},
	    {{.kind = LIMIT_CIRCUIT_LINKS, .element = "er", .used = 11, .limit = 10},
	     "1 link too many at er"},
	    {{.kind = LIMIT_VPN_PREFIXES,
	      .family = ADDR_IPV4,
	      .element = "ce to gw",
	      .used = 4001,
	      .limit = 4000,
	      .at_least = true},
	     "at least 1 IPv4 prefix too many from ce to gw"},
	};
	(void)state;

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct text text = {0};

		limit_next(&cases[i].use, &text);
		assert_string_equal(text_str(&text), cases[i].said);
		text_done(&text);
	}
}

/* Whichever of the four it is that is fullest, or that alone is up. */
static void a_connection_is_down_when_all_its_sessions_are(void **state)
{
	static const char *const sessions[][2] = {{"er-1/primary", "gw-b/0"},
	                                          {"er-1/primary", "gw-b/1"},
	                                          {"er-1/secondary", "gw-b/0"},
	                                          {"er-1/secondary", "gw-b/1"}};
	struct simulated s = simulate(azure_lab());

	(void)state;
	for (size_t up = 0; up <= COUNT_OF(sessions); up++) {
		for (size_t i = 0; i < COUNT_OF(sessions); i++) {
			struct snapshot_peer *peer = peer_of(&s, sessions[i][0], sessions[i][1]);

			peer->established = i == up;
			peer->received[ADDR_IPV4] = i == up ? 9 : (uint32_t)i;
		}

		struct limits *limits = take(&s);
		const struct limit_use *use =
		    use_of(limits, LIMIT_GATEWAY_PREFIXES, "gw-b to er-1", ADDR_IPV4);

		assert_int_equal(use->used, up == COUNT_OF(sessions) ? 3 : 9);
		assert_int_equal(use->down, up == COUNT_OF(sessions));
		limits_free(limits);
	}
	simulated_done(&s);
}

/* What several elements use of one limit is a sum, and of the others the largest counts. */
static void links_of_a_circuit_add_up(void **state)
{
	(void)state;
	struct simulated s = simulate(azure_lab());
	struct limits *limits = take(&s);
	uint32_t links = 0;

	for (uint32_t i = 0; i < s.lab->element_count; i++) {
		const struct lab_connection *connection = lab_connection_of(&s.lab->elements[i]);

		links += connection != NULL && strcmp(connection->circuit->name, "er-1") == 0;
	}
	assert_true(links > 1);
	assert_int_equal(use_of(limits, LIMIT_CIRCUIT_LINKS, "er-1", ADDR_NONE)->used, links);
	limits_free(limits);
	simulated_done(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_connection_is_down_when_all_its_sessions_are),
	    cmocka_unit_test(links_of_a_circuit_add_up),
	    cmocka_unit_test(what_is_used_is_counted_for_each_element),
	    cmocka_unit_test(scale_units_bring_their_circuits_and_no_others),
	    cmocka_unit_test(every_element_stands_there_once_and_the_fullest_first),
	    cmocka_unit_test(a_session_that_its_limit_has_ended_is_broken),
	    cmocka_unit_test(what_a_router_passes_on_is_at_least_one_too_many),
	    cmocka_unit_test(of_a_connection_that_is_down_one_family_is_to_blame),
	    cmocka_unit_test(of_the_four_sessions_of_a_connection_the_fullest_counts),
	    cmocka_unit_test(each_link_has_what_is_announced_to_it),
	    cmocka_unit_test(without_a_lab_the_limits_of_sessions_are_known),
	    cmocka_unit_test(a_gateway_may_learn_more_than_it_should),
	    cmocka_unit_test(advice_is_not_broken),
	    cmocka_unit_test(fastpath_has_a_ceiling_of_its_own),
	    cmocka_unit_test(how_full_is_told_exactly),
	    cmocka_unit_test(limits_of_the_elements_beside_circuits),
	    cmocka_unit_test(what_comes_next_is_said_in_a_sentence),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
