/* Reads FRR's tables. Facts about its JSON are those of 8.4.4: false members are left out, and in
 * the detailed form the first element of a prefix's array describes the prefix, not a path. */
#include "import/frr_read.h"

#include <cjson/cJSON.h>
#include <string.h>

#include "bgp/community.h"

enum { QUOTE_MAX = 60, COMMUNITIES_MAX = 1024, WORD_MAX = 64 };

#define BLANKS " \t\r\n"

static const char expected[] = "expected the answer to 'show bgp ipv4 unicast json detail'";

struct frr_reading {
	const char *name;
	struct findings *findings;
	struct arena *arena;
	struct agree_table *table;
	const char *prefix; /* of the routes being read, or NULL */
	bool failed;
};

/* At most QUOTE_MAX characters, none of which a terminal would obey. */
static void add_quote(struct text *text, const char *words, size_t size)
{
	for (size_t i = 0; i < size && i < QUOTE_MAX; i++) {
		char c = words[i];

		if (c == '\0' || c == '\n')
			return;
		text_addf(text, "%c", c >= ' ' && c < 0x7f ? c : '?');
	}
}

/* Only the first fault is told: the text was made by a program. */
static void fail(struct frr_reading *reading, const char *what, const char *rest)
{
	struct text text = {0};

	if (reading->failed)
		return;
	reading->failed = true;
	if (reading->prefix != NULL) {
		add_quote(&text, reading->prefix, strlen(reading->prefix));
		text_add(&text, ": ");
	}
	text_addf(&text, "%s%s", what, rest);
	findings_add(reading->findings, SEVERITY_ERROR, (struct place){.file = reading->name}, "%s",
	             text_str(&text));
	text_done(&text);
}

static const cJSON *member(const cJSON *object, const char *name)
{
	return cJSON_GetObjectItemCaseSensitive(object, name);
}

/* NULL when there is no such text. */
static const char *text_of(const cJSON *object, const char *name)
{
	return cJSON_GetStringValue(member(object, name));
}

static bool read_u32(struct frr_reading *reading, const cJSON *object, const char *name,
                     uint32_t *out)
{
	const cJSON *item = member(object, name);

	if (item == NULL)
		return false;
	if (!cJSON_IsNumber(item) || !(item->valuedouble >= 0) || item->valuedouble > UINT32_MAX) {
		fail(reading, name, " is not a number of 32 bits");
		return false;
	}
	*out = (uint32_t)item->valuedouble;
	return true;
}

/* FRR's own routes have "(unspec)", "0.0.0.0" or "::". */
static bool names_no_peer(const char *text)
{
	return strcmp(text, "(unspec)") == 0 || strcmp(text, "0.0.0.0") == 0 ||
	       strcmp(text, "::") == 0;
}

static struct addr read_peer(struct frr_reading *reading, const cJSON *path)
{
	const char *text = text_of(path, "peerId");
	struct addr addr = {0};

	if (text == NULL)
		text = text_of(member(path, "peer"), "peerId");
	if (text == NULL)
		fail(reading, "peerId", " is missing");
	else if (!names_no_peer(text) && !addr_parse(text, &addr))
		fail(reading, "peerId", " is not an address");
	return addr;
}

/* fe80::/10 */
static bool is_link_local(const struct addr *addr)
{
	return addr->family == ADDR_IPV6 && addr->bytes[0] == 0xfe &&
	       (addr->bytes[1] & 0xc0) == 0x80;
}

/* One member of "nexthops"; false when there is none that is an address. */
static bool read_hop(struct frr_reading *reading, const cJSON *hop, struct addr *addr)
{
	const char *text = text_of(hop, "ip");

	if (text == NULL)
		return false;
	if (addr_parse(text, addr))
		return true;
	fail(reading, "nexthops", " holds what is no address");
	return false;
}

/* One that is used goes before others. IPv6 routes may have a link-local next hop beside the global
 * one (RFC 2545 section 3): both are of one router, so the global one stands for both. */
