/*
 * The tables against mirrors: whatever is announced, withdrawn, reset and pulled in whatever order
 * and in pieces of whatever size, each peer's mirror, fed by nothing but the bytes it was sent,
 * ends up holding exactly what the best paths say it should.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/check.h"
#include "base/mem.h"
#include "base/rng.h"
#include "bgp/as_path.h"
#include "rib/rib.h"
#include "tests/lib/routes.h"

enum { PEERS = 4, PREFIXES = 300, LOCAL_AS = 12076, PULL_MAX = 65535 };

/* A peer's idea of what it was told: an AS path as text by prefix handle, NULL for nothing. */
struct mirror {
	char *path[PREFIXES];
	unsigned ends;        /* End-of-RIB markers seen */
	bool again[PREFIXES]; /* asked for again: may be said once more */
};

struct world {
	struct rib_pools pools;
	struct rib_peer_conf confs[PEERS];
	const struct rib_peer_conf *conf_list[PEERS];
	struct rib *rib;
	struct mirror mirrors[PEERS];
	bool up[PEERS];
	prefix_id prefixes[PREFIXES];
};

static const struct bgp_codec codec = {
    .attrs = {.external = true, .as4 = true},
    .families = {false, true, true},
    .message_max = BGP_MESSAGE_MAX,
};

static void make_prefixes(struct world *world)
{
	for (unsigned i = 0; i < PREFIXES; i++) {
		struct addr v4 = addr_v4(UINT32_C(0x0a000000) + (i << 8));
		struct addr v6 = {.family = ADDR_IPV6,
		                  .bytes = {0xfd, 0, (uint8_t)(i >> 8), (uint8_t)i}};
		struct prefix prefix = i % 5 == 4 ? prefix_make(&v6, 56) : prefix_make(&v4, 24);

		world->prefixes[i] = prefix_table_intern(world->pools.prefixes, &prefix);
		assert_int_equal(world->prefixes[i], i);
	}
}

/* Peers 0 and 1 belong to one site; peer 3 announces only, as a gateway does for us. */
static struct world *world_new(void)
{
	struct world *world = xcalloc(1, sizeof(*world));

	world->pools.prefixes = prefix_table_new();
	world->pools.attrs = attr_pool_new();
	for (unsigned i = 0; i < PEERS; i++) {
		world->confs[i] = (struct rib_peer_conf){
		    .local_as = LOCAL_AS,
		    .peer_as = 65001 + i,
		    .peer_address = addr_v4(0xc0000200 + i),
		    .next_hop =
			{[ADDR_IPV4] = addr_v4(0xc0000264), [ADDR_IPV6] = an_addr("fd00::1")},
		    .site_of_origin = i < 2 ? 7 : 0,
		    .families = {false, true, true},
		};
		world->conf_list[i] = &world->confs[i];
	}
	world->confs[3].export.originated_only = true;
	world->rib = rib_new(world->pools, world->conf_list, PEERS);
	make_prefixes(world);
	return world;
}

static void mirror_clear(struct mirror *mirror)
{
	for (unsigned i = 0; i < PREFIXES; i++)
		free(mirror->path[i]);
	*mirror = (struct mirror){0};
}

static void world_free(struct world *world)
{
	rib_check(world->rib);
	rib_free(world->rib);
	prefix_table_free(world->pools.prefixes);
	attr_pool_free(world->pools.attrs);
	for (unsigned i = 0; i < PEERS; i++)
		mirror_clear(&world->mirrors[i]);
	free(world);
}

/* Receiving */

static void mirror_nlri(struct world *world, struct mirror *mirror, struct bgp_nlri nlri,
                        const char *path)
{
	struct prefix prefix;

	while (bgp_nlri_next(&nlri, &prefix)) {
		prefix_id id = prefix_table_find(world->pools.prefixes, &prefix);

		assert_true(id < PREFIXES);
		/* Nothing is said twice, and nothing is taken back that was never said. */
		if (path == NULL)
			assert_non_null(mirror->path[id]);
		else if (mirror->path[id] != NULL && !mirror->again[id])
			assert_string_not_equal(mirror->path[id], path);
		mirror->again[id] = false;
		free(mirror->path[id]);
		mirror->path[id] = path == NULL ? NULL : xstrdup(path);
	}
}

static void mirror_update(struct world *world, struct mirror *mirror, struct span body)
{
	uint8_t room[8192];
	struct writer scratch = writer_of(room, sizeof(room));
	struct bgp_update update;
	struct text path = {0};
	uint8_t family;

	bgp_update_decode(body, &codec, &scratch, &update);
	assert_int_equal(update.judgement.verdict, BGP_ACCEPT);
	if (bgp_update_is_end_of_rib(&update, &family)) {
		mirror->ends++;
		return;
	}
	as_path_format(update.attrs.as_path, " ", &path);
	for (unsigned i = 0; i < update.withdrawn.count; i++)
		mirror_nlri(world, mirror, update.withdrawn.items[i], NULL);
	for (unsigned i = 0; i < update.announced.count; i++)
		mirror_nlri(world, mirror, update.announced.items[i], text_str(&path));
	text_done(&path);
}

