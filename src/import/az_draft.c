/* Brings the cells of captured tables into one spelling. */
#include "import/az_draft.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"

enum { WORD_MAX = 64, QUOTE_MAX = 60, TEXT_MAX = 1000 };

#define BLANKS " \t\r\n"

/* Headings without blanks, in lower case. */
static const struct heading {
	const char *word;
	enum az_member member;
} headings[] = {
    {"network", AZ_NETWORK},
    {"prefix", AZ_NETWORK},
    {"addressprefix", AZ_NETWORK},
    {"addressprefixes", AZ_NETWORK},
    {"nexthop", AZ_NEXT_HOP},
    {"nexthops", AZ_NEXT_HOP},
    {"nexthopip", AZ_NEXT_HOP},
    {"nexthopipaddress", AZ_NEXT_HOP},
    {"nexthopipaddresses", AZ_NEXT_HOP},
    {"aspath", AZ_AS_PATH},
    {"path", AZ_AS_PATH},
    {"origin", AZ_ORIGIN},
    {"sourcepeer", AZ_SOURCE_PEER},
    {"localaddress", AZ_LOCAL_ADDRESS},
    {"weight", AZ_WEIGHT},
    {"locprf", AZ_LOC_PRF},
    {"localpref", AZ_LOC_PRF},
    {"neighbor", AZ_NEIGHBOR},
    {"neighbour", AZ_NEIGHBOR},
    {"asn", AZ_ASN},
    {"as", AZ_ASN},
    {"asproperty", AZ_ASN},
    {"state", AZ_STATE},
    {"routesreceived", AZ_ROUTES_RECEIVED},
    {"connectedduration", AZ_CONNECTED_DURATION},
    {"messagesreceived", AZ_MESSAGES_RECEIVED},
    {"messagessent", AZ_MESSAGES_SENT},
    {"v", AZ_VERSION},
    {"updown", AZ_UP_DOWN},
    {"statepfxrcd", AZ_STATE_PFX_RCD},
    {"source", AZ_SOURCE},
    {"nexthoptype", AZ_NEXT_HOP_TYPE},
    {"name", AZ_NAME},
    {"userdefinedroutename", AZ_NAME},
    {"disablebgproutepropagation", AZ_DISABLE_PROPAGATION},
    {"routeorigin", AZ_ROUTE_ORIGIN},
    {"age", AZ_AGE},
    {"interface", AZ_INTERFACE},
    {"interfaceproperty", AZ_INTERFACE},
    {"ipaddress", AZ_IP_ADDRESS},
    {"macaddress", AZ_MAC_ADDRESS},
};

/* What the portal writes, and any other spelling of what the Azure CLI writes. */
static const struct spelling {
	const char *word; /* as plain() makes it */
	const char *az;
} spellings[] = {
    {"virtualnetwork", "VnetLocal"},
    {"vnetlocal", "VnetLocal"},
    {"vnetpeering", "VNetPeering"},
    {"virtualnetworkpeering", "VNetPeering"},
    {"vnetglobalpeering", "VNetGlobalPeering"},
    {"virtualnetworkgateway", "VirtualNetworkGateway"},
    {"virtualappliance", "VirtualAppliance"},
    {"internet", "Internet"},
    {"none", "None"},
    {"virtualnetworkserviceendpoint", "VirtualNetworkServiceEndpoint"},
    {"interfaceendpoint", "InterfaceEndpoint"},
    {"default", "Default"},
    {"user", "User"},
    {"active", "Active"},
    {"invalid", "Invalid"},
    {"network", "Network"},
    {"ebgp", "EBgp"},
    {"ibgp", "IBgp"},
    {"igp", "Igp"},
    {"connected", "Connected"},
    {"connecting", "Connecting"},
    {"unknown", "Unknown"},
    {"idle", "Idle"},
    {"expressroutegateway", "ExpressRouteGateway"},
    {"virtualnetworkconnection", "Virtual Network Connection"},
    {"remotehub", "Remote Hub"},
    {"true", "true"},
    {"false", "false"},
};

/* Letters and digits only, in lower case; "" when it does not fit. */
static const char *plain(const char *text, size_t size, char out[WORD_MAX])
{
	size_t used = 0;

	for (size_t i = 0; i < size; i++) {
		if (!isalnum((unsigned char)text[i]))
			continue;
		if (used + 1 >= WORD_MAX) {
			used = 0;
			break;
		}
		out[used++] = (char)tolower((unsigned char)text[i]);
	}
	out[used] = '\0';
	return out;
}

enum az_member az_heading(const char *text, size_t size)
{
	char word[WORD_MAX];

	plain(text, size, word);
	for (size_t i = 0; i < COUNT_OF(headings); i++)
		if (strcmp(headings[i].word, word) == 0)
			return headings[i].member;
	return AZ_MEMBER_COUNT;
}

bool az_heading_is_path(const char *text, size_t size)
{
	char word[WORD_MAX];

	return strcmp(plain(text, size, word), "path") == 0;
}

static bool has(uint32_t told, enum az_member member)
{
	return (told & az_bit(member)) != 0;
}

