/* Says what is other in a second state of a network. */
#ifndef REPORT_STATE_CHANGES_H
#define REPORT_STATE_CHANGES_H

#include "query/compare/changes.h"
#include "query/compare/compare.h"
#include "report/frame/view.h"

enum { CHANGES_VERSION = 1 };

/* What is said of both states: their names, and the ways, NULL where the labs are not known. */
struct changes_title {
	const char *before;
	const char *after;
	const struct comparison *ways;
};

void changes_view(struct view *view, const struct changes_title *title,
                  const struct state_changes *changes);

#endif
