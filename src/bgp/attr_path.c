/* AS_PATH and AGGREGATOR, and what peers without 4-octet AS numbers send beside them (RFC 6793). */
#include <inttypes.h>
#include <stddef.h>
#include <string.h>

#include "base/check.h"
#include "bgp/as4.h"
#include "bgp/as_path.h"
#include "bgp/attr_table.h"

enum {
	AS2_SIZE = 2,
	AS4_SIZE = 4,
	SEGMENT_HEAD = 2,
	AS2_MAX = 65535,
	AGGREGATOR_ID_SIZE = 4,
};

/* AS_PATH */

/* What a path may not hold, by the type of the segment: confederation segments come from no
 * external peer (RFC 5065 section 5), and sets from nobody (RFC 9774) unless the session says so.
 */
static const char *segment_fault(uint8_t type, struct bgp_attr_context context)
{
	if (context.external && type >= BGP_CONFED_SEQUENCE)
		return "confederation segment from an external peer";
	if (!context.as_sets && (type == BGP_AS_SET || type == BGP_CONFED_SET))
		return "AS_SET in the path";
	return NULL;
}

/* AS 0 stands in no path (RFC 7607). */
static const char *path_fault(struct span path, struct bgp_attr_context context)
{
	if (!as_path_well_formed(path))
		return "malformed segments";
	for (size_t at = 0; at < path.size;) {
		const uint8_t *segment = path.at + at;
		size_t end = at + SEGMENT_HEAD + (size_t)segment[1] * AS4_SIZE;

		const char *fault = segment_fault(segment[0], context);
		if (fault != NULL)
			return fault;
		for (at += SEGMENT_HEAD; at < end; at += AS4_SIZE) {
			const uint8_t *asn = path.at + at;
			if ((asn[0] | asn[1] | asn[2] | asn[3]) == 0)
				return "AS 0 in the path";
		}
	}
	return NULL;
}

static const char *decode_as_path(const struct attr_row *row, struct attr_walk *walk,
                                  struct span value)
{
	struct span path = value;

	(void)row;
	if (!walk->context.as4) {
		size_t start = walk->scratch->used;
		as4_widen(value, walk->scratch);
		if (walk->scratch->failed)
			return "no room for the path";
		path = (struct span){walk->scratch->start + start, walk->scratch->used - start};
	}
	if (path.size > AS_PATH_SIZE_MAX)
		return "path longer than is kept";

	const char *fault = path_fault(path, walk->context);
	if (fault == NULL)
		walk->out->attrs.as_path = path;
	return fault;
}

static void encode_as_path(const struct attr_row *row, const struct bgp_attrs *attrs,
                           const struct bgp_attr_context *context, const struct addr *next_hop,
                           struct writer *out)
{
	struct span path = attrs->as_path;

	(void)next_hop;
	if (!context->as4) {
		attr_put_head(out, row, as4_narrow_size(path));
		as4_narrow(path, out);
		return;
	}
	attr_put_head(out, row, path.size);
	writer_span(out, path);
}

static void format_as_path(const struct attr_row *row, const struct bgp_attrs *attrs,
                           struct text *out)
{
	text_addf(out, "%s \"", row->word);
	as_path_format(attrs->as_path, " ", out);
	text_add(out, "\"");
}

/* Text is for people; where it cannot say all (sets, confederations) the bytes stand beside it. */
static const char path_bytes[] = "asPathBytes";

static void write_as_path(const struct attr_row *row, const struct bgp_attrs *attrs,
                          const struct bgp_member_writer *to)
{
	uint8_t again[AS_PATH_SIZE_MAX];
	struct writer writer = writer_of(again, sizeof(again));
	struct span path = attrs->as_path;
	struct text text = {0};

	as_path_format(path, " ", &text);
	to->path(to->document, row->member, text_str(&text));
	if (!as_path_parse(text_str(&text), &writer) || writer.used != path.size ||
	    (path.size > 0 && memcmp(again, path.at, path.size) != 0))
		attr_write_hex(path_bytes, path, to);
	text_done(&text);
}

static void read_as_path(const struct attr_row *row, const struct bgp_member_reader *from,
                         struct bgp_attrs *attrs)
{
	uint8_t bytes[AS_PATH_SIZE_MAX];
	struct writer writer = writer_of(bytes, sizeof(bytes));
	struct span path = attr_read_hex(path_bytes, from);

	if (path.size > AS_PATH_SIZE_MAX || !as_path_well_formed(path)) {
		from->fail(from->document, path_bytes, "is not an AS path");
		return;
	}
	if (path.size == 0) {
		const char *text = from->path(from->document, row->member);

		if (text == NULL) {
			from->fail(from->document, row->member, "is missing");
			return;
		}
		if (!as_path_parse(text, &writer) || writer.failed) {
			from->fail(from->document, row->member, "is not an AS path");
			return;
		}
		path = writer_written(&writer);
	}
	if (path.size == 0)
		return;

	uint8_t *kept = from->room(from->document, path.size);

	memcpy(kept, path.at, path.size);
	attrs->as_path = (struct span){kept, path.size};
}

