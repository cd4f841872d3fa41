/*
 * Writes JSON straight into a text, in the layout of jq and az: no tree is built, so a document
 * of a million routes needs no more memory than its text. Escaping is done here and nowhere else.
 */
#ifndef REPORT_FRAME_JSON_PUT_H
#define REPORT_FRAME_JSON_PUT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

enum { JSON_DEPTH_MAX = 24 };

/* A value on its way to `out`. */
struct json {
	struct text *out;
	bool pretty;
	unsigned depth; /* containers that are open */
	struct json_level {
		bool array;
		bool filled; /* something stands in it already */
	} levels[JSON_DEPTH_MAX];
};

/* Begins a document behind what `out` holds: indented by two blanks, or in one line. */
struct json json_begin(struct text *out, bool pretty);

/* Opens a container. Here and below `name` is that of the member; NULL in an array, and for the
 * document itself. */
void json_open_object(struct json *json, const char *name);
void json_open_array(struct json *json, const char *name);

/* Closes the innermost container. */
void json_close(struct json *json);

void json_put_text(struct json *json, const char *name, const char *value);
void json_put_number(struct json *json, const char *name, int64_t value);
void json_put_unsigned(struct json *json, const char *name, uint64_t value);
void json_put_real(struct json *json, const char *name, double value); /* finite */
void json_put_bool(struct json *json, const char *name, bool value);
void json_put_null(struct json *json, const char *name);

#endif
