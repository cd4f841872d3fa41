/* UPDATE messages: the three fields of RFC 4271 section 4.3 read and judged, and packed. */
#include "bgp/update.h"

#include <string.h>

#include "base/check.h"
#include "bgp/as4.h"

enum {
	FLAG_EXTENDED = 0x10,
	WELL_KNOWN = 0x40,
	OPT_LOCAL = 0x80,
	OPT_TRANSITIVE = 0xc0,

	AS4_SIZE = 4,
	SEGMENT_HEAD = 2,
	LENGTH_FIELD = 2,
	PREFIX_SIZE_V4 = 5, /* the longest on the wire */
	PREFIX_SIZE_V6 = 17,
	AS2_MAX = 65535,
	LOCAL_PREF_DEFAULT = 100,
};

/* Every prefix fits its family and ends within the field (RFC 7606 section 5.3). */
static bool nlri_well_formed(struct span nlri)
{
	while (nlri.size > 0) {
		unsigned length = nlri.at[0];
		size_t size = 1 + (length + 7) / 8;

		if (length > 32 || size > nlri.size)
			return false;
		nlri.at += size;
		nlri.size -= size;
	}
	return true;
}

bool bgp_nlri_next(struct bgp_nlri *nlri, struct prefix *out)
{
	struct span *left = &nlri->prefixes;
	unsigned bits = nlri->family == ADDR_IPV6 ? 128 : 32;

	if (left->size == 0)
		return false;
	CHECK(nlri->family == ADDR_IPV4 || nlri->family == ADDR_IPV6);

	unsigned length = left->at[0];
	size_t size = (length + 7) / 8;
	if (length > bits || size >= left->size) {
		*left = (struct span){NULL, 0};
		return false;
	}
	*out = (struct prefix){.addr.family = nlri->family, .length = (uint8_t)length};
	memcpy(out->addr.bytes, left->at + 1, size);
	/* Bits behind the length mean nothing (RFC 4271 section 4.3) and must not tell prefixes
	 * apart. */
	if (length % 8 != 0)
		out->addr.bytes[size - 1] &= (uint8_t)(0xff00 >> length % 8);
	left->at += 1 + size;
	left->size -= 1 + size;
	return true;
}

unsigned bgp_nlri_count(struct bgp_nlri nlri)
{
	struct prefix prefix;
	unsigned count = 0;

	while (bgp_nlri_next(&nlri, &prefix))
		count++;
	return count;
}

static void judge(struct bgp_update *update, enum bgp_verdict verdict, uint8_t code,
                  const char *reason)
{
	if (verdict > update->judgement.verdict)
		update->judgement =
		    (struct bgp_judgement){.verdict = verdict, .code = code, .reason = reason};
}

/* Leaves nothing of the message but why it cannot be trusted. */
static void reset(struct bgp_update *out, uint16_t notify, uint8_t code, const char *reason)
{
	*out = (struct bgp_update){
	    .judgement = {.verdict = BGP_RESET_SESSION,
	                  .code = code,
	                  .reason = reason,
	                  .notify = notify},
	};
}

/* The three fields of RFC 4271 section 4.3. */
struct fields {
	struct span withdrawn;
	struct reader block; /* the path attributes */
	struct span nlri;
};

/* False if their lengths contradict the message (RFC 7606 section 3 (b)). */
static bool split(struct span body, struct fields *out)
{
	struct reader reader = reader_of_span(body);
	struct reader withdrawn = reader_take(&reader, reader_u16(&reader));

	out->block = reader_take(&reader, reader_u16(&reader));
	if (reader.failed)
		return false;
	out->withdrawn = reader_rest(&withdrawn);
	out->nlri = reader_rest(&reader);
	return true;
}

/* ORIGIN and AS_PATH are mandatory with any route, NEXT_HOP with one outside MP_REACH_NLRI (RFC
 * 7606 section 3 (d)). */
static void judge_missing(struct bgp_update *update, struct span nlri)
{
	const struct bgp_attrs *attrs = &update->attrs;

	if (!bgp_attrs_have(attrs, BGP_ATTR_ORIGIN))
		judge(update, BGP_TREAT_AS_WITHDRAW, BGP_ATTR_ORIGIN, "ORIGIN is missing");
	if (!bgp_attrs_have(attrs, BGP_ATTR_AS_PATH))
		judge(update, BGP_TREAT_AS_WITHDRAW, BGP_ATTR_AS_PATH, "AS_PATH is missing");
	if (nlri.size > 0 && !bgp_attrs_have(attrs, BGP_ATTR_NEXT_HOP))
		judge(update, BGP_TREAT_AS_WITHDRAW, BGP_ATTR_NEXT_HOP, "NEXT_HOP is missing");
}

