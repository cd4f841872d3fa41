/* Makes the tables that Azure's tools would show of what the model predicts. */
#include "query/capture/az_predict.h"

#include <inttypes.h>
#include <string.h>

#include "base/check.h"
#include "base/text.h"
#include "bgp/as_path.h"
#include "bgp/message.h"

static struct az_table *new_table(enum az_kind kind, struct arena *arena)
{
	struct az_table *table = arena_alloc(arena, sizeof(*table));

	CHECK(kind < AZ_KIND_COUNT);
	*table = (struct az_table){.kind = kind, .title = ""};
	return table;
}

static const char *addr_words(struct arena *arena, const struct addr *addr)
{
	char text[ADDR_TEXT_MAX];

	return arena_strdup(arena, addr_format(addr, text));
}

static const char *number_words(struct arena *arena, uint64_t number)
{
	return arena_printf(arena, "%" PRIu64, number);
}

static const char *path_words(struct arena *arena, struct span path)
{
	struct text text = {0};
	const char *kept;

	as_path_format(path, " ", &text);
	kept = arena_strdup(arena, text_str(&text));
	text_done(&text);
	return kept;
}

static void set_network(struct az_row *row, struct arena *arena, const struct prefix *prefix)
{
	char text[PREFIX_TEXT_MAX];

	row->key = *prefix;
	row->members[AZ_NETWORK] = arena_strdup(arena, prefix_format(prefix, text));
}

static void set_host(struct az_row *row, struct arena *arena, enum az_member member,
                     const struct addr *addr)
{
	CHECK(member < AZ_MEMBER_COUNT);
	row->key = prefix_make(addr, addr_bits(addr->family));
	row->members[member] = addr_words(arena, addr);
}

static const char *learned_origin(const struct snapshot_node *node,
                                  const struct snapshot_peer *peer)
{
	if (peer == NULL)
		return "Network";
	return peer->asn == node->asn ? "IBgp" : "EBgp";
}

static void add_learned(struct az_table *table, struct arena *arena,
                        const struct snapshot_node *node, const struct snapshot_path *path)
{
	struct az_row *row = az_table_add(table);
	const struct snapshot_peer *peer = path->peer < 0 ? NULL : &node->peers[path->peer];
	struct addr local = peer == NULL ? snapshot_own_address(node) : peer->local_address;

	row->node = node;
	row->peer = peer;
	row->path = path;
	set_network(row, arena, &path->prefix);
	row->members[AZ_AS_PATH] = path_words(arena, path->attrs->as_path);
	row->members[AZ_LOCAL_ADDRESS] = addr_words(arena, &local);
	row->members[AZ_NEXT_HOP] = peer == NULL ? "" : addr_words(arena, &path->attrs->next_hop);
	row->members[AZ_ORIGIN] = learned_origin(node, peer);
	row->members[AZ_SOURCE_PEER] = addr_words(arena, peer == NULL ? &local : &peer->address);
	row->members[AZ_WEIGHT] = number_words(arena, path->attrs->weight);
}

struct az_table *az_predict_learned(const struct snapshot_node *const *nodes, uint32_t count,
                                    struct arena *arena)
{
	struct az_table *table = new_table(AZ_LEARNED, arena);

	for (uint32_t i = 0; i < count; i++)
		for (uint32_t p = 0; p < nodes[i]->path_count; p++)
			add_learned(table, arena, nodes[i], &nodes[i]->paths[p]);
	az_table_settle(table, arena);
	return table;
}

struct az_table *az_predict_peering(const struct snapshot_node *const *nodes, uint32_t count,
                                    struct arena *arena)
{
	struct az_table *table = new_table(AZ_LEARNED, arena);

	for (uint32_t i = 0; i < count; i++) {
		for (uint32_t p = 0; p < nodes[i]->path_count; p++) {
			const struct snapshot_path *path = &nodes[i]->paths[p];

			if (path->peer >= 0 && nodes[i]->peers[path->peer].asn != nodes[i]->asn)
				add_learned(table, arena, nodes[i], path);
		}
	}
	az_table_settle(table, arena);
	return table;
}

