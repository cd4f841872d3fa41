/* UPDATE messages: the three fields of RFC 4271 section 4.3 read and judged. */
#include "bgp/update.h"

#include "base/check.h"

static void judge(struct bgp_update *update, enum bgp_verdict verdict, uint8_t code,
                  const char *reason)
{
	if (verdict > update->judgement.verdict)
		update->judgement =
		    (struct bgp_judgement){.verdict = verdict, .code = code, .reason = reason};
}

/* Leaves nothing of the message but why it cannot be trusted. */
static void reset(struct bgp_update *out, uint16_t notify, const char *reason, struct span bytes)
{
	*out = (struct bgp_update){
	    .judgement = {.verdict = BGP_RESET_SESSION,
	                  .reason = reason,
	                  .notify = notify,
	                  .subcode = notify,
	                  .bytes = bytes},
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

/* What is no address of a host takes its routes with it (RFC 4271 section 6.3, RFC 7606
 * section 7.3). Without NLRI of its own NEXT_HOP is ignored (RFC 4760 section 3). */
static void judge_next_hop(struct bgp_update *update, struct span nlri)
{
	struct bgp_attrs *attrs = &update->attrs;

	if (nlri.size == 0) {
		attrs->next_hop = (struct addr){.family = ADDR_NONE};
		attrs->present &= ~bgp_attr_bit(BGP_ATTR_NEXT_HOP);
	} else if (bgp_attrs_have(attrs, BGP_ATTR_NEXT_HOP) &&
	           !bgp_is_host_address(&attrs->next_hop)) {
		judge(update, BGP_TREAT_AS_WITHDRAW, BGP_ATTR_NEXT_HOP,
		      "NEXT_HOP is no host address");
	}
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
		out->judgement.notify = out->judgement.subcode != 0
		                            ? out->judgement.subcode
		                            : BGP_NOTIFY_UPDATE_MALFORMED_ATTRS;
	}
	if (announces)
		judge_missing(out, fields->nlri);
	judge_next_hop(out, fields->nlri);
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
		reset(out, BGP_NOTIFY_UPDATE_MALFORMED_ATTRS, "length fields overrun the message",
		      body);
		return;
	}
	if (!bgp_nlri_well_formed(fields.withdrawn, ADDR_IPV4) ||
	    !bgp_nlri_well_formed(fields.nlri, ADDR_IPV4)) {
		reset(out, BGP_NOTIFY_UPDATE_BAD_NETWORK, "malformed prefix", body);
		return;
	}
	if (fields.block.left > 0 || fields.nlri.size > 0)
		decode_attrs(&fields, codec, scratch, &decoded, out);
	if (out->judgement.verdict == BGP_RESET_SESSION) {
		*out = (struct bgp_update){.judgement = out->judgement};
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
