/* Two designs side by side. */
#ifndef REPORT_COMPARE_H
#define REPORT_COMPARE_H

#include "query/compare/compare.h"
#include "report/frame/view.h"

/* Text: the verdict first, then ways, then routes by speaker, marked as in a diff. */
void compare_view(struct view *view, const struct comparison *comparison);

#endif
