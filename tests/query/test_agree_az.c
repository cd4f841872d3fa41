/* A captured table agrees with the model row by row; what may differ is explained by a rule, and
 * nothing else is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/check.h"
#include "query/capture/agree_az.h"
#include "query/capture/az_predict.h"
#include "tests/lib/azure_lab.h"
#include "tests/lib/routes.h"
#include "tests/lib/simulated.h"

/* What is asked and how the answer stays alive. */
struct asking {
	struct simulated s;
	struct arena *arena;
	struct effective *effective; /* NULL: of no subnet */
	const struct az_table *predicted;
	struct az_table *actual; /* as predicted, to be changed */
};

static const struct az_table *predict(struct asking *a, enum az_kind kind, const char *at)
{
	const struct snapshot_node *node = snapshot_find_node(a->s.snapshot, at);

	switch (kind) {
	case AZ_LEARNED:
		return az_predict_learned(&node, 1, a->arena);
	case AZ_PEERS:
		return az_predict_peers(&node, 1, a->arena);
	case AZ_ROUTE_TABLE:
		return az_predict_route_table(node, a->arena);
	case AZ_SUMMARY:
		return az_predict_summary(node, a->arena);
	case AZ_ARP:
		return az_predict_arp(lab_find_circuit(a->s.lab, at), LAB_PRIMARY, a->arena);
	default:
		a->effective = effective_of(a->s.fabric, lab_find_vnet(a->s.lab, at), NULL, false);
		return az_predict_effective(a->effective, a->arena);
	}
}

/* What a capture knows of a row. */
static struct az_row captured(const struct az_row *row)
{
	struct az_row out = {.key = row->key, .line = 1};

	memcpy(out.members, row->members, sizeof(out.members));
	return out;
}

static struct asking ask(struct lab *lab, enum az_kind kind, const char *at)
{
	struct asking a = {.s = simulate(lab), .arena = arena_new()};

	a.predicted = predict(&a, kind, at);
	a.actual = arena_alloc(a.arena, sizeof(*a.actual));
	*a.actual = (struct az_table){.kind = kind, .title = ""};
	for (uint32_t i = 0; i < a.predicted->count; i++)
		if (a.predicted->rows[i].path == NULL ||
		    a.predicted->rows[i].path->verdict == RIB_PASS)
			*az_table_add(a.actual) = captured(&a.predicted->rows[i]);
	/* Room for a row more. */
	az_table_add(a.actual);
	az_table_settle(a.actual, a.arena);
	a.actual->count--;
	return a;
}

static void asked(struct asking *a)
{
	effective_free(a->effective);
	arena_free(a->arena);
	simulated_done(&a->s);
}

static struct agree_az *compare(struct asking *a)
{
	return agree_az_compare(a->s.lab, a->s.snapshot, a->predicted, a->actual, false, a->arena);
}

static const struct question {
	enum az_kind kind;
	const char *at;
} questions[] = {
    {AZ_LEARNED, "gw-a/0"},   {AZ_LEARNED, "gw-d/1"},       {AZ_PEERS, "gw-a/0"},
    {AZ_ARP, "er-1"},         {AZ_SUMMARY, "er-1/primary"}, {AZ_ROUTE_TABLE, "er-1/primary"},
    {AZ_EFFECTIVE, "vnet-a"},
};

static void the_prediction_agrees_with_itself(void **state)
{
	(void)state;

	for (size_t i = 0; i < COUNT_OF(questions); i++) {
		struct asking a = ask(azure_lab(), questions[i].kind, questions[i].at);
		struct agree_az *agreement = compare(&a);

		assert_true(agreement->agree > 0);
		assert_int_equal(agreement->agree, agreement->count);
		assert_int_equal(agreement->note_count, 0);
		asked(&a);
	}
}

/* The first row about the network or neighbour, of a certain next hop unless that is NULL. */
static struct az_row *find(struct az_table *table, const char *key, const char *hop)
{
	struct prefix prefix = a_prefix(key);

	for (uint32_t i = 0; i < table->count; i++)
		if (prefix_equal(&table->rows[i].key, &prefix) &&
		    (hop == NULL || strcmp(table->rows[i].members[AZ_NEXT_HOP], hop) == 0))
			return &table->rows[i];
	fail_msg("no row %s", key);
	return NULL;
}

