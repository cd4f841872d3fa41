/* How packets leave a VM of a virtual network. */
#include "query/path/forward.h"
#include "azure/vnet/vnet.h"

#include "base/check.h"

/* Answers of a private endpoint do not heed the route table, unless network policies say so. */
static bool heeds_table(const struct lab_subnet *subnet, const struct addr *address)
{
	for (uint32_t i = 0; subnet != NULL && i < subnet->private_endpoint_count; i++) {
		if (addr_equal(&subnet->private_endpoints[i].address, address))
			return subnet->private_endpoint_policies;
	}
	return true;
}

static void forward(const struct path_packet *packet, const struct path_place *place,
                    struct path_egresses *out)
{
	const struct path_end *from = packet->from;
	struct path_egress *egress = path_add_egress(out, PATH_TO_NEXT);
	bool heeds = heeds_table(from->subnet, &from->address);

	CHECK(place->standing == PATH_STARTS && from->vnet != NULL);
	egress->hop.kind = PATH_HOP_VM;
	egress->hop.address = from->address;
	egress->leg = (struct path_leg){0, RTT_GIVEN, NULL};
	egress->next = *place;
	egress->next.standing = PATH_AT_VM;
	egress->next.subnet = (struct subnet_place){from->vnet, heeds ? from->subnet : NULL};
}

const struct forward_hooks vnet_forward = {
    .forward = forward,
    .hop = PATH_HOP_VM,
};
