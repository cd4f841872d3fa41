/* Writes the tables of a node as FRR's JSON. */
#include "report/rib_json.h"

#include <stdlib.h>

#include "bgp/as_path.h"
#include "bgp/attr_members.h"
#include "report/frame/json.h"
#include "report/frr.h"
#include "topo/plan/plan_words.h"

enum { DEFAULT_LOCAL_PREF = 100 };

static void add_as_path(cJSON *object, struct span path)
{
	struct text text = {0};

	as_path_format(path, " ", &text);
	json_text(object, "path", text_str(&text));
	text_done(&text);
}

static void add_details(cJSON *object, const struct bgp_attrs *attrs)
{
	struct bgp_member_writer members = json_member_writer(object);

	bgp_attrs_write_details(attrs, &members);
}

static void add_preferences(cJSON *object, const struct bgp_attrs *attrs)
{
	if (bgp_attrs_have(attrs, BGP_ATTR_MED))
		json_number(object, "metric", attrs->med);
	if (bgp_attrs_have(attrs, BGP_ATTR_LOCAL_PREF))
		json_number(object, "locPrf", attrs->local_pref);
	json_number(object, "weight", attrs->weight);
}

static void add_next_hop(cJSON *object, const struct snapshot_node *node,
                         const struct snapshot_path *path)
{
	cJSON *list = cJSON_AddArrayToObject(object, "nexthops");
	cJSON *hop = cJSON_CreateObject();

	json_addr(hop, "ip", &path->attrs->next_hop);
	json_text(hop, "hostname", path->peer < 0 ? node->name : node->peers[path->peer].name);
	json_text(hop, "afi", frr_afi(path->attrs->next_hop.family));
	json_flag(hop, "used", path->verdict == RIB_PASS);
	cJSON_AddItemToArray(list, hop);
}

static void add_network(cJSON *object, const char *address_member, const struct prefix *prefix)
{
	json_addr(object, address_member, &prefix->addr);
	json_number(object, "prefixLen", prefix->length);
	json_prefix(object, "network", prefix);
}

/* What FRR's table does not say. */
static void add_own_members(cJSON *object, const struct snapshot_node *node,
                            const struct snapshot_path *path)
{
	cJSON *own = cJSON_AddObjectToObject(object, "hairpin");

	if (path->peer >= 0)
		json_text(own, "from", node->peers[path->peer].name);
	if (path->best)
		json_text(own, "why", rib_step_name(path->why));
	if (path->verdict != RIB_PASS) {
		json_text(own, "rejected", plan_verdict_name(path->verdict));
		json_text(own, "reason", plan_verdict_text(path->verdict));
	}
	add_details(own, path->attrs);
}

/* FRR calls the best path so only if there are others. */
static bool has_equals(const struct snapshot_node *node, const struct snapshot_path *path)
{
	const struct snapshot_path *next = path + 1;

	if (!path->best)
		return path->multipath;
	return next < node->paths + node->path_count && next->multipath &&
	       prefix_equal(&next->prefix, &path->prefix);
}

static cJSON *path_object(const struct snapshot_node *node, const struct snapshot_path *path)
{
	cJSON *object = cJSON_CreateObject();
	const struct snapshot_peer *peer = path->peer < 0 ? NULL : &node->peers[path->peer];

	json_flag(object, "valid", path->verdict == RIB_PASS);
	json_flag(object, "bestpath", path->best);
	if (path->best)
		json_text(object, "selectionReason", frr_selection_reason(path->why));
	json_flag(object, "multipath", has_equals(node, path));
	/* FRR calls its own routes external too. */
	json_text(object, "pathFrom",
	          peer != NULL && peer->asn == node->asn ? "internal" : "external");
	add_network(object, "prefix", &path->prefix);
	add_preferences(object, path->attrs);
	if (peer != NULL)
		json_addr(object, "peerId", &peer->address);
	else
		json_text(object, "peerId", "(unspec)");
	add_as_path(object, path->attrs->as_path);
	json_text(object, "origin", bgp_origin_name(path->attrs->origin));
	add_next_hop(object, node, path);
	add_own_members(object, node, path);
	return object;
}

static cJSON *node_members(const struct snapshot_node *node)
{
	cJSON *own = cJSON_CreateObject();

	json_text(own, "node", node->name);
	json_text(own, "role", lab_kind_role(node->kind));
	return own;
}

static cJSON *table_document(const struct snapshot_node *node, const struct snapshot_peer *peer)
{
	cJSON *document = cJSON_CreateObject();
	cJSON *own = node_members(node);

	json_number(document, "vrfId", 0);
	json_text(document, "vrfName", "default");
	json_number(document, "tableVersion", 0);
	json_router_id(document, "routerId", node->router_id);
	json_number(document, "defaultLocPrf", DEFAULT_LOCAL_PREF);
	json_number(document, "localAS", node->asn);
	if (peer != NULL)
		json_text(own, "peer", peer->name);
	cJSON_AddItemToObject(document, "hairpin", own);
	return document;
}

/* Paths stand by prefix, so a member's array is the one that was begun last. cJSON finds members by
 * a walk, and would need the square of the number of prefixes. */
struct routes {
	cJSON *object;
	cJSON *paths;
	const struct prefix *prefix;
};