/* clang-format off */
/* One member of one row is another; by which rule that is no fault, if any. */
static const struct change {
	const char *rule; /* NULL: none */
	enum az_kind kind;
	const char *at;
	const char *key;
	enum az_member member;
	const char *value;
} changes[] = {
	{"cli-connection-weight", AZ_LEARNED, "gw-b/0", "10.1.0.0/16", AZ_WEIGHT, "32779"},
	{NULL, AZ_LEARNED, "gw-b/0", "10.1.0.0/16", AZ_WEIGHT, "32869"},
	{NULL, AZ_LEARNED, "gw-b/0", "10.1.0.0/16", AZ_AS_PATH, "12076 65020"},
	{NULL, AZ_LEARNED, "gw-b/0", "10.1.0.0/16", AZ_NEXT_HOP, "10.3.255.9"},
	{"msee-star-among-equals", AZ_ROUTE_TABLE, "er-1/primary", "10.3.0.0/16", AZ_STAR, ""},
	{NULL, AZ_ROUTE_TABLE, "er-1/primary", "10.3.0.0/16", AZ_LOC_PRF, "10"},
	{NULL, AZ_ROUTE_TABLE, "er-1/primary", "10.3.0.0/16", AZ_ORIGIN, "?"},
	{"az-time-values", AZ_PEERS, "gw-b/0", "10.3.255.4/32", AZ_CONNECTED_DURATION, "00:01:02.0000000"},
	{"az-time-values", AZ_PEERS, "gw-b/0", "10.3.255.4/32", AZ_MESSAGES_SENT, "77"},
	{NULL, AZ_PEERS, "gw-b/0", "10.3.255.4/32", AZ_ROUTES_RECEIVED, "77"},
	{"az-time-values", AZ_SUMMARY, "er-1/primary", "10.3.255.12/32", AZ_UP_DOWN, "1d02h"},
	{NULL, AZ_SUMMARY, "er-1/primary", "10.3.255.12/32", AZ_STATE_PFX_RCD, "Idle"},
	{"nic-next-hop-address", AZ_EFFECTIVE, "vnet-b", "192.168.0.0/24", AZ_NEXT_HOP, "10.2.146.52"},
	{"nic-next-hop-address", AZ_EFFECTIVE, "vnet-b", "192.168.0.0/24", AZ_NEXT_HOP, ""},
	/* A loopback may lie in a range of the customer's. The addresses of a gateway and of a link are none. */
	{"nic-next-hop-address", AZ_EFFECTIVE, "vnet-b", "192.168.0.0/24", AZ_NEXT_HOP, "10.1.0.4"},
	{NULL, AZ_EFFECTIVE, "vnet-b", "192.168.0.0/24", AZ_NEXT_HOP, "10.1.255.12"},
	{NULL, AZ_EFFECTIVE, "vnet-b", "192.168.0.0/24", AZ_NEXT_HOP, "172.16.0.2"},
	{NULL, AZ_EFFECTIVE, "vnet-b", "10.3.0.0/16", AZ_STATE, "Invalid"},
};
/* clang-format on */

static void one_changed_member_is_explained_or_not(void **state)
{
	(void)state;

	for (size_t i = 0; i < COUNT_OF(changes); i++) {
		const struct change *change = &changes[i];
		struct asking a = ask(azure_lab(), change->kind, change->at);
		struct agree_az *agreement;

		find(a.actual, change->key, NULL)->members[change->member] = change->value;
		agreement = compare(&a);
		if (agreement->explained != (change->rule != NULL) ||
		    agreement->differ != (change->rule == NULL))
			fail_msg("change %zu: %u explained, %u differ", i, agreement->explained,
			         agreement->differ);
		for (uint32_t r = 0; r < agreement->count; r++)
			for (uint32_t d = 0; d < agreement->rows[r].difference_count; d++) {
				const char *rule = agreement->rows[r].differences[d].rule;

				assert_true((rule == NULL) == (change->rule == NULL));
				if (rule != NULL)
					assert_string_equal(rule, change->rule);
			}
		asked(&a);
	}
}

static void a_member_that_one_side_does_not_tell_takes_no_part(void **state)
{
	(void)state;
	struct asking a = ask(azure_lab(), AZ_LEARNED, "gw-b/0");

	for (uint32_t i = 0; i < a.actual->count; i++)
		a.actual->rows[i].members[AZ_WEIGHT] = NULL;
	assert_int_equal(compare(&a)->agree, a.actual->count);
	asked(&a);
}

