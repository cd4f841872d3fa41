/* Import and export policy, row by row; rows of Azure's behaviour name their rule. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/check.h"
#include "bgp/as_path.h"
#include "bgp/community.h"
#include "rib/policy.h"
#include "tests/lib/routes.h"

enum { MSEE_AS = 12076, GATEWAY_AS = 65515 };

static struct rib_peer_conf a_peer(uint32_t local_as, uint32_t peer_as)
{
	return (struct rib_peer_conf){
	    .local_as = local_as,
	    .peer_as = peer_as,
	};
}

/* clang-format off */
static const struct import_row {
	const char *name;
	uint32_t local_as, peer_as;
	const char *path;
	uint8_t own_as_allowed;
	uint32_t refuse_only_as;
	enum rib_verdict verdict;
} imports[] = {
	{"plain route",                        65515, 12076, "12076 65020",       0,   0,     RIB_PASS},
	{"own AS is a loop",                   65515, 12076, "12076 65515",       0,   0,     RIB_AS_LOOP},
	{"own AS once where once is allowed",  65515, 12076, "12076 65515",       1,   0,     RIB_PASS},
	{"own AS twice where once is allowed", 65515, 12076, "12076 65515 65515", 1,   0,     RIB_AS_LOOP},
	{"path of another neighbour",          65515, 12076, "65020 12076",       0,   0,     RIB_FIRST_AS},
	{"empty path from an external peer",   65515, 12076, "",                  0,   0,     RIB_FIRST_AS},
	{"empty path from an internal peer",   65515, 65515, "",                  0,   0,     RIB_PASS},
	{"msee-accepts-own-as: any number",    12076, 65020, "65020 12076 12076", 255, 0,     RIB_PASS},
	{"remote-vnet-toggle off",             65515, 12076, "12076 12076",       0,   12076, RIB_REFUSED_PATH},
	{"remote-vnet-toggle off, on-premises stays", 65515, 12076, "12076 65020", 0,  12076, RIB_PASS},
	{"remote-vnet-toggle off, customer leak stays", 65515, 12076, "12076 64512 12076", 0, 12076, RIB_PASS},
	{"remote-vnet-toggle on",              65515, 12076, "12076 12076",       0,   0,     RIB_PASS},
};

static const struct export_row {
	const char *name;
	uint32_t local_as, peer_as;
	struct rib_export export;
	const char *path;
	enum rib_verdict verdict;
	const char *told;
} exports[] = {
	{"eBGP prepends the own AS", 65020, 12076, {0}, "64512", RIB_PASS, "65020 64512"},
	{"iBGP leaves the path alone", 65515, 65515, {0}, "12076", RIB_PASS, "12076"},
	{"prepend", 65020, 12076, {.prepend = 2}, "", RIB_PASS, "65020 65020 65020"},
	{"prepend once", 65020, 12076, {.prepend = 1}, "1", RIB_PASS, "65020 65020 1"},
	{"prepend not", 65020, 12076, {.prepend = 0}, "1", RIB_PASS, "65020 1"},
	{"msee-remove-private-as: VNet", MSEE_AS, 65020, {.remove_private_as = true}, "65515", RIB_PASS, "12076"},
	{"msee-remove-private-as: NVA behind it", MSEE_AS, 65020, {.remove_private_as = true}, "65515 65001", RIB_PASS, "12076"},
	{"msee-remove-private-as: public AS stays", MSEE_AS, 65020, {.remove_private_as = true}, "65515 64496 65001", RIB_PASS, "12076 64496"},
	{"msee-as-override: VNet", MSEE_AS, GATEWAY_AS, {.override_from = GATEWAY_AS, .override_only = {GATEWAY_AS, 65520}}, "65515", RIB_PASS, "12076 12076"},
	{"msee-as-override: inter-hub", MSEE_AS, GATEWAY_AS, {.override_from = GATEWAY_AS, .override_only = {GATEWAY_AS, 65520}}, "65515 65520 65520", RIB_PASS, "12076 12076 65520 65520"},
	{"msee-as-override-exception: NVA behind it", MSEE_AS, GATEWAY_AS, {.override_from = GATEWAY_AS, .override_only = {GATEWAY_AS, 65520}}, "65515 65001", RIB_PASS, "12076 65515 65001"},
	{"msee-keeps-customer-as", MSEE_AS, GATEWAY_AS, {.override_from = GATEWAY_AS, .override_only = {GATEWAY_AS, 65520}}, "65000 65001 65001 65002", RIB_PASS, "12076 65000 65001 65001 65002"},
	{"gateway-readvertises-nothing", GATEWAY_AS, MSEE_AS, {.originated_only = true}, "12076", RIB_NOT_ORIGINATED, NULL},
};
/* clang-format on */