/* Pulls once, with room for `capacity` bytes; false when there was nothing. */
static bool pull(struct world *world, unsigned peer, size_t capacity)
{
	static uint8_t bytes[PULL_MAX];
	struct writer out = writer_of(bytes, capacity);
	unsigned messages = rib_pull(world->rib, (rib_peer_id)peer, &out);
	struct reader reader = reader_of_span(writer_written(&out));
	unsigned seen = 0;

	while (reader.left > 0) {
		struct reader header = reader_take(&reader, BGP_HEADER_SIZE);

		reader_bytes(&header, BGP_MARKER_SIZE);

		uint16_t size = reader_u16(&header);

		assert_int_equal(reader_u8(&header), BGP_UPDATE);
		mirror_update(world, &world->mirrors[peer],
		              (struct span){reader.at, size - (size_t)BGP_HEADER_SIZE});
		reader_bytes(&reader, size - (size_t)BGP_HEADER_SIZE);
		assert_false(reader.failed);
		seen++;
	}
	assert_int_equal(seen, messages);
	return seen > 0;
}

/* What the mirror should hold of one prefix: written down again, simply. Caller frees. */
static char *expected(struct world *world, unsigned peer, prefix_id prefix)
{
	struct rib_row_view row;
	struct text text = {0};

	if (!rib_look(world->rib, prefix, &row) || !row.has_best)
		return NULL;

	rib_peer_id from = row.paths[0].peer;
	const struct bgp_attrs *attrs = attr_pool_get(world->pools.attrs, row.paths[0].attrs);

	if (from != RIB_LOCAL && (from == peer || (from < 2 && peer < 2) || peer == 3))
		return NULL;
	text_addf(&text, "%u", LOCAL_AS);
	if (attrs->as_path.size > 0)
		text_add(&text, " ");
	as_path_format(attrs->as_path, " ", &text);
	return text_take(&text);
}

static void expect_mirrors(struct world *world)
{
	for (unsigned peer = 0; peer < PEERS; peer++) {
		if (!world->up[peer])
			continue;
		for (unsigned bound = 0; pull(world, peer, 4096); bound++)
			assert_true(bound < 2000);
		assert_false(rib_pending(world->rib, (rib_peer_id)peer));
		for (prefix_id prefix = 0; prefix < PREFIXES; prefix++) {
			char *want = expected(world, peer, prefix);
			const char *have = world->mirrors[peer].path[prefix];

			assert_false(world->mirrors[peer].again[prefix]);
			if ((want == NULL) != (have == NULL) ||
			    (want != NULL && strcmp(want, have) != 0))
				fail_msg("peer %u, prefix %u: has %s, want %s", peer, prefix,
				         have ? have : "nothing", want ? want : "nothing");
			free(want);
		}
	}
}

/* Acting */

static void announce_tail(struct world *world, unsigned peer, prefix_id prefix, const char *tail)
{
	struct route_room room;
	struct text path = {0};

	text_addf(&path, "%u%s", 65001 + peer, tail);

	struct bgp_attrs attrs = a_route(&room, text_str(&path), "192.0.2.200");

	rib_announce(world->rib, (rib_peer_id)peer, prefix,
	             rib_import(world->rib, (rib_peer_id)peer, &attrs));
	text_done(&path);
}

static void announce(struct world *world, struct rng *rng, unsigned peer, prefix_id prefix)
{
	static const char *const tails[] = {"", " 64512", " 64512 64513", " 12076", " 3 4 5"};

	announce_tail(world, peer, prefix, tails[rng_below(rng, COUNT_OF(tails))]);
}

static void originate(struct world *world, prefix_id prefix)
{
	struct route_room room;
	struct bgp_attrs attrs = a_route(&room, "", NULL);

	rib_originate(world->rib, prefix, &attrs, 0);
}

static void toggle(struct world *world, unsigned peer)
{
	if (world->up[peer])
		rib_peer_down(world->rib, (rib_peer_id)peer);
	else
		rib_peer_up(world->rib, (rib_peer_id)peer, 100 + peer, &codec);
	world->up[peer] = !world->up[peer];
	mirror_clear(&world->mirrors[peer]);
}

static void sweep(struct world *world)
{
	uint8_t *keep = xcalloc(prefix_table_limit(world->pools.prefixes), 1);

	attr_pool_unmark(world->pools.attrs);
	rib_mark(world->rib, keep);
	attr_pool_sweep(world->pools.attrs);
	free(keep);
}