static void add_advertised(struct az_table *table, struct arena *arena,
                           const struct snapshot_node *node, const struct snapshot_told *told)
{
	struct az_row *row = az_table_add(table);
	const struct snapshot_peer *peer = &node->peers[told->peer];

	CHECK(told->peer < node->peer_count);
	row->node = node;
	row->peer = peer;
	row->told = told;
	set_network(row, arena, &told->prefix);
	row->members[AZ_AS_PATH] = path_words(arena, told->attrs->as_path);
	row->members[AZ_LOCAL_ADDRESS] = addr_words(arena, &peer->local_address);
	row->members[AZ_NEXT_HOP] = addr_words(arena, &told->attrs->next_hop);
	row->members[AZ_ORIGIN] = "Igp";
	row->members[AZ_SOURCE_PEER] = "";
	row->members[AZ_WEIGHT] = "0";
}

struct az_table *az_predict_advertised(const struct snapshot_node *const *nodes, uint32_t count,
                                       const struct addr *address, struct arena *arena)
{
	struct az_table *table = new_table(AZ_ADVERTISED, arena);

	for (uint32_t i = 0; i < count; i++) {
		for (uint32_t t = 0; t < nodes[i]->told_count; t++) {
			const struct snapshot_told *told = &nodes[i]->told[t];
			const struct snapshot_peer *peer = &nodes[i]->peers[told->peer];

			if (address == NULL || addr_equal(&peer->address, address))
				add_advertised(table, arena, nodes[i], told);
		}
	}
	az_table_settle(table, arena);
	return table;
}

static uint32_t prefixes(const struct snapshot_peer *peer)
{
	return peer->accepted[ADDR_IPV4] + peer->accepted[ADDR_IPV6];
}

static const char *peer_state(const struct snapshot_peer *peer)
{
	if (peer->established)
		return "Connected";
	return strcmp(peer->state, "Idle") == 0 ? "Idle" : "Connecting";
}

/* Azure counts the routes that it shows as learned, and those only. */
static void add_peer(struct az_table *table, struct arena *arena, const struct snapshot_node *node,
                     const struct snapshot_peer *peer)
{
	struct az_row *row = az_table_add(table);
	char duration[AZ_DURATION_MAX];

	row->node = node;
	row->peer = peer;
	set_host(row, arena, AZ_NEIGHBOR, &peer->address);
	row->members[AZ_ASN] = number_words(arena, peer->asn);
	if (peer->established)
		row->members[AZ_CONNECTED_DURATION] =
		    arena_strdup(arena, az_time_span(peer->state_age_us, duration));
	row->members[AZ_LOCAL_ADDRESS] = addr_words(arena, &peer->local_address);
	row->members[AZ_MESSAGES_RECEIVED] = number_words(arena, peer->messages_in);
	row->members[AZ_MESSAGES_SENT] = number_words(arena, peer->messages_out);
	row->members[AZ_ROUTES_RECEIVED] = number_words(arena, prefixes(peer));
	row->members[AZ_STATE] = peer_state(peer);
}

/* A VPN gateway's instance shows itself, too (vpn-gateway-shows-itself). */
static void add_self(struct az_table *table, struct arena *arena, const struct snapshot_node *node)
{
	struct az_row *row = az_table_add(table);
	struct addr own = snapshot_own_address(node);

	row->node = node;
	set_host(row, arena, AZ_NEIGHBOR, &own);
	row->members[AZ_ASN] = number_words(arena, node->asn);
	row->members[AZ_LOCAL_ADDRESS] = row->members[AZ_NEIGHBOR];
	row->members[AZ_MESSAGES_RECEIVED] = "0";
	row->members[AZ_MESSAGES_SENT] = "0";
	row->members[AZ_ROUTES_RECEIVED] = "0";
	row->members[AZ_STATE] = "Unknown";
}

struct az_table *az_predict_peers(const struct snapshot_node *const *nodes, uint32_t count,
                                  struct arena *arena)
{
	struct az_table *table = new_table(AZ_PEERS, arena);

	for (uint32_t i = 0; i < count; i++) {
		if (nodes[i]->kind == LAB_VPN_GATEWAY)
			add_self(table, arena, nodes[i]);
		for (uint32_t p = 0; p < nodes[i]->peer_count; p++)
			add_peer(table, arena, nodes[i], &nodes[i]->peers[p]);
	}
	az_table_settle(table, arena);
	return table;
}

static uint32_t count_paths(const struct snapshot_node *node, uint32_t first)
{
	uint32_t count = 0;

	CHECK(first < node->path_count);
	for (uint32_t i = first; i < node->path_count; i++) {
		if (!prefix_equal(&node->paths[i].prefix, &node->paths[first].prefix))
			break;
		count += node->paths[i].verdict == RIB_PASS;
	}
	return count;
}

