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

static void add_interface(const struct path_place *place, struct path_egresses *out)
{
	const struct lab_nva *nva = lab_nva_of(place->element);
	struct path_egress *egress = path_add_egress(out, PATH_ELSE_HERE);

	egress->next = *place;
	egress->next.node = FIB_NONE;
	egress->next.address = nva->address;
	egress->next.standing = PATH_AT_APPLIANCE;
	egress->next.subnet =
	    (struct subnet_place){nva->vnet, lab_subnet_at(nva->vnet, &nva->address)};
}

/* What it learned by BGP over tunnels. The rest is for the interface: next hops in the network are
 * beyond the gateway of its subnet. */
static const struct fib_entry *learned(const struct path_packet *packet, uint32_t node)
{
	return node == FIB_NONE
	           ? NULL
	           : fib_lookup(fabric_fib(packet->fabric, node), &packet->to->address);
}

/* In the subnet of the appliance itself no route of its own counts. */
static bool is_beside(const struct path_packet *packet, const struct lab_nva *nva)
{
	const struct lab_subnet *subnet = lab_subnet_at(nva->vnet, &nva->address);

	return subnet != NULL && lab_prefixes_hold(&subnet->prefixes, &packet->to->address);
}

static void forward(const struct path_packet *packet, const struct path_place *place,
                    struct path_egresses *out)
{
	const struct lab_nva *nva = lab_nva_of(place->element);
	uint32_t node = fabric_node_of(packet->fabric, nva->element, 0);
	const struct fib_entry *entry =
	    nva->tunnel_ends == NULL || is_beside(packet, nva) ? NULL : learned(packet, node);
	bool interface = entry == NULL || entry->hop_count == 0;

	for (uint32_t i = 0; entry != NULL && i < entry->hop_count; i++) {
		const struct fib_hop *hop = &fabric_fib(packet->fabric, node)->hops[entry->hop + i];

		if (lab_tunnel_end_towards(nva->tunnel_ends, &hop->address) == NULL)
			interface = true;
		else
			path_add_hop(out, packet, PATH_TABLE_SPEAKER, node, entry, hop);
	}
	if (interface)
		add_interface(place, out);
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
