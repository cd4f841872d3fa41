/* Labs that are wrong in one way each: a row is one edit of a good lab, and what must be said of
 * it. */
#ifndef TESTS_TOPO_BROKEN_LAB_H
#define TESTS_TOPO_BROKEN_LAB_H

#include <stdbool.h>
#include <stddef.h>

#include "topo/judge/load.h"

struct broken_lab {
	const char *name;
	const char *find; /* in the good lab, */
	const char *with; /* replaced by this */
	const char *at; /* the finding stands where this begins in the broken lab; NULL: anywhere */
	const char *said; /* a part of the message */
	enum severity severity;
};

/* The lab of the text, as a file "lab.json". The caller frees both. */
struct lab *lab_of_text(const char *text, struct findings *findings);

/* How many of the rows do not get their finding; each is told on standard error with what it got
 * instead. An error must prevent the lab, a warning must not. */
size_t broken_labs_failed(const char *good, const struct broken_lab *rows, size_t count);

#endif
