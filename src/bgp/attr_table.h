/*
 * The table of attributes: one row says all that hairpin knows about one, and everything else that
 * handles attributes walks the rows. A new attribute is a row, a class if none of those here fits,
 * and a field of struct bgp_attrs.
 *
 * Only the files of the attributes include this: attr_*.c.
 */
#ifndef BGP_ATTR_TABLE_H
#define BGP_ATTR_TABLE_H

#include "base/text.h"
#include "base/writer.h"
#include "bgp/attr_decode.h"
#include "bgp/attr_encode.h"
#include "bgp/attr_members.h"
#include "bgp/attrs.h"

enum {
	ATTR_FLAG_OPTIONAL = 0x80,
	ATTR_FLAG_TRANSITIVE = 0x40,
	ATTR_FLAG_PARTIAL = 0x20,
	ATTR_FLAG_EXTENDED = 0x10,
	ATTR_KIND_MASK = ATTR_FLAG_OPTIONAL | ATTR_FLAG_TRANSITIVE,

	ATTR_WELL_KNOWN = ATTR_FLAG_TRANSITIVE,
	ATTR_OPT_TRANSITIVE = ATTR_FLAG_OPTIONAL | ATTR_FLAG_TRANSITIVE,
	ATTR_OPT_LOCAL = ATTR_FLAG_OPTIONAL,
};

/* What the walk over a block remembers for afterwards. `unknown_at` is valid where `unknown` has a
 * bit. */
struct attr_walk {
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

struct attr_row;

/* What can be done with the values of one kind. A function that is NULL: nothing is to be done. */
struct attr_class {
	/* Sees a value of the right size; NULL, or what is wrong with it. */
	const char *(*decode)(const struct attr_row *row, struct attr_walk *walk,
	                      struct span value);
	/* The whole attribute, if it is to be sent. `next_hop` NULL: it is in MP_REACH_NLRI. */
	void (*encode)(const struct attr_row *row, const struct bgp_attrs *attrs,
	               const struct bgp_attr_context *context, const struct addr *next_hop,
	               struct writer *out);
	/* For people, behind a blank and the row's word; nothing for what is not there. */
	void (*format)(const struct attr_row *row, const struct bgp_attrs *attrs, struct text *out);
	/* The row's members of a document; in again; and in short among the details. */
	void (*write)(const struct attr_row *row, const struct bgp_attrs *attrs,
	              const struct bgp_member_writer *to);
	void (*read)(const struct attr_row *row, const struct bgp_member_reader *from,
	             struct bgp_attrs *attrs);
	void (*write_detail)(const struct attr_row *row, const struct bgp_attrs *attrs,
	                     const struct bgp_member_writer *to);
	/* Of lists: as words between blanks, and one word as its `size` bytes; false: it is none.
	 */
	void (*format_list)(struct span list, struct text *out);
	bool (*parse_word)(const char *word, uint8_t *out);
};

enum attr_form {
	ATTR_EXACTLY,   /* `size` bytes */
	ATTR_TIMES,     /* one or more times `size` (RFC 7606 section 4: not empty) */
	ATTR_AT_LEAST,  /* `size` bytes or more */
	ATTR_AS_AND_ID, /* an AS number of the session's width, and an IPv4 address */
};

/* Whom it comes from and goes to. From others it is discarded. */
enum attr_peers {
	ATTR_ANY_PEER,
	ATTR_INTERNAL_PEER,
	ATTR_OLD_PEER, /* without 4-octet AS numbers (RFC 6793 section 4.1) */
};

struct attr_row {
	const char *name; /* as its RFC spells it */
	const struct attr_class *class;
	size_t field;            /* offset in struct bgp_attrs; 0 for those that are not kept */
	enum bgp_attr_code code; /* 0: never on the wire as an attribute of its own */
	uint8_t kind;            /* ATTR_KIND_MASK */
	uint8_t size;            /* bytes, see `form` */
	enum attr_form form;
	enum attr_peers peers;
	enum bgp_verdict malformed; /* RFC 7606 section 7 */
	bool kept;                  /* has a bit in `present` */
	uint8_t place;              /* in a line for people, from 1; 0: not there */
	const char *word;           /* before the value in such a line */
	const char *member;         /* of a document */
	const char *detail;         /* member among the details */
};

/* In ascending order of their codes. */
extern const struct attr_row attr_rows[];
extern const unsigned attr_row_count;

/* NULL for a code that hairpin does not know. */
const struct attr_row *attr_row_of(uint8_t code);

/* The attribute comes from, and goes to, a peer of this session. */
static inline bool attr_peer_fits(const struct attr_row *row, struct bgp_attr_context context)
{
	if (row->peers == ATTR_INTERNAL_PEER)
		return !context.external;
	return row->peers != ATTR_OLD_PEER || !context.as4;
}

static inline void *attr_field(const struct attr_row *row, struct bgp_attrs *attrs)
{
	return (char *)attrs + row->field;
}

static inline const void *attr_value(const struct attr_row *row, const struct bgp_attrs *attrs)
{
	return (const char *)attrs + row->field;
}

/* Flags, code and length of an attribute whose value of `size` bytes follows. */
void attr_put_head(struct writer *out, const struct attr_row *row, size_t size);

/* The same with the Partial bit that the attribute came with: nobody takes it back (RFC 4271
 * section 5). */
void attr_put_kept_head(struct writer *out, const struct attr_row *row,
                        const struct bgp_attrs *attrs, size_t size);

/* attr_number.c: values of fixed size. */
extern const struct attr_class attr_origin;
extern const struct attr_class attr_next_hop;
extern const struct attr_class attr_number;
extern const struct attr_class attr_local_pref;
extern const struct attr_class attr_weight;
extern const struct attr_class attr_presence;
extern const struct attr_class attr_router_id;

/* attr_list.c: arrays, and bytes that are only passed on. */
extern const struct attr_class attr_communities;
extern const struct attr_class attr_ext_communities;
extern const struct attr_class attr_ipv6_communities;
extern const struct attr_class attr_large_communities;
extern const struct attr_class attr_cluster_list;
extern const struct attr_class attr_unknown;

/* attr_path.c: AS paths and aggregators, of peers old and new. */
extern const struct attr_class attr_as_path;
extern const struct attr_class attr_as4_path;
extern const struct attr_class attr_aggregator;
extern const struct attr_class attr_as4_aggregator;

/* attr_mp.c: NLRI of other families. */
extern const struct attr_class attr_mp_reach;
extern const struct attr_class attr_mp_unreach;

/* Helpers of the classes' `write` and `read`. */
void attr_write_hex(const char *name, struct span bytes, const struct bgp_member_writer *to);
struct span attr_read_hex(const char *name, const struct bgp_member_reader *from);
void attr_write_router_id(const char *name, uint32_t id, const struct bgp_member_writer *to);
uint32_t attr_read_router_id(const char *name, const struct bgp_member_reader *from);

/* The text of a member that must be there; "" after a fault. */
const char *attr_read_text(const char *name, const struct bgp_member_reader *from);

#endif