static void test_import_verdicts(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(imports); i++) {
		const struct import_row *row = &imports[i];
		struct rib_peer_conf peer = a_peer(row->local_as, row->peer_as);
		struct route_room room;
		struct bgp_attrs attrs = a_route(&room, row->path, "192.0.2.1");

		peer.import.own_as_allowed = row->own_as_allowed;
		peer.import.refuse_only_as = row->refuse_only_as;

		enum rib_verdict verdict = rib_import_apply(&peer, &attrs);

		if (verdict != row->verdict)
			fail_msg("%s: %s, want %s", row->name, rib_verdict_name(verdict),
			         rib_verdict_name(row->verdict));
	}
}

static void test_export_paths(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(exports); i++) {
		const struct export_row *row = &exports[i];
		struct rib_peer_conf to = a_peer(row->local_as, row->peer_as);
		struct rib_peer_conf from = a_peer(row->local_as, 64999);
		struct route_room room;
		struct bgp_attrs attrs = a_route(&room, row->path, "192.0.2.1");
		uint8_t scratch_room[512];
		struct writer scratch = writer_of(scratch_room, sizeof(scratch_room));
		struct text told = {0};

		to.export = row->export;

		enum rib_verdict verdict =
		    rib_export_apply(&to, (struct rib_source){.peer = &from}, &attrs, &scratch);

		if (verdict != row->verdict)
			fail_msg("%s: %s, want %s", row->name, rib_verdict_name(verdict),
			         rib_verdict_name(row->verdict));
		as_path_format(attrs.as_path, " ", &told);
		if (row->told != NULL)
			assert_string_equal(text_str(&told), row->told);
		text_done(&told);
	}
}

static struct bgp_attrs exported(const struct rib_peer_conf *to, const struct rib_peer_conf *from,
                                 struct bgp_attrs attrs, struct writer *scratch)
{
	assert_int_equal(rib_export_apply(to, (struct rib_source){.peer = from}, &attrs, scratch),
	                 RIB_PASS);
	return attrs;
}

/* `hops` numbers in segments that are as long as they can be. */
static struct span long_path(uint8_t *bytes, size_t size, unsigned hops)
{
	struct writer out = writer_of(bytes, size);

	as_path_prepend((struct span){NULL, 0}, 64999, hops, &out);
	assert_false(out.failed);
	return writer_written(&out);
}

/* No path is announced that no hairpin would keep: 2043 hops just fit. */
static void test_a_path_grows_up_to_its_cap(void **state)
{
	static uint8_t path[AS_PATH_SIZE_MAX];
	static uint8_t scratch_room[4 * AS_PATH_SIZE_MAX];
	struct rib_peer_conf to = a_peer(65020, 12076);
	struct rib_peer_conf from = a_peer(65020, 64999);
	const struct {
		unsigned hops;
		uint8_t prepend;
		enum rib_verdict verdict;
	} paths[] = {
	    {2042, 0, RIB_PASS},   {2043, 0, RIB_PATH_TOO_LONG},
	    {2041, 1, RIB_PASS},   {2042, 1, RIB_PATH_TOO_LONG},
	    {1787, 255, RIB_PASS}, {1788, 255, RIB_PATH_TOO_LONG},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(paths); i++) {
		struct writer scratch = writer_of(scratch_room, sizeof(scratch_room));
		struct bgp_attrs attrs = {.as_path = long_path(path, sizeof(path), paths[i].hops)};

		to.export.prepend = paths[i].prepend;
		assert_int_equal(
		    rib_export_apply(&to, (struct rib_source){.peer = &from}, &attrs, &scratch),
		    paths[i].verdict);
		if (paths[i].verdict == RIB_PASS)
			assert_int_equal(as_path_length(attrs.as_path),
			                 paths[i].hops + 1 + paths[i].prepend);
	}
}

