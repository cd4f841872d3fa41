/* Writes results of expectations as JSON. */
#include "report/check/check_json.h"

#include "report/frame/json.h"

static cJSON *result_json(const struct expect_result *result)
{
	const struct expectation *expectation = result->expectation;
	cJSON *object = cJSON_CreateObject();
	cJSON *evidence;

	json_text(object, "name", expectation->name);
	json_text(object, "kind", expect_kind_name(expectation->kind));
	json_text(object, "file", expectation->place.file);
	json_number_unless_zero(object, "line", expectation->place.line);
	cJSON_AddBoolToObject(object, "passed", result->passed);
	json_text(object, "message", result->message);
	if (result->evidence_count == 0)
		return object;
	evidence = cJSON_AddArrayToObject(object, "evidence");
	for (uint32_t i = 0; i < result->evidence_count; i++)
		cJSON_AddItemToArray(evidence, cJSON_CreateString(result->evidence[i]));
	return object;
}

cJSON *check_json(const char *lab, struct expect_report *const *reports, size_t count)
{
	cJSON *object = cJSON_CreateObject();
	cJSON *results = cJSON_CreateArray();
	uint32_t failed = 0;
	uint32_t all = 0;

	for (size_t r = 0; r < count; r++) {
		for (uint32_t i = 0; i < reports[r]->count; i++)
			cJSON_AddItemToArray(results, result_json(&reports[r]->results[i]));
		all += reports[r]->count;
		failed += reports[r]->failed;
	}
	json_text(object, "lab", lab);
	json_number(object, "passed", all - failed);
	json_number(object, "failed", failed);
	cJSON_AddItemToObject(object, "results", results);
	return object;
}
