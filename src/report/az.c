/* Writes tables and sessions in the shapes of the Azure CLI. Members stand in its order, which is
 * that of the alphabet. */
#include "report/az.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/check.h"
#include "base/instant.h"
#include "bgp/as_path.h"
#include "bgp/message.h"
#include "report/json.h"

/* az scrapes the tables of MSEEs from their screens: a line break and the blanks before the next
 * line stay at the end of a path (FACTS 8). */
static const char path_tail[] = "\n                    ";

static cJSON *new_list(cJSON **document)
{
	*document = cJSON_CreateObject();
	return cJSON_AddArrayToObject(*document, "value");
}

static void add_path(cJSON *object, const char *member, struct span path, const char *separator,
                     const char *tail)
{
	struct text text = {0};

	as_path_format(path, separator, &text);
	text_add(&text, tail);
	json_text(object, member, text_str(&text));
	text_done(&text);
}

/* The address by which a gateway instance is known to its peers (FACTS 1.2). */
static struct addr own_address(const struct snapshot_node *node)
{
	if (node->peer_count > 0)
		return node->peers[0].local_address;
	return addr_v4(node->router_id);
}

static const char *learned_origin(const struct snapshot_node *node,
                                  const struct snapshot_peer *peer)
{
	if (peer == NULL)
		return "Network";
	return peer->asn == node->asn ? "IBgp" : "EBgp";
}

static cJSON *learned_route(const struct snapshot_node *node, const struct snapshot_path *path)
{
	const struct snapshot_peer *peer = path->peer < 0 ? NULL : &node->peers[path->peer];
	struct addr local = peer == NULL ? own_address(node) : peer->local_address;
	cJSON *object = cJSON_CreateObject();

	add_path(object, "asPath", path->attrs->as_path, "-", "");
	json_addr(object, "localAddress", &local);
	json_prefix(object, "network", &path->prefix);
	if (peer != NULL)
		json_addr(object, "nextHop", &path->attrs->next_hop);
	json_text(object, "origin", learned_origin(node, peer));
	json_addr(object, "sourcePeer", peer == NULL ? &local : &peer->address);
	json_number(object, "weight", path->attrs->weight);
	return object;
}

static cJSON *learned_routes(const struct snapshot_node *node, const struct rib_select *select,
                             const struct addr *unused)
{
	cJSON *document;
	cJSON *list = new_list(&document);

	(void)unused;
	for (uint32_t i = 0; i < node->path_count; i++) {
		if (rib_select_path(select, &node->paths[i]))
			cJSON_AddItemToArray(list, learned_route(node, &node->paths[i]));
	}
	return document;
}

static cJSON *advertised_route(const struct snapshot_peer *peer, const struct snapshot_told *told)
{
	cJSON *object = cJSON_CreateObject();

	add_path(object, "asPath", told->attrs->as_path, "-", "");
	json_addr(object, "localAddress", &peer->local_address);
	json_prefix(object, "network", &told->prefix);
	json_addr(object, "nextHop", &told->attrs->next_hop);
	json_text(object, "origin", "Igp");
	cJSON_AddNullToObject(object, "sourcePeer");
	json_number(object, "weight", 0);
	return object;
}

static cJSON *advertised_routes(const struct snapshot_node *node, const struct rib_select *select,
                                const struct addr *address)
{
	cJSON *document;
	cJSON *list = new_list(&document);

	CHECK(address != NULL);
	for (uint32_t i = 0; i < node->told_count; i++) {
		const struct snapshot_told *told = &node->told[i];
		const struct snapshot_peer *peer = &node->peers[told->peer];

		if (addr_equal(&peer->address, address) && rib_select_told(select, told))
			cJSON_AddItemToArray(list, advertised_route(peer, told));
	}
	return document;
}

static uint32_t count_paths(const struct snapshot_node *node, uint32_t first)
{
	uint32_t count = 0;

	for (uint32_t i = first; i < node->path_count; i++) {
		if (!prefix_equal(&node->paths[i].prefix, &node->paths[first].prefix))
			break;
		count += node->paths[i].verdict == RIB_PASS;
	}
	return count;
}

