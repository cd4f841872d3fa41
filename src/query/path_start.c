/* How packets leave a VNet or a site. */
#include "bgp/as_path.h"
#include "query/path_walk.h"
#include "rib/decide.h"

enum {
	MSEE_AS = 12076,             /* FACTS 1.1 */
	EXPRESSROUTE_WEIGHT = 32769, /* of a route on a connection of weight 0 (FACTS 4.4) */
};

static const struct leg no_leg = {0, RTT_GIVEN};

/* The system routes of VNet and VNet peering: longest match among them. */
static const struct lab_vnet *system_route(const struct lab_vnet *vnet, const struct addr *address,
                                           struct path_route *route)
{
	const struct prefix *best = lab_vnet_covers(vnet, address);
	const struct lab_vnet *next = best == NULL ? NULL : vnet;

	for (uint32_t i = 0; i < vnet->peering_count; i++) {
		const struct lab_vnet *remote = vnet->peerings[i].remote;
		const struct prefix *prefix = lab_vnet_covers(remote, address);

		if (prefix == NULL || (best != NULL && prefix->length <= best->length) ||
		    !lab_vnets_peered(vnet, remote))
			continue;
		best = prefix;
		next = remote;
	}
	if (next == NULL)
		return NULL;
	*route =
	    (struct path_route){.source = PATH_SOURCE_DEFAULT, .prefix = *best, .node = vnet->name};
	if (next != vnet)
		route->source =
		    next->region == vnet->region ? PATH_SOURCE_PEERING : PATH_SOURCE_GLOBAL_PEERING;
	return next;
}

bool path_leaves_directly(const struct lab_vnet *vnet, const struct addr *address)
{
	struct path_route route;

	return system_route(vnet, address, &route) != NULL;
}

/* A next hop of a NIC and where it stands. */
struct nic_route {
	uint32_t node; /* the gateway instance */
	const struct fib_entry *entry;
	const struct fib_hop *hop;
};

static bool is_taken(const struct nic_route *routes, uint32_t count, uint32_t msee)
{
	for (uint32_t i = 0; i < count; i++) {
		if (routes[i].hop->node == msee)
			return true;
	}
	return false;
}

/* What the two instances of a gateway program into a NIC for the address: the longest match of
 * both, each MSEE once. Returns how many. */
static uint32_t nic_routes(struct walk *walk, const struct lab_gateway *gateway,
                           struct nic_route routes[PATH_WAYS_MAX])
{
	struct fabric *fabric = walk->fabric;
	const uint32_t *nodes = fabric->gateway_nodes[gateway->vnet->index];
	uint32_t count = 0;

	for (uint32_t k = 0; k < FABRIC_INSTANCES; k++) {
		const struct fib *fib = nodes[k] == FIB_NONE ? NULL : fabric_fib(fabric, nodes[k]);
		const struct fib_entry *entry =
		    fib == NULL ? NULL : fib_lookup(fib, &walk->to->address);

		if (entry == NULL ||
		    (count > 0 && entry->prefix.length < routes[0].entry->prefix.length))
			continue;
		if (count > 0 && entry->prefix.length > routes[0].entry->prefix.length)
			count = 0;
		for (uint32_t i = 0; i < entry->hop_count && count < PATH_WAYS_MAX; i++) {
			const struct fib_hop *hop = &fib->hops[entry->hop + i];

			if (fabric->nodes[hop->node].circuit != NULL &&
			    !is_taken(routes, count, hop->node))
				routes[count++] = (struct nic_route){nodes[k], entry, hop};
		}
	}
	return count;
}

/* The rules that explain the choice of an MSEE at a NIC. */
static void add_nic_rules(const struct walk *walk, struct path_hop *hop)
{
	static const uint32_t msee_as = MSEE_AS;
	const struct bgp_attrs *attrs = hop->route.attrs;

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
}

/* By the BGP routes that the gateway programs into the NIC; the gateway itself is not in the way
 * (FACTS 4.3). */
