/* The tables of a node, as text and as FRR's JSON. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "report/state/rib.h"
#include "tests/lib/routes.h"
#include "tests/lib/snapshots.h"
#include "tests/lib/viewed.h"

/* clang-format off */
static const char *const tables[] = {
	[RIB_SELECT_LOC] =
"er-ams/primary (msee, AS 12076, router ID 172.16.0.2)\n"
"    Network      Next hop     From    Metric  LocPrf  Weight  Path           Why             Communities\n"
"*>  10.0.0.0/8   172.16.0.1   hq/ce1      20     100       0  65020 {1,2} ?  only-path       65020:7 no-export 1:2:4294967295 RT:65000:1\n"
"*>  10.1.0.0/16  10.1.255.12  gw-a/0                       7  65515 i        as-path-length\n"
"*                172.16.0.1   hq/ce1                       7  65020 65020 i\n"
"*>  10.2.0.0/16  172.16.0.1   hq/ce1                       0  65020 i        router-id\n"
"*=               10.1.255.12  gw-a/0                       0  65515 i        equally good\n"
"*>  fd00:1::/48  ::           (own)                    32768  i              only-path\n"
"4 networks, 6 paths; 2 more rejected: --table adj-in says why\n",
	[RIB_SELECT_ADJ_IN] =
"er-ams/primary (msee, AS 12076, router ID 172.16.0.2), announced by peers\n"
"    Network        Next hop     From    Metric  LocPrf  Weight  Path           Communities                                  Rejected because\n"
"x   0.0.0.0/0      172.16.0.1   hq/ce1                       0  65020 12076 i                                               as-loop: own AS in the path\n"
"*>  10.0.0.0/8     172.16.0.1   hq/ce1      20     100       0  65020 {1,2} ?  65020:7 no-export 1:2:4294967295 RT:65000:1\n"
"*>  10.1.0.0/16    10.1.255.12  gw-a/0                       7  65515 i\n"
"*                  172.16.0.1   hq/ce1                       7  65020 65020 i\n"
"*>  10.2.0.0/16    172.16.0.1   hq/ce1                       0  65020 i\n"
"*=                 10.1.255.12  gw-a/0                       0  65515 i\n"
"x   10.2.128.0/17  10.1.255.12  gw-a/0                       0  1 65515 i                                                   first-as: the path does not begin with the peer's AS\n"
"5 networks, 7 paths\n",
	[RIB_SELECT_ADJ_OUT] =
"er-ams/primary (msee, AS 12076, router ID 172.16.0.2), told to peers\n"
"Network      Next hop    To      Path\n"
"10.0.0.0/8   10.1.255.4  gw-a/0  12076 65020 i\n"
"10.1.0.0/16  172.16.0.2  hq/ce1  12076 i\n"
"10.2.0.0/16  10.1.255.4  gw-a/0  12076 65020 i\n"
"3 networks, 3 announcements\n",
};

#define CSV_PATHS \
	"node,network,nextHop,from,metric,locPrf,weight,path,origin,why,communities,largeCommunities,extendedCommunities,originatorId,clusterList,rejected,valid,bestpath,multipath\n"
#define CSV_TOLD \
	"node,network,nextHop,to,metric,locPrf,path,bgpOriginCode,communities,largeCommunities,extendedCommunities,originatorId,clusterList\n"

static const char *const records[] = {
	[RIB_SELECT_LOC] = CSV_PATHS
"er-ams/primary,10.0.0.0/8,172.16.0.1,hq/ce1,20,100,0,\"65020 {1,2}\",incomplete,only-path,65020:7 no-export,1:2:4294967295,RT:65000:1,10.0.0.9,10.0.0.7 10.0.0.8,,true,true,\n",
	[RIB_SELECT_ADJ_IN] = CSV_PATHS
"er-ams/primary,0.0.0.0/0,172.16.0.1,hq/ce1,,,0,65020 12076,IGP,,,,,,,as-loop,,,\n",
	[RIB_SELECT_ADJ_OUT] = CSV_TOLD
"er-ams/primary,10.0.0.0/8,10.1.255.4,gw-a/0,,,12076 65020,i,,,,,\n",
};

