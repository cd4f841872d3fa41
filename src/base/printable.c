/* Escapes what must not reach a terminal or a log as it is. */
#include "base/printable.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/utf8.h"

/* How many bytes at `at` are printed as they are; 0: the first is escaped. */
static unsigned printable_size(const char *at, size_t size, bool lines)
{
	uint32_t code = 0;
	unsigned length = utf8_decode(at, size, &code);

	if (code == '\n' && lines)
		return 1;
	return code < 0x20 || (code >= 0x7f && code < 0xa0) ? 0 : length;
}

static void add_escaped(struct text *out, char byte)
{
	text_addf(out, "\\x%02x", (unsigned)(unsigned char)byte);
}

void printable_add(struct text *out, const char *text, bool lines)
{
	size_t left = strlen(text);

	while (left > 0) {
		uint32_t code = 0;
		unsigned length = printable_size(text, left, lines);
		unsigned taken = length > 0 ? length : utf8_decode(text, left, &code);

		if (taken == 0)
			taken = 1; /* no UTF-8 */
		CHECK(taken <= left);
		if (length > 0)
			text_add_bytes(out, text, length);
		for (unsigned i = 0; length == 0 && i < taken; i++)
			add_escaped(out, text[i]);
		text += taken;
		left -= taken;
	}
}

/* The first command in `at`; NULL: none. `begins`: no character but blanks stands before on the
 * line. */
static const char *find_command(const char *at, bool begins)
{
	for (; *at != '\0'; at++) {
		if (strncmp(at, "##[", 3) == 0 || (begins && strncmp(at, "::", 2) == 0))
			return at;
		begins = *at == '\n' || (begins && (*at == ' ' || *at == '\t'));
	}
	return NULL;
}

void printable_tame(struct text *out, size_t start)
{
	CHECK(start <= out->size);
	if (start == out->size)
		return;
	const char *at = out->at + start;
	const char *command = find_command(at, true);
	if (command == NULL)
		return;

	struct text tame = {0};
	for (; command != NULL; command = find_command(at, false)) {
		text_add_bytes(&tame, at, (size_t)(command - at));
		add_escaped(&tame, *command);
		at = command + 1;
	}
	text_add(&tame, at);
	out->size = start;
	text_add_bytes(out, tame.at, tame.size);
	text_done(&tame);
}