/* The cap itself: ten segments of 2042 hops in all, and one hop more. */
static void test_a_path_of_just_the_cap_is_announced(void **state)
{
	static uint8_t path[AS_PATH_SIZE_MAX];
	static uint8_t scratch_room[4 * AS_PATH_SIZE_MAX];
	struct writer out = writer_of(path, sizeof(path));
	struct writer scratch = writer_of(scratch_room, sizeof(scratch_room));
	struct rib_peer_conf to = a_peer(65020, 12076);
	struct rib_peer_conf from = a_peer(65020, 64999);

	(void)state;
	for (unsigned segment = 0; segment < 10; segment++) {
		uint8_t hops = segment == 0 ? 206 : 204;

		writer_u8(&out, BGP_AS_SEQUENCE);
		writer_u8(&out, hops);
		for (unsigned i = 0; i < hops; i++)
			writer_u32(&out, 64999);
	}
	struct bgp_attrs attrs = {.as_path = writer_written(&out)};

	assert_int_equal(attrs.as_path.size, AS_PATH_SIZE_MAX - 4);
	attrs = exported(&to, &from, attrs, &scratch);
	assert_int_equal(attrs.as_path.size, AS_PATH_SIZE_MAX);
}

/* RFC 5065 section 5: not over eBGP, and as they are over iBGP. */
static void test_confederations_stay_inside(void **state)
{
	static const uint8_t path[] = {BGP_CONFED_SEQUENCE, 1, 0, 0, 0, 9,
	                               BGP_AS_SEQUENCE,     1, 0, 0, 0, 1,
	                               BGP_CONFED_SET,      1, 0, 0, 0, 8};
	struct rib_peer_conf outside = a_peer(65020, 12076);
	struct rib_peer_conf inside = a_peer(65020, 65020);
	uint8_t room[512];
	struct writer scratch = writer_of(room, sizeof(room));
	struct bgp_attrs attrs = {.as_path = {path, sizeof(path)}};
	struct text text = {0};

	(void)state;
	struct bgp_attrs out = exported(&outside, NULL, attrs, &scratch);
	as_path_format(out.as_path, " ", &text);
	assert_string_equal(text_str(&text), "65020 1");
	out = exported(&inside, NULL, attrs, &scratch);
	assert_int_equal(out.as_path.size, sizeof(path));
	text_done(&text);
}

static void test_import_sets_weight_and_local_preference(void **state)
{
	struct rib_peer_conf peer = a_peer(65515, 12076);
	struct route_room room;
	struct bgp_attrs attrs = a_route(&room, "12076", "192.0.2.1");

	(void)state;
	peer.import.weight = 32779;
	assert_int_equal(rib_import_apply(&peer, &attrs), RIB_PASS);
	assert_int_equal(attrs.weight, 32779);
	assert_int_equal(attrs.local_pref, 100);

	peer.import.local_pref = 10;
	assert_int_equal(rib_import_apply(&peer, &attrs), RIB_PASS);
	assert_int_equal(attrs.local_pref, 10);
	assert_true(bgp_attrs_have(&attrs, BGP_ATTR_LOCAL_PREF));
}

static void test_med_and_local_preference_stop_at_the_border(void **state)
{
	struct rib_peer_conf outside = a_peer(12076, 65020);
	struct rib_peer_conf inside = a_peer(65020, 65020);
	struct rib_peer_conf from = a_peer(12076, 65515);
	uint8_t room_for_spans[512];
	struct writer scratch = writer_of(room_for_spans, sizeof(room_for_spans));
	struct route_room room;
	struct bgp_attrs attrs = a_route(&room, "65515", "192.0.2.1");

	(void)state;
	attrs.med = 7;
	attrs.local_pref = 200;
	attrs.weight = 32769;
	attrs.present |= bgp_attr_bit(BGP_ATTR_MED) | bgp_attr_bit(BGP_ATTR_LOCAL_PREF);

	struct bgp_attrs learned = exported(&outside, &from, attrs, &scratch);

	assert_false(bgp_attrs_have(&learned, BGP_ATTR_MED));
	assert_false(bgp_attrs_have(&learned, BGP_ATTR_LOCAL_PREF));
	assert_int_equal(learned.weight, 0);
	assert_false(addr_is_set(&learned.next_hop));

	struct bgp_attrs own = exported(&outside, NULL, attrs, &scratch);

	assert_true(bgp_attrs_have(&own, BGP_ATTR_MED));
	assert_int_equal(own.med, 7);

	struct bgp_attrs internal = exported(&inside, &from, attrs, &scratch);

	assert_true(bgp_attrs_have(&internal, BGP_ATTR_LOCAL_PREF));
	assert_int_equal(internal.local_pref, 200);
	assert_true(addr_is_set(&internal.next_hop));
}

