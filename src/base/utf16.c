/* UTF-16 by RFC 2781, section 2.2. */
#include "base/utf16.h"

#include <stdint.h>
#include <string.h>

#include "base/check.h"
#include "base/utf8.h"

bool utf16_seen(const char *text, size_t size)
{
	if (size < 2)
		return false;
	if (memcmp(text, "\xff\xfe", 2) == 0 || memcmp(text, "\xfe\xff", 2) == 0)
		return true;
	return (text[0] == '\0') != (text[1] == '\0');
}

static bool is_big_endian(const char *text)
{
	return text[0] == '\0' || memcmp(text, "\xfe\xff", 2) == 0;
}

static uint32_t unit_at(const char *text, bool big)
{
	const unsigned char *bytes = (const unsigned char *)text;

	return (uint32_t)bytes[big ? 0 : 1] << 8 | bytes[big ? 1 : 0];
}

/* One character and its size; 0 for half of one. */
static size_t decode(const char *text, size_t size, bool big, uint32_t *code)
{
	uint32_t low;

	if (size < 2)
		return 0;
	*code = unit_at(text, big);
	if (*code < 0xd800 || *code > 0xdfff)
		return 2;
	if (*code > 0xdbff || size < 4)
		return 0;
	low = unit_at(text + 2, big);
	if (low < 0xdc00 || low > 0xdfff)
		return 0;
	*code = 0x10000 + ((*code - 0xd800) << 10) + (low - 0xdc00);
	return 4;
}

size_t utf16_to_utf8(const char *text, size_t size, struct text *out)
{
	bool big = size >= 2 && is_big_endian(text);
	size_t at = 0;

	while (at < size) {
		char bytes[UTF8_SIZE_MAX];
		uint32_t code;
		size_t read = decode(text + at, size - at, big, &code);

		if (read == 0)
			break;
		if (at > 0 || code != 0xfeff)
			text_add_bytes(out, bytes, (size_t)(utf8_encode(bytes, code) - bytes));
		at += read;
	}
	CHECK(at <= size);
	return at;
}
