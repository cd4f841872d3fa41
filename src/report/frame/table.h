/*
 * The one table printer: columns of text, as wide as their content, over libsmartcols. Nothing that
 * is printed holds an escape sequence or another control character, whatever a cell holds.
 */
#ifndef REPORT_FRAME_TABLE_H
#define REPORT_FRAME_TABLE_H

#include <stddef.h>

#include "base/text.h"

enum table_align {
	TABLE_LEFT,
	TABLE_RIGHT,
	TABLE_OPTIONAL,       /* left; the column is left out when all its cells are empty */
	TABLE_OPTIONAL_RIGHT, /* the same, right */
};

/* What may go when the screen is narrow; see report/frame/fit.h. */
enum table_rank {
	TABLE_STAYS,
	TABLE_GOES,
	TABLE_GOES_FIRST,
};

struct table;

/* An empty table; the caller ends it with table_free(). */
struct table *table_new(void);

/* Accepts NULL. */
void table_free(struct table *table);

/* Adds a column on the right; columns count from 0. All come before the first row. The heading is
 * copied and may be "". */
void table_column(struct table *table, const char *heading, enum table_align align);

/* Of the column that was just added; TABLE_STAYS unless said. */
void table_rank(struct table *table, enum table_rank rank);

/* Begins the next row; its cells are empty. */
void table_row(struct table *table);

/* Fills a cell of the present row. `text` is copied. */
void table_cell(struct table *table, unsigned column, const char *text);
void table_cellf(struct table *table, unsigned column, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

size_t table_row_count(const struct table *table);

/* Appends headings and rows, without blanks at the end of a line: a line each, or, if the screen is
 * narrower than the table, as many as report/frame/fit.h makes of them, and a last one that names
 * the columns that went. Appends nothing for a table without rows. */
void table_print(struct table *table, struct text *out);

/* The same as a table of Markdown, whose cells show what they hold and mean nothing. */
void table_print_markdown(struct table *table, struct text *out);

#endif
