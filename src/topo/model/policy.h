/*
 * What the routers and appliances of a lab are told about routes: sets, policies (RFC 9067), the
 * policies of a session's end, and what an announcement has beside its prefix.
 */
#ifndef TOPO_MODEL_POLICY_H
#define TOPO_MODEL_POLICY_H

#include "base/findings.h"
#include "rib/route_policy.h"

/* policy-definition/statement: `rib` of the policy has the same, in the same order. */
struct lab_statement {
	struct place place;
	bool good; /* nothing of it is in doubt */
};

struct lab_policy {
	struct rib_route_policy rib;
	struct lab_statement *statements;
	struct place place;
	bool partial; /* some statement is missing */
	bool used;    /* the end of some session names it */
};

/* By the order of the file. A set in which something is wrong is not used by any statement. */
struct lab_policies {
	struct rib_prefix_set *prefix_sets;
	struct place *prefix_set_places;
	uint32_t prefix_set_count;
	struct rib_as_path_set *as_path_sets;
	struct place *as_path_set_places;
	uint32_t as_path_set_count;
	struct rib_community_set *community_sets;
	struct place *community_set_places;
	uint32_t community_set_count;
	struct lab_policy *policies;
	uint32_t policy_count;
};

/* Frees what regular expressions hold beside the lab's arena. */
void lab_policies_done(struct lab_policies *policies);

/* At one end of a session. NULL: none. */
struct lab_session_policy {
	const struct rib_policy_chain *import;
	const struct rib_policy_chain *export;
	struct place import_place;
	struct place export_place;
};

/* announce */
struct lab_announcement {
	struct prefix prefix;
	uint8_t origin;
	uint32_t med;
	const uint32_t *communities;
	uint32_t community_count;
	struct span as_path;
};

struct lab_announcements {
	struct lab_announcement *items;
	uint32_t count;
};

/* What is said about the prefix, or NULL. */
const struct lab_announcement *lab_announcement_of(const struct lab_announcements *list,
                                                   const struct prefix *prefix);

#endif
