/* Says ways: in JSON way by way, in text hop by hop. */
#include "report/path.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/mem.h"
#include "bgp/as_path.h"
#include "report/rules.h"

/* clang-format off */
static const struct view_column hop_columns[] = {
	{"level",                 " #",       TABLE_RIGHT,          VIEW_IN_WORDS},
	{"element",               "Hop",      TABLE_LEFT,           0},
	{"address",               "Address",  TABLE_OPTIONAL,       VIEW_IN_WORDS},
	{"rttUs",                 "RTT",      TABLE_OPTIONAL_RIGHT, VIEW_IN_WORDS},
	{"route.prefix",          "Route",    TABLE_OPTIONAL,       0},
	{"route.source",          "Source",   TABLE_OPTIONAL,       VIEW_IN_WORDS},
	{"route.asPath",          "AS path",  TABLE_OPTIONAL,       VIEW_GOES},
	{"route.selectionReason", "Why best", TABLE_OPTIONAL,       VIEW_GOES},
	{0},
};

static const struct view_column rule_columns[] = {
	{"direction", "Direction", TABLE_LEFT, VIEW_IN_WORDS},
	{"element",   "Hop",       TABLE_LEFT, 0},
	{"rules",     "Rules",     TABLE_LEFT, VIEW_IN_WORDS},
	{0},
};
/* clang-format on */

static const char *const end_kinds[] = {
    [PATH_END_VNET] = "virtual-network",
    [PATH_END_SITE] = "site",
    [PATH_END_OUTSIDE] = "address",
};

static void tell_end(struct view *view, const char *key, const struct path_end *end)
{
	view_open(view, key);
	view_text(view, "name", end->name);
	view_text(view, "kind", end_kinds[end->kind]);
	view_addr(view, "address", &end->address);
	view_close(view);
}

void path_tell_rtt(struct view *view, const struct path_rtt *rtt)
{
	if (!rtt->answered)
		return;
	if (rtt->basis != RTT_UNKNOWN)
		view_unsigned(view, "rttUs", rtt->max_us);
	if (rtt->min_us != rtt->max_us)
		view_unsigned(view, "rttMinUs", rtt->min_us);
	view_text(view, "rttBasis", path_basis_name(rtt->basis));
}

static void tell_time(struct view *view, uint32_t rtt_us, enum rtt_basis basis)
{
	if (basis != RTT_UNKNOWN)
		view_unsigned(view, "rttUs", rtt_us);
	view_text(view, "rttBasis", path_basis_name(basis));
}

/* The table of a BGP route is that of the hop before; only for a NIC text must say whose. */
static void tell_route(struct view *view, const struct path_route *route)
{
	bool of_nic = route->table == PATH_TABLE_INTERFACE && route->source == NIC_GATEWAY;
	struct text as_path = {0};

	view_open(view, "route");
	view_prefix(view, "prefix", &route->prefix);
	view_text(view, "source", path_source_name(route));
	view_wordsf(view, "source", "%s%s%s", path_source_name(route), of_nic ? " " : "",
	            of_nic ? route->node : "");
	view_text(view, "table", route->node);
	if (route->attrs != NULL) {
		as_path_format(route->attrs->as_path, " ", &as_path);
		view_as_path(view, "asPath", text_str(&as_path));
		view_unless_zero(view, "weight", route->attrs->weight);
		view_text(view, "selectionReason", rib_step_name(route->why));
	}
	view_close(view);
	text_done(&as_path);
}

static void tell_hop_words(struct view *view, const struct path_hop *hop, uint32_t level)
{
	char address[ADDR_TEXT_MAX];

	if (path_hop_is_silent(hop->kind))
		view_words(view, "address", "*");
	else if (addr_is_set(&hop->address))
		view_words(view, "address", addr_format(&hop->address, address));
	if (level > 0 && hop->basis != RTT_UNKNOWN)
		view_wordsf(view, "rttUs", "%.1f ms", hop->rtt_us / 1000.0);
	else if (level > 0)
		view_words(view, "rttUs", "?");
}

