/* Where packets go from a virtual hub's router, and by what they come to one. */
#include "query/path/forward.h"
#include "azure/hub/hub.h"
#include "query/nic/gateway_routes.h"

#include "base/check.h"

enum { HUB_HOPS_MAX = 64 };

/* A hub's router passes on to ExpressRoute what its gateway would send to several MSEEs, of which
 * BGP told the router one: to all of them, or to the one that interfaces show
 * (nic-hub-expressroute-next-hop). */
static uint32_t hops_of(struct fabric *fabric, uint32_t node, const struct fib_entry *entry,
                        const struct fib_hop *hops[])
{
	const struct fib_hop *own = &fabric_fib(fabric, node)->hops[entry->hop];
	const struct lab_hub *hub = lab_hub_of(fabric->nodes[node].element);
	uint32_t count = 0;

	if (lab_circuit_of(fabric->nodes[own->node].element) != NULL)
		count = gateway_hub_hops(fabric, hub, &entry->prefix, hops, HUB_HOPS_MAX);
	if (count > 0)
		return hub->expressroute_ecmp ? count : 1;
	while (count < entry->hop_count && count < HUB_HOPS_MAX) {
		hops[count] = &own[count];
		count++;
	}
	return count;
}

static void by_routes(const struct path_packet *packet, const struct path_place *place,
                      struct path_egresses *out)
{
	const struct fib_hop *hops[HUB_HOPS_MAX];
	const struct fib_entry *found =
	    fib_lookup(fabric_fib(packet->fabric, place->node), &packet->to->address);
	struct fib_entry entry;

	if (found == NULL || found->hop_count == 0) {
		path_add_stop_here(out, PATH_STOP_NO_ROUTE, place);
		return;
	}
	entry = *found;
	entry.hop_count = hops_of(packet->fabric, place->node, found, hops);
	for (uint32_t i = 0; i < entry.hop_count; i++)
		path_add_hop(out, packet, PATH_TABLE_SPEAKER, place->node, &entry, hops[i]);
}

/* The router of a hub knows its networks first. */
static void forward(const struct path_packet *packet, const struct path_place *place,
                    struct path_egresses *out)
{
	const struct lab_vnet *hub = lab_hub_of(place->element)->vnet;
	const struct addr *address = &packet->to->address;
	const struct lab_vnet *vnet = fabric_vnet_at(packet->fabric, hub, address);
	struct path_egress *egress;

	if (vnet == NULL) {
		by_routes(packet, place, out);
		return;
	}
	egress = path_add_delivery(out, packet, vnet);
	egress->hop.route = (struct path_route){.table = PATH_TABLE_INTERFACE,
	                                        .prefix = *lab_vnet_covers(vnet, address),
	                                        .node = place->name};
	egress->leg = vnet->region == hub->region
	                  ? (struct path_leg){0, RTT_GIVEN, NULL}
	                  : path_leg_of_regions(packet, hub->region, vnet->region);
}

/* From the hub's own gateway: nothing is between. */
static void cross_from_gateway(const struct path_packet *packet, const struct path_place *place,
                               struct path_egress *egress)
{
	(void)packet;
	(void)place;
	egress->leg = (struct path_leg){0, RTT_GIVEN, NULL};
}

static void cross_from_interface(const struct path_packet *packet, const struct path_place *place,
                                 struct path_egress *egress)
{
	const struct lab_vnet *hub = lab_hub_of(egress->next.element)->vnet;

	egress->leg = path_leg_of_regions(packet, place->subnet.vnet->region, hub->region);
}

static void cross_to_hub(const struct path_packet *packet, const struct path_place *place,
                         struct path_egress *egress)
{
	egress->over_link = true;
	egress->hop.address = egress->via->address;
	egress->leg = path_leg_of_regions(packet, lab_hub_of(place->element)->vnet->region,
	                                  lab_hub_of(egress->next.element)->vnet->region);
}

static void cross_to_circuit(const struct path_packet *packet, const struct path_place *place,
                             struct path_egress *egress)
{
	egress->over_link = true;
	egress->hop.address = egress->via->address;
	path_hop_add_rule(&egress->hop, "nic-hub-expressroute-next-hop");
	egress->leg =
	    path_leg_to_msee(packet, lab_hub_of(place->element)->vnet->region, &egress->next);
}

static const struct path_crossing crossings[] = {
    {LAB_VNET, LAB_HUB, true, cross_from_interface},
    {LAB_VPN_GATEWAY, LAB_HUB, true, cross_from_interface},
    {LAB_GATEWAY, LAB_HUB, false, cross_from_gateway},
    {LAB_HUB, LAB_HUB, false, cross_to_hub},
    {LAB_HUB, LAB_CIRCUIT, false, cross_to_circuit},
};

const struct forward_hooks hub_forward = {
    .forward = forward,
    .by_table = true,
    .hop = PATH_HOP_HUB_ROUTER,
    .rule = "hub-router-in-path",
    .crossings = crossings,
    .crossing_count = COUNT_OF(crossings),
};
