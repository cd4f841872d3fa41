/* Results of expectations, for people and as JSON. */
#ifndef REPORT_CHECK_CHECK_H
#define REPORT_CHECK_CHECK_H

#include "query/expect/expect.h"
#include "report/frame/view.h"

/* Members lab, passed, failed and results, over the reports of one lab. Text has a line for each
 * expectation, its evidence below when it failed. */
void check_tell(struct view *view, const char *lab, struct expect_report *const *reports,
                size_t count);

/* The same as a document: text ends with check_summary(). */
void check_view(struct view *view, const char *lab, struct expect_report *const *reports,
                size_t count);

/* Appends "3 expectations, all hold", or "3 expectations, 1 failed", and a line break. */
void check_summary(uint32_t count, uint32_t failed, struct text *out);

#endif
