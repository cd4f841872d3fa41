/* Where packets go from MSEEs, ExpressRoute gateways, hub routers and routers of sites, and where
 * they arrive. */
#include "query/path/path_walk.h"

static const struct leg no_leg = {0, RTT_GIVEN};

/* The packet is in the VNet that has its address, and that is the one it was sent to, or not. */
void walk_arrive_in_vnet(struct walk *walk, const struct lab_vnet *vnet, struct path_hop hop,
                         struct leg leg)
{
	bool meant = walk->to->vnet == vnet || walk->to->kind == PATH_END_OUTSIDE;

	hop.kind = PATH_HOP_VM;
	hop.element = vnet->name;
	hop.address = walk->to->address;
	if (walk_push_hop(walk, &hop, leg))
		walk_end(walk, meant ? PATH_DELIVERED : PATH_STOP_ELSEWHERE, vnet->name);
}

static const struct lab_connection *connection_to(const struct lab_gateway *gateway,
                                                  const struct lab_circuit *circuit)
{
	for (uint32_t i = 0; i < gateway->connection_count; i++) {
		if (gateway->connections[i].circuit == circuit)
			return &gateway->connections[i];
	}
	return NULL;
}

static struct path_limit gateway_limit(const struct lab_gateway *gateway)
{
	uint32_t units = gateway->sku->scales ? gateway->scale_units : 1;

	return (struct path_limit){.element = gateway->name,
	                           .bandwidth_mbps = gateway->sku->bandwidth_mbps * units,
	                           .packets_per_s = gateway->sku->packets_per_s * units,
	                           .flows = gateway->sku->flows * units};
}

/* FastPath passes by the gateway, but for VMs of the gateway's own VNet only: not for spokes and
 * private endpoints (FACTS 3). */
static bool goes_fast(struct walk *walk, const struct lab_gateway *gateway,
                      const struct lab_circuit *circuit, struct subnet_route *route)
{
	const struct lab_connection *connection = connection_to(gateway, circuit);
	struct subnet_place place = {.vnet = gateway->vnet};

	if (connection == NULL || !connection->fast_path)
		return false;
	*route = subnet_route_to(walk->fabric, place, &walk->to->address);
	return route->type == SUBNET_TO_VNET;
}

/* Networks of the hub are at the gateway's door; all others are the router's business. */
static void leave_hub_gateway(struct walk *walk, uint32_t node)
{
	const struct lab_gateway *gateway = walk->fabric->nodes[node].gateway;
	const struct lab_vnet *hub = gateway->vnet;
	const struct lab_vnet *vnet = fabric_vnet_at(walk->fabric, hub, &walk->to->address);
	uint32_t router = walk->fabric->hub_nodes[hub->hub->index];
	struct path_hop hop = {.route = {.source = PATH_SOURCE_DEFAULT, .node = hub->name}};

	if (vnet != NULL) {
		hop.route.prefix = *lab_vnet_covers(vnet, &walk->to->address);
		hop_add_rule(&hop, "hub-router-in-path");
		walk_arrive_in_vnet(walk, vnet, hop,
		                    vnet->region == hub->region
		                        ? no_leg
		                        : leg_of_regions(walk, hub->region, vnet->region));
	} else if (router == FIB_NONE) {
		walk_end(walk, PATH_STOP_NOBODY, gateway->name);
	} else {
		walk_at_hub_router(walk, router, (struct path_hop){.rules = {NULL}}, no_leg);
	}
}

void walk_at_gateway(struct walk *walk, uint32_t node, const struct lab_circuit *circuit,
                     const struct path_route *route)
{
	const struct lab_gateway *gateway = walk->fabric->nodes[node].gateway;
	const struct lab_vnet *vnet = gateway->vnet;
	struct leg leg = leg_to_circuit(walk, vnet->region, circuit);
	struct stand stand = {.kind = STAND_ER_GATEWAY,
	                      .place = {vnet, lab_find_subnet(vnet, "GatewaySubnet")},
	                      .name = gateway->name,
	                      .node = node};
	struct path_hop hop = {.kind = PATH_HOP_GATEWAY, .element = gateway->name, .route = *route};
	struct subnet_route direct;
	bool fast = goes_fast(walk, gateway, circuit, &direct);

	hop_add_rule(&hop, fast ? "fastpath" : "destination-gateway-limits");
	if (leg.basis == RTT_ESTIMATED)
		hop_add_rule(&hop, "location-rtt-model");
	if (fast) {
		hop.fast_path = true;
		walk_arrive_in_vnet(walk, vnet, hop, leg);
		return;
	}
	if (walk_was_at(walk, gateway->name)) {
		walk_end(walk, PATH_STOP_LOOP, gateway->name);
		return;
	}
	if (!walk_push_hop(walk, &hop, leg))
		return;
	walk_push_limit(walk, gateway_limit(gateway));
	if (vnet->hub != NULL)
		leave_hub_gateway(walk, node);
	else
		walk_by_subnet(walk, &stand);
}

