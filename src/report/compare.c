/* Says a comparison. */
#include "report/compare.h"

#include <inttypes.h>

#include "bgp/as_path.h"
#include "bgp/community.h"
#include "report/path.h"

static const char *const side_keys[2] = {"first", "second"};

/* clang-format off */
static const struct view_column detail_columns[] = {
	{"way",   "Way",   TABLE_LEFT,     VIEW_IN_WORDS},
	{"lab",   "Lab",   TABLE_LEFT,     0},
	{"by",    "By",    TABLE_LEFT,     VIEW_IN_WORDS},
	{"limit", "Limit", TABLE_OPTIONAL, VIEW_IN_WORDS},
	{0},
};
/* clang-format on */

static const char *mark_of(const struct compare_pair *pair)
{
	const struct compare_side *before = &pair->side[0];
	const struct compare_side *after = &pair->side[1];

	if (!pair->differs)
		return "";
	if (before->there != after->there)
		return after->there ? "+" : "-";
	if (before->state == after->state)
		return "~";
	return after->state > before->state ? "+" : "-";
}

static void tell_side_words(struct view *view, const struct compare_side *side)
{
	struct text rtt = {0};

	if (!side->there) {
		view_words(view, "mechanism", "-");
		return;
	}
	if (side->state == PATH_UNREACHABLE) {
		view_words(view, "mechanism", "not reachable");
		return;
	}
	view_wordsf(view, "mechanism", "%s%s", path_mechanism_text(side->mechanism),
	            side->state == PATH_PARTLY ? ", some flows lost" : "");
	path_format_round_trip(&side->rtt, &rtt);
	view_words(view, "rttUs",
	           side->rtt.answered && side->rtt.basis == RTT_UNKNOWN ? "?" : text_str(&rtt));
	text_done(&rtt);
}

/* A pair that one lab does not have is null there. */
static void tell_side(struct view *view, const char *key, const struct compare_side *side)
{
	if (!side->there && view_is(view, VIEW_JSON)) {
		view_null(view, key);
		return;
	}
	view_open(view, key);
	tell_side_words(view, side);
	if (side->there) {
		view_text(view, "state", path_state_name(side->state));
		view_text(view, "mechanism", path_mechanism_name(side->mechanism));
		path_tell_rtt(view, &side->rtt);
		view_steps(view, "by", side->between);
		path_tell_bottleneck(view, &side->bottleneck);
		view_text(view, "whyNot", side->why_not);
	}
	view_close(view);
}

static void tell_change(struct view *view, const struct compare_pair *pair)
{
	const struct compare_side *before = &pair->side[0];
	const struct compare_side *after = &pair->side[1];

	if (!before->there || !after->there || before->rtt.max_us == after->rtt.max_us ||
	    before->rtt.basis == RTT_UNKNOWN || after->rtt.basis == RTT_UNKNOWN)
		return;
	view_wordsf(view, "change", "%+.1f ms",
	            ((double)after->rtt.max_us - (double)before->rtt.max_us) / 1000.0);
}

static void tell_pairs(struct view *view, const struct comparison *comparison)
{
	const struct view_column columns[] = {
	    {"mark", "", TABLE_OPTIONAL, VIEW_IN_WORDS},
	    {"from", "From", TABLE_LEFT, 0},
	    {"to", "To", TABLE_LEFT, 0},
	    {"first.mechanism", comparison->labs[0], TABLE_LEFT, VIEW_IN_WORDS},
	    {"first.rttUs", "RTT", TABLE_RIGHT, VIEW_IN_WORDS},
	    {"second.mechanism", comparison->labs[1], TABLE_LEFT, VIEW_IN_WORDS},
	    {"second.rttUs", "RTT", TABLE_RIGHT, VIEW_IN_WORDS},
	    {"change", "Change", TABLE_OPTIONAL_RIGHT, VIEW_IN_WORDS},
	    {0},
	};

	view_list(view, "directions", columns);
	for (uint32_t i = 0; i < comparison->pair_count; i++) {
		const struct compare_pair *pair = &comparison->pairs[i];

		view_row(view);
		view_text(view, "from", pair->from);
		view_text(view, "to", pair->to);
		view_bool(view, "differs", pair->differs);
		view_text(view, "verdict", pair->verdict);
		for (unsigned lab = 0; lab < 2; lab++)
			tell_side(view, side_keys[lab], &pair->side[lab]);
		view_words(view, "mark", mark_of(pair));
		tell_change(view, pair);
		view_close(view);
	}
	view_close(view);
}

