/* By what packets come to an appliance that has announced a route. By the routes of its subnet it
 * sends them on, as any interface. */
#include "query/path/forward.h"
#include "azure/nva/nva.h"

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

static const struct path_crossing crossings[] = {
    {LAB_VNET, LAB_NVA, true, cross_from_interface},
    {LAB_GATEWAY, LAB_NVA, true, cross_from_interface},
    {LAB_VPN_GATEWAY, LAB_NVA, true, cross_from_interface},
};

const struct forward_hooks nva_forward = {
    .crossings = crossings,
    .crossing_count = COUNT_OF(crossings),
};
