/* What gateways of virtual hubs, of either kind, do with what comes from outside. */
#include "azure/hub_door.h"

#include "base/check.h"
#include "query/nic/hub_routes.h"

/* The network of the hub that has the address, if the hub's defaultRouteTable leads straight to it.
 */
static const struct lab_vnet *network_at(const struct path_packet *packet,
                                         const struct lab_hub *hub)
{
	const struct addr *address = &packet->to->address;
	const struct lab_vnet *vnet = fabric_vnet_at(packet->fabric, hub->vnet, address);
	const struct lab_hub_table *table = &hub->tables[0];
	const struct prefix *prefix;

	if (vnet == NULL || !hub_table_has(hub, table, vnet))
		return NULL;
	if (lab_hub_route_to(table, address, &prefix) != NULL &&
	    prefix->length >= lab_vnet_covers(vnet, address)->length)
		return NULL;
	return vnet;
}

bool azure_inspect(const struct path_packet *packet, const struct lab_hub *hub,
                   struct path_egress *egress)
{
	if (!lab_hub_inspects(hub, &packet->to->address))
		return false;
	CHECK(egress->next.element == hub->element);
	egress->next.standing = PATH_INSPECTED;
	egress->next.name = hub->intent->name;
	egress->hop.kind = PATH_HOP_NVA;
	egress->hop.address = hub->intent->address;
	path_hop_add_rule(&egress->hop, "virtual-hub-routing-intent");
	return true;
}

void azure_leave_hub(const struct path_packet *packet, const struct path_place *place,
                     const struct lab_vnet *hub, struct path_egresses *out)
{
	const struct addr *address = &packet->to->address;
	const struct lab_vnet *vnet = network_at(packet, hub->hub);
	uint32_t router = fabric_node_of(packet->fabric, hub->hub->element, 0);
	struct path_egress *egress;

	CHECK(lab_vnet_is_hub(hub));
	if (router != FIB_NONE && lab_hub_inspects(hub->hub, address)) {
		egress = path_add_egress(out, PATH_TO_NEXT);
		egress->next = path_place_of(packet->fabric, router);
		azure_inspect(packet, hub->hub, egress);
	} else if (vnet != NULL) {
		egress = path_add_delivery(out, packet, vnet);
		egress->hop.route = (struct path_route){.table = PATH_TABLE_INTERFACE,
		                                        .prefix = *lab_vnet_covers(vnet, address),
		                                        .node = hub->name};
		path_hop_add_rule(&egress->hop, "hub-router-in-path");
		egress->leg = vnet->region == hub->region
		                  ? (struct path_leg){0, RTT_GIVEN, NULL}
		                  : path_leg_of_regions(packet, hub->region, vnet->region);
	} else if (router == FIB_NONE) {
		path_add_stop_here(out, PATH_STOP_NOBODY, place);
	} else {
		egress = path_add_egress(out, PATH_TO_NEXT);
		egress->next = path_place_of(packet->fabric, router);
	}
}