static void test_communities_are_stripped_and_tagged(void **state)
{
	static const uint8_t came_with[] = {0xfd, 0xe8, 0, 1};
	struct rib_peer_conf to = a_peer(12076, 65020);
	uint8_t room_for_spans[512];
	struct writer scratch = writer_of(room_for_spans, sizeof(room_for_spans));
	struct route_room room;
	struct bgp_attrs attrs = a_route(&room, "65515", "192.0.2.1");
	struct text text = {0};

	(void)state;
	attrs.communities = (struct span){came_with, sizeof(came_with)};
	attrs.present |= bgp_attr_bit(BGP_ATTR_COMMUNITIES);
	to.export.tags[0] = 12076u << 16 | 50002;
	to.export.tags[1] = 12076u << 16 | 20031;

	struct bgp_attrs tagged = exported(&to, NULL, attrs, &scratch);

	community_format(tagged.communities, &text);
	assert_string_equal(text_str(&text), "12076:20031 12076:50002 65000:1");

	to.export.strip_communities = true;
	text_clear(&text);
	tagged = exported(&to, NULL, attrs, &scratch);
	community_format(tagged.communities, &text);
	assert_string_equal(text_str(&text), "12076:20031 12076:50002");
	text_done(&text);
}

static void test_well_known_communities_stop_routes(void **state)
{
	static const struct {
		uint8_t bytes[4];
		uint32_t peer_as;
		enum rib_verdict verdict;
	} rows[] = {
	    {{0xff, 0xff, 0xff, 0x01}, 65020, RIB_NO_EXPORT},
	    {{0xff, 0xff, 0xff, 0x01}, 12076, RIB_PASS},
	    {{0xff, 0xff, 0xff, 0x02}, 65020, RIB_NO_ADVERTISE},
	    {{0xff, 0xff, 0xff, 0x02}, 12076, RIB_NO_ADVERTISE},
	    {{0xff, 0xff, 0xff, 0x03}, 65020, RIB_NO_EXPORT},
	    {{0xff, 0xff, 0xff, 0x03}, 12076, RIB_PASS},
	    {{0xff, 0xff, 0xff, 0x04}, 65020, RIB_PASS},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct rib_peer_conf to = a_peer(12076, rows[i].peer_as);
		uint8_t bytes[256];
		struct writer scratch = writer_of(bytes, sizeof(bytes));
		struct route_room room;
		struct bgp_attrs attrs = a_route(&room, "65515", "192.0.2.1");

		attrs.communities = (struct span){rows[i].bytes, 4};
		assert_int_equal(rib_export_apply(&to, (struct rib_source){0}, &attrs, &scratch),
		                 rows[i].verdict);
	}
}

/* customer-community-no-effect: Microsoft's edge pays no heed to them. */
static void test_well_known_communities_can_be_ignored(void **state)
{
	static const uint8_t no_export[] = {0xff, 0xff, 0xff, 0x01};
	struct rib_peer_conf from = a_peer(12076, 65515);
	struct rib_peer_conf to = a_peer(12076, 65020);
	uint8_t bytes[256];
	struct writer scratch = writer_of(bytes, sizeof(bytes));
	struct route_room room;
	struct bgp_attrs attrs = a_route(&room, "65515", "192.0.2.1");

	(void)state;
	attrs.communities = (struct span){no_export, sizeof(no_export)};
	to.export.ignore_no_export = true;
	assert_int_equal(rib_export_apply(&to, (struct rib_source){0}, &attrs, &scratch), RIB_PASS);
	/* A router gives them to its own routes for others; those that it learned bind it. */
	to.export.heed_learned = true;
	attrs = a_route(&room, "65515", "192.0.2.1");
	attrs.communities = (struct span){no_export, sizeof(no_export)};
	assert_int_equal(rib_export_apply(&to, (struct rib_source){0}, &attrs, &scratch), RIB_PASS);
	attrs = a_route(&room, "65515", "192.0.2.1");
	attrs.communities = (struct span){no_export, sizeof(no_export)};
	assert_int_equal(
	    rib_export_apply(&to, (struct rib_source){.peer = &from}, &attrs, &scratch),
	    RIB_NO_EXPORT);
}

