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

bool acceptable(const struct world *world, const struct speaker *speaker, const struct link *link,
                unsigned prefix)
{
	const struct route *route = &link->in[prefix];
	unsigned self = 0;

	if (!route->there || route->refused || was_here(speaker, route))
		return false;
	for (unsigned i = 0; i < route->hops; i++)
		self += route->path[i] == speaker->node->conf.asn;
	if (lab_gateway_of(speaker->node->element) != NULL &&
	    (speaker->refused[prefix] || speaker->own[prefix].there ||
	     !is_wanted(world, lab_gateway_of(speaker->node->element), link, route)))
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
	if (lab_hub_of(node->element) != NULL &&
	    lab_hub_of(node->element)->preference != LAB_PREFER_AS_PATH)
		return kind == LAB_GATEWAY;
	return 0;
}

/* Who taught it first, as far as is known (RFC 4456 section 9). */
static uint32_t id_of(const struct world *world, const struct link *link, const struct route *route)
{
	return route->reflected != 0 ? route->reflected : far_node(world, link)->conf.router_id;
}

/* MED is compared between routes of one neighbour AS. All neighbours of a speaker that can tie on
 * length share one, but at an MSEE, where gateways never send one: so pairs can be compared. */
static bool better(const struct world *world, const struct speaker *speaker, const struct link *x,
                   const struct link *y, unsigned prefix)
{
	const struct route *a = &x->in[prefix];
	const struct route *b = &y->in[prefix];
	const struct {
		uint32_t a, b; /* the lower one wins */
	} chain[] = {
	    {weight_of(world, speaker, y), weight_of(world, speaker, x)},
	    {preference_of(world, speaker, y, b), preference_of(world, speaker, x, a)},
	    {rank_of(world, speaker, y), rank_of(world, speaker, x)},
	    {a->hops, b->hops},
	    {a->origin, b->origin},
	    {a->hops > 0 && b->hops > 0 && a->path[0] == b->path[0] ? a->med : 0,
	     a->hops > 0 && b->hops > 0 && a->path[0] == b->path[0] ? b->med : 0},
	    {is_internal(world, speaker, x), is_internal(world, speaker, y)},
	    /* Of equals, the hub's own gateway before the other hub (S12a). */
	    {x->session->kind == PLAN_LINK_HUBS, y->session->kind == PLAN_LINK_HUBS},
	    {id_of(world, x, a), id_of(world, y, b)},
	    {a->cluster_count, b->cluster_count},
	};

	for (unsigned i = 0; i < sizeof(chain) / sizeof(chain[0]); i++) {
		if (chain[i].a != chain[i].b)
			return chain[i].a < chain[i].b;
	}
	return memcmp(&x->theirs, &y->theirs, sizeof(x->theirs)) < 0;
}

int best_of(const struct world *world, const struct speaker *speaker, unsigned prefix,
            neighbour_counts counts)
{
	int best = BEST_NONE;

	for (unsigned i = 0; i < speaker->link_count; i++) {
		const struct link *link = &speaker->links[i];

		if (!acceptable(world, speaker, link, prefix) ||
		    (counts != NULL && !counts(world, speaker, link)))
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
