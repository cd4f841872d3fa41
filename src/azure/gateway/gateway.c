/* ExpressRoute gateways, and their connections to circuits. */
#include "azure/gateway/gateway.h"

#include "azure/azure.h"

const struct kind_hooks azure_gateway = {
    .forward = &gateway_forward,
};

const struct kind_hooks azure_connection = {0};
