/* The bits of an address as two words, left-aligned, for the prefix table. */
#ifndef BASE_PREFIX_KEY_H
#define BASE_PREFIX_KEY_H

#include <stdint.h>

#include "base/addr.h"

struct prefix_key {
	uint64_t high;
	uint64_t low;
};

static inline uint64_t prefix_key_word(const uint8_t *at)
{
	uint64_t value = 0;

	for (unsigned i = 0; i < 8; i++)
		value = value << 8 | at[i];
	return value;
}

static inline struct prefix_key prefix_key_of(const struct addr *addr)
{
	return (struct prefix_key){prefix_key_word(addr->bytes), prefix_key_word(addr->bytes + 8)};
}

/* The bit at `at`, which counts from 0 at the left and is less than 128. */
static inline unsigned prefix_key_bit(struct prefix_key key, unsigned at)
{
	uint64_t shifted = at < 64 ? key.high >> (63 - at) : key.low >> (127 - at);

	return (unsigned)(shifted & 1);
}

/* How many bits are equal before the first difference. */
static inline unsigned prefix_key_common(struct prefix_key a, struct prefix_key b)
{
	if (a.high != b.high)
		return (unsigned)__builtin_clzll(a.high ^ b.high);
	return a.low != b.low ? 64 + (unsigned)__builtin_clzll(a.low ^ b.low) : 128;
}

#endif
