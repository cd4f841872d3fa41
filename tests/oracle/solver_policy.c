/* Routing policies, read from the lab and applied in plain words: no regular expressions, no wire
 * form. It knows the forms of AS path patterns that random labs have. */
#include "tests/oracle/solver_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { COMMUNITIES_MAX = 16 };

static bool prefix_in(const struct rib_prefix_set *set, const struct prefix *prefix)
{
	for (uint32_t i = 0; i < set->filter.count; i++) {
		const struct rib_filter_rule *rule = &set->filter.rules[i];
		bool same = rule->prefix.addr.family == prefix->addr.family;

		for (unsigned bit = 0; same && bit < rule->prefix.length; bit++) {
			unsigned mask = 0x80u >> bit % 8;

			same = (rule->prefix.addr.bytes[bit / 8] & mask) ==
			       (prefix->addr.bytes[bit / 8] & mask);
		}
		if (same && prefix->length >= rule->length_min &&
		    prefix->length <= rule->length_max)
			return true;
	}
	return false;
}

/* "^$", "^N_", "_N$", "_N_". */
static bool path_is(const char *pattern, const struct route *route)
{
	uint32_t number = (uint32_t)strtoul(pattern + 1, NULL, 10);
	bool at_start = pattern[0] == '^';
	bool at_end = pattern[strlen(pattern) - 1] == '$';

	if (strcmp(pattern, "^$") == 0)
		return route->hops == 0;
	assert_true(number != 0);
	for (unsigned i = 0; i < route->hops; i++) {
		if (route->path[i] == number && (!at_start || i == 0) &&
		    (!at_end || i + 1 == route->hops))
			return true;
	}
	return false;
}

static unsigned read_communities(const char *text, uint32_t *out)
{
	unsigned count = 0;
	unsigned high;
	unsigned low;
	int used;

	while (sscanf(text, "%u:%u%n", &high, &low, &used) == 2) {
		assert_true(count < COMMUNITIES_MAX);
		out[count++] = high << 16 | low;
		text += used;
	}
	return count;
}

static int by_number(const void *a, const void *b)
{
	uint32_t left = *(const uint32_t *)a;
	uint32_t right = *(const uint32_t *)b;

	return left < right ? -1 : left > right;
}

static void write_communities(uint32_t *communities, unsigned count, struct route *route)
{
	char *at = route->communities;

	memset(route->communities, 0, sizeof(route->communities));
	qsort(communities, count, sizeof(*communities), by_number);
	for (unsigned i = 0; i < count; i++) {
		size_t room = sizeof(route->communities) - (size_t)(at - route->communities);

		if (i > 0 && communities[i] == communities[i - 1])
			continue;
		at += snprintf(at, room, "%s%u:%u", i == 0 ? "" : " ", communities[i] >> 16,
		               communities[i] & 0xffff);
	}
}

static bool is_like(uint32_t community, const struct rib_community_pattern *patterns,
                    uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		uint32_t different = community ^ patterns[i].value;
		bool high = (patterns[i].mask >> 16) != 0;
		bool low = (patterns[i].mask & 0xffff) != 0;

		if ((!high || different >> 16 == 0) && (!low || (different & 0xffff) == 0))
			return true;
	}
	return false;
}

static bool carries_one(const struct rib_community_set *set, const struct route *route)
{
	uint32_t communities[COMMUNITIES_MAX];
	unsigned count = read_communities(route->communities, communities);

	for (unsigned i = 0; i < count; i++) {
		if (is_like(communities[i], set->patterns, set->count))
			return true;
	}
	return false;
}

static bool any_path(const struct rib_as_path_set *set, const struct route *route)
{
	for (uint32_t i = 0; i < set->count; i++) {
		if (path_is(set->patterns[i].text, route))
			return true;
	}
	return false;
}

static bool means(const struct rib_conditions *conditions, const struct link *link,
                  const struct prefix *prefix, const struct route *route)
{
	return (conditions->prefixes == NULL || prefix_in(conditions->prefixes, prefix)) &&
	       (conditions->as_paths == NULL || any_path(conditions->as_paths, route)) &&
	       (conditions->communities == NULL || carries_one(conditions->communities, route)) &&
	       (conditions->begins == RIB_BEGINS_ANYWHERE ||
	        (conditions->begins == RIB_BEGINS_HERE) == route->local) &&
	       (!conditions->origin_set || conditions->origin == route->origin) &&
	       (conditions->neighbour.family == 0 ||
	        memcmp(&conditions->neighbour, &link->theirs, sizeof(link->theirs)) == 0);
}

