/* Where packets go from an instance of a VPN gateway, and the tunnels by which they come and go. */
#include "query/path/forward.h"
#include "azure/tunnels.h"
#include "azure/vpn_gateway/vpn_gateway.h"

#include "azure/hub_door.h"
#include "base/check.h"

/* The Internet between both ends, or the backbone, nobody has measured: the table of regions is the
 * nearest that there is. */
static struct path_leg estimated(const struct path_packet *packet, const struct region *a,
                                 const struct region *b)
{
	struct path_leg leg = {0, RTT_UNKNOWN, NULL};

	if (a != NULL && b != NULL)
		leg = path_leg_of_regions(packet, a, b);
	if (leg.basis == RTT_MEASURED)
		leg.basis = RTT_ESTIMATED;
	leg.rule = leg.basis == RTT_GIVEN ? NULL : "vpn-tunnel-delay";
	return leg;
}

/* The round trip through a tunnel of the gateway: what the lab says, or by the Internet between the
 * regions of both ends. */
static struct path_leg leg_of(const struct path_packet *packet,
                              const struct lab_vpn_gateway *gateway,
                              const struct lab_vpn_connection *tunnel,
                              const struct lab_underlay_way *way)
{
	const struct lab_local_gateway *local = tunnel == NULL ? NULL : tunnel->local;
	const struct region *here = gateway->vnet->region;

	if (local == NULL)
		return estimated(packet, NULL, NULL);
	if (local->rtt_us > 0)
		return (struct path_leg){local->rtt_us, RTT_GIVEN, NULL};
	if (way != NULL) {
		struct lab_time time =
		    lab_underlay_time(packet->fabric->lab, &tunnel->underlay, way);

		return (struct path_leg){time.us, time.basis, time.rule};
	}
	if (local->gateway != NULL)
		return estimated(packet, here, local->gateway->vnet->region);
	if (local->nva != NULL)
		return estimated(packet, here, local->nva->vnet->region);
	return estimated(packet, here, local->router == NULL ? NULL : local->router->site->region);
}

/* The connection of the gateway to a router or to another gateway; NULL for none. */
static const struct lab_vpn_connection *connection_to(const struct lab_vpn_gateway *gateway,
                                                      const struct lab_element *other)
{
	for (uint32_t i = 0; i < gateway->connection_count; i++) {
		const struct lab_local_gateway *local = gateway->connections[i].local;

		if ((local->router != NULL && local->router->element == other) ||
		    (local->nva != NULL && local->nva->element == other) ||
		    (local->gateway != NULL && local->gateway->element == other))
			return &gateway->connections[i];
	}
	return NULL;
}

/* By a tunnel of the gateway to `other`; a gateway sends what comes out of it on. */
static void cross_tunnel(const struct path_packet *packet, const struct lab_vpn_gateway *gateway,
                         const struct lab_element *other, struct path_egress *egress)
{
	struct lab_underlay_way room;
	const struct lab_underlay_way *way = NULL;

	if (egress->tunnel == NULL)
		egress->tunnel = connection_to(gateway, other);
	egress->over_link = true;
	if (egress->via != NULL)
		egress->hop.address = egress->via->address;
	if (egress->tunnel != NULL && egress->tunnel->is_private) {
		if (!azure_underlay_alive(packet->fabric, &egress->tunnel->underlay, &room, &way)) {
			path_stop(egress, PATH_STOP_TUNNEL_DOWN, egress->tunnel->element, FIB_NONE,
			          egress->tunnel->element->name);
			return;
		}
		if (way != NULL && way->circuit != NULL)
			path_egress_add_limit(egress, path_limit_of_circuit(way->circuit));
	}
	egress->leg = leg_of(packet, gateway, egress->tunnel, way);
	if (egress->next.element->kind == LAB_VPN_GATEWAY)
		egress->next.standing = PATH_FROM_TUNNEL;
}

static void cross_to_router(const struct path_packet *packet, const struct path_place *place,
                            struct path_egress *egress)
{
	cross_tunnel(packet, lab_vpn_gateway_of(place->element), egress->next.element, egress);
}

static void cross_from_router(const struct path_packet *packet, const struct path_place *place,
                              struct path_egress *egress)
{
	cross_tunnel(packet, lab_vpn_gateway_of(egress->next.element), place->element, egress);
}

