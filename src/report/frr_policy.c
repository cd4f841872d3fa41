/*
 * Writes routing policies as FRR has them.
 *
 * The policies of a direction become one route map: a statement is an entry, one that goes on has
 * "on-match next", and the default of the last policy stands at the end. What the lab says of a
 * session beside its policies (prepend, MED) comes after them, so every entry that accepts has it.
 */
#include "report/frr_policy.h"

#include <ctype.h>
#include <inttypes.h>
#include <string.h>

#include "base/check.h"
#include "bgp/community.h"

enum { STEP = 10, HALF = 16, HALF_MASK = 0xffff };

void frr_policy_name(const char *name, struct text *out)
{
	text_addf(out, "%s%s", isdigit((unsigned char)name[0]) ? "n:" : "", name);
}

void frr_policy_map_name(const struct node_peer_conf *peer, bool in, struct text *out)
{
	struct text name = {0};

	for (const char *at = peer->name; *at != '\0'; at++)
		text_addf(&name, "%c", *at == '/' ? '-' : *at);
	frr_policy_name(text_str(&name), out);
	text_addf(out, "%s-%s", peer->rib.peer_address.family == ADDR_IPV6 ? "-ipv6" : "",
	          in ? "in" : "out");
	text_done(&name);
}

/* Lists */

void frr_policy_rule(const char *list, uint32_t sequence, const struct rib_filter_rule *rule,
                     struct text *out)
{
	uint8_t family = rule->prefix.addr.family;
	char text[PREFIX_TEXT_MAX];

	text_addf(out, "%s prefix-list ", family == ADDR_IPV6 ? "ipv6" : "ip");
	frr_policy_name(list, out);
	text_addf(out, " seq %u %s %s", sequence, rule->permit ? "permit" : "deny",
	          prefix_format(&rule->prefix, text));
	if (rule->length_min > rule->prefix.length)
		text_addf(out, " ge %u", rule->length_min);
	if (rule->length_max > rule->prefix.length)
		text_addf(out, " le %u", rule->length_max);
	text_add(out, "\n");
}

/* A set without prefixes of a family must not permit those that it does not know: a list that is
 * not there matches nothing, but FRR warns of it. */
static void prefix_list(const struct rib_prefix_set *set, struct text *out)
{
	static const struct rib_filter_rule nothing[] = {
	    {.prefix = {.addr = {.family = ADDR_IPV4}}, .length_max = 32},
	    {.prefix = {.addr = {.family = ADDR_IPV6}}, .length_max = 128},
	};

	for (uint8_t family = ADDR_IPV4; family <= ADDR_IPV6; family++) {
		uint32_t sequence = 0;

		for (uint32_t i = 0; i < set->filter.count; i++)
			if (set->filter.rules[i].prefix.addr.family == family)
				frr_policy_rule(set->name, sequence += STEP / 2,
				                &set->filter.rules[i], out);
		if (sequence == 0)
			frr_policy_rule(set->name, STEP / 2, &nothing[family == ADDR_IPV6 ? 1 : 0],
			                out);
	}
}

static void as_path_list(const struct rib_as_path_set *set, struct text *out)
{
	for (uint32_t i = 0; i < set->count; i++) {
		text_add(out, "bgp as-path access-list ");
		frr_policy_name(set->name, out);
		text_addf(out, " seq %u permit %s\n", (i + 1) * (STEP / 2), set->patterns[i].text);
	}
}

static void half_pattern(const struct rib_community_pattern *pattern, unsigned shift,
                         struct text *out)
{
	if ((pattern->mask >> shift & HALF_MASK) == 0)
		text_add(out, "[0-9]+");
	else
		text_addf(out, "%" PRIu32, pattern->value >> shift & HALF_MASK);
}

/* Lists of exact communities are "standard"; with a wildcard all members must be expressions. */
static void community_list(const char *name, const struct rib_community_pattern *patterns,
                           uint32_t count, struct text *out)
{
	bool exact = true;

	for (uint32_t i = 0; i < count; i++)
		exact = exact && patterns[i].mask == UINT32_MAX;
	for (uint32_t i = 0; i < count; i++) {
		text_addf(out, "bgp community-list %s ", exact ? "standard" : "expanded");
		frr_policy_name(name, out);
		text_addf(out, " seq %u permit %s", (i + 1) * (STEP / 2), exact ? "" : "_");
		half_pattern(&patterns[i], HALF, out);
		text_add(out, ":");
		half_pattern(&patterns[i], 0, out);
		text_add(out, exact ? "\n" : "_\n");
	}
}

/* Every statement of a chain, in their order. */
typedef void (*visit)(const struct rib_route_policy *policy, const struct rib_statement *statement,
                      struct text *out);

