/* Import and export policy: typed settings applied in a fixed order, each with a named verdict. */
#include "rib/policy.h"

#include <stddef.h>
#include <string.h>

#include "base/check.h"
#include "bgp/as_path.h"
#include "bgp/community.h"
#include "rib/route_policy.h"

enum { OWN_AS_ANY_NUMBER = 255, LOCAL_PREF_DEFAULT = 100 };

static const struct {
	const char *name;
	const char *text;
} verdicts[RIB_VERDICT_COUNT] = {
    [RIB_PASS] = {"pass", "accepted"},
    [RIB_AS_LOOP] = {"as-loop", "own AS in the path"},
    [RIB_FIRST_AS] = {"first-as", "the path does not begin with the peer's AS"},
    [RIB_FILTERED] = {"filtered", "denied by the prefix filter"},
    [RIB_REFUSED_PATH] = {"refused-path", "the path is made of an AS alone that is refused here"},
    [RIB_MARKED] = {"marked", "carries a community that is refused here"},
    [RIB_POLICY] = {"policy", "rejected by a routing policy"},
    [RIB_OWN_PREFIX] = {"own-prefix", "the speaker announces this prefix itself"},
    [RIB_REFLECTION_LOOP] = {"reflection-loop", "reflected by or from this speaker before"},
    [RIB_NEXT_HOP_SELF] = {"next-hop-self", "the next hop is the speaker itself"},
    [RIB_NEXT_HOP_OFF_LINK] = {"next-hop-off-link", "the next hop is not on the link"},
    [RIB_NO_DESTINATION] = {"no-destination",
                            "loopback, link-local, multicast or reserved addresses"},
    [RIB_NEXT_HOP_UNREACHABLE] = {"next-hop-unreachable", "no way to the next hop is known"},
    [RIB_SPLIT_HORIZON] = {"split-horizon", "learned from this peer"},
    [RIB_SITE_OF_ORIGIN] = {"site-of-origin", "learned from the same site"},
    [RIB_NOT_ORIGINATED] = {"not-originated", "only own routes are announced to this peer"},
    [RIB_WITHHELD] = {"withheld", "routes from there are not passed on to this peer"},
    [RIB_PEER_ANNOUNCES] = {"peer-announces", "the peer announces this prefix itself"},
    [RIB_PEER_AS] = {"peer-as", "the peer's AS is in the path"},
    [RIB_INTERNAL] = {"internal", "iBGP routes are not passed to iBGP peers"},
    [RIB_NO_ADVERTISE] = {"no-advertise", "community no-advertise"},
    [RIB_NO_EXPORT] = {"no-export", "community no-export"},
    [RIB_PATH_TOO_LONG] = {"path-too-long", "the AS path cannot grow further"},
    [RIB_FAMILY] = {"family", "the session does not carry this address family"},
};

const char *rib_verdict_name(enum rib_verdict verdict)
{
	CHECK(verdict < RIB_VERDICT_COUNT);
	return verdicts[verdict].name;
}

const char *rib_verdict_text(enum rib_verdict verdict)
{
	CHECK(verdict < RIB_VERDICT_COUNT);
	return verdicts[verdict].text;
}

bool rib_is_no_destination(const struct prefix *prefix)
{
	static const struct prefix ranges[] = {
	    {{ADDR_IPV4, {0}}, 8},    {{ADDR_IPV4, {127}}, 8},
	    {{ADDR_IPV4, {224}}, 3},  {{ADDR_IPV6, {0xfe, 0x80}}, 10},
	    {{ADDR_IPV6, {0xff}}, 8}, {{ADDR_IPV6, {[15] = 1}}, 128},
	    {{ADDR_IPV6, {0}}, 128},
	};

	for (size_t i = 0; i < COUNT_OF(ranges); i++) {
		if (prefix_contains(&ranges[i], prefix))
			return true;
	}
	return false;
}

bool rib_filter_permits(const struct rib_filter *filter, const struct prefix *prefix)
{
	if (filter == NULL)
		return true;
	for (uint32_t i = 0; i < filter->count; i++) {
		const struct rib_filter_rule *rule = &filter->rules[i];

		if (prefix->length >= rule->length_min && prefix->length <= rule->length_max &&
		    prefix_contains(&rule->prefix, prefix))
			return rule->permit;
	}
	return false;
}

