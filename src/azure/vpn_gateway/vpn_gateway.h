/* The parts of the kind, put together in vpn_gateway.c. */
#ifndef AZURE_VPN_GATEWAY_VPN_GATEWAY_H
#define AZURE_VPN_GATEWAY_VPN_GATEWAY_H

#include "query/why/why_rule.h"
#include "topo/judge/judge.h"
#include "topo/plan/plan_compile.h"

extern const struct forward_hooks vpn_gateway_forward;
extern const struct load_hooks vpn_gateway_load;
extern const struct limits_hooks vpn_gateway_limits;
extern const struct judge_hooks vpn_gateway_judge;
extern const struct load_hooks vpn_connection_load;
extern const struct plan_hooks vpn_gateway_plan;
extern const struct plan_hooks vpn_connection_plan;

/* Of a connection over ExpressRoute whose other end is known. */
void vpn_judge_private(const struct judge *judge, const struct lab_vpn_connection *connection);

extern const struct plan_side vpn_gateway_sides[];
extern const struct plan_side vpn_connection_sides[];
extern const struct plan_assumed vpn_gateway_assumed[];
extern const struct plan_assumed vpn_connection_assumed[];

extern const struct why_row vpn_gateway_why[];

#endif
