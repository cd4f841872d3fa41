/* UTF-8 by the table of RFC 3629, section 4. */
#include "base/utf8.h"

#include <string.h>

#include "base/check.h"

/* First bytes of what is not ASCII, and what the second may be. Further ones are 0x80 to 0xbf. */
static const struct form {
	unsigned char first, last, second_first, second_last;
	unsigned size;
} forms[] = {
    {0xc2, 0xdf, 0x80, 0xbf, 2}, {0xe0, 0xe0, 0xa0, 0xbf, 3}, {0xe1, 0xec, 0x80, 0xbf, 3},
    {0xed, 0xed, 0x80, 0x9f, 3}, {0xee, 0xef, 0x80, 0xbf, 3}, {0xf0, 0xf0, 0x90, 0xbf, 4},
    {0xf1, 0xf3, 0x80, 0xbf, 4}, {0xf4, 0xf4, 0x80, 0x8f, 4},
};

static bool continues(unsigned char byte)
{
	return (byte & 0xc0) == 0x80;
}

static const struct form *form_of(unsigned char first)
{
	for (size_t i = 0; i < COUNT_OF(forms); i++) {
		if (first >= forms[i].first && first <= forms[i].last)
			return &forms[i];
	}
	return NULL;
}

unsigned utf8_decode(const void *at, size_t size, uint32_t *code)
{
	const unsigned char *bytes = at;
	const struct form *form;

	if (size > 0 && bytes[0] < 0x80) { /* nearly all */
		if (code != NULL)
			*code = bytes[0];
		return 1;
	}
	form = size > 0 ? form_of(bytes[0]) : NULL;
	if (form == NULL || size < form->size)
		return 0;
	if (bytes[1] < form->second_first || bytes[1] > form->second_last)
		return 0;
	/* The first byte of n has n ones and a zero before its bits. */
	uint32_t value = bytes[0] & (0x7fu >> form->size);
	for (unsigned i = 1; i < form->size; i++) {
		if (!continues(bytes[i]))
			return 0;
		value = value << 6 | (bytes[i] & 0x3f);
	}
	if (code != NULL)
		*code = value;
	return form->size;
}

char *utf8_encode(char *out, uint32_t code)
{
	unsigned more = code < 0x80 ? 0 : code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;

	CHECK(code <= 0x10ffff && (code < 0xd800 || code > 0xdfff));
	*out++ = (char)(more == 0 ? code : (0xff00u >> (more + 1) & 0xff) | code >> 6 * more);
	while (more-- > 0)
		*out++ = (char)(0x80 | (code >> 6 * more & 0x3f));
	return out;
}

size_t utf8_cut(const char *text, size_t size)
{
	while (size > 0 && continues((unsigned char)text[size]))
		size--;
	return size;
}

size_t utf8_mark_size(const char *text, size_t size)
{
	return size >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
}