static void read_next_hop(struct frr_reading *reading, const cJSON *path, struct agree_route *route)
{
	const cJSON *hop;
	struct addr addr;
	bool found_used = false;
	bool any_used = false;

	cJSON_ArrayForEach(hop, member(path, "nexthops"))
	{
		if (!read_hop(reading, hop, &addr))
			continue;
		bool used = cJSON_IsTrue(member(hop, "used"));
		bool first = !addr_is_set(&route->next_hop) || is_link_local(&route->next_hop);

		any_used |= used;
		if (!first && (found_used || !used || is_link_local(&addr)))
			continue;
		route->next_hop = addr;
		found_used = used;
	}
	route->next_hop_unused = addr_is_set(&route->next_hop) && !any_used;
}

/* "Local" is the empty path in the detailed form. */
static const char *read_as_path(struct frr_reading *reading, const cJSON *path)
{
	const char *text = text_of(path, "path");

	if (text == NULL)
		text = text_of(member(path, "aspath"), "string");
	if (text == NULL) {
		fail(reading, "the AS path", " is no text");
		return "";
	}
	return strcmp(text, "Local") == 0 ? "" : arena_strdup(reading->arena, text);
}

/* In the order and with the names that all communities have here; as they stand when one of them
 * has a name that only FRR knows. */
static const char *tidy_communities(struct frr_reading *reading, const char *words)
{
	uint32_t values[COMMUNITIES_MAX];
	uint8_t bytes[4 * COMMUNITIES_MAX];
	struct writer writer = writer_of(bytes, sizeof(bytes));
	unsigned count = 0;

	for (const char *at = words + strspn(words, " "); *at != '\0'; at += strspn(at, " ")) {
		size_t size = strcspn(at, " ");
		char word[WORD_MAX] = "";

		if (size < sizeof(word))
			memcpy(word, at, size);
		if (count == COMMUNITIES_MAX || !community_parse(word, &values[count++]))
			return arena_strdup(reading->arena, words);
		at += size;
	}
	struct text text = {0};
	community_union((struct span){0}, values, count, &writer);
	community_format(writer_written(&writer), &text);
	const char *kept = arena_strdup(reading->arena, text_str(&text));
	text_done(&text);
	return kept;
}

/* The plain form has no communities, and says so by having no "aspath" either. */
static void read_communities(struct frr_reading *reading, const cJSON *path,
                             struct agree_route *route)
{
	const char *standard = text_of(member(path, "community"), "string");
	const char *large = text_of(member(path, "largeCommunity"), "string");

	if (member(path, "aspath") == NULL)
		return;
	route->communities = standard == NULL ? "" : tidy_communities(reading, standard);
	route->large_communities = large == NULL ? "" : arena_strdup(reading->arena, large);
}

static void read_path(struct frr_reading *reading, const struct prefix *prefix, const cJSON *path)
{
	struct agree_route *route = &reading->table->routes[reading->table->count++];
	const cJSON *best = member(path, "bestpath");
	const char *origin = text_of(path, "origin");

	*route = (struct agree_route){
	    .prefix = *prefix,
	    .peer = read_peer(reading, path),
	    .as_path = read_as_path(reading, path),
	    .origin = origin == NULL ? NULL : arena_strdup(reading->arena, origin),
	    .unusable = !cJSON_IsTrue(member(path, "valid")),
	    .use_known = true,
	    .best = cJSON_IsTrue(best) || cJSON_IsTrue(member(best, "overall")),
	};
	read_next_hop(reading, path, route);
	route->in_use = (route->best || cJSON_IsTrue(member(path, "multipath"))) &&
	                !route->unusable && !route->next_hop_unused;
	route->med_set = read_u32(reading, path, "metric", &route->med);
	read_communities(reading, path, route);
	reading->table->families[prefix->addr.family] = true;
}

static bool is_path(const cJSON *object)
{
	return member(object, "path") != NULL || member(object, "aspath") != NULL;
}

/* Versions differ in whether the paths are the value itself or stand under "paths". */
static const cJSON *paths_of(const cJSON *value)
{
	return cJSON_IsObject(value) ? member(value, "paths") : value;
}

static uint32_t count_paths(const cJSON *routes)
{
	const cJSON *value;
	const cJSON *path;
	uint32_t count = 0;

	cJSON_ArrayForEach(value, routes)
	{
		cJSON_ArrayForEach(path, paths_of(value)) count += is_path(path);
	}
	return count;
}

