/* The parts of Global Reach. */
#ifndef AZURE_GLOBAL_REACH_GLOBAL_REACH_H
#define AZURE_GLOBAL_REACH_GLOBAL_REACH_H

extern const struct forward_hooks global_reach_forward;
extern const struct plan_hooks global_reach_plan;

#endif
