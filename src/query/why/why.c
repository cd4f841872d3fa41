/* The paths of the node, and other prefixes near to the one that is asked for. */
#include "query/why/why.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/text.h"
#include "query/why/speaker.h"

/* Paths */

static const char *import_policy(const struct policy_tracer *tracer,
                                 const struct snapshot_node *node, const struct snapshot_path *path,
                                 struct arena *arena)
{
	struct text text = {0};
	const char *kept;

	if (tracer->plan != NULL)
		policy_trace_import(tracer, node, path, &text);
	kept = arena_strdup(arena, text_str(&text));
	text_done(&text);
	return kept;
}

static const struct snapshot_path *best_of(const struct snapshot_node *node,
                                           const struct prefix *prefix)
{
	for (uint32_t i = 0; node != NULL && i < node->path_count; i++)
		if (node->paths[i].best && prefix_equal(&node->paths[i].prefix, prefix))
			return &node->paths[i];
	return NULL;
}

/* Paths that took part and are not this one. */
static uint32_t count_others(const struct snapshot_node *node, const struct snapshot_path *path)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < node->path_count; i++)
		count += &node->paths[i] != path && node->paths[i].verdict == RIB_PASS &&
		         prefix_equal(&node->paths[i].prefix, &path->prefix);
	return count;
}

/* The way of a path that the node was told: what the others have as their best. */
static void trace(const struct fabric *fabric, const struct policy_tracer *tracer,
                  const struct route_why *why, struct why_path *out)
{
	const struct held_route route = {.prefix = why->prefix,
	                                 .attrs = out->path->attrs,
	                                 .from = out->from,
	                                 .used = out->path->best || out->path->multipath};
	uint32_t self = fabric_find(fabric, why->node->name);
	struct route_step steps[ROUTE_TRACE_MAX];
	uint32_t count = route_trace(fabric, self, &route, steps);
	struct why_hop *hops = arena_alloc(why->arena, count * sizeof(*hops));

	CHECK(count > 0 && count <= ROUTE_TRACE_MAX);
	for (uint32_t i = 0; i < count; i++) {
		uint32_t at = fabric_find(fabric, steps[i].node);
		const struct snapshot_node *node = at == FIB_NONE ? NULL : fabric->nodes[at].node;
		const struct snapshot_path *path =
		    i + 1 == count ? out->path : best_of(node, &why->prefix);

		hops[i] =
		    (struct why_hop){.node = steps[i].node, .attrs = steps[i].attrs, .policy = ""};
		if (path == NULL || node == NULL)
			continue;
		hops[i].step = path->why;
		hops[i].others = count_others(node, path);
		hops[i].policy = import_policy(tracer, node, path, why->arena);
	}
	out->hops = hops;
	out->hop_count = count;
}

static const char *value_of(enum rib_step step, const struct rib_judged *judged,
                            struct arena *arena)
{
	struct text text = {0};
	const char *kept;

	rib_step_value(step, &judged->candidate, &text);
	kept = arena_strdup(arena, text_str(&text));
	text_done(&text);
	return kept;
}

static void compare_to_best(const struct speaker *speaker, const struct snapshot_path *best,
                            struct why_path *out, struct arena *arena)
{
	struct rib_judged mine = speaker_judged(speaker, out->path);
	struct rib_judged theirs = speaker_judged(speaker, best);

	if (mine.candidate.attrs == NULL || theirs.candidate.attrs == NULL ||
	    mine.lost_at == RIB_STEP_COUNT)
		return;
	out->lost_at = mine.lost_at;
	out->here = value_of(mine.lost_at, &mine, arena);
	out->best = value_of(mine.lost_at, &theirs, arena);
}

/* The session by which a node has a path, if the plan has it. */
static bool session_of(const struct policy_tracer *tracer, const struct snapshot_node *node,
                       const struct snapshot_path *path, struct why_at *at)
{
	int64_t found = tracer->plan == NULL ? -1 : plan_find_node(tracer->plan, node->name);

	if (found < 0 || (uint32_t)path->peer >= tracer->plan->nodes[found].conf.peer_count)
		return false;
	at->plan = tracer->plan;
	at->receiver = &tracer->plan->nodes[found];
	at->sender =
	    &tracer->plan
		 ->nodes[plan_peer_node(tracer->plan, (uint32_t)found, (uint32_t)path->peer)];
	at->session = &tracer->plan->sessions[at->receiver->sessions[path->peer]];
	return tracer->plan->lab != NULL;
}

