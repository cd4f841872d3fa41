/* What came of a scenario. */
#ifndef REPORT_SCENARIO_H
#define REPORT_SCENARIO_H

#include "query/expect/scenario_report.h"
#include "report/frame/view.h"
#include "topo/plan/plan.h"

/* Phase by phase, then what the answer rests on. */
void scenario_view(struct view *view, const struct scenario_report *report,
                   const struct plan *plan);

#endif