_Static_assert(sizeof(struct rib_filter_rule) == sizeof(struct prefix) + 3, "padding");
_Static_assert(sizeof(struct rib_rewrite) == 4 * sizeof(uint32_t), "padding");
_Static_assert(sizeof(struct rib_import) == 2 * sizeof(void *) + 4 * sizeof(uint32_t) + 8,
               "padding");
_Static_assert(sizeof(struct rib_export) ==
                   2 * sizeof(void *) + (5 + RIB_OVERRIDE_MAX + RIB_TAG_MAX) * sizeof(uint32_t) +
                       sizeof(struct rib_rewrite) + RIB_STRIP_MAX * sizeof(uint16_t) + 12,
               "padding");

bool rib_filter_equal(const struct rib_filter *a, const struct rib_filter *b)
{
	if (a == NULL || b == NULL)
		return a == b;
	return a->count == b->count &&
	       (a->count == 0 || memcmp(a->rules, b->rules, a->count * sizeof(*a->rules)) == 0);
}

bool rib_import_equal(const struct rib_import *a, const struct rib_import *b)
{
	const size_t rest = offsetof(struct rib_import, mark);

	return rib_filter_equal(a->filter, b->filter) &&
	       rib_policy_chain_equal(a->policy, b->policy) &&
	       memcmp((const char *)a + rest, (const char *)b + rest, sizeof(*a) - rest) == 0;
}

bool rib_export_equal(const struct rib_export *a, const struct rib_export *b)
{
	return memcmp(a, b, sizeof(*a)) == 0;
}

static void set_number(struct bgp_attrs *attrs, enum bgp_attr_code code, uint32_t *field,
                       uint32_t value)
{
	*field = value;
	attrs->present |= bgp_attr_bit(code);
}

static bool is_made_of(struct span path, uint32_t asn)
{
	return path.size > 0 && as_path_only_of(path, &asn, 1);
}

static bool list_has(struct span ids, uint32_t id)
{
	struct reader reader = reader_of_span(ids);

	while (reader.left > 0) {
		if (reader_u32(&reader) == id)
			return true;
	}
	return false;
}

/* RFC 4456 section 8. */
static bool is_reflection_loop(const struct rib_peer_conf *peer, const struct bgp_attrs *attrs)
{
	if (!bgp_attrs_have(attrs, BGP_ATTR_ORIGINATOR_ID))
		return false;
	return peer->router_id != 0 && (attrs->originator_id == peer->router_id ||
	                                list_has(attrs->cluster_list, peer->router_id));
}

/* A subnet's first and last address are no host's, where it has others (RFC 3021). */
static bool is_host_on(const struct prefix *link, const struct addr *addr)
{
	uint32_t host_bits;

	if (!prefix_contains_addr(link, addr))
		return false;
	if (addr->family != ADDR_IPV4 || link->length >= 31)
		return true;
	host_bits = UINT32_MAX >> link->length;
	uint32_t host = addr_as_u32(addr) & host_bits;
	return host != 0 && host != host_bits;
}

static enum rib_verdict import_judge(const struct rib_peer_conf *peer,
                                     const struct bgp_attrs *attrs)
{
	const struct rib_import *import = &peer->import;
	bool marked = import->mark != 0 && community_contains(attrs->communities, import->mark);

	if (import->own_as_allowed != OWN_AS_ANY_NUMBER &&
	    as_path_count(attrs->as_path, peer->local_as) > import->own_as_allowed)
		return RIB_AS_LOOP;
	if (!import->any_first_as && rib_peer_external(peer) &&
	    as_path_first(attrs->as_path) != peer->peer_as)
		return RIB_FIRST_AS;
	if (is_reflection_loop(peer, attrs))
		return RIB_REFLECTION_LOOP;
	if (import->next_hop_on_link && !is_host_on(&peer->link, &attrs->next_hop))
		return RIB_NEXT_HOP_OFF_LINK;
	if (marked && import->refuse_marked)
		return RIB_MARKED;
	if (import->refuse_only_as != 0 && !marked &&
	    is_made_of(attrs->as_path, import->refuse_only_as))
		return RIB_REFUSED_PATH;
	return RIB_PASS;
}

