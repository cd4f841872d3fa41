/* Peerings of virtual networks. */
#include "azure/vnet_peering/vnet_peering.h"

#include "azure/azure.h"

const struct kind_hooks azure_vnet_peering = {
    .load = &vnet_peering_load,
    .judge = &vnet_peering_judge,
};