/* What stands between the ends, and what limits, for the ways that differ. */
static void tell_detail(struct view *view, const struct comparison *comparison,
                        const struct compare_pair *pair, int lab)
{
	const struct compare_side *side = &pair->side[lab];
	struct text limit = {0};

	view_row(view);
	if (lab == 0)
		view_wordsf(view, "way", "%s -> %s", pair->from, pair->to);
	view_text(view, "lab", comparison->labs[lab]);
	if (!side->there) {
		view_words(view, "by", "not in this lab");
	} else if (side->state == PATH_UNREACHABLE) {
		view_words(view, "by", "not reachable");
	} else {
		path_format_bottleneck(&side->bottleneck, &limit);
		view_words(view, "by", *side->between == '\0' ? "direct" : side->between);
		view_words(view, "limit", limit.size == 0 ? "none known" : text_str(&limit));
	}
	view_close(view);
	text_done(&limit);
}

static void tell_details(struct view *view, const struct comparison *comparison)
{
	view_list(view, NULL, detail_columns);
	view_table_needs(view, 1, "\n");
	for (uint32_t i = 0; i < comparison->pair_count; i++) {
		if (!comparison->pairs[i].differs)
			continue;
		tell_detail(view, comparison, &comparison->pairs[i], 0);
		tell_detail(view, comparison, &comparison->pairs[i], 1);
	}
	view_close(view);
}

/* Sentences are too long for a table. */
static void say_reasons(struct view *view, const struct comparison *comparison)
{
	const char *separator = "\n";

	for (uint32_t i = 0; i < comparison->pair_count; i++) {
		const struct compare_pair *pair = &comparison->pairs[i];

		for (int lab = 0; lab < 2 && pair->differs; lab++) {
			if (pair->side[lab].why_not == NULL)
				continue;
			view_say(view, "%sIn %s, %s -> %s: %s\n", separator, comparison->labs[lab],
			         pair->from, pair->to, pair->side[lab].why_not);
			separator = "";
		}
	}
}

/* What the sentence says, as values. */
static void tell_attrs(struct view *view, const struct bgp_attrs *attrs)
{
	struct text words = {0};

	as_path_format(attrs->as_path, " ", &words);
	view_as_path(view, "asPath", text_str(&words));
	text_clear(&words);
	view_unless_zero(view, "weight", attrs->weight);
	if (bgp_attrs_have(attrs, BGP_ATTR_MED))
		view_unless_zero(view, "metric", attrs->med);
	community_format(attrs->communities, &words);
	view_word_list(view, "communities", text_str(&words));
	text_done(&words);
}

static void tell_routes(struct view *view, const char *key, const struct compare_node *node,
                        bool gained)
{
	view_list(view, key, NULL);
	for (uint32_t i = 0; i < node->route_count; i++) {
		const struct compare_route *route = &node->routes[i];

		if (route->gained != gained)
			continue;
		view_row(view);
		view_prefix(view, "prefix", &route->prefix);
		view_names(view, "via", *route->via == '\0' ? NULL : route->via, ", ");
		view_text(view, "attributes", route->attributes);
		tell_attrs(view, route->attrs);
		view_close(view);
	}
	view_close(view);
}

/* Text has what is lost and gained of a prefix side by side. */
static void say_routes(struct view *view, const struct compare_node *node)
{
	char prefix[PREFIX_TEXT_MAX];

	for (uint32_t i = 0; i < node->route_count; i++) {
		const struct compare_route *route = &node->routes[i];

		view_say(view, "  %s %s%s%s, %s\n", route->gained ? "+" : "-",
		         prefix_format(&route->prefix, prefix), *route->via == '\0' ? "" : " via ",
		         route->via, route->attributes);
	}
}

static void tell_node(struct view *view, const struct comparison *comparison,
                      const struct compare_node *node)
{
	view_row(view);
	view_say(view, "\n%s", node->names);
	view_names(view, "nodes", node->names, ", ");
	if (node->only_in >= 0) {
		view_say(view, " (only in %s)", comparison->labs[node->only_in]);
		view_text(view, "onlyIn", comparison->labs[node->only_in]);
	}
	view_say(view, "\n");
	tell_routes(view, "lost", node, false);
	tell_routes(view, "gained", node, true);
	say_routes(view, node);
	view_close(view);
}

void compare_view(struct view *view, const struct comparison *comparison)
{
	view_say(view, "%s\n\n", comparison->verdict);
	view_format(view, "hairpin-compare", 1);
	view_text(view, "first", comparison->labs[0]);
	view_text(view, "second", comparison->labs[1]);
	view_bool(view, "equal", comparison->equal);
	view_text(view, "verdict", comparison->verdict);
	view_unsigned(view, "directionsExamined", comparison->pairs_examined);
	view_unsigned(view, "directionsThatDiffer", comparison->pairs_differ);
	tell_pairs(view, comparison);
	if (comparison->pair_count < comparison->pairs_examined)
		view_say(
		    view, "%" PRIu64 " directions examined, %" PRIu64 " differ, %u are listed\n",
		    comparison->pairs_examined, comparison->pairs_differ, comparison->pair_count);
	tell_details(view, comparison);
	say_reasons(view, comparison);
	view_list(view, "routes", NULL);
	for (uint32_t i = 0; i < comparison->node_count; i++)
		tell_node(view, comparison, &comparison->nodes[i]);
	view_close(view);
}
