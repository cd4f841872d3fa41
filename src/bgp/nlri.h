/* NLRI: prefixes of one address family as they stand in a message. */
#ifndef BGP_NLRI_H
#define BGP_NLRI_H

#include <stdbool.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/reader.h"

/* Checked prefixes of one family: what MP_REACH_NLRI or MP_UNREACH_NLRI hold, or a field of the
 * UPDATE itself. */
struct bgp_nlri {
	struct span prefixes;
	struct addr next_hop; /* of what is announced: the global address */
	uint8_t family; /* ADDR_IPV4 or ADDR_IPV6; ADDR_NONE: there is none, and no prefixes */
};

/* NLRI of one UPDATE, not empty: of the field of its own, then of the attribute.
 * bgp_update_decode() lists none but those of a family that was negotiated, so whoever walks the
 * list meets no other. */
struct bgp_nlri_list {
	struct bgp_nlri items[2];
	uint8_t count;
};

/* Every prefix fits the family, ADDR_IPV4 or ADDR_IPV6, and ends within the field (RFC 7606 section
 * 5.3). */
bool bgp_nlri_well_formed(struct span prefixes, uint8_t family);

/* The next prefix of checked NLRI of an IPv4 or IPv6 family, which advance; false at the end, or,
 * and then nothing is left, at a prefix that nobody can have checked. */
bool bgp_nlri_next(struct bgp_nlri *nlri, struct prefix *out);

/* How many prefixes checked NLRI hold. */
unsigned bgp_nlri_count(struct bgp_nlri nlri);

#endif
