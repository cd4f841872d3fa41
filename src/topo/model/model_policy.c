/* Sets and policies of a lab, and what refers to them. */
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "bgp/as_path.h"
#include "bgp/iana.h"
#include "document/tree.h"
#include "topo/model/model_load.h"

enum { REGEX_SIZE = 4096, REASON_SIZE = 128, HALF = 16, HALF_MASK = 0xffff };

uint8_t load_origin(const struct doc_node *node, const char *leaf)
{
	const char *text = doc_text(node, leaf);

	if (text == NULL || strcmp(text, "igp") == 0)
		return BGP_ORIGIN_IGP;
	return strcmp(text, "egp") == 0 ? BGP_ORIGIN_EGP : BGP_ORIGIN_INCOMPLETE;
}

/* Prefix sets */

static void say_length(struct loader *loader, const struct doc_node *node, const char *leaf,
                       const char *why)
{
	findings_add(loader->findings, SEVERITY_ERROR, doc_place(node, leaf),
	             "%s: %u, which matches nothing; expected %s", leaf, doc_u32(node, leaf), why);
}

static struct rib_filter_rule load_rule(struct loader *loader, const struct doc_node *node)
{
	struct rib_filter_rule rule = {.prefix = load_prefix(node, "ip-prefix"), .permit = true};
	uint32_t bits = addr_bits(rule.prefix.addr.family);
	uint32_t least = doc_has(node, "ge") ? doc_u32(node, "ge") : rule.prefix.length;
	uint32_t most = doc_has(node, "le")   ? doc_u32(node, "le")
	                : doc_has(node, "ge") ? bits
	                                      : rule.prefix.length;

	if (least > bits)
		say_length(loader, node, "ge", "no more than an address has bits");
	else if (least < rule.prefix.length)
		say_length(loader, node, "ge", "at least the length of the prefix");
	else if (most > bits)
		say_length(loader, node, "le", "no more than an address has bits");
	else if (most < least)
		say_length(loader, node, "le", "at least the length of the prefix, and ge");
	rule.length_min = (uint8_t)least;
	rule.length_max = (uint8_t)most;
	return rule;
}

static void load_prefix_set(struct loader *loader, const struct doc_node *node,
                            struct rib_prefix_set *set)
{
	uint32_t count = doc_count(node, "prefix");
	struct rib_filter_rule *rules = arena_alloc(loader->arena, count * sizeof(*rules));
	unsigned doubts = 0;

	set->name = load_name(loader, node, &doubts);
	set->filter.rules = rules;
	for (const struct doc_node *at = doc_child(node, "prefix"); at != NULL; at = doc_next(at))
		if (doc_has(at, "ip-prefix"))
			rules[set->filter.count++] = load_rule(loader, at);
}

/* AS path sets */

static void load_pattern(struct loader *loader, const struct doc_node *node,
                         struct rib_as_path_set *set, struct rib_as_path_pattern *pattern)
{
	char regex[REGEX_SIZE];
	char reason[REASON_SIZE];
	struct quoted quoted;
	bool fits = rib_as_path_regex(doc_value(node), regex, sizeof(regex));
	int error;

	CHECK(fits);
	pattern->text = load_text(loader, doc_value(node));
	error = regcomp(&pattern->regex, regex, REG_EXTENDED | REG_NOSUB);
	if (error == 0) {
		set->count++;
		return;
	}
	regerror(error, &pattern->regex, reason, sizeof(reason));
	findings_add(loader->findings, SEVERITY_ERROR, doc_place(node, NULL),
	             "\"%s\" is no regular expression (%s); expected one such as \"_65010_\"",
	             tree_quote(pattern->text, &quoted), reason);
}

static void load_as_path_set(struct loader *loader, const struct doc_node *node,
                             struct rib_as_path_set *set)
{
	uint32_t count = doc_count(node, "member");
	struct rib_as_path_pattern *patterns =
	    arena_alloc(loader->arena, count * sizeof(*patterns));
	unsigned doubts = 0;

	set->name = load_name(loader, node, &doubts);
	set->patterns = patterns;
	for (const struct doc_node *at = doc_child(node, "member"); at != NULL; at = doc_next(at))
		load_pattern(loader, at, set, &patterns[set->count]);
}

void lab_policies_done(struct lab_policies *policies)
{
	for (uint32_t i = 0; i < policies->as_path_set_count; i++) {
		const struct rib_as_path_set *set = &policies->as_path_sets[i];

		/* The patterns are in the arena of the lab, which is not const here. */
		for (uint32_t k = 0; k < set->count; k++)
			regfree(&((struct rib_as_path_pattern *)set->patterns)[k].regex);
	}
	policies->as_path_set_count = 0;
}

