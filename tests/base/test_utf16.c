/* UTF-16 as UTF-8. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/check.h"
#include "base/utf16.h"

static void test_utf16_is_seen(void **state)
{
	(void)state;
	assert_true(utf16_seen("\xff\xfe{", 3));
	assert_true(utf16_seen("\xfe\xff", 2));
	assert_true(utf16_seen("{\0", 2));
	assert_true(utf16_seen("\0{", 2));
	assert_false(utf16_seen("\0\0", 2));
	assert_false(utf16_seen("{}", 2));
	assert_false(utf16_seen("\xff", 1));
	assert_false(utf16_seen("", 0));
}

/* One row: a text, what it is as UTF-8, and how much of it was read. */
static const struct {
	const char *text;
	size_t size;
	const char *want;
	size_t read;
} rows[] = {
    {"\xff\xfe{\0}\0", 6, "{}", 6},
    {"\xfe\xff\0{\0}", 6, "{}", 6},
    {"{\0}\0", 4, "{}", 4},
    {"\0{\0}", 4, "{}", 4},
    {"\xff\xfe", 2, "", 2},
    {"\xff\xfe\xe9\0\xac\x20", 6, "\xc3\xa9\xe2\x82\xac", 6},
    {"\xff\xfe\x3d\xd8\0\xde", 6, "\xf0\x9f\x98\x80", 6},
    {"\xfe\xff\xd8\x3d\xde\0", 6, "\xf0\x9f\x98\x80", 6},
    /* Only the first mark is none of the text. */
    {"\xff\xfe\xff\xfe", 4, "\xef\xbb\xbf", 4},
    /* Halves. */
    {"\xff\xfe{\0}", 5, "{", 4},
    {"\xff\xfe{\0\x3d\xd8", 6, "{", 4},
    {"\xff\xfe{\0\x3d\xd8}\0", 8, "{", 4},
    {"\xff\xfe{\0\0\xde\x3d\xd8", 8, "{", 4},
    {"\xff", 1, "", 0},
};

static void test_utf16_becomes_utf8(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct text out = {0};
		size_t read = utf16_to_utf8(rows[i].text, rows[i].size, &out);

		if (read != rows[i].read || strcmp(text_str(&out), rows[i].want) != 0)
			fail_msg("row %zu: %zu bytes: \"%s\"", i, read, text_str(&out));
		text_done(&out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_utf16_is_seen),
	    cmocka_unit_test(test_utf16_becomes_utf8),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
