/*
 * The directions that an expectation about ends means: who its names stand for, and what holds of
 * each ordered pair.
 *
 * Ends that no speaker tells apart are one class (query/reach/reach.h), so where the ends
 * themselves are not asked for, one walk answers for all pairs of two classes.
 */
#ifndef QUERY_EXPECT_EXPECT_ENDS_H
#define QUERY_EXPECT_EXPECT_ENDS_H

#include "query/expect/expect_evidence.h"

/* What one kind of expectation thinks of a direction. */
struct expect_view {
	/* It is as expected. */
	bool (*holds)(const struct expect_check *check, const struct path_direction *direction);
	/* Adds evidence that it is not; its stops are explained. */
	void (*tell)(struct expect_check *check, const struct path_direction *direction);
	bool by_class; /* equal ends have equal answers */
};

/* Of how many directions evidence is given. */
enum { EXPECT_DIRECTIONS_MAX = 10 };

struct expect_count {
	uint32_t directions;
	uint32_t wrong;
	char first[200]; /* the first that is wrong: "a -> b" */
};

/* Judges all directions in the order of the lab. False with a finding when a name stands for
 * nothing, for what others own, or for nothing that can be examined. */
bool expect_judge_ends(struct expect_check *check, const struct expect_view *view,
                       struct expect_count *count);

#endif
