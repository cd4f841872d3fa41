/* A growing text. The only way that floors above the core build strings of unknown length. */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdarg.h>
#include <stddef.h>

/* Zero-initialise to start; `at` is always a valid C string once something was added. */
struct text {
	char *at;
	size_t size; /* without the closing zero */
	size_t capacity;
};

/* Appends. */
void text_add(struct text *text, const char *more);
void text_add_bytes(struct text *text, const void *bytes, size_t size);
void text_addf(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
void text_addv(struct text *text, const char *format, va_list args)
    __attribute__((format(printf, 2, 0)));

/* "" when nothing was added. */
const char *text_str(const struct text *text);

/* Empties, keeping the room. */
void text_clear(struct text *text);

/* Frees and zeroes; accepts a zeroed text. */
void text_done(struct text *text);

/* Hands the heap string to the caller, who frees it, and zeroes `text`. */
char *text_take(struct text *text);

#endif
