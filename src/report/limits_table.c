/* Prints headroom as text. */
#include "report/limits_table.h"

#include <inttypes.h>

#include "report/frame/table.h"

enum column {
	COLUMN_FULL,
	COLUMN_USED,
	COLUMN_LIMIT,
	COLUMN_LEFT,
	COLUMN_KIND,
	COLUMN_FAMILY,
	COLUMN_ELEMENT,
	COLUMN_NOTE,
};

enum { NEXT_MAX = 10 };

static struct table *new_table(void)
{
	struct table *table = table_new();

	table_column(table, "Full", TABLE_RIGHT);
	table_column(table, "Used", TABLE_RIGHT);
	table_column(table, "Limit", TABLE_RIGHT);
	table_column(table, "Left", TABLE_RIGHT);
	table_column(table, "What", TABLE_LEFT);
	table_column(table, "Family", TABLE_OPTIONAL);
	table_column(table, "Element", TABLE_LEFT);
	table_column(table, "Note", TABLE_OPTIONAL);
	return table;
}

static const char *note_of(const struct limit_use *use)
{
	if (limit_is_broken(use))
		return use->down ? "broken: down" : "broken";
	if (use->used > use->limit)
		return "beyond the advice";
	return use->down ? "down" : "";
}

static void add_use(struct table *table, const struct limit_use *use)
{
	static const char *const families[] = {
	    [ADDR_NONE] = "",
	    [ADDR_IPV4] = "IPv4",
	    [ADDR_IPV6] = "IPv6",
	};
	uint32_t permille = limit_permille(use);

	table_row(table);
	table_cellf(table, COLUMN_FULL, "%" PRIu32 ".%" PRIu32 "%%", permille / 10, permille % 10);
	table_cellf(table, COLUMN_USED, "%s%" PRIu32, use->at_least ? ">= " : "", use->used);
	table_cellf(table, COLUMN_LIMIT, "%" PRIu32, use->limit);
	table_cellf(table, COLUMN_LEFT, "%" PRId64, (int64_t)use->limit - (int64_t)use->used);
	table_cell(table, COLUMN_KIND, limit_trait(use->kind)->title);
	table_cell(table, COLUMN_FAMILY, families[use->family]);
	table_cell(table, COLUMN_ELEMENT, use->element);
	table_cell(table, COLUMN_NOTE, note_of(use));
}

static void print_beyond(const bool shown[LIMIT_KIND_COUNT], struct text *out)
{
	text_add(out, "\nBeyond the limit\n");
	for (unsigned kind = 0; kind < LIMIT_KIND_COUNT; kind++) {
		const struct limit_trait *trait = limit_trait((enum limit_kind)kind);

		if (!shown[kind])
			continue;
		text_addf(out, "- %s: %s", trait->title, trait->beyond);
		if (trait->rule != NULL)
			text_addf(out, " [%s]", trait->rule);
		text_add(out, "\n");
	}
}

/* The fullest first, and not more than one reads. */
static void print_next(const struct limits *limits, int64_t above, struct text *out)
{
	uint32_t left = NEXT_MAX;

	text_add(out, "\nWhat comes next\n");
	for (uint32_t i = 0; i < limits->count && left > 0; i++) {
		const struct limit_use *use = &limits->items[i];

		if (above >= 0 && !limit_is_above(use, (uint32_t)above))
			continue;
		text_add(out, "- ");
		limit_next(use, out);
		text_add(out, "\n");
		left--;
	}
}

void limits_table_print(const struct limits *limits, int64_t above, struct text *out)
{
	bool shown[LIMIT_KIND_COUNT] = {false};
	struct table *table = new_table();

	for (uint32_t i = 0; i < limits->count; i++) {
		const struct limit_use *use = &limits->items[i];

		if (above >= 0 && !limit_is_above(use, (uint32_t)above))
			continue;
		add_use(table, use);
		shown[use->kind] = true;
	}
	if (table_row_count(table) > 0) {
		table_print(table, out);
		print_next(limits, above, out);
		print_beyond(shown, out);
		text_add(out, "\n");
	}
	text_addf(out, "%" PRIu32 " limit%s, %" PRIu32 " broken", limits->count,
	          limits->count == 1 ? "" : "s", limits->broken);
	if (above >= 0)
		text_addf(out, ", %zu used by more than %" PRId64 "%%", table_row_count(table),
		          above);
	text_add(out, "\n");
	table_free(table);
}
