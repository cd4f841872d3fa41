/* Says what came of playing a scenario in many orders. */
#ifndef REPORT_CHECK_ORDER_H
#define REPORT_CHECK_ORDER_H

#include "query/expect/order_report.h"
#include "report/frame/view.h"

void order_view(struct view *view, const struct order_report *report);

#endif
