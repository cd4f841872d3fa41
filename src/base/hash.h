/* Hashes of bytes for tables that are never walked in hash order. */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

static inline uint64_t hash_mix(uint64_t h)
{
	h ^= h >> 32;
	h *= UINT64_C(0xe9846af9b1a615d);
	h ^= h >> 32;
	h *= UINT64_C(0xe9846af9b1a615d);
	h ^= h >> 28;
	return h;
}

/* Continues `h` with the bytes, eight at a time. */
static inline uint64_t hash_bytes(uint64_t h, const void *bytes, size_t size)
{
	const uint8_t *at = bytes;

	h ^= size * UINT64_C(0x9e3779b97f4a7c15);
	for (; size >= 8; size -= 8, at += 8) {
		uint64_t word;
		memcpy(&word, at, 8);
		h = hash_mix(h ^ word);
	}
	if (size > 0) {
		uint64_t word = 0;
		memcpy(&word, at, size);
		h = hash_mix(h ^ word);
	}
	return h;
}

#endif
