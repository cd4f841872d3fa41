/*
 * A lab of which some elements are off: what is off is what the events of scenarios make of it, and
 * the tables are those at rest.
 */
#ifndef STUDY_OUTAGE_H
#define STUDY_OUTAGE_H

#include "base/instant.h"
#include "study/end.h"
#include "topo/model/model.h"

enum outage_result {
	OUTAGE_GOOD,
	OUTAGE_UNKNOWN,  /* the lab has no such element: with findings */
	OUTAGE_RESTLESS, /* not at rest within the limit: findings say why */
};

/* Runs the lab without the elements in `words`: one as event_of_word() (topo/event/event_word.h)
 * has it, or several with commas between them. On OUTAGE_GOOD *end is the caller's, else untouched.
 */
enum outage_result outage_run(const struct lab *lab, const char *const *words, size_t count,
                              struct instant limit, struct study_end *end,
                              struct findings *findings);

#endif