/* msee-classful-network: the row agrees but for that. */
static void a_mask_may_be_left_away(void **state)
{
	(void)state;
	struct asking a = ask(azure_lab(), AZ_ROUTE_TABLE, "er-1/primary");
	struct agree_az *agreement;

	find(a.actual, "192.168.0.0/24", NULL)->classful = true;
	agreement = compare(&a);
	assert_int_equal(agreement->explained, 1);
	assert_int_equal(agreement->differ, 0);
	asked(&a);
}

/* clang-format off */
/* A row that only the capture has. */
static const struct extra {
	const char *rule; /* NULL: not explained */
	enum az_kind kind;
	const char *at;
	const char *network;
	const char *next_hop;
	const char *path;   /* of BGP */
	const char *type;   /* of an effective route */
	const char *source; /* the same */
} extras[] = {
	/* The lab's gateway refuses it, the real one does not. */
	{"remote-vnet-toggle", AZ_LEARNED, "gw-d/0", "10.3.0.0/16", "10.6.255.4", "12076 12076", NULL, NULL},
	{NULL, AZ_LEARNED, "gw-d/0", "10.3.0.0/17", "10.6.255.4", "12076 12076", NULL, NULL},
	{"router-stand-in", AZ_LEARNED, "gw-d/0", "192.168.77.0/24", "10.6.255.4", "12076 65020", NULL, NULL},
	{NULL, AZ_LEARNED, "gw-d/0", "192.168.77.0/24", "10.6.255.4", "12076 12076", NULL, NULL},
	/* The lab announces this one: it is missing for another reason. */
	{NULL, AZ_LEARNED, "gw-d/0", "192.168.0.128/25", "10.6.255.4", "12076 65020", NULL, NULL},
	{"router-stand-in", AZ_ROUTE_TABLE, "er-1/primary", "192.168.77.0/24", "172.16.0.1", "65020", NULL, NULL},
	{"nic-reserved-ranges-shown", AZ_EFFECTIVE, "vnet-b", "10.0.0.0/8", "", NULL, "None", "Default"},
	{"router-stand-in", AZ_EFFECTIVE, "vnet-b", "192.168.77.0/24", "10.2.146.52", NULL,
	 "VirtualNetworkGateway", "VirtualNetworkGateway"},
	{NULL, AZ_EFFECTIVE, "vnet-b", "192.168.77.0/24", "10.3.0.4", NULL, "VirtualAppliance", "User"},
};
/* clang-format on */

static void an_unexpected_row_is_explained_or_not(void **state)
{
	(void)state;

	for (size_t i = 0; i < COUNT_OF(extras); i++) {
		const struct extra *extra = &extras[i];
		struct asking a = ask(azure_lab(), extra->kind, extra->at);
		struct az_row *row = &a.actual->rows[a.actual->count++];
		struct agree_az *agreement;

		*row = (struct az_row){.key = a_prefix(extra->network), .line = 9};
		row->members[AZ_NETWORK] = extra->network;
		row->members[AZ_NEXT_HOP] = extra->next_hop;
		row->members[AZ_AS_PATH] = extra->path;
		row->members[AZ_NEXT_HOP_TYPE] = extra->type;
		row->members[AZ_SOURCE] = extra->source;
		if (extra->kind == AZ_LEARNED)
			row->members[AZ_SOURCE_PEER] = extra->next_hop;
		agreement = compare(&a);
		if (agreement->explained != (extra->rule != NULL) ||
		    agreement->differ != (extra->rule == NULL))
			fail_msg("row %zu: %u explained, %u differ", i, agreement->explained,
			         agreement->differ);
		for (uint32_t r = 0; r < agreement->count; r++)
			if (agreement->rows[r].result == AGREE_UNEXPECTED && extra->rule != NULL)
				assert_string_equal(agreement->rows[r].rule, extra->rule);
		asked(&a);
	}
}

