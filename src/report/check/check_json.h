/* Results of expectations as JSON. */
#ifndef REPORT_CHECK_CHECK_JSON_H
#define REPORT_CHECK_CHECK_JSON_H

#include <cjson/cJSON.h>

#include "query/expect/expect.h"

/* {"lab", "passed", "failed", "results": [...]} over the reports of one lab. The caller deletes
 * it. */
cJSON *check_json(const char *lab, struct expect_report *const *reports, size_t count);

#endif