static void visit_chain(const struct rib_policy_chain *chain, visit with, struct text *out)
{
	for (uint32_t i = 0; chain != NULL && i < chain->count; i++)
		for (uint32_t k = 0; k < chain->policies[i]->count; k++)
			with(chain->policies[i], &chain->policies[i]->statements[k], out);
}

static void removal_name(const struct rib_route_policy *policy,
                         const struct rib_statement *statement, struct text *out)
{
	text_addf(out, "%s-%s-removes", policy->name, statement->name);
}

static void statement_lists(const struct rib_route_policy *policy,
                            const struct rib_statement *statement, struct text *out)
{
	const struct rib_conditions *conditions = &statement->conditions;
	struct text name = {0};

	if (conditions->prefixes != NULL)
		prefix_list(conditions->prefixes, out);
	if (conditions->as_paths != NULL)
		as_path_list(conditions->as_paths, out);
	if (conditions->communities != NULL)
		community_list(conditions->communities->name, conditions->communities->patterns,
		               conditions->communities->count, out);
	if (statement->actions.remove_count > 0) {
		removal_name(policy, statement, &name);
		community_list(text_str(&name), statement->actions.remove,
		               statement->actions.remove_count, out);
	}
	text_done(&name);
}

/* FRR cannot ask where a route begins, but the own route for a prefix is always the best: so this
 * is a list of own prefixes, as far as the statement's set permits them. One list alone can be
 * matched.
 */
static void local_name(const struct rib_route_policy *policy, const struct rib_statement *statement,
                       struct text *out)
{
	text_addf(out, "lab:%s-%s-begins", policy->name, statement->name);
}

static void add_local_rule(const char *name, uint32_t *sequence, const struct prefix *prefix,
                           bool permit, struct text *out)
{
	struct rib_filter_rule rule = {.prefix = *prefix,
	                               .length_min = prefix->length,
	                               .length_max = prefix->length,
	                               .permit = permit};

	frr_policy_rule(name, *sequence += STEP / 2, &rule, out);
}

/* What is not said is denied: of own routes those that are not there, of others none. */
static void local_list(const struct node_conf *conf, const char *name,
                       const struct rib_conditions *conditions, uint8_t family, struct text *out)
{
	const struct rib_filter *set =
	    conditions->prefixes == NULL ? NULL : &conditions->prefixes->filter;
	bool here = conditions->begins == RIB_BEGINS_HERE;
	struct rib_filter_rule rest = {.prefix = {.addr = {.family = family}},
	                               .length_max = (uint8_t)addr_bits(family),
	                               .permit = !here && set == NULL};
	uint32_t sequence = 0;

	for (uint32_t i = 0; i < conf->route_count; i++) {
		const struct prefix *prefix = &conf->routes[i].prefix;

		if (prefix->addr.family == family && rib_filter_permits(set, prefix))
			add_local_rule(name, &sequence, prefix, here, out);
	}
	for (uint32_t i = 0; !here && set != NULL && i < set->count; i++)
		if (set->rules[i].prefix.addr.family == family)
			frr_policy_rule(name, sequence += STEP / 2, &set->rules[i], out);
	frr_policy_rule(name, sequence + STEP / 2, &rest, out);
}

static void local_statement(const struct node_conf *conf, const struct rib_route_policy *policy,
                            const struct rib_statement *statement, struct text *out)
{
	struct text name = {0};

	if (statement->conditions.begins == RIB_BEGINS_ANYWHERE)
		return;
	local_name(policy, statement, &name);
	for (uint8_t family = ADDR_IPV4; family <= ADDR_IPV6; family++)
		local_list(conf, text_str(&name), &statement->conditions, family, out);
	text_done(&name);
}

static void local_lists(const struct node_conf *conf, const struct rib_policy_chain *chain,
                        struct text *out)
{
	for (uint32_t i = 0; chain != NULL && i < chain->count; i++)
		for (uint32_t k = 0; k < chain->policies[i]->count; k++)
			local_statement(conf, chain->policies[i],
			                &chain->policies[i]->statements[k], out);
}

static bool has_line(const struct text *out, const char *line, size_t size)
{
	const char *at = text_str(out);

	while (at != NULL && *at != '\0') {
		const char *end = strchr(at, '\n');

		if ((size_t)(end - at) + 1 == size && memcmp(at, line, size) == 0)
			return true;
		at = end + 1;
	}
	return false;
}

/* Sets that several statements name would come again. */
static void add_new_lines(const struct text *lines, struct text *out)
{
	for (const char *at = text_str(lines); *at != '\0';) {
		size_t size = (size_t)(strchr(at, '\n') - at) + 1;

		if (!has_line(out, at, size))
			text_addf(out, "%.*s", (int)size, at);
		at += size;
	}
}

