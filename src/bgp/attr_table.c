/* The rows, and what walks them for documents and people. */
#include "bgp/attr_table.h"

#include "base/check.h"

/* clang-format off */
#define FIELD(name) offsetof(struct bgp_attrs, name)
#define WITHDRAW    BGP_TREAT_AS_WITHDRAW
#define DISCARD     BGP_DISCARD_ATTR
#define RESET       BGP_RESET_SESSION
#define WELL_KNOWN  ATTR_WELL_KNOWN
#define OPT_LOCAL   ATTR_OPT_LOCAL
#define TRANSITIVE  ATTR_OPT_TRANSITIVE
#define EXACTLY     ATTR_EXACTLY
#define TIMES       ATTR_TIMES
#define AT_LEAST    ATTR_AT_LEAST
#define AS_AND_ID   ATTR_AS_AND_ID
#define ANY         ATTR_ANY_PEER
#define INTERNAL    ATTR_INTERNAL_PEER
#define OLD         ATTR_OLD_PEER

enum { AS4_PATH_MIN = 6, MP_REACH_MIN = 5, MP_UNREACH_MIN = 3 };

/* Verdicts of RFC 7606 sections 7.1 to 7.15, RFC 8092 section 6 and RFC 6793 section 6. */
const struct attr_row attr_rows[] = {
	/* name               class                    field                     code                        kind        size            form       peers     malformed kept   place word               member              detail */
	{"ORIGIN",            &attr_origin,            FIELD(origin),            BGP_ATTR_ORIGIN,            WELL_KNOWN, 1,              EXACTLY,   ANY,      WITHDRAW, true,  3,    "",                "origin",           NULL},
	{"AS_PATH",           &attr_as_path,           FIELD(as_path),           BGP_ATTR_AS_PATH,           WELL_KNOWN, 0,              AT_LEAST,  ANY,      WITHDRAW, true,  2,    " path",           "asPath",           NULL},
	{"NEXT_HOP",          &attr_next_hop,          FIELD(next_hop),          BGP_ATTR_NEXT_HOP,          WELL_KNOWN, 4,              EXACTLY,   ANY,      WITHDRAW, true,  1,    " next-hop",       "nextHop",          NULL},
	{"MULTI_EXIT_DISC",   &attr_number,            FIELD(med),               BGP_ATTR_MED,               OPT_LOCAL,  4,              EXACTLY,   ANY,      WITHDRAW, true,  5,    " med",            "med",              NULL},
	{"LOCAL_PREF",        &attr_local_pref,        FIELD(local_pref),        BGP_ATTR_LOCAL_PREF,        WELL_KNOWN, 4,              EXACTLY,   INTERNAL, WITHDRAW, true,  6,    " local-pref",     "localPref",        NULL},
	{"weight",            &attr_weight,            FIELD(weight),            0,                          0,          0,              EXACTLY,   ANY,      RESET,    false, 4,    " weight",         "weight",           NULL},
	{"ATOMIC_AGGREGATE",  &attr_presence,          FIELD(present),           BGP_ATTR_ATOMIC_AGGREGATE,  WELL_KNOWN, 0,              EXACTLY,   ANY,      DISCARD,  true,  7,    " atomic-aggregate", NULL,             NULL},
	{"AGGREGATOR",        &attr_aggregator,        FIELD(aggregator_as),     BGP_ATTR_AGGREGATOR,        TRANSITIVE, 0,              AS_AND_ID, ANY,      DISCARD,  true,  8,    " aggregator",     "aggregatorAs",     NULL},
	{"COMMUNITIES",       &attr_communities,       FIELD(communities),       BGP_ATTR_COMMUNITIES,       TRANSITIVE, 4,              TIMES,     ANY,      WITHDRAW, true,  9,    " communities",    "communities",      "communities"},
	{"ORIGINATOR_ID",     &attr_router_id,         FIELD(originator_id),     BGP_ATTR_ORIGINATOR_ID,     OPT_LOCAL,  4,              EXACTLY,   INTERNAL, WITHDRAW, true,  12,   " originator",     "originatorId",     "originatorId"},
	{"CLUSTER_LIST",      &attr_cluster_list,      FIELD(cluster_list),      BGP_ATTR_CLUSTER_LIST,      OPT_LOCAL,  4,              TIMES,     INTERNAL, WITHDRAW, true,  13,   " clusters",       "clusterList",      "clusterList"},
	{"MP_REACH_NLRI",     &attr_mp_reach,          0,                        BGP_ATTR_MP_REACH,          OPT_LOCAL,  MP_REACH_MIN,   AT_LEAST,  ANY,      RESET,    false, 0,    NULL,              NULL,               NULL},
	{"MP_UNREACH_NLRI",   &attr_mp_unreach,        0,                        BGP_ATTR_MP_UNREACH,        OPT_LOCAL,  MP_UNREACH_MIN, AT_LEAST,  ANY,      RESET,    false, 0,    NULL,              NULL,               NULL},
	{"EXTENDED COMMUNITIES", &attr_ext_communities, FIELD(ext_communities),  BGP_ATTR_EXT_COMMUNITIES,   TRANSITIVE, 8,              TIMES,     ANY,      WITHDRAW, true,  11,   " ext-communities", "extCommunities",  "extendedCommunities"},
	{"AS4_PATH",          &attr_as4_path,          0,                        BGP_ATTR_AS4_PATH,          TRANSITIVE, AS4_PATH_MIN,   AT_LEAST,  OLD,      DISCARD,  false, 0,    NULL,              NULL,               NULL},
	{"AS4_AGGREGATOR",    &attr_as4_aggregator,    0,                        BGP_ATTR_AS4_AGGREGATOR,    TRANSITIVE, 8,              EXACTLY,   OLD,      DISCARD,  false, 0,    NULL,              NULL,               NULL},
	{"IPV6 EXTENDED COMMUNITIES", &attr_ipv6_communities, FIELD(ipv6_communities), BGP_ATTR_IPV6_COMMUNITIES, TRANSITIVE, 20,        TIMES,     ANY,      WITHDRAW, true,  14,   " ipv6-communities", "ipv6Communities", "ipv6ExtendedCommunities"},
	{"LARGE_COMMUNITY",   &attr_large_communities, FIELD(large_communities), BGP_ATTR_LARGE_COMMUNITIES, TRANSITIVE, 12,             TIMES,     ANY,      WITHDRAW, true,  10,   " large-communities", "largeCommunities", "largeCommunities"},
	{"unknown",           &attr_unknown,           FIELD(unknown),           0,                          0,          0,              AT_LEAST,  ANY,      RESET,    false, 15,   " unknown",        "unknown",          NULL},
};
/* clang-format on */

