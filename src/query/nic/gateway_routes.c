/* Merges the tables of a network's gateways and Route Server. */
#include "query/nic/gateway_routes.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "bgp/as_path.h"
#include "query/nic/hub_routes.h"

/* The instances of an ExpressRoute gateway, a VPN gateway and a Route Server. */
enum { TABLES_MAX = LAB_SERVING_MAX * LAB_INSTANCES, HOPS_MAX = 64 };

/* What is left of the table of one speaker. */
struct cursor {
	const struct fib *fib;
	uint32_t node;
	uint32_t at;
};

struct merger {
	struct fabric *fabric;
	const struct lab_vnet *vnet; /* that serves */
	struct cursor cursors[TABLES_MAX];
	uint32_t cursor_count;
	struct fib_hop hops[HOPS_MAX]; /* of the prefix at hand */
	uint32_t hop_count;
	struct fib *out;
};

static void add_table(struct merger *merger, uint32_t node)
{
	if (node == FIB_NONE)
		return;
	CHECK(merger->cursor_count < TABLES_MAX);
	merger->cursors[merger->cursor_count++] =
	    (struct cursor){.fib = fabric_fib(merger->fabric, node), .node = node};
}

static const struct fib_entry *peek(const struct cursor *cursor)
{
	return cursor->at < cursor->fib->count ? &cursor->fib->entries[cursor->at] : NULL;
}

/* The lowest prefix that a table has yet; NULL at the end of all. */
static const struct prefix *lowest(const struct merger *merger)
{
	const struct prefix *out = NULL;

	for (uint32_t i = 0; i < merger->cursor_count; i++) {
		const struct fib_entry *entry = peek(&merger->cursors[i]);

		if (entry != NULL && (out == NULL || prefix_compare(&entry->prefix, out) < 0))
			out = &entry->prefix;
	}
	return out;
}

static bool is_taken(const struct merger *merger, uint32_t node)
{
	for (uint32_t i = 0; i < merger->hop_count; i++) {
		if (merger->hops[i].node == node)
			return true;
	}
	return false;
}

static void take_hop(struct merger *merger, struct fib_hop hop)
{
	if (merger->hop_count < HOPS_MAX && !is_taken(merger, hop.node))
		merger->hops[merger->hop_count++] = hop;
}

/* Address space of a local network gateway stands behind the own route; or, where no ExpressRoute
 * gateway is beside, it is to the other end of a connection with BGP (nic-vpn-peer-hosts). */
static bool is_listed(const struct lab_vpn_connection *connection, const struct prefix *prefix)
{
	const struct lab_local_gateway *local = connection->local;

	for (uint32_t i = 0; i < local->address_space.count; i++)
		if (prefix_equal(&local->address_space.items[i], prefix))
			return true;
	return connection->enable_bgp && connection->gateway->vnet->gateway == NULL &&
	       prefix->length == addr_bits(prefix->addr.family) &&
	       addr_equal(&local->bgp_address, &prefix->addr);
}

/* The own route of a VPN gateway that interfaces list. */
static const struct snapshot_path *static_route(const struct fabric_node *node,
                                                const struct prefix *prefix)
{
	const struct lab_vpn_gateway *gateway = lab_vpn_gateway_of(node->element);
	bool found = false;

	for (uint32_t i = 0; gateway != NULL && i < gateway->connection_count; i++)
		found |= is_listed(&gateway->connections[i], prefix);
	for (uint32_t i = 0; found && i < node->node->path_count; i++) {
		if (node->node->paths[i].peer < 0 &&
		    prefix_equal(&node->node->paths[i].prefix, prefix))
			return &node->node->paths[i];
	}
	return NULL;
}

/* How a NIC gets to where a table of its network leads. */
enum lead {
	LEADS_STRAIGHT, /* to an MSEE, to an appliance, to an instance of the network's VPN gateway
	                 */
	LEADS_BY_TUNNEL,
	LEADS_NOWHERE, /* a speaker that only hands on: the table of another has it */
};

/* The appliance stands at the other end of one of the gateway's connections. */
static bool ends_tunnel_of(const struct lab_vpn_gateway *gateway, const struct lab_nva *nva)
{
	for (uint32_t i = 0; gateway != NULL && nva != NULL && i < gateway->connection_count; i++) {
		if (gateway->connections[i].local->nva == nva)
			return true;
	}
	return false;
}

/* A NIC knows nothing of tunnels: the instance that has one is the next hop. An appliance's route
 * by the Route Server leads to where it says, not into a tunnel: the Route Server's own table has
 * it. */
