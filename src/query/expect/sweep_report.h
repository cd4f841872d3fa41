/*
 * What came of a sweep: the smallest sets of failures that harm, what they harm, and how bad it
 * gets for each pair. Made by study/sweep.h, printed by report/sweep.h.
 */
#ifndef QUERY_EXPECT_SWEEP_REPORT_H
#define QUERY_EXPECT_SWEEP_REPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/mem.h"

/* What failures do to a pair of ends; worse ones last. */
enum sweep_harm {
	SWEEP_UNHARMED,
	SWEEP_WORSE,   /* more round trip time, less bandwidth, or some flows are lost */
	SWEEP_OPENED,  /* a direction is open that was closed */
	SWEEP_ONE_WAY, /* one direction is closed */
	SWEEP_CUT,     /* both are */
	SWEEP_HARM_COUNT,
};

/* "unharmed", "worse", "opened", "one-way", "cut": stable, used in JSON. */
const char *sweep_harm_name(enum sweep_harm harm);

/* One set of failures that harms. */
struct sweep_set {
	uint64_t number; /* of the case */
	const char **failures;
	uint32_t failure_count; /* 0: the calm lab itself */
	const char **broken;    /* expectations that fail and do not for a part of the set */
	uint32_t broken_count;
	uint32_t pairs[SWEEP_HARM_COUNT]; /* that no part of the set harms as much */
	const char *witness;              /* a sentence */
	bool unsettled;                   /* it never came to rest: nothing is known */
};

/* The worst that happens to a pair, and the first case that does it. */
struct sweep_pair {
	const char *from;
	const char *to;
	enum sweep_harm harm;
	uint32_t rtt_us; /* the longest of those cases; 0: not known, or cut */
	uint64_t number;
	const char *failures; /* joined by " + " */
	uint32_t parts;       /* the last one that harms it, in the report's, + 1 */
};

/* A set that harms a pair as no part of it does: what larger sets are held against. */
struct sweep_part {
	const char **failures;
	uint32_t failure_count;
	enum sweep_harm harm;
	uint32_t next; /* another one of the pair, + 1 */
};

struct sweep_report {
	struct arena *arena;
	const char *lab;
	const char *kinds;      /* "links 8, routers 2": what may fail */
	uint32_t element_count; /* that differ */
	uint32_t same_count;    /* others that are the same as one of these */
	uint32_t failures;      /* at a time, at most */
	uint32_t expectation_count;
	uint64_t cases;  /* all there are */
	uint64_t done;   /* of these looked at */
	uint64_t solved; /* by running the lab; the others are equal to one of these */
	uint64_t harmful;
	uint64_t unsettled;
	bool by_pairs; /* no expectations: pairs were compared */
	struct sweep_set *sets;
	size_t set_count;
	size_t set_room;
	uint64_t sets_left_out; /* beyond SWEEP_SETS_MAX */
	struct sweep_pair *pairs;
	size_t pair_count;
	size_t pair_room;
	struct sweep_part *parts; /* only where sets of three and more are tried */
	size_t part_count;
	size_t part_room;
};

enum { SWEEP_SETS_MAX = 10000 };

/* Accepts NULL. */
void sweep_report_free(struct sweep_report *report);

#endif
