/* Says why a speaker has a route, or has not. */
#ifndef REPORT_STATE_WHY_H
#define REPORT_STATE_WHY_H

#include "query/why/why.h"
#include "report/frame/view.h"

enum { WHY_VERSION = 1 };

/* Some answers as one document. */
void why_view(struct view *view, const struct route_why *const *answers, uint32_t count);

#endif