/* The attributes, and all rules that look at attributes and NLRI together. */
static void decode_attrs(const struct fields *fields, const struct bgp_codec *codec,
                         struct writer *scratch, struct bgp_decoded *decoded,
                         struct bgp_update *out)
{
	out->judgement = bgp_attrs_decode(fields->block, codec->attrs, scratch, decoded);
	out->attrs = decoded->attrs;

	bool announces = fields->nlri.size > 0 || decoded->has_reach;
	/* Without reachable NLRI nobody knows what a broken attribute has swallowed (RFC 7606
	 * section 5.2). */
	if (!announces && out->judgement.verdict == BGP_TREAT_AS_WITHDRAW) {
		out->judgement.verdict = BGP_RESET_SESSION;
		out->judgement.notify = BGP_NOTIFY_UPDATE_MALFORMED_ATTRS;
	}
	if (announces)
		judge_missing(out, fields->nlri);

	/* Without NLRI of its own NEXT_HOP is ignored (RFC 4760 section 3). */
	if (fields->nlri.size == 0) {
		out->attrs.next_hop = (struct addr){.family = ADDR_NONE};
		out->attrs.present &= ~bgp_attr_bit(BGP_ATTR_NEXT_HOP);
	}
}

/* The only way into a list of NLRI: no family passes but those that were negotiated. `code` is the
 * attribute to blame for another, 0 for the fields of the message. */
static void list(struct bgp_update *update, const struct bgp_codec *codec,
                 struct bgp_nlri_list *list, const struct bgp_nlri *nlri, uint8_t code)
{
	if (nlri->family == ADDR_NONE)
		return;
	CHECK(nlri->family == ADDR_IPV4 || nlri->family == ADDR_IPV6);
	if (!codec->families[nlri->family])
		judge(update, BGP_DISCARD_ATTR, code, "address family was not negotiated");
	else if (nlri->prefixes.size > 0)
		list->items[list->count++] = *nlri;
	CHECK(list->count <= COUNT_OF(list->items));
}

static struct bgp_nlri field_nlri(struct span field, const struct addr *next_hop)
{
	return (struct bgp_nlri){
	    .prefixes = field,
	    .next_hop = *next_hop,
	    .family = field.size > 0 ? ADDR_IPV4 : ADDR_NONE,
	};
}

static void list_all(struct bgp_update *update, const struct bgp_codec *codec,
                     const struct fields *fields, const struct bgp_decoded *decoded)
{
	static const struct addr no_next_hop = {.family = ADDR_NONE};
	struct bgp_nlri withdrawn = field_nlri(fields->withdrawn, &no_next_hop);
	struct bgp_nlri announced = field_nlri(fields->nlri, &update->attrs.next_hop);

	list(update, codec, &update->withdrawn, &withdrawn, 0);
	list(update, codec, &update->announced, &announced, 0);
	list(update, codec, &update->announced, &decoded->reach, BGP_ATTR_MP_REACH);
	list(update, codec, &update->withdrawn, &decoded->unreach, BGP_ATTR_MP_UNREACH);
}

/* RFC 4724 section 2: an empty UPDATE, or an empty MP_UNREACH_NLRI alone. */
static uint8_t end_of_rib(const struct bgp_update *update, const struct bgp_codec *codec,
                          size_t block_size, uint8_t unreach_family)
{
	enum { EMPTY_UNREACH_MAX = 7 }; /* with an extended length */

	if (update->withdrawn.count + update->announced.count > 0 || block_size > EMPTY_UNREACH_MAX)
		return ADDR_NONE;
	if (block_size == 0)
		return ADDR_IPV4;
	return unreach_family != ADDR_NONE && codec->families[unreach_family] ? unreach_family
	                                                                      : ADDR_NONE;
}

void bgp_update_decode(struct span body, const struct bgp_codec *codec, struct writer *scratch,
                       struct bgp_update *out)
{
	struct fields fields;
	struct bgp_decoded decoded = {.has_reach = false};

