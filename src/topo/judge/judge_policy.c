/* What is said of sets and policies: what matches nothing, and what is never asked. */
#include "topo/judge/judge_policy.h"

#include <string.h>

static void judge_empty(const struct judge *judge, const char *what, const char *name,
                        struct place place)
{
	judge_say(judge, SEVERITY_WARNING, place, NULL,
	          "%s \"%s\" has no members, so it matches nothing; expected one at least", what,
	          name);
}

static void judge_sets(const struct judge *judge)
{
	const struct lab_policies *all = &judge->lab->policies;

	for (uint32_t i = 0; i < all->prefix_set_count; i++)
		if (all->prefix_sets[i].filter.count == 0)
			judge_empty(judge, "prefix set", all->prefix_sets[i].name,
			            all->prefix_set_places[i]);
	for (uint32_t i = 0; i < all->as_path_set_count; i++)
		if (all->as_path_sets[i].count == 0)
			judge_empty(judge, "AS path set", all->as_path_sets[i].name,
			            all->as_path_set_places[i]);
	for (uint32_t i = 0; i < all->community_set_count; i++)
		if (all->community_sets[i].count == 0)
			judge_empty(judge, "community set", all->community_sets[i].name,
			            all->community_set_places[i]);
}

/* All that `narrow` holds of, `wide` holds of too, as far as can be seen from the sets' names. */
static bool covers(const struct rib_conditions *wide, const struct rib_conditions *narrow)
{
	return (wide->prefixes == NULL || wide->prefixes == narrow->prefixes) &&
	       (wide->as_paths == NULL || wide->as_paths == narrow->as_paths) &&
	       (wide->communities == NULL || wide->communities == narrow->communities) &&
	       (!addr_is_set(&wide->neighbour) ||
	        addr_equal(&wide->neighbour, &narrow->neighbour)) &&
	       (wide->begins == RIB_BEGINS_ANYWHERE || wide->begins == narrow->begins) &&
	       (!wide->origin_set || (narrow->origin_set && wide->origin == narrow->origin));
}

static bool looks_at_attributes(const struct rib_conditions *conditions)
{
	return conditions->as_paths != NULL || conditions->communities != NULL ||
	       conditions->origin_set;
}

/* Some statement behind `from` and before `to` goes on, perhaps with a changed route. */
static bool goes_on_between(const struct lab_policy *policy, uint32_t from, uint32_t to)
{
	for (uint32_t i = from + 1; i < to; i++)
		if (policy->rib.statements[i].outcome == RIB_GO_ON)
			return true;
	return false;
}

/* A statement before it that decides about everything it could match. */
static const struct rib_statement *decided_before(const struct lab_policy *policy, uint32_t at)
{
	const struct rib_statement *statements = policy->rib.statements;

	for (uint32_t i = 0; i < at; i++) {
		if (policy->statements[i].good && statements[i].outcome != RIB_GO_ON &&
		    (!looks_at_attributes(&statements[i].conditions) ||
		     !goes_on_between(policy, i, at)) &&
		    covers(&statements[i].conditions, &statements[at].conditions))
			return &statements[i];
	}
	return NULL;
}

static bool changes_nothing(const struct rib_actions *actions)
{
	return !actions->local_pref_set && actions->med_change == RIB_MED_KEEP &&
	       !actions->origin_set && actions->next_hop_change == RIB_CHANGE_HOP_NOT &&
	       actions->prepend == 0 && actions->remove_count + actions->add_count == 0 &&
	       !actions->replace;
}

static void judge_statement(const struct judge *judge, const struct lab_policy *policy, uint32_t at)
{
	const struct rib_statement *statement = &policy->rib.statements[at];
	const struct rib_statement *before = decided_before(policy, at);
	struct place place = policy->statements[at].place;

	if (!policy->statements[at].good)
		return;
	if (before != NULL)
		judge_say(judge, SEVERITY_WARNING, place, NULL,
		          "statement \"%s\" of policy \"%s\" is never reached: \"%s\" before it "
		          "decides about all routes that it matches; expected it before that",
		          statement->name, policy->rib.name, before->name);
	if (statement->outcome == RIB_GO_ON && changes_nothing(&statement->actions))
		judge_say(judge, SEVERITY_WARNING, place, NULL,
		          "statement \"%s\" of policy \"%s\" does nothing; expected a "
		          "policy-result, or something to be set",
		          statement->name, policy->rib.name);
}

