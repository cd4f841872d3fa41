/* Versions of a lab and its plan, as events follow one another. */
#include "topo/event/event_lab.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "topo/event/event_table.h"
#include "topo/judge/load.h"

/* Versions */

static void add_version(struct event_lab *events, struct lab *lab, struct plan *plan)
{
	events->versions = mem_grow(events->versions, &events->version_room,
	                            events->version_count + 1, sizeof(*events->versions));
	events->versions[events->version_count++] = (struct event_version){lab, plan};
}

/* A lab of our own, as it is at present: the first one's text, and all edits since. */
static struct lab *lab_again(const struct event_lab *events)
{
	struct findings findings = {0};
	struct lab *lab = lab_parse_again(events->origin, &findings);

	/* It has been loaded once. */
	CHECK(lab != NULL && findings_errors(&findings) == 0);
	CHECK(lab->vnet_count == events->origin->vnet_count);
	findings_done(&findings);
	for (size_t i = 0; i < events->edit_count; i++)
		event_row_of(events->edits[i].kind)->edit(lab, &events->edits[i]);
	return lab;
}

/* In an array of its own, for the plan's may be shared. */
static void prepend_everywhere(struct plan *plan, uint32_t node, uint32_t times)
{
	struct node_conf *conf = &plan->nodes[node].conf;
	struct node_peer_conf *peers = arena_alloc(plan->arena, conf->peer_count * sizeof(*peers));

	for (uint32_t i = 0; i < conf->peer_count; i++) {
		uint64_t sum = (uint64_t)conf->peers[i].rib.export.prepend + times;

		peers[i] = conf->peers[i];
		peers[i].rib.export.prepend = (uint8_t)(sum < PREPEND_MAX ? sum : PREPEND_MAX);
	}
	conf->peers = peers;
}

/* What is known of nodes and sessions by number stays good. */
static void check_same_shape(const struct plan *before, const struct plan *now)
{
	CHECK(now->node_count == before->node_count);
	CHECK(now->session_count == before->session_count);
	for (uint32_t i = 0; i < now->node_count; i++)
		CHECK(strcmp(now->nodes[i].conf.name, before->nodes[i].conf.name) == 0);
}

static const struct plan *plan_again(struct event_lab *events)
{
	struct plan *plan = plan_compile(events->lab);

	check_same_shape(events->plan, plan);
	for (uint32_t i = 0; i < plan->node_count; i++) {
		if (events->prepend[i] > 0)
			prepend_everywhere(plan, i, events->prepend[i]);
	}
	add_version(events, NULL, plan);
	return plan;
}

struct event_lab *event_lab_of_plan(const struct plan *plan)
{
	struct arena *arena = arena_new();
	struct event_lab *events = arena_alloc(arena, sizeof(*events));

	*events = (struct event_lab){
	    .arena = arena,
	    .origin = plan->lab,
	    .lab = plan->lab,
	    .plan = plan,
	    .absent = arena_alloc(arena, plan->node_count + 1u),
	    .prepend = arena_alloc(arena, (plan->node_count + 1u) * sizeof(uint32_t)),
	    .cut = arena_alloc(arena, plan->session_count + 1u),
	    .cut_alone = arena_alloc(arena, plan->session_count + 1u),
	    .dead = arena_alloc(arena, plan->node_count + 1u),
	    .stopped = arena_alloc(arena, 2u * plan->session_count + 1u),
	    .cut_with = arena_alloc(arena, (plan->session_count + 1u) * sizeof(uint32_t)),
	};
	event_begin_down(events);
	return events;
}

struct event_lab *event_lab_new(const struct lab *lab, const struct event_lab_options *options)
{
	struct plan *plan = plan_compile(lab);
	struct event_lab *events = event_lab_of_plan(plan);

	events->options = *options;
	add_version(events, NULL, plan);
	return events;
}

/* Plans borrow from labs. */
void event_lab_free(struct event_lab *events)
{
	if (events == NULL)
		return;
	for (size_t i = 0; i < events->version_count; i++)
		plan_free(events->versions[i].plan);
	for (size_t i = 0; i < events->version_count; i++)
		lab_free(events->versions[i].lab);
	free(events->versions);
	free(events->edits);
	free(events->changes);
	arena_free(events->arena);
}

