/*
 * The path-attribute block of an UPDATE, read by one table of rules.
 *
 * A walk over the block looks every attribute up in the table, which knows its flags, sender, size
 * and verdict. What needs more than one attribute (the merge of RFC 6793, the order of unknown
 * ones, next hops) is settled after the walk.
 */
#include "bgp/attr_decode.h"

#include <stddef.h>
#include <string.h>

#include "base/check.h"
#include "bgp/as4.h"
#include "bgp/as_path.h"

enum {
	FLAG_OPTIONAL = 0x80,
	FLAG_TRANSITIVE = 0x40,
	FLAG_PARTIAL = 0x20,
	FLAG_EXTENDED = 0x10,
	KIND_MASK = FLAG_OPTIONAL | FLAG_TRANSITIVE,

	WELL_KNOWN = FLAG_TRANSITIVE,
	OPT_TRANSITIVE = FLAG_OPTIONAL | FLAG_TRANSITIVE,
	OPT_LOCAL = FLAG_OPTIONAL,
};

enum {
	AS2_SIZE = 2,
	AS4_SIZE = 4,
	SEGMENT_HEAD = 2,
	AS4_PATH_MIN = 6,
	MP_REACH_MIN = 5,
	MP_UNREACH_MIN = 3,
	IPV6_SIZE = 16,
};

/* What the walk remembers for afterwards. `unknown_at` is valid where `unknown` has a bit. */
struct walk {
	struct bgp_attr_context context;
	struct writer *scratch;
	struct bgp_decoded *out;
	uint64_t seen[4]; /* bit sets over the 256 codes */
	uint64_t unknown[4];
	const uint8_t *unknown_at[256]; /* the header of the attribute */
	struct span as4_path;
	uint32_t as4_aggregator_as;
	uint32_t as4_aggregator_id;
};

enum size_form {
	EXACTLY,   /* `size` bytes */
	TIMES,     /* one or more times `size` (RFC 7606 section 4: not empty) */
	AT_LEAST,  /* `size` bytes or more */
	AS_AND_ID, /* an AS number of the session's width, and an IPv4 address */
};

enum sender {
	ANY_PEER,
	INTERNAL_PEER, /* from an external one it is discarded */
	OLD_PEER,      /* from one with 4-octet AS numbers it is discarded (RFC 6793 section 4.1) */
};

struct attr_rule {
	/* Sees a value of the right size; NULL, or what is wrong with it. `field` is the offset in
	 * struct bgp_attrs of the field to fill, where that is all there is to do. */
	const char *(*decode)(struct walk *walk, struct span value, size_t field);
	size_t field;
	uint8_t kind;
	uint8_t size;
	enum size_form form;
	enum sender from;
	enum bgp_verdict malformed;
	bool kept; /* gets its bit in bgp_attrs.present */
};

static void *field_at(struct walk *walk, size_t field)
{
	return (char *)&walk->out->attrs + field;
}

static const char *decode_u32(struct walk *walk, struct span value, size_t field)
{
	struct reader reader = reader_of_span(value);

	*(uint32_t *)field_at(walk, field) = reader_u32(&reader);
	return NULL;
}

static const char *decode_span(struct walk *walk, struct span value, size_t field)
{
	*(struct span *)field_at(walk, field) = value;
	return NULL;
}

static const char *decode_nothing(struct walk *walk, struct span value, size_t field)
{
	(void)walk;
	(void)value;
	(void)field;
	return NULL;
}

static const char *decode_origin(struct walk *walk, struct span value, size_t field)
{
	(void)field;
	if (value.at[0] > BGP_ORIGIN_INCOMPLETE)
		return "undefined ORIGIN";
	walk->out->attrs.origin = value.at[0];
	return NULL;
}

/* A valid IP host address in the sense of RFC 4271 section 6.3. Loopback addresses pass: labs on
 * one machine use them. */
static bool is_host_address(const struct addr *addr)
{
	static const struct addr unspecified_v6 = {.family = ADDR_IPV6};

	if (addr->family == ADDR_IPV4)
		return addr->bytes[0] != 0 && addr->bytes[0] < 224;
	return addr->bytes[0] != 0xff && !addr_equal(addr, &unspecified_v6);
}

