/* UPDATE messages: the rules that look at the whole message, NLRI, packing, and that what is
 * packed is what is decoded. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/rng.h"
#include "bgp/as_path.h"
#include "bgp/community.h"
#include "bgp/update.h"

#define BYTES(...) (const uint8_t[]){__VA_ARGS__}, sizeof((const uint8_t[]){__VA_ARGS__})

#define ORIGIN   0x40, 1, 1, 0
#define PATH     0x40, 2, 6, 2, 1, 0, 0, 0, 1
#define NEXT_HOP 0x40, 3, 4, 192, 0, 2, 1
#define SIXTEEN  0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1
#define REACH    0x80, 14, 24, 0, 2, 1, 16, SIXTEEN, 0, 16, 0xfd, 0 /* 27 octets */

#define OK       BGP_ACCEPT
#define DISCARD  BGP_DISCARD_ATTR
#define WITHDRAW BGP_TREAT_AS_WITHDRAW
#define RESET    BGP_RESET_SESSION

enum { SCRATCH = 4 * BGP_MESSAGE_MAX_EXTENDED };

static uint8_t scratch_bytes[SCRATCH];

static const struct bgp_codec ebgp = {
    .attrs = {.external = true, .as4 = true},
    .families = {[ADDR_IPV4] = true, [ADDR_IPV6] = true},
    .message_max = BGP_MESSAGE_MAX,
};

static void decode(const uint8_t *body, size_t size, const struct bgp_codec *codec,
                   struct bgp_update *out)
{
	struct writer scratch = writer_of(scratch_bytes, sizeof(scratch_bytes));

	bgp_update_decode((struct span){body, size}, codec, &scratch, out);
}

/* The first NLRI of this family; without prefixes if there are none. */
static struct bgp_nlri nlri_of(const struct bgp_nlri_list *list, uint8_t family)
{
	for (unsigned i = 0; i < list->count; i++) {
		if (list->items[i].family == family)
			return list->items[i];
	}
	return (struct bgp_nlri){.family = ADDR_NONE};
}

static size_t size_of(const struct bgp_nlri_list *list, uint8_t family)
{
	return nlri_of(list, family).prefixes.size;
}

/* clang-format off */
static const struct row {
	const char *name;
	const uint8_t *body;
	size_t size;
	enum bgp_verdict verdict;
	uint8_t blamed;
	uint16_t notify;
} rows[] = {
	{"end of rib",                     BYTES(0, 0, 0, 0),                                            OK,       0,  0},
	{"one route",                      BYTES(0, 0, 0, 20, ORIGIN, PATH, NEXT_HOP, 8, 10),            OK,       0,  0},
	{"one withdrawal",                 BYTES(0, 2, 8, 10, 0, 0),                                     OK,       0,  0},
	{"both",                           BYTES(0, 2, 8, 10, 0, 20, ORIGIN, PATH, NEXT_HOP, 8, 11),     OK,       0,  0},
	{"the default route",              BYTES(0, 0, 0, 20, ORIGIN, PATH, NEXT_HOP, 0),                OK,       0,  0},
	{"ipv6",                           BYTES(0, 0, 0, 40, REACH, ORIGIN, PATH),                      OK,       0,  0},
	{"an empty path",                  BYTES(0, 0, 0, 14, ORIGIN, 0x40, 2, 0, NEXT_HOP, 8, 10),      OK,       0,  0},

	{"empty body",                     NULL, 0,                                                      RESET,    0,  0x0301},
	{"no attribute length",            BYTES(0, 0),                                                  RESET,    0,  0x0301},
	{"withdrawn overrun",              BYTES(0, 3, 8, 10, 0, 0),                                     RESET,    0,  0x0301},
	{"attributes overrun",             BYTES(0, 0, 0, 21, ORIGIN, PATH, NEXT_HOP),                   RESET,    0,  0x0301},

	{"prefix of 33 bits",              BYTES(0, 0, 0, 20, ORIGIN, PATH, NEXT_HOP, 33, 1, 2, 3, 4, 5), RESET,   0,  0x030a},
	{"prefix of 32 bits",              BYTES(0, 0, 0, 20, ORIGIN, PATH, NEXT_HOP, 32, 1, 2, 3, 4),   OK,       0,  0},
	{"prefix cut",                     BYTES(0, 0, 0, 20, ORIGIN, PATH, NEXT_HOP, 9, 10),            RESET,    0,  0x030a},
	{"second prefix cut",              BYTES(0, 0, 0, 20, ORIGIN, PATH, NEXT_HOP, 8, 10, 16, 10),    RESET,    0,  0x030a},
	{"withdrawn prefix of 33 bits",    BYTES(0, 6, 33, 1, 2, 3, 4, 5, 0, 0),                         RESET,    0,  0x030a},
	{"withdrawn prefix cut",           BYTES(0, 1, 8, 0, 0),                                         RESET,    0,  0x030a},
	{"good attributes, bad nlri",      BYTES(0, 0, 0, 4, 0x40, 1, 1, 9, 33, 1, 2, 3, 4, 5),          RESET,    0,  0x030a},

	{"origin missing",                 BYTES(0, 0, 0, 16, PATH, NEXT_HOP, 8, 10),                    WITHDRAW, 1,  0},
	{"path missing",                   BYTES(0, 0, 0, 11, ORIGIN, NEXT_HOP, 8, 10),                  WITHDRAW, 2,  0},
	{"next hop missing",               BYTES(0, 0, 0, 13, ORIGIN, PATH, 8, 10),                      WITHDRAW, 3,  0},
	{"all missing",                    BYTES(0, 0, 0, 0, 8, 10),                                     WITHDRAW, 1,  0},
	{"ipv6, origin missing",           BYTES(0, 0, 0, 36, REACH, PATH),                              WITHDRAW, 1,  0},
	{"ipv6, path missing",             BYTES(0, 0, 0, 31, REACH, ORIGIN),                            WITHDRAW, 2,  0},
	{"nothing to be missing for",      BYTES(0, 2, 8, 10, 0, 4, ORIGIN),                             OK,       0,  0},

	{"malformed with nlri",            BYTES(0, 0, 0, 20, 0x40, 1, 1, 9, PATH, NEXT_HOP, 8, 10),     WITHDRAW, 1,  0},
	{"malformed with reach",           BYTES(0, 0, 0, 40, REACH, 0x40, 1, 1, 9, PATH),               WITHDRAW, 1,  0},
	{"malformed without nlri",         BYTES(0, 0, 0, 4, 0x40, 1, 1, 9),                             RESET,    1,  0x0306},
	{"malformed with withdrawals only", BYTES(0, 2, 8, 10, 0, 4, 0x40, 1, 1, 9),                     RESET,    1,  0x0306},
	{"wrong flags without nlri",       BYTES(0, 0, 0, 4, 0xc0, 1, 1, 0),                             RESET,    1,  0x0304},
	{"wrong length without nlri",      BYTES(0, 0, 0, 5, 0x40, 1, 2, 0, 0),                          RESET,    1,  0x0305},
	{"bad path without nlri",          BYTES(0, 0, 0, 5, 0x40, 2, 2, 9, 0),                          RESET,    2,  0x030b},
	{"next hop 0.0.0.0",               BYTES(0, 0, 0, 20, ORIGIN, PATH, 0x40, 3, 4, 0, 0, 0, 0, 8, 10),   WITHDRAW, 3, 0},
	{"next hop multicast",             BYTES(0, 0, 0, 20, ORIGIN, PATH, 0x40, 3, 4, 224, 0, 0, 1, 8, 10), WITHDRAW, 3, 0},
	{"next hop broadcast",             BYTES(0, 0, 0, 20, ORIGIN, PATH, 0x40, 3, 4, 255, 255, 255, 255, 8, 10), WITHDRAW, 3, 0},
	{"next hop 0.0.0.0 without nlri",  BYTES(0, 0, 0, 20, ORIGIN, PATH, 0x40, 3, 4, 0, 0, 0, 0),     OK,       0,  0},
	{"next hop 0.0.0.0 beside ipv6",   BYTES(0, 0, 0, 47, REACH, ORIGIN, PATH, 0x40, 3, 4, 0, 0, 0, 0), OK,    0,  0},
	{"cut attribute without nlri",     BYTES(0, 0, 0, 2, 0x40, 1),                                   RESET,    1,  0x0301},
	{"cut attribute with nlri",        BYTES(0, 0, 0, 18, ORIGIN, PATH, 0x40, 3, 4, 1, 2, 8, 10),    WITHDRAW, 3,  0},
	{"discarded without nlri",         BYTES(0, 0, 0, 4, 0x40, 6, 1, 0),                             DISCARD,  6,  0},
	{"discarded with nlri",            BYTES(0, 0, 0, 24, ORIGIN, PATH, NEXT_HOP, 0x40, 6, 1, 0, 8, 10), DISCARD, 6, 0},
	{"reset of reach with nlri",       BYTES(0, 0, 0, 25, ORIGIN, PATH, NEXT_HOP, 0x80, 14, 2, 0, 2, 8, 10), RESET, 14, 0x0309},
	{"unknown well-known",             BYTES(0, 0, 0, 23, ORIGIN, PATH, NEXT_HOP, 0x40, 99, 0, 8, 10), RESET,  99, 0x0302},
};
/* clang-format on */

