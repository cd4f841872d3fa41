/* By what packets pass from circuit to circuit. */
#include "query/path/forward.h"
#include "azure/global_reach/global_reach.h"

#include "base/check.h"

/* Microsoft's backbone between two peering locations, by their nearest regions. Both circuits carry
 * what goes from one to the other. */
static void cross(const struct path_packet *packet, const struct path_place *place,
                  struct path_egress *egress)
{
	const struct lab_circuit *from = lab_circuit_of(place->element);
	const struct lab_circuit *to = lab_circuit_of(egress->next.element);

	CHECK(from != to && egress->via != NULL);
	egress->over_link = true;
	egress->hop.address = egress->via->address;
	path_hop_add_rule(&egress->hop, "global-reach-path");
	path_egress_add_limit(egress, path_limit_of_circuit(from));
	path_egress_add_limit(egress, path_limit_of_circuit(to));
	egress->leg = path_leg_to_msee(
	    packet, lab_link_location(from, (enum lab_link)place->instance)->nearest,
	    &egress->next);
}

static const struct path_crossing crossings[] = {
    {LAB_CIRCUIT, LAB_CIRCUIT, false, cross},
};

const struct forward_hooks global_reach_forward = {
    .crossings = crossings,
    .crossing_count = COUNT_OF(crossings),
};
