/* VPN gateways, their connections, and what stands at the other end of these. */
#include "azure/vpn_gateway/vpn_gateway.h"

#include "azure/azure.h"

const struct kind_hooks azure_vpn_gateway = {
    .forward = &vpn_gateway_forward,
};

const struct kind_hooks azure_vpn_connection = {0};

const struct kind_hooks azure_local_gateway = {0};
