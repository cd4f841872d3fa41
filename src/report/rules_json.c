/* Writes the modelled behaviours of Azure as JSON. */
#include "report/rules_json.h"

#include "report/frame/json.h"

cJSON *rule_json(const struct azure_rule *rule)
{
	cJSON *object = cJSON_CreateObject();

	json_text(object, "id", rule->id);
	json_text(object, "what", rule->what);
	json_text(object, "source", rule->source);
	json_text(object, "date", rule->date);
	json_text(object, "confidence", rule->confidence);
	json_text(object, "control", rule->control);
	return object;
}
