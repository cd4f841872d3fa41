/* Who reaches whom in a whole lab, as JSON. */
#ifndef REPORT_REACH_JSON_H
#define REPORT_REACH_JSON_H

#include <cjson/cJSON.h>

#include "query/reach/reach.h"

/* The caller deletes it. */
cJSON *reach_json(const struct reach *reach, const char *lab);

#endif
