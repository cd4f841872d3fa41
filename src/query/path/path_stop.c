/* Says in sentences why a way ends. */
#include <string.h>

#include "base/check.h"
#include "bgp/as_path.h"
#include "query/nic/gateway_routes.h"
#include "query/nic/subnet_routes.h"
#include "query/path/path.h"

/* What explains one stop. */
struct why {
	struct fabric *fabric;
	const struct path_direction *direction;
	struct path_way *way;
	struct arena *arena;
	char address[ADDR_TEXT_MAX];
};

/* A peering that is half there is the commonest reason for no way at all. */
static const char *peering_fault(const struct lab_vnet *from, const struct lab_vnet *to,
                                 struct arena *arena)
{
	const struct lab_vnet_peering *mine = to == NULL ? NULL : lab_peering_with(from, to);
	const struct lab_vnet_peering *theirs = to == NULL ? NULL : lab_peering_with(to, from);
	const struct lab_network_group *group = to == NULL ? NULL : lab_connected_group(from, to);

	if (group != NULL)
		return arena_printf(arena,
		                    "; the connected group %s leaves out address space that "
		                    "another of its networks has, too",
		                    group->name);
	if (mine == NULL && theirs == NULL)
		return "";
	if (mine == NULL || theirs == NULL)
		return arena_printf(arena, "; the peering of %s with %s has no other side",
		                    mine == NULL ? to->name : from->name,
		                    mine == NULL ? from->name : to->name);
	if (lab_peering_carries(mine))
		return arena_printf(arena,
		                    "; the peering of %s with %s is for other subnets of %s alone",
		                    from->name, to->name, to->name);
	return arena_printf(arena, "; the peering of %s with %s lets no traffic pass", from->name,
	                    to->name);
}

static const char *peering_fault_rule(const struct lab_vnet *from, const struct lab_vnet *to)
{
	const struct lab_vnet_peering *mine = to == NULL ? NULL : lab_peering_with(from, to);
	const struct lab_vnet_peering *theirs = to == NULL ? NULL : lab_peering_with(to, from);

	if (to != NULL && lab_connected_group(from, to) != NULL)
		return "connected-group";
	if (mine == NULL && theirs == NULL)
		return "peering-no-transit";
	return mine != NULL && lab_peering_carries(mine) ? "subnet-peering" : "peering-both-sides";
}

/* The system routes that every NIC has (system-default-routes): private ranges go nowhere, all else
 * out. */
static const char *system_fate(const struct addr *address, struct arena *arena)
{
	char text[PREFIX_TEXT_MAX];

	if (address->family != ADDR_IPV4)
		return "";
	for (uint32_t i = 0; i < NIC_RESERVED_COUNT; i++) {
		struct prefix range = nic_reserved(i);

		if (prefix_contains_addr(&range, address))
			return arena_printf(arena, "; the system route %s drops the packets",
			                    prefix_format(&range, text));
	}
	return "; the system route 0.0.0.0/0 sends the packets to the Internet";
}

static void no_gateway(struct why *why)
{
	const struct lab_vnet *from = why->direction->from.vnet;
	const char *fault = peering_fault(from, why->direction->to.vnet, why->arena);

	why->way->stop_rule = peering_fault_rule(from, why->direction->to.vnet);
	for (uint32_t i = 0; i < from->peering_count && *fault == '\0'; i++) {
		const struct lab_vnet_peering *peering = &from->peerings[i];

		if (!lab_has_serving(peering->remote))
			continue;
		if (peering->back == NULL) {
			why->way->stop_rule = "peering-both-sides";
			fault = arena_printf(why->arena, "; its peering with %s is not Connected",
			                     peering->remote->name);
			continue;
		}
		why->way->stop_rule = "gateway-transit";
		fault = arena_printf(why->arena, "; its peering with %s does not use %s: %s",
		                     peering->remote->name, path_serving(peering->remote)->name,
		                     peering->use_remote_gateways
		                         ? "the other side does not allow gateway transit"
		                         : "use-remote-gateways is off");
	}
	why->way->stop_text = arena_printf(
	    why->arena, "%s has no peering that leads to %s, and no gateway%s%s", from->name,
	    why->address, fault, system_fate(&why->direction->to.address, why->arena));
}

/* The route that `node` was told for the address and did not accept: the longest. */
static const struct snapshot_path *rejected_route(const struct snapshot_node *node,
                                                  const struct addr *address)
{
	const struct snapshot_path *found = NULL;

	for (uint32_t i = 0; i < node->path_count; i++) {
		const struct snapshot_path *path = &node->paths[i];

		if (path->verdict != RIB_PASS && path->peer >= 0 &&
		    prefix_contains_addr(&path->prefix, address) &&
		    (found == NULL || path->prefix.length > found->prefix.length))
			found = path;
	}
	return found;
}

