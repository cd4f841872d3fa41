/*
 * One way to say what a view shows, whatever form it leaves in: text for people, which may be
 * Markdown, JSON, or CSV.
 *
 * A view is a function that tells its values to a struct view in the order of the JSON, which is
 * the fullest form:
 *
 *	view_text(view, "lab", limits->lab);             a member of the document
 *	view_list(view, "limits", columns);              an array; in text a table, in CSV records
 *	for (...) {
 *		view_row(view);                          an object; a line
 *		view_number(view, "used", use->used);    a member; a cell of the column "used"
 *		view_wordsf(view, "used", ">= %u", ...); the cell in text, where words say more
 *		view_close(view);
 *	}
 *	view_close(view);
 *	view_say(view, "%u limits\n", count);            a sentence: text alone
 *
 * The table of columns says which members text and CSV show, left to right. What a form has no
 * place for is left out there, so a view needs to know its form only where the layout itself is
 * another one (hops below one another in text, way by way in JSON).
 *
 * Members that are not known (a text that is NULL, a number that is 0 where that means nothing) are
 * left out, as in FRR's JSON, so readers go by name and never by position. Text never holds a
 * control character of what was read: table cells and sentences show it as \xNN.
 */
#ifndef REPORT_FRAME_VIEW_H
#define REPORT_FRAME_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/text.h"
#include "bgp/attr_members.h"
#include "report/frame/grid.h"

enum view_form {
	VIEW_TEXT,
	VIEW_JSON,
	VIEW_CSV,
	VIEW_JSON_LINES, /* the records of CSV, each an object of JSON in a line of its own */
	VIEW_MARKDOWN,   /* text whose tables and headings are Markdown's */
};

struct view;

/* Begins a document, appended to `out`. The caller ends it with view_end(). */
struct view *view_begin(enum view_form form, struct text *out);

/* A document of JSON in one line. */
struct view *view_begin_line(struct text *out);

/* A document that is a list of rows. */
struct view *view_begin_list(enum view_form form, struct text *out);

/* From now on what is finished of JSON leaves piece by piece, so that a document takes no memory:
 * `drain` takes what `out` holds, and empties it. Nothing of other forms. */
enum { VIEW_PIECE = 1 << 20 };
typedef void view_drain_fn(struct text *out, void *user);
void view_stream(struct view *view, view_drain_fn *drain, void *user);

/* Ends and frees the document, all of whose parts are closed. */
void view_end(struct view *view);

/* The same; JSON ends with a line break, as the other forms do. */
void view_end_line(struct view *view);

bool view_is(const struct view *view, enum view_form form);

/* A group of members: an object of JSON. view_close() ends it, a row, a list or a map. */
void view_open(struct view *view, const char *name);
void view_close(struct view *view);

/*
 * A list of rows: an array, or with view_map() an object whose members view_entry() begins. With
 * `columns`, which outlive the view, it is the table of text and the records of CSV; but a list
 * within a row of a table is only JSON's. `name` NULL: JSON does not have it.
 */
void view_list(struct view *view, const char *name, const struct view_column *columns);
void view_map(struct view *view, const char *name, const struct view_column *columns);

/* In text the table that was just begun is shown only if it has so many rows, and `lead` stands
 * before it then. */
void view_table_needs(struct view *view, size_t rows, const char *lead);

/* The next row of a list, and of a map. */
void view_row(struct view *view);
void view_entry(struct view *view, const char *name);

/* How many rows the table of text or CSV has that is open. */
size_t view_rows(const struct view *view);

/* A member of the document, group or row that is open; `key` NULL: an item of a list. A text that
 * is NULL and a flag that is false are left out. */
void view_text(struct view *view, const char *key, const char *value);
void view_number(struct view *view, const char *key, int64_t value);
void view_unsigned(struct view *view, const char *key, uint64_t value);
void view_unless_zero(struct view *view, const char *key, uint64_t value);
void view_real(struct view *view, const char *key, double value);
void view_bool(struct view *view, const char *key, bool value);
void view_flag(struct view *view, const char *key, bool value);
void view_addr(struct view *view, const char *key, const struct addr *value);
void view_prefix(struct view *view, const char *key, const struct prefix *value);
void view_null(struct view *view, const char *key);

/* Dotted. JSON leaves out 0, which is not known; text shows it. */
void view_router_id(struct view *view, const char *key, uint32_t value);

/* The words of a text, separated by blanks, as an array; left out when there are none. */
void view_word_list(struct view *view, const char *key, const char *words);

/* An AS path as text has it, "12076 65020": an array of numbers, in which a set stands as a text,
 * "{1,2}"; empty when the path is. NULL: left out. */
void view_as_path(struct view *view, const char *key, const char *path);

/* Names that stand in a text with a separator between them: an array. NULL: left out. */
void view_names(struct view *view, const char *key, const char *names, const char *separator);

/* A way as text has it, "a | b > c": an array of its steps, each an array of those that are equally
 * good there. NULL: left out. */
void view_steps(struct view *view, const char *key, const char *way);

/* What the document is, for programs: members format ("hairpin-path", as in docs/json/) and
 * version, which grows when a member changes its meaning or goes. First in the document; JSON
 * alone. */
void view_format(struct view *view, const char *name, unsigned version);

/* Takes the members of attribute sets, bgp/attr_members.h, into what is open. */
struct bgp_member_writer view_member_writer(struct view *view);

/* A cell that JSON does not have, since there the place of the row says it. */
void view_cell(struct view *view, const char *key, const char *value);

/* The cell of text of a column with VIEW_IN_WORDS. */
void view_words(struct view *view, const char *key, const char *words);
void view_wordsf(struct view *view, const char *key, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* A line above what follows, set off from what stands before; text and Markdown. */
void view_heading(struct view *view, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* A piece of a sentence of text, outside tables. */
void view_say(struct view *view, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