/* A refresh makes the speaker say again what it said. */
static void refresh(struct world *world, unsigned peer)
{
	struct mirror *mirror = &world->mirrors[peer];

	for (prefix_id i = 0; i < PREFIXES; i++) {
		if (prefix_table_get(world->pools.prefixes, i)->addr.family == ADDR_IPV4)
			mirror->again[i] = mirror->path[i] != NULL;
	}
	rib_refresh(world->rib, (rib_peer_id)peer, ADDR_IPV4);
}

static void act(struct world *world, struct rng *rng)
{
	unsigned peer = rng_below(rng, PEERS);
	prefix_id prefix = rng_below(rng, PREFIXES);

	switch (rng_below(rng, 40)) {
	case 0:
		toggle(world, peer);
		break;
	case 1:
		originate(world, prefix);
		break;
	case 2:
		rib_unoriginate(world->rib, prefix);
		break;
	case 3:
		sweep(world);
		break;
	case 4:
		if (world->up[peer])
			refresh(world, peer);
		break;
	case 5:
	case 6:
	case 7:
	case 8:
		if (world->up[peer])
			pull(world, peer, 4096 + rng_below(rng, 3) * 1000);
		break;
	case 9:
	case 10:
	case 11:
	case 12:
	case 13:
	case 14:
		if (world->up[peer])
			rib_withdraw(world->rib, (rib_peer_id)peer, prefix);
		break;
	default:
		if (world->up[peer])
			announce(world, rng, peer, prefix);
		break;
	}
}

static void test_mirrors_agree_after_random_histories(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 12; seed++) {
		struct rng rng = rng_of(seed);
		struct world *world = world_new();

		for (unsigned peer = 0; peer < PEERS; peer++)
			toggle(world, peer);
		for (unsigned round = 0; round < 6; round++) {
			for (unsigned i = 0; i < 1500; i++) {
				act(world, &rng);
				if (i % 16 == 0)
					rib_check(world->rib);
			}
			expect_mirrors(world);
		}
		world_free(world);
	}
}

static void test_counts_follow(void **state)
{
	struct world *world = world_new();
	struct rng rng = rng_of(1);

	(void)state;
	toggle(world, 0);
	toggle(world, 2);
	announce(world, &rng, 0, 0);
	announce(world, &rng, 0, 4);
	announce(world, &rng, 2, 0);
	originate(world, 1);
	assert_int_equal(rib_received(world->rib, 0, ADDR_IPV4), 1);
	assert_int_equal(rib_received(world->rib, 0, ADDR_IPV6), 1);
	assert_int_equal(rib_prefix_count(world->rib), 3);
	assert_int_equal(rib_path_count(world->rib), 4);
	toggle(world, 0);
	assert_int_equal(rib_received(world->rib, 0, ADDR_IPV4), 0);
	assert_int_equal(rib_prefix_count(world->rib), 2);
	rib_withdraw(world->rib, 2, 0);
	rib_withdraw(world->rib, 2, 0);
	rib_unoriginate(world->rib, 1);
	assert_int_equal(rib_prefix_count(world->rib), 0);
	assert_int_equal(rib_path_count(world->rib), 0);
	world_free(world);
}

static void test_rejected_paths_are_kept_but_not_chosen(void **state)
{
	struct world *world = world_new();
	struct route_room room;
	struct bgp_attrs loop = a_route(&room, "65001 12076", "192.0.2.200");
	struct rib_row_view row;

	(void)state;
	toggle(world, 0);
	rib_announce(world->rib, 0, 0, rib_import(world->rib, 0, &loop));
	assert_true(rib_look(world->rib, 0, &row));
	assert_false(row.has_best);
	assert_int_equal(row.count, 1);
	assert_int_equal(row.paths[0].verdict, RIB_AS_LOOP);
	assert_int_equal(rib_received(world->rib, 0, ADDR_IPV4), 1);
	world_free(world);
}

static void test_equal_routes_share_an_update(void **state)
{
	struct world *world = world_new();
	uint8_t bytes[8192];
	struct writer out = writer_of(bytes, sizeof(bytes));

	(void)state;
	toggle(world, 2);
	for (prefix_id i = 0; i < 200; i++)
		originate(world, i);
	/* One message for IPv4, one for IPv6, and two End-of-RIB markers. */
	assert_int_equal(rib_pull(world->rib, 2, &out), 4);
	world_free(world);
}

/* A route whose communities alone fill more than any message. */
static void originate_too_large(struct world *world, prefix_id prefix)
{
	static uint8_t communities[BGP_MESSAGE_MAX];
	struct route_room room;
	struct bgp_attrs attrs = a_route(&room, "", NULL);

	attrs.communities = (struct span){communities, sizeof(communities)};
	attrs.present |= bgp_attr_bit(BGP_ATTR_COMMUNITIES);
	rib_originate(world->rib, prefix, &attrs, 0);
}

