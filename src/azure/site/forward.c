/* How packets leave a site, and where they go from its routers. */
#include "query/path/forward.h"
#include "azure/site/site.h"
#include "azure/tunnels.h"

#include "base/check.h"
#include "rib/decide.h"

/* Another router of the site has a static route that is at least so long: it is for that one to
 * say what becomes of the packets. */
static bool has_static(const struct path_packet *packet, const struct lab_site *site,
                       unsigned length)
{
	for (uint32_t i = 0; i < site->router_count; i++) {
		const struct lab_router *router = &site->routers[i];

		for (uint32_t k = 0; k < router->static_count; k++)
			if (router->statics[k].prefix.length >= length &&
			    prefix_contains_addr(&router->statics[k].prefix, &packet->to->address))
				return true;
	}
	return false;
}

/* The longest match at the site is its own: a host there, or the way out of it. */
static bool site_keeps(const struct path_packet *packet, const struct lab_site *site,
                       const struct fib_entry *entry)
{
	const struct prefix *own = lab_site_covers(site, &packet->to->address);

	if (entry != NULL && entry->hop_count == 0)
		return true;
	if (own == NULL || (entry != NULL && own->length < entry->prefix.length))
		return false;
	return entry == NULL || !has_static(packet, site, own->length);
}

/* Packets that a site takes for its own. They are well there if it is the site they were sent to,
 * or one that announces the very same prefix. */
static enum path_stop arrival_at(const struct path_packet *packet, const struct lab_site *site)
{
	const struct path_end *to = packet->to;
	const struct prefix *here = lab_site_covers(site, &to->address);
	const struct prefix *meant =
	    to->site == NULL ? NULL : lab_site_covers(to->site, &to->address);
	bool same = to->site == site || to->kind == PATH_END_OUTSIDE ||
	            (here != NULL && meant != NULL && prefix_equal(here, meant));

	return same ? PATH_DELIVERED : PATH_STOP_ELSEWHERE;
}

/* A router without a route may have a tunnel that needs none, to a gateway behind which the address
 * is. NULL when there is none. */
static const struct lab_vpn_connection *static_tunnel(const struct path_packet *packet,
                                                      const struct lab_router *router)
{
	const struct fabric *fabric = packet->fabric;

	for (uint32_t i = 0; i < fabric->lab->vnet_count; i++) {
		const struct lab_vpn_gateway *gateway = fabric->lab->vnets[i].vpn_gateway;

		for (uint32_t k = 0; gateway != NULL && k < gateway->connection_count; k++) {
			const struct lab_vpn_connection *connection = &gateway->connections[k];

			if (!connection->enable_bgp && connection->local->router == router &&
			    fabric_vnet_at(fabric, gateway->vnet, &packet->to->address) != NULL)
				return fabric_node_of(fabric, gateway->element, 0) == FIB_NONE
				           ? NULL
				           : connection;
		}
	}
	return NULL;
}

static void add_static_tunnel(const struct path_packet *packet, const struct path_place *place,
                              const struct lab_vpn_connection *tunnel, struct path_egresses *out)
{
	const struct lab_vpn_gateway *gateway = tunnel->gateway;
	const struct addr *address = &packet->to->address;
	const struct lab_vnet *vnet = fabric_vnet_at(packet->fabric, gateway->vnet, address);
	struct path_egress *egress = path_add_egress(out, PATH_TO_NEXT);

	egress->next =
	    path_place_of(packet->fabric, fabric_node_of(packet->fabric, gateway->element, 0));
	egress->tunnel = tunnel;
	egress->hop.route = (struct path_route){.table = PATH_TABLE_STATIC,
	                                        .prefix = *lab_vnet_covers(vnet, address),
	                                        .node = place->name};
}

/* Transit: the router announced what it had learned from Microsoft. */
static void pass_on(const struct path_packet *packet, const struct path_place *place,
                    const struct fib_entry *entry, struct path_egresses *out)
{
	const struct fib *fib = fabric_fib(packet->fabric, place->node);

	if (out->before != NULL && out->before->kind == PATH_HOP_MSEE)
		path_hop_add_rule(out->here, "msee-accepts-own-as");
	for (uint32_t i = 0; i < entry->hop_count; i++)
		path_add_hop(out, packet, PATH_TABLE_SPEAKER, place->node, entry,
		             &fib->hops[entry->hop + i]);
}

/* Static routes */

static bool is_up(const struct path_packet *packet, uint32_t node, struct site_neighbour next,
                  uint32_t *out)
{
	if (next.self == NULL)
		return false;
	*out = fabric_node_of(packet->fabric, next.element, next.instance);
	return *out != FIB_NONE && !fabric_link_down(packet->fabric, node, *out);
}

