/*
 * What the checks of pairs know of the ways between two ends. Ends that nothing tells apart have
 * equal ways (query/reach/reach.h), so one walk answers for all pairs of two classes.
 */
#ifndef QUERY_LINT_LINT_WAYS_H
#define QUERY_LINT_LINT_WAYS_H

#include "query/path/path.h"

/* What is kept of a direction. */
struct lint_way {
	enum path_state state;
	enum path_mechanism mechanism;
	uint32_t rtt_min_us;
	uint32_t rtt_max_us;
	uint64_t appliances; /* which are on the way: equal sets are equal numbers; 0: none */
	uint64_t stateful;   /* the same of those that keep the state of flows */
	bool mixed;          /* its equal ways pass different ones of these */
	bool by_circuit;     /* an MSEE is on it */
	bool by_summary;     /* the first route is shorter than the prefix of who has the address */
	bool walked;
};

struct lint_pair {
	const struct path_end *a;
	const struct path_end *b;
	const struct lint_way *there;
	const struct lint_way *back;
};

static inline bool lint_open(const struct lint_way *way)
{
	return way->state != PATH_UNREACHABLE;
}

struct linter;
struct lint_row;

/* All pairs of VNets and sites, of the family; the ways are walked when first needed. */
struct lint_pairs;
struct lint_pairs *lint_pairs_new(struct linter *linter, uint8_t family);
void lint_pairs_free(struct lint_pairs *pairs);

/* Asks the row about each pair. */
void lint_pairs_ask(struct lint_pairs *pairs, struct linter *linter, const struct lint_row *row);

/* The hooks of the rows. */
bool lint_is_default_transit(const struct linter *linter, const struct lint_pair *pair);
bool lint_is_exposed_spoke(const struct linter *linter, const struct lint_pair *pair);
bool lint_is_joined_by_summary(const struct linter *linter, const struct lint_pair *pair);
bool lint_is_transit_by_site(const struct linter *linter, const struct lint_pair *pair);
bool lint_is_firewall_bypassed(const struct linter *linter, const struct lint_pair *pair);
bool lint_is_cross_connected(const struct linter *linter, const struct lint_pair *pair);
bool lint_is_global_reach_of_sites(const struct linter *linter, const struct lint_pair *pair);
bool lint_is_global_reach_of_vnets(const struct linter *linter, const struct lint_pair *pair);
bool lint_is_backup_in_use(const struct linter *linter, const struct lint_pair *pair);
bool lint_is_asymmetric(const struct linter *linter, const struct lint_pair *pair);
bool lint_is_unequal(const struct linter *linter, const struct lint_pair *pair);
void lint_say_pair(const struct linter *linter, const struct lint_pair *pair, struct text *out);
void lint_say_spoke(const struct linter *linter, const struct lint_pair *pair, struct text *out);
void lint_say_unequal(const struct linter *linter, const struct lint_pair *pair, struct text *out);
void lint_say_asymmetric(const struct linter *linter, const struct lint_pair *pair,
                         struct text *out);

#endif
