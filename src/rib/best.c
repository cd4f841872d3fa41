/* Which path of a row is best: for the speaker, and for peers that do not hear of every best one.
 */
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/mem.h"
#include "rib/tables.h"

bool rib_reaches(const struct rib *rib, const struct addr *next_hop, uint32_t *metric)
{
	const struct rib_next_hop *found = NULL;

	CHECK(rib->choice.next_hops != NULL);
	for (uint32_t i = 0; i < rib->choice.next_hop_count; i++) {
		const struct rib_next_hop *at = &rib->choice.next_hops[i];

		if (prefix_contains_addr(&at->prefix, next_hop) &&
		    (found == NULL || at->prefix.length > found->prefix.length))
			found = at;
	}
	*metric = found == NULL ? 0 : found->metric;
	return found != NULL;
}

static uint32_t metric_of(const struct rib *rib, const struct rib_peer_conf *conf,
                          const struct bgp_attrs *attrs)
{
	uint32_t metric = conf->igp_metric;

	if (rib->choice.next_hops != NULL)
		rib_reaches(rib, &attrs->next_hop, &metric);
	return metric;
}

static struct rib_candidate candidate_of(const struct rib *rib, const struct rib_path *path,
                                         rib_peer_id in_use)
{
	struct rib_candidate candidate = {.attrs = attr_pool_get(rib->pools.attrs, path->attrs)};

	if (path->peer == RIB_LOCAL) {
		candidate.local = true;
		return candidate;
	}
	const struct rib_peer_conf *conf = rib->confs[path->peer];

	candidate.external = rib_peer_external(conf);
	candidate.igp_metric = metric_of(rib, conf, candidate.attrs);
	candidate.peer_address = &conf->peer_address;
	candidate.router_id = rib->peers[path->peer].router_id;
	candidate.oldest = rib->choice.keep_oldest && candidate.external && path->peer == in_use;
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
                                   const struct rib_contest *contest)
{
	const struct rib_path *paths = contest->paths;
	uint32_t count = contest->count;
	bool fits = count <= COUNT_OF(in->room);

	in->candidates = fits ? in->room : xmalloc(count * sizeof(*in->candidates));
	in->index = fits ? in->index_room : xmalloc(count * sizeof(*in->index));
	in->count = 0;
	for (uint32_t i = 0; i < count; i++) {
		if (paths[i].verdict != RIB_PASS ||
		    !(contest->groups & rib_group_bit(paths[i].group)))
			continue;
		in->candidates[in->count] = candidate_of(rib, &paths[i], contest->in_use);
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

uint32_t rib_choose(const struct rib *rib, const struct rib_contest *contest, enum rib_step *why)
{
	struct contenders in;
	uint32_t best = contest->count;

	CHECK(contest->count > 0);
	*why = RIB_STEP_ONLY_PATH;
	contenders_init(&in, rib, contest);
	if (in.count > 0)
		best = in.index[rib_decide(in.candidates, in.count, why, NULL)];
	contenders_done(&in);
	CHECK(best == contest->count || contest->paths[best].verdict == RIB_PASS);
	return best;
}

const struct rib_path *rib_row_best_of_groups(const struct rib *rib, const struct rib_row *row,
                                              rib_groups groups)
{
	struct rib_contest contest = {rib_row_paths(rib, row), row->count, groups,
	                              rib_row_in_use(rib, row)};
	enum rib_step why;
	uint32_t best = rib_choose(rib, &contest, &why);

	CHECK(row->has_best && groups != 0);
	return &contest.paths[best < row->count ? best : 0];
}

void rib_set_choice(struct rib *rib, const struct rib_choice *choice)
{
	CHECK(choice->next_hops != NULL || choice->next_hop_count == 0);
	rib->choice = *choice;
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

static bool is_internal(const struct rib *rib, const struct rib_path *path)
{
	return path->peer != RIB_LOCAL && !rib_peer_external(rib->confs[path->peer]);
}

/* Inside the AS no neighbour stands for a path, so the whole path must be the same: as FRR has it.
 */
static bool goes_with(const struct rib *rib, const struct rib_path *path,
                      const struct rib_path *best)
{
	const struct bgp_attrs *one = attr_pool_get(rib->pools.attrs, path->attrs);
	const struct bgp_attrs *other = attr_pool_get(rib->pools.attrs, best->attrs);

	if (!is_internal(rib, best))
		return as_of(rib, path) == as_of(rib, best);
	return one->as_path.size == other->as_path.size &&
	       (one->as_path.size == 0 ||
	        memcmp(one->as_path.at, other->as_path.at, one->as_path.size) == 0);
}

/* As routers have it: all that go with the best unless told otherwise, and no more than so many.
 * The best stands first. */
static void leave_out(const struct rib *rib, const struct rib_row_view *row, uint8_t *equal)
{
	const struct rib_choice *choice = &rib->choice;
	uint16_t maximum =
	    is_internal(rib, &row->paths[0]) ? choice->maximum_internal : choice->maximum;
	uint8_t *beyond;

	for (uint32_t i = 1; i < row->count && choice->same_as; i++)
		equal[i] = equal[i] && goes_with(rib, &row->paths[i], &row->paths[0]);
	if (maximum == 0)
		return;
	beyond = xcalloc(row->count, 1);
	for (uint32_t i = 1; i < row->count; i++)
		beyond[i] = count_before(rib, row, equal, i) + 1u >= maximum;
	for (uint32_t i = 1; i < row->count; i++)
		equal[i] = equal[i] && !beyond[i];
	free(beyond);
}

void rib_equal_paths(const struct rib *rib, const struct rib_row_view *row, uint8_t *equal)
{
	struct rib_contest contest = {row->paths, row->count, RIB_GROUPS_ALL, RIB_NOBODY};
	struct contenders in;
	enum rib_step why;

	memset(equal, 0, row->count);
	contenders_init(&in, rib, &contest);
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

void rib_judge_paths(const struct rib *rib, const struct rib_row_view *row, struct rib_judged *out)
{
	struct rib_contest contest = {row->paths, row->count, RIB_GROUPS_ALL,
	                              row->has_best ? row->paths->peer : (rib_peer_id)RIB_NOBODY};
	struct contenders in;

	memset(out, 0, row->count * sizeof(*out));
	contenders_init(&in, rib, &contest);
	if (in.count > 0) {
		enum rib_step *lost_at = xcalloc(in.count, sizeof(*lost_at));

		rib_decide_losses(in.candidates, in.count, lost_at);
		for (uint32_t i = 0; i < in.count; i++)
			out[in.index[i]] = (struct rib_judged){in.candidates[i], lost_at[i]};
		free(lost_at);
	}
	contenders_done(&in);
}