#define OWN_ROUTE \
	"{\"valid\":true,\"bestpath\":true,\"selectionReason\":\"First path received\"," \
	"\"pathFrom\":\"external\",\"prefix\":\"fd00:1::\",\"prefixLen\":48,\"network\":\"fd00:1::/48\"," \
	"\"weight\":32768,\"peerId\":\"(unspec)\",\"path\":\"\",\"origin\":\"IGP\",\"nexthops\":[{\"ip\":\"::\"," \
	"\"hostname\":\"er-ams/primary\",\"afi\":\"ipv6\",\"used\":true}],\"hairpin\":{\"why\":\"only-path\"}}"
#define EQUAL_ROUTE \
	"{\"valid\":true,\"multipath\":true,\"pathFrom\":\"external\",\"prefix\":\"10.2.0.0\"," \
	"\"prefixLen\":16,\"network\":\"10.2.0.0/16\",\"weight\":0,\"peerId\":\"10.1.255.12\",\"path\":\"65515\"," \
	"\"origin\":\"IGP\",\"nexthops\":[{\"ip\":\"10.1.255.12\",\"hostname\":\"gw-a/0\",\"afi\":\"ipv4\"," \
	"\"used\":true}],\"hairpin\":{\"from\":\"gw-a/0\"}}"
#define REJECTED_ROUTE \
	"{\"pathFrom\":\"external\",\"prefix\":\"0.0.0.0\",\"prefixLen\":0,\"network\":\"0.0.0.0/0\"," \
	"\"weight\":0,\"peerId\":\"172.16.0.1\",\"path\":\"65020 12076\",\"origin\":\"IGP\"," \
	"\"nexthops\":[{\"ip\":\"172.16.0.1\",\"hostname\":\"hq/ce1\",\"afi\":\"ipv4\"}],\"hairpin\":" \
	"{\"from\":\"hq/ce1\",\"rejected\":\"as-loop\",\"reason\":\"own AS in the path\"}}"
#define TOLD_ROUTE \
	"{\"addrPrefix\":\"10.1.0.0\",\"prefixLen\":16,\"network\":\"10.1.0.0/16\"," \
	"\"nextHop\":\"172.16.0.2\",\"weight\":0,\"path\":\"12076\",\"bgpOriginCode\":\"i\"," \
	"\"appliedStatusSymbols\":{\"*\":true,\">\":true},\"hairpin\":{}}"
/* clang-format on */

/* Behind what the marks mean. */
static void assert_table(const struct snapshot_node *node, const struct rib_select *select,
                         const char *want)
{
	struct text out = {0};
	struct view *view = view_begin(VIEW_TEXT, &out);
	const char *table;

	rib_view(view, &node, 1, select, false);
	view_end(view);
	table = strstr(text_str(&out), "\n\n");
	assert_non_null(table);
	assert_string_equal(table + 2, want);
	text_done(&out);
}

static void a_table_reads_like_frr_and_says_from_whom_and_why(void **state)
{
	(void)state;
	struct snapshot *snapshot = a_snapshot();

	for (unsigned i = 0; i < COUNT_OF(tables); i++) {
		struct rib_select select = {.table = (enum rib_select_table)i};
		assert_table(&snapshot->nodes[0], &select, tables[i]);
	}
	snapshot_free(snapshot);
}

/* The head, and the first record. */
static void routes_are_records_of_csv(void **state)
{
	(void)state;
	struct snapshot *snapshot = a_snapshot();
	const struct snapshot_node *node = &snapshot->nodes[0];

	for (unsigned i = 0; i < COUNT_OF(records); i++) {
		struct rib_select select = {.table = (enum rib_select_table)i};
		struct text out = {0};
		struct view *view = view_begin(VIEW_CSV, &out);

		rib_view(view, &node, 1, &select, false);
		view_end(view);
		if (strncmp(text_str(&out), records[i], strlen(records[i])) != 0)
			assert_string_equal(text_str(&out), records[i]);
		text_done(&out);
	}
	snapshot_free(snapshot);
}