static const char *origin_letter(uint8_t origin)
{
	return origin == BGP_ORIGIN_IGP ? "I" : origin == BGP_ORIGIN_EGP ? "E" : "?";
}

/* The chosen one of several has a star; the only one has none. */
static void add_table_row(struct az_table *table, struct arena *arena,
                          const struct snapshot_node *node, uint32_t index)
{
	struct az_row *row = az_table_add(table);
	const struct snapshot_path *path = &node->paths[index];
	bool preferred = bgp_attrs_have(path->attrs, BGP_ATTR_LOCAL_PREF);

	row->node = node;
	row->peer = path->peer < 0 ? NULL : &node->peers[path->peer];
	row->path = path;
	set_network(row, arena, &path->prefix);
	row->members[AZ_LOC_PRF] = preferred ? number_words(arena, path->attrs->local_pref) : "";
	row->members[AZ_NEXT_HOP] = addr_words(arena, &path->attrs->next_hop);
	row->members[AZ_STAR] = path->best && count_paths(node, index) > 1 ? "*" : "";
	row->members[AZ_AS_PATH] = path_words(arena, path->attrs->as_path);
	row->members[AZ_ORIGIN] = origin_letter(path->attrs->origin);
	row->members[AZ_WEIGHT] = "0";
}

struct az_table *az_predict_route_table(const struct snapshot_node *node, struct arena *arena)
{
	struct az_table *table = new_table(AZ_ROUTE_TABLE, arena);

	for (uint32_t i = 0; i < node->path_count; i++)
		add_table_row(table, arena, node, i);
	az_table_settle(table, arena);
	return table;
}

static void add_summary(struct az_table *table, struct arena *arena,
                        const struct snapshot_node *node, const struct snapshot_peer *peer)
{
	struct az_row *row = az_table_add(table);
	char duration[AZ_DURATION_MAX];
	bool ever = peer->established || peer->messages_in > 0;

	row->node = node;
	row->peer = peer;
	set_host(row, arena, AZ_NEIGHBOR, &peer->address);
	row->members[AZ_ASN] = number_words(arena, peer->asn);
	row->members[AZ_STATE_PFX_RCD] = peer->established ? number_words(arena, prefixes(peer))
	                                                   : arena_strdup(arena, peer->state);
	row->members[AZ_UP_DOWN] =
	    ever ? arena_strdup(arena, az_up_down(peer->state_age_us, duration)) : "never";
	row->members[AZ_VERSION] = number_words(arena, BGP_VERSION);
}

struct az_table *az_predict_summary(const struct snapshot_node *node, struct arena *arena)
{
	struct az_table *table = new_table(AZ_SUMMARY, arena);

	for (uint32_t i = 0; i < node->peer_count; i++)
		add_summary(table, arena, node, &node->peers[i]);
	az_table_settle(table, arena);
	return table;
}

static void add_arp(struct az_table *table, struct arena *arena, const char *interface,
                    const struct addr *addr)
{
	struct az_row *row = az_table_add(table);

	set_host(row, arena, AZ_IP_ADDRESS, addr);
	row->members[AZ_INTERFACE] = interface;
}

struct az_table *az_predict_arp(const struct lab_circuit *circuit, enum lab_link link,
                                struct arena *arena)
{
	struct az_table *table = new_table(AZ_ARP, arena);

	CHECK(link < LAB_LINK_COUNT);
	struct addr customer = lab_customer_address(circuit, link, ADDR_IPV4);
	struct addr microsoft = lab_microsoft_address(circuit, link, ADDR_IPV4);

	add_arp(table, arena, "On-Prem", &customer);
	add_arp(table, arena, "Microsoft", &microsoft);
	az_table_settle(table, arena);
	return table;
}

static void add_effective(struct az_table *table, struct arena *arena,
                          const struct effective_route *route)
{
	struct az_row *row = az_table_add(table);

	row->effective = route;
	set_network(row, arena, &route->prefix);
	row->members[AZ_NEXT_HOP] =
	    addr_is_set(&route->address) ? addr_words(arena, &route->address) : "";
	row->members[AZ_NEXT_HOP_TYPE] = nic_next_hop_name(route->type);
	row->members[AZ_SOURCE] = nic_source_name(route->source);
	row->members[AZ_STATE] = route->active ? "Active" : "Invalid";
	row->members[AZ_NAME] = route->name != NULL ? route->name : "";
	row->members[AZ_DISABLE_PROPAGATION] = "false";
}

