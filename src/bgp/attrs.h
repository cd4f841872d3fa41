/* The attributes of one route, decoded. Codec, pool, policy and decision share this form. */
#ifndef BGP_ATTRS_H
#define BGP_ATTRS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/reader.h"
#include "bgp/iana.h"

/*
 * The spans borrow: from the message while decoding, from the pool once interned.
 *
 * `as_path` is in wire form with 4-octet AS numbers whatever the session speaks, `communities`,
 * `ext_communities`, `large_communities` and `cluster_list` are arrays in wire form, and `unknown`
 * holds whole attributes (flags, code, length, value) that hairpin does not know but must pass on
 * (RFC 4271 section 5: optional transitive), in ascending order of code.
 */
struct bgp_attrs {
	uint64_t present; /* bit 1 << enum bgp_attr_code */
	struct span as_path;
	struct span communities;
	struct span ext_communities;
	struct span large_communities;
	struct span cluster_list; /* router IDs of reflectors, the latest first (RFC 4456) */
	struct span unknown;
	uint32_t med;
	uint32_t local_pref;
	uint32_t aggregator_as;
	uint32_t aggregator_id;
	uint32_t originator_id; /* who brought a reflected route into the AS (RFC 4456) */
	uint32_t weight;        /* this speaker's own preference; never on the wire (FACTS 4.4) */
	struct addr next_hop;   /* unset in an announcement: "self", filled in per session */
	uint8_t origin;         /* enum bgp_origin */
};

static inline uint64_t bgp_attr_bit(enum bgp_attr_code code)
{
	return UINT64_C(1) << code;
}

static inline bool bgp_attrs_have(const struct bgp_attrs *attrs, enum bgp_attr_code code)
{
	return (attrs->present & bgp_attr_bit(code)) != 0;
}

/* "IGP", "EGP", "incomplete", as FRR's JSON spells them; and "i", "e", "?". */
const char *bgp_origin_name(uint8_t origin);
const char *bgp_origin_mark(uint8_t origin);

#endif
