/* Verdicts as Markdown: the summary of a job, or the note at a merge request. */
#ifndef REPORT_CHECK_SUMMARY_H
#define REPORT_CHECK_SUMMARY_H

#include "base/text.h"
#include "report/check/verdicts.h"

/* GitHub takes a mebibyte from a step: so many rows and pieces of evidence are told, and the others
 * counted. */
enum { SUMMARY_ROWS_MAX = 200, SUMMARY_EVIDENCE_MAX = 50 };

/* A heading, the counts, a table of all that does not hold, and below it the evidence, folded. */
void summary_print(const struct verdicts *verdicts, struct text *out);

#endif
