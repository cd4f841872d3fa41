/* Virtual hubs. */
#include "azure/hub/hub.h"

#include "azure/azure.h"

const struct kind_hooks azure_hub = {
    .forward = &hub_forward,
};
