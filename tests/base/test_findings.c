/* Findings: their lines, their order, and which misspelt words get a suggestion. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "base/check.h"
#include "base/findings.h"

#define PLACE(...) ((struct place){__VA_ARGS__})

static void assert_lines(const struct findings *list, size_t limit, const char *want)
{
	struct text out = {0};

	findings_format(list, limit, &out);
	assert_string_equal(text_str(&out), want);
	text_done(&out);
}

static void test_unknown_parts_of_the_place_are_left_out(void **state)
{
	(void)state;
	struct findings list = {0};

	findings_add(&list, SEVERITY_ERROR, PLACE("lab.json", 3, 7), "no such %s", "circuit");
	findings_add(&list, SEVERITY_WARNING, PLACE("lab.json", 3, 0), "odd");
	findings_add(&list, SEVERITY_NOTE, PLACE("lab.json", 0, 0), "see %d", 2);
	findings_add(&list, SEVERITY_ERROR, PLACE("lab.json", 0, 9), "lost");
	findings_add(&list, SEVERITY_ERROR, PLACE(NULL, 4, 2), "typed");
	findings_add(&list, SEVERITY_ERROR, PLACE(NULL, 0, 0), "bare");
	assert_lines(&list, 0,
	             "lab.json:3:7: error: no such circuit\n"
	             "lab.json:3: warning: odd\n"
	             "lab.json: note: see 2\n"
	             "lab.json: error: lost\n"
	             "4:2: error: typed\n"
	             "error: bare\n");
	assert_int_equal(findings_errors(&list), 4);
	findings_done(&list);
	assert_null(list.items);
	assert_int_equal(findings_errors(&list), 0);
}

static void test_a_list_keeps_the_names_of_its_files(void **state)
{
	char name[] = "lab.json";
	struct findings list = {0};
	struct findings all = {0};

	(void)state;
	findings_add(&list, SEVERITY_ERROR, PLACE(name, 1, 1), "one");
	findings_add(&list, SEVERITY_ERROR, PLACE(name, 2, 1), "two");
	assert_int_equal(list.file_count, 1);
	memset(name, 'x', sizeof(name) - 1);
	findings_add(&list, SEVERITY_NOTE, PLACE(name, 3, 1), "three");
	assert_int_equal(list.file_count, 2);

	findings_add(&all, SEVERITY_NOTE, PLACE(NULL, 0, 0), "zero");
	findings_add_all(&all, &list);
	findings_done(&list);
	assert_lines(&all, 0,
	             "note: zero\n"
	             "lab.json:1:1: error: one\n"
	             "lab.json:2:1: error: two\n"
	             "xxxxxxxx:3:1: note: three\n");
	findings_done(&all);
}

static void test_a_limit_counts_the_rest(void **state)
{
	(void)state;
	struct findings list = {0};

	assert_lines(&list, 2, "");
	for (int i = 1; i <= 4; i++)
		findings_add(&list, SEVERITY_ERROR, PLACE(NULL, 0, 0), "%d", i);
	assert_lines(&list, 1, "error: 1\n... and 3 more\n");
	assert_lines(&list, 3, "error: 1\nerror: 2\nerror: 3\n... and 1 more\n");
	assert_lines(&list, 4, "error: 1\nerror: 2\nerror: 3\nerror: 4\n");
	assert_lines(&list, 5, "error: 1\nerror: 2\nerror: 3\nerror: 4\n");
	findings_done(&list);
}

static void test_sorting_orders_places_and_keeps_the_order_of_equals(void **state)
{
	(void)state;
	struct findings list = {0};

	findings_add(&list, SEVERITY_ERROR, PLACE("b", 1, 1), "9");
	findings_add(&list, SEVERITY_ERROR, PLACE("a", 10, 1), "8");
	findings_add(&list, SEVERITY_ERROR, PLACE("a", 9, 2), "7");
	findings_add(&list, SEVERITY_WARNING, PLACE("a", 9, 1), "z");
	findings_add(&list, SEVERITY_ERROR, PLACE("a", 9, 1), "y");
	findings_add(&list, SEVERITY_NOTE, PLACE("a", 9, 1), "x");
	findings_add(&list, SEVERITY_ERROR, PLACE("a", 0, 0), "1");
	findings_add(&list, SEVERITY_ERROR, PLACE(NULL, 5, 5), "0");
	findings_sort(&list);
	assert_lines(&list, 0,
	             "5:5: error: 0\n"
	             "a: error: 1\n"
	             "a:9:1: warning: z\n"
	             "a:9:1: error: y\n"
	             "a:9:1: note: x\n"
	             "a:9:2: error: 7\n"
	             "a:10:1: error: 8\n"
	             "b:1:1: error: 9\n");
	findings_done(&list);
}

static void test_only_exact_repeats_are_dropped_and_the_first_stays(void **state)
{
	(void)state;
	struct findings list = {0};
	char same_name[] = "a";

	findings_sort(&list);
	findings_add(&list, SEVERITY_ERROR, PLACE("a", 1, 1), "two");
	findings_add(&list, SEVERITY_ERROR, PLACE("a", 1, 1), "one");
	findings_add(&list, SEVERITY_ERROR, PLACE(same_name, 1, 1), "two");
	findings_add(&list, SEVERITY_WARNING, PLACE("a", 1, 1), "two");
	findings_add(&list, SEVERITY_ERROR, PLACE("a", 1, 2), "two");
	findings_add(&list, SEVERITY_ERROR, PLACE("a", 1, 1), "one");
	findings_sort(&list);
	assert_lines(&list, 0,
	             "a:1:1: error: two\n"
	             "a:1:1: error: one\n"
	             "a:1:1: warning: two\n"
	             "a:1:2: error: two\n");
	findings_done(&list);
}

static void test_sorting_many_findings_of_one_place_is_stable(void **state)
{
	(void)state;
	struct findings list = {0};

	for (int i = 0; i < 3000; i++)
		findings_add(&list, SEVERITY_ERROR, PLACE("a", 1, 1), "%d", i * 7919 % 1000);
	findings_sort(&list);
	assert_int_equal(list.count, 1000);
	for (int i = 0; i < 1000; i++) {
		char want[16];
		snprintf(want, sizeof(want), "%d", i * 7919 % 1000);
		assert_string_equal(list.items[i].text, want);
	}
	findings_done(&list);
}

static const char *const words[] = {
    "virtual-network", "express-route-circuit", "connection", "site", "peer-asn", "sku", "ip",
};

/* clang-format off */
static const struct word_row {
	const char *word;
	const char *nearest;
} word_rows[] = {
	{"virtual-network",       "virtual-network"},
	{"Virtual-Network",       "virtual-network"},
	{"virtualnetwork",        "virtual-network"},
	{"virtaul-netwrok",       "virtual-network"}, /* two swaps */
	{"expres-route-circuits", "express-route-circuit"},
	{"conection",             "connection"},
	{"connectoin",            "connection"},
	{"connnection",           "connection"},
	{"COMMECTION",            "connection"},
	{"sites",                 "site"},
	{"stie",                  "site"},            /* one swap, not two replacements */
	{"suite",                 "site"},
	{"ixte",                  NULL},              /* half a swap is none */
	{"sties",                 NULL},              /* two of five letters */
	{"sk",                    "sku"},
	{"ipx",                   "ip"},
	{"xyz",                   NULL},
	{"x",                     NULL},
	{"",                      NULL},
	{"virtual-machine-size",  NULL},
	{"connect",               NULL},
};
/* clang-format on */

