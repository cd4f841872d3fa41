/* The compiled plan as JSON. */
#ifndef REPORT_PLAN_JSON_H
#define REPORT_PLAN_JSON_H

#include <cjson/cJSON.h>

#include "topo/plan/plan.h"

/* Members lab, nodes (with their routes), sessions (with the policies of both ends) and
 * assumptions. MD5 keys are not written, only that there is one. The caller deletes it. */
cJSON *plan_json(const struct plan *plan);

#endif
