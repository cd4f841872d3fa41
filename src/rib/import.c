/* What a speaker makes of a route that comes in: once for its attributes, then for each prefix. */
#include <stdlib.h>

#include "base/check.h"
#include "base/mem.h"
#include "bgp/as_path.h"
#include "rib/tables.h"

static int compare_addresses(const void *a, const void *b)
{
	return addr_compare(a, b);
}

void rib_own_addresses_init(struct rib *rib)
{
	uint32_t kept = 0;

	rib->own = xcalloc(2 * (size_t)rib->peer_count + 1, sizeof(*rib->own));
	for (uint32_t i = 0; i < rib->peer_count; i++) {
		for (uint8_t family = ADDR_IPV4; family <= ADDR_IPV6; family++) {
			if (addr_is_set(&rib->confs[i]->next_hop[family]))
				rib->own[rib->own_count++] = rib->confs[i]->next_hop[family];
		}
	}
	qsort(rib->own, rib->own_count, sizeof(*rib->own), compare_addresses);
	for (uint32_t i = 0; i < rib->own_count; i++) {
		if (kept == 0 || !addr_equal(&rib->own[kept - 1], &rib->own[i]))
			rib->own[kept++] = rib->own[i];
	}
	rib->own_count = kept;
}

static bool is_own_address(const struct rib *rib, const struct addr *addr)
{
	return rib->own_count > 0 &&
	       bsearch(addr, rib->own, rib->own_count, sizeof(*addr), compare_addresses) != NULL;
}

struct rib_imported rib_import(struct rib *rib, rib_peer_id peer, const struct bgp_attrs *attrs)
{
	struct bgp_attrs changed = *attrs;
	enum rib_verdict verdict = rib_import_apply(rib->confs[peer], &changed);

	if (verdict == RIB_PASS && is_own_address(rib, &attrs->next_hop))
		verdict = RIB_NEXT_HOP_SELF;

	/* A reflector notes here who brought the route, so that equal sets stay equal. */
	if (rib->reflects && !rib_peer_external(rib->confs[peer]) &&
	    !bgp_attrs_have(attrs, BGP_ATTR_ORIGINATOR_ID)) {
		changed.originator_id = rib->peers[peer].router_id;
		changed.present |= bgp_attr_bit(BGP_ATTR_ORIGINATOR_ID);
	}

	struct rib_imported out = {
	    .attrs = attr_pool_intern(rib->pools.attrs, verdict == RIB_PASS ? &changed : attrs),
	    .verdict = verdict,
	};

	CHECK(out.attrs != ATTRS_NONE && verdict < RIB_VERDICT_COUNT);
	return out;
}

static bool is_own(const struct rib *rib, prefix_id prefix)
{
	const struct rib_row *row = rib_row_find(rib, prefix);

	return row != NULL && rib_row_find_peer(rib, row, RIB_LOCAL) < row->count;
}

/* Asked last, as in routers; the filter of a session is one of theirs, too. */
static enum rib_verdict ask_policy(struct rib *rib, const struct rib_peer_conf *conf,
                                   prefix_id prefix, attrs_id *set)
{
	uint8_t room[2 * AS_PATH_SIZE_MAX];
	struct writer scratch = writer_of(room, sizeof(room));
	struct bgp_attrs attrs = *attr_pool_get(rib->pools.attrs, *set);
	enum rib_verdict verdict = rib_import_policy(
	    conf, prefix_table_get(rib->pools.prefixes, prefix), &attrs, &scratch);

	if (verdict == RIB_PASS)
		*set = attr_pool_intern(rib->pools.attrs, &attrs);
	return verdict;
}

static bool is_reached(const struct rib *rib, attrs_id set)
{
	uint32_t metric;

	return rib->choice.next_hops == NULL ||
	       rib_reaches(rib, &attr_pool_get(rib->pools.attrs, set)->next_hop, &metric);
}

enum rib_verdict rib_import_prefix(struct rib *rib, rib_peer_id peer, prefix_id prefix,
                                   attrs_id *set)
{
	const struct rib_peer_conf *conf = rib->confs[peer];
	const struct prefix *about = prefix_table_get(rib->pools.prefixes, prefix);

	if (conf->import.policy != NULL) {
		enum rib_verdict verdict = ask_policy(rib, conf, prefix, set);

		if (verdict != RIB_PASS)
			return verdict;
	}
	if (!rib_filter_permits(conf->import.filter, about))
		return RIB_FILTERED;
	if (conf->import.destinations_only && rib_is_no_destination(about))
		return RIB_NO_DESTINATION;
	if (conf->import.refuse_own_prefix && is_own(rib, prefix))
		return RIB_OWN_PREFIX;
	return is_reached(rib, *set) ? RIB_PASS : RIB_NEXT_HOP_UNREACHABLE;
}