static enum lead lead_of(const struct merger *merger, const struct lab_element *self,
                         const struct lab_element *next)
{
	const struct lab_vpn_gateway *sibling = lab_vpn_gateway_of(next);

	if (ends_tunnel_of(lab_vpn_gateway_of(self), lab_nva_of(next)))
		return LEADS_BY_TUNNEL;
	if (lab_circuit_of(next) != NULL || lab_nva_of(next) != NULL ||
	    (sibling != NULL && sibling->vnet == merger->vnet))
		return LEADS_STRAIGHT;
	return lab_vpn_gateway_of(self) != NULL && lab_route_server_of(next) == NULL
	           ? LEADS_BY_TUNNEL
	           : LEADS_NOWHERE;
}

static void take_entry(struct merger *merger, const struct cursor *cursor,
                       const struct fib_entry *entry)
{
	const struct fabric_node *nodes = merger->fabric->nodes;
	const struct fabric_node *self = &nodes[cursor->node];
	const struct snapshot_path *own =
	    entry->hop_count == 0 ? static_route(self, &entry->prefix) : NULL;

	if (own != NULL)
		take_hop(merger, (struct fib_hop){.node = cursor->node,
		                                  .attrs = own->attrs,
		                                  .holder = cursor->node});
	for (uint32_t i = 0; i < entry->hop_count; i++) {
		struct fib_hop hop = cursor->fib->hops[entry->hop + i];
		enum lead lead = lead_of(merger, self->element, nodes[hop.node].element);

		if (lead == LEADS_BY_TUNNEL) {
			hop.node = cursor->node;
			hop.address = (struct addr){0};
		}
		if (lead != LEADS_NOWHERE)
			take_hop(merger, hop);
	}
}

static void gather(struct merger *merger, const struct prefix *prefix)
{
	merger->hop_count = 0;
	for (uint32_t i = 0; i < merger->cursor_count; i++) {
		const struct fib_entry *entry = peek(&merger->cursors[i]);

		if (entry == NULL || !prefix_equal(&entry->prefix, prefix))
			continue;
		CHECK(merger->cursors[i].node < merger->fabric->node_count);
		take_entry(merger, &merger->cursors[i], entry);
		merger->cursors[i].at++;
	}
}

static bool is_by_expressroute(const struct merger *merger, const struct fib_hop *hop)
{
	return lab_circuit_of(merger->fabric->nodes[hop->node].element) != NULL;
}

/* Of equal prefixes ExpressRoute, VPN and appliances, or the shorter path first
 * (route-server-preference). Less is better. */
static uint64_t rank(const struct merger *merger, const struct fib_hop *hop)
{
	const struct lab_route_server *server = merger->vnet->route_server;
	enum lab_routing_preference preference =
	    server == NULL ? LAB_PREFER_EXPRESSROUTE : server->preference;
	bool expressroute = is_by_expressroute(merger, hop);
	uint64_t length = as_path_length(hop->attrs->as_path);

	/* Of a gateway's own choice among circuits nothing is lost: it weighs connections. */
	if (preference == LAB_PREFER_AS_PATH)
		return 2 * length + !expressroute;
	if (expressroute)
		return lab_preference_favours(preference, true) ? 0 : UINT64_MAX;
	return 1 + length;
}

/* Keeps the best. Beside a Route Server a NIC has one next hop for a prefix of ExpressRoute
 * (route-server-one-next-hop). */
static void choose(struct merger *merger)
{
	const struct lab_route_server *server = merger->vnet->route_server;
	uint64_t best = UINT64_MAX;
	uint32_t kept = 0;

	for (uint32_t i = 0; i < merger->hop_count; i++) {
		uint64_t value = rank(merger, &merger->hops[i]);

		best = value < best ? value : best;
	}
	for (uint32_t i = 0; i < merger->hop_count; i++) {
		if (rank(merger, &merger->hops[i]) == best)
			merger->hops[kept++] = merger->hops[i];
	}
	CHECK(kept > 0 || merger->hop_count == 0);
	merger->hop_count = kept;
	if (server != NULL && !server->expressroute_ecmp && kept > 1 &&
	    is_by_expressroute(merger, &merger->hops[0]))
		merger->hop_count = 1;
}

static void put(struct merger *merger, const struct prefix *prefix)
{
	struct fib *out = merger->out;

	if (merger->hop_count == 0)
		return;
	CHECK(out->count == 0 || prefix_compare(&out->entries[out->count - 1].prefix, prefix) < 0);
	out->entries[out->count++] = (struct fib_entry){
	    .prefix = *prefix, .hop = out->hop_count, .hop_count = merger->hop_count};
	memcpy(&out->hops[out->hop_count], merger->hops, merger->hop_count * sizeof(*merger->hops));
	out->hop_count += merger->hop_count;
}

static struct fib *merge(struct merger *merger)
{
	struct arena *arena = merger->fabric->arena;
	size_t entries = 1;
	size_t hops = 1;
	const struct prefix *prefix;

