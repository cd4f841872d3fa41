/* Into tunnels of VPN gateways and out of them. */
#include "query/path/path_walk.h"

/* The Internet between both ends, or the backbone, nobody has measured: the table of regions is the
 * nearest that there is. */
static struct leg estimated(const struct walk *walk, const struct region *a, const struct region *b)
{
	struct leg leg = {0, RTT_UNKNOWN};

	if (a != NULL && b != NULL)
		leg = leg_of_regions(walk, a, b);
	if (leg.basis == RTT_MEASURED)
		leg.basis = RTT_ESTIMATED;
	return leg;
}

struct leg leg_of_tunnel(const struct walk *walk, const struct lab_vpn_gateway *gateway,
                         const struct lab_local_gateway *local)
{
	const struct region *here = gateway->vnet->region;

	if (local == NULL)
		return estimated(walk, NULL, NULL);
	if (local->rtt_us > 0)
		return (struct leg){local->rtt_us, RTT_GIVEN};
	if (local->gateway != NULL)
		return estimated(walk, here, local->gateway->vnet->region);
	return estimated(walk, here, local->router == NULL ? NULL : local->router->site->region);
}

const struct lab_vpn_connection *vpn_connection_to(const struct lab_vpn_gateway *gateway,
                                                   const struct fabric_node *node)
{
	for (uint32_t i = 0; i < gateway->connection_count; i++) {
		const struct lab_local_gateway *local = gateway->connections[i].local;

		if ((node->router != NULL && local->router == node->router) ||
		    (node->vpn_gateway != NULL && local->gateway == node->vpn_gateway))
			return &gateway->connections[i];
	}
	return NULL;
}

/* The gateway is in the way of both directions, and its SKU limits what all tunnels carry. False
 * when the way ends. */
static bool enter(struct walk *walk, uint32_t node, struct path_hop *hop, struct leg leg)
{
	const struct fabric_node *self = &walk->fabric->nodes[node];

	hop->kind = PATH_HOP_VPN_GATEWAY;
	hop->element = self->node->name;
	hop_add_rule(hop, "vpn-gateway-in-path");
	if (walk_was_at(walk, hop->element)) {
		walk_end(walk, PATH_STOP_LOOP, hop->element);
		return false;
	}
	if (!walk_push_hop(walk, hop, leg))
		return false;
	walk_push_limit(
	    walk, (struct path_limit){.element = self->vpn_gateway->name,
	                              .bandwidth_mbps = self->vpn_gateway->sku->bandwidth_mbps});
	return true;
}

/* The other end of a tunnel: a router, a gateway, or somebody of whom the lab knows no more than
 * the prefixes. */
static void to_other_end(struct walk *walk, uint32_t from, uint32_t to,
                         const struct lab_vpn_connection *connection, struct path_hop hop)
{
	const struct fabric_node *self = &walk->fabric->nodes[from];
	const struct fabric_node *next = to == FIB_NONE ? NULL : &walk->fabric->nodes[to];
	struct leg leg =
	    leg_of_tunnel(walk, self->vpn_gateway, connection == NULL ? NULL : connection->local);

	if (leg.basis != RTT_GIVEN)
		hop_add_rule(&hop, "vpn-tunnel-delay");
	if (!walk_cross(walk, from, to))
		return;
	if (next == NULL) {
		hop.kind = PATH_HOP_ROUTER;
		hop.element = connection->local->name;
		if (walk_push_hop(walk, &hop, leg))
			walk_end(walk,
			         walk->to->kind == PATH_END_OUTSIDE ? PATH_DELIVERED
			                                            : PATH_STOP_ELSEWHERE,
			         hop.element);
	} else if (next->router != NULL) {
		walk_at_router(walk, to, hop, leg, (struct path_limit){0});
	} else {
		walk_out_of_tunnel(walk, to, hop, leg);
	}
}

static bool lists(const struct lab_prefixes *prefixes, const struct prefix *prefix)
{
	for (uint32_t i = 0; i < prefixes->count; i++) {
		if (prefix_equal(&prefixes->items[i], prefix))
			return true;
	}
	return false;
}

/* An own route of the gateway is static: the connection without BGP whose prefix it is. */
static bool by_static(struct walk *walk, uint32_t node, const struct fib_entry *entry)
{
	const struct lab_vpn_gateway *gateway = walk->fabric->nodes[node].vpn_gateway;

	for (uint32_t i = 0; i < gateway->connection_count; i++) {
		const struct lab_vpn_connection *connection = &gateway->connections[i];
		const struct lab_local_gateway *local = connection->local;
		struct path_hop hop = {.route = {.source = PATH_SOURCE_STATIC,
		                                 .prefix = entry->prefix,
		                                 .node = walk->fabric->nodes[node].node->name}};
		uint32_t to = FIB_NONE;

		if (connection->enable_bgp || !lists(&local->address_space, &entry->prefix))
			continue;
		if (local->router != NULL)
			to = fabric_router_node(walk->fabric, local->router);
		else if (local->gateway != NULL)
			to = walk->fabric->vpn_nodes[local->gateway->vnet->index][0];
		to_other_end(walk, node, to, connection, hop);
		return true;
	}
	return false;
}

