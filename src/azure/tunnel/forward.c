/* By what packets pass between appliances, and between appliances and routers. Between routers,
 * whose links are many, the crossing of links between sites knows tunnels, too. */
#include "azure/tunnel/tunnel.h"
#include "azure/tunnels.h"
#include "base/check.h"

static void cross(const struct path_packet *packet, const struct path_place *place,
                  struct path_egress *egress)
{
	const struct lab_tunnel_end *end =
	    lab_tunnel_end_towards(lab_tunnel_ends_of(place->element), &egress->via->address);

	CHECK(end != NULL);
	azure_cross_tunnel(packet, end, egress);
}

static const struct path_crossing crossings[] = {
    {LAB_ROUTER, LAB_NVA, false, cross},
    {LAB_NVA, LAB_ROUTER, false, cross},
    {LAB_NVA, LAB_NVA, false, cross},
};

const struct forward_hooks tunnel_forward = {
    .crossings = crossings,
    .crossing_count = COUNT_OF(crossings),
};
