/* Brings the cells of captured tables into one spelling. */
#include "import/az_draft.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "import/az_clean.h"
#include "import/az_words.h"

enum { QUOTE_MAX = 60, TEXT_MAX = 1000 };

#define BLANKS " \t\r\n"

static const char *quote(struct arena *arena, const char *words)
{
	return az_tame(arena, words, QUOTE_MAX);
}

void az_fail(struct az_reading *reading, const char *format, ...)
{
	struct place place = {.file = reading->name, .line = reading->line};
	struct text text = {0};
	va_list args;

	if (reading->failed)
		return;
	reading->failed = true;
	va_start(args, format);
	text_addv(&text, format, args);
	va_end(args);
	findings_add(reading->findings, SEVERITY_ERROR, place, "%s", text_str(&text));
	text_done(&text);
}

void az_skip(struct az_reading *reading, const char *format, ...)
{
	struct place place = {.file = reading->name, .line = reading->line};
	struct text text = {0};
	va_list args;

	reading->bad_rows++;
	reading->last_was_bad = true;
	va_start(args, format);
	text_addv(&text, format, args);
	va_end(args);
	findings_add(reading->findings, SEVERITY_WARNING, place, "%s; the row is left out",
	             text_str(&text));
	text_done(&text);
}

void az_begin_kind(struct az_reading *reading, enum az_kind kind)
{
	struct az_table *table = arena_alloc(reading->arena, sizeof(*table));
	bool forced = reading->forced != AZ_KIND_COUNT;

	az_end(reading);
	*table = (struct az_table){
	    .kind = forced ? reading->forced : kind,
	    .line = reading->line,
	    .title = arena_strdup(reading->arena, reading->title),
	};
	reading->table = table;
	reading->bad_rows = 0;
	memset(reading->cells, 0, sizeof(reading->cells));
}

void az_begin(struct az_reading *reading, uint32_t told, bool path_heading)
{
	az_begin_kind(reading, az_kind_of(told, path_heading));
	reading->table->told = told;
}

static bool is_blank(char c)
{
	return strchr(BLANKS, c) != NULL;
}

void az_cell(struct az_reading *reading, enum az_member member, const char *text, size_t size)
{
	const char **cell;

	if (member >= AZ_MEMBER_COUNT)
		return;
	while (size > 0 && is_blank(text[0])) {
		text++;
		size--;
	}
	while (size > 0 && is_blank(text[size - 1]))
		size--;
	cell = &reading->cells[member];
	if (*cell == NULL || (*cell)[0] == '\0')
		*cell = arena_strndup(reading->arena, text, size);
	else if (size > 0)
		*cell = arena_printf(reading->arena, "%s %.*s", *cell, (int)size, text);
}

static bool is_number(const char *text)
{
	size_t digits = strspn(text, "0123456789");

	return digits > 0 && digits < 12 && text[digits] == '\0';
}

/* The length that the class of an IPv4 address gives it. */
static unsigned class_length(const struct addr *addr)
{
	uint32_t bits = addr_as_u32(addr);

	if (bits == 0)
		return 0;
	return bits < 0x80000000u ? 8 : bits < 0xc0000000u ? 16 : 24;
}

static bool set_network(struct az_reading *reading, struct az_row *row, const char *text)
{
	char canonical[PREFIX_TEXT_MAX];
	struct addr addr;

	if (strchr(text, '/') == NULL && addr_parse(text, &addr) && addr.family == ADDR_IPV4) {
		row->key = prefix_make(&addr, class_length(&addr));
		row->classful = true;
	} else if (prefix_parse(text, &row->key) != PREFIX_OK) {
		az_skip(reading, "'%s' is no network; expected one like 10.0.0.0/16",
		        quote(reading->arena, text));
		return false;
	}
	row->members[AZ_NETWORK] =
	    arena_strdup(reading->arena, prefix_format(&row->key, canonical));
	return true;
}

/* In a cell that holds addresses, numbers or a path; among types "None" is one. */
static bool says_nothing(const char *text)
{
	return az_says_nothing(text) || strcasecmp(text, "none") == 0;
}

static bool set_addr(struct az_reading *reading, struct az_row *row, enum az_member member,
                     const char *text, bool is_key)
{
	char canonical[ADDR_TEXT_MAX];
	struct addr addr;

	if (says_nothing(text)) {
		row->members[member] = "";
		if (!is_key)
			return true;
	}
	if (!addr_parse(text, &addr)) {
		az_skip(reading, "'%s' is no %s; expected an address like 10.0.0.4",
		        quote(reading->arena, text), az_member_name(member));
		return false;
	}
	row->members[member] = arena_strdup(reading->arena, addr_format(&addr, canonical));
	if (is_key)
		row->key = prefix_make(&addr, addr_bits(addr.family));
	return true;
}

