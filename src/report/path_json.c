/* Writes ways as JSON. */
#include "report/path_json.h"

#include "base/check.h"
#include "bgp/as_path.h"
#include "report/frame/json.h"

static const char *const end_kinds[] = {
    [PATH_END_VNET] = "virtual-network",
    [PATH_END_SITE] = "site",
    [PATH_END_OUTSIDE] = "address",
};

static cJSON *end_json(const struct path_end *end)
{
	cJSON *object = cJSON_CreateObject();

	json_text(object, "name", end->name);
	json_text(object, "kind", end_kinds[end->kind]);
	json_addr(object, "address", &end->address);
	return object;
}

static void add_time(cJSON *object, uint32_t rtt_us, enum rtt_basis basis)
{
	if (basis != RTT_UNKNOWN)
		json_number(object, "rttUs", rtt_us);
	json_text(object, "rttBasis", path_basis_name(basis));
}

static cJSON *route_json(const struct path_route *route)
{
	cJSON *object = cJSON_CreateObject();
	struct text as_path = {0};

	json_prefix(object, "prefix", &route->prefix);
	json_text(object, "source", path_source_name(route));
	json_text(object, "table", route->node);
	if (route->attrs != NULL) {
		as_path_format(route->attrs->as_path, " ", &as_path);
		json_text(object, "path", text_str(&as_path));
		json_number_unless_zero(object, "weight", route->attrs->weight);
		json_text(object, "selectionReason", rib_step_name(route->why));
	}
	text_done(&as_path);
	return object;
}

static cJSON *hop_json(const struct path_hop *hop)
{
	cJSON *object = cJSON_CreateObject();
	cJSON *rules;

	json_text(object, "element", hop->name);
	json_text(object, "kind", path_hop_kind_name(hop->kind));
	if (addr_is_set(&hop->address))
		json_addr(object, "address", &hop->address);
	json_flag(object, "silent", path_hop_is_silent(hop->kind));
	json_flag(object, "fastPath", hop->fast_path);
	add_time(object, hop->rtt_us, hop->basis);
	if (hop->route.table != PATH_TABLE_NONE)
		cJSON_AddItemToObject(object, "route", route_json(&hop->route));
	rules = cJSON_AddArrayToObject(object, "rules");
	for (uint32_t i = 0; i < PATH_RULES_MAX && hop->rules[i] != NULL; i++)
		cJSON_AddItemToArray(rules, cJSON_CreateString(hop->rules[i]));
	return object;
}

static cJSON *limit_json(const struct path_limit *limit)
{
	cJSON *object = cJSON_CreateObject();

	json_text(object, "element", limit->element->name);
	json_number_unless_zero(object, "bandwidthMbps", limit->bandwidth_mbps);
	json_number_unless_zero(object, "packetsPerSecond", limit->packets_per_s);
	json_number_unless_zero(object, "flows", limit->flows);
	return object;
}

static cJSON *stop_json(const struct path_way *way)
{
	cJSON *object = cJSON_CreateObject();

	json_text(object, "reason", path_stop_name(way->stop));
	json_text(object, "element", way->stop_at.name);
	json_text(object, "text", way->stop_text);
	json_text(object, "rule", way->stop_rule);
	return object;
}

static cJSON *way_json(const struct path_way *way)
{
	cJSON *object = cJSON_CreateObject();
	cJSON *hops;
	cJSON *limits;

	cJSON_AddBoolToObject(object, "delivered", way->stop == PATH_DELIVERED);
	json_text(object, "mechanism", path_mechanism_name(way->mechanism));
	add_time(object, way->rtt_us, way->basis);
	hops = cJSON_AddArrayToObject(object, "hops");
	for (uint32_t i = 0; i < way->hop_count; i++)
		cJSON_AddItemToArray(hops, hop_json(&way->hops[i]));
	limits = cJSON_AddArrayToObject(object, "limits");
	for (uint32_t i = 0; i < way->limit_count; i++)
		cJSON_AddItemToArray(limits, limit_json(&way->limits[i]));
	if (way->stop != PATH_DELIVERED)
		cJSON_AddItemToObject(object, "stop", stop_json(way));
	return object;
}

