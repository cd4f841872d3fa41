/* Global Reach: a connection of two circuits, MSEE to MSEE. */
#include "azure/global_reach/global_reach.h"

#include "azure/azure.h"

const struct kind_hooks azure_global_reach = {
    .load = &global_reach_load,
    .judge = &global_reach_judge,
    .plan = &global_reach_plan,
};
