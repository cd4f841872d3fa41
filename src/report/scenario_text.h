/* What came of a scenario, for people. */
#ifndef REPORT_SCENARIO_TEXT_H
#define REPORT_SCENARIO_TEXT_H

#include "query/expect/scenario_report.h"
#include "topo/plan/plan.h"

/* Phase by phase: what happened when, what each node learned and lost, how long each flow was cut
 * off, and what was expected; at the end the sums and the plan's assumptions. */
void scenario_text_print(const struct scenario_report *report, const struct plan *plan,
                         struct text *out);

#endif