enum rib_verdict rib_import_apply(const struct rib_peer_conf *peer, struct bgp_attrs *attrs)
{
	enum rib_verdict verdict = import_judge(peer, attrs);

	if (verdict != RIB_PASS)
		return verdict;
	attrs->weight = peer->import.weight;
	if (peer->import.local_pref != 0)
		set_number(attrs, BGP_ATTR_LOCAL_PREF, &attrs->local_pref, peer->import.local_pref);
	else if (!bgp_attrs_have(attrs, BGP_ATTR_LOCAL_PREF))
		set_number(attrs, BGP_ATTR_LOCAL_PREF, &attrs->local_pref, LOCAL_PREF_DEFAULT);
	return RIB_PASS;
}

static struct rib_policy_route policy_route(const struct rib_peer_conf *peer,
                                            const struct prefix *prefix)
{
	return (struct rib_policy_route){
	    .prefix = prefix, .neighbour = peer->peer_address, .own_as = peer->local_as};
}

enum rib_verdict rib_import_policy(const struct rib_peer_conf *peer, const struct prefix *prefix,
                                   struct bgp_attrs *attrs, struct writer *scratch)
{
	struct rib_policy_route route = policy_route(peer, prefix);
	struct addr next_hop = attrs->next_hop;

	if (peer->import.policy == NULL)
		return RIB_PASS;
	if (!rib_policy_run(peer->import.policy, &route, attrs, scratch).accept)
		return RIB_POLICY;
	if (!addr_is_set(&attrs->next_hop))
		attrs->next_hop = next_hop;
	return scratch->failed ? RIB_PATH_TOO_LONG : RIB_PASS;
}

static unsigned override_count(const struct rib_export *export)
{
	unsigned count = 0;

	while (count < RIB_OVERRIDE_MAX && export->override_only[count] != 0)
		count++;
	return count;
}

/* Nobody outside a confederation sees its insides (RFC 5065 section 5). */
static struct span outside_path(struct span path, struct writer *scratch)
{
	size_t start = scratch->used;

	if (!as_path_has_confederation(path))
		return path;
	as_path_remove_confederation(path, scratch);
	return (struct span){scratch->start + start, scratch->used - start};
}

/* The part of the path that was there before the speaker adds itself. */
static struct span inner_path(const struct rib_peer_conf *to, struct span path,
                              struct writer *scratch)
{
	const struct rib_export *export = &to->export;
	size_t start = scratch->used;

	if (export->remove_private_as)
		as_path_remove_private(path, scratch);
	else if (export->override_from != 0 &&
	         (override_count(export) == 0 ||
	          as_path_only_of(path, export->override_only, override_count(export))))
		as_path_replace(path, export->override_from, to->local_as, scratch);
	else
		return path;
	return (struct span){scratch->start + start, scratch->used - start};
}

static struct span prepended(struct span path, uint32_t asn, unsigned times, struct writer *scratch)
{
	size_t start = scratch->used;

	as_path_prepend(path, asn, times, scratch);
	return (struct span){scratch->start + start, scratch->used - start};
}

/* Writing into scratch while reading from scratch is fine: the writer only moves forward. */
static void export_as_path(const struct rib_peer_conf *to, bool rewritten, struct bgp_attrs *attrs,
                           struct writer *scratch)
{
	const struct rib_rewrite *rewrite = &to->export.rewrite;
	bool external = rib_peer_external(to);

	attrs->present |= bgp_attr_bit(BGP_ATTR_AS_PATH);
	if (!external && (!rewritten || rewrite->prepend == 0))
		return;

	struct span path = attrs->as_path;

	if (external)
		path = inner_path(to, outside_path(path, scratch), scratch);

	if (rewritten && rewrite->prepend > 0)
		path = prepended(path, rewrite->prepend_as, rewrite->prepend, scratch);
	if (external)
		path = prepended(path, to->local_as, 1u + to->export.prepend, scratch);
	attrs->as_path = path;
}

static void strip_communities(const struct rib_export *export, struct bgp_attrs *attrs,
                              struct writer *scratch)
{
	size_t start = scratch->used;
	unsigned count = 0;

