/* Where packets go inside Azure by the routes of subnets: to VMs, gateways and appliances. */
#include "bgp/as_path.h"
#include "query/path/path_walk.h"

enum {
	MSEE_AS = 12076,             /* FACTS 1.1 */
	EXPRESSROUTE_WEIGHT = 32769, /* of a route on a connection of weight 0 (FACTS 4.4) */
};

static const struct leg no_leg = {0, RTT_GIVEN};
static const struct leg unknown_leg = {0, RTT_UNKNOWN};

static bool is_gateway(const struct stand *stand)
{
	return stand->kind == STAND_ER_GATEWAY || stand->kind == STAND_VPN_GATEWAY;
}

/* From a gateway into its own region nothing is added: the way to the gateway was the way there. */
static struct leg leg_to_vnet(const struct walk *walk, const struct stand *stand,
                              const struct lab_vnet *vnet)
{
	if (is_gateway(stand) && vnet->region == stand->place.vnet->region)
		return no_leg;
	return leg_of_regions(walk, stand->place.vnet->region, vnet->region);
}

static struct path_route system_route(const struct stand *stand, const struct subnet_route *route)
{
	static const enum path_source sources[SUBNET_NEXT_HOP_COUNT] = {
	    [SUBNET_TO_VNET] = PATH_SOURCE_DEFAULT,
	    [SUBNET_TO_PEERING] = PATH_SOURCE_PEERING,
	    [SUBNET_TO_GLOBAL_PEERING] = PATH_SOURCE_GLOBAL_PEERING,
	    [SUBNET_TO_PRIVATE_ENDPOINT] = PATH_SOURCE_DEFAULT,
	    [SUBNET_TO_SERVICE_ENDPOINT] = PATH_SOURCE_DEFAULT,
	    [SUBNET_TO_INTERNET] = PATH_SOURCE_DEFAULT,
	};

	return (struct path_route){.source = route->source == SUBNET_USER ? PATH_SOURCE_USER
	                                                                  : sources[route->type],
	                           .prefix = route->prefix,
	                           .node = stand->place.vnet->name};
}

/* A route table on the GatewaySubnet is what steers packets from outside to an appliance. */
static void add_user_rules(const struct stand *stand, struct path_hop *hop)
{
	hop_add_rule(hop, "longest-prefix");
	if (is_gateway(stand))
		hop_add_rule(hop, "gateway-subnet-route-table");
}

/* What an appliance forwards for somebody else passes a peering only if the receiving side says so.
 */
static bool takes_forwarded(const struct walk *walk, const struct stand *stand,
                            const struct lab_vnet *vnet)
{
	const struct lab_vnet *here = stand->place.vnet;

	if (stand->kind != STAND_APPLIANCE || vnet == here || walk->from->vnet == here ||
	    vnet->hub != NULL)
		return true;
	for (uint32_t i = 0; i < vnet->peering_count; i++) {
		if (vnet->peerings[i].remote == here)
			return vnet->peerings[i].allow_forwarded_traffic;
	}
	return false;
}

/* No route of the network's own helps. */
static void undelivered(struct walk *walk, const struct stand *stand)
{
	const struct lab_vnet *serving = lab_serving_vnet(stand->place.vnet);

	if (is_gateway(stand))
		walk_end(walk, PATH_STOP_NOBODY, stand->name);
	else if (stand->kind == STAND_APPLIANCE)
		walk_end(walk, PATH_STOP_NO_ROUTE, stand->name);
	else if (serving == NULL)
		walk_end(walk, PATH_STOP_NO_GATEWAY, stand->name);
	else
		walk_end(walk, PATH_STOP_NO_ROUTE, path_serving_name(serving));
}

static void take_bgp(struct walk *walk, const struct stand *stand,
                     const struct subnet_route *route);

/* A gateway sends by peerings only to networks that use it. To others it has the way that an
 * appliance has told it, or none. */
static void past_peering(struct walk *walk, const struct stand *stand)
{
	const struct fib *fib = fabric_gateway_routes(walk->fabric, stand->place.vnet);
	const struct fib_entry *entry = fib == NULL ? NULL : fib_lookup(fib, &walk->to->address);
	struct subnet_route route = {.source = SUBNET_GATEWAY, .entry = entry};

	if (entry == NULL) {
		walk_end(walk, PATH_STOP_NOBODY, stand->name);
		return;
	}
	route.prefix = entry->prefix;
	route.hops = &fib->hops[entry->hop];
	take_bgp(walk, stand, &route);
}

static void to_vnet(struct walk *walk, const struct stand *stand, const struct lab_vnet *vnet,
                    struct path_hop *hop)
{
	bool own = vnet == stand->place.vnet;

