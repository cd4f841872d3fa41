/* TAP 13: layout and escaping. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/check.h"
#include "report/check/tap.h"
#include "tests/lib/results.h"

/* clang-format off */
static const struct row {
	const char *name;
	const char *text;
	const char *description;
	const char *scalar;
} rows[] = {
	{"plain",        "vnet-a",         "vnet-a",           "\"vnet-a\""},
	{"nothing",      "",               "",                 "\"\""},
	{"a directive",  "x # TODO",       "x \\# TODO",       "\"x # TODO\""},
	{"backslash",    "a\\b",           "a\\\\b",           "\"a\\\\b\""},
	{"quotes",       "\"a\" 'b'",      "\"a\" 'b'",        "\"\\\"a\\\" 'b'\""},
	{"line breaks",  "a\r\nnot ok 2",  "a  not ok 2",      "\"a\\x0d\\x0anot ok 2\""},
	{"controls",     "\x1b[m\t\x7f",   " [m  ",            "\"\\x1b[m\\x09\\x7f\""},
	{"mapping",      "a: b",           "a: b",             "\"a: b\""},
	{"three bytes",  "\xe2\x82\xac",   "\xe2\x82\xac",     "\"\xe2\x82\xac\""},
};
/* clang-format on */

static void everything_becomes_a_description_and_a_scalar(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct text description = {0};
		struct text scalar = {0};

		tap_escape(rows[i].text, &description);
		if (strcmp(text_str(&description), rows[i].description) != 0)
			fail_msg("%s: '%s'", rows[i].name, text_str(&description));
		tap_quote(rows[i].text, &scalar);
		if (strcmp(text_str(&scalar), rows[i].scalar) != 0)
			fail_msg("%s: '%s'", rows[i].name, text_str(&scalar));
		text_done(&description);
		text_done(&scalar);
	}
}

static void tests_are_numbered_over_all_files(void **state)
{
	struct some_results some;
	struct text text = {0};
	(void)state;

	some_results(&some);
	some.expectations[0].name = "a # b";
	some.results[1].message = "1 \"of\" 2";

	print_verdicts(tap_print, "lab", some.reports, COUNT_OF(some.reports), &text);
	assert_string_equal(text_str(&text), "TAP version 13\n"
	                                     "1..3\n"
	                                     "ok 1 - a \\# b\n"
	                                     "not ok 2 - apart\n"
	                                     "  ---\n"
	                                     "  message: \"1 \\\"of\\\" 2\"\n"
	                                     "  severity: \"fail\"\n"
	                                     "  kind: \"isolated\"\n"
	                                     "  file: \"two.json\"\n"
	                                     "  line: 5\n"
	                                     "  evidence:\n"
	                                     "    - \"vnet-a -> vnet-b: open\"\n"
	                                     "    - \"  by er\"\n"
	                                     "  ...\n"
	                                     "not ok 3 - lost\n"
	                                     "  ---\n"
	                                     "  message: \"gone\"\n"
	                                     "  severity: \"fail\"\n"
	                                     "  kind: \"route\"\n"
	                                     "  ...\n");
	text_done(&text);
}

static void no_expectations_are_skipped(void **state)
{
	struct text text = {0};
	(void)state;

	print_verdicts(tap_print, "lab", NULL, 0, &text);
	assert_string_equal(text_str(&text),
	                    "TAP version 13\n1..0 # SKIP there is no expectation\n");
	text_done(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(everything_becomes_a_description_and_a_scalar),
	    cmocka_unit_test(tests_are_numbered_over_all_files),
	    cmocka_unit_test(no_expectations_are_skipped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