static const char *decode_next_hop(struct walk *walk, struct span value, size_t field)
{
	struct reader reader = reader_of_span(value);
	struct addr next_hop = addr_v4(reader_u32(&reader));

	(void)field;
	if (!is_host_address(&next_hop))
		return "NEXT_HOP is no host address";
	walk->out->attrs.next_hop = next_hop;
	return NULL;
}

/* AS 0 stands in no path (RFC 7607), and confederation segments come from no external peer
 * (RFC 5065 section 5). */
static const char *path_fault(struct span path, bool external)
{
	if (!as_path_well_formed(path))
		return "malformed segments";
	for (size_t at = 0; at < path.size;) {
		const uint8_t *segment = path.at + at;
		size_t end = at + SEGMENT_HEAD + (size_t)segment[1] * AS4_SIZE;

		if (external && segment[0] >= BGP_CONFED_SEQUENCE)
			return "confederation segment from an external peer";
		for (at += SEGMENT_HEAD; at < end; at += AS4_SIZE) {
			const uint8_t *asn = path.at + at;
			if ((asn[0] | asn[1] | asn[2] | asn[3]) == 0)
				return "AS 0 in the path";
		}
	}
	return NULL;
}

static const char *decode_as_path(struct walk *walk, struct span value, size_t field)
{
	struct span path = value;

	(void)field;
	if (!walk->context.as4) {
		size_t start = walk->scratch->used;
		as4_widen(value, walk->scratch);
		if (walk->scratch->failed)
			return "no room for the path";
		path = (struct span){walk->scratch->start + start, walk->scratch->used - start};
	}
	if (path.size > AS_PATH_SIZE_MAX)
		return "path longer than is kept";

	const char *fault = path_fault(path, walk->context.external);
	if (fault == NULL)
		walk->out->attrs.as_path = path;
	return fault;
}

static const char *decode_as4_path(struct walk *walk, struct span value, size_t field)
{
	(void)field;
	/* Confederation segments are passed over in the merge (RFC 6793 section 6). */
	const char *fault = path_fault(value, false);
	if (fault == NULL)
		walk->as4_path = value;
	return fault;
}

static const char *decode_aggregator(struct walk *walk, struct span value, size_t field)
{
	struct reader reader = reader_of_span(value);
	uint32_t asn = walk->context.as4 ? reader_u32(&reader) : reader_u16(&reader);

	(void)field;
	if (asn == 0)
		return "AS 0 as aggregator"; /* RFC 7607 */
	walk->out->attrs.aggregator_as = asn;
	walk->out->attrs.aggregator_id = reader_u32(&reader);
	return NULL;
}

static const char *decode_as4_aggregator(struct walk *walk, struct span value, size_t field)
{
	struct reader reader = reader_of_span(value);
	uint32_t asn = reader_u32(&reader);

	(void)field;
	if (asn == 0)
		return "AS 0 as aggregator";
	walk->as4_aggregator_as = asn;
	walk->as4_aggregator_id = reader_u32(&reader);
	return NULL;
}

/* Every prefix fits its family and ends within the field (RFC 7606 section 5.3). */
static bool nlri_well_formed(struct span nlri, unsigned bits)
{
	while (nlri.size > 0) {
		unsigned length = nlri.at[0];
		size_t size = 1 + (length + 7) / 8;

		if (length > bits || size > nlri.size)
			return false;
		nlri.at += size;
		nlri.size -= size;
	}
	return true;
}

/* AFI and SAFI as an address family; ADDR_NONE for one that hairpin does not speak. */
static uint8_t read_family(struct reader *reader)
{
	uint16_t afi = reader_u16(reader);
	uint8_t safi = reader_u8(reader);

	if (safi != BGP_SAFI_UNICAST || (afi != ADDR_IPV4 && afi != ADDR_IPV6))
		return ADDR_NONE;
	return (uint8_t)afi;
}

/* IPv6: the global address, which a link-local one may follow (RFC 2545 section 3). */
static bool next_hop_from(struct span bytes, uint8_t family, struct addr *out)
{
	struct reader reader = reader_of_span(bytes);

	if (family == ADDR_IPV4 && bytes.size == 4) {
		*out = addr_v4(reader_u32(&reader));
		return true;
	}
	if (family == ADDR_IPV6 && (bytes.size == IPV6_SIZE || bytes.size == 2 * IPV6_SIZE)) {
		*out = (struct addr){.family = ADDR_IPV6};
		memcpy(out->bytes, bytes.at, IPV6_SIZE);
		return true;
	}
	return false;
}

