/* Says Microsoft's resiliency index of the gateways of a lab, factor by factor. */
#ifndef REPORT_CHECK_RESILIENCY_H
#define REPORT_CHECK_RESILIENCY_H

#include "query/limits/resiliency.h"
#include "report/frame/view.h"

/* `source` and `date` are those of the page that it follows. */
void resiliency_view(struct view *view, const struct resiliency *resiliency, const char *lab,
                     const char *source, const char *date);

#endif