/* The chosen one of several has a star; the only one has none. */
static cJSON *table_row(const struct snapshot_path *path, bool starred)
{
	cJSON *object = cJSON_CreateObject();
	char tail[sizeof(path_tail) + 2];
	char next_hop[ADDR_TEXT_MAX];
	char text[ADDR_TEXT_MAX + 16];

	snprintf(tail, sizeof(tail), " %c%s", toupper(bgp_origin_mark(path->attrs->origin)[0]),
	         path_tail);
	snprintf(text, sizeof(text), "%" PRIu32, path->attrs->local_pref);
	json_text(object, "locPrf", bgp_attrs_have(path->attrs, BGP_ATTR_LOCAL_PREF) ? text : "");
	json_prefix(object, "network", &path->prefix);
	snprintf(text, sizeof(text), "%s%s", addr_format(&path->attrs->next_hop, next_hop),
	         starred ? "*" : "");
	json_text(object, "nextHop", text);
	add_path(object, "path", path->attrs->as_path, " ", tail);
	json_number(object, "weight", 0);
	return object;
}

static cJSON *route_tables(const struct snapshot_node *node, const struct rib_select *select,
                           const struct addr *unused)
{
	cJSON *document;
	cJSON *list = new_list(&document);

	(void)unused;
	for (uint32_t i = 0; i < node->path_count; i++) {
		const struct snapshot_path *path = &node->paths[i];

		if (rib_select_path(select, path))
			cJSON_AddItemToArray(
			    list, table_row(path, path->best && count_paths(node, i) > 1));
	}
	return document;
}

const char *az_time_span(int64_t us, char out[AZ_DURATION_MAX])
{
	int64_t s = us < 0 ? 0 : us / US_PER_S;
	int64_t rest = us < 0 ? 0 : us % US_PER_S;
	int64_t days = s / 86400;
	char date[24] = "";

	if (days > 0)
		snprintf(date, sizeof(date), "%" PRId64 ".", days);
	snprintf(out, AZ_DURATION_MAX, "%s%02" PRId64 ":%02" PRId64 ":%02" PRId64 ".%07" PRId64,
	         date, s / 3600 % 24, s / 60 % 60, s % 60, rest * 10);
	return out;
}

