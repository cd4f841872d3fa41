/* The comparison of a captured table of Azure's with the model, for people and for programs. */
#ifndef REPORT_AGREE_AZ_TABLE_H
#define REPORT_AGREE_AZ_TABLE_H

#include <cjson/cJSON.h>

#include "base/text.h"
#include "query/capture/agree_az.h"

/* Where the table is from, for the heading. */
struct agree_az_title {
	const char *lab;  /* name */
	const char *at;   /* node, or subnet */
	const char *file; /* of the capture */
};

/* All rows with what differs and why, then "6 rows agree, 2 differ for a known reason, 0 differ".
 */
void agree_az_table_print(const struct agree_az_title *title, const struct agree_az *agreement,
                          struct text *out);

/* The same as JSON; the caller deletes it. */
cJSON *agree_az_json(const struct agree_az_title *title, const struct agree_az *agreement);

#endif
