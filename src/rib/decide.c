/* The decision process as a table of steps over a set of candidates. */
#include "rib/decide.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>

#include "base/check.h"
#include "base/mem.h"
#include "base/text.h"
#include "bgp/as_path.h"

/* The candidates that are still in, as indices into the caller's array. */
struct contest {
	const struct rib_candidate *all;
	uint32_t *in;
	uint32_t count;
};

/* Most steps keep the candidates with the lowest number. */
typedef uint64_t rank_fn(const struct rib_candidate *candidate);

static uint64_t rank_local(const struct rib_candidate *candidate)
{
	return !candidate->local;
}

static uint64_t rank_weight(const struct rib_candidate *candidate)
{
	return UINT32_MAX - candidate->attrs->weight;
}

static uint64_t rank_local_pref(const struct rib_candidate *candidate)
{
	return UINT32_MAX - candidate->attrs->local_pref;
}

static uint64_t rank_as_path(const struct rib_candidate *candidate)
{
	return as_path_length(candidate->attrs->as_path);
}

static uint64_t rank_origin(const struct rib_candidate *candidate)
{
	return candidate->attrs->origin;
}

static uint64_t rank_external(const struct rib_candidate *candidate)
{
	return !candidate->external;
}

static uint64_t rank_igp_metric(const struct rib_candidate *candidate)
{
	return candidate->igp_metric;
}

static uint64_t rank_oldest(const struct rib_candidate *candidate)
{
	return !candidate->oldest;
}

static uint64_t rank_router_id(const struct rib_candidate *candidate)
{
	return candidate->router_id;
}

static uint64_t rank_cluster_list(const struct rib_candidate *candidate)
{
	return candidate->attrs->cluster_list.size;
}

static void keep_lowest(struct contest *contest, rank_fn *rank)
{
	uint64_t lowest = UINT64_MAX;
	uint32_t kept = 0;

	for (uint32_t i = 0; i < contest->count; i++) {
		uint64_t value = rank(&contest->all[contest->in[i]]);

		if (value < lowest) {
			lowest = value;
			kept = 0;
		}
		if (value == lowest)
			contest->in[kept++] = contest->in[i];
	}
	contest->count = kept;
}

/* A missing MED is the lowest possible one (RFC 4271 section 9.1.2.2 c). */
static bool loses_by_med(const struct contest *contest, uint32_t i)
{
	const struct bgp_attrs *mine = contest->all[contest->in[i]].attrs;

	for (uint32_t j = 0; j < contest->count; j++) {
		const struct bgp_attrs *other = contest->all[contest->in[j]].attrs;

		if (other->med < mine->med &&
		    as_path_first(other->as_path) == as_path_first(mine->as_path))
			return true;
	}
	return false;
}

static bool meds_differ(const struct contest *contest)
{
	uint32_t first = contest->all[contest->in[0]].attrs->med;

	for (uint32_t i = 1; i < contest->count; i++) {
		if (contest->all[contest->in[i]].attrs->med != first)
			return true;
	}
	return false;
}

/* Strikes out against the set as it was before the step, so the order of arrival cannot matter. */
static void keep_lowest_med(struct contest *contest)
{
	uint32_t *struck = contest->in + contest->count; /* second half of the caller's room */
	uint32_t kept = 0;

	if (!meds_differ(contest))
		return;
	for (uint32_t i = 0; i < contest->count; i++)
		struck[i] = loses_by_med(contest, i);
	for (uint32_t i = 0; i < contest->count; i++) {
		if (!struck[i])
			contest->in[kept++] = contest->in[i];
	}
	CHECK(kept > 0);
	contest->count = kept;
}

static void keep_lowest_address(struct contest *contest)
{
	uint32_t winner = contest->in[0];

	for (uint32_t i = 1; i < contest->count; i++) {
		if (addr_compare(contest->all[contest->in[i]].peer_address,
		                 contest->all[winner].peer_address) < 0)
			winner = contest->in[i];
	}
	contest->in[0] = winner;
	contest->count = 1;
}