/* The gateway at this hop was taken already, by the other instance and as well or as badly. */
static bool gateway_in_front(const struct fabric *fabric, uint32_t msee, const struct fib_hop *hops,
                             uint32_t at)
{
	for (uint32_t i = 0; i < at; i++) {
		if (fabric->nodes[hops[i].node].gateway == fabric->nodes[hops[at].node].gateway &&
		    fabric_link_down(fabric, msee, hops[i].node) ==
		        fabric_link_down(fabric, msee, hops[at].node))
			return true;
	}
	return false;
}

/* Microsoft's backbone between two peering locations, by their nearest regions. Both circuits carry
 * what goes from one to the other. */
static void by_global_reach(struct walk *walk, uint32_t node, const struct fib_hop *next,
                            struct path_hop hop)
{
	const struct lab_circuit *from = walk->fabric->nodes[node].circuit;
	const struct lab_circuit *to = walk->fabric->nodes[next->node].circuit;

	hop_add_rule(&hop, "global-reach-path");
	walk_push_limit(walk, (struct path_limit){.element = from->name,
	                                          .bandwidth_mbps = from->bandwidth_mbps});
	walk_push_limit(
	    walk, (struct path_limit){.element = to->name, .bandwidth_mbps = to->bandwidth_mbps});
	walk_at_msee(walk, next->node, hop, leg_to_circuit(walk, from->location->nearest, to));
}

static void to_neighbour(struct walk *walk, uint32_t node, const struct fib_hop *next,
                         const struct path_route *route)
{
	const struct fabric_node *other = &walk->fabric->nodes[next->node];
	const struct lab_circuit *circuit = walk->fabric->nodes[node].circuit;
	struct path_hop hop = {.address = next->address, .route = *route};

	if (!walk_cross(walk, node, next->node))
		return;
	if (other->gateway != NULL) {
		walk_at_gateway(walk, next->node, circuit, route);
	} else if (other->router != NULL) {
		hop_add_rule(&hop, "circuit-rate-limit");
		walk_at_router(walk, next->node, hop,
		               (struct leg){other->router->site->access_rtt_us, RTT_GIVEN},
		               (struct path_limit){.element = circuit->name,
		                                   .bandwidth_mbps = circuit->bandwidth_mbps});
	} else if (other->circuit != NULL) {
		by_global_reach(walk, node, next, hop);
	} else {
		walk_end(walk, PATH_STOP_NO_ROUTE, walk->fabric->nodes[node].node->name);
	}
}

/* Both instances of a gateway are one element. */
static void leave_msee(struct walk *walk, uint32_t node, const struct fib_entry *entry)
{
	struct fabric *fabric = walk->fabric;
	const struct fib_hop *hops = &fabric_fib(fabric, node)->hops[entry->hop];

	for (uint32_t i = 0; i < entry->hop_count; i++) {
		struct path_route route =
		    walk_bgp_route(walk, PATH_SOURCE_BGP, node, entry, &hops[i]);
		struct mark mark = walk_mark(walk);

		if (fabric->nodes[hops[i].node].gateway == NULL ||
		    !gateway_in_front(fabric, node, hops, i))
			to_neighbour(walk, node, &hops[i], &route);
		walk_back(walk, mark);
	}
}

void walk_at_msee(struct walk *walk, uint32_t node, struct path_hop hop, struct leg leg)
{
	const char *name = walk->fabric->nodes[node].node->name;
	const struct fib_entry *entry;

	hop.kind = PATH_HOP_MSEE;
	hop.element = name;
	if (leg.basis == RTT_ESTIMATED)
		hop_add_rule(&hop, "location-rtt-model");
	if (walk_was_at(walk, name)) {
		walk_end(walk, PATH_STOP_LOOP, name);
		return;
	}
	if (!walk_push_hop(walk, &hop, leg))
		return;
	entry = fib_lookup(fabric_fib(walk->fabric, node), &walk->to->address);
	if (entry == NULL || entry->hop_count == 0)
		walk_end(walk, PATH_STOP_NO_ROUTE, name);
	else
		leave_msee(walk, node, entry);
}