/* Community sets */

static void add_half(const char *text, unsigned shift, struct rib_community_pattern *pattern)
{
	if (*text == '*')
		return;
	pattern->value |= (uint32_t)strtoul(text, NULL, 10) << shift;
	pattern->mask |= (uint32_t)HALF_MASK << shift;
}

static struct rib_community_pattern *
load_patterns(struct loader *loader, const struct doc_node *node, const char *list, uint32_t *count)
{
	struct rib_community_pattern *patterns =
	    arena_alloc(loader->arena, doc_count(node, list) * sizeof(*patterns));

	for (const struct doc_node *at = doc_child(node, list); at != NULL; at = doc_next(at)) {
		struct rib_community_pattern *pattern = &patterns[(*count)++];

		add_half(doc_value(at), HALF, pattern);
		add_half(strchr(doc_value(at), ':') + 1, 0, pattern);
	}
	return patterns;
}

static uint32_t *load_communities(struct loader *loader, const struct doc_node *node,
                                  const char *list, uint32_t *count)
{
	uint32_t *communities =
	    arena_alloc(loader->arena, doc_count(node, list) * sizeof(*communities));

	for (const struct doc_node *at = doc_child(node, list); at != NULL; at = doc_next(at))
		communities[(*count)++] = load_community(doc_value(at));
	return communities;
}

static void load_community_set(struct loader *loader, const struct doc_node *node,
                               struct rib_community_set *set)
{
	unsigned doubts = 0;

	set->name = load_name(loader, node, &doubts);
	set->patterns = load_patterns(loader, node, "member", &set->count);
}

/* Statements */

/* The index of the set that a leaf names among `count` sets of this size, which begin with their
 * names; `count` when there is none. */
static uint32_t find_named(const void *sets, size_t size, uint32_t count, const char *name)
{
	uint32_t i = 0;

	while (i < count &&
	       (name == NULL ||
	        strcmp(*(const char *const *)((const char *)sets + i * size), name) != 0))
		i++;
	return i;
}

static void load_conditions(struct loader *loader, const struct doc_node *node,
                            struct rib_conditions *out)
{
	const struct lab_policies *sets = &loader->lab->policies;
	uint32_t prefixes = find_named(sets->prefix_sets, sizeof(*sets->prefix_sets),
	                               sets->prefix_set_count, doc_text(node, "match-prefix-set"));
	uint32_t paths = find_named(sets->as_path_sets, sizeof(*sets->as_path_sets),
	                            sets->as_path_set_count, doc_text(node, "match-as-path-set"));
	uint32_t communities =
	    find_named(sets->community_sets, sizeof(*sets->community_sets),
	               sets->community_set_count, doc_text(node, "match-community-set"));

	if (prefixes < sets->prefix_set_count)
		out->prefixes = &sets->prefix_sets[prefixes];
	if (paths < sets->as_path_set_count)
		out->as_paths = &sets->as_path_sets[paths];
	if (communities < sets->community_set_count)
		out->communities = &sets->community_sets[communities];
	out->neighbour = load_addr(node, "match-neighbor");
	out->origin_set = doc_has(node, "match-origin");
	out->origin = load_origin(node, "match-origin");
	if (doc_has(node, "match-locally-originated"))
		out->begins = doc_bool(node, "match-locally-originated") ? RIB_BEGINS_HERE
		                                                         : RIB_BEGINS_ELSEWHERE;
}

static void load_med(struct loader *loader, const struct doc_node *node, struct rib_actions *out)
{
	const char *text = doc_text(node, "set-med");
	unsigned long long value;

	if (text == NULL)
		return;
	out->med_change = text[0] == '+'   ? RIB_MED_ADD
	                  : text[0] == '-' ? RIB_MED_SUBTRACT
	                                   : RIB_MED_SET;
	value = strtoull(out->med_change == RIB_MED_SET ? text : text + 1, NULL, 10);
	if (value > UINT32_MAX)
		findings_add(loader->findings, SEVERITY_ERROR, doc_place(node, "set-med"),
		             "a MED of %llu; expected one of 0 to 4294967295", value);
	out->med = (uint32_t)value;
}

static void load_actions(struct loader *loader, const struct doc_node *node,
                         struct rib_actions *out)
{
	const char *next_hop = doc_text(node, "set-next-hop");
	const struct doc_node *prepend = doc_child(node, "prepend");

