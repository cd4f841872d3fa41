/* What each kind of speaker tells each kind of neighbour, rule by rule. */
#include "tests/oracle/solver_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* A best route that is about to be told. */
struct news {
	const struct world *world;
	const struct speaker *speaker;
	const struct link *to;
	const struct link *from; /* NULL: an own route */
	const struct route *route;
	const struct prefix *prefix;
};

static bool is_private(uint32_t asn)
{
	return (asn >= 64512 && asn <= 65534) || (asn >= 4200000000u && asn <= 4294967294u);
}

static void push(struct route *route, uint32_t asn)
{
	assert_true(route->hops < HOPS_MAX);
	route->path[route->hops++] = asn;
}

static void push_all(struct route *route, const struct route *from)
{
	for (unsigned i = 0; i < from->hops; i++)
		push(route, from->path[i]);
}

static bool holds(const struct route *route, uint32_t asn)
{
	for (unsigned i = 0; i < route->hops; i++) {
		if (route->path[i] == asn)
			return true;
	}
	return false;
}

static enum lab_kind from_kind(const struct news *news)
{
	return far_kind(news->world, news->from);
}

static bool came_by(const struct news *news, enum plan_link_kind kind)
{
	return news->from != NULL && news->from->session->kind == kind;
}

/* The two instances of a gateway are one place. */
static bool same_gateway(const struct link *a, const struct link *b)
{
	return lab_connection_of(a->session->element) != NULL &&
	       lab_connection_of(b->session->element) != NULL &&
	       lab_connection_of(a->session->element)->gateway ==
	           lab_connection_of(b->session->element)->gateway;
}

/* Who tells what. None of these tells a neighbour what it taught. */

/* One of the gateway's instances has announced it here. */
static bool announces(const struct news *news)
{
	unsigned prefix = (unsigned)(news->prefix - news->world->prefixes);

	for (unsigned i = 0; i < news->speaker->link_count; i++) {
		const struct link *link = &news->speaker->links[i];

		if (same_gateway(link, news->to) &&
		    acceptable(news->world, news->speaker, link, prefix))
			return true;
	}
	return false;
}

/* Gateways do not get customers' copies of what they announce themselves (S07_3). */
static bool msee_tells(const struct news *news)
{
	if (news->to->session->kind == PLAN_LINK_GLOBAL_REACH)
		return !came_by(news, PLAN_LINK_GLOBAL_REACH);
	if (came_by(news, PLAN_LINK_CIRCUIT) && holds(news->route, MICROSOFT) && announces(news))
		return false;
	return news->from == NULL || !same_gateway(news->from, news->to);
}

static bool er_gateway_tells(const struct news *news)
{
	bool from_circuit = came_by(news, PLAN_LINK_GATEWAY);

	switch (far_kind(news->world, news->to)) {
	case LAB_CIRCUIT:
		if (news->prefix->length == 0 &&
		    news->speaker->node->element->network->hub != NULL &&
		    !lab_connection_of(news->to->session->element)->takes_default)
			return false;
		return news->from == NULL ||
		       ((from_kind(news) == LAB_ROUTE_SERVER || from_kind(news) == LAB_HUB) &&
		        !holds(news->route, MICROSOFT));
	case LAB_VPN_GATEWAY:
		return news->from == NULL ||
		       (from_circuit && lab_vpn_gateway_of(far_node(news->world, news->to)->element)
		                            ->learns_expressroute);
	case LAB_ROUTE_SERVER:
	case LAB_HUB: /* which have the networks themselves */
		return from_circuit;
	default:
		return false;
	}
}

static bool site_router_tells(const struct news *news)
{
	return router_tells(news->world, news->speaker, news->to, news->from, news->prefix);
}

/* Through tunnels: default routes, the insides of the own network, and the far end's own address.
 */
