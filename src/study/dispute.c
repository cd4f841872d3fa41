/* Looks at a run that does not come to rest: first which rows change, then one prefix closely. */
#include "study/dispute.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/check.h"
#include "base/hash.h"
#include "base/text.h"
#include "bgp/as_path.h"
#include "study/dispute_world.h"

enum {
	DOWN_SHOWN = 10,       /* sessions that are named */
	LOOKS_MAX = 4096,      /* times at which something changed */
	PREFIXES_TRIED_MAX = 8 /* until one shows a wheel */
};

/* Where no period is known. */
#define WATCH_US ((int64_t)600 * US_PER_S)

struct looker {
	struct sim *sim;
	const struct plan *plan;
	uint32_t prefixes; /* handles beyond are of routes that are new */
	uint32_t *bests;   /* hash of the best path, by node and prefix */
	uint8_t *moved;    /* by prefix: it has changed somewhere */
	uint8_t *moving;   /* by node: a route of it has changed */
	/* The prefix that is watched. */
	prefix_id prefix;
	struct dispute_view *views; /* by node */
	struct arena *arena;
};

typedef void look_fn(struct looker *looker, bool first);

/* Calls `look` now and after every change, for one period or a while. */
static void watch(struct looker *looker, look_fn *look)
{
	struct sim *sim = looker->sim;
	int64_t period = sim_period(sim);
	struct instant end = instant_after(sim_now(sim), period > 0 ? period : WATCH_US);

	look(looker, true);
	for (unsigned i = 0; i < LOOKS_MAX && sim_run_to_change(sim, end, false) == SIM_CHANGED;
	     i++)
		look(looker, false);
}

static uint64_t hash_path(const struct looker *looker, const struct rib_path *path)
{
	const struct attr_pool *attrs = sim_pools(looker->sim)->attrs;

	return hash_mix(bgp_attrs_hash(attr_pool_get(attrs, path->attrs)) ^ path->peer);
}

/* Which rows change */

static uint32_t best_of(const struct looker *looker, uint32_t node, prefix_id prefix)
{
	struct rib_row_view row;

	if (!rib_look(node_rib(sim_node(looker->sim, node)), prefix, &row) || !row.has_best)
		return 0;
	return (uint32_t)hash_path(looker, &row.paths[0]);
}

static void look_at_all(struct looker *looker, bool first)
{
	for (uint32_t node = 0; node < looker->plan->node_count; node++) {
		uint32_t *bests = looker->bests + (size_t)node * looker->prefixes;

		for (prefix_id id = 0; id < looker->prefixes; id++) {
			uint32_t best = best_of(looker, node, id);

			if (!first && best != bests[id])
				looker->moved[id] = looker->moving[node] = 1;
			bests[id] = best;
		}
	}
}

/* One prefix closely */

static const char *say_way(const struct looker *looker, uint32_t node, const struct rib_path *path)
{
	const struct bgp_attrs *attrs = attr_pool_get(sim_pools(looker->sim)->attrs, path->attrs);
	const struct node_conf *conf = &looker->plan->nodes[node].conf;
	struct text text = {0};
	const char *kept;

	as_path_format(attrs->as_path, " ", &text);
	if (path->peer == RIB_LOCAL)
		text_add(&text, "its own");
	else
		text_addf(&text, "%sby %s", text.size > 0 ? " " : "", conf->peers[path->peer].name);
	kept = arena_strdup(looker->arena, text_str(&text));
	text_done(&text);
	return kept;
}

static uint32_t way_of(struct looker *looker, uint32_t node, const struct rib_path *path)
{
	struct dispute_view *view = &looker->views[node];
	uint64_t hash = hash_path(looker, path);

	for (uint32_t i = 0; i < view->count; i++) {
		if (view->ways[i].hash == hash)
			return i;
	}
	if (view->count == DISPUTE_WAYS_MAX)
		return UINT32_MAX;
	view->ways[view->count] = (struct dispute_way){
	    .hash = hash,
	    .text = say_way(looker, node, path),
	    .peer = path->peer,
	    .lost = view->looks > 0,
	};
	return view->count++;
}

