/* Prefixes as they stand in a message: a length in bits, then as many octets as that takes. */
#include "bgp/nlri.h"

#include <string.h>

#include "base/check.h"

static unsigned bits_of(uint8_t family)
{
	CHECK(family == ADDR_IPV4 || family == ADDR_IPV6);
	return family == ADDR_IPV6 ? 128 : 32;
}

bool bgp_nlri_well_formed(struct span prefixes, uint8_t family)
{
	unsigned bits = bits_of(family);
	size_t used = 0;

	while (used < prefixes.size) {
		unsigned length = prefixes.at[used];

		if (length > bits)
			return false;
		used += 1 + (length + 7) / 8;
	}
	return used == prefixes.size;
}

bool bgp_nlri_next(struct bgp_nlri *nlri, struct prefix *out)
{
	const struct span left = nlri->prefixes;
	uint8_t family = nlri->family;

	if (left.size == 0)
		return false;

	unsigned length = left.at[0];
	size_t size = (length + 7) / 8;
	if (length > bits_of(family) || size >= left.size) {
		nlri->prefixes = (struct span){NULL, 0};
		return false;
	}
	nlri->prefixes = (struct span){left.at + 1 + size, left.size - 1 - size};
	*out = (struct prefix){.addr.family = family, .length = (uint8_t)length};
	memcpy(out->addr.bytes, left.at + 1, size);
	/* Bits behind the length mean nothing (RFC 4271 section 4.3) and must not tell prefixes
	 * apart. */
	if (length % 8 != 0)
		out->addr.bytes[size - 1] &= (uint8_t)(0xff00 >> length % 8);
	return true;
}

unsigned bgp_nlri_count(struct bgp_nlri nlri)
{
	struct prefix prefix;
	unsigned count = 0;

	while (bgp_nlri_next(&nlri, &prefix))
		count++;
	return count;
}