static bool is_never_tunnelled(const struct news *news)
{
	const struct lab_vpn_gateway *gateway = lab_vpn_gateway_of(news->speaker->node->element);
	const struct lab_prefixes *space = &gateway->vnet->address_space;
	const struct lab_element *far = far_node(news->world, news->to)->element;

	for (uint32_t i = 0; i < space->count; i++) {
		if (news->prefix->length > space->items[i].length &&
		    prefix_contains(&space->items[i], news->prefix))
			return true;
	}
	for (uint32_t i = 0; i < gateway->connection_count; i++) {
		const struct lab_local_gateway *local = gateway->connections[i].local;

		if (((local->router != NULL && local->router->element == far) ||
		     (local->gateway != NULL && local->gateway->element == far)) &&
		    news->prefix->length == 32 &&
		    addr_equal(&news->prefix->addr, &local->bgp_address))
			return true;
	}
	return news->prefix->length == 0 &&
	       !lab_vpn_connection_of(news->to->session->element)->takes_default;
}

static bool vpn_gateway_tells(const struct news *news)
{
	bool own = news->from == NULL;
	enum own_kind kind = news->route->kind;

	if (news->to->session->kind == PLAN_LINK_TUNNEL && is_never_tunnelled(news))
		return false;
	if (news->to->session->kind == PLAN_LINK_TUNNEL)
		return own || from_kind(news) != LAB_GATEWAY;
	if (far_kind(news->world, news->to) == LAB_VPN_GATEWAY)
		return own ? kind != OWN_NETWORK : came_by(news, PLAN_LINK_TUNNEL);
	return own ? kind == OWN_STATIC : came_by(news, PLAN_LINK_TUNNEL);
}

static bool route_server_tells(const struct news *news)
{
	bool to_nva = far_kind(news->world, news->to) == LAB_NVA;

	if (news->from == NULL)
		return to_nva;
	return lab_route_server_of(news->speaker->node->element)->branch_to_branch ||
	       (to_nva && from_kind(news) == LAB_NVA);
}

/* Other hubs hear of a hub's networks, not of the hub's own prefix (S12a). */
static bool is_own_prefix(const struct news *news)
{
	const struct lab_prefixes *space = &news->speaker->node->element->network->address_space;

	for (uint32_t i = 0; i < space->count; i++) {
		if (prefix_equal(&space->items[i], news->prefix))
			return true;
	}
	return false;
}

static bool hub_router_tells(const struct news *news)
{
	if (news->to->session->kind == PLAN_LINK_HUBS)
		return !came_by(news, PLAN_LINK_HUBS) && news->prefix->length > 0 &&
		       !(news->from == NULL && is_own_prefix(news));
	return news->from != NULL; /* its gateway announces the hub's networks by itself */
}

static bool nva_tells(const struct news *news)
{
	const struct lab_tunnel_end *end = tunnel_end_of(news->speaker, news->to);

	if (end != NULL)
		return tunnel_tells(end, news->from == NULL, news->prefix);
	return news->from == NULL || lab_nva_of(news->speaker->node->element)->readvertise;
}

static bool (*const tells[LAB_KIND_COUNT])(const struct news *news) = {
    [LAB_CIRCUIT] = msee_tells,
    [LAB_GATEWAY] = er_gateway_tells,
    [LAB_ROUTER] = site_router_tells,
    [LAB_VPN_GATEWAY] = vpn_gateway_tells,
    [LAB_ROUTE_SERVER] = route_server_tells,
    [LAB_NVA] = nva_tells,
    [LAB_HUB] = hub_router_tells,
};

/* The VNet in whose GatewaySubnet both ends stand: there IPv6 travels over the IPv4 session between
 * gateways and MSEEs, and between both kinds of gateway (ipv6-over-ipv4-session; tests/captures,
 * S03). */
static const struct lab_vnet *
dual_stack_vnet(const struct world *world, const struct speaker *speaker, const struct link *link)
{
	const struct plan_node *ends[] = {speaker->node, far_node(world, link)};

	if (link->session->kind == PLAN_LINK_GATEWAY)
		return lab_connection_of(link->session->element)->gateway->vnet;
	for (unsigned i = 0; i < 2; i++) {
		if (ends[i]->element->kind == LAB_GATEWAY &&
		    ends[i ^ 1]->element->kind == LAB_VPN_GATEWAY)
			return ends[i]->element->network;
	}
	return NULL;
}

