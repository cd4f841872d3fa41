/* Prints a comparison as text. */
#include "report/compare_table.h"

#include <inttypes.h>

#include "report/frame/table.h"

enum column {
	COLUMN_MARK,
	COLUMN_FROM,
	COLUMN_TO,
	COLUMN_WAY, /* two for each lab */
	COLUMN_RTT,
	COLUMN_CHANGE = COLUMN_WAY + 4,
};

static struct table *new_table(const struct comparison *comparison)
{
	struct table *table = table_new();

	table_column(table, "", TABLE_OPTIONAL);
	table_column(table, "From", TABLE_LEFT);
	table_column(table, "To", TABLE_LEFT);
	for (int lab = 0; lab < 2; lab++) {
		table_column(table, comparison->labs[lab], TABLE_LEFT);
		table_column(table, "RTT", TABLE_RIGHT);
	}
	table_column(table, "Change", TABLE_OPTIONAL_RIGHT);
	return table;
}

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

static void add_side(struct table *table, unsigned column, const struct compare_side *side)
{
	if (!side->there) {
		table_cell(table, column, "-");
		return;
	}
	if (side->state == PATH_UNREACHABLE) {
		table_cell(table, column, "not reachable");
		return;
	}
	table_cellf(table, column, "%s%s", path_mechanism_text(side->mechanism),
	            side->state == PATH_PARTLY ? ", some flows lost" : "");
	if (side->basis != RTT_UNKNOWN)
		table_cellf(table, column + 1, "%.1f ms", side->rtt_us / 1000.0);
	else
		table_cell(table, column + 1, "?");
}

static void add_change(struct table *table, const struct compare_pair *pair)
{
	const struct compare_side *before = &pair->side[0];
	const struct compare_side *after = &pair->side[1];

	if (!before->there || !after->there || before->rtt_us == after->rtt_us ||
	    before->basis == RTT_UNKNOWN || after->basis == RTT_UNKNOWN)
		return;
	table_cellf(table, COLUMN_CHANGE, "%+.1f ms",
	            ((double)after->rtt_us - (double)before->rtt_us) / 1000.0);
}

static void add_ways(const struct comparison *comparison, struct text *out)
{
	struct table *table = new_table(comparison);

	for (uint32_t i = 0; i < comparison->pair_count; i++) {
		const struct compare_pair *pair = &comparison->pairs[i];

		table_row(table);
		table_cell(table, COLUMN_MARK, mark_of(pair));
		table_cell(table, COLUMN_FROM, pair->from);
		table_cell(table, COLUMN_TO, pair->to);
		for (unsigned lab = 0; lab < 2; lab++)
			add_side(table, COLUMN_WAY + 2 * lab, &pair->side[lab]);
		add_change(table, pair);
	}
	table_print(table, out);
	table_free(table);
}

/* What stands between the ends, and what limits, for the ways that differ. */
static void add_detail(struct table *table, const struct comparison *comparison,
                       const struct compare_pair *pair, int lab)
{
	const struct compare_side *side = &pair->side[lab];
	struct text limit = {0};

	table_row(table);
	if (lab == 0)
		table_cellf(table, 0, "%s -> %s", pair->from, pair->to);
	table_cell(table, 1, comparison->labs[lab]);
	if (!side->there) {
		table_cell(table, 2, "not in this lab");
	} else if (side->state == PATH_UNREACHABLE) {
		table_cell(table, 2, "not reachable");
	} else {
		path_format_bottleneck(&side->bottleneck, &limit);
		table_cell(table, 2, *side->between == '\0' ? "direct" : side->between);
		table_cell(table, 3, limit.size == 0 ? "none known" : text_str(&limit));
	}
	text_done(&limit);
}

/* Sentences are too long for a table. */
static void add_reasons(const struct comparison *comparison, struct text *out)
{
	const char *separator = "\n";

	for (uint32_t i = 0; i < comparison->pair_count; i++) {
		const struct compare_pair *pair = &comparison->pairs[i];

		for (int lab = 0; lab < 2 && pair->differs; lab++) {
			if (pair->side[lab].why_not == NULL)
				continue;
			text_addf(out, "%sIn %s, %s -> %s: %s\n", separator, comparison->labs[lab],
			          pair->from, pair->to, pair->side[lab].why_not);
			separator = "";
		}
	}
}

static void add_details(const struct comparison *comparison, struct text *out)
{
	struct table *table = table_new();

	table_column(table, "Way", TABLE_LEFT);
	table_column(table, "Lab", TABLE_LEFT);
	table_column(table, "By", TABLE_LEFT);
	table_column(table, "Limit", TABLE_OPTIONAL);
	for (uint32_t i = 0; i < comparison->pair_count; i++) {
		if (!comparison->pairs[i].differs)
			continue;
		add_detail(table, comparison, &comparison->pairs[i], 0);
		add_detail(table, comparison, &comparison->pairs[i], 1);
	}
	if (table_row_count(table) > 0)
		text_add(out, "\n");
	table_print(table, out);
	table_free(table);
}

static void add_node(const struct comparison *comparison, const struct compare_node *node,
                     struct text *out)
{
	char prefix[PREFIX_TEXT_MAX];

	text_addf(out, "\n%s", node->names);
	if (node->only_in >= 0)
		text_addf(out, " (only in %s)", comparison->labs[node->only_in]);
	text_add(out, "\n");
	for (uint32_t i = 0; i < node->route_count; i++) {
		const struct compare_route *route = &node->routes[i];

		text_addf(out, "  %s %s%s%s, %s\n", route->gained ? "+" : "-",
		          prefix_format(&route->prefix, prefix), *route->via == '\0' ? "" : " via ",
		          route->via, route->attributes);
	}
}

void compare_table_print(const struct comparison *comparison, struct text *out)
{
	text_addf(out, "%s\n\n", comparison->verdict);
	if (comparison->pair_count > 0)
		add_ways(comparison, out);
	if (comparison->pair_count < comparison->pairs_examined)
		text_addf(
		    out, "%" PRIu64 " directions examined, %" PRIu64 " differ, %u are listed\n",
		    comparison->pairs_examined, comparison->pairs_differ, comparison->pair_count);
	add_details(comparison, out);
	add_reasons(comparison, out);
	for (uint32_t i = 0; i < comparison->node_count; i++)
		add_node(comparison, &comparison->nodes[i], out);
}
