/*
 * Why a speaker has a route for a prefix, and why this one: by which way each path came, what lost
 * at which step of the decision. Or why it has none: where on its way from each origin the route
 * stopped, by which rule or policy, and what in the lab would let it on.
 */
#ifndef QUERY_WHY_WHY_H
#define QUERY_WHY_WHY_H

#include "query/state/fabric.h"
#include "query/why/policy_trace.h"
#include "query/why/route_trace.h"
#include "query/why/why_rule.h"

/* So many stops of an origin, and other prefixes, are told. */
enum { WHY_STOPS_MAX = 8, WHY_OTHERS_MAX = 10 };

/* A speaker that has the route, on its way. */
struct why_hop {
	const char *node;
	const struct bgp_attrs *attrs; /* as the node holds it; NULL: not known */
	enum rib_step step;            /* by which it is the best there */
	uint32_t others;               /* paths there beside it, rejected ones left out */
	const char *policy;            /* statements that it came upon coming in; "": none */
};

/* A path of the node for the prefix, as the snapshot has them. */
struct why_path {
	const struct snapshot_path *path;
	const char *from; /* the peer; NULL: the node's own route */
	/* The step at which it lost, and what it and the best path have there; RIB_STEP_COUNT: it
	 * is the best, was rejected, or that is not known. */
	enum rib_step lost_at;
	const char *here;
	const char *best;
	const char *policy;
	struct why_rule rule;       /* of a rejected one */
	const struct why_hop *hops; /* from its origin to the node */
	uint32_t hop_count;
};

enum why_stop_kind {
	WHY_REFUSED,  /* `to` was told, and did not take it */
	WHY_WITHHELD, /* `from` does not tell `to` */
	WHY_BEATEN,   /* `from` has a better one of another origin, and tells that */
	WHY_DOWN,     /* the session of the two is not established */
	WHY_UNKNOWN,  /* `from` does not run here */
	WHY_STOP_KIND_COUNT,
};

/* "refused", "withheld": stable, used in JSON. */
const char *why_stop_name(enum why_stop_kind kind);

/* Where a route came no further on its way to the node. */
struct why_stop {
	enum why_stop_kind kind;
	const char *from; /* speakers: several of one element with a comma between them */
	const char *to;
	const struct lab_element *sender;
	const struct lab_element *receiver;
	enum rib_verdict verdict; /* RIB_PASS where BGP has none */
	const char *reason;       /* a sentence */
	const char *policy;       /* what rejected it, "policy/statement"; "": none */
	struct why_rule rule;
	uint32_t distance;      /* speakers that are still between `to` and the node */
	const char *const *way; /* speakers from the origin to the first of `from` */
	uint32_t way_count;
};

/* So many changes to the lab are tried together, and so many ways to begin for one prefix. */
enum { WHY_CHANGES_MAX = 3, WHY_TRIES_MAX = 8 };

/* What was found out by simulating the lab with what the stops' rules propose (study/why_cure.h).
 */
enum why_tried {
	WHY_NOT_TRIED,
	WHY_LETS_THROUGH, /* with `changes` the route arrives */
	WHY_LETS_NOT,     /* nothing that is known does that */
};

struct why_cure {
	enum why_tried tried;
	const char *changes[WHY_CHANGES_MAX]; /* as --set takes them */
	uint32_t count;
};

/* Speakers of one element that originate the prefix. */
struct why_origin {
	const char *nodes; /* "gw-uks/0, gw-uks/1" */
	const struct lab_element *element;
	struct why_stop *stops; /* nearest to the node first; none: no sessions lead on */
	uint32_t stop_count;
	uint32_t left_out;
	struct why_cure cure;
};

/* Another prefix that the node has a route for, or somebody announces. */
struct why_other {
	struct prefix prefix;
	const char *from; /* whom the node has it from, or who announces it */
};

struct route_why {
	struct arena *arena;
	const struct snapshot_node *node;
	struct prefix prefix;
	bool here; /* a path was accepted */
	struct why_path *paths;
	uint32_t path_count;
	/* If it is not here: */
	struct why_origin *origins;
	uint32_t origin_count;
	const char *silent; /* why nobody announces it, a sentence; NULL: somebody does */
	struct why_rule silent_rule;
	struct why_cure silent_cure;
	/* Of the node, or, where nobody announces the prefix, of all that originate routes. */
	bool others_of_all;
	struct why_other covering[WHY_OTHERS_MAX]; /* the longest first */
	uint32_t covering_count;
	struct why_other covered[WHY_OTHERS_MAX];
	uint32_t covered_count; /* may be more than are kept */
};

/* `tracer` and `fabric` are of one snapshot; the plan may be NULL for one without a lab. All is
 * borrowed; the caller ends it with why_free(). */
struct route_why *why_ask(struct fabric *fabric, const struct policy_tracer *tracer, uint32_t node,
                          const struct prefix *prefix);
void why_free(struct route_why *why);

/* why_stop.c: fills in origins and what stands for them. */
void why_find_stops(struct fabric *fabric, const struct policy_tracer *tracer,
                    struct route_why *why);

#endif
