/* Finds Azure's tables in a text: by their headings, between prompts, comments and prose. */
#include "import/az_read.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/utf8.h"
#include "import/az_draft.h"
#include "import/az_layout.h"
#include "import/az_words.h"

enum {
	JSON_WASTE_MAX = 16 * 1024 * 1024, /* bytes read in vain of what only looked like JSON */
};

/* How the rows of the table at work are cut into cells. */
enum form {
	FORM_NONE,
	FORM_COLUMNS, /* by the places of the headings */
	FORM_BARS,    /* Markdown */
	FORM_COMMAS,
	FORM_LIST, /* "Network : 10.0.0.0/16", a member a line */
};

struct scan {
	struct az_reading *reading;
	const char *rest; /* behind the present line */
	const char *end;
	enum form form;
	struct az_layout layout;
	size_t json_waste;
	unsigned broken_json; /* line of the first thing that looked like one of Azure's; 0: none */
};

static bool next_line(struct scan *scan, struct az_line *line)
{
	if (scan->rest >= scan->end)
		return false;
	*line = az_line_at(scan->rest, scan->end);
	scan->rest = line->at + line->size + (line->at + line->size < scan->end);
	scan->reading->line++;
	return true;
}

static struct az_line peek_line(const struct scan *scan)
{
	if (scan->rest >= scan->end)
		return (struct az_line){scan->end, 0};
	return az_line_at(scan->rest, scan->end);
}

static void end_table(struct scan *scan)
{
	if (scan->form == FORM_NONE)
		return;
	scan->form = FORM_NONE;
	az_end(scan->reading);
}

static void keep_title(struct scan *scan, struct az_line line)
{
	size_t size;

	while (line.size > 0 && strchr("#*|`<>", line.at[0]) != NULL)
		line = az_trimmed((struct az_line){line.at + 1, line.size - 1});
	size = line.size < AZ_TITLE_MAX - 1 ? line.size : AZ_TITLE_MAX - 1;
	if (size == 0)
		return;
	for (size_t i = 0; i < size; i++)
		scan->reading->title[i] = iscntrl((unsigned char)line.at[i]) ? ' ' : line.at[i];
	scan->reading->title[size] = '\0';
}

/* Begins a table when the columns found in `heading` are those of one. */
static bool begin(struct scan *scan, enum form form, struct az_line heading)
{
	uint32_t bits = az_layout_told(&scan->layout);
	bool path = az_has_path_heading(heading);

	if (az_kind_of(bits, path) == AZ_KIND_COUNT)
		return false;
	az_begin(scan->reading, bits, path);
	scan->form = form;
	return true;
}

/* "Network      : 10.0.0.0/16": the member, or AZ_MEMBER_COUNT. */
static enum az_member list_member(struct az_line line, struct az_line *value)
{
	const char *colon = memchr(line.at, ':', line.size);
	struct az_line name;

	if (colon == NULL || colon == line.at || !az_is_blank(colon[-1]))
		return AZ_MEMBER_COUNT;
	name = az_trimmed((struct az_line){line.at, (size_t)(colon - line.at)});
	*value = az_trimmed((struct az_line){colon + 1, line.size - (size_t)(colon + 1 - line.at)});
	return az_heading(name.at, name.size);
}

/* Looks through the names of the list's first row for what kind it is. */
static bool begin_list(struct scan *scan, struct az_line line)
{
	const char *at = line.at;
	struct az_line value;

	scan->layout.count = 0;
	if (list_member(line, &value) == AZ_MEMBER_COUNT)
		return false;
	while (at < scan->end && scan->layout.count < AZ_COLUMNS_MAX) {
		struct az_line next = az_line_at(at, scan->end);
		const char *colon = memchr(next.at, ':', next.size);

		if (az_trimmed(next).size == 0 || colon == NULL)
			break;
		az_add_column(&scan->layout, 0, 0,
		              (struct az_line){next.at, (size_t)(colon - next.at)});
		at = next.at + next.size + 1;
	}
	return begin(scan, FORM_LIST,
	             (struct az_line){
			 line.at, (size_t)(at > scan->end ? scan->end - line.at : at - line.at)});
}