	for (uint32_t i = 0; i < merger->cursor_count; i++) {
		entries += merger->cursors[i].fib->count;
		hops += merger->cursors[i].fib->count + merger->cursors[i].fib->hop_count;
	}
	merger->out = arena_alloc(arena, sizeof(*merger->out));
	merger->out->entries = arena_alloc(arena, entries * sizeof(*merger->out->entries));
	merger->out->hops = arena_alloc(arena, hops * sizeof(*merger->out->hops));
	while ((prefix = lowest(merger)) != NULL) {
		struct prefix at = *prefix;

		gather(merger, &at);
		choose(merger);
		put(merger, &at);
	}
	CHECK(merger->out->count <= entries && merger->out->hop_count <= hops);
	fib_link(merger->out);
	return merger->out;
}

/* The entry for the very prefix, or NULL. */
static const struct fib_entry *entry_of(const struct fib *fib, const struct prefix *prefix)
{
	const struct fib_entry *entry = fib_lookup(fib, &prefix->addr);

	while (entry != NULL && entry->prefix.length > prefix->length)
		entry = entry->covering == FIB_NONE ? NULL : &fib->entries[entry->covering];
	CHECK(entry == NULL || entry->prefix.length <= prefix->length);
	return entry != NULL && prefix_equal(&entry->prefix, prefix) ? entry : NULL;
}

static bool is_among(const struct fib_hop *const hops[], uint32_t count, uint32_t node)
{
	for (uint32_t i = 0; i < count; i++)
		if (hops[i]->node == node)
			return true;
	return false;
}

uint32_t gateway_hub_hops(struct fabric *fabric, const struct lab_hub *hub,
                          const struct prefix *prefix, const struct fib_hop *hops[], uint32_t room)
{
	const struct lab_gateway *gateway = hub->vnet->gateway;
	uint32_t count = 0;

	for (uint32_t k = 0; k < LAB_INSTANCES; k++) {
		uint32_t node =
		    gateway == NULL ? FIB_NONE : fabric_node_of(fabric, gateway->element, k);
		const struct fib *fib = node == FIB_NONE ? NULL : fabric_fib(fabric, node);
		const struct fib_entry *entry = fib == NULL ? NULL : entry_of(fib, prefix);

		for (uint32_t i = 0; entry != NULL && i < entry->hop_count && count < room; i++) {
			const struct fib_hop *hop = &fib->hops[entry->hop + i];

			if (lab_circuit_of(fabric->nodes[hop->node].element) != NULL &&
			    !is_among(hops, count, hop->node))
				hops[count++] = hop;
		}
	}
	return count;
}

/* What the network's speakers have is looked at. False when another fabric's answer does not hold
 * here. A virtual hub's rests on other hubs, too. */
static bool touch_speakers(struct fabric *fabric, const struct lab_vnet *serving)
{
	const struct lab_element *speakers[LAB_SERVING_MAX];
	uint32_t count = lab_serving_elements(serving, speakers);
	bool unchanged = !lab_vnet_is_hub(serving);

	if (lab_vnet_is_hub(serving))
		fabric_touch_all(fabric);
	for (uint32_t i = 0; i < count; i++) {
		for (uint32_t k = 0; k < LAB_INSTANCES; k++) {
			uint32_t node = fabric_node_of(fabric, speakers[i], k);

			if (node == FIB_NONE)
				continue;
			fabric_touch(fabric, node);
			unchanged &= fabric_is_unchanged(fabric, node);
		}
	}
	return unchanged;
}

const struct fib *gateway_routes(struct fabric *fabric, const struct lab_vnet *vnet)
{
	const struct lab_vnet *serving = lab_serving_vnet(vnet);
	struct merger merger = {.fabric = fabric, .vnet = serving};
	const struct lab_element *speakers[LAB_SERVING_MAX];
	uint32_t count;
	struct fib **made;

	if (serving == NULL)
		return NULL;
	CHECK(serving->index < fabric->lab->vnet_count);
	/* The networks of a hub need not all be associated to one route table. */
	uint32_t key = lab_vnet_is_hub(serving) ? vnet->index : serving->index;
	made = &fabric->gateway_routes[key];
	bool unchanged = touch_speakers(fabric, serving);
	if (*made == NULL && unchanged)
		*made = fabric->before->gateway_routes[key];
	if (*made != NULL)
		return *made;
	if (lab_vnet_is_hub(serving) &&
	    fabric_node_of(fabric, serving->hub->element, 0) != FIB_NONE) {
		*made = hub_routes(fabric, serving->hub, hub_table_of(vnet, serving->hub));
		return *made;
	}
	count = lab_serving_elements(serving, speakers);
	for (uint32_t i = 0; i < count; i++) {
		for (uint32_t k = 0; k < LAB_INSTANCES; k++)
			add_table(&merger, fabric_node_of(fabric, speakers[i], k));
	}
	*made = merge(&merger);
	return *made;
}