static void add_route(struct routes *routes, const struct prefix *prefix, cJSON *path)
{
	char text[PREFIX_TEXT_MAX];

	if (routes->prefix == NULL || !prefix_equal(routes->prefix, prefix)) {
		routes->paths = cJSON_CreateArray();
		cJSON_AddItemToObject(routes->object, prefix_format(prefix, text), routes->paths);
		routes->prefix = prefix;
	}
	cJSON_AddItemToArray(routes->paths, path);
}

static cJSON *loc_document(const struct snapshot_node *node, const struct rib_select *select)
{
	cJSON *document = table_document(node, NULL);
	struct routes routes = {.object = cJSON_CreateObject()};

	for (uint32_t i = 0; i < node->path_count; i++) {
		const struct snapshot_path *path = &node->paths[i];
		if (!rib_select_path(select, path))
			continue;
		add_route(&routes, &path->prefix, path_object(node, path));
	}
	cJSON_AddItemToObject(document, "routes", routes.object);
	return document;
}

/* A document for each peer, in one object by the peer's address. */
static cJSON *by_peer(const struct snapshot_node *node, cJSON *const *documents)
{
	cJSON *object = cJSON_CreateObject();

	for (uint32_t i = 0; i < node->peer_count; i++) {
		char address[ADDR_TEXT_MAX];
		cJSON_AddItemToObject(object, addr_format(&node->peers[i].address, address),
		                      documents[i]);
	}
	return object;
}

static cJSON *adj_in_document(const struct snapshot_node *node, const struct rib_select *select)
{
	cJSON **documents = xcalloc(node->peer_count + 1, sizeof(*documents));
	struct routes *routes = xcalloc(node->peer_count + 1, sizeof(*routes));

	for (uint32_t i = 0; i < node->peer_count; i++) {
		documents[i] = table_document(node, &node->peers[i]);
		routes[i].object = cJSON_AddObjectToObject(documents[i], "routes");
	}
	for (uint32_t i = 0; i < node->path_count; i++) {
		const struct snapshot_path *path = &node->paths[i];
		if (!rib_select_path(select, path))
			continue;
		add_route(&routes[path->peer], &path->prefix, path_object(node, path));
	}
	cJSON *out = by_peer(node, documents);
	free(documents);
	free(routes);
	return out;
}

static cJSON *told_object(const struct snapshot_told *told)
{
	static const char *const marks[] = {"i", "e", "?"};
	cJSON *object = cJSON_CreateObject();
	cJSON *own;

	add_network(object, "addrPrefix", &told->prefix);
	json_addr(object, "nextHop", &told->attrs->next_hop);
	add_preferences(object, told->attrs);
	add_as_path(object, told->attrs->as_path);
	json_text(object, "bgpOriginCode",
	          told->attrs->origin <= BGP_ORIGIN_INCOMPLETE ? marks[told->attrs->origin] : "?");
	own = cJSON_AddObjectToObject(object, "appliedStatusSymbols");
	json_flag(own, "*", true);
	json_flag(own, ">", true);
	own = cJSON_AddObjectToObject(object, "hairpin");
	add_details(own, told->attrs);
	return object;
}

static cJSON *advertised_document(const struct snapshot_node *node,
                                  const struct snapshot_peer *peer)
{
	cJSON *document = cJSON_CreateObject();
	cJSON *own = node_members(node);

	json_number(document, "bgpTableVersion", 0);
	json_router_id(document, "bgpLocalRouterId", node->router_id);
	json_number(document, "defaultLocPrf", DEFAULT_LOCAL_PREF);
	json_number(document, "localAS", node->asn);
	json_text(own, "peer", peer->name);
	cJSON_AddItemToObject(document, "hairpin", own);
	return document;
}

static cJSON *adj_out_document(const struct snapshot_node *node, const struct rib_select *select)
{
	cJSON **documents = xcalloc(node->peer_count + 1, sizeof(*documents));
	cJSON **routes = xcalloc(node->peer_count + 1, sizeof(*routes));
	uint32_t *counts = xcalloc(node->peer_count + 1, sizeof(*counts));

	for (uint32_t i = 0; i < node->peer_count; i++) {
		documents[i] = advertised_document(node, &node->peers[i]);
		routes[i] = cJSON_AddObjectToObject(documents[i], "advertisedRoutes");
	}
	for (uint32_t i = 0; i < node->told_count; i++) {
		const struct snapshot_told *told = &node->told[i];
		char prefix[PREFIX_TEXT_MAX];
		if (!rib_select_told(select, told))
			continue;
		cJSON_AddItemToObject(routes[told->peer], prefix_format(&told->prefix, prefix),
		                      told_object(told));
		counts[told->peer]++;
	}
	for (uint32_t i = 0; i < node->peer_count; i++) {
		json_number(documents[i], "totalPrefixCounter", counts[i]);
		json_number(documents[i], "filteredPrefixCounter", 0);
	}
	cJSON *out = by_peer(node, documents);
	free(documents);
	free(routes);
	free(counts);
	return out;
}

cJSON *rib_json(const struct snapshot_node *node, const struct rib_select *select)
{
	static cJSON *(*const writers[])(const struct snapshot_node *,
	                                 const struct rib_select *) = {
	    [RIB_SELECT_LOC] = loc_document,
	    [RIB_SELECT_ADJ_IN] = adj_in_document,
	    [RIB_SELECT_ADJ_OUT] = adj_out_document,
	};
	struct rib_select here = rib_select_for(select, node);

	return writers[select->table](node, &here);
}
