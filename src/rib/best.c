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

void rib_set_multipath(struct rib *rib, struct rib_multipath multipath)
{
	rib->multipath = multipath;
}

static uint32_t as_of(const struct rib *rib, const struct rib_path *path)
{
	return path->peer == RIB_LOCAL ? 0 : rib->confs[path->peer]->peer_as;
}

static bool goes_by_lower(const struct rib *rib, const struct rib_path *a, const struct rib_path *b)
{
	const struct bgp_attrs *left = attr_pool_get(rib->pools.attrs, a->attrs);
	const struct bgp_attrs *right = attr_pool_get(rib->pools.attrs, b->attrs);

	return addr_compare(&left->next_hop, &right->next_hop) < 0;
}

/* How many of the paths in use, beside the best, go by a lower next hop than this one. */
static uint32_t count_before(const struct rib *rib, const struct rib_row_view *row,
                             const uint8_t *equal, uint32_t path)
{
	uint32_t count = 0;

	for (uint32_t i = 1; i < row->count; i++)
		count += equal[i] &&
		         (goes_by_lower(rib, &row->paths[i], &row->paths[path]) ||
		          (!goes_by_lower(rib, &row->paths[path], &row->paths[i]) && i < path));
	return count;
}

/* As routers have it: all of one neighbouring AS unless told otherwise, and no more than so many.
 * The best stands first. */
static void leave_out(const struct rib *rib, const struct rib_row_view *row, uint8_t *equal)
{
	const struct rib_multipath *multipath = &rib->multipath;
	uint8_t *beyond;

	for (uint32_t i = 1; i < row->count && multipath->same_as; i++)
		equal[i] = equal[i] && as_of(rib, &row->paths[i]) == as_of(rib, &row->paths[0]);
	if (multipath->maximum == 0)
		return;
	beyond = xcalloc(row->count, 1);
	for (uint32_t i = 1; i < row->count; i++)
		beyond[i] = count_before(rib, row, equal, i) + 1u >= multipath->maximum;
	for (uint32_t i = 1; i < row->count; i++)
		equal[i] = equal[i] && !beyond[i];
	free(beyond);
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
	if (row->has_best && row->count > 1)
		leave_out(rib, row, equal);
	contenders_done(&in);
}
