/* Attributes whose values have one size: ORIGIN, NEXT_HOP, numbers, router IDs, mere presence. */
#include <inttypes.h>
#include <string.h>

#include "base/check.h"
#include "bgp/attr_table.h"

enum { LOCAL_PREF_DEFAULT = 100 };

static void put_u32(struct writer *out, const struct attr_row *row, uint32_t value)
{
	attr_put_head(out, row, sizeof(value));
	writer_u32(out, value);
}

static uint32_t number(const struct attr_row *row, const struct bgp_attrs *attrs)
{
	return *(const uint32_t *)attr_value(row, attrs);
}

/* Numbers: MULTI_EXIT_DISC, LOCAL_PREF, weight */

static const char *decode_number(const struct attr_row *row, struct attr_walk *walk,
                                 struct span value)
{
	struct reader reader = reader_of_span(value);

	*(uint32_t *)attr_field(row, &walk->out->attrs) = reader_u32(&reader);
	return NULL;
}

static void encode_number(const struct attr_row *row, const struct bgp_attrs *attrs,
                          const struct bgp_attr_context *context, const struct addr *next_hop,
                          struct writer *out)
{
	(void)context;
	(void)next_hop;
	if (bgp_attrs_have(attrs, row->code))
		put_u32(out, row, number(row, attrs));
}

static void encode_local_pref(const struct attr_row *row, const struct bgp_attrs *attrs,
                              const struct bgp_attr_context *context, const struct addr *next_hop,
                              struct writer *out)
{
	(void)context;
	(void)next_hop;
	put_u32(out, row,
	        bgp_attrs_have(attrs, row->code) ? attrs->local_pref : LOCAL_PREF_DEFAULT);
}

static void format_number(const struct attr_row *row, const struct bgp_attrs *attrs,
                          struct text *out)
{
	if (row->code == 0 || bgp_attrs_have(attrs, row->code))
		text_addf(out, "%s %" PRIu32, row->word, number(row, attrs));
}

static void write_number(const struct attr_row *row, const struct bgp_attrs *attrs,
                         const struct bgp_member_writer *to)
{
	if (number(row, attrs) != 0)
		to->number(to->document, row->member, number(row, attrs));
}

static void read_number(const struct attr_row *row, const struct bgp_member_reader *from,
                        struct bgp_attrs *attrs)
{
	*(uint32_t *)attr_field(row, attrs) =
	    (uint32_t)from->number(from->document, row->member, UINT32_MAX);
}

const struct attr_class attr_number = {
    .decode = decode_number,
    .encode = encode_number,
    .format = format_number,
    .write = write_number,
    .read = read_number,
};

const struct attr_class attr_local_pref = {
    .decode = decode_number,
    .encode = encode_local_pref,
    .format = format_number,
    .write = write_number,
    .read = read_number,
};

/* The speaker's own: no peer sees it. */
const struct attr_class attr_weight = {
    .format = format_number,
    .write = write_number,
    .read = read_number,
};

/* ORIGINATOR_ID */

static void format_router_id(const struct attr_row *row, const struct bgp_attrs *attrs,
                             struct text *out)
{
	struct addr id = addr_v4(number(row, attrs));
	char text[ADDR_TEXT_MAX];

	if (bgp_attrs_have(attrs, row->code))
		text_addf(out, "%s %s", row->word, addr_format(&id, text));
}

static void write_router_id(const struct attr_row *row, const struct bgp_attrs *attrs,
                            const struct bgp_member_writer *to)
{
	attr_write_router_id(row->member, number(row, attrs), to);
}

static void read_router_id(const struct attr_row *row, const struct bgp_member_reader *from,
                           struct bgp_attrs *attrs)
{
	*(uint32_t *)attr_field(row, attrs) = attr_read_router_id(row->member, from);
}

static void detail_router_id(const struct attr_row *row, const struct bgp_attrs *attrs,
                             const struct bgp_member_writer *to)
{
	attr_write_router_id(row->detail, number(row, attrs), to);
}

const struct attr_class attr_router_id = {
    .decode = decode_number,
    .encode = encode_number,
    .format = format_router_id,
    .write = write_router_id,
    .read = read_router_id,
    .write_detail = detail_router_id,
};

/* ATOMIC_AGGREGATE: its bit in `present` says all. */

static const char *decode_presence(const struct attr_row *row, struct attr_walk *walk,
                                   struct span value)
{
	(void)row;
	(void)walk;
	(void)value;
	return NULL;
}

