/* The insides of order, for the files that make it up: order.c (many runs), order_play.c (one run,
 * and two compared), order_shrink.c (fewer delays). Nobody else includes this. */
#ifndef STUDY_ORDER_WORLD_H
#define STUDY_ORDER_WORLD_H

#include "study/order.h"
#include "study/scenario_run.h"
#include "topo/plan/plan.h"

/* What is different in a run: 0 is as it stands in the files. */
struct order_timing {
	uint64_t seed;
	uint32_t *slower_us; /* by session of the plan */
	int64_t *later_us;   /* by event, over all phases */
	uint8_t *left_out;   /* by event: it does not happen at all */
};

struct order_world {
	const struct order_question *question;
	struct findings *findings;
	struct plan *plan; /* for the names and number of sessions */
	uint32_t event_count;
	struct order_report *report;
};

struct order_timing order_timing_new(const struct order_world *world);
void order_timing_copy(const struct order_world *world, struct order_timing *to,
                       const struct order_timing *from);
void order_timing_done(struct order_timing *timing);

/* One run. */
struct order_played {
	struct arena *arena;
	struct scenario *scenario; /* of which the report is */
	struct scenario_report *report;
	struct snapshot **ends; /* at the end of each phase */
	uint32_t end_count;
};

/* False with findings when the scenario does not fit the lab. The caller ends it in every case. */
bool order_play(const struct order_world *world, const struct order_timing *timing,
                struct order_played *out);
void order_played_done(struct order_played *played);

/* How `other` ends differently from `plain`, a line for each difference; `phase` is that of the
 * first. True when it does. */
bool order_differs(const struct order_played *plain, const struct order_played *other,
                   struct text *lines, uint32_t *phase);

/* Fills in the smallest timing that was found to end otherwise than without delays, beginning with
 * `timing`, which does. */
void order_shrink(const struct order_world *world, const struct order_timing *timing,
                  struct order_outcome *outcome);

#endif