const struct attr_class attr_as_path = {
    .decode = decode_as_path,
    .encode = encode_as_path,
    .format = format_as_path,
    .write = write_as_path,
    .read = read_as_path,
};

/* AS4_PATH */

static const char *decode_as4_path(const struct attr_row *row, struct attr_walk *walk,
                                   struct span value)
{
	struct bgp_attr_context context = walk->context;

	(void)row;
	/* Confederation segments are passed over in the merge (RFC 6793 section 6). */
	context.external = false;
	const char *fault = path_fault(value, context);
	if (fault == NULL)
		walk->as4_path = value;
	return fault;
}

/* Without confederation segments, which have no place there (RFC 6793 section 3). */
static void encode_as4_path(const struct attr_row *row, const struct bgp_attrs *attrs,
                            const struct bgp_attr_context *context, const struct addr *next_hop,
                            struct writer *out)
{
	struct span path = attrs->as_path;
	size_t size = 0;

	(void)context;
	(void)next_hop;
	if (!as4_is_wide(path))
		return;
	for (unsigned pass = 0; pass < 2; pass++) {
		if (pass == 1)
			attr_put_head(out, row, size);
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

const struct attr_class attr_as4_path = {
    .decode = decode_as4_path,
    .encode = encode_as4_path,
};

/* AGGREGATOR */

static const char *decode_aggregator(const struct attr_row *row, struct attr_walk *walk,
                                     struct span value)
{
	struct reader reader = reader_of_span(value);
	uint32_t asn = walk->context.as4 ? reader_u32(&reader) : reader_u16(&reader);

	(void)row;
	if (asn == 0)
		return "AS 0 as aggregator"; /* RFC 7607 */
	walk->out->attrs.aggregator_as = asn;
	walk->out->attrs.aggregator_id = reader_u32(&reader);
	return NULL;
}

static void encode_aggregator(const struct attr_row *row, const struct bgp_attrs *attrs,
                              const struct bgp_attr_context *context, const struct addr *next_hop,
                              struct writer *out)
{
	uint32_t asn = attrs->aggregator_as;

	(void)next_hop;
	if (!bgp_attrs_have(attrs, BGP_ATTR_AGGREGATOR))
		return;
	attr_put_kept_head(out, row, attrs,
	                   (context->as4 ? AS4_SIZE : AS2_SIZE) + AGGREGATOR_ID_SIZE);
	if (context->as4)
		writer_u32(out, asn);
	else
		writer_u16(out, asn > AS2_MAX ? BGP_AS_TRANS : (uint16_t)asn);
	writer_u32(out, attrs->aggregator_id);
}

static void format_aggregator(const struct attr_row *row, const struct bgp_attrs *attrs,
                              struct text *out)
{
	if (bgp_attrs_have(attrs, BGP_ATTR_AGGREGATOR))
		text_addf(out, "%s %" PRIu32 " %08" PRIx32, row->word, attrs->aggregator_as,
		          attrs->aggregator_id);
}

static const char aggregator_id[] = "aggregatorId";

static void write_aggregator(const struct attr_row *row, const struct bgp_attrs *attrs,
                             const struct bgp_member_writer *to)
{
	if (attrs->aggregator_as != 0)
		to->number(to->document, row->member, attrs->aggregator_as);
	attr_write_router_id(aggregator_id, attrs->aggregator_id, to);
}

static void read_aggregator(const struct attr_row *row, const struct bgp_member_reader *from,
                            struct bgp_attrs *attrs)
{
	attrs->aggregator_as = (uint32_t)from->number(from->document, row->member, UINT32_MAX);
	attrs->aggregator_id = attr_read_router_id(aggregator_id, from);
}

const struct attr_class attr_aggregator = {
    .decode = decode_aggregator,
    .encode = encode_aggregator,
    .format = format_aggregator,
    .write = write_aggregator,
    .read = read_aggregator,
};

/* AS4_AGGREGATOR */

static const char *decode_as4_aggregator(const struct attr_row *row, struct attr_walk *walk,
                                         struct span value)
{
	struct reader reader = reader_of_span(value);
	uint32_t asn = reader_u32(&reader);

	(void)row;
	if (asn == 0)
		return "AS 0 as aggregator";
	walk->as4_aggregator_as = asn;
	walk->as4_aggregator_id = reader_u32(&reader);
	return NULL;
}

static void encode_as4_aggregator(const struct attr_row *row, const struct bgp_attrs *attrs,
                                  const struct bgp_attr_context *context,
                                  const struct addr *next_hop, struct writer *out)
{
	(void)context;
	(void)next_hop;
	if (!bgp_attrs_have(attrs, BGP_ATTR_AGGREGATOR) || attrs->aggregator_as <= AS2_MAX)
		return;
	attr_put_head(out, row, AS4_SIZE + AGGREGATOR_ID_SIZE);
	writer_u32(out, attrs->aggregator_as);
	writer_u32(out, attrs->aggregator_id);
}

const struct attr_class attr_as4_aggregator = {
    .decode = decode_as4_aggregator,
    .encode = encode_as4_aggregator,
};