	if (is_gateway(stand) && lab_serving_vnet(vnet) != stand->place.vnet) {
		past_peering(walk, stand);
		return;
	}
	if (!takes_forwarded(walk, stand, vnet)) {
		walk_end(walk, PATH_STOP_FORWARDED, vnet->name);
		return;
	}
	if (is_gateway(stand)) {
		hop_add_rule(hop, own ? "longest-prefix" : "gateway-transit");
	} else {
		hop_add_rule(hop, "peering-beats-bgp");
		if (vnet->region == stand->place.vnet->region)
			hop_add_rule(hop, "same-region-rtt");
	}
	walk_arrive_in_vnet(walk, vnet, *hop, leg_to_vnet(walk, stand, vnet));
}

static void take_vnet(struct walk *walk, const struct stand *stand,
                      const struct subnet_route *route)
{
	struct path_hop hop = {.route = system_route(stand, route)};
	const struct lab_vnet *vnet = route->user == NULL ? route->vnet : stand->place.vnet;

	if (route->user != NULL) {
		add_user_rules(stand, &hop);
		if (lab_vnet_covers(vnet, &walk->to->address) == NULL) {
			walk_end(walk, PATH_STOP_DROPPED, stand->place.vnet->name);
			return;
		}
	}
	to_vnet(walk, stand, vnet, &hop);
}

static void take_private_endpoint(struct walk *walk, const struct stand *stand,
                                  const struct subnet_route *route)
{
	struct path_hop hop = {.kind = PATH_HOP_PRIVATE_ENDPOINT,
	                       .element = route->endpoint->name,
	                       .address = walk->to->address,
	                       .route = system_route(stand, route),
	                       .rules = {"private-endpoint-route"}};

	if (route->vnet != stand->place.vnet)
		hop.route.source = route->vnet->region == stand->place.vnet->region
		                       ? PATH_SOURCE_PEERING
		                       : PATH_SOURCE_GLOBAL_PEERING;
	if (walk_push_hop(walk, &hop, leg_to_vnet(walk, stand, route->vnet)))
		walk_end(walk, walk->to->vnet == route->vnet ? PATH_DELIVERED : PATH_STOP_ELSEWHERE,
		         route->vnet->name);
}

static void leave_azure(struct walk *walk, const struct stand *stand,
                        const struct subnet_route *route, const char *where, const char *rule)
{
	struct path_hop hop = {.kind = PATH_HOP_INTERNET,
	                       .element = where,
	                       .address = walk->to->address,
	                       .route = system_route(stand, route),
	                       .rules = {rule}};

	if (walk_push_hop(walk, &hop, unknown_leg))
		walk_end(walk, PATH_DELIVERED, where);
}

static void take_service_endpoint(struct walk *walk, const struct stand *stand,
                                  const struct subnet_route *route)
{
	leave_azure(walk, stand, route, route->service->service, "service-endpoint-route");
}

/* Nothing of a lab is reached by the Internet, and gateways lead nobody there. */
static void take_internet(struct walk *walk, const struct stand *stand,
                          const struct subnet_route *route)
{
	if (walk->to->kind == PATH_END_OUTSIDE && !is_gateway(stand))
		leave_azure(walk, stand, route, "Internet", "system-default-routes");
	else if (route->user != NULL)
		walk_end(walk, PATH_STOP_DROPPED, stand->place.vnet->name);
	else
		undelivered(walk, stand);
}

static void take_none(struct walk *walk, const struct stand *stand,
                      const struct subnet_route *route)
{
	if (route->user != NULL)
		walk_end(walk, PATH_STOP_DROPPED, stand->place.vnet->name);
	else
		undelivered(walk, stand);
}

/* Somebody who forwards packets. */
struct forwarder {
	const struct lab_vnet *vnet;
	const struct lab_nva *nva; /* NULL: the lab does not say who, a load balancer perhaps */
	struct addr address;
};

static bool is_beyond(const struct walk *walk, const struct forwarder *forwarder)
{
	const struct lab_prefixes *announced =
	    forwarder->nva == NULL ? NULL : &forwarder->nva->advertise;

	for (uint32_t i = 0; announced != NULL && i < announced->count; i++) {
		if (walk->to->kind == PATH_END_OUTSIDE &&
		    prefix_contains_addr(&announced->items[i], &walk->to->address))
			return true;
	}
	return false;
}

/* An appliance forwards by the routes of its own subnet; but what it announces and nothing in the
 * lab has is behind it. */
