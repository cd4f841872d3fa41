/* Prints how a captured table of Azure's compares with the predicted one. */
#include "report/agree_az_table.h"

#include <inttypes.h>
#include <string.h>

#include "report/frame/json.h"
#include "report/frame/table.h"

static const char *const marks[AGREE_RESULT_COUNT] = {
    [AGREE_SAME] = "=",
    [AGREE_DIFFERENT] = "!",
    [AGREE_MISSING] = "-",
    [AGREE_UNEXPECTED] = "+",
};

/* The row as it was captured, or as it was predicted if the capture lacks it. */
static const struct az_row *shown(const struct agree_az_row *row)
{
	return row->actual != NULL ? row->actual : row->predicted;
}

/* What a row is about stands first. */
static enum az_member first_member(enum az_kind kind)
{
	for (const enum az_member *m = az_kind_members(kind); *m != AZ_MEMBER_COUNT; m++)
		if (*m == AZ_NETWORK || *m == AZ_NEIGHBOR || *m == AZ_IP_ADDRESS)
			return *m;
	return AZ_NETWORK;
}

static void add_columns(struct table *table, enum az_kind kind)
{
	enum az_member first = first_member(kind);

	table_column(table, "", TABLE_LEFT);
	table_column(table, az_member_name(first), TABLE_LEFT);
	for (const enum az_member *m = az_kind_members(kind); *m != AZ_MEMBER_COUNT; m++)
		if (*m != first)
			table_column(table, az_member_name(*m), TABLE_OPTIONAL);
	table_column(table, "difference", TABLE_OPTIONAL);
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
static void say_difference(const struct agree_az_row *row, struct text *out)
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

static void print_row(struct table *table, const struct agree_az_row *row, enum az_kind kind)
{
	const struct az_row *here = shown(row);
	enum az_member first = first_member(kind);
	struct text difference = {0};
	unsigned column = 2;

	table_row(table);
	table_cell(table, 0, row->explained ? "~" : marks[row->result]);
	table_cell(table, 1, here->members[first] == NULL ? "" : here->members[first]);
	for (const enum az_member *m = az_kind_members(kind); *m != AZ_MEMBER_COUNT; m++) {
		const char *star = *m == AZ_NEXT_HOP ? here->members[AZ_STAR] : NULL;

		if (*m == first)
			continue;
		if (here->members[*m] != NULL)
			table_cellf(table, column, "%s%s", here->members[*m],
			            star == NULL ? "" : star);
		column++;
	}
	say_difference(row, &difference);
	table_cell(table, column, text_str(&difference));
	text_done(&difference);
}

void agree_az_table_print(const struct agree_az_title *title, const struct agree_az *agreement,
                          struct text *out)
{
	enum az_kind kind = agreement->actual->kind;
	struct table *table = table_new();

	text_addf(out, "%s in lab %s: %s of %s, line %u, against what the model predicts\n",
	          title->at, title->lab, az_kind_names[kind], title->file, agreement->actual->line);
	text_add(out, "= agrees, ~ differs for a known reason, ! differs, - missing, + not "
	              "predicted\n\n");
	add_columns(table, kind);
	for (uint32_t i = 0; i < agreement->count; i++)
		print_row(table, &agreement->rows[i], kind);
	table_print(table, out);
	table_free(table);
	for (uint32_t i = 0; i < agreement->note_count; i++)
		text_addf(out, "note: %s [%s]\n", agreement->notes[i].text,
		          agreement->notes[i].rule);
	text_addf(out,
	          "%s%" PRIu32 " %s, %" PRIu32 " differ%s for a known reason, %" PRIu32
	          " differ%s\n",
	          agreement->count == 0 ? "" : "\n", agreement->agree,
	          agreement->agree == 1 ? "row agrees" : "rows agree", agreement->explained,
	          agreement->explained == 1 ? "s" : "", agreement->differ,
	          agreement->differ == 1 ? "s" : "");
}

/* Left out when there is no such row. */
static void add_row(cJSON *object, const char *name, const struct az_row *row)
{
	cJSON *out;

	if (row == NULL)
		return;
	out = cJSON_AddObjectToObject(object, name);
	if (row->line > 0)
		json_number(out, "line", row->line);
	for (unsigned m = 0; m < AZ_MEMBER_COUNT; m++)
		json_text(out, az_member_name((enum az_member)m), row->members[m]);
}

static void add_difference(cJSON *list, const struct agree_az_difference *difference)
{
	cJSON *object = cJSON_CreateObject();

	json_text(object, "member", az_member_name(difference->member));
	json_text(object, "actual", difference->actual);
	json_text(object, "predicted", difference->predicted);
	json_text(object, "rule", difference->rule);
	json_text(object, "why", difference->why);
	cJSON_AddItemToArray(list, object);
}

static cJSON *row_object(const struct agree_az_row *row)
{
	cJSON *object = cJSON_CreateObject();
	cJSON *list;

	json_text(object, "result", agree_result_name(row->result));
	json_flag(object, "explained", row->explained);
	json_text(object, "rule", row->rule);
	json_text(object, "why", row->why);
	add_row(object, "actual", row->actual);
	add_row(object, "predicted", row->predicted);
	if (row->difference_count == 0)
		return object;
	list = cJSON_AddArrayToObject(object, "differences");
	for (uint32_t i = 0; i < row->difference_count; i++)
		add_difference(list, &row->differences[i]);
	return object;
}

static void add_notes(cJSON *document, const struct agree_az *agreement)
{
	cJSON *list = cJSON_AddArrayToObject(document, "notes");

	for (uint32_t i = 0; i < agreement->note_count; i++) {
		cJSON *object = cJSON_CreateObject();

		json_text(object, "rule", agreement->notes[i].rule);
		json_text(object, "text", agreement->notes[i].text);
		cJSON_AddItemToArray(list, object);
	}
}

cJSON *agree_az_json(const struct agree_az_title *title, const struct agree_az *agreement)
{
	cJSON *document = cJSON_CreateObject();
	cJSON *rows;

	json_text(document, "lab", title->lab);
	json_text(document, "at", title->at);
	json_text(document, "file", title->file);
	json_number(document, "line", agreement->actual->line);
	json_text(document, "kind", az_kind_names[agreement->actual->kind]);
	json_number(document, "agree", agreement->agree);
	json_number(document, "explained", agreement->explained);
	json_number(document, "differ", agreement->differ);
	add_notes(document, agreement);
	rows = cJSON_AddArrayToObject(document, "rows");
	for (uint32_t i = 0; i < agreement->count; i++)
		cJSON_AddItemToArray(rows, row_object(&agreement->rows[i]));
	return document;
}
