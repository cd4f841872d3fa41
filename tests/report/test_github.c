/* GitHub's workflow commands: layout, escaping, and the limit of errors. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/check.h"
#include "report/check/github.h"
#include "tests/lib/results.h"

enum { MANY = 12 };

/* clang-format off */
static const struct row {
	const char *name;
	const char *text;
	const char *data;
	const char *property;
} rows[] = {
	{"plain",            "vnet-a",        "vnet-a",            "vnet-a"},
	{"nothing",          "",              "",                  ""},
	{"percent",          "50%",           "50%25",             "50%25"},
	{"escaped already",  "%0A",           "%250A",             "%250A"},
	{"line breaks",      "a\r\nb",        "a%0D%0Ab",          "a%0D%0Ab"},
	{"a command",        "a\n::error::b", "a%0A::error::b",    "a%0A%3A%3Aerror%3A%3Ab"},
	{"a property",       "a,line=1",      "a,line=1",          "a%2Cline=1"},
	{"three bytes",      "\xe2\x82\xac",  "\xe2\x82\xac",      "\xe2\x82\xac"},
};
/* clang-format on */

static void what_ends_a_command_or_property_is_escaped(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct text data = {0};
		struct text property = {0};

		github_escape_data(rows[i].text, &data);
		if (strcmp(text_str(&data), rows[i].data) != 0)
			fail_msg("%s: '%s'", rows[i].name, text_str(&data));
		github_escape_property(rows[i].text, &property);
		if (strcmp(text_str(&property), rows[i].property) != 0)
			fail_msg("%s: '%s'", rows[i].name, text_str(&property));
		text_done(&data);
		text_done(&property);
	}
}

static void only_failures_are_errors_with_place_and_evidence(void **state)
{
	struct some_results some;
	struct text text = {0};
	(void)state;

	some_results(&some);
	some.expectations[1].name = "a, b: apart";
	some.expectations[1].place.file = "x,y.json";
	some.results[1].message = "50% of 2, first a: b";

	print_verdicts(github_print, "lab", some.reports, COUNT_OF(some.reports), &text);
	assert_string_equal(text_str(&text),
	                    "::error file=x%2Cy.json,line=5,title=a%2C b%3A apart::"
	                    "50%25 of 2, first a: b%0Avnet-a -> vnet-b: open%0A  by er\n"
	                    "::error title=lost::gone\n"
	                    "3 expectations, 2 failed\n");
	text_done(&text);
}

static unsigned count_of(const char *text, const char *word)
{
	unsigned count = 0;

	for (const char *at = text; (at = strstr(at, word)) != NULL; at++)
		count++;
	return count;
}

/* Prints `count` failures, half of them in each of two files. */
static void print_failures(uint32_t count, struct text *out)
{
	static const struct expectation expectation = {.name = "x\n::error::y"};
	struct expect_result results[MANY];
	struct expect_report first = {.results = results, .count = count / 2, .failed = count / 2};
	struct expect_report second = {.results = results + count / 2,
	                               .count = count - count / 2,
	                               .failed = count - count / 2};
	struct expect_report *reports[] = {&first, &second};

	for (uint32_t i = 0; i < count; i++)
		results[i] = (struct expect_result){.expectation = &expectation, .message = "no"};
	print_verdicts(github_print, "lab", reports, COUNT_OF(reports), out);
}

static void ten_errors_are_never_exceeded(void **state)
{
	struct text text = {0};
	(void)state;

	print_failures(GITHUB_ERRORS_MAX, &text);
	assert_int_equal(count_of(text_str(&text), "::error title="), GITHUB_ERRORS_MAX);
	assert_int_equal(count_of(text_str(&text), "more"), 0);
	assert_int_equal(count_of(text_str(&text), "FAIL"), 0);
	text_clear(&text);
	print_failures(MANY, &text);
	assert_int_equal(count_of(text_str(&text), "::error title="), GITHUB_ERRORS_MAX);
	assert_int_equal(count_of(text_str(&text), "\n::error::3 more, see the log\n"), 1);
	assert_int_equal(count_of(text_str(&text), "\nFAIL  x%0A::error::y: no\n"), 3);
	assert_int_equal(count_of(text_str(&text), "12 expectations, 12 failed\n"), 1);
	text_done(&text);
}

static void no_failure_is_no_command(void **state)
{
	struct text text = {0};
	(void)state;

	print_verdicts(github_print, "lab", NULL, 0, &text);
	assert_string_equal(text_str(&text), "0 expectations, all hold\n");
	text_done(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_ends_a_command_or_property_is_escaped),
	    cmocka_unit_test(only_failures_are_errors_with_place_and_evidence),
	    cmocka_unit_test(ten_errors_are_never_exceeded),
	    cmocka_unit_test(no_failure_is_no_command),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
