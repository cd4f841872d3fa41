/* Virtual networks, their subnets, and route tables. */
#include "azure/vnet/vnet.h"

#include "azure/azure.h"

const struct kind_hooks azure_vnet = {
    .forward = &vnet_forward,
};

const struct kind_hooks azure_route_table = {0};