/* msee-arp-rows: one of an ARP table may be missing, one of another table may not. */
static void a_missing_row_differs(void **state)
{
	(void)state;

	for (size_t i = 0; i < COUNT_OF(questions); i++) {
		bool arp = questions[i].kind == AZ_ARP;
		struct asking a = ask(azure_lab(), questions[i].kind, questions[i].at);
		struct agree_az *agreement;

		a.actual->rows[0] = a.actual->rows[--a.actual->count];
		agreement = compare(&a);
		assert_int_equal(agreement->agree, a.actual->count);
		assert_int_equal(agreement->explained, arp);
		assert_int_equal(agreement->differ, !arp);
		asked(&a);
	}
}

static void an_excerpt_may_lack_rows_but_have_no_others(void **state)
{
	(void)state;
	struct asking a = ask(azure_lab(), AZ_ROUTE_TABLE, "er-1/primary");
	struct agree_az *agreement;

	a.actual->rows[0] = a.actual->rows[--a.actual->count];
	find(a.actual, "10.1.0.0/16", NULL)->members[AZ_AS_PATH] = "65515 65001";
	agreement = agree_az_compare(a.s.lab, a.s.snapshot, a.predicted, a.actual, true, a.arena);
	assert_int_equal(agreement->explained, 0);
	assert_int_equal(agreement->differ, 1);
	assert_int_equal(agreement->agree + 1, a.actual->count);
	asked(&a);
}

/* msee-ios-own-link: the customer announces the link's own prefix; only the output without local
 * preferences lacks it. */
static void an_ios_like_table_lacks_its_own_link(void **state)
{
	(void)state;

	for (unsigned ios = 0; ios < 2; ios++) {
		struct asking a = ask(azure_lab_with("192.168.0.0/24", "172.16.0.0/30"),
		                      AZ_ROUTE_TABLE, "er-1/primary");
		struct agree_az *agreement;

		*find(a.actual, "172.16.0.0/30", NULL) = a.actual->rows[a.actual->count - 1];
		a.actual->count--;
		for (uint32_t i = 0; ios && i < a.actual->count; i++)
			a.actual->rows[i].members[AZ_LOC_PRF] = NULL;
		agreement = compare(&a);
		assert_int_equal(agreement->explained, ios);
		assert_int_equal(agreement->differ, !ios);
		asked(&a);
	}
}

/* az-row-order: told, but no difference. */
static void the_order_of_rows_is_only_noted(void **state)
{
	(void)state;
	struct asking a = ask(azure_lab(), AZ_LEARNED, "gw-b/0");
	struct az_row first = a.actual->rows[0];
	struct agree_az *agreement;

	a.actual->rows[0] = a.actual->rows[a.actual->count - 1];
	a.actual->rows[a.actual->count - 1] = first;
	agreement = compare(&a);
	assert_int_equal(agreement->agree, agreement->count);
	assert_int_equal(agreement->note_count, 1);
	assert_string_equal(agreement->notes[0].rule, "az-row-order");
	asked(&a);
}

/* Rows that share all but a member are paired, not told twice. */
static void rows_are_paired_by_what_they_share(void **state)
{
	(void)state;
	struct asking a = ask(azure_lab(), AZ_ROUTE_TABLE, "er-1/primary");
	struct agree_az *agreement;

	find(a.actual, "10.3.0.0/16", "10.3.255.13")->members[AZ_NEXT_HOP] = "10.3.255.20";
	agreement = compare(&a);
	assert_int_equal(agreement->count, a.actual->count);
	assert_int_equal(agreement->differ, 1);
	asked(&a);
}

/* clang-format off */
/* A hub with a circuit and a VPN gateway, and more. */
#define HUB_LAB(vpn, more) \
	"{'hairpin-lab:lab': {'name': 'rs', 'virtual-network': [" \
	"  {'name': 'hub', 'region': 'West Europe', 'address-space': ['10.0.0.0/16']," \
	"   'subnet': [{'name': 'GatewaySubnet', 'address-prefix': ['10.0.255.0/27']}," \
	"              {'name': 'RouteServerSubnet', 'address-prefix': ['10.0.254.0/27']}]," \
	"   'virtual-network-gateway': {'name': 'ergw', 'sku': 'ErGw1AZ'," \
	"    'connection': [{'name': 'c', 'express-route-circuit': 'er'}]}," \
	"   'vpn-gateway': {'name': 'vpngw', 'sku': 'VpnGw2AZ', 'active-active': true" vpn "}" more "}]," \
	" 'express-route-circuit': [{'name': 'er', 'sku-tier': 'Standard', 'bandwidth-mbps': 1000," \
	"  'peering-location': 'Amsterdam', 'azure-private-peering': {'peer-asn': 65020, 'vlan-id': 100," \
	"  'primary-peer-address-prefix': '172.16.0.0/30', 'secondary-peer-address-prefix': '172.16.0.4/30'}}]," \
	" 'site': [{'name': 'dc', 'access-rtt-ms': '4.0', 'router': [{'name': 'ce', 'asn': 65020," \
	"  'advertise': ['192.168.0.0/24'], 'circuit-link': [{'express-route-circuit': 'er', 'link': 'primary'}," \
	"  {'express-route-circuit': 'er', 'link': 'secondary'}]}]}]}}"

