/* UTF-8 against RFC 3629. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/check.h"
#include "base/utf8.h"

static bool is_surrogate(uint32_t code)
{
	return code >= 0xd800 && code <= 0xdfff;
}

static void test_every_character_is_read_as_it_was_written(void **state)
{
	(void)state;
	for (uint32_t code = 0; code <= 0x10ffff; code++) {
		char bytes[UTF8_SIZE_MAX];
		uint32_t read = UINT32_MAX;

		if (is_surrogate(code))
			continue;
		unsigned size = (unsigned)(utf8_encode(bytes, code) - bytes);
		if (utf8_decode(bytes, size, &read) != size || read != code)
			fail_msg("U+%04X", (unsigned)code);
		if (utf8_decode(bytes, size - 1, NULL) != 0)
			fail_msg("U+%04X is read from too few bytes", (unsigned)code);
	}
}

static void test_the_forms_are_those_of_the_rfc(void **state)
{
	static const struct {
		const char *bytes;
		uint32_t code;
	} rows[] = {
	    {"A", 0x41},
	    {"\xc3\xbc", 0xfc},
	    {"\xe2\x89\xa2", 0x2262},
	    {"\xed\x95\x9c", 0xd55c},
	    {"\xf0\xa3\x8e\xb4", 0x233b4},
	    {"\xf4\x8f\xbf\xbf", 0x10ffff},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		char out[UTF8_SIZE_MAX];
		uint32_t code;
		size_t size = strlen(rows[i].bytes);

		assert_int_equal(utf8_decode(rows[i].bytes, size, &code), size);
		assert_int_equal(code, rows[i].code);
		assert_int_equal(utf8_encode(out, code) - out, size);
		assert_memory_equal(out, rows[i].bytes, size);
	}
}

static void test_what_is_no_character_has_no_size(void **state)
{
	static const char *const rows[] = {
	    "\x80",
	    "\xbf",
	    "\xc0\x80",
	    "\xc1\xbf",
	    "\xe0\x9f\xbf",
	    "\xed\xa0\x80",
	    "\xed\xbf\xbf",
	    "\xf0\x8f\xbf\xbf",
	    "\xf4\x90\x80\x80",
	    "\xf5\x80\x80\x80",
	    "\xff",
	    "\xc3",
	    "\xc3\x41",
	    "\xe2\x89\x41",
	    "\xf0\xa3\x8e\xff",
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		if (utf8_decode(rows[i], strlen(rows[i]), NULL) != 0)
			fail_msg("row %zu", i);
	}
	assert_int_equal(utf8_decode("", 0, NULL), 0);
}

static void test_a_cut_falls_between_characters(void **state)
{
	static const char text[] = "a\xc3\xbc\xf0\xa3\x8e\xb4z";
	static const size_t cuts[] = {0, 1, 1, 3, 3, 3, 3, 7, 8};

	(void)state;
	for (size_t size = 0; size < sizeof(text); size++)
		assert_int_equal(utf8_cut(text, size), cuts[size]);
}

static void test_marks_are_seen(void **state)
{
	(void)state;
	assert_int_equal(utf8_mark_size("\xef\xbb\xbf{}", 5), 3);
	assert_int_equal(utf8_mark_size("\xef\xbb\xbf", 3), 3);
	assert_int_equal(utf8_mark_size("\xef\xbb\xbf", 2), 0);
	assert_int_equal(utf8_mark_size("{}", 2), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_every_character_is_read_as_it_was_written),
	    cmocka_unit_test(test_the_forms_are_those_of_the_rfc),
	    cmocka_unit_test(test_what_is_no_character_has_no_size),
	    cmocka_unit_test(test_a_cut_falls_between_characters),
	    cmocka_unit_test(test_marks_are_seen),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
