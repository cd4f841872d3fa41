/* ExpressRoute gateways, and their connections to circuits. */
#include "azure/gateway/gateway.h"

#include "azure/azure.h"

const struct kind_hooks azure_gateway = {
    .load = &gateway_load,
    .judge = &gateway_judge,
    .plan = &gateway_plan,
};

const struct kind_hooks azure_connection = {
    .load = &connection_load,
    .plan = &connection_plan,
};
