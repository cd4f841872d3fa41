/* What a speaker takes, and which of it is best: one chain of comparisons. */
#include "tests/oracle/solver_world.h"

#include <string.h>

static bool only_microsoft(const struct route *route)
{
	for (unsigned i = 0; i < route->hops; i++) {
		if (route->path[i] != MICROSOFT)
			return false;
	}
	return true;
}

/* A gateway's switches for what comes from its circuits (remote-vnet-toggle, virtual-wan-toggle).
 */
static bool is_wanted(const struct world *world, const struct lab_gateway *gateway,
                      const struct link *link, const struct route *route)
{
	bool in_hub = gateway->vnet->hub != NULL;

	(void)world;
	if (link->session->kind != PLAN_LINK_GATEWAY)
		return true;
	if (route->virtual_wan)
		return in_hub || gateway->allow_virtual_wan_traffic;
	if (!only_microsoft(route))
		return true;
	return in_hub ? gateway->allow_virtual_wan_traffic : gateway->allow_remote_vnet_traffic;
}

static bool was_here(const struct speaker *speaker, const struct route *route)
{
	uint32_t id = speaker->node->conf.router_id;

	for (unsigned i = 0; i < route->cluster_count; i++) {
		if (route->clusters[i] == id)
			return true;
	}
	return route->reflected == id;
}

/* The gateway's network and those that use it know better what is inside them
 * (vpn-refuses-own-space). */
static bool is_within(const struct lab_vnet *vnet, const struct lab_vnet *hub,
                      const struct prefix *prefix)
{
	struct prefix space[SPACE_MAX];
	unsigned count = space_of(vnet, hub, space);

	for (unsigned i = 0; i < count; i++) {
		if (prefix_contains(&space[i], prefix))
			return true;
	}
	return false;
}

static bool is_inside(const struct world *world, const struct speaker *speaker,
                      const struct link *link, const struct prefix *prefix)
{
	const struct lab_vpn_gateway *gateway = lab_vpn_gateway_of(speaker->node->element);
	const struct lab *lab = world->plan->lab;

	if (gateway == NULL || link->session->kind != PLAN_LINK_TUNNEL)
		return false;
	for (uint32_t i = 0; i < lab->vnet_count; i++) {
		const struct lab_vnet *vnet = &lab->vnets[i];

		if ((vnet == gateway->vnet || hub_of(lab, vnet) == gateway->vnet) &&
		    is_within(vnet, gateway->vnet, prefix))
			return true;
	}
	return false;
}

bool acceptable(const struct world *world, const struct speaker *speaker, const struct link *link,
                unsigned prefix)
{
	const struct route *route = &link->in[prefix];
	unsigned self = 0;
	uint32_t metric;

	if (!route->there || route->refused || was_here(speaker, route))
		return false;
	for (unsigned i = 0; i < route->hops; i++)
		self += route->path[i] == speaker->node->conf.asn;
	if (lab_gateway_of(speaker->node->element) != NULL &&
	    (speaker->refused[prefix] || speaker->own[prefix].there ||
	     !is_wanted(world, lab_gateway_of(speaker->node->element), link, route)))
		return false;
	if (lab_vpn_gateway_of(speaker->node->element) != NULL &&
	    far_kind(world, link) == LAB_HUB && speaker->own[prefix].there)
		return false;
	if (is_inside(world, speaker, link, &world->prefixes[prefix]) ||
	    !router_reaches(world, speaker, &route->next_hop, &metric))
		return false;
	/* The MSEE takes its own AS from the customer (msee-accepts-own-as), so from other MSEEs
	 * too.
	 */
	return self == 0 || (lab_circuit_of(speaker->node->element) != NULL &&
	                     link->session->kind != PLAN_LINK_GATEWAY);
}

