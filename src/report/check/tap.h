/*
 * Results of expectations in the Test Anything Protocol, version 13: what prove and Automake's TAP
 * driver read.
 */
#ifndef REPORT_CHECK_TAP_H
#define REPORT_CHECK_TAP_H

#include <stddef.h>

#include "base/text.h"
#include "query/expect/expect.h"

/* One test for each expectation, numbered over all reports; a failed one is followed by its kind,
 * place, message and evidence as YAML. */
void tap_print(struct expect_report *const *reports, size_t count, struct text *out);

/* When nothing could be judged: a failed test for each finding. */
void tap_print_errors(const char *lab, const struct findings *errors, struct text *out);

/* `text` as the description of a test: one line, in which '#' does not begin a directive. */
void tap_escape(const char *text, struct text *out);

/* `text` as a YAML scalar between double quotes (YAML 1.2, section 5.7). */
void tap_quote(const char *text, struct text *out);

#endif
