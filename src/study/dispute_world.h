/* What is seen of one prefix while a run goes on, for dispute.c (looking) and dispute_wheel.c
 * (finding the wheel in it). Nobody else includes this. */
#ifndef STUDY_DISPUTE_WORLD_H
#define STUDY_DISPUTE_WORLD_H

#include "study/dispute.h"

enum { DISPUTE_WAYS_MAX = 16 };

/* One of the ways that a speaker was offered. */
struct dispute_way {
	uint64_t hash;
	const char *text;
	uint16_t peer;  /* rib_peer_id */
	uint16_t beats; /* a bit for each way that was there while this one was the best */
	bool best;      /* at some time */
	bool lost;      /* not there at some time */
	enum rib_step why;
};

struct dispute_view {
	struct dispute_way ways[DISPUTE_WAYS_MAX];
	uint32_t count;
	uint32_t best; /* now; UINT32_MAX: none */
	uint32_t looks;
	uint32_t turns; /* how often another was the best than before */
};

/* Fills in the members: true when the views, one for each node, hold a wheel. */
bool dispute_find_wheel(struct dispute *dispute, const struct plan *plan,
                        const struct dispute_view *views);

#endif
