/* Says what came of a scenario. */
#include "report/scenario.h"

#include <inttypes.h>

#include "base/instant.h"
#include "report/check/check.h"
#include "report/plan.h"
#include "report/policy_words.h"

/* Beyond this a timeline is counted rather than read. */
enum { ENTRIES_MAX = 60 };

/* clang-format off */
static const struct view_column timeline_columns[] = {
	{"timeUs", "Time",  TABLE_RIGHT, VIEW_IN_WORDS},
	{"kind",   "What",  TABLE_LEFT,  0},
	{"where",  "Where", TABLE_LEFT,  0},
	{"text",   "",      TABLE_LEFT,  0},
	{0},
};

static const struct view_column route_columns[] = {
	{"node",    "Node",    TABLE_LEFT,  0},
	{"learned", "Learned", TABLE_RIGHT, 0},
	{"lost",    "Lost",    TABLE_RIGHT, 0},
	{"moved",   "Moved",   TABLE_RIGHT, 0},
	{0},
};

static const struct view_column probe_columns[] = {
	{"probe",    "Probe",               TABLE_LEFT,           0},
	{"state",    "At the end",          TABLE_LEFT,           0},
	{"by",       "By",                  TABLE_OPTIONAL,       VIEW_IN_WORDS},
	{"over",     "Over",                TABLE_OPTIONAL,       VIEW_IN_WORDS},
	{"ways",     "Ways",                TABLE_OPTIONAL_RIGHT, VIEW_IN_WORDS},
	{"outageUs", "Cut off for",         TABLE_RIGHT,          VIEW_IN_WORDS},
	{"oneWayUs", "one way only",        TABLE_RIGHT,          VIEW_IN_WORDS},
	{"partlyUs", "Some flows lost for", TABLE_RIGHT,          VIEW_IN_WORDS},
	{0},
};
/* clang-format on */

/* Time is shown in seconds since the start, to the microsecond, which is what tells events apart.
 */
static void tell_entry(struct view *view, const struct scenario_entry *entry)
{
	view_row(view);
	view_number(view, "timeUs", entry->time_us);
	view_wordsf(view, "timeUs", "%" PRId64 ".%06" PRId64 " s", entry->time_us / US_PER_S,
	            entry->time_us % US_PER_S);
	view_text(view, "kind", scenario_entry_kind_name(entry->kind));
	view_text(view, "where", entry->subject);
	view_text(view, "text", entry->text);
	view_close(view);
}

static void tell_timeline(struct view *view, const struct scenario_phase_report *phase)
{
	bool all = !view_is(view, VIEW_TEXT);
	size_t left_out = 0;

	view_list(view, "timeline", timeline_columns);
	for (size_t i = 0; i < phase->entry_count; i++) {
		const struct scenario_entry *entry = &phase->entries[i];

		if (all || view_rows(view) < ENTRIES_MAX || entry->kind != SCENARIO_ENTRY_SESSION)
			tell_entry(view, entry);
		else
			left_out++;
	}
	view_close(view);
	if (left_out > 0)
		view_say(view, "... and %zu more lines about sessions\n", left_out);
}

static void tell_changes(struct view *view, const struct scenario_phase_report *phase)
{
	view_list(view, "routes", route_columns);
	view_table_needs(view, 1, "\n");
	for (uint32_t i = 0; i < phase->change_count; i++) {
		const struct scenario_change *change = &phase->changes[i];

		view_row(view);
		view_text(view, "node", change->node);
		view_unsigned(view, "learned", change->learned);
		view_unsigned(view, "lost", change->lost);
		view_unsigned(view, "moved", change->moved);
		view_close(view);
	}
	view_close(view);
}

static void tell_duration(struct view *view, const char *key, int64_t us)
{
	struct text words = {0};

	if (us > 0)
		duration_words(us, &words);
	view_number(view, key, us);
	view_words(view, key, us > 0 ? text_str(&words) : "-");
	text_done(&words);
}

static void tell_watch(struct view *view, const struct scenario_watch *watch)
{
	const struct probe_view *seen = &watch->view;

	view_row(view);
	view_text(view, "probe", watch->probe->name);
	view_text(view, "from", watch->probe->from);
	view_text(view, "to", watch->probe->to);
	view_text(view, "state", probe_state_name(seen->state));
	view_bool(view, "thereLost", seen->there_lost);
	view_bool(view, "backLost", seen->back_lost);
	if (!seen->there_lost) {
		view_text(view, "by", path_mechanism_name(seen->mechanism));
		view_words(view, "by", path_mechanism_text(seen->mechanism));
		view_words(view, "over", seen->between);
		view_wordsf(view, "ways", "%" PRIu32, seen->ways);
	}
	view_steps(view, "over", seen->between);
	view_steps(view, "overBack", seen->back);
	view_unsigned(view, "ways", seen->ways);
	view_unless_zero(view, "rttUs", seen->rtt_us);
	view_text(view, "asymmetry", seen->asymmetry);
	view_text(view, "stop", seen->stop);
	tell_duration(view, "outageUs", watch->outage_us);
	tell_duration(view, "oneWayUs", watch->one_way_us);
	tell_duration(view, "partlyUs", watch->partly_us);
	view_close(view);
}

