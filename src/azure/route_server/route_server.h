/* The parts of the kind, put together in route_server.c. */
#ifndef AZURE_ROUTE_SERVER_ROUTE_SERVER_H
#define AZURE_ROUTE_SERVER_ROUTE_SERVER_H

#include "query/why/why_rule.h"
#include "topo/plan/plan_compile.h"

extern const struct load_hooks route_server_load;
extern const struct limits_hooks route_server_limits;
extern const struct judge_hooks route_server_judge;
extern const struct plan_hooks route_server_plan;

extern const struct plan_side route_server_sides[];
extern const struct plan_assumed route_server_assumed[];

extern const struct why_row route_server_why[];

#endif
