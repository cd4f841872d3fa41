/* Where a run has ended to which events happened: the lab as they have made it, and the tables. */
#ifndef STUDY_END_H
#define STUDY_END_H

#include "query/state/snapshot.h"
#include "topo/event/event_lab.h"

/* event_lab_plan() and event_lab_seen() say the plan and the lab; who has this ends both. */
struct study_end {
	struct event_lab *events;
	struct snapshot *snapshot;
};

#endif
