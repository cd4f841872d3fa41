/* Writes what came of a scenario as JSON. */
#include "report/scenario_json.h"

#include "report/check/check_json.h"
#include "report/frame/json.h"

static cJSON *entry_json(const struct scenario_entry *entry)
{
	cJSON *object = cJSON_CreateObject();

	json_number(object, "timeUs", entry->time_us);
	json_text(object, "kind", scenario_entry_kind_name(entry->kind));
	json_text(object, "where", entry->subject);
	json_text(object, "text", entry->text);
	return object;
}

static cJSON *change_json(const struct scenario_change *change)
{
	cJSON *object = cJSON_CreateObject();

	json_text(object, "node", change->node);
	json_number(object, "learned", change->learned);
	json_number(object, "lost", change->lost);
	json_number(object, "moved", change->moved);
	return object;
}

static cJSON *watch_json(const struct scenario_watch *watch)
{
	const struct probe_view *view = &watch->view;
	cJSON *object = cJSON_CreateObject();

	json_text(object, "probe", watch->probe->name);
	json_text(object, "from", watch->probe->from);
	json_text(object, "to", watch->probe->to);
	json_text(object, "state", probe_state_name(view->state));
	cJSON_AddBoolToObject(object, "thereLost", view->there_lost);
	cJSON_AddBoolToObject(object, "backLost", view->back_lost);
	if (!view->there_lost)
		json_text(object, "by", path_mechanism_name(view->mechanism));
	json_text(object, "over", view->between);
	json_text(object, "overBack", view->back);
	json_number(object, "ways", view->ways);
	json_number_unless_zero(object, "rttUs", view->rtt_us);
	json_text(object, "asymmetry", view->asymmetry);
	json_text(object, "stop", view->stop);
	json_number(object, "outageUs", watch->outage_us);
	json_number(object, "oneWayUs", watch->one_way_us);
	json_number(object, "partlyUs", watch->partly_us);
	return object;
}

static cJSON *phase_json(const struct scenario_report *report,
                         const struct scenario_phase_report *phase)
{
	struct expect_report *const reports[] = {phase->expect};
	cJSON *object = cJSON_CreateObject();
	cJSON *list;

	json_text(object, "name", phase->phase->name);
	json_number(object, "startUs", phase->start_us);
	json_number(object, "endUs", phase->end_us);
	json_number(object, "lastChangeUs", phase->changed_us);
	cJSON_AddBoolToObject(object, "converged", phase->rested);
	list = cJSON_AddArrayToObject(object, "timeline");
	for (size_t i = 0; i < phase->entry_count; i++)
		cJSON_AddItemToArray(list, entry_json(&phase->entries[i]));
	list = cJSON_AddArrayToObject(object, "routes");
	for (uint32_t i = 0; i < phase->change_count; i++)
		cJSON_AddItemToArray(list, change_json(&phase->changes[i]));
	list = cJSON_AddArrayToObject(object, "probes");
	for (uint32_t i = 0; i < report->watch_count; i++)
		cJSON_AddItemToArray(list, watch_json(&phase->watches[i]));
	cJSON_AddItemToObject(object, "expectations", check_json(report->lab, reports, 1));
	return object;
}

cJSON *scenario_json(const struct scenario_report *report, const struct plan *plan)
{
	cJSON *object = cJSON_CreateObject();
	cJSON *list;

	json_text(object, "lab", report->lab);
	json_text(object, "scenario", report->scenario->name);
	json_text(object, "description", report->scenario->description);
	json_number(object, "seed", (int64_t)report->seed);
	cJSON_AddBoolToObject(object, "converged", report->converged);
	json_number(object, "passed", report->count - report->failed);
	json_number(object, "failed", report->failed);
	list = cJSON_AddArrayToObject(object, "phases");
	for (uint32_t i = 0; i < report->phase_count; i++)
		cJSON_AddItemToArray(list, phase_json(report, &report->phases[i]));
	list = cJSON_AddArrayToObject(object, "assumptions");
	for (uint32_t i = 0; i < plan->assumption_count; i++)
		cJSON_AddItemToArray(list, cJSON_CreateString(plan->assumptions[i].rule));
	for (enum event_kind a = 0; a < EVENT_KIND_COUNT; a++) {
		if (event_assumption_of(a).rule != NULL && scenario_has(report->scenario, a))
			cJSON_AddItemToArray(list, cJSON_CreateString(event_assumption_of(a).rule));
	}
	return object;
}
