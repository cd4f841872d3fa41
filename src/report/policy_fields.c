/* The rows of policy settings, and how their kinds of values are written. */
#include "report/policy_fields.h"

#include <inttypes.h>

#include "base/check.h"
#include "bgp/community.h"
#include "rib/route_policy.h"
#include "topo/plan/plan.h"

enum { OWN_AS_ANY = 255 };

static const void *value_of(const struct policy_field *field, const struct node_peer_conf *peer)
{
	return (const char *)peer + field->offset;
}

/* Flags */

static bool flag(const struct policy_field *field, const struct node_peer_conf *peer)
{
	return *(const bool *)value_of(field, peer);
}

static void flag_words(const struct policy_field *field, const struct node_peer_conf *peer,
                       struct text *out)
{
	if (flag(field, peer))
		text_add(out, field->phrase);
}

static void tell_flag(const struct policy_field *field, const struct node_peer_conf *peer,
                      struct view *view)
{
	view_flag(view, field->member, flag(field, peer));
}

/* The member says the opposite of the field. */
static void tell_not_flag(const struct policy_field *field, const struct node_peer_conf *peer,
                          struct view *view)
{
	view_flag(view, field->member, !flag(field, peer));
}

/* Numbers */

static uint32_t number(const struct policy_field *field, const struct node_peer_conf *peer)
{
	if (field->size == sizeof(uint8_t))
		return *(const uint8_t *)value_of(field, peer);
	CHECK(field->size == sizeof(uint32_t));
	return *(const uint32_t *)value_of(field, peer);
}

static void number_words(const struct policy_field *field, const struct node_peer_conf *peer,
                         struct text *out)
{
	if (number(field, peer) != 0)
		text_addf(out, "%s %" PRIu32, field->phrase, number(field, peer));
}

/* What it is set to does not matter. */
static void any_number_words(const struct policy_field *field, const struct node_peer_conf *peer,
                             struct text *out)
{
	if (number(field, peer) != 0)
		text_add(out, field->phrase);
}

static void tell_number(const struct policy_field *field, const struct node_peer_conf *peer,
                        struct view *view)
{
	view_unless_zero(view, field->member, number(field, peer));
}

static void times_words(const struct policy_field *field, const struct node_peer_conf *peer,
                        struct text *out)
{
	uint32_t times = number(field, peer);

	any_number_words(field, peer, out);
	if (times > 0 && times < OWN_AS_ANY)
		text_addf(out, " %" PRIu32 " times", times);
}

/* Communities */

static void tell_communities(struct view *view, const char *key, struct span communities)
{
	struct text text = {0};

	community_format(communities, &text);
	view_word_list(view, key, text_str(&text));
	text_done(&text);
}

static void community_words(const char *phrase, uint32_t community, struct text *out)
{
	uint8_t bytes[4];
	struct writer writer = writer_of(bytes, sizeof(bytes));

	writer_u32(&writer, community);
	text_addf(out, "%s ", phrase);
	community_format(writer_written(&writer), out);
}

static void mark_words(const struct policy_field *field, const struct node_peer_conf *peer,
                       struct text *out)
{
	if (peer->rib.import.mark != 0 && !peer->rib.import.refuse_marked)
		community_words(field->phrase, peer->rib.import.mark, out);
}

static void refuse_marked_words(const struct policy_field *field, const struct node_peer_conf *peer,
                                struct text *out)
{
	if (peer->rib.import.refuse_marked)
		community_words(field->phrase, peer->rib.import.mark, out);
}

static void tell_mark(const struct policy_field *field, const struct node_peer_conf *peer,
                      struct view *view)
{
	uint8_t bytes[4];
	struct writer writer = writer_of(bytes, sizeof(bytes));

	writer_u32(&writer, peer->rib.import.mark);
	if (peer->rib.import.mark != 0)
		tell_communities(view, field->member, writer_written(&writer));
}

static unsigned tag_count(const struct rib_export *export)
{
	unsigned count = 0;

	while (count < RIB_TAG_MAX && export->tags[count] != 0)
		count++;
	return count;
}

static void tags_words(const struct policy_field *field, const struct node_peer_conf *peer,
                       struct text *out)
{
	const struct rib_export *export = &peer->rib.export;
	uint8_t bytes[4 * RIB_TAG_MAX];
	struct writer writer = writer_of(bytes, sizeof(bytes));

	if (tag_count(export) == 0)
		return;
	community_union((struct span){0}, export->tags, tag_count(export), &writer);
	text_addf(out, "%s ", field->phrase);
	community_format(writer_written(&writer), out);
}

