/* The sessions of nodes, as text and as FRR's JSON. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/check.h"
#include "report/state/peers.h"
#include "tests/lib/snapshots.h"
#include "tests/lib/viewed.h"

/* clang-format off */
static const char table[] =
"Node            Neighbor  Address         AS  State           Since  Hold  MsgRcvd  MsgSent  PfxRcd  Accepted  PfxSnt     Limit  Trouble\n"
"er-ams/primary  hq/ce1    172.16.0.1   65020  Established  1d02h03m   180       40       50       4         3       1  4000+100  conflicting flags\n"
"er-ams/primary  gw-a/0    10.1.255.12  65515  Established  00:00:01   180        4        5       3         2       2      1000\n"
"er-ams/primary  gw-b/0    fd00:b::c    65515  Idle         01w1d02h           1001        3       0         0       0            sent Cease/Maximum Number of Prefixes Reached\n"
"\n"
"2 of 3 neighbors established\n";

static const char as_csv[] =
"node,hostname,address,remoteAs,state,stateAgeUs,idleLeftUs,holdTime,msgRcvd,msgSent,pfxRcd,accepted,pfxSnt,prefixLimitIpv4,prefixLimitIpv6,lastError,lastErrorFrom,lastFault\n"
"er-ams/primary,hq/ce1,172.16.0.1,65020,Established,93784000000,,180,40,50,4,3,1,4000,100,,,conflicting flags\n"
"er-ams/primary,gw-a/0,10.1.255.12,65515,Established,1500000,,180,4,5,3,2,2,1000,,,,\n"
"er-ams/primary,gw-b/0,fd00:b::c,65515,Idle,700000000000,,,1001,3,0,0,0,,,Cease/Maximum Number of Prefixes Reached,self,\n";
/* clang-format on */

static void every_session_is_a_line(void **state)
{
	(void)state;
	struct snapshot *snapshot = a_snapshot();
	const struct snapshot_node *nodes[] = {&snapshot->nodes[0], &snapshot->nodes[1]};
	struct text out = {0};
	struct view *view = view_begin(VIEW_TEXT, &out);

	peers_view(view, nodes, COUNT_OF(nodes));
	viewed_equals(view, &out, table);
	snapshot_free(snapshot);
}

static void every_session_is_a_record_of_csv(void **state)
{
	(void)state;
	struct snapshot *snapshot = a_snapshot();
	const struct snapshot_node *nodes[] = {&snapshot->nodes[0], &snapshot->nodes[1]};
	struct text out = {0};
	struct view *view = view_begin(VIEW_CSV, &out);

	peers_view(view, nodes, COUNT_OF(nodes));
	viewed_equals(view, &out, as_csv);
	snapshot_free(snapshot);
}

static void a_node_without_sessions_has_a_count(void **state)
{
	(void)state;
	struct snapshot *snapshot = a_snapshot();
	const struct snapshot_node *node = &snapshot->nodes[1];
	struct text out = {0};
	struct view *view = view_begin(VIEW_TEXT, &out);

	peers_view(view, &node, 1);
	viewed_equals(view, &out, "0 of 0 neighbors established\n");
	snapshot_free(snapshot);
}

static cJSON *json_of(const struct snapshot_node *node)
{
	struct text out = {0};
	struct view *view = view_begin(VIEW_JSON, &out);

	peers_of_node(view, node);
	return viewed_json(view, &out);
}

static void assert_number(const cJSON *object, const char *name, double want)
{
	const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, name);

	if (!cJSON_IsNumber(item) || item->valuedouble < want || item->valuedouble > want)
		fail_msg("%s is not %g", name, want);
}

static void assert_word(const cJSON *object, const char *name, const char *want)
{
	const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, name);

	if (!cJSON_IsString(item))
		fail_msg("%s is no text", name);
	assert_string_equal(item->valuestring, want);
}

