/* Says what came of a sweep. */
#include "report/sweep.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/mem.h"

enum { SHOWN_MAX = 50 };

/* clang-format off */
static const struct view_column pair_columns[] = {
	{"from", "From", TABLE_LEFT, 0},
	{"to", "To", TABLE_LEFT, 0},
	{"harm", "Worst", TABLE_LEFT, 0},
	{"rttUs", "RTT", TABLE_RIGHT, VIEW_IN_WORDS},
	{"failures", "By", TABLE_LEFT, 0},
	{0},
};
/* clang-format on */

static void tell_names(struct view *view, const char *key, const char *const *names, uint32_t count)
{
	view_list(view, key, NULL);
	for (uint32_t i = 0; i < count; i++)
		view_text(view, NULL, names[i]);
	view_close(view);
}

static void say_set(struct view *view, const struct sweep_set *set)
{
	const char *lead = "    ";

	view_say(view, "  ");
	for (uint32_t i = 0; i < set->failure_count; i++)
		view_say(view, "%s%s", i == 0 ? "" : " + ", set->failures[i]);
	view_say(view, "%s\n", set->failure_count == 0 ? "nothing: already in the calm lab" : "");
	if (set->unsettled)
		view_say(view, "%sdid not come to rest: nothing is known\n", lead);
	for (uint32_t i = 0; i < set->broken_count; i++)
		view_say(view, "%sbreaks: %s\n", lead, set->broken[i]);
	for (unsigned h = SWEEP_HARM_COUNT - 1; h > SWEEP_UNHARMED; h--) {
		if (set->pairs[h] > 0)
			view_say(view, "%s%s: %u pair%s\n", lead,
			         sweep_harm_name((enum sweep_harm)h), set->pairs[h],
			         set->pairs[h] == 1 ? "" : "s");
	}
	if (set->witness != NULL)
		view_say(view, "%switness: %s\n", lead, set->witness);
}

static void tell_set(struct view *view, const struct sweep_set *set)
{
	view_unsigned(view, "case", set->number);
	tell_names(view, "failures", set->failures, set->failure_count);
	view_flag(view, "unsettled", set->unsettled);
	if (set->broken_count > 0)
		tell_names(view, "broken", set->broken, set->broken_count);
	view_unless_zero(view, "cut", set->pairs[SWEEP_CUT]);
	view_unless_zero(view, "oneWay", set->pairs[SWEEP_ONE_WAY]);
	view_unless_zero(view, "opened", set->pairs[SWEEP_OPENED]);
	view_unless_zero(view, "worse", set->pairs[SWEEP_WORSE]);
	view_text(view, "witness", set->witness);
}

static void tell_pair(struct view *view, const struct sweep_pair *pair)
{
	view_text(view, "from", pair->from);
	view_text(view, "to", pair->to);
	view_text(view, "harm", sweep_harm_name(pair->harm));
	if (pair->rtt_us > 0) {
		view_unsigned(view, "rttUs", pair->rtt_us);
		view_wordsf(view, "rttUs", "%.1f ms", pair->rtt_us / 1000.0);
	}
	view_unsigned(view, "case", pair->number);
	view_names(view, "failures", pair->failures, " + ");
}

/* "links 8, routers 2": how many of each kind may fail. */
static void tell_kinds(struct view *view, const char *kinds)
{
	const char *at = kinds;

	view_open(view, "kinds");
	while (*at != '\0') {
		size_t size = strcspn(at, " ");
		char *name = xstrdup(at);
		char *end;

		name[size] = '\0';
		view_unsigned(view, name, strtoull(at + size, &end, 10));
		free(name);
		at = end + strspn(end, ", ");
	}
	view_close(view);
}

static void tell_head(struct view *view, const struct sweep_report *report)
{
	view_format(view, "hairpin-sweep", 1);
	view_text(view, "lab", report->lab);
	tell_kinds(view, report->kinds);
	view_unsigned(view, "elements", report->element_count);
	view_unsigned(view, "sameElements", report->same_count);
	view_unsigned(view, "failures", report->failures);
	view_unsigned(view, "expectations", report->expectation_count);
	view_unsigned(view, "cases", report->cases);
	view_unsigned(view, "looked", report->done);
	view_unsigned(view, "solved", report->solved);
	view_unsigned(view, "harmful", report->harmful);
	view_unsigned(view, "unsettled", report->unsettled);
	view_unless_zero(view, "setsLeftOut", report->sets_left_out);
}

