/* Finds Azure's tables in a text: by their headings, between prompts, comments and prose. */
#include "import/az_read.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/utf8.h"
#include "import/az_draft.h"

enum {
	HEADINGS_MIN = 3,                  /* fewer known ones are prose */
	JSON_WASTE_MAX = 16 * 1024 * 1024, /* bytes read in vain of what only looked like JSON */
};

/* One line without its end. */
struct line {
	const char *at;
	size_t size;
};

/* How the rows of the table at work are cut into cells. */
enum form {
	FORM_NONE,
	FORM_COLUMNS, /* by the places of the headings */
	FORM_BARS,    /* Markdown */
	FORM_COMMAS,
	FORM_LIST, /* "Network : 10.0.0.0/16", a member a line */
};

struct column {
	size_t start; /* of the heading; of its dashes, when there are some */
	size_t end;
	enum az_member member; /* AZ_MEMBER_COUNT: not one of Azure's */
};

struct scan {
	struct az_reading *reading;
	const char *rest; /* behind the present line */
	const char *end;
	enum form form;
	struct column columns[AZ_COLUMNS_MAX];
	unsigned column_count;
	size_t json_waste;
	unsigned broken_json; /* line of the first thing that looked like one of Azure's; 0: none */
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static struct line trimmed(struct line line)
{
	while (line.size > 0 && is_blank(line.at[0])) {
		line.at++;
		line.size--;
	}
	while (line.size > 0 && is_blank(line.at[line.size - 1]))
		line.size--;
	return line;
}

static struct line line_at(const char *at, const char *end)
{
	const char *stop = memchr(at, '\n', (size_t)(end - at));

	return (struct line){at, (size_t)((stop == NULL ? end : stop) - at)};
}

static bool next_line(struct scan *scan, struct line *line)
{
	if (scan->rest >= scan->end)
		return false;
	*line = line_at(scan->rest, scan->end);
	scan->rest = line->at + line->size + (line->at + line->size < scan->end);
	scan->reading->line++;
	return true;
}

static struct line peek_line(const struct scan *scan)
{
	if (scan->rest >= scan->end)
		return (struct line){scan->end, 0};
	return line_at(scan->rest, scan->end);
}

/* Only these characters, and at least one dash. */
static bool is_rule(struct line line, const char *characters)
{
	bool dash = false;

	for (size_t i = 0; i < line.size; i++) {
		if (!is_blank(line.at[i]) && strchr(characters, line.at[i]) == NULL)
			return false;
		dash |= line.at[i] == '-';
	}
	return dash;
}

static void end_table(struct scan *scan)
{
	if (scan->form == FORM_NONE)
		return;
	scan->form = FORM_NONE;
	az_end(scan->reading);
}

static void keep_title(struct scan *scan, struct line line)
{
	size_t size;

	while (line.size > 0 && strchr("#*|`<>", line.at[0]) != NULL)
		line = trimmed((struct line){line.at + 1, line.size - 1});
	size = line.size < AZ_TITLE_MAX - 1 ? line.size : AZ_TITLE_MAX - 1;
	if (size == 0)
		return;
	for (size_t i = 0; i < size; i++)
		scan->reading->title[i] = iscntrl((unsigned char)line.at[i]) ? ' ' : line.at[i];
	scan->reading->title[size] = '\0';
}

static void add_column(struct scan *scan, size_t start, size_t end, struct line heading)
{
	if (scan->column_count == AZ_COLUMNS_MAX)
		return;
	scan->columns[scan->column_count++] = (struct column){
	    .start = start,
	    .end = end,
	    .member = az_heading(heading.at, heading.size),
	};
}

/* The members of the columns; 0 when these are no headings of Azure's. */
static uint32_t told(const struct scan *scan)
{
	uint32_t bits = 0;
	unsigned known = 0;

	for (unsigned i = 0; i < scan->column_count; i++) {
		if (scan->columns[i].member == AZ_MEMBER_COUNT)
			continue;
		bits |= az_bit(scan->columns[i].member);
		known++;
	}
	return known >= HEADINGS_MIN ? bits : 0;
}

static bool has_path_heading(struct line line)
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

/* Begins a table when the columns found in `heading` are those of one. */
static bool begin(struct scan *scan, enum form form, struct line heading)
{
	uint32_t bits = told(scan);
	bool path = has_path_heading(heading);

	if (az_kind_of(bits, path) == AZ_KIND_COUNT)
		return false;
	az_begin(scan->reading, bits, path);
	scan->form = form;
	return true;
}

/* Headings whose places the dashes below show. */
static void find_dashed(struct scan *scan, struct line heading, struct line dashes)
{
	size_t at = 0;

	scan->column_count = 0;
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
			add_column(
			    scan, start, end,
			    (struct line){heading.at + start,
			                  (stop < heading.size ? stop : heading.size) - start});
	}
}

