/* Virtual networks and their subnets. */
#include "azure/vnet/vnet.h"

#include "azure/azure.h"

const struct kind_hooks azure_vnet = {
    .forward = &vnet_forward,
    .load = &vnet_load,
};
