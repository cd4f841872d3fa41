/* The forms in which an answer of a guard leaves: one table of them. */
#ifndef REPORT_CHECK_FORMATS_H
#define REPORT_CHECK_FORMATS_H

#include "report/check/verdicts.h"
#include "report/frame/view.h"

/* An answer. Whoever has no answer but errors has no `tell`, and people have read them by then. */
struct guard_answer {
	const struct verdicts *verdicts;
	const char *release;                                 /* of the program */
	const void *answer;                                  /* for the hooks */
	void (*tell)(struct view *view, const void *answer); /* text and JSON */
	void (*lines)(const void *answer, struct text *out); /* JSON lines; NULL: none */
};

/* "text", "json", "junit", "tap", "github", "sarif", "markdown": the choices of an option, of which
 * the first is the default; ends with NULL. And the same with "jsonl". */
extern const char *const guard_formats[];
extern const char *const guard_formats_and_lines[];

/* Appends the answer in the form of this name. */
void guard_print(const char *format, const struct guard_answer *answer, struct text *out);

#endif