static void test_verdicts_on_whole_messages(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const struct row *row = &rows[i];
		struct bgp_update update;

		decode(row->body, row->size, &ebgp, &update);

		struct bgp_judgement got = update.judgement;
		if (got.verdict != row->verdict || got.code != row->blamed ||
		    got.notify != row->notify)
			fail_msg("%s: verdict %d on %u (%s, %x), want %d on %u", row->name,
			         (int)got.verdict, got.code, got.reason ? got.reason : "-",
			         got.notify, (int)row->verdict, row->blamed);
		if (row->verdict != BGP_RESET_SESSION)
			continue;
		/* Nothing of a message that resets is left for use. */
		assert_int_equal(update.withdrawn.count + update.announced.count, 0);
		assert_int_equal(update.attrs.present, 0);
	}
}

static void test_the_fields_of_a_message(void **state)
{
	(void)state;
	static const uint8_t body[] = {0, 2, 8, 10, 0, 20, ORIGIN, PATH, NEXT_HOP, 8, 11};
	struct bgp_update update;

	decode(body, sizeof(body), &ebgp, &update);

	assert_int_equal(size_of(&update.withdrawn, ADDR_IPV4), 2);
	assert_int_equal(nlri_of(&update.withdrawn, ADDR_IPV4).prefixes.at[1], 10);
	assert_int_equal(size_of(&update.announced, ADDR_IPV4), 2);
	assert_int_equal(nlri_of(&update.announced, ADDR_IPV4).prefixes.at[1], 11);
	assert_true(addr_equal(&update.announced.items[0].next_hop, &update.attrs.next_hop));
	assert_int_equal(addr_as_u32(&update.attrs.next_hop), 0xc0000201);
	assert_int_equal(update.announced.count + update.withdrawn.count, 2);
	assert_true(bgp_attrs_have(&update.attrs, BGP_ATTR_NEXT_HOP));
}

static void test_what_is_treated_as_withdraw_keeps_its_prefixes(void **state)
{
	(void)state;
	static const uint8_t body[] = {0, 0, 0, 40, REACH, 0x40, 1, 1, 9, PATH, 8, 10};
	struct bgp_update update;

	decode(body, sizeof(body), &ebgp, &update);

	assert_int_equal(update.judgement.verdict, BGP_TREAT_AS_WITHDRAW);
	assert_int_equal(size_of(&update.announced, ADDR_IPV6), 3);
	assert_int_equal(size_of(&update.announced, ADDR_IPV4), 2);
}

static void test_a_next_hop_without_prefixes_is_ignored(void **state)
{
	(void)state;
	static const uint8_t body[] = {0, 0, 0, 47, REACH, ORIGIN, PATH, NEXT_HOP};
	struct bgp_update update;

	decode(body, sizeof(body), &ebgp, &update);

	assert_int_equal(update.judgement.verdict, BGP_ACCEPT);
	assert_false(addr_is_set(&update.attrs.next_hop));
	assert_false(bgp_attrs_have(&update.attrs, BGP_ATTR_NEXT_HOP));
	assert_memory_equal(nlri_of(&update.announced, ADDR_IPV6).next_hop.bytes,
	                    ((const uint8_t[]){SIXTEEN}), 16);
}

static void test_families_that_were_not_negotiated_are_ignored(void **state)
{
	(void)state;
	/* clang-format off */
	static const uint8_t body[] = {
		0, 2, 8, 9,
		0, 55, REACH, ORIGIN, PATH, NEXT_HOP, 0x80, 15, 5, 0, 2, 1, 8, 0xfc,
		8, 10,
	};
	/* clang-format on */
	struct bgp_codec codec = ebgp;
	struct bgp_update update;

	codec.families[ADDR_IPV6] = false;
	decode(body, sizeof(body), &codec, &update);
	assert_int_equal(update.judgement.verdict, BGP_DISCARD_ATTR);
	assert_int_equal(update.announced.count + update.withdrawn.count, 2);
	assert_int_equal(size_of(&update.announced, ADDR_IPV4), 2);
	assert_int_equal(size_of(&update.withdrawn, ADDR_IPV4), 2);

	codec.families[ADDR_IPV6] = true;
	codec.families[ADDR_IPV4] = false;
	decode(body, sizeof(body), &codec, &update);
	assert_int_equal(update.judgement.verdict, BGP_DISCARD_ATTR);
	assert_int_equal(update.announced.count + update.withdrawn.count, 2);
	assert_int_equal(size_of(&update.announced, ADDR_IPV6), 3);
	assert_int_equal(size_of(&update.withdrawn, ADDR_IPV6), 2);
}

