/* Writes the path attributes of an UPDATE, all but MP_REACH_NLRI and MP_UNREACH_NLRI. */
#ifndef BGP_ATTR_ENCODE_H
#define BGP_ATTR_ENCODE_H

#include "base/writer.h"
#include "bgp/attr_decode.h"
#include "bgp/attrs.h"

/* All that such a peer is sent, in ascending order of code; NEXT_HOP if `next_hop`, an IPv4
 * address, is not NULL. LOCAL_PREF goes to internal peers only, and always (RFC 4271 section
 * 5.1.5): 100 if the set has none. */
void bgp_attrs_encode(const struct bgp_attrs *attrs, const struct bgp_attr_context *context,
                      const struct addr *next_hop, struct writer *out);

#endif
