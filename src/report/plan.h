/* The compiled plan. */
#ifndef REPORT_PLAN_H
#define REPORT_PLAN_H

#include "report/frame/view.h"
#include "topo/plan/plan.h"

/* Speakers, sessions, policies, and what was assumed. JSON: members lab, nodes (with their routes),
 * sessions (with the policies of both ends) and assumptions. MD5 keys are not told, only that there
 * is one. */
void plan_view(struct view *view, const struct plan *plan);

/* The heading of what was assumed. */
extern const char plan_assumed[];

/* Text: what was assumed; nothing when there was nothing to assume. */
void plan_say_assumptions(struct view *view, const struct plan *plan);

#endif