static bool begin_table(struct scan *scan, struct az_line line)
{
	struct az_line below = peek_line(scan);

	if (memchr(line.at, '|', line.size) != NULL && az_is_rule(below, "|:-+") &&
	    memchr(below.at, '|', below.size) != NULL) {
		az_find_separated(&scan->layout, az_without_bars(line), '|');
		return begin(scan, FORM_BARS, line);
	}
	if (az_is_rule(below, "-")) {
		az_find_dashed(&scan->layout, line, below);
		return begin(scan, FORM_COLUMNS, line);
	}
	if (az_is_bare_effective(line)) {
		az_find_bare(&scan->layout);
		return begin(scan, FORM_COMMAS, (struct az_line){"", 0});
	}
	if (memchr(line.at, ',', line.size) != NULL) {
		az_find_separated(&scan->layout, line, ',');
		return az_all_known(&scan->layout) && begin(scan, FORM_COMMAS, line);
	}
	az_find_spaced(&scan->layout, line);
	return az_all_known(&scan->layout) && begin(scan, FORM_COLUMNS, line);
}

static void read_columns(struct scan *scan, struct az_line line)
{
	size_t at = 0;

	while (at < line.size) {
		size_t start;

		while (at < line.size && az_is_blank(line.at[at]))
			at++;
		start = at;
		while (at < line.size && !az_is_blank(line.at[at]))
			at++;
		if (start < at)
			az_cell(scan->reading,
			        scan->layout.columns[az_column_of(&scan->layout, start, at)].member,
			        line.at + start, at - start);
	}
}

static void read_separated(struct scan *scan, struct az_line line, char separator)
{
	struct az_line cell;
	unsigned column = 0;

	while (az_next_cell(&line, separator, &cell) != NULL) {
		/* A path that ends a line may hold no comma; cells beyond the headings are lost. */
		if (column < scan->layout.count) {
			cell = az_without_marks(cell);
			az_cell(scan->reading, scan->layout.columns[column].member, cell.at,
			        cell.size);
		}
		column++;
	}
}

/* A line below headings is a row when something in the key's column may be an address. */
static bool looks_like_row(const struct az_reading *reading)
{
	static const enum az_member keys[] = {AZ_NETWORK, AZ_NEIGHBOR, AZ_IP_ADDRESS};

	for (size_t i = 0; i < COUNT_OF(keys); i++) {
		const char *cell = reading->cells[keys[i]];

		if (cell != NULL && cell[strcspn(cell, "0123456789:")] != '\0' &&
		    strpbrk(cell, ".:/") != NULL)
			return true;
	}
	return false;
}

static void forget_cells(struct az_reading *reading)
{
	memset(reading->cells, 0, sizeof(reading->cells));
}

/* A row of the table at work; false when the table ends here. */
static bool read_row(struct scan *scan, struct az_line line)
{
	struct az_line value;
	enum az_member member;

	if (scan->form == FORM_LIST) {
		member = list_member(line, &value);
		if (az_trimmed(line).size == 0) {
			if (looks_like_row(scan->reading))
				az_row_end(scan->reading);
			forget_cells(scan->reading);
			return true;
		}
		if (member != AZ_MEMBER_COUNT)
			az_cell(scan->reading, member, value.at, value.size);
		return memchr(line.at, ':', line.size) != NULL;
	}
	if (az_trimmed(line).size == 0)
		return false;
	if (az_is_rule(line, "|:-+"))
		return true;
	if (scan->form == FORM_BARS && memchr(line.at, '|', line.size) == NULL)
		return false;
	if (scan->form == FORM_COLUMNS)
		read_columns(scan, line);
	else if (scan->form == FORM_BARS)
		read_separated(scan, az_without_bars(line), '|');
	else
		read_separated(scan, line, ',');
	if (!looks_like_row(scan->reading)) {
		forget_cells(scan->reading);
		return false;
	}
	az_row_end(scan->reading);
	return true;
}

static unsigned count_lines(const char *from, const char *to)
{
	unsigned count = 0;

	for (; from < to; from++)
		count += *from == '\n';
	return count;
}

