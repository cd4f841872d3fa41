/* MP_REACH_NLRI and MP_UNREACH_NLRI (RFC 4760): the NLRI of other families, and of IPv4 too. They
 * are written by the packer, which alone knows the prefixes. */
#include <string.h>

#include "bgp/attr_table.h"

enum { IPV6_SIZE = 16 };

/* AFI and SAFI as an address family; ADDR_NONE for one that hairpin does not speak. */
static uint8_t read_family(struct reader *reader)
{
	uint16_t afi = reader_u16(reader);
	uint8_t safi = reader_u8(reader);

	if (safi != BGP_SAFI_UNICAST || (afi != ADDR_IPV4 && afi != ADDR_IPV6))
		return ADDR_NONE;
	return (uint8_t)afi;
}

/* IPv6: the global address, which a link-local one may follow (RFC 2545 section 3). */
static bool next_hop_from(struct span bytes, uint8_t family, struct addr *out)
{
	struct reader reader = reader_of_span(bytes);

	if (family == ADDR_IPV4 && bytes.size == 4) {
		*out = addr_v4(reader_u32(&reader));
		return true;
	}
	if (family == ADDR_IPV6 && (bytes.size == IPV6_SIZE || bytes.size == 2 * IPV6_SIZE)) {
		*out = (struct addr){.family = ADDR_IPV6};
		memcpy(out->bytes, bytes.at, IPV6_SIZE);
		return true;
	}
	return false;
}

/* The only place that makes NLRI of MP_REACH_NLRI and MP_UNREACH_NLRI. Those of a family that is
 * not spoken here are left out: nobody could read them (RFC 4760 section 6). */
static bool take_nlri(struct bgp_nlri *out, uint8_t family, const struct addr *next_hop,
                      struct span prefixes)
{
	if (!bgp_nlri_well_formed(prefixes, family))
		return false;
	*out = (struct bgp_nlri){.prefixes = prefixes, .next_hop = *next_hop, .family = family};
	return true;
}

static const char *decode_mp_reach(const struct attr_row *row, struct attr_walk *walk,
                                   struct span value)
{
	struct reader reader = reader_of_span(value);
	uint8_t family = read_family(&reader);
	uint8_t next_hop_size = reader_u8(&reader);
	struct reader next_hop_bytes = reader_take(&reader, next_hop_size);
	struct addr next_hop;

	(void)row;
	reader_u8(&reader); /* reserved (RFC 4760 section 3) */
	if (reader.failed)
		return "next hop overruns MP_REACH_NLRI";
	walk->out->has_reach = reader.left > 0;
	if (family == ADDR_NONE)
		return NULL;
	/* Behind a next hop of the wrong length the NLRI cannot be trusted (RFC 7606 section
	 * 7.11). */
	if (!next_hop_from(reader_rest(&next_hop_bytes), family, &next_hop))
		return "next hop length in MP_REACH_NLRI";
	if (!take_nlri(&walk->out->reach, family, &next_hop, reader_rest(&reader)))
		return "malformed prefix in MP_REACH_NLRI";
	return NULL;
}

static const char *decode_mp_unreach(const struct attr_row *row, struct attr_walk *walk,
                                     struct span value)
{
	static const struct addr no_next_hop = {.family = ADDR_NONE};
	struct reader reader = reader_of_span(value);
	uint8_t family = read_family(&reader);

	(void)row;
	if (family == ADDR_NONE)
		return NULL;
	if (!take_nlri(&walk->out->unreach, family, &no_next_hop, reader_rest(&reader)))
		return "malformed prefix in MP_UNREACH_NLRI";
	return NULL;
}

const struct attr_class attr_mp_reach = {.decode = decode_mp_reach};
const struct attr_class attr_mp_unreach = {.decode = decode_mp_unreach};
