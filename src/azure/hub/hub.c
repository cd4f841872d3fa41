/* Virtual hubs: a network that Microsoft runs, and its router. */
#include "azure/hub/hub.h"

#include "azure/azure.h"

const struct kind_hooks azure_hub = {
    .forward = &hub_forward,
    .load = &hub_load,
    .plan = &hub_plan,
};
