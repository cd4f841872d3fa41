/* Not every reader of JSON Schema knows \p{..} (Python's `re` does not), and none knows \i and \c.
 */
#include "document/schema_pattern.h"

#include <stdbool.h>
#include <string.h>

#include "base/check.h"
#include "base/text.h"

/* XML 1.0 (fifth edition), NameStartChar within the Basic Multilingual Plane. */
#define NAME_START                                                                            \
	":A-Z_a-z\\u00c0-\\u00d6\\u00d8-\\u00f6\\u00f8-\\u02ff\\u0370-\\u037d\\u037f-\\u1fff" \
	"\\u200c-\\u200d\\u2070-\\u218f\\u2c00-\\u2fef\\u3001-\\ud7ff\\uf900-\\ufdcf\\ufdf0-" \
	"\\ufffd"

/* What may stand within brackets for each class. Those of Unicode's letters and digits stand in
 * zones of addresses, which our types do not have. */
static const struct {
	const char *yang;
	const char *negated;
	const char *characters;
} classes[] = {
    {"\\p{N}", "\\P{N}", "0-9"},
    {"\\p{L}", "\\P{L}", "A-Za-z"},
    {"\\p{Cc}", "\\P{Cc}", "\\u0000-\\u001f\\u007f-\\u009f"},
    {"\\i", "\\I", NAME_START},
    {"\\c", "\\C", "\\-.0-9\\u00b7\\u0300-\\u036f\\u203f-\\u2040" NAME_START},
};

static bool begins(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

/* Writes the escape that begins at `at`, and returns its size. */
static size_t add_escape(struct text *out, const char *at, bool bracketed)
{
	CHECK(at[0] == '\\' && at[1] != '\0');
	for (size_t i = 0; i < COUNT_OF(classes); i++) {
		bool negated = begins(at, classes[i].negated);

		if (!negated && !begins(at, classes[i].yang))
			continue;
		CHECK(!(bracketed && negated));
		text_addf(out,
		          bracketed ? "%s"
		          : negated ? "[^%s]"
		                    : "[%s]",
		          classes[i].characters);
		return strlen(classes[i].yang);
	}
	CHECK(strchr("pPiIcC", at[1]) == NULL);
	text_add_bytes(out, at, 2);
	return 2;
}

const char *schema_portable_pattern(struct arena *arena, const char *pattern)
{
	struct text out = {0};
	bool bracketed = false;

	for (const char *at = pattern; *at != '\0';) {
		if (*at == '\\') {
			at += add_escape(&out, at, bracketed);
			continue;
		}
		/* Brackets within brackets would take characters away: no other reader knows that.
		 */
		CHECK(!(bracketed && *at == '['));
		bracketed = *at == '[' || (bracketed && *at != ']');
		text_add_bytes(&out, at++, 1);
	}
	CHECK(!bracketed);
	const char *whole = arena_printf(arena, "^(?:%s)$", text_str(&out));
	text_done(&out);
	return whole;
}