static void encode_presence(const struct attr_row *row, const struct bgp_attrs *attrs,
                            const struct bgp_attr_context *context, const struct addr *next_hop,
                            struct writer *out)
{
	(void)context;
	(void)next_hop;
	if (bgp_attrs_have(attrs, row->code))
		attr_put_head(out, row, 0);
}

static void format_presence(const struct attr_row *row, const struct bgp_attrs *attrs,
                            struct text *out)
{
	if (bgp_attrs_have(attrs, row->code))
		text_add(out, row->word);
}

const struct attr_class attr_presence = {
    .decode = decode_presence,
    .encode = encode_presence,
    .format = format_presence,
};

/* ORIGIN */

static const char *decode_origin(const struct attr_row *row, struct attr_walk *walk,
                                 struct span value)
{
	(void)row;
	if (value.at[0] > BGP_ORIGIN_INCOMPLETE)
		return "undefined ORIGIN";
	walk->out->attrs.origin = value.at[0];
	return NULL;
}

static void encode_origin(const struct attr_row *row, const struct bgp_attrs *attrs,
                          const struct bgp_attr_context *context, const struct addr *next_hop,
                          struct writer *out)
{
	(void)context;
	(void)next_hop;
	CHECK(attrs->origin <= BGP_ORIGIN_INCOMPLETE);
	attr_put_head(out, row, 1);
	writer_u8(out, attrs->origin);
}

static void format_origin(const struct attr_row *row, const struct bgp_attrs *attrs,
                          struct text *out)
{
	text_addf(out, "%s %s", row->word, bgp_origin_name(attrs->origin));
}

static void write_origin(const struct attr_row *row, const struct bgp_attrs *attrs,
                         const struct bgp_member_writer *to)
{
	to->text(to->document, row->member, bgp_origin_name(attrs->origin));
}

static void read_origin(const struct attr_row *row, const struct bgp_member_reader *from,
                        struct bgp_attrs *attrs)
{
	const char *text = attr_read_text(row->member, from);

	for (uint8_t origin = 0; origin <= BGP_ORIGIN_INCOMPLETE; origin++) {
		if (strcmp(bgp_origin_name(origin), text) == 0) {
			attrs->origin = origin;
			return;
		}
	}
	from->fail(from->document, row->member, "is not a known word");
}

const struct attr_class attr_origin = {
    .decode = decode_origin,
    .encode = encode_origin,
    .format = format_origin,
    .write = write_origin,
    .read = read_origin,
};

/* NEXT_HOP */

bool bgp_is_host_address(const struct addr *addr)
{
	static const struct addr unspecified_v6 = {.family = ADDR_IPV6};

	if (addr->family == ADDR_IPV4)
		return addr->bytes[0] != 0 && addr->bytes[0] < 224;
	return addr->bytes[0] != 0xff && !addr_equal(addr, &unspecified_v6);
}

static const char *decode_next_hop(const struct attr_row *row, struct attr_walk *walk,
                                   struct span value)
{
	struct reader reader = reader_of_span(value);

	(void)row;
	walk->out->attrs.next_hop = addr_v4(reader_u32(&reader));
	return NULL;
}

static void encode_next_hop(const struct attr_row *row, const struct bgp_attrs *attrs,
                            const struct bgp_attr_context *context, const struct addr *next_hop,
                            struct writer *out)
{
	(void)attrs;
	(void)context;
	if (next_hop == NULL)
		return;
	CHECK(next_hop->family == ADDR_IPV4);
	put_u32(out, row, addr_as_u32(next_hop));
}

static void format_next_hop(const struct attr_row *row, const struct bgp_attrs *attrs,
                            struct text *out)
{
	char text[ADDR_TEXT_MAX];

	text_addf(out, "%s %s", row->word, addr_format(&attrs->next_hop, text));
}

static void write_next_hop(const struct attr_row *row, const struct bgp_attrs *attrs,
                           const struct bgp_member_writer *to)
{
	char text[ADDR_TEXT_MAX];

	to->text(to->document, row->member, addr_format(&attrs->next_hop, text));
}

static void read_next_hop(const struct attr_row *row, const struct bgp_member_reader *from,
                          struct bgp_attrs *attrs)
{
	const char *text = attr_read_text(row->member, from);

	/* As addr_format() writes an address that is not set. */
	if (strcmp(text, "-") != 0 && !addr_parse(text, &attrs->next_hop))
		from->fail(from->document, row->member, "is not an address");
}

const struct attr_class attr_next_hop = {
    .decode = decode_next_hop,
    .encode = encode_next_hop,
    .format = format_next_hop,
    .write = write_next_hop,
    .read = read_next_hop,
};
