/* The parts of the kind, put together in tunnel.c. */
#ifndef AZURE_TUNNEL_TUNNEL_H
#define AZURE_TUNNEL_TUNNEL_H

#include "topo/plan/plan_compile.h"

extern const struct forward_hooks tunnel_forward;
extern const struct load_hooks tunnel_load;
extern const struct judge_hooks tunnel_judge;
extern const struct plan_hooks tunnel_plan;

#endif
