/* The insides of a sweep, for the files that make it up: sweep.c (the whole), sweep_elements.c
 * (what may fail), sweep_cases.c (which sets there are), sweep_case.c (one case), sweep_pairs.c
 * (who reaches whom), sweep_ask.c (of that, what may be another after failures), sweep_work.c
 * (processes). Nobody else includes this. */
#ifndef STUDY_SWEEP_WORLD_H
#define STUDY_SWEEP_WORLD_H

#include "query/path/path.h"
#include "query/reach/reach.h"
#include "query/state/fabric.h"
#include "sim/change.h"
#include "study/sweep.h"

/* Something that may fail: sessions that are cut, and speakers that stop with theirs. */
struct sweep_element {
	const char *name;
	uint32_t kind; /* index of sweep_kind_names */
	struct event_change *changes;
	size_t change_count;
	uint64_t *effect; /* these as a set of bits: nodes, then sessions */
};

/* What a walk says of one direction. */
struct sweep_cell {
	bool walked;
	uint8_t state; /* enum path_state */
	uint32_t rtt_us;
	uint32_t bandwidth_mbps; /* 0: not known, or not limited */
};

/* The ends of a family, and how it is in the calm lab. */
struct sweep_ends {
	struct path_end *ends;
	uint32_t count;
	uint32_t first_pair; /* number of its first pair */
	/* In the calm lab, where ends of a class reach the same in the same way: by class of
	 * source, then of target. */
	struct reach_classes classes;
	struct sweep_cell *calm;
	/* The nodes on whose state each of these rests, `touched_words` a cell; NULL: too many. */
	uint64_t *touched;
};

struct sweep {
	struct arena *arena;
	struct sweep_question question;
	struct sim *sim;
	bool copies; /* of memory; else by forks */
	struct snapshot *calm;
	struct fabric *fabric; /* of the calm lab */
	uint64_t *calm_work;   /* sim_work() by node */
	uint32_t touched_words;

	struct sweep_element *elements;
	uint32_t element_count;
	size_t element_room;
	uint32_t same_count;
	uint32_t effect_words;
	uint32_t *kind_counts; /* by kind */

	uint64_t cases;

	uint32_t expectation_count;
	const struct expectation **expectations;

	struct sweep_ends families[2];
	uint32_t pair_count;
	/* What each failure alone does, by element and pair, harm and time in one number; NULL:
	 * single failures alone are tried. */
	uint32_t *single;
};

/* How the network is after failures, at rest. */
struct sweep_after {
	struct snapshot *snapshot;
	struct fabric *fabric;
	uint8_t *unchanged; /* by node: as in the calm lab */
};

/* What a process writes for a case: the record, then its lists. Outside of what is copied. */
struct sweep_answer {
	struct sweep_record record;
	size_t broken_room;
	size_t hurt_room;
};

/* sweep.c: finds out what single failures do to pairs, before sets of several are judged by that.
 * False with a finding. */
bool sweep_try_singles(struct sweep *sweep, struct findings *findings);

/* sweep_elements.c: fills in the elements; false with findings. */
bool sweep_list_elements(struct sweep *sweep, struct findings *findings);

/* sweep_cases.c */
uint64_t sweep_count_cases(uint32_t elements, uint32_t failures);
/* The set behind `record` in the order of cases, with its number; false: that was the last. */
bool sweep_next_case(const struct sweep *sweep, struct sweep_record *record);
/* The set does no more than a part of it. */
bool sweep_is_equal(const struct sweep *sweep, const struct sweep_record *record);

/* sweep_case.c: runs the case from the calm state, which it leaves changed. */
void sweep_solve(struct sweep *sweep, struct sweep_answer *answer);

/* sweep_pairs.c */
void sweep_find_ends(struct sweep *sweep);
void sweep_compare_pairs(struct sweep *sweep, const struct sweep_after *after,
                         struct sweep_answer *answer);

/* Of the pair of ends in the calm lab, and its number. */
const struct sweep_cell *sweep_calm_cell(const struct sweep_ends *ends, uint32_t from, uint32_t to,
                                         size_t *number);
struct sweep_cell sweep_walk(struct fabric *fabric, const struct sweep_ends *ends, uint32_t from,
                             uint32_t to, struct arena *scratch);

/* sweep_ask.c: the same after failures. The caller ends it with sweep_asking_free(). */
struct sweep_asking;
struct sweep_asking *sweep_asking_new(struct sweep *sweep, const struct sweep_after *after,
                                      const struct sweep_ends *ends);
void sweep_asking_free(struct sweep_asking *asking);

/* The calm lab's answer for this direction still holds. */
bool sweep_holds(const struct sweep_asking *asking, uint32_t from, uint32_t to);

/* The answer now; borrowed. */
const struct sweep_cell *sweep_ask(struct sweep_asking *asking, uint32_t from, uint32_t to);

/* sweep_work.c */
/* Room for any answer; the caller ends it with sweep_answer_done(). */
void sweep_answer_new(const struct sweep *sweep, struct sweep_answer *answer);
void sweep_answer_done(struct sweep_answer *answer);

/* Solves the case from a copy of the calm state. False when that process died. */
bool sweep_solve_copy(struct sweep *sweep, struct sweep_answer *answer);

#endif