	while (count < RIB_STRIP_MAX && export->strip[count] != 0)
		count++;
	if (count == 0 || attrs->communities.size == 0)
		return;
	community_remove(attrs->communities, export->strip, count, scratch);
	attrs->communities = (struct span){scratch->start + start, scratch->used - start};
	if (attrs->communities.size == 0)
		attrs->present &= ~bgp_attr_bit(BGP_ATTR_COMMUNITIES);
}

/* Extended communities that are not transitive stay inside the AS (RFC 4360 section 6). */
static void keep_transitive(struct bgp_attrs *attrs, struct writer *scratch)
{
	struct {
		struct span *list;
		size_t each;
		enum bgp_attr_code code;
	} kinds[] = {
	    {&attrs->ext_communities, 8, BGP_ATTR_EXT_COMMUNITIES},
	    {&attrs->ipv6_communities, 20, BGP_ATTR_IPV6_COMMUNITIES},
	};

	for (size_t i = 0; i < COUNT_OF(kinds); i++) {
		size_t start = scratch->used;

		if (!ext_community_is_local(*kinds[i].list, kinds[i].each))
			continue;
		ext_community_keep_transitive(*kinds[i].list, kinds[i].each, scratch);
		*kinds[i].list = (struct span){scratch->start + start, scratch->used - start};
		if (kinds[i].list->size == 0)
			attrs->present &= ~bgp_attr_bit(kinds[i].code);
	}
}

static void export_communities(const struct rib_export *export, bool external,
                               struct bgp_attrs *attrs, struct writer *scratch)
{
	const uint64_t all =
	    bgp_attr_bit(BGP_ATTR_COMMUNITIES) | bgp_attr_bit(BGP_ATTR_EXT_COMMUNITIES) |
	    bgp_attr_bit(BGP_ATTR_IPV6_COMMUNITIES) | bgp_attr_bit(BGP_ATTR_LARGE_COMMUNITIES);

	if (export->strip_communities) {
		attrs->present &= ~all;
		attrs->communities = attrs->ext_communities = attrs->ipv6_communities =
		    attrs->large_communities = (struct span){NULL, 0};
	}
	strip_communities(export, attrs, scratch);
	if (external)
		keep_transitive(attrs, scratch);

	size_t start = scratch->used;
	unsigned tags = 0;

	while (tags < RIB_TAG_MAX && export->tags[tags] != 0)
		tags++;
	if (tags == 0)
		return;
	community_union(attrs->communities, export->tags, tags, scratch);
	attrs->communities = (struct span){scratch->start + start, scratch->used - start};
	attrs->present |= bgp_attr_bit(BGP_ATTR_COMMUNITIES);
}

/* A MED that was learned goes no further than the AS (RFC 4271 section 5.1.4); one of the speaker's
 * own route does, and one that a routing policy sets. */
static void forget_med(struct bgp_attrs *attrs)
{
	attrs->present &= ~bgp_attr_bit(BGP_ATTR_MED);
	attrs->med = 0;
}

/* LOCAL_PREF stays inside the AS (RFC 4271 section 5.1.5). */
static void export_numbers(const struct rib_peer_conf *to, struct bgp_attrs *attrs)
{
	attrs->weight = 0;
	if (!rib_peer_external(to)) {
		if (!bgp_attrs_have(attrs, BGP_ATTR_LOCAL_PREF))
			set_number(attrs, BGP_ATTR_LOCAL_PREF, &attrs->local_pref,
			           LOCAL_PREF_DEFAULT);
		return;
	}
	attrs->present &= ~bgp_attr_bit(BGP_ATTR_LOCAL_PREF);
	attrs->local_pref = 0;
	if (to->export.med_set)
		set_number(attrs, BGP_ATTR_MED, &attrs->med, to->export.med);
}

/* What leaves the AS has no LOCAL_PREF to set. */
static void export_rewrite(const struct rib_peer_conf *to, struct bgp_attrs *attrs)
{
	const struct rib_rewrite *rewrite = &to->export.rewrite;

	if (rewrite->origin_set)
		attrs->origin = rewrite->origin;
	if (rewrite->local_pref != 0 && !rib_peer_external(to))
		set_number(attrs, BGP_ATTR_LOCAL_PREF, &attrs->local_pref, rewrite->local_pref);
}

