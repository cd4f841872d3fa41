/* Prints tables: the only file that knows libsmartcols. */
#include "report/frame/table.h"

#include <libsmartcols.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/mem.h"
#include "report/frame/markdown.h"

enum { COLUMN_MAX = 32 };

struct table {
	struct libscols_table *cells;
	struct libscols_line *row;
	unsigned column_count;
	bool optional[COLUMN_MAX];
	bool right[COLUMN_MAX];
	bool filled[COLUMN_MAX];
};

struct table *table_new(void)
{
	struct table *table = xcalloc(1, sizeof(*table));

	table->cells = scols_new_table();
	CHECK(table->cells != NULL);
	CHECK(scols_table_set_column_separator(table->cells, "  ") == 0);
	CHECK(scols_table_set_termforce(table->cells, SCOLS_TERMFORCE_NEVER) == 0);
	CHECK(scols_table_enable_colors(table->cells, 0) == 0);
	return table;
}

void table_free(struct table *table)
{
	if (table == NULL)
		return;
	scols_unref_table(table->cells);
	free(table);
}

void table_column(struct table *table, const char *heading, enum table_align align)
{
	bool right = align == TABLE_RIGHT || align == TABLE_OPTIONAL_RIGHT;

	CHECK(table->column_count < COLUMN_MAX);
	CHECK(table->row == NULL);
	table->right[table->column_count] = right;
	table->optional[table->column_count++] =
	    align == TABLE_OPTIONAL || align == TABLE_OPTIONAL_RIGHT;
	CHECK(scols_table_new_column(table->cells, heading, 0, right ? SCOLS_FL_RIGHT : 0) != NULL);
}

void table_row(struct table *table)
{
	table->row = scols_table_new_line(table->cells, NULL);
	CHECK(table->row != NULL);
}

void table_cell(struct table *table, unsigned column, const char *text)
{
	CHECK(table->row != NULL && column < table->column_count);
	if (text[0] == '\0')
		return;
	table->filled[column] = true;
	CHECK(scols_line_set_data(table->row, column, text) == 0);
}

void table_cellf(struct table *table, unsigned column, const char *format, ...)
{
	struct text text = {0};
	va_list args;

	va_start(args, format);
	text_addv(&text, format, args);
	va_end(args);
	table_cell(table, column, text_str(&text));
	text_done(&text);
}

size_t table_row_count(const struct table *table)
{
	return scols_table_get_nlines(table->cells);
}

static void hide_empty_columns(struct table *table)
{
	for (unsigned i = 0; i < table->column_count; i++) {
		struct libscols_column *column = scols_table_get_column(table->cells, i);
		int flags = scols_column_get_flags(column);

		if (table->optional[i] && !table->filled[i])
			CHECK(scols_column_set_flags(column, flags | SCOLS_FL_HIDDEN) == 0);
	}
}

/* libsmartcols pads every column but the last, also when nothing but empty cells follows. */
static void add_without_padding(const char *lines, struct text *out)
{
	while (*lines != '\0') {
		size_t size = strcspn(lines, "\n");
		size_t kept = size;

		while (kept > 0 && lines[kept - 1] == ' ')
			kept--;
		text_add_bytes(out, lines, kept);
		text_add(out, "\n");
		lines += size + (lines[size] == '\n');
	}
}

void table_print(struct table *table, struct text *out)
{
	char *lines = NULL;

	if (table_row_count(table) == 0)
		return;
	hide_empty_columns(table);
	CHECK(scols_print_table_to_string(table->cells, &lines) == 0);
	add_without_padding(lines, out);
	free(lines);
}

static bool is_hidden(const struct table *table, unsigned column)
{
	return table->optional[column] && !table->filled[column];
}

static const char *heading_of(const struct table *table, unsigned column)
{
	const char *heading = scols_cell_get_data(
	    scols_column_get_header(scols_table_get_column(table->cells, column)));

	return heading != NULL ? heading : "";
}

static void add_markdown_row(const struct table *table, size_t row, struct text *out)
{
	struct libscols_line *line = scols_table_get_line(table->cells, row);

	for (unsigned i = 0; i < table->column_count; i++) {
		const char *cell = scols_cell_get_data(scols_line_get_cell(line, i));

		if (is_hidden(table, i))
			continue;
		text_add(out, "| ");
		markdown_escape(cell != NULL ? cell : "", out);
		text_add(out, " ");
	}
	text_add(out, "|\n");
}

static void add_markdown_headings(const struct table *table, struct text *out)
{
	for (unsigned i = 0; i < table->column_count; i++) {
		if (is_hidden(table, i))
			continue;
		text_add(out, "| ");
		markdown_escape(heading_of(table, i), out);
		text_add(out, " ");
	}
	text_add(out, "|\n");
	for (unsigned i = 0; i < table->column_count; i++)
		text_add(out, is_hidden(table, i) ? "" : table->right[i] ? "|---:" : "|---");
	text_add(out, "|\n");
}

void table_print_markdown(struct table *table, struct text *out)
{
	if (table_row_count(table) == 0)
		return;
	add_markdown_headings(table, out);
	for (size_t i = 0; i < table_row_count(table); i++)
		add_markdown_row(table, i, out);
}
