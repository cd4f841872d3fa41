/* What MSEEs of circuits that Global Reach joins keep from each other. */
#include "azure/global_reach/global_reach.h"

const struct why_row global_reach_why[] = {
    {LAB_CIRCUIT, LAB_CIRCUIT, RIB_INTERNAL, 0, NULL, "global-reach-sessions", NULL},
    {.verdict = RIB_PASS},
};