/* The only place that makes NLRI of MP_REACH_NLRI and MP_UNREACH_NLRI. Those of a family that is
 * not spoken here are left out: nobody could read them (RFC 4760 section 6). */
static bool take_nlri(struct bgp_nlri *out, uint8_t family, const struct addr *next_hop,
                      struct span prefixes)
{
	if (!nlri_well_formed(prefixes, addr_bits(family)))
		return false;
	*out = (struct bgp_nlri){.prefixes = prefixes, .next_hop = *next_hop, .family = family};
	return true;
}

static const char *decode_mp_reach(struct walk *walk, struct span value, size_t field)
{
	struct reader reader = reader_of_span(value);
	uint8_t family = read_family(&reader);
	uint8_t next_hop_size = reader_u8(&reader);
	struct reader next_hop_bytes = reader_take(&reader, next_hop_size);
	struct addr next_hop;

	(void)field;
	reader_u8(&reader); /* reserved (RFC 4760 section 3) */
	if (reader.failed)
		return "next hop overruns MP_REACH_NLRI";
	walk->out->has_reach = reader.left > 0;
	if (family == ADDR_NONE)
		return NULL;
	/* Behind a next hop of the wrong length the NLRI cannot be trusted (RFC 7606 section
	 * 7.11). */
	if (!next_hop_from(reader_rest(&next_hop_bytes), family, &next_hop))
		return "next hop length in MP_REACH_NLRI";
	if (!take_nlri(&walk->out->reach, family, &next_hop, reader_rest(&reader)))
		return "malformed prefix in MP_REACH_NLRI";
	return NULL;
}

static const char *decode_mp_unreach(struct walk *walk, struct span value, size_t field)
{
	static const struct addr no_next_hop = {.family = ADDR_NONE};
	struct reader reader = reader_of_span(value);
	uint8_t family = read_family(&reader);

	(void)field;
	if (family == ADDR_NONE)
		return NULL;
	if (!take_nlri(&walk->out->unreach, family, &no_next_hop, reader_rest(&reader)))
		return "malformed prefix in MP_UNREACH_NLRI";
	return NULL;
}

/* clang-format off */
#define FIELD(name) offsetof(struct bgp_attrs, name)
#define WITHDRAW    BGP_TREAT_AS_WITHDRAW
#define DISCARD     BGP_DISCARD_ATTR
#define RESET       BGP_RESET_SESSION

