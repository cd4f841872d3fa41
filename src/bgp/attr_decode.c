/*
 * The path-attribute block of an UPDATE.
 *
 * A walk over the block looks every attribute up in the table, whose row knows its flags, sender,
 * size and verdict. What needs more than one attribute (the merge of RFC 6793, the order of unknown
 * ones, next hops) is settled after the walk.
 */
#include "bgp/attr_decode.h"

#include <string.h>

#include "base/check.h"
#include "bgp/as4.h"
#include "bgp/as_path.h"
#include "bgp/attr_table.h"

enum { AS2_SIZE = 2, AS4_SIZE = 4 };

static bool size_fits(const struct attr_row *row, size_t size, bool as4)
{
	switch (row->form) {
	case ATTR_EXACTLY:
		return size == row->size;
	case ATTR_TIMES:
		return size > 0 && size % row->size == 0;
	case ATTR_AT_LEAST:
		return size >= row->size;
	default:
		return size == (as4 ? AS4_SIZE : AS2_SIZE) + 4u;
	}
}

static struct bgp_judgement accepted(void)
{
	return (struct bgp_judgement){.verdict = BGP_ACCEPT};
}

static struct bgp_judgement judged(enum bgp_verdict verdict, uint8_t code, uint16_t subcode,
                                   const char *reason)
{
	return (struct bgp_judgement){
	    .verdict = verdict,
	    .code = code,
	    .reason = reason,
	    .notify = verdict == BGP_RESET_SESSION ? subcode : 0,
	    .subcode = subcode,
	};
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
	return judged(carries_nlri(code) ? BGP_RESET_SESSION : BGP_DISCARD_ATTR, code,
	              BGP_NOTIFY_UPDATE_MALFORMED_ATTRS, "attribute occurs twice");
}

/* RFC 7606 revises nothing about an unknown well-known attribute: its section 3 (e) lists the
 * attributes that no longer reset, so RFC 4271 section 6.3 stands. */
static struct bgp_judgement judge_unknown(struct attr_walk *walk, uint8_t code, const uint8_t *head)
{
	if ((head[0] & ATTR_FLAG_OPTIONAL) == 0)
		return judged(BGP_RESET_SESSION, code, BGP_NOTIFY_UPDATE_UNKNOWN_WELL_KNOWN,
		              "unknown well-known attribute");
	/* Optional and not transitive: quietly ignored (RFC 4271 section 5). */
	if ((head[0] & ATTR_FLAG_TRANSITIVE) != 0) {
		bit_take(walk->unknown, code);
		walk->unknown_at[code] = head;
	}
	return accepted();
}

/* RFC 4271 section 6.3 has a subcode for some attributes, and one for all optional ones. */
static uint16_t value_subcode(uint8_t code)
{
	switch (code) {
	case BGP_ATTR_ORIGIN:
		return BGP_NOTIFY_UPDATE_ORIGIN;
	case BGP_ATTR_AS_PATH:
		return BGP_NOTIFY_UPDATE_AS_PATH;
	default:
		return BGP_NOTIFY_UPDATE_OPTIONAL_ATTR;
	}
}

/* RFC 4760 section 7 has one subcode for all that is wrong with its attributes. */
static struct bgp_judgement malformed(const struct attr_row *row, uint16_t subcode,
                                      const char *reason)
{
	bool resets = row->malformed == BGP_RESET_SESSION;

	return judged(row->malformed, (uint8_t)row->code,
	              resets ? BGP_NOTIFY_UPDATE_OPTIONAL_ATTR : subcode, reason);
}

static void keep(struct attr_walk *walk, const struct attr_row *row, uint8_t flags)
{
	if (!row->kept)
		return;
	walk->out->attrs.present |= bgp_attr_bit(row->code);
	if (row->kind == ATTR_OPT_TRANSITIVE && (flags & ATTR_FLAG_PARTIAL) != 0)
		walk->out->attrs.partial |= bgp_attr_bit(row->code);
}

static struct bgp_judgement judge_known(struct attr_walk *walk, const struct attr_row *row,
                                        uint8_t flags, struct span value)
{
	/* Wrong flags withdraw even where the row says discard (RFC 7606 section 3 (c)), and
	 * reset where the NLRI is in doubt (section 5.3). */
	if ((flags & ATTR_KIND_MASK) != row->kind) {
		struct bgp_judgement judgement =
		    malformed(row, BGP_NOTIFY_UPDATE_ATTR_FLAGS, "wrong attribute flags");
		if (judgement.verdict == BGP_DISCARD_ATTR)
			judgement.verdict = BGP_TREAT_AS_WITHDRAW;
		return judgement;
	}
	if (!attr_peer_fits(row, walk->context))
		return judged(BGP_DISCARD_ATTR, (uint8_t)row->code, 0,
		              "not expected from such a peer");
	if (!size_fits(row, value.size, walk->context.as4))
		return malformed(row, BGP_NOTIFY_UPDATE_ATTR_LENGTH, "wrong attribute length");

	const char *wrong = row->class->decode(row, walk, value);
	if (wrong != NULL)
		return malformed(row, value_subcode((uint8_t)row->code), wrong);
	keep(walk, row, flags);
	return accepted();
}

