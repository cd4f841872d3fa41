/* Walks from end to end, and sums up what the ways have in common. */
#include "query/path/path.h"

#include "base/check.h"
#include "query/path/driver.h"

static void narrow(uint32_t *least, const char **by, uint32_t value,
                   const struct lab_element *element)
{
	if (value == 0 || (*by != NULL && *least <= value))
		return;
	CHECK(*by == NULL || value < *least);
	*least = value;
	*by = element->name;
}

static void narrow_by_way(struct path_bottleneck *bottleneck, const struct path_way *way)
{
	for (uint32_t i = 0; i < way->limit_count; i++) {
		const struct path_limit *limit = &way->limits[i];

		narrow(&bottleneck->bandwidth_mbps, &bottleneck->bandwidth_by,
		       limit->bandwidth_mbps, limit->element);
		narrow(&bottleneck->packets_per_s, &bottleneck->packets_by, limit->packets_per_s,
		       limit->element);
		narrow(&bottleneck->flows, &bottleneck->flows_by, limit->flows, limit->element);
		narrow(&bottleneck->connections_per_s, &bottleneck->connections_by,
		       limit->connections_per_s, limit->element);
	}
}

static void sum_up(struct path_direction *out)
{
	uint32_t delivered = 0;

	out->basis = RTT_GIVEN;
	for (uint32_t i = 0; i < out->way_count; i++) {
		const struct path_way *way = &out->ways[i];

		if (way->stop != PATH_DELIVERED)
			continue;
		if (delivered++ == 0) {
			out->mechanism = way->mechanism;
			out->rtt_min_us = way->rtt_us;
		}
		if (way->rtt_us > out->rtt_us)
			out->rtt_us = way->rtt_us;
		if (way->rtt_us < out->rtt_min_us)
			out->rtt_min_us = way->rtt_us;
		out->basis = path_weaker_basis(out->basis, way->basis);
		narrow_by_way(&out->bottleneck, way);
	}
	CHECK(delivered <= out->way_count && out->rtt_min_us <= out->rtt_us);
	if (delivered > 0)
		out->state = delivered == out->way_count ? PATH_REACHABLE : PATH_PARTLY;
	if (delivered == 0 || out->basis == RTT_UNKNOWN) {
		out->basis = RTT_UNKNOWN;
		out->rtt_us = 0;
		out->rtt_min_us = 0;
	}
}

struct path_direction path_walk(struct fabric *fabric, const struct path_end *from,
                                const struct path_end *to, struct arena *arena)
{
	struct path_direction out = {.from = *from, .to = *to};
	struct path_packet packet = {fabric, arena, from, to};
	struct path_place start = {.node = FIB_NONE, .standing = PATH_STARTS};

	CHECK(from->kind != PATH_END_OUTSIDE && from->address.family == to->address.family);
	CHECK((from->kind == PATH_END_VNET) == (from->vnet != NULL));
	if (from->kind == PATH_END_VNET) {
		start.element = from->vnet->element;
		start.name = from->vnet->name;
	} else {
		start.element = from->site->element;
		start.name = from->site->name;
	}
	path_drive(&packet, &start, &out);
	sum_up(&out);
	CHECK((out.state == PATH_UNREACHABLE) == (out.mechanism == PATH_NONE));
	CHECK(!out.cut_short || out.way_count == PATH_WAYS_MAX);
	return out;
}

struct path_rtt path_direction_rtt(const struct path_direction *direction)
{
	return (struct path_rtt){
	    .answered = direction->state != PATH_UNREACHABLE,
	    .basis = direction->basis,
	    .min_us = direction->rtt_min_us,
	    .max_us = direction->rtt_us,
	};
}

/* Half of each: a way takes as long in one direction as in the other. */
struct path_rtt path_round_trip(const struct path_rtt *there, const struct path_rtt *back)
{
	struct path_rtt out = {.answered = there->answered && back->answered, .basis = RTT_UNKNOWN};

	if (out.answered)
		out.basis = path_weaker_basis(there->basis, back->basis);
	if (out.basis == RTT_UNKNOWN)
		return out;
	out.min_us = (there->min_us + back->min_us) / 2;
	out.max_us = (there->max_us + back->max_us) / 2;
	CHECK(out.min_us <= out.max_us);
	return out;
}

bool path_rtt_equal(const struct path_rtt *a, const struct path_rtt *b)
{
	return a->answered == b->answered && a->basis == b->basis && a->min_us == b->min_us &&
	       a->max_us == b->max_us;
}

/* What is outside answers by the way on which it was asked. */
static struct path_direction answer(const struct path_direction *there)
{
	struct path_direction back = *there;

	back.from = there->to;
	back.to = there->from;
	CHECK(there->to.kind == PATH_END_OUTSIDE);
	back.ways = NULL;
	back.way_count = 0;
	return back;
}

struct path *path_find(struct fabric *fabric, const struct path_end *from,
                       const struct path_end *to)
{
	struct arena *arena = arena_new();
	struct path *path = arena_alloc(arena, sizeof(*path));

	path->arena = arena;
	path->there = path_walk(fabric, from, to, arena);
	path_explain_stop(fabric, &path->there, arena);
	if (to->kind == PATH_END_OUTSIDE) {
		path->back = answer(&path->there);
	} else {
		path->back = path_walk(fabric, to, from, arena);
		path_explain_stop(fabric, &path->back, arena);
	}
	path->state_lost = path_state_lost(path);
	path->reachable = path->there.state == PATH_REACHABLE &&
	                  path->back.state == PATH_REACHABLE && path->state_lost == NULL;
	const struct path_rtt there = path_direction_rtt(&path->there);
	const struct path_rtt back = path_direction_rtt(&path->back);

	path->rtt = path_round_trip(&there, &back);
	CHECK(!path->reachable || path->there.mechanism != PATH_NONE);
	path->asymmetry = path_asymmetry(path);
	return path;
}

void path_free(struct path *path)
{
	if (path != NULL)
		arena_free(path->arena);
}
