/*
 * By which rule a route does not pass a session, and what in the lab would let it: each kind of
 * element has rows for the sessions that it knows (struct kind_hooks).
 */
#ifndef QUERY_WHY_WHY_RULE_H
#define QUERY_WHY_WHY_RULE_H

#include "topo/plan/plan.h"

/* A route that stands at a session and does not pass. */
struct why_at {
	const struct plan *plan;
	const struct plan_session *session;
	const struct plan_node *sender;
	const struct plan_node *receiver;
	enum rib_verdict verdict; /* of the sender's export, or of the receiver's import */
	uint8_t group;            /* enum plan_group, where the sender has it from */
	const struct prefix *prefix;
	/* The statement that rejects it, for RIB_POLICY; NULL: the default of the policy. */
	const struct rib_route_policy *policy;
	const struct rib_statement *statement;
	struct arena *arena;
};

/* The change by which it might pass, as --set takes it, in at->arena; NULL for none. */
typedef const char *why_mend(const struct why_at *at);

/* A row for a verdict of one kind of session. */
struct why_row {
	enum lab_kind sender;
	enum lab_kind receiver;
	enum rib_verdict verdict;              /* RIB_PASS ends the rows */
	rib_groups groups;                     /* 0: any */
	bool (*when)(const struct why_at *at); /* NULL: always */
	const char *rule;                      /* id in data/rules.json; NULL: plain BGP */
	why_mend *mend;                        /* NULL: no setting does */
};

struct why_rule {
	const char *rule; /* NULL: plain BGP */
	const char *mend; /* NULL: nothing is known that would do */
};

/* The first row that fits; for routing policies what changes the statement. */
struct why_rule why_rule_of(const struct why_at *at);

/* "PREFIX" of at->prefix as text, in its arena: for changes. */
const char *why_prefix_text(const struct why_at *at);

#endif
