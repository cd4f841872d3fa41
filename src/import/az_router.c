/* "show ip bgp" of IOS and FRR, and what Junos says of one neighbour: marks, networks that are not
 * repeated, lines that go on below. */
#include <ctype.h>
#include <string.h>

#include "base/check.h"
#include "import/az_scan.h"

/* In the order in which they stand. */
static const struct heading {
	const char *words;
	enum az_member member;
} headings[] = {
    {"Network", AZ_NETWORK},  {"Prefix", AZ_NETWORK},  {"Next Hop", AZ_NEXT_HOP},
    {"Nexthop", AZ_NEXT_HOP}, {"Metric", AZ_METRIC},   {"MED", AZ_METRIC},
    {"LocPrf", AZ_LOC_PRF},   {"Lclpref", AZ_LOC_PRF}, {"Weight", AZ_WEIGHT},
    {"AS path", AZ_AS_PATH},  {"Path", AZ_AS_PATH},
};

/* All that IOS and FRR put before a network. */
static const char marks[] = " *>=dhsrSRiumbfxactLVINE?+-";

static struct az_line without_tabs(struct az_scan *scan, struct az_line line)
{
	struct az_line out;
	size_t tabs = 0;
	size_t size = 0;
	char *text;

	for (size_t i = 0; i < line.size; i++)
		tabs += line.at[i] == '\t';
	if (tabs == 0)
		return line;
	text = arena_alloc(scan->reading->arena, line.size + 8 * tabs + 1);
	for (size_t i = 0; i < line.size; i++) {
		if (line.at[i] != '\t') {
			text[size++] = line.at[i];
			continue;
		}
		do
			text[size++] = ' ';
		while (size % 8 != 0);
	}
	out = (struct az_line){text, size};
	return out;
}

static const char *find_words(struct az_line line, const char *words, size_t from)
{
	size_t size = strlen(words);

	for (size_t i = from; i + size <= line.size; i++) {
		bool before = i == 0 || az_is_blank(line.at[i - 1]);
		bool after = i + size == line.size || az_is_blank(line.at[i + size]);

		if (before && after && strncasecmp(line.at + i, words, size) == 0)
			return line.at + i;
	}
	return NULL;
}

bool az_router_begin(struct az_scan *scan, struct az_line line)
{
	const uint32_t needed =
	    az_bit(AZ_NETWORK) | az_bit(AZ_NEXT_HOP) | az_bit(AZ_METRIC) | az_bit(AZ_AS_PATH);
	struct az_layout layout = {.count = 0};
	uint32_t found = 0;
	size_t from = 0;

	line = without_tabs(scan, line);
	for (size_t i = 0; i < COUNT_OF(headings); i++) {
		const char *at = find_words(line, headings[i].words, from);
		size_t size = strlen(headings[i].words);

		if (at == NULL || (found & az_bit(headings[i].member)) != 0)
			continue;
		from = (size_t)(at - line.at) + size;
		layout.columns[layout.count++] =
		    (struct az_column){from - size, from, headings[i].member};
		found |= az_bit(headings[i].member);
	}
	if ((found & needed) != needed)
		return false;
	az_scan_begin(scan, AZ_FORM_ROUTER, AZ_ROUTER);
	scan->layout = layout;
	scan->reading->table->neighbour = scan->neighbour;
	scan->reading->table->told_routes = scan->told_routes;
	scan->neighbour = (struct addr){0};
	scan->told_routes = false;
	return true;
}

/* The word at `at`, without a host name in parentheses. */
static size_t word_at(struct az_line line, size_t at, char out[AZ_WORD_MAX])
{
	size_t size = 0;
	size_t end = at;

	while (end < line.size && !az_is_blank(line.at[end]))
		end++;
	while (at + size < end && size + 1 < AZ_WORD_MAX && line.at[at + size] != '(') {
		out[size] = line.at[at + size];
		size++;
	}
	out[size] = '\0';
	return end;
}

static bool is_network(const char *word)
{
	struct prefix prefix;
	struct addr addr;

	return addr_parse(word, &addr) || prefix_parse(word, &prefix) == PREFIX_OK;
}

/* Where the first address begins; the marks before it in *status. line.size when there is none. */
static size_t skip_marks(struct az_line line, char status[AZ_STATUS_MAX])
{
	size_t marked = 0;

	status[0] = '\0';
	for (size_t i = 0; i < line.size; i++) {
		char word[AZ_WORD_MAX];

		word_at(line, i, word);
		if (is_network(word) && strpbrk(word, ".:") != NULL)
			return i;
		if (strchr(marks, line.at[i]) == NULL || marked + 1 >= AZ_STATUS_MAX)
			return line.size;
		if (line.at[i] != ' ') {
			status[marked++] = line.at[i];
			status[marked] = '\0';
		}
	}
	return line.size;
}

static size_t start_of(const struct az_scan *scan, enum az_member member)
{
	for (unsigned i = 0; i < scan->layout.count; i++) {
		if (scan->layout.columns[i].member == member)
			return scan->layout.columns[i].start;
	}
	return 0;
}

