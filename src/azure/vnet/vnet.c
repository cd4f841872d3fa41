/* Virtual networks, their subnets, and route tables. */
#include "azure/azure.h"

const struct kind_hooks azure_vnet = {0};

const struct kind_hooks azure_route_table = {0};
