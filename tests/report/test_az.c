/* The shapes of the Azure CLI: members, their order, and Azure's habits (msee-output-dialects). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/check.h"
#include "base/instant.h"
#include "report/az.h"
#include "tests/lib/azure_lab.h"
#include "tests/lib/routes.h"
#include "tests/lib/simulated.h"
#include "tests/lib/snapshots.h"
#include "tests/lib/viewed.h"

static void print_line(cJSON *document, struct text *out)
{
	char *line = cJSON_PrintUnformatted(document);

	assert_non_null(line);
	text_add(out, line);
	cJSON_free(line);
	cJSON_Delete(document);
}

/* A document in one line, with ' for ". Deletes it. */
static void assert_document(cJSON *document, const char *want)
{
	struct text text = {0};

	assert_non_null(document);
	print_line(document, &text);
	for (char *at = text.at; *at != '\0'; at++) {
		if (*at == '"')
			*at = '\'';
	}
	assert_string_equal(text_str(&text), want);
	text_done(&text);
}

static const struct snapshot_node *node_of(const struct simulated *s, const char *name)
{
	const struct snapshot_node *node = snapshot_find_node(s->snapshot, name);

	assert_non_null(node);
	return node;
}

static cJSON *routes_of(const struct snapshot_node *const *nodes, uint32_t count,
                        const struct rib_select *select, const struct addr *peer,
                        enum az_dialect dialect)
{
	struct text out = {0};
	struct view *view = view_begin(VIEW_JSON, &out);

	az_rib_view(view, nodes, count, select, peer, dialect);
	return viewed_json(view, &out);
}

static cJSON *sessions_of(const struct snapshot_node *const *nodes, uint32_t count)
{
	struct text out = {0};
	struct view *view = view_begin(VIEW_JSON, &out);

	az_peers_view(view, nodes, count);
	return viewed_json(view, &out);
}

static cJSON *effective_json(const struct effective *effective)
{
	struct text out = {0};
	struct view *view = view_begin(VIEW_JSON, &out);

	az_effective_view(view, effective);
	return viewed_json(view, &out);
}

static cJSON *a_table(const struct snapshot_node *node, const struct rib_select *select,
                      const struct addr *peer)
{
	return routes_of(&node, 1, select, peer, AZ_JUNOS);
}

static cJSON *the_sessions(const struct snapshot_node *node)
{
	return sessions_of(&node, 1);
}

static struct rib_select exactly(const char *prefix, enum rib_select_table table)
{
	return (struct rib_select){
	    .table = table, .match = RIB_SELECT_EXACT, .prefix = a_prefix(prefix)};
}

