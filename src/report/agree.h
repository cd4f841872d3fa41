/* The comparison of a real router with the model. */
#ifndef REPORT_AGREE_H
#define REPORT_AGREE_H

#include "query/capture/agree.h"
#include "report/frame/view.h"

/* What is compared, for the heading. */
struct agree_title {
	const char *lab;    /* name */
	const char *node;   /* name of the router in the lab */
	const char *source; /* "the simulator predicts", "its neighbours told it" */
};

/* All routes with what differs; text ends with "6 routes agree, 0 differ". */
void agree_view(struct view *view, const struct agree_title *title,
                const struct agreement *agreement);

#endif