/* Metric to path, by where they stand. Returns how many words there were. */
static unsigned read_rest(struct az_scan *scan, struct az_line line, size_t at)
{
	unsigned words = 0;

	while (at < line.size) {
		size_t start;
		unsigned column;

		while (at < line.size && az_is_blank(line.at[at]))
			at++;
		start = at;
		while (at < line.size && !az_is_blank(line.at[at]))
			at++;
		if (start == at)
			break;
		column = az_column_of(&scan->layout, start, at);
		if (scan->layout.columns[column].member != AZ_NETWORK &&
		    scan->layout.columns[column].member != AZ_NEXT_HOP)
			az_cell(scan->reading, scan->layout.columns[column].member, line.at + start,
			        at - start);
		words++;
	}
	return words;
}

static void end_row(struct az_scan *scan)
{
	struct az_reading *reading = scan->reading;
	const char *status = scan->status;
	const char *hop = strcmp(scan->hop, "0.0.0.0") == 0 || strcmp(scan->hop, "::") == 0 ||
	                          strcasecmp(scan->hop, "self") == 0
	                      ? ""
	                      : scan->hop;
	bool best = strchr(status, '>') != NULL;

	az_cell(reading, AZ_NETWORK, scan->network, strlen(scan->network));
	az_cell(reading, AZ_NEXT_HOP, hop, strlen(hop));
	if (best || strpbrk(status, "=m") != NULL)
		az_cell(reading, AZ_STAR, best ? ">" : "=", 1);
	else
		az_cell(reading, AZ_STAR, "", 0);
	if (strpbrk(status, "*>r") == NULL)
		az_cell(reading, AZ_STATE, "not valid", strlen("not valid"));
	az_row_end(reading);
	scan->hop[0] = '\0';
}

/* The next hop at `at`; false when there is none. */
static bool read_hop(struct az_scan *scan, struct az_line line, size_t *at)
{
	char word[AZ_WORD_MAX];
	size_t end;

	while (*at < line.size && az_is_blank(line.at[*at]))
		(*at)++;
	end = word_at(line, *at, word);
	if (!is_network(word) && strcasecmp(word, "self") != 0)
		return false;
	memcpy(scan->hop, word, sizeof(word));
	*at = end;
	return true;
}

/* What an address of another line's row is followed by. */
static enum az_line_use read_marked(struct az_scan *scan, struct az_line line, size_t at,
                                    const char *status)
{
	bool goes_on = at + 2 > start_of(scan, AZ_NEXT_HOP) && scan->network[0] != '\0';

	if (scan->hop[0] != '\0')
		end_row(scan);
	if (!goes_on)
		at = word_at(line, at, scan->network);
	if (!goes_on || status[0] != '\0')
		memcpy(scan->status, status, AZ_STATUS_MAX);
	if (!read_hop(scan, line, &at))
		return AZ_LINE_ROW;
	if (read_rest(scan, line, at) > 0)
		end_row(scan);
	return AZ_LINE_ROW;
}

enum az_line_use az_router_row(struct az_scan *scan, struct az_line line)
{
	char status[AZ_STATUS_MAX];
	size_t at;

	line = without_tabs(scan, az_without_remark(line));
	at = skip_marks(line, status);
	if (at < line.size)
		return read_marked(scan, line, at, status);
	/* The numbers of a long row stand by themselves. */
	if (scan->hop[0] != '\0' && az_trimmed(line).size > 0 &&
	    isdigit((unsigned char)az_trimmed(line).at[0])) {
		read_rest(scan, line, 0);
		end_row(scan);
		return AZ_LINE_ROW;
	}
	if (scan->hop[0] != '\0')
		end_row(scan);
	return AZ_LINE_OTHER;
}

static struct az_line next_word(struct az_line *rest)
{
	struct az_line word = az_trimmed(*rest);
	size_t size = 0;

	while (size < word.size && !az_is_blank(word.at[size]))
		size++;
	*rest = (struct az_line){word.at + size, word.size - size};
	return (struct az_line){word.at, size};
}

static bool begins(struct az_line word, const char *with)
{
	return word.size >= strlen(with) && strncasecmp(word.at, with, strlen(with)) == 0;
}

static bool word_is_address(struct az_line word, struct addr *addr)
{
	char text[AZ_WORD_MAX];

	word_at(word, 0, text);
	return addr_parse(text, addr);
}

/* "neighbors A advertised-routes", "advertising-protocol bgp A", with words cut as people type. */
void az_router_note(struct az_scan *scan, struct az_line line)
{
	struct az_line before = {"", 0};
	struct az_line word = next_word(&line);

	for (; word.size > 0; before = word, word = next_word(&line)) {
		struct addr addr;

		if (begins(word, "advertising-protocol") || begins(word, "receive-protocol")) {
			scan->told_routes = begins(word, "advertising");
			scan->neighbour = (struct addr){0};
		} else if (begins(word, "advertised-routes")) {
			scan->told_routes = addr_is_set(&scan->neighbour);
		} else if ((begins(before, "nei") || begins(before, "bgp")) &&
		           word_is_address(word, &addr)) {
			scan->neighbour = addr;
		}
	}
}