/* Verdicts of RFC 7606 sections 7.1 to 7.14, RFC 8092 section 6 and RFC 6793 section 6. */
static const struct attr_rule rules[] = {
	[BGP_ATTR_ORIGIN]            = {decode_origin,         0,                        WELL_KNOWN,     1,              EXACTLY,   ANY_PEER,      WITHDRAW, true},
	[BGP_ATTR_AS_PATH]           = {decode_as_path,        0,                        WELL_KNOWN,     0,              AT_LEAST,  ANY_PEER,      WITHDRAW, true},
	[BGP_ATTR_NEXT_HOP]          = {decode_next_hop,       0,                        WELL_KNOWN,     4,              EXACTLY,   ANY_PEER,      WITHDRAW, true},
	[BGP_ATTR_MED]               = {decode_u32,            FIELD(med),               OPT_LOCAL,      4,              EXACTLY,   ANY_PEER,      WITHDRAW, true},
	[BGP_ATTR_LOCAL_PREF]        = {decode_u32,            FIELD(local_pref),        WELL_KNOWN,     4,              EXACTLY,   INTERNAL_PEER, WITHDRAW, true},
	[BGP_ATTR_ATOMIC_AGGREGATE]  = {decode_nothing,        0,                        WELL_KNOWN,     0,              EXACTLY,   ANY_PEER,      DISCARD,  true},
	[BGP_ATTR_AGGREGATOR]        = {decode_aggregator,     0,                        OPT_TRANSITIVE, 0,              AS_AND_ID, ANY_PEER,      DISCARD,  true},
	[BGP_ATTR_COMMUNITIES]       = {decode_span,           FIELD(communities),       OPT_TRANSITIVE, 4,              TIMES,     ANY_PEER,      WITHDRAW, true},
	[BGP_ATTR_ORIGINATOR_ID]     = {decode_u32,            FIELD(originator_id),     OPT_LOCAL,      4,              EXACTLY,   INTERNAL_PEER, WITHDRAW, true},
	[BGP_ATTR_CLUSTER_LIST]      = {decode_span,           FIELD(cluster_list),      OPT_LOCAL,      4,              TIMES,     INTERNAL_PEER, WITHDRAW, true},
	[BGP_ATTR_MP_REACH]          = {decode_mp_reach,       0,                        OPT_LOCAL,      MP_REACH_MIN,   AT_LEAST,  ANY_PEER,      RESET,    false},
	[BGP_ATTR_MP_UNREACH]        = {decode_mp_unreach,     0,                        OPT_LOCAL,      MP_UNREACH_MIN, AT_LEAST,  ANY_PEER,      RESET,    false},
	[BGP_ATTR_EXT_COMMUNITIES]   = {decode_span,           FIELD(ext_communities),   OPT_TRANSITIVE, 8,              TIMES,     ANY_PEER,      WITHDRAW, true},
	[BGP_ATTR_AS4_PATH]          = {decode_as4_path,       0,                        OPT_TRANSITIVE, AS4_PATH_MIN,   AT_LEAST,  OLD_PEER,      DISCARD,  false},
	[BGP_ATTR_AS4_AGGREGATOR]    = {decode_as4_aggregator, 0,                        OPT_TRANSITIVE, 8,              EXACTLY,   OLD_PEER,      DISCARD,  false},
	[BGP_ATTR_LARGE_COMMUNITIES] = {decode_span,           FIELD(large_communities), OPT_TRANSITIVE, 12,             TIMES,     ANY_PEER,      WITHDRAW, true},
};
/* clang-format on */

static const struct attr_rule *rule_of(uint8_t code)
{
	if (code >= COUNT_OF(rules) || rules[code].decode == NULL)
		return NULL;
	return &rules[code];
}

static bool size_fits(const struct attr_rule *rule, size_t size, bool as4)
{
	switch (rule->form) {
	case EXACTLY:
		return size == rule->size;
	case TIMES:
		return size > 0 && size % rule->size == 0;
	case AT_LEAST:
		return size >= rule->size;
	default:
		return size == (as4 ? AS4_SIZE : AS2_SIZE) + 4u;
	}
}

static struct bgp_judgement accepted(void)
{
	return (struct bgp_judgement){.verdict = BGP_ACCEPT};
}

static struct bgp_judgement judged(enum bgp_verdict verdict, uint8_t code, const char *reason)
{
	struct bgp_judgement judgement = {.verdict = verdict, .code = code, .reason = reason};

	/* Of the rules only those of RFC 4760 reset; its section 7 names the subcode. */
	if (verdict == BGP_RESET_SESSION)
		judgement.notify = BGP_NOTIFY_UPDATE_OPTIONAL_ATTR;
	return judgement;
}

static bool bit_take(uint64_t bits[4], uint8_t code)
{
	uint64_t bit = UINT64_C(1) << (code & 63);
	bool was = (bits[code >> 6] & bit) != 0;

	bits[code >> 6] |= bit;
	return was;
}

static bool carries_nlri(uint8_t code)
{
	return code == BGP_ATTR_MP_REACH || code == BGP_ATTR_MP_UNREACH;
}

/* RFC 7606 section 3 (g). */
static struct bgp_judgement judge_duplicate(uint8_t code)
{
	if (!carries_nlri(code))
		return judged(BGP_DISCARD_ATTR, code, "attribute occurs twice");

	struct bgp_judgement reset = judged(BGP_RESET_SESSION, code, "attribute occurs twice");
	reset.notify = BGP_NOTIFY_UPDATE_MALFORMED_ATTRS;
	return reset;
}

/* RFC 7606 revises nothing about an unknown well-known attribute: its section 3 (e) lists the
 * attributes that no longer reset, so RFC 4271 section 6.3 stands. */