/* clang-format off */
static const struct row {
	const char *node;
	const char *prefix;
	enum rib_select_table table;
	const char *peer; /* NULL: az does not ask for one */
	const char *want; /* the rows in "value" */
} rows[] = {
	/* Own prefixes come from the gateway itself and have no next hop. */
	{"gw-b/0", "10.3.0.0/16", RIB_SELECT_LOC, NULL,
	 "{'asPath':'','localAddress':'10.3.255.12','network':'10.3.0.0/16','origin':'Network',"
	 "'sourcePeer':'10.3.255.12','weight':32768}"},
	/* Dashes in AS paths; 32769 and the weight of the connection. */
	{"gw-b/1", "10.1.0.0/16", RIB_SELECT_LOC, NULL,
	 "{'asPath':'12076-12076','localAddress':'10.3.255.13','network':'10.1.0.0/16',"
	 "'nextHop':'10.3.255.4','origin':'EBgp','sourcePeer':'10.3.255.4','weight':32769},"
	 "{'asPath':'12076-12076','localAddress':'10.3.255.13','network':'10.1.0.0/16',"
	 "'nextHop':'10.3.255.5','origin':'EBgp','sourcePeer':'10.3.255.5','weight':32769}"},
	{"gw-a/0", "10.4.0.0/16", RIB_SELECT_LOC, NULL,
	 "{'asPath':'12076-12076','localAddress':'10.1.255.12','network':'10.4.0.0/16',"
	 "'nextHop':'10.1.255.6','origin':'EBgp','sourcePeer':'10.1.255.6','weight':32869},"
	 "{'asPath':'12076-12076','localAddress':'10.1.255.12','network':'10.4.0.0/16',"
	 "'nextHop':'10.1.255.7','origin':'EBgp','sourcePeer':'10.1.255.7','weight':32869}"},
	/* Refused routes are silently not there; az has no table that shows them, adj-in does. */
	{"gw-d/0", "10.3.0.0/16", RIB_SELECT_LOC, NULL, ""},
	{"gw-d/0", "10.3.0.0/16", RIB_SELECT_ADJ_IN, NULL,
	 "{'asPath':'12076-12076','localAddress':'10.6.255.12','network':'10.3.0.0/16',"
	 "'nextHop':'10.6.255.4','origin':'EBgp','sourcePeer':'10.6.255.4','weight':0},"
	 "{'asPath':'12076-12076','localAddress':'10.6.255.12','network':'10.3.0.0/16',"
	 "'nextHop':'10.6.255.5','origin':'EBgp','sourcePeer':'10.6.255.5','weight':0}"},
	{"gw-b/0", "10.3.0.0/16", RIB_SELECT_ADJ_IN, NULL, ""},
	/* Advertised: Igp, weight 0, no source; nothing for an address that is no peer. */
	{"gw-b/0", "10.3.0.0/16", RIB_SELECT_ADJ_OUT, "10.3.255.4",
	 "{'asPath':'65515','localAddress':'10.3.255.12','network':'10.3.0.0/16',"
	 "'nextHop':'10.3.255.12','origin':'Igp','sourcePeer':null,'weight':0}"},
	{"gw-b/0", "10.3.0.0/16", RIB_SELECT_ADJ_OUT, "172.16.0.2", ""},
	/* MSEE: blanks in AS paths, the tail of the screen, the chosen one of several starred. */
	{"er-1/primary", "10.3.0.0/16", RIB_SELECT_LOC, NULL,
	 "{'locPrf':'100','network':'10.3.0.0/16','nextHop':'10.3.255.12*',"
	 "'path':'65515 I\\n                    ','weight':0},"
	 "{'locPrf':'100','network':'10.3.0.0/16','nextHop':'10.3.255.13',"
	 "'path':'65515 I\\n                    ','weight':0}"},
	{"er-1/secondary", "192.168.0.0/24", RIB_SELECT_LOC, NULL,
	 "{'locPrf':'100','network':'192.168.0.0/24','nextHop':'172.16.0.5',"
	 "'path':'65020 65020 65020 I\\n                    ','weight':0}"},
};
/* clang-format on */

static void routes_have_the_shape_of_az(void **state)
{
	(void)state;
	struct simulated s = simulate(azure_lab());

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct rib_select select = exactly(rows[i].prefix, rows[i].table);
		struct addr peer = {0};
		struct text want = {0};

		if (rows[i].peer != NULL)
			peer = an_addr(rows[i].peer);
		text_addf(&want, "{'value':[%s]}", rows[i].want);
		assert_document(a_table(node_of(&s, rows[i].node), &select, &peer),
		                text_str(&want));
		text_done(&want);
	}
	simulated_done(&s);
}

/* The rejected one is not there, the tail says how the origin was, and the lone one has no star. */
static void origin_and_star_of_a_table(void **state)
{
	(void)state;
	struct snapshot *snapshot = a_snapshot();
	struct rib_select select = exactly("10.0.0.0/8", RIB_SELECT_LOC);

	assert_document(a_table(&snapshot->nodes[0], &select, NULL),
	                "{'value':[{'locPrf':'100','network':'10.0.0.0/8','nextHop':'172.16.0.1',"
	                "'path':'65020 {1,2} ?\\n                    ','weight':0}]}");
	select = exactly("10.2.128.0/17", RIB_SELECT_LOC);
	assert_document(a_table(&snapshot->nodes[0], &select, NULL), "{'value':[]}");
	snapshot_free(snapshot);
}

