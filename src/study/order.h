/*
 * Plays a scenario in many orders: under other seeds, with sessions that are slower and events that
 * come later, each by something that the seed decides. What every run ends in alike does not depend
 * on timing; for each other end the delays are shrunk to the fewest and shortest that show it.
 *
 * What a run ends in is, at the end of each phase, what probes see, which expectations hold,
 * whether all is at rest, and the tables of all speakers if it is.
 */
#ifndef STUDY_ORDER_H
#define STUDY_ORDER_H

#include "base/findings.h"
#include "query/expect/order_report.h"
#include "topo/model/model.h"

enum { ORDER_RUNS_MAX = 100000 };

struct order_question {
	const struct lab *lab;
	const struct scenario *scenario;
	uint32_t runs; /* besides the plain one */
	uint64_t seed; /* of the first; the others have the numbers behind it */
	int64_t delay_us;
	int64_t shift_us;
	int64_t limit_us; /* virtual time for a phase to come to rest in */
};

/* NULL with findings when the scenario names what the lab does not have. The caller ends the report
 * with order_report_free(). */
struct order_report *order_run(const struct order_question *question, struct findings *findings);

#endif