/* By the link of a dead neighbour no static route leads, as the link itself is gone. */
static bool leads_on(const struct path_packet *packet, const struct lab_router *router,
                     uint32_t node, const struct lab_static_route *route, uint32_t *next)
{
	const struct lab *lab = packet->fabric->lab;

	const struct lab_tunnel_end *tunnel =
	    lab_tunnel_end_towards(router->tunnel_ends, &route->next_hop);

	*next = FIB_NONE;
	if (tunnel != NULL)
		return azure_tunnel_alive(packet->fabric, tunnel->tunnel);
	return !addr_is_set(&route->next_hop) ||
	       is_up(packet, node, site_neighbour_at(lab, router, &route->next_hop), next) ||
	       is_up(packet, node, site_tunnel_to(lab, router, &route->next_hop), next);
}

/* The longest static route for the packet, and the speaker that it leads to, FIB_NONE to discard;
 * NULL: none. */
static const struct lab_static_route *static_route(const struct path_packet *packet,
                                                   const struct lab_router *router, uint32_t node,
                                                   uint32_t *next)
{
	const struct lab_static_route *found = NULL;

	for (uint32_t i = 0; i < router->static_count; i++) {
		const struct lab_static_route *route = &router->statics[i];
		uint32_t to;

		if (!prefix_contains_addr(&route->prefix, &packet->to->address) ||
		    (found != NULL && found->prefix.length >= route->prefix.length) ||
		    !leads_on(packet, router, node, route, &to))
			continue;
		found = route;
		*next = to;
	}
	return found;
}

static void go_by_static(const struct path_packet *packet, const struct path_place *place,
                         const struct lab_static_route *route, uint32_t next,
                         struct path_egresses *out)
{
	const struct lab_tunnel_end *tunnel =
	    lab_tunnel_end_towards(lab_router_of(place->element)->tunnel_ends, &route->next_hop);
	struct path_egress *egress;
	struct fib_hop *via;

	if (tunnel != NULL) {
		azure_add_static_tunnel(packet, place, tunnel, &route->prefix, out);
		return;
	}
	if (next == FIB_NONE) {
		path_add_stop_here(out, PATH_STOP_DROPPED, place);
		return;
	}
	via = arena_alloc(packet->arena, sizeof(*via));
	*via = (struct fib_hop){.node = next, .address = route->next_hop, .holder = place->node};
	egress = path_add_egress(out, PATH_TO_NEXT);
	egress->next = path_place_of(packet->fabric, next);
	egress->via = via;
	egress->hop.route = (struct path_route){
	    .table = PATH_TABLE_STATIC, .prefix = route->prefix, .node = place->name};
}

/* An external router without a route is taken at its word: it announced the prefix. */
static bool is_taken_at_its_word(const struct fabric *fabric, const struct path_place *place)
{
	return place->standing != PATH_STARTS && !fabric->nodes[place->node].node->present;
}

static void forward_at_router(const struct path_packet *packet, const struct path_place *place,
                              struct path_egresses *out)
{
	struct fabric *fabric = packet->fabric;
	const struct lab_router *router = lab_router_of(place->element);
	const struct lab_site *site = router->site;
	const struct fib_entry *entry =
	    fib_lookup(fabric_fib(fabric, place->node), &packet->to->address);
	const struct lab_vpn_connection *tunnel;
	uint32_t next;
	const struct lab_static_route *fixed = static_route(packet, router, place->node, &next);

	if (fixed != NULL && (entry == NULL || fixed->prefix.length >= entry->prefix.length)) {
		go_by_static(packet, place, fixed, next, out);
		return;
	}
	if (site_keeps(packet, site, entry) ||
	    (entry == NULL && is_taken_at_its_word(fabric, place))) {
		path_add_stop(out, arrival_at(packet, site), site->element, FIB_NONE, site->name);
		return;
	}
	if (entry != NULL) {
		pass_on(packet, place, entry, out);
		return;
	}
	tunnel = static_tunnel(packet, router);
	if (tunnel != NULL)
		add_static_tunnel(packet, place, tunnel, out);
	else
		path_add_stop_here(out, PATH_STOP_NO_ROUTE, place);
}

/* The routers of the site with the longest match. */
struct exits {
	bool own; /* one of them has an own route: the site keeps the packets */
	uint32_t count;
	uint32_t *nodes;
	const struct fib_entry **entries;
	struct rib_candidate *candidates;
};

static bool is_internal(const struct fabric *fabric, uint32_t node, uint32_t peer)
{
	return fabric->nodes[node].node->asn == fabric->nodes[peer].node->asn;
}

static void add_exit(const struct fabric *fabric, struct exits *exits, uint32_t node,
                     const struct fib *fib, const struct fib_entry *entry)
{
	const struct fib_hop *hop = &fib->hops[entry->hop];

	if (exits->count > 0 && entry->prefix.length < exits->entries[0]->prefix.length)
		return;
	if (exits->count > 0 && entry->prefix.length > exits->entries[0]->prefix.length)
		exits->count = 0;
	exits->nodes[exits->count] = node;
	exits->entries[exits->count] = entry;
	exits->own = entry->hop_count == 0;
	if (!exits->own)
		exits->candidates[exits->count] =
		    (struct rib_candidate){.attrs = hop->attrs,
		                           .peer_address = &hop->address,
		                           .external = !is_internal(fabric, node, hop->node)};
	exits->count++;
}