static bool sessions_down(const struct snapshot_node *node)
{
	for (uint32_t i = 0; i < node->peer_count; i++) {
		if (node->peers[i].established)
			return false;
	}
	return true;
}

static bool share_a_circuit(const struct lab_gateway *a, const struct lab_gateway *b)
{
	for (uint32_t i = 0; i < a->connection_count; i++) {
		for (uint32_t k = 0; k < b->connection_count; k++) {
			if (a->connections[i].circuit == b->connections[k].circuit)
				return true;
		}
	}
	return false;
}

/* The route table of the subnet keeps the gateway's routes away, and one of them would help. */
static const char *not_propagated(struct why *why)
{
	const struct path_end *from = &why->direction->from;
	const struct lab_route_table *table =
	    from->subnet == NULL ? NULL : from->subnet->route_table;
	const struct fib *fib;

	if (table == NULL || !table->disable_bgp_route_propagation)
		return NULL;
	fib = gateway_routes(why->fabric, from->vnet);
	if (fib == NULL || fib_lookup(fib, &why->direction->to.address) == NULL)
		return NULL;
	why->way->stop_rule = "propagate-gateway-routes";
	return arena_printf(why->arena, "; route table %s does not let gateway routes in",
	                    table->name);
}

/* Two ExpressRoute gateways that do not know each other. */
static const char *gateways_apart(struct why *why, const struct lab_gateway *mine,
                                  const struct lab_gateway *theirs)
{
	if (share_a_circuit(mine, theirs))
		return "";
	why->way->stop_rule = "circuits-do-not-talk";
	return arena_printf(why->arena, "; %s and %s share no circuit", mine->name, theirs->name);
}

static bool has_family(const struct lab_subnet *subnet, uint8_t family)
{
	for (uint32_t i = 0; i < subnet->prefixes.count; i++) {
		if (subnet->prefixes.items[i].addr.family == family)
			return true;
	}
	return false;
}

/* The member of the lab that decides whether a network's gateways carry IPv6; NULL when they do. */
static const char *lacks_ipv6(struct why *why, const struct lab_vnet *vnet)
{
	const struct lab_subnet *subnet = lab_find_subnet(vnet, "GatewaySubnet");

	if (lab_vnet_is_hub(vnet)) {
		why->way->stop_rule = "virtual-hub-announces";
		return arena_printf(why->arena, "; virtual hub %s carries no IPv6", vnet->name);
	}
	if (vnet->gateway == NULL && vnet->vpn_gateway != NULL) {
		why->way->stop_rule = "vpn-no-ipv6";
		return arena_printf(why->arena, "; tunnels of %s carry no IPv6",
		                    vnet->vpn_gateway->name);
	}
	if (subnet == NULL || has_family(subnet, ADDR_IPV6))
		return NULL;
	why->way->stop_rule = "ipv6-over-ipv4-session";
	return arena_printf(why->arena,
	                    "; gateways of %s carry IPv6 only if the address-prefix of its "
	                    "GatewaySubnet has an IPv6 one, and their circuits an ipv6-peering",
	                    vnet->name);
}

/* Which of two networks has a gateway without IPv6. */
static const char *no_ipv6(struct why *why, const struct lab_vnet *mine,
                           const struct lab_vnet *theirs)
{
	const char *found = NULL;

	if (why->direction->to.address.family != ADDR_IPV6)
		return NULL;
	if (mine != NULL)
		found = lacks_ipv6(why, mine);
	return found != NULL || theirs == NULL ? found : lacks_ipv6(why, theirs);
}

/* Why nobody told a gateway about a VNet. */
static const char *never_told(struct why *why)
{
	const struct lab_vnet *from = why->direction->from.vnet;
	const struct lab_vnet *to = why->direction->to.vnet;
	const struct lab_vnet *mine = from == NULL ? NULL : lab_serving_vnet(from);
	const struct lab_vnet *theirs = to == NULL ? NULL : lab_serving_vnet(to);
	const char *kept_away = from == NULL ? NULL : not_propagated(why);

	if (kept_away == NULL)
		kept_away = no_ipv6(why, mine, theirs);
	if (kept_away != NULL)
		return kept_away;
	if (to == NULL || mine == NULL)
		return "";
	if (theirs == NULL) {
		why->way->stop_rule = "gateway-announces-address-space";
		return arena_printf(why->arena, "; no gateway announces %s", to->name);
	}
	if (theirs == mine) {
		why->way->stop_rule = "peering-no-transit";
		return arena_printf(
		    why->arena, "; %s and %s use the same gateway, and peering is not transitive",
		    why->direction->from.name, why->direction->to.name);
	}
	if (mine->gateway == NULL || theirs->gateway == NULL)
		return "";
	return gateways_apart(why, mine->gateway, theirs->gateway);
}

