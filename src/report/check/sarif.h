/* Findings as code scanning reads them. */
#ifndef REPORT_CHECK_SARIF_H
#define REPORT_CHECK_SARIF_H

#include "query/lint/lint.h"
#include "report/frame/view.h"

/* A log of SARIF 2.1.0 with one run, in a view of JSON: the rules, and a result for each finding
 * with its place in the lab file and a fingerprint that stays while lines move. `version` is the
 * program's. */
void lint_sarif(struct view *view, const struct lint *lint, const char *version);

#endif
