/* What each speaker originates, straight from the lab. */
#include "tests/oracle/solver_world.h"

#include <stdio.h>
#include <string.h>

static struct route *own(struct world *world, struct speaker *speaker, const struct prefix *prefix)
{
	struct route *route = &speaker->own[world_prefix(world, prefix)];

	route->there = true;
	return route;
}

/* The peering that the lab's text has from one network to the other. Those that stand for a
 * connectivity configuration are the product's. */
static const struct lab_vnet_peering *written_peering(const struct lab_vnet *from,
                                                      const struct lab_vnet *to)
{
	for (uint32_t i = 0; i < from->peering_count; i++) {
		if (from->peerings[i].remote == to &&
		    strncmp(from->peerings[i].name, "ANM_", strlen("ANM_")) != 0)
			return &from->peerings[i];
	}
	return NULL;
}

static bool is_member(const struct lab_network_group *group, const struct lab_vnet *vnet)
{
	for (uint32_t i = 0; i < group->member_count; i++) {
		if (group->members[i] == vnet)
			return true;
	}
	return false;
}

/* The hub of a connectivity configuration whose gateways the network uses. */
static const struct lab_vnet *managed_hub(const struct lab *lab, const struct lab_vnet *vnet)
{
	const struct lab_connectivity *all = lab->own[LAB_CONNECTIVITY].items;

	for (uint32_t i = 0; i < lab->own[LAB_CONNECTIVITY].count; i++) {
		for (uint32_t g = 0; g < all[i].group_count; g++) {
			if (all[i].groups[g].use_hub_gateway && is_member(&all[i].groups[g], vnet))
				return all[i].hub;
		}
	}
	return NULL;
}

const struct lab_vnet *hub_of(const struct lab *lab, const struct lab_vnet *vnet)
{
	if (vnet->connected_hub != NULL)
		return vnet->connected_hub->vnet;
	for (uint32_t i = 0; i < lab->vnet_count; i++) {
		const struct lab_vnet *hub = &lab->vnets[i];
		const struct lab_vnet_peering *peering = written_peering(vnet, hub);
		const struct lab_vnet_peering *back = written_peering(hub, vnet);

		if (peering != NULL && back != NULL && peering->use_remote_gateways &&
		    back->allow_gateway_transit)
			return hub;
	}
	return managed_hub(lab, vnet);
}

static bool names(const struct lab_subnet *const *subnets, uint32_t count,
                  const struct lab_subnet *subnet)
{
	for (uint32_t i = 0; i < count; i++) {
		if (subnets[i] == subnet)
			return true;
	}
	return false;
}

/* Of subnets that are peered alone, what both sides name (subnet-peering). */
static unsigned peered_subnets(const struct lab_vnet_peering *peering,
                               const struct lab_vnet_peering *back, struct prefix out[SPACE_MAX])
{
	unsigned count = 0;

	for (uint32_t i = 0; i < peering->vnet->subnet_count; i++) {
		const struct lab_subnet *subnet = &peering->vnet->subnets[i];

		if (!names((const struct lab_subnet *const *)peering->local_subnets,
		           peering->local_subnet_count, subnet) ||
		    !names((const struct lab_subnet *const *)back->remote_subnets,
		           back->remote_subnet_count, subnet))
			continue;
		for (uint32_t k = 0; k < subnet->prefixes.count && count < SPACE_MAX; k++)
			out[count++] = subnet->prefixes.items[k];
	}
	return count;
}

unsigned space_of(const struct lab_vnet *vnet, const struct lab_vnet *hub,
                  struct prefix out[SPACE_MAX])
{
	const struct lab_vnet_peering *peering = written_peering(vnet, hub);
	unsigned count = 0;

	if (peering != NULL && !peering->peer_complete_vnets)
		return peered_subnets(peering, written_peering(hub, vnet), out);
	for (uint32_t i = 0; i < vnet->address_space.count && count < SPACE_MAX; i++)
		out[count++] = vnet->address_space.items[i];
	return count;
}

static bool is_summarized(const struct lab_vnet *hub, const struct lab_vnet *vnet,
                          const struct prefix *prefix)
{
	for (uint32_t i = 0; i < hub->summarized.count; i++) {
		if (vnet == hub || prefix_contains(&hub->summarized.items[i], prefix))
			return true;
	}
	return false;
}

static void add_communities(struct route *route, const struct lab_vnet *vnet)
{
	if (vnet->custom_community != 0)
		snprintf(route->communities, sizeof(route->communities), "12076:%u 12076:%u",
		         vnet->custom_community & 0xffff, vnet->region->community & 0xffff);
}

