/* Packets in tunnels between routers and appliances. */
#include "azure/tunnels.h"

#include "base/check.h"

/* One of the sessions between an edge router and the speakers of somebody is up. */
static bool any_session(const struct fabric *fabric, uint32_t msee, const struct lab_element *far)
{
	const struct snapshot_node *node = fabric->nodes[msee].node;

	CHECK(msee < fabric->node_count && far != NULL);
	for (uint32_t i = 0; i < node->peer_count; i++) {
		const struct snapshot_peer *peer = &node->peers[i];

		if (peer->established && !peer->link_down &&
		    fabric->nodes[peer->node].element == far)
			return true;
	}
	return false;
}

static bool carries(const struct fabric *fabric, const struct lab_underlay *underlay,
                    const struct lab_underlay_way *way)
{
	uint32_t msee;

	CHECK((way->tunnel == NULL) != (way->circuit == NULL));
	if (way->tunnel != NULL)
		return azure_tunnel_alive(fabric, way->tunnel);
	msee = fabric_node_of(fabric, way->circuit->element, way->link);
	for (unsigned e = 0; e < LAB_TUNNEL_ENDS && msee != FIB_NONE; e++)
		if (!any_session(fabric, msee,
		                 lab_underlay_edge(&underlay->ends[e], way->circuit, way->link)))
			return false;
	return msee != FIB_NONE;
}

bool azure_underlay_alive(const struct fabric *fabric, const struct lab_underlay *underlay,
                          struct lab_underlay_way *room, const struct lab_underlay_way **way)
{
	*way = NULL;
	for (uint32_t i = 0; i < lab_underlay_ways(underlay); i++) {
		if (!lab_underlay_way(underlay, i, room) || !carries(fabric, underlay, room))
			continue;
		*way = room;
		return true;
	}
	return !lab_underlay_is_known(underlay);
}

static uint32_t node_at(const struct fabric *fabric, const struct lab_tunnel *tunnel, unsigned end)
{
	return fabric_node_of(fabric, lab_tunnel_end_element(&tunnel->ends[end]), 0);
}

/* The session in it whose link is dead says so at both ends. */
static bool is_cut(const struct fabric *fabric, const struct lab_tunnel *tunnel)
{
	uint32_t near = node_at(fabric, tunnel, 0);
	struct addr far;

	if (near == FIB_NONE || !tunnel->bgp || !fabric->any_link_down)
		return false;
	for (uint32_t i = 0; i < fabric->nodes[near].node->peer_count; i++) {
		const struct snapshot_peer *peer = &fabric->nodes[near].node->peers[i];

		if (!peer->link_down || !lab_pair_has(tunnel->prefix, peer->address.family))
			continue;
		far = lab_pair_address(tunnel->prefix, 1, peer->address.family);
		if (addr_equal(&far, &peer->address))
			return true;
	}
	return false;
}

bool azure_tunnel_alive(const struct fabric *fabric, const struct lab_tunnel *tunnel)
{
	struct lab_underlay_way room;
	const struct lab_underlay_way *way;

	return !is_cut(fabric, tunnel) &&
	       azure_underlay_alive(fabric, &tunnel->underlay, &room, &way);
}

static void add_limits(struct path_egress *egress, const struct lab_tunnel *tunnel,
                       const struct lab_underlay_way *way)
{
	if (tunnel->bandwidth_mbps > 0)
		path_egress_add_limit(
		    egress, (struct path_limit){.element = tunnel->element,
		                                .bandwidth_mbps = tunnel->bandwidth_mbps});
	if (way != NULL && way->circuit != NULL)
		path_egress_add_limit(egress, path_limit_of_circuit(way->circuit));
}

void azure_cross_tunnel(const struct path_packet *packet, const struct lab_tunnel_end *end,
                        struct path_egress *egress)
{
	const struct lab_tunnel *tunnel = end->tunnel;
	uint8_t family = packet->to->address.family;
	struct lab_underlay_way room;
	const struct lab_underlay_way *way;
	struct lab_time time;

	CHECK(tunnel->end_count == LAB_TUNNEL_ENDS && &tunnel->ends[end->number] == end);
	if (is_cut(packet->fabric, tunnel) ||
	    !azure_underlay_alive(packet->fabric, &tunnel->underlay, &room, &way)) {
		path_stop(egress, PATH_STOP_TUNNEL_DOWN, tunnel->element, FIB_NONE, tunnel->name);
		return;
	}
	time = lab_tunnel_time(packet->fabric->lab, tunnel, way);
	egress->hop.by_tunnel = true;
	if (lab_pair_has(tunnel->prefix, family))
		egress->hop.address = lab_pair_address(tunnel->prefix, end->number ^ 1, family);
	egress->leg = (struct path_leg){time.us, time.basis, time.rule};
	add_limits(egress, tunnel, way);
}

/* An appliance without BGP has no speaker, so no crossing of the driver's completes it. */
void azure_add_static_tunnel(const struct path_packet *packet, const struct path_place *place,
                             const struct lab_tunnel_end *end, const struct prefix *route,
                             struct path_egresses *out)
{
	const struct lab_tunnel *tunnel = end->tunnel;
	const struct lab_tunnel_end *far = &tunnel->ends[end->number ^ 1];
	const struct lab_element *element = lab_tunnel_end_element(far);
	uint32_t node = fabric_node_of(packet->fabric, element, 0);
	struct path_egress *egress = path_add_egress(out, PATH_TO_NEXT);
	struct fib_hop *via;

	egress->hop.route =
	    (struct path_route){.table = PATH_TABLE_STATIC, .prefix = *route, .node = place->name};
	if (node == FIB_NONE) {
		egress->next = (struct path_place){.element = element,
		                                   .node = FIB_NONE,
		                                   .name = element->name,
		                                   .standing = PATH_ARRIVES};
		azure_cross_tunnel(packet, end, egress);
		return;
	}
	via = arena_alloc(packet->arena, sizeof(*via));
	*via = (struct fib_hop){
	    .node = node,
	    .address = lab_pair_address(tunnel->prefix, end->number ^ 1, route->addr.family),
	    .holder = place->node};
	egress->next = path_place_of(packet->fabric, node);
	egress->via = via;
}