static void tell_tags(const struct policy_field *field, const struct node_peer_conf *peer,
                      struct view *view)
{
	const struct rib_export *export = &peer->rib.export;
	uint8_t bytes[4 * RIB_TAG_MAX];
	struct writer writer = writer_of(bytes, sizeof(bytes));

	community_union((struct span){0}, export->tags, tag_count(export), &writer);
	tell_communities(view, field->member, writer_written(&writer));
}

static void strip_words(const struct policy_field *field, const struct node_peer_conf *peer,
                        struct text *out)
{
	const uint16_t *strip = peer->rib.export.strip;

	if (strip[0] == 0)
		return;
	text_addf(out, "%s ", field->phrase);
	for (unsigned i = 0; i < RIB_STRIP_MAX && strip[i] != 0; i++)
		text_addf(out, "%s%u:*", i == 0 ? "" : "/", strip[i]);
}

static void tell_strip(const struct policy_field *field, const struct node_peer_conf *peer,
                       struct view *view)
{
	const uint16_t *strip = peer->rib.export.strip;

	if (strip[0] == 0)
		return;
	view_list(view, field->member, NULL);
	for (unsigned i = 0; i < RIB_STRIP_MAX && strip[i] != 0; i++)
		view_unsigned(view, NULL, strip[i]);
	view_close(view);
}

/* Groups of routes */

static void add_groups(rib_groups groups, struct text *out)
{
	const char *between = "";

	for (unsigned i = 0; i < PLAN_GROUP_COUNT; i++) {
		if ((groups & rib_group_bit(i)) == 0)
			continue;
		text_addf(out, "%s%s", between, plan_group_name((enum plan_group)i));
		between = "/";
	}
}

static void groups_words(const struct policy_field *field, const struct node_peer_conf *peer,
                         struct text *out)
{
	if (number(field, peer) == 0)
		return;
	text_addf(out, "%s ", field->phrase);
	add_groups(number(field, peer), out);
}

static void groups_member(struct view *view, const char *key, rib_groups groups)
{
	if (groups == 0)
		return;
	view_list(view, key, NULL);
	for (unsigned i = 0; i < PLAN_GROUP_COUNT; i++) {
		if (groups & rib_group_bit(i))
			view_text(view, NULL, plan_group_name((enum plan_group)i));
	}
	view_close(view);
}

static void tell_groups(const struct policy_field *field, const struct node_peer_conf *peer,
                        struct view *view)
{
	groups_member(view, field->member, number(field, peer));
}

static void rewrite_words(const struct policy_field *field, const struct node_peer_conf *peer,
                          struct text *out)
{
	const struct rib_rewrite *rewrite = &peer->rib.export.rewrite;
	rib_groups all = rib_group_bit(PLAN_GROUP_COUNT) - 1;

	(void)field;
	if (rewrite->groups == 0)
		return;
	if (rewrite->prepend > 0)
		text_addf(out, "%u times %" PRIu32 " in front", rewrite->prepend,
		          rewrite->prepend_as);
	if (rewrite->origin_set)
		text_addf(out, "%sorigin %s", rewrite->prepend > 0 ? " and " : "",
		          bgp_origin_name(rewrite->origin));
	if (rewrite->local_pref != 0)
		text_addf(out, "%slocal-pref %" PRIu32,
		          rewrite->prepend > 0 || rewrite->origin_set ? " and " : "",
		          rewrite->local_pref);
	if (rewrite->groups != all) {
		text_add(out, " from ");
		add_groups(rewrite->groups, out);
	}
}

static void tell_rewrite(const struct policy_field *field, const struct node_peer_conf *peer,
                         struct view *view)
{
	const struct rib_rewrite *rewrite = &peer->rib.export.rewrite;

	if (rewrite->groups == 0)
		return;
	view_open(view, field->member);
	groups_member(view, "groups", rewrite->groups);
	view_unless_zero(view, "prependAs", rewrite->prepend > 0 ? rewrite->prepend_as : 0);
	view_unless_zero(view, "prepend", rewrite->prepend);
	if (rewrite->origin_set)
		view_text(view, "origin", bgp_origin_name(rewrite->origin));
	view_unless_zero(view, "localPref", rewrite->local_pref);
	view_close(view);
}

/* AS numbers and metrics */

static void override_words(const struct policy_field *field, const struct node_peer_conf *peer,
                           struct text *out)
{
	const struct rib_export *export = &peer->rib.export;

	if (export->override_from == 0)
		return;
	text_addf(out, "%" PRIu32 " %s", export->override_from, field->phrase);
	if (export->override_only[0] == 0)
		return;
	text_add(out, " in paths of ");
	for (unsigned i = 0; i < RIB_OVERRIDE_MAX && export->override_only[i] != 0; i++)
		text_addf(out, "%s%" PRIu32, i == 0 ? "" : "/", export->override_only[i]);
	text_add(out, " only");
}