	*out = (struct bgp_update){.judgement.verdict = BGP_ACCEPT};
	scratch->used = 0;
	scratch->failed = false;
	if (!split(body, &fields)) {
		reset(out, BGP_NOTIFY_UPDATE_MALFORMED_ATTRS, 0,
		      "length fields overrun the message");
		return;
	}
	if (!nlri_well_formed(fields.withdrawn) || !nlri_well_formed(fields.nlri)) {
		reset(out, BGP_NOTIFY_UPDATE_BAD_NETWORK, 0, "malformed prefix");
		return;
	}
	if (fields.block.left > 0 || fields.nlri.size > 0)
		decode_attrs(&fields, codec, scratch, &decoded, out);
	if (out->judgement.verdict == BGP_RESET_SESSION) {
		reset(out, out->judgement.notify, out->judgement.code, out->judgement.reason);
		return;
	}
	list_all(out, codec, &fields, &decoded);
	out->end_of_rib = end_of_rib(out, codec, fields.block.left, decoded.unreach.family);
}

bool bgp_update_is_end_of_rib(const struct bgp_update *update, uint8_t *family)
{
	*family = update->end_of_rib;
	return update->end_of_rib != ADDR_NONE;
}

/* Begins an attribute of known size. */
static void put_head(struct writer *out, uint8_t kind, uint8_t code, size_t size)
{
	bool extended = size > UINT8_MAX;

	writer_u8(out, extended ? kind | FLAG_EXTENDED : kind);
	writer_u8(out, code);
	if (extended)
		writer_u16(out, (uint16_t)size);
	else
		writer_u8(out, (uint8_t)size);
}

static void put_u32(struct writer *out, uint8_t kind, uint8_t code, uint32_t value)
{
	put_head(out, kind, code, 4);
	writer_u32(out, value);
}

static void put_span(struct writer *out, uint8_t kind, uint8_t code, struct span span)
{
	if (span.size == 0)
		return;
	put_head(out, kind, code, span.size);
	writer_span(out, span);
}

static void put_as_path(struct writer *out, struct span path, bool as4)
{
	if (!as4) {
		put_head(out, WELL_KNOWN, BGP_ATTR_AS_PATH, as4_narrow_size(path));
		as4_narrow(path, out);
		return;
	}
	put_head(out, WELL_KNOWN, BGP_ATTR_AS_PATH, path.size);
	writer_span(out, path);
}

static void put_aggregator(struct writer *out, const struct bgp_attrs *attrs, bool as4)
{
	uint32_t asn = attrs->aggregator_as;

	put_head(out, OPT_TRANSITIVE, BGP_ATTR_AGGREGATOR, as4 ? 8 : 6);
	if (as4)
		writer_u32(out, asn);
	else
		writer_u16(out, asn > AS2_MAX ? BGP_AS_TRANS : (uint16_t)asn);
	writer_u32(out, attrs->aggregator_id);
}

/* Without confederation segments, which have no place there (RFC 6793 section 3). */
static void put_as4_path(struct writer *out, struct span path)
{
	size_t size = 0;

	for (unsigned pass = 0; pass < 2; pass++) {
		if (pass == 1)
			put_head(out, OPT_TRANSITIVE, BGP_ATTR_AS4_PATH, size);
		for (size_t at = 0; at < path.size;) {
			const uint8_t *segment = path.at + at;
			size_t segment_size = SEGMENT_HEAD + (size_t)segment[1] * AS4_SIZE;

			at += segment_size;
			if (segment[0] >= BGP_CONFED_SEQUENCE)
				continue;
			if (pass == 0)
				size += segment_size;
			else
				writer_bytes(out, segment, segment_size);
		}
	}
}

static void put_for_old_peer(struct writer *out, const struct bgp_attrs *attrs)
{
	if (as4_is_wide(attrs->as_path))
		put_as4_path(out, attrs->as_path);
	if (bgp_attrs_have(attrs, BGP_ATTR_AGGREGATOR) && attrs->aggregator_as > AS2_MAX) {
		put_head(out, OPT_TRANSITIVE, BGP_ATTR_AS4_AGGREGATOR, 8);
		writer_u32(out, attrs->aggregator_as);
		writer_u32(out, attrs->aggregator_id);
	}
}

/* They never leave the AS (RFC 4456 section 8). */
static void put_reflection(struct writer *out, const struct bgp_attrs *attrs)
{
	if (bgp_attrs_have(attrs, BGP_ATTR_ORIGINATOR_ID))
		put_u32(out, OPT_LOCAL, BGP_ATTR_ORIGINATOR_ID, attrs->originator_id);
	put_span(out, OPT_LOCAL, BGP_ATTR_CLUSTER_LIST, attrs->cluster_list);
}