static void a_rejected_path_is_no_second_one(void **state)
{
	(void)state;
	struct snapshot *snapshot = a_snapshot();
	struct rib_select select = exactly("10.1.0.0/16", RIB_SELECT_LOC);

	snapshot->nodes[0].paths[3].verdict = RIB_AS_LOOP;
	assert_document(a_table(&snapshot->nodes[0], &select, NULL),
	                "{'value':[{'locPrf':'','network':'10.1.0.0/16','nextHop':'10.1.255.12',"
	                "'path':'65515 I\\n                    ','weight':0}]}");
	snapshot_free(snapshot);
}

static void sessions_of_an_msee_are_a_summary(void **state)
{
	(void)state;
	struct snapshot *snapshot = a_snapshot();

	snapshot->nodes[0].peers[1].messages_in = 0;
	snapshot->nodes[0].peers[1].established = false;
	snapshot->nodes[0].peers[1].state = "Active";
	assert_document(
	    the_sessions(&snapshot->nodes[0]),
	    "{'value':["
	    "{'as':65020,'neighbor':'172.16.0.1','statePfxRcd':'3','upDown':'1d02h','v':4},"
	    "{'as':65515,'neighbor':'10.1.255.12','statePfxRcd':'Active',"
	    "'upDown':'never','v':4},"
	    "{'as':65515,'neighbor':'fd00:b::c','statePfxRcd':'Idle','upDown':'1w1d','v':4}"
	    "]}");
	snapshot_free(snapshot);
}

static void sessions_of_a_gateway_are_a_peer_status(void **state)
{
	(void)state;
	struct snapshot *snapshot = a_snapshot();
	struct snapshot_node *node = &snapshot->nodes[0];

	node->kind = LAB_GATEWAY;
	node->peers[1].state = "OpenSent";
	node->peers[1].established = false;
	assert_document(
	    the_sessions(node),
	    "{'value':["
	    "{'asn':65020,'connectedDuration':'1.02:03:04.0000000','localAddress':'172.16.0.2',"
	    "'messagesReceived':40,'messagesSent':50,'neighbor':'172.16.0.1','routesReceived':3,"
	    "'state':'Connected'},"
	    "{'asn':65515,'connectedDuration':null,'localAddress':'10.1.255.4','messagesReceived':"
	    "4,"
	    "'messagesSent':5,'neighbor':'10.1.255.12','routesReceived':2,'state':'Connecting'},"
	    "{'asn':65515,'connectedDuration':null,'localAddress':'fd00:b::4',"
	    "'messagesReceived':1001,'messagesSent':3,'neighbor':'fd00:b::c','routesReceived':0,"
	    "'state':'Idle'}]}");
	snapshot_free(snapshot);
}

static void a_route_of_the_same_as_is_internal(void **state)
{
	(void)state;
	struct snapshot *snapshot = a_snapshot();
	struct snapshot_node *node = &snapshot->nodes[0];
	struct rib_select select = exactly("10.1.0.0/16", RIB_SELECT_LOC);
	struct text text = {0};

	node->kind = LAB_GATEWAY;
	node->asn = 65515;
	print_line(a_table(node, &select, NULL), &text);
	assert_non_null(
	    strstr(text_str(&text), "\"origin\":\"IBgp\",\"sourcePeer\":\"10.1.255.12\""));
	assert_non_null(
	    strstr(text_str(&text), "\"origin\":\"EBgp\",\"sourcePeer\":\"172.16.0.1\""));
	text_done(&text);
	snapshot_free(snapshot);
}

