/* What all JSON writers of this folder share. Members that are false or not known are left out, as
 * in FRR's JSON, so readers go by name and never by position. */
#ifndef REPORT_FRAME_JSON_H
#define REPORT_FRAME_JSON_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/reader.h"
#include "base/text.h"
#include "bgp/attr_members.h"

/* Appends the document to `out`, in one line or indented, and deletes it. */
void json_print_line(cJSON *document, struct text *out);
void json_print_pretty(cJSON *document, struct text *out);

/* Adds a member; a flag that is false, a number that is 0 and a text that is NULL are left out. */
void json_flag(cJSON *object, const char *name, bool value);
void json_number_unless_zero(cJSON *object, const char *name, uint64_t value);
void json_text(cJSON *object, const char *name, const char *value);

/* Adds a member in every case. */
void json_number(cJSON *object, const char *name, int64_t value);
void json_addr(cJSON *object, const char *name, const struct addr *addr);
void json_prefix(cJSON *object, const char *name, const struct prefix *prefix);

/* Dotted, unless it is 0: not known. */
void json_router_id(cJSON *object, const char *name, uint32_t router_id);

/* Lower-case digits of hexadecimal; left out when there are no bytes. */
void json_hex(cJSON *object, const char *name, struct span bytes);

/* The text's words, separated by blanks, as an array; left out when there are none. */
void json_words(cJSON *object, const char *name, const char *words);

/* Takes the members of attribute sets, bgp/attr_members.h, into `object`. */
struct bgp_member_writer json_member_writer(cJSON *object);

#endif
