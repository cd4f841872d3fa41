/* Finds tables in a text: by their headings, between prompts, comments and prose. */
#include "import/az_read.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/utf8.h"
#include "import/az_scan.h"

enum {
	JSON_WASTE_MAX = 16 * 1024 * 1024, /* bytes read in vain of what only looked like JSON */
};

/* Places are those of the file, before it was cleaned. */
static void set_line(struct az_scan *scan, size_t line)
{
	size_t last = scan->clean.line_count;

	CHECK(last > 0);
	scan->line = line;
	scan->reading->line = line == 0 ? 0 : scan->clean.lines[(line < last ? line : last) - 1];
}

static bool next_line(struct az_scan *scan, struct az_line *line)
{
	if (scan->rest >= scan->end)
		return false;
	*line = az_line_at(scan->rest, scan->end);
	scan->rest = line->at + line->size + (line->at + line->size < scan->end);
	set_line(scan, scan->line + 1);
	return true;
}

struct az_line az_scan_peek(const struct az_scan *scan)
{
	if (scan->rest >= scan->end)
		return (struct az_line){scan->end, 0};
	return az_line_at(scan->rest, scan->end);
}

void az_scan_begin(struct az_scan *scan, enum az_form form, enum az_kind kind)
{
	az_begin_kind(scan->reading, kind);
	scan->form = form;
	scan->doubtful = false;
	scan->network[0] = '\0';
	scan->hop[0] = '\0';
	scan->status[0] = '\0';
}

static void end_table(struct az_scan *scan)
{
	if (scan->form == AZ_FORM_NONE)
		return;
	scan->form = AZ_FORM_NONE;
	az_end(scan->reading);
}

static void keep_title(struct az_scan *scan, struct az_line line)
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
static void note_broken(struct az_scan *scan, struct az_line line, size_t consumed)
{
	const char *at = line.at;
	size_t size = consumed;
	bool table = holds(at, size, "\"network\"") || holds(at, size, "\"neighbor\"") ||
	             holds(at, size, "\"addressPrefix") || holds(at, size, "\"nextHop");
	size_t here = scan->line;

	if (!table || scan->broken_json != 0)
		return;
	set_line(scan, here + count_lines(at, at + consumed));
	scan->broken_json = scan->reading->line;
	set_line(scan, here);
}

/* True when the line began a JSON document, which is read then, to the end of its last line. */
static bool read_json(struct az_scan *scan, struct az_line line)
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
	scan->form = AZ_FORM_NONE;
	az_end(scan->reading);
	set_line(scan, scan->line + count_lines(text.at, text.at + size));
	line = az_line_at(text.at + size, scan->end);
	scan->rest = line.at + line.size + (line.at + line.size < scan->end);
	return true;
}

/* "<snipped>", "[output omitted]", "......": rows were here. */
static bool is_snip(struct az_line line)
{
	static const char *const words[] = {"snip",     "omitted", "truncated", "output cut",
	                                    "--more--", "[...]",   "<...>"};
	char text[AZ_WORD_MAX];
	size_t size;

	line = az_trimmed(line);
	if (line.size == 0 || line.size >= sizeof(text))
		return false;
	for (size = 0; size < line.size; size++)
		text[size] = (char)tolower((unsigned char)line.at[size]);
	text[size] = '\0';
	if (text[strspn(text, ".\x1f ")] == '\0')
		return size >= 3 || text[0] == AZ_CUT;
	for (size_t i = 0; i < COUNT_OF(words); i++) {
		if (strstr(text, words[i]) != NULL && text[strcspn(text, "0123456789")] == '\0')
			return true;
	}
	return false;
}

/* What Azure says instead of a table without rows. */
static bool read_message(struct az_scan *scan, struct az_line line)
{
	static const char words[] = "does not have any bgp sessions";

	for (size_t i = 0; i + sizeof(words) - 1 <= line.size; i++) {
		if (strncasecmp(line.at + i, words, sizeof(words) - 1) != 0)
			continue;
		az_scan_begin(scan, AZ_FORM_NONE, AZ_PEERS);
		az_end(scan->reading);
		return true;
	}
	return false;
}

static enum az_line_use read_row(struct az_scan *scan, struct az_line line)
{
	if (scan->form == AZ_FORM_ROUTER)
		return az_router_row(scan, line);
	if (scan->form == AZ_FORM_JUNOS)
		return az_junos_row(scan, line);
	return az_text_row(scan, line);
}

/* True when the line was a row, or says that rows are missing. */
static bool go_on(struct az_scan *scan, struct az_line line)
{
	enum az_line_use use;

	if (is_snip(line)) {
		scan->reading->table->excerpt = true;
		return true;
	}
	use = read_row(scan, line);
	if (use == AZ_LINE_END)
		end_table(scan);
	else
		scan->doubtful = use == AZ_LINE_OTHER;
	return use == AZ_LINE_ROW;
}

/* PowerShell's comments begin in front of a heading. */
static struct az_line without_comment(struct az_line line)
{
	if (line.size > 2 && memcmp(line.at, "<#", 2) == 0)
		return (struct az_line){line.at + 2, line.size - 2};
	return line;
}

static bool begin(struct az_scan *scan, struct az_line line)
{
	struct az_layout layout = scan->layout;

	if (az_router_begin(scan, line) || az_junos_begin(scan, line) || az_text_begin(scan, line))
		return true;
	scan->layout = layout; /* the table at work may go on */
	return false;
}

static void scan_line(struct az_scan *scan, struct az_line line)
{
	line = without_comment(line);
	if (scan->form != AZ_FORM_NONE && go_on(scan, line))
		return;
	if (read_json(scan, line) || read_message(scan, line))
		return;
	if (!begin(scan, line)) {
		az_router_note(scan, line);
		keep_title(scan, az_trimmed(line));
	}
}

/* The end of the file ends a list's last row as an empty line does. */
static void finish(struct az_scan *scan)
{
	if (scan->form == AZ_FORM_LIST || scan->form == AZ_FORM_JUNOS)
		read_row(scan, (struct az_line){"", 0});
	end_table(scan);
}

static void judge(struct az_scan *scan)
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

static void scan_all(struct az_scan *scan)
{
	struct az_reading *reading = scan->reading;
	struct az_line line;

	while (!reading->failed && next_line(scan, &line))
		scan_line(scan, line);
	if (!reading->failed)
		finish(scan);
	if (!reading->failed)
		judge(scan);
	if (reading->failed && reading->table != NULL) {
		free(reading->table->rows);
		free(reading->table->lost);
	}
}

struct az_capture *az_read(const char *name, const char *text, size_t size, enum az_kind kind,
                           struct arena *arena, struct findings *findings)
{
	struct az_reading reading = {
	    .name = name, .findings = findings, .arena = arena, .forced = kind};
	struct az_scan scan = {.reading = &reading};
	struct az_capture *capture = arena_alloc(arena, sizeof(*capture));
	size_t mark = utf8_mark_size(text, size);

	scan.clean = az_clean(text + mark, size - mark, arena);
	scan.rest = scan.clean.text;
	scan.end = scan.clean.text + scan.clean.size;
	if (!reading.failed)
		scan_all(&scan);
	*capture = (struct az_capture){
	    .tables = arena_alloc(arena, (reading.count + 1) * sizeof(struct az_table *)),
	    .count = reading.count,
	};
	if (reading.count > 0)
		memcpy(capture->tables, reading.tables, reading.count * sizeof(struct az_table *));
	free(reading.tables);
	return reading.failed ? NULL : capture;
}