static void leave_by_gateway(struct walk *walk, const struct lab_gateway *gateway)
{
	struct nic_route routes[PATH_WAYS_MAX];
	uint32_t count = nic_routes(walk, gateway, routes);

	if (count == 0)
		walk_end(walk, PATH_STOP_NO_ROUTE, gateway->name);
	for (uint32_t i = 0; i < count; i++) {
		const struct nic_route *nic = &routes[i];
		struct path_hop hop = {.address = nic->hop->address,
		                       .route = walk_bgp_route(walk, PATH_SOURCE_GATEWAY, nic->node,
		                                               nic->entry, nic->hop)};

		add_nic_rules(walk, &hop);
		walk_at_msee(walk, nic->hop->node, hop,
		             leg_to_circuit(walk, walk->from->vnet->region,
		                            walk->fabric->nodes[nic->hop->node].circuit));
		walk->hop_count = 1;
		walk->limit_count = 0;
	}
}

void walk_leave_vnet(struct walk *walk)
{
	const struct lab_vnet *vnet = walk->from->vnet;
	const struct lab_gateway *gateway;
	const struct lab_vnet *next;
	struct path_hop hop = {
	    .kind = PATH_HOP_VM, .element = vnet->name, .address = walk->from->address};

	walk_push_hop(walk, &hop, no_leg);
	hop = (struct path_hop){.rules = {"peering-beats-bgp"}};
	next = system_route(vnet, &walk->to->address, &hop.route);
	if (next != NULL) {
		if (next->region == vnet->region)
			hop_add_rule(&hop, "same-region-rtt");
		walk_arrive_in_vnet(walk, next, hop,
		                    leg_of_regions(walk, vnet->region, next->region));
		return;
	}
	gateway = lab_serving_gateway(vnet);
	if (gateway == NULL)
		walk_end(walk, PATH_STOP_NO_GATEWAY, vnet->name);
	else
		leave_by_gateway(walk, gateway);
}

/* The routers of a site agree by iBGP or an IGP, which the lab does not model: so the site sends by
 * those of its routers whose route plain BGP would prefer. */
static uint32_t site_exits(struct walk *walk, const struct lab_site *site, uint32_t *nodes,
                           const struct fib_entry **entries)
{
	struct rib_candidate *candidates =
	    arena_alloc(walk->arena, (site->router_count + 1) * sizeof(*candidates));
	uint8_t *equal = arena_alloc(walk->arena, site->router_count + 1);
	uint32_t count = 0;
	uint32_t kept = 0;
	enum rib_step why;

	for (uint32_t i = 0; i < site->router_count; i++) {
		uint32_t node = fabric_router_node(walk->fabric, &site->routers[i]);
		const struct fib *fib = node == FIB_NONE ? NULL : fabric_fib(walk->fabric, node);
		const struct fib_entry *entry =
		    fib == NULL ? NULL : fib_lookup(fib, &walk->to->address);

		if (entry == NULL ||
		    (count > 0 && entry->prefix.length < entries[0]->prefix.length))
			continue;
		if (count > 0 && entry->prefix.length > entries[0]->prefix.length)
			count = 0;
		nodes[count] = node;
		entries[count] = entry;
		if (entry->hop_count == 0)
			return 1;
		candidates[count++] =
		    (struct rib_candidate){.attrs = fib->hops[entry->hop].attrs,
		                           .peer_address = &fib->hops[entry->hop].address,
		                           .external = true};
	}
	if (count == 0)
		return 0;
	rib_decide(candidates, count, &why, equal);
	for (uint32_t i = 0; i < count; i++) {
		if (!equal[i])
			continue;
		nodes[kept] = nodes[i];
		entries[kept++] = entries[i];
	}
	return kept;
}

void walk_leave_site(struct walk *walk)
{
	const struct lab_site *site = walk->from->site;
	size_t room = site->router_count + 1;
	uint32_t *nodes = arena_alloc(walk->arena, room * sizeof(*nodes));
	const struct fib_entry **entries = arena_alloc(walk->arena, room * sizeof(*entries));
	uint32_t count = site_exits(walk, site, nodes, entries);
	struct path_hop hop = {.kind = PATH_HOP_ROUTER, .element = site->name};

	if (count == 0 || walk_site_keeps(walk, site, entries[0])) {
		walk_push_hop(walk, &hop, no_leg);
		if (count == 0 && !walk_site_keeps(walk, site, NULL))
			walk_end(walk, PATH_STOP_NO_ROUTE, site->name);
		else
			walk_arrive_at_site(walk, site);
		return;
	}
	for (uint32_t i = 0; i < count; i++) {
		hop.element = walk->fabric->nodes[nodes[i]].node->name;
		walk_push_hop(walk, &hop, no_leg);
		walk_leave_router(walk, nodes[i], entries[i]);
		walk->hop_count = 0;
		walk->limit_count = 0;
	}
}
