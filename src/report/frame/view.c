/* Says views in their forms. */
#include "report/frame/view.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/mem.h"
#include "base/printable.h"
#include "report/frame/decimal.h"
#include "report/frame/fit.h"
#include "report/frame/json.h"
#include "report/frame/markdown.h"
#include "report/frame/screen.h"

enum { LEVELS_MAX = JSON_DEPTH_MAX, NUMBER_TEXT_MAX = 32 };

/* What is open, outermost first. */
enum level {
	LEVEL_GROUP,
	LEVEL_LIST,
	LEVEL_MAP,
	LEVEL_ROW,
};

struct view {
	enum view_form form;
	struct text *out;
	size_t start;      /* where the document begins in `out` */
	struct json json;  /* JSON */
	struct grid *grid; /* text and CSV */
	struct text words; /* that are being put together */
	enum level levels[LEVELS_MAX];
	const char *names[LEVELS_MAX];
	unsigned depth;
	unsigned base;  /* the depth of the document itself: 1 of a list, else 0 */
	unsigned table; /* the depth of the list that is a table; its rows are deeper by one */
	unsigned muted; /* the depth of a list that this form does not show; 0: none */
	view_drain_fn *drain; /* NULL: all is kept */
	void *user;
};

static const enum grid_form grid_forms[] = {
    [VIEW_TEXT] = GRID_TEXT,
    [VIEW_CSV] = GRID_CSV,
    [VIEW_MARKDOWN] = GRID_MARKDOWN,
};

/* Is it for people to read? */
static bool has_words(const struct view *view)
{
	return view->form == VIEW_TEXT || view->form == VIEW_MARKDOWN;
}

static struct view *view_new(enum view_form form, struct text *out)
{
	struct view *view = xcalloc(1, sizeof(*view));

	view->form = form;
	view->out = out;
	view->start = out->size;
	if (form == VIEW_JSON)
		view->json = json_begin(out, true);
	else if (form != VIEW_JSON_LINES)
		view->grid = grid_new(grid_forms[form], out);
	return view;
}

static void push(struct view *view, enum level level, const char *name)
{
	CHECK(view->depth < LEVELS_MAX);
	view->levels[view->depth] = level;
	view->names[view->depth] = name;
	view->depth++;
}

struct view *view_begin(enum view_form form, struct text *out)
{
	struct view *view = view_new(form, out);

	if (form == VIEW_JSON)
		json_open_object(&view->json, NULL);
	return view;
}

struct view *view_begin_line(struct text *out)
{
	struct view *view = view_new(VIEW_JSON, out);

	view->json = json_begin(out, false);
	json_open_object(&view->json, NULL);
	return view;
}

struct view *view_begin_list(enum view_form form, struct text *out)
{
	struct view *view = view_new(form, out);

	if (form == VIEW_JSON)
		json_open_array(&view->json, NULL);
	push(view, LEVEL_LIST, NULL);
	view->base = view->depth;
	return view;
}

void view_stream(struct view *view, view_drain_fn *drain, void *user)
{
	view->drain = drain;
	view->user = user;
}

void view_end(struct view *view)
{
	CHECK(view->depth == view->base && view->table == 0 && view->muted == 0);
	if (view->form == VIEW_JSON)
		json_close(&view->json);
	if (has_words(view))
		printable_tame(view->out, view->start);
	if (view->form == VIEW_TEXT && screen_width() > 0)
		fit_lines(view->out, view->start, screen_width());
	grid_free(view->grid);
	text_done(&view->words);
	free(view);
}

void view_end_line(struct view *view)
{
	struct text *out = view->out;
	bool json = view->form == VIEW_JSON;

	view_end(view);
	text_add(out, json ? "\n" : "");
}

bool view_is(const struct view *view, enum view_form form)
{
	return view->form == form;
}

/* Is a row of a table open, and not a list within it? */
static bool in_table(const struct view *view)
{
	return view->table > 0 && view->depth > view->table && view->muted == 0;
}

static bool is_json(const struct view *view)
{
	return view->muted == 0 &&
	       (view->form == VIEW_JSON || (view->form == VIEW_JSON_LINES && in_table(view)));
}

void view_open(struct view *view, const char *name)
{
	if (is_json(view))
		json_open_object(&view->json, name);
	push(view, LEVEL_GROUP, name);
}