static const char route_server_lab[] =
	HUB_LAB("", ", 'route-server': {'name': 'rs', 'branch-to-branch': true}");
static const char two_gateways_lab[] = HUB_LAB(", 'learn-expressroute-routes': true", "");
/* clang-format on */

/* clang-format off */
/* The other MSEE is as good, a third is not. */
static const struct chooser {
	const char *rule;
	const char *lab;
	const char *hop;
	uint32_t differ;
} choosers[] = {
	{"route-server-reflected-copy", route_server_lab, "10.0.255.4", 0},
	{"route-server-reflected-copy", route_server_lab, "10.0.255.5", 0},
	{"route-server-reflected-copy", route_server_lab, "10.0.255.9", 2},
	{"er-gateway-tells-one-of-equals", two_gateways_lab, "10.0.255.4", 0},
	{"er-gateway-tells-one-of-equals", two_gateways_lab, "10.0.255.5", 0},
	{"er-gateway-tells-one-of-equals", two_gateways_lab, "10.0.255.9", 2},
};
/* clang-format on */

static void of_equal_routes_another_may_be_told(void **state)
{
	(void)state;

	for (unsigned i = 0; i < COUNT_OF(choosers); i++) {
		struct asking a = {.s = simulate_text(choosers[i].lab), .arena = arena_new()};
		struct az_table actual;
		struct agree_az *agreement;

		a.predicted = predict(&a, AZ_LEARNED, "vpngw/0");
		actual = *a.predicted;
		actual.rows = arena_alloc(a.arena, actual.count * sizeof(*actual.rows));
		for (uint32_t r = 0; r < actual.count; r++)
			actual.rows[r] = captured(&a.predicted->rows[r]);
		for (uint32_t r = 0; r < actual.count; r++)
			if (strcmp(actual.rows[r].members[AZ_NETWORK], "192.168.0.0/24") == 0)
				actual.rows[r].members[AZ_NEXT_HOP] = choosers[i].hop;
		a.actual = &actual;
		agreement = compare(&a);
		assert_int_equal(agreement->differ, choosers[i].differ);
		for (uint32_t r = 0; r < agreement->count && choosers[i].differ == 0; r++)
			if (agreement->rows[r].difference_count > 0)
				assert_string_equal(agreement->rows[r].differences[0].rule,
				                    choosers[i].rule);
		asked(&a);
	}
}

/* route-server-one-next-hop: captures differ in whether both are there. */
static void both_next_hops_may_be_there_beside_a_route_server(void **state)
{
	(void)state;
	struct asking a = {.s = simulate_text(route_server_lab), .arena = arena_new()};
	struct az_table actual;
	struct agree_az *agreement;
	uint32_t count;

	a.predicted = predict(&a, AZ_EFFECTIVE, "hub");
	count = a.predicted->count;
	actual = *a.predicted;
	actual.rows = arena_alloc(a.arena, (count + 1) * sizeof(*actual.rows));
	for (uint32_t r = 0; r < count; r++)
		actual.rows[r] = captured(&a.predicted->rows[r]);
	actual.rows[count] = *find(&actual, "192.168.0.0/24", NULL);
	actual.rows[count].members[AZ_NEXT_HOP] = "10.2.146.53";
	actual.count++;
	a.actual = &actual;
	agreement = compare(&a);
	assert_int_equal(agreement->agree, count);
	assert_int_equal(agreement->explained, 1);
	asked(&a);
}

static void take_away(struct az_table *table, struct az_row *row)
{
	*row = table->rows[--table->count];
}

