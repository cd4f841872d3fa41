/* Prints the summary of all pairs as text. */
#include "report/reach_table.h"

#include <inttypes.h>

#include "report/frame/table.h"

enum column {
	COLUMN_WAY,
	COLUMN_PAIRS,
	COLUMN_LEAST,
	COLUMN_MEDIAN,
	COLUMN_MOST,
};

static void add_way(struct table *table, const char *name, const struct reach_way *way)
{
	const uint32_t times[] = {way->rtt_min_us, way->rtt_median_us, way->rtt_max_us};

	table_row(table);
	table_cell(table, COLUMN_WAY, name);
	table_cellf(table, COLUMN_PAIRS, "%" PRIu64, way->pairs);
	for (int i = 0; i < 3; i++) {
		if (way->timed > 0)
			table_cellf(table, COLUMN_LEAST + i, "%.1f ms", times[i] / 1000.0);
		else
			table_cell(table, COLUMN_LEAST + i, "?");
	}
}

static void print_ways(const struct reach *reach, struct text *out)
{
	struct table *table = table_new();

	table_column(table, "Mechanism", TABLE_LEFT);
	table_column(table, "Pairs", TABLE_RIGHT);
	table_column(table, "RTT least", TABLE_RIGHT);
	table_column(table, "Median", TABLE_RIGHT);
	table_column(table, "Most", TABLE_RIGHT);
	for (enum path_mechanism m = 0; m < PATH_MECHANISM_COUNT; m++) {
		if (reach->ways[m].pairs > 0)
			add_way(table, path_mechanism_text(m), &reach->ways[m]);
	}
	if (reach->all.pairs > 0)
		add_way(table, "all", &reach->all);
	if (table_row_count(table) > 0) {
		text_add(out, "\n");
		table_print(table, out);
	}
	table_free(table);
}

void reach_table_print(const struct reach *reach, struct text *out)
{
	text_addf(out, "%" PRIu32 " virtual network%s and %" PRIu32 " site%s, IPv%d\n",
	          reach->vnet_count, reach->vnet_count == 1 ? "" : "s", reach->site_count,
	          reach->site_count == 1 ? "" : "s", reach->family == ADDR_IPV6 ? 6 : 4);
	text_addf(out, "Of %" PRIu64 " directions %" PRIu64 " are open", reach->pairs,
	          reach->states[PATH_REACHABLE]);
	if (reach->states[PATH_PARTLY] > 0)
		text_addf(out, ", %" PRIu64 " for some flows only", reach->states[PATH_PARTLY]);
	text_addf(out, ", %" PRIu64 " closed", reach->states[PATH_UNREACHABLE]);
	if (reach->one_way > 0)
		text_addf(out, "; %" PRIu64 " pair%s open one way only", reach->one_way,
		          reach->one_way == 1 ? " is" : "s are");
	text_add(out, "\n");
	print_ways(reach, out);
}