static void add_measure(cJSON *object, const char *name, uint32_t value, const char *by)
{
	cJSON *measure;

	if (by == NULL)
		return;
	measure = cJSON_AddObjectToObject(object, name);
	json_number(measure, "value", value);
	json_text(measure, "element", by);
}

cJSON *path_bottleneck_json(const struct path_bottleneck *bottleneck)
{
	cJSON *object = cJSON_CreateObject();

	add_measure(object, "bandwidthMbps", bottleneck->bandwidth_mbps, bottleneck->bandwidth_by);
	add_measure(object, "packetsPerSecond", bottleneck->packets_per_s, bottleneck->packets_by);
	add_measure(object, "flows", bottleneck->flows, bottleneck->flows_by);
	if (cJSON_GetArraySize(object) > 0)
		return object;
	cJSON_Delete(object);
	return NULL;
}

static cJSON *direction_json(const struct path_direction *direction)
{
	cJSON *object = cJSON_CreateObject();
	cJSON *bottleneck = path_bottleneck_json(&direction->bottleneck);
	cJSON *ways;

	json_text(object, "state", path_state_name(direction->state));
	json_text(object, "mechanism", path_mechanism_name(direction->mechanism));
	add_time(object, direction->rtt_us, direction->basis);
	if (direction->rtt_min_us != direction->rtt_us)
		json_number(object, "rttMinUs", direction->rtt_min_us);
	if (bottleneck != NULL)
		cJSON_AddItemToObject(object, "bottleneck", bottleneck);
	json_flag(object, "cutShort", direction->cut_short);
	ways = cJSON_AddArrayToObject(object, "ways");
	for (uint32_t i = 0; i < direction->way_count; i++)
		cJSON_AddItemToArray(ways, way_json(&direction->ways[i]));
	return object;
}

static void add_rule(cJSON *rules, const struct facts *facts, const char *id)
{
	const struct azure_rule *rule = facts_rule(facts, id);
	cJSON *object;

	CHECK(rule != NULL);
	if (cJSON_GetObjectItem(rules, id) != NULL)
		return;
	object = cJSON_AddObjectToObject(rules, id);
	json_text(object, "what", rule->what);
	json_text(object, "source", rule->source);
	json_text(object, "date", rule->date);
	json_text(object, "confidence", rule->confidence);
	json_text(object, "control", rule->control);
}

static void add_rules(cJSON *rules, const struct facts *facts,
                      const struct path_direction *direction)
{
	for (uint32_t w = 0; w < direction->way_count; w++) {
		const struct path_way *way = &direction->ways[w];

		for (uint32_t h = 0; h < way->hop_count; h++) {
			const char *const *ids = way->hops[h].rules;

			for (uint32_t i = 0; i < PATH_RULES_MAX && ids[i] != NULL; i++)
				add_rule(rules, facts, ids[i]);
		}
		if (way->stop_rule != NULL)
			add_rule(rules, facts, way->stop_rule);
	}
}

cJSON *path_json(const struct path *path, const struct facts *rules)
{
	cJSON *object = cJSON_CreateObject();

	cJSON_AddItemToObject(object, "from", end_json(&path->there.from));
	cJSON_AddItemToObject(object, "to", end_json(&path->there.to));
	cJSON_AddBoolToObject(object, "reachable", path->reachable);
	if (path->reachable)
		add_time(object, path->rtt_us, path->basis);
	json_text(object, "asymmetry", path->asymmetry);
	cJSON_AddItemToObject(object, "there", direction_json(&path->there));
	cJSON_AddItemToObject(object, "back", direction_json(&path->back));
	if (rules != NULL) {
		cJSON *texts = cJSON_AddObjectToObject(object, "rules");

		add_rules(texts, rules, &path->there);
		add_rules(texts, rules, &path->back);
	}
	return object;
}