/* customer-sanity: with the link's subnet, as routers do. */
static void test_next_hops_must_be_on_the_link(void **state)
{
	static const struct {
		const char *next_hop;
		enum rib_verdict verdict;
	} rows[] = {
	    {"172.16.0.1", RIB_PASS},
	    {"172.16.0.2", RIB_PASS},
	    {"172.16.0.0", RIB_NEXT_HOP_OFF_LINK}, /* the subnet itself */
	    {"172.16.0.3", RIB_NEXT_HOP_OFF_LINK}, /* its broadcast */
	    {"172.16.0.4", RIB_NEXT_HOP_OFF_LINK},
	    {"127.0.0.1", RIB_NEXT_HOP_OFF_LINK},
	    {"fd00::1", RIB_NEXT_HOP_OFF_LINK},
	};
	struct rib_peer_conf peer = a_peer(12076, 65020);

	(void)state;
	assert_int_equal(prefix_parse("172.16.0.0/30", &peer.link), PREFIX_OK);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct route_room room;
		struct bgp_attrs attrs = a_route(&room, "65020", rows[i].next_hop);

		assert_int_equal(rib_import_apply(&peer, &attrs), RIB_PASS);
		peer.import.next_hop_on_link = true;
		attrs = a_route(&room, "65020", rows[i].next_hop);
		assert_int_equal(rib_import_apply(&peer, &attrs), rows[i].verdict);
		peer.import.next_hop_on_link = false;
	}
}

