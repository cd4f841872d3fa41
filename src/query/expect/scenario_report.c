/* Names and end of what came of a scenario. */
#include "query/expect/scenario_report.h"

#include "base/check.h"

static const char *const kind_names[SCENARIO_ENTRY_KIND_COUNT] = {
    [SCENARIO_ENTRY_EVENT] = "event",
    [SCENARIO_ENTRY_NOTICED] = "noticed",
    [SCENARIO_ENTRY_SESSION] = "session",
    [SCENARIO_ENTRY_PROBE] = "probe",
};

const char *scenario_entry_kind_name(enum scenario_entry_kind kind)
{
	CHECK(kind < SCENARIO_ENTRY_KIND_COUNT);
	return kind_names[kind];
}

bool scenario_has(const struct scenario *scenario, enum event_kind kind)
{
	for (uint32_t p = 0; p < scenario->phase_count; p++) {
		for (uint32_t e = 0; e < scenario->phases[p].event_count; e++) {
			if (scenario->phases[p].events[e].event.kind == kind)
				return true;
		}
	}
	return false;
}

void scenario_report_free(struct scenario_report *report)
{
	if (report == NULL)
		return;
	for (uint32_t i = 0; i < report->phase_count; i++)
		expect_report_free(report->phases[i].expect);
	arena_free(report->arena);
}
