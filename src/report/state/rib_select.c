/* Selects the routes that a listing shows. */
#include "report/state/rib_select.h"

struct rib_select rib_select_for(const struct rib_select *select, const struct snapshot_node *node)
{
	struct rib_select out = *select;
	const struct snapshot_path *best;

	if (select->match == RIB_SELECT_ADDRESS && select->table == RIB_SELECT_LOC &&
	    snapshot_lookup(node, &select->address, &best) > 0) {
		out.match = RIB_SELECT_EXACT;
		out.prefix = best->prefix;
	}
	return out;
}

static bool shows(const struct rib_select *select, const struct prefix *prefix)
{
	switch (select->match) {
	case RIB_SELECT_EXACT:
		return prefix_equal(&select->prefix, prefix);
	case RIB_SELECT_LONGER:
		return prefix_contains(&select->prefix, prefix);
	case RIB_SELECT_ADDRESS:
		return prefix_contains_addr(prefix, &select->address);
	case RIB_SELECT_ALL:
		break;
	}
	return true;
}

bool rib_select_path(const struct rib_select *select, const struct snapshot_path *path)
{
	bool in_table =
	    select->table == RIB_SELECT_ADJ_IN ? path->peer >= 0 : path->verdict == RIB_PASS;

	return in_table && shows(select, &path->prefix);
}

bool rib_select_rejected(const struct rib_select *select, const struct snapshot_path *path)
{
	return path->verdict != RIB_PASS && shows(select, &path->prefix);
}

bool rib_select_told(const struct rib_select *select, const struct snapshot_told *told)
{
	return shows(select, &told->prefix);
}