/* It does not stand in the way of others, also where exactly one message has room. */
static void test_a_route_that_fits_no_message_is_passed_over(void **state)
{
	static uint8_t bytes[3 * BGP_MESSAGE_MAX];
	enum { BEFORE = 100 };

	(void)state;
	for (size_t before = 0; before <= BEFORE; before += BEFORE) {
		struct world *world = world_new();
		struct writer out = writer_of(bytes, before + BGP_MESSAGE_MAX);

		out.used = before;
		originate_too_large(world, 0);
		toggle(world, 2);
		/* The markers of two families. */
		assert_int_equal(rib_pull(world->rib, 2, &out), 2);
		assert_false(rib_pending(world->rib, 2));
		assert_int_equal(rib_adj_out(world->rib, 2, 0), ATTRS_NONE);
		world_free(world);
	}
}

/* One octet less than a message is no room for one. */
static void test_a_pull_needs_room_for_a_message(void **state)
{
	static uint8_t bytes[2 * BGP_MESSAGE_MAX];
	struct world *world = world_new();
	struct writer out = writer_of(bytes, BGP_MESSAGE_MAX - 1);

	(void)state;
	originate(world, 0);
	toggle(world, 2);
	assert_int_equal(rib_pull(world->rib, 2, &out), 0);
	assert_true(rib_pending(world->rib, 2));
	out = writer_of(bytes, BGP_MESSAGE_MAX);
	assert_int_equal(rib_pull(world->rib, 2, &out), 3);
	assert_false(rib_pending(world->rib, 2));
	world_free(world);
}

static void test_a_route_that_no_longer_fits_is_withdrawn(void **state)
{
	struct world *world = world_new();

	(void)state;
	originate(world, 0);
	toggle(world, 2);
	assert_true(pull(world, 2, BGP_MESSAGE_MAX));
	assert_non_null(world->mirrors[2].path[0]);
	originate_too_large(world, 0);
	assert_true(pull(world, 2, BGP_MESSAGE_MAX));
	assert_null(world->mirrors[2].path[0]);
	assert_int_equal(rib_adj_out(world->rib, 2, 0), ATTRS_NONE);
	assert_false(rib_pending(world->rib, 2));
	world_free(world);
}

/* RFC 2918: all of one family, as it is now. What the peer has still to hear of is not lost. */
static void test_a_refresh_is_of_one_family(void **state)
{
	struct world *world = world_new();
	uint8_t bytes[8192];
	struct writer out = writer_of(bytes, sizeof(bytes));

	(void)state;
	originate(world, 0);
	originate(world, 2);
	originate(world, 4);
	toggle(world, 2);
	assert_true(pull(world, 2, sizeof(bytes)));
	assert_int_equal(prefix_table_get(world->pools.prefixes, 4)->addr.family, ADDR_IPV6);

	attrs_id sent = rib_adj_out(world->rib, 2, 4);

	rib_refresh(world->rib, 2, ADDR_IPV4);
	assert_int_equal(rib_adj_out(world->rib, 2, 0), ATTRS_NONE);
	assert_int_equal(rib_adj_out(world->rib, 2, 4), sent);
	/* Both prefixes in one message, and the marker of their family. */
	assert_int_equal(rib_pull(world->rib, 2, &out), 2);
	assert_false(rib_pending(world->rib, 2));

	rib_refresh(world->rib, 2, ADDR_IPV6);
	out.used = 0;
	assert_int_equal(rib_pull(world->rib, 2, &out), 2);
	world_free(world);
}

/* What is refreshed may be gone before it is sent again, or be another route. */
static void test_a_route_that_goes_after_a_refresh_is_withdrawn(void **state)
{
	struct world *world = world_new();

	(void)state;
	toggle(world, 0);
	toggle(world, 2);
	announce_tail(world, 0, 0, "");
	announce_tail(world, 0, 1, "");
	while (pull(world, 2, 4096))
		continue;
	announce_tail(world, 0, 1, " 7");
	rib_refresh(world->rib, 2, ADDR_IPV4);
	rib_check(world->rib);
	sweep(world);
	rib_withdraw(world->rib, 0, 0);
	rib_withdraw(world->rib, 0, 1);
	while (pull(world, 2, 4096))
		continue;
	assert_null(world->mirrors[2].path[0]);
	assert_null(world->mirrors[2].path[1]);
	rib_check(world->rib);
	world_free(world);
}