/* The rule by which a speaker refused a route. That a router of a customer finds its own AS in the
 * path is BGP alone. */
static const char *refusing_rule(const struct fabric_node *at, enum rib_verdict verdict)
{
	enum lab_kind kind = at->element->kind;

	switch (verdict) {
	case RIB_REFUSED_PATH:
		return lab_vnet_is_hub(at->element->network) ? "virtual-wan-toggle"
		                                             : "remote-vnet-toggle";
	case RIB_MARKED:
		return "virtual-wan-toggle";
	case RIB_AS_LOOP:
		return kind == LAB_GATEWAY ? "msee-as-override-exception" : NULL;
	case RIB_OWN_PREFIX:
		return "gateway-refuses-own-prefix";
	case RIB_FILTERED:
		return kind == LAB_VPN_GATEWAY ? "vpn-refuses-own-space" : NULL;
	default:
		return NULL;
	}
}

static void rejected(struct why *why, const struct fabric_node *at,
                     const struct snapshot_path *path)
{
	const struct snapshot_node *node = at->node;
	char prefix[PREFIX_TEXT_MAX];
	struct text as_path = {0};

	as_path_format(path->attrs->as_path, " ", &as_path);
	CHECK(path->verdict != RIB_PASS && (uint32_t)path->peer < node->peer_count);
	why->way->stop = PATH_STOP_REJECTED;
	why->way->stop_rule = refusing_rule(at, path->verdict);
	why->way->stop_text = arena_printf(
	    why->arena, "%s was told %s by %s (AS path %s) and refused it: %s", node->name,
	    prefix_format(&path->prefix, prefix), node->peers[path->peer].name, text_str(&as_path),
	    plan_verdict_text(path->verdict));
	text_done(&as_path);
}

/* The nodes that should have had the route: both instances of a gateway, all routers of a site. */
static bool speaks_for(const struct fabric *fabric, uint32_t node, const struct path_stop_at *at)
{
	const struct lab_element *element = fabric->nodes[node].element;
	const struct lab_router *router = lab_router_of(element);

	if (at->node != FIB_NONE)
		return node == at->node;
	return at->element != NULL &&
	       (element == at->element || (router != NULL && router->site->element == at->element));
}

static void no_route(struct why *why)
{
	struct path_way *way = why->way;
	const struct addr *address = &why->direction->to.address;
	bool all_down = way->stop_at.element == NULL || lab_nva_of(way->stop_at.element) == NULL ||
	                fabric_node_of(why->fabric, way->stop_at.element, 0) != FIB_NONE;

	for (uint32_t i = 0; i < why->fabric->node_count; i++) {
		const struct snapshot_node *node = why->fabric->nodes[i].node;
		const struct snapshot_path *path;

		if (!speaks_for(why->fabric, i, &way->stop_at))
			continue;
		path = rejected_route(node, address);
		if (path != NULL) {
			rejected(why, &why->fabric->nodes[i], path);
			return;
		}
		all_down &= sessions_down(node);
	}
	if (all_down) {
		way->stop = PATH_STOP_SESSIONS_DOWN;
		way->stop_text =
		    arena_printf(why->arena, "%s has no BGP session, hence no route to %s",
		                 way->stop_at.name, why->address);
		return;
	}
	way->stop_text = arena_printf(why->arena, "%s has no route to %s%s%s", way->stop_at.name,
	                              why->address, never_told(why),
	                              way->hop_count == 1 && why->direction->from.vnet != NULL
	                                  ? system_fate(address, why->arena)
	                                  : "");
}

static void nobody(struct why *why)
{
	why->way->stop_text = arena_printf(why->arena, "no virtual network behind %s has %s",
	                                   why->way->stop_at.name, why->address);
}

static void elsewhere(struct why *why)
{
	why->way->stop_text =
	    arena_printf(why->arena, "the longest match for %s leads to %s, not to %s",
	                 why->address, why->way->stop_at.name, why->direction->to.name);
}

static void loop(struct why *why)
{
	why->way->stop_text =
	    arena_printf(why->arena, "packets to %s come back to %s: a routing loop", why->address,
	                 why->way->stop_at.name);
}

static void link_down(struct why *why)
{
	why->way->stop_text = arena_printf(
	    why->arena, "the link between %s and %s is dead, and BGP still sends packets there",
	    why->way->hops[why->way->hop_count - 1].name, why->way->stop_at.name);
}