static void make_room(struct frr_reading *reading, uint32_t more)
{
	struct agree_table *table = reading->table;
	struct agree_route *routes =
	    arena_alloc(reading->arena, ((size_t)table->count + more + 1) * sizeof(*routes));

	if (table->count > 0)
		memcpy(routes, table->routes, table->count * sizeof(*routes));
	table->routes = routes;
}

static void read_prefix(struct frr_reading *reading, const cJSON *value)
{
	const cJSON *path;
	struct prefix prefix;

	reading->prefix = value->string;
	if (prefix_parse(value->string, &prefix) != PREFIX_OK) {
		fail(reading, "is not an IPv4 or IPv6 prefix", "");
		return;
	}
	cJSON_ArrayForEach(path, paths_of(value))
	{
		if (is_path(path))
			read_path(reading, &prefix, path);
	}
}

/* FRR answers {"warning": "..."} when there is no BGP, and {} when there is nothing to tell. */
static void complain_no_routes(struct frr_reading *reading, const cJSON *answer)
{
	const char *warning = text_of(answer, "warning");
	struct text text = {0};

	if (warning == NULL) {
		fail(reading, "is no table: there is no 'routes'; ", expected);
		return;
	}
	add_quote(&text, warning, strlen(warning));
	fail(reading, "is no table, but a warning: ", text_str(&text));
	text_done(&text);
}

static void read_answer(struct frr_reading *reading, const cJSON *answer)
{
	const cJSON *routes = member(answer, "routes");
	const cJSON *value;

	if (!cJSON_IsObject(routes) && cJSON_GetArraySize(answer) > 0) {
		complain_no_routes(reading, answer);
		return;
	}
	make_room(reading, count_paths(routes));
	read_u32(reading, answer, "localAS", &reading->table->asn);
	cJSON_ArrayForEach(value, routes)
	{
		read_prefix(reading, value);
		if (reading->failed)
			return;
	}
	reading->prefix = NULL;
}

/* vtysh answers in words what it does not understand: "% Unknown command: ...". */
static void complain_words(struct frr_reading *reading, const char *words, size_t size)
{
	struct text text = {0};

	reading->prefix = NULL;
	text_add(&text, "is not JSON: '");
	add_quote(&text, words, size);
	text_addf(&text, "'; %s", expected);
	fail(reading, text_str(&text), "");
	text_done(&text);
}

static void complain_syntax(struct frr_reading *reading, const char *text, const char *at)
{
	struct place place = {.file = reading->name, .line = 1, .column = 1};

	for (const char *c = text; c < at; c++) {
		place.column = *c == '\n' ? 1 : place.column + 1;
		place.line += *c == '\n';
	}
	reading->failed = true;
	findings_add(reading->findings, SEVERITY_ERROR, place, "is not JSON from here; is it cut?");
}

/* What was read, up to its end; NULL after a fault. */
static const char *read_next(struct frr_reading *reading, const char *text, const char *at,
                             const char *end)
{
	const char *stop = at;

	if (*at != '{') {
		complain_words(reading, at, (size_t)(end - at));
		return NULL;
	}
	cJSON *answer = cJSON_ParseWithLengthOpts(at, (size_t)(end - at), &stop, false);
	if (answer == NULL)
		complain_syntax(reading, text, stop);
	else
		read_answer(reading, answer);
	cJSON_Delete(answer);
	return reading->failed ? NULL : stop;
}

static const char *skip_blanks(const char *at, const char *end)
{
	while (at < end && *at != '\0' && strchr(BLANKS, *at) != NULL)
		at++;
	return at;
}

unsigned frr_read(const char *name, const char *text, size_t size, struct arena *arena,
                  struct agree_table *table, struct findings *findings)
{
	struct frr_reading reading = {
	    .name = name,
	    .findings = findings,
	    .arena = arena,
	    .table = table,
	};
	const char *end = text + size;
	const char *at = skip_blanks(text, end);
	unsigned answers = 0;

	table->own_routes_known = true;
	if (at == end)
		fail(&reading, "is empty; ", expected);
	while (!reading.failed && at < end) {
		at = read_next(&reading, text, at, end);
		if (at == NULL)
			break;
		at = skip_blanks(at, end);
		answers++;
	}
	return reading.failed ? 0 : answers;
}