static bool carries(const struct world *world, const struct speaker *speaker,
                    const struct link *link, uint8_t family)
{
	const struct lab_vnet *vnet;

	if (link->session->kind == PLAN_LINK_CIRCUIT || family == ADDR_IPV4 ||
	    lab_router_of(speaker->node->element) != NULL)
		return link->mine.family == family;
	vnet = dual_stack_vnet(world, speaker, link);
	for (uint32_t i = 0; vnet != NULL && i < vnet->subnet_count; i++) {
		for (uint32_t j = 0; j < vnet->subnets[i].prefixes.count; j++) {
			if (strcmp(vnet->subnets[i].name, "GatewaySubnet") == 0 &&
			    vnet->subnets[i].prefixes.items[j].addr.family == family)
				return true;
		}
	}
	return false;
}

/* How it is told */

static bool only_azure(const struct route *route)
{
	for (unsigned i = 0; i < route->hops; i++) {
		if (route->path[i] != GATEWAY && route->path[i] != HUBS)
			return false;
	}
	return true;
}

/* For the customer without private ASNs; for a gateway with 65515 replaced, if nothing but Azure's
 * own stands in the path, and with two more of its own AS when Global Reach brought it. */
static void msee_path(const struct news *news, struct route *out)
{
	const struct route *from = news->route;
	bool customer = news->to->session->kind == PLAN_LINK_CIRCUIT;
	bool replace = !customer && only_azure(from);
	bool far = !customer && came_by(news, PLAN_LINK_GLOBAL_REACH);

	for (unsigned i = 0; i < (far ? 3 : 1); i++)
		push(out, MICROSOFT);
	for (unsigned i = 0; i < from->hops; i++) {
		if (customer && is_private(from->path[i]))
			continue;
		push(out, replace && from->path[i] == GATEWAY ? MICROSOFT : from->path[i]);
	}
}

static void router_path(const struct news *news, struct route *out)
{
	struct told_extra extra = router_adds(news->speaker, news->to);

	for (uint32_t i = 0; i <= extra.prepend; i++)
		push(out, news->speaker->node->conf.asn);
	push_all(out, news->route);
	out->has_med = news->route->has_med || extra.med_set;
	out->med = extra.med_set ? extra.med : news->route->med;
}

/* An appliance with as-override puts itself in the place of the Route Server's AS. */
static void override(const struct news *news, struct route *out)
{
	const struct lab_nva *nva = lab_nva_of(news->speaker->node->element);
	uint32_t far = far_node(news->world, news->to)->conf.asn;

	for (unsigned i = 0; nva != NULL && nva->as_override && i < out->hops; i++)
		out->path[i] = out->path[i] == far ? nva->asn : out->path[i];
}

/* An appliance's, to whom it may be. */
static void nva_path(const struct news *news, struct route *out)
{
	struct told_extra extra = router_adds(news->speaker, news->to);

	for (uint32_t i = 0; i <= extra.prepend; i++)
		push(out, news->speaker->node->conf.asn);
	push_all(out, news->route);
	override(news, out);
	out->has_med = news->route->has_med || extra.med_set;
	out->med = extra.med_set ? extra.med : out->has_med ? news->route->med : 0;
}

static void tell_path(const struct news *news, bool internal, struct route *out)
{
	if (news->to->session->kind == PLAN_LINK_HUBS) {
		push(out, HUBS);
		push(out, HUBS);
	} else if (came_by(news, PLAN_LINK_HUBS)) {
		out->origin = ORIGIN_EGP;
	}
	if (internal) {
		push_all(out, news->route);
	} else if (lab_circuit_of(news->speaker->node->element) != NULL) {
		msee_path(news, out);
	} else if (lab_router_of(news->speaker->node->element) != NULL) {
		router_path(news, out);
	} else if (lab_nva_of(news->speaker->node->element) != NULL) {
		nva_path(news, out);
	} else {
		push(out, news->speaker->node->conf.asn);
		push_all(out, news->route);
	}
}