static void from_hub_router(struct walk *walk, uint32_t node, const struct fib_entry *entry,
                            const struct fib_hop *next)
{
	const struct lab_vnet *hub = walk->fabric->nodes[node].hub->vnet;
	const struct fabric_node *other = &walk->fabric->nodes[next->node];
	struct path_hop hop = {.address = next->address,
	                       .route = walk_bgp_route(walk, PATH_SOURCE_BGP, node, entry, next)};

	if (!walk_cross(walk, node, next->node))
		return;
	if (other->circuit != NULL) {
		hop_add_rule(&hop, "nic-hub-expressroute-next-hop");
		walk_at_msee(walk, next->node, hop,
		             leg_to_circuit(walk, hub->region, other->circuit));
	} else if (other->hub != NULL) {
		walk_at_hub_router(walk, next->node, hop,
		                   leg_of_regions(walk, hub->region, other->hub->vnet->region));
	} else {
		walk_end(walk, PATH_STOP_NO_ROUTE, walk->fabric->nodes[node].node->name);
	}
}

/* A hub's router passes on to ExpressRoute what its gateway would send to several MSEEs, of which
 * BGP told the router one. */
static uint32_t hops_of_hub(struct walk *walk, uint32_t node, const struct fib_entry *entry,
                            const struct fib_hop *hops[], uint32_t room)
{
	struct fabric *fabric = walk->fabric;
	const struct fib_hop *own = &fabric_fib(fabric, node)->hops[entry->hop];
	uint32_t count = 0;

	if (fabric->nodes[own->node].circuit != NULL)
		count =
		    fabric_hub_hops(fabric, fabric->nodes[node].hub, &entry->prefix, hops, room);
	if (count > 0)
		return count;
	while (count < entry->hop_count && count < room) {
		hops[count] = &own[count];
		count++;
	}
	return count;
}

static void leave_hub_router(struct walk *walk, uint32_t node)
{
	enum { HUB_HOPS_MAX = 64 };
	const struct fib_hop *hops[HUB_HOPS_MAX];
	const struct fib_entry *found =
	    fib_lookup(fabric_fib(walk->fabric, node), &walk->to->address);
	struct fib_entry entry;

	if (found == NULL || found->hop_count == 0) {
		walk_end(walk, PATH_STOP_NO_ROUTE, walk->fabric->nodes[node].node->name);
		return;
	}
	entry = *found;
	entry.hop_count = hops_of_hub(walk, node, found, hops, HUB_HOPS_MAX);
	for (uint32_t i = 0; i < entry.hop_count; i++) {
		struct mark mark = walk_mark(walk);

		from_hub_router(walk, node, &entry, hops[i]);
		walk_back(walk, mark);
	}
}

/* The router of a hub knows its networks first. */
void walk_at_hub_router(struct walk *walk, uint32_t node, struct path_hop hop, struct leg leg)
{
	const struct fabric_node *self = &walk->fabric->nodes[node];
	const struct lab_vnet *hub = self->hub->vnet;
	const struct lab_vnet *vnet = fabric_vnet_at(walk->fabric, hub, &walk->to->address);

	hop.kind = PATH_HOP_HUB_ROUTER;
	hop.element = self->node->name;
	hop_add_rule(&hop, "hub-router-in-path");
	if (walk_was_at(walk, hop.element)) {
		walk_end(walk, PATH_STOP_LOOP, hop.element);
		return;
	}
	if (!walk_push_hop(walk, &hop, leg))
		return;
	if (vnet == NULL) {
		leave_hub_router(walk, node);
		return;
	}
	hop = (struct path_hop){.route = {.source = PATH_SOURCE_DEFAULT,
	                                  .prefix = *lab_vnet_covers(vnet, &walk->to->address),
	                                  .node = self->node->name}};
	walk_arrive_in_vnet(
	    walk, vnet, hop,
	    vnet->region == hub->region ? no_leg : leg_of_regions(walk, hub->region, vnet->region));
}

static void router_to_msee(struct walk *walk, uint32_t node, uint32_t msee, struct path_hop hop)
{
	const struct lab_circuit *circuit = walk->fabric->nodes[msee].circuit;
	const struct lab_site *site = walk->fabric->nodes[node].router->site;

	hop_add_rule(&hop, "circuit-rate-limit");
	walk_push_limit(walk, (struct path_limit){.element = circuit->name,
	                                          .bandwidth_mbps = circuit->bandwidth_mbps});
	walk_at_msee(walk, msee, hop, (struct leg){site->access_rtt_us, RTT_GIVEN});
}