static struct bgp_judgement judge_unknown(struct walk *walk, uint8_t code, const uint8_t *head)
{
	if ((head[0] & FLAG_OPTIONAL) == 0) {
		struct bgp_judgement reset =
		    judged(BGP_RESET_SESSION, code, "unknown well-known attribute");
		reset.notify = BGP_NOTIFY_UPDATE_UNKNOWN_WELL_KNOWN;
		return reset;
	}
	/* Optional and not transitive: quietly ignored (RFC 4271 section 5). */
	if ((head[0] & FLAG_TRANSITIVE) != 0) {
		bit_take(walk->unknown, code);
		walk->unknown_at[code] = head;
	}
	return accepted();
}

static bool sender_fits(const struct attr_rule *rule, struct bgp_attr_context context)
{
	if (rule->from == INTERNAL_PEER)
		return !context.external;
	return rule->from != OLD_PEER || !context.as4;
}

static struct bgp_judgement judge_known(struct walk *walk, const struct attr_rule *rule,
                                        uint8_t code, uint8_t flags, struct span value)
{
	/* Wrong flags withdraw even where the row says discard (RFC 7606 section 3 (c)), and
	 * reset where the NLRI is in doubt (section 5.3). */
	if ((flags & KIND_MASK) != rule->kind)
		return judged(rule->malformed == BGP_RESET_SESSION ? BGP_RESET_SESSION
		                                                   : BGP_TREAT_AS_WITHDRAW,
		              code, "wrong attribute flags");
	if (!sender_fits(rule, walk->context))
		return judged(BGP_DISCARD_ATTR, code, "not expected from such a peer");
	if (!size_fits(rule, value.size, walk->context.as4))
		return judged(rule->malformed, code, "wrong attribute length");

	const char *wrong = rule->decode(walk, value, rule->field);
	if (wrong != NULL)
		return judged(rule->malformed, code, wrong);
	if (rule->kept)
		walk->out->attrs.present |= UINT64_C(1) << code;
	return accepted();
}

/* What follows is lost, but where the block ends is known (RFC 7606 section 4). Cut NLRI cannot
 * even be withdrawn (section 3 (j)). */
static struct bgp_judgement judge_overrun(uint8_t code)
{
	return judged(carries_nlri(code) ? BGP_RESET_SESSION : BGP_TREAT_AS_WITHDRAW, code,
	              "attribute overruns the block");
}

/* Judges the attribute at the head of `block`, which advances. */
static struct bgp_judgement judge_next(struct walk *walk, struct reader *block)
{
	const uint8_t *head = block->at;
	uint8_t flags = reader_u8(block);
	uint8_t code = reader_u8(block);
	size_t size = (flags & FLAG_EXTENDED) != 0 ? reader_u16(block) : reader_u8(block);
	const uint8_t *value = reader_bytes(block, size);

	if (block->failed)
		return judge_overrun(code);
	if (bit_take(walk->seen, code))
		return judge_duplicate(code);

	const struct attr_rule *rule = rule_of(code);
	if (rule == NULL)
		return judge_unknown(walk, code, head);
	return judge_known(walk, rule, code, flags, (struct span){value, size});
}

static struct bgp_judgement merge_as4_path(struct walk *walk)
{
	struct writer *out = walk->scratch;
	size_t start = out->used;

	/* Shorter than AS4_PATH: that is ignored. */
	if (!as4_merge(walk->out->attrs.as_path, walk->as4_path, out))
		return accepted();
	if (out->failed || out->used - start > AS_PATH_SIZE_MAX)
		return judged(BGP_TREAT_AS_WITHDRAW, BGP_ATTR_AS4_PATH, "no room for the path");
	walk->out->attrs.as_path = (struct span){out->start + start, out->used - start};
	return accepted();
}

/* What AS4_PATH and AS4_AGGREGATOR say beyond AS_PATH and AGGREGATOR (RFC 6793 section 4.2.3). The
 * walk keeps them only when the peer is old. */
static struct bgp_judgement settle_as4(struct walk *walk)
{
	struct bgp_attrs *attrs = &walk->out->attrs;

	if (walk->as4_aggregator_as != 0 && bgp_attrs_have(attrs, BGP_ATTR_AGGREGATOR)) {
		/* An old speaker has aggregated since: both are stale. */
		if (attrs->aggregator_as != BGP_AS_TRANS)
			return accepted();
		attrs->aggregator_as = walk->as4_aggregator_as;
		attrs->aggregator_id = walk->as4_aggregator_id;
	}
	if (walk->as4_path.size == 0 || !bgp_attrs_have(attrs, BGP_ATTR_AS_PATH))
		return accepted();
	return merge_as4_path(walk);
}