static void change_communities(const struct rib_actions *actions, struct route *route)
{
	uint32_t old[COMMUNITIES_MAX];
	uint32_t kept[2 * COMMUNITIES_MAX];
	unsigned old_count = read_communities(route->communities, old);
	unsigned count = 0;

	for (unsigned i = 0; i < old_count && !actions->replace; i++) {
		if (!is_like(old[i], actions->remove, actions->remove_count))
			kept[count++] = old[i];
	}
	for (uint32_t i = 0; i < actions->add_count; i++)
		kept[count++] = actions->add[i];
	write_communities(kept, count, route);
}

static void put_in_front(struct route *route, uint32_t asn, uint32_t times)
{
	assert_true(route->hops + times <= HOPS_MAX);
	memmove(route->path + times, route->path, route->hops * sizeof(route->path[0]));
	for (uint32_t i = 0; i < times; i++)
		route->path[i] = asn;
	route->hops += times;
}

static void act(const struct rib_actions *actions, uint32_t own_as, struct route *route)
{
	int64_t med = route->has_med ? route->med : 0;

	if (actions->local_pref_set)
		route->preference = actions->local_pref;
	if (actions->origin_set)
		route->origin = actions->origin;
	if (actions->med_change != RIB_MED_KEEP) {
		med = actions->med_change == RIB_MED_SET   ? actions->med
		      : actions->med_change == RIB_MED_ADD ? med + actions->med
		                                           : med - actions->med;
		route->has_med = true;
		route->med = med < 0 ? 0 : (uint32_t)med;
	}
	put_in_front(route, actions->prepend_as == 0 ? own_as : actions->prepend_as,
	             actions->prepend);
	change_communities(actions, route);
}

bool obey(const struct rib_policy_chain *chain, const struct speaker *speaker,
          const struct link *link, const struct prefix *prefix, struct route *route)
{
	bool passes = true;

	for (uint32_t i = 0; chain != NULL && i < chain->count; i++) {
		const struct rib_route_policy *policy = chain->policies[i];

		passes = policy->accept;
		for (uint32_t k = 0; k < policy->count; k++) {
			const struct rib_statement *statement = &policy->statements[k];

			if (!means(&statement->conditions, link, prefix, route))
				continue;
			if (statement->outcome == RIB_REJECT)
				return false;
			act(&statement->actions, speaker->node->conf.asn, route);
			if (statement->outcome == RIB_ACCEPT)
				return true;
		}
	}
	return passes;
}

/* From the lab: a link's, an appliance's, or those of the local network gateway where the router
 * stands. */
const struct lab_session_policy *policies_of(const struct speaker *speaker, const struct link *link)
{
	static const struct lab_session_policy none;
	const struct lab_vpn_connection *tunnel = lab_vpn_connection_of(link->session->element);

	const struct lab_nva *nva = lab_nva_of(speaker->node->element);

	if (tunnel_end_of(speaker, link) != NULL)
		return &tunnel_end_of(speaker, link)->policy;
	for (uint32_t i = 0; nva != NULL && i < nva->peering_count; i++)
		if (lab_prefixes_hold(&nva->peerings[i].server->vnet->address_space, &link->theirs))
			return &nva->peerings[i].policy;
	if (lab_router_of(speaker->node->element) == NULL ||
	    link->session->kind == PLAN_LINK_INTERIOR)
		return &none;
	if (site_link_end_of(speaker, link) != NULL)
		return &site_link_end_of(speaker, link)->policy;
	return link->session->circuit_link != NULL ? &link->session->circuit_link->policy
	                                           : &tunnel->local->policy;
}

/* What becomes of a route that comes in. A loop is seen before any policy. */
struct route take_in(const struct speaker *speaker, const struct link *link,
                     const struct prefix *prefix, const struct route *told)
{
	const struct rib_policy_chain *chain = policies_of(speaker, link)->import;
	struct route changed = *told;

	for (unsigned i = 0; i < told->hops; i++) {
		if (told->path[i] == speaker->node->conf.asn)
			return *told;
	}
	if (!told->there || chain == NULL)
		return *told;
	if (obey(chain, speaker, link, prefix, &changed))
		return changed;
	changed = *told;
	changed.refused = true;
	return changed;
}
