/* One description in three forms: JSON as jq prints it, text, and CSV. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "report/frame/json.h"
#include "tests/lib/viewed.h"

/* clang-format off */
static const struct view_column columns[] = {
	{"name",         "Name",   TABLE_LEFT,           VIEW_CSV_TOO},
	{"used",         "Used",   TABLE_RIGHT,          VIEW_CSV_TOO | VIEW_IN_WORDS},
	{"route.prefix", "Route",  TABLE_OPTIONAL,       VIEW_CSV_TOO},
	{"prefix",       "Own",    TABLE_OPTIONAL,       0},
	{"place",        "Place",  TABLE_OPTIONAL,       VIEW_CSV_TOO},
	{"down",         NULL,     TABLE_LEFT,           VIEW_CSV_TOO},
	{"note",         "Note",   TABLE_OPTIONAL_RIGHT, VIEW_IN_WORDS},
	{0},
};

static const char as_json[] =
"{\n"
"  \"lab\": \"x\",\n"
"  \"rows\": [\n"
"    {\n"
"      \"name\": \"a\",\n"
"      \"used\": 7,\n"
"      \"down\": true,\n"
"      \"hops\": [\n"
"        {\n"
"          \"name\": \"inner\"\n"
"        }\n"
"      ]\n"
"    },\n"
"    {\n"
"      \"name\": \"b\",\n"
"      \"used\": 0,\n"
"      \"route\": {\n"
"        \"prefix\": \"10.0.0.0/8\"\n"
"      },\n"
"      \"hops\": []\n"
"    }\n"
"  ],\n"
"  \"end\": [\n"
"    \"one\",\n"
"    \"two\"\n"
"  ]\n"
"}";

static const char as_text[] =
"2 rows\n"
"Name    Used  Route       Place  Note\n"
"a     >= 7 %              up     much\n"
"b       none  10.0.0.0/8  \"up\"\n"
"the end\n";

static const char as_csv[] =
"name,used,prefix,place,down\n"
"a,7,,up,true\n"
"b,0,10.0.0.0/8,\"\"\"up\"\"\",\n";

static const char as_lines[] =
"{\"name\":\"a\",\"used\":7,\"place\":\"up\",\"down\":true,\"hops\":[{\"name\":\"inner\"}]}\n"
"{\"name\":\"b\",\"used\":0,\"place\":\"\\\"up\\\"\",\"route\":{\"prefix\":\"10.0.0.0/8\"},\"hops\":[]}\n";

static const char as_markdown[] =
"2 rows\n"
"| Name | Used | Route | Place | Note |\n"
"|---|---:|---|---|---:|\n"
"| a | \\>= 7 % |  | up | much |\n"
"| b | none | 10.0.0.0/8 | \"up\" |  |\n"
"the end\n";
/* clang-format on */

static void tell_hops(struct view *view, bool any)
{
	view_list(view, "hops", columns);
	if (any) {
		view_row(view);
		view_text(view, "name", "inner");
		view_close(view);
	}
	view_close(view);
}

static void tell_rows(struct view *view)
{
	struct prefix prefix = {.addr = addr_v4(0x0a000000), .length = 8};

	view_list(view, "rows", columns);
	view_row(view);
	view_text(view, "name", "a");
	view_unsigned(view, "used", 7);
	view_wordsf(view, "used", ">= %d %%", 7);
	view_words(view, "note", "much");
	view_cell(view, "place", "up");
	view_flag(view, "down", true);
	tell_hops(view, true);
	view_close(view);
	view_row(view);
	view_text(view, "name", "b");
	view_text(view, "place", NULL);
	view_unsigned(view, "used", 0);
	view_words(view, "used", "none");
	view_unless_zero(view, "place", 0);
	view_cell(view, "place", "\"up\"");
	view_flag(view, "down", false);
	view_open(view, "route");
	view_prefix(view, "prefix", &prefix);
	view_close(view);
	tell_hops(view, false);
	view_close(view);
	view_close(view);
}

static void tell(struct view *view)
{
	view_say(view, "%d rows\n", 2);
	view_text(view, "lab", "x");
	tell_rows(view);
	view_list(view, NULL, columns);
	view_table_needs(view, 2, "never seen");
	if (view_is(view, VIEW_TEXT)) {
		view_row(view);
		view_close(view);
	}
	view_close(view);
	view_word_list(view, "end", "one two");
	view_say(view, "the end\n");
}

static void one_description_has_all_forms(void **state)
{
	static const char *const wants[] = {[VIEW_TEXT] = as_text,
	                                    [VIEW_JSON] = as_json,
	                                    [VIEW_CSV] = as_csv,
	                                    [VIEW_JSON_LINES] = as_lines,
	                                    [VIEW_MARKDOWN] = as_markdown};
	(void)state;

	for (unsigned form = 0; form < COUNT_OF(wants); form++) {
		struct text out = {0};
		struct view *view = view_begin((enum view_form)form, &out);

		tell(view);
		viewed_equals(view, &out, wants[form]);
	}
}