/* An attribute as it is passed on: marked partial (RFC 4271 section 5), and in one form whatever
 * the width of its length was, so that equal sets have equal bytes. */
static void append_unknown(struct writer *out, const uint8_t *head)
{
	struct reader reader = reader_of(head, 4);
	uint8_t flags = reader_u8(&reader);
	uint8_t code = reader_u8(&reader);
	bool extended = (flags & FLAG_EXTENDED) != 0;
	uint16_t size = extended ? reader_u16(&reader) : reader_u8(&reader);

	flags = OPT_TRANSITIVE | FLAG_PARTIAL;
	if (size > UINT8_MAX)
		flags |= FLAG_EXTENDED;
	writer_u8(out, flags);
	writer_u8(out, code);
	if (size > UINT8_MAX)
		writer_u16(out, size);
	else
		writer_u8(out, (uint8_t)size);
	writer_bytes(out, head + (extended ? 4 : 3), size);
}

static struct bgp_judgement settle_unknown(struct walk *walk)
{
	struct writer *out = walk->scratch;
	size_t start = out->used;

	for (unsigned word = 0; word < COUNT_OF(walk->unknown); word++) {
		for (uint64_t bits = walk->unknown[word]; bits != 0; bits &= bits - 1) {
			unsigned code = word * 64 + (unsigned)__builtin_ctzll(bits);
			append_unknown(out, walk->unknown_at[code]);
		}
	}
	if (out->used == start && !out->failed)
		return accepted();
	if (out->failed)
		return judged(BGP_TREAT_AS_WITHDRAW, 0, "no room for unknown attributes");
	walk->out->attrs.unknown = (struct span){out->start + start, out->used - start};
	return accepted();
}

static bool was_seen(const struct walk *walk, enum bgp_attr_code code)
{
	return (walk->seen[0] & bgp_attr_bit(code)) != 0;
}

static struct bgp_judgement settle_families(struct walk *walk)
{
	const struct bgp_nlri *reach = &walk->out->reach;

	if (reach->family != ADDR_NONE && !is_host_address(&reach->next_hop))
		return judged(BGP_TREAT_AS_WITHDRAW, BGP_ATTR_MP_REACH,
		              "next hop of MP_REACH_NLRI is no host address");
	if (was_seen(walk, BGP_ATTR_MP_REACH) && reach->family == ADDR_NONE)
		return judged(BGP_DISCARD_ATTR, BGP_ATTR_MP_REACH, "unknown address family");
	if (was_seen(walk, BGP_ATTR_MP_UNREACH) && walk->out->unreach.family == ADDR_NONE)
		return judged(BGP_DISCARD_ATTR, BGP_ATTR_MP_UNREACH, "unknown address family");
	return accepted();
}

/* RFC 7606 section 3 (h): of several errors the strongest action; the first that asks for it is
 * the one reported. */
static void note(struct bgp_judgement *worst, struct bgp_judgement judgement)
{
	if (judgement.verdict > worst->verdict)
		*worst = judgement;
}

struct bgp_judgement bgp_attrs_decode(struct reader block, struct bgp_attr_context context,
                                      struct writer *scratch, struct bgp_decoded *out)
{
	struct bgp_judgement worst = accepted();
	struct walk walk; /* mostly `unknown_at`, which needs no clearing */

	*out = (struct bgp_decoded){.attrs.present = 0};
	walk.context = context;
	walk.scratch = scratch;
	walk.out = out;
	memset(walk.seen, 0, sizeof(walk.seen));
	memset(walk.unknown, 0, sizeof(walk.unknown));
	walk.as4_path = (struct span){NULL, 0};
	walk.as4_aggregator_as = 0;
	walk.as4_aggregator_id = 0;

	while (block.left > 0) {
		note(&worst, judge_next(&walk, &block));
		if (worst.verdict == BGP_RESET_SESSION)
			return worst;
	}
	note(&worst, settle_as4(&walk));
	note(&worst, settle_unknown(&walk));
	note(&worst, settle_families(&walk));
	return worst;
}