static void nodes_and_tables_have_their_commands(void **state)
{
	(void)state;
	struct snapshot_node gateway = {.kind = LAB_GATEWAY};
	struct snapshot_node msee = {.kind = LAB_CIRCUIT};
	struct snapshot_node router = {.kind = LAB_ROUTER};

	assert_string_equal(az_rib_command(&gateway, RIB_SELECT_LOC),
	                    "network vnet-gateway list-learned-routes");
	assert_string_equal(az_rib_command(&gateway, RIB_SELECT_ADJ_IN),
	                    "network vnet-gateway list-learned-routes");
	assert_string_equal(az_rib_command(&gateway, RIB_SELECT_ADJ_OUT),
	                    "network vnet-gateway list-advertised-routes");
	assert_string_equal(az_peers_command(&gateway),
	                    "network vnet-gateway list-bgp-peer-status");
	assert_string_equal(az_rib_command(&msee, RIB_SELECT_LOC),
	                    "network express-route list-route-tables");
	assert_null(az_rib_command(&msee, RIB_SELECT_ADJ_IN));
	assert_string_equal(az_peers_command(&msee),
	                    "network express-route list-route-tables-summary");
	assert_null(az_rib_command(&router, RIB_SELECT_LOC));
	assert_null(az_peers_command(&router));
	assert_document(the_sessions(&msee), "{'value':[]}");
}

static void effective_routes_have_the_shape_of_az(void **state)
{
	(void)state;
	struct simulated s = simulate(azure_lab());
	struct effective *effective =
	    effective_of(s.fabric, lab_find_vnet(s.lab, "vnet-b"), NULL, true);

	/* One of each kind is enough. */
	effective->routes[2] = effective->routes[effective->route_count - 5];
	effective->routes[2].active = false;
	effective->route_count = 3;
	assert_document(
	    effective_json(effective),
	    "{'value':["
	    "{'addressPrefix':['10.3.0.0/16'],'disableBgpRoutePropagation':false,'name':null,"
	    "'nextHopIpAddress':[],'nextHopType':'VnetLocal','source':'Default','state':'Active'},"
	    "{'addressPrefix':['10.1.0.0/16'],'disableBgpRoutePropagation':false,'name':null,"
	    "'nextHopIpAddress':['10.3.255.4'],'nextHopType':'VirtualNetworkGateway',"
	    "'source':'VirtualNetworkGateway','state':'Active'},"
	    "{'addressPrefix':['0.0.0.0/0'],'disableBgpRoutePropagation':false,'name':null,"
	    "'nextHopIpAddress':[],'nextHopType':'Internet','source':'Default','state':'Invalid'}]"
	    "}");
	effective_free(effective);
	simulated_done(&s);
}

/* msee-output-dialects: no local preference, no letter for IGP, IPv6 in capitals. */
static void an_msee_may_speak_the_other_dialect(void **state)
{
	(void)state;
	struct simulated s = simulate(azure_lab());
	const struct snapshot_node *node = node_of(&s, "er-1/primary");
	struct rib_select select = exactly("10.3.0.0/16", RIB_SELECT_LOC);

	assert_document(routes_of(&node, 1, &select, NULL, AZ_IOS),
	                "{'value':[{'locPrf':'','network':'10.3.0.0/16',"
	                "'nextHop':'10.3.255.12*','path':'65515','weight':0},"
	                "{'locPrf':'','network':'10.3.0.0/16','nextHop':'10.3.255.13',"
	                "'path':'65515','weight':0}]}");
	select = exactly("fd00:dc::/48", RIB_SELECT_LOC);
	assert_document(routes_of(&node, 1, &select, NULL, AZ_IOS),
	                "{'value':[{'locPrf':'','network':'FD00:DC::/48',"
	                "'nextHop':'FD00:FFFF::1','path':'65020','weight':0}]}");
	simulated_done(&s);
}

/* vpn-gateway-shows-itself: and both instances stand in one answer. */
static void a_vpn_gateway_shows_both_instances_and_itself(void **state)
{
	(void)state;
	struct snapshot *snapshot = a_snapshot();
	struct snapshot_node *node = &snapshot->nodes[0];
	const struct snapshot_node *both[2] = {node, node};
	struct text text = {0};
	const char *at;
	unsigned count = 0;

	node->kind = LAB_VPN_GATEWAY;
	assert_true(az_shows_all_instances(node));
	print_line(sessions_of(both, 2), &text);
	for (at = text_str(&text); (at = strstr(at, "\"Unknown\"")) != NULL; at++)
		count++;
	assert_int_equal(count, 2);
	assert_non_null(strstr(text_str(&text), "\"neighbor\":\"172.16.0.2\",\"routesReceived\""
	                                        ":0,\"state\":\"Unknown\""));
	text_done(&text);
	snapshot_free(snapshot);
}

