/* Attributes that are arrays (communities of all kinds, CLUSTER_LIST), and those that hairpin does
 * not know, which are bytes. */
#include <stddef.h>

#include "bgp/attr_table.h"
#include "bgp/community.h"

static struct span list_of(const struct attr_row *row, const struct bgp_attrs *attrs)
{
	return *(const struct span *)attr_value(row, attrs);
}

static struct span *list_field(const struct attr_row *row, struct bgp_attrs *attrs)
{
	return attr_field(row, attrs);
}

static const char *decode_list(const struct attr_row *row, struct attr_walk *walk,
                               struct span value)
{
	*list_field(row, &walk->out->attrs) = value;
	return NULL;
}

static const char *decode_set(const struct attr_row *row, struct attr_walk *walk, struct span value)
{
	*list_field(row, &walk->out->attrs) = community_set(value, row->size, walk->scratch);
	return walk->scratch->failed ? "no room for communities" : NULL;
}

static void encode_list(const struct attr_row *row, const struct bgp_attrs *attrs,
                        const struct bgp_attr_context *context, const struct addr *next_hop,
                        struct writer *out)
{
	struct span list = list_of(row, attrs);

	(void)context;
	(void)next_hop;
	if (list.size == 0)
		return;
	attr_put_kept_head(out, row, attrs, list.size);
	writer_span(out, list);
}

static void format_list(const struct attr_row *row, const struct bgp_attrs *attrs, struct text *out)
{
	struct span list = list_of(row, attrs);

	if (list.size == 0)
		return;
	text_addf(out, "%s ", row->word);
	row->class->format_list(list, out);
}

static void write_words(const struct attr_row *row, const struct bgp_attrs *attrs, const char *name,
                        const struct bgp_member_writer *to)
{
	struct text text = {0};

	row->class->format_list(list_of(row, attrs), &text);
	to->words(to->document, name, text_str(&text));
	text_done(&text);
}

static void write_list(const struct attr_row *row, const struct bgp_attrs *attrs,
                       const struct bgp_member_writer *to)
{
	write_words(row, attrs, row->member, to);
}

static void detail_list(const struct attr_row *row, const struct bgp_attrs *attrs,
                        const struct bgp_member_writer *to)
{
	write_words(row, attrs, row->detail, to);
}

static void read_list(const struct attr_row *row, const struct bgp_member_reader *from,
                      struct bgp_attrs *attrs)
{
	unsigned count = from->count(from->document, row->member);
	size_t size = (size_t)count * row->size;
	uint8_t *bytes;

	if (count == 0)
		return;
	bytes = from->room(from->document, size);
	for (unsigned i = 0; i < count; i++) {
		const char *word = from->word(from->document, row->member, i);

		if (word == NULL || !row->class->parse_word(word, bytes + (size_t)i * row->size)) {
			from->fail(from->document, row->member,
			           row->code == BGP_ATTR_CLUSTER_LIST
			               ? "holds what is no router ID"
			               : "holds what is no community");
			return;
		}
	}
	if (row->class->decode == decode_set)
		size = community_sort(bytes, size, row->size);
	*list_field(row, attrs) = (struct span){bytes, size};
}

static void put_words(const uint32_t *values, unsigned count, uint8_t *out)
{
	struct writer writer = writer_of(out, 4 * (size_t)count);

	for (unsigned i = 0; i < count; i++)
		writer_u32(&writer, values[i]);
}

static bool parse_community(const char *word, uint8_t *out)
{
	uint32_t value;

	if (!community_parse(word, &value))
		return false;
	put_words(&value, 1, out);
	return true;
}

const struct attr_class attr_communities = {
    .decode = decode_set,
    .encode = encode_list,
    .format = format_list,
    .write = write_list,
    .read = read_list,
    .write_detail = detail_list,
    .format_list = community_format,
    .parse_word = parse_community,
};

static bool parse_large_community(const char *word, uint8_t *out)
{
	uint32_t values[3];

	if (!large_community_parse(word, values))
		return false;
	put_words(values, 3, out);
	return true;
}

const struct attr_class attr_large_communities = {
    .decode = decode_set,
    .encode = encode_list,
    .format = format_list,
    .write = write_list,
    .read = read_list,
    .write_detail = detail_list,
    .format_list = large_community_format,
    .parse_word = parse_large_community,
};

static void format_router_ids(struct span ids, struct text *out)
{
	struct reader reader = reader_of_span(ids);
	const char *blank = "";

	while (reader.left > 0) {
		struct addr id = addr_v4(reader_u32(&reader));
		char text[ADDR_TEXT_MAX];

		text_addf(out, "%s%s", blank, addr_format(&id, text));
		blank = " ";
	}
}

static bool parse_router_id(const char *word, uint8_t *out)
{
	struct addr id;
	uint32_t value;

	if (!addr_parse(word, &id) || id.family != ADDR_IPV4)
		return false;
	value = addr_as_u32(&id);
	put_words(&value, 1, out);
	return true;
}

const struct attr_class attr_cluster_list = {
    .decode = decode_list,
    .encode = encode_list,
    .format = format_list,
    .write = write_list,
    .read = read_list,
    .write_detail = detail_list,
    .format_list = format_router_ids,
    .parse_word = parse_router_id,
};

/* Extended communities have more kinds than names: in documents they are bytes. */

static void write_bytes(const struct attr_row *row, const struct bgp_attrs *attrs,
                        const struct bgp_member_writer *to)
{
	attr_write_hex(row->member, list_of(row, attrs), to);
}

static void read_bytes(const struct attr_row *row, const struct bgp_member_reader *from,
                       struct bgp_attrs *attrs)
{
	struct span bytes = attr_read_hex(row->member, from);

	if (row->size > 0 && bytes.size % row->size != 0)
		from->fail(from->document, row->member, "is cut");
	*list_field(row, attrs) = bytes;
}

const struct attr_class attr_ext_communities = {
    .decode = decode_set,
    .encode = encode_list,
    .format = format_list,
    .write = write_bytes,
    .read = read_bytes,
    .write_detail = detail_list,
    .format_list = ext_community_format,
};

const struct attr_class attr_ipv6_communities = {
    .decode = decode_set,
    .encode = encode_list,
    .format = format_list,
    .write = write_bytes,
    .read = read_bytes,
    .write_detail = detail_list,
    .format_list = ipv6_community_format,
};

/* Unknown attributes stand between the others by their codes: bgp_attrs_encode() sees to that, and
 * bgp_attrs_decode() gathers them. */

static void format_bytes(struct span bytes, struct text *out)
{
	for (size_t i = 0; i < bytes.size; i++)
		text_addf(out, "%02x", bytes.at[i]);
}

const struct attr_class attr_unknown = {
    .format = format_list,
    .write = write_bytes,
    .read = read_bytes,
    .format_list = format_bytes,
};
