/* Writes effective routes as JSON. */
#include "report/effective_json.h"

#include "bgp/as_path.h"
#include "report/frame/json.h"

static void add_bgp(cJSON *object, const struct bgp_attrs *attrs)
{
	struct text path = {0};

	as_path_format(attrs->as_path, " ", &path);
	json_text(object, "path", text_str(&path));
	json_number(object, "weight", attrs->weight);
	text_done(&path);
}

static cJSON *route_json(const struct effective_route *route)
{
	cJSON *object = cJSON_CreateObject();
	cJSON *rules;

	json_text(object, "source", nic_source_name(route->source));
	json_text(object, "state", route->active ? "Active" : "Invalid");
	json_prefix(object, "prefix", &route->prefix);
	json_text(object, "nextHopType", nic_next_hop_name(route->type));
	if (addr_is_set(&route->address))
		json_addr(object, "nextHop", &route->address);
	json_text(object, "name", route->name);
	json_text(object, "element", route->element);
	if (route->bgp != NULL)
		add_bgp(object, route->bgp);
	if (!route->active)
		json_prefix(object, "overriddenBy", &route->by);
	rules = cJSON_AddArrayToObject(object, "rules");
	for (uint32_t i = 0; i < EFFECTIVE_RULES_MAX && route->rules[i] != NULL; i++)
		cJSON_AddItemToArray(rules, cJSON_CreateString(route->rules[i]));
	return object;
}

static cJSON *absent_json(const struct effective_absent *absent)
{
	cJSON *object = cJSON_CreateObject();

	if (addr_is_set(&absent->prefix.addr))
		json_prefix(object, "prefix", &absent->prefix);
	json_text(object, "nextHopType", nic_next_hop_name(absent->type));
	if (addr_is_set(&absent->by.addr))
		json_prefix(object, "coveredBy", &absent->by);
	json_text(object, "rule", absent->rule);
	return object;
}

cJSON *effective_json(const struct effective *effective)
{
	cJSON *document = cJSON_CreateObject();
	cJSON *list;

	json_text(document, "virtualNetwork", effective->vnet->name);
	if (effective->subnet != NULL)
		json_text(document, "subnet", effective->subnet->name);
	if (effective->gateway != NULL)
		json_text(document, "gateway", effective->gateway->name);
	list = cJSON_AddArrayToObject(document, "routes");
	for (uint32_t i = 0; i < effective->route_count; i++)
		cJSON_AddItemToArray(list, route_json(&effective->routes[i]));
	list = cJSON_AddArrayToObject(document, "notListed");
	for (uint32_t i = 0; i < effective->absent_count; i++)
		cJSON_AddItemToArray(list, absent_json(&effective->absent[i]));
	return document;
}