static struct why_rule rule_of(const struct policy_tracer *tracer, const struct route_why *why,
                               const struct snapshot_path *path)
{
	struct why_at at = {.verdict = path->verdict,
	                    .group = PLAN_GROUP_COUNT,
	                    .prefix = &why->prefix,
	                    .arena = why->arena};

	if (path->verdict == RIB_PASS || path->peer < 0 ||
	    !session_of(tracer, why->node, path, &at))
		return (struct why_rule){0};
	if (path->verdict == RIB_POLICY)
		policy_trace_rejects(tracer, why->node, path, &at.policy, &at.statement);
	return why_rule_of(&at);
}

static void add_paths(const struct fabric *fabric, const struct policy_tracer *tracer,
                      struct route_why *why)
{
	const struct snapshot_node *node = why->node;
	struct speaker *speaker = speaker_again(tracer, node, &why->prefix);
	const struct snapshot_path *best = best_of(node, &why->prefix);

	why->paths = arena_alloc(why->arena, (node->path_count + 1u) * sizeof(*why->paths));
	for (uint32_t i = 0; i < node->path_count; i++) {
		const struct snapshot_path *path = &node->paths[i];
		struct why_path *out = &why->paths[why->path_count];

		if (!prefix_equal(&path->prefix, &why->prefix))
			continue;
		*out = (struct why_path){.path = path, .lost_at = RIB_STEP_COUNT};
		out->from = path->peer < 0 ? NULL : node->peers[path->peer].name;
		out->policy = import_policy(tracer, node, path, why->arena);
		out->rule = rule_of(tracer, why, path);
		if (speaker != NULL && best != NULL && path->verdict == RIB_PASS)
			compare_to_best(speaker, best, out, why->arena);
		trace(fabric, tracer, why, out);
		why->here |= path->verdict == RIB_PASS;
		why->path_count++;
	}
	speaker_free(speaker);
}

/* Others */

/* Keeps the nearest ones in order: `longest` the longest first, else as they come. */
static void add_other(struct why_other *list, uint32_t *count, bool longest,
                      const struct why_other *other)
{
	uint32_t at = *count < WHY_OTHERS_MAX ? *count : WHY_OTHERS_MAX;

	for (uint32_t i = 0; i < at; i++)
		if (prefix_equal(&list[i].prefix, &other->prefix))
			return;
	while (longest && at > 0 && list[at - 1].prefix.length < other->prefix.length) {
		if (at < WHY_OTHERS_MAX)
			list[at] = list[at - 1];
		at--;
	}
	if (at < WHY_OTHERS_MAX)
		list[at] = *other;
	(*count)++;
}

static void look_at(struct route_why *why, const struct snapshot_path *path, const char *from)
{
	const struct why_other other = {path->prefix, from};

	if (prefix_equal(&path->prefix, &why->prefix))
		return;
	if (prefix_contains(&path->prefix, &why->prefix))
		add_other(why->covering, &why->covering_count, true, &other);
	else if (prefix_contains(&why->prefix, &path->prefix))
		add_other(why->covered, &why->covered_count, false, &other);
}

static void add_others(struct route_why *why, const struct fabric *fabric)
{
	const struct snapshot_node *node = why->node;

	for (uint32_t i = 0; i < node->path_count; i++) {
		const struct snapshot_path *path = &node->paths[i];

		if (path->best)
			look_at(why, path, path->peer < 0 ? NULL : node->peers[path->peer].name);
	}
	if (why->here || why->origin_count > 0 || why->covering_count + why->covered_count > 0)
		return;
	why->others_of_all = true;
	for (uint32_t n = 0; n < fabric->node_count; n++) {
		const struct snapshot_node *at = fabric->nodes[n].node;

		for (uint32_t i = 0; i < at->path_count; i++)
			if (at->paths[i].peer < 0)
				look_at(why, &at->paths[i], at->name);
	}
}

struct route_why *why_ask(struct fabric *fabric, const struct policy_tracer *tracer, uint32_t node,
                          const struct prefix *prefix)
{
	struct arena *arena = arena_new();
	struct route_why *why = arena_alloc(arena, sizeof(*why));

	CHECK(node < fabric->node_count && fabric->snapshot == tracer->snapshot);
	*why =
	    (struct route_why){.arena = arena, .node = fabric->nodes[node].node, .prefix = *prefix};
	add_paths(fabric, tracer, why);
	if (!why->here)
		why_find_stops(fabric, tracer, why);
	add_others(why, fabric);
	if (why->covering_count > WHY_OTHERS_MAX)
		why->covering_count = WHY_OTHERS_MAX;
	return why;
}

void why_free(struct route_why *why)
{
	if (why != NULL)
		arena_free(why->arena);
}