void frr_policy_lists(const struct node_conf *conf, struct text *out)
{
	struct text lines = {0};
	struct text kept = {0};

	for (uint32_t i = 0; i < conf->peer_count; i++) {
		visit_chain(conf->peers[i].rib.import.policy, statement_lists, &lines);
		visit_chain(conf->peers[i].rib.export.policy, statement_lists, &lines);
		local_lists(conf, conf->peers[i].rib.export.policy, &lines);
	}
	add_new_lines(&lines, &kept);
	text_add(out, text_str(&kept));
	if (kept.size > 0)
		text_add(out, "!\n");
	text_done(&lines);
	text_done(&kept);
}

/* Route maps */

struct map {
	const struct node_conf *conf;
	const struct node_peer_conf *peer;
	bool in;
	uint32_t sequence;
	struct text *out;
};

static void begin_entry(struct map *map, bool permit)
{
	map->sequence += STEP;
	text_add(map->out, "route-map ");
	frr_policy_map_name(map->peer, map->in, map->out);
	text_addf(map->out, " %s %u\n", permit ? "permit" : "deny", map->sequence);
}

static const char *family_word(const struct map *map)
{
	return map->peer->rib.peer_address.family == ADDR_IPV6 ? "ipv6" : "ip";
}

static const char *origin_word(uint8_t origin)
{
	return origin == BGP_ORIGIN_IGP ? "igp" : origin == BGP_ORIGIN_EGP ? "egp" : "incomplete";
}

/* A route that comes in begins elsewhere. */
static bool asks_where(const struct map *map, const struct rib_conditions *conditions)
{
	return !map->in && conditions->begins != RIB_BEGINS_ANYWHERE;
}

static void match_prefixes(const struct map *map, const struct rib_route_policy *policy,
                           const struct rib_statement *statement)
{
	const struct rib_conditions *conditions = &statement->conditions;

	if (asks_where(map, conditions)) {
		text_addf(map->out, " match %s address prefix-list ", family_word(map));
		local_name(policy, statement, map->out);
		text_add(map->out, "\n");
	} else if (conditions->prefixes != NULL) {
		text_addf(map->out, " match %s address prefix-list ", family_word(map));
		frr_policy_name(conditions->prefixes->name, map->out);
		text_add(map->out, "\n");
	}
}

static void matches(const struct map *map, const struct rib_route_policy *policy,
                    const struct rib_statement *statement)
{
	const struct rib_conditions *conditions = &statement->conditions;

	match_prefixes(map, policy, statement);
	if (conditions->as_paths != NULL) {
		text_add(map->out, " match as-path ");
		frr_policy_name(conditions->as_paths->name, map->out);
		text_add(map->out, "\n");
	}
	if (conditions->communities != NULL) {
		text_add(map->out, " match community ");
		frr_policy_name(conditions->communities->name, map->out);
		text_add(map->out, "\n");
	}
	if (conditions->origin_set)
		text_addf(map->out, " match origin %s\n", origin_word(conditions->origin));
}

static void set_next_hop(const struct map *map, const struct addr *address)
{
	char text[ADDR_TEXT_MAX];

	if (address->family != map->peer->rib.peer_address.family)
		return;
	text_addf(map->out, " set %s next-hop%s %s\n", family_word(map),
	          address->family == ADDR_IPV6 ? " global" : "", addr_format(address, text));
}

static void set_communities(const struct map *map, const struct rib_route_policy *policy,
                            const struct rib_statement *statement)
{
	const struct rib_actions *actions = &statement->actions;
	struct text name = {0};

	if (actions->remove_count > 0) {
		removal_name(policy, statement, &name);
		text_add(map->out, " set comm-list ");
		frr_policy_name(text_str(&name), map->out);
		text_add(map->out, " delete\n");
	}
	if (actions->replace && actions->add_count == 0)
		text_add(map->out, " set community none\n");
	if (actions->add_count > 0) {
		text_add(map->out, " set community");
		for (uint32_t i = 0; i < actions->add_count; i++)
			text_addf(map->out, " %" PRIu32 ":%" PRIu32, actions->add[i] >> HALF,
			          actions->add[i] & HALF_MASK);
		text_add(map->out, actions->replace ? "\n" : " additive\n");
	}
	text_done(&name);
}

static void repeat(struct text *out, uint32_t asn, unsigned times)
{
	for (unsigned i = 0; i < times; i++)
		text_addf(out, " %" PRIu32, asn);
}

