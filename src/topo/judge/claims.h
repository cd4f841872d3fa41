/*
 * Prefixes that must lie apart from each other. Prefixes overlap only by one holding the other, and
 * in the order of prefix_compare() what holds comes before what is held: one walk of a sorted list
 * with a stack finds all overlaps.
 */
#ifndef TOPO_JUDGE_CLAIMS_H
#define TOPO_JUDGE_CLAIMS_H

#include "topo/judge/judge.h"

/* A prefix, and who has it. Only claims of the same group must lie apart. */
struct judge_claim {
	struct prefix prefix;
	struct place place;
	uint32_t group;
	const char *what;    /* "virtual network", "the primary link of circuit" */
	const char *name;    /* of the owner; no two owners share the text itself */
	bool is_link;        /* a circuit's, not a network's */
	const char *through; /* what brings the two together: the name of a circuit or network */
};

struct judge_claims {
	struct judge_claim *items;
	size_t count;
	size_t capacity;
};

void judge_claim(struct judge_claims *claims, const struct judge_claim *claim);

/* One of the prefixes that the network has there: its address space, or a part of it. */
void judge_claim_prefix(struct judge_claims *claims, const struct lab_vnet *vnet,
                        const struct lab_prefixes *space, uint32_t at, uint32_t group,
                        const char *through);

/* All of them. */
void judge_claim_network(struct judge_claims *claims, const struct lab_vnet *vnet,
                         const struct lab_prefixes *space, uint32_t group, const char *through);

typedef void judge_say_overlap(const struct judge *judge, const struct judge_claim *outer,
                               const struct judge_claim *inner);

/* Sorts, and tells `say` of each claim that lies in another of its group, with the nearest such.
 * Ends the list. */
void judge_claims(const struct judge *judge, struct judge_claims *claims, judge_say_overlap *say);

/* Says that two prefixes of one owner overlap. */
void judge_say_own_overlap(const struct judge *judge, const struct judge_claim *outer,
                           const struct judge_claim *inner);

/* Says that two overlap, and blames the one that stands later in the file. */
void judge_say_at_later(const struct judge *judge, const struct judge_claim *a,
                        const struct judge_claim *b, const char *rule, const char *because);

/* Claims of networks come once for each circuit and each peering. The limits bound that product,
 * but not in a lab that breaks them: such a lab is judged up to a fixed number. */
bool judge_claims_are_bounded(const struct judge *judge, uint64_t claims);

#endif
