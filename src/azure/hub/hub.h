/* The parts of the kind, put together in hub.c. */
#ifndef AZURE_HUB_HUB_H
#define AZURE_HUB_HUB_H

#include "query/why/why_rule.h"

extern const struct forward_hooks hub_forward;
extern const struct load_hooks hub_load;
extern const struct limits_hooks hub_limits;
extern const struct judge_hooks hub_judge;
extern const struct plan_hooks hub_plan;

extern const struct why_row hub_why[];

#endif
