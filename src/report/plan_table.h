/* The compiled plan as text. */
#ifndef REPORT_PLAN_TABLE_H
#define REPORT_PLAN_TABLE_H

#include "base/text.h"
#include "topo/plan/plan.h"

/* Speakers, sessions, policies, and what was assumed. */
void plan_table_print(const struct plan *plan, struct text *out);

/* Only what was assumed; nothing when there was nothing to assume. */
void plan_assumptions_print(const struct plan *plan, struct text *out);

#endif
