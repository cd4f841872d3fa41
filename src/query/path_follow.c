/* Where packets go from MSEEs, gateways and routers, and where they arrive. */
#include "query/path_walk.h"

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

/* A system route of the gateway's own VNet or of a peering with a spoke. */
static struct path_route behind_gateway(const struct lab_gateway *gateway,
                                        const struct lab_vnet *vnet, const struct addr *address)
{
	const struct prefix *prefix = lab_vnet_covers(vnet, address);
	enum path_source source = PATH_SOURCE_DEFAULT;

	if (vnet != gateway->vnet)
		source = vnet->region == gateway->vnet->region ? PATH_SOURCE_PEERING
		                                               : PATH_SOURCE_GLOBAL_PEERING;
	return (struct path_route){
	    .source = source, .prefix = *prefix, .node = gateway->vnet->name};
}

/* FastPath passes by the gateway, but for the VNet of the gateway only (FACTS 3). */
static void at_gateway(struct walk *walk, const struct lab_gateway *gateway,
                       const struct lab_circuit *circuit, const struct path_route *route)
{
	const struct addr *address = &walk->to->address;
	const struct lab_vnet *vnet = walk->to->vnet;
	const struct lab_connection *connection = connection_to(gateway, circuit);
	struct leg leg = leg_to_circuit(walk, gateway->vnet->region, circuit);
	struct path_hop hop = {.kind = PATH_HOP_GATEWAY,
	                       .element = gateway->name,
	                       .route = *route,
	                       .rules = {"destination-gateway-limits"}};

	if (leg.basis == RTT_ESTIMATED)
		hop_add_rule(&hop, "location-rtt-model");
	if (vnet == NULL || lab_serving_gateway(vnet) != gateway)
		vnet = fabric_vnet_at(walk->fabric, gateway, address);
	if (vnet == gateway->vnet && connection != NULL && connection->fast_path) {
		hop.fast_path = true;
		hop.rules[0] = "fastpath";
		walk_arrive_in_vnet(walk, vnet, hop, leg);
		return;
	}
	if (!walk_push_hop(walk, &hop, leg))
		return;
	walk_push_limit(walk, gateway_limit(gateway));
	if (vnet == NULL) {
		walk_end(walk, PATH_STOP_NOBODY, gateway->name);
		return;
	}
	hop = (struct path_hop){
	    .route = behind_gateway(gateway, vnet, address),
	    .rules = {vnet == gateway->vnet ? "longest-prefix" : "gateway-transit"}};
	leg = vnet->region == gateway->vnet->region
	          ? no_leg
	          : leg_of_regions(walk, gateway->vnet->region, vnet->region);
	walk_arrive_in_vnet(walk, vnet, hop, leg);
}

static void at_router(struct walk *walk, uint32_t node, struct path_hop hop,
                      const struct lab_circuit *circuit);

static bool gateway_in_front(const struct fabric *fabric, const struct fib_hop *hops, uint32_t at)
{
	for (uint32_t i = 0; i < at; i++) {
		if (fabric->nodes[hops[i].node].gateway == fabric->nodes[hops[at].node].gateway)
			return true;
	}
	return false;
}

/* Both instances of a gateway are one element. */
static void leave_msee(struct walk *walk, uint32_t node, const struct fib_entry *entry)
{
	struct fabric *fabric = walk->fabric;
	const struct lab_circuit *circuit = fabric->nodes[node].circuit;
	const struct fib_hop *hops = &fabric_fib(fabric, node)->hops[entry->hop];

	for (uint32_t i = 0; i < entry->hop_count; i++) {
		const struct fabric_node *next = &fabric->nodes[hops[i].node];
		struct path_route route =
		    walk_bgp_route(walk, PATH_SOURCE_BGP, node, entry, &hops[i]);
		uint32_t hop_count = walk->hop_count;
		uint32_t limit_count = walk->limit_count;

		if (next->gateway != NULL && !gateway_in_front(fabric, hops, i))
			at_gateway(walk, next->gateway, circuit, &route);
		if (next->router != NULL)
			at_router(walk, hops[i].node,
			          (struct path_hop){.address = hops[i].address, .route = route},
			          circuit);
		walk->hop_count = hop_count;
		walk->limit_count = limit_count;
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

/* From a router to every MSEE that its route names. */
void walk_leave_router(struct walk *walk, uint32_t node, const struct fib_entry *entry)
{
	struct fabric *fabric = walk->fabric;
	const struct lab_site *site = fabric->nodes[node].router->site;
	const struct fib_hop *hops = &fabric_fib(fabric, node)->hops[entry->hop];

	for (uint32_t i = 0; i < entry->hop_count; i++) {
		const struct fabric_node *next = &fabric->nodes[hops[i].node];
		struct path_hop hop = {
		    .address = hops[i].address,
		    .route = walk_bgp_route(walk, PATH_SOURCE_BGP, node, entry, &hops[i]),
		    .rules = {"circuit-rate-limit"}};
		uint32_t hop_count = walk->hop_count;
		uint32_t limit_count = walk->limit_count;

		if (next->circuit == NULL)
			continue;
		walk_push_limit(
		    walk, (struct path_limit){.element = next->circuit->name,
		                              .bandwidth_mbps = next->circuit->bandwidth_mbps});
		walk_at_msee(walk, hops[i].node, hop, (struct leg){site->access_rtt_us, RTT_GIVEN});
		walk->hop_count = hop_count;
		walk->limit_count = limit_count;
	}
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

/* Transit: the router announced to the MSEE what it had learned from Microsoft. */
static void pass_router(struct walk *walk, uint32_t node, const struct fib_entry *entry)
{
	hop_add_rule(&walk->hops[walk->hop_count - 1], "msee-accepts-own-as");
	walk_leave_router(walk, node, entry);
}

/* An external router without a route is taken at its word: it announced the prefix. */
static void at_router(struct walk *walk, uint32_t node, struct path_hop hop,
                      const struct lab_circuit *circuit)
{
	const struct fabric_node *self = &walk->fabric->nodes[node];
	const struct lab_site *site = self->router->site;
	const struct fib_entry *entry;

	hop.kind = PATH_HOP_ROUTER;
	hop.element = self->node->name;
	hop.rules[0] = "circuit-rate-limit";
	if (walk_was_at(walk, hop.element)) {
		walk_end(walk, PATH_STOP_LOOP, hop.element);
		return;
	}
	if (!walk_push_hop(walk, &hop, (struct leg){site->access_rtt_us, RTT_GIVEN}))
		return;
	walk_push_limit(walk, (struct path_limit){.element = circuit->name,
	                                          .bandwidth_mbps = circuit->bandwidth_mbps});
	entry = fib_lookup(fabric_fib(walk->fabric, node), &walk->to->address);
	if (walk_site_keeps(walk, site, entry) || (entry == NULL && !self->node->present))
		walk_arrive_at_site(walk, site);
	else if (entry == NULL)
		walk_end(walk, PATH_STOP_NO_ROUTE, hop.element);
	else
		pass_router(walk, node, entry);
}