/* AFI and SAFI that hairpin has no table for: L2VPN EVPN, IPv4 multicast, VPN-IPv6, and one that
 * nobody has. */
#define UNSPOKEN(code, afi, safi, ...) 0x80, code, 10, 0, afi, safi, __VA_ARGS__
#define REACH_OF(afi, safi)            UNSPOKEN(14, afi, safi, 2, 192, 0, 0, 16, 10, 9)
#define UNREACH_OF(afi, safi)          UNSPOKEN(15, afi, safi, 16, 10, 1, 16, 10, 2, 0)

/* clang-format off */
#define OF_ALL_KINDS(afi, safi)                                                                        \
	{BYTES(0, 0, 0, 26, REACH_OF(afi, safi), ORIGIN, PATH), 0, 0, 14},                              \
	{BYTES(0, 0, 0, 33, REACH_OF(afi, safi), ORIGIN, PATH, NEXT_HOP, 8, 10), 2, 0, 14},             \
	{BYTES(0, 0, 0, 13, UNREACH_OF(afi, safi)), 0, 0, 15},                                          \
	{BYTES(0, 2, 8, 10, 0, 13, UNREACH_OF(afi, safi)), 0, 2, 15},                                   \
	{BYTES(0, 0, 0, 33, ORIGIN, PATH, NEXT_HOP, UNREACH_OF(afi, safi), 8, 10), 2, 0, 15},           \
	{BYTES(0, 2, 8, 10, 0, 46, REACH_OF(afi, safi), ORIGIN, PATH, NEXT_HOP, UNREACH_OF(afi, safi),  \
	       8, 11), 2, 2, 14}

static const struct {
	const uint8_t *body;
	size_t size;
	size_t announced; /* octets of IPv4 NLRI that are to be used */
	size_t withdrawn;
	uint8_t blamed;
} unspoken[] = {
	OF_ALL_KINDS(25, 70), OF_ALL_KINDS(1, 2), OF_ALL_KINDS(2, 128), OF_ALL_KINDS(99, 1),
};
/* clang-format on */

/* RFC 4760 sections 6 and 8: such routes are ignored, those beside them are not. */
static void test_families_that_nobody_speaks_are_ignored(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(unspoken); i++) {
		struct bgp_update update;

		decode(unspoken[i].body, unspoken[i].size, &ebgp, &update);

		assert_int_equal(update.judgement.verdict, BGP_DISCARD_ATTR);
		assert_int_equal(update.judgement.code, unspoken[i].blamed);
		assert_int_equal(size_of(&update.announced, ADDR_IPV4), unspoken[i].announced);
		assert_int_equal(size_of(&update.withdrawn, ADDR_IPV4), unspoken[i].withdrawn);
		assert_int_equal(update.announced.count, unspoken[i].announced > 0);
		assert_int_equal(update.withdrawn.count, unspoken[i].withdrawn > 0);
		assert_int_equal(update.end_of_rib, ADDR_NONE);
	}
}

/* The routes of a family that nobody speaks are routes: a broken attribute beside them withdraws
 * them, and they lack their mandatory attributes as any others (RFC 7606 section 5.2). */
static void test_routes_that_nobody_can_read_are_routes(void **state)
{
	(void)state;
	static const uint8_t broken[] = {0, 0, 0, 26, REACH_OF(25, 70), 0x40, 1, 1, 9, PATH};
	static const uint8_t bare[] = {0, 0, 0, 13, REACH_OF(25, 70)};
	struct bgp_update update;

	decode(broken, sizeof(broken), &ebgp, &update);
	assert_int_equal(update.judgement.verdict, BGP_TREAT_AS_WITHDRAW);
	assert_int_equal(update.announced.count, 0);
	decode(bare, sizeof(bare), &ebgp, &update);
	assert_int_equal(update.judgement.verdict, BGP_TREAT_AS_WITHDRAW);
	assert_int_equal(update.judgement.code, BGP_ATTR_ORIGIN);
}

static void test_end_of_rib_is_told_from_other_messages(void **state)
{
	(void)state;
	const struct {
		const uint8_t *body;
		size_t size;
		uint8_t family; /* ADDR_NONE: it is none */
	} markers[] = {
	    {BYTES(0, 0, 0, 0), ADDR_IPV4},
	    {BYTES(0, 0, 0, 6, 0x80, 15, 3, 0, 2, 1), ADDR_IPV6},
	    {BYTES(0, 0, 0, 7, 0x90, 15, 0, 3, 0, 2, 1), ADDR_IPV6},
	    {BYTES(0, 0, 0, 6, 0x80, 15, 3, 0, 1, 1), ADDR_IPV4},
	    {BYTES(0, 0, 0, 6, 0x80, 15, 3, 0, 2, 128), ADDR_NONE},
	    {BYTES(0, 0, 0, 7, 0x80, 15, 4, 0, 2, 1, 0), ADDR_NONE},
	    {BYTES(0, 1, 0, 0, 0), ADDR_NONE},
	    {BYTES(0, 1, 0, 0, 6, 0x80, 15, 3, 0, 2, 1), ADDR_NONE},
	    {BYTES(0, 0, 0, 4, ORIGIN), ADDR_NONE},
	    {BYTES(0, 0, 0, 7, NEXT_HOP), ADDR_NONE},
	    {BYTES(0, 0, 0, 3, 0x80, 99, 0), ADDR_NONE},
	    {BYTES(0, 0, 0, 10, 0x80, 15, 3, 0, 2, 1, ORIGIN), ADDR_NONE},
	    {BYTES(0, 0, 0, 20, ORIGIN, PATH, NEXT_HOP, 0), ADDR_NONE},
	    {BYTES(0, 0), ADDR_NONE},
	};

	for (size_t i = 0; i < COUNT_OF(markers); i++) {
		struct bgp_update update;
		uint8_t family = 77;

		decode(markers[i].body, markers[i].size, &ebgp, &update);

		assert_int_equal(bgp_update_is_end_of_rib(&update, &family),
		                 markers[i].family != ADDR_NONE);
		assert_int_equal(family, markers[i].family);
	}
}

