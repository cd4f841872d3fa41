/* Says policies, times and bandwidths in few words. */
#include "report/policy_words.h"

#include <inttypes.h>

#include "base/instant.h"
#include "bgp/community.h"
#include "topo/plan/plan.h"

enum { OWN_AS_ANY = 255, MBPS_PER_GBPS = 1000 };

static void next_word(struct text *out, size_t start)
{
	if (out->size > start)
		text_add(out, ", ");
}

static void add_community(uint32_t community, struct text *out)
{
	uint8_t bytes[4];
	struct writer writer = writer_of(bytes, sizeof(bytes));

	writer_u32(&writer, community);
	community_format(writer_written(&writer), out);
}

void policy_import_words(const struct node_peer_conf *peer, struct text *out)
{
	const struct rib_import *import = &peer->rib.import;
	size_t start = out->size;

	if (import->weight > 0)
		text_addf(out, "weight %" PRIu32, import->weight);
	if (import->local_pref > 0) {
		next_word(out, start);
		text_addf(out, "local-pref %" PRIu32, import->local_pref);
	}
	if (import->remote_vnet_as > 0) {
		next_word(out, start);
		text_add(out, "no other VNets' routes");
	}
	if (import->refuse_marked) {
		next_word(out, start);
		text_add(out, "nothing marked ");
		add_community(import->mark, out);
	}
	if (import->own_as_allowed > 0) {
		next_word(out, start);
		text_add(out, "own AS allowed");
	}
	if (import->own_as_allowed > 0 && import->own_as_allowed < OWN_AS_ANY)
		text_addf(out, " %u times", import->own_as_allowed);
	if (import->filter != NULL) {
		next_word(out, start);
		text_addf(out, "prefix filter of %" PRIu32, import->filter->count);
	}
	for (unsigned family = ADDR_IPV4; family <= ADDR_IPV6; family++) {
		if (peer->prefix_limit[family] == 0 || !peer->rib.families[family])
			continue;
		next_word(out, start);
		text_addf(out, "at most %" PRIu32 " %s", peer->prefix_limit[family],
		          family == ADDR_IPV4 ? "IPv4" : "IPv6");
		if (peer->prefix_limit_cumulative)
			text_add(out, " in all");
	}
}

static void add_tags(const struct rib_export *export, struct text *out)
{
	uint8_t bytes[4 * RIB_TAG_MAX];
	struct writer writer = writer_of(bytes, sizeof(bytes));

	community_union((struct span){0}, export->tags, export->tag_count, &writer);
	text_add(out, "tag ");
	community_format(writer_written(&writer), out);
}

static void add_override(const struct rib_export *export, struct text *out)
{
	text_addf(out, "%" PRIu32 " becomes own AS in paths of ", export->override_from);
	for (unsigned i = 0; i < RIB_OVERRIDE_MAX && export->override_only[i] != 0; i++)
		text_addf(out, "%s%" PRIu32, i == 0 ? "" : "/", export->override_only[i]);
	text_add(out, " only");
}

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

static void add_rewrite(const struct rib_rewrite *rewrite, struct text *out)
{
	rib_groups all = rib_group_bit(PLAN_GROUP_COUNT) - 1;

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

static void add_strip(const struct rib_export *export, struct text *out)
{
	text_add(out, "no communities ");
	for (unsigned i = 0; i < RIB_STRIP_MAX && export->strip[i] != 0; i++)
		text_addf(out, "%s%u:*", i == 0 ? "" : "/", export->strip[i]);
}

void policy_export_words(const struct node_peer_conf *peer, struct text *out)
{
	const struct rib_export *export = &peer->rib.export;
	size_t start = out->size;

	if (export->originated_only)
		text_add(out, "own routes only");
	if (peer->rib.client) {
		next_word(out, start);
		text_add(out, "reflected");
	}
	if (export->withheld != 0) {
		next_word(out, start);
		text_add(out, "not ");
		add_groups(export->withheld, out);
	}
	if (export->remove_private_as) {
		next_word(out, start);
		text_add(out, "no private AS");
	}
	if (export->override_from != 0) {
		next_word(out, start);
		add_override(export, out);
	}
	if (export->prepend > 0) {
		next_word(out, start);
		text_addf(out, "prepend %u", export->prepend);
	}
	if (export->rewrite.groups != 0) {
		next_word(out, start);
		add_rewrite(&export->rewrite, out);
	}
	if (export->med_set || export->med > 0) {
		next_word(out, start);
		text_addf(out, "metric %" PRIu32, export->med);
	}
	if (export->strip_communities) {
		next_word(out, start);
		text_add(out, "no communities");
	}
	if (export->tag_count > 0) {
		next_word(out, start);
		add_tags(export, out);
	}
	if (export->strip[0] != 0) {
		next_word(out, start);
		add_strip(export, out);
	}
	if (export->next_hop_self) {
		next_word(out, start);
		text_add(out, "next hop self");
	}
	if (export->next_hop_unchanged) {
		next_word(out, start);
		text_add(out, "next hop unchanged");
	}
	if (export->filter != NULL) {
		next_word(out, start);
		text_addf(out, "prefix filter of %" PRIu32, export->filter->count);
	}
}

void duration_words(int64_t us, struct text *out)
{
	if (us < US_PER_MS)
		text_addf(out, "%" PRId64 " us", us);
	else if (us < US_PER_S && us % US_PER_MS == 0)
		text_addf(out, "%" PRId64 " ms", us / US_PER_MS);
	else if (us < US_PER_S)
		text_addf(out, "%" PRId64 ".%03" PRId64 " ms", us / US_PER_MS, us % US_PER_MS);
	else
		text_addf(out, "%" PRId64 ".%03" PRId64 " s", us / US_PER_S,
		          us % US_PER_S / US_PER_MS);
}

void bandwidth_words(uint32_t mbps, struct text *out)
{
	if (mbps >= MBPS_PER_GBPS && mbps % MBPS_PER_GBPS == 0)
		text_addf(out, "%" PRIu32 " Gbps", mbps / MBPS_PER_GBPS);
	else
		text_addf(out, "%" PRIu32 " Mbps", mbps);
}
