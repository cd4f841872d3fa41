/* Says who reaches whom, as a matrix or a list. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/mem.h"
#include "report/path.h"
#include "report/reach.h"

/* clang-format off */
static const struct view_column list_columns[] = {
	{"from",      "From",       TABLE_LEFT,           VIEW_CSV_TOO},
	{"to",        "To",         TABLE_LEFT,           VIEW_CSV_TOO},
	{"pairs",     "Directions", TABLE_OPTIONAL_RIGHT, VIEW_CSV_TOO | VIEW_IN_WORDS},
	{"state",     NULL,         TABLE_LEFT,           VIEW_CSV_TOO},
	{"mechanism", "By",         TABLE_LEFT,           VIEW_CSV_TOO | VIEW_IN_WORDS},
	{"rttUs",     "RTT",        TABLE_RIGHT,          VIEW_CSV_TOO | VIEW_IN_WORDS},
	{"oneWay",    "Back",       TABLE_OPTIONAL,       VIEW_CSV_TOO | VIEW_IN_WORDS},
	{"between",   "Way",        TABLE_OPTIONAL,       VIEW_CSV_TOO},
	{"stop",      "Why not",    TABLE_OPTIONAL,       VIEW_CSV_TOO},
	{"asymmetry", "Asymmetry",  TABLE_OPTIONAL,       VIEW_IN_WORDS | VIEW_GOES},
	{"rttMinUs",  NULL,         TABLE_LEFT,           VIEW_CSV_TOO},
	{0},
};
/* clang-format on */

/* Of a matrix, in characters. */
enum { MATRIX_WIDTH_MAX = 110 };

static const char *const closed = "-";

/* What stands in a cell: how packets arrive. */
static const char *cell_of(const struct reach_row *row)
{
	if (row->state == PATH_UNREACHABLE)
		return closed;
	return path_mechanism_text(row->mechanism);
}

static void tell_rtt_words(struct view *view, const struct path_rtt *rtt)
{
	struct text words = {0};

	if (rtt->answered && rtt->basis != RTT_UNKNOWN)
		path_format_round_trip(rtt, &words);
	view_words(view, "rttUs", text_str(&words));
	text_done(&words);
}

static void tell_row(struct view *view, const struct reach_answer *answer,
                     const struct reach_row *row, bool whole)
{
	bool open = row->state != PATH_UNREACHABLE;
	bool one_way = open && row->back_closed;

	view_row(view);
	view_text(view, "from", answer->groups[row->from].name);
	view_text(view, "to", answer->groups[row->to].name);
	view_unsigned(view, "pairs", row->pairs);
	if (answer->grouped)
		view_wordsf(view, "pairs", "%" PRIu64, row->pairs);
	view_text(view, "state", path_state_name(row->state));
	view_text(view, "mechanism", open ? path_mechanism_name(row->mechanism) : NULL);
	view_wordsf(view, "mechanism", "%s%s", cell_of(row),
	            row->state == PATH_PARTLY ? ", some flows only" : "");
	path_tell_rtt(view, &row->rtt);
	if (open)
		tell_rtt_words(view, &row->rtt);
	view_flag(view, "oneWay", one_way);
	view_words(view, "oneWay", one_way ? "closed" : "");
	view_steps(view, "between", open ? row->between : NULL);
	view_text(view, "stop", row->stop);
	view_text(view, "asymmetry", row->asymmetry);
	if (!whole && row->asymmetry != NULL)
		view_words(view, "asymmetry", row->asymmetry);
	view_close(view);
}

static void tell_list(struct view *view, const struct reach_answer *answer, bool whole)
{
	view_list(view, "directions", list_columns);
	for (uint32_t i = 0; i < answer->row_count; i++)
		tell_row(view, answer, &answer->rows[i], whole);
	view_close(view);
}

static void tell_groups(struct view *view, const struct reach_answer *answer)
{
	view_list(view, "groups", NULL);
	for (uint32_t i = 0; i < answer->group_count; i++) {
		const struct reach_group *group = &answer->groups[i];

		view_row(view);
		view_text(view, "name", group->name);
		view_list(view, "members", NULL);
		for (uint32_t m = 0; m < group->count; m++)
			view_text(view, NULL, answer->names[group->members[m]]);
		view_close(view);
		view_close(view);
	}
	view_close(view);
}

