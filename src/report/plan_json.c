/* Writes a plan as JSON. */
#include "report/plan_json.h"

#include "bgp/as_path.h"
#include "bgp/community.h"
#include "report/frame/json.h"
#include "report/policy_fields.h"

static void add_communities(cJSON *object, const char *name, struct span communities)
{
	struct text text = {0};

	community_format(communities, &text);
	json_words(object, name, text_str(&text));
	text_done(&text);
}

static cJSON *route_object(const struct node_route_conf *route)
{
	cJSON *object = cJSON_CreateObject();
	struct text path = {0};

	json_prefix(object, "prefix", &route->prefix);
	json_text(object, "origin", bgp_origin_name(route->attrs.origin));
	json_number_unless_zero(object, "weight", route->attrs.weight);
	if (addr_is_set(&route->attrs.next_hop))
		json_addr(object, "nextHop", &route->attrs.next_hop);
	if (route->group != PLAN_OWN)
		json_text(object, "group", plan_group_name((enum plan_group)route->group));
	as_path_format(route->attrs.as_path, " ", &path);
	if (path.size > 0)
		json_text(object, "path", text_str(&path));
	add_communities(object, "communities", route->attrs.communities);
	text_done(&path);
	return object;
}

static cJSON *node_object(const struct plan_node *node)
{
	cJSON *object = cJSON_CreateObject();
	cJSON *routes;

	json_text(object, "name", node->conf.name);
	json_text(object, "role", lab_kind_role(node->element->kind));
	json_number(object, "as", node->conf.asn);
	json_router_id(object, "routerId", node->conf.router_id);
	json_flag(object, "external", node->external);
	routes = cJSON_AddArrayToObject(object, "routes");
	for (uint32_t i = 0; i < node->conf.route_count; i++)
		cJSON_AddItemToArray(routes, route_object(&node->conf.routes[i]));
	return object;
}

static void add_policy(cJSON *object, const char *name, const struct node_peer_conf *peer,
                       const struct policy_field *fields, unsigned count)
{
	cJSON *policy = cJSON_AddObjectToObject(object, name);

	for (unsigned i = 0; i < count; i++) {
		if (fields[i].json != NULL)
			fields[i].json(&fields[i], peer, policy);
	}
}

static cJSON *end_object(const struct plan *plan, const struct plan_end *end)
{
	const struct plan_node *node = &plan->nodes[end->node];
	const struct node_peer_conf *peer = &node->conf.peers[end->peer];
	cJSON *object = cJSON_CreateObject();

	json_text(object, "node", node->conf.name);
	json_addr(object, "address", &end->address);
	json_flag(object, "passive", end->passive);
	json_number(object, "holdTime", peer->session.hold_time_s);
	json_number_unless_zero(object, "siteOfOrigin", peer->rib.site_of_origin);
	if (peer->rib.group != PLAN_OWN)
		json_text(object, "group", plan_group_name((enum plan_group)peer->rib.group));
	json_flag(object, "client", peer->rib.client);
	json_flag(object, "ipv4", peer->rib.families[ADDR_IPV4]);
	json_flag(object, "ipv6", peer->rib.families[ADDR_IPV6]);
	add_policy(object, "import", peer, policy_import_fields, policy_import_field_count);
	add_policy(object, "export", peer, policy_export_fields, policy_export_field_count);
	return object;
}

static cJSON *session_object(const struct plan *plan, const struct plan_session *session)
{
	static const char *const bases[] = {
	    [RTT_MEASURED] = "measured",
	    [RTT_ESTIMATED] = "estimated",
	    [RTT_GIVEN] = "given",
	    [RTT_UNKNOWN] = "unknown",
	};
	static const char *const members[LAB_KIND_COUNT] = {
	    [LAB_CONNECTION] = "connection",
	    [LAB_VPN_CONNECTION] = "vpnConnection",
	    [LAB_GLOBAL_REACH] = "globalReachConnection",
	};
	cJSON *object = cJSON_CreateObject();
	cJSON *ends;

	json_text(object, "link", plan_link_name(session->kind));
	if (session->basis != RTT_UNKNOWN)
		json_number(object, "delayUs", session->delay_us);
	json_text(object, "delayBasis", bases[session->basis]);
	json_number_unless_zero(object, "bandwidthMbps", session->bandwidth_mbps);
	json_flag(object, "md5", session->md5_key != NULL);
	if (session->element != NULL && members[session->element->kind] != NULL)
		json_text(object, members[session->element->kind], session->element->own_name);
	ends = cJSON_AddArrayToObject(object, "ends");
	cJSON_AddItemToArray(ends, end_object(plan, &session->end[0]));
	cJSON_AddItemToArray(ends, end_object(plan, &session->end[1]));
	return object;
}

cJSON *plan_json(const struct plan *plan)
{
	cJSON *document = cJSON_CreateObject();
	cJSON *list;

	if (plan->lab != NULL)
		json_text(document, "lab", plan->lab->name);
	list = cJSON_AddArrayToObject(document, "nodes");
	for (uint32_t i = 0; i < plan->node_count; i++)
		cJSON_AddItemToArray(list, node_object(&plan->nodes[i]));
	list = cJSON_AddArrayToObject(document, "sessions");
	for (uint32_t i = 0; i < plan->session_count; i++)
		cJSON_AddItemToArray(list, session_object(plan, &plan->sessions[i]));
	list = cJSON_AddArrayToObject(document, "assumptions");
	for (uint32_t i = 0; i < plan->assumption_count; i++) {
		cJSON *item = cJSON_CreateObject();
		json_text(item, "rule", plan->assumptions[i].rule);
		json_text(item, "text", plan->assumptions[i].text);
		cJSON_AddItemToArray(list, item);
	}
	return document;
}
