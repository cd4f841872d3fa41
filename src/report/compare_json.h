/* Two designs side by side as JSON. */
#ifndef REPORT_COMPARE_JSON_H
#define REPORT_COMPARE_JSON_H

#include <cjson/cJSON.h>

#include "query/compare/compare.h"

/* The caller deletes it. */
cJSON *compare_json(const struct comparison *comparison);

#endif
