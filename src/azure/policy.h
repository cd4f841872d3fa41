/* What several kinds share when they say what the ends of their sessions are like: the AS numbers
 * and weights of Azure, and what a gateway and an MSEE do at their ends. */
#ifndef AZURE_POLICY_H
#define AZURE_POLICY_H

#include "topo/plan/plan_compile.h"

enum {
	AZURE_AS_MSEE = 12076,
	AZURE_AS_GATEWAY = 65515,
	AZURE_AS_VWAN = 65520,            /* between virtual hubs */
	AZURE_AS_MARKS = 65517,           /* upper half of Azure's internal communities */
	AZURE_WEIGHT_OWN = 32768,         /* as data/limits.json has it: for plans without a lab */
	AZURE_WEIGHT_EXPRESSROUTE = 32769 /* the connection's weight comes on top */
};

/* What a gateway announces a prefix with: empty path, origin IGP. */
struct bgp_attrs azure_gateway_route(uint32_t weight);

/* What a router or appliance announces a prefix with. */
struct bgp_attrs azure_router_route(struct arena *arena, const uint32_t *communities,
                                    uint32_t count);

/* The same with what the lab says about the prefix; NULL: nothing. */
struct bgp_attrs azure_announced(struct arena *arena, const struct bgp_attrs *plain,
                                 const struct lab_announcement *said);

/* The policies that the lab gives a router or an appliance for its end of the session. */
void azure_apply_policy(struct plan_peer *peer, const struct lab_session_policy *policy);

/* The two ends between an MSEE and a gateway. `weight` is what learned routes get; `site` tells
 * gateways apart. */
void azure_policy_gateway(struct node_peer_conf *peer, uint32_t weight,
                          bool allow_remote_vnet_traffic);
void azure_policy_msee(struct node_peer_conf *peer, uint32_t site);

/* A prefix filter that lets through what none of the prefixes denies: add them, `room` at most, and
 * end it. Lengths are those of what is denied inside the prefix. */
struct azure_filter {
	struct rib_filter_rule *rules;
	uint32_t count;
	uint32_t room;
};

struct azure_filter azure_filter_new(struct arena *arena, uint32_t room);
void azure_filter_deny(struct azure_filter *filter, const struct prefix *prefix, uint8_t length_min,
                       uint8_t length_max);
void azure_filter_deny_default(struct azure_filter *filter); /* both families */
const struct rib_filter *azure_filter_end(struct arena *arena, struct azure_filter *filter);

/* Learned routes weigh as much as own ones, or as those from ExpressRoute (gateway-weight). */
void azure_weigh_own(struct plan_peer *peer);
void azure_weigh_expressroute(struct plan_peer *peer);

/* Routes of both families travel over the IPv4 session, if the network has a GatewaySubnet with
 * IPv6. `given` is the next hop; NULL: at the same place in that subnet as the IPv4 one
 * (ipv6-over-ipv4-session). */
void azure_carry_ipv6(struct plan_peer *peer, const struct lab_vnet *vnet,
                      const struct addr *given);

#endif
