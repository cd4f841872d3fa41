/* Which path of a row is best: for the speaker, and for peers that do not hear of every best one.
 */
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/mem.h"
#include "rib/tables.h"

static struct rib_candidate candidate_of(const struct rib *rib, const struct rib_path *path)
{
	struct rib_candidate candidate = {.attrs = attr_pool_get(rib->pools.attrs, path->attrs)};

	if (path->peer == RIB_LOCAL) {
		candidate.local = true;
		return candidate;
	}
	const struct rib_peer_conf *conf = rib->confs[path->peer];

	candidate.external = rib_peer_external(conf);
	candidate.igp_metric = conf->igp_metric;
	candidate.peer_address = &conf->peer_address;
	candidate.router_id = rib->peers[path->peer].router_id;
	if (!candidate.external && bgp_attrs_have(candidate.attrs, BGP_ATTR_ORIGINATOR_ID))
		candidate.router_id = candidate.attrs->originator_id;
	return candidate;
}

/* The accepted paths of a row, of some groups, as candidates; `index` tells where each stands in
 * the row. */
struct contenders {
	struct rib_candidate *candidates;
	uint32_t *index;
	uint32_t count;
	struct rib_candidate room[8];
	uint32_t index_room[8];
};

static inline void contenders_init(struct contenders *in, const struct rib *rib,
                                   const struct rib_path *paths, uint32_t count, rib_groups groups)
{
	bool fits = count <= COUNT_OF(in->room);

	in->candidates = fits ? in->room : xmalloc(count * sizeof(*in->candidates));
	in->index = fits ? in->index_room : xmalloc(count * sizeof(*in->index));
	in->count = 0;
	for (uint32_t i = 0; i < count; i++) {
		if (paths[i].verdict != RIB_PASS || !(groups & rib_group_bit(paths[i].group)))
			continue;
		in->candidates[in->count] = candidate_of(rib, &paths[i]);
		in->index[in->count++] = i;
	}
}

static void contenders_done(struct contenders *in)
{
	if (in->candidates == in->room)
		return;
	free(in->candidates);
	free(in->index);
}

uint32_t rib_choose(const struct rib *rib, const struct rib_path *paths, uint32_t count,
                    rib_groups groups, enum rib_step *why)
{
	struct contenders in;
	uint32_t best = count;

	CHECK(count > 0);
	*why = RIB_STEP_ONLY_PATH;
	contenders_init(&in, rib, paths, count, groups);
	if (in.count > 0)
		best = in.index[rib_decide(in.candidates, in.count, why, NULL)];
	contenders_done(&in);
	CHECK(best == count || paths[best].verdict == RIB_PASS);
	return best;
}

const struct rib_path *rib_row_best_of_groups(const struct rib *rib, const struct rib_row *row,
                                              rib_groups groups)
{
	const struct rib_path *paths = rib_row_paths(rib, row);
	enum rib_step why;
	uint32_t best = rib_choose(rib, paths, row->count, groups, &why);

	CHECK(row->has_best && groups != 0);
	return &paths[best < row->count ? best : 0];
}

void rib_equal_paths(const struct rib *rib, const struct rib_row_view *row, uint8_t *equal)
{
	struct contenders in;
	enum rib_step why;

	memset(equal, 0, row->count);
	contenders_init(&in, rib, row->paths, row->count, RIB_GROUPS_ALL);
	if (in.count > 0) {
		uint8_t *still_in = xmalloc(in.count);

		rib_decide(in.candidates, in.count, &why, still_in);
		for (uint32_t i = 0; i < in.count; i++)
			equal[in.index[i]] = still_in[i];
		free(still_in);
	}
	contenders_done(&in);
}
