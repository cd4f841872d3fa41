/* Runs routing policies: a table of conditions, a list of actions, statement by statement. */
#include "rib/route_policy.h"

#include <string.h>

#include "base/check.h"
#include "base/text.h"
#include "bgp/as_path.h"
#include "bgp/community.h"

/* Conditions */

static bool path_matches(const struct rib_as_path_set *set, struct span path)
{
	struct text text = {0};
	bool found = false;

	as_path_format(path, " ", &text);
	for (uint32_t i = 0; i < set->count && !found; i++)
		found = regexec(&set->patterns[i].regex, text_str(&text), 0, NULL, 0) == 0;
	text_done(&text);
	return found;
}

static bool is_one_of(uint32_t community, const struct rib_community_pattern *patterns,
                      uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		if ((community & patterns[i].mask) == patterns[i].value)
			return true;
	return false;
}

static bool communities_match(const struct rib_community_set *set, struct span communities)
{
	struct reader reader = reader_of_span(communities);

	while (reader.left > 0)
		if (is_one_of(reader_u32(&reader), set->patterns, set->count))
			return true;
	return false;
}

bool rib_conditions_hold(const struct rib_conditions *conditions,
                         const struct rib_policy_route *route, const struct bgp_attrs *attrs)
{
	CHECK(conditions->prefixes == NULL || route->prefix != NULL);
	if (conditions->prefixes != NULL &&
	    !rib_filter_permits(&conditions->prefixes->filter, route->prefix))
		return false;
	if (addr_is_set(&conditions->neighbour) &&
	    !addr_equal(&conditions->neighbour, &route->neighbour))
		return false;
	if (conditions->begins != RIB_BEGINS_ANYWHERE &&
	    (conditions->begins == RIB_BEGINS_HERE) != route->own)
		return false;
	if (conditions->origin_set && conditions->origin != attrs->origin)
		return false;
	if (conditions->communities != NULL &&
	    !communities_match(conditions->communities, attrs->communities))
		return false;
	return conditions->as_paths == NULL || path_matches(conditions->as_paths, attrs->as_path);
}

/* Actions */

static struct span written_since(const struct writer *scratch, size_t start)
{
	return (struct span){scratch->start + start, scratch->used - start};
}

static void change_med(const struct rib_actions *actions, struct bgp_attrs *attrs)
{
	uint32_t old = bgp_attrs_have(attrs, BGP_ATTR_MED) ? attrs->med : 0;

	switch (actions->med_change) {
	case RIB_MED_KEEP:
		return;
	case RIB_MED_SET:
		attrs->med = actions->med;
		break;
	case RIB_MED_ADD:
		attrs->med = actions->med > UINT32_MAX - old ? UINT32_MAX : old + actions->med;
		break;
	case RIB_MED_SUBTRACT:
		attrs->med = actions->med > old ? 0 : old - actions->med;
		break;
	}
	attrs->present |= bgp_attr_bit(BGP_ATTR_MED);
}

static void change_path(const struct rib_actions *actions, uint32_t own_as, struct bgp_attrs *attrs,
                        struct writer *scratch)
{
	size_t start = scratch->used;

	if (actions->prepend == 0)
		return;
	as_path_prepend(attrs->as_path, actions->prepend_as != 0 ? actions->prepend_as : own_as,
	                actions->prepend, scratch);
	attrs->as_path = written_since(scratch, start);
	attrs->present |= bgp_attr_bit(BGP_ATTR_AS_PATH);
}

static void change_communities(const struct rib_actions *actions, struct bgp_attrs *attrs,
                               struct writer *scratch)
{
	struct reader old = reader_of_span(attrs->communities);
	size_t start = scratch->used;
	struct span kept;