void judge_policies(const struct judge *judge)
{
	const struct lab_policies *all = &judge->lab->policies;

	judge_sets(judge);
	for (uint32_t i = 0; i < all->policy_count; i++) {
		const struct lab_policy *policy = &all->policies[i];

		for (uint32_t k = 0; k < policy->rib.count; k++)
			judge_statement(judge, policy, k);
		if (!policy->used && findings_errors(judge->findings) == 0)
			judge_say(judge, SEVERITY_WARNING, policy->place, NULL,
			          "policy \"%s\" is asked by no session; expected it as the "
			          "import-policy or export-policy of one",
			          policy->rib.name);
	}
}

/* At a session */

static bool matches_one(const struct rib_prefix_set *set, const struct lab_prefixes *own)
{
	for (uint32_t i = 0; i < own->count; i++)
		if (rib_filter_permits(&set->filter, &own->items[i]))
			return true;
	return false;
}

static void judge_own(const struct judge *judge, const struct rib_route_policy *policy,
                      struct place place, const struct lab_prefixes *own, const char *who)
{
	for (uint32_t i = 0; i < policy->count; i++) {
		const struct rib_prefix_set *set = policy->statements[i].conditions.prefixes;

		if (set == NULL || set->filter.count == 0 || matches_one(set, own))
			continue;
		judge_say(judge, SEVERITY_WARNING, place, NULL,
		          "statement \"%s\" of policy \"%s\" matches nothing here: %s announces "
		          "no prefix of the set \"%s\"; expected one of its \"advertise\" in it",
		          policy->statements[i].name, policy->name, who, set->name);
	}
}

/* A statement that decides about every route: behind its policy none is asked. */
static const struct rib_statement *decides_all(const struct rib_route_policy *policy)
{
	static const struct rib_conditions none;

	for (uint32_t i = 0; i < policy->count; i++)
		if (policy->statements[i].outcome != RIB_GO_ON &&
		    covers(&policy->statements[i].conditions, &none))
			return &policy->statements[i];
	return NULL;
}

static void judge_chain(const struct judge *judge, const struct rib_policy_chain *chain,
                        struct place place)
{
	for (uint32_t i = 0; i + 1 < chain->count; i++) {
		const struct rib_statement *statement = decides_all(chain->policies[i]);

		if (statement == NULL)
			continue;
		judge_say(judge, SEVERITY_WARNING, place, NULL,
		          "policy \"%s\" is never reached here: statement \"%s\" of policy \"%s\" "
		          "before it decides about all routes; expected it before that",
		          chain->policies[i + 1]->name, statement->name, chain->policies[i]->name);
		return;
	}
}

/* Routes that come in begin elsewhere, all of them. */
static void judge_begins(const struct judge *judge, const struct rib_route_policy *policy,
                         struct place place)
{
	for (uint32_t i = 0; i < policy->count; i++)
		if (policy->statements[i].conditions.begins == RIB_BEGINS_HERE)
			judge_say(judge, SEVERITY_WARNING, place, NULL,
			          "statement \"%s\" of policy \"%s\" matches nothing here: routes "
			          "that come in are not locally originated; expected the policy as "
			          "an export-policy",
			          policy->statements[i].name, policy->name);
}

static void judge_next_hops(const struct judge *judge, const struct rib_route_policy *policy,
                            struct place place)
{
	for (uint32_t i = 0; i < policy->count; i++)
		if (policy->statements[i].actions.next_hop_change == RIB_CHANGE_HOP_TO_SELF)
			judge_say(judge, SEVERITY_ERROR, place, NULL,
			          "statement \"%s\" of policy \"%s\" sets the next hop to self on "
			          "routes that come in; expected an address, or the policy as an "
			          "export-policy",
			          policy->statements[i].name, policy->name);
}

void judge_session_policy(const struct judge *judge, const struct lab_session_policy *policy,
                          const struct lab_prefixes *own, const char *who)
{
	if (policy->import != NULL)
		judge_chain(judge, policy->import, policy->import_place);
	if (policy->export != NULL)
		judge_chain(judge, policy->export, policy->export_place);
	for (uint32_t i = 0; policy->import != NULL && i < policy->import->count; i++) {
		judge_next_hops(judge, policy->import->policies[i], policy->import_place);
		judge_begins(judge, policy->import->policies[i], policy->import_place);
	}
	for (uint32_t i = 0;
	     own != NULL && !own->partial && policy->export != NULL && i < policy->export->count;
	     i++)
		judge_own(judge, policy->export->policies[i], policy->export_place, own, who);
}
