/* Where things are in a network if the lab does not say, and the routes that stand for networks. */
#ifndef AZURE_NETWORK_H
#define AZURE_NETWORK_H

#include "topo/plan/plan_compile.h"

/* The prefix of the subnet of this name, or of the GatewaySubnet; unset when there is none of the
 * family. */
struct prefix azure_subnet(const struct lab_vnet *vnet, const char *name, uint8_t family);
struct prefix azure_gateway_subnet(const struct lab_vnet *vnet, uint8_t family);

/* The address at this offset from the network address of the subnet; unset when that is. */
struct addr azure_host(const struct prefix *subnet, uint32_t offset);
struct addr azure_in_gateway_subnet(const struct lab_vnet *vnet, uint8_t family, uint32_t offset);

/* As the lab gives it, or else the other. */
struct addr azure_given_or(const struct addr *given, struct addr otherwise);

/* Own routes of a speaker, with room that was asked for. */
struct azure_routes {
	struct node_route_conf *items;
	uint32_t count;
};

/* Room for the address spaces of a VNet and of those that it serves, for its summarised prefixes,
 * and for `extra_room` more. */
struct azure_routes azure_routes_new(struct plan_compiler *c, const struct lab_vnet *vnet,
                                     uint32_t extra_room);

/* The address spaces of a VNet and of those that it serves, both families or IPv4 only: own routes
 * with the weight of such. */
struct azure_routes azure_address_space_routes(struct plan_compiler *c, const struct lab_vnet *vnet,
                                               bool ipv4_only, uint32_t extra_room);

/* The same as gateways announce it: summaries stand in for all of the VNet's own entries, and for
 * those of spokes that they cover (summarized-gateway-prefixes). */
struct azure_routes azure_announced_routes(struct plan_compiler *c, const struct lab_vnet *vnet,
                                           bool ipv4_only, uint32_t extra_room);

/* What a network's prefixes are announced with: its communities if it has one of its own
 * (regional-community). */
struct bgp_attrs azure_network_route(struct plan_compiler *c, const struct lab_vnet *vnet);

void azure_add_route(struct azure_routes *routes, const struct prefix *prefix,
                     const struct bgp_attrs *attrs);

/* Adds what the network that serves it knows of a network (lab_space_towards()). `summaries` stand
 * for the prefixes that they cover; NULL: none do. */
void azure_add_network(struct plan_compiler *c, struct azure_routes *routes,
                       const struct lab_vnet *vnet, const struct lab_vnet *serving, bool ipv4_only,
                       const struct lab_prefixes *summaries);

/* How many speakers: the two instances of a gateway or Route Server, or one. */
static inline uint32_t azure_two_speakers(const struct lab_element *element)
{
	(void)element;
	return LAB_INSTANCES;
}

static inline uint32_t azure_one_speaker(const struct lab_element *element)
{
	(void)element;
	return 1;
}

/* Lets nothing through that equals an address space of the network, or of one that uses its
 * gateways; with `inside`, nor what lies inside one. */
const struct rib_filter *azure_space_filter(struct plan_compiler *c, const struct lab_vnet *vnet,
                                            bool inside);

/* An ExpressRoute gateway takes no prefix of its networks from elsewhere, not where summaries stand
 * in for them either (gateway-refuses-own-prefix); those that it announces its table refuses. */
void azure_refuse_networks(struct plan_peer *peer);

#endif
