/* Helps to write JSON with cJSON. */
#include "report/frame/json.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"

static void print(cJSON *document, bool pretty, struct text *out)
{
	char *text = pretty ? cJSON_Print(document) : cJSON_PrintUnformatted(document);

	CHECK(text != NULL);
	text_add(out, text);
	cJSON_free(text);
	cJSON_Delete(document);
}

void json_print_line(cJSON *document, struct text *out)
{
	print(document, false, out);
}

void json_print_pretty(cJSON *document, struct text *out)
{
	print(document, true, out);
}

void json_flag(cJSON *object, const char *name, bool value)
{
	if (value)
		cJSON_AddTrueToObject(object, name);
}

void json_number(cJSON *object, const char *name, int64_t value)
{
	cJSON_AddNumberToObject(object, name, (double)value);
}

void json_number_unless_zero(cJSON *object, const char *name, uint64_t value)
{
	if (value != 0)
		json_number(object, name, (int64_t)value);
}

void json_text(cJSON *object, const char *name, const char *value)
{
	if (value != NULL)
		cJSON_AddStringToObject(object, name, value);
}

void json_addr(cJSON *object, const char *name, const struct addr *addr)
{
	char text[ADDR_TEXT_MAX];

	json_text(object, name, addr_format(addr, text));
}

void json_prefix(cJSON *object, const char *name, const struct prefix *prefix)
{
	char text[PREFIX_TEXT_MAX];

	json_text(object, name, prefix_format(prefix, text));
}

void json_router_id(cJSON *object, const char *name, uint32_t router_id)
{
	struct addr addr = addr_v4(router_id);

	if (router_id != 0)
		json_addr(object, name, &addr);
}

void json_hex(cJSON *object, const char *name, struct span bytes)
{
	struct text text = {0};

	for (size_t i = 0; i < bytes.size; i++)
		text_addf(&text, "%02x", bytes.at[i]);
	if (bytes.size > 0)
		json_text(object, name, text_str(&text));
	text_done(&text);
}

void json_words(cJSON *object, const char *name, const char *words)
{
	cJSON *array = NULL;

	for (const char *at = words; *at != '\0';) {
		size_t size = strcspn(at, " ");
		struct text word = {0};

		if (array == NULL)
			array = cJSON_AddArrayToObject(object, name);
		text_add_bytes(&word, at, size);
		cJSON_AddItemToArray(array, cJSON_CreateString(text_str(&word)));
		text_done(&word);
		at += size + strspn(at + size, " ");
	}
}

static void member_number(void *object, const char *name, uint64_t value)
{
	json_number(object, name, (int64_t)value);
}

static void member_text(void *object, const char *name, const char *value)
{
	json_text(object, name, value);
}

static void member_words(void *object, const char *name, const char *words)
{
	json_words(object, name, words);
}

struct bgp_member_writer json_member_writer(cJSON *object)
{
	return (struct bgp_member_writer){
	    .document = object,
	    .number = member_number,
	    .text = member_text,
	    .words = member_words,
	};
}
