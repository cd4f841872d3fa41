/* The parts of a review, each of which fills its lists. */
#ifndef QUERY_REVIEW_REVIEW_PARTS_H
#define QUERY_REVIEW_REVIEW_PARTS_H

#include "query/review/review.h"

/* Appends to a list; texts are borrowed. */
void review_add(struct review_items *items, const char *what, const char *before,
                const char *after);

/* Pairs, from review->comparison. */
void review_pairs(struct review *review, struct fabric *before, struct fabric *after,
                  uint8_t family);

/* Settings, elements and connections: what the texts of the labs say. */
void review_settings(struct review *review, const struct lab *before, const struct lab *after);

/* Sessions that were Established. */
void review_sessions(struct review *review, const struct snapshot *before,
                     const struct snapshot *after);

void review_limits(struct review *review, const struct fabric *before, const struct fabric *after);

#endif
