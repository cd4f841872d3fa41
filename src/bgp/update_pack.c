/* Packs UPDATE messages. */
#include <string.h>

#include "base/check.h"
#include "bgp/attr_encode.h"
#include "bgp/update.h"

enum {
	OPT_LOCAL_EXTENDED = 0x90, /* flags of MP_REACH_NLRI and MP_UNREACH_NLRI as written here */
	LENGTH_FIELD = 2,
	PREFIX_SIZE_V4 = 5, /* the longest on the wire */
	PREFIX_SIZE_V6 = 17,
};

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
	writer_u8(out, OPT_LOCAL_EXTENDED);
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
		bgp_attrs_encode(attrs, &codec->attrs, next_hop, out);
		patch_length(out, field, out->used);
	} else {
		begin_mp(packer, BGP_ATTR_MP_REACH, next_hop);
		size_t from = out->used;
		bgp_attrs_encode(attrs, &codec->attrs, NULL, out);
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
