/* What many captures show that a lab does not predict. */
#ifndef REPORT_DRIFT_H
#define REPORT_DRIFT_H

#include "query/capture/drift.h"
#include "report/frame/view.h"

/* Text is a line for each difference that is not known, and the rest behind '#': such a text is a
 * baseline. */
void drift_view(struct view *view, const struct drift *drift);

#endif
