/* JUnit XML: layout and escaping. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/check.h"
#include "report/check/junit.h"
#include "tests/lib/results.h"

/* clang-format off */
static const struct row {
	const char *name;
	const char *text;
	const char *xml;
} rows[] = {
	{"plain",                     "vnet-a",             "vnet-a"},
	{"nothing",                   "",                   ""},
	{"markup",                    "a < b && c > \"d\"", "a &lt; b &amp;&amp; c &gt; &quot;d&quot;"},
	{"apostrophe",                "it's",               "it&apos;s"},
	{"end of a CDATA section",    "]]>",                "]]&gt;"},
	{"white space survives",      "a\tb\nc\rd",         "a&#9;b&#10;c&#13;d"},
	{"control characters do not", "a\x01\x1b[31mb",     "a\xef\xbf\xbd\xef\xbf\xbd[31mb"},
	{"delete is a character",     "\x7f",               "\x7f"},
	{"two bytes",                 "\xc3\xa9",           "\xc3\xa9"},
	{"three bytes",               "\xe2\x82\xac",       "\xe2\x82\xac"},
	{"four bytes",                "\xf0\x9f\x94\x91",   "\xf0\x9f\x94\x91"},
	{"a lone continuation",       "a\x80z",             "a\xef\xbf\xbdz"},
	{"a cut character",           "\xe2\x82",           "\xef\xbf\xbd\xef\xbf\xbd"},
	{"an overlong slash",         "\xc0\xaf",           "\xef\xbf\xbd\xef\xbf\xbd"},
	{"a surrogate",               "\xed\xa0\x80",       "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"},
	{"U+FFFE",                    "\xef\xbf\xbe",       "\xef\xbf\xbd"},
	{"beyond Unicode",            "\xf4\x90\x80\x80",   "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"},
	{"not UTF-8 at all",          "\xff\xfe",           "\xef\xbf\xbd\xef\xbf\xbd"},
};
/* clang-format on */

static void everything_becomes_well_formed(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct text text = {0};

		xml_escape(rows[i].text, &text);
		if (strcmp(text_str(&text), rows[i].xml) != 0)
			fail_msg("%s: '%s'", rows[i].name, text_str(&text));
		text_done(&text);
	}
}

static void a_suite_holds_the_results_of_all_files(void **state)
{
	struct some_results some;
	struct text text = {0};
	(void)state;

	some_results(&some);
	some.expectations[0].name = "a & b";
	some.expectations[1].place.line = 0;
	some.results[1].message = "1 \"of\" 2 <er>";

	print_verdicts(junit_print, "my \"lab\"", some.reports, COUNT_OF(some.reports), &text);
	assert_string_equal(
	    text_str(&text),
	    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	    "<testsuites tests=\"3\" failures=\"2\">\n"
	    "  <testsuite name=\"my &quot;lab&quot;\" tests=\"3\" failures=\"2\" errors=\"0\" "
	    "skipped=\"0\" time=\"0\">\n"
	    "    <testcase classname=\"my &quot;lab&quot;.route\" name=\"a &amp; b\" "
	    "file=\"one.json\" line=\"7\" time=\"0\"/>\n"
	    "    <testcase classname=\"my &quot;lab&quot;.isolated\" name=\"apart\" "
	    "file=\"two.json\" time=\"0\">\n"
	    "      <failure type=\"isolated\" message=\"1 &quot;of&quot; 2 &lt;er&gt;\">1 "
	    "&quot;of&quot; 2 &lt;er&gt;\n"
	    "vnet-a -&gt; vnet-b: open\n"
	    "  by er\n"
	    "</failure>\n"
	    "    </testcase>\n"
	    "    <testcase classname=\"my &quot;lab&quot;.route\" name=\"lost\" time=\"0\">\n"
	    "      <failure type=\"route\" message=\"gone\">gone\n"
	    "</failure>\n"
	    "    </testcase>\n"
	    "  </testsuite>\n"
	    "</testsuites>\n");
	text_done(&text);
}

static void no_expectations_are_an_empty_suite(void **state)
{
	struct text text = {0};
	(void)state;

	print_verdicts(junit_print, "lab", NULL, 0, &text);
	assert_string_equal(text_str(&text),
	                    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	                    "<testsuites tests=\"0\" failures=\"0\">\n"
	                    "  <testsuite name=\"lab\" tests=\"0\" failures=\"0\" errors=\"0\" "
	                    "skipped=\"0\" time=\"0\">\n"
	                    "  </testsuite>\n"
	                    "</testsuites>\n");
	text_done(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(everything_becomes_well_formed),
	    cmocka_unit_test(a_suite_holds_the_results_of_all_files),
	    cmocka_unit_test(no_expectations_are_an_empty_suite),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
