/*
 * Why a run does not come to rest: which prefixes change for ever, and the dispute wheel that they
 * go round, if there is one (Griffin, Shepherd and Wilfong, "The Stable Paths Problem and
 * Interdomain Routing", 2002; what people see of it, RFC 3345 and RFC 4264 describe).
 *
 * Around a wheel each speaker prefers a way over the next one; but when the next one takes what it
 * prefers itself, that way is gone.
 */
#ifndef STUDY_DISPUTE_H
#define STUDY_DISPUTE_H

#include "sim/sim.h"

struct dispute_member {
	const char *node;
	const char *prefers; /* "65515 12076 by er-ams/primary" */
	const char *over;    /* the same; NULL: it only passes on what the next one uses */
	const char *why;     /* rib_step_name(): what decides between the two; NULL with `over` */
};

struct dispute {
	struct arena *arena;
	int64_t period_us;     /* 0: no state came again while one looked */
	const char *prefix;    /* one of those that change; NULL: none does, but sessions */
	uint32_t prefix_count; /* that change */
	uint32_t node_count;   /* whose routes change */
	bool wheel;            /* `members` stand in its order, the last one before the first */
	struct dispute_member *members;
	uint32_t member_count;
};

/* Looks at a run that has not come to rest, which goes on meanwhile. The caller ends the answer
 * with dispute_free(). */
struct dispute *dispute_find(struct sim *sim, const struct plan *plan);
void dispute_free(struct dispute *dispute);

/* Says it for people: an error and notes. */
void dispute_tell(const struct dispute *dispute, struct findings *findings);

/* The same in one line: "10.1.0.0/16 goes round a dispute wheel of rs/0, hub/nva1". */
void dispute_format(const struct dispute *dispute, struct text *out);

/* All of this, when the run gave up (sim_gave_up()); else that it did not come to rest by `limit`.
 */
void dispute_explain(struct sim *sim, const struct plan *plan, struct instant limit,
                     struct findings *findings);

#endif