static void test_some_prefixes_are_no_destinations(void **state)
{
	static const struct {
		const char *prefix;
		bool none;
	} rows[] = {
	    {"127.0.0.0/8", true},       {"127.0.0.1/32", true}, {"224.0.0.0/4", true},
	    {"239.1.2.3/32", true},      {"240.0.0.0/4", true},  {"255.255.255.255/32", true},
	    {"::1/128", true},           {"fe80::/64", true},    {"ff0e::/16", true},
	    {"126.0.0.0/8", false},      {"0.0.0.0/0", false},   {"128.0.0.0/1", false},
	    {"223.255.255.0/24", false}, {"::/0", false},        {"::2/128", false},
	    {"fec0::/10", false},        {"fd00::/8", false},    {"0.0.0.0/8", true},
	    {"0.1.0.0/16", true},        {"0.0.0.0/7", false},   {"::/128", true},
	    {"::/127", false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct prefix prefix;

		assert_int_equal(prefix_parse(rows[i].prefix, &prefix), PREFIX_OK);
		assert_int_equal(rib_is_no_destination(&prefix), rows[i].none);
	}
}

static void test_local_extended_communities_stay_inside(void **state)
{
	static const uint8_t mixed[] = {0,    2, 0, 1, 0, 0, 0, 1, 3,    0, 0, 1, 0, 0, 0, 2,
	                                0x40, 4, 0, 1, 0, 0, 0, 3, 0x43, 0, 0, 1, 0, 0, 0, 4};
	struct rib_peer_conf outside = a_peer(12076, 65020);
	struct rib_peer_conf inside = a_peer(65020, 65020);
	uint8_t bytes[512];
	struct writer scratch = writer_of(bytes, sizeof(bytes));
	struct route_room room;
	struct bgp_attrs attrs = a_route(&room, "65515", "192.0.2.1");

	(void)state;
	attrs.present |= bgp_attr_bit(BGP_ATTR_EXT_COMMUNITIES);
	attrs.ext_communities = (struct span){mixed, sizeof(mixed)};

	struct bgp_attrs told = exported(&outside, NULL, attrs, &scratch);

	assert_int_equal(told.ext_communities.size, 16);
	assert_memory_equal(told.ext_communities.at, mixed, 16);
	told = exported(&inside, NULL, attrs, &scratch);
	assert_int_equal(told.ext_communities.size, sizeof(mixed));
	attrs.ext_communities = (struct span){mixed + 16, 16};
	told = exported(&outside, NULL, attrs, &scratch);
	assert_false(bgp_attrs_have(&told, BGP_ATTR_EXT_COMMUNITIES));
	assert_int_equal(told.ext_communities.size, 0);
}

static void test_internal_routes_stay_with_their_speaker(void **state)
{
	struct rib_peer_conf peer = a_peer(65515, 65515);
	uint8_t bytes[256];
	struct writer scratch = writer_of(bytes, sizeof(bytes));
	struct route_room room;
	struct bgp_attrs attrs = a_route(&room, "65020", "192.0.2.1");

	(void)state;
	assert_int_equal(
	    rib_export_apply(&peer, (struct rib_source){.peer = &peer}, &attrs, &scratch),
	    RIB_INTERNAL);
}

/* RFC 4456: a client hears of internal routes, and what is internal of a client; the reflector puts
 * itself in front of the list. Outside the AS nothing of it is told. */
static void test_clients_hear_of_internal_routes(void **state)
{
	struct rib_peer_conf client = a_peer(65515, 65515);
	struct rib_peer_conf other = a_peer(65515, 65515);
	struct rib_peer_conf outside = a_peer(65515, 65001);
	static const uint8_t list[] = {10, 0, 0, 9};
	static const uint8_t longer[] = {10, 0, 0, 1, 10, 0, 0, 9};
	uint8_t bytes[256];
	struct writer scratch = writer_of(bytes, sizeof(bytes));
	struct route_room room;
	struct bgp_attrs attrs = a_route(&room, "65020", "192.0.2.1");

	(void)state;
	client.client = true;
	client.router_id = other.router_id = 0x0a000001;
	attrs.originator_id = 7;
	attrs.cluster_list = (struct span){list, sizeof(list)};
	attrs.present |= bgp_attr_bit(BGP_ATTR_ORIGINATOR_ID) | bgp_attr_bit(BGP_ATTR_CLUSTER_LIST);

	struct bgp_attrs down = exported(&client, &other, attrs, &scratch);
	struct bgp_attrs up = exported(&other, &client, attrs, &scratch);
	struct bgp_attrs out = exported(&outside, &client, attrs, &scratch);

	assert_int_equal(down.originator_id, 7);
	assert_int_equal(down.cluster_list.size, sizeof(longer));
	assert_memory_equal(down.cluster_list.at, longer, sizeof(longer));
	assert_true(addr_is_set(&down.next_hop));
	assert_int_equal(up.cluster_list.size, sizeof(longer));
	assert_false(bgp_attrs_have(&out, BGP_ATTR_ORIGINATOR_ID));
	assert_false(bgp_attrs_have(&out, BGP_ATTR_CLUSTER_LIST));
	assert_int_equal(out.cluster_list.size, 0);
}

static void test_what_was_reflected_before_is_a_loop(void **state)
{
	static const uint8_t list[] = {10, 0, 0, 9, 10, 0, 0, 1};
	struct rib_peer_conf peer = a_peer(65515, 65515);
	struct route_room room;
	struct bgp_attrs attrs = a_route(&room, "65020", "192.0.2.1");

	(void)state;
	attrs.originator_id = 7;
	attrs.present |= bgp_attr_bit(BGP_ATTR_ORIGINATOR_ID);
	peer.router_id = 8;
	assert_int_equal(rib_import_apply(&peer, &attrs), RIB_PASS);
	peer.router_id = 7;
	assert_int_equal(rib_import_apply(&peer, &attrs), RIB_REFLECTION_LOOP);
	peer.router_id = 0x0a000001;
	assert_int_equal(rib_import_apply(&peer, &attrs), RIB_PASS);
	attrs.cluster_list = (struct span){list, sizeof(list)};
	assert_int_equal(rib_import_apply(&peer, &attrs), RIB_REFLECTION_LOOP);
}

enum { HERE = 1, THERE = 2 };

/* clang-format off */
static const struct group_row {
	const char *name;
	uint32_t peer_as;
	struct rib_export export;
	uint8_t group;
	enum rib_verdict verdict;
	const char *told;
	uint8_t origin;
} groups[] = {
	{"a group that is held back", 65020, {.withheld = 1 << HERE}, HERE, RIB_WITHHELD, NULL, 0},
	{"another group", 65020, {.withheld = 1 << HERE}, THERE, RIB_PASS, "12076 65001", 0},
	{"own AS in front of one group", 65020, {.rewrite = {.groups = 1 << HERE, .prepend_as = 12076, .prepend = 2}}, HERE, RIB_PASS, "12076 12076 12076 65001", 0},
	{"own AS in front once", 65020, {.rewrite = {.groups = 1 << HERE, .prepend_as = 12076, .prepend = 1}}, HERE, RIB_PASS, "12076 12076 65001", 0},
	{"in front once over iBGP", 12076, {.rewrite = {.groups = 1 << HERE, .prepend_as = 65520, .prepend = 1}}, HERE, RIB_PASS, "65520 65001", 0},
	{"nothing in front of another", 65020, {.rewrite = {.groups = 1 << HERE, .prepend_as = 12076, .prepend = 2}}, THERE, RIB_PASS, "12076 65001", 0},
	{"in front over iBGP", 12076, {.rewrite = {.groups = 1 << HERE, .prepend_as = 65520, .prepend = 2}}, HERE, RIB_PASS, "65520 65520 65001", 0},
	{"nothing over iBGP for another", 12076, {.rewrite = {.groups = 1 << HERE, .prepend_as = 65520, .prepend = 2}}, THERE, RIB_PASS, "65001", 0},
	{"an origin for one group", 12076, {.rewrite = {.groups = 1 << HERE, .origin_set = true, .origin = BGP_ORIGIN_EGP}}, HERE, RIB_PASS, "65001", BGP_ORIGIN_EGP},
	{"no other origin for another", 12076, {.rewrite = {.groups = 1 << HERE, .origin_set = true, .origin = BGP_ORIGIN_EGP}}, THERE, RIB_PASS, "65001", 0},
	{"the peer's AS in the path", 65001, {.skip_peer_as = true}, HERE, RIB_PEER_AS, NULL, 0},
	{"the peer's AS is not in the path", 65002, {.skip_peer_as = true}, HERE, RIB_PASS, "12076 65001", 0},
};
/* clang-format on */

static void test_groups_are_told_apart(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(groups); i++) {
		const struct group_row *row = &groups[i];
		struct rib_peer_conf to = a_peer(12076, row->peer_as);
		struct rib_peer_conf from = a_peer(12076, 65001);
		uint8_t bytes[512];
		struct writer scratch = writer_of(bytes, sizeof(bytes));
		struct route_room room;
		struct bgp_attrs attrs = a_route(&room, "65001", "192.0.2.1");
		struct text told = {0};

		to.export = row->export;

		enum rib_verdict verdict = rib_export_apply(
		    &to, (struct rib_source){.peer = &from, .group = row->group}, &attrs, &scratch);

		if (verdict != row->verdict)
			fail_msg("%s: %s, want %s", row->name, rib_verdict_name(verdict),
			         rib_verdict_name(row->verdict));
		as_path_format(attrs.as_path, " ", &told);
		if (row->told != NULL && strcmp(text_str(&told), row->told) != 0)
			fail_msg("%s: %s, want %s", row->name, text_str(&told), row->told);
		if (row->told != NULL)
			assert_int_equal(attrs.origin, row->origin);
		text_done(&told);
	}
}