static void tell_hop(struct view *view, const struct path_hop *hop, uint32_t level)
{
	view_text(view, "element", hop->name);
	view_text(view, "kind", path_hop_kind_name(hop->kind));
	if (addr_is_set(&hop->address))
		view_addr(view, "address", &hop->address);
	view_flag(view, "silent", path_hop_is_silent(hop->kind));
	view_flag(view, "fastPath", hop->fast_path);
	tell_time(view, hop->rtt_us, hop->basis);
	tell_hop_words(view, hop, level);
	if (hop->route.table != PATH_TABLE_NONE)
		tell_route(view, &hop->route);
	view_list(view, "rules", NULL);
	for (uint32_t i = 0; i < PATH_RULES_MAX && hop->rules[i] != NULL; i++)
		view_text(view, NULL, hop->rules[i]);
	view_close(view);
}

static void tell_limit(struct view *view, const struct path_limit *limit)
{
	view_text(view, "element", limit->element->name);
	view_unless_zero(view, "bandwidthMbps", limit->bandwidth_mbps);
	view_unless_zero(view, "packetsPerSecond", limit->packets_per_s);
	view_unless_zero(view, "flows", limit->flows);
	view_unless_zero(view, "connectionsPerSecond", limit->connections_per_s);
}

static void tell_stop(struct view *view, const struct path_way *way)
{
	view_open(view, "stop");
	view_text(view, "reason", path_stop_name(way->stop));
	view_text(view, "element", way->stop_at.name);
	view_text(view, "text", way->stop_text);
	view_text(view, "rule", way->stop_rule);
	view_close(view);
}

static void tell_way(struct view *view, const struct path_way *way)
{
	view_bool(view, "delivered", way->stop == PATH_DELIVERED);
	view_text(view, "mechanism", path_mechanism_name(way->mechanism));
	tell_time(view, way->rtt_us, way->basis);
	view_list(view, "hops", NULL);
	for (uint32_t i = 0; i < way->hop_count; i++) {
		view_row(view);
		tell_hop(view, &way->hops[i], i);
		view_close(view);
	}
	view_close(view);
	view_list(view, "limits", NULL);
	for (uint32_t i = 0; i < way->limit_count; i++) {
		view_row(view);
		tell_limit(view, &way->limits[i]);
		view_close(view);
	}
	view_close(view);
	if (way->stop != PATH_DELIVERED)
		tell_stop(view, way);
}

static void tell_measure(struct view *view, const char *name, uint32_t value, const char *by)
{
	if (by == NULL)
		return;
	view_open(view, name);
	view_unsigned(view, "value", value);
	view_text(view, "element", by);
	view_close(view);
}

void path_tell_bottleneck(struct view *view, const struct path_bottleneck *bottleneck)
{
	if (bottleneck->bandwidth_by == NULL && bottleneck->packets_by == NULL &&
	    bottleneck->flows_by == NULL && bottleneck->connections_by == NULL)
		return;
	view_open(view, "bottleneck");
	tell_measure(view, "bandwidthMbps", bottleneck->bandwidth_mbps, bottleneck->bandwidth_by);
	tell_measure(view, "packetsPerSecond", bottleneck->packets_per_s, bottleneck->packets_by);
	tell_measure(view, "flows", bottleneck->flows, bottleneck->flows_by);
	tell_measure(view, "connectionsPerSecond", bottleneck->connections_per_s,
	             bottleneck->connections_by);
	view_close(view);
}

static void tell_direction(struct view *view, const char *key,
                           const struct path_direction *direction)
{
	view_open(view, key);
	view_text(view, "state", path_state_name(direction->state));
	view_text(view, "mechanism", path_mechanism_name(direction->mechanism));
	tell_time(view, direction->rtt_us, direction->basis);
	if (direction->rtt_min_us != direction->rtt_us)
		view_unsigned(view, "rttMinUs", direction->rtt_min_us);
	path_tell_bottleneck(view, &direction->bottleneck);
	view_flag(view, "cutShort", direction->cut_short);
	view_list(view, "ways", NULL);
	for (uint32_t i = 0; i < direction->way_count; i++) {
		view_row(view);
		tell_way(view, &direction->ways[i]);
		view_close(view);
	}
	view_close(view);
	view_close(view);
}

static bool same_choice(const struct path_hop *a, const struct path_hop *b)
{
	return strcmp(a->name, b->name) == 0 &&
	       strcmp(path_source_name(&a->route), path_source_name(&b->route)) == 0 &&
	       prefix_equal(&a->route.prefix, &b->route.prefix);
}

/* An earlier way has the same hop at the same place, chosen by the same route. */
static bool shown_before(const struct path_direction *direction, uint32_t way, uint32_t level)
{
	const struct path_hop *hop = &direction->ways[way].hops[level];

	for (uint32_t w = 0; w < way; w++) {
		if (level < direction->ways[w].hop_count &&
		    same_choice(&direction->ways[w].hops[level], hop))
			return true;
	}
	return false;
}

