/* A snapshot made by hand. */
#include "tests/lib/snapshots.h"

#include <string.h>

#include "base/check.h"
#include "bgp/as_path.h"
#include "tests/lib/routes.h"

#define SPAN(...)                                                                      \
	(struct span)                                                                  \
	{                                                                              \
		(const uint8_t[]){__VA_ARGS__}, sizeof((const uint8_t[]){__VA_ARGS__}) \
	}

static struct span keep(struct arena *arena, struct span span)
{
	uint8_t *at = arena_alloc(arena, span.size);

	memcpy(at, span.at, span.size);
	return (struct span){at, span.size};
}

static struct bgp_attrs *route(struct arena *arena, const char *path, const char *next_hop)
{
	struct route_room room;
	struct bgp_attrs *attrs = arena_alloc(arena, sizeof(*attrs));

	*attrs = a_route(&room, path, next_hop);
	attrs->as_path = keep(arena, attrs->as_path);
	return attrs;
}

/* 65020, then {1,2}: a path that has no plain text. */
static const struct bgp_attrs *odd_route(struct arena *arena)
{
	struct bgp_attrs *attrs = route(arena, "65020", "172.16.0.1");

	attrs->as_path = keep(arena, SPAN(2, 1, 0, 0, 0xfd, 0xfc, 1, 2, 0, 0, 0, 1, 0, 0, 0, 2));
	attrs->origin = BGP_ORIGIN_INCOMPLETE;
	attrs->communities = keep(arena, SPAN(0xfd, 0xfc, 0, 7, 0xff, 0xff, 0xff, 1));
	attrs->large_communities =
	    keep(arena, SPAN(0, 0, 0, 1, 0, 0, 0, 2, 0xff, 0xff, 0xff, 0xff));
	attrs->ext_communities = keep(arena, SPAN(0, 2, 0xfd, 0xe8, 0, 0, 0, 1));
	attrs->unknown = keep(arena, SPAN(0xe0, 99, 1, 7));
	attrs->cluster_list = keep(arena, SPAN(10, 0, 0, 7, 10, 0, 0, 8));
	attrs->originator_id = 0x0a000009;
	attrs->aggregator_as = 65020;
	attrs->aggregator_id = 0xc0a80001;
	attrs->med = 20;
	attrs->local_pref = 100;
	attrs->present |=
	    bgp_attr_bit(BGP_ATTR_COMMUNITIES) | bgp_attr_bit(BGP_ATTR_LARGE_COMMUNITIES) |
	    bgp_attr_bit(BGP_ATTR_ORIGINATOR_ID) | bgp_attr_bit(BGP_ATTR_CLUSTER_LIST) |
	    bgp_attr_bit(BGP_ATTR_EXT_COMMUNITIES) | bgp_attr_bit(BGP_ATTR_AGGREGATOR) |
	    bgp_attr_bit(BGP_ATTR_ATOMIC_AGGREGATE) | bgp_attr_bit(BGP_ATTR_MED) |
	    bgp_attr_bit(BGP_ATTR_LOCAL_PREF);
	return attrs;
}

static const struct bgp_attrs *weighted(struct arena *arena, const char *path, const char *next_hop,
                                        uint32_t weight)
{
	struct bgp_attrs *attrs = route(arena, path, next_hop);

	attrs->weight = weight;
	return attrs;
}

static void fill_peers(struct snapshot_node *node)
{
	node->peers[0] = (struct snapshot_peer){
	    .node = 1,
	    .name = "hq/ce1",
	    .address = an_addr("172.16.0.1"),
	    .local_address = an_addr("172.16.0.2"),
	    .asn = 65020,
	    .router_id = 0xc0a86401,
	    .state = "Established",
	    .established = true,
	    .state_age_us = 93784000000,
	    .hold_time_s = 180,
	    .messages_in = 40,
	    .messages_out = 50,
	    .received = {0, 4, 0},
	    .accepted = {0, 3, 0},
	    .sent = {0, 1, 0},
	    .prefix_limit = {0, 4000, 100},
	    .last_fault = "conflicting flags",
	};
	node->peers[1] = (struct snapshot_peer){
	    .node = 2,
	    .name = "gw-a/0",
	    .address = an_addr("10.1.255.12"),
	    .local_address = an_addr("10.1.255.4"),
	    .asn = 65515,
	    .router_id = 0x0a01ff0c,
	    .state = "Established",
	    .established = true,
	    .state_age_us = 1500000,
	    .hold_time_s = 180,
	    .messages_in = 4,
	    .messages_out = 5,
	    .received = {0, 3, 0},
	    .accepted = {0, 2, 0},
	    .sent = {0, 2, 0},
	    .prefix_limit = {0, 1000, 0},
	};
	node->peers[2] = (struct snapshot_peer){
	    .node = 3,
	    .name = "gw-b/0",
	    .address = an_addr("fd00:b::c"),
	    .local_address = an_addr("fd00:b::4"),
	    .asn = 65515,
	    .state = "Idle",
	    .state_age_us = 700000000000,
	    .messages_in = 1001,
	    .messages_out = 3,
	    .last_error = 0x0601,
	    .last_error_sent = true,
	};
}

