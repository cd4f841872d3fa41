/* What can be asked of the tables. */
#include "base/check.h"
#include "rib/tables.h"

uint32_t rib_received(const struct rib *rib, rib_peer_id peer, uint8_t family)
{
	CHECK(peer < rib->peer_count);
	return rib->peers[peer].received[family];
}

uint64_t rib_changes(const struct rib *rib)
{
	return rib->changes;
}

uint64_t rib_work(const struct rib *rib)
{
	return rib->work;
}

bool rib_look(const struct rib *rib, prefix_id prefix, struct rib_row_view *out)
{
	const struct rib_row *row = rib_row_find(rib, prefix);

	if (row == NULL || row->count == 0)
		return false;
	*out = (struct rib_row_view){
	    .prefix = prefix,
	    .paths = rib_row_paths(rib, row),
	    .count = row->count,
	    .has_best = row->has_best,
	    .why = row->why,
	};
	return true;
}

uint32_t rib_prefix_count(const struct rib *rib)
{
	return rib->prefix_count;
}

uint64_t rib_path_count(const struct rib *rib)
{
	return rib->path_count;
}