static void to_appliance(struct walk *walk, const struct stand *stand,
                         const struct forwarder *forwarder, struct path_hop hop)
{
	char address[ADDR_TEXT_MAX];
	struct stand next = {
	    .kind = STAND_APPLIANCE,
	    .place = {forwarder->vnet, lab_subnet_at(forwarder->vnet, &forwarder->address)},
	    .name =
		arena_printf(walk->arena, "%s/%s", forwarder->vnet->name,
	                     forwarder->nva != NULL ? forwarder->nva->name
	                                            : addr_format(&forwarder->address, address)),
	    .node = FIB_NONE,
	};

	hop.kind = PATH_HOP_NVA;
	hop.element = next.name;
	hop.group = forwarder->vnet->name;
	hop.address = forwarder->address;
	if (walk_was_at(walk, next.name)) {
		walk_end(walk, PATH_STOP_LOOP, next.name);
		return;
	}
	if (!takes_forwarded(walk, stand, forwarder->vnet)) {
		walk_end(walk, PATH_STOP_FORWARDED, forwarder->vnet->name);
		return;
	}
	if (!walk_push_hop(walk, &hop, leg_to_vnet(walk, stand, forwarder->vnet)))
		return;
	if (addr_equal(&forwarder->address, &walk->to->address) || is_beyond(walk, forwarder))
		walk_end(walk, PATH_DELIVERED, next.name);
	else
		walk_by_subnet(walk, &next);
}

static bool stands_in(const struct lab_vnet *vnet, const struct addr *address,
                      struct forwarder *out)
{
	if (lab_vnet_covers(vnet, address) == NULL)
		return false;
	*out = (struct forwarder){.vnet = vnet, .address = *address};
	for (uint32_t i = 0; i < vnet->nva_count; i++) {
		if (addr_equal(&vnet->nvas[i].address, address))
			out->nva = &vnet->nvas[i];
	}
	return true;
}

/* A next hop must be in the network itself or directly peered with it. */
static bool find_forwarder(const struct lab_vnet *vnet, const struct addr *address,
                           struct forwarder *out)
{
	if (stands_in(vnet, address, out))
		return true;
	for (uint32_t i = 0; i < vnet->peering_count; i++) {
		const struct lab_vnet *remote = vnet->peerings[i].remote;

		if (lab_vnets_peered(vnet, remote) && stands_in(remote, address, out))
			return true;
	}
	return false;
}

static void take_appliance(struct walk *walk, const struct stand *stand,
                           const struct subnet_route *route)
{
	struct path_hop hop = {.route = system_route(stand, route)};
	struct forwarder forwarder;

	add_user_rules(stand, &hop);
	hop_add_rule(&hop, "appliance-next-hop");
	if (find_forwarder(stand->place.vnet, &route->user->address, &forwarder))
		to_appliance(walk, stand, &forwarder, hop);
	else
		walk_end(walk, PATH_STOP_NO_APPLIANCE, stand->place.vnet->name);
}

/* The rules that explain the choice of an MSEE at a NIC. */
static void add_nic_rules(const struct walk *walk, const struct lab_vnet *vnet,
                          struct path_hop *hop)
{
	static const uint32_t msee_as = MSEE_AS;
	const struct bgp_attrs *attrs = hop->route.attrs;
	const struct lab_vnet *serving = lab_serving_vnet(vnet);

	hop_add_rule(hop, "source-gateway-bypassed");
	hop_add_rule(hop, "longest-prefix");
	if (walk->to->vnet != NULL && as_path_only_of(attrs->as_path, &msee_as, 1)) {
		hop_add_rule(hop, "msee-as-override");
		hop_add_rule(hop, "remote-vnet-toggle");
	}
	if (attrs->weight > EXPRESSROUTE_WEIGHT)
		hop_add_rule(hop, "gateway-weight");
	if (hop->route.why == RIB_STEP_MULTIPATH)
		hop_add_rule(hop, "gateway-ecmp");
	if (serving->route_server != NULL && !serving->route_server->expressroute_ecmp)
		hop_add_rule(hop, "route-server-one-next-hop");
}

/* The gateway is not in the way of packets to an MSEE, so its link counts only when both instances
 * have lost it. */
static bool reaches_msee(struct walk *walk, const struct lab_vnet *vnet, uint32_t msee)
{
	const struct lab_vnet *serving = lab_serving_vnet(vnet);
	const uint32_t *nodes = walk->fabric->gateway_nodes[serving->index];

	for (uint32_t k = 0; k < FABRIC_INSTANCES; k++) {
		if (nodes[k] == FIB_NONE || !fabric_link_down(walk->fabric, nodes[k], msee))
			return true;
	}
	walk_end(walk, PATH_STOP_LINK_DOWN, walk->fabric->nodes[msee].node->name);
	return false;
}

