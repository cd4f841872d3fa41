/* Changes as sentences: what several speakers have in common is said once. */
#include "report/state/changes.h"

#include <inttypes.h>

#include "base/check.h"

/* So many speakers are named in text. */
enum { NAMED_MAX = 4 };

static const char *plural(uint32_t count)
{
	return count == 1 ? "" : "s";
}

static void say_nodes(struct view *view, const struct state_change *change)
{
	for (uint32_t i = 0; i < change->node_count && i < NAMED_MAX; i++)
		view_say(view, "%s%s", i == 0 ? "" : ", ", change->nodes[i]);
	if (change->node_count > NAMED_MAX)
		view_say(view, " and %" PRIu32 " more", change->node_count - NAMED_MAX);
}

static void tell_change(struct view *view, const struct state_change *change)
{
	view_row(view);
	view_text(view, "kind", change_kind_name(change->kind));
	view_list(view, "nodes", NULL);
	for (uint32_t i = 0; i < change->node_count; i++)
		view_text(view, NULL, change->nodes[i]);
	view_close(view);
	if (addr_is_set(&change->prefix.addr))
		view_prefix(view, "prefix", &change->prefix);
	view_text(view, "text", change->text);
	view_close(view);
}

static void tell_changes(struct view *view, const struct state_changes *changes)
{
	static const char *const headings[CHANGE_KIND_COUNT] = {
	    [CHANGE_NODE_GONE] = "Speakers",  [CHANGE_NODE_NEW] = "Speakers",
	    [CHANGE_SESSION] = "Sessions",    [CHANGE_ROUTE_LOST] = "Routes",
	    [CHANGE_ROUTE_GAINED] = "Routes", [CHANGE_ROUTE_OTHER] = "Routes",
	};
	const char *heading = NULL;

	view_list(view, "changes", NULL);
	for (uint32_t i = 0; i < changes->count; i++) {
		const struct state_change *change = &changes->items[i];

		CHECK(change->kind < CHANGE_KIND_COUNT);
		if (view_is(view, VIEW_JSON)) {
			tell_change(view, change);
			continue;
		}
		if (heading != headings[change->kind])
			view_say(view, "%s%s\n", heading == NULL ? "" : "\n",
			         headings[change->kind]);
		heading = headings[change->kind];
		view_say(view, "  ");
		say_nodes(view, change);
		view_say(view, ": %s\n", change->text);
	}
	view_close(view);
}

static void tell_ways(struct view *view, const struct comparison *ways, bool first)
{
	if (ways->pairs_differ == 0 && !view_is(view, VIEW_JSON))
		return;
	view_say(view, "%sWays\n", first ? "" : "\n");
	view_list(view, "ways", NULL);
	for (uint32_t i = 0; i < ways->pair_count; i++) {
		const struct compare_pair *pair = &ways->pairs[i];

		if (!pair->differs)
			continue;
		view_say(view, "  %s -> %s: %s\n", pair->from, pair->to, pair->verdict);
		view_row(view);
		view_text(view, "from", pair->from);
		view_text(view, "to", pair->to);
		view_text(view, "text", pair->verdict);
		view_close(view);
	}
	view_close(view);
}

/* The last line: how much, or that there is nothing. */
static void say_sum(struct view *view, const struct changes_title *title,
                    const struct state_changes *changes)
{
	uint64_t ways = title->ways == NULL ? 0 : title->ways->pairs_differ;

	if (changes->count == 0 && ways == 0 && changes->lines == 0) {
		view_say(view, "%s and %s are equal\n", title->before, title->after);
		return;
	}
	if (changes->count == 0 && ways == 0) {
		view_say(view,
		         "nothing that is used is other; %" PRIu32
		         " line%s differ in paths that are not, and in what peers are told: "
		         "--lines lists them\n",
		         changes->lines, plural(changes->lines));
		return;
	}
	view_say(view,
	         "\n%" PRIu32 " change%s: %" PRIu32 " route%s lost, %" PRIu32 " gained, %" PRIu32
	         " other, at all speakers together",
	         changes->count, plural(changes->count), changes->by_kind[CHANGE_ROUTE_LOST],
	         plural(changes->by_kind[CHANGE_ROUTE_LOST]), changes->by_kind[CHANGE_ROUTE_GAINED],
	         changes->by_kind[CHANGE_ROUTE_OTHER]);
	if (title->ways != NULL)
		view_say(view, "; %" PRIu64 " direction%s other", ways, ways == 1 ? "" : "s");
	view_say(view, "\n");
}

void changes_view(struct view *view, const struct changes_title *title,
                  const struct state_changes *changes)
{
	view_unsigned(view, "version", CHANGES_VERSION);
	view_text(view, "before", title->before);
	view_text(view, "after", title->after);
	view_bool(view, "equal",
	          changes->lines == 0 && changes->count == 0 &&
	              (title->ways == NULL || title->ways->pairs_differ == 0));
	view_unsigned(view, "lines", changes->lines);
	tell_changes(view, changes);
	if (title->ways != NULL)
		tell_ways(view, title->ways, changes->count == 0);
	say_sum(view, title, changes);
}