	if (!actions->replace && actions->remove_count + actions->add_count == 0)
		return;
	while (!actions->replace && old.left > 0) {
		uint32_t community = reader_u32(&old);

		if (!is_one_of(community, actions->remove, actions->remove_count))
			writer_u32(scratch, community);
	}
	kept = written_since(scratch, start);
	start = scratch->used;
	community_union(kept, actions->add, actions->add_count, scratch);
	attrs->communities = written_since(scratch, start);
	if (attrs->communities.size > 0)
		attrs->present |= bgp_attr_bit(BGP_ATTR_COMMUNITIES);
	else
		attrs->present &= ~bgp_attr_bit(BGP_ATTR_COMMUNITIES);
}

static bool change_next_hop(const struct rib_actions *actions, const struct rib_policy_route *route,
                            struct bgp_attrs *attrs)
{
	if (actions->next_hop_change == RIB_CHANGE_HOP_NOT)
		return false;
	if (actions->next_hop_change == RIB_CHANGE_HOP_TO_SELF)
		attrs->next_hop = (struct addr){0};
	else if (actions->next_hop.family == route->prefix->addr.family)
		attrs->next_hop = actions->next_hop;
	else
		return false;
	return true;
}

/* True when that set the next hop. */
static bool change(const struct rib_actions *actions, const struct rib_policy_route *route,
                   struct bgp_attrs *attrs, struct writer *scratch)
{
	if (actions->local_pref_set) {
		attrs->local_pref = actions->local_pref;
		attrs->present |= bgp_attr_bit(BGP_ATTR_LOCAL_PREF);
	}
	change_med(actions, attrs);
	if (actions->origin_set)
		attrs->origin = actions->origin;
	change_path(actions, route->own_as, attrs, scratch);
	change_communities(actions, attrs, scratch);
	return change_next_hop(actions, route, attrs);
}

struct rib_policy_decision rib_policy_follow(const struct rib_policy_chain *chain,
                                             const struct rib_policy_route *route,
                                             struct bgp_attrs *attrs, struct writer *scratch,
                                             rib_policy_seen *seen, void *context)
{
	struct rib_policy_decision decision = {0};

	CHECK(chain->count > 0);
	for (uint32_t i = 0; i < chain->count; i++) {
		decision.policy = chain->policies[i];
		for (uint32_t k = 0; k < decision.policy->count; k++) {
			const struct rib_statement *statement = &decision.policy->statements[k];

			if (!rib_conditions_hold(&statement->conditions, route, attrs))
				continue;
			if (seen != NULL)
				seen(decision.policy, statement, context);
			decision.statement = statement;
			decision.accept = statement->outcome == RIB_ACCEPT;
			if (statement->outcome == RIB_REJECT)
				return decision;
			if (change(&statement->actions, route, attrs, scratch))
				decision.next_hop_set = true;
			if (decision.accept)
				return decision;
		}
	}
	decision.accept = decision.policy->accept;
	decision.statement = NULL;
	return decision;
}

struct rib_policy_decision rib_policy_run(const struct rib_policy_chain *chain,
                                          const struct rib_policy_route *route,
                                          struct bgp_attrs *attrs, struct writer *scratch)
{
	return rib_policy_follow(chain, route, attrs, scratch, NULL, NULL);
}

/* Looking */

typedef bool (*statement_is)(const struct rib_statement *statement);

static bool has_statement(const struct rib_policy_chain *chain, statement_is is)
{
	for (uint32_t i = 0; i < chain->count; i++)
		for (uint32_t k = 0; k < chain->policies[i]->count; k++)
			if (is(&chain->policies[i]->statements[k]))
				return true;
	return false;
}

static bool looks_at_prefix(const struct rib_statement *statement)
{
	return statement->conditions.prefixes != NULL ||
	       statement->actions.next_hop_change == RIB_CHANGE_HOP_TO;
}

static bool looks_at_neighbour(const struct rib_statement *statement)
{
	return addr_is_set(&statement->conditions.neighbour);
}

bool rib_policy_looks_at_prefix(const struct rib_policy_chain *chain)
{
	return has_statement(chain, looks_at_prefix);
}

bool rib_policy_looks_at_neighbour(const struct rib_policy_chain *chain)
{
	return has_statement(chain, looks_at_neighbour);
}

