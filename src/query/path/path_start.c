/* How packets leave a VNet or a site. */
#include "query/path/path_walk.h"
#include "rib/decide.h"

static const struct leg no_leg = {0, RTT_GIVEN};

/* Answers of a private endpoint do not heed the route table, unless network policies say so. */
static bool heeds_table(const struct lab_subnet *subnet, const struct addr *address)
{
	for (uint32_t i = 0; subnet != NULL && i < subnet->private_endpoint_count; i++) {
		if (addr_equal(&subnet->private_endpoints[i].address, address))
			return subnet->private_endpoint_policies;
	}
	return true;
}

void walk_leave_vnet(struct walk *walk)
{
	const struct path_end *from = walk->from;
	struct path_hop hop = {
	    .kind = PATH_HOP_VM, .element = from->vnet->name, .address = from->address};
	struct stand stand = {
	    .kind = STAND_VM,
	    .place = {from->vnet, heeds_table(from->subnet, &from->address) ? from->subnet : NULL},
	    .name = from->vnet->name,
	    .node = FIB_NONE};

	walk_push_hop(walk, &hop, no_leg);
	walk_by_subnet(walk, &stand);
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

/* No router has a route, but one may have a tunnel that needs none. */
static bool leave_by_static_tunnel(struct walk *walk, const struct lab_site *site)
{
	for (uint32_t i = 0; i < site->router_count; i++) {
		uint32_t node = fabric_router_node(walk->fabric, &site->routers[i]);
		struct path_hop hop = {.kind = PATH_HOP_ROUTER};

		if (node == FIB_NONE)
			continue;
		hop.element = walk->fabric->nodes[node].node->name;
		walk_push_hop(walk, &hop, no_leg);
		if (walk_leave_by_static_tunnel(walk, node))
			return true;
		walk_back(walk, (struct mark){0});
	}
	return false;
}

void walk_leave_site(struct walk *walk)
{
	const struct lab_site *site = walk->from->site;
	size_t room = site->router_count + 1;
	uint32_t *nodes = arena_alloc(walk->arena, room * sizeof(*nodes));
	const struct fib_entry **entries = arena_alloc(walk->arena, room * sizeof(*entries));
	uint32_t count = site_exits(walk, site, nodes, entries);
	struct path_hop hop = {.kind = PATH_HOP_ROUTER, .element = site->name};

	if (count == 0 && !walk_site_keeps(walk, site, NULL) && leave_by_static_tunnel(walk, site))
		return;
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
		walk_back(walk, (struct mark){0});
	}
}