static void test_next_hop_self_inside_the_as(void **state)
{
	struct rib_peer_conf inside = a_peer(65515, 65515);
	struct rib_peer_conf from = a_peer(65515, 65001);
	uint8_t bytes[256];
	struct writer scratch = writer_of(bytes, sizeof(bytes));
	struct route_room room;
	struct bgp_attrs attrs = a_route(&room, "65001", "192.0.2.1");
	struct bgp_attrs kept = exported(&inside, &from, attrs, &scratch);

	(void)state;
	assert_true(addr_is_set(&kept.next_hop));
	inside.export.next_hop_self = true;
	kept = exported(&inside, &from, attrs, &scratch);
	assert_false(addr_is_set(&kept.next_hop));
}

static void test_marked_routes_are_refused_or_spared(void **state)
{
	static const uint8_t mark[] = {0xff, 0xed, 0x2e, 0xe1}; /* 65517:12001 */
	struct rib_peer_conf peer = a_peer(65515, 12076);
	struct route_room room;
	struct bgp_attrs plain = a_route(&room, "12076 12076", "192.0.2.1");
	struct bgp_attrs marked = plain;

	(void)state;
	marked.communities = (struct span){mark, sizeof(mark)};
	marked.present |= bgp_attr_bit(BGP_ATTR_COMMUNITIES);
	peer.import.mark = 65517u << 16 | 12001;
	peer.import.refuse_only_as = 12076;
	assert_int_equal(rib_import_apply(&peer, &plain), RIB_REFUSED_PATH);
	assert_int_equal(rib_import_apply(&peer, &marked), RIB_PASS);
	peer.import.refuse_only_as = 0;
	peer.import.refuse_marked = true;
	assert_int_equal(rib_import_apply(&peer, &plain), RIB_PASS);
	assert_int_equal(rib_import_apply(&peer, &marked), RIB_MARKED);
}