/* What frr_exporter and netlab read of "show bgp summary json", FRR 8.4.4. */
static void a_summary_has_the_shape_of_frr(void **state)
{
	(void)state;
	struct snapshot *snapshot = a_snapshot();
	cJSON *document = json_of(&snapshot->nodes[0]);
	const cJSON *ipv4 = cJSON_GetObjectItem(document, "ipv4Unicast");
	const cJSON *peers = cJSON_GetObjectItem(ipv4, "peers");
	const cJSON *peer = cJSON_GetObjectItem(peers, "172.16.0.1");

	assert_word(ipv4, "routerId", "172.16.0.2");
	assert_number(ipv4, "as", 12076);
	assert_number(ipv4, "vrfId", 0);
	assert_word(ipv4, "vrfName", "default");
	assert_number(ipv4, "ribCount", 3);
	assert_number(ipv4, "peerCount", 2);
	assert_number(ipv4, "totalPeers", 2);
	assert_number(ipv4, "failedPeers", 0);
	assert_number(ipv4, "displayedPeers", 2);
	assert_number(ipv4, "dynamicPeers", 0);
	assert_number(ipv4, "tableVersion", 0);
	assert_word(peer, "hostname", "hq/ce1");
	assert_number(peer, "remoteAs", 65020);
	assert_number(peer, "localAs", 12076);
	assert_number(peer, "version", 4);
	assert_number(peer, "msgRcvd", 40);
	assert_number(peer, "msgSent", 50);
	assert_number(peer, "tableVersion", 0);
	assert_number(peer, "outq", 0);
	assert_number(peer, "inq", 0);
	assert_word(peer, "peerUptime", "1d02h03m");
	assert_number(peer, "peerUptimeMsec", 93784000);
	assert_number(peer, "pfxRcd", 4);
	assert_number(peer, "pfxSnt", 1);
	assert_word(peer, "state", "Established");
	assert_word(peer, "peerState", "OK");
	assert_word(peer, "idType", "ipv4");
	cJSON_Delete(document);
	snapshot_free(snapshot);
}

static void a_session_that_is_down_says_why(void **state)
{
	(void)state;
	struct snapshot *snapshot = a_snapshot();
	cJSON *document = json_of(&snapshot->nodes[0]);
	const cJSON *ipv6 = cJSON_GetObjectItem(document, "ipv6Unicast");
	const cJSON *peer = cJSON_GetObjectItem(cJSON_GetObjectItem(ipv6, "peers"), "fd00:b::c");
	const cJSON *own = cJSON_GetObjectItem(peer, "hairpin");

	assert_number(ipv6, "peerCount", 1);
	assert_number(ipv6, "failedPeers", 1);
	assert_number(ipv6, "ribCount", 1);
	assert_word(peer, "state", "Idle");
	assert_word(peer, "peerUptime", "never");
	assert_number(peer, "peerUptimeMsec", 0);
	assert_word(own, "lastError", "Cease/Maximum Number of Prefixes Reached");
	assert_number(own, "lastErrorCode", 6);
	assert_number(own, "lastErrorSubcode", 1);
	assert_word(own, "lastErrorFrom", "self");
	cJSON_Delete(document);
	snapshot_free(snapshot);
}

/* What only a process that runs has: a pause that goes on, and a loop. */
static void a_running_process_says_how_long(void **state)
{
	(void)state;
	struct snapshot *snapshot = a_snapshot();
	const struct snapshot_node *node = &snapshot->nodes[0];
	struct text out = {0};

	snapshot->nodes[0].peers[2].idle_left_us = 4300000;
	snapshot->nodes[0].turn = (struct snapshot_turn){.wall_us = 6400, .cpu_us = 2100};
	struct view *view = view_begin(VIEW_TEXT, &out);
	peers_view(view, &node, 1);
	view_end(view);
	assert_non_null(strstr(text_str(&out), "Idle for"));
	assert_non_null(strstr(text_str(&out), "4.3 s more"));
	assert_non_null(
	    strstr(text_str(&out), "\nlongest turn of the loop: 6.4 ms, 2.1 ms of it at work\n"));
	text_done(&out);
	cJSON *document = json_of(node);
	assert_number(cJSON_GetObjectItem(document, "hairpin"), "longestTurnUs", 6400);
	cJSON_Delete(document);
	snapshot_free(snapshot);
}

static void a_family_without_peers_is_left_out(void **state)
{
	(void)state;
	struct snapshot *snapshot = a_snapshot();

	snapshot->nodes[0].peer_count = 2;
	cJSON *document = json_of(&snapshot->nodes[0]);
	assert_true(cJSON_HasObjectItem(document, "ipv4Unicast"));
	assert_false(cJSON_HasObjectItem(document, "ipv6Unicast"));
	cJSON_Delete(document);
	snapshot_free(snapshot);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_session_is_a_line),
	    cmocka_unit_test(every_session_is_a_record_of_csv),
	    cmocka_unit_test(a_running_process_says_how_long),
	    cmocka_unit_test(a_node_without_sessions_has_a_count),
	    cmocka_unit_test(a_summary_has_the_shape_of_frr),
	    cmocka_unit_test(a_session_that_is_down_says_why),
	    cmocka_unit_test(a_family_without_peers_is_left_out),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