/* What the policy puts in front, and before that what the session does. */
static void set_path(const struct map *map, const struct rib_actions *actions, bool accepts)
{
	bool leaves = !map->in && accepts && rib_peer_external(&map->peer->rib);
	unsigned own = leaves ? map->peer->rib.export.prepend : 0;

	if (own + actions->prepend == 0)
		return;
	text_add(map->out, " set as-path prepend");
	repeat(map->out, map->conf->asn, own);
	repeat(map->out, actions->prepend_as != 0 ? actions->prepend_as : map->conf->asn,
	       actions->prepend);
	text_add(map->out, "\n");
}

static void set_med(const struct map *map, const struct rib_actions *actions, bool accepts)
{
	const struct rib_export *export = &map->peer->rib.export;

	if (!map->in && accepts && export->med_set && rib_peer_external(&map->peer->rib))
		text_addf(map->out, " set metric %" PRIu32 "\n", export->med);
	else if (actions->med_change != RIB_MED_KEEP)
		text_addf(map->out, " set metric %s%" PRIu32 "\n",
		          actions->med_change == RIB_MED_ADD        ? "+"
		          : actions->med_change == RIB_MED_SUBTRACT ? "-"
		                                                    : "",
		          actions->med);
}

static void sets(const struct map *map, const struct rib_route_policy *policy,
                 const struct rib_statement *statement)
{
	const struct rib_actions *actions = &statement->actions;
	bool accepts = statement->outcome == RIB_ACCEPT;

	if (actions->local_pref_set)
		text_addf(map->out, " set local-preference %" PRIu32 "\n", actions->local_pref);
	set_med(map, actions, accepts);
	if (actions->origin_set)
		text_addf(map->out, " set origin %s\n", origin_word(actions->origin));
	set_path(map, actions, accepts);
	set_communities(map, policy, statement);
	if (actions->next_hop_change == RIB_CHANGE_HOP_TO)
		set_next_hop(map, &actions->next_hop);
}

/* First of all, so that statements may set another. */
static void add_next_hop(struct map *map, const struct addr *next_hop)
{
	if (map->in || next_hop->family != map->peer->rib.peer_address.family)
		return;
	text_add(map->out, "! The lab's own routes go by another address.\n");
	begin_entry(map, true);
	set_next_hop(map, next_hop);
	text_add(map->out, " on-match next\nexit\n!\n");
}

/* The map is for one neighbour, so which statements name it is known. FRR's own "match peer" is of
 * no use on the way out. */
static bool is_for(const struct node_peer_conf *peer, const struct rib_conditions *conditions)
{
	return !addr_is_set(&conditions->neighbour) ||
	       addr_equal(&conditions->neighbour, &peer->rib.peer_address);
}

static void add_statement(struct map *map, const struct rib_route_policy *policy,
                          const struct rib_statement *statement)
{
	if (!is_for(map->peer, &statement->conditions) ||
	    (map->in && statement->conditions.begins == RIB_BEGINS_HERE))
		return;
	text_addf(map->out, "! policy %s, statement %s\n", policy->name, statement->name);
	begin_entry(map, statement->outcome != RIB_REJECT);
	matches(map, policy, statement);
	if (statement->outcome != RIB_REJECT)
		sets(map, policy, statement);
	if (statement->outcome == RIB_GO_ON)
		text_add(map->out, " on-match next\n");
	text_add(map->out, "exit\n!\n");
}

static const struct rib_policy_chain *chain_of(const struct node_peer_conf *peer, bool in)
{
	return in ? peer->rib.import.policy : peer->rib.export.policy;
}

bool frr_policy_needs_map(const struct node_peer_conf *peer, bool in, const struct addr *next_hop)
{
	const struct rib_export *export = &peer->rib.export;

	if (chain_of(peer, in) != NULL)
		return true;
	return !in && (addr_is_set(next_hop) ||
	               (rib_peer_external(&peer->rib) && (export->prepend > 0 || export->med_set)));
}

void frr_policy_map(const struct node_conf *conf, const struct node_peer_conf *peer, bool in,
                    const struct addr *next_hop, struct text *out)
{
	const struct rib_policy_chain *chain = chain_of(peer, in);
	struct map map = {conf, peer, in, 0, out};
	struct rib_statement rest = {.outcome = RIB_ACCEPT};

	add_next_hop(&map, next_hop);
	for (uint32_t i = 0; chain != NULL && i < chain->count; i++)
		for (uint32_t k = 0; k < chain->policies[i]->count; k++)
			add_statement(&map, chain->policies[i], &chain->policies[i]->statements[k]);
	if (chain != NULL)
		text_addf(out, "! the default of policy %s\n",
		          chain->policies[chain->count - 1]->name);
	begin_entry(&map, chain == NULL || chain->policies[chain->count - 1]->accept);
	if (chain == NULL || chain->policies[chain->count - 1]->accept)
		sets(&map, NULL, &rest);
	text_add(out, "exit\n!\n");
}