/* "10.0.0.12*", in Markdown "10.0.0.12\*". */
static bool set_next_hop(struct az_reading *reading, struct az_row *row, const char *text)
{
	size_t size = strcspn(text, "*\\");
	bool starred = strchr(text, '*') != NULL && size > 0;

	if (reading->table->kind == AZ_HUB_ROUTES) {
		row->members[AZ_NEXT_HOP] = arena_strdup(reading->arena, text);
		return true;
	}
	if (reading->table->kind == AZ_ROUTE_TABLE)
		row->members[AZ_STAR] = starred ? "*" : "";
	if (starred)
		text = arena_strndup(reading->arena, text, size);
	return set_addr(reading, row, AZ_NEXT_HOP, text, false);
}

static bool is_origin(const char *word, size_t size)
{
	return size == 1 && strchr("IiEe?", word[0]) != NULL;
}

/* Numbers with one blank between them; a closing letter is the origin, as MSEEs write it. */
static bool set_path(struct az_reading *reading, struct az_row *row, const char *words)
{
	struct text path = {0};
	bool good = true;

	for (const char *at = words; *at != '\0';) {
		size_t gap = strspn(at, BLANKS "-");
		size_t size = strcspn(at + gap, BLANKS "-");
		const char *word = at + gap;

		at = word + size;
		if (size == 0)
			break;
		if (word[size - 1] == AZ_CUT && !is_origin(word, size - 1)) {
			/* "65515 650...": of the path nothing is sure. */
			row->path_cut = true;
			text_done(&path);
			return true;
		}
		if (word[size - 1] == AZ_CUT)
			size--;
		if (is_origin(word, size)) {
			row->members[AZ_ORIGIN] = toupper((unsigned char)word[0]) == 'I' ? "I"
			                          : word[0] == '?'                       ? "?"
			                                                                 : "E";
			continue;
		}
		good &= strspn(word, "0123456789{},") >= size;
		text_add(&path, path.size == 0 ? "" : " ");
		text_add_bytes(&path, word, size);
	}
	if (good)
		row->members[AZ_AS_PATH] = arena_strdup(reading->arena, text_str(&path));
	else
		az_skip(reading, "'%s' is no AS path; expected one like 12076-65020",
		        quote(reading->arena, words));
	text_done(&path);
	return good;
}

static bool set_number(struct az_reading *reading, struct az_row *row, enum az_member member,
                       const char *text)
{
	if (says_nothing(text))
		return true;
	if (!is_number(text)) {
		az_skip(reading, "'%s' is no %s; expected a number", quote(reading->arena, text),
		        az_member_name(member));
		return false;
	}
	row->members[member] = text;
	return true;
}

static bool set_member(struct az_reading *reading, struct az_row *row, enum az_member member,
                       const char *text)
{
	switch (member) {
	case AZ_NETWORK:
		return set_network(reading, row, text);
	case AZ_NEXT_HOP:
		return set_next_hop(reading, row, text);
	case AZ_AS_PATH:
		return set_path(reading, row, text);
	case AZ_NEIGHBOR:
	case AZ_IP_ADDRESS:
		return set_addr(reading, row, member, text, true);
	case AZ_SOURCE_PEER:
	case AZ_LOCAL_ADDRESS:
		return set_addr(reading, row, member, text, false);
	case AZ_WEIGHT:
	case AZ_ASN:
	case AZ_ROUTES_RECEIVED:
	case AZ_MESSAGES_RECEIVED:
	case AZ_MESSAGES_SENT:
	case AZ_VERSION:
	case AZ_METRIC:
		return set_number(reading, row, member, text);
	case AZ_ORIGIN:
	case AZ_STATE:
	case AZ_SOURCE:
	case AZ_NEXT_HOP_TYPE:
	case AZ_DISABLE_PROPAGATION:
		row->members[member] = az_respell(reading->arena, text);
		return true;
	case AZ_LOC_PRF:
		/* Blank in one of the two dialects (msee-output-dialects): then it says nothing. */
		row->members[member] = text[0] == '\0' ? NULL : quote(reading->arena, text);
		return true;
	case AZ_STAR:
		row->members[member] = text;
		return true;
	default:
		row->members[member] =
		    az_says_nothing(text) ? "" : az_tame(reading->arena, text, TEXT_MAX);
		return true;
	}
}

/* The next item of "{10.0.0.0/16, 10.1.0.0/16}" or "a b"; NULL at the end. */
static const char *next_item(struct arena *arena, const char **rest)
{
	static const char between[] = BLANKS ",{}[]\"'";
	const char *start = *rest + strspn(*rest, between);
	size_t size = strcspn(start, between);

	*rest = start + size;
	return size == 0 ? NULL : arena_strndup(arena, start, size);
}

static enum az_member key_of(enum az_kind kind)
{
	switch (kind) {
	case AZ_PEERS:
	case AZ_SUMMARY:
		return AZ_NEIGHBOR;
	case AZ_ARP:
		return AZ_IP_ADDRESS;
	default:
		return AZ_NETWORK;
	}
}

/* All members but network and next hop, which may be lists. */
static bool set_others(struct az_reading *reading, struct az_row *row)
{
	for (unsigned m = 0; m < AZ_MEMBER_COUNT; m++) {
		if (m == AZ_NETWORK || m == AZ_NEXT_HOP || reading->cells[m] == NULL)
			continue;
		if (!set_member(reading, row, (enum az_member)m, reading->cells[m]))
			return false;
	}
	return true;
}