/* What follows is lost, but where the block ends is known (RFC 7606 section 4). Cut NLRI cannot
 * even be withdrawn (section 3 (j)). */
static struct bgp_judgement judge_overrun(uint8_t code)
{
	if (carries_nlri(code))
		return judged(BGP_RESET_SESSION, code, BGP_NOTIFY_UPDATE_OPTIONAL_ATTR,
		              "attribute overruns the block");
	return judged(BGP_TREAT_AS_WITHDRAW, code, BGP_NOTIFY_UPDATE_MALFORMED_ATTRS,
	              "attribute overruns the block");
}

/* An attribute whose frame is whole. */
static struct bgp_judgement judge_whole(struct attr_walk *walk, const uint8_t *head,
                                        struct span value)
{
	uint8_t code = head[1];

	if (bit_take(walk->seen, code))
		return judge_duplicate(code);

	const struct attr_row *row = attr_row_of(code);
	if (row == NULL)
		return judge_unknown(walk, code, head);
	return judge_known(walk, row, head[0], value);
}

/* Judges the attribute at the head of `block`, which advances. */
static struct bgp_judgement judge_next(struct attr_walk *walk, struct reader *block)
{
	const uint8_t *head = block->at;
	const uint8_t *end = head + block->left;
	uint8_t flags = reader_u8(block);
	uint8_t code = reader_u8(block);
	size_t size = (flags & ATTR_FLAG_EXTENDED) != 0 ? reader_u16(block) : reader_u8(block);
	const uint8_t *value = reader_bytes(block, size);

	struct bgp_judgement judgement = block->failed
	                                     ? judge_overrun(code)
	                                     : judge_whole(walk, head, (struct span){value, size});

	if (judgement.verdict != BGP_ACCEPT)
		judgement.bytes =
		    (struct span){head, (size_t)((block->failed ? end : block->at) - head)};
	return judgement;
}

static struct bgp_judgement merge_as4_path(struct attr_walk *walk)
{
	struct writer *out = walk->scratch;
	size_t start = out->used;

	/* Shorter than AS4_PATH: that is ignored. */
	if (!as4_merge(walk->out->attrs.as_path, walk->as4_path, out))
		return accepted();
	if (out->failed || out->used - start > AS_PATH_SIZE_MAX)
		return judged(BGP_TREAT_AS_WITHDRAW, BGP_ATTR_AS4_PATH, 0, "no room for the path");
	walk->out->attrs.as_path = (struct span){out->start + start, out->used - start};
	return accepted();
}

/* What AS4_PATH and AS4_AGGREGATOR say beyond AS_PATH and AGGREGATOR (RFC 6793 section 4.2.3). The
 * walk keeps them only when the peer is old. */
static struct bgp_judgement settle_as4(struct attr_walk *walk)
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
	bool extended = (flags & ATTR_FLAG_EXTENDED) != 0;
	uint16_t size = extended ? reader_u16(&reader) : reader_u8(&reader);

	flags = ATTR_OPT_TRANSITIVE | ATTR_FLAG_PARTIAL;
	if (size > UINT8_MAX)
		flags |= ATTR_FLAG_EXTENDED;
	writer_u8(out, flags);
	writer_u8(out, code);
	if (size > UINT8_MAX)
		writer_u16(out, size);
	else
		writer_u8(out, (uint8_t)size);
	writer_bytes(out, head + (extended ? 4 : 3), size);
}

static struct bgp_judgement settle_unknown(struct attr_walk *walk)
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
		return judged(BGP_TREAT_AS_WITHDRAW, 0, 0, "no room for unknown attributes");
	walk->out->attrs.unknown = (struct span){out->start + start, out->used - start};
	return accepted();
}

static bool was_seen(const struct attr_walk *walk, enum bgp_attr_code code)
{
	return (walk->seen[0] & bgp_attr_bit(code)) != 0;
}

static struct bgp_judgement settle_families(struct attr_walk *walk)
{
	const struct bgp_nlri *reach = &walk->out->reach;

	if (reach->family != ADDR_NONE && !bgp_is_host_address(&reach->next_hop))
		return judged(BGP_TREAT_AS_WITHDRAW, BGP_ATTR_MP_REACH,
		              BGP_NOTIFY_UPDATE_OPTIONAL_ATTR,
		              "next hop of MP_REACH_NLRI is no host address");
	if (was_seen(walk, BGP_ATTR_MP_REACH) && reach->family == ADDR_NONE)
		return judged(BGP_DISCARD_ATTR, BGP_ATTR_MP_REACH, 0, "unknown address family");
	if (was_seen(walk, BGP_ATTR_MP_UNREACH) && walk->out->unreach.family == ADDR_NONE)
		return judged(BGP_DISCARD_ATTR, BGP_ATTR_MP_UNREACH, 0, "unknown address family");
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
	struct attr_walk walk; /* mostly `unknown_at`, which needs no clearing */

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