static void fill_paths(struct snapshot_node *node, struct arena *arena)
{
	const struct snapshot_path paths[] = {
	    {a_prefix("0.0.0.0/0"), 0, false, false, RIB_AS_LOOP, RIB_STEP_ONLY_PATH,
	     route(arena, "65020 12076", "172.16.0.1")},
	    {a_prefix("10.0.0.0/8"), 0, true, true, RIB_PASS, RIB_STEP_ONLY_PATH, odd_route(arena)},
	    {a_prefix("10.1.0.0/16"), 1, true, true, RIB_PASS, RIB_STEP_AS_PATH,
	     weighted(arena, "65515", "10.1.255.12", 7)},
	    {a_prefix("10.1.0.0/16"), 0, false, false, RIB_PASS, RIB_STEP_ONLY_PATH,
	     weighted(arena, "65020 65020", "172.16.0.1", 7)},
	    {a_prefix("10.2.0.0/16"), 0, true, true, RIB_PASS, RIB_STEP_ROUTER_ID,
	     route(arena, "65020", "172.16.0.1")},
	    {a_prefix("10.2.0.0/16"), 1, false, true, RIB_PASS, RIB_STEP_ONLY_PATH,
	     route(arena, "65515", "10.1.255.12")},
	    {a_prefix("10.2.128.0/17"), 1, false, false, RIB_FIRST_AS, RIB_STEP_ONLY_PATH,
	     route(arena, "1 65515", "10.1.255.12")},
	    {a_prefix("fd00:1::/48"), -1, true, true, RIB_PASS, RIB_STEP_ONLY_PATH,
	     weighted(arena, "", "::", 32768)},
	};

	node->path_count = COUNT_OF(paths);
	for (size_t i = 0; i < COUNT_OF(paths); i++)
		node->prefix_count[paths[i].prefix.addr.family] += paths[i].best;
	node->paths = arena_alloc(arena, sizeof(paths));
	memcpy(node->paths, paths, sizeof(paths));
}

static void fill_told(struct snapshot_node *node, struct arena *arena)
{
	const struct snapshot_told told[] = {
	    {a_prefix("10.0.0.0/8"), 1, route(arena, "12076 65020", "10.1.255.4")},
	    {a_prefix("10.1.0.0/16"), 0, route(arena, "12076", "172.16.0.2")},
	    {a_prefix("10.2.0.0/16"), 1, route(arena, "12076 65020", "10.1.255.4")},
	};

	node->told_count = COUNT_OF(told);
	node->told = arena_alloc(arena, sizeof(told));
	memcpy(node->told, told, sizeof(told));
}

struct snapshot *a_snapshot(void)
{
	struct arena *arena = arena_new();
	struct snapshot *snapshot = arena_alloc(arena, sizeof(*snapshot));

	*snapshot = (struct snapshot){
	    .arena = arena,
	    .lab = "by \"hand\"",
	    .source = "sim",
	    .time_us = 93785500000,
	    .converged = true,
	    .node_count = 4,
	};
	snapshot->nodes = arena_alloc(arena, 4 * sizeof(*snapshot->nodes));
	snapshot->nodes[0] = (struct snapshot_node){
	    .name = "er-ams/primary",
	    .kind = LAB_CIRCUIT,
	    .element = "er-ams",
	    .group = "er-ams",
	    .asn = 12076,
	    .router_id = 0xac100002,
	    .present = true,
	    .peer_count = 3,
	};
	snapshot->nodes[0].peers = arena_alloc(arena, 3 * sizeof(struct snapshot_peer));
	fill_peers(&snapshot->nodes[0]);
	fill_paths(&snapshot->nodes[0], arena);
	fill_told(&snapshot->nodes[0], arena);
	snapshot->nodes[1] = (struct snapshot_node){.name = "hq/ce1",
	                                            .kind = LAB_ROUTER,
	                                            .element = "hq/ce1",
	                                            .group = "hq",
	                                            .asn = 65020,
	                                            .router_id = 0xc0a86401};
	snapshot->nodes[2] = (struct snapshot_node){
	    .name = "gw-a/0", .kind = LAB_GATEWAY, .element = "gw-a", .group = "gw-a"};
	snapshot->nodes[3] = (struct snapshot_node){
	    .name = "gw-b/0", .kind = LAB_GATEWAY, .element = "gw-b", .group = "gw-b"};
	return snapshot;
}