const struct plan *event_lab_plan(const struct event_lab *events)
{
	return events->plan;
}

/* Speakers that are not there yet */

void event_lab_leave_out(struct event_lab *events, const char *name)
{
	CHECK(events->edit_count == 0);
	for (uint32_t i = 0; i < events->plan->node_count; i++)
		events->absent[i] |= event_is_named(name, &events->plan->nodes[i]);
	events->seen = NULL;
}

bool event_lab_is_absent(const struct event_lab *events, uint32_t node)
{
	CHECK(node < events->plan->node_count);
	return events->absent[node];
}

static bool is_server_absent(const struct event_lab *events, const struct lab_route_server *server)
{
	struct plan_span span = plan_span_of(events->plan, server->element);

	for (uint32_t i = span.first; i < span.first + span.count; i++) {
		if (events->absent[i])
			return true;
	}
	return false;
}

static bool any_server_absent(const struct event_lab *events)
{
	for (uint32_t i = 0; i < events->lab->vnet_count; i++) {
		const struct lab_route_server *server = events->lab->vnets[i].route_server;

		if (server != NULL && is_server_absent(events, server))
			return true;
	}
	return false;
}

/* Packets must not see a Route Server of which nothing stands there, so they get a lab of their
 * own. */
static const struct lab *lab_without_absent(struct event_lab *events)
{
	struct lab *lab = lab_again(events);

	for (uint32_t i = 0; i < lab->vnet_count; i++) {
		const struct lab_route_server *server = events->lab->vnets[i].route_server;

		if (server != NULL && is_server_absent(events, server))
			lab->vnets[i].route_server = NULL;
	}
	add_version(events, lab, NULL);
	return lab;
}

const struct lab *event_lab_seen(struct event_lab *events)
{
	if (events->seen == NULL)
		events->seen = any_server_absent(events) ? lab_without_absent(events) : events->lab;
	return events->seen;
}

/* Events */

void event_add_change(struct event_lab *events, const struct event_change *change)
{
	CHECK(change->session < events->plan->session_count || change->session == 0);
	CHECK(change->node < events->plan->node_count && change->end < 2);
	events->changes = mem_grow(events->changes, &events->change_room, events->change_count + 1,
	                           sizeof(*events->changes));
	events->changes[events->change_count++] = *change;
}

void event_apply_each(struct event_lab *events, const struct event *event)
{
	event_each_fn *each = event_row_of(event->kind)->each;
	struct event_targets targets =
	    event_targets_of(events->plan, event_row_of(event->kind)->target);
	uint32_t count;
	uint32_t *items = event_targets_named(&targets, event->on, &count);

	CHECK(events->plan->lab == events->lab);
	for (uint32_t i = 0; i < count; i++)
		each(events, event, items[i]);
	free(items);
	event_targets_done(&targets);
}

/* The event may end before the lab does. */
static struct event keep(struct event_lab *events, const struct event *event)
{
	struct event kept = *event;

	kept.on = arena_strdup(events->arena, event->on);
	if (event->peer != NULL)
		kept.peer = arena_strdup(events->arena, event->peer);
	if (event->circuit != NULL)
		kept.circuit = arena_strdup(events->arena, event->circuit);
	return kept;
}

static void apply_edit(struct event_lab *events, const struct event *event)
{
	struct lab *lab;

	events->edits = mem_grow(events->edits, &events->edit_room, events->edit_count + 1,
	                         sizeof(*events->edits));
	events->edits[events->edit_count++] = keep(events, event);
	lab = lab_again(events);
	add_version(events, lab, NULL);
	events->lab = lab;
	events->seen = NULL;
	events->stale = true;
}

const struct event_change *event_apply(struct event_lab *events, const struct event *event,
                                       size_t *count)
{
	const struct event_row *row = event_row_of(event->kind);

	events->change_count = 0;
	if (row->each != NULL)
		event_apply_each(events, event);
	else
		apply_edit(events, event);
	event_follow_rides(events);
	if (events->stale) {
		events->plan = plan_again(events);
		events->stale = false;
		event_add_change(events, &(struct event_change){.kind = EVENT_CHANGE_PLAN,
		                                                .plan = events->plan});
	}
	*count = events->change_count;
	return events->changes;
}
