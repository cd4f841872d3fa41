/* Where packets go from a virtual hub's router, and by what they come to one. */
#include "query/path/forward.h"
#include "azure/hub/hub.h"
#include "query/nic/gateway_routes.h"
#include "query/nic/hub_routes.h"

#include "azure/hub_door.h"
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
                      const struct fib_entry *found, struct path_egresses *out)
{
	const struct fib_hop *hops[HUB_HOPS_MAX];
	struct fib_entry entry;

	if (found == NULL) {
		path_add_stop_here(out, PATH_STOP_NO_ROUTE, place);
		return;
	}
	entry = *found;
	entry.hop_count = hops_of(packet->fabric, place->node, found, hops);
	for (uint32_t i = 0; i < entry.hop_count; i++)
		path_add_hop(out, packet, PATH_TABLE_SPEAKER, place->node, &entry, hops[i]);
}

/* What the router has learned that the table takes, by longest match; NULL for nothing. */
static const struct fib_entry *learned(const struct path_packet *packet, uint32_t node,
                                       const struct lab_hub *hub, const struct lab_hub_table *table)
{
	const struct fib *fib = fabric_fib(packet->fabric, node);
	const struct fib_entry *entry = fib_lookup(fib, &packet->to->address);

	CHECK(node < packet->fabric->node_count);
	while (entry != NULL &&
	       (entry->hop_count == 0 || !hub_table_takes(packet->fabric, hub, table, fib, entry)))
		entry = entry->covering == FIB_NONE ? NULL : &fib->entries[entry->covering];
	return entry;
}

static void deliver(const struct path_packet *packet, const struct path_place *place,
                    const struct lab_vnet *vnet, struct path_egresses *out)
{
	const struct lab_vnet *hub = lab_hub_of(place->element)->vnet;
	struct path_egress *egress = path_add_delivery(out, packet, vnet);

	CHECK(lab_vnet_covers(vnet, &packet->to->address) != NULL);
	egress->hop.route =
	    (struct path_route){.table = PATH_TABLE_INTERFACE,
	                        .prefix = *lab_vnet_covers(vnet, &packet->to->address),
	                        .node = place->name};
	egress->leg = vnet->region == hub->region
	                  ? (struct path_leg){0, RTT_GIVEN, NULL}
	                  : path_leg_of_regions(packet, hub->region, vnet->region);
}

/* Where in the connected network packets go that a static route of a table leads to it. */
static const struct lab_hub_static *static_at(const struct lab_hub_connection *connection,
                                              const struct addr *address)
{
	const struct lab_hub_static *found = NULL;
	unsigned length = 0;

	for (uint32_t i = 0; i < connection->static_count; i++) {
		const struct lab_prefixes *prefixes = &connection->statics[i].prefixes;

		for (uint32_t k = 0; k < prefixes->count; k++) {
			if (!prefix_contains_addr(&prefixes->items[k], address) ||
			    (found != NULL && prefixes->items[k].length <= length))
				continue;
			found = &connection->statics[i];
			length = prefixes->items[k].length;
		}
	}
	return found;
}

static struct path_appliance appliance_at(const struct lab_vnet *vnet, const struct addr *address)
{
	struct path_appliance out = {.vnet = vnet, .address = *address};

	CHECK(addr_is_set(address));
	for (uint32_t i = 0; i < vnet->nva_count; i++)
		if (addr_equal(&vnet->nvas[i].address, address))
			out.nva = &vnet->nvas[i];
	return out;
}

/* To the connected network, and there to who its connection says, or to who has the address
 * (virtual-hub-static-route). */
static void by_static(const struct path_packet *packet, const struct path_place *place,
                      const struct lab_hub_connection *connection, const struct prefix *prefix,
                      struct path_egresses *out)
{
	const struct lab_vnet *vnet = connection->vnet;
	const struct lab_hub_static *there = static_at(connection, &packet->to->address);
	struct path_place at = *place;
	struct path_appliance appliance;
	struct path_egress *egress;

	if (there == NULL && lab_vnet_covers(vnet, &packet->to->address) != NULL) {
		deliver(packet, place, vnet, out);
		return;
	}
	if (there == NULL || lab_vnet_covers(vnet, &there->next_hop) == NULL) {
		path_add_stop(out, PATH_STOP_NO_APPLIANCE, vnet->element, FIB_NONE, vnet->name);
		return;
	}
	at.standing = PATH_AT_GATEWAY;
	at.subnet = (struct subnet_place){lab_hub_of(place->element)->vnet, NULL};
	appliance = appliance_at(vnet, &there->next_hop);
	egress = path_add_egress(out, PATH_TO_NEXT);
	egress->hop.route =
	    (struct path_route){.table = PATH_TABLE_STATIC, .prefix = *prefix, .node = place->name};
	path_hop_add_rule(&egress->hop, "virtual-hub-static-route");
	path_to_appliance(packet, &at, &appliance, egress);
}

/* What is for the Internet, and nothing that the hub knows. */
static void to_internet(const struct path_packet *packet, const struct path_place *place,
                        struct path_egresses *out)
{
	struct path_egress *egress = path_add_egress(out, PATH_TO_END);

	CHECK(place->standing == PATH_INSPECTED);
	egress->hop = (struct path_hop){.kind = PATH_HOP_INTERNET,
	                                .name = "Internet",
	                                .address = packet->to->address,
	                                .rules = {"virtual-hub-routing-intent"}};
	egress->leg.basis = RTT_UNKNOWN;
	egress->stop = PATH_DELIVERED;
	egress->stop_at = (struct path_stop_at){NULL, FIB_NONE, "Internet"};
}

/* The router goes by the table of the network from which a packet has come, and by
 * defaultRouteTable for branches and other hubs. Its networks come first, but for static routes
 * that are as long (virtual-hub-route-table). */
static void forward(const struct path_packet *packet, const struct path_place *place,
                    struct path_egresses *out)
{
	const struct lab_hub *hub = lab_hub_of(place->element);
	const struct lab_hub_table *table = hub_table_of(place->subnet.vnet, hub);
	const struct addr *address = &packet->to->address;
	const struct lab_vnet *vnet = fabric_vnet_at(packet->fabric, hub->vnet, address);
	const struct fib_entry *entry = learned(packet, place->node, hub, table);
	const struct prefix *prefix;
	const struct lab_hub_route *route = lab_hub_route_to(table, address, &prefix);

	if (vnet != NULL && !hub_table_has(hub, table, vnet))
		vnet = NULL;
	if (route != NULL &&
	    (vnet == NULL || lab_vnet_covers(vnet, address)->length <= prefix->length) &&
	    (vnet != NULL || entry == NULL || entry->prefix.length <= prefix->length))
		by_static(packet, place, route->next_hop, prefix, out);
	else if (vnet != NULL)
		deliver(packet, place, vnet, out);
	else if (entry == NULL && place->standing == PATH_INSPECTED &&
	         packet->to->kind == PATH_END_OUTSIDE && hub->intent->internet)
		to_internet(packet, place, out);
	else
		by_routes(packet, place, entry, out);
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

	egress->next.subnet = place->subnet;
	azure_inspect(packet, lab_hub_of(egress->next.element), egress);
	egress->leg = path_leg_of_regions(packet, place->subnet.vnet->region, hub->region);
}

static void cross_to_hub(const struct path_packet *packet, const struct path_place *place,
                         struct path_egress *egress)
{
	egress->over_link = true;
	if (!azure_inspect(packet, lab_hub_of(egress->next.element), egress))
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
