/* A bounded cursor over bytes in network order. A read past the end fails the reader for good:
 * it becomes empty, every later read gives zero, and the caller looks at `failed` once. */
#ifndef BASE_READER_H
#define BASE_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/check.h"

/* Bytes that somebody else owns. */
struct span {
	const uint8_t *at;
	size_t size;
};

struct reader {
	const uint8_t *at;
	size_t left;
	bool failed;
};

static inline struct reader reader_of(const uint8_t *at, size_t size)
{
	return (struct reader){.at = at, .left = size};
}

static inline struct reader reader_of_span(struct span span)
{
	return reader_of(span.at, span.size);
}

/* The next `size` bytes, or NULL when there are not that many. */
static inline const uint8_t *reader_bytes(struct reader *reader, size_t size)
{
	CHECK(!reader->failed || reader->left == 0);
	if (size > reader->left) {
		reader->failed = true;
		reader->left = 0;
		return NULL;
	}
	const uint8_t *at = reader->at;
	if (size > 0) {
		reader->at += size;
		reader->left -= size;
	}
	return at;
}

static inline uint8_t reader_u8(struct reader *reader)
{
	const uint8_t *at = reader_bytes(reader, 1);
	return at == NULL ? 0 : at[0];
}

static inline uint16_t reader_u16(struct reader *reader)
{
	const uint8_t *at = reader_bytes(reader, 2);
	if (at == NULL)
		return 0;
	return (uint16_t)(at[0] << 8 | at[1]);
}

static inline uint32_t reader_u32(struct reader *reader)
{
	const uint8_t *at = reader_bytes(reader, 4);
	return at == NULL
	           ? 0
	           : (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

/* A reader of the next `size` bytes; failed when there are not that many. */
static inline struct reader reader_take(struct reader *reader, size_t size)
{
	const uint8_t *at = reader_bytes(reader, size);
	if (reader->failed)
		return (struct reader){.failed = true};
	return reader_of(at, size);
}

/* All that is left, without consuming it. */
static inline struct span reader_rest(const struct reader *reader)
{
	return (struct span){reader->at, reader->left};
}

#endif