static void test_host_bits_of_a_prefix_are_masked(void **state)
{
	(void)state;
	const struct {
		uint8_t family;
		const uint8_t *bytes;
		size_t size;
		const char *text;
	} prefixes[] = {
	    {ADDR_IPV4, BYTES(0), "0.0.0.0/0"},
	    {ADDR_IPV4, BYTES(1, 0xff), "128.0.0.0/1"},
	    {ADDR_IPV4, BYTES(8, 10), "10.0.0.0/8"},
	    {ADDR_IPV4, BYTES(9, 10, 0xff), "10.128.0.0/9"},
	    {ADDR_IPV4, BYTES(31, 10, 0, 0, 0xff), "10.0.0.254/31"},
	    {ADDR_IPV4, BYTES(32, 10, 0, 0, 0xff), "10.0.0.255/32"},
	    {ADDR_IPV6, BYTES(20, 0xfd, 0, 0xff), "fd00:f000::/20"},
	    {ADDR_IPV6, BYTES(128, SIXTEEN), "2001:db8::1/128"},
	};

	for (size_t i = 0; i < COUNT_OF(prefixes); i++) {
		struct bgp_nlri nlri = {.prefixes = {prefixes[i].bytes, prefixes[i].size},
		                        .family = prefixes[i].family};
		struct prefix got;
		struct prefix want;

		assert_int_equal(bgp_nlri_count(nlri), 1);
		assert_true(bgp_nlri_next(&nlri, &got));
		assert_int_equal(prefix_parse(prefixes[i].text, &want), PREFIX_OK);
		assert_true(prefix_equal(&got, &want));
		assert_memory_equal(got.addr.bytes, want.addr.bytes, 16);
		assert_false(bgp_nlri_next(&nlri, &got));
	}
}

static void test_nlri_that_nobody_checked_is_still_not_overrun(void **state)
{
	(void)state;
	struct bgp_nlri cut = {.prefixes = {BYTES(16, 10)}, .family = ADDR_IPV4};
	struct bgp_nlri wide = {.prefixes = {BYTES(33, 1, 2, 3, 4, 5)}, .family = ADDR_IPV4};
	struct prefix prefix;

	assert_false(bgp_nlri_next(&cut, &prefix));
	assert_int_equal(cut.prefixes.size, 0);
	assert_false(bgp_nlri_next(&wide, &prefix));
	assert_int_equal(wide.prefixes.size, 0);
}

static struct prefix parsed(const char *text)
{
	struct prefix prefix;

	assert_int_equal(prefix_parse(text, &prefix), PREFIX_OK);
	return prefix;
}

static struct addr address(const char *text)
{
	struct addr addr;

	assert_true(addr_parse(text, &addr));
	return addr;
}

#define FOUR   0xff, 0xff, 0xff, 0xff
#define MARKER FOUR, FOUR, FOUR, FOUR

static void assert_wire(const struct writer *out, const uint8_t *want, size_t size)
{
	assert_false(out->failed);
	assert_int_equal(out->used, size);
	assert_memory_equal(out->start, want, size);
}

static void test_the_bytes_of_an_ipv4_announcement(void **state)
{
	(void)state;
	/* clang-format off */
	static const uint8_t want[] = {
		MARKER, 0, 63, 2,
		0, 0,
		0, 34, ORIGIN, PATH, NEXT_HOP, 0x80, 4, 4, 0, 0, 0, 9, 0xc0, 8, 4, 0, 1, 0, 2,
		8, 10, 17, 172, 16, 128,
	};
	/* clang-format on */
	uint8_t bytes[256];
	struct writer out = writer_of(bytes, sizeof(bytes));
	struct bgp_packer packer;
	struct addr next_hop = address("192.0.2.1");
	struct prefix prefixes[] = {parsed("10.0.0.0/8"), parsed("172.16.128.0/17")};
	struct bgp_attrs attrs = {
	    .present = bgp_attr_bit(BGP_ATTR_MED) | bgp_attr_bit(BGP_ATTR_LOCAL_PREF),
	    .as_path = {BYTES(2, 1, 0, 0, 0, 1)},
	    .communities = {BYTES(0, 1, 0, 2)},
	    .med = 9,
	    .local_pref = 7, /* not for external peers */
	};

	assert_true(bgp_pack_reach(&packer, &out, &ebgp, ADDR_IPV4, &attrs, &next_hop));
	assert_true(bgp_pack_add(&packer, &prefixes[0]));
	assert_true(bgp_pack_add(&packer, &prefixes[1]));
	assert_int_equal(packer.count, 2);
	bgp_pack_end(&packer);

	assert_wire(&out, want, sizeof(want));
}

static void test_the_bytes_of_an_ipv6_announcement(void **state)
{
	(void)state;
	/* clang-format off */
	static const uint8_t want[] = {
		MARKER, 0, 71, 2,
		0, 0,
		0, 48,
		0x90, 14, 0, 24, 0, 2, 1, 16, SIXTEEN, 0, 16, 0xfd, 0,
		ORIGIN, PATH, 0x40, 5, 4, 0, 0, 0, 100,
	};
	/* clang-format on */
	uint8_t bytes[256];
	struct writer out = writer_of(bytes, sizeof(bytes));
	struct bgp_packer packer;
	struct addr next_hop = address("2001:db8::1");
	struct prefix prefix = parsed("fd00::/16");
	struct bgp_attrs attrs = {.as_path = {BYTES(2, 1, 0, 0, 0, 1)}};
	struct bgp_codec ibgp = ebgp;

	/* An internal peer always gets a LOCAL_PREF. */
	ibgp.attrs.external = false;
	assert_true(bgp_pack_reach(&packer, &out, &ibgp, ADDR_IPV6, &attrs, &next_hop));
	assert_true(bgp_pack_add(&packer, &prefix));
	bgp_pack_end(&packer);

	assert_wire(&out, want, sizeof(want));
}

static void test_the_bytes_of_withdrawals(void **state)
{
	(void)state;
	static const uint8_t want_v4[] = {MARKER, 0, 25, 2, 0, 2, 8, 10, 0, 0};
	static const uint8_t want_v6[] = {MARKER, 0, 33, 2, 0, 0, 0,  10,   0x90,
	                                  15,     0, 6,  0, 2, 1, 16, 0xfd, 0};
	uint8_t bytes[256];
	struct bgp_packer packer;
	struct prefix v4 = parsed("10.0.0.0/8");
	struct prefix v6 = parsed("fd00::/16");
	struct writer out = writer_of(bytes, sizeof(bytes));

	bgp_pack_withdraw(&packer, &out, &ebgp, ADDR_IPV4);
	assert_true(bgp_pack_add(&packer, &v4));
	bgp_pack_end(&packer);
	assert_wire(&out, want_v4, sizeof(want_v4));

	out = writer_of(bytes, sizeof(bytes));
	bgp_pack_withdraw(&packer, &out, &ebgp, ADDR_IPV6);
	assert_true(bgp_pack_add(&packer, &v6));
	bgp_pack_end(&packer);
	assert_wire(&out, want_v6, sizeof(want_v6));
}

