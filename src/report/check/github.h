/*
 * Failed expectations as workflow commands of GitHub Actions, which GitHub shows at their lines of
 * a pull request.
 */
#ifndef REPORT_CHECK_GITHUB_H
#define REPORT_CHECK_GITHUB_H

#include <stddef.h>

#include "base/text.h"
#include "query/expect/expect.h"
#include "query/lint/lint.h"

/* GitHub shows ten errors of a step and drops the others: nine are shown, the tenth says how many
 * more there are. */
enum { GITHUB_ERRORS_MAX = 9 };

/* An error for each failed expectation, in their order; what exceeds the limit as plain lines,
 * which stand in the log. A summary closes. */
void github_print(struct expect_report *const *reports, size_t count, struct text *out);

/* When nothing could be judged: an error for each finding, within the same limit. */
void github_print_errors(const char *lab, const struct findings *errors, struct text *out);

/* An annotation for each finding of lint at its line of the lab, as bad as the finding is; of each
 * severity within the same limit. */
void github_print_lint(const struct lint *lint, struct text *out);

/* `text` as what stands behind the command, and as the value of one of its properties. */
void github_escape_data(const char *text, struct text *out);
void github_escape_property(const char *text, struct text *out);

#endif
