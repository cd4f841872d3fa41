/* Says what came of playing a scenario in many orders. */
#include "report/check/order.h"

#include <inttypes.h>

#include "base/check.h"
#include "base/instant.h"

enum { LINES_SHOWN_MAX = 12, ENTRIES_SHOWN_MAX = 24 };

/* clang-format off */
static const struct view_column spread_columns[] = {
	{"phase", "Phase", TABLE_LEFT, 0},
	{"probe", "Probe", TABLE_LEFT, 0},
	{"minUs", "Cut off for", TABLE_RIGHT, VIEW_IN_WORDS},
	{"maxUs", "to", TABLE_RIGHT, VIEW_IN_WORDS},
	{0},
};
/* clang-format on */

static void tell_us(struct view *view, const char *key, int64_t us)
{
	view_number(view, key, us);
	view_wordsf(view, key, "%.1f ms", (double)us / (double)US_PER_MS);
}

static void tell_spreads(struct view *view, const struct order_report *report)
{
	view_list(view, "cutOff", spread_columns);
	view_table_needs(view, 1, "\n");
	for (uint32_t i = 0; i < report->spread_count; i++) {
		const struct order_spread *spread = &report->spreads[i];

		if (spread->max_us == 0)
			continue;
		view_row(view);
		view_text(view, "phase", spread->phase);
		view_text(view, "probe", spread->probe);
		tell_us(view, "minUs", spread->min_us);
		tell_us(view, "maxUs", spread->max_us);
		view_close(view);
	}
	view_close(view);
}

static void say_delay(struct view *view, const struct order_delay *delay)
{
	double ms = (double)delay->by / (double)US_PER_MS;

	switch (delay->kind) {
	case ORDER_SLOWER:
		view_say(view, "  - each way of %s takes %.0f ms longer\n", delay->of, ms);
		break;
	case ORDER_LATER:
		view_say(view, "  - %s happens %.0f ms later\n", delay->of, ms);
		break;
	case ORDER_SEED:
		view_say(view, "  - the timers have the jitter of seed %" PRId64 "\n", delay->by);
		break;
	case ORDER_DELAY_KIND_COUNT:
		CHECK(false);
	}
}

static void tell_delays(struct view *view, const struct order_outcome *outcome)
{
	view_list(view, "delays", NULL);
	for (uint32_t i = 0; i < outcome->delay_count; i++) {
		const struct order_delay *delay = &outcome->delays[i];

		view_row(view);
		view_text(view, "kind", order_delay_kind_name(delay->kind));
		view_text(view, "of", delay->of);
		view_number(view, delay->kind == ORDER_SEED ? "seed" : "byUs", delay->by);
		view_close(view);
		say_delay(view, delay);
	}
	view_close(view);
}

static void tell_texts(struct view *view, const char *key, const char *const *texts, uint32_t count)
{
	view_list(view, key, NULL);
	for (uint32_t i = 0; i < count; i++)
		view_text(view, NULL, texts[i]);
	view_close(view);
}

static void say_lines(struct view *view, const struct order_outcome *outcome)
{
	uint32_t shown =
	    outcome->line_count < LINES_SHOWN_MAX ? outcome->line_count : LINES_SHOWN_MAX;
	uint32_t more = outcome->line_count - shown + outcome->more_lines;

	view_say(view, "phase '%s' then ends otherwise:\n", outcome->phase);
	for (uint32_t i = 0; i < shown; i++)
		view_say(view, "  %s\n", outcome->lines[i]);
	if (more > 0)
		view_say(view, "  ... and %" PRIu32 " more differences\n", more);
}

static void tell_entries(struct view *view, const struct order_outcome *outcome)
{
	if (outcome->entry_count > 0)
		view_say(view, "what happens in it:\n");
	view_list(view, "timeline", NULL);
	for (size_t i = 0; i < outcome->entry_count; i++) {
		const struct scenario_entry *entry = &outcome->entries[i];

		view_row(view);
		view_number(view, "timeUs", entry->time_us);
		view_text(view, "kind", scenario_entry_kind_name(entry->kind));
		view_text(view, "where", entry->subject);
		view_text(view, "text", entry->text);
		view_close(view);
		if (i < ENTRIES_SHOWN_MAX)
			view_say(view, "  %12.6f s %s: %s\n",
			         (double)entry->time_us / (double)US_PER_S, entry->subject,
			         entry->text);
	}
	view_close(view);
	if (outcome->entry_count > ENTRIES_SHOWN_MAX)
		view_say(view, "  ... and %zu more\n", outcome->entry_count - ENTRIES_SHOWN_MAX);
}

