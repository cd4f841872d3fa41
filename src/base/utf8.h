/* The encoding of texts that people write: UTF-8 (RFC 3629). */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	UTF8_SIZE_MAX = 4, /* bytes of one character */
};

/* How many bytes the well-formed character at `at` has, of which `size` bytes are there; 0 when
 * there is none. *code becomes its number, unless `code` is NULL. */
unsigned utf8_decode(const void *at, size_t size, uint32_t *code);

/* Writes the character `code`, at most 0x10ffff and no surrogate, without a closing zero, into room
 * for UTF8_SIZE_MAX bytes. Returns where it ends. */
char *utf8_encode(char *out, uint32_t code);

/* The largest size, at most `size`, at which well-formed `text` can be cut between two characters.
 * `text` has at least one byte more, be it the closing zero. */
size_t utf8_cut(const char *text, size_t size);

/* How many bytes of a byte order mark of UTF-8 `text` begins with: 3 or 0. */
size_t utf8_mark_size(const char *text, size_t size);

#endif
