/* A bounded cursor for writing bytes in network order. A write past the end fails the writer for
 * good and changes nothing; the caller looks at `failed` once, at the end. */
#ifndef BASE_WRITER_H
#define BASE_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/check.h"
#include "base/reader.h"

struct writer {
	uint8_t *start;
	size_t used;
	size_t capacity;
	bool failed;
};

static inline struct writer writer_of(uint8_t *start, size_t capacity)
{
	return (struct writer){.start = start, .capacity = capacity};
}

/* Room for `size` bytes that the caller fills, or NULL. */
static inline uint8_t *writer_room(struct writer *writer, size_t size)
{
	CHECK(writer->used <= writer->capacity);
	if (writer->failed || size > writer->capacity - writer->used) {
		writer->failed = true;
		return NULL;
	}
	uint8_t *at = writer->start + writer->used;
	writer->used += size;
	return at;
}

static inline void writer_bytes(struct writer *writer, const void *bytes, size_t size)
{
	uint8_t *at = size > 0 ? writer_room(writer, size) : NULL;
	if (at != NULL)
		memcpy(at, bytes, size);
}

static inline void writer_span(struct writer *writer, struct span span)
{
	writer_bytes(writer, span.at, span.size);
}

static inline void writer_u8(struct writer *writer, uint8_t value)
{
	writer_bytes(writer, &value, 1);
}

static inline void writer_u16(struct writer *writer, uint16_t value)
{
	writer_bytes(writer, (const uint8_t[]){(uint8_t)(value >> 8), (uint8_t)value}, 2);
}

static inline void writer_u32(struct writer *writer, uint32_t value)
{
	writer_bytes(writer,
	             (const uint8_t[]){(uint8_t)(value >> 24), (uint8_t)(value >> 16),
	                               (uint8_t)(value >> 8), (uint8_t)value},
	             4);
}

/* Overwrites two bytes written earlier, for lengths that are known late. */
static inline void writer_patch_u16(struct writer *writer, size_t at, uint16_t value)
{
	if (writer->failed || at + 2 > writer->used)
		return;
	writer->start[at] = (uint8_t)(value >> 8);
	writer->start[at + 1] = (uint8_t)value;
}

static inline struct span writer_written(const struct writer *writer)
{
	return (struct span){writer->start, writer->used};
}

#endif
