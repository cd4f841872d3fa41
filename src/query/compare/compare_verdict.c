/* Puts differences into words. */
#include "query/compare/compare_verdict.h"

#include <inttypes.h>
#include <string.h>

static bool is_limited(const struct path_bottleneck *bottleneck)
{
	return bottleneck->bandwidth_by != NULL || bottleneck->packets_by != NULL ||
	       bottleneck->flows_by != NULL || bottleneck->connections_by != NULL;
}

static const char *limits_text(const struct compare_side *side, struct arena *arena)
{
	struct text text = {0};
	const char *copy;

	path_format_bottleneck(&side->bottleneck, &text);
	copy = arena_strdup(arena, text_str(&text));
	text_done(&text);
	return copy;
}

/* Only a gateway limits a hairpin (destination-gateway-limits), so its limits gone means the
 * gateway gone. */
static void add_limits(const struct compare_side *before, const struct compare_side *after,
                       struct arena *arena, struct text *out)
{
	const char *was = limits_text(before, arena);
	const char *is = limits_text(after, arena);

	if (strcmp(was, is) == 0)
		return;
	if (!is_limited(&after->bottleneck))
		text_addf(out, ", %s (was %s)",
		          before->mechanism == PATH_HAIRPIN ? "no gateway in the way"
		                                            : "no known limit",
		          was);
	else if (!is_limited(&before->bottleneck))
		text_addf(out, ", limited by %s (was not limited)", is);
	else
		text_addf(out, ", limited by %s (was %s)", is, was);
}

static void add_times(const struct compare_side *before, const struct compare_side *after,
                      struct text *out)
{
	struct text was = {0};
	struct text is = {0};
	double change = ((double)after->rtt.max_us - (double)before->rtt.max_us) / 1000.0;

	path_format_round_trip(&before->rtt, &was);
	path_format_round_trip(&after->rtt, &is);
	if (path_rtt_equal(&before->rtt, &after->rtt) && !after->rtt.answered)
		text_add(out, "no answer comes back");
	else if (before->rtt.answered != after->rtt.answered)
		text_addf(out, "%s",
		          after->rtt.answered ? "answers come back now"
		                              : "answers come back no more");
	else if (before->rtt.basis == RTT_UNKNOWN || after->rtt.basis == RTT_UNKNOWN)
		text_add(out, "latency unknown");
	else if (strcmp(text_str(&was), text_str(&is)) == 0)
		text_addf(out, "%s as before", text_str(&is));
	else if (change == 0)
		text_addf(out, "%s instead of %s", text_str(&is), text_str(&was));
	else
		text_addf(out, "%s instead of %s (%.1f ms %s)", text_str(&is), text_str(&was),
		          change < 0 ? -change : change, change < 0 ? "less" : "more");
	text_done(&was);
	text_done(&is);
}

static void add_change(const struct compare_side *before, const struct compare_side *after,
                       struct arena *arena, struct text *out)
{
	add_times(before, after, out);
	if (before->mechanism != after->mechanism)
		text_addf(out, ", %s instead of %s", path_mechanism_text(after->mechanism),
		          path_mechanism_text(before->mechanism));
	else if (strcmp(before->between, after->between) != 0)
		text_addf(out, ", by %s instead of %s",
		          *after->between == '\0' ? "a direct way" : after->between,
		          *before->between == '\0' ? "a direct way" : before->between);
	add_limits(before, after, arena, out);
}

static void add_presence(const struct compare_side *before, const struct compare_side *after,
                         struct text *out)
{
	const struct compare_side *side = before->there ? before : after;

	text_addf(out, "only in the %s lab: %s", before->there ? "first" : "second",
	          path_state_name(side->state));
	if (side->state != PATH_UNREACHABLE) {
		text_addf(out, " by %s, ", path_mechanism_text(side->mechanism));
		add_times(side, side, out);
	}
}

static void add_state(const struct compare_side *before, const struct compare_side *after,
                      struct text *out)
{
	bool lost = after->state < before->state;

	if (after->state == PATH_PARTLY)
		text_add(out, lost ? "some flows are lost" : "some flows get through");
	else
		text_add(out, lost ? "lost" : "gained");
	if (after->state != PATH_UNREACHABLE) {
		text_addf(out, ": %s, ", path_mechanism_text(after->mechanism));
		path_format_round_trip(&after->rtt, out);
		text_add(out,
		         after->rtt.answered && after->rtt.basis == RTT_UNKNOWN ? " latency" : "");
	}
	if (lost && after->why_not != NULL)
		text_addf(out, ": %s", after->why_not);
}

const char *compare_pair_verdict(const struct compare_pair *pair, struct arena *arena)
{
	const struct compare_side *before = &pair->side[0];
	const struct compare_side *after = &pair->side[1];
	struct text text = {0};
	const char *verdict;

	if (!pair->differs)
		return "same";
	if (!before->there || !after->there)
		add_presence(before, after, &text);
	else if (before->state != after->state)
		add_state(before, after, &text);
	else
		add_change(before, after, arena, &text);
	verdict = arena_strdup(arena, text_str(&text));
	text_done(&text);
	return verdict;
}

