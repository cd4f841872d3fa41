/* Says how a captured table of Azure's compares with the predicted one. */
#include "report/agree_az.h"

#include <inttypes.h>

#include "base/check.h"

static const char *const marks[AGREE_RESULT_COUNT] = {
    [AGREE_SAME] = "=",
    [AGREE_DIFFERENT] = "!",
    [AGREE_MISSING] = "-",
    [AGREE_UNEXPECTED] = "+",
};

/* The row as it was captured, or as it was predicted if the capture lacks it. */
static const struct az_row *shown(const struct agree_az_row *row)
{
	CHECK(row->actual != NULL || row->predicted != NULL);
	return row->actual != NULL ? row->actual : row->predicted;
}

/* What a row is about stands first. */
static enum az_member first_member(enum az_kind kind)
{
	for (const enum az_member *m = az_kind_members(kind); *m != AZ_MEMBER_COUNT; m++) {
		if (*m == AZ_NETWORK || *m == AZ_NEIGHBOR || *m == AZ_IP_ADDRESS)
			return *m;
	}
	return AZ_NETWORK;
}

/* The mark, the members, what differs, and the end of the table. */
enum { COLUMNS_MAX = AZ_MEMBER_COUNT + 3 };

static void make_columns(enum az_kind kind, struct view_column columns[COLUMNS_MAX])
{
	const char *first = az_member_name(first_member(kind));
	unsigned count = 0;

	columns[count++] = (struct view_column){"mark", "", TABLE_LEFT, VIEW_IN_WORDS};
	columns[count++] = (struct view_column){first, first, TABLE_LEFT, 0};
	for (const enum az_member *m = az_kind_members(kind); *m != AZ_MEMBER_COUNT; m++) {
		const char *name = az_member_name(*m);

		if (*m != first_member(kind))
			columns[count++] = (struct view_column){name, name, TABLE_OPTIONAL, 0};
	}
	columns[count++] =
	    (struct view_column){"difference", "difference", TABLE_OPTIONAL, VIEW_IN_WORDS};
	CHECK(count < COLUMNS_MAX);
	columns[count] = (struct view_column){0};
}

static const char *or_none(const char *text)
{
	return text == NULL || text[0] == '\0' ? "none" : text;
}

static void add_reason(struct text *out, const char *rule, const char *why)
{
	if (why != NULL)
		text_addf(out, ": %s", why);
	if (rule != NULL)
		text_addf(out, " [%s]", rule);
}

/* "weight 32779, predicted 32769: a connection made ... [cli-connection-weight]; ..." */
static void add_difference_words(const struct agree_az_row *row, struct text *out)
{
	if (row->result == AGREE_MISSING)
		text_add(out, "predicted, but not there");
	if (row->result == AGREE_UNEXPECTED)
		text_add(out, "not predicted");
	add_reason(out, row->rule, row->why);
	for (uint32_t i = 0; i < row->difference_count; i++) {
		const struct agree_az_difference *difference = &row->differences[i];

		text_addf(out, "%s%s %s, predicted %s", i == 0 ? "" : "; ",
		          az_member_name(difference->member), or_none(difference->actual),
		          or_none(difference->predicted));
		add_reason(out, difference->rule, difference->why);
	}
}

/* Text shows the row that is there, the star at the next hop as a screen has it. */
static void tell_cells(struct view *view, const struct agree_az_row *row, enum az_kind kind)
{
	const struct az_row *here = shown(row);
	struct text difference = {0};

	view_words(view, "mark", row->explained ? "~" : marks[row->result]);
	for (const enum az_member *m = az_kind_members(kind); *m != AZ_MEMBER_COUNT; m++) {
		const char *star = *m == AZ_NEXT_HOP ? here->members[AZ_STAR] : NULL;
		struct text cell = {0};

		if (here->members[*m] == NULL)
			continue;
		text_addf(&cell, "%s%s", here->members[*m], star == NULL ? "" : star);
		view_cell(view, az_member_name(*m), text_str(&cell));
		text_done(&cell);
	}
	add_difference_words(row, &difference);
	view_words(view, "difference", text_str(&difference));
	text_done(&difference);
}