struct az_table *az_predict_effective(const struct effective *effective, struct arena *arena)
{
	struct az_table *table = new_table(AZ_EFFECTIVE, arena);

	for (uint32_t i = 0; i < effective->route_count; i++)
		add_effective(table, arena, &effective->routes[i]);
	az_table_settle(table, arena);
	return table;
}

/* Behind what a virtual hub's router finds a network: what --nextHopType says of it. */
struct hub_way {
	enum lab_kind kind;
	const char *type;
	const char *resource; /* of Microsoft.Network */
};

static const struct hub_way hub_ways[] = {
    {LAB_GATEWAY, "ExpressRouteGateway", "expressRouteGateways"},
    {LAB_VPN_GATEWAY, "VPN_S2S_Gateway", "vpnGateways"},
    {LAB_HUB, "Remote Hub", "virtualHubs"},
};

static const struct hub_way *hub_way_of(enum lab_kind kind)
{
	for (uint32_t i = 0; i < COUNT_OF(hub_ways); i++)
		if (hub_ways[i].kind == kind)
			return &hub_ways[i];
	return NULL;
}

static const char *resource_id(struct arena *arena, const struct snapshot *snapshot,
                               const char *type, const char *name)
{
	return arena_printf(arena,
	                    "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/%s/"
	                    "providers/Microsoft.Network/%s/%s",
	                    snapshot->lab, type, name);
}

static struct az_row *add_hub_row(struct az_table *table, struct arena *arena,
                                  const struct prefix *prefix, const char *type, const char *id)
{
	struct az_row *row = az_table_add(table);

	set_network(row, arena, prefix);
	row->members[AZ_NEXT_HOP_TYPE] = type;
	row->members[AZ_NEXT_HOP] = id;
	row->members[AZ_ROUTE_ORIGIN] = id;
	return row;
}

static void add_connected(struct az_table *table, struct arena *arena, const struct lab_hub *hub,
                          const struct snapshot *snapshot)
{
	for (uint32_t i = 0; i < hub->connected_count; i++) {
		const struct lab_vnet *vnet = hub->connected[i];
		const char *id = arena_printf(
		    arena, "%s/hubVirtualNetworkConnections/%s",
		    resource_id(arena, snapshot, "virtualHubs", hub->name), vnet->name);

		for (uint32_t p = 0; p < vnet->address_space.count; p++)
			add_hub_row(table, arena, &vnet->address_space.items[p],
			            "Virtual Network Connection", id);
	}
}

/* The gateway's two instances teach the same; Azure shows their prefix once. */
static void add_hub_paths(struct az_table *table, struct arena *arena,
                          const struct snapshot_node *router, const struct snapshot *snapshot)
{
	for (uint32_t i = 0; i < router->path_count; i++) {
		const struct snapshot_path *path = &router->paths[i];
		const struct snapshot_peer *peer;
		const struct snapshot_node *from;
		const struct hub_way *way;

		if (!path->best || path->peer < 0)
			continue;
		peer = &router->peers[path->peer];
		CHECK(peer->node < snapshot->node_count);
		from = &snapshot->nodes[peer->node];
		way = hub_way_of(from->kind);
		if (way == NULL || path->attrs->as_path.size == 0)
			continue;

		struct az_row *row =
		    add_hub_row(table, arena, &path->prefix, way->type,
		                resource_id(arena, snapshot, way->resource, from->element));
		row->node = router;
		row->peer = peer;
		row->path = path;
		row->members[AZ_AS_PATH] = path_words(arena, path->attrs->as_path);
	}
}

struct az_table *az_predict_hub(const struct lab_hub *hub, const struct snapshot *snapshot,
                                struct arena *arena)
{
	struct az_table *table = new_table(AZ_HUB_ROUTES, arena);
	const struct snapshot_node *router =
	    snapshot_find_node(snapshot, arena_printf(arena, "%s/router", hub->name));

	if (router != NULL)
		add_hub_paths(table, arena, router, snapshot);
	add_connected(table, arena, hub, snapshot);
	az_table_settle(table, arena);
	return table;
}
