/*
 * The decision process by elimination (RFC 4271 section 9.1.2): a table of named steps, each of
 * which strikes out candidates until one is left. MED needs no special case, the order of arrival
 * cannot matter, and "why is this best" is the name of the step that struck out the last rival.
 */
#ifndef RIB_DECIDE_H
#define RIB_DECIDE_H

#include <stdint.h>

#include "base/addr.h"
#include "bgp/attrs.h"

enum rib_step {
	RIB_STEP_ONLY_PATH,
	RIB_STEP_LOCAL,        /* the speaker's own route */
	RIB_STEP_WEIGHT,       /* higher: the speaker's own preference */
	RIB_STEP_LOCAL_PREF,   /* higher */
	RIB_STEP_AS_PATH,      /* shorter */
	RIB_STEP_ORIGIN,       /* lower */
	RIB_STEP_MED,          /* lower, among the same neighbour AS */
	RIB_STEP_EXTERNAL,     /* eBGP over iBGP */
	RIB_STEP_IGP_METRIC,   /* nearer next hop */
	RIB_STEP_MULTIPATH,    /* what is left here is equally good: the set for ECMP */
	RIB_STEP_OLDEST,       /* the one in use, where that is asked for */
	RIB_STEP_ROUTER_ID,    /* lower */
	RIB_STEP_CLUSTER_LIST, /* shorter (RFC 4456 section 9) */
	RIB_STEP_PEER_ADDRESS, /* lower */
	RIB_STEP_COUNT,
};

/* "weight", "as-path-length": static text, stable, used in JSON. */
const char *rib_step_name(enum rib_step step);

/* One path as the steps see it. */
struct rib_candidate {
	const struct bgp_attrs *attrs;
	const struct addr *peer_address; /* NULL for an own route */
	uint32_t router_id;
	uint32_t igp_metric;
	bool external;
	bool local;
	bool oldest; /* in use already, and the speaker keeps it for that */
};

/* The index of the best of `count` > 0 candidates, and the step that decided. `equal`, if not NULL,
 * gets 1 for each candidate that was still in when the multipath step came, else 0. */
uint32_t rib_decide(const struct rib_candidate *candidates, uint32_t count, enum rib_step *why,
                    uint8_t *equal);

/* For each candidate the step that struck it out; RIB_STEP_COUNT for the best one. */
void rib_decide_losses(const struct rib_candidate *candidates, uint32_t count,
                       enum rib_step *lost_at);

/* What the step looks at, of one candidate, for people: "32769", "2 AS numbers". */
struct text;
void rib_step_value(enum rib_step step, const struct rib_candidate *candidate, struct text *out);

#endif