/* The hops of one level, below one another. False when no way has so many. */
static bool tell_level(struct view *view, const struct path_direction *direction, uint32_t level)
{
	bool first = true;

	for (uint32_t w = 0; w < direction->way_count; w++) {
		if (level >= direction->ways[w].hop_count || shown_before(direction, w, level))
			continue;
		view_row(view);
		if (first)
			view_wordsf(view, "level", "%u", level);
		tell_hop(view, &direction->ways[w].hops[level], level);
		view_close(view);
		first = false;
	}
	return !first;
}

/* A way that ends where it begins is told by the reason alone. */
static void tell_levels(struct view *view, const struct path_direction *direction)
{
	uint32_t level = 0;

	view_list(view, NULL, hop_columns);
	view_table_needs(view, 2, "");
	while (tell_level(view, direction, level))
		level++;
	view_close(view);
}

static bool same_stop(const struct path_way *a, const struct path_way *b)
{
	return a->stop == b->stop && strcmp(a->stop_text, b->stop_text) == 0;
}

/* Every reason once. */
static void say_stops(struct view *view, const struct path_direction *direction)
{
	for (uint32_t w = 0; w < direction->way_count; w++) {
		const struct path_way *way = &direction->ways[w];
		bool said = way->stop == PATH_DELIVERED || way->stop_text == NULL;

		for (uint32_t before = 0; before < w && !said; before++)
			said = direction->ways[before].stop != PATH_DELIVERED &&
			       same_stop(&direction->ways[before], way);
		if (said)
			continue;
		view_say(view, "Stops: %s", way->stop_text);
		if (way->stop_rule != NULL)
			view_say(view, " [%s]", way->stop_rule);
		view_say(view, "\n");
	}
}

/* The time is the pair's, whichever the direction. */
static void say_headline(struct view *view, const struct path_direction *direction,
                         const struct path_rtt *pair)
{
	struct text rtt = {0};

	if (direction->state == PATH_UNREACHABLE) {
		view_say(view, "not reachable\n");
		return;
	}
	path_format_round_trip(pair, &rtt);
	view_say(view, "%s%s, %s",
	         direction->state == PATH_PARTLY ? "only some flows arrive, " : "",
	         path_mechanism_text(direction->mechanism), text_str(&rtt));
	if (!pair->answered)
		view_say(view, " comes back\n");
	else if (pair->basis != RTT_UNKNOWN)
		view_say(view, " (%s)\n", path_basis_name(pair->basis));
	else
		view_say(view, " latency\n");
	text_done(&rtt);
}

/* The address is told behind a name, and not twice. */
static void say_end(struct view *view, const struct path_end *end)
{
	char address[ADDR_TEXT_MAX];

	addr_format(&end->address, address);
	view_say(view, "%s", end->name);
	if (strcmp(end->name, address) != 0)
		view_say(view, " (%s)", address);
}

static void say_direction(struct view *view, const struct path_direction *direction,
                          const struct path_rtt *pair)
{
	struct text limit = {0};

	say_end(view, &direction->from);
	view_say(view, " -> ");
	say_end(view, &direction->to);
	view_say(view, ": ");
	if (direction->way_count == 0) {
		view_say(view, direction->state == PATH_UNREACHABLE
		                   ? "nothing to answer\n\n"
		                   : "answers come by the same way\n\n");
		return;
	}
	say_headline(view, direction, pair);
	tell_levels(view, direction);
	if (direction->cut_short)
		view_say(view, "There are more equal ways than the %d that were followed.\n",
		         PATH_WAYS_MAX);
	say_stops(view, direction);
	path_format_bottleneck(&direction->bottleneck, &limit);
	if (direction->state != PATH_UNREACHABLE)
		view_say(view, "Limit: %s\n",
		         limit.size == 0 ? "none on the way that is known" : text_str(&limit));
	view_say(view, "\n");
	text_done(&limit);
}

/* The rules of a path, each once, in the order in which they come up. */
struct rule_list {
	const struct azure_rule **rules; /* room for all that there are */
	uint32_t count;
};