static const struct {
	const char *name;
	rank_fn *rank;                  /* keep the lowest of these, or ... */
	void (*keep)(struct contest *); /* ... whatever this keeps */
} steps[RIB_STEP_COUNT] = {
    [RIB_STEP_ONLY_PATH] = {"only-path", NULL, NULL},
    [RIB_STEP_LOCAL] = {"local", rank_local, NULL},
    [RIB_STEP_WEIGHT] = {"weight", rank_weight, NULL},
    [RIB_STEP_LOCAL_PREF] = {"local-preference", rank_local_pref, NULL},
    [RIB_STEP_AS_PATH] = {"as-path-length", rank_as_path, NULL},
    [RIB_STEP_ORIGIN] = {"origin", rank_origin, NULL},
    [RIB_STEP_MED] = {"med", NULL, keep_lowest_med},
    [RIB_STEP_EXTERNAL] = {"ebgp-over-ibgp", rank_external, NULL},
    [RIB_STEP_IGP_METRIC] = {"igp-metric", rank_igp_metric, NULL},
    [RIB_STEP_MULTIPATH] = {"multipath", NULL, NULL},
    [RIB_STEP_OLDEST] = {"oldest", rank_oldest, NULL},
    [RIB_STEP_ROUTER_ID] = {"router-id", rank_router_id, NULL},
    [RIB_STEP_CLUSTER_LIST] = {"cluster-list-length", rank_cluster_list, NULL},
    [RIB_STEP_PEER_ADDRESS] = {"peer-address", NULL, keep_lowest_address},
};

const char *rib_step_name(enum rib_step step)
{
	CHECK(step < RIB_STEP_COUNT);
	return steps[step].name;
}

static void mark_equal(const struct contest *contest, uint8_t *equal)
{
	for (uint32_t i = 0; i < contest->count; i++)
		equal[contest->in[i]] = 1;
}

static void run_step(struct contest *contest, enum rib_step step)
{
	if (steps[step].rank != NULL)
		keep_lowest(contest, steps[step].rank);
	else if (steps[step].keep != NULL)
		steps[step].keep(contest);
}

/* Which of two goes on: 0 or 1, or 2 for both. What run_step() would keep. */
static uint32_t better_of_two(const struct rib_candidate *two, enum rib_step step)
{
	const struct bgp_attrs *a = two[0].attrs;
	const struct bgp_attrs *b = two[1].attrs;

	if (steps[step].rank != NULL) {
		uint64_t first = steps[step].rank(&two[0]);
		uint64_t second = steps[step].rank(&two[1]);

		return first < second ? 0 : first > second ? 1 : 2;
	}
	if (step == RIB_STEP_MED)
		return a->med == b->med || as_path_first(a->as_path) != as_path_first(b->as_path)
		           ? 2
		           : b->med < a->med;
	return step == RIB_STEP_PEER_ADDRESS
	           ? addr_compare(two[1].peer_address, two[0].peer_address) < 0
	           : 2;
}

/* Nearly all contests are between two, so they need no set of who is still in. */
static uint32_t decide_two(const struct rib_candidate *two, enum rib_step *why, uint8_t *equal)
{
	uint32_t best = 2;
	enum rib_step step = RIB_STEP_ONLY_PATH;

	while (best == 2) {
		step++;
		CHECK(step < RIB_STEP_COUNT);
		if (step == RIB_STEP_MULTIPATH && equal != NULL)
			equal[0] = equal[1] = 1;
		best = better_of_two(two, step);
	}
	if (equal != NULL)
		equal[best] = 1;
	*why = step;
	return best;
}

/* The general case. */
static uint32_t decide_many(const struct rib_candidate *candidates, uint32_t count,
                            enum rib_step *why, uint8_t *equal)
{
	enum { ROOM = 16 };
	uint32_t room[2 * ROOM];
	uint32_t *in = count <= ROOM ? room : xmalloc(2 * (size_t)count * sizeof(*in));
	struct contest contest = {.all = candidates, .in = in, .count = count};

	for (uint32_t i = 0; i < count; i++)
		in[i] = i;
	for (enum rib_step step = RIB_STEP_LOCAL; step < RIB_STEP_COUNT && contest.count > 1;
	     step++) {
		if (step == RIB_STEP_MULTIPATH && equal != NULL)
			mark_equal(&contest, equal);
		*why = step;
		run_step(&contest, step);
	}
	if (equal != NULL)
		equal[contest.in[0]] = 1;
	CHECK(contest.count == 1);

	uint32_t best = in[0];

	if (in != room)
		free(in);
	return best;
}

