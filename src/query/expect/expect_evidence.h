/* What the judges of the kinds of expectations share: names, results and evidence. */
#ifndef QUERY_EXPECT_EXPECT_EVIDENCE_H
#define QUERY_EXPECT_EXPECT_EVIDENCE_H

#include "query/expect/expect.h"
#include "query/why/route_trace.h"

/* Of each result. What is beyond is counted in one line. */
enum { EXPECT_EVIDENCE_MAX = 60 };

/* One expectation being judged. */
struct expect_check {
	struct fabric *fabric;
	struct arena *arena;
	struct findings *findings;
	const struct expectation *expectation;
	struct expect_result *result;
	uint32_t left_out;            /* lines of evidence */
	uint32_t directions_left_out; /* of which there is no evidence */
};

/* True when the name of something, or of the group that it belongs to (NULL: none), is what
 * `pattern` says: "er-ams" stands for "er-ams/primary". */
bool expect_name_matches(const char *pattern, const char *name, const char *group);

/* Ends the judgement: `format` makes the message. */
void expect_pass(struct expect_check *check, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void expect_fail(struct expect_check *check, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* One line of evidence. */
void expect_evidence(struct expect_check *check, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The way of a route, a line for each step, with the AS path at each. */
void expect_evidence_of_route(struct expect_check *check, uint32_t node,
                              const struct held_route *route);

/* The answer rests on the rules by which the ways go and end. */
enum { EXPECT_RULES_MAX = 64 };
void expect_rest_on(struct expect_check *check, const struct path_direction *direction);

/* A finding at `place`: there is no such thing; with the nearest of `names`. */
void expect_not_found(struct expect_check *check, struct place place, const char *what,
                      const char *name, const char *const *names, size_t name_count);

/* The judges of the kinds; expect_pass() or expect_fail() was called when they return, unless there
 * was a finding. */
void expect_judge_route(struct expect_check *check);
void expect_judge_reachability(struct expect_check *check);
void expect_judge_isolated(struct expect_check *check);
void expect_judge_path_avoids(struct expect_check *check);

#endif