/* A list without a name is no part of JSON, and a list within a row of a table is of JSON alone. */
static void begin_list(struct view *view, enum level level, const char *name,
                       const struct view_column *columns)
{
	bool json = is_json(view);
	bool nested = in_table(view) && !json;

	push(view, level, name);
	if (nested || (json && name == NULL))
		view->muted = view->depth;
	else if (json && level == LEVEL_MAP)
		json_open_object(&view->json, name);
	else if (json)
		json_open_array(&view->json, name);
	else if (view->muted == 0 && columns != NULL &&
	         (view->grid != NULL ? grid_begin(view->grid, columns)
	                             : view->form == VIEW_JSON_LINES && grid_has_records(columns)))
		view->table = view->depth;
}

void view_list(struct view *view, const char *name, const struct view_column *columns)
{
	begin_list(view, LEVEL_LIST, name, columns);
}

void view_map(struct view *view, const char *name, const struct view_column *columns)
{
	begin_list(view, LEVEL_MAP, name, columns);
}

void view_table_needs(struct view *view, size_t rows, const char *lead)
{
	if (view->grid != NULL && view->table > 0 && view->table == view->depth)
		grid_needs(view->grid, rows, lead);
}

static void begin_row(struct view *view, enum level list, const char *name)
{
	CHECK(view->depth > 0 && view->levels[view->depth - 1] == list);
	if (view->drain != NULL && view->grid == NULL && view->out->size >= VIEW_PIECE)
		view->drain(view->out, view->user);
	push(view, LEVEL_ROW, name);
	bool line = view->form == VIEW_JSON_LINES && view->depth == view->table + 1;
	if (line && view->muted == 0)
		view->json = json_begin(view->out, false);
	if (is_json(view))
		json_open_object(&view->json, line ? NULL : name);
	else if (in_table(view))
		grid_row(view->grid);
}

void view_row(struct view *view)
{
	begin_row(view, LEVEL_LIST, NULL);
}

void view_entry(struct view *view, const char *name)
{
	CHECK(name != NULL);
	begin_row(view, LEVEL_MAP, name);
}

size_t view_rows(const struct view *view)
{
	return view->table == 0 || view->grid == NULL ? 0 : grid_rows(view->grid);
}

void view_close(struct view *view)
{
	CHECK(view->depth > view->base);
	if (is_json(view)) {
		json_close(&view->json);
		if (view->form == VIEW_JSON_LINES && view->depth == view->table + 1)
			text_add(view->out, "\n");
	} else if (view->table > 0 && view->depth == view->table + 1 && view->muted == 0) {
		grid_row_end(view->grid);
	} else if (view->table > 0 && view->depth == view->table) {
		if (view->grid != NULL)
			grid_end(view->grid);
		view->table = 0;
	}
	if (view->muted == view->depth)
		view->muted = 0;
	view->depth--;
}

/* The column of a member of the row that is open; -1: it has none. */
static int find_column(const struct view *view, const char *key)
{
	if (!in_table(view) || key == NULL)
		return -1;
	return grid_find(view->grid, &view->names[view->table + 1], view->depth - view->table - 1,
	                 key);
}

/* Puts a value into its cell, outside JSON. */
static void put(struct view *view, const char *key, const char *value)
{
	int column = find_column(view, key);

	if (column >= 0)
		grid_put(view->grid, column, value);
}

void view_text(struct view *view, const char *key, const char *value)
{
	if (value == NULL)
		return;
	if (is_json(view))
		json_put_text(&view->json, key, value);
	else
		put(view, key, value);
}

void view_number(struct view *view, const char *key, int64_t value)
{
	char text[DECIMAL_MAX];
	int column;

	if (is_json(view))
		json_put_number(&view->json, key, value);
	else if ((column = find_column(view, key)) >= 0)
		grid_put(view->grid, column, decimal_signed(value, text));
}

void view_unsigned(struct view *view, const char *key, uint64_t value)
{
	char text[DECIMAL_MAX];
	int column;

	if (is_json(view))
		json_put_unsigned(&view->json, key, value);
	else if ((column = find_column(view, key)) >= 0)
		grid_put(view->grid, column, decimal_unsigned(value, text));
}

void view_unless_zero(struct view *view, const char *key, uint64_t value)
{
	if (value != 0)
		view_unsigned(view, key, value);
}

