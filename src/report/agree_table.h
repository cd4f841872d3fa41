/* The comparison of a real router with the model, for people and for programs. */
#ifndef REPORT_AGREE_TABLE_H
#define REPORT_AGREE_TABLE_H

#include <cjson/cJSON.h>

#include "base/text.h"
#include "query/capture/agree.h"

/* What is compared, for the heading. */
struct agree_title {
	const char *lab;    /* name */
	const char *node;   /* name of the router in the lab */
	const char *source; /* "the simulator predicts", "its neighbours told it" */
};

/* All routes with what differs, then "6 routes agree, 0 differ". */
void agree_table_print(const struct agree_title *title, const struct agreement *agreement,
                       struct text *out);

/* The same as JSON; the caller deletes it. */
cJSON *agree_json(const struct agree_title *title, const struct agreement *agreement);

#endif
