/*
 * What is asked of a lab again and again: who has which address, who serves whom, and elements by
 * their names.
 */
#ifndef TOPO_MODEL_ASK_H
#define TOPO_MODEL_ASK_H

#include <stdbool.h>
#include <stdint.h>

#include "topo/model/model.h"

/* The circuit's customer or Microsoft address on one link (customer-first-address). */
struct addr lab_customer_address(const struct lab_circuit *circuit, enum lab_link link,
                                 uint8_t family);
struct addr lab_microsoft_address(const struct lab_circuit *circuit, enum lab_link link,
                                  uint8_t family);

/* Where the link meets Microsoft. */
const struct peering_location *lab_link_location(const struct lab_circuit *circuit,
                                                 enum lab_link link);

/* "primary" or "secondary". */
const char *lab_link_name(enum lab_link link);

/* By this preference routes of ExpressRoute, or else those of VPN and appliances, go before the
 * others to the same prefix, whatever their AS paths: what a Route Server passes on and what NICs
 * get is decided by it (route-server-preference). */
bool lab_preference_favours(enum lab_routing_preference preference, bool expressroute);

/* What may stand in a network once and serves it and those that use it: the members of struct
 * lab_vnet, in the order in which they are asked. */
#define LAB_SERVING(X) X(gateway) X(vpn_gateway) X(route_server)
#define X(member)      +1
enum { LAB_SERVING_MAX = LAB_SERVING(X) };
#undef X

/* The network has one of these. */
bool lab_has_serving(const struct lab_vnet *vnet);

/* Those that it has: they speak BGP for all of the network, and program its NICs. Their number. Of
 * a lab whose elements are listed. */
uint32_t lab_serving_elements(const struct lab_vnet *vnet,
                              const struct lab_element *out[LAB_SERVING_MAX]);

/* The network that Microsoft runs for a virtual hub. */
static inline bool lab_vnet_is_hub(const struct lab_vnet *vnet)
{
	return vnet->hub != NULL;
}

/* The VNet whose gateways and Route Server serve this one: itself, the virtual hub that it is
 * connected to, or the one that it uses by peering (gateway-transit); or NULL. */
const struct lab_vnet *lab_serving_vnet(const struct lab_vnet *vnet);

/* The ExpressRoute gateway of that VNet, or NULL. */
const struct lab_gateway *lab_serving_gateway(const struct lab_vnet *vnet);

/* Both sides of a peering are there and let traffic pass: a direct way between the two VNets, or
 * some of their subnets. */
bool lab_vnets_peered(const struct lab_vnet *a, const struct lab_vnet *b);

/* This side of the peering of the two; NULL for none. */
const struct lab_vnet_peering *lab_peering_with(const struct lab_vnet *vnet,
                                                const struct lab_vnet *remote);

/* Both sides are there and let traffic pass. */
bool lab_peering_carries(const struct lab_vnet_peering *peering);

/* What of the remote network this side has routes to, when the peering carries traffic: its address
 * space, or the prefixes of the peered subnets (subnet-peering). */
const struct lab_prefixes *lab_peering_space(const struct lab_vnet_peering *peering);

/* The connected group by which one network reaches the other; NULL for none. A peering goes before
 * it, one of subnets too (connected-group). */
const struct lab_network_group *lab_connected_group(const struct lab_vnet *a,
                                                    const struct lab_vnet *b);

/* No other member that takes part with this one has an address of the prefix: what several have is
 * taken out of the group (connected-group). */
bool lab_group_knows(const struct lab_network_group *group, const struct lab_vnet *member,
                     const struct prefix *prefix);

/* Both hubs are of one virtual WAN. */
bool lab_hubs_share_wan(const struct lab_hub *a, const struct lab_hub *b);

/* Who propagates so at `from` propagates to the table of the hub (virtual-hub-propagation). */
bool lab_hub_propagates(const struct lab_hub_propagation *propagation, const struct lab_hub *from,
                        const struct lab_hub *to, const struct lab_hub_table *table);

/* The network, which is connected to a hub, propagates to the defaultRouteTable of that hub: the
 * hub's gateways announce it. True for all others. */
bool lab_hub_announces(const struct lab_vnet *vnet);

/* The routing policy of the hub that takes packets to the address sends them through its firewall
 * (virtual-hub-routing-intent). */
bool lab_hub_inspects(const struct lab_hub *hub, const struct addr *address);

/* The ranges of RFC 1918, `index` < LAB_PRIVATE_COUNT. */
enum { LAB_PRIVATE_COUNT = 3 };
struct prefix lab_private_range(uint32_t index);

/* The static route of the table for the address, by longest match, and the prefix of it; NULL for
 * none. */
const struct lab_hub_route *lab_hub_route_to(const struct lab_hub_table *table,
                                             const struct addr *address,
                                             const struct prefix **prefix);

/* Whether one of the prefixes holds the address. */
bool lab_prefixes_hold(const struct lab_prefixes *prefixes, const struct addr *address);

/* One of its peerings is for some of its subnets only (subnet-peering). */
bool lab_vnet_is_divided(const struct lab_vnet *vnet);

/* What of the network the one that serves it knows, and so announces: its address space, or by
 * subnet peering the prefixes of the peered subnets. */
const struct lab_prefixes *lab_space_towards(const struct lab_vnet *vnet,
                                             const struct lab_vnet *serving);

/* The element with this name, or NULL. */
const struct lab_vnet *lab_find_vnet(const struct lab *lab, const char *name);
const struct lab_site *lab_find_site(const struct lab *lab, const char *name);
const struct lab_circuit *lab_find_circuit(const struct lab *lab, const char *name);

/* The subnet with this name, such as "GatewaySubnet", or NULL. Azure compares names without case.
 */
const struct lab_subnet *lab_find_subnet(const struct lab_vnet *vnet, const char *name);

/* The subnet of the lab that is called so as a whole, such as "vnet-a/GatewaySubnet", without case;
 * of networks whose names differ by case alone the one in which it is spelt so. `*vnet` is the
 * network that has it. NULL, and so is `*vnet`, when there is none. */
const struct lab_subnet *lab_find_subnet_of(const struct lab *lab, const char *name,
                                            const struct lab_vnet **vnet);

#endif