static void say_head(struct view *view, const struct sweep_report *report)
{
	view_say(view, "Sweep of %s: %u elements may fail (%s), up to %u at a time\n", report->lab,
	         report->element_count, report->kinds, report->failures);
	if (report->same_count > 0)
		view_say(view, "%u more are the same as one of these\n", report->same_count);
	view_say(view, "%" PRIu64 " of %" PRIu64 " cases", report->done, report->cases);
	if (report->solved > 0 && report->solved < report->done)
		view_say(view,
		         ", %" PRIu64 " solved and the others equal to one of these (factor %.1f)",
		         report->solved, (double)report->done / (double)report->solved);
	view_say(view, "; %" PRIu64 " harm, %" PRIu64 " did not come to rest\n\n", report->harmful,
	         report->unsettled);
}

/* The worst first; of equals in the order of the lab. */
static int by_harm(const void *a, const void *b)
{
	const struct sweep_pair *left = *(const struct sweep_pair *const *)a;
	const struct sweep_pair *right = *(const struct sweep_pair *const *)b;

	if (left->harm != right->harm)
		return left->harm > right->harm ? -1 : 1;
	if (left->rtt_us != right->rtt_us)
		return left->rtt_us > right->rtt_us ? -1 : 1;
	return left < right ? -1 : left > right;
}

static const struct sweep_pair **sort_pairs(const struct sweep_report *report, size_t *count)
{
	const struct sweep_pair **sorted = calloc(report->pair_count + 1, sizeof(*sorted));

	CHECK(sorted != NULL);
	*count = 0;
	for (size_t i = 0; i < report->pair_count; i++) {
		if (report->pairs[i].harm != SWEEP_UNHARMED)
			sorted[(*count)++] = &report->pairs[i];
	}
	if (*count > 0)
		qsort(sorted, *count, sizeof(*sorted), by_harm);
	return sorted;
}

static void tell_sets(struct view *view, const struct sweep_report *report)
{
	if (report->set_count > 0)
		view_say(view, "The smallest sets that harm:\n");
	view_list(view, "sets", NULL);
	for (size_t i = 0; i < report->set_count; i++) {
		view_row(view);
		tell_set(view, &report->sets[i]);
		if (i < SHOWN_MAX)
			say_set(view, &report->sets[i]);
		view_close(view);
	}
	view_close(view);
	if (report->set_count + report->sets_left_out > SHOWN_MAX)
		view_say(view, "  ... and %" PRIu64 " more\n",
		         report->set_count + report->sets_left_out - SHOWN_MAX);
}

void sweep_view(struct view *view, const struct sweep_report *report)
{
	size_t count;
	const struct sweep_pair **pairs = sort_pairs(report, &count);
	size_t shown = view_is(view, VIEW_JSON) || count < SHOWN_MAX ? count : SHOWN_MAX;

	tell_head(view, report);
	say_head(view, report);
	tell_sets(view, report);
	if (count > 0)
		view_say(view, "\nThe worst for each pair:\n");
	view_list(view, "pairs", pair_columns);
	for (size_t i = 0; i < shown; i++) {
		view_row(view);
		tell_pair(view, pairs[i]);
		view_close(view);
	}
	view_close(view);
	if (shown < count)
		view_say(view, "... and %zu more pairs\n", count - shown);
	if (report->harmful == 0 && report->unsettled == 0 && report->done == report->cases)
		view_say(view, "%s\n",
		         report->by_pairs ? "No set of failures harms a pair."
		                          : "No set of failures breaks an expectation.");
	free(pairs);
}

void sweep_print_lines(const struct sweep_report *report, struct text *out)
{
	struct view *view = view_begin_line(out);
	size_t count;
	const struct sweep_pair **pairs = sort_pairs(report, &count);

	tell_head(view, report);
	view_end_line(view);
	for (size_t i = 0; i < report->set_count; i++) {
		view = view_begin_line(out);
		tell_set(view, &report->sets[i]);
		view_end_line(view);
	}
	for (size_t i = 0; i < count; i++) {
		view = view_begin_line(out);
		tell_pair(view, pairs[i]);
		view_end_line(view);
	}
	free(pairs);
}
