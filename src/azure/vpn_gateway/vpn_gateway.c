/* VPN gateways and their connections. */
#include "azure/vpn_gateway/vpn_gateway.h"

#include "azure/azure.h"

const struct kind_hooks azure_vpn_gateway = {
    .forward = &vpn_gateway_forward,
    .load = &vpn_gateway_load,
    .plan = &vpn_gateway_plan,
};

const struct kind_hooks azure_vpn_connection = {
    .load = &vpn_connection_load,
    .plan = &vpn_connection_plan,
};
