/*
 * What came of judging a lab, whatever it was judged by: expectations, lint, a sweep, or nothing at
 * all because the input is invalid. The forms that servers of continuous integration read (JUnit,
 * TAP, GitHub, SARIF, Markdown) are made of this and of nothing else.
 */
#ifndef REPORT_CHECK_VERDICTS_H
#define REPORT_CHECK_VERDICTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"
#include "query/expect/expect.h"
#include "query/expect/sweep_report.h"
#include "query/lint/lint.h"

enum verdict_outcome {
	VERDICT_HOLDS,   /* there is nothing to say */
	VERDICT_REMARK,  /* something was found that fails nothing */
	VERDICT_FAILS,   /* the answer is no */
	VERDICT_INVALID, /* nothing could be judged */
	VERDICT_OUTCOME_COUNT,
};

struct check_verdict {
	const char *kind; /* "isolated", "lint", "sweep", "input": what judged */
	const char *id;   /* "isolated", "default-transit", "failures", "invalid-input": stable */
	const char *name; /* what was judged */
	const char *message;         /* one line: what holds, or what does not */
	const char *const *evidence; /* lines, indented where they belong to one before */
	uint32_t evidence_count;
	struct place place; /* file NULL: none */
	enum verdict_outcome outcome;
	enum severity severity; /* of what does not hold */
	char fingerprint[LINT_FINGERPRINT_MAX];
};

/* What is the same for all verdicts of a rule. */
struct verdict_rule {
	const char *id;
	const char *title;
	const char *help;
	enum severity severity;
};

struct verdicts {
	struct arena *arena;
	const char *lab;
	struct check_verdict *items;
	size_t count;
	size_t capacity;
	struct verdict_rule *rules; /* each id once */
	size_t rule_count;
	size_t rule_capacity;
	struct text summary; /* lines that count */
};

/* `lab` is its name, or its path while it cannot be read. The result borrows from all that is
 * added; the caller ends it with verdicts_free(). */
struct verdicts *verdicts_new(const char *lab);

/* Accepts NULL. */
void verdicts_free(struct verdicts *verdicts);

/* A verdict for each expectation. */
void verdicts_add_checks(struct verdicts *verdicts, struct expect_report *const *reports,
                         size_t count);

/* One for each finding, which fails when it is as bad as `fail_on`; and for each row of the table
 * that found nothing, one that holds. */
void verdicts_add_lint(struct verdicts *verdicts, const struct lint *lint, enum severity fail_on);

/* One for each smallest set that harms or does not come to rest; one that holds when there is none.
 * `place_of` says where an element stands in the lab file; NULL: nobody knows. */
typedef struct place verdict_place_of(const void *lab, const char *element);
void verdicts_add_sweep(struct verdicts *verdicts, const struct sweep_report *report,
                        verdict_place_of *place_of, const void *lab);

/* That answers rest on a rule whose source is old: a remark. The message is copied. */
void verdicts_add_old_rule(struct verdicts *verdicts, const char *rule, const char *message);

/* That a run never came to rest, so that what was judged says little. */
void verdicts_add_unrest(struct verdicts *verdicts, const char *message);

/* One for each error, when nothing was judged. */
void verdicts_add_errors(struct verdicts *verdicts, const struct findings *errors);

/* How many there are of an outcome. */
size_t verdicts_count(const struct verdicts *verdicts, enum verdict_outcome outcome);

/* The number of the verdict's rule. */
size_t verdicts_rule_of(const struct verdicts *verdicts, const struct check_verdict *verdict);

#endif
