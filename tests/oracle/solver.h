/*
 * A second opinion: who learns what, worked out from the lab by brute force.
 *
 * Nothing of src/rib, src/node or src/sim is used. Rounds are repeated in which every speaker looks
 * at all it was told, picks a best route by a chain of comparisons, and tells every neighbour what
 * the rules of ExpressRoute say, until a round changes nothing. Names, addresses and router IDs are
 * taken from the plan, policies from the lab.
 */
#ifndef TESTS_ORACLE_SOLVER_H
#define TESTS_ORACLE_SOLVER_H

#include "base/text.h"
#include "topo/plan.h"

/* Appends one line per path of every speaker, sorted: "node prefix from path ..." Ends a test that
 * does not settle. */
void solve(const struct plan *plan, struct text *out);

#endif