static void test_suggestions(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(word_rows); i++) {
		const struct word_row *row = &word_rows[i];
		const char *found = nearest_word(row->word, words, COUNT_OF(words));

		if (found != row->nearest &&
		    (found == NULL || row->nearest == NULL || strcmp(found, row->nearest) != 0))
			fail_msg("%s: %s, want %s", row->word, found == NULL ? "none" : found,
			         row->nearest == NULL ? "none" : row->nearest);
	}
}

static void test_the_nearest_wins_and_of_equals_the_first(void **state)
{
	(void)state;
	static const char *const near[] = {"gateway-3a", "gateway-2", "gateway-1", "gateway-12"};

	assert_string_equal(nearest_word("gateway-x", near, COUNT_OF(near)), "gateway-2");
	assert_string_equal(nearest_word("gateway-1", near, COUNT_OF(near)), "gateway-1");
	assert_string_equal(nearest_word("gateway-13", near, COUNT_OF(near)), "gateway-1");
	assert_null(nearest_word("gateway", near, 0));
	assert_null(nearest_word("a", (const char *const[]){"b"}, 1));
	assert_string_equal(nearest_word("a", (const char *const[]){"ab"}, 1), "ab");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_unknown_parts_of_the_place_are_left_out),
	    cmocka_unit_test(test_a_list_keeps_the_names_of_its_files),
	    cmocka_unit_test(test_a_limit_counts_the_rest),
	    cmocka_unit_test(test_sorting_orders_places_and_keeps_the_order_of_equals),
	    cmocka_unit_test(test_only_exact_repeats_are_dropped_and_the_first_stays),
	    cmocka_unit_test(test_sorting_many_findings_of_one_place_is_stable),
	    cmocka_unit_test(test_suggestions),
	    cmocka_unit_test(test_the_nearest_wins_and_of_equals_the_first),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
