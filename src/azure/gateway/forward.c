/* Where packets go from an ExpressRoute gateway, and by what they come to one. */
#include "query/path/forward.h"
#include "azure/gateway/gateway.h"

#include "azure/hub_door.h"
#include "base/check.h"

static const struct lab_connection *connection_to(const struct lab_gateway *gateway,
                                                  const struct lab_circuit *circuit)
{
	for (uint32_t i = 0; i < gateway->connection_count; i++) {
		if (gateway->connections[i].circuit == circuit)
			return &gateway->connections[i];
	}
	return NULL;
}

/* FastPath passes by the gateway, but for VMs of the gateway's own VNet only: not for spokes and
 * private endpoints. */
static bool goes_fast(const struct path_packet *packet, const struct lab_gateway *gateway,
                      const struct lab_circuit *circuit)
{
	const struct lab_connection *connection = connection_to(gateway, circuit);
	struct subnet_place anywhere = {.vnet = gateway->vnet};

	return connection != NULL && connection->fast_path &&
	       subnet_route_to(packet->fabric, anywhere, &packet->to->address).type == NIC_TO_VNET;
}

/* From an MSEE. Both instances are one hop. */
static void cross_connection(const struct path_packet *packet, const struct path_place *place,
                             struct path_egress *egress)
{
	const struct lab_gateway *gateway = lab_gateway_of(egress->next.element);
	const struct lab_circuit *circuit = lab_circuit_of(place->element);
	bool fast = goes_fast(packet, gateway, circuit);

	egress->over_link = true;
	egress->next.instance = 0;
	egress->next.name = gateway->name;
	egress->leg = path_leg_to_msee(packet, gateway->vnet->region, place);
	path_hop_add_rule(&egress->hop, fast ? "fastpath" : "destination-gateway-limits");
	egress->hop.fast_path = fast;
	if (fast)
		path_deliver(egress, packet, gateway->vnet);
}

static void forward(const struct path_packet *packet, const struct path_place *place,
                    struct path_egresses *out)
{
	const struct lab_vnet *vnet = lab_gateway_of(place->element)->vnet;

	if (lab_vnet_is_hub(vnet)) {
		azure_leave_hub(packet, place, vnet, out);
		return;
	}
	path_add_gateway_subnet(out, place, vnet);
}

static struct path_limit limit(const struct lab_element *element)
{
	const struct lab_gateway *gateway = lab_gateway_of(element);
	uint32_t units = gateway->sku->scales ? gateway->scale_units : 1;

	return (struct path_limit){.element = element,
	                           .bandwidth_mbps = gateway->sku->bandwidth_mbps * units,
	                           .packets_per_s = facts_gateway_packets(gateway->sku, units),
	                           .flows = gateway->sku->flows * units,
	                           .connections_per_s = gateway->sku->connections_per_s * units};
}

static const struct path_crossing crossings[] = {
    {LAB_CIRCUIT, LAB_GATEWAY, false, cross_connection},
};

const struct forward_hooks gateway_forward = {
    .forward = forward,
    .hop = PATH_HOP_GATEWAY,
    .limit = limit,
    .crossings = crossings,
    .crossing_count = COUNT_OF(crossings),
};

const struct table_hooks gateway_table = {
    .leaves_out_own = true,
};