static size_t longer(size_t width, const char *text)
{
	return strlen(text) > width ? strlen(text) : width;
}

/* Something that is as wide as it is: names are bytes, which is a bound. */
static bool fits(const struct reach_answer *answer)
{
	size_t *width = xcalloc(answer->group_count + 1u, sizeof(*width));
	size_t first = 0;
	size_t all = 0;

	for (uint32_t i = 0; i < answer->group_count; i++) {
		if (answer->groups[i].from)
			first = longer(first, answer->groups[i].name);
		if (answer->groups[i].to)
			width[i] = longer(width[i], answer->groups[i].name);
	}
	for (uint32_t i = 0; i < answer->row_count; i++) {
		const struct reach_row *row = &answer->rows[i];

		width[row->to] = longer(width[row->to], cell_of(row));
	}
	for (uint32_t i = 0; i < answer->group_count; i++)
		all += width[i] == 0 ? 0 : width[i] + 2;
	free(width);
	return !answer->grouped && answer->row_count > 1 && first + all <= MATRIX_WIDTH_MAX;
}

/* Names of columns of the matrix: "to 0"; what people read is the heading. */
static const char *column_key(struct arena *arena, uint32_t group)
{
	return arena_printf(arena, "to %u", group);
}

static struct view_column *matrix_columns(const struct reach_answer *answer, struct arena *arena)
{
	struct view_column *columns =
	    arena_alloc(arena, (answer->group_count + 2u) * sizeof(*columns));
	uint32_t count = 0;

	columns[count++] = (struct view_column){"from", "", TABLE_LEFT, 0};
	for (uint32_t i = 0; i < answer->group_count; i++) {
		if (answer->groups[i].to)
			columns[count++] = (struct view_column){
			    column_key(arena, i), answer->groups[i].name, TABLE_LEFT, 0};
	}
	columns[count] = (struct view_column){0};
	return columns;
}

/* Rows come by start, then by goal. */
static void tell_matrix(struct view *view, const struct reach_answer *answer)
{
	struct arena *arena = arena_new();

	view_list(view, NULL, matrix_columns(answer, arena));
	for (uint32_t i = 0; i < answer->row_count; i++) {
		const struct reach_row *row = &answer->rows[i];

		if (i == 0 || row->from != answer->rows[i - 1].from) {
			if (i > 0)
				view_close(view);
			view_row(view);
			view_cell(view, "from", answer->groups[row->from].name);
		}
		view_cell(view, column_key(arena, row->to), cell_of(row));
	}
	if (answer->row_count > 0)
		view_close(view);
	view_close(view);
	arena_free(arena);
}

static void say_counts(struct view *view, const struct reach_answer *answer, bool whole)
{
	uint64_t open = 0;

	for (uint32_t i = 0; i < answer->row_count; i++)
		open += answer->rows[i].state == PATH_UNREACHABLE ? 0 : answer->rows[i].pairs;
	view_say(view, "%s", answer->row_count == 0 ? "" : "\n");
	if (whole)
		view_say(view, "%" PRIu64 " direction%s, %" PRIu64 " open, IPv%d\n",
		         answer->directions, answer->directions == 1 ? "" : "s", open,
		         answer->family == ADDR_IPV6 ? 6 : 4);
	else
		view_say(view, "%" PRIu64 " of %" PRIu64 " directions, IPv%d\n", answer->shown,
		         answer->directions, answer->family == ADDR_IPV6 ? 6 : 4);
}

void reach_answer_view(struct view *view, const struct reach_answer *answer, const char *lab,
                       bool whole)
{
	view_format(view, "hairpin-reach", 1);
	view_text(view, "lab", lab);
	view_text(view, "family", answer->family == ADDR_IPV6 ? "ipv6" : "ipv4");
	view_unsigned(view, "looked", answer->directions);
	view_unsigned(view, "shown", answer->shown);
	if (view_is(view, VIEW_TEXT) && whole && fits(answer))
		tell_matrix(view, answer);
	else
		tell_list(view, answer, whole);
	if (view_is(view, VIEW_JSON) && answer->grouped)
		tell_groups(view, answer);
	say_counts(view, answer, whole);
}
