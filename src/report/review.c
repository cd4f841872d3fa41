/* Says a review. */
#include "report/review.h"

#include <inttypes.h>

#include "base/check.h"

/* clang-format off */
static const struct view_column pair_columns[] = {
	{"from",   "From",   TABLE_LEFT, 0},
	{"to",     "To",     TABLE_LEFT, 0},
	{"before", "Before", TABLE_LEFT, 0},
	{"after",  "After",  TABLE_LEFT, 0},
	{0},
};
static const struct view_column change_columns[] = {
	{"what",   "What",   TABLE_LEFT,     0},
	{"before", "Before", TABLE_OPTIONAL, VIEW_IN_WORDS},
	{"after",  "After",  TABLE_OPTIONAL, VIEW_IN_WORDS},
	{0},
};
static const struct view_column item_columns[] = {
	{"what", "What", TABLE_LEFT, 0},
	{0},
};
static const struct view_column failed_columns[] = {
	{"what",   "Expectation",   TABLE_LEFT,     0},
	{"before", "Before",        TABLE_OPTIONAL, 0},
	{"after",  "What it found", TABLE_LEFT,     0},
	{0},
};
/* clang-format on */

static const char *const pair_headings[REVIEW_KIND_COUNT] = {
    [REVIEW_LOST] = "Lost",
    [REVIEW_LEAKED] = "Leaked: reachable now, and was not",
    [REVIEW_BYPASS] = "Leaked: past the appliance that every way passed",
    [REVIEW_U_TURN] = "Make the U-turn at Microsoft's edge now",
    [REVIEW_ASYMMETRIC] = "Lost their symmetry",
    [REVIEW_GAINED] = "Gained, with what is new",
    [REVIEW_REROUTED] = "Take another way",
};

static bool is_for_people(const struct view *view)
{
	return !view_is(view, VIEW_JSON);
}

static uint32_t shown(const struct view *view, uint32_t count)
{
	return is_for_people(view) && count > REVIEW_ROWS_MAX ? REVIEW_ROWS_MAX : count;
}

static void say_rest(struct view *view, uint32_t count)
{
	if (count > shown(view, count))
		view_say(view, "\nand %" PRIu32 " more\n", count - REVIEW_ROWS_MAX);
}

/* The reasons of what is lost or leaked, each once where several in a row have the same. */
static void say_reasons(struct view *view, const struct review_pairs *pairs)
{
	for (uint32_t i = 0; i < shown(view, pairs->count); i++) {
		const struct review_pair *pair = &pairs->items[i];

		if (pair->why != NULL)
			view_say(view, "%s%s -> %s: %s\n", view_is(view, VIEW_MARKDOWN) ? "\n" : "",
			         pair->from, pair->to, pair->why);
	}
}

static void tell_pairs(struct view *view, const struct review_pairs *pairs, enum review_kind kind)
{
	if (pairs->count > 0)
		view_heading(view, "%s", pair_headings[kind]);
	view_list(view, review_kind_name(kind), pair_columns);
	for (uint32_t i = 0; i < shown(view, pairs->count); i++) {
		const struct review_pair *pair = &pairs->items[i];

		view_row(view);
		view_text(view, "from", pair->from);
		view_text(view, "to", pair->to);
		view_text(view, "before", pair->before);
		view_text(view, "after", pair->after);
		view_text(view, "why", pair->why);
		view_close(view);
	}
	view_close(view);
	say_rest(view, pairs->count);
	if (kind == REVIEW_LOST || kind == REVIEW_ASYMMETRIC)
		say_reasons(view, pairs);
}

struct list {
	const char *key;
	const char *heading;
	const struct review_items *items;
	const struct view_column *columns;
	const char *absent; /* what stands for a value that is not said; NULL: nothing */
};

static void tell_item(struct view *view, const struct list *list, const struct review_item *item)
{
	bool words = list->columns == change_columns;

	view_row(view);
	view_text(view, "what", item->what);
	view_text(view, "before", item->before);
	view_text(view, "after", item->after);
	if (words) {
		view_words(view, "before", item->before != NULL ? item->before : list->absent);
		view_words(view, "after", item->after != NULL ? item->after : list->absent);
	}
	view_close(view);
}

