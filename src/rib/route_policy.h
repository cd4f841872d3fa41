/*
 * Routing policies as routers and RFC 9067 have them: sets of prefixes, AS paths and communities;
 * statements that match by them, change a route, and accept it, reject it or go on.
 *
 * All of it is data that somebody above has made, regular expressions compiled, and is borrowed.
 */
#ifndef RIB_ROUTE_POLICY_H
#define RIB_ROUTE_POLICY_H

#include <regex.h>

#include "rib/policy.h"

/* A regular expression over an AS path in text: "65515 12076". */
struct rib_as_path_pattern {
	const char *text; /* as written, by which patterns are compared */
	regex_t regex;    /* of rib_as_path_regex() of it */
};

/* Matches a path that one of its members matches. */
struct rib_as_path_set {
	const char *name;
	const struct rib_as_path_pattern *patterns;
	uint32_t count;
};

/* A community, exact or with a wildcard half: those that are `value` under `mask`. */
struct rib_community_pattern {
	uint32_t value;
	uint32_t mask;
};

/* Matches a route that carries one of its members. */
struct rib_community_set {
	const char *name;
	const struct rib_community_pattern *patterns;
	uint32_t count;
};

/* Matches a prefix that one of its members matches: the rules all permit. */
struct rib_prefix_set {
	const char *name;
	struct rib_filter filter;
};

enum rib_outcome { RIB_GO_ON, RIB_ACCEPT, RIB_REJECT };

/* Where a route begins, as a condition. */
enum rib_begins { RIB_BEGINS_ANYWHERE, RIB_BEGINS_HERE, RIB_BEGINS_ELSEWHERE };

/* All must hold; what is NULL or unset holds of every route. */
struct rib_conditions {
	const struct rib_prefix_set *prefixes;
	const struct rib_as_path_set *as_paths;
	const struct rib_community_set *communities;
	struct addr neighbour; /* who tells the route, or on the way out who is told */
	enum rib_begins begins;
	bool origin_set;
	uint8_t origin;
};

enum rib_med_change { RIB_MED_KEEP, RIB_MED_SET, RIB_MED_ADD, RIB_MED_SUBTRACT };
enum rib_next_hop_change { RIB_CHANGE_HOP_NOT, RIB_CHANGE_HOP_TO_SELF, RIB_CHANGE_HOP_TO };

/* Applied in this order. Communities are removed before others are added. */
struct rib_actions {
	bool local_pref_set;
	uint32_t local_pref;
	enum rib_med_change med_change;
	uint32_t med;
	bool origin_set;
	uint8_t origin;
	enum rib_next_hop_change next_hop_change; /* "self" counts on the way out only */
	struct addr next_hop;                     /* for routes of its family */
	uint32_t prepend_as;                      /* 0: the speaker's own */
	uint32_t prepend;                         /* times */
	const struct rib_community_pattern *remove;
	uint32_t remove_count;
	const uint32_t *add;
	uint32_t add_count;
	bool replace; /* `add` takes the place of all communities that were there */
};

struct rib_statement {
	const char *name;
	struct rib_conditions conditions;
	struct rib_actions actions;
	enum rib_outcome outcome; /* of a route that all conditions hold of */
};

struct rib_route_policy {
	const char *name;
	const struct rib_statement *statements;
	uint32_t count;
	bool accept; /* what no statement decides */
};

/* The policies of one direction of a session, asked one behind the other until a statement decides.
 * What none decides is up to the last one's default. */
struct rib_policy_chain {
	const struct rib_route_policy *const *policies;
	uint32_t count; /* > 0 */
};

/* A route that is being judged. */
struct rib_policy_route {
	const struct prefix *prefix; /* may be NULL if the chain does not look at it */
	struct addr neighbour;
	uint32_t own_as;
	bool own; /* the speaker's own route, on its way out */
};

struct rib_policy_decision {
	bool accept;
	bool next_hop_set; /* by a statement, to what is in the set now; unset: self */
	const struct rib_route_policy *policy;
	const struct rib_statement *statement; /* NULL: the default of the policy */
};

/* Changes *attrs as the statements say, step by step: later ones see what earlier ones did. Spans
 * of *attrs may move into `scratch`; when that is full, it has failed. */
struct rib_policy_decision rib_policy_run(const struct rib_policy_chain *chain,
                                          const struct rib_policy_route *route,
                                          struct bgp_attrs *attrs, struct writer *scratch);

/* The same; tells `seen` of every statement that a route comes upon: that changes it, or decides.
 * NULL: nobody. */
typedef void rib_policy_seen(const struct rib_route_policy *policy,
                             const struct rib_statement *statement, void *context);
struct rib_policy_decision rib_policy_follow(const struct rib_policy_chain *chain,
                                             const struct rib_policy_route *route,
                                             struct bgp_attrs *attrs, struct writer *scratch,
                                             rib_policy_seen *seen, void *context);

/* All conditions hold. */
bool rib_conditions_hold(const struct rib_conditions *conditions,
                         const struct rib_policy_route *route, const struct bgp_attrs *attrs);

/* What the chain's answer depends on beside the attributes. */
bool rib_policy_looks_at_prefix(const struct rib_policy_chain *chain);
bool rib_policy_looks_at_neighbour(const struct rib_policy_chain *chain);

/* The chains make the same of every route. NULL: none. */
bool rib_policy_chain_equal(const struct rib_policy_chain *a, const struct rib_policy_chain *b);

/* A router's regular expression as a POSIX extended one, into `out`: "_" is a border between
 * numbers, as FRR has it. False when `out` is too small. */
bool rib_as_path_regex(const char *text, char *out, size_t size);

#endif