/* Writes the unknown attributes below `code`, which leave `unknown`. */
static void put_unknown(struct writer *out, struct span *unknown, unsigned code)
{
	size_t size = 0;

	while (size < unknown->size && unknown->at[size + 1] < code) {
		const uint8_t *head = unknown->at + size;
		bool extended = (head[0] & FLAG_EXTENDED) != 0;
		size += extended ? 4 + ((size_t)head[2] << 8 | head[3]) : 3 + (size_t)head[2];
	}
	if (size == 0)
		return;
	writer_bytes(out, unknown->at, size);
	unknown->at += size;
	unknown->size -= size;
}

/* All attributes in ascending order but MP_REACH_NLRI; NEXT_HOP if there is one. */
static void put_attrs(struct writer *out, const struct bgp_attr_context *context,
                      const struct bgp_attrs *attrs, const struct addr *next_hop)
{
	struct span unknown = attrs->unknown;

	put_unknown(out, &unknown, BGP_ATTR_ORIGIN);
	put_head(out, WELL_KNOWN, BGP_ATTR_ORIGIN, 1);
	writer_u8(out, attrs->origin);
	put_as_path(out, attrs->as_path, context->as4);
	if (next_hop != NULL)
		put_u32(out, WELL_KNOWN, BGP_ATTR_NEXT_HOP, addr_as_u32(next_hop));
	if (bgp_attrs_have(attrs, BGP_ATTR_MED))
		put_u32(out, OPT_LOCAL, BGP_ATTR_MED, attrs->med);
	if (!context->external)
		put_u32(out, WELL_KNOWN, BGP_ATTR_LOCAL_PREF,
		        bgp_attrs_have(attrs, BGP_ATTR_LOCAL_PREF) ? attrs->local_pref
		                                                   : LOCAL_PREF_DEFAULT);
	if (bgp_attrs_have(attrs, BGP_ATTR_ATOMIC_AGGREGATE))
		put_head(out, WELL_KNOWN, BGP_ATTR_ATOMIC_AGGREGATE, 0);
	if (bgp_attrs_have(attrs, BGP_ATTR_AGGREGATOR))
		put_aggregator(out, attrs, context->as4);
	put_span(out, OPT_TRANSITIVE, BGP_ATTR_COMMUNITIES, attrs->communities);
	if (!context->external)
		put_reflection(out, attrs);
	put_unknown(out, &unknown, BGP_ATTR_EXT_COMMUNITIES);
	put_span(out, OPT_TRANSITIVE, BGP_ATTR_EXT_COMMUNITIES, attrs->ext_communities);
	if (!context->as4)
		put_for_old_peer(out, attrs);
	put_unknown(out, &unknown, BGP_ATTR_LARGE_COMMUNITIES);
	put_span(out, OPT_TRANSITIVE, BGP_ATTR_LARGE_COMMUNITIES, attrs->large_communities);
	put_unknown(out, &unknown, 256);
}

/* Length fields count what stands behind them. */
static void patch_length(struct writer *out, size_t field, size_t end)
{
	writer_patch_u16(out, field, (uint16_t)(end - field - LENGTH_FIELD));
}

/* Marker, a length that bgp_pack_end() patches, and the type. */
static void begin(struct bgp_packer *packer, struct writer *out, const struct bgp_codec *codec,
                  uint8_t family, bool reach)
{
	size_t room = out->capacity - out->used;

	CHECK(!out->failed && codec->message_max >= BGP_MESSAGE_MAX);
	CHECK(family == ADDR_IPV4 || family == ADDR_IPV6);
	if (room > codec->message_max)
		room = codec->message_max;
	*packer = (struct bgp_packer){
	    .out = out,
	    .start = out->used,
	    .limit = out->used + room,
	    .family = family,
	    .reach = reach,
	};
	uint8_t *marker = writer_room(out, BGP_MARKER_SIZE);
	if (marker != NULL)
		memset(marker, 0xff, BGP_MARKER_SIZE);
	writer_u16(out, 0);
	writer_u8(out, BGP_UPDATE);
}

