/* Which table of a node is shown, and which of its routes. */
#ifndef REPORT_STATE_RIB_SELECT_H
#define REPORT_STATE_RIB_SELECT_H

#include <stdbool.h>

#include "query/state/snapshot.h"
#include "query/why/policy_trace.h"

enum rib_select_table {
	RIB_SELECT_LOC,     /* what takes part in the decision */
	RIB_SELECT_ADJ_IN,  /* all that peers announced, with why it was rejected */
	RIB_SELECT_ADJ_OUT, /* what peers were told */
};

enum rib_select_match {
	RIB_SELECT_ALL,
	RIB_SELECT_EXACT,   /* `prefix` only */
	RIB_SELECT_LONGER,  /* `prefix` and what it covers */
	RIB_SELECT_ADDRESS, /* what covers `address`; in the Loc-RIB the longest match only */
};

struct rib_select {
	enum rib_select_table table;
	enum rib_select_match match;
	struct prefix prefix;
	struct addr address;
	const struct policy_tracer *tracer; /* names what policies did; NULL: nobody knows */
};

/* The same selection for one node: its longest match is looked up. */
struct rib_select rib_select_for(const struct rib_select *select, const struct snapshot_node *node);

/* Is this route shown? `select` is of rib_select_for(). */
bool rib_select_path(const struct rib_select *select, const struct snapshot_path *path);

/* Would this path be shown, if it had not been rejected? */
bool rib_select_rejected(const struct rib_select *select, const struct snapshot_path *path);
bool rib_select_told(const struct rib_select *select, const struct snapshot_told *told);

#endif