static bool holds(const char *at, size_t size, const char *words)
{
	return memmem(at, size, words, strlen(words)) != NULL;
}

/* Broken JSON is forgiven unless it was a table. */
static void note_broken(struct scan *scan, struct az_line line, size_t consumed)
{
	const char *at = line.at;
	size_t size = consumed;
	bool table = holds(at, size, "\"network\"") || holds(at, size, "\"neighbor\"") ||
	             holds(at, size, "\"addressPrefix") || holds(at, size, "\"nextHop");

	if (table && scan->broken_json == 0)
		scan->broken_json = scan->reading->line + count_lines(at, at + consumed);
}

/* True when the line began a JSON document, which is read then, to the end of its last line. */
static bool read_json(struct scan *scan, struct az_line line)
{
	struct az_line text = az_trimmed(line);
	size_t consumed = 0;
	size_t size;

	if (text.size == 0 || strchr("{[", text.at[0]) == NULL || scan->json_waste > JSON_WASTE_MAX)
		return false;
	size = az_read_json(scan->reading, text.at, (size_t)(scan->end - text.at), &consumed);
	if (size == 0) {
		scan->json_waste += consumed + 1;
		note_broken(scan, text, consumed);
		return false;
	}
	scan->reading->line += count_lines(text.at, text.at + size);
	line = az_line_at(text.at + size, scan->end);
	scan->rest = line.at + line.size + (line.at + line.size < scan->end);
	return true;
}

static void scan_line(struct scan *scan, struct az_line line)
{
	if (scan->form != FORM_NONE) {
		if (read_row(scan, line))
			return;
		end_table(scan);
	}
	if (read_json(scan, line))
		return;
	if (begin_table(scan, line)) {
		if (scan->form == FORM_LIST || az_is_bare_effective(line))
			read_row(scan, line);
		return;
	}
	if (!begin_list(scan, line))
		keep_title(scan, az_trimmed(line));
	else
		read_row(scan, line);
}

/* The end of the file ends a list's last row as an empty line does. */
static void finish(struct scan *scan)
{
	if (scan->form == FORM_LIST)
		read_row(scan, (struct az_line){"", 0});
	end_table(scan);
}

static void judge(struct scan *scan)
{
	struct az_reading *reading = scan->reading;

	if (scan->broken_json != 0) {
		reading->line = scan->broken_json;
		az_fail(reading, "the JSON is broken here; expected the whole answer of az");
	} else if (reading->count == 0) {
		reading->line = 1;
		az_fail(reading, "no table of Azure's; expected the JSON of az, or a table with "
		                 "headings such as Network, NextHop, AsPath, Weight");
	}
}

/* PowerShell begins files with a byte order mark, or writes UTF-16. */
static size_t byte_order_mark(struct az_reading *reading, const char *text, size_t size)
{
	if (utf16_seen(text, size)) {
		reading->line = 1;
		az_fail(reading, "the text is UTF-16; expected UTF-8, as PowerShell writes it with "
		                 "'Out-File -Encoding utf8'");
	}
	return utf8_mark_size(text, size);
}

struct az_capture *az_read(const char *name, const char *text, size_t size, enum az_kind kind,
                           struct arena *arena, struct findings *findings)
{
	struct az_reading reading = {
	    .name = name, .findings = findings, .arena = arena, .forced = kind};
	struct scan scan = {.reading = &reading, .rest = text, .end = text + size};
	struct az_capture *capture = arena_alloc(arena, sizeof(*capture));
	struct az_line line;

	scan.rest += byte_order_mark(&reading, text, size);
	while (!reading.failed && next_line(&scan, &line))
		scan_line(&scan, line);
	if (!reading.failed)
		finish(&scan);
	if (!reading.failed)
		judge(&scan);
	if (reading.failed && reading.table != NULL)
		free(reading.table->rows);
	*capture = (struct az_capture){
	    .tables = arena_alloc(arena, (reading.count + 1) * sizeof(struct az_table *)),
	    .count = reading.count,
	};
	if (reading.count > 0)
		memcpy(capture->tables, reading.tables, reading.count * sizeof(struct az_table *));
	free(reading.tables);
	return reading.failed ? NULL : capture;
}
