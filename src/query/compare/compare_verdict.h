/* What a comparison amounts to, in plain words. */
#ifndef QUERY_COMPARE_COMPARE_VERDICT_H
#define QUERY_COMPARE_COMPARE_VERDICT_H

#include "query/compare/compare.h"

/* One direction of a pair: a phrase without the names of the ends. */
const char *compare_pair_verdict(const struct compare_pair *pair, struct arena *arena);

/* The whole: one line. */
const char *compare_verdict(const struct comparison *comparison);

#endif