/* The next cell of a line that is cut at `separator`; NULL at the end. */
static const char *next_cell(struct line *rest, char separator, struct line *cell)
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
		*rest = (struct line){stop + 1, rest->size - cell->size - 1};
	return cell->at;
}

/* Without the bars at both ends of a Markdown row. */
static struct line without_bars(struct line line)
{
	line = trimmed(line);
	if (line.size > 0 && line.at[0] == '|') {
		line.at++;
		line.size--;
	}
	if (line.size > 0 && line.at[line.size - 1] == '|')
		line.size--;
	return line;
}

static void find_separated(struct scan *scan, struct line line, char separator)
{
	struct line cell;

	scan->column_count = 0;
	while (next_cell(&line, separator, &cell) != NULL)
		add_column(scan, 0, 0, cell);
}

/* Headings without a rule below: two blanks stand between them. */
static void find_spaced(struct scan *scan, struct line line)
{
	size_t at = 0;

	scan->column_count = 0;
	while (at < line.size) {
		size_t start;
		size_t end;

		while (at < line.size && is_blank(line.at[at]))
			at++;
		start = end = at;
		while (at < line.size && !(is_blank(line.at[at]) &&
		                           (at + 1 == line.size || is_blank(line.at[at + 1]))))
			end = ++at;
		if (start < end)
			add_column(scan, start, end, (struct line){line.at + start, end - start});
	}
}

static bool all_known(const struct scan *scan)
{
	for (unsigned i = 0; i < scan->column_count; i++)
		if (scan->columns[i].member == AZ_MEMBER_COUNT)
			return false;
	return true;
}

/* A row that the portal's file has, found without its headings: "Default, Active, 10.0.0.0/16, ..."
 */
static bool is_bare_effective(struct line line)
{
	static const char *const sources[] = {"default,", "user,", "virtual network gateway,"};

	line = trimmed(line);
	for (size_t i = 0; i < COUNT_OF(sources); i++) {
		size_t size = strlen(sources[i]);
		struct line state = {line.at + size, line.size > size ? line.size - size : 0};

		if (line.size <= size || strncasecmp(line.at, sources[i], size) != 0)
			continue;
		state = trimmed(state);
		return (state.size > 7 && strncasecmp(state.at, "active,", 7) == 0) ||
		       (state.size > 8 && strncasecmp(state.at, "invalid,", 8) == 0);
	}
	return false;
}

static void set_bare_columns(struct scan *scan)
{
	static const enum az_member members[] = {AZ_SOURCE,        AZ_STATE,    AZ_NETWORK,
	                                         AZ_NEXT_HOP_TYPE, AZ_NEXT_HOP, AZ_NAME};

	scan->column_count = 0;
	for (size_t i = 0; i < COUNT_OF(members); i++)
		scan->columns[scan->column_count++] = (struct column){.member = members[i]};
}

/* "Network      : 10.0.0.0/16": the member, or AZ_MEMBER_COUNT. */
static enum az_member list_member(struct line line, struct line *value)
{
	const char *colon = memchr(line.at, ':', line.size);
	struct line name;

	if (colon == NULL || colon == line.at || !is_blank(colon[-1]))
		return AZ_MEMBER_COUNT;
	name = trimmed((struct line){line.at, (size_t)(colon - line.at)});
	*value = trimmed((struct line){colon + 1, line.size - (size_t)(colon + 1 - line.at)});
	return az_heading(name.at, name.size);
}

/* Looks through the names of the list's first row for what kind it is. */
static bool begin_list(struct scan *scan, struct line line)
{
	const char *at = line.at;
	struct line value;

	scan->column_count = 0;
	if (list_member(line, &value) == AZ_MEMBER_COUNT)
		return false;
	while (at < scan->end && scan->column_count < AZ_COLUMNS_MAX) {
		struct line next = line_at(at, scan->end);
		const char *colon = memchr(next.at, ':', next.size);

		if (trimmed(next).size == 0 || colon == NULL)
			break;
		add_column(scan, 0, 0, (struct line){next.at, (size_t)(colon - next.at)});
		at = next.at + next.size + 1;
	}
	return begin(
	    scan, FORM_LIST,
	    (struct line){line.at, (size_t)(at > scan->end ? scan->end - line.at : at - line.at)});
}

