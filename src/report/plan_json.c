/* Writes a plan as JSON. */
#include "report/plan_json.h"

#include "bgp/as_path.h"
#include "bgp/community.h"
#include "report/frame/json.h"

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

static void add_filter(cJSON *object, const struct rib_filter *filter)
{
	cJSON *rules;

	if (filter == NULL)
		return;
	rules = cJSON_AddArrayToObject(object, "filter");
	for (uint32_t i = 0; i < filter->count; i++) {
		cJSON *rule = cJSON_CreateObject();
		json_prefix(rule, "prefix", &filter->rules[i].prefix);
		json_number(rule, "lengthMin", filter->rules[i].length_min);
		json_number(rule, "lengthMax", filter->rules[i].length_max);
		cJSON_AddBoolToObject(rule, "permit", filter->rules[i].permit);
		cJSON_AddItemToArray(rules, rule);
	}
}

static void add_community(cJSON *object, const char *name, uint32_t community)
{
	uint8_t bytes[4];
	struct writer writer = writer_of(bytes, sizeof(bytes));

	writer_u32(&writer, community);
	add_communities(object, name, writer_written(&writer));
}

static void add_groups(cJSON *object, const char *name, rib_groups groups)
{
	cJSON *list;

	if (groups == 0)
		return;
	list = cJSON_AddArrayToObject(object, name);
	for (unsigned i = 0; i < PLAN_GROUP_COUNT; i++)
		if (groups & rib_group_bit(i))
			cJSON_AddItemToArray(
			    list, cJSON_CreateString(plan_group_name((enum plan_group)i)));
}

static void add_rewrite(cJSON *policy, const struct rib_rewrite *rewrite)
{
	cJSON *object;

	if (rewrite->groups == 0)
		return;
	object = cJSON_AddObjectToObject(policy, "rewrite");
	add_groups(object, "groups", rewrite->groups);
	json_number_unless_zero(object, "prependAs",
	                        rewrite->prepend > 0 ? rewrite->prepend_as : 0);
	json_number_unless_zero(object, "prepend", rewrite->prepend);
	if (rewrite->origin_set)
		json_text(object, "origin", bgp_origin_name(rewrite->origin));
}

static void add_strip(cJSON *policy, const struct rib_export *export)
{
	cJSON *list;

	if (export->strip[0] == 0)
		return;
	list = cJSON_AddArrayToObject(policy, "stripCommunitiesOf");
	for (unsigned i = 0; i < RIB_STRIP_MAX && export->strip[i] != 0; i++)
		cJSON_AddItemToArray(list, cJSON_CreateNumber(export->strip[i]));
}

static void add_import(cJSON *object, const struct node_peer_conf *peer)
{
	const struct rib_import *import = &peer->rib.import;
	cJSON *policy = cJSON_AddObjectToObject(object, "import");

	json_number_unless_zero(policy, "ownAsAllowed", import->own_as_allowed);
	json_flag(policy, "checkFirstAs", import->check_first_as);
	json_number_unless_zero(policy, "remoteVnetAs", import->remote_vnet_as);
	if (import->mark != 0)
		add_community(policy, "mark", import->mark);
	json_flag(policy, "refuseMarked", import->refuse_marked);
	json_flag(policy, "refuseOwnPrefix", import->refuse_own_prefix);
	json_number_unless_zero(policy, "weight", import->weight);
	json_number_unless_zero(policy, "localPref", import->local_pref);
	if (peer->rib.families[ADDR_IPV4])
		json_number_unless_zero(policy, "prefixLimitIpv4", peer->prefix_limit[ADDR_IPV4]);
	if (peer->rib.families[ADDR_IPV6])
		json_number_unless_zero(policy, "prefixLimitIpv6", peer->prefix_limit[ADDR_IPV6]);
	json_flag(policy, "prefixLimitCumulative", peer->prefix_limit_cumulative);
	json_number_unless_zero(policy, "igpMetric", peer->rib.igp_metric);
	add_filter(policy, import->filter);
}

static void add_tags(cJSON *policy, const struct rib_export *export)
{
	uint8_t bytes[4 * RIB_TAG_MAX];
	struct writer writer = writer_of(bytes, sizeof(bytes));

	community_union((struct span){0}, export->tags, export->tag_count, &writer);
	add_communities(policy, "tags", writer_written(&writer));
}

static void add_export(cJSON *object, const struct rib_export *export)
{
	cJSON *policy = cJSON_AddObjectToObject(object, "export");
	cJSON *only;

	json_flag(policy, "originatedOnly", export->originated_only);
	json_flag(policy, "removePrivateAs", export->remove_private_as);
	json_flag(policy, "nextHopUnchanged", export->next_hop_unchanged);
	json_flag(policy, "nextHopSelf", export->next_hop_self);
	add_groups(policy, "bestOf", export->best_of);
	json_flag(policy, "skipPeerAs", export->skip_peer_as);
	json_flag(policy, "stripCommunities", export->strip_communities);
	if (export->override_from != 0) {
		json_number(policy, "overrideFrom", export->override_from);
		only = cJSON_AddArrayToObject(policy, "overrideOnly");
		for (unsigned i = 0; i < RIB_OVERRIDE_MAX && export->override_only[i] != 0; i++)
			cJSON_AddItemToArray(only, cJSON_CreateNumber(export->override_only[i]));
	}
	json_number_unless_zero(policy, "prepend", export->prepend);
	add_groups(policy, "withheld", export->withheld);
	add_rewrite(policy, &export->rewrite);
	add_strip(policy, export);
	if (export->med_set || export->med > 0)
		json_number(policy, "metric", export->med);
	add_tags(policy, export);
	add_filter(policy, export->filter);
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
	add_import(object, peer);
	add_export(object, &peer->rib.export);
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
