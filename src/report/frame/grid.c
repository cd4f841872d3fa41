/* Fills tables of text and records of CSV. */
#include "report/frame/grid.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/mem.h"
#include "report/frame/csv.h"

enum { COLUMNS_MAX = 32 };

struct grid {
	struct text *out;
	bool csv;
	bool markdown;
	const struct view_column *all; /* of the table that is open; NULL: none is */
	const struct view_column *columns[COLUMNS_MAX]; /* those that this form shows */
	unsigned count;
	uint64_t beginnings; /* of the last parts of their keys, see beginning_of() */
	unsigned next;       /* the column where the next value is likely to go */
	size_t rows;
	bool in_row;

	/* Text. */
	struct table *table;
	size_t rows_needed;
	const char *lead;

	/* CSV. */
	struct text cells[COLUMNS_MAX];     /* by column, of the row that is open */
	const struct view_column *headings; /* NULL: not yet written */
};

struct grid *grid_new(enum grid_form form, struct text *out)
{
	struct grid *grid = xcalloc(1, sizeof(*grid));

	grid->csv = form == GRID_CSV;
	grid->markdown = form == GRID_MARKDOWN;
	grid->out = out;
	return grid;
}

void grid_free(struct grid *grid)
{
	if (grid == NULL)
		return;
	CHECK(grid->all == NULL);
	for (unsigned i = 0; i < COLUMNS_MAX; i++)
		text_done(&grid->cells[i]);
	free(grid);
}

/* What CSV calls a column: the last part of its key. */
static const char *last_part(const struct view_column *column)
{
	const char *dot = strrchr(column->key, '.');

	return dot == NULL ? column->key : dot + 1;
}

/* A bit for the first two letters: most members have no column, and most of them are known by it.
 */
static uint64_t beginning_of(const char *key)
{
	unsigned letters = (unsigned char)key[0] * 31u;

	if (key[0] != '\0')
		letters += (unsigned char)key[1];
	return UINT64_C(1) << letters % 64;
}

static void choose_columns(struct grid *grid, const struct view_column *all)
{
	grid->count = 0;
	grid->beginnings = 0;
	for (const struct view_column *column = all; column->key != NULL; column++) {
		bool shown =
		    grid->csv ? (column->flags & VIEW_CSV_TOO) != 0 : column->heading != NULL;

		if (!shown)
			continue;
		CHECK(grid->count < COLUMNS_MAX);
		grid->columns[grid->count++] = column;
		grid->beginnings |= beginning_of(last_part(column));
	}
}

/* Once for tables that follow one another. */
static void write_headings(struct grid *grid)
{
	if (grid->headings == grid->all)
		return;
	CHECK(grid->headings == NULL);
	grid->headings = grid->all;
	for (unsigned i = 0; i < grid->count; i++)
		csv_field(grid->out, last_part(grid->columns[i]), i == 0);
	csv_end(grid->out);
}

static enum table_rank rank_of(const struct view_column *column)
{
	if ((column->flags & VIEW_GOES_FIRST) != 0)
		return TABLE_GOES_FIRST;
	return (column->flags & VIEW_GOES) != 0 ? TABLE_GOES : TABLE_STAYS;
}

static void add_columns(struct grid *grid)
{
	grid->table = table_new();
	for (unsigned i = 0; i < grid->count; i++) {
		table_column(grid->table, grid->columns[i]->heading, grid->columns[i]->align);
		table_rank(grid->table, rank_of(grid->columns[i]));
	}
}

bool grid_has_records(const struct view_column *columns)
{
	for (; columns->key != NULL; columns++) {
		if ((columns->flags & VIEW_CSV_TOO) != 0)
			return true;
	}
	return false;
}

bool grid_begin(struct grid *grid, const struct view_column *columns)
{
	CHECK(grid->all == NULL);
	choose_columns(grid, columns);
	if (grid->count == 0)
		return false;
	grid->all = columns;
	grid->rows = 0;
	grid->rows_needed = 1;
	grid->lead = "";
	if (grid->csv)
		write_headings(grid);
	else
		add_columns(grid);
	return true;
}

void grid_end(struct grid *grid)
{
	CHECK(grid->all != NULL && !grid->in_row);
	if (!grid->csv && grid->rows > 0 && grid->rows >= grid->rows_needed) {
		text_add(grid->out, grid->lead);
		if (grid->markdown)
			table_print_markdown(grid->table, grid->out);
		else
			table_print(grid->table, grid->out);
	}
	table_free(grid->table);
	grid->table = NULL;
	grid->all = NULL;
}

void grid_needs(struct grid *grid, size_t rows, const char *lead)
{
	CHECK(grid->all != NULL && grid->rows == 0);
	grid->rows_needed = rows;
	grid->lead = lead;
}

void grid_row(struct grid *grid)
{
	CHECK(grid->all != NULL && !grid->in_row);
	grid->in_row = true;
	grid->rows++;
	grid->next = 0;
	if (!grid->csv)
		table_row(grid->table);
}

static void write_record(struct grid *grid)
{
	for (unsigned i = 0; i < grid->count; i++) {
		csv_field(grid->out, text_str(&grid->cells[i]), i == 0);
		text_clear(&grid->cells[i]);
	}
	csv_end(grid->out);
}

void grid_row_end(struct grid *grid)
{
	CHECK(grid->in_row);
	grid->in_row = false;
	if (grid->csv)
		write_record(grid);
}

size_t grid_rows(const struct grid *grid)
{
	return grid->rows;
}

static bool shows(const struct view_column *column, const char *const *groups, unsigned count,
                  const char *key)
{
	const char *at = column->key;

	if (count == 0)
		return at[0] == key[0] && strcmp(at, key) == 0;
	for (unsigned i = 0; i < count; i++) {
		size_t size = strlen(groups[i]);

		if (at[0] != groups[i][0] || strncmp(at, groups[i], size) != 0 || at[size] != '.')
			return false;
		at += size + 1;
	}
	return strcmp(at, key) == 0;
}

/* Values come mostly in the order of the columns. */
int grid_find(struct grid *grid, const char *const *groups, unsigned count, const char *key)
{
	unsigned i = grid->next;

	if ((grid->beginnings & beginning_of(key)) == 0)
		return -1;
	for (unsigned n = 0; n < grid->count; n++, i++) {
		if (i >= grid->count)
			i = 0;
		if (!shows(grid->columns[i], groups, count, key))
			continue;
		grid->next = i + 1;
		return (int)i;
	}
	return -1;
}

void grid_put(struct grid *grid, int column, const char *value)
{
	CHECK(grid->in_row && column >= 0 && (unsigned)column < grid->count);
	if (grid->csv) {
		text_clear(&grid->cells[column]);
		text_add(&grid->cells[column], value);
	} else if ((grid->columns[column]->flags & VIEW_IN_WORDS) == 0) {
		table_cell(grid->table, (unsigned)column, value);
	}
}

void grid_words(struct grid *grid, int column, const char *words)
{
	CHECK(grid->in_row && !grid->csv && column >= 0 && (unsigned)column < grid->count);
	CHECK((grid->columns[column]->flags & VIEW_IN_WORDS) != 0);
	table_cell(grid->table, (unsigned)column, words);
}