/* The ways in the row, as bits. */
static unsigned ways_in(struct looker *looker, uint32_t node, const struct rib_row_view *row)
{
	unsigned there = 0;

	for (uint32_t i = 0; i < row->count; i++) {
		uint32_t way = row->paths[i].verdict == RIB_PASS
		                   ? way_of(looker, node, &row->paths[i])
		                   : UINT32_MAX;

		if (way != UINT32_MAX)
			there |= 1u << way;
	}
	return there;
}

static void look_at_node(struct looker *looker, uint32_t node)
{
	struct dispute_view *view = &looker->views[node];
	struct rib_row_view row = {0};
	uint32_t best = UINT32_MAX;
	unsigned there;

	if (!rib_look(node_rib(sim_node(looker->sim, node)), looker->prefix, &row))
		row.count = 0;
	there = ways_in(looker, node, &row);
	if (row.count > 0 && row.has_best)
		best = way_of(looker, node, &row.paths[0]);
	for (uint32_t i = 0; i < view->count; i++)
		view->ways[i].lost |= (there & 1u << i) == 0;
	if (best != UINT32_MAX) {
		view->ways[best].best = true;
		view->ways[best].beats |= (uint16_t)(there & ~(1u << best));
		if (row.why != RIB_STEP_ONLY_PATH)
			view->ways[best].why = row.why;
	}
	view->turns += view->looks > 0 && best != view->best;
	view->best = best;
	view->looks++;
}

static void look_at_prefix(struct looker *looker, bool first)
{
	(void)first;
	for (uint32_t node = 0; node < looker->plan->node_count; node++)
		look_at_node(looker, node);
}

/* True when there is a wheel in it. */
static bool try_prefix(struct looker *looker, prefix_id prefix, struct dispute *dispute)
{
	char text[PREFIX_TEXT_MAX];

	prefix_format(prefix_table_get(sim_pools(looker->sim)->prefixes, prefix), text);
	dispute->prefix = arena_strdup(dispute->arena, text);
	looker->prefix = prefix;
	looker->views = xcalloc(looker->plan->node_count + 1u, sizeof(*looker->views));
	watch(looker, look_at_prefix);
	dispute->wheel = dispute_find_wheel(dispute, looker->plan, looker->views);
	free(looker->views);
	return dispute->wheel;
}

/* The whole */

static void count(const struct looker *looker, struct dispute *dispute)
{
	for (prefix_id id = 0; id < looker->prefixes; id++)
		dispute->prefix_count += looker->moved[id];
	for (uint32_t node = 0; node < looker->plan->node_count; node++)
		dispute->node_count += looker->moving[node];
}

struct dispute *dispute_find(struct sim *sim, const struct plan *plan)
{
	struct arena *arena = arena_new();
	struct dispute *dispute = arena_alloc(arena, sizeof(*dispute));
	const struct prefix_table *table = sim_pools(sim)->prefixes;
	struct looker looker = {
	    .sim = sim, .plan = plan, .arena = arena, .prefixes = prefix_table_limit(table)};
	unsigned tried = 0;

	*dispute = (struct dispute){.arena = arena, .period_us = sim_period(sim)};
	looker.bests =
	    xcalloc((size_t)plan->node_count * looker.prefixes + 1, sizeof(*looker.bests));
	looker.moved = xcalloc(looker.prefixes + 1u, 1);
	looker.moving = xcalloc(plan->node_count + 1u, 1);
	watch(&looker, look_at_all);
	count(&looker, dispute);
	for (prefix_id id = prefix_table_first(table);
	     id != PREFIX_NONE && tried < PREFIXES_TRIED_MAX && !dispute->wheel;
	     id = prefix_table_next(table, id)) {
		if (id >= looker.prefixes || !looker.moved[id])
			continue;
		tried++;
		try_prefix(&looker, id, dispute);
	}
	free(looker.bests);
	free(looker.moved);
	free(looker.moving);
	return dispute;
}

void dispute_free(struct dispute *dispute)
{
	if (dispute != NULL)
		arena_free(dispute->arena);
}

/* Words */

static void say(struct findings *findings, enum severity severity, struct text *text)
{
	findings_add(findings, severity, (struct place){0}, "%s", text_str(text));
	text_done(text);
}