static void a_document_may_be_a_list(void **state)
{
	struct text out = {0};
	struct view *view = view_begin_list(VIEW_JSON, &out);
	(void)state;

	view_row(view);
	view_number(view, "n", -1);
	view_close(view);
	view_row(view);
	view_close(view);
	view_end_line(view);
	assert_string_equal(text_str(&out), "[\n  {\n    \"n\": -1\n  },\n  {}\n]\n");
	text_done(&out);
}

/* clang-format off */
static const struct control_row {
	const char *text;
	const char *want;
} control_rows[] = {
	{"a\nb", "a\nb"},                             /* sentences have lines */
	{"\x1b[31mred\x07", "\\x1b[31mred\\x07"},
	{"tab\there\x7f", "tab\\x09here\\x7f"},
	{"\xc2\x9b" "2J", "\\xc2\\x9b2J"},             /* CSI of C1 */
	{"\xc3\xa9\xc2\xa0\xe2\x82\xac", "\xc3\xa9\xc2\xa0\xe2\x82\xac"},
	{"\xc2", "\\xc2"},                            /* cut off */
};
/* clang-format on */

static void sentences_hold_no_control_characters(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(control_rows); i++) {
		struct text out = {0};
		struct view *view = view_begin(VIEW_TEXT, &out);

		view_say(view, "%s", control_rows[i].text);
		viewed_equals(view, &out, control_rows[i].want);
	}
}

/* Names come from files of others: they mention nobody, and mark nothing up. */
static void markdown_means_nothing_but_its_frame(void **state)
{
	struct text out = {0};
	struct view *view = view_begin(VIEW_MARKDOWN, &out);
	(void)state;

	view_heading(view, "%s", "a #1");
	view_say(view, "%s\n", "<b> @all `x` _y_ [z](w) a|b \x1b");
	view_heading(view, "%s", "b");
	viewed_equals(view, &out,
	              "### a \\#1\n\n\\<b\\> &#64;all \\`x\\` \\_y\\_ \\[z\\](w) a\\|b "
	              "\\\\x1b\n\n### b\n\n");
}

static void tables_that_follow_have_one_head_in_csv(void **state)
{
	struct text out = {0};
	struct view *view = view_begin(VIEW_CSV, &out);
	(void)state;

	for (int i = 0; i < 2; i++) {
		view_list(view, NULL, columns);
		view_row(view);
		view_number(view, "used", i);
		view_close(view);
		view_close(view);
	}
	viewed_equals(view, &out, "name,used,prefix,place,down\n,0,,,\n,1,,,\n");
}

/* clang-format off */
static const struct csv_row {
	const char *field;
	const char *want;
} csv_rows[] = {
	{"plain",       ",plain\n"},
	{"",            ",\n"},
	{" a b ",       ", a b \n"},
	{"a,b",         ",\"a,b\"\n"},
	{"say \"hi\"",  ",\"say \"\"hi\"\"\"\n"},
	{"\"",          ",\"\"\"\"\n"},
	{"two\nlines",  ",\"two\nlines\"\n"},
	{"two\r\nlines", ",\"two\r\nlines\"\n"},
	{"\xc3\xa9",    ",\xc3\xa9\n"},
};
/* clang-format on */

/* RFC 4180, section 2. */
static void fields_are_quoted_where_they_must_be(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(csv_rows); i++) {
		struct text out = {0};
		struct view *view = view_begin(VIEW_CSV, &out);
		static const struct view_column two[] = {{"a", NULL, TABLE_LEFT, VIEW_CSV_TOO},
		                                         {"b", NULL, TABLE_LEFT, VIEW_CSV_TOO},
		                                         {0}};

		view_list(view, "rows", two);
		view_row(view);
		view_text(view, "b", csv_rows[i].field);
		view_close(view);
		view_close(view);
		view_end(view);
		assert_memory_equal(text_str(&out), "a,b\n", 4);
		assert_string_equal(text_str(&out) + 4, csv_rows[i].want);
		text_done(&out);
	}
}

static const char *const odd_texts[] = {
    "", "plain", "\"\\/", "\b\f\n\r\t", "\x01\x1f\x7f", "\xc3\xa9\xf0\x9f\x94\x91", "\xff",
};

static const double odd_reals[] = {0, -1, 0.1, 100.1, 33.3, 1.0 / 3, 1e21, 2.5e-7, 123456789.5};