/* What iBGP keeps, and what reflecting adds (RFC 4456 section 8). */
static void tell_internal(const struct news *news, struct route *out)
{
	out->has_med = news->route->has_med;
	out->med = news->route->med;
	out->preference = news->from == NULL
	                      ? 100
	                      : preference_of(news->world, news->speaker, news->from, news->route);
	/* Of customers' routes Global Reach is the last resort (global-reach-local-preference). */
	if (news->to->session->kind == PLAN_LINK_GLOBAL_REACH && came_by(news, PLAN_LINK_CIRCUIT))
		out->preference = 10;
	if (news->from == NULL || !is_internal(news->world, news->speaker, news->from))
		return;
	memcpy(out->clusters, news->route->clusters, sizeof(out->clusters));
	out->cluster_count = news->route->cluster_count;
	assert_true(out->cluster_count < CLUSTERS_MAX);
	out->clusters[out->cluster_count++] = news->speaker->node->conf.router_id;
	out->reflected = news->route->reflected != 0
	                     ? news->route->reflected
	                     : far_node(news->world, news->from)->conf.router_id;
}

/* "Next hop self"; for IPv6 over an IPv4 session the address at the same place in the
 * GatewaySubnet: these labs give it fd00:N:0:ff::/64 beside 10.N.255.0/26. */
static struct addr self(const struct link *link, uint8_t family)
{
	struct addr address = link->mine;

	if (family == ADDR_IPV6 && address.family == ADDR_IPV4) {
		uint8_t vnet = address.bytes[1];
		uint8_t host = address.bytes[3];

		address =
		    (struct addr){.family = ADDR_IPV6, .bytes = {0xfd, 0, 0, vnet, 0, 0, 0, 0xff}};
		address.bytes[15] = host;
	}
	return address;
}

/* Over iBGP it stays; but VPN gateways, Global Reach and hubs among each other put themselves in.
 */
static struct addr next_hop(const struct news *news, bool internal)
{
	const struct lab_nva *nva = lab_nva_of(news->speaker->node->element);
	bool stays = news->from == NULL
	                 ? addr_is_set(&news->route->next_hop)
	                 : internal &&
	                       (lab_router_of(news->speaker->node->element) == NULL ||
	                        router_keeps_next_hop(news->speaker)) &&
	                       lab_circuit_of(news->speaker->node->element) == NULL &&
	                       lab_vpn_gateway_of(news->speaker->node->element) == NULL &&
	                       news->to->session->kind != PLAN_LINK_HUBS;

	if (nva != NULL && tunnel_end_of(news->speaker, news->to) != NULL)
		return self(news->to, news->prefix->addr.family);
	if (news->from != NULL && nva != NULL && addr_is_set(&nva->next_hop))
		return nva->next_hop;
	return stays ? news->route->next_hop : self(news->to, news->prefix->addr.family);
}

static bool is_by_vpn(const struct world *world, const struct speaker *speaker,
                      const struct link *link)
{
	return !is_internal(world, speaker, link) || far_kind(world, link) == LAB_VPN_GATEWAY;
}

static bool is_hub_router(const struct world *world, const struct speaker *speaker,
                          const struct link *link)
{
	(void)speaker;
	return far_kind(world, link) == LAB_HUB;
}

/* For circuits: what other hubs have, and the hub's own VPN gateway. */
static bool is_for_circuits(const struct world *world, const struct speaker *speaker,
                            const struct link *link)
{
	(void)speaker;
	return link->session->kind == PLAN_LINK_HUBS || far_kind(world, link) == LAB_VPN_GATEWAY;
}

/* Some tell a neighbour the best of a part of what they have, whatever they prefer themselves. A
 * VPN gateway those inside the VNet the best that tunnels taught it, if it is its own (S14, S07_0:
 * both stand in the ExpressRoute gateway's table only when they are equal); a virtual hub its
 * circuits what the other hubs and its VPN gateway have (virtual-hub-mesh, virtual-hub-branches).
 */
