/* Prints tables: the only file that knows libsmartcols. */
#include "report/frame/table.h"

#include <libsmartcols.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/mem.h"
#include "report/frame/fit.h"
#include "report/frame/markdown.h"
#include "report/frame/screen.h"

enum { COLUMN_MAX = 32, GAP = 2 };

struct table {
	struct libscols_table *cells;
	struct libscols_line *row;
	unsigned column_count;
	bool optional[COLUMN_MAX];
	bool right[COLUMN_MAX];
	bool filled[COLUMN_MAX];
	enum fit_rank rank[COLUMN_MAX];
};

static struct libscols_table *cells_new(void)
{
	struct libscols_table *cells = scols_new_table();

	CHECK(cells != NULL);
	CHECK(scols_table_set_column_separator(cells, "  ") == 0);
	CHECK(scols_table_set_termforce(cells, SCOLS_TERMFORCE_NEVER) == 0);
	CHECK(scols_table_enable_colors(cells, 0) == 0);
	return cells;
}

struct table *table_new(void)
{
	struct table *table = xcalloc(1, sizeof(*table));

	table->cells = cells_new();
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

void table_rank(struct table *table, enum table_rank rank)
{
	static const enum fit_rank ranks[] = {FIT_STAYS, FIT_GOES, FIT_GOES_FIRST};

	CHECK(table->column_count > 0);
	table->rank[table->column_count - 1] = ranks[rank];
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

static void add_lines(struct libscols_table *cells, struct text *out)
{
	char *lines = NULL;

	CHECK(scols_print_table_to_string(cells, &lines) == 0);
	add_without_padding(lines, out);
	free(lines);
}

static const char *cell_at(const struct table *table, size_t row, unsigned column)
{
	const char *data = scols_cell_get_data(
	    scols_line_get_cell(scols_table_get_line(table->cells, row), column));

	return data != NULL ? data : "";
}

static void measure(const char *text, struct fit_column *column)
{
	unsigned width = fit_width(text);
	unsigned word = fit_word(text);

	column->natural = width > column->natural ? width : column->natural;
	column->word = word > column->word ? word : column->word;
}

/* False when the table is no wider than the screen. */
static bool must_fit(const struct table *table, struct fit_column *columns)
{
	unsigned sum = 0;

	for (unsigned i = 0; i < table->column_count; i++) {
		if (is_hidden(table, i))
			continue;
		columns[i].folds = !table->right[i];
		columns[i].rank = table->rank[i];
		measure(heading_of(table, i), &columns[i]);
		for (size_t row = 0; row < table_row_count(table); row++)
			measure(cell_at(table, row, i), &columns[i]);
		sum += columns[i].natural + GAP;
	}
	return screen_width() > 0 && sum > screen_width() + GAP;
}

/* Appends one line of what is left of a row's cells; false when nothing was. */
static bool add_folded(struct libscols_table *to, const struct fit_column *columns,
                       const char **rest, unsigned count)
{
	struct libscols_line *line = NULL;
	unsigned at = 0;

	for (unsigned i = 0; i < count; i++) {
		if (columns[i].width == 0)
			continue;
		const char *from = rest[i];
		size_t size = fit_take(&rest[i], columns[i].width);
		struct text piece = {0};
		if (size > 0 && line == NULL)
			line = scols_table_new_line(to, NULL);
		text_add_bytes(&piece, from, size);
		if (size > 0)
			CHECK(scols_line_set_data(line, at, text_str(&piece)) == 0);
		text_done(&piece);
		at++;
	}
	return line != NULL;
}

/* A row all of whose cells are empty is a line as well. */
static void add_row_folded(const struct table *table, size_t row, const struct fit_column *columns,
                           struct libscols_table *to)
{
	const char *rest[COLUMN_MAX];

	for (unsigned i = 0; i < table->column_count; i++)
		rest[i] = cell_at(table, row, i);
	if (!add_folded(to, columns, rest, table->column_count))
		scols_table_new_line(to, NULL);
	while (add_folded(to, columns, rest, table->column_count))
		continue;
}

static void add_left_out(const struct table *table, const struct fit_column *columns,
                         struct text *out)
{
	const char *lead = "(-o wide also shows ";

	for (unsigned i = 0; i < table->column_count; i++) {
		if (is_hidden(table, i) || columns[i].width > 0)
			continue;
		text_addf(out, "%s%s", lead, heading_of(table, i));
		lead = ", ";
	}
	text_add(out, lead[0] == ',' ? ")\n" : "");
}

/* A heading that is wider than its column folds as well: headings are a row of this table. */
static void print_fitted(const struct table *table, struct fit_column *columns, struct text *out)
{
	struct libscols_table *cells = cells_new();
	const char *headings[COLUMN_MAX];

	fit_columns(columns, table->column_count, GAP, screen_width());
	CHECK(scols_table_enable_noheadings(cells, 1) == 0);
	for (unsigned i = 0; i < table->column_count; i++) {
		headings[i] = heading_of(table, i);
		if (columns[i].width > 0)
			CHECK(scols_table_new_column(cells, "", 0,
			                             table->right[i] ? SCOLS_FL_RIGHT : 0) != NULL);
	}
	while (add_folded(cells, columns, headings, table->column_count))
		continue;
	for (size_t row = 0; row < table_row_count(table); row++)
		add_row_folded(table, row, columns, cells);
	add_lines(cells, out);
	add_left_out(table, columns, out);
	scols_unref_table(cells);
}

void table_print(struct table *table, struct text *out)
{
	struct fit_column columns[COLUMN_MAX] = {0};

	if (table_row_count(table) == 0)
		return;
	hide_empty_columns(table);
	if (must_fit(table, columns))
		print_fitted(table, columns, out);
	else
		add_lines(table->cells, out);
}

static void add_markdown_row(const struct table *table, size_t row, struct text *out)
{
	for (unsigned i = 0; i < table->column_count; i++) {
		if (is_hidden(table, i))
			continue;
		text_add(out, "| ");
		markdown_escape(cell_at(table, row, i), out);
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