const char *az_up_down(int64_t us, char out[AZ_DURATION_MAX])
{
	int64_t s = us < 0 ? 0 : us / US_PER_S;
	int64_t hours = s / 3600;
	int64_t days = hours / 24;

	if (hours == 0)
		snprintf(out, AZ_DURATION_MAX, "%02" PRId64 ":%02" PRId64, s / 60, s % 60);
	else if (days == 0)
		snprintf(out, AZ_DURATION_MAX, "%02" PRId64 ":%02" PRId64 ":%02" PRId64, hours,
		         s / 60 % 60, s % 60);
	else if (days < 7)
		snprintf(out, AZ_DURATION_MAX, "%" PRId64 "d%02" PRId64 "h", days, hours % 24);
	else
		snprintf(out, AZ_DURATION_MAX, "%" PRId64 "w%" PRId64 "d", days / 7, days % 7);
	return out;
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

/* Azure counts the routes that it shows as learned, and those only (FACTS 1.4 rule 6). */
static cJSON *peer_status(const struct snapshot_peer *peer)
{
	cJSON *object = cJSON_CreateObject();
	char duration[AZ_DURATION_MAX];

	json_number(object, "asn", peer->asn);
	if (peer->established)
		json_text(object, "connectedDuration", az_time_span(peer->state_age_us, duration));
	else
		cJSON_AddNullToObject(object, "connectedDuration");
	json_addr(object, "localAddress", &peer->local_address);
	json_number(object, "messagesReceived", (int64_t)peer->messages_in);
	json_number(object, "messagesSent", (int64_t)peer->messages_out);
	json_addr(object, "neighbor", &peer->address);
	json_number(object, "routesReceived", prefixes(peer));
	json_text(object, "state", peer_state(peer));
	return object;
}

static cJSON *summary_row(const struct snapshot_peer *peer)
{
	cJSON *object = cJSON_CreateObject();
	char duration[AZ_DURATION_MAX];
	char count[16];
	bool ever = peer->established || peer->messages_in > 0;

	snprintf(count, sizeof(count), "%" PRIu32, prefixes(peer));
	json_number(object, "as", peer->asn);
	json_addr(object, "neighbor", &peer->address);
	json_text(object, "statePfxRcd", peer->established ? count : peer->state);
	json_text(object, "upDown", ever ? az_up_down(peer->state_age_us, duration) : "never");
	json_number(object, "v", BGP_VERSION);
	return object;
}

static cJSON *peer_list(const struct snapshot_node *node,
                        cJSON *(*row)(const struct snapshot_peer *peer))
{
	cJSON *document;
	cJSON *list = new_list(&document);

	for (uint32_t i = 0; i < node->peer_count; i++)
		cJSON_AddItemToArray(list, row(&node->peers[i]));
	return document;
}

/* What az can show of one kind of node. */
struct az_shape {
	const char *role;
	const char *tables[RIB_SELECT_ADJ_OUT + 1]; /* commands */
	cJSON *(*write[RIB_SELECT_ADJ_OUT + 1])(const struct snapshot_node *node,
	                                        const struct rib_select *select,
	                                        const struct addr *peer);
	const char *peers; /* command */
	cJSON *(*write_peer)(const struct snapshot_peer *peer);
};

static const struct az_shape shapes[] = {
    {
	.role = "er-gateway",
	.tables = {"network vnet-gateway list-learned-routes",
                   "network vnet-gateway list-learned-routes",
                   "network vnet-gateway list-advertised-routes"},
	.write = {learned_routes, learned_routes, advertised_routes},
	.peers = "network vnet-gateway list-bgp-peer-status",
	.write_peer = peer_status,
    },
    {
	.role = "msee",
	.tables = {"network express-route list-route-tables", NULL, NULL},
	.write = {route_tables, NULL, NULL},
	.peers = "network express-route list-route-tables-summary",
	.write_peer = summary_row,
    },
};

static const struct az_shape *shape_of(const struct snapshot_node *node)
{
	for (uint32_t i = 0; i < COUNT_OF(shapes); i++) {
		if (strcmp(shapes[i].role, node->role) == 0)
			return &shapes[i];
	}
	return NULL;
}

const char *az_rib_command(const struct snapshot_node *node, enum rib_select_table table)
{
	const struct az_shape *shape = shape_of(node);

	return shape == NULL ? NULL : shape->tables[table];
}

const char *az_peers_command(const struct snapshot_node *node)
{
	const struct az_shape *shape = shape_of(node);

	return shape == NULL ? NULL : shape->peers;
}

cJSON *az_rib(const struct snapshot_node *node, const struct rib_select *select,
              const struct addr *peer)
{
	const struct az_shape *shape = shape_of(node);
	struct rib_select here = rib_select_for(select, node);

	if (shape == NULL || shape->write[select->table] == NULL)
		return NULL;
	return shape->write[select->table](node, &here, peer);
}

cJSON *az_peers(const struct snapshot_node *node)
{
	const struct az_shape *shape = shape_of(node);

	return shape == NULL ? NULL : peer_list(node, shape->write_peer);
}

static cJSON *effective_route(const struct effective_route *route)
{
	cJSON *object = cJSON_CreateObject();
	char text[PREFIX_TEXT_MAX];
	cJSON *list = cJSON_AddArrayToObject(object, "addressPrefix");

	cJSON_AddItemToArray(list, cJSON_CreateString(prefix_format(&route->prefix, text)));
	cJSON_AddFalseToObject(object, "disableBgpRoutePropagation");
	cJSON_AddNullToObject(object, "name");
	list = cJSON_AddArrayToObject(object, "nextHopIpAddress");
	if (addr_is_set(&route->address))
		cJSON_AddItemToArray(list, cJSON_CreateString(addr_format(&route->address, text)));
	json_text(object, "nextHopType", effective_next_hop_name(route->type));
	json_text(object, "source", effective_source_name(route->source));
	json_text(object, "state", route->active ? "Active" : "Invalid");
	return object;
}

cJSON *az_effective(const struct effective *effective)
{
	cJSON *document;
	cJSON *list = new_list(&document);

	for (uint32_t i = 0; i < effective->route_count; i++)
		cJSON_AddItemToArray(list, effective_route(&effective->routes[i]));
	return document;
}
