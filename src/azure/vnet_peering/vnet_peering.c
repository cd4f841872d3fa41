/* Peerings of virtual networks. */
#include "azure/azure.h"

const struct kind_hooks azure_vnet_peering = {0};