static void tell_override(const struct policy_field *field, const struct node_peer_conf *peer,
                          struct view *view)
{
	const struct rib_export *export = &peer->rib.export;

	if (export->override_from == 0)
		return;
	view_unsigned(view, field->member, export->override_from);
	view_list(view, "overrideOnly", NULL);
	for (unsigned i = 0; i < RIB_OVERRIDE_MAX && export->override_only[i] != 0; i++)
		view_unsigned(view, NULL, export->override_only[i]);
	view_close(view);
}

static void metric_words(const struct policy_field *field, const struct node_peer_conf *peer,
                         struct text *out)
{
	if (peer->rib.export.med_set || peer->rib.export.med > 0)
		text_addf(out, "%s %" PRIu32, field->phrase, peer->rib.export.med);
}

static void tell_metric(const struct policy_field *field, const struct node_peer_conf *peer,
                        struct view *view)
{
	if (peer->rib.export.med_set || peer->rib.export.med > 0)
		view_unsigned(view, field->member, peer->rib.export.med);
}

/* Prefixes: filters and limits */

static const struct rib_filter *filter_of(const struct policy_field *field,
                                          const struct node_peer_conf *peer)
{
	return *(const struct rib_filter *const *)value_of(field, peer);
}

static void filter_words(const struct policy_field *field, const struct node_peer_conf *peer,
                         struct text *out)
{
	if (filter_of(field, peer) != NULL)
		text_addf(out, "%s %" PRIu32, field->phrase, filter_of(field, peer)->count);
}

static void tell_filter(const struct policy_field *field, const struct node_peer_conf *peer,
                        struct view *view)
{
	const struct rib_filter *filter = filter_of(field, peer);

	if (filter == NULL)
		return;
	view_list(view, field->member, NULL);
	for (uint32_t i = 0; i < filter->count; i++) {
		view_row(view);
		view_prefix(view, "prefix", &filter->rules[i].prefix);
		view_unsigned(view, "lengthMin", filter->rules[i].length_min);
		view_unsigned(view, "lengthMax", filter->rules[i].length_max);
		view_bool(view, "permit", filter->rules[i].permit);
		view_close(view);
	}
	view_close(view);
}

/* Routing policies */

static const struct rib_policy_chain *chain_of(const struct policy_field *field,
                                               const struct node_peer_conf *peer)
{
	return *(const struct rib_policy_chain *const *)value_of(field, peer);
}

static void chain_words(const struct policy_field *field, const struct node_peer_conf *peer,
                        struct text *out)
{
	const struct rib_policy_chain *chain = chain_of(field, peer);

	for (uint32_t i = 0; chain != NULL && i < chain->count; i++)
		text_addf(out, "%s%s", i == 0 ? field->phrase : "/", chain->policies[i]->name);
}

static void tell_chain(const struct policy_field *field, const struct node_peer_conf *peer,
                       struct view *view)
{
	const struct rib_policy_chain *chain = chain_of(field, peer);

	if (chain == NULL)
		return;
	view_list(view, field->member, NULL);
	for (uint32_t i = 0; i < chain->count; i++)
		view_text(view, NULL, chain->policies[i]->name);
	view_close(view);
}

static uint8_t limited_family(const struct policy_field *field)
{
	return (uint8_t)((field->offset - offsetof(struct node_peer_conf, prefix_limit)) /
	                 sizeof(uint32_t));
}

static void limit_words(const struct policy_field *field, const struct node_peer_conf *peer,
                        struct text *out)
{
	if (number(field, peer) == 0 || !peer->rib.families[limited_family(field)])
		return;
	text_addf(out, "at most %" PRIu32 " %s%s", number(field, peer), field->phrase,
	          peer->prefix_limit_cumulative ? " in all" : "");
}

static void tell_limit(const struct policy_field *field, const struct node_peer_conf *peer,
                       struct view *view)
{
	if (peer->rib.families[limited_family(field)])
		tell_number(field, peer, view);
}

/* clang-format off */
#define PEER(field)   offsetof(struct node_peer_conf, field), sizeof(((struct node_peer_conf *)0)->field)
#define IMPORT(field) PEER(rib.import.field)
#define EXPORT(field) PEER(rib.export.field)
#define OVERRIDE      offsetof(struct node_peer_conf, rib.export.override_from), \
                      sizeof(uint32_t) * (1 + RIB_OVERRIDE_MAX)