/* Left out when there is no such row. */
static void tell_side(struct view *view, const char *key, const struct az_row *row)
{
	if (row == NULL)
		return;
	view_open(view, key);
	view_unless_zero(view, "line", row->line);
	for (unsigned m = 0; m < AZ_MEMBER_COUNT; m++)
		view_text(view, az_member_name((enum az_member)m), row->members[m]);
	view_close(view);
}

static void tell_difference(struct view *view, const struct agree_az_difference *difference)
{
	view_row(view);
	view_text(view, "member", az_member_name(difference->member));
	view_text(view, "actual", difference->actual);
	view_text(view, "predicted", difference->predicted);
	view_text(view, "rule", difference->rule);
	view_text(view, "why", difference->why);
	view_close(view);
}

static void tell_row(struct view *view, const struct agree_az_row *row, enum az_kind kind)
{
	view_row(view);
	view_text(view, "result", agree_result_name(row->result));
	view_flag(view, "explained", row->explained);
	view_text(view, "rule", row->rule);
	view_text(view, "why", row->why);
	tell_side(view, "actual", row->actual);
	tell_side(view, "predicted", row->predicted);
	if (row->difference_count > 0) {
		view_list(view, "differences", NULL);
		for (uint32_t i = 0; i < row->difference_count; i++)
			tell_difference(view, &row->differences[i]);
		view_close(view);
	}
	if (view_is(view, VIEW_TEXT))
		tell_cells(view, row, kind);
	view_close(view);
}

static void tell_notes(struct view *view, const struct agree_az *agreement)
{
	view_list(view, "notes", NULL);
	for (uint32_t i = 0; i < agreement->note_count; i++) {
		view_row(view);
		view_text(view, "rule", agreement->notes[i].rule);
		view_text(view, "text", agreement->notes[i].text);
		view_close(view);
	}
	view_close(view);
}

static void say_end(struct view *view, const struct agree_az *agreement)
{
	for (uint32_t i = 0; i < agreement->note_count; i++)
		view_say(view, "note: %s [%s]\n", agreement->notes[i].text,
		         agreement->notes[i].rule);
	view_say(view,
	         "%s%" PRIu32 " %s, %" PRIu32 " differ%s for a known reason, %" PRIu32
	         " differ%s\n",
	         agreement->count == 0 ? "" : "\n", agreement->agree,
	         agreement->agree == 1 ? "row agrees" : "rows agree", agreement->explained,
	         agreement->explained == 1 ? "s" : "", agreement->differ,
	         agreement->differ == 1 ? "s" : "");
}

void agree_az_tell(struct view *view, const struct agree_az_title *title,
                   const struct agree_az *agreement)
{
	enum az_kind kind = agreement->actual->kind;
	struct view_column columns[COLUMNS_MAX];

	make_columns(kind, columns);
	view_say(view, "%s in lab %s: %s of %s, line %u, against what the model predicts\n",
	         title->at, title->lab, az_kind_names[kind], title->file, agreement->actual->line);
	view_say(view, "= agrees, ~ differs for a known reason, ! differs, - missing, + not "
	               "predicted\n\n");
	view_text(view, "lab", title->lab);
	view_text(view, "at", title->at);
	view_text(view, "file", title->file);
	view_unsigned(view, "line", agreement->actual->line);
	view_text(view, "kind", az_kind_names[kind]);
	view_unsigned(view, "agree", agreement->agree);
	view_unsigned(view, "explained", agreement->explained);
	view_unsigned(view, "differ", agreement->differ);
	tell_notes(view, agreement);
	view_list(view, "rows", columns);
	for (uint32_t i = 0; i < agreement->count; i++)
		tell_row(view, &agreement->rows[i], kind);
	view_close(view);
	say_end(view, agreement);
}