	out->local_pref_set = doc_has(node, "set-local-preference");
	out->local_pref = doc_u32(node, "set-local-preference");
	load_med(loader, node, out);
	out->origin_set = doc_has(node, "set-origin");
	out->origin = load_origin(node, "set-origin");
	if (next_hop != NULL && strcmp(next_hop, "self") == 0) {
		out->next_hop_change = RIB_CHANGE_HOP_TO_SELF;
	} else if (next_hop != NULL) {
		out->next_hop_change = RIB_CHANGE_HOP_TO;
		out->next_hop = load_addr(node, "set-next-hop");
	}
	out->prepend_as = doc_u32(prepend, "asn");
	out->prepend = doc_u32(prepend, "times");
	out->remove = load_patterns(loader, node, "remove-community", &out->remove_count);
	out->replace = doc_has(node, "set-community");
	out->add = load_communities(loader, node, out->replace ? "set-community" : "add-community",
	                            &out->add_count);
	if (out->replace && (doc_has(node, "add-community") || doc_has(node, "remove-community")))
		findings_add(loader->findings, SEVERITY_ERROR, doc_place(node, "set-community"),
		             "set-community beside others that change communities; expected it "
		             "alone: what it sets takes the place of all");
}

static enum rib_outcome load_outcome(const struct doc_node *node)
{
	const char *text = doc_text(node, "policy-result");

	if (text == NULL)
		return RIB_GO_ON;
	return strcmp(text, "accept-route") == 0 ? RIB_ACCEPT : RIB_REJECT;
}

static bool is_good(const struct doc_node *node, const struct doc_node *conditions)
{
	static const char *const members[] = {"match-prefix-set",    "match-as-path-set",
	                                      "match-community-set", "match-neighbor",
	                                      "match-origin",        "match-locally-originated"};
	bool good = !doc_doubtful(node, "conditions") && !doc_doubtful(node, "actions");

	for (size_t i = 0; i < COUNT_OF(members) && conditions != NULL; i++)
		good = good && !doc_doubtful(conditions, members[i]);
	return good;
}

static void load_statement(struct loader *loader, const struct doc_node *node,
                           struct rib_statement *statement, struct lab_statement *about)
{
	const struct doc_node *conditions = doc_child(node, "conditions");
	const struct doc_node *actions = doc_child(node, "actions");
	unsigned doubts = 0;

	statement->name = load_name(loader, node, &doubts);
	load_conditions(loader, conditions, &statement->conditions);
	load_actions(loader, actions, &statement->actions);
	statement->outcome = load_outcome(actions);
	about->place = doc_place(node, NULL);
	about->good = is_good(node, conditions);
}

static void load_policy(struct loader *loader, const struct doc_node *node,
                        struct lab_policy *policy)
{
	uint32_t count = doc_count(node, "statement");
	struct rib_statement *statements = arena_alloc(loader->arena, count * sizeof(*statements));
	unsigned doubts = 0;

	policy->statements = arena_alloc(loader->arena, count * sizeof(*policy->statements));
	policy->rib.name = load_name(loader, node, &doubts);
	policy->rib.statements = statements;
	policy->rib.accept = strcmp(doc_text(node, "default"), "accept-route") == 0;
	for (const struct doc_node *at = doc_child(node, "statement"); at != NULL;
	     at = doc_next(at)) {
		uint32_t i = policy->rib.count++;

		load_statement(loader, at, &statements[i], &policy->statements[i]);
	}
	policy->partial = doc_doubtful(node, "statement");
	policy->place = doc_place(node, NULL);
}

