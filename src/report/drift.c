/* Says what drifts. */
#include "report/drift.h"

#include <inttypes.h>

static void tell_lines(struct view *view, const struct drift *drift)
{
	view_list(view, "differences", NULL);
	for (uint32_t i = 0; i < drift->line_count; i++) {
		const struct drift_line *line = &drift->lines[i];

		view_row(view);
		view_text(view, "place", line->place);
		view_text(view, "kind", line->kind);
		view_text(view, "text", line->text);
		view_flag(view, "known", line->known);
		view_close(view);
		if (!line->known)
			view_say(view, "%s\n", line->text);
	}
	view_close(view);
}

static void tell_gone(struct view *view, const struct drift *drift)
{
	view_list(view, "gone", NULL);
	for (uint32_t i = 0; i < drift->gone_count; i++) {
		view_text(view, NULL, drift->gone[i]);
		view_say(view, "# known, and not there any more: %s\n", drift->gone[i]);
	}
	view_close(view);
}

static void tell_tables(struct view *view, const struct drift *drift)
{
	view_list(view, "tables", NULL);
	for (uint32_t i = 0; i < drift->table_count; i++) {
		const struct drift_table *table = &drift->tables[i];

		view_row(view);
		view_text(view, "file", table->file);
		view_unless_zero(view, "line", table->line);
		view_text(view, "kind", table->kind);
		view_text(view, "place", table->place);
		view_text(view, "doubt", table->doubt);
		view_unsigned(view, "agree", table->agree);
		view_unsigned(view, "explained", table->explained);
		view_unsigned(view, "differ", table->differ);
		view_close(view);
	}
	view_close(view);
}

void drift_view(struct view *view, const struct drift *drift)
{
	uint64_t agree = 0;
	uint64_t explained = 0;

	for (uint32_t i = 0; i < drift->table_count; i++) {
		agree += drift->tables[i].agree;
		explained += drift->tables[i].explained;
	}
	view_format(view, "hairpin-drift", 1);
	view_text(view, "lab", drift->lab->name);
	view_unsigned(view, "new", drift->line_count - drift->known);
	view_unsigned(view, "known", drift->known);
	view_unsigned(view, "agree", agree);
	view_unsigned(view, "explained", explained);
	tell_lines(view, drift);
	tell_gone(view, drift);
	tell_tables(view, drift);
	view_say(view,
	         "# %" PRIu32 " tables against lab %s: %" PRIu64 " rows agree, %" PRIu64
	         " differ for a known reason, %" PRIu32 " new differences, %" PRIu32
	         " of the baseline\n",
	         drift->table_count - drift->unplaced, drift->lab->name, agree, explained,
	         drift->line_count - drift->known, drift->known);
}
