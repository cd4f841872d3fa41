/* Prints an answer by the table of forms. */
#include "report/check/formats.h"

#include <string.h>

#include "base/check.h"
#include "report/check/github.h"
#include "report/check/junit.h"
#include "report/check/sarif.h"
#include "report/check/summary.h"
#include "report/check/tap.h"

static void tell(const struct guard_answer *answer, enum view_form form, struct text *out)
{
	struct view *view;

	if (answer->tell == NULL)
		return;
	view = view_begin(form, out);
	answer->tell(view, answer->answer);
	view_end_line(view);
}

static void print_text(const struct guard_answer *answer, struct text *out)
{
	tell(answer, VIEW_TEXT, out);
}

static void print_json(const struct guard_answer *answer, struct text *out)
{
	tell(answer, VIEW_JSON, out);
}

static void print_lines(const struct guard_answer *answer, struct text *out)
{
	if (answer->lines != NULL)
		answer->lines(answer->answer, out);
}

static void print_junit(const struct guard_answer *answer, struct text *out)
{
	junit_print(answer->verdicts, out);
}

static void print_tap(const struct guard_answer *answer, struct text *out)
{
	tap_print(answer->verdicts, out);
}

static void print_github(const struct guard_answer *answer, struct text *out)
{
	github_print(answer->verdicts, out);
}

static void print_sarif(const struct guard_answer *answer, struct text *out)
{
	struct view *view = view_begin(VIEW_JSON, out);

	sarif_view(view, answer->verdicts, answer->release);
	view_end_line(view);
}

static void print_markdown(const struct guard_answer *answer, struct text *out)
{
	summary_print(answer->verdicts, out);
}

/* clang-format off */
#define FORMATS(X) \
	X(text) X(json) X(junit) X(tap) X(github) X(sarif) X(markdown)
#define NAME(format) #format,
#define ROW(format) {#format, print_##format},
/* clang-format on */

const char *const guard_formats[] = {FORMATS(NAME) NULL};
const char *const guard_formats_and_lines[] = {FORMATS(NAME) "jsonl", NULL};

static const struct {
	const char *name;
	void (*print)(const struct guard_answer *answer, struct text *out);
} rows[] = {FORMATS(ROW){"jsonl", print_lines}, {"table", print_text}};

void guard_print(const char *format, const struct guard_answer *answer, struct text *out)
{
	size_t row = 0;

	CHECK(answer->verdicts != NULL);
	while (row < COUNT_OF(rows) && strcmp(rows[row].name, format) != 0)
		row++;
	CHECK(row < COUNT_OF(rows));
	rows[row].print(answer, out);
}
