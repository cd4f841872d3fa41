/* What a view says, for tests. */
#include "tests/lib/viewed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

cJSON *viewed_json(struct view *view, struct text *text)
{
	cJSON *document;

	view_end(view);
	document = cJSON_ParseWithOpts(text_str(text), NULL, true);
	if (document == NULL)
		fail_msg("not JSON: %s", text_str(text));
	text_done(text);
	return document;
}

void viewed_equals(struct view *view, struct text *text, const char *want)
{
	view_end(view);
	assert_string_equal(text_str(text), want);
	text_done(text);
}