static void an_absent_node_is_said_to_be_absent(void **state)
{
	(void)state;
	struct snapshot *snapshot = a_snapshot();
	struct rib_select select = {0};

	assert_false(rib_shows_any(&snapshot->nodes[1], &select));
	assert_table(&snapshot->nodes[1], &select,
	             "hq/ce1 (site-router, AS 65020, router ID 192.168.100.1)\n"
	             "0 networks, 0 paths; it does not run here\n");
	snapshot_free(snapshot);
}

/* clang-format off */
static const struct select_row {
	enum rib_select_table table;
	enum rib_select_match match;
	const char *text;
	const char *prefixes; /* that are shown */
} select_rows[] = {
	{RIB_SELECT_LOC, RIB_SELECT_EXACT, "10.0.0.0/8", "10.0.0.0/8 "},
	{RIB_SELECT_LOC, RIB_SELECT_EXACT, "10.0.0.0/9", ""},
	{RIB_SELECT_LOC, RIB_SELECT_EXACT, "0.0.0.0/0", ""},
	{RIB_SELECT_ADJ_IN, RIB_SELECT_EXACT, "0.0.0.0/0", "0.0.0.0/0 "},
	{RIB_SELECT_LOC, RIB_SELECT_LONGER, "10.0.0.0/8", "10.0.0.0/8 10.1.0.0/16 10.1.0.0/16 10.2.0.0/16 10.2.0.0/16 "},
	{RIB_SELECT_LOC, RIB_SELECT_LONGER, "10.0.0.0/15", "10.1.0.0/16 10.1.0.0/16 "},
	{RIB_SELECT_ADJ_IN, RIB_SELECT_LONGER, "10.2.0.0/16", "10.2.0.0/16 10.2.0.0/16 10.2.128.0/17 "},
	{RIB_SELECT_LOC, RIB_SELECT_ADDRESS, "10.2.200.1", "10.2.0.0/16 10.2.0.0/16 "},
	{RIB_SELECT_LOC, RIB_SELECT_ADDRESS, "11.0.0.1", ""},
	{RIB_SELECT_ADJ_IN, RIB_SELECT_ADDRESS, "10.2.200.1", "0.0.0.0/0 10.0.0.0/8 10.2.0.0/16 10.2.0.0/16 10.2.128.0/17 "},
	{RIB_SELECT_ADJ_IN, RIB_SELECT_ADDRESS, "fd00:1::1", ""},
};
/* clang-format on */

static void selections_show_what_was_asked_for(void **state)
{
	(void)state;
	struct snapshot *snapshot = a_snapshot();
	const struct snapshot_node *node = &snapshot->nodes[0];

	for (size_t i = 0; i < COUNT_OF(select_rows); i++) {
		const struct select_row *row = &select_rows[i];
		struct rib_select select = {.table = row->table, .match = row->match};
		struct text got = {0};

		if (row->match == RIB_SELECT_ADDRESS)
			select.address = an_addr(row->text);
		else
			select.prefix = a_prefix(row->text);
		select = rib_select_for(&select, node);
		for (uint32_t p = 0; p < node->path_count; p++) {
			char prefix[PREFIX_TEXT_MAX];
			if (rib_select_path(&select, &node->paths[p]))
				text_addf(&got, "%s ",
				          prefix_format(&node->paths[p].prefix, prefix));
		}
		if (strcmp(text_str(&got), row->prefixes) != 0)
			fail_msg("row %zu, %s: %s", i, row->text, text_str(&got));
		text_done(&got);
	}
	snapshot_free(snapshot);
}

static cJSON *json_of(const struct snapshot *snapshot, enum rib_select_table table)
{
	struct rib_select select = {.table = table};
	struct text out = {0};
	struct view *view = view_begin(VIEW_JSON, &out);

	rib_of_node(view, &snapshot->nodes[0], &select);
	return viewed_json(view, &out);
}

static void assert_json(const cJSON *item, const char *want)
{
	char *text = cJSON_PrintUnformatted(item);

	assert_non_null(text);
	assert_string_equal(text, want);
	cJSON_free(text);
}

static const cJSON *route(const cJSON *document, const char *list, const char *prefix, int index)
{
	return cJSON_GetArrayItem(cJSON_GetObjectItem(cJSON_GetObjectItem(document, list), prefix),
	                          index);
}

