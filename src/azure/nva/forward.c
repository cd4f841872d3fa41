/* By what packets come to an appliance that has announced a route, and where it sends them: into a
 * tunnel of its own, or by the routes of its subnet, as any interface. */
#include "query/path/forward.h"
#include "azure/nva/nva.h"
#include "azure/tunnels.h"

#include "base/check.h"

static void cross_from_interface(const struct path_packet *packet, const struct path_place *place,
                                 struct path_egress *egress)
{
	const struct lab_nva *nva = lab_nva_of(egress->next.element);
	const struct path_appliance appliance = {nva->vnet, nva, nva->address};

	path_hop_add_rule(&egress->hop, "longest-prefix");
	if (place->standing == PATH_AT_GATEWAY)
		path_hop_add_rule(&egress->hop, "gateway-peerings");
	path_to_appliance(packet, place, &appliance, egress);
}

/* Where it sends a packet: by what it knows itself, the longest match. In the subnets of its
 * interfaces nothing else counts. */
struct nva_choice {
	const struct lab_static_route *fixed; /* of equals it goes before BGP */
	const struct fib_entry *entry;
	uint32_t node;   /* in whose table `entry` is */
	struct addr out; /* of the interface, where neither leads into a tunnel */
};

static bool is_in_subnet_of(const struct lab_nva *nva, const struct addr *interface,
                            const struct addr *address)
{
	const struct lab_subnet *subnet = lab_subnet_at(nva->vnet, interface);

	return subnet != NULL && lab_prefixes_hold(&subnet->prefixes, address);
}

/* The interface that has the address in its subnet; NULL for none. */
static const struct addr *interface_beside(const struct lab_nva *nva, const struct addr *address)
{
	if (is_in_subnet_of(nva, &nva->address, address))
		return &nva->address;
	for (uint32_t i = 0; i < nva->interface_count; i++)
		if (is_in_subnet_of(nva, &nva->interfaces[i].address, address))
			return &nva->interfaces[i].address;
	return NULL;
}

static bool leads_on(const struct path_packet *packet, const struct lab_nva *nva,
                     const struct lab_static_route *route)
{
	const struct lab_tunnel_end *tunnel =
	    lab_tunnel_end_towards(nva->tunnel_ends, &route->next_hop);

	if (tunnel != NULL)
		return azure_tunnel_alive(packet->fabric, tunnel->tunnel);
	return !addr_is_set(&route->next_hop) || interface_beside(nva, &route->next_hop) != NULL;
}

static const struct lab_static_route *static_route(const struct path_packet *packet,
                                                   const struct lab_nva *nva)
{
	const struct lab_static_route *found = NULL;

	for (uint32_t i = 0; i < nva->static_count; i++) {
		const struct lab_static_route *route = &nva->statics[i];

		CHECK(route->prefix.addr.family != ADDR_NONE);
		if (prefix_contains_addr(&route->prefix, &packet->to->address) &&
		    (found == NULL || route->prefix.length > found->prefix.length) &&
		    leads_on(packet, nva, route))
			found = route;
	}
	return found;
}

static struct nva_choice choose(const struct path_packet *packet, const struct lab_nva *nva)
{
	const struct addr *beside = interface_beside(nva, &packet->to->address);
	struct nva_choice choice = {.node = fabric_node_of(packet->fabric, nva->element, 0),
	                            .out = nva->address};

	if (beside != NULL) {
		choice.out = *beside;
		return choice;
	}
	choice.fixed = static_route(packet, nva);
	if ((nva->tunnel_ends != NULL || nva->ends_vpn) && choice.node != FIB_NONE)
		choice.entry =
		    fib_lookup(fabric_fib(packet->fabric, choice.node), &packet->to->address);
	if (choice.fixed != NULL && choice.entry != NULL &&
	    choice.fixed->prefix.length < choice.entry->prefix.length)
		choice.fixed = NULL;
	return choice;
}

static void add_interface(const struct path_place *place, const struct addr *address,
                          struct path_egresses *out)
{
	const struct lab_nva *nva = lab_nva_of(place->element);
	struct path_egress *egress = path_add_egress(out, PATH_ELSE_HERE);

	CHECK(nva != NULL && addr_is_set(address));
	egress->next = *place;
	egress->next.node = FIB_NONE;
	egress->next.address = *address;
	egress->next.standing = PATH_AT_APPLIANCE;
	egress->next.subnet = (struct subnet_place){nva->vnet, lab_subnet_at(nva->vnet, address)};
}

static void go_by_static(const struct path_packet *packet, const struct path_place *place,
                         const struct lab_static_route *route, struct path_egresses *out)
{
	const struct lab_nva *nva = lab_nva_of(place->element);
	const struct lab_tunnel_end *tunnel =
	    lab_tunnel_end_towards(nva->tunnel_ends, &route->next_hop);

	if (tunnel != NULL)
		azure_add_static_tunnel(packet, place, tunnel, &route->prefix, out);
	else if (!addr_is_set(&route->next_hop))
		path_add_stop_here(out, PATH_STOP_DROPPED, place);
	else
		add_interface(place, interface_beside(nva, &route->next_hop), out);
}

/* The next hop is a VPN gateway with a connection to the appliance. */
static bool is_by_vpn(const struct path_packet *packet, const struct lab_nva *nva,
                      const struct fib_hop *hop)
{
	const struct lab_vpn_gateway *gateway =
	    hop->node == FIB_NONE ? NULL
				  : lab_vpn_gateway_of(packet->fabric->nodes[hop->node].element);

	for (uint32_t i = 0; gateway != NULL && i < gateway->connection_count; i++) {
		if (gateway->connections[i].local->nva == nva)
			return true;
	}
	return false;
}

/* What others in the network taught it is for the interface: their addresses are beyond the gateway
 * of its subnet, whose routes decide. */
static void forward(const struct path_packet *packet, const struct path_place *place,
                    struct path_egresses *out)
{
	const struct lab_nva *nva = lab_nva_of(place->element);
	const struct nva_choice choice = choose(packet, nva);
	bool interface = choice.entry == NULL || choice.entry->hop_count == 0;

	CHECK(nva != NULL && place->standing == PATH_ARRIVES);
	if (choice.fixed != NULL) {
		go_by_static(packet, place, choice.fixed, out);
		return;
	}
	for (uint32_t i = 0; choice.entry != NULL && i < choice.entry->hop_count; i++) {
		const struct fib *fib = fabric_fib(packet->fabric, choice.node);
		const struct fib_hop *hop = &fib->hops[choice.entry->hop + i];

		if (lab_tunnel_end_towards(nva->tunnel_ends, &hop->address) == NULL &&
		    !is_by_vpn(packet, nva, hop))
			interface = true;
		else
			path_add_hop(out, packet, PATH_TABLE_SPEAKER, choice.node, choice.entry,
			             hop);
	}
	if (interface)
		add_interface(place, &choice.out, out);
}

static const struct path_crossing crossings[] = {
    {LAB_VNET, LAB_NVA, true, cross_from_interface},
    {LAB_GATEWAY, LAB_NVA, true, cross_from_interface},
    {LAB_VPN_GATEWAY, LAB_NVA, true, cross_from_interface},
};

const struct forward_hooks nva_forward = {
    .forward = forward,
    .hop = PATH_HOP_NVA,
    .crossings = crossings,
    .crossing_count = COUNT_OF(crossings),
};
