/* A growing text. */
#include "base/text.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/mem.h"

/* What a first formatted piece gets as room before its length is known. */
enum { LIKELY_PIECE = 64 };

/* Room for `more` bytes and the closing zero. */
static void text_reserve(struct text *text, size_t more)
{
	CHECK(more < SIZE_MAX - text->size);
	if (text->size + more < text->capacity) /* nearly always */
		return;
	text->at = mem_grow(text->at, &text->capacity, text->size + more + 1, 1);
	CHECK(text->size + more < text->capacity);
}

void text_add_bytes(struct text *text, const void *bytes, size_t size)
{
	text_reserve(text, size);
	if (size > 0)
		memcpy(text->at + text->size, bytes, size);
	text->size += size;
	text->at[text->size] = '\0';
}

void text_add(struct text *text, const char *more)
{
	text_add_bytes(text, more, strlen(more));
}

void text_addv(struct text *text, const char *format, va_list args)
{
	va_list again;

	text_reserve(text, LIKELY_PIECE);
	va_copy(again, args);
	size_t room = text->capacity - text->size;
	int length = vsnprintf(text->at + text->size, room, format, args);
	CHECK(length >= 0);
	if ((size_t)length >= room) {
		text_reserve(text, (size_t)length);
		vsnprintf(text->at + text->size, (size_t)length + 1, format, again);
	}
	va_end(again);
	text->size += (size_t)length;
	CHECK(text->at[text->size] == '\0');
}

void text_addf(struct text *text, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	text_addv(text, format, args);
	va_end(args);
}

const char *text_str(const struct text *text)
{
	return text->at == NULL ? "" : text->at;
}

void text_clear(struct text *text)
{
	text->size = 0;
	if (text->at != NULL)
		text->at[0] = '\0';
}

void text_done(struct text *text)
{
	free(text->at);
	*text = (struct text){0};
}

char *text_take(struct text *text)
{
	char *taken = text->at == NULL ? xstrdup("") : text->at;

	*text = (struct text){0};
	return taken;
}