const unsigned attr_row_count = COUNT_OF(attr_rows);

const struct attr_row *attr_row_of(uint8_t code)
{
	for (unsigned i = 0; code != 0 && i < attr_row_count; i++) {
		if (attr_rows[i].code == code)
			return &attr_rows[i];
	}
	return NULL;
}

const char *bgp_attr_name(uint8_t code)
{
	const struct attr_row *row = attr_row_of(code);

	return row == NULL ? NULL : row->name;
}

static void put_head(struct writer *out, const struct attr_row *row, unsigned flags, size_t size)
{
	bool extended = size > UINT8_MAX;

	CHECK(size <= UINT16_MAX);
	writer_u8(out, (uint8_t)(extended ? flags | ATTR_FLAG_EXTENDED : flags));
	writer_u8(out, (uint8_t)row->code);
	if (extended)
		writer_u16(out, (uint16_t)size);
	else
		writer_u8(out, (uint8_t)size);
}

void attr_put_head(struct writer *out, const struct attr_row *row, size_t size)
{
	put_head(out, row, row->kind, size);
}

void attr_put_kept_head(struct writer *out, const struct attr_row *row,
                        const struct bgp_attrs *attrs, size_t size)
{
	bool partial = (attrs->partial & bgp_attr_bit(row->code)) != 0;

	put_head(out, row, partial ? row->kind | ATTR_FLAG_PARTIAL : row->kind, size);
}

