/* The parts of the kind, put together in site.c. */
#ifndef AZURE_SITE_SITE_H
#define AZURE_SITE_SITE_H

#include "topo/plan/plan_compile.h"

extern const struct forward_hooks site_forward;
extern const struct forward_hooks router_forward;
extern const struct table_hooks router_table;
extern const struct load_hooks site_load;
extern const struct judge_hooks site_judge;
extern const struct load_hooks router_load;
extern const struct judge_hooks router_judge;
extern const struct plan_hooks router_plan;

extern const struct plan_side router_sides[];
extern const struct plan_assumed router_assumed[];

#endif
