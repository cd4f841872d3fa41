/* What "hairpin sim" prints: routes of each node, sessions, time, and what deserves attention. */
#ifndef REPORT_SUMMARY_H
#define REPORT_SUMMARY_H

#include "base/instant.h"
#include "query/state/snapshot.h"
#include "report/frame/view.h"
#include "topo/plan/plan.h"

/* How the run went. */
struct summary_run {
	uint64_t seed;
	struct instant converged_at; /* the last routing change */
	uint64_t events;
	uint64_t bytes; /* on all sessions */
};

/* Text alone. */
void summary_view(struct view *view, const struct snapshot *snapshot, const struct plan *plan,
                  const struct summary_run *run);

#endif