enum az_kind az_kind_of(uint32_t told, bool path_heading)
{
	if (has(told, AZ_UP_DOWN) || has(told, AZ_STATE_PFX_RCD))
		return AZ_SUMMARY;
	if (has(told, AZ_IP_ADDRESS) && (has(told, AZ_MAC_ADDRESS) || has(told, AZ_INTERFACE)))
		return AZ_ARP;
	if (has(told, AZ_NEIGHBOR))
		return AZ_PEERS;
	if (!has(told, AZ_NETWORK))
		return AZ_KIND_COUNT;
	if (has(told, AZ_ROUTE_ORIGIN) || (has(told, AZ_NEXT_HOP_TYPE) && has(told, AZ_AS_PATH)))
		return AZ_HUB_ROUTES;
	if (has(told, AZ_NEXT_HOP_TYPE) && (has(told, AZ_SOURCE) || has(told, AZ_STATE)))
		return AZ_EFFECTIVE;
	/* A route table has types, too, but neither sources nor states. */
	if (has(told, AZ_NEXT_HOP_TYPE))
		return AZ_KIND_COUNT;
	if (has(told, AZ_LOC_PRF) || path_heading)
		return AZ_ROUTE_TABLE;
	/* Advertised routes have the same headings: az_end() looks at the rows. */
	if (has(told, AZ_AS_PATH) || has(told, AZ_ORIGIN) || has(told, AZ_WEIGHT))
		return AZ_LEARNED;
	return AZ_KIND_COUNT;
}

/* At most `max` characters, none of which a terminal would obey. */
static const char *tame(struct arena *arena, const char *words, size_t max)
{
	size_t size = strnlen(words, max);
	char *out = arena_strndup(arena, words, size);

	for (size_t i = 0; i < size; i++)
		if (out[i] < ' ' || out[i] == 0x7f)
			out[i] = '?';
	return out;
}

static const char *quote(struct arena *arena, const char *words)
{
	return tame(arena, words, QUOTE_MAX);
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

void az_begin(struct az_reading *reading, uint32_t told, bool path_heading)
{
	struct az_table *table = arena_alloc(reading->arena, sizeof(*table));
	bool forced = reading->forced != AZ_KIND_COUNT;

	az_end(reading);
	*table = (struct az_table){
	    .kind = forced ? reading->forced : az_kind_of(told, path_heading),
	    .told = told,
	    .line = reading->line,
	    .title = arena_strdup(reading->arena, reading->title),
	};
	reading->table = table;
	memset(reading->cells, 0, sizeof(reading->cells));
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

/* "-", "N/A" and the like say that there is nothing. */
static bool says_nothing(const char *text)
{
	static const char words[] =
	    "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ*?";
	char word[WORD_MAX];

	if (text[strcspn(text, words)] == '\0')
		return true;
	plain(text, strlen(text), word);
	return strcmp(word, "na") == 0 || strcmp(word, "null") == 0;
}

static const char *respell(struct arena *arena, const char *text)
{
	char word[WORD_MAX];

	if (says_nothing(text))
		return "";
	plain(text, strlen(text), word);
	for (size_t i = 0; i < COUNT_OF(spellings); i++)
		if (strcmp(spellings[i].word, word) == 0)
			return spellings[i].az;
	return tame(arena, text, TEXT_MAX);
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
		az_fail(reading, "'%s' is no network; expected one like 10.0.0.0/16",
		        quote(reading->arena, text));
		return false;
	}
	row->members[AZ_NETWORK] =
	    arena_strdup(reading->arena, prefix_format(&row->key, canonical));
	return true;
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
		az_fail(reading, "'%s' is no %s; expected an address like 10.0.0.4",
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
		if (size == 1 && strchr("IiEe?", word[0]) != NULL) {
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
		az_fail(reading, "'%s' is no AS path; expected one like 12076-65020",
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
		az_fail(reading, "'%s' is no %s; expected a number", quote(reading->arena, text),
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
		return set_number(reading, row, member, text);
	case AZ_ORIGIN:
	case AZ_STATE:
	case AZ_SOURCE:
	case AZ_NEXT_HOP_TYPE:
	case AZ_DISABLE_PROPAGATION:
		row->members[member] = respell(reading->arena, text);
		return true;
	case AZ_LOC_PRF:
		/* Blank in one of the two dialects (FACTS 8): then it says nothing. */
		row->members[member] = text[0] == '\0' ? NULL : quote(reading->arena, text);
		return true;
	default:
		row->members[member] =
		    says_nothing(text) ? "" : tame(reading->arena, text, TEXT_MAX);
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

void az_row_end(struct az_reading *reading)
{
	struct az_table *table = reading->table;
	struct az_row common = {.line = reading->line};
	const char *rest = reading->cells[AZ_NETWORK];
	const char *network = rest == NULL ? NULL : next_item(reading->arena, &rest);
	enum az_member key = key_of(table->kind);

	if (reading->failed || !set_others(reading, &common))
		return;
	if (reading->cells[key] == NULL || (key == AZ_NETWORK && network == NULL)) {
		az_fail(reading, "a row without %s; every row of the table '%s' has one",
		        az_member_name(key),
		        table->kind == AZ_KIND_COUNT ? "?" : az_kind_names[table->kind]);
		return;
	}
	do {
		if (!add_rows(reading, &common, network))
			return;
		network = rest == NULL ? NULL : next_item(reading->arena, &rest);
	} while (network != NULL);
	memset(reading->cells, 0, sizeof(reading->cells));
}

static bool is(const struct az_row *row, enum az_member member, const char *value)
{
	return row->members[member] != NULL && strcmp(row->members[member], value) == 0;
}

/* Advertised routes have the origin Igp and the weight 0, which no learned route has (FACTS 8). */
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
			if (has(table->told, members[m]) &&
			    table->rows[i].members[members[m]] == NULL)
				table->rows[i].members[members[m]] = "";
}

void az_end(struct az_reading *reading)
{
	struct az_table *table = reading->table;

	if (table == NULL)
		return;
	reading->table = NULL;
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
