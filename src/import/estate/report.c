/* Remarks, and their two forms. */
#include "import/estate/report.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "document/make.h"
#include "document/write.h"

/* Of each kind of remark: the heading, and the member of the JSON. */
static const struct {
	const char *heading;
	const char *member;
} kinds[IMPORT_REMARK_KIND_COUNT] = {
    [IMPORT_ALARM] = {"attention", "attention"},
    [IMPORT_ASKED] = {"to be added", "asked"},
    [IMPORT_LEFT_OUT] = {"left out", "left-out"},
    [IMPORT_ASSUMED] = {"assumed", "assumed"},
};

struct import_report *import_report_new(void)
{
	struct import_report *report = xcalloc(1, sizeof(*report));

	report->arena = arena_new();
	report->by_text.arena = report->arena;
	return report;
}

void import_report_free(struct import_report *report)
{
	if (report == NULL)
		return;
	arena_free(report->arena);
	free(report->remarks);
	free(report->taken);
	free(report);
}

static struct import_remark *remark_of(struct import_report *report, enum import_remark_kind kind,
                                       const char *what, const char *reason)
{
	const char *key = arena_printf(report->arena, "%d %s: %s", (int)kind, what, reason);
	const void *known = name_map_get(&report->by_text, key);

	if (known != NULL)
		return (struct import_remark *)known;
	struct import_remark *remark = arena_alloc(report->arena, sizeof(*remark));
	remark->kind = kind;
	remark->what = arena_strdup(report->arena, what);
	remark->reason = reason;
	name_map_add(&report->by_text, key, remark);
	report->remarks = mem_grow(report->remarks, &report->capacity, report->count + 1,
	                           sizeof(struct import_remark *));
	report->remarks[report->count++] = remark;
	return remark;
}

void import_remark(struct import_report *report, enum import_remark_kind kind, const char *what,
                   const char *name, struct place place, const char *format, ...)
{
	struct text said = {0};
	va_list args;

	va_start(args, format);
	text_addv(&said, format, args);
	va_end(args);
	struct import_remark *remark =
	    remark_of(report, kind, what, arena_strdup(report->arena, text_str(&said)));
	text_done(&said);
	for (uint32_t i = 0; i < remark->count && i < IMPORT_NAMES_MAX; i++) {
		if (strcmp(remark->names[i], name) == 0)
			return;
	}
	if (remark->count == 0) {
		remark->place = place;
		if (place.file != NULL)
			remark->place.file = arena_strdup(report->arena, place.file);
	}
	if (remark->count < IMPORT_NAMES_MAX)
		remark->names[remark->count] = arena_strdup(report->arena, name);
	remark->count++;
}

void import_taken(struct import_report *report, const char *what, uint32_t count)
{
	for (size_t i = 0; i < report->taken_count; i++) {
		if (strcmp(report->taken[i].what, what) == 0) {
			report->taken[i].count += count;
			return;
		}
	}
	report->taken = mem_grow(report->taken, &report->taken_capacity, report->taken_count + 1,
	                         sizeof(*report->taken));
	report->taken[report->taken_count++] = (struct import_count){what, count};
}

static void add_taken(const struct import_report *report, struct text *out)
{
	const char *between = "";

	text_add(out, "imported: ");
	for (size_t i = 0; i < report->taken_count; i++) {
		const struct import_count *taken = &report->taken[i];

		if (taken->count == 0)
			continue;
		text_addf(out, "%s%" PRIu32 " %s", between, taken->count, taken->what);
		between = ", ";
	}
	text_add(out, between[0] == '\0' ? "nothing\n" : "\n");
}

/* Without names, a reason that may hold some is not told. */
static const char *reason_of(const struct import_remark *remark, bool names)
{
	return names || strpbrk(remark->reason, "\"/=.:0123456789") == NULL ? remark->reason : NULL;
}

/* "(a, b, ...; file:12)": the first names, and where the first of them stands. */
static void add_names(const struct import_remark *remark, struct text *out)
{
	uint32_t told = remark->count < IMPORT_NAMES_MAX ? remark->count : IMPORT_NAMES_MAX;

	for (uint32_t i = 0; i < told; i++)
		text_addf(out, "%s%s", i == 0 ? " (" : ", ", remark->names[i]);
	text_add(out, remark->count > told ? ", ..." : "");
	if (remark->place.file != NULL)
		text_addf(out, "; %s:%u", remark->place.file, remark->place.line);
	text_add(out, ")");
}

static void add_remark(const struct import_remark *remark, bool names, struct text *out)
{
	text_addf(out, "  %" PRIu32 " %s", remark->count, remark->what);
	if (names)
		add_names(remark, out);
	if (reason_of(remark, names) != NULL)
		text_addf(out, ": %s", remark->reason);
	text_add(out, "\n");
}

void import_report_text(const struct import_report *report, bool names, struct text *out)
{
	add_taken(report, out);
	for (unsigned kind = 0; kind < IMPORT_REMARK_KIND_COUNT; kind++) {
		bool said = false;

		for (size_t i = 0; i < report->count; i++) {
			if (report->remarks[i]->kind != kind)
				continue;
			if (!said)
				text_addf(out, "%s:\n", kinds[kind].heading);
			said = true;
			add_remark(report->remarks[i], names, out);
		}
	}
}

static void make_remark(struct arena *arena, struct doc_node *list,
                        const struct import_remark *remark, bool names)
{
	struct doc_node *entry = tree_make(arena, list, NULL, TREE_OBJECT);

	tree_make_text(arena, entry, "kind", remark->what);
	if (reason_of(remark, names) != NULL)
		tree_make_text(arena, entry, "reason", remark->reason);
	tree_make_number(arena, entry, "count", remark->count);
	if (!names)
		return;
	struct doc_node *first = tree_make(arena, entry, "names", TREE_ARRAY);
	for (uint32_t i = 0; i < remark->count && i < IMPORT_NAMES_MAX; i++)
		tree_make_text(arena, first, NULL, remark->names[i]);
	if (remark->place.file == NULL)
		return;
	tree_make_text(arena, entry, "file", remark->place.file);
	tree_make_number(arena, entry, "line", remark->place.line);
}

void import_report_json(const struct import_report *report, bool names, struct text *out)
{
	struct arena *arena = arena_new();
	struct doc_node *root = tree_make(arena, NULL, NULL, TREE_OBJECT);
	struct doc_node *taken = tree_make(arena, root, "imported", TREE_OBJECT);

	for (size_t i = 0; i < report->taken_count; i++) {
		if (report->taken[i].count > 0)
			tree_make_number(arena, taken, report->taken[i].what,
			                 report->taken[i].count);
	}
	for (unsigned kind = 0; kind < IMPORT_REMARK_KIND_COUNT; kind++) {
		struct doc_node *list = tree_make(arena, root, kinds[kind].member, TREE_ARRAY);

		for (size_t i = 0; i < report->count; i++) {
			if (report->remarks[i]->kind == kind)
				make_remark(arena, list, report->remarks[i], names);
		}
	}
	tree_write(root, TREE_JSON, out);
	arena_free(arena);
}