void bgp_attrs_write(const struct bgp_attrs *attrs, const struct bgp_member_writer *to)
{
	to->number(to->document, "present", attrs->present);
	if (attrs->partial != 0)
		to->number(to->document, "partial", attrs->partial);
	for (unsigned i = 0; i < attr_row_count; i++) {
		if (attr_rows[i].class->write != NULL)
			attr_rows[i].class->write(&attr_rows[i], attrs, to);
	}
}

void bgp_attrs_read(struct bgp_attrs *attrs, const struct bgp_member_reader *from)
{
	/* Whole numbers beyond this are not exact in JSON's usual form. */
	const uint64_t number_max = UINT64_C(1) << 53;

	*attrs = (struct bgp_attrs){
	    .present = from->number(from->document, "present", number_max),
	    .partial = from->number(from->document, "partial", number_max),
	};
	for (unsigned i = 0; i < attr_row_count; i++) {
		if (attr_rows[i].class->read != NULL)
			attr_rows[i].class->read(&attr_rows[i], from, attrs);
	}
}

void bgp_attrs_write_details(const struct bgp_attrs *attrs, const struct bgp_member_writer *to)
{
	for (unsigned i = 0; i < attr_row_count; i++) {
		if (attr_rows[i].class->write_detail != NULL)
			attr_rows[i].class->write_detail(&attr_rows[i], attrs, to);
	}
}

void bgp_attrs_format(const struct bgp_attrs *attrs, struct text *out)
{
	for (unsigned place = 1; place <= attr_row_count; place++) {
		for (unsigned i = 0; i < attr_row_count; i++) {
			if (attr_rows[i].place == place)
				attr_rows[i].class->format(&attr_rows[i], attrs, out);
		}
	}
}

void attr_write_hex(const char *name, struct span bytes, const struct bgp_member_writer *to)
{
	struct text text = {0};

	for (size_t i = 0; i < bytes.size; i++)
		text_addf(&text, "%02x", bytes.at[i]);
	if (bytes.size > 0)
		to->text(to->document, name, text_str(&text));
	text_done(&text);
}

/* 16 for what is no digit. */
static unsigned hex_digit(char digit)
{
	if (digit >= '0' && digit <= '9')
		return (unsigned)(digit - '0');
	return digit >= 'a' && digit <= 'f' ? (unsigned)(digit - 'a') + 10 : 16;
}

struct span attr_read_hex(const char *name, const struct bgp_member_reader *from)
{
	const char *text = from->text(from->document, name);
	size_t size = 0;

	while (text != NULL && text[2 * size] != '\0') {
		if (hex_digit(text[2 * size]) > 15 || hex_digit(text[2 * size + 1]) > 15) {
			from->fail(from->document, name, "is not hexadecimal");
			return (struct span){NULL, 0};
		}
		size++;
	}
	if (size == 0)
		return (struct span){NULL, 0};

	uint8_t *bytes = from->room(from->document, size);

	for (size_t i = 0; i < size; i++)
		bytes[i] = (uint8_t)(hex_digit(text[2 * i]) << 4 | hex_digit(text[2 * i + 1]));
	return (struct span){bytes, size};
}

void attr_write_router_id(const char *name, uint32_t id, const struct bgp_member_writer *to)
{
	struct addr addr = addr_v4(id);
	char text[ADDR_TEXT_MAX];

	if (id != 0)
		to->text(to->document, name, addr_format(&addr, text));
}

uint32_t attr_read_router_id(const char *name, const struct bgp_member_reader *from)
{
	const char *text = from->text(from->document, name);
	struct addr addr;

	if (text == NULL)
		return 0;
	if (addr_parse(text, &addr) && addr.family == ADDR_IPV4)
		return addr_as_u32(&addr);
	from->fail(from->document, name, "is not an IPv4 address");
	return 0;
}

const char *attr_read_text(const char *name, const struct bgp_member_reader *from)
{
	const char *text = from->text(from->document, name);

	if (text != NULL)
		return text;
	from->fail(from->document, name, "is missing");
	return "";
}