static void test_a_withdrawal_outlives_a_refresh(void **state)
{
	struct world *world = world_new();

	(void)state;
	originate(world, 0);
	originate(world, 1);
	toggle(world, 2);
	assert_true(pull(world, 2, 4096));
	rib_unoriginate(world->rib, 0);
	refresh(world, 2);
	while (pull(world, 2, 4096))
		continue;
	assert_null(world->mirrors[2].path[0]);
	assert_non_null(world->mirrors[2].path[1]);
	world_free(world);
}

static void test_a_refresh_of_a_peer_that_is_down_is_nothing(void **state)
{
	struct world *world = world_new();

	(void)state;
	originate(world, 0);
	rib_refresh(world->rib, 2, ADDR_IPV4);
	assert_false(rib_pending(world->rib, 2));
	world_free(world);
}

static void test_end_of_rib_follows_the_first_telling(void **state)
{
	struct world *world = world_new();

	(void)state;
	originate(world, 0);
	toggle(world, 2);
	assert_true(pull(world, 2, 4096));
	assert_int_equal(world->mirrors[2].ends, 2);
	originate(world, 1);
	assert_true(pull(world, 2, 4096));
	assert_int_equal(world->mirrors[2].ends, 2);
	world_free(world);
}

static void test_export_verdicts_name_the_reason(void **state)
{
	struct world *world = world_new();
	struct rng rng = rng_of(3);

	(void)state;
	for (unsigned peer = 0; peer < PEERS; peer++)
		toggle(world, peer);
	announce(world, &rng, 0, 0);
	assert_int_equal(rib_export_verdict(world->rib, 0, 0), RIB_SPLIT_HORIZON);
	assert_int_equal(rib_export_verdict(world->rib, 1, 0), RIB_SITE_OF_ORIGIN);
	assert_int_equal(rib_export_verdict(world->rib, 2, 0), RIB_PASS);
	assert_int_equal(rib_export_verdict(world->rib, 3, 0), RIB_NOT_ORIGINATED);
	world_free(world);
}

/* Both families may be asked for before anything was sent again. */
static void test_refreshes_of_both_families_add_up(void **state)
{
	struct world *world = world_new();
	uint8_t bytes[8192];
	struct writer out = writer_of(bytes, sizeof(bytes));

	(void)state;
	originate(world, 0);
	originate(world, 4);
	toggle(world, 2);
	assert_int_equal(rib_pull(world->rib, 2, &out), 4);
	rib_refresh(world->rib, 2, ADDR_IPV4);
	rib_refresh(world->rib, 2, ADDR_IPV6);
	assert_int_equal(rib_pull(world->rib, 2, &out), 4);
	world_free(world);
}

/* One speaker inside AS 65515 as route server: peers 0 and 1 are clients, 2 is internal but none, 3
 * is external. With best_of the internal ones are no clients, and hear of the best of these groups:
 * peer i has group i + 1. */
static struct world *reflector_new(rib_groups best_of)
{
	struct world *world = world_new();

	rib_free(world->rib);
	for (unsigned i = 0; i < PEERS; i++) {
		struct rib_peer_conf *conf = &world->confs[i];

		conf->local_as = 65515;
		conf->peer_as = i == 3 ? 65001 : 65515;
		conf->router_id = 50;
		conf->client = i < 2 && best_of == 0;
		conf->group = (uint8_t)(1 + i);
		conf->site_of_origin = 0;
		conf->export = (struct rib_export){.best_of = i < 3 ? best_of : 0};
	}
	world->rib = rib_new(world->pools, world->conf_list, PEERS);
	for (unsigned i = 0; i < PEERS; i++)
		toggle(world, i);
	return world;
}

static void announce_path(struct world *world, unsigned peer, const char *path, uint32_t local_pref)
{
	struct route_room room;
	struct bgp_attrs attrs = a_route(&room, path, "192.0.2.200");

	attrs.local_pref = local_pref;
	attrs.present |= bgp_attr_bit(BGP_ATTR_LOCAL_PREF);
	rib_announce(world->rib, (rib_peer_id)peer, 0,
	             rib_import(world->rib, (rib_peer_id)peer, &attrs));
}

static void drain(struct world *world)
{
	uint8_t bytes[8192];

	for (unsigned i = 0; i < PEERS; i++) {
		struct writer out = writer_of(bytes, sizeof(bytes));

		rib_pull(world->rib, (rib_peer_id)i, &out);
	}
}

static const struct bgp_attrs *told(struct world *world, unsigned peer)
{
	attrs_id id = rib_adj_out(world->rib, (rib_peer_id)peer, 0);

	return id == ATTRS_NONE ? NULL : attr_pool_get(world->pools.attrs, id);
}