/* Bytes may be compared: between the members there is nothing. */
_Static_assert(sizeof(struct rib_community_pattern) == 2 * sizeof(uint32_t),
               "a community pattern is its value and its mask");

static bool patterns_equal(const struct rib_community_pattern *a, uint32_t a_count,
                           const struct rib_community_pattern *b, uint32_t b_count)
{
	return a_count == b_count && (a_count == 0 || memcmp(a, b, a_count * sizeof(*a)) == 0);
}

static bool prefixes_equal(const struct rib_prefix_set *a, const struct rib_prefix_set *b)
{
	if (a == NULL || b == NULL)
		return a == b;
	return rib_filter_equal(&a->filter, &b->filter);
}

static bool as_paths_equal(const struct rib_as_path_set *a, const struct rib_as_path_set *b)
{
	if (a == NULL || b == NULL)
		return a == b;
	if (a->count != b->count)
		return false;
	for (uint32_t i = 0; i < a->count; i++)
		if (strcmp(a->patterns[i].text, b->patterns[i].text) != 0)
			return false;
	return true;
}

static bool communities_equal(const struct rib_community_set *a, const struct rib_community_set *b)
{
	if (a == NULL || b == NULL)
		return a == b;
	return patterns_equal(a->patterns, a->count, b->patterns, b->count);
}

static bool conditions_equal(const struct rib_conditions *a, const struct rib_conditions *b)
{
	return prefixes_equal(a->prefixes, b->prefixes) &&
	       as_paths_equal(a->as_paths, b->as_paths) &&
	       communities_equal(a->communities, b->communities) &&
	       addr_equal(&a->neighbour, &b->neighbour) && a->origin_set == b->origin_set &&
	       a->origin == b->origin && a->begins == b->begins;
}

static bool numbers_equal(const struct rib_actions *a, const struct rib_actions *b)
{
	return a->local_pref_set == b->local_pref_set && a->local_pref == b->local_pref &&
	       a->med_change == b->med_change && a->med == b->med &&
	       a->origin_set == b->origin_set && a->origin == b->origin &&
	       a->prepend_as == b->prepend_as && a->prepend == b->prepend;
}

static bool actions_equal(const struct rib_actions *a, const struct rib_actions *b)
{
	return numbers_equal(a, b) && a->next_hop_change == b->next_hop_change &&
	       addr_equal(&a->next_hop, &b->next_hop) && a->replace == b->replace &&
	       patterns_equal(a->remove, a->remove_count, b->remove, b->remove_count) &&
	       a->add_count == b->add_count &&
	       (a->add_count == 0 || memcmp(a->add, b->add, a->add_count * sizeof(*a->add)) == 0);
}

static bool policies_equal(const struct rib_route_policy *a, const struct rib_route_policy *b)
{
	if (a->count != b->count || a->accept != b->accept)
		return false;
	for (uint32_t i = 0; i < a->count; i++)
		if (a->statements[i].outcome != b->statements[i].outcome ||
		    !conditions_equal(&a->statements[i].conditions, &b->statements[i].conditions) ||
		    !actions_equal(&a->statements[i].actions, &b->statements[i].actions))
			return false;
	return true;
}

bool rib_policy_chain_equal(const struct rib_policy_chain *a, const struct rib_policy_chain *b)
{
	if (a == b || a == NULL || b == NULL)
		return a == b;
	if (a->count != b->count)
		return false;
	for (uint32_t i = 0; i < a->count; i++)
		if (!policies_equal(a->policies[i], b->policies[i]))
			return false;
	return true;
}

bool rib_as_path_regex(const char *text, char *out, size_t size)
{
	static const char border[] = "(^|[,{}() ]|$)";
	size_t used = 0;

	for (; *text != '\0'; text++) {
		size_t more = *text == '_' ? sizeof(border) - 1 : 1;

		if (used + more + 1 > size)
			return false;
		memcpy(out + used, *text == '_' ? border : text, more);
		used += more;
	}
	if (size == 0)
		return false;
	out[used] = '\0';
	return true;
}
