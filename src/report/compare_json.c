/* Writes a comparison as JSON. */
#include "report/compare_json.h"

#include "report/frame/json.h"
#include "report/path_json.h"

/* A pair that one lab does not have is null there. */
static cJSON *side_json(const struct compare_side *side)
{
	cJSON *object;
	cJSON *bottleneck;

	if (!side->there)
		return cJSON_CreateNull();
	object = cJSON_CreateObject();
	bottleneck = path_bottleneck_json(&side->bottleneck);
	json_text(object, "state", path_state_name(side->state));
	json_text(object, "mechanism", path_mechanism_name(side->mechanism));
	if (side->basis != RTT_UNKNOWN)
		json_number(object, "rttUs", side->rtt_us);
	json_text(object, "rttBasis", path_basis_name(side->basis));
	json_text(object, "by", side->between);
	if (bottleneck != NULL)
		cJSON_AddItemToObject(object, "bottleneck", bottleneck);
	json_text(object, "whyNot", side->why_not);
	return object;
}

static cJSON *pair_json(const struct compare_pair *pair)
{
	cJSON *object = cJSON_CreateObject();

	json_text(object, "from", pair->from);
	json_text(object, "to", pair->to);
	cJSON_AddBoolToObject(object, "differs", pair->differs);
	json_text(object, "verdict", pair->verdict);
	cJSON_AddItemToObject(object, "first", side_json(&pair->side[0]));
	cJSON_AddItemToObject(object, "second", side_json(&pair->side[1]));
	return object;
}

static cJSON *node_json(const struct comparison *comparison, const struct compare_node *node)
{
	cJSON *object = cJSON_CreateObject();
	cJSON *lists[2];

	json_text(object, "nodes", node->names);
	if (node->only_in >= 0)
		json_text(object, "onlyIn", comparison->labs[node->only_in]);
	lists[0] = cJSON_AddArrayToObject(object, "lost");
	lists[1] = cJSON_AddArrayToObject(object, "gained");
	for (uint32_t i = 0; i < node->route_count; i++) {
		cJSON *route = cJSON_CreateObject();

		json_prefix(route, "prefix", &node->routes[i].prefix);
		json_text(route, "via", *node->routes[i].via == '\0' ? NULL : node->routes[i].via);
		json_text(route, "attributes", node->routes[i].attributes);
		cJSON_AddItemToArray(lists[node->routes[i].gained], route);
	}
	return object;
}

cJSON *compare_json(const struct comparison *comparison)
{
	cJSON *object = cJSON_CreateObject();
	cJSON *pairs;
	cJSON *nodes;

	json_text(object, "first", comparison->labs[0]);
	json_text(object, "second", comparison->labs[1]);
	cJSON_AddBoolToObject(object, "equal", comparison->equal);
	json_text(object, "verdict", comparison->verdict);
	json_number(object, "directionsExamined", (int64_t)comparison->pairs_examined);
	json_number(object, "directionsThatDiffer", (int64_t)comparison->pairs_differ);
	pairs = cJSON_AddArrayToObject(object, "directions");
	for (uint32_t i = 0; i < comparison->pair_count; i++)
		cJSON_AddItemToArray(pairs, pair_json(&comparison->pairs[i]));
	nodes = cJSON_AddArrayToObject(object, "routes");
	for (uint32_t i = 0; i < comparison->node_count; i++)
		cJSON_AddItemToArray(nodes, node_json(comparison, &comparison->nodes[i]));
	return object;
}
