/* Cuts lines of text tables into cells. */
#include "import/az_layout.h"

#include <ctype.h>
#include <string.h>

#include "base/check.h"
#include "import/az_words.h"

enum { HEADINGS_MIN = 3 }; /* fewer known ones are prose */

bool az_is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

struct az_line az_trimmed(struct az_line line)
{
	while (line.size > 0 && az_is_blank(line.at[0])) {
		line.at++;
		line.size--;
	}
	while (line.size > 0 && az_is_blank(line.at[line.size - 1]))
		line.size--;
	return line;
}

struct az_line az_line_at(const char *at, const char *end)
{
	const char *stop = memchr(at, '\n', (size_t)(end - at));

	return (struct az_line){at, (size_t)((stop == NULL ? end : stop) - at)};
}

/* Only these characters, and at least one dash. */
bool az_is_rule(struct az_line line, const char *characters)
{
	bool dash = false;

	for (size_t i = 0; i < line.size; i++) {
		if (!az_is_blank(line.at[i]) && strchr(characters, line.at[i]) == NULL)
			return false;
		dash |= line.at[i] == '-';
	}
	return dash;
}

void az_add_column(struct az_layout *layout, size_t start, size_t end, struct az_line heading)
{
	if (layout->count == AZ_COLUMNS_MAX)
		return;
	layout->columns[layout->count++] = (struct az_column){
	    .start = start,
	    .end = end,
	    .member = az_heading(heading.at, heading.size),
	};
}

/* The members of the columns; 0 when these are no headings of Azure's. */
uint32_t az_layout_told(const struct az_layout *layout)
{
	uint32_t bits = 0;
	unsigned known = 0;

	for (unsigned i = 0; i < layout->count; i++) {
		if (layout->columns[i].member == AZ_MEMBER_COUNT)
			continue;
		bits |= az_bit(layout->columns[i].member);
		known++;
	}
	return known >= HEADINGS_MIN ? bits : 0;
}

bool az_has_path_heading(struct az_line line)
{
	for (size_t i = 0; i + 4 <= line.size; i++) {
		bool before = i == 0 || !isalnum((unsigned char)line.at[i - 1]);
		bool after = i + 4 == line.size || !isalnum((unsigned char)line.at[i + 4]);

		if (before && after && az_heading_is_path(line.at + i, 4) &&
		    !(i >= 3 && strncasecmp(line.at + i - 3, "as ", 3) == 0))
			return true;
	}
	return false;
}

/* Headings whose places the dashes below show. */
void az_find_dashed(struct az_layout *layout, struct az_line heading, struct az_line dashes)
{
	size_t at = 0;

	layout->count = 0;
	while (at < dashes.size) {
		size_t start;
		size_t end;
		size_t stop;

		while (at < dashes.size && dashes.at[at] != '-')
			at++;
		start = at;
		while (at < dashes.size && dashes.at[at] == '-')
			at++;
		end = at;
		while (at < dashes.size && dashes.at[at] != '-')
			at++;
		/* The last heading may be longer than its dashes. */
		stop = at == dashes.size ? heading.size : at;
		if (start < end && start < heading.size)
			az_add_column(
			    layout, start, end,
			    (struct az_line){heading.at + start,
			                     (stop < heading.size ? stop : heading.size) - start});
	}
}

/* The next cell of a line that is cut at `separator`; NULL at the end. */
const char *az_next_cell(struct az_line *rest, char separator, struct az_line *cell)
{
	const char *stop;

	if (rest->at == NULL)
		return NULL;
	stop = memchr(rest->at, separator, rest->size);
	cell->at = rest->at;
	cell->size = stop == NULL ? rest->size : (size_t)(stop - rest->at);
	if (stop == NULL)
		rest->at = NULL;
	else
		*rest = (struct az_line){stop + 1, rest->size - cell->size - 1};
	return cell->at;
}

/* Without the bars at both ends of a Markdown row. */
struct az_line az_without_bars(struct az_line line)
{
	line = az_trimmed(line);
	if (line.size > 0 && line.at[0] == '|') {
		line.at++;
		line.size--;
	}
	if (line.size > 0 && line.at[line.size - 1] == '|')
		line.size--;
	return line;
}

void az_find_separated(struct az_layout *layout, struct az_line line, char separator)
{
	struct az_line cell;

	layout->count = 0;
	while (az_next_cell(&line, separator, &cell) != NULL)
		az_add_column(layout, 0, 0, cell);
}

/* Headings without a rule below: two blanks stand between them. */
void az_find_spaced(struct az_layout *layout, struct az_line line)
{
	size_t at = 0;

	layout->count = 0;
	while (at < line.size) {
		size_t start;
		size_t end;

		while (at < line.size && az_is_blank(line.at[at]))
			at++;
		start = end = at;
		while (at < line.size && !(az_is_blank(line.at[at]) &&
		                           (at + 1 == line.size || az_is_blank(line.at[at + 1]))))
			end = ++at;
		if (start < end)
			az_add_column(layout, start, end,
			              (struct az_line){line.at + start, end - start});
	}
}

bool az_all_known(const struct az_layout *layout)
{
	for (unsigned i = 0; i < layout->count; i++)
		if (layout->columns[i].member == AZ_MEMBER_COUNT)
			return false;
	return true;
}

/* A row that the portal's file has, found without its headings: "Default, Active, 10.0.0.0/16, ..."
 */
bool az_is_bare_effective(struct az_line line)
{
	static const char *const sources[] = {"default,", "user,", "virtual network gateway,"};

	line = az_trimmed(line);
	for (size_t i = 0; i < COUNT_OF(sources); i++) {
		size_t size = strlen(sources[i]);
		struct az_line state = {line.at + size, line.size > size ? line.size - size : 0};

		if (line.size <= size || strncasecmp(line.at, sources[i], size) != 0)
			continue;
		state = az_trimmed(state);
		return (state.size > 7 && strncasecmp(state.at, "active,", 7) == 0) ||
		       (state.size > 8 && strncasecmp(state.at, "invalid,", 8) == 0);
	}
	return false;
}

void az_find_bare(struct az_layout *layout)
{
	static const enum az_member members[] = {AZ_SOURCE,        AZ_STATE,    AZ_NETWORK,
	                                         AZ_NEXT_HOP_TYPE, AZ_NEXT_HOP, AZ_NAME};

	layout->count = 0;
	for (size_t i = 0; i < COUNT_OF(members); i++)
		layout->columns[layout->count++] = (struct az_column){.member = members[i]};
}

/* The column of a word: the one whose heading it stands under, for columns that are set to the
 * right; else the last that begins before it. */
unsigned az_column_of(const struct az_layout *layout, size_t start, size_t end)
{
	unsigned found = 0;

	for (unsigned i = 0; i < layout->count; i++) {
		if (start < layout->columns[i].end && end > layout->columns[i].start)
			return i;
		if (layout->columns[i].start <= start)
			found = i;
	}
	return found;
}

struct az_line az_without_marks(struct az_line cell)
{
	cell = az_trimmed(cell);
	while (cell.size >= 2 && (cell.at[0] == '*' || cell.at[0] == '`' || cell.at[0] == '"') &&
	       cell.at[cell.size - 1] == cell.at[0])
		cell = (struct az_line){cell.at + 1, cell.size - 2};
	return cell;
}