/* To another gateway, or to the other instance, which has the tunnel. */
static void cross_to_gateway(const struct path_packet *packet, const struct path_place *place,
                             struct path_egress *egress)
{
	if (egress->next.element != place->element) {
		cross_tunnel(packet, lab_vpn_gateway_of(place->element), egress->next.element,
		             egress);
		return;
	}
	if (egress->via != NULL)
		egress->hop.address = egress->via->address;
	egress->leg = (struct path_leg){0, RTT_GIVEN, NULL};
}

/* From the router of the virtual hub and back: nothing is between. */
static void cross_hub(const struct path_packet *packet, const struct path_place *place,
                      struct path_egress *egress)
{
	(void)packet;
	(void)place;
	egress->leg = (struct path_leg){0, RTT_GIVEN, NULL};
}

static void cross_from_interface(const struct path_packet *packet, const struct path_place *place,
                                 struct path_egress *egress)
{
	egress->leg =
	    path_leg_to_vnet(packet, place, lab_vpn_gateway_of(egress->next.element)->vnet);
}

/* From a tunnel of the same instance to another there is no further hop. */
static void cross_into_tunnel(const struct path_packet *packet, const struct path_place *place,
                              struct path_egress *egress)
{
	cross_from_interface(packet, place, egress);
	if (egress->next.node == place->node)
		egress->kind = PATH_ELSE_HERE;
}

static bool lists(const struct lab_prefixes *prefixes, const struct prefix *prefix)
{
	for (uint32_t i = 0; i < prefixes->count; i++) {
		if (prefix_equal(&prefixes->items[i], prefix))
			return true;
	}
	return false;
}

/* The connection whose static prefix it is; NULL for none. */
static const struct lab_vpn_connection *static_tunnel(const struct lab_vpn_gateway *gateway,
                                                      const struct prefix *prefix)
{
	for (uint32_t i = 0; i < gateway->connection_count; i++) {
		if (lists(&gateway->connections[i].local->address_space, prefix))
			return &gateway->connections[i];
	}
	return NULL;
}

static uint32_t far_end(const struct fabric *fabric, const struct lab_local_gateway *local)
{
	if (local->router != NULL)
		return fabric_node_of(fabric, local->router->element, 0);
	if (local->gateway != NULL)
		return fabric_node_of(fabric, local->gateway->element, 0);
	if (local->nva != NULL)
		return fabric_node_of(fabric, local->nva->element, 0);
	return FIB_NONE;
}

/* At the other end is a router, a gateway, or somebody of whom the lab knows no more than the
 * prefixes. */
static void by_static(const struct path_packet *packet, const struct path_place *place,
                      const struct lab_vpn_connection *tunnel, const struct prefix *prefix,
                      struct path_egresses *out)
{
	const struct lab_local_gateway *local = tunnel->local;
	uint32_t node = far_end(packet->fabric, local);
	struct path_egress *egress =
	    path_add_egress(out, node == FIB_NONE ? PATH_TO_END : PATH_TO_NEXT);

	egress->tunnel = tunnel;
	egress->hop.route =
	    (struct path_route){.table = PATH_TABLE_STATIC, .prefix = *prefix, .node = place->name};
	if (node != FIB_NONE) {
		egress->next = path_place_of(packet->fabric, node);
		return;
	}
	egress->hop.kind = PATH_HOP_ROUTER;
	egress->hop.element = local->element;
	egress->hop.name = local->name;
	egress->leg = leg_of(packet, tunnel->gateway, tunnel, NULL);
	egress->stop = packet->to->kind == PATH_END_OUTSIDE ? PATH_DELIVERED : PATH_STOP_ELSEWHERE;
	egress->stop_at = (struct path_stop_at){local->element, FIB_NONE, local->name};
}

/* The best way of this instance is one of the gateway's tunnels, and not the hub's router's. */
static bool has_tunnel_to(const struct path_packet *packet, const struct path_place *place)
{
	const struct lab_vpn_gateway *gateway = lab_vpn_gateway_of(place->element);
	const struct fib *fib = fabric_fib(packet->fabric, place->node);
	const struct fib_entry *entry = fib_lookup(fib, &packet->to->address);
	const struct lab_element *next;

	if (entry == NULL)
		return false;
	if (entry->hop_count == 0)
		return static_tunnel(gateway, &entry->prefix) != NULL;
	next = packet->fabric->nodes[fib->hops[entry->hop].node].element;
	return lab_router_of(next) != NULL || lab_vpn_gateway_of(next) != NULL;
}