static bool begin_table(struct scan *scan, struct line line)
{
	struct line below = peek_line(scan);

	if (memchr(line.at, '|', line.size) != NULL && is_rule(below, "|:-+") &&
	    memchr(below.at, '|', below.size) != NULL) {
		find_separated(scan, without_bars(line), '|');
		return begin(scan, FORM_BARS, line);
	}
	if (is_rule(below, "-")) {
		find_dashed(scan, line, below);
		return begin(scan, FORM_COLUMNS, line);
	}
	if (is_bare_effective(line)) {
		set_bare_columns(scan);
		return begin(scan, FORM_COMMAS, (struct line){"", 0});
	}
	if (memchr(line.at, ',', line.size) != NULL) {
		find_separated(scan, line, ',');
		return all_known(scan) && begin(scan, FORM_COMMAS, line);
	}
	find_spaced(scan, line);
	return all_known(scan) && begin(scan, FORM_COLUMNS, line);
}

/* The column of a word: the one whose heading it stands under, for columns that are set to the
 * right; else the last that begins before it. */
static unsigned column_of(const struct scan *scan, size_t start, size_t end)
{
	unsigned found = 0;

	for (unsigned i = 0; i < scan->column_count; i++) {
		if (start < scan->columns[i].end && end > scan->columns[i].start)
			return i;
		if (scan->columns[i].start <= start)
			found = i;
	}
	return found;
}

static void read_columns(struct scan *scan, struct line line)
{
	size_t at = 0;

	while (at < line.size) {
		size_t start;

		while (at < line.size && is_blank(line.at[at]))
			at++;
		start = at;
		while (at < line.size && !is_blank(line.at[at]))
			at++;
		if (start < at)
			az_cell(scan->reading, scan->columns[column_of(scan, start, at)].member,
			        line.at + start, at - start);
	}
}

static struct line without_marks(struct line cell)
{
	cell = trimmed(cell);
	while (cell.size >= 2 && (cell.at[0] == '*' || cell.at[0] == '`' || cell.at[0] == '"') &&
	       cell.at[cell.size - 1] == cell.at[0])
		cell = (struct line){cell.at + 1, cell.size - 2};
	return cell;
}

static void read_separated(struct scan *scan, struct line line, char separator)
{
	struct line cell;
	unsigned column = 0;

	while (next_cell(&line, separator, &cell) != NULL) {
		/* A path that ends a line may hold no comma; cells beyond the headings are lost. */
		if (column < scan->column_count) {
			cell = without_marks(cell);
			az_cell(scan->reading, scan->columns[column].member, cell.at, cell.size);
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
static bool read_row(struct scan *scan, struct line line)
{
	struct line value;
	enum az_member member;

	if (scan->form == FORM_LIST) {
		member = list_member(line, &value);
		if (trimmed(line).size == 0) {
			if (looks_like_row(scan->reading))
				az_row_end(scan->reading);
			forget_cells(scan->reading);
			return true;
		}
		if (member != AZ_MEMBER_COUNT)
			az_cell(scan->reading, member, value.at, value.size);
		return memchr(line.at, ':', line.size) != NULL;
	}
	if (trimmed(line).size == 0)
		return false;
	if (is_rule(line, "|:-+"))
		return true;
	if (scan->form == FORM_BARS && memchr(line.at, '|', line.size) == NULL)
		return false;
	if (scan->form == FORM_COLUMNS)
		read_columns(scan, line);
	else if (scan->form == FORM_BARS)
		read_separated(scan, without_bars(line), '|');
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
static void note_broken(struct scan *scan, struct line line, size_t consumed)
{
	const char *at = line.at;
	size_t size = consumed;
	bool table = holds(at, size, "\"network\"") || holds(at, size, "\"neighbor\"") ||
	             holds(at, size, "\"addressPrefix") || holds(at, size, "\"nextHop");

	if (table && scan->broken_json == 0)
		scan->broken_json = scan->reading->line + count_lines(at, at + consumed);
}

/* True when the line began a JSON document, which is read then, to the end of its last line. */
static bool read_json(struct scan *scan, struct line line)
{
	struct line text = trimmed(line);
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
	line = line_at(text.at + size, scan->end);
	scan->rest = line.at + line.size + (line.at + line.size < scan->end);
	return true;
}

static void scan_line(struct scan *scan, struct line line)
{
	if (scan->form != FORM_NONE) {
		if (read_row(scan, line))
			return;
		end_table(scan);
	}
	if (read_json(scan, line))
		return;
	if (begin_table(scan, line)) {
		if (scan->form == FORM_LIST || is_bare_effective(line))
			read_row(scan, line);
		return;
	}
	if (!begin_list(scan, line))
		keep_title(scan, trimmed(line));
	else
		read_row(scan, line);
}

/* The end of the file ends a list's last row as an empty line does. */
static void finish(struct scan *scan)
{
	if (scan->form == FORM_LIST)
		read_row(scan, (struct line){"", 0});
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
	struct line line;

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
