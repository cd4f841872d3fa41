/* Says the summary of all pairs. */
#include "report/reach.h"

#include <inttypes.h>

/* clang-format off */
static const struct view_column columns[] = {
	{"mechanism",   "Mechanism", TABLE_LEFT,  VIEW_CSV_TOO | VIEW_IN_WORDS},
	{"pairs",       "Pairs",     TABLE_RIGHT, VIEW_CSV_TOO},
	{"timedPairs",  NULL,        TABLE_RIGHT, VIEW_CSV_TOO},
	{"rttMinUs",    "RTT least", TABLE_RIGHT, VIEW_CSV_TOO | VIEW_IN_WORDS},
	{"rttMedianUs", "Median",    TABLE_RIGHT, VIEW_CSV_TOO | VIEW_IN_WORDS},
	{"rttMaxUs",    "Most",      TABLE_RIGHT, VIEW_CSV_TOO | VIEW_IN_WORDS},
	{0},
};
/* clang-format on */

static void tell_time(struct view *view, const char *key, const struct reach_way *way,
                      uint32_t rtt_us)
{
	if (way->timed > 0) {
		view_unsigned(view, key, rtt_us);
		view_wordsf(view, key, "%.1f ms", rtt_us / 1000.0);
	} else {
		view_words(view, key, "?");
	}
}

static void tell_way(struct view *view, const struct reach_way *way)
{
	view_unsigned(view, "pairs", way->pairs);
	view_unsigned(view, "timedPairs", way->timed);
	tell_time(view, "rttMinUs", way, way->rtt_min_us);
	tell_time(view, "rttMedianUs", way, way->rtt_median_us);
	tell_time(view, "rttMaxUs", way, way->rtt_max_us);
}

/* The sum of all is a row behind the others, and a member of its own in JSON. */
static void tell_ways(struct view *view, const struct reach *reach)
{
	bool json = view_is(view, VIEW_JSON);

	view_map(view, "mechanisms", columns);
	view_table_needs(view, 1, "\n");
	for (enum path_mechanism m = 0; m < PATH_MECHANISM_COUNT; m++) {
		if (reach->ways[m].pairs == 0)
			continue;
		view_entry(view, path_mechanism_name(m));
		view_cell(view, "mechanism", path_mechanism_name(m));
		view_words(view, "mechanism", path_mechanism_text(m));
		tell_way(view, &reach->ways[m]);
		view_close(view);
	}
	if (!json && reach->all.pairs > 0) {
		view_entry(view, "all");
		view_cell(view, "mechanism", "all");
		view_words(view, "mechanism", "all");
		tell_way(view, &reach->all);
		view_close(view);
	}
	view_close(view);
	if (json) {
		view_open(view, "all");
		tell_way(view, &reach->all);
		view_close(view);
	}
}

static void say_summary(struct view *view, const struct reach *reach)
{
	view_say(view, "%" PRIu32 " virtual network%s and %" PRIu32 " site%s, IPv%d\n",
	         reach->vnet_count, reach->vnet_count == 1 ? "" : "s", reach->site_count,
	         reach->site_count == 1 ? "" : "s", reach->family == ADDR_IPV6 ? 6 : 4);
	view_say(view, "Of %" PRIu64 " directions %" PRIu64 " are open", reach->pairs,
	         reach->states[PATH_REACHABLE]);
	if (reach->states[PATH_PARTLY] > 0)
		view_say(view, ", %" PRIu64 " for some flows only", reach->states[PATH_PARTLY]);
	view_say(view, ", %" PRIu64 " closed", reach->states[PATH_UNREACHABLE]);
	if (reach->one_way > 0)
		view_say(view, "; %" PRIu64 " pair%s open one way only", reach->one_way,
		         reach->one_way == 1 ? " is" : "s are");
	view_say(view, "\n");
}

void reach_view(struct view *view, const struct reach *reach, const char *lab)
{
	say_summary(view, reach);
	view_format(view, "hairpin-reach-summary", 1);
	view_text(view, "lab", lab);
	view_text(view, "family", reach->family == ADDR_IPV6 ? "ipv6" : "ipv4");
	view_unsigned(view, "virtualNetworks", reach->vnet_count);
	view_unsigned(view, "sites", reach->site_count);
	view_unsigned(view, "directions", reach->pairs);
	view_unsigned(view, "oneWayPairs", reach->one_way);
	view_unsigned(view, "walks", reach->walks);
	view_open(view, "states");
	for (enum path_state state = PATH_UNREACHABLE; state <= PATH_REACHABLE; state++)
		view_unsigned(view, path_state_name(state), reach->states[state]);
	view_close(view);
	tell_ways(view, reach);
}