static void say_events(struct view *view, const struct order_outcome *outcome)
{
	if (outcome->event_count == 0)
		view_say(view, "none of the events is needed");
	else
		view_say(view, "events that are needed:");
	for (uint32_t i = 0; i < outcome->event_count; i++)
		view_say(view, "%s '%s'", i > 0 ? "," : "", outcome->events[i]);
	view_say(view, "\n");
}

/* The first is the plain run's, which all others are compared with. */
static void tell_outcome(struct view *view, const struct order_outcome *outcome, bool plain)
{
	view_row(view);
	view_unsigned(view, "runs", outcome->runs);
	view_bool(view, "plain", plain);
	if (!plain) {
		view_heading(view, "%" PRIu32 " run%s: another end", outcome->runs,
		             outcome->runs == 1 ? "" : "s");
		view_say(view, "this is enough:\n");
		tell_delays(view, outcome);
		view_text(view, "phase", outcome->phase);
		tell_texts(view, "events", outcome->events, outcome->event_count);
		say_events(view, outcome);
		tell_texts(view, "differences", outcome->lines, outcome->line_count);
		view_unless_zero(view, "moreDifferences", outcome->more_lines);
		say_lines(view, outcome);
		tell_entries(view, outcome);
	}
	view_close(view);
}

static void say_verdict(struct view *view, const struct order_report *report)
{
	uint32_t plain = report->outcomes[0].runs;

	view_say(view,
	         "%s, in lab %s: %" PRIu32 " runs from seed %" PRIu64 ", sessions up to %" PRId64
	         " ms slower, events up to %" PRId64 " ms later\n",
	         report->scenario, report->lab, report->runs, report->seed,
	         report->delay_us / US_PER_MS, report->shift_us / US_PER_MS);
	if (plain == report->runs)
		view_say(view, "all of them end alike\n");
	else
		view_say(view,
		         "%" PRIu32 " end like the plain one, %" PRIu32
		         " otherwise: it depends on timing\n",
		         plain, report->runs - plain);
	if (report->restless > 0)
		view_say(view, "%" PRIu32 " did not come to rest in some phase%s\n",
		         report->restless,
		         report->plain_restless ? ", the plain one among them" : "");
	if (report->plain_failed > 0)
		view_say(view,
		         "%" PRIu32 " of %" PRIu32 " expectations fail in the plain run, see "
		         "'hairpin scenario'\n",
		         report->plain_failed, report->expectation_count);
}

void order_view(struct view *view, const struct order_report *report)
{
	CHECK(report->outcome_count > 0);
	view_format(view, "hairpin-order", 1);
	view_text(view, "lab", report->lab);
	view_text(view, "scenario", report->scenario);
	view_unsigned(view, "runs", report->runs);
	view_unsigned(view, "seed", report->seed);
	view_number(view, "delayUs", report->delay_us);
	view_number(view, "shiftUs", report->shift_us);
	view_unsigned(view, "restless", report->restless);
	view_bool(view, "plainRestless", report->plain_restless);
	view_unsigned(view, "expectations", report->expectation_count);
	view_unsigned(view, "plainFailed", report->plain_failed);
	view_bool(view, "dependsOnTiming", report->outcomes[0].runs < report->runs);
	say_verdict(view, report);
	tell_spreads(view, report);
	view_list(view, "outcomes", NULL);
	for (uint32_t i = 0; i < report->outcome_count; i++)
		tell_outcome(view, &report->outcomes[i], i == 0);
	view_close(view);
	view_unless_zero(view, "runsOfOtherOutcomes", report->outcomes_left_out);
	if (report->outcomes_left_out > 0)
		view_say(view, "\n%" PRIu32 " more runs end in still other ways\n",
		         report->outcomes_left_out);
}
