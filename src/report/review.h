/* What a change does, for its reviewer. */
#ifndef REPORT_REVIEW_H
#define REPORT_REVIEW_H

#include "query/review/review.h"
#include "report/frame/view.h"

/* The verdict first, then what is lost and leaked, then what stands behind it. Lists of text and
 * Markdown end after REVIEW_ROWS_MAX rows with a count of the others; JSON has all. */
enum { REVIEW_ROWS_MAX = 50 };
void review_view(struct view *view, const struct review *review);

#endif
