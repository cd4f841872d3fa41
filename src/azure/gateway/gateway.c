/* ExpressRoute gateways, and their connections to circuits. */
#include "azure/azure.h"

const struct kind_hooks azure_gateway = {0};

const struct kind_hooks azure_connection = {0};