static struct exits find_exits(const struct path_packet *packet, const struct lab_site *site)
{
	struct fabric *fabric = packet->fabric;
	size_t room = site->router_count + 1u;
	struct exits exits = {
	    .nodes = arena_alloc(packet->arena, room * sizeof(*exits.nodes)),
	    .entries = arena_alloc(packet->arena, room * sizeof(*exits.entries)),
	    .candidates = arena_alloc(packet->arena, room * sizeof(*exits.candidates)),
	};

	for (uint32_t i = 0; i < site->router_count && !exits.own; i++) {
		uint32_t node = fabric_node_of(fabric, site->routers[i].element, 0);
		const struct fib *fib = node == FIB_NONE ? NULL : fabric_fib(fabric, node);
		const struct fib_entry *entry =
		    fib == NULL ? NULL : fib_lookup(fib, &packet->to->address);

		if (entry != NULL)
			add_exit(fabric, &exits, node, fib, entry);
	}
	return exits;
}

static void start_at_router(const struct path_packet *packet, uint32_t node,
                            struct path_egresses *out)
{
	struct path_egress *egress = path_add_egress(out, PATH_TO_NEXT);

	egress->next = path_place_of(packet->fabric, node);
	egress->next.standing = PATH_STARTS;
	egress->leg = (struct path_leg){0, RTT_GIVEN, NULL};
}

/* The routers of a site agree by iBGP, or where the lab has none by an IGP: so the site sends by
 * those of its routers whose route plain BGP would prefer. */
static void start_at_best(const struct path_packet *packet, const struct exits *exits,
                          struct path_egresses *out)
{
	uint8_t *equal = arena_alloc(packet->arena, exits->count + 1u);
	enum rib_step why;

	rib_decide(exits->candidates, exits->count, &why, equal);
	for (uint32_t i = 0; i < exits->count; i++) {
		if (equal[i])
			start_at_router(packet, exits->nodes[i], out);
	}
}

/* No router has a route, but one may have a tunnel that needs none. */
static bool start_by_tunnel(const struct path_packet *packet, const struct lab_site *site,
                            struct path_egresses *out)
{
	for (uint32_t i = 0; i < site->router_count; i++) {
		uint32_t node = fabric_node_of(packet->fabric, site->routers[i].element, 0);

		if (node == FIB_NONE || static_tunnel(packet, &site->routers[i]) == NULL)
			continue;
		start_at_router(packet, node, out);
		return true;
	}
	return false;
}

/* The router of the site whose static route is at least as long as what all know by BGP. */
static uint32_t static_exit(const struct path_packet *packet, const struct lab_site *site,
                            const struct exits *exits)
{
	uint32_t best = FIB_NONE;
	unsigned length = exits->count == 0 ? 0 : exits->entries[0]->prefix.length;

	for (uint32_t i = 0; i < site->router_count; i++) {
		uint32_t node = fabric_node_of(packet->fabric, site->routers[i].element, 0);
		const struct lab_static_route *route;
		uint32_t next;

		if (node == FIB_NONE)
			continue;
		route = static_route(packet, &site->routers[i], node, &next);
		if (route == NULL || route->prefix.length < length ||
		    (best != FIB_NONE && route->prefix.length == length))
			continue;
		best = node;
		length = route->prefix.length;
	}
	return best;
}

static void forward_at_site(const struct path_packet *packet, const struct path_place *place,
                            struct path_egresses *out)
{
	const struct lab_site *site = packet->from->site;
	struct exits exits = find_exits(packet, site);
	uint32_t fixed = static_exit(packet, site, &exits);
	bool keeps =
	    exits.own || site_keeps(packet, site, exits.count == 0 ? NULL : exits.entries[0]);
	struct path_egress *egress;

	CHECK(place->standing == PATH_STARTS && site->element == place->element);
	if (fixed != FIB_NONE) {
		start_at_router(packet, fixed, out);
		return;
	}
	if (exits.count > 0 && !keeps) {
		start_at_best(packet, &exits, out);
		return;
	}
	if (!keeps && start_by_tunnel(packet, site, out))
		return;
	egress = path_add_egress(out, PATH_TO_END);
	egress->hop.kind = PATH_HOP_ROUTER;
	egress->hop.element = site->element;
	egress->hop.name = site->name;
	egress->leg = (struct path_leg){0, RTT_GIVEN, NULL};
	egress->stop = keeps ? arrival_at(packet, site) : PATH_STOP_NO_ROUTE;
	egress->stop_at = (struct path_stop_at){site->element, FIB_NONE, site->name};
}

const struct forward_hooks site_forward = {
    .forward = forward_at_site,
    .hop = PATH_HOP_ROUTER,
};

const struct forward_hooks router_forward = {
    .forward = forward_at_router,
    .by_table = true,
    .hop = PATH_HOP_ROUTER,
};

static const struct lab_prefixes *announced(const struct lab_element *element)
{
	return &lab_router_of(element)->advertise;
}

const struct table_hooks router_table = {
    .announced = announced,
};
