/* Says the policies of one end of a session. */
#include "report/plan_policy.h"

#include "bgp/community.h"
#include "topo/plan/plan.h"

void plan_tell_communities(struct view *view, const char *key, struct span communities)
{
	struct text words = {0};

	community_format(communities, &words);
	view_word_list(view, key, text_str(&words));
	text_done(&words);
}

static void tell_filter(struct view *view, const struct rib_filter *filter)
{
	if (filter == NULL)
		return;
	view_list(view, "filter", NULL);
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

static void tell_community(struct view *view, const char *key, uint32_t community)
{
	uint8_t bytes[4];
	struct writer writer = writer_of(bytes, sizeof(bytes));

	writer_u32(&writer, community);
	plan_tell_communities(view, key, writer_written(&writer));
}

static void tell_groups(struct view *view, const char *key, rib_groups groups)
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

static void tell_rewrite(struct view *view, const struct rib_rewrite *rewrite)
{
	if (rewrite->groups == 0)
		return;
	view_open(view, "rewrite");
	tell_groups(view, "groups", rewrite->groups);
	view_unless_zero(view, "prependAs", rewrite->prepend > 0 ? rewrite->prepend_as : 0);
	view_unless_zero(view, "prepend", rewrite->prepend);
	if (rewrite->origin_set)
		view_text(view, "origin", bgp_origin_name(rewrite->origin));
	view_close(view);
}

static void tell_strip(struct view *view, const struct rib_export *export)
{
	if (export->strip[0] == 0)
		return;
	view_list(view, "stripCommunitiesOf", NULL);
	for (unsigned i = 0; i < RIB_STRIP_MAX && export->strip[i] != 0; i++)
		view_unsigned(view, NULL, export->strip[i]);
	view_close(view);
}

static void tell_import(struct view *view, const struct node_peer_conf *peer)
{
	const struct rib_import *import = &peer->rib.import;

	view_open(view, "import");
	view_unless_zero(view, "ownAsAllowed", import->own_as_allowed);
	view_flag(view, "checkFirstAs", import->check_first_as);
	view_unless_zero(view, "remoteVnetAs", import->remote_vnet_as);
	if (import->mark != 0)
		tell_community(view, "mark", import->mark);
	view_flag(view, "refuseMarked", import->refuse_marked);
	view_flag(view, "refuseOwnPrefix", import->refuse_own_prefix);
	view_unless_zero(view, "weight", import->weight);
	view_unless_zero(view, "localPref", import->local_pref);
	if (peer->rib.families[ADDR_IPV4])
		view_unless_zero(view, "prefixLimitIpv4", peer->prefix_limit[ADDR_IPV4]);
	if (peer->rib.families[ADDR_IPV6])
		view_unless_zero(view, "prefixLimitIpv6", peer->prefix_limit[ADDR_IPV6]);
	view_flag(view, "prefixLimitCumulative", peer->prefix_limit_cumulative);
	view_unless_zero(view, "igpMetric", peer->rib.igp_metric);
	tell_filter(view, import->filter);
	view_close(view);
}

static void tell_override(struct view *view, const struct rib_export *export)
{
	if (export->override_from == 0)
		return;
	view_unsigned(view, "overrideFrom", export->override_from);
	view_list(view, "overrideOnly", NULL);
	for (unsigned i = 0; i < RIB_OVERRIDE_MAX && export->override_only[i] != 0; i++)
		view_unsigned(view, NULL, export->override_only[i]);
	view_close(view);
}

static void tell_tags(struct view *view, const struct rib_export *export)
{
	uint8_t bytes[4 * RIB_TAG_MAX];
	struct writer writer = writer_of(bytes, sizeof(bytes));

	community_union((struct span){0}, export->tags, export->tag_count, &writer);
	plan_tell_communities(view, "tags", writer_written(&writer));
}

static void tell_export(struct view *view, const struct rib_export *export)
{
	view_open(view, "export");
	view_flag(view, "originatedOnly", export->originated_only);
	view_flag(view, "removePrivateAs", export->remove_private_as);
	view_flag(view, "nextHopUnchanged", export->next_hop_unchanged);
	view_flag(view, "nextHopSelf", export->next_hop_self);
	tell_groups(view, "bestOf", export->best_of);
	view_flag(view, "skipPeerAs", export->skip_peer_as);
	view_flag(view, "stripCommunities", export->strip_communities);
	tell_override(view, export);
	view_unless_zero(view, "prepend", export->prepend);
	tell_groups(view, "withheld", export->withheld);
	tell_rewrite(view, &export->rewrite);
	tell_strip(view, export);
	if (export->med_set || export->med > 0)
		view_unsigned(view, "metric", export->med);
	tell_tags(view, export);
	tell_filter(view, export->filter);
	view_close(view);
}

void plan_tell_policies(struct view *view, const struct node_peer_conf *peer)
{
	tell_import(view, peer);
	tell_export(view, &peer->rib.export);
}
