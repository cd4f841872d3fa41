/* The rows of policy settings, and how their kinds of values are written. */
#include "report/policy_fields.h"

#include <inttypes.h>

#include "base/check.h"
#include "bgp/community.h"
#include "report/frame/json.h"
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

static void flag_json(const struct policy_field *field, const struct node_peer_conf *peer,
                      cJSON *object)
{
	json_flag(object, field->member, flag(field, peer));
}

/* The member says the opposite of the field. */
static void not_flag_json(const struct policy_field *field, const struct node_peer_conf *peer,
                          cJSON *object)
{
	json_flag(object, field->member, !flag(field, peer));
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

static void number_json(const struct policy_field *field, const struct node_peer_conf *peer,
                        cJSON *object)
{
	json_number_unless_zero(object, field->member, number(field, peer));
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

static void add_communities(cJSON *object, const char *name, struct span communities)
{
	struct text text = {0};

	community_format(communities, &text);
	json_words(object, name, text_str(&text));
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

static void mark_json(const struct policy_field *field, const struct node_peer_conf *peer,
                      cJSON *object)
{
	uint8_t bytes[4];
	struct writer writer = writer_of(bytes, sizeof(bytes));

	writer_u32(&writer, peer->rib.import.mark);
	if (peer->rib.import.mark != 0)
		add_communities(object, field->member, writer_written(&writer));
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

static void tags_json(const struct policy_field *field, const struct node_peer_conf *peer,
                      cJSON *object)
{
	const struct rib_export *export = &peer->rib.export;
	uint8_t bytes[4 * RIB_TAG_MAX];
	struct writer writer = writer_of(bytes, sizeof(bytes));

	community_union((struct span){0}, export->tags, tag_count(export), &writer);
	add_communities(object, field->member, writer_written(&writer));
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

static void strip_json(const struct policy_field *field, const struct node_peer_conf *peer,
                       cJSON *object)
{
	const uint16_t *strip = peer->rib.export.strip;
	cJSON *list;

	if (strip[0] == 0)
		return;
	list = cJSON_AddArrayToObject(object, field->member);
	for (unsigned i = 0; i < RIB_STRIP_MAX && strip[i] != 0; i++)
		cJSON_AddItemToArray(list, cJSON_CreateNumber(strip[i]));
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

static void groups_member(cJSON *object, const char *name, rib_groups groups)
{
	cJSON *list;

	if (groups == 0)
		return;
	list = cJSON_AddArrayToObject(object, name);
	for (unsigned i = 0; i < PLAN_GROUP_COUNT; i++) {
		if (groups & rib_group_bit(i))
			cJSON_AddItemToArray(
			    list, cJSON_CreateString(plan_group_name((enum plan_group)i)));
	}
}

static void groups_json(const struct policy_field *field, const struct node_peer_conf *peer,
                        cJSON *object)
{
	groups_member(object, field->member, number(field, peer));
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
	if (rewrite->groups != all) {
		text_add(out, " from ");
		add_groups(rewrite->groups, out);
	}
}

static void rewrite_json(const struct policy_field *field, const struct node_peer_conf *peer,
                         cJSON *object)
{
	const struct rib_rewrite *rewrite = &peer->rib.export.rewrite;
	cJSON *inner;

	if (rewrite->groups == 0)
		return;
	inner = cJSON_AddObjectToObject(object, field->member);
	groups_member(inner, "groups", rewrite->groups);
	json_number_unless_zero(inner, "prependAs", rewrite->prepend > 0 ? rewrite->prepend_as : 0);
	json_number_unless_zero(inner, "prepend", rewrite->prepend);
	if (rewrite->origin_set)
		json_text(inner, "origin", bgp_origin_name(rewrite->origin));
}

/* AS numbers and metrics */

static void override_words(const struct policy_field *field, const struct node_peer_conf *peer,
                           struct text *out)
{
	const struct rib_export *export = &peer->rib.export;

	if (export->override_from == 0)
		return;
	text_addf(out, "%" PRIu32 " %s ", export->override_from, field->phrase);
	for (unsigned i = 0; i < RIB_OVERRIDE_MAX && export->override_only[i] != 0; i++)
		text_addf(out, "%s%" PRIu32, i == 0 ? "" : "/", export->override_only[i]);
	text_add(out, " only");
}

static void override_json(const struct policy_field *field, const struct node_peer_conf *peer,
                          cJSON *object)
{
	const struct rib_export *export = &peer->rib.export;
	cJSON *only;

	if (export->override_from == 0)
		return;
	json_number(object, field->member, export->override_from);
	only = cJSON_AddArrayToObject(object, "overrideOnly");
	for (unsigned i = 0; i < RIB_OVERRIDE_MAX && export->override_only[i] != 0; i++)
		cJSON_AddItemToArray(only, cJSON_CreateNumber(export->override_only[i]));
}

static void metric_words(const struct policy_field *field, const struct node_peer_conf *peer,
                         struct text *out)
{
	if (peer->rib.export.med_set || peer->rib.export.med > 0)
		text_addf(out, "%s %" PRIu32, field->phrase, peer->rib.export.med);
}

static void metric_json(const struct policy_field *field, const struct node_peer_conf *peer,
                        cJSON *object)
{
	if (peer->rib.export.med_set || peer->rib.export.med > 0)
		json_number(object, field->member, peer->rib.export.med);
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

static void filter_json(const struct policy_field *field, const struct node_peer_conf *peer,
                        cJSON *object)
{
	const struct rib_filter *filter = filter_of(field, peer);
	cJSON *rules;

	if (filter == NULL)
		return;
	rules = cJSON_AddArrayToObject(object, field->member);
	for (uint32_t i = 0; i < filter->count; i++) {
		cJSON *rule = cJSON_CreateObject();

		json_prefix(rule, "prefix", &filter->rules[i].prefix);
		json_number(rule, "lengthMin", filter->rules[i].length_min);
		json_number(rule, "lengthMax", filter->rules[i].length_max);
		cJSON_AddBoolToObject(rule, "permit", filter->rules[i].permit);
		cJSON_AddItemToArray(rules, rule);
	}
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

static void limit_json(const struct policy_field *field, const struct node_peer_conf *peer,
                       cJSON *object)
{
	if (peer->rib.families[limited_family(field)])
		number_json(field, peer, object);
}

/* clang-format off */
#define PEER(field)   offsetof(struct node_peer_conf, field), sizeof(((struct node_peer_conf *)0)->field)
#define IMPORT(field) PEER(rib.import.field)
#define EXPORT(field) PEER(rib.export.field)
#define OVERRIDE      offsetof(struct node_peer_conf, rib.export.override_from), \
                      sizeof(uint32_t) * (1 + RIB_OVERRIDE_MAX)

const struct policy_field policy_import_fields[] = {
	{IMPORT(own_as_allowed),       "ownAsAllowed",          5,  "own AS allowed",         times_words,         number_json},
	{IMPORT(any_first_as),         "checkFirstAs",          6,  "any first AS",           flag_words,          not_flag_json},
	{IMPORT(refuse_only_as),       "remoteVnetAs",          3,  "no other VNets' routes", any_number_words,    number_json},
	{IMPORT(mark),                 "mark",                  4,  "unless marked",          mark_words,          mark_json},
	{IMPORT(refuse_marked),        "refuseMarked",          4,  "nothing marked",         refuse_marked_words, flag_json},
	{IMPORT(refuse_own_prefix),    "refuseOwnPrefix",       7,  "no prefix of its own",   flag_words,          flag_json},
	{IMPORT(weight),               "weight",                1,  "weight",                 number_words,        number_json},
	{IMPORT(local_pref),           "localPref",             2,  "local-pref",             number_words,        number_json},
	{PEER(prefix_limit[ADDR_IPV4]), "prefixLimitIpv4",      9,  "IPv4",                   limit_words,         limit_json},
	{PEER(prefix_limit[ADDR_IPV6]), "prefixLimitIpv6",      10, "IPv6",                   limit_words,         limit_json},
	{PEER(prefix_limit_cumulative), "prefixLimitCumulative", 0, NULL,                     NULL,                flag_json},
	{PEER(rib.igp_metric),         "igpMetric",             11, "IGP metric",             number_words,        number_json},
	{IMPORT(filter),               "filter",                8,  "prefix filter of",       filter_words,        filter_json},
};

const struct policy_field policy_export_fields[] = {
	{EXPORT(originated_only),      "originatedOnly",     1,  "own routes only",             flag_words,     flag_json},
	{EXPORT(remove_private_as),    "removePrivateAs",    7,  "no private AS",               flag_words,     flag_json},
	{EXPORT(next_hop_unchanged),   "nextHopUnchanged",   16, "next hop unchanged",          flag_words,     flag_json},
	{EXPORT(next_hop_self),        "nextHopSelf",        15, "next hop self",               flag_words,     flag_json},
	{EXPORT(best_of),              "bestOf",             4,  "best of", groups_words, groups_json},
	{EXPORT(skip_peer_as),         "skipPeerAs",         5,  "nothing with the peer's AS",  flag_words,     flag_json},
	{EXPORT(strip_communities),    "stripCommunities",   12, "no communities",              flag_words,     flag_json},
	{OVERRIDE,                     "overrideFrom",       8,  "becomes own AS in paths of",  override_words, override_json},
	{EXPORT(prepend),              "prepend",            9,  "prepend",                     number_words,   number_json},
	{EXPORT(withheld),             "withheld",           3,  "not",                         groups_words,   groups_json},
	{EXPORT(rewrite),              "rewrite",            10, NULL,                          rewrite_words,  rewrite_json},
	{EXPORT(strip),                "stripCommunitiesOf", 14, "no communities",              strip_words,    strip_json},
	{EXPORT(med),                  "metric",             11, "metric",                      metric_words,   metric_json},
	{EXPORT(med_set),              NULL,                 0,  NULL,                          NULL,           NULL},
	{EXPORT(tags),                 "tags",               13, "tag",                         tags_words,     tags_json},
	{EXPORT(ignore_no_export),     "ignoreNoExport",     18, "no-export ignored",           flag_words,     flag_json},
	{EXPORT(filter),               "filter",             17, "prefix filter of",            filter_words,   filter_json},
	{PEER(rib.client),             NULL,                 2,  "reflected",                   flag_words,     NULL},
	{PEER(rib.site_of_origin),     NULL,                 6,  "not back to site",            number_words,   NULL},
};
/* clang-format on */

const unsigned policy_import_field_count = COUNT_OF(policy_import_fields);
const unsigned policy_export_field_count = COUNT_OF(policy_export_fields);
