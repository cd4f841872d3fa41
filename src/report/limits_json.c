/* Writes headroom as JSON. */
#include "report/limits_json.h"

#include "base/check.h"
#include "base/text.h"
#include "report/frame/json.h"

/* The number's own source, or that of the rule for numbers that depend on a SKU. */
static void add_origin(cJSON *object, const struct limits *limits, const struct limit_use *use)
{
	const char *rule_id = limit_trait(use->kind)->rule;

	json_text(object, "rule", rule_id);
	json_text(object, "limitId", use->limit_id);
	if (use->limit_id != NULL) {
		const struct azure_limit *limit = facts_find_limit(limits->facts, use->limit_id);

		CHECK(limit != NULL);
		json_text(object, "source", limit->source);
		json_text(object, "date", limit->date);
		json_text(object, "confidence", limit->confidence);
		return;
	}

	const struct azure_rule *rule = facts_rule(limits->facts, rule_id);

	CHECK(rule != NULL);
	json_text(object, "source", rule->source);
	json_text(object, "date", rule->date);
	json_text(object, "confidence", rule->confidence);
}

static cJSON *use_object(const struct limits *limits, const struct limit_use *use)
{
	static const char *const families[] = {
	    [ADDR_NONE] = NULL,
	    [ADDR_IPV4] = "ipv4",
	    [ADDR_IPV6] = "ipv6",
	};
	const struct limit_trait *trait = limit_trait(use->kind);
	cJSON *object = cJSON_CreateObject();
	struct text next = {0};

	json_text(object, "kind", trait->name);
	json_text(object, "element", use->element);
	json_text(object, "family", families[use->family]);
	json_number(object, "used", use->used);
	json_number(object, "limit", use->limit);
	json_number(object, "left", (int64_t)use->limit - (int64_t)use->used);
	cJSON_AddNumberToObject(object, "fullPercent", limit_permille(use) / 10.0);
	json_flag(object, "atLeast", use->at_least);
	json_flag(object, "down", use->down);
	json_flag(object, "broken", limit_is_broken(use));
	json_flag(object, "advice", trait->advice);
	json_text(object, "beyond", trait->beyond);
	limit_next(use, &next);
	json_text(object, "next", text_str(&next));
	text_done(&next);
	add_origin(object, limits, use);
	return object;
}

cJSON *limits_json(const struct limits *limits, const struct snapshot *snapshot, int64_t above)
{
	cJSON *document = cJSON_CreateObject();
	cJSON *list;

	json_text(document, "lab", snapshot->lab);
	json_text(document, "source", snapshot->source);
	json_number(document, "broken", limits->broken);
	list = cJSON_AddArrayToObject(document, "limits");
	for (uint32_t i = 0; i < limits->count; i++) {
		const struct limit_use *use = &limits->items[i];

		if (above < 0 || limit_is_above(use, (uint32_t)above))
			cJSON_AddItemToArray(list, use_object(limits, use));
	}
	return document;
}