/* A reflector puts itself in front of the list; whoever passes a route on by other means starts
 * afresh (RFC 4456 section 8). The originator was noted when the route came in. */
static void export_reflection(const struct rib_peer_conf *to, bool reflected,
                              struct bgp_attrs *attrs, struct writer *scratch)
{
	const uint64_t both =
	    bgp_attr_bit(BGP_ATTR_ORIGINATOR_ID) | bgp_attr_bit(BGP_ATTR_CLUSTER_LIST);
	size_t start = scratch->used;

	if (!reflected) {
		attrs->present &= ~both;
		attrs->originator_id = 0;
		attrs->cluster_list = (struct span){NULL, 0};
		return;
	}
	writer_u32(scratch, to->router_id);
	writer_span(scratch, attrs->cluster_list);
	attrs->cluster_list = (struct span){scratch->start + start, scratch->used - start};
	attrs->present |= both;
}

static bool is_between_internal(const struct rib_peer_conf *to, struct rib_source from)
{
	return from.peer != NULL && !rib_peer_external(from.peer) && !rib_peer_external(to);
}

static enum rib_verdict export_judge(const struct rib_peer_conf *to, struct rib_source from,
                                     const struct bgp_attrs *attrs)
{
	if (to->export.withheld & rib_group_bit(from.group))
		return RIB_WITHHELD;
	if (from.peer != NULL && to->export.originated_only)
		return RIB_NOT_ORIGINATED;
	if (is_between_internal(to, from) && !from.peer->client && !to->client)
		return RIB_INTERNAL;
	if (to->export.skip_peer_as && as_path_count(attrs->as_path, to->peer_as) > 0)
		return RIB_PEER_AS;
	if (to->export.ignore_no_export && (from.peer == NULL || !to->export.heed_learned))
		return RIB_PASS;
	if (community_contains(attrs->communities, BGP_NO_ADVERTISE))
		return RIB_NO_ADVERTISE;
	if (rib_peer_external(to) &&
	    (community_contains(attrs->communities, BGP_NO_EXPORT) ||
	     community_contains(attrs->communities, BGP_NO_EXPORT_SUBCONFED)))
		return RIB_NO_EXPORT;
	return RIB_PASS;
}

/* Over eBGP the next hop is the speaker; over iBGP it stays, but for own routes (RFC 4271 section
 * 5.1.3). The session says otherwise, if it does. */
static bool is_next_hop_self(const struct rib_peer_conf *to, struct rib_source from)
{
	if (rib_peer_external(to))
		return !to->export.next_hop_unchanged || from.peer != NULL;
	return to->export.next_hop_self || from.peer == NULL;
}

enum rib_verdict rib_export_apply(const struct rib_peer_conf *to, struct rib_source from,
                                  struct bgp_attrs *attrs, struct writer *scratch)
{
	bool rewritten = (to->export.rewrite.groups & rib_group_bit(from.group)) != 0;
	enum rib_verdict verdict = export_judge(to, from, attrs);
	struct rib_policy_route route = policy_route(to, from.prefix);
	struct rib_policy_decision decision = {.accept = true};

	route.own = from.peer == NULL;
	if (verdict != RIB_PASS)
		return verdict;
	if (rib_peer_external(to) && from.peer != NULL)
		forget_med(attrs);
	if (to->export.policy != NULL) {
		decision = rib_policy_run(to->export.policy, &route, attrs, scratch);
		if (!decision.accept)
			return RIB_POLICY;
	}
	export_as_path(to, rewritten, attrs, scratch);
	export_communities(&to->export, rib_peer_external(to), attrs, scratch);
	export_numbers(to, attrs);
	export_reflection(to, is_between_internal(to, from), attrs, scratch);
	if (rewritten)
		export_rewrite(to, attrs);
	if (!decision.next_hop_set && is_next_hop_self(to, from))
		attrs->next_hop = (struct addr){0};
	if (scratch->failed || attrs->as_path.size > AS_PATH_SIZE_MAX)
		return RIB_PATH_TOO_LONG;
	return RIB_PASS;
}
