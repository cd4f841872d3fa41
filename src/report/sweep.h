/* The report of a sweep for people and programs. */
#ifndef REPORT_SWEEP_H
#define REPORT_SWEEP_H

#include "query/expect/sweep_report.h"
#include "report/frame/view.h"

/* Text shows the first 50 sets and pairs, JSON all. */
void sweep_view(struct view *view, const struct sweep_report *report);

/* The same as lines of JSON: one for the sweep, one for each set and pair. */
void sweep_print_lines(const struct sweep_report *report, struct text *out);

#endif