static void tell_watches(struct view *view, const struct scenario_report *report,
                         const struct scenario_phase_report *phase)
{
	view_list(view, "probes", probe_columns);
	view_table_needs(view, 1, "\n");
	for (uint32_t i = 0; i < report->watch_count; i++)
		tell_watch(view, &phase->watches[i]);
	view_close(view);
	for (uint32_t i = 0; i < report->watch_count; i++) {
		const struct scenario_watch *watch = &phase->watches[i];

		if (watch->view.asymmetry != NULL)
			view_say(view, "- %s: asymmetric: %s\n", watch->probe->name,
			         watch->view.asymmetry);
	}
}

static void say_phase(struct view *view, const struct scenario_phase_report *phase)
{
	struct text lasted = {0};
	struct text changed = {0};

	duration_words(phase->end_us - phase->start_us, &lasted);
	view_say(view, "\n== %s: %s", phase->phase->name, text_str(&lasted));
	duration_words(phase->changed_us - phase->start_us, &changed);
	if (phase->changed_us > phase->start_us)
		view_say(view, ", the last change after %s", text_str(&changed));
	if (!phase->rested && phase->phase->duration_us == 0)
		view_say(view, "; NOT converged");
	view_say(view, "\n");
	text_done(&lasted);
	text_done(&changed);
}

static void tell_phase(struct view *view, const struct scenario_report *report,
                       const struct scenario_phase_report *phase)
{
	struct expect_report *const reports[] = {phase->expect};

	view_row(view);
	say_phase(view, phase);
	view_text(view, "name", phase->phase->name);
	view_number(view, "startUs", phase->start_us);
	view_number(view, "endUs", phase->end_us);
	view_number(view, "lastChangeUs", phase->changed_us);
	view_bool(view, "converged", phase->rested);
	tell_timeline(view, phase);
	tell_changes(view, phase);
	tell_watches(view, report, phase);
	if (phase->expect->count > 0)
		view_say(view, "\n");
	view_open(view, "expectations");
	check_tell(view, report->lab, reports, 1);
	view_close(view);
	view_close(view);
}

/* The plan's and the events' together: what the answer rests on. */
static void tell_assumptions(struct view *view, const struct scenario *scenario,
                             const struct plan *plan)
{
	uint32_t count = plan->assumption_count;

	view_list(view, "assumptions", NULL);
	for (uint32_t i = 0; i < plan->assumption_count; i++)
		view_text(view, NULL, plan->assumptions[i].rule);
	plan_say_assumptions(view, plan);
	for (enum event_kind kind = 0; kind < EVENT_KIND_COUNT; kind++) {
		struct event_assumption assumption = event_assumption_of(kind);

		if (assumption.rule == NULL || !scenario_has(scenario, kind))
			continue;
		if (count == 0)
			view_say(view, "\n%s\n", plan_assumed);
		view_say(view, "- %s (%s)\n", assumption.text, assumption.rule);
		view_text(view, NULL, assumption.rule);
		count++;
	}
	view_close(view);
	view_say(view, "The answer rests on %" PRIu32 " assumption%s\n", count,
	         count == 1 ? "" : "s");
}

void scenario_view(struct view *view, const struct scenario_report *report, const struct plan *plan)
{
	struct text summary = {0};

	view_say(view, "%s, in lab %s, seed %" PRIu64 "\n", report->scenario->name, report->lab,
	         report->seed);
	if (report->scenario->description != NULL)
		view_say(view, "%s\n", report->scenario->description);
	view_format(view, "hairpin-scenario", 1);
	view_text(view, "lab", report->lab);
	view_text(view, "scenario", report->scenario->name);
	view_text(view, "description", report->scenario->description);
	view_unsigned(view, "seed", report->seed);
	view_bool(view, "converged", report->converged);
	view_unsigned(view, "passed", report->count - report->failed);
	view_unsigned(view, "failed", report->failed);
	view_list(view, "phases", NULL);
	for (uint32_t i = 0; i < report->phase_count; i++)
		tell_phase(view, report, &report->phases[i]);
	view_close(view);
	check_summary(report->count, report->failed, &summary);
	view_say(view, "\n%s", text_str(&summary));
	text_done(&summary);
	tell_assumptions(view, report->scenario, plan);
}
