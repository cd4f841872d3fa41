/* Prints ways as text. */
#include "report/path_table.h"

#include <string.h>

#include "base/check.h"
#include "bgp/as_path.h"
#include "report/frame/table.h"

enum column {
	COLUMN_NUMBER,
	COLUMN_HOP,
	COLUMN_ADDRESS,
	COLUMN_RTT,
	COLUMN_ROUTE,
	COLUMN_SOURCE,
	COLUMN_AS_PATH,
	COLUMN_WHY,
};

static struct table *new_table(void)
{
	struct table *table = table_new();

	table_column(table, " #", TABLE_RIGHT);
	table_column(table, "Hop", TABLE_LEFT);
	table_column(table, "Address", TABLE_OPTIONAL);
	table_column(table, "RTT", TABLE_OPTIONAL_RIGHT);
	table_column(table, "Route", TABLE_OPTIONAL);
	table_column(table, "Source", TABLE_OPTIONAL);
	table_column(table, "AS path", TABLE_OPTIONAL);
	table_column(table, "Why best", TABLE_OPTIONAL);
	return table;
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

/* The table of a BGP route is that of the hop before; only for a NIC it must be said whose. */
static void add_route(struct table *table, const struct path_route *route)
{
	char prefix[PREFIX_TEXT_MAX];
	bool at_gateway = route->table == PATH_TABLE_INTERFACE && route->source == NIC_GATEWAY;
	struct text as_path = {0};

	table_cell(table, COLUMN_ROUTE, prefix_format(&route->prefix, prefix));
	table_cellf(table, COLUMN_SOURCE, "%s%s%s", path_source_name(route), at_gateway ? " " : "",
	            at_gateway ? route->node : "");
	if (route->attrs == NULL)
		return;
	as_path_format(route->attrs->as_path, " ", &as_path);
	table_cell(table, COLUMN_AS_PATH, text_str(&as_path));
	table_cell(table, COLUMN_WHY, rib_step_name(route->why));
	text_done(&as_path);
}

static void add_hop(struct table *table, const struct path_hop *hop, uint32_t level, bool first)
{
	char address[ADDR_TEXT_MAX];

	table_row(table);
	if (first)
		table_cellf(table, COLUMN_NUMBER, "%u", level);
	table_cell(table, COLUMN_HOP, hop->name);
	if (path_hop_is_silent(hop->kind))
		table_cell(table, COLUMN_ADDRESS, "*");
	else if (addr_is_set(&hop->address))
		table_cell(table, COLUMN_ADDRESS, addr_format(&hop->address, address));
	if (level > 0 && hop->basis != RTT_UNKNOWN)
		table_cellf(table, COLUMN_RTT, "%.1f ms", hop->rtt_us / 1000.0);
	else if (level > 0)
		table_cell(table, COLUMN_RTT, "?");
	if (hop->route.table != PATH_TABLE_NONE)
		add_route(table, &hop->route);
}

/* Hop by hop, the equal next hops of each below one another. */
static void add_hops(const struct path_direction *direction, struct text *out)
{
	struct table *table = new_table();
	bool more = true;

	for (uint32_t level = 0; more; level++) {
		bool first = true;

		more = false;
		for (uint32_t w = 0; w < direction->way_count; w++) {
			const struct path_way *way = &direction->ways[w];

			if (level >= way->hop_count)
				continue;
			more = true;
			if (shown_before(direction, w, level))
				continue;
			add_hop(table, &way->hops[level], level, first);
			first = false;
		}
	}
	if (table_row_count(table) > 1)
		table_print(table, out);
	table_free(table);
}

static bool same_stop(const struct path_way *a, const struct path_way *b)
{
	return a->stop == b->stop && strcmp(a->stop_text, b->stop_text) == 0;
}

/* Every reason once. */
static void add_stops(const struct path_direction *direction, struct text *out)
{
	for (uint32_t w = 0; w < direction->way_count; w++) {
		const struct path_way *way = &direction->ways[w];
		bool said = way->stop == PATH_DELIVERED || way->stop_text == NULL;

		for (uint32_t before = 0; before < w && !said; before++)
			said = direction->ways[before].stop != PATH_DELIVERED &&
			       same_stop(&direction->ways[before], way);
		if (said)
			continue;
		text_addf(out, "Stops: %s", way->stop_text);
		if (way->stop_rule != NULL)
			text_addf(out, " [%s]", way->stop_rule);
		text_add(out, "\n");
	}
}

void path_table_headline(const struct path_direction *direction, struct text *out)
{
	if (direction->state == PATH_UNREACHABLE) {
		text_add(out, "not reachable");
		return;
	}
	if (direction->state == PATH_PARTLY)
		text_add(out, "only some flows arrive, ");
	text_addf(out, "%s, ", path_mechanism_text(direction->mechanism));
	path_format_rtt(direction, out);
	if (direction->basis != RTT_UNKNOWN)
		text_addf(out, " (%s)", path_basis_name(direction->basis));
	else
		text_add(out, " latency");
}

/* The address is told behind a name, and not twice. */
static void add_end(const struct path_end *end, struct text *out)
{
	char address[ADDR_TEXT_MAX];

	addr_format(&end->address, address);
	text_add(out, end->name);
	if (strcmp(end->name, address) != 0)
		text_addf(out, " (%s)", address);
}

static void add_direction(const struct path_direction *direction, struct text *out)
{
	struct text limit = {0};

	add_end(&direction->from, out);
	text_add(out, " -> ");
	add_end(&direction->to, out);
	text_add(out, ": ");
	if (direction->way_count == 0) {
		text_add(out, direction->state == PATH_UNREACHABLE
		                  ? "nothing to answer\n"
		                  : "answers come by the same way\n");
		text_done(&limit);
		return;
	}
	path_table_headline(direction, out);
	text_add(out, "\n");
	add_hops(direction, out);
	if (direction->cut_short)
		text_addf(out, "There are more equal ways than the %d that were followed.\n",
		          PATH_WAYS_MAX);
	add_stops(direction, out);
	path_format_bottleneck(&direction->bottleneck, &limit);
	if (direction->state != PATH_UNREACHABLE)
		text_addf(out, "Limit: %s\n",
		          limit.size == 0 ? "none on the way that is known" : text_str(&limit));
	text_done(&limit);
}

/* The rules of a path, each once, with the places that it explains. */
struct rule_list {
	const struct facts *facts;
	const char *ids[64];
	uint32_t count;
};

static void add_rule(struct rule_list *list, const char *id, struct text *out)
{
	const struct azure_rule *rule;

	for (uint32_t i = 0; i < list->count; i++) {
		if (strcmp(list->ids[i], id) == 0)
			return;
	}
	if (list->count == COUNT_OF(list->ids))
		return;
	list->ids[list->count++] = id;
	rule = facts_rule(list->facts, id);
	CHECK(rule != NULL);
	text_addf(out, "\n  %s (confidence %s, %s)\n    %s\n    Source: %s\n", rule->id,
	          rule->confidence, rule->date, rule->what, rule->source);
	if (rule->control != NULL)
		text_addf(out, "    Changed by: %s\n", rule->control);
}

static void add_hop_rules(const struct path_direction *direction, struct table *table)
{
	for (uint32_t w = 0; w < direction->way_count; w++) {
		const struct path_way *way = &direction->ways[w];

		for (uint32_t level = 0; level < way->hop_count; level++) {
			const struct path_hop *hop = &way->hops[level];
			struct text ids = {0};

			for (uint32_t i = 0; i < PATH_RULES_MAX && hop->rules[i] != NULL; i++)
				text_addf(&ids, "%s%s", i == 0 ? "" : ", ", hop->rules[i]);
			if (ids.size > 0 && !shown_before(direction, w, level)) {
				table_row(table);
				table_cellf(table, 0, "%s -> %s", direction->from.name,
				            direction->to.name);
				table_cell(table, 1, hop->name);
				table_cell(table, 2, text_str(&ids));
			}
			text_done(&ids);
		}
	}
}

static void add_direction_rules(const struct path_direction *direction, struct rule_list *list,
                                struct text *out)
{
	for (uint32_t w = 0; w < direction->way_count; w++) {
		const struct path_way *way = &direction->ways[w];

		for (uint32_t level = 0; level < way->hop_count; level++) {
			const struct path_hop *hop = &way->hops[level];

			for (uint32_t i = 0; i < PATH_RULES_MAX && hop->rules[i] != NULL; i++)
				add_rule(list, hop->rules[i], out);
		}
		if (way->stop_rule != NULL)
			add_rule(list, way->stop_rule, out);
	}
}

static void add_rules(const struct path *path, const struct facts *facts, struct text *out)
{
	struct rule_list list = {.facts = facts};
	struct table *table = table_new();

	table_column(table, "Direction", TABLE_LEFT);
	table_column(table, "Hop", TABLE_LEFT);
	table_column(table, "Rules", TABLE_LEFT);
	add_hop_rules(&path->there, table);
	add_hop_rules(&path->back, table);
	text_add(out, table_row_count(table) > 0 ? "\n" : "");
	table_print(table, out);
	table_free(table);
	add_direction_rules(&path->there, &list, out);
	add_direction_rules(&path->back, &list, out);
}

void path_table_print(const struct path *path, const struct facts *rules, struct text *out)
{
	add_direction(&path->there, out);
	text_add(out, "\n");
	add_direction(&path->back, out);
	text_add(out, "\n");
	if (path->asymmetry != NULL)
		text_addf(out, "Asymmetric: %s\n", path->asymmetry);
	if (!path->reachable)
		text_add(out, "No connection: one needs every flow to arrive in both directions\n");
	else if (path->basis == RTT_UNKNOWN)
		text_add(out, "Round trip: unknown\n");
	else
		text_addf(out, "Round trip: %.1f ms (%s)\n", path->rtt_us / 1000.0,
		          path_basis_name(path->basis));
	if (rules != NULL)
		add_rules(path, rules, out);
}
