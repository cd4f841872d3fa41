/* The values of a snapshot's JSON: numbers, texts, addresses, attribute sets. */
#include "import/snapshot_reading.h"

#include <inttypes.h>
#include <string.h>

#include "bgp/attr_members.h"

void reading_fail(struct reading *reading, const char *member, const char *what)
{
	struct text where = {0};

	if (reading->failed)
		return;
	reading->failed = true;
	if (reading->list != NULL)
		text_addf(&where, "%s[%" PRIu32 "].", reading->list, reading->list_index);
	if (reading->inner != NULL)
		text_addf(&where, "%s[%" PRIu32 "].", reading->inner, reading->inner_index);
	findings_add(reading->findings, SEVERITY_ERROR, (struct place){.file = reading->name},
	             "not a snapshot: %s%s %s", text_str(&where), member, what);
	text_done(&where);
}

const cJSON *reading_member(const cJSON *object, const char *name)
{
	return cJSON_GetObjectItemCaseSensitive(object, name);
}

uint64_t reading_number(struct reading *reading, const cJSON *object, const char *name,
                        uint64_t max)
{
	const cJSON *item = reading_member(object, name);

	if (item == NULL)
		return 0;
	if (!cJSON_IsNumber(item) || !(item->valuedouble >= 0) || item->valuedouble > (double)max ||
	    item->valuedouble != (double)(uint64_t)item->valuedouble) {
		reading_fail(reading, name, "is not a whole number in its range");
		return 0;
	}
	return (uint64_t)item->valuedouble;
}

uint32_t reading_u32(struct reading *reading, const cJSON *object, const char *name)
{
	return (uint32_t)reading_number(reading, object, name, UINT32_MAX);
}

bool reading_flag(struct reading *reading, const cJSON *object, const char *name)
{
	const cJSON *item = reading_member(object, name);

	if (item != NULL && !cJSON_IsBool(item))
		reading_fail(reading, name, "is neither true nor false");
	return cJSON_IsTrue(item);
}

const char *reading_string(struct reading *reading, const cJSON *object, const char *name)
{
	const cJSON *item = reading_member(object, name);

	if (!cJSON_IsString(item)) {
		reading_fail(reading, name, item == NULL ? "is missing" : "is not a text");
		return "";
	}
	return item->valuestring;
}

const char *reading_keep_string(struct reading *reading, const cJSON *object, const char *name)
{
	return arena_strdup(reading->snapshot->arena, reading_string(reading, object, name));
}

struct addr reading_addr(struct reading *reading, const cJSON *object, const char *name)
{
	struct addr addr = {0};
	const char *text = reading_string(reading, object, name);

	if (strcmp(text, "-") != 0 && !addr_parse(text, &addr))
		reading_fail(reading, name, "is not an address");
	return addr;
}

uint32_t reading_router_id(struct reading *reading, const cJSON *object, const char *name)
{
	if (reading_member(object, name) == NULL)
		return 0;
	struct addr addr = reading_addr(reading, object, name);
	if (addr.family != ADDR_IPV4)
		reading_fail(reading, name, "is not an IPv4 address");
	return addr_as_u32(&addr);
}

struct prefix reading_prefix(struct reading *reading, const cJSON *object)
{
	struct prefix prefix = {0};

	if (prefix_parse(reading_string(reading, object, "prefix"), &prefix) != PREFIX_OK)
		reading_fail(reading, "prefix", "is not a prefix");
	return prefix;
}

unsigned reading_name(struct reading *reading, const cJSON *object, const char *name,
                      const char *(*name_of)(unsigned), unsigned count)
{
	const char *text = reading_string(reading, object, name);

	for (unsigned i = 0; i < count; i++) {
		if (strcmp(name_of(i), text) == 0)
			return i;
	}
	reading_fail(reading, name, "is not a known word");
	return 0;
}

/* Attribute sets take their members from here, by name; see bgp/attr_members.h. */
struct attrs_source {
	struct reading *reading;
	const cJSON *object;
};

static uint64_t source_number(void *document, const char *name, uint64_t max)
{
	const struct attrs_source *source = document;

	return reading_number(source->reading, source->object, name, max);
}

static const char *source_text(void *document, const char *name)
{
	const struct attrs_source *source = document;

	return reading_member(source->object, name) == NULL
	           ? NULL
	           : reading_string(source->reading, source->object, name);
}

static unsigned source_count(void *document, const char *name)
{
	const struct attrs_source *source = document;

	return (unsigned)cJSON_GetArraySize(reading_member(source->object, name));
}

static const char *source_word(void *document, const char *name, unsigned index)
{
	const struct attrs_source *source = document;

	return cJSON_GetStringValue(
	    cJSON_GetArrayItem(reading_member(source->object, name), (int)index));
}

/* Numbers, and words for sets; a text in snapshots of version 2. */
static const char *source_path(void *document, const char *name)
{
	const struct attrs_source *source = document;
	const cJSON *list = reading_member(source->object, name);
	const cJSON *item;
	struct text text = {0};
	const char *kept;

	if (!cJSON_IsArray(list))
		return source_text(document, name);
	cJSON_ArrayForEach(item, list)
	{
		text_add(&text, text.size == 0 ? "" : " ");
		if (cJSON_IsString(item))
			text_add(&text, item->valuestring);
		else if (cJSON_IsNumber(item) && item->valuedouble >= 0)
			text_addf(&text, "%.0f", item->valuedouble);
		else
			text_add(&text, "?");
	}
	kept = arena_strdup(source->reading->snapshot->arena, text_str(&text));
	text_done(&text);
	return kept;
}

static void source_fail(void *document, const char *name, const char *what)
{
	const struct attrs_source *source = document;

	reading_fail(source->reading, name, what);
}

static uint8_t *source_room(void *document, size_t size)
{
	const struct attrs_source *source = document;

	return arena_alloc(source->reading->snapshot->arena, size);
}

const struct bgp_attrs *reading_attrs(struct reading *reading, const cJSON *object)
{
	struct bgp_attrs *attrs = arena_alloc(reading->snapshot->arena, sizeof(*attrs));
	struct attrs_source source = {.reading = reading, .object = object};
	const struct bgp_member_reader members = {
	    .document = &source,
	    .number = source_number,
	    .text = source_text,
	    .count = source_count,
	    .word = source_word,
	    .path = source_path,
	    .fail = source_fail,
	    .room = source_room,
	};

	bgp_attrs_read(attrs, &members);
	return attrs;
}