/* A row for each next hop of one network; one in any case. */
static bool add_rows(struct az_reading *reading, const struct az_row *common, const char *network)
{
	const char *hops = reading->cells[AZ_NEXT_HOP] == NULL ? "" : reading->cells[AZ_NEXT_HOP];
	const char *hop = next_item(reading->arena, &hops);

	do {
		struct az_row row = *common;

		if (network != NULL && !set_member(reading, &row, AZ_NETWORK, network))
			return false;
		if (reading->cells[AZ_NEXT_HOP] != NULL &&
		    !set_member(reading, &row, AZ_NEXT_HOP, hop == NULL ? "" : hop))
			return false;
		*az_table_add(reading->table) = row;
		hop = next_item(reading->arena, &hops);
	} while (hop != NULL);
	return true;
}

/* What is known of a row that cannot be read. */
static void lose(struct az_reading *reading)
{
	const char *rest = reading->cells[AZ_NETWORK];
	const char *network = rest == NULL ? NULL : next_item(reading->arena, &rest);
	struct prefix key;

	if (network != NULL && prefix_parse(network, &key) == PREFIX_OK)
		az_table_lose(reading->table, &key);
}

static void add_networks(struct az_reading *reading)
{
	struct az_table *table = reading->table;
	struct az_row common = {.line = reading->line};
	const char *rest = reading->cells[AZ_NETWORK];
	const char *network = rest == NULL ? NULL : next_item(reading->arena, &rest);
	enum az_member key = key_of(table->kind);

	if (!set_others(reading, &common))
		return;
	if (reading->cells[key] == NULL || (key == AZ_NETWORK && network == NULL)) {
		az_skip(reading, "a row without %s; every row of the table '%s' has one",
		        az_member_name(key),
		        table->kind == AZ_KIND_COUNT ? "?" : az_kind_names[table->kind]);
		return;
	}
	do {
		if (!add_rows(reading, &common, network))
			return;
		network = rest == NULL ? NULL : next_item(reading->arena, &rest);
	} while (network != NULL);
}

void az_row_end(struct az_reading *reading)
{
	reading->last_was_bad = false;
	if (!reading->failed)
		add_networks(reading);
	if (reading->last_was_bad)
		lose(reading);
	memset(reading->cells, 0, sizeof(reading->cells));
}

static bool is(const struct az_row *row, enum az_member member, const char *value)
{
	return row->members[member] != NULL && strcmp(row->members[member], value) == 0;
}

/* Advertised routes have the origin Igp and the weight 0, which no learned route has. */
static bool looks_advertised(const struct az_table *table)
{
	uint32_t signs = 0;

	for (uint32_t i = 0; i < table->count; i++) {
		const struct az_row *row = &table->rows[i];

		if (row->members[AZ_ORIGIN] != NULL && !is(row, AZ_ORIGIN, "Igp"))
			return false;
		if (row->members[AZ_WEIGHT] != NULL && !is(row, AZ_WEIGHT, "0"))
			return false;
		signs += row->members[AZ_ORIGIN] != NULL || row->members[AZ_WEIGHT] != NULL;
	}
	return signs > 0;
}

/* Members that some row tells. */
static uint32_t told_by_rows(const struct az_table *table)
{
	uint32_t told = 0;

	for (uint32_t i = 0; i < table->count; i++)
		for (unsigned m = 0; m < AZ_MEMBER_COUNT; m++)
			if (table->rows[i].members[m] != NULL)
				told |= az_bit((enum az_member)m);
	return told;
}

/* What other rows tell and this one does not is told to be empty. */
static void fill_gaps(struct az_table *table)
{
	static const enum az_member members[] = {AZ_NEXT_HOP, AZ_AS_PATH, AZ_NAME};

	for (uint32_t i = 0; i < table->count; i++)
		for (size_t m = 0; m < COUNT_OF(members); m++)
			if ((table->told & az_bit(members[m])) != 0 &&
			    !(members[m] == AZ_AS_PATH && table->rows[i].path_cut) &&
			    table->rows[i].members[members[m]] == NULL)
				table->rows[i].members[members[m]] = "";
}

void az_end(struct az_reading *reading)
{
	struct az_table *table = reading->table;

	if (table == NULL)
		return;
	reading->table = NULL;
	if (table->count == 0 && reading->bad_rows > 0)
		az_fail(reading, "none of the %u rows of the table can be read", reading->bad_rows);
	az_table_settle(table, reading->arena);
	table->told = told_by_rows(table);
	fill_gaps(table);
	if (reading->forced == AZ_KIND_COUNT && table->kind == AZ_LEARNED &&
	    looks_advertised(table))
		table->kind = AZ_ADVERTISED;
	reading->tables = mem_grow(reading->tables, &reading->capacity, reading->count + 1u,
	                           sizeof(struct az_table *));
	reading->tables[reading->count++] = table;
}
