/* Writes JSON straight into a text. */
#include "report/frame/json.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "report/frame/decimal.h"

struct json json_begin(struct text *out, bool pretty)
{
	return (struct json){.out = out, .pretty = pretty};
}

static char letter_of(char character)
{
	static const char letters[][2] = {{'"', '"'},  {'\\', '\\'}, {'\b', 'b'}, {'\f', 'f'},
	                                  {'\n', 'n'}, {'\r', 'r'},  {'\t', 't'}};

	for (size_t i = 0; i < COUNT_OF(letters); i++) {
		if (letters[i][0] == character)
			return letters[i][1];
	}
	return '\0';
}

static bool needs_escape(char character)
{
	return (unsigned char)character < 0x20 || character == '"' || character == '\\';
}

static void quote(struct text *out, const char *text)
{
	const char *from = text;

	text_add_bytes(out, "\"", 1);
	for (; *text != '\0'; text++) {
		if (!needs_escape(*text))
			continue;
		text_add_bytes(out, from, (size_t)(text - from));
		if (letter_of(*text) != '\0')
			text_addf(out, "\\%c", letter_of(*text));
		else
			text_addf(out, "\\u%04x", (unsigned)*text);
		from = text + 1;
	}
	text_add_bytes(out, from, (size_t)(text - from));
	text_add_bytes(out, "\"", 1);
}

/* A comma if there was something before, and a line. */
static void new_line(const struct json *json, unsigned depth, bool comma)
{
	static const char indent[] = ",\n                                                ";

	_Static_assert(sizeof(indent) - 3 == 2 * JSON_DEPTH_MAX, "two blanks for each level");
	if (json->pretty)
		text_add_bytes(json->out, indent + !comma, 1u + comma + 2 * (size_t)depth);
	else if (comma)
		text_add_bytes(json->out, indent, 1);
}

/* What stands before a value: a comma, and the name of a member. */
static void begin_value(struct json *json, const char *name)
{
	struct json_level *level;

	if (json->depth == 0) {
		CHECK(name == NULL);
		return;
	}
	level = &json->levels[json->depth - 1];
	CHECK(level->array == (name == NULL));
	new_line(json, json->depth, level->filled);
	level->filled = true;
	if (name == NULL)
		return;
	quote(json->out, name);
	text_add_bytes(json->out, ": ", json->pretty ? 2 : 1);
}

static void open_level(struct json *json, const char *name, bool array)
{
	begin_value(json, name);
	CHECK(json->depth < JSON_DEPTH_MAX);
	json->levels[json->depth++] = (struct json_level){.array = array};
	text_add(json->out, array ? "[" : "{");
}

void json_open_object(struct json *json, const char *name)
{
	open_level(json, name, false);
}

void json_open_array(struct json *json, const char *name)
{
	open_level(json, name, true);
}

void json_close(struct json *json)
{
	CHECK(json->depth > 0);
	json->depth--;
	if (json->levels[json->depth].filled)
		new_line(json, json->depth, false);
	text_add(json->out, json->levels[json->depth].array ? "]" : "}");
}

void json_put_text(struct json *json, const char *name, const char *value)
{
	CHECK(value != NULL);
	begin_value(json, name);
	quote(json->out, value);
}

void json_put_number(struct json *json, const char *name, int64_t value)
{
	char text[DECIMAL_MAX];

	begin_value(json, name);
	text_add(json->out, decimal_signed(value, text));
}

void json_put_unsigned(struct json *json, const char *name, uint64_t value)
{
	char text[DECIMAL_MAX];

	begin_value(json, name);
	text_add(json->out, decimal_unsigned(value, text));
}

/* The fewest digits that are read back as the same number. */
void json_put_real(struct json *json, const char *name, double value)
{
	struct text digits = {0};

	CHECK(isfinite(value));
	begin_value(json, name);
	text_addf(&digits, "%.15g", value);
	if (strtod(text_str(&digits), NULL) < value || strtod(text_str(&digits), NULL) > value) {
		text_clear(&digits);
		text_addf(&digits, "%.17g", value);
	}
	text_add(json->out, text_str(&digits));
	text_done(&digits);
}

void json_put_bool(struct json *json, const char *name, bool value)
{
	begin_value(json, name);
	text_add(json->out, value ? "true" : "false");
}

void json_put_null(struct json *json, const char *name)
{
	begin_value(json, name);
	text_add(json->out, "null");
}
