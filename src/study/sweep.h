/*
 * Every failure tried: each set of up to K elements of a lab fails in the converged network, which
 * comes to rest again and is judged. Each case starts from the calm state, by a copy of it.
 *
 * Cases have numbers: the calm lab is 0, then all single failures in the order of the elements,
 * then all pairs, and so on. A set that does nothing more than a part of it does is equal to that
 * part and not run. What a case does is one record (struct sweep_record), which depends on nothing
 * but lab, question and number: so the work can be divided and put together again.
 */
#ifndef STUDY_SWEEP_H
#define STUDY_SWEEP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/findings.h"
#include "base/text.h"
#include "query/expect/expect.h"
#include "query/expect/sweep_report.h"
#include "topo/plan/plan.h"

enum {
	SWEEP_FAILURES_MAX = 8,
	SWEEP_WITNESS_MAX = 400,
	SWEEP_JOBS_MAX = 64,
};

/* "links", "msees", ...: what may fail; ends with NULL. */
extern const char *const sweep_kind_names[];

struct sweep_question {
	const struct lab *lab;
	const struct plan *plan;
	struct expectations *const *expectations; /* none: pairs are compared */
	size_t expectation_count;                 /* of files */
	const char *of;                           /* kinds, joined by commas; NULL: all */
	uint32_t failures;
	int64_t limit_us; /* virtual time for a case to come to rest in */
	uint32_t jobs;    /* processes at work at a time */
	uint64_t shard;   /* the cases whose number is this, modulo */
	uint64_t shards;
	bool thorough; /* ask for every pair again, whatever cannot have changed: for tests */
};

/* What one case did to a pair: numbers of sweep_pair_names(). */
struct sweep_hurt {
	uint32_t pair;
	uint32_t harm; /* enum sweep_harm */
	uint32_t rtt_us;
};

struct sweep_record {
	uint64_t number;
	uint32_t failure_count;
	uint32_t failures[SWEEP_FAILURES_MAX]; /* elements */
	bool equal;                            /* to a smaller case: not run */
	bool unsettled;
	uint32_t *broken; /* expectations that fail, by number over all files */
	uint32_t broken_count;
	uint32_t pairs[SWEEP_HARM_COUNT];
	struct sweep_hurt
	    *hurts; /* pairs that may be worse off than in any case of a lower number */
	uint32_t hurt_count;
	char witness[SWEEP_WITNESS_MAX];
};

struct sweep;

/* Brings the lab to rest and makes everything ready. NULL with findings when the question is wrong
 * or the lab does not come to rest (*unsettled is true then). The caller ends it with sweep_free().
 */
struct sweep *sweep_new(const struct sweep_question *question, struct findings *findings,
                        bool *unsettled);
void sweep_free(struct sweep *sweep);

const char *sweep_lab_name(const struct sweep *sweep);
uint32_t sweep_failures(const struct sweep *sweep);
uint64_t sweep_shard(const struct sweep *sweep);
uint64_t sweep_shards(const struct sweep *sweep);

/* How many cases there are, over all shards; UINT64_MAX: too many to count. */
uint64_t sweep_case_count(const struct sweep *sweep);

/* The elements that may fail, and the words for them. */
uint32_t sweep_element_count(const struct sweep *sweep);
const char *sweep_element_name(const struct sweep *sweep, uint32_t element);
uint32_t sweep_same_count(const struct sweep *sweep);
void sweep_format_kinds(const struct sweep *sweep, struct text *out);

/* The ends of a pair. */
uint32_t sweep_pair_count(const struct sweep *sweep);
void sweep_pair_names(const struct sweep *sweep, uint32_t pair, const char **from, const char **to);

const char *sweep_expectation_name(const struct sweep *sweep, uint32_t expectation);
uint32_t sweep_expectation_count(const struct sweep *sweep);

/* Equal for equal questions: lab, expectations, kinds, and how many failures. */
uint64_t sweep_fingerprint(const struct sweep *sweep);

/* Called for each case of the shard in the order of numbers; the record is good for the call. False
 * ends the sweep. */
typedef bool sweep_take_fn(void *user, const struct sweep_record *record);

/* Runs the cases of the shard from number `from` on. 0, or -1 when a process ended before its work
 * was done (a finding names the case), or when `take` ended it. */
int sweep_run(struct sweep *sweep, uint64_t from, sweep_take_fn *take, void *user,
              struct findings *findings);

#endif