uint32_t rib_decide(const struct rib_candidate *candidates, uint32_t count, enum rib_step *why,
                    uint8_t *equal)
{
	CHECK(count > 0);
	for (uint32_t i = 0; equal != NULL && i < count; i++)
		equal[i] = 0;
	if (count == 2)
		return decide_two(candidates, why, equal);
	*why = RIB_STEP_ONLY_PATH;
	return decide_many(candidates, count, why, equal);
}

void rib_decide_losses(const struct rib_candidate *candidates, uint32_t count,
                       enum rib_step *lost_at)
{
	uint32_t *in = xmalloc(2 * (size_t)count * sizeof(*in));
	struct contest contest = {.all = candidates, .in = in, .count = count};

	CHECK(count > 0);
	for (uint32_t i = 0; i < count; i++) {
		in[i] = i;
		lost_at[i] = RIB_STEP_LOCAL;
	}
	/* Who is in when a step begins has lost no sooner than there. */
	for (enum rib_step step = RIB_STEP_LOCAL; step < RIB_STEP_COUNT; step++) {
		for (uint32_t i = 0; i < contest.count; i++)
			lost_at[in[i]] = step;
		if (contest.count > 1)
			run_step(&contest, step);
	}
	CHECK(contest.count == 1);
	lost_at[in[0]] = RIB_STEP_COUNT;
	free(in);
}

/* Values */

static void say_number(struct text *out, uint32_t number)
{
	text_addf(out, "%" PRIu32, number);
}

static void say_address(struct text *out, uint32_t id)
{
	struct addr addr = addr_v4(id);
	char text[ADDR_TEXT_MAX];

	text_add(out, addr_format(&addr, text));
}

static void say_local(const struct rib_candidate *at, struct text *out)
{
	text_add(out, at->local ? "own route" : "learned");
}

static void say_weight(const struct rib_candidate *at, struct text *out)
{
	say_number(out, at->attrs->weight);
}

static void say_local_pref(const struct rib_candidate *at, struct text *out)
{
	say_number(out, at->attrs->local_pref);
}

static void say_as_path(const struct rib_candidate *at, struct text *out)
{
	say_number(out, as_path_length(at->attrs->as_path));
}

static void say_origin(const struct rib_candidate *at, struct text *out)
{
	text_add(out, bgp_origin_name(at->attrs->origin));
}

static void say_med(const struct rib_candidate *at, struct text *out)
{
	say_number(out, at->attrs->med);
}

static void say_external(const struct rib_candidate *at, struct text *out)
{
	text_add(out, at->external ? "eBGP" : "iBGP");
}

static void say_igp_metric(const struct rib_candidate *at, struct text *out)
{
	say_number(out, at->igp_metric);
}

static void say_oldest(const struct rib_candidate *at, struct text *out)
{
	text_add(out, at->oldest ? "in use already" : "came later");
}

static void say_router_id(const struct rib_candidate *at, struct text *out)
{
	say_address(out, at->router_id);
}

static void say_cluster_list(const struct rib_candidate *at, struct text *out)
{
	say_number(out, (uint32_t)(at->attrs->cluster_list.size / sizeof(uint32_t)));
}

static void say_peer_address(const struct rib_candidate *at, struct text *out)
{
	char text[ADDR_TEXT_MAX];

	if (at->peer_address != NULL)
		text_add(out, addr_format(at->peer_address, text));
}

void rib_step_value(enum rib_step step, const struct rib_candidate *candidate, struct text *out)
{
	static void (*const say[RIB_STEP_COUNT])(const struct rib_candidate *, struct text *) = {
	    [RIB_STEP_LOCAL] = say_local,
	    [RIB_STEP_WEIGHT] = say_weight,
	    [RIB_STEP_LOCAL_PREF] = say_local_pref,
	    [RIB_STEP_AS_PATH] = say_as_path,
	    [RIB_STEP_ORIGIN] = say_origin,
	    [RIB_STEP_MED] = say_med,
	    [RIB_STEP_EXTERNAL] = say_external,
	    [RIB_STEP_IGP_METRIC] = say_igp_metric,
	    [RIB_STEP_OLDEST] = say_oldest,
	    [RIB_STEP_ROUTER_ID] = say_router_id,
	    [RIB_STEP_CLUSTER_LIST] = say_cluster_list,
	    [RIB_STEP_PEER_ADDRESS] = say_peer_address,
	};

	CHECK(step < RIB_STEP_COUNT);
	if (say[step] != NULL)
		say[step](candidate, out);
}