/* The weight of the gateway's own connection to who stands at the other end of the tunnel. */
static uint32_t tunnel_weight(const struct lab_vpn_gateway *gateway, const struct link *link)
{
	for (uint32_t i = 0; i < gateway->connection_count; i++) {
		const struct lab_vpn_connection *connection = &gateway->connections[i];

		if (connection->enable_bgp &&
		    addr_equal(&connection->local->bgp_address, &link->theirs))
			return connection->routing_weight;
	}
	return 0;
}

/* Learned-routes tables of Azure's gateways show these (gateway-weight). */
uint32_t weight_of(const struct world *world, const struct speaker *speaker,
                   const struct link *link)
{
	if (lab_gateway_of(speaker->node->element) != NULL)
		return lab_connection_of(link->session->element) == NULL
		           ? 32768
		           : 32769 + lab_connection_of(link->session->element)->routing_weight;
	if (lab_vpn_gateway_of(speaker->node->element) == NULL)
		return 0;
	if (far_kind(world, link) == LAB_GATEWAY)
		return 32769;
	if (far_kind(world, link) == LAB_HUB)
		return 32767; /* after its own tunnels */
	if (link->session->kind == PLAN_LINK_TUNNEL)
		return 32768 + tunnel_weight(lab_vpn_gateway_of(speaker->node->element), link);
	return 32768;
}

/* The usual 100, or as told over iBGP. */
uint32_t preference_of(const struct world *world, const struct speaker *speaker,
                       const struct link *link, const struct route *route)
{
	(void)world;
	(void)speaker;
	(void)link;
	return route->preference != 0 ? route->preference : 100;
}

/* What hub-routing-preference makes of where a route comes from: more is better. */
static unsigned rank_of(const struct world *world, const struct speaker *speaker,
                        const struct link *link)
{
	const struct plan_node *node = speaker->node;
	enum lab_kind kind = far_kind(world, link);

	if (lab_route_server_of(node->element) != NULL &&
	    lab_route_server_of(node->element)->preference == LAB_PREFER_EXPRESSROUTE)
		return kind == LAB_GATEWAY;
	if (lab_route_server_of(node->element) != NULL &&
	    lab_route_server_of(node->element)->preference == LAB_PREFER_VPN)
		return kind != LAB_GATEWAY;
	if (lab_hub_of(node->element) == NULL ||
	    lab_hub_of(node->element)->preference == LAB_PREFER_AS_PATH || kind == LAB_HUB)
		return 0;
	return kind == (lab_hub_of(node->element)->preference == LAB_PREFER_VPN ? LAB_VPN_GATEWAY
	                                                                        : LAB_GATEWAY)
	           ? 2
	           : 1;
}

/* Who taught it first, as far as is known (RFC 4456 section 9). */
static uint32_t id_of(const struct world *world, const struct link *link, const struct route *route)
{
	return route->reflected != 0 ? route->reflected : far_node(world, link)->conf.router_id;
}

/* The lower one wins. What comes before MED is compared first, among all. */
enum { BEFORE_MED = 5, AFTER_MED = 5 };

static void rank_before(const struct world *world, const struct speaker *speaker,
                        const struct link *link, unsigned prefix, uint32_t out[BEFORE_MED])
{
	const struct route *route = &link->in[prefix];

	out[0] = UINT32_MAX - weight_of(world, speaker, link);
	out[1] = UINT32_MAX - preference_of(world, speaker, link, route);
	out[2] = 2 - rank_of(world, speaker, link);
	out[3] = route->hops;
	out[4] = route->origin;
}

