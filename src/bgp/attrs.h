/* The attributes of one route, decoded. Codec, pool, policy and decision share this form. */
#ifndef BGP_ATTRS_H
#define BGP_ATTRS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/reader.h"
#include "bgp/iana.h"

enum { BGP_ATTRS_SPANS = 7 };

/*
 * Two parts, and nothing beside them: spans, and numbers without padding between them. Comparing,
 * hashing and copying go by the parts, so no attribute can be forgotten there.
 *
 * The spans borrow: from the message while decoding, from the pool once interned.
 *
 * `as_path` is in wire form with 4-octet AS numbers whatever the session speaks, `communities`,
 * `ext_communities`, `ipv6_communities`, `large_communities` and `cluster_list` are arrays in wire
 * form, and `unknown` holds whole attributes (flags, code, length, value) that hairpin does not
 * know but must pass on (RFC 4271 section 5: optional transitive), in ascending order of code.
 */
struct bgp_attrs {
	union {
		struct {
			struct span as_path;
			struct span communities;
			struct span ext_communities;
			struct span ipv6_communities; /* extended ones of RFC 5701 */
			struct span large_communities;
			struct span cluster_list; /* router IDs, the latest first (RFC 4456) */
			struct span unknown;
		};
		struct span spans[BGP_ATTRS_SPANS];
	};
	uint64_t present; /* bit 1 << enum bgp_attr_code; the first of the numbers */
	uint64_t partial; /* those of them that came with the Partial bit (RFC 4271 section 5) */
	uint32_t med;
	uint32_t local_pref;
	uint32_t aggregator_as;
	uint32_t aggregator_id;
	uint32_t originator_id; /* who brought a reflected route into the AS (RFC 4456) */
	uint32_t weight;        /* this speaker's own preference; never on the wire */
	struct addr next_hop;   /* unset in an announcement: "self", filled in per session */
	uint8_t origin;         /* enum bgp_origin; the last of the numbers */
};

static inline uint64_t bgp_attr_bit(enum bgp_attr_code code)
{
	return UINT64_C(1) << code;
}

static inline bool bgp_attrs_have(const struct bgp_attrs *attrs, enum bgp_attr_code code)
{
	return (attrs->present & bgp_attr_bit(code)) != 0;
}

/* Equal in every attribute; and a hash that equal sets share. */
bool bgp_attrs_equal(const struct bgp_attrs *a, const struct bgp_attrs *b);
uint64_t bgp_attrs_hash(const struct bgp_attrs *attrs);

/* The size of what the spans hold. */
size_t bgp_attrs_room(const struct bgp_attrs *attrs);

/* Copies what the spans borrow into `room`, of bgp_attrs_room() bytes, and makes them borrow there.
 */
void bgp_attrs_settle(struct bgp_attrs *attrs, uint8_t *room);

/* "IGP", "EGP", "incomplete", as FRR's JSON spells them; and "i", "e", "?". */
const char *bgp_origin_name(uint8_t origin);
const char *bgp_origin_mark(uint8_t origin);

#endif