static void the_loc_rib_has_the_shape_of_frr(void **state)
{
	(void)state;
	/* Of "show bgp ipv4 unicast json", FRR 8.4.4. */
	static const char *const members[] = {
	    "vrfId", "vrfName", "tableVersion", "routerId", "defaultLocPrf", "localAS", "routes"};
	struct snapshot *snapshot = a_snapshot();
	cJSON *document = json_of(snapshot, RIB_SELECT_LOC);

	for (size_t i = 0; i < COUNT_OF(members); i++)
		assert_true(cJSON_HasObjectItem(document, members[i]));
	assert_int_equal(cJSON_GetArraySize(cJSON_GetObjectItem(document, "routes")), 4);
	assert_json(route(document, "routes", "fd00:1::/48", 0), OWN_ROUTE);
	assert_json(route(document, "routes", "10.2.0.0/16", 1), EQUAL_ROUTE);
	assert_json(cJSON_GetObjectItem(route(document, "routes", "10.2.0.0/16", 0), "multipath"),
	            "true");
	assert_null(cJSON_GetObjectItem(route(document, "routes", "10.0.0.0/8", 0), "multipath"));
	assert_null(cJSON_GetObjectItem(route(document, "routes", "10.1.0.0/16", 0), "multipath"));
	assert_json(cJSON_GetObjectItem(route(document, "routes", "10.0.0.0/8", 0), "hairpin"),
	            "{\"from\":\"hq/ce1\",\"why\":\"only-path\",\"communities\":[\"65020:7\","
	            "\"no-export\"],\"originatorId\":\"10.0.0.9\","
	            "\"clusterList\":[\"10.0.0.7\",\"10.0.0.8\"],"
	            "\"extendedCommunities\":[\"RT:65000:1\"],"
	            "\"largeCommunities\":[\"1:2:4294967295\"]}");
	cJSON_Delete(document);
	snapshot_free(snapshot);
}

static void an_adj_rib_in_says_what_was_rejected(void **state)
{
	(void)state;
	struct snapshot *snapshot = a_snapshot();
	cJSON *document = json_of(snapshot, RIB_SELECT_ADJ_IN);
	const cJSON *peer = cJSON_GetObjectItem(document, "172.16.0.1");

	assert_int_equal(cJSON_GetArraySize(document), 3);
	assert_int_equal(cJSON_GetArraySize(cJSON_GetObjectItem(peer, "routes")), 4);
	assert_json(route(peer, "routes", "0.0.0.0/0", 0), REJECTED_ROUTE);
	cJSON_Delete(document);
	snapshot_free(snapshot);
}

static void an_adj_rib_out_has_the_shape_of_frr(void **state)
{
	(void)state;
	struct snapshot *snapshot = a_snapshot();
	cJSON *document = json_of(snapshot, RIB_SELECT_ADJ_OUT);
	const cJSON *peer = cJSON_GetObjectItem(document, "172.16.0.1");

	assert_json(
	    cJSON_GetObjectItem(cJSON_GetObjectItem(peer, "advertisedRoutes"), "10.1.0.0/16"),
	    TOLD_ROUTE);
	assert_json(cJSON_GetObjectItem(peer, "totalPrefixCounter"), "1");
	assert_json(cJSON_GetObjectItem(peer, "bgpLocalRouterId"), "\"172.16.0.2\"");
	peer = cJSON_GetObjectItem(document, "10.1.255.12");
	assert_json(cJSON_GetObjectItem(peer, "totalPrefixCounter"), "2");
	cJSON_Delete(document);
	snapshot_free(snapshot);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_table_reads_like_frr_and_says_from_whom_and_why),
	    cmocka_unit_test(routes_are_records_of_csv),
	    cmocka_unit_test(an_absent_node_is_said_to_be_absent),
	    cmocka_unit_test(selections_show_what_was_asked_for),
	    cmocka_unit_test(the_loc_rib_has_the_shape_of_frr),
	    cmocka_unit_test(an_adj_rib_in_says_what_was_rejected),
	    cmocka_unit_test(an_adj_rib_out_has_the_shape_of_frr),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
