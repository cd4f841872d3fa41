/*
 * A second opinion: who learns what, worked out from the lab by brute force.
 *
 * Nothing of src/rib, src/node or src/sim is used. Rounds are repeated in which every speaker looks
 * at all it was told, picks a best route by a chain of comparisons, and tells every neighbour what
 * the rules of Azure say, until a round changes nothing. Names, addresses, sessions and router IDs
 * are taken from the plan, policies from the lab.
 */
#ifndef TESTS_ORACLE_SOLVER_H
#define TESTS_ORACLE_SOLVER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"
#include "topo/plan/plan.h"

/* Appends one line per path of every speaker, sorted: "node prefix from path ...". `order` is a
 * seed for the order in which speakers have their turns: where BGP has several stable states, it
 * decides which one is found. False when none is found. */
bool solve(const struct plan *plan, uint64_t order, struct text *out);

#endif
