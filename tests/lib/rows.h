/* What speakers have in their tables, row by row. */
#ifndef TESTS_LIB_ROWS_H
#define TESTS_LIB_ROWS_H

#include <stddef.h>

#include "tests/lib/simulated.h"

/* What a node has for a prefix from a peer ("": its own): path; next hop; weight; what else is
 * special. NULL: nothing. */
struct row {
	const char *rule;
	const char *node;
	const char *prefix;
	const char *peer;
	const char *has;
};

void check_rows(const struct simulated *s, const struct row *rows, size_t count);

#endif