/* All that one network has. `hub` is where the speaker stands. */
static void add_network(struct world *world, struct speaker *speaker, const struct lab_vnet *hub,
                        const struct lab_vnet *vnet)
{
	bool gateway = lab_gateway_of(speaker->node->element) != NULL;
	bool summarizes = gateway || lab_vpn_gateway_of(speaker->node->element) != NULL;

	struct prefix space[SPACE_MAX];
	unsigned count = space_of(vnet, hub, space);

	for (unsigned i = 0; i < count; i++) {
		const struct prefix *prefix = &space[i];

		if (gateway)
			speaker->refused[world_prefix(world, prefix)] = true;
		/* Beside ExpressRoute gateways of VNets nobody announces IPv6
		 * (virtual-hub-announces). */
		if ((!gateway || hub->hub != NULL) && prefix->addr.family != ADDR_IPV4)
			continue;
		if (summarizes && is_summarized(hub, vnet, prefix))
			continue;

		add_communities(own(world, speaker, prefix), vnet);
	}
}

static void add_networks(struct world *world, struct speaker *speaker, const struct lab_vnet *hub)
{
	const struct lab *lab = world->plan->lab;

	bool gateway = lab_gateway_of(speaker->node->element) != NULL;
	bool vpn = lab_vpn_gateway_of(speaker->node->element) != NULL;

	for (uint32_t i = 0; (gateway || vpn) && i < hub->summarized.count; i++)
		if (gateway || hub->summarized.items[i].addr.family == ADDR_IPV4)
			add_communities(own(world, speaker, &hub->summarized.items[i]), hub);
	add_network(world, speaker, hub, hub);
	for (uint32_t i = 0; i < lab->vnet_count; i++) {
		if (&lab->vnets[i] != hub && hub_of(lab, &lab->vnets[i]) == hub)
			add_network(world, speaker, hub, &lab->vnets[i]);
	}
}

/* By VPN connections: static prefixes, beside BGP, too, and the hosts that BGP is spoken with. */
static void add_connections(struct world *world, struct speaker *speaker,
                            const struct lab_vpn_gateway *gateway)
{
	for (uint32_t i = 0; i < gateway->connection_count; i++) {
		const struct lab_vpn_connection *connection = &gateway->connections[i];
		const struct lab_local_gateway *local = connection->local;

		for (uint32_t k = 0; k < local->address_space.count; k++) {
			struct route *route = own(world, speaker, &local->address_space.items[k]);

			if (route->kind == OWN_NETWORK)
				route->kind = OWN_STATIC;
		}
		if (connection->enable_bgp) {
			struct prefix host = prefix_make(&local->bgp_address, 32);

			own(world, speaker, &host)->kind = OWN_PEER;
		}
	}
}

static bool is_announced(const struct lab_router *router, const struct prefix *prefix)
{
	for (uint32_t i = 0; i < router->announce.count; i++) {
		if (memcmp(&router->announce.items[i].prefix, prefix, sizeof(*prefix)) == 0)
			return true;
	}
	return false;
}

/* As random labs have it: "64496 64497", MED 3, EGP, 65020:9. */
static void add_announced(struct route *route)
{
	route->path[0] = 64496;
	route->path[1] = 64497;
	route->hops = 2;
	route->med = 3;
	route->origin = ORIGIN_EGP;
	strcpy(route->communities,
	       route->communities[0] != 0 ? "65020:7 65020:9 65020:300" : "65020:9");
}

void add_own(struct world *world, struct speaker *speaker)
{
	const struct plan_node *node = speaker->node;

	if (lab_gateway_of(node->element) != NULL)
		add_networks(world, speaker, lab_gateway_of(node->element)->vnet);
	if (lab_vpn_gateway_of(node->element) != NULL) {
		add_networks(world, speaker, lab_vpn_gateway_of(node->element)->vnet);
		add_connections(world, speaker, lab_vpn_gateway_of(node->element));
	}
	if (lab_hub_of(node->element) != NULL)
		add_networks(world, speaker, lab_hub_of(node->element)->vnet);
	if (lab_route_server_of(node->element) != NULL)
		add_networks(world, speaker, lab_route_server_of(node->element)->vnet);
	for (uint32_t i = 0;
	     lab_nva_of(node->element) != NULL && i < lab_nva_of(node->element)->advertise.count;
	     i++)
		own(world, speaker, &lab_nva_of(node->element)->advertise.items[i])->next_hop =
		    lab_nva_of(node->element)->next_hop;
	for (uint32_t i = 0; lab_router_of(node->element) != NULL &&
	                     i < lab_router_of(node->element)->advertise.count;
	     i++) {
		struct route *route =
		    own(world, speaker, &lab_router_of(node->element)->advertise.items[i]);

		if (lab_router_of(node->element)->community_count > 0)
			strcpy(route->communities, "65020:7 65020:300");
		if (is_announced(lab_router_of(node->element),
		                 &lab_router_of(node->element)->advertise.items[i]))
			add_announced(route);
	}
}
