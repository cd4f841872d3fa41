/* Findings of lint, for people and as JSON. */
#ifndef REPORT_CHECK_LINT_H
#define REPORT_CHECK_LINT_H

#include "query/lint/lint.h"
#include "report/frame/view.h"

/* "error", "warning", "note": stable, used in JSON. */
const char *lint_severity_name(enum severity severity);

/* Appends "1 error, 0 warnings, 2 notes; 1 accepted" and a line break. */
void lint_summary(const struct lint *lint, struct text *out);

/* Counts and findings, within what is open. */
void lint_tell(struct view *view, const struct lint *lint);

/* Members format, version, lab, counts by severity, and findings. Text has each finding with its
 * evidence and what would mend it, and ends with a count. */
void lint_view(struct view *view, const struct lint *lint);

#endif
