/* Prints what came of a scenario. */
#include "report/scenario_text.h"

#include <inttypes.h>

#include "base/instant.h"
#include "report/check/check_text.h"
#include "report/frame/table.h"
#include "report/plan_table.h"
#include "report/policy_words.h"

/* Beyond this a timeline is counted rather than read. */
enum { ENTRIES_MAX = 60 };

/* Seconds since the start, to the microsecond, which is what tells events apart. */
static void add_time(struct table *table, int64_t us)
{
	table_cellf(table, 0, "%" PRId64 ".%06" PRId64 " s", us / US_PER_S, us % US_PER_S);
}

static void add_entry(struct table *table, const struct scenario_entry *entry)
{
	table_row(table);
	add_time(table, entry->time_us);
	table_cell(table, 1, scenario_entry_kind_name(entry->kind));
	table_cell(table, 2, entry->subject);
	table_cell(table, 3, entry->text);
}

static void print_timeline(const struct scenario_phase_report *phase, struct text *out)
{
	struct table *table = table_new();
	size_t left_out = 0;

	table_column(table, "Time", TABLE_RIGHT);
	table_column(table, "What", TABLE_LEFT);
	table_column(table, "Where", TABLE_LEFT);
	table_column(table, "", TABLE_LEFT);
	for (size_t i = 0; i < phase->entry_count; i++) {
		const struct scenario_entry *entry = &phase->entries[i];

		if (table_row_count(table) < ENTRIES_MAX || entry->kind != SCENARIO_ENTRY_SESSION)
			add_entry(table, entry);
		else
			left_out++;
	}
	table_print(table, out);
	table_free(table);
	if (left_out > 0)
		text_addf(out, "... and %zu more lines about sessions\n", left_out);
}

static void print_changes(const struct scenario_phase_report *phase, struct text *out)
{
	struct table *table = table_new();

	table_column(table, "Node", TABLE_LEFT);
	table_column(table, "Learned", TABLE_RIGHT);
	table_column(table, "Lost", TABLE_RIGHT);
	table_column(table, "Moved", TABLE_RIGHT);
	for (uint32_t i = 0; i < phase->change_count; i++) {
		const struct scenario_change *change = &phase->changes[i];

		table_row(table);
		table_cell(table, 0, change->node);
		table_cellf(table, 1, "%" PRIu32, change->learned);
		table_cellf(table, 2, "%" PRIu32, change->lost);
		table_cellf(table, 3, "%" PRIu32, change->moved);
	}
	if (phase->change_count > 0)
		text_add(out, "\n");
	table_print(table, out);
	table_free(table);
}

static void add_duration(struct table *table, unsigned column, int64_t us)
{
	struct text words = {0};

	if (us > 0)
		duration_words(us, &words);
	table_cell(table, column, us > 0 ? text_str(&words) : "-");
	text_done(&words);
}

static void add_watch(struct table *table, const struct scenario_watch *watch)
{
	const struct probe_view *view = &watch->view;

	table_row(table);
	table_cell(table, 0, watch->probe->name);
	table_cell(table, 1, probe_state_name(view->state));
	if (!view->there_lost) {
		table_cell(table, 2, path_mechanism_text(view->mechanism));
		table_cell(table, 3, view->between);
		table_cellf(table, 4, "%" PRIu32, view->ways);
	}
	add_duration(table, 5, watch->outage_us);
	add_duration(table, 6, watch->one_way_us);
	add_duration(table, 7, watch->partly_us);
}

static void print_watches(const struct scenario_report *report,
                          const struct scenario_phase_report *phase, struct text *out)
{
	struct table *table = table_new();

	table_column(table, "Probe", TABLE_LEFT);
	table_column(table, "At the end", TABLE_LEFT);
	table_column(table, "By", TABLE_OPTIONAL);
	table_column(table, "Over", TABLE_OPTIONAL);
	table_column(table, "Ways", TABLE_OPTIONAL_RIGHT);
	table_column(table, "Cut off for", TABLE_RIGHT);
	table_column(table, "one way only", TABLE_RIGHT);
	table_column(table, "Some flows lost for", TABLE_RIGHT);
	for (uint32_t i = 0; i < report->watch_count; i++)
		add_watch(table, &phase->watches[i]);
	if (report->watch_count > 0)
		text_add(out, "\n");
	table_print(table, out);
	table_free(table);
	for (uint32_t i = 0; i < report->watch_count; i++) {
		const struct scenario_watch *watch = &phase->watches[i];

		if (watch->view.asymmetry != NULL)
			text_addf(out, "- %s: asymmetric: %s\n", watch->probe->name,
			          watch->view.asymmetry);
	}
}

static void print_phase(const struct scenario_report *report,
                        const struct scenario_phase_report *phase, struct text *out)
{
	text_addf(out, "\n== %s: ", phase->phase->name);
	duration_words(phase->end_us - phase->start_us, out);
	if (phase->changed_us > phase->start_us) {
		text_add(out, ", the last change after ");
		duration_words(phase->changed_us - phase->start_us, out);
	}
	if (!phase->rested && phase->phase->duration_us == 0)
		text_add(out, "; NOT converged");
	text_add(out, "\n");
	print_timeline(phase, out);
	print_changes(phase, out);
	print_watches(report, phase, out);
	if (phase->expect->count > 0)
		text_add(out, "\n");
	check_text_print(phase->expect, out);
}

/* The plan's and the events' together: what the answer rests on. */
static void print_assumptions(const struct scenario *scenario, const struct plan *plan,
                              struct text *out)
{
	struct text mine = {0};
	uint32_t count = plan->assumption_count;

	for (enum event_kind a = 0; a < EVENT_KIND_COUNT; a++) {
		struct event_assumption assumption = event_assumption_of(a);

		if (assumption.rule == NULL || !scenario_has(scenario, a))
			continue;
		text_addf(&mine, "- %s (%s)\n", assumption.text, assumption.rule);
		count++;
	}
	plan_assumptions_print(plan, out);
	if (plan->assumption_count == 0 && mine.size > 0)
		text_add(out, "\nAssumed, because Microsoft does not publish it\n");
	text_add(out, text_str(&mine));
	text_addf(out, "The answer rests on %" PRIu32 " assumption%s\n", count,
	          count == 1 ? "" : "s");
	text_done(&mine);
}

void scenario_text_print(const struct scenario_report *report, const struct plan *plan,
                         struct text *out)
{
	text_addf(out, "%s, in lab %s, seed %" PRIu64 "\n", report->scenario->name, report->lab,
	          report->seed);
	if (report->scenario->description != NULL)
		text_addf(out, "%s\n", report->scenario->description);
	for (uint32_t i = 0; i < report->phase_count; i++)
		print_phase(report, &report->phases[i], out);
	text_add(out, "\n");
	check_text_summary(report->count, report->failed, out);
	print_assumptions(report->scenario, plan, out);
}
