/* Who reaches whom in a whole lab. */
#ifndef REPORT_REACH_H
#define REPORT_REACH_H

#include "query/reach/reach_ask.h"
#include "report/frame/view.h"

/* Counts alone, of all pairs. */
void reach_view(struct view *view, const struct reach *reach, const char *lab);

/* Every direction: in text a matrix when it fits and `whole`, which says that nothing was asked for
 * by its answer; else a list. */
void reach_answer_view(struct view *view, const struct reach_answer *answer, const char *lab,
                       bool whole);

#endif