static void test_the_bytes_for_a_peer_without_4_octet_numbers(void **state)
{
	(void)state;
	/* clang-format off */
	static const uint8_t want[] = {
		MARKER, 0, 101, 2,
		0, 0,
		0, 76,
		ORIGIN, 0x40, 2, 6, 2, 2, 0x5b, 0xa0, 0, 1, NEXT_HOP,
		0xc0, 7, 6, 0x5b, 0xa0, 10, 0, 0, 1,
		0xc0, 17, 10, 2, 2, 0, 1, 0, 0, 0, 0, 0, 1,
		0xc0, 18, 8, 0, 1, 0, 2, 10, 0, 0, 1,
		0xe0, 19, 2, 8, 8,
		0xc0, 32, 12, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3,
		0xe0, 33, 0,
		8, 10,
	};
	/* clang-format on */
	uint8_t bytes[256];
	struct writer out = writer_of(bytes, sizeof(bytes));
	struct bgp_packer packer;
	struct addr next_hop = address("192.0.2.1");
	struct prefix prefix = parsed("10.0.0.0/8");
	struct bgp_codec old = ebgp;
	struct bgp_attrs attrs = {
	    .present = bgp_attr_bit(BGP_ATTR_AGGREGATOR),
	    .as_path = {BYTES(2, 2, 0, 1, 0, 0, 0, 0, 0, 1)},
	    .aggregator_as = 65538,
	    .aggregator_id = 0x0a000001,
	    .large_communities = {BYTES(0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3)},
	    .unknown = {BYTES(0xe0, 19, 2, 8, 8, 0xe0, 33, 0)},
	};

	old.attrs.as4 = false;
	assert_true(bgp_pack_reach(&packer, &out, &old, ADDR_IPV4, &attrs, &next_hop));
	assert_true(bgp_pack_add(&packer, &prefix));
	bgp_pack_end(&packer);
	assert_wire(&out, want, sizeof(want));
}

static void test_confederation_segments_stay_out_of_as4_path(void **state)
{
	(void)state;
	/* clang-format off */
	static const uint8_t want[] = {
		0x40, 2, 8, 3, 1, 0, 9, 2, 1, 0x5b, 0xa0,
		NEXT_HOP,
		0x40, 5, 4, 0, 0, 0, 100,
		0xc0, 17, 6, 2, 1, 0, 1, 0, 0,
		8, 10,
	};
	/* clang-format on */
	uint8_t bytes[256];
	struct writer out = writer_of(bytes, sizeof(bytes));
	struct bgp_packer packer;
	struct addr next_hop = address("192.0.2.1");
	struct prefix prefix = parsed("10.0.0.0/8");
	struct bgp_codec old = ebgp;
	struct bgp_attrs attrs = {
	    .as_path = {BYTES(3, 1, 0, 0, 0, 9, 2, 1, 0, 1, 0, 0)},
	};

	old.attrs = (struct bgp_attr_context){.external = false, .as4 = false};
	assert_true(bgp_pack_reach(&packer, &out, &old, ADDR_IPV4, &attrs, &next_hop));
	assert_true(bgp_pack_add(&packer, &prefix));
	bgp_pack_end(&packer);

	size_t behind_origin = BGP_HEADER_SIZE + 4 + 4;
	assert_int_equal(out.used, behind_origin + sizeof(want));
	assert_memory_equal(bytes + behind_origin, want, sizeof(want));
}

static void test_the_scratch_is_emptied_for_every_message(void **state)
{
	(void)state;
	static const uint8_t body[] = {0, 0, 0, 23, ORIGIN, PATH, NEXT_HOP, 0xc0, 99, 0, 8, 10};
	uint8_t bytes[3];
	struct writer scratch = writer_of(bytes, sizeof(bytes));

	for (unsigned i = 0; i < 3; i++) {
		struct bgp_update update;

		bgp_update_decode((struct span){body, sizeof(body)}, &ebgp, &scratch, &update);
		assert_int_equal(update.judgement.verdict, BGP_ACCEPT);
		assert_int_equal(update.attrs.unknown.size, 3);
		scratch.failed = i == 0; /* as another use may leave it */
	}
}

static void test_as4_path_is_not_sent_when_as_path_says_all(void **state)
{
	(void)state;
	/* clang-format off */
	static const uint8_t want[] = {
		MARKER, 0, 52, 2, 0, 0,
		0, 27, ORIGIN, 0x40, 2, 4, 2, 1, 0xff, 0xff, NEXT_HOP,
		0xc0, 7, 6, 0xff, 0xff, 0, 0, 0, 1,
		8, 10,
	};
	/* clang-format on */
	uint8_t bytes[256];
	struct writer out = writer_of(bytes, sizeof(bytes));
	struct bgp_packer packer;
	struct addr next_hop = address("192.0.2.1");
	struct prefix prefix = parsed("10.0.0.0/8");
	struct bgp_codec old = ebgp;
	struct bgp_attrs attrs = {
	    .present = bgp_attr_bit(BGP_ATTR_AGGREGATOR),
	    .as_path = {BYTES(2, 1, 0, 0, 0xff, 0xff)},
	    .aggregator_as = 65535,
	    .aggregator_id = 1,
	};

	old.attrs.as4 = false;
	assert_true(bgp_pack_reach(&packer, &out, &old, ADDR_IPV4, &attrs, &next_hop));
	assert_true(bgp_pack_add(&packer, &prefix));
	bgp_pack_end(&packer);
	assert_wire(&out, want, sizeof(want));
}

static void test_a_message_without_prefixes_is_taken_back(void **state)
{
	(void)state;
	uint8_t bytes[4096];
	struct writer out = writer_of(bytes, sizeof(bytes));
	struct bgp_packer packer;
	struct addr next_hop = address("2001:db8::1");
	struct bgp_attrs attrs = {.present = 0};

	writer_u8(&out, 0xee);
	assert_true(bgp_pack_reach(&packer, &out, &ebgp, ADDR_IPV6, &attrs, &next_hop));
	bgp_pack_end(&packer);
	bgp_pack_withdraw(&packer, &out, &ebgp, ADDR_IPV4);
	bgp_pack_end(&packer);

	assert_int_equal(out.used, 1);
	assert_false(out.failed);
}

