/* Rows of what speakers hold, for tests of labs that are simulated to the end. */
#ifndef TESTS_LIB_HELD_H
#define TESTS_LIB_HELD_H

#include <stddef.h>

#include "tests/lib/simulated.h"

/* What a node has for a prefix from a peer ("": its own): path; next hop; weight; what else is
 * special. NULL: nothing. `rule` is the one of data/rules.json that the row is about. */
struct held {
	const char *rule;
	const char *node;
	const char *prefix;
	const char *peer;
	const char *has;
};

/* Fails the test at the first row that is not so. */
void check_held(const struct simulated *s, const struct held *rows, size_t count);

/* The text with the first `what`, which must be there, replaced by `by`. The caller frees. */
char *lab_text_with(const char *text, const char *what, const char *by);

/* A lab's text, written with ' for ", with the first `what`, which must be there, replaced by `by`,
 * simulated. */
struct simulated simulate_with(const char *text, const char *what, const char *by);

#endif