static void router_to_gateway(struct walk *walk, uint32_t node, uint32_t gateway,
                              struct path_hop hop)
{
	const struct lab_vpn_gateway *vpn = walk->fabric->nodes[gateway].vpn_gateway;
	const struct lab_vpn_connection *connection =
	    vpn_connection_to(vpn, &walk->fabric->nodes[node]);
	struct leg leg = leg_of_tunnel(walk, vpn, connection == NULL ? NULL : connection->local);

	if (leg.basis != RTT_GIVEN)
		hop_add_rule(&hop, "vpn-tunnel-delay");
	walk_out_of_tunnel(walk, gateway, hop, leg);
}

/* From a router to every next hop that its route names: MSEEs, and VPN gateways by tunnels. */
void walk_leave_router(struct walk *walk, uint32_t node, const struct fib_entry *entry)
{
	struct fabric *fabric = walk->fabric;
	const struct fib_hop *hops = &fabric_fib(fabric, node)->hops[entry->hop];
	bool any = false;

	for (uint32_t i = 0; i < entry->hop_count; i++) {
		const struct fabric_node *next = &fabric->nodes[hops[i].node];
		struct path_hop hop = {
		    .address = hops[i].address,
		    .route = walk_bgp_route(walk, PATH_SOURCE_BGP, node, entry, &hops[i])};
		struct mark mark = walk_mark(walk);

		if (next->circuit == NULL && next->vpn_gateway == NULL)
			continue;
		any = true;
		if (!walk_cross(walk, node, hops[i].node))
			continue;
		if (next->circuit != NULL)
			router_to_msee(walk, node, hops[i].node, hop);
		else
			router_to_gateway(walk, node, hops[i].node, hop);
		walk_back(walk, mark);
	}
	if (!any)
		walk_end(walk, PATH_STOP_NO_ROUTE, fabric->nodes[node].node->name);
}

/* Packets that a site takes for its own. They are well there if it is the site they were sent to,
 * or one that announces the very same prefix. */
void walk_arrive_at_site(struct walk *walk, const struct lab_site *site)
{
	const struct path_end *to = walk->to;
	const struct prefix *here = lab_site_covers(site, &to->address);
	const struct prefix *meant =
	    to->site == NULL ? NULL : lab_site_covers(to->site, &to->address);
	bool same = to->site == site || to->kind == PATH_END_OUTSIDE ||
	            (here != NULL && meant != NULL && prefix_equal(here, meant));

	walk_end(walk, same ? PATH_DELIVERED : PATH_STOP_ELSEWHERE, site->name);
}

/* The longest match at the site is its own: a host there, or the way out of it. */
bool walk_site_keeps(const struct walk *walk, const struct lab_site *site,
                     const struct fib_entry *entry)
{
	const struct prefix *own = lab_site_covers(site, &walk->to->address);

	if (entry != NULL && entry->hop_count == 0)
		return true;
	return own != NULL && (entry == NULL || own->length >= entry->prefix.length);
}

/* Transit: the router announced what it had learned from Microsoft. */
static void pass_router(struct walk *walk, uint32_t node, const struct fib_entry *entry)
{
	struct path_hop *top = &walk->hops[walk->hop_count - 1];

	if (walk->hop_count > 1 && top[-1].kind == PATH_HOP_MSEE)
		hop_add_rule(top, "msee-accepts-own-as");
	walk_leave_router(walk, node, entry);
}

/* An external router without a route is taken at its word: it announced the prefix. */
void walk_at_router(struct walk *walk, uint32_t node, struct path_hop hop, struct leg leg,
                    struct path_limit limit)
{
	const struct fabric_node *self = &walk->fabric->nodes[node];
	const struct lab_site *site = self->router->site;
	const struct fib_entry *entry;

	hop.kind = PATH_HOP_ROUTER;
	hop.element = self->node->name;
	if (walk_was_at(walk, hop.element)) {
		walk_end(walk, PATH_STOP_LOOP, hop.element);
		return;
	}
	if (!walk_push_hop(walk, &hop, leg))
		return;
	if (limit.element != NULL)
		walk_push_limit(walk, limit);
	entry = fib_lookup(fabric_fib(walk->fabric, node), &walk->to->address);
	if (walk_site_keeps(walk, site, entry) || (entry == NULL && !self->node->present))
		walk_arrive_at_site(walk, site);
	else if (entry != NULL)
		pass_router(walk, node, entry);
	else if (!walk_leave_by_static_tunnel(walk, node))
		walk_end(walk, PATH_STOP_NO_ROUTE, hop.element);
}
