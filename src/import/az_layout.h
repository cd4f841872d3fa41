/* How a table that is text is cut: lines, columns, cells. Nothing here knows what a row is. */
#ifndef IMPORT_AZ_LAYOUT_H
#define IMPORT_AZ_LAYOUT_H

#include <stddef.h>

#include "query/capture/az_table.h"

enum { AZ_COLUMNS_MAX = 32 };

/* One line without its end; or a part of one. */
struct az_line {
	const char *at;
	size_t size;
};

struct az_column {
	size_t start; /* of the heading; of its dashes, when there are some */
	size_t end;
	enum az_member member; /* AZ_MEMBER_COUNT: not one of Azure's */
};

/* The columns of the table at work; those beyond AZ_COLUMNS_MAX are lost. */
struct az_layout {
	struct az_column columns[AZ_COLUMNS_MAX];
	unsigned count;
};

bool az_is_blank(char c);
struct az_line az_line_at(const char *at, const char *end);
struct az_line az_trimmed(struct az_line line);

/* Only these characters, blanks, and at least one dash. */
bool az_is_rule(struct az_line line, const char *characters);

/* Without the bars at both ends of a Markdown row. */
struct az_line az_without_bars(struct az_line line);

/* Without the emphasis or quotes around a cell. */
struct az_line az_without_marks(struct az_line cell);

/* The next cell of a line that is cut at `separator`; NULL at the end. */
const char *az_next_cell(struct az_line *rest, char separator, struct az_line *cell);

void az_add_column(struct az_layout *layout, size_t start, size_t end, struct az_line heading);

/* Finds the columns: headings whose places the dashes below show; headings between separators;
 * headings with two blanks between them; of a portal's file that has no headings. */
void az_find_dashed(struct az_layout *layout, struct az_line heading, struct az_line dashes);
void az_find_separated(struct az_layout *layout, struct az_line line, char separator);
void az_find_spaced(struct az_layout *layout, struct az_line line);
void az_find_bare(struct az_layout *layout);

/* A row that the portal's file has, found without its headings: "Default, Active, 10.0.0.0/16, ..."
 */
bool az_is_bare_effective(struct az_line line);

/* The members of the columns, by az_bit(); 0 when these are no headings of Azure's. */
uint32_t az_layout_told(const struct az_layout *layout);
bool az_all_known(const struct az_layout *layout);

/* "Path" alone is a heading here, as only MSEEs have it. */
bool az_has_path_heading(struct az_line line);

/* The column of a word: the one whose heading it stands under, for columns that are set to the
 * right; else the last that begins before it. */
unsigned az_column_of(const struct az_layout *layout, size_t start, size_t end);

#endif
