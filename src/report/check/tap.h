/*
 * Verdicts in the Test Anything Protocol, version 13: what prove and Automake's TAP driver read.
 */
#ifndef REPORT_CHECK_TAP_H
#define REPORT_CHECK_TAP_H

#include "base/text.h"
#include "report/check/verdicts.h"

/* One test for each verdict; one that has something to say is followed by its kind, place, message
 * and evidence as YAML. */
void tap_print(const struct verdicts *verdicts, struct text *out);

/* `text` as the description of a test: one line, in which '#' does not begin a directive. */
void tap_escape(const char *text, struct text *out);

/* `text` as a YAML scalar between double quotes (YAML 1.2, section 5.7). */
void tap_quote(const char *text, struct text *out);

#endif
