/* The insides of a search for stops, for the files that make it up: why_stop.c (who has the route,
 * and where it ends), why_session.c (why a session does not bring it), why_silent.c (why nobody
 * announces it). Nobody else includes this. */
#ifndef QUERY_WHY_WHY_SEARCH_H
#define QUERY_WHY_WHY_SEARCH_H

#include "query/why/why.h"

struct why_search {
	struct fabric *fabric;
	const struct policy_tracer *tracer;
	struct route_why *why;
	uint32_t self;
	bool *holds;        /* by node: it has the route of the origin */
	bool *passes;       /* and it is its best, which it passes on */
	uint32_t *from;     /* by node that holds it: who told it; itself at the origin */
	uint32_t *distance; /* by node without it: sessions between it and the node */
	uint32_t *queue;
	size_t stop_room;
	struct why_stop *stops; /* on the heap */
	uint32_t stop_count;
};

static inline const struct snapshot_node *why_node_at(const struct why_search *search,
                                                      uint32_t node)
{
	return search->fabric->nodes[node].node;
}

/* What the peer has from the node by this session; NULL: nothing. */
const struct snapshot_path *why_path_from(const struct why_search *search, uint32_t node,
                                          uint32_t peer);

/* Fills in kind, verdict, reason, policy and rule of the stop at a session of `node`, which has the
 * route, with one that has it not. */
void why_judge_session(struct why_search *search, uint32_t node, uint32_t peer,
                       struct why_stop *stop);

/* Fills in why->silent and its rule. */
void why_say_silent(struct route_why *why, const struct lab *lab);

#endif
