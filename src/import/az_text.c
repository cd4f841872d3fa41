/* Tables of az and of PowerShell that are text: columns, bars, commas, tabs, lists. */
#include <ctype.h>
#include <string.h>

#include "base/check.h"
#include "import/az_scan.h"
#include "import/az_words.h"

enum { TSV_CELLS_MIN = 4 };

/* What people begin a remark with, behind a blank. */
static const char *const remarks[] = {"<-", "<=", "<<", "#", "//", "!", "=>", "->"};

struct az_line az_without_remark(struct az_line line)
{
	for (size_t i = 1; i + 1 < line.size; i++) {
		if (!az_is_blank(line.at[i - 1]))
			continue;
		for (size_t k = 0; k < COUNT_OF(remarks); k++) {
			size_t size = strlen(remarks[k]);

			if (line.size - i >= size && memcmp(line.at + i, remarks[k], size) == 0)
				return (struct az_line){line.at, i};
		}
	}
	return line;
}

static bool begin(struct az_scan *scan, enum az_form form, struct az_line heading)
{
	uint32_t bits = az_layout_told(&scan->layout);
	bool path = az_has_path_heading(heading);
	enum az_kind kind = az_kind_of(bits, path);

	if (kind == AZ_KIND_COUNT)
		return false;
	az_scan_begin(scan, form, kind);
	scan->reading->table->told = bits;
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
static bool begin_list(struct az_scan *scan, struct az_line line)
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
	return begin(scan, AZ_FORM_LIST,
	             (struct az_line){
			 line.at, (size_t)(at > scan->end ? scan->end - line.at : at - line.at)});
}

/* What stands in a cell of "az -o tsv" may be this member. */
static bool fits(enum az_member member, struct az_line cell)
{
	static const char addresses[] = "0123456789abcdefABCDEF.:";
	char text[AZ_WORD_MAX];
	struct prefix prefix;
	struct addr addr;

	cell = az_trimmed(cell);
	if (cell.size >= sizeof(text))
		return false;
	memcpy(text, cell.at, cell.size);
	text[cell.size] = '\0';
	switch (member) {
	case AZ_NETWORK:
		return prefix_parse(text, &prefix) == PREFIX_OK || addr_parse(text, &addr);
	case AZ_NEIGHBOR:
	case AZ_IP_ADDRESS:
		return addr_parse(text, &addr);
	case AZ_NEXT_HOP:
	case AZ_SOURCE_PEER:
	case AZ_LOCAL_ADDRESS:
		return text[strspn(text, addresses)] == '\0' || strcmp(text, "None") == 0 ||
		       text[strcspn(text, "*")] == '*';
	case AZ_AS_PATH:
		return text[strspn(text, "0123456789-{}, IiEe?")] == '\0';
	case AZ_WEIGHT:
	case AZ_ASN:
	case AZ_VERSION:
	case AZ_AGE:
	case AZ_ROUTES_RECEIVED:
	case AZ_MESSAGES_RECEIVED:
	case AZ_MESSAGES_SENT:
		return text[0] != '\0' && text[strspn(text, "0123456789")] == '\0';
	case AZ_LOC_PRF:
		return text[strspn(text, "0123456789")] == '\0';
	default:
		return true;
	}
}

static bool fits_kind(struct az_line line, enum az_kind kind)
{
	const enum az_member *member = az_kind_members(kind);
	struct az_line cell;

	for (; az_next_cell(&line, '\t', &cell) != NULL; member++) {
		if (*member == AZ_MEMBER_COUNT || !fits(*member, cell))
			return false;
	}
	return *member == AZ_MEMBER_COUNT;
}

/* The members of "az -o tsv" stand in the order of the alphabet, and it writes no headings. */
static bool begin_tsv(struct az_scan *scan, struct az_line line)
{
	unsigned tabs = 0;

	for (size_t i = 0; i < line.size; i++)
		tabs += line.at[i] == '\t';
	for (unsigned kind = 0; kind < AZ_ROUTER && tabs + 1 >= TSV_CELLS_MIN; kind++) {
		if (!fits_kind(line, (enum az_kind)kind))
			continue;
		scan->layout.count = 0;
		for (const enum az_member *m = az_kind_members((enum az_kind)kind);
		     *m != AZ_MEMBER_COUNT; m++)
			scan->layout.columns[scan->layout.count++] =
			    (struct az_column){.member = *m};
		az_scan_begin(scan, AZ_FORM_TABS, (enum az_kind)kind);
		az_text_row(scan, line);
		return true;
	}
	return false;
}

static bool begin_separated(struct az_scan *scan, struct az_line line, char separator,
                            enum az_form form)
{
	az_find_separated(&scan->layout, line, separator);
	return az_all_known(&scan->layout) && begin(scan, form, line);
}