static void test_end_of_rib_is_packed_as_it_is_read(void **state)
{
	(void)state;
	for (uint8_t family = ADDR_IPV4; family <= ADDR_IPV6; family++) {
		uint8_t bytes[64];
		struct writer out = writer_of(bytes, sizeof(bytes));
		struct bgp_update update;
		uint8_t got;

		bgp_pack_end_of_rib(&out, &ebgp, family);
		assert_int_equal(bytes[16] << 8 | bytes[17], out.used);
		assert_int_equal(out.used, family == ADDR_IPV4 ? 23 : 30);
		decode(bytes + BGP_HEADER_SIZE, out.used - BGP_HEADER_SIZE, &ebgp, &update);
		assert_int_equal(update.judgement.verdict, BGP_ACCEPT);
		assert_true(bgp_update_is_end_of_rib(&update, &got));
		assert_int_equal(got, family);
	}
}

/* Packs into a block of exactly `room` bytes, so that the sanitizer sees one byte too many.
 * Returns the number of prefixes, or -1 when bgp_pack_reach() said no. */
static int pack_into(size_t room, const struct bgp_codec *codec, uint8_t family, bool reach,
                     const struct bgp_attrs *attrs)
{
	uint8_t *bytes = malloc(room + 1);
	struct writer out = writer_of(bytes + 1, room);
	struct bgp_packer packer;
	struct addr next_hop = address(family == ADDR_IPV4 ? "192.0.2.1" : "2001:db8::1");
	struct prefix prefix = parsed(family == ADDR_IPV4 ? "10.1.2.0/24" : "fd00:1:2::/48");
	int count = 0;

	if (reach && !bgp_pack_reach(&packer, &out, codec, family, attrs, &next_hop)) {
		count = -1;
		assert_int_equal(out.used, 0);
		assert_false(out.failed);
	} else {
		if (!reach)
			bgp_pack_withdraw(&packer, &out, codec, family);
		while (bgp_pack_add(&packer, &prefix))
			count++;
		bgp_pack_end(&packer);
		assert_false(out.failed);
		assert_in_range(out.used, 0, codec->message_max);
		struct bgp_update update;
		if (count > 0) {
			decode(out.start + BGP_HEADER_SIZE, out.used - BGP_HEADER_SIZE, codec,
			       &update);
			assert_int_equal(update.judgement.verdict, BGP_ACCEPT);
			assert_int_equal(out.start[16] << 8 | out.start[17], out.used);
			size_t size = (size_t)count * (family == ADDR_IPV4 ? 4 : 7);
			assert_int_equal(size_of(&update.announced, family) +
			                     size_of(&update.withdrawn, family),
			                 size);
		}
	}
	free(bytes);
	return count;
}

static void test_a_message_is_filled_to_the_last_octet_and_no_further(void **state)
{
	(void)state;
	struct bgp_attrs attrs = {.as_path = {BYTES(2, 1, 0, 0, 0, 1)}};
	struct bgp_codec extended = ebgp;

	extended.message_max = BGP_MESSAGE_MAX_EXTENDED;
	/* Header 19, two lengths 4, and 20 octets of attributes; or MP_REACH of 25 and 13. */
	assert_int_equal(pack_into(70000, &ebgp, ADDR_IPV4, true, &attrs), (4096 - 43) / 4);
	assert_int_equal(pack_into(70000, &ebgp, ADDR_IPV6, true, &attrs), (4096 - 61) / 7);
	assert_int_equal(pack_into(70000, &ebgp, ADDR_IPV4, false, NULL), (4096 - 23) / 4);
	assert_int_equal(pack_into(70000, &ebgp, ADDR_IPV6, false, NULL), (4096 - 30) / 7);
	assert_int_equal(pack_into(70000, &extended, ADDR_IPV4, true, &attrs), (65535 - 43) / 4);
	assert_int_equal(pack_into(70000, &extended, ADDR_IPV6, true, &attrs), (65535 - 61) / 7);

	for (size_t room = 0; room < 150; room++) {
		int v4 = room < 43 + 5 ? -1 : (int)(room - 43) / 4;
		int v6 = room < 61 + 17 ? -1 : (int)(room - 61) / 7;
		assert_int_equal(pack_into(room, &ebgp, ADDR_IPV4, true, &attrs), v4);
		assert_int_equal(pack_into(room, &ebgp, ADDR_IPV6, true, &attrs), v6);
		assert_int_equal(pack_into(room, &ebgp, ADDR_IPV4, false, NULL),
		                 room < 23 ? 0 : (int)(room - 23) / 4);
		assert_int_equal(pack_into(room, &ebgp, ADDR_IPV6, false, NULL),
		                 room < 30 ? 0 : (int)(room - 30) / 7);
	}
}

static void test_attributes_that_fill_a_message_cannot_be_announced(void **state)
{
	(void)state;
	static uint8_t communities[5000];

	/* Beyond the path: 43 octets, 4 of the header of the communities, 5 of a prefix. */
	for (size_t size = 4000; size < 4100; size += 4) {
		struct bgp_attrs attrs = {
		    .as_path = {BYTES(2, 1, 0, 0, 0, 1)},
		    .communities = {communities, size},
		};
		int v4 = pack_into(70000, &ebgp, ADDR_IPV4, true, &attrs);
		int v6 = pack_into(70000, &ebgp, ADDR_IPV6, true, &attrs);
		assert_int_equal(v4 >= 1, size + 43 + 4 + 5 <= 4096);
		assert_int_equal(v6 >= 1, size + 61 + 4 + 17 <= 4096);
		assert_int_not_equal(v4, 0);
		assert_int_not_equal(v6, 0);
	}
}

/* Random sets that a peer could have sent, with room for what their spans hold. */
struct random_set {
	struct bgp_attrs attrs;
	uint8_t path[800];
	uint8_t communities[400];
	uint8_t ext[80];
	uint8_t large[120];
	uint8_t clusters[40];
	uint8_t unknown[600];
};

static uint32_t random_asn(struct rng *rng)
{
	static const uint32_t favourites[] = {12076, 65515, 23456, 65535, 65536, 4200000000};
	uint32_t pick = rng_below(rng, 10);

	return pick < COUNT_OF(favourites) ? favourites[pick] : 1 + rng_below(rng, 1u << 20);
}

static void random_path(struct rng *rng, struct random_set *set, bool external)
{
	struct writer out = writer_of(set->path, sizeof(set->path));

	for (uint32_t left = rng_below(rng, 4); left > 0; left--) {
		unsigned count = 1 + rng_below(rng, 40);
		/* Confederation segments lead, as RFC 5065 section 4 has them. */
		bool confed = !external && out.used == 0 && rng_below(rng, 4) == 0;
		writer_u8(&out, (uint8_t)(confed ? BGP_CONFED_SEQUENCE : 1 + rng_below(rng, 2)));
		writer_u8(&out, (uint8_t)count);
		while (count-- > 0)
			writer_u32(&out, confed ? 1 + rng_below(rng, 65000) : random_asn(rng));
	}
	assert_false(out.failed);
	set->attrs.as_path = writer_written(&out);
}

