/* Writes the summary of all pairs as JSON. */
#include "report/reach_json.h"

#include "report/frame/json.h"

static cJSON *way_json(const struct reach_way *way)
{
	cJSON *object = cJSON_CreateObject();

	json_number(object, "pairs", (int64_t)way->pairs);
	json_number(object, "timedPairs", (int64_t)way->timed);
	if (way->timed == 0)
		return object;
	json_number(object, "rttMinUs", way->rtt_min_us);
	json_number(object, "rttMedianUs", way->rtt_median_us);
	json_number(object, "rttMaxUs", way->rtt_max_us);
	return object;
}

cJSON *reach_json(const struct reach *reach, const char *lab)
{
	cJSON *object = cJSON_CreateObject();
	cJSON *states;
	cJSON *ways;

	json_text(object, "lab", lab);
	json_text(object, "family", reach->family == ADDR_IPV6 ? "ipv6" : "ipv4");
	json_number(object, "virtualNetworks", reach->vnet_count);
	json_number(object, "sites", reach->site_count);
	json_number(object, "directions", (int64_t)reach->pairs);
	json_number(object, "oneWayPairs", (int64_t)reach->one_way);
	json_number(object, "walks", (int64_t)reach->walks);
	states = cJSON_AddObjectToObject(object, "states");
	for (enum path_state state = PATH_UNREACHABLE; state <= PATH_REACHABLE; state++)
		json_number(states, path_state_name(state), (int64_t)reach->states[state]);
	ways = cJSON_AddObjectToObject(object, "mechanisms");
	for (enum path_mechanism m = 0; m < PATH_MECHANISM_COUNT; m++) {
		if (reach->ways[m].pairs > 0)
			cJSON_AddItemToObject(ways, path_mechanism_name(m),
			                      way_json(&reach->ways[m]));
	}
	cJSON_AddItemToObject(object, "all", way_json(&reach->all));
	return object;
}