/* The route of the stopped subnet's table that took the packets. */
static const struct lab_route *user_route(struct why *why)
{
	const struct path_end *from = &why->direction->from;
	struct subnet_place place = {.vnet = from->vnet, .subnet = from->subnet};

	if (from->vnet == NULL || why->way->hop_count != 1)
		return NULL;
	return subnet_route_to(why->fabric, place, &why->direction->to.address).user;
}

static void dropped(struct why *why)
{
	const struct lab_route *route = user_route(why);

	if (lab_router_of(why->way->stop_at.element) != NULL ||
	    lab_nva_of(why->way->stop_at.element) != NULL) {
		why->way->stop_text =
		    arena_printf(why->arena, "a static route of %s discards packets to %s",
		                 why->way->stop_at.name, why->address);
		return;
	}
	why->way->stop_rule = "longest-prefix";
	why->way->stop_text =
	    arena_printf(why->arena, "%s%s%s of %s keeps packets to %s from arriving",
	                 route == NULL ? "a user-defined route" : "user-defined route '",
	                 route == NULL ? "" : route->name, route == NULL ? "" : "'",
	                 why->way->stop_at.name, why->address);
}

static void no_appliance(struct why *why)
{
	const struct lab_route *route = user_route(why);
	char address[ADDR_TEXT_MAX] = "its next hop";

	if (route != NULL && addr_is_set(&route->address))
		addr_format(&route->address, address);
	why->way->stop_rule = "appliance-next-hop";
	why->way->stop_text =
	    arena_printf(why->arena, "a user-defined route of %s sends packets to %s by %s, and %s",
	                 why->way->stop_at.name, why->address,
	                 route != NULL && !addr_is_set(&route->address) ? "a VPN gateway" : address,
	                 route != NULL && !addr_is_set(&route->address)
	                     ? "there is none"
	                     : "that is neither in the network nor in one that is peered with it");
}

static void forwarded(struct why *why)
{
	const struct path_hop *top = &why->way->hops[why->way->hop_count - 1];

	why->way->stop_rule = "peering-forwarded-traffic";
	why->way->stop_text = arena_printf(
	    why->arena,
	    "%s forwards packets to %s, and the peering of %s takes no forwarded traffic",
	    top->name, why->address, why->way->stop_at.name);
}

static void unpeered(struct why *why)
{
	const struct path_hop *top = &why->way->hops[why->way->hop_count - 1];

	why->way->stop_rule = "subnet-peering";
	why->way->stop_text = arena_printf(why->arena,
	                                   "%s has a route to %s, but its subnet takes no part in "
	                                   "the peering with %s, which drops "
	                                   "the packets",
	                                   top->name, why->address, why->way->stop_at.name);
}

static void tunnel_down(struct why *why)
{
	CHECK(why->way->stop_at.element != NULL && why->way->hop_count > 0);
	why->way->stop_text = arena_printf(
	    why->arena, "tunnel %s is dead, and %s still sends packets to %s there",
	    why->way->stop_at.name, why->way->hops[why->way->hop_count - 1].name, why->address);
}

void path_explain_stop(struct fabric *fabric, struct path_direction *direction, struct arena *arena)
{
	static void (*const explain[PATH_STOP_COUNT])(struct why *) = {
	    [PATH_STOP_NO_GATEWAY] = no_gateway,
	    [PATH_STOP_NO_ROUTE] = no_route,
	    [PATH_STOP_NOBODY] = nobody,
	    [PATH_STOP_ELSEWHERE] = elsewhere,
	    [PATH_STOP_LOOP] = loop,
	    [PATH_STOP_LINK_DOWN] = link_down,
	    [PATH_STOP_DROPPED] = dropped,
	    [PATH_STOP_NO_APPLIANCE] = no_appliance,
	    [PATH_STOP_FORWARDED] = forwarded,
	    [PATH_STOP_UNPEERED] = unpeered,
	    [PATH_STOP_TUNNEL_DOWN] = tunnel_down,
	};
	struct why why = {.fabric = fabric, .direction = direction, .arena = arena};

	CHECK(direction->way_count <= PATH_WAYS_MAX);
	addr_format(&direction->to.address, why.address);
	for (uint32_t i = 0; i < direction->way_count; i++) {
		why.way = &direction->ways[i];
		CHECK(why.way->stop < PATH_STOP_COUNT && why.way->hop_count > 0);
		if (explain[why.way->stop] != NULL && why.way->stop_text == NULL)
			explain[why.way->stop](&why);
	}
}