static cJSON *odd_values(void)
{
	cJSON *object = cJSON_CreateObject();
	cJSON *list = cJSON_AddArrayToObject(object, "texts");
	cJSON *empty = cJSON_AddObjectToObject(object, "empty \"object\"");

	for (size_t i = 0; i < COUNT_OF(odd_texts); i++)
		cJSON_AddItemToArray(list, cJSON_CreateString(odd_texts[i]));
	cJSON_AddObjectToObject(empty, "in it");
	list = cJSON_AddArrayToObject(object, "reals");
	for (size_t i = 0; i < COUNT_OF(odd_reals); i++)
		cJSON_AddItemToArray(list, cJSON_CreateNumber(odd_reals[i]));
	cJSON_AddArrayToObject(object, "none");
	cJSON_AddNullToObject(object, "null");
	cJSON_AddFalseToObject(object, "false");
	cJSON_AddNumberToObject(object, "n", -2147483648.0);
	return object;
}

static void put_odd_values(struct json *json)
{
	json_open_object(json, NULL);
	json_open_array(json, "texts");
	for (size_t i = 0; i < COUNT_OF(odd_texts); i++)
		json_put_text(json, NULL, odd_texts[i]);
	json_close(json);
	json_open_object(json, "empty \"object\"");
	json_open_object(json, "in it");
	json_close(json);
	json_close(json);
	json_open_array(json, "reals");
	for (size_t i = 0; i < COUNT_OF(odd_reals); i++)
		json_put_real(json, NULL, odd_reals[i]);
	json_close(json);
	json_open_array(json, "none");
	json_close(json);
	json_put_null(json, "null");
	json_put_bool(json, "false", false);
	json_put_number(json, "n", INT32_MIN);
	json_close(json);
}

static void json_is_read_back_and_in_one_line_as_cjson_prints_it(void **state)
{
	cJSON *object = odd_values();
	char *line = cJSON_PrintUnformatted(object);
	struct text out = {0};
	struct json json = json_begin(&out, true);
	(void)state;

	put_odd_values(&json);
	cJSON *again = cJSON_Parse(text_str(&out));
	assert_true(cJSON_Compare(object, again, true));
	cJSON_Delete(again);
	text_clear(&out);
	json = json_begin(&out, false);
	put_odd_values(&json);
	assert_string_equal(text_str(&out), line);
	text_done(&out);
	cJSON_free(line);
	cJSON_Delete(object);
}

/* cJSON has doubles only, and would print 9.2233720368547758e+18. */
static void large_numbers_keep_all_digits(void **state)
{
	struct text out = {0};
	struct view *view = view_begin(VIEW_JSON, &out);
	(void)state;

	view_number(view, "least", INT64_MIN);
	view_unsigned(view, "most", UINT64_MAX);
	viewed_equals(view, &out,
	              "{\n  \"least\": -9223372036854775808,\n"
	              "  \"most\": 18446744073709551615\n}");
}

enum { MANY_ROWS = 100000 };

static void tell_many(struct view *view)
{
	view_list(view, "rows", columns);
	for (unsigned i = 0; i < MANY_ROWS; i++) {
		view_row(view);
		view_text(view, "name", "a name of some length");
		view_unsigned(view, "used", i);
		view_close(view);
	}
	view_close(view);
	view_end_line(view);
}

struct drained {
	struct text whole;
	unsigned pieces;
	size_t largest;
};

static void drain(struct text *out, void *user)
{
	struct drained *drained = user;

	text_add_bytes(&drained->whole, text_str(out), out->size);
	drained->pieces++;
	drained->largest = out->size > drained->largest ? out->size : drained->largest;
	text_clear(out);
}

/* A document that leaves in pieces is the same, and is never in memory as a whole. */
static void documents_leave_in_pieces(void **state)
{
	static const enum view_form forms[] = {VIEW_JSON, VIEW_JSON_LINES};
	(void)state;

	for (size_t i = 0; i < COUNT_OF(forms); i++) {
		struct text gathered = {0};
		struct text out = {0};
		struct drained drained = {.pieces = 0};
		struct view *view;

		tell_many(view_begin(forms[i], &gathered));
		view = view_begin(forms[i], &out);
		view_stream(view, drain, &drained);
		tell_many(view);
		drain(&out, &drained);
		assert_true(drained.pieces > 3);
		assert_true(drained.largest < VIEW_PIECE + 1000);
		assert_string_equal(text_str(&drained.whole), text_str(&gathered));
		text_done(&gathered);
		text_done(&out);
		text_done(&drained.whole);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(one_description_has_all_forms),
	    cmocka_unit_test(a_document_may_be_a_list),
	    cmocka_unit_test(sentences_hold_no_control_characters),
	    cmocka_unit_test(markdown_means_nothing_but_its_frame),
	    cmocka_unit_test(tables_that_follow_have_one_head_in_csv),
	    cmocka_unit_test(fields_are_quoted_where_they_must_be),
	    cmocka_unit_test(json_is_read_back_and_in_one_line_as_cjson_prints_it),
	    cmocka_unit_test(documents_leave_in_pieces),
	    cmocka_unit_test(large_numbers_keep_all_digits),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