static void rank_after(const struct world *world, const struct speaker *speaker,
                       const struct link *link, unsigned prefix, uint32_t out[AFTER_MED])
{
	const struct route *route = &link->in[prefix];

	out[0] = is_internal(world, speaker, link);
	router_reaches(world, speaker, &route->next_hop, &out[1]);
	/* Of equals, the hub's own gateways before the other hub (S12a), ExpressRoute first. */
	out[2] = 0;
	if (lab_hub_of(speaker->node->element) != NULL)
		out[2] = link->session->kind == PLAN_LINK_HUBS      ? 2
		         : far_kind(world, link) == LAB_VPN_GATEWAY ? 1
		                                                    : 0;
	/* An MSEE takes the customer's of equal paths, not what a hub has by VPN. */
	if (lab_circuit_of(speaker->node->element) != NULL &&
	    link->session->kind == PLAN_LINK_GATEWAY)
		out[2] = far_node(world, link)->element->network->hub != NULL &&
		         far_node(world, link)->element->network->vpn_gateway != NULL;
	out[3] = id_of(world, link, route);
	out[4] = route->cluster_count;
}

static int compare(const uint32_t *a, const uint32_t *b, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		if (a[i] != b[i])
			return a[i] < b[i] ? -1 : 1;
	}
	return 0;
}

/* Takes out who has a worse rank before MED than another who is in. */
static void drop_worse(const struct world *world, const struct speaker *speaker, unsigned prefix,
                       bool *in)
{
	uint32_t lowest[BEFORE_MED];
	uint32_t rank[BEFORE_MED];

	memset(lowest, 0xff, sizeof(lowest));
	for (unsigned i = 0; i < speaker->link_count; i++) {
		if (!in[i])
			continue;
		rank_before(world, speaker, &speaker->links[i], prefix, rank);
		if (compare(rank, lowest, BEFORE_MED) < 0)
			memcpy(lowest, rank, sizeof(lowest));
	}
	for (unsigned i = 0; i < speaker->link_count; i++) {
		rank_before(world, speaker, &speaker->links[i], prefix, rank);
		in[i] = in[i] && compare(rank, lowest, BEFORE_MED) == 0;
	}
}

/* MED is compared between routes of one neighbour AS. */
static bool beaten_by_med(const struct speaker *speaker, unsigned prefix, const bool *in,
                          const struct route *route)
{
	for (unsigned i = 0; i < speaker->link_count; i++) {
		const struct route *other = &speaker->links[i].in[prefix];

		if (in[i] &&
		    (route->hops > 0 ? route->path[0] : 0) ==
		        (other->hops > 0 ? other->path[0] : 0) &&
		    other->med < route->med)
			return true;
	}
	return false;
}

static bool better(const struct world *world, const struct speaker *speaker, const struct link *x,
                   const struct link *y, unsigned prefix)
{
	uint32_t a[AFTER_MED];
	uint32_t b[AFTER_MED];
	int order;

	rank_after(world, speaker, x, prefix, a);
	rank_after(world, speaker, y, prefix, b);
	order = compare(a, b, AFTER_MED);
	return order != 0 ? order < 0 : memcmp(&x->theirs, &y->theirs, sizeof(x->theirs)) < 0;
}

int best_of(const struct world *world, const struct speaker *speaker, unsigned prefix,
            neighbour_counts counts)
{
	bool in[LINKS_MAX] = {false};
	int best = BEST_NONE;

	for (unsigned i = 0; i < speaker->link_count; i++) {
		const struct link *link = &speaker->links[i];

		in[i] = acceptable(world, speaker, link, prefix) &&
		        (counts == NULL || counts(world, speaker, link));
	}
	drop_worse(world, speaker, prefix, in);
	for (unsigned i = 0; i < speaker->link_count; i++) {
		const struct link *link = &speaker->links[i];

		if (!in[i] || beaten_by_med(speaker, prefix, in, &link->in[prefix]))
			continue;
		if (best == BEST_NONE ||
		    better(world, speaker, link, &speaker->links[best], prefix))
			best = (int)i;
	}
	return best;
}

void choose(const struct world *world, struct speaker *speaker, unsigned prefix)
{
	speaker->best[prefix] =
	    speaker->own[prefix].there ? BEST_OWN : best_of(world, speaker, prefix, NULL);
}
