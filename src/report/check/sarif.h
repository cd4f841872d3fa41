/* Verdicts as code scanning reads them. */
#ifndef REPORT_CHECK_SARIF_H
#define REPORT_CHECK_SARIF_H

#include "report/check/verdicts.h"
#include "report/frame/view.h"

/* A log of SARIF 2.1.0 with one run, in a view of JSON: the rules, and a result for each verdict
 * that does not hold, with its place and a fingerprint that stays while lines move. `version` is
 * the program's. */
void sarif_view(struct view *view, const struct verdicts *verdicts, const char *version);

/* A path as a reference to a URI (RFC 3986): relative, or of a file when it is absolute. */
void sarif_escape_uri(const char *path, struct text *out);

#endif
