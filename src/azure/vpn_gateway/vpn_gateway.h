/* The parts of the kind, put together in vpn_gateway.c. */
#ifndef AZURE_VPN_GATEWAY_VPN_GATEWAY_H
#define AZURE_VPN_GATEWAY_VPN_GATEWAY_H

extern const struct forward_hooks vpn_gateway_forward;
extern const struct load_hooks vpn_gateway_load;
extern const struct load_hooks vpn_connection_load;

#endif
