/* The table printer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "report/frame/table.h"

static void assert_prints(struct table *table, const char *want)
{
	struct text out = {0};

	table_print(table, &out);
	assert_string_equal(text_str(&out), want);
	text_done(&out);
	table_free(table);
}

static void columns_are_as_wide_as_their_content(void **state)
{
	(void)state;
	struct table *table = table_new();

	table_column(table, "Left", TABLE_LEFT);
	table_column(table, "N", TABLE_RIGHT);
	table_column(table, "Last", TABLE_LEFT);
	table_row(table);
	table_cell(table, 0, "a");
	table_cellf(table, 1, "%d", 1000);
	table_cell(table, 2, "x");
	table_row(table);
	table_cell(table, 0, "longer");
	table_cellf(table, 1, "%d", 7);
	table_cell(table, 2, "y");
	assert_int_equal(table_row_count(table), 2);
	assert_prints(table, "Left       N  Last\n"
	                     "a       1000  x\n"
	                     "longer     7  y\n");
}

static void lines_end_without_blanks(void **state)
{
	(void)state;
	struct table *table = table_new();

	table_column(table, "A", TABLE_LEFT);
	table_column(table, "B", TABLE_LEFT);
	table_column(table, "C", TABLE_LEFT);
	table_row(table);
	table_cell(table, 1, "only");
	table_row(table);
	assert_prints(table, "A  B     C\n"
	                     "   only\n"
	                     "\n");
}

static void an_empty_optional_column_is_left_out(void **state)
{
	(void)state;
	struct table *table = table_new();

	table_column(table, "A", TABLE_LEFT);
	table_column(table, "Gone", TABLE_OPTIONAL);
	table_column(table, "Gone too", TABLE_OPTIONAL_RIGHT);
	table_column(table, "Kept", TABLE_OPTIONAL_RIGHT);
	table_column(table, "Empty", TABLE_LEFT);
	table_row(table);
	table_cell(table, 0, "a");
	table_cell(table, 1, "");
	table_cell(table, 3, "k");
	assert_prints(table, "A  Kept  Empty\n"
	                     "a     k\n");
}

static void a_long_cell_is_not_cut(void **state)
{
	(void)state;
	struct table *table = table_new();
	char text[1001];
	struct text out = {0};

	for (unsigned i = 0; i < 1000; i++)
		text[i] = 'x';
	text[1000] = '\0';
	table_column(table, "A", TABLE_LEFT);
	table_column(table, "B", TABLE_LEFT);
	table_row(table);
	table_cell(table, 0, text);
	table_cell(table, 1, text);
	table_print(table, &out);
	assert_int_equal(out.size, 1 + 1001 + 1 + 1 + 1000 + 2 + 1000 + 1);
	text_done(&out);
	table_free(table);
}

static void control_characters_do_not_reach_the_terminal(void **state)
{
	(void)state;
	struct table *table = table_new();

	table_column(table, "A", TABLE_LEFT);
	table_row(table);
	table_cell(table, 0, "a\033[31mb\nc");
	assert_prints(table, "A\n"
	                     "a\\x1b[31mb\\x0ac\n");
}

static void a_table_without_rows_prints_nothing(void **state)
{
	(void)state;
	struct table *table = table_new();

	table_column(table, "A", TABLE_LEFT);
	assert_prints(table, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(columns_are_as_wide_as_their_content),
	    cmocka_unit_test(lines_end_without_blanks),
	    cmocka_unit_test(an_empty_optional_column_is_left_out),
	    cmocka_unit_test(a_long_cell_is_not_cut),
	    cmocka_unit_test(control_characters_do_not_reach_the_terminal),
	    cmocka_unit_test(a_table_without_rows_prints_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