static void to_msee(struct walk *walk, const struct stand *stand, const struct fib_hop *next,
                    struct path_hop hop)
{
	const struct lab_vnet *vnet = stand->place.vnet;

	add_nic_rules(walk, vnet, &hop);
	hop.address = next->address;
	if (reaches_msee(walk, vnet, next->node))
		walk_at_msee(
		    walk, next->node, hop,
		    leg_to_circuit(walk, vnet->region, walk->fabric->nodes[next->node].circuit));
}

static void to_next_hop(struct walk *walk, const struct stand *stand, const struct fib_hop *next,
                        struct path_hop hop)
{
	const struct fabric_node *node = &walk->fabric->nodes[next->node];
	const struct lab_vnet *serving = lab_serving_vnet(stand->place.vnet);

	if (node->circuit != NULL) {
		to_msee(walk, stand, next, hop);
	} else if (node->vpn_gateway != NULL) {
		walk_into_tunnel(walk, next->node, hop, leg_to_vnet(walk, stand, serving));
	} else if (node->nva != NULL) {
		struct forwarder forwarder = {node->nva->vnet, node->nva, node->nva->address};

		hop_add_rule(&hop, "longest-prefix");
		if (is_gateway(stand))
			hop_add_rule(&hop, "gateway-peerings");
		to_appliance(walk, stand, &forwarder, hop);
	} else {
		walk_at_hub_router(
		    walk, next->node, hop,
		    leg_of_regions(walk, stand->place.vnet->region, serving->region));
	}
}

static bool leads_to_circuit(const struct walk *walk, const struct subnet_route *route)
{
	return walk->fabric->nodes[route->hops[0].node].circuit != NULL;
}

/* By the BGP routes that the gateway programs into the NIC; an ExpressRoute gateway itself is not
 * in the way (FACTS 4.3), and sends nothing back to circuits. */
static void take_bgp(struct walk *walk, const struct stand *stand, const struct subnet_route *route)
{
	if (stand->kind == STAND_ER_GATEWAY && leads_to_circuit(walk, route)) {
		walk_end(walk, PATH_STOP_NOBODY, stand->name);
		return;
	}
	for (uint32_t i = 0; i < route->entry->hop_count; i++) {
		const struct fib_hop *next = &route->hops[i];
		struct path_hop hop = {.route = walk_bgp_route(walk, PATH_SOURCE_GATEWAY,
		                                               next->holder, route->entry, next)};
		struct mark mark = walk_mark(walk);

		to_next_hop(walk, stand, next, hop);
		walk_back(walk, mark);
	}
}

/* A user route to the "virtual network gateway" means a VPN gateway (FACTS 5); both instances have
 * the tunnels. */
static void take_gateway(struct walk *walk, const struct stand *stand,
                         const struct subnet_route *route)
{
	const struct lab_vnet *serving = lab_serving_vnet(stand->place.vnet);
	struct path_hop hop = {.route = system_route(stand, route)};
	uint32_t node;

	if (route->user == NULL) {
		take_bgp(walk, stand, route);
		return;
	}
	node = serving == NULL ? FIB_NONE : walk->fabric->vpn_nodes[serving->index][0];
	add_user_rules(stand, &hop);
	if (node == FIB_NONE)
		walk_end(walk, PATH_STOP_NO_APPLIANCE, stand->place.vnet->name);
	else
		walk_into_tunnel(walk, node, hop, leg_to_vnet(walk, stand, serving));
}

void walk_by_subnet(struct walk *walk, const struct stand *stand)
{
	static void (*const take[SUBNET_NEXT_HOP_COUNT])(struct walk *, const struct stand *,
	                                                 const struct subnet_route *) = {
	    [SUBNET_TO_VNET] = take_vnet,
	    [SUBNET_TO_PEERING] = take_vnet,
	    [SUBNET_TO_GLOBAL_PEERING] = take_vnet,
	    [SUBNET_TO_PRIVATE_ENDPOINT] = take_private_endpoint,
	    [SUBNET_TO_SERVICE_ENDPOINT] = take_service_endpoint,
	    [SUBNET_TO_GATEWAY] = take_gateway,
	    [SUBNET_TO_APPLIANCE] = take_appliance,
	    [SUBNET_TO_INTERNET] = take_internet,
	    [SUBNET_TO_NONE] = take_none,
	};
	struct subnet_route route = subnet_route_to(walk->fabric, stand->place, &walk->to->address);

	take[route.type](walk, stand, &route);
}