static struct span random_bytes(struct rng *rng, uint8_t *bytes, size_t size, size_t unit)
{
	size_t used = rng_below(rng, 3) == 0 ? unit * rng_below(rng, (uint32_t)(size / unit)) : 0;

	for (size_t i = 0; i < used; i++)
		bytes[i] = (uint8_t)rng_next(rng);
	return (struct span){bytes, used};
}

/* Ascending, each value once, as sets are kept. */
static struct span random_set_of(struct rng *rng, uint8_t *bytes, size_t size, size_t unit)
{
	size_t used = random_bytes(rng, bytes, size, unit).size;

	return (struct span){bytes, community_sort(bytes, used, unit)};
}

static void random_unknown(struct rng *rng, struct random_set *set)
{
	static const uint8_t codes[] = {0, 11, 13, 19, 31, 33, 99, 128, 255};
	struct writer out = writer_of(set->unknown, sizeof(set->unknown));

	for (size_t i = 0; i < COUNT_OF(codes); i++) {
		if (rng_below(rng, 4) != 0)
			continue;
		/* One of them needs an extended length. */
		unsigned size = codes[i] == 99 ? 256 + rng_below(rng, 9) : rng_below(rng, 20);
		writer_u8(&out, size > 255 ? 0xf0 : 0xe0);
		writer_u8(&out, codes[i]);
		if (size > 255)
			writer_u8(&out, (uint8_t)(size >> 8));
		writer_u8(&out, (uint8_t)size);
		while (size-- > 0)
			writer_u8(&out, (uint8_t)rng_next(rng));
	}
	assert_false(out.failed);
	set->attrs.unknown = writer_written(&out);
}

static bool chance(struct rng *rng, struct bgp_attrs *attrs, enum bgp_attr_code code)
{
	if (rng_below(rng, 2) == 0)
		return false;
	attrs->present |= bgp_attr_bit(code);
	return true;
}

static void random_attrs(struct rng *rng, struct random_set *set, bool external)
{
	struct bgp_attrs *attrs = &set->attrs;

	*attrs = (struct bgp_attrs){.origin = (uint8_t)rng_below(rng, 3)};
	attrs->present = bgp_attr_bit(BGP_ATTR_ORIGIN) | bgp_attr_bit(BGP_ATTR_AS_PATH);
	random_path(rng, set, external);
	random_unknown(rng, set);
	if (chance(rng, attrs, BGP_ATTR_MED))
		attrs->med = (uint32_t)rng_next(rng);
	if (!external) {
		attrs->present |= bgp_attr_bit(BGP_ATTR_LOCAL_PREF);
		attrs->local_pref = (uint32_t)rng_next(rng);
	}
	chance(rng, attrs, BGP_ATTR_ATOMIC_AGGREGATE);
	if (chance(rng, attrs, BGP_ATTR_AGGREGATOR)) {
		attrs->aggregator_as = random_asn(rng);
		attrs->aggregator_id = (uint32_t)rng_next(rng);
	}
	attrs->communities = random_set_of(rng, set->communities, sizeof(set->communities), 4);
	attrs->ext_communities = random_set_of(rng, set->ext, sizeof(set->ext), 8);
	attrs->large_communities = random_set_of(rng, set->large, sizeof(set->large), 12);
	if (!external && chance(rng, attrs, BGP_ATTR_ORIGINATOR_ID)) {
		attrs->originator_id = (uint32_t)rng_next(rng);
		attrs->cluster_list = random_bytes(rng, set->clusters, sizeof(set->clusters), 4);
	}
	if (attrs->cluster_list.size > 0)
		attrs->present |= bgp_attr_bit(BGP_ATTR_CLUSTER_LIST);
	if (attrs->communities.size > 0)
		attrs->present |= bgp_attr_bit(BGP_ATTR_COMMUNITIES);
	if (attrs->ext_communities.size > 0)
		attrs->present |= bgp_attr_bit(BGP_ATTR_EXT_COMMUNITIES);
	if (attrs->large_communities.size > 0)
		attrs->present |= bgp_attr_bit(BGP_ATTR_LARGE_COMMUNITIES);
	attrs->partial =
	    attrs->present & rng_next(rng) &
	    (bgp_attr_bit(BGP_ATTR_AGGREGATOR) | bgp_attr_bit(BGP_ATTR_COMMUNITIES) |
	     bgp_attr_bit(BGP_ATTR_EXT_COMMUNITIES) | bgp_attr_bit(BGP_ATTR_LARGE_COMMUNITIES));
}

static void assert_same_span(struct span a, struct span b)
{
	assert_int_equal(a.size, b.size);
	if (a.size > 0)
		assert_memory_equal(a.at, b.at, a.size);
}

static void assert_same_attrs(const struct bgp_attrs *got, const struct bgp_attrs *want)
{
	assert_int_equal(got->present & ~bgp_attr_bit(BGP_ATTR_NEXT_HOP), want->present);
	assert_same_span(got->as_path, want->as_path);
	assert_same_span(got->communities, want->communities);
	assert_same_span(got->ext_communities, want->ext_communities);
	assert_same_span(got->large_communities, want->large_communities);
	assert_same_span(got->cluster_list, want->cluster_list);
	assert_int_equal(got->originator_id, want->originator_id);
	assert_same_span(got->unknown, want->unknown);
	assert_int_equal(got->med, want->med);
	assert_int_equal(got->local_pref, want->local_pref);
	assert_int_equal(got->aggregator_as, want->aggregator_as);
	assert_int_equal(got->aggregator_id, want->aggregator_id);
	assert_int_equal(got->weight, want->weight);
	assert_int_equal(got->partial, want->partial);
	assert_int_equal(got->origin, want->origin);
}

static struct prefix random_prefix(struct rng *rng, uint8_t family)
{
	struct addr addr = {.family = family};

	for (unsigned i = 0; i < addr_bits(family) / 8; i++)
		addr.bytes[i] = (uint8_t)rng_next(rng);
	return prefix_make(&addr, rng_below(rng, addr_bits(family) + 1));
}

enum { ROUND_PREFIXES = 40 };

static void assert_prefixes(struct bgp_nlri nlri, const struct prefix *want, unsigned count)
{
	struct prefix got;

	assert_int_equal(bgp_nlri_count(nlri), count);

	for (unsigned i = 0; i < count; i++) {
		assert_true(bgp_nlri_next(&nlri, &got));
		assert_true(prefix_equal(&got, &want[i]));
	}
	assert_false(bgp_nlri_next(&nlri, &got));
}

