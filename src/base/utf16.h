/* UTF-16 (RFC 2781), as Windows PowerShell's '>' and Out-File write it: read as UTF-8. */
#ifndef BASE_UTF16_H
#define BASE_UTF16_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

/* The text is UTF-16: a byte order mark, or a zero in every other byte of what is mostly ASCII. */
bool utf16_seen(const char *text, size_t size);

/* Appends the text, without its byte order mark, as UTF-8: at most three bytes for each two of it.
 * The order of its bytes is that of the mark, else where the first zero stands. Returns the size
 * of what was read: less than `size` when half of a character stands there, or half of a pair of
 * surrogates. */
size_t utf16_to_utf8(const char *text, size_t size, struct text *out);

#endif
