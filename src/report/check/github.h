/*
 * Verdicts as workflow commands of GitHub Actions, which GitHub shows at their lines of a pull
 * request.
 */
#ifndef REPORT_CHECK_GITHUB_H
#define REPORT_CHECK_GITHUB_H

#include "base/text.h"
#include "report/check/verdicts.h"

/* GitHub shows ten errors of a step and drops the others, and so with warnings and notices: nine
 * are shown, the tenth says how many more there are. */
enum { GITHUB_ERRORS_MAX = 9 };

/* An annotation for each verdict that does not hold, as bad as it is, the worst first; what exceeds
 * the limit as plain lines, which stand in the log. A summary closes. */
void github_print(const struct verdicts *verdicts, struct text *out);

/* `text` as what stands behind the command, and as the value of one of its properties. */
void github_escape_data(const char *text, struct text *out);
void github_escape_property(const char *text, struct text *out);

#endif