/* MP_REACH_NLRI or MP_UNREACH_NLRI up to its prefixes; the length is patched by the end. */
static void begin_mp(struct bgp_packer *packer, uint8_t code, const struct addr *next_hop)
{
	struct writer *out = packer->out;

	writer_u16(out, 0); /* no withdrawn routes */
	packer->attrs_field = out->used;
	writer_u16(out, 0);
	writer_u8(out, OPT_LOCAL | FLAG_EXTENDED);
	writer_u8(out, code);
	packer->field = out->used;
	writer_u16(out, 0);
	writer_u16(out, packer->family);
	writer_u8(out, BGP_SAFI_UNICAST);
	if (next_hop != NULL) {
		writer_u8(out, sizeof(next_hop->bytes));
		writer_bytes(out, next_hop->bytes, sizeof(next_hop->bytes));
		writer_u8(out, 0); /* reserved */
	}
}

/* Moves what was written since `from` to the very end of the room, where it waits to follow the
 * prefixes: its place is known when the last of them is. */
static void park(struct bgp_packer *packer, size_t from)
{
	struct writer *out = packer->out;

	if (out->failed || out->used > packer->limit) {
		out->failed = true;
		return;
	}
	packer->parked = out->used - from;
	packer->limit -= packer->parked;
	memmove(out->start + packer->limit, out->start + from, packer->parked);
	out->used = from;
}

bool bgp_pack_reach(struct bgp_packer *packer, struct writer *out, const struct bgp_codec *codec,
                    uint8_t family, const struct bgp_attrs *attrs, const struct addr *next_hop)
{
	CHECK(next_hop->family == family);
	begin(packer, out, codec, family, true);
	if (family == ADDR_IPV4) {
		writer_u16(out, 0); /* no withdrawn routes */
		size_t field = out->used;
		writer_u16(out, 0);
		put_attrs(out, &codec->attrs, attrs, next_hop);
		patch_length(out, field, out->used);
	} else {
		begin_mp(packer, BGP_ATTR_MP_REACH, next_hop);
		size_t from = out->used;
		put_attrs(out, &codec->attrs, attrs, NULL);
		park(packer, from);
	}

	size_t prefix_size = family == ADDR_IPV4 ? PREFIX_SIZE_V4 : PREFIX_SIZE_V6;
	if (out->failed || out->used + prefix_size > packer->limit) {
		out->used = packer->start;
		out->failed = false;
		return false;
	}
	return true;
}

void bgp_pack_withdraw(struct bgp_packer *packer, struct writer *out, const struct bgp_codec *codec,
                       uint8_t family)
{
	begin(packer, out, codec, family, false);
	if (family == ADDR_IPV6) {
		begin_mp(packer, BGP_ATTR_MP_UNREACH, NULL);
		return;
	}
	packer->field = out->used;
	writer_u16(out, 0);
	size_t from = out->used;
	writer_u16(out, 0); /* no attributes */
	park(packer, from);
}

bool bgp_pack_add(struct bgp_packer *packer, const struct prefix *prefix)
{
	struct writer *out = packer->out;
	size_t size = (prefix->length + 7u) / 8;

	CHECK(prefix->addr.family == packer->family);
	if (out->failed || out->used + 1 + size > packer->limit)
		return false;
	uint8_t *at = out->start + out->used;
	at[0] = prefix->length;
	memcpy(at + 1, prefix->addr.bytes, size);
	out->used += 1 + size;
	packer->count++;
	return true;
}

void bgp_pack_end(struct bgp_packer *packer)
{
	struct writer *out = packer->out;

	if (out->failed || packer->count == 0) {
		out->used = packer->start;
		out->failed = false;
		return;
	}
	size_t nlri_end = out->used;
	memmove(out->start + nlri_end, out->start + packer->limit, packer->parked);
	out->used += packer->parked;
	if (packer->field != 0)
		patch_length(out, packer->field, nlri_end);
	if (packer->attrs_field != 0)
		patch_length(out, packer->attrs_field, out->used);
	writer_patch_u16(out, packer->start + BGP_MARKER_SIZE,
	                 (uint16_t)(out->used - packer->start));
}

void bgp_pack_end_of_rib(struct writer *out, const struct bgp_codec *codec, uint8_t family)
{
	struct bgp_packer packer;

	begin(&packer, out, codec, family, false);
	if (family == ADDR_IPV6) {
		begin_mp(&packer, BGP_ATTR_MP_UNREACH, NULL);
		patch_length(out, packer.field, out->used);
		patch_length(out, packer.attrs_field, out->used);
	} else {
		writer_u16(out, 0);
		writer_u16(out, 0);
	}
	writer_patch_u16(out, packer.start + BGP_MARKER_SIZE, (uint16_t)(out->used - packer.start));
}