/* Equal sets of two clients do not become one: each has its originator. */
static void test_a_reflector_notes_the_originator(void **state)
{
	struct world *world = reflector_new(0);
	struct rib_row_view row;

	(void)state;
	announce_path(world, 0, "12076", 100);
	announce_path(world, 1, "12076", 100);
	drain(world);
	assert_null(told(world, 0));
	assert_int_equal(told(world, 1)->originator_id, 100);
	assert_int_equal(told(world, 2)->originator_id, 100);
	assert_int_equal(told(world, 2)->cluster_list.size, 4);
	assert_false(bgp_attrs_have(told(world, 3), BGP_ATTR_ORIGINATOR_ID));
	assert_true(rib_look(world->rib, 0, &row));
	assert_int_not_equal(row.paths[0].attrs, row.paths[1].attrs);

	rib_withdraw(world->rib, 0, 0);
	drain(world);
	assert_int_equal(told(world, 0)->originator_id, 101);
	assert_null(told(world, 1));
	world_free(world);
}

static void test_internal_routes_reach_clients_only(void **state)
{
	struct world *world = reflector_new(0);

	(void)state;
	announce_path(world, 2, "12076", 100);
	assert_int_equal(rib_export_verdict(world->rib, 0, 0), RIB_PASS);
	assert_int_equal(rib_export_verdict(world->rib, 2, 0), RIB_SPLIT_HORIZON);
	assert_int_equal(rib_export_verdict(world->rib, 3, 0), RIB_PASS);
	world->confs[1].client = false;
	rib_reconfigured(world->rib);
	assert_int_equal(rib_export_verdict(world->rib, 0, 0), RIB_PASS);
	assert_int_equal(rib_export_verdict(world->rib, 1, 0), RIB_INTERNAL);
	world_free(world);
}

/* The group of a path decides, not its set: the same set from two peers is told and held back. */
static void test_groups_are_held_back(void **state)
{
	struct world *world = reflector_new(0);

	(void)state;
	world->confs[3].export.withheld = rib_group_bit(1);
	announce_path(world, 0, "12076", 100);
	assert_int_equal(rib_export_verdict(world->rib, 3, 0), RIB_WITHHELD);
	rib_withdraw(world->rib, 0, 0);
	announce_path(world, 1, "12076", 100);
	assert_int_equal(rib_export_verdict(world->rib, 3, 0), RIB_PASS);
	world_free(world);
}

static void test_own_routes_have_groups_too(void **state)
{
	struct world *world = reflector_new(0);
	struct route_room room;
	struct bgp_attrs attrs = a_route(&room, "", NULL);

	(void)state;
	world->confs[3].export.withheld = rib_group_bit(9);
	rib_originate(world->rib, 0, &attrs, 0);
	drain(world);
	assert_non_null(told(world, 3));
	rib_originate(world->rib, 0, &attrs, 9);
	drain(world);
	assert_null(told(world, 3));
	assert_non_null(told(world, 2));
	world_free(world);
}

/* A better internal path takes the place of the external one at outside peers, not at inside ones;
 * and what is told follows when the external path changes behind the best. */
static void test_the_best_external_path_is_told_inside(void **state)
{
	struct world *world = reflector_new(rib_group_bit(4));

	(void)state;
	announce_path(world, 3, "65001", 0);
	drain(world);
	assert_int_equal(as_path_length(told(world, 0)->as_path), 1);
	announce_path(world, 1, "12076 65001", 200);
	drain(world);
	assert_int_equal(as_path_length(told(world, 0)->as_path), 1);
	assert_int_equal(as_path_first(told(world, 0)->as_path), 65001);
	assert_int_equal(as_path_first(told(world, 1)->as_path), 65001);
	assert_int_equal(as_path_length(told(world, 3)->as_path), 3);

	announce_path(world, 3, "65001 65001", 0);
	drain(world);
	assert_int_equal(as_path_length(told(world, 0)->as_path), 2);
	rib_withdraw(world->rib, 3, 0);
	drain(world);
	assert_null(told(world, 0));
	assert_non_null(told(world, 3));
	world_free(world);
}

/* To a peer outside as well, and among several that are inside. */
static void test_the_best_of_some_groups_is_told(void **state)
{
	struct world *world = reflector_new(0);

	(void)state;
	world->confs[3].export.best_of = rib_group_bit(2);
	rib_reconfigured(world->rib);
	announce_path(world, 0, "12076 65001", 200);
	drain(world);
	assert_int_equal(as_path_length(told(world, 3)->as_path), 3);
	announce_path(world, 1, "65520", 100);
	drain(world);
	assert_int_equal(as_path_length(told(world, 3)->as_path), 2);
	assert_int_equal(as_path_first(told(world, 1)->as_path), 12076);
	rib_withdraw(world->rib, 1, 0);
	drain(world);
	assert_int_equal(as_path_length(told(world, 3)->as_path), 3);
	world_free(world);
}

