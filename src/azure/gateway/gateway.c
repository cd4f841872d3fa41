/* ExpressRoute gateways, and their connections to circuits. */
#include "azure/gateway/gateway.h"

#include "azure/azure.h"

const struct kind_hooks azure_gateway = {
    .forward = &gateway_forward,
    .table = &gateway_table,
    .load = &gateway_load,
    .plan = &gateway_plan,
};

const struct kind_hooks azure_connection = {
    .load = &connection_load,
    .plan = &connection_plan,
};