static void tell_list(struct view *view, const struct list *list)
{
	const struct review_items *items = list->items;

	if (items->count > 0)
		view_heading(view, "%s", list->heading);
	view_list(view, list->key, list->columns);
	for (uint32_t i = 0; i < shown(view, items->count); i++)
		tell_item(view, list, &items->items[i]);
	view_close(view);
	say_rest(view, items->count);
}

/* New and gone in one list of JSON each; text has them apart. */
static void tell_elements(struct view *view, const struct review *review, bool gone)
{
	struct review_items some = {0};
	const struct review_items *all = &review->elements;
	struct review_item *items =
	    arena_alloc(review->arena, (all->count + 1u) * sizeof(struct review_item));

	some.items = items;
	for (uint32_t i = 0; i < all->count; i++) {
		if ((all->items[i].before != NULL) == gone)
			items[some.count++] = (struct review_item){all->items[i].what, NULL, NULL};
	}
	const struct list list = {gone ? "removed" : "added", gone ? "Removed" : "Added", &some,
	                          item_columns, NULL};
	tell_list(view, &list);
}

static void tell_counts(struct view *view, const struct review *review)
{
	const char *verdict = review->lost && review->leaked
	                          ? "something is lost and something leaks"
	                      : review->lost   ? "something is lost"
	                      : review->leaked ? "something leaks"
	                                       : "nothing is lost, nothing leaks";

	view_text(view, "verdict", verdict);
	view_bool(view, "lostAny", review->lost);
	view_bool(view, "leakedAny", review->leaked);
	view_unsigned(view, "directionsExamined", review->comparison->pairs_examined);
	view_unsigned(view, "directionsThatDiffer", review->comparison->pairs_differ);
	view_heading(view, "%s to %s: %s", review->comparison->labs[0], review->comparison->labs[1],
	             verdict);
	view_say(view,
	         "%" PRIu64 " directions between networks and sites: %" PRIu32 " lost, %" PRIu32
	         " leaked, %" PRIu32 " past an appliance, %" PRIu32 " gained, %" PRIu32
	         " make the U-turn now\n",
	         review->comparison->pairs_examined, review->pairs[REVIEW_LOST].count,
	         review->pairs[REVIEW_LEAKED].count, review->pairs[REVIEW_BYPASS].count,
	         review->pairs[REVIEW_GAINED].count, review->pairs[REVIEW_U_TURN].count);
	if (review->pairs_cut)
		view_say(view, "%" PRIu64 " directions differ, of which only so many are told\n",
		         review->comparison->pairs_differ);
	if (review->expected > 0)
		view_say(view, "%" PRIu32 " expectations, %" PRIu32 " fail\n", review->expected,
		         review->failed.count);
	view_unsigned(view, "expectations", review->expected);
}

void review_view(struct view *view, const struct review *review)
{
	const struct list lists[] = {
	    {"failed", "Expectations that fail", &review->failed, failed_columns, NULL},
	    {"connectionsGone", "Connections that go", &review->connections, item_columns, NULL},
	    {"sessionsGone", "BGP sessions that go", &review->sessions, change_columns, "none"},
	    {"settings", "Settings that change", &review->settings, change_columns, "not said"},
	    {"limits", "Limits crossed", &review->limits, change_columns, ""},
	    {"findings", "New findings", &review->findings, item_columns, NULL},
	};

	view_format(view, "hairpin-review", 1);
	view_text(view, "first", review->comparison->labs[0]);
	view_text(view, "second", review->comparison->labs[1]);
	tell_counts(view, review);
	for (unsigned kind = 0; kind < REVIEW_KIND_COUNT; kind++)
		tell_pairs(view, &review->pairs[kind], (enum review_kind)kind);
	for (size_t i = 0; i < COUNT_OF(lists); i++)
		tell_list(view, &lists[i]);
	tell_elements(view, review, true);
	tell_elements(view, review, false);
}
