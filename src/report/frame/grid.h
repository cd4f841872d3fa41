/*
 * Rows of cells by column: what a list of a view is in text (a table, report/frame/table.h) and in
 * CSV (records, report/frame/csv.h).
 */
#ifndef REPORT_FRAME_GRID_H
#define REPORT_FRAME_GRID_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"
#include "report/frame/table.h"

/* How a column is shown. */
enum {
	VIEW_CSV_TOO = 1,    /* in CSV as well, under the last part of its key */
	VIEW_IN_WORDS = 2,   /* text shows what view_words() says, and not the value */
	VIEW_GOES = 4,       /* on a narrow screen it goes when folding is not enough */
	VIEW_GOES_FIRST = 8, /* on a narrow screen it goes before any other folds */
};

/* A table of columns ends with {0}. */
struct view_column {
	const char *key;     /* "used"; "route.prefix" for a member of a group */
	const char *heading; /* of the table; NULL: not in text */
	enum table_align align;
	unsigned flags;
};

struct grid;

enum grid_form {
	GRID_TEXT,
	GRID_MARKDOWN, /* as text, but tables are those of GitHub's Markdown */
	GRID_CSV,
};

/* Rows that are appended to `out`. The caller ends it with grid_free(). */
struct grid *grid_new(enum grid_form form, struct text *out);

/* Accepts NULL. No table is open. */
void grid_free(struct grid *grid);

/* Does CSV have any of the columns? */
bool grid_has_records(const struct view_column *columns);

/* Begins a table. False when none of the columns is shown in this form: there is none then. Tables
 * of CSV have the same columns, whose names are written once. */
bool grid_begin(struct grid *grid, const struct view_column *columns);

/* Ends the table; text is written now, and only if it has enough rows. */
void grid_end(struct grid *grid);

/* Text is shown if there are so many rows, with `lead` before it; 1 and "" unless said. */
void grid_needs(struct grid *grid, size_t rows, const char *lead);

/* Begins and ends a row. */
void grid_row(struct grid *grid);
void grid_row_end(struct grid *grid);

size_t grid_rows(const struct grid *grid);

/* The number of the column that shows the member `key` of the groups within a row, outermost
 * first; -1: none does. */
int grid_find(struct grid *grid, const char *const *groups, unsigned count, const char *key);

/* Fills a cell of the row with a value, or with words of text. Both are copied. */
void grid_put(struct grid *grid, int column, const char *value);
void grid_words(struct grid *grid, int column, const char *words);

#endif
