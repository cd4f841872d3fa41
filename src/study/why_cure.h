/* Which change to the lab would let a route through: what the rules of its stops propose is tried
 * by simulating the changed lab. */
#ifndef STUDY_WHY_CURE_H
#define STUDY_WHY_CURE_H

#include "base/instant.h"
#include "query/why/why.h"

/* The lab of which `why` was asked, and what was off in it, as outage_run() takes it. */
struct why_lab {
	const struct lab *lab;
	const char *const *down;
	size_t down_count;
	struct instant limit; /* virtual time to converge in */
};

/* Fills in the cures of all origins of a route that is not there, or of one that nobody announces.
 * Where one change is not enough, those that the next stop needs are tried with it. */
void why_find_cures(const struct why_lab *lab, struct route_why *why);

#endif