/* er-gateway-reports-one-instance: of which the caller takes the first. */
static void an_expressroute_gateway_answers_for_one_instance(void **state)
{
	(void)state;
	const struct snapshot_node gateway = {.kind = LAB_GATEWAY};
	const struct snapshot_node server = {.kind = LAB_ROUTE_SERVER};
	const struct snapshot_node router = {.kind = LAB_ROUTER};

	assert_false(az_shows_all_instances(&gateway));
	assert_true(az_shows_all_instances(&server));
	assert_false(az_shows_all_instances(&router));
}

/* A list for each instance; of routes only those that outer peers taught. */
static void a_route_server_answers_with_two_lists(void **state)
{
	(void)state;
	struct snapshot *snapshot = a_snapshot();
	struct snapshot_node *node = &snapshot->nodes[0];
	const struct snapshot_node *both[2] = {node, node};
	struct rib_select select = exactly("10.1.0.0/16", RIB_SELECT_LOC);
	struct addr peer = node->peers[0].address;

	node->kind = LAB_ROUTE_SERVER;
	node->asn = 65515;
	cJSON *document = routes_of(both, 2, &select, &peer, AZ_JUNOS);
	const cJSON *list = cJSON_GetObjectItemCaseSensitive(document, "RouteServiceRole_IN_1");
	assert_int_equal(cJSON_GetArraySize(list), 1);
	assert_string_equal(
	    cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(list->child, "origin")), "EBgp");
	cJSON_Delete(document);
	peer = node->peers[1].address;
	assert_document(routes_of(both, 1, &select, &peer, AZ_JUNOS),
	                "{'RouteServiceRole_IN_0':[]}");
	snapshot_free(snapshot);
}

/* clang-format off */
static const struct duration {
	int64_t us;
	const char *span;
	const char *up;
} durations[] = {
	{-5,                     "00:00:00.0000000",   "00:00"},
	{1500000,                "00:00:01.5000000",   "00:01"},
	{25 * 60 * US_PER_S + 24000001, "00:25:24.0000010", "25:24"},
	{3599999999,             "00:59:59.9999990",   "59:59"},
	{40155 * US_PER_S,       "11:09:15.0000000",   "11:09:15"},
	{86400 * US_PER_S,       "1.00:00:00.0000000", "1d00h"},
	{270853179696,           "3.03:14:13.1796960", "3d03h"},
	{7 * 86400 * US_PER_S - 1, "6.23:59:59.9999990", "6d23h"},
	{7 * 86400 * US_PER_S,   "7.00:00:00.0000000", "1w0d"},
	{23 * 86400 * US_PER_S,  "23.00:00:00.0000000", "3w2d"},
};
/* clang-format on */

static void durations_are_written_as_azure_does(void **state)
{
	(void)state;
	char text[AZ_DURATION_MAX];

	for (size_t i = 0; i < COUNT_OF(durations); i++) {
		assert_string_equal(az_time_span(durations[i].us, text), durations[i].span);
		assert_string_equal(az_up_down(durations[i].us, text), durations[i].up);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(routes_have_the_shape_of_az),
	    cmocka_unit_test(origin_and_star_of_a_table),
	    cmocka_unit_test(a_rejected_path_is_no_second_one),
	    cmocka_unit_test(sessions_of_an_msee_are_a_summary),
	    cmocka_unit_test(sessions_of_a_gateway_are_a_peer_status),
	    cmocka_unit_test(a_route_of_the_same_as_is_internal),
	    cmocka_unit_test(nodes_and_tables_have_their_commands),
	    cmocka_unit_test(effective_routes_have_the_shape_of_az),
	    cmocka_unit_test(durations_are_written_as_azure_does),
	    cmocka_unit_test(an_msee_may_speak_the_other_dialect),
	    cmocka_unit_test(a_vpn_gateway_shows_both_instances_and_itself),
	    cmocka_unit_test(an_expressroute_gateway_answers_for_one_instance),
	    cmocka_unit_test(a_route_server_answers_with_two_lists),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
