/* Who reaches whom in a whole lab. */
#ifndef REPORT_REACH_H
#define REPORT_REACH_H

#include "query/reach/reach.h"
#include "report/frame/view.h"

void reach_view(struct view *view, const struct reach *reach, const char *lab);

#endif
