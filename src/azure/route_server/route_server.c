/* Route Servers. */
#include "azure/azure.h"

const struct kind_hooks azure_route_server = {0};