static void add_rule(struct rule_list *list, const struct facts *facts, const char *id)
{
	const struct azure_rule *rule = facts_rule(facts, id);

	CHECK(rule != NULL);
	for (uint32_t i = 0; i < list->count; i++) {
		if (list->rules[i] == rule)
			return;
	}
	list->rules[list->count++] = rule;
}

static void add_rules(struct rule_list *list, const struct facts *facts,
                      const struct path_direction *direction)
{
	for (uint32_t w = 0; w < direction->way_count; w++) {
		const struct path_way *way = &direction->ways[w];

		for (uint32_t h = 0; h < way->hop_count; h++) {
			const char *const *ids = way->hops[h].rules;

			for (uint32_t i = 0; i < PATH_RULES_MAX && ids[i] != NULL; i++)
				add_rule(list, facts, ids[i]);
		}
		if (way->stop_rule != NULL)
			add_rule(list, facts, way->stop_rule);
	}
}

static void tell_rules_of_hop(struct view *view, const struct path_direction *direction,
                              const struct path_hop *hop)
{
	struct text ids = {0};

	for (uint32_t i = 0; i < PATH_RULES_MAX && hop->rules[i] != NULL; i++)
		text_addf(&ids, "%s%s", i == 0 ? "" : ", ", hop->rules[i]);
	view_row(view);
	view_wordsf(view, "direction", "%s -> %s", direction->from.name, direction->to.name);
	view_text(view, "element", hop->name);
	view_words(view, "rules", text_str(&ids));
	view_close(view);
	text_done(&ids);
}

static void tell_rules_of_hops(struct view *view, const struct path_direction *direction)
{
	for (uint32_t w = 0; w < direction->way_count; w++) {
		const struct path_way *way = &direction->ways[w];

		for (uint32_t level = 0; level < way->hop_count; level++) {
			if (way->hops[level].rules[0] != NULL && !shown_before(direction, w, level))
				tell_rules_of_hop(view, direction, &way->hops[level]);
		}
	}
}

static void tell_rules(struct view *view, const struct path *path, const struct facts *facts)
{
	struct rule_list list = {.count = 0};
	uint32_t count;

	facts_rules(facts, &count);
	list.rules = xcalloc(count, sizeof(*list.rules));
	add_rules(&list, facts, &path->there);
	add_rules(&list, facts, &path->back);
	view_list(view, NULL, rule_columns);
	view_table_needs(view, 1, "\n");
	tell_rules_of_hops(view, &path->there);
	tell_rules_of_hops(view, &path->back);
	view_close(view);
	view_map(view, "rules", NULL);
	for (uint32_t i = 0; i < list.count; i++) {
		view_entry(view, list.rules[i]->id);
		rule_tell(view, list.rules[i]);
		rule_explain(view, list.rules[i]);
		view_close(view);
	}
	view_close(view);
	free(list.rules);
}

static void say_round_trip(struct view *view, const struct path *path)
{
	struct text text = {0};

	if (path->asymmetry != NULL)
		view_say(view, "Asymmetric: %s\n", path->asymmetry);
	if (path->state_lost != NULL)
		view_say(view, "Dropped: %s\n", path->state_lost);
	if (!path->reachable)
		view_say(view,
		         "No connection: one needs every flow to arrive in both directions\n");
	if (!path->reachable && !path->rtt.answered)
		return;
	path_format_round_trip(&path->rtt, &text);
	view_say(view, "Round trip%s: %s", path->reachable ? "" : " of those that do",
	         text_str(&text));
	if (path->rtt.basis != RTT_UNKNOWN)
		view_say(view, " (%s)", path_basis_name(path->rtt.basis));
	view_say(view, "\n");
	text_done(&text);
}

void path_view(struct view *view, const struct path *path, const struct facts *rules)
{
	view_format(view, "hairpin-path", 1);
	tell_end(view, "from", &path->there.from);
	tell_end(view, "to", &path->there.to);
	view_bool(view, "reachable", path->reachable);
	path_tell_rtt(view, &path->rtt);
	view_text(view, "asymmetry", path->asymmetry);
	if (path->state_lost != NULL)
		view_text(view, "stateLost", path->state_lost);
	if (view_is(view, VIEW_JSON)) {
		tell_direction(view, "there", &path->there);
		tell_direction(view, "back", &path->back);
	} else {
		say_direction(view, &path->there, &path->rtt);
		say_direction(view, &path->back, &path->rtt);
		say_round_trip(view, path);
	}
	if (rules != NULL)
		tell_rules(view, path, rules);
}