void view_real(struct view *view, const char *key, double value)
{
	char text[NUMBER_TEXT_MAX];
	int column;

	if (is_json(view)) {
		json_put_real(&view->json, key, value);
	} else if ((column = find_column(view, key)) >= 0) {
		snprintf(text, sizeof(text), "%.15g", value);
		grid_put(view->grid, column, text);
	}
}

void view_bool(struct view *view, const char *key, bool value)
{
	if (is_json(view))
		json_put_bool(&view->json, key, value);
	else
		put(view, key, value ? "true" : "false");
}

void view_flag(struct view *view, const char *key, bool value)
{
	if (value)
		view_bool(view, key, true);
}

void view_addr(struct view *view, const char *key, const struct addr *value)
{
	char text[ADDR_TEXT_MAX];
	int column;

	if (is_json(view))
		json_put_text(&view->json, key, addr_format(value, text));
	else if ((column = find_column(view, key)) >= 0)
		grid_put(view->grid, column, addr_format(value, text));
}

void view_prefix(struct view *view, const char *key, const struct prefix *value)
{
	char text[PREFIX_TEXT_MAX];
	int column;

	if (is_json(view))
		json_put_text(&view->json, key, prefix_format(value, text));
	else if ((column = find_column(view, key)) >= 0)
		grid_put(view->grid, column, prefix_format(value, text));
}

void view_null(struct view *view, const char *key)
{
	if (is_json(view))
		json_put_null(&view->json, key);
}

void view_router_id(struct view *view, const char *key, uint32_t value)
{
	struct addr addr = addr_v4(value);

	if (value != 0 || has_words(view))
		view_addr(view, key, &addr);
}

static void member_path(void *view, const char *key, const char *path)
{
	view_as_path(view, key, path);
}

static void member_number(void *view, const char *key, uint64_t value)
{
	view_unsigned(view, key, value);
}

static void member_text(void *view, const char *key, const char *value)
{
	view_text(view, key, value);
}

static void member_words(void *view, const char *key, const char *words)
{
	view_word_list(view, key, words);
}

struct bgp_member_writer view_member_writer(struct view *view)
{
	return (struct bgp_member_writer){
	    .document = view,
	    .number = member_number,
	    .text = member_text,
	    .words = member_words,
	    .path = member_path,
	};
}

void view_cell(struct view *view, const char *key, const char *value)
{
	if (view->form == VIEW_JSON_LINES && is_json(view))
		json_put_text(&view->json, key, value);
	else if (view->form != VIEW_JSON)
		put(view, key, value);
}

void view_words(struct view *view, const char *key, const char *words)
{
	if (has_words(view) && in_table(view))
		grid_words(view->grid, find_column(view, key), words);
}

void view_wordsf(struct view *view, const char *key, const char *format, ...)
{
	va_list args;

	if (!has_words(view) || !in_table(view))
		return;
	text_clear(&view->words);
	va_start(args, format);
	text_addv(&view->words, format, args);
	va_end(args);
	grid_words(view->grid, find_column(view, key), text_str(&view->words));
}

/* Lines stay lines. */
static void say_markdown(struct view *view, const char *words)
{
	struct text line = {0};

	while (*words != '\0') {
		size_t size = strcspn(words, "\n");

		text_clear(&line);
		text_add_bytes(&line, words, size);
		markdown_escape(text_str(&line), view->out);
		words += size;
		if (*words == '\n')
			text_add(view->out, "\n");
		words += *words == '\n';
	}
	text_done(&line);
}

void view_say(struct view *view, const char *format, ...)
{
	va_list args;

	if (!has_words(view))
		return;
	CHECK(view->table == 0);
	text_clear(&view->words);
	va_start(args, format);
	text_addv(&view->words, format, args);
	va_end(args);
	if (view->form == VIEW_MARKDOWN)
		say_markdown(view, text_str(&view->words));
	else
		printable_add(view->out, text_str(&view->words), true);
}

void view_heading(struct view *view, const char *format, ...)
{
	va_list args;

	if (!has_words(view))
		return;
	text_clear(&view->words);
	va_start(args, format);
	text_addv(&view->words, format, args);
	va_end(args);
	text_add(view->out, view->out->size > view->start ? "\n" : "");
	if (view->form == VIEW_MARKDOWN) {
		text_add(view->out, "### ");
		markdown_escape(text_str(&view->words), view->out);
		text_add(view->out, "\n\n");
	} else {
		printable_add(view->out, text_str(&view->words), false);
		text_add(view->out, ":\n");
	}
}
