/* What others wrote reaches no terminal and no CI as a command. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/printable.h"

static void control_characters_are_escaped(void **state)
{
	static const struct {
		const char *text;
		const char *wanted;
	} rows[] = {
	    {"", ""},
	    {"plain", "plain"},
	    {"\x1b[31mred", "\\x1b[31mred"},
	    {"a\tb\rc\x7f", "a\\x09b\\x0dc\\x7f"},
	    {"Z\xc3\xbcrich", "Z\xc3\xbcrich"},
	    {"\xc2\x9b"
	     "31m",
	     "\\xc2\\x9b31m"},
	    {"\xc2\xa0", "\xc2\xa0"},
	    {"\x9b"
	     "31m",
	     "\\x9b31m"},
	    {"cut \xc3", "cut \\xc3"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct text out = {0};
		printable_add(&out, rows[i].text, false);
		assert_string_equal(rows[i].wanted, text_str(&out));
		text_done(&out);
	}
}

static void line_breaks_stay_where_they_may(void **state)
{
	struct text out = {0};

	(void)state;
	printable_add(&out, "a\nb", true);
	printable_add(&out, "a\nb", false);
	assert_string_equal("a\nba\\x0ab", text_str(&out));
	text_done(&out);
}

static void commands_lose_their_meaning(void **state)
{
	static const struct {
		const char *text;
		const char *wanted;
	} rows[] = {
	    {"plain ::error::x\n", "plain ::error::x\n"},
	    {"::error::x\n::error::y", "\\x3a:error::x\n\\x3a:error::y"},
	    {"a\n \t::error::x", "a\n \t\\x3a:error::x"},
	    {"a ##[error]b ##[group]c", "a \\x23#[error]b \\x23#[group]c"},
	    {"###[error]", "#\\x23#[error]"},
	    {":::error::x", "\\x3a::error::x"},
	    {"a: fd00::1\n", "a: fd00::1\n"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct text out = {0};
		text_add(&out, "::");
		text_add(&out, rows[i].text);
		printable_tame(&out, 2);
		assert_string_equal(rows[i].wanted, text_str(&out) + 2);
		text_done(&out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(control_characters_are_escaped),
	    cmocka_unit_test(line_breaks_stay_where_they_may),
	    cmocka_unit_test(commands_lose_their_meaning),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