/* An own route of the gateway is static. */
static void by_tunnels(const struct path_packet *packet, const struct path_place *place,
                       struct path_egresses *out)
{
	const struct lab_vpn_gateway *gateway = lab_vpn_gateway_of(place->element);
	const struct fib *fib = fabric_fib(packet->fabric, place->node);
	const struct fib_entry *entry = fib_lookup(fib, &packet->to->address);
	const struct lab_vpn_connection *tunnel = NULL;

	if (entry != NULL && entry->hop_count == 0)
		tunnel = static_tunnel(gateway, &entry->prefix);
	if (tunnel != NULL) {
		by_static(packet, place, tunnel, &entry->prefix, out);
		return;
	}
	if (entry == NULL || entry->hop_count == 0) {
		path_add_stop_here(out, PATH_STOP_NO_ROUTE, place);
		return;
	}
	for (uint32_t i = 0; i < entry->hop_count; i++)
		path_add_hop(out, packet, PATH_TABLE_SPEAKER, place->node, entry,
		             &fib->hops[entry->hop + i]);
}

/* In a virtual hub, from tunnel to tunnel a packet does not leave the gateway (virtual-hub-vpn), if
 * no routing policy takes it. */
static void leave_hub(const struct path_packet *packet, const struct path_place *place,
                      struct path_egresses *out)
{
	const struct lab_vnet *hub = lab_vpn_gateway_of(place->element)->vnet;

	if (!lab_hub_inspects(hub->hub, &packet->to->address) &&
	    fabric_vnet_at(packet->fabric, hub, &packet->to->address) == NULL &&
	    has_tunnel_to(packet, place))
		by_tunnels(packet, place, out);
	else
		azure_leave_hub(packet, place, hub, out);
}

/* What comes out of a tunnel goes by the GatewaySubnet, all else into a tunnel. */
static void forward(const struct path_packet *packet, const struct path_place *place,
                    struct path_egresses *out)
{
	const struct lab_vnet *vnet = lab_vpn_gateway_of(place->element)->vnet;

	if (place->standing == PATH_FROM_TUNNEL && lab_vnet_is_hub(vnet))
		leave_hub(packet, place, out);
	else if (place->standing == PATH_FROM_TUNNEL)
		path_add_gateway_subnet(out, place, vnet);
	else
		by_tunnels(packet, place, out);
}

/* The gateway is in the way of both directions, and its SKU limits what all tunnels carry. */
static struct path_limit limit(const struct lab_element *element)
{
	const struct lab_vpn_gateway *gateway = lab_vpn_gateway_of(element);

	return (struct path_limit){.element = element,
	                           .bandwidth_mbps =
	                               gateway->sku->bandwidth_mbps * gateway->scale_units};
}

static const struct path_crossing crossings[] = {
    {LAB_VNET, LAB_VPN_GATEWAY, true, cross_from_interface},
    {LAB_GATEWAY, LAB_VPN_GATEWAY, true, cross_from_interface},
    {LAB_VPN_GATEWAY, LAB_VPN_GATEWAY, true, cross_into_tunnel},
    {LAB_VPN_GATEWAY, LAB_VPN_GATEWAY, false, cross_to_gateway},
    {LAB_VPN_GATEWAY, LAB_ROUTER, false, cross_to_router},
    {LAB_ROUTER, LAB_VPN_GATEWAY, false, cross_from_router},
    {LAB_VPN_GATEWAY, LAB_NVA, false, cross_to_router},
    {LAB_NVA, LAB_VPN_GATEWAY, false, cross_from_router},
    {LAB_HUB, LAB_VPN_GATEWAY, false, cross_hub},
    {LAB_VPN_GATEWAY, LAB_HUB, false, cross_hub},
};

const struct forward_hooks vpn_gateway_forward = {
    .forward = forward,
    .by_table = true,
    .hop = PATH_HOP_VPN_GATEWAY,
    .rule = "vpn-gateway-in-path",
    .limit = limit,
    .crossings = crossings,
    .crossing_count = COUNT_OF(crossings),
};