static uint32_t time_change(const struct compare_pair *pair)
{
	uint32_t before = pair->side[0].rtt.max_us;
	uint32_t after = pair->side[1].rtt.max_us;

	return before > after ? before - after : after - before;
}

enum compare_change compare_change_of(const struct compare_side sides[2])
{
	const struct compare_side *before = &sides[0];
	const struct compare_side *after = &sides[1];
	enum path_state was = before->there ? before->state : PATH_UNREACHABLE;
	enum path_state is = after->there ? after->state : PATH_UNREACHABLE;

	if (was != is)
		return is > was ? COMPARE_GAINED : COMPARE_LOST;
	if (before->rtt.basis == RTT_UNKNOWN || after->rtt.basis == RTT_UNKNOWN ||
	    before->rtt.max_us == after->rtt.max_us)
		return COMPARE_OTHER;
	return after->rtt.max_us < before->rtt.max_us ? COMPARE_FASTER : COMPARE_SLOWER;
}

/* Of the listed pairs of this kind the one whose time changes most, or the first. */
static const struct compare_pair *greatest(const struct comparison *comparison,
                                           enum compare_change change)
{
	const struct compare_pair *most = NULL;

	for (uint32_t i = 0; i < comparison->pair_count; i++) {
		const struct compare_pair *pair = &comparison->pairs[i];

		if (pair->differs && compare_change_of(pair->side) == change &&
		    (most == NULL || time_change(pair) > time_change(most)))
			most = pair;
	}
	return most;
}

/* The only pair that differs, in one direction or both; or NULL. */
static const struct compare_pair *lone_pair(const struct comparison *comparison)
{
	const struct compare_pair *found = NULL;

	if (comparison->pairs_differ > 2)
		return NULL;
	for (uint32_t i = 0; i < comparison->pair_count; i++) {
		const struct compare_pair *pair = &comparison->pairs[i];

		if (!pair->differs)
			continue;
		if (found != NULL &&
		    (strcmp(found->from, pair->to) != 0 || strcmp(found->to, pair->from) != 0 ||
		     compare_change_of(found->side) != compare_change_of(pair->side)))
			return NULL;
		if (found == NULL)
			found = pair;
	}
	return found;
}

static void add_change_of_many(const struct comparison *comparison, enum compare_change change,
                               struct text *out)
{
	static const char *const names[COMPARE_CHANGE_COUNT] = {
	    [COMPARE_GAINED] = "gained", [COMPARE_LOST] = "lost",       [COMPARE_FASTER] = "faster",
	    [COMPARE_SLOWER] = "slower", [COMPARE_OTHER] = "otherwise",
	};
	const struct compare_pair *most = greatest(comparison, change);

	text_addf(out, "%" PRIu64 " %s", comparison->changes[change], names[change]);
	if (most == NULL)
		return;
	text_addf(out, " (%s%s -> %s", comparison->changes[change] > 1 ? "as " : "", most->from,
	          most->to);
	if (change == COMPARE_FASTER || change == COMPARE_SLOWER)
		text_addf(out, " by %.1f ms", time_change(most) / 1000.0);
	text_add(out, ")");
}

static void add_changes(const struct comparison *comparison, struct text *out)
{
	const char *separator = ": ";

	text_addf(out, "%" PRIu64 " of %" PRIu64 " directions differ", comparison->pairs_differ,
	          comparison->pairs_examined);
	for (enum compare_change change = 0; change < COMPARE_CHANGE_COUNT; change++) {
		if (comparison->changes[change] == 0)
			continue;
		text_add(out, separator);
		add_change_of_many(comparison, change, out);
		separator = ", ";
	}
}

static void add_lone(const struct compare_pair *pair, bool both_ways, struct text *out)
{
	enum compare_change change = compare_change_of(pair->side);
	bool comes_or_goes = change == COMPARE_GAINED || change == COMPARE_LOST;

	text_addf(out, "%s -> %s%s %s%s", pair->from, pair->to,
	          both_ways && comes_or_goes ? " and back" : "", pair->verdict,
	          both_ways && !comes_or_goes ? ", and likewise back" : "");
}

static void add_ways(const struct comparison *comparison, struct text *out)
{
	const struct compare_pair *lone = lone_pair(comparison);

	if (lone != NULL)
		add_lone(lone, comparison->pairs_differ == 2, out);
	else
		add_changes(comparison, out);
	if (comparison->changes[COMPARE_LOST] == 0)
		text_add(out, "; nothing lost");
}

const char *compare_verdict(const struct comparison *comparison)
{
	struct text text = {0};
	const char *verdict;

	if (comparison->equal)
		text_addf(&text, "%s and %s are equal in ways and routes", comparison->labs[0],
		          comparison->labs[1]);
	else
		text_addf(&text, "%s: ", comparison->labs[1]);
	if (comparison->pairs_differ > 0)
		add_ways(comparison, &text);
	else if (!comparison->equal)
		text_add(&text, "all ways are the same, the routes of speakers are not");
	verdict = arena_strdup(comparison->arena, text_str(&text));
	text_done(&text);
	return verdict;
}