static void assert_verdict(struct asking *a, uint32_t explained, uint32_t differ)
{
	struct agree_az *agreement = compare(a);

	assert_int_equal(agreement->explained, explained);
	assert_int_equal(agreement->differ, differ);
}

/* nic-internet-row-shown: left away is the row of a list that has others of the system, and no
 * other about 0.0.0.0/0. */
static void a_list_may_lack_the_way_to_the_internet(void **state)
{
	(void)state;
	struct asking a = ask(azure_lab(), AZ_EFFECTIVE, "vnet-b");
	struct agree_az *agreement;

	take_away(a.actual, find(a.actual, "0.0.0.0/0", NULL));
	assert_verdict(&a, 1, 0);
	for (uint32_t i = a.actual->count; i-- > 0;)
		a.actual->rows[i].members[AZ_SOURCE] = "User";
	agreement = compare(&a);
	for (uint32_t i = 0; i < agreement->count; i++) {
		const struct agree_az_row *row = &agreement->rows[i];

		if (row->result == AGREE_MISSING && row->predicted->key.length == 0)
			assert_null(row->rule);
	}
	asked(&a);
}

/* customer-chooses-among-equals: of two equal links the router prefers the primary one by its
 * router ID, and gives the copy to the other. */
static void a_copy_may_be_given_to_the_other_link(void **state)
{
	(void)state;
	struct asking a = ask(azure_lab(), AZ_ROUTE_TABLE, "er-2/secondary");

	take_away(a.actual, find(a.actual, "10.4.0.0/16", "172.16.1.5"));
	assert_verdict(&a, 1, 0);
	asked(&a);

	a = ask(azure_lab(), AZ_ROUTE_TABLE, "er-2/primary");
	struct az_row *row = &a.actual->rows[a.actual->count++];
	*row = (struct az_row){.key = a_prefix("10.4.0.0/16"), .line = 9};
	row->members[AZ_NETWORK] = "10.4.0.0/16";
	row->members[AZ_NEXT_HOP] = "172.16.1.1";
	row->members[AZ_AS_PATH] = "65020 12076";
	assert_verdict(&a, 1, 0);
	/* What the router does not know is no copy. */
	row->key = a_prefix("10.77.0.0/16");
	row->members[AZ_NETWORK] = "10.77.0.0/16";
	assert_verdict(&a, 0, 1);
	asked(&a);
}

/* customer-chooses-among-equals: by as many prefixes the counts may differ, and no state. */
static void the_number_of_copies_may_be_another(void **state)
{
	(void)state;
	struct asking a = ask(azure_lab(), AZ_SUMMARY, "er-2/primary");
	struct az_row *row = find(a.actual, "172.16.1.1/32", NULL);
	const char *sound = row->members[AZ_STATE_PFX_RCD];

	row->members[AZ_STATE_PFX_RCD] = "3";
	assert_string_not_equal(sound, "3");
	assert_verdict(&a, 1, 0);
	row->members[AZ_STATE_PFX_RCD] = "99";
	assert_verdict(&a, 0, 1);
	row->members[AZ_STATE_PFX_RCD] = "Idle";
	assert_verdict(&a, 0, 1);
	asked(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_prediction_agrees_with_itself),
	    cmocka_unit_test(one_changed_member_is_explained_or_not),
	    cmocka_unit_test(a_member_that_one_side_does_not_tell_takes_no_part),
	    cmocka_unit_test(a_mask_may_be_left_away),
	    cmocka_unit_test(an_unexpected_row_is_explained_or_not),
	    cmocka_unit_test(a_missing_row_differs),
	    cmocka_unit_test(an_ios_like_table_lacks_its_own_link),
	    cmocka_unit_test(an_excerpt_may_lack_rows_but_have_no_others),
	    cmocka_unit_test(the_order_of_rows_is_only_noted),
	    cmocka_unit_test(rows_are_paired_by_what_they_share),
	    cmocka_unit_test(of_equal_routes_another_may_be_told),
	    cmocka_unit_test(both_next_hops_may_be_there_beside_a_route_server),
	    cmocka_unit_test(a_list_may_lack_the_way_to_the_internet),
	    cmocka_unit_test(a_copy_may_be_given_to_the_other_link),
	    cmocka_unit_test(the_number_of_copies_may_be_another),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
