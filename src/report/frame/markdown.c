/* Escapes Markdown. */
#include "report/frame/markdown.h"

#include <string.h>

#include "base/printable.h"

static const char markup[] = "\\`*_{}[]<>#|!~$&";

void markdown_escape(const char *words, struct text *out)
{
	struct text plain = {0};

	printable_add(&plain, words, false);
	for (const char *at = text_str(&plain); *at != '\0'; at++) {
		if (*at == '@') {
			text_add(out, "&#64;");
			continue;
		}
		if (strchr(markup, *at) != NULL)
			text_add(out, "\\");
		text_add_bytes(out, at, 1);
	}
	text_done(&plain);
}
