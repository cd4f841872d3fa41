/* Virtual hubs: a network that Microsoft runs, and its router. */
#include "azure/hub/hub.h"

#include "azure/azure.h"

const struct kind_hooks azure_hub = {
    .load = &hub_load,
    .judge = &hub_judge,
    .plan = &hub_plan,
};
