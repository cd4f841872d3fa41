/* Finds Azure's tables in a JSON document. */
#include <cjson/cJSON.h>
#include <stdio.h>
#include <string.h>

#include "base/check.h"
#include "import/az_draft.h"
#include "import/az_words.h"

/* A Route Server answers with one such list for each of its instances. */
static const char role_prefix[] = "RouteServiceRole_";

struct keys_seen {
	uint32_t told;
	bool path_heading;
};

static void look(const cJSON *rows, struct keys_seen *seen)
{
	const cJSON *row;
	const cJSON *member;

	cJSON_ArrayForEach(row, rows)
	{
		if (!cJSON_IsObject(row))
			continue;
		cJSON_ArrayForEach(member, row)
		{
			size_t size = strlen(member->string);
			enum az_member known = az_heading(member->string, size);

			if (known == AZ_MEMBER_COUNT)
				continue;
			seen->told |= az_bit(known);
			seen->path_heading |= az_heading_is_path(member->string, size);
		}
	}
}

static void add_value(struct az_reading *reading, enum az_member member, const cJSON *value)
{
	char number[40];
	const cJSON *item;

	if (cJSON_IsString(value)) {
		az_cell(reading, member, value->valuestring, strlen(value->valuestring));
	} else if (cJSON_IsNumber(value)) {
		snprintf(number, sizeof(number), "%.0f", value->valuedouble);
		az_cell(reading, member, number, strlen(number));
	} else if (cJSON_IsBool(value)) {
		az_cell(reading, member, cJSON_IsTrue(value) ? "true" : "false",
		        cJSON_IsTrue(value) ? 4 : 5);
	} else if (cJSON_IsArray(value)) {
		az_cell(reading, member, "", 0);
		cJSON_ArrayForEach(item, value)
		{
			if (cJSON_IsString(item))
				az_cell(reading, member, item->valuestring,
				        strlen(item->valuestring));
		}
	} else if (cJSON_IsNull(value)) {
		az_cell(reading, member, "", 0);
	}
}

static void add_row(struct az_reading *reading, const cJSON *row)
{
	const cJSON *member;

	cJSON_ArrayForEach(member, row)
	{
		add_value(reading, az_heading(member->string, strlen(member->string)), member);
	}
	az_row_end(reading);
}

static void add_rows(struct az_reading *reading, const cJSON *rows)
{
	const cJSON *row;

	cJSON_ArrayForEach(row, rows)
	{
		if (reading->failed)
			return;
		if (cJSON_IsObject(row))
			add_row(reading, row);
		else
			az_fail(reading, "a list whose items are not all objects; expected the "
			                 "rows of a table");
	}
}

static bool is_role(const cJSON *item)
{
	return item->string != NULL && strncmp(item->string, role_prefix, strlen(role_prefix)) == 0;
}

/* The document's arrays that may be tables: itself, or those that are members of it. The lists of a
 * Route Server are one table. */
static bool take_lists(struct az_reading *reading, const cJSON *document)
{
	const cJSON *member;
	struct keys_seen seen = {0};
	bool taken = false;

	cJSON_ArrayForEach(member, document)
	{
		if (is_role(member))
			look(member, &seen);
	}
	if (seen.told != 0) {
		az_begin(reading, seen.told, seen.path_heading);
		cJSON_ArrayForEach(member, document)
		{
			if (is_role(member))
				add_rows(reading, member);
		}
		az_end(reading);
		return true;
	}
	cJSON_ArrayForEach(member, document)
	{
		struct keys_seen list = {0};
		bool is_value = member->string != NULL && strcmp(member->string, "value") == 0;

		if (!cJSON_IsArray(member))
			continue;
		look(member, &list);
		if (az_kind_of(list.told, list.path_heading) == AZ_KIND_COUNT &&
		    !((is_value || is_role(member)) && cJSON_GetArraySize(member) == 0))
			continue;
		az_begin(reading, list.told, list.path_heading);
		add_rows(reading, member);
		az_end(reading);
		taken = true;
	}
	return taken;
}

/* A bare list, or one row that PowerShell wrote without its list. */
static void take_rows(struct az_reading *reading, const cJSON *rows)
{
	struct keys_seen seen = {0};

	look(rows, &seen);
	if (az_kind_of(seen.told, seen.path_heading) == AZ_KIND_COUNT &&
	    cJSON_GetArraySize(rows) != 0)
		return;
	az_begin(reading, seen.told, seen.path_heading);
	add_rows(reading, rows);
	az_end(reading);
}

static void take_row(struct az_reading *reading, cJSON *row)
{
	cJSON *rows = cJSON_CreateArray();

	cJSON_AddItemReferenceToArray(rows, row);
	take_rows(reading, rows);
	cJSON_Delete(rows);
}

static bool is_row(const cJSON *object)
{
	const cJSON *member;
	uint32_t told = 0;

	cJSON_ArrayForEach(member, object)
	{
		enum az_member known = az_heading(member->string, strlen(member->string));

		if (known != AZ_MEMBER_COUNT)
			told |= az_bit(known);
	}
	return az_kind_of(told, false) != AZ_KIND_COUNT;
}

size_t az_read_json(struct az_reading *reading, const char *text, size_t size, size_t *consumed)
{
	const char *end = text;
	cJSON *document = cJSON_ParseWithLengthOpts(text, size, &end, 0);

	*consumed = end > text ? (size_t)(end - text) : 0;
	if (document == NULL)
		return 0;
	if (cJSON_IsArray(document))
		take_rows(reading, document);
	else if (cJSON_IsObject(document) && !take_lists(reading, document) && is_row(document))
		take_row(reading, document);
	cJSON_Delete(document);
	return *consumed;
}