static void by_hop(struct walk *walk, uint32_t node, const struct fib_entry *entry,
                   const struct fib_hop *next)
{
	const struct fabric_node *self = &walk->fabric->nodes[node];
	const struct fabric_node *other = &walk->fabric->nodes[next->node];
	struct path_hop hop = {.address = next->address,
	                       .route = walk_bgp_route(walk, PATH_SOURCE_BGP, node, entry, next)};

	if (other->router != NULL ||
	    (other->vpn_gateway != NULL && other->vpn_gateway != self->vpn_gateway))
		to_other_end(walk, node, next->node, vpn_connection_to(self->vpn_gateway, other),
		             hop);
	else if (other->vpn_gateway != NULL)
		walk_into_tunnel(walk, next->node, hop, (struct leg){0, RTT_GIVEN});
	else
		walk_end(walk, PATH_STOP_NO_ROUTE, self->node->name);
}

static void by_tunnels(struct walk *walk, uint32_t node)
{
	const struct fib *fib = fabric_fib(walk->fabric, node);
	const struct fib_entry *entry = fib_lookup(fib, &walk->to->address);

	if (entry == NULL || (entry->hop_count == 0 && !by_static(walk, node, entry))) {
		walk_end(walk, PATH_STOP_NO_ROUTE, walk->fabric->nodes[node].node->name);
		return;
	}
	for (uint32_t i = 0; i < entry->hop_count; i++) {
		struct mark mark = walk_mark(walk);

		by_hop(walk, node, entry, &fib->hops[entry->hop + i]);
		walk_back(walk, mark);
	}
}

/* From a tunnel of the same instance to another there is no further hop. */
void walk_into_tunnel(struct walk *walk, uint32_t node, struct path_hop hop, struct leg leg)
{
	const char *name = walk->fabric->nodes[node].node->name;
	const struct path_hop *top = &walk->hops[walk->hop_count - 1];

	if (top->kind == PATH_HOP_VPN_GATEWAY && top->element == name)
		by_tunnels(walk, node);
	else if (enter(walk, node, &hop, leg))
		by_tunnels(walk, node);
}

void walk_out_of_tunnel(struct walk *walk, uint32_t node, struct path_hop hop, struct leg leg)
{
	const struct lab_vnet *vnet = walk->fabric->nodes[node].vpn_gateway->vnet;
	struct stand stand = {.kind = STAND_VPN_GATEWAY,
	                      .place = {vnet, lab_find_subnet(vnet, "GatewaySubnet")},
	                      .name = walk->fabric->nodes[node].node->name,
	                      .node = node};

	if (enter(walk, node, &hop, leg))
		walk_by_subnet(walk, &stand);
}

/* The gateway with a static tunnel to the router and the address behind it; NULL for none. */
static const struct lab_vpn_connection *static_way(const struct walk *walk,
                                                   const struct lab_router *router)
{
	const struct lab *lab = walk->fabric->lab;

	for (uint32_t i = 0; i < lab->vnet_count; i++) {
		const struct lab_vpn_gateway *gateway = lab->vnets[i].vpn_gateway;

		for (uint32_t k = 0; gateway != NULL && k < gateway->connection_count; k++) {
			const struct lab_vpn_connection *connection = &gateway->connections[k];

			if (!connection->enable_bgp && connection->local->router == router &&
			    fabric_vnet_at(walk->fabric, gateway->vnet, &walk->to->address) != NULL)
				return connection;
		}
	}
	return NULL;
}

bool walk_leave_by_static_tunnel(struct walk *walk, uint32_t node)
{
	const struct fabric_node *self = &walk->fabric->nodes[node];
	const struct lab_vpn_connection *connection = static_way(walk, self->router);
	const struct lab_vnet *vnet;
	struct path_hop hop = {.route = {.source = PATH_SOURCE_STATIC, .node = self->node->name}};
	struct leg leg;
	uint32_t to;

	if (connection == NULL)
		return false;
	to = walk->fabric->vpn_nodes[connection->gateway->vnet->index][0];
	if (to == FIB_NONE)
		return false;
	vnet = fabric_vnet_at(walk->fabric, connection->gateway->vnet, &walk->to->address);
	hop.route.prefix = *lab_vnet_covers(vnet, &walk->to->address);
	leg = leg_of_tunnel(walk, connection->gateway, connection->local);
	if (leg.basis != RTT_GIVEN)
		hop_add_rule(&hop, "vpn-tunnel-delay");
	if (walk_cross(walk, node, to))
		walk_out_of_tunnel(walk, to, hop, leg);
	return true;
}
