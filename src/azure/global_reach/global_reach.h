/* The parts of the kind, put together in global_reach.c. */
#ifndef AZURE_GLOBAL_REACH_GLOBAL_REACH_H
#define AZURE_GLOBAL_REACH_GLOBAL_REACH_H

#include "query/why/why_rule.h"

extern const struct forward_hooks global_reach_forward;
extern const struct load_hooks global_reach_load;
extern const struct limits_hooks global_reach_limits;
extern const struct judge_hooks global_reach_judge;
extern const struct plan_hooks global_reach_plan;

extern const struct why_row global_reach_why[];

#endif
