/*
 * What a change does to a network: two designs compared as a reviewer of the change reads them. Who
 * loses whom, who reaches whom that did not, what makes the U-turn now, and what stands behind it:
 * settings, connections, sessions, limits, warnings, expectations.
 */
#ifndef QUERY_REVIEW_REVIEW_H
#define QUERY_REVIEW_REVIEW_H

#include "query/compare/compare.h"
#include "query/expect/expect.h"

/* What became of one direction of a pair; it may be in several lists. */
enum review_kind {
	REVIEW_LOST,       /* it was open, wholly or more than it is */
	REVIEW_LEAKED,     /* both ends were there before, and it is open now */
	REVIEW_BYPASS,     /* every way passed an appliance, as a firewall, and one does not now */
	REVIEW_U_TURN,     /* by a U-turn at an MSEE, and was not */
	REVIEW_ASYMMETRIC, /* of a pair: answers come another way than packets go, and did not */
	REVIEW_GAINED,     /* open, to or from an end that is new */
	REVIEW_REROUTED,   /* another way, without any of this */
	REVIEW_KIND_COUNT,
};

/* "lost": stable, used in JSON. */
const char *review_kind_name(enum review_kind kind);

struct review_pair {
	const char *from;
	const char *to;
	const char *before; /* the way in words; "not reachable", "not there" */
	const char *after;
	const char *why; /* a sentence, or NULL */
};

struct review_pairs {
	struct review_pair *items;
	uint32_t count;
	size_t capacity;
};

/* Something that is another one than before, or that one side does not have. */
struct review_item {
	const char *what;
	const char *before; /* NULL: not there */
	const char *after;  /* the same */
};

struct review_items {
	struct review_item *items;
	uint32_t count;
	size_t capacity;
};

struct review {
	struct arena *arena;
	const struct comparison *comparison;
	struct review_pairs pairs[REVIEW_KIND_COUNT];
	bool pairs_cut;                  /* more pairs differ than were looked at */
	struct review_items connections; /* of gateways and hubs, peerings, Global Reach: gone */
	struct review_items sessions;    /* by pair of elements: fewer than before */
	struct review_items settings;    /* of what is there before and after */
	struct review_items elements;    /* new and gone; without connections that go */
	struct review_items limits;      /* crossed now and not before; `after` says the limit */
	struct review_items findings;    /* of the lab after, that are not of the one before */
	struct review_items failed;      /* expectations; `before` says whether they held */
	uint32_t expected;               /* expectations that were judged */
	uint32_t limits_broken;          /* of those crossed, more than advice */
	bool lost;                       /* pairs, sessions or connections, or by a limit */
	bool leaked; /* pairs, also past an appliance, or an expectation fails */
};

/* One side. */
struct review_side {
	struct fabric *fabric;
	const struct plan *plan;
	struct expect_report *const *reports; /* as many as of the other side; an entry is NULL
	                                         where the lab could not be judged */
};

/* The caller ends it with review_free(); it borrows from both sides. */
struct review *review_designs(const struct review_side *before, const struct review_side *after,
                              size_t report_count, uint8_t family);

/* Accepts NULL. */
void review_free(struct review *review);

#endif
