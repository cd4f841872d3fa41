/* What came of a scenario as JSON; the members are those of hairpin-scenario(5). */
#ifndef REPORT_SCENARIO_JSON_H
#define REPORT_SCENARIO_JSON_H

#include <cjson/cJSON.h>

#include "query/expect/scenario_report.h"
#include "topo/plan/plan.h"

/* The caller deletes it. */
cJSON *scenario_json(const struct scenario_report *report, const struct plan *plan);

#endif