/* Neither by itself nor by another speaker of its site; and it hears again when that is over. */
static void test_who_announces_a_prefix_hears_of_no_copy(void **state)
{
	struct world *world = reflector_new(0);

	(void)state;
	world->confs[3].export.not_to_announcers = rib_group_bit(world->confs[0].group);
	world->confs[3].site_of_origin = world->confs[1].site_of_origin = 9;
	world->confs[0].import.own_as_allowed = 1;
	rib_reconfigured(world->rib);
	announce_path(world, 0, "12076 65515", 300);
	drain(world);
	assert_non_null(told(world, 3));
	announce_path(world, 1, "65520", 100);
	drain(world);
	assert_null(told(world, 3));
	assert_int_equal(rib_export_verdict(world->rib, 3, 0), RIB_PEER_ANNOUNCES);
	rib_check(world->rib);
	announce_path(world, 3, "65001", 100);
	rib_withdraw(world->rib, 1, 0);
	drain(world);
	assert_null(told(world, 3));
	rib_withdraw(world->rib, 3, 0);
	drain(world);
	assert_non_null(told(world, 3));
	announce_path(world, 1, "65520", 100);
	announce_path(world, 0, "12076 65001", 300);
	drain(world);
	assert_non_null(told(world, 3));
	rib_check(world->rib);
	world_free(world);
}

/* Each peer has groups of its own to hear the best of; and what it hears follows when a path
 * changes that is best for nobody else. */
static void test_peers_hear_the_best_of_different_groups(void **state)
{
	struct world *world = reflector_new(0);

	(void)state;
	for (unsigned i = 0; i < PEERS; i++)
		world->confs[i].client = true;
	world->confs[0].export.best_of = rib_group_bit(2);
	world->confs[3].export.best_of = rib_group_bit(3) | rib_group_bit(4);
	rib_reconfigured(world->rib);
	announce_path(world, 0, "1", 300);
	announce_path(world, 1, "2", 200);
	announce_path(world, 2, "3", 100);
	drain(world);
	rib_check(world->rib);
	assert_int_equal(as_path_last(told(world, 0)->as_path), 2);
	assert_int_equal(as_path_last(told(world, 1)->as_path), 1);
	assert_int_equal(as_path_last(told(world, 3)->as_path), 3);

	announce_path(world, 2, "3 4", 100);
	drain(world);
	assert_int_equal(as_path_last(told(world, 3)->as_path), 4);
	rib_withdraw(world->rib, 2, 0);
	drain(world);
	assert_int_equal(as_path_last(told(world, 3)->as_path), 1);
	rib_check(world->rib);
	world_free(world);
}

/* A speaker that passes on nothing journals nothing that it learns. */
static void test_routes_that_were_for_nobody_are_told_after_a_change(void **state)
{
	struct world *world = reflector_new(0);

	(void)state;
	for (unsigned i = 0; i < PEERS; i++)
		world->confs[i].export.originated_only = true;
	rib_reconfigured(world->rib);
	announce_path(world, 3, "65001", 0);
	drain(world);
	assert_null(told(world, 0));
	world->confs[0].export.originated_only = false;
	rib_reconfigured(world->rib);
	assert_true(rib_pending(world->rib, 0));
	drain(world);
	assert_non_null(told(world, 0));
	assert_null(told(world, 1));
	world_free(world);
}

/* The way to a peer counts, and is a setting. */
static void test_other_metrics_make_another_best_path(void **state)
{
	struct world *world = reflector_new(0);
	struct rib_row_view row;

	(void)state;
	announce_path(world, 0, "1", 100);
	announce_path(world, 1, "2", 100);
	drain(world);
	assert_true(rib_look(world->rib, 0, &row));
	assert_int_equal(row.paths[0].peer, 0);
	world->confs[0].igp_metric = 10;
	rib_reconfigured(world->rib);
	rib_check(world->rib);
	assert_true(rib_look(world->rib, 0, &row));
	assert_int_equal(row.paths[0].peer, 1);
	assert_int_equal(row.why, RIB_STEP_IGP_METRIC);
	drain(world);
	assert_int_equal(as_path_last(told(world, 3)->as_path), 2);
	world_free(world);
}

/* gateway-refuses-own-prefix: as long as it is one. */
static void test_own_prefixes_are_refused(void **state)
{
	struct world *world = reflector_new(0);
	struct rib_row_view row;

	(void)state;
	world->confs[0].import.refuse_own_prefix = true;
	originate(world, 0);
	announce_path(world, 0, "12076", 100);
	announce_path(world, 1, "12076", 100);
	assert_true(rib_look(world->rib, 0, &row));
	assert_int_equal(row.count, 3);
	for (uint32_t i = 0; i < row.count; i++)
		assert_int_equal(row.paths[i].verdict,
		                 row.paths[i].peer == 0 ? RIB_OWN_PREFIX : RIB_PASS);
	rib_unoriginate(world->rib, 0);
	assert_true(rib_look(world->rib, 0, &row));
	assert_int_equal(row.paths[0].verdict, RIB_PASS);
	assert_int_equal(row.paths[1].verdict, RIB_PASS);
	assert_int_equal(row.paths[0].peer, 0);
	originate(world, 0);
	assert_true(rib_look(world->rib, 0, &row));
	assert_int_equal(row.paths[0].peer, RIB_LOCAL);
	world_free(world);
}