#define LOAD_SETS(loader, root, list, sets, load)                                          \
	do {                                                                               \
		struct lab_policies *all = &(loader)->lab->policies;                       \
		uint32_t room = doc_count(root, list);                                     \
                                                                                           \
		all->sets##s = arena_alloc((loader)->arena, room * sizeof(*all->sets##s)); \
		all->sets##_places =                                                       \
		    arena_alloc((loader)->arena, room * sizeof(*all->sets##_places));      \
		for (const struct doc_node *at = doc_child(root, list); at != NULL;        \
		     at = doc_next(at)) {                                                  \
			uint32_t i = all->sets##_count++;                                  \
                                                                                           \
			all->sets##_places[i] = doc_place(at, NULL);                       \
			load(loader, at, &all->sets##s[i]);                                \
		}                                                                          \
	} while (0)

void load_policies(struct loader *loader, const struct doc_node *root)
{
	struct lab_policies *policies = &loader->lab->policies;
	uint32_t count = doc_count(root, "policy-definition");

	LOAD_SETS(loader, root, "prefix-set", prefix_set, load_prefix_set);
	LOAD_SETS(loader, root, "as-path-set", as_path_set, load_as_path_set);
	LOAD_SETS(loader, root, "community-set", community_set, load_community_set);
	policies->policies = arena_alloc(loader->arena, count * sizeof(*policies->policies));
	for (const struct doc_node *at = doc_child(root, "policy-definition"); at != NULL;
	     at = doc_next(at))
		load_policy(loader, at, &policies->policies[policies->policy_count++]);
}

/* What refers to them */

static const struct rib_policy_chain *load_chain(struct loader *loader, const struct doc_node *node,
                                                 const char *list)
{
	const struct lab_policies *policies = &loader->lab->policies;
	uint32_t room = doc_count(node, list);
	const struct rib_route_policy **found = arena_alloc(loader->arena, room * sizeof(*found));
	struct rib_policy_chain *chain = arena_alloc(loader->arena, sizeof(*chain));

	for (const struct doc_node *at = doc_child(node, list); at != NULL; at = doc_next(at)) {
		uint32_t i = 0;

		while (i < policies->policy_count &&
		       strcmp(policies->policies[i].rib.name, doc_value(at)) != 0)
			i++;
		if (i == policies->policy_count)
			continue;
		policies->policies[i].used = true;
		found[chain->count++] = &policies->policies[i].rib;
	}
	chain->policies = found;
	return chain->count > 0 ? chain : NULL;
}

struct lab_session_policy load_session_policy(struct loader *loader, const struct doc_node *node)
{
	return (struct lab_session_policy){
	    .import = load_chain(loader, node, "import-policy"),
	    .export = load_chain(loader, node, "export-policy"),
	    .import_place = doc_place(node, "import-policy"),
	    .export_place = doc_place(node, "export-policy"),
	};
}

static struct span load_as_path(struct loader *loader, const struct doc_node *node)
{
	uint8_t room[1024];
	struct writer out = writer_of(room, sizeof(room));
	const char *text = doc_text(node, "as-path");
	uint8_t *kept;

	if (text == NULL)
		return (struct span){NULL, 0};
	if (!as_path_parse(text, &out)) {
		findings_add(loader->findings, SEVERITY_ERROR, doc_place(node, "as-path"),
		             "this is no AS path; expected up to 250 numbers of 1 to 4294967295");
		return (struct span){NULL, 0};
	}
	kept = arena_alloc(loader->arena, out.used);
	memcpy(kept, room, out.used);
	return (struct span){kept, out.used};
}

static void append(struct loader *loader, struct lab_prefixes *list, uint32_t more)
{
	struct prefix *items =
	    arena_alloc(loader->arena, (list->count + (size_t)more) * sizeof(*items));
	struct place *places =
	    arena_alloc(loader->arena, (list->count + (size_t)more) * sizeof(*places));

	if (list->count > 0) {
		memcpy(items, list->items, list->count * sizeof(*items));
		memcpy(places, list->places, list->count * sizeof(*places));
	}
	list->items = items;
	list->places = places;
}

static bool is_among(const struct lab_prefixes *list, const struct prefix *prefix)
{
	for (uint32_t i = 0; i < list->count; i++)
		if (prefix_equal(&list->items[i], prefix))
			return true;
	return false;
}

static void add_announced(struct loader *loader, const struct doc_node *node,
                          struct lab_prefixes *list, const struct prefix *prefix)
{
	char text[PREFIX_TEXT_MAX];

	if (is_among(list, prefix)) {
		findings_add(loader->findings, SEVERITY_ERROR, doc_place(node, NULL),
		             "%s is announced and advertised; expected it once: remove it from "
		             "\"advertise\"",
		             prefix_format(prefix, text));
		return;
	}
	list->items[list->count] = *prefix;
	list->places[list->count++] = doc_place(node, NULL);
}

struct lab_announcements load_announcements(struct loader *loader, const struct doc_node *node,
                                            struct lab_prefixes *advertise)
{
	uint32_t count = doc_count(node, "announce");
	struct lab_announcements list = {0};

	advertise->partial = advertise->partial || doc_doubtful(node, "announce");
	if (count == 0)
		return list;
	list.items = arena_alloc(loader->arena, count * sizeof(*list.items));
	append(loader, advertise, count);
	for (const struct doc_node *at = doc_child(node, "announce"); at != NULL;
	     at = doc_next(at)) {
		struct lab_announcement *item = &list.items[list.count];

		if (!doc_has(at, "prefix"))
			continue;
		list.count++;
		item->prefix = load_prefix(at, "prefix");
		item->origin = load_origin(at, "origin");
		item->med = doc_u32(at, "med");
		item->communities =
		    load_communities(loader, at, "community", &item->community_count);
		item->as_path = load_as_path(loader, at);
		add_announced(loader, at, advertise, &item->prefix);
	}
	return list;
}

const struct lab_announcement *lab_announcement_of(const struct lab_announcements *list,
                                                   const struct prefix *prefix)
{
	for (uint32_t i = 0; i < list->count; i++)
		if (prefix_equal(&list->items[i].prefix, prefix))
			return &list->items[i];
	return NULL;
}
