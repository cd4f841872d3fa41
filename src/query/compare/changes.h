/*
 * Two states of a network, and what is other in the second, in words: speakers and sessions that
 * came, went or changed, and routes that are used, as people would tell it. What several speakers
 * have in common is told once.
 */
#ifndef QUERY_COMPARE_CHANGES_H
#define QUERY_COMPARE_CHANGES_H

#include "query/state/snapshot.h"

enum change_kind {
	CHANGE_NODE_GONE,
	CHANGE_NODE_NEW,
	CHANGE_SESSION,
	CHANGE_ROUTE_LOST,
	CHANGE_ROUTE_GAINED,
	CHANGE_ROUTE_OTHER, /* by other peers, or with other attributes */
	CHANGE_KIND_COUNT,
};

/* "node-gone", "route-lost": stable, used in JSON. */
const char *change_kind_name(enum change_kind kind);

struct state_change {
	enum change_kind kind;
	const char *const *nodes; /* in the order of the snapshots */
	uint32_t node_count;
	struct prefix prefix; /* of a route; else unset */
	const char *text;     /* what changed, a phrase without the nodes */
};

struct state_changes {
	struct arena *arena;
	struct state_change *items; /* by kind, then as found */
	uint32_t count;
	uint32_t by_kind[CHANGE_KIND_COUNT]; /* how many speakers each kind is about, in all */
	/* Differences that snapshot_diff() finds, in unused paths and in what peers are told, too.
	 */
	uint32_t lines;
};

/* The caller ends it with changes_free(). */
struct state_changes *changes_find(const struct snapshot *before, const struct snapshot *after);
void changes_free(struct state_changes *changes);

#endif