static void test_communities_of_some_halves_are_stripped(void **state)
{
	static const uint8_t came_with[] = {0x2f, 0x2c, 0xc3, 0x52, 0xff, 0xed, 0x2e, 0xe1};
	struct rib_peer_conf to = a_peer(12076, 65020);
	uint8_t bytes[256];
	struct writer scratch = writer_of(bytes, sizeof(bytes));
	struct route_room room;
	struct bgp_attrs attrs = a_route(&room, "65515", "192.0.2.1");
	struct text text = {0};

	(void)state;
	to.export.strip[0] = 65515;
	to.export.strip[1] = 65517;
	attrs.communities = (struct span){came_with, sizeof(came_with)};
	attrs.present |= bgp_attr_bit(BGP_ATTR_COMMUNITIES);

	struct bgp_attrs told = exported(&to, NULL, attrs, &scratch);

	community_format(told.communities, &text);
	assert_string_equal(text_str(&text), "12076:50002");
	attrs.communities = (struct span){came_with + 4, 4};
	told = exported(&to, NULL, attrs, &scratch);
	assert_false(bgp_attrs_have(&told, BGP_ATTR_COMMUNITIES));
	text_done(&text);
}

static void test_filters_take_the_first_match(void **state)
{
	const struct rib_filter_rule rules[] = {
	    {a_prefix("10.1.0.0/16"), 24, 24, false},
	    {a_prefix("10.0.0.0/8"), 8, 24, true},
	};
	const struct rib_filter filter = {rules, COUNT_OF(rules)};
	static const struct {
		const char *prefix;
		bool permitted;
	} rows[] = {
	    {"10.0.0.0/8", true},  {"10.1.0.0/16", true},    {"10.1.2.0/24", false},
	    {"10.2.3.0/24", true}, {"10.2.3.128/25", false}, {"192.0.2.0/24", false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct prefix prefix = a_prefix(rows[i].prefix);

		assert_int_equal(rib_filter_permits(&filter, &prefix), rows[i].permitted);
		assert_true(rib_filter_permits(NULL, &prefix));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_import_verdicts),
	    cmocka_unit_test(test_import_sets_weight_and_local_preference),
	    cmocka_unit_test(test_a_path_grows_up_to_its_cap),
	    cmocka_unit_test(test_a_path_of_just_the_cap_is_announced),
	    cmocka_unit_test(test_confederations_stay_inside),
	    cmocka_unit_test(test_export_paths),
	    cmocka_unit_test(test_med_and_local_preference_stop_at_the_border),
	    cmocka_unit_test(test_communities_are_stripped_and_tagged),
	    cmocka_unit_test(test_clients_hear_of_internal_routes),
	    cmocka_unit_test(test_what_was_reflected_before_is_a_loop),
	    cmocka_unit_test(test_groups_are_told_apart),
	    cmocka_unit_test(test_next_hop_self_inside_the_as),
	    cmocka_unit_test(test_marked_routes_are_refused_or_spared),
	    cmocka_unit_test(test_communities_of_some_halves_are_stripped),
	    cmocka_unit_test(test_well_known_communities_stop_routes),
	    cmocka_unit_test(test_well_known_communities_can_be_ignored),
	    cmocka_unit_test(test_next_hops_must_be_on_the_link),
	    cmocka_unit_test(test_some_prefixes_are_no_destinations),
	    cmocka_unit_test(test_local_extended_communities_stay_inside),
	    cmocka_unit_test(test_internal_routes_stay_with_their_speaker),
	    cmocka_unit_test(test_filters_take_the_first_match),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