static neighbour_counts told_part(const struct world *world, const struct speaker *speaker,
                                  const struct link *to)
{
	if (lab_vpn_gateway_of(speaker->node->element) != NULL &&
	    to->session->kind != PLAN_LINK_TUNNEL)
		return is_by_vpn;
	if (speaker->node->element->kind == LAB_HUB && far_kind(world, to) == LAB_GATEWAY)
		return is_for_circuits;
	if (speaker->node->element->kind == LAB_GATEWAY &&
	    speaker->node->element->network->hub != NULL && far_kind(world, to) == LAB_CIRCUIT)
		return is_hub_router;
	return NULL;
}

static int told_best(const struct world *world, const struct speaker *speaker,
                     const struct link *to, unsigned prefix)
{
	neighbour_counts counts = told_part(world, speaker, to);
	int best = speaker->best[prefix];
	int of_part;

	if (best < 0 || counts == NULL)
		return best;
	of_part = best_of(world, speaker, prefix, counts);
	return of_part == BEST_NONE ? best : of_part;
}

/* Own routes of these have a MED, and policies change what they tell. */
static bool is_customers(const struct speaker *speaker)
{
	return lab_router_of(speaker->node->element) != NULL ||
	       lab_nva_of(speaker->node->element) != NULL;
}

/* update-group-no-split-horizon: an appliance that passes on and tells both instances the same
 * tells them all. */
static bool tells_sender(const struct speaker *speaker, const struct link *to)
{
	const struct lab_nva *nva = lab_nva_of(speaker->node->element);
	unsigned servers = 0;

	for (unsigned i = 0; i < speaker->link_count; i++)
		servers += tunnel_end_of(speaker, &speaker->links[i]) == NULL;
	return nva != NULL && nva->readvertise && !addr_is_set(&nva->next_hop) &&
	       nva->policy.export == NULL && servers > 1 && tunnel_end_of(speaker, to) == NULL;
}

/* What the gateway of a virtual hub tells circuits is of a virtual WAN. */
static bool is_told_for_wan(const struct news *news)
{
	return news->speaker->node->element->kind == LAB_GATEWAY &&
	       news->speaker->node->element->network->hub != NULL &&
	       far_kind(news->world, news->to) == LAB_CIRCUIT;
}

struct route tell(const struct world *world, const struct speaker *speaker, const struct link *to,
                  unsigned prefix)
{
	int best = told_best(world, speaker, to, prefix);
	bool internal = is_internal(world, speaker, to);
	struct news news = {world, speaker, to, .prefix = &world->prefixes[prefix]};
	struct route out = {0};
	struct route changed;

	if (best == BEST_NONE || !carries(world, speaker, to, news.prefix->addr.family))
		return out;
	news.from = best == BEST_OWN ? NULL : &speaker->links[best];
	news.route = best == BEST_OWN ? &speaker->own[prefix] : &news.from->in[prefix];
	if ((news.from == to && !tells_sender(speaker, to)) ||
	    !tells[speaker->node->element->kind](&news))
		return out;
	changed = *news.route;
	changed.local = news.from == NULL;
	if (is_customers(speaker) && !(internal && news.from != NULL)) {
		changed.has_med = news.from == NULL;
		changed.med = news.from == NULL ? changed.med : 0;
	}
	if (is_customers(speaker))
		news.route = &changed;
	if (!obey(policies_of(speaker, to)->export, speaker, to, news.prefix, &changed))
		return out;
	out.there = true;
	out.origin = news.route->origin;
	tell_path(&news, internal, &out);
	if (internal)
		tell_internal(&news, &out);
	out.virtual_wan = is_told_for_wan(&news) ||
	                  (news.route->virtual_wan && to->session->kind != PLAN_LINK_CIRCUIT);
	strcpy(out.communities, news.route->communities);
	out.next_hop = next_hop(&news, internal);
	return out;
}
