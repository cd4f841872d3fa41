/* Global Reach: a connection of two circuits, MSEE to MSEE. */
#include "azure/global_reach/global_reach.h"

#include "azure/azure.h"

const struct kind_hooks azure_global_reach = {
    .forward = &global_reach_forward,
    .load = &global_reach_load,
    .plan = &global_reach_plan,
};