static enum rib_verdict verdict_of(struct world *world, const char *next_hop)
{
	struct route_room room;
	struct bgp_attrs attrs = a_route(&room, "65001", next_hop);

	return rib_import(world->rib, 0, &attrs).verdict;
}

/* RFC 4271 sections 5.1.3 and 6.3: on whatever session the address is its own. */
static void test_the_speaker_is_nobodys_next_hop(void **state)
{
	struct world *world = world_new();

	(void)state;
	world->confs[2].next_hop[ADDR_IPV4] = addr_v4(0xc0000201);
	rib_free(world->rib);
	world->rib = rib_new(world->pools, world->conf_list, PEERS);
	assert_int_equal(verdict_of(world, "192.0.2.100"), RIB_NEXT_HOP_SELF);
	assert_int_equal(verdict_of(world, "192.0.2.1"), RIB_NEXT_HOP_SELF);
	assert_int_equal(verdict_of(world, "fd00::1"), RIB_NEXT_HOP_SELF);
	assert_int_equal(verdict_of(world, "192.0.2.2"), RIB_PASS);
	assert_int_equal(verdict_of(world, "fd00::2"), RIB_PASS);
	world_free(world);
}

static void test_what_is_no_destination_is_refused_if_asked_for(void **state)
{
	struct world *world = world_new();
	struct addr loopback = addr_v4(0x7f000000);
	struct prefix prefix = prefix_make(&loopback, 8);
	prefix_id id = prefix_table_intern(world->pools.prefixes, &prefix);
	struct rib_row_view row;

	(void)state;
	rib_peer_up(world->rib, 0, 100, &codec);
	announce_tail(world, 0, id, "");
	assert_true(rib_look(world->rib, id, &row));
	assert_int_equal(row.paths[0].verdict, RIB_PASS);
	world->confs[0].import.destinations_only = true;
	announce_tail(world, 0, id, "");
	announce_tail(world, 0, 0, "");
	assert_true(rib_look(world->rib, id, &row));
	assert_int_equal(row.paths[0].verdict, RIB_NO_DESTINATION);
	assert_true(rib_look(world->rib, 0, &row));
	assert_int_equal(row.paths[0].verdict, RIB_PASS);
	world_free(world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_mirrors_agree_after_random_histories),
	    cmocka_unit_test(test_counts_follow),
	    cmocka_unit_test(test_the_speaker_is_nobodys_next_hop),
	    cmocka_unit_test(test_what_is_no_destination_is_refused_if_asked_for),
	    cmocka_unit_test(test_rejected_paths_are_kept_but_not_chosen),
	    cmocka_unit_test(test_equal_routes_share_an_update),
	    cmocka_unit_test(test_a_route_that_fits_no_message_is_passed_over),
	    cmocka_unit_test(test_a_pull_needs_room_for_a_message),
	    cmocka_unit_test(test_a_route_that_no_longer_fits_is_withdrawn),
	    cmocka_unit_test(test_a_refresh_is_of_one_family),
	    cmocka_unit_test(test_a_route_that_goes_after_a_refresh_is_withdrawn),
	    cmocka_unit_test(test_a_withdrawal_outlives_a_refresh),
	    cmocka_unit_test(test_routes_that_were_for_nobody_are_told_after_a_change),
	    cmocka_unit_test(test_a_refresh_of_a_peer_that_is_down_is_nothing),
	    cmocka_unit_test(test_end_of_rib_follows_the_first_telling),
	    cmocka_unit_test(test_export_verdicts_name_the_reason),
	    cmocka_unit_test(test_refreshes_of_both_families_add_up),
	    cmocka_unit_test(test_a_reflector_notes_the_originator),
	    cmocka_unit_test(test_internal_routes_reach_clients_only),
	    cmocka_unit_test(test_groups_are_held_back),
	    cmocka_unit_test(test_own_routes_have_groups_too),
	    cmocka_unit_test(test_the_best_external_path_is_told_inside),
	    cmocka_unit_test(test_the_best_of_some_groups_is_told),
	    cmocka_unit_test(test_who_announces_a_prefix_hears_of_no_copy),
	    cmocka_unit_test(test_peers_hear_the_best_of_different_groups),
	    cmocka_unit_test(test_other_metrics_make_another_best_path),
	    cmocka_unit_test(test_own_prefixes_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