static void tell_how_long(const struct dispute *dispute, struct findings *findings)
{
	struct text text = {0};

	if (dispute->period_us > 0)
		text_addf(&text,
		          "the lab never comes to rest: the same tables come again every %.3f ms",
		          (double)dispute->period_us / (double)US_PER_MS);
	else
		text_add(&text, "the lab may never come to rest: its routes still changed when the "
		                "simulator gave up");
	text_addf(&text, "; prefixes that change: %u, speakers that change their mind: %u",
	          dispute->prefix_count, dispute->node_count);
	say(findings, SEVERITY_ERROR, &text);
}

static void tell_member(const struct dispute_member *member, struct findings *findings)
{
	struct text text = {0};

	text_addf(&text, "%s ", member->node);
	if (member->over == NULL)
		text_addf(&text, "uses '%s' at times, and passes it on", member->prefers);
	else
		text_addf(&text, "prefers '%s' to '%s' (%s)", member->prefers, member->over,
		          member->why);
	say(findings, SEVERITY_NOTE, &text);
}

void dispute_tell(const struct dispute *dispute, struct findings *findings)
{
	tell_how_long(dispute, findings);
	if (dispute->prefix == NULL)
		return;
	findings_add(findings, SEVERITY_NOTE, (struct place){0},
	             dispute->wheel
	                 ? "%s goes round a dispute wheel: each of these wants a way by the next "
	                   "one, the last by the first, and when it has it, the way that the one "
	                   "before it wants is gone"
	                 : "no wheel was found in %s; of its speakers these change most often",
	             dispute->prefix);
	for (uint32_t i = 0; i < dispute->member_count; i++)
		tell_member(&dispute->members[i], findings);
	if (dispute->wheel)
		findings_add(
		    findings, SEVERITY_NOTE, (struct place){0},
		    "to end it, change a preference of one of them, or keep the next one's "
		    "routes from it");
}

void dispute_format(const struct dispute *dispute, struct text *out)
{
	if (dispute->prefix == NULL) {
		text_add(out, "sessions go up and down for ever");
		return;
	}
	text_addf(out, "%s %s", dispute->prefix,
	          dispute->wheel ? "goes round a dispute wheel of" : "never comes to rest at");
	for (uint32_t i = 0; i < dispute->member_count; i++)
		text_addf(out, "%s %s", i > 0 ? "," : "", dispute->members[i].node);
}

/* Each session once: by the end that comes first. */
static bool names_down(const struct snapshot *snapshot, uint32_t node, uint32_t peer)
{
	const struct snapshot_peer *at = &snapshot->nodes[node].peers[peer];

	return !at->established && (at->node > node || !snapshot->nodes[at->node].present);
}

/* "; not up: a with b, c with d and 3 more", or nothing. */
static void format_down(const struct snapshot *snapshot, struct text *out)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < snapshot->node_count; i++) {
		const struct snapshot_node *node = &snapshot->nodes[i];

		for (uint32_t p = 0; p < node->peer_count; p++)
			if (names_down(snapshot, i, p) && count++ < DOWN_SHOWN)
				text_addf(out, "%s%s with %s", count == 1 ? "; not up: " : ", ",
				          node->name, node->peers[p].name);
	}
	if (count > DOWN_SHOWN)
		text_addf(out, " and %" PRIu32 " more", count - DOWN_SHOWN);
}

static void tell_time_is_up(struct sim *sim, struct instant limit, struct findings *findings)
{
	struct snapshot *snapshot = sim_snapshot(sim);
	struct text down = {0};

	format_down(snapshot, &down);
	findings_add(findings, SEVERITY_ERROR, (struct place){0},
	             "did not converge within %" PRId64 " s of virtual time%s; give it more by "
	             "--timeout, or see what happens by 'hairpin sim -v'",
	             limit.us / US_PER_S, text_str(&down));
	text_done(&down);
	snapshot_free(snapshot);
}

void dispute_explain(struct sim *sim, const struct plan *plan, struct instant limit,
                     struct findings *findings)
{
	struct dispute *dispute;

	if (!sim_gave_up(sim)) {
		tell_time_is_up(sim, limit, findings);
		return;
	}
	dispute = dispute_find(sim, plan);
	dispute_tell(dispute, findings);
	dispute_free(dispute);
}