const struct policy_field policy_import_fields[] = {
	{IMPORT(own_as_allowed),       "ownAsAllowed",          5,  "own AS allowed",         times_words,         tell_number},
	{IMPORT(any_first_as),         "checkFirstAs",          6,  "any first AS",           flag_words,          tell_not_flag},
	{IMPORT(refuse_only_as),       "remoteVnetAs",          3,  "no other VNets' routes", any_number_words,    tell_number},
	{IMPORT(mark),                 "mark",                  4,  "unless marked",          mark_words,          tell_mark},
	{IMPORT(refuse_marked),        "refuseMarked",          4,  "nothing marked",         refuse_marked_words, tell_flag},
	{IMPORT(refuse_own_prefix),    "refuseOwnPrefix",       7,  "no prefix of its own",   flag_words,          tell_flag},
	{IMPORT(weight),               "weight",                1,  "weight",                 number_words,        tell_number},
	{IMPORT(local_pref),           "localPref",             2,  "local-pref",             number_words,        tell_number},
	{PEER(prefix_limit[ADDR_IPV4]), "prefixLimitIpv4",      9,  "IPv4",                   limit_words,         tell_limit},
	{PEER(prefix_limit[ADDR_IPV6]), "prefixLimitIpv6",      10, "IPv6",                   limit_words,         tell_limit},
	{PEER(prefix_limit_cumulative), "prefixLimitCumulative", 0, NULL,                     NULL,                tell_flag},
	{PEER(rib.igp_metric),         "igpMetric",             11, "IGP metric",             number_words,        tell_number},
	{IMPORT(next_hop_on_link),     "nextHopOnLink",         12, "next hops on the link",  flag_words,          tell_flag},
	{IMPORT(destinations_only),    "destinationsOnly",      13, "no loopback or multicast",      flag_words,          tell_flag},
	{IMPORT(filter),               "filter",                8,  "prefix filter of",       filter_words,        tell_filter},
	{IMPORT(policy),               "policies",              12, "policy ",                chain_words,         tell_chain},
};

const struct policy_field policy_export_fields[] = {
	{EXPORT(originated_only),      "originatedOnly",     1,  "own routes only",             flag_words,     tell_flag},
	{EXPORT(remove_private_as),    "removePrivateAs",    7,  "no private AS",               flag_words,     tell_flag},
	{EXPORT(next_hop_unchanged),   "nextHopUnchanged",   16, "next hop unchanged",          flag_words,     tell_flag},
	{EXPORT(next_hop_self),        "nextHopSelf",        15, "next hop self",               flag_words,     tell_flag},
	{EXPORT(best_of),              "bestOf",             4,  "best of", groups_words, tell_groups},
	{EXPORT(skip_peer_as),         "skipPeerAs",         5,  "nothing with the peer's AS",  flag_words,     tell_flag},
	{EXPORT(strip_communities),    "stripCommunities",   12, "no communities",              flag_words,     tell_flag},
	{OVERRIDE,                     "overrideFrom",       8,  "becomes own AS",              override_words, tell_override},
	{EXPORT(prepend),              "prepend",            9,  "prepend",                     number_words,   tell_number},
	{EXPORT(withheld),             "withheld",           3,  "not",                         groups_words,   tell_groups},
	{EXPORT(not_to_announcers),    "notToAnnouncers",    6,  "not to who announces it",     groups_words,   tell_groups},
	{EXPORT(rewrite),              "rewrite",            10, NULL,                          rewrite_words,  tell_rewrite},
	{EXPORT(strip),                "stripCommunitiesOf", 14, "no communities",              strip_words,    tell_strip},
	{EXPORT(med),                  "metric",             11, "metric",                      metric_words,   tell_metric},
	{EXPORT(med_set),              NULL,                 0,  NULL,                          NULL,           NULL},
	{EXPORT(tags),                 "tags",               13, "tag",                         tags_words,     tell_tags},
	{EXPORT(to_sender),            "toSender",           20, "back to who told it",         flag_words,     tell_flag},
	{EXPORT(ignore_no_export),     "ignoreNoExport",     18, "no-export, no-advertise, local-AS ignored",           flag_words,     tell_flag},
	{EXPORT(heed_learned),         "heedLearnedNoExport", 18, "but not of learned routes",  flag_words,     tell_flag},
	{EXPORT(filter),               "filter",             17, "prefix filter of",            filter_words,   tell_filter},
	{EXPORT(policy),               "policies",           19, "policy ",                     chain_words,    tell_chain},
	{PEER(rib.client),             NULL,                 2,  "reflected",                   flag_words,     NULL},
	{PEER(rib.site_of_origin),     NULL,                 6,  "not back to site",            number_words,   NULL},
};
/* clang-format on */

const unsigned policy_import_field_count = COUNT_OF(policy_import_fields);
const unsigned policy_export_field_count = COUNT_OF(policy_export_fields);