/* Fails with the seed in the test's output. */
static void round_trip(uint64_t seed, uint8_t *bytes, size_t *size, struct bgp_codec *codec)
{
	struct rng rng = rng_of(seed);
	struct random_set set;
	struct prefix prefixes[ROUND_PREFIXES];
	struct writer out = writer_of(bytes, BGP_MESSAGE_MAX_EXTENDED);
	struct bgp_packer packer;
	struct bgp_update update;
	unsigned count = 1 + rng_below(&rng, ROUND_PREFIXES);

	*codec = ebgp;
	codec->attrs.as4 = rng_below(&rng, 2) == 0;
	codec->attrs.external = rng_below(&rng, 2) == 0;
	codec->attrs.as_sets = true;
	uint8_t family = (uint8_t)(ADDR_IPV4 + rng_below(&rng, 2));
	struct addr next_hop = address(family == ADDR_IPV4 ? "192.0.2.9" : "2001:db8::9");
	random_attrs(&rng, &set, codec->attrs.external);

	assert_true(bgp_pack_reach(&packer, &out, codec, family, &set.attrs, &next_hop));
	for (unsigned i = 0; i < count; i++) {
		prefixes[i] = random_prefix(&rng, family);
		assert_true(bgp_pack_add(&packer, &prefixes[i]));
	}
	bgp_pack_end(&packer);
	*size = out.used;

	decode(bytes + BGP_HEADER_SIZE, out.used - BGP_HEADER_SIZE, codec, &update);
	assert_int_equal(update.judgement.verdict, BGP_ACCEPT);
	assert_same_attrs(&update.attrs, &set.attrs);
	assert_int_equal(update.announced.count, 1);
	assert_int_equal(update.announced.items[0].family, family);
	assert_true(addr_equal(&update.announced.items[0].next_hop, &next_hop));
	assert_prefixes(update.announced.items[0], prefixes, count);
}

static void test_what_is_packed_is_what_is_decoded(void **state)
{
	(void)state;
	static uint8_t bytes[BGP_MESSAGE_MAX_EXTENDED];
	struct bgp_codec codec;
	size_t size;

	for (uint64_t seed = 1; seed <= 4000; seed++)
		round_trip(seed, bytes, &size, &codec);
}

static void test_every_cut_and_every_changed_octet_is_safe(void **state)
{
	(void)state;
	static uint8_t bytes[BGP_MESSAGE_MAX_EXTENDED];
	struct bgp_codec codec;
	size_t size;

	for (uint64_t seed = 1; seed <= 30; seed++) {
		struct rng rng = rng_of(seed);

		round_trip(seed, bytes, &size, &codec);
		size_t body = size - BGP_HEADER_SIZE;
		for (size_t cut = 0; cut < body; cut++) {
			struct bgp_update update;
			uint8_t *copy = malloc(cut + 1);
			uint8_t *tight = copy + 1;

			memcpy(tight, bytes + BGP_HEADER_SIZE, cut);
			decode(tight, cut, &codec, &update);
			if (cut > 0) {
				tight[rng_below(&rng, (uint32_t)cut)] = (uint8_t)rng_next(&rng);
				decode(tight, cut, &codec, &update);
			}
			free(copy);
		}
	}
}

static void test_several_messages_follow_one_another(void **state)
{
	(void)state;
	static uint8_t bytes[3 * BGP_MESSAGE_MAX];
	struct writer out = writer_of(bytes, sizeof(bytes));
	struct addr next_hop = address("2001:db8::1");
	struct bgp_attrs attrs = {.as_path = {BYTES(2, 1, 0, 0, 0, 1)}};
	struct prefix base = parsed("fd00::/64");
	unsigned sent = 0;
	unsigned messages = 0;

	while (sent < 600) {
		struct bgp_packer packer;
		assert_true(bgp_pack_reach(&packer, &out, &ebgp, ADDR_IPV6, &attrs, &next_hop));
		for (; sent < 600; sent++) {
			struct prefix prefix = base;
			prefix.addr.bytes[6] = (uint8_t)(sent >> 8);
			prefix.addr.bytes[7] = (uint8_t)sent;
			if (!bgp_pack_add(&packer, &prefix))
				break;
		}
		bgp_pack_end(&packer);
		messages++;
	}
	assert_int_equal(messages, 2);

	unsigned got = 0;
	for (size_t at = 0; at < out.used;) {
		size_t size = (size_t)(bytes[at + 16] << 8 | bytes[at + 17]);
		struct bgp_update update;
		struct prefix prefix;

		decode(bytes + at + BGP_HEADER_SIZE, size - BGP_HEADER_SIZE, &ebgp, &update);
		struct bgp_nlri nlri = nlri_of(&update.announced, ADDR_IPV6);
		while (bgp_nlri_next(&nlri, &prefix)) {
			assert_int_equal(prefix.addr.bytes[6] << 8 | prefix.addr.bytes[7], got);
			got++;
		}
		at += size;
	}
	assert_int_equal(got, 600);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_verdicts_on_whole_messages),
	    cmocka_unit_test(test_the_fields_of_a_message),
	    cmocka_unit_test(test_what_is_treated_as_withdraw_keeps_its_prefixes),
	    cmocka_unit_test(test_a_next_hop_without_prefixes_is_ignored),
	    cmocka_unit_test(test_families_that_were_not_negotiated_are_ignored),
	    cmocka_unit_test(test_families_that_nobody_speaks_are_ignored),
	    cmocka_unit_test(test_routes_that_nobody_can_read_are_routes),
	    cmocka_unit_test(test_end_of_rib_is_told_from_other_messages),
	    cmocka_unit_test(test_host_bits_of_a_prefix_are_masked),
	    cmocka_unit_test(test_nlri_that_nobody_checked_is_still_not_overrun),
	    cmocka_unit_test(test_the_bytes_of_an_ipv4_announcement),
	    cmocka_unit_test(test_the_bytes_of_an_ipv6_announcement),
	    cmocka_unit_test(test_the_bytes_of_withdrawals),
	    cmocka_unit_test(test_the_bytes_for_a_peer_without_4_octet_numbers),
	    cmocka_unit_test(test_confederation_segments_stay_out_of_as4_path),
	    cmocka_unit_test(test_the_scratch_is_emptied_for_every_message),
	    cmocka_unit_test(test_as4_path_is_not_sent_when_as_path_says_all),
	    cmocka_unit_test(test_a_message_without_prefixes_is_taken_back),
	    cmocka_unit_test(test_end_of_rib_is_packed_as_it_is_read),
	    cmocka_unit_test(test_a_message_is_filled_to_the_last_octet_and_no_further),
	    cmocka_unit_test(test_attributes_that_fill_a_message_cannot_be_announced),
	    cmocka_unit_test(test_what_is_packed_is_what_is_decoded),
	    cmocka_unit_test(test_every_cut_and_every_changed_octet_is_safe),
	    cmocka_unit_test(test_several_messages_follow_one_another),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