bool az_text_begin(struct az_scan *scan, struct az_line line)
{
	struct az_line below = az_scan_peek(scan);

	if (memchr(line.at, '|', line.size) != NULL && az_is_rule(below, "|:-+") &&
	    memchr(below.at, '|', below.size) != NULL) {
		az_find_separated(&scan->layout, az_without_bars(line), '|');
		return begin(scan, AZ_FORM_BARS, line);
	}
	if (az_is_rule(below, "-")) {
		az_find_dashed(&scan->layout, line, below);
		return begin(scan, AZ_FORM_COLUMNS, line);
	}
	if (az_is_bare_effective(line)) {
		az_find_bare(&scan->layout);
		return begin(scan, AZ_FORM_COMMAS, (struct az_line){"", 0}) &&
		       az_text_row(scan, line) == AZ_LINE_ROW;
	}
	if (memchr(line.at, '\t', line.size) != NULL &&
	    (begin_separated(scan, line, '\t', AZ_FORM_TABS) || begin_tsv(scan, line)))
		return true;
	if (memchr(line.at, ',', line.size) != NULL)
		return begin_separated(scan, line, ',', AZ_FORM_COMMAS);
	az_find_spaced(&scan->layout, line);
	if (az_all_known(&scan->layout) && begin(scan, AZ_FORM_COLUMNS, line))
		return true;
	return begin_list(scan, line) && az_text_row(scan, line) == AZ_LINE_ROW;
}

static void read_columns(struct az_scan *scan, struct az_line line)
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

static void read_separated(struct az_scan *scan, struct az_line line, char separator)
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

static bool is_address(const char *cell)
{
	char text[AZ_WORD_MAX];
	size_t size = strcspn(cell, "* \t");
	struct prefix prefix;
	struct addr addr;

	if (size == 0 || size >= sizeof(text))
		return false;
	memcpy(text, cell, size);
	text[size] = '\0';
	return addr_parse(text, &addr) || prefix_parse(text, &prefix) == PREFIX_OK;
}

/* Behind something else "10.0.0.4 is alive" is no row. */
static bool is_one_prefix(const char *cell)
{
	return strchr(cell, '/') != NULL && strpbrk(cell, " \t") == NULL;
}

bool az_looks_like_row(const struct az_reading *reading, bool strict)
{
	static const enum az_member keys[] = {AZ_NETWORK, AZ_NEIGHBOR, AZ_IP_ADDRESS};
	const char *hop = reading->cells[AZ_NEXT_HOP];

	if (strict && hop != NULL && hop[0] != '\0' && !is_address(hop))
		return false;
	for (size_t i = 0; i < COUNT_OF(keys); i++) {
		const char *cell = reading->cells[keys[i]];

		if (cell == NULL)
			continue;
		if (strict ? is_address(cell) && (keys[i] != AZ_NETWORK || is_one_prefix(cell))
		           : cell[strcspn(cell, "0123456789:")] != '\0' &&
		                 strpbrk(cell, ".:/") != NULL)
			return true;
	}
	return false;
}

static void forget_cells(struct az_reading *reading)
{
	memset(reading->cells, 0, sizeof(reading->cells));
}

static enum az_line_use read_list_line(struct az_scan *scan, struct az_line line)
{
	struct az_line value;
	enum az_member member = list_member(line, &value);

	if (az_trimmed(line).size == 0) {
		if (az_looks_like_row(scan->reading, false))
			az_row_end(scan->reading);
		forget_cells(scan->reading);
		return AZ_LINE_ROW;
	}
	if (member != AZ_MEMBER_COUNT)
		az_cell(scan->reading, member, value.at, value.size);
	return memchr(line.at, ':', line.size) != NULL ? AZ_LINE_ROW : AZ_LINE_END;
}

enum az_line_use az_text_row(struct az_scan *scan, struct az_line line)
{
	if (scan->form == AZ_FORM_LIST)
		return read_list_line(scan, line);
	if (az_trimmed(line).size == 0)
		return AZ_LINE_OTHER;
	if (az_is_rule(line, "|:-+"))
		return AZ_LINE_ROW;
	if (scan->form == AZ_FORM_BARS && memchr(line.at, '|', line.size) == NULL)
		return AZ_LINE_OTHER;
	if (scan->form == AZ_FORM_COLUMNS)
		read_columns(scan, az_without_remark(line));
	else if (scan->form == AZ_FORM_BARS)
		read_separated(scan, az_without_bars(line), '|');
	else if (scan->form == AZ_FORM_TABS)
		read_separated(scan, az_without_remark(line), '\t');
	else
		read_separated(scan, line, ',');
	if (!az_looks_like_row(scan->reading, scan->doubtful)) {
		forget_cells(scan->reading);
		return AZ_LINE_OTHER;
	}
	az_row_end(scan->reading);
	return AZ_LINE_ROW;
}
