/* Does the lab have what an event names? */
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "topo/event/event_table.h"
#include "topo/model/lab_edit.h"

static void check_name(const struct event_lab *events, struct place place, enum event_target target,
                       const char *name, struct findings *findings)
{
	struct event_targets targets = event_targets_of(events->plan, target);
	uint32_t i = 0;

	while (i < targets.count && strcmp(targets.names[i], name) != 0)
		i++;
	if (i == targets.count) {
		const char *near = nearest_word(name, targets.names, targets.count);

		findings_add(findings, SEVERITY_ERROR, place,
		             "there is no %s '%s' in lab '%s'%s%s%s", event_target_words(target),
		             name, events->lab->name, near == NULL ? "" : "; did you mean '",
		             near == NULL ? "" : near, near == NULL ? "" : "'?");
	}
	event_targets_done(&targets);
}

/* Only between a customer and Microsoft (bfd). */
void event_check_detection(const struct event_lab *events, const struct event *event,
                           struct findings *findings)
{
	struct event_targets targets = event_targets_of(events->plan, TARGET_LINK);
	bool good = true;

	for (uint32_t i = 0; i < targets.count; i++) {
		if (strcmp(targets.names[i], event->on) == 0)
			good &= events->plan->sessions[targets.items[i]].kind == PLAN_LINK_CIRCUIT;
	}
	if (!good && event->detection == EVENT_BFD)
		findings_add(findings, SEVERITY_ERROR, event->place,
		             "there is no BFD on '%s'; only the links of a circuit have it",
		             event->on);
	event_targets_done(&targets);
}

void event_check_circuit(const struct event_lab *events, const struct event *event,
                         struct findings *findings)
{
	const struct lab_router *router =
	    lab_router_of(lab_find_element(events->lab, LAB_ROUTER, event->on));

	for (uint32_t i = 0; router != NULL && i < router->link_count; i++) {
		if (lab_link_is_named(&router->links[i], event->circuit))
			return;
	}
	if (router != NULL)
		findings_add(findings, SEVERITY_ERROR, event->circuit_place,
		             "router '%s' has no link to a circuit '%s'", event->on,
		             event->circuit);
}

bool event_check_node(const struct event_lab *events, struct place place, const char *name,
                      struct findings *findings)
{
	size_t errors = findings_errors(findings);

	check_name(events, place, TARGET_NODE, name, findings);
	return findings_errors(findings) == errors;
}

bool event_check(const struct event_lab *events, const struct event *event,
                 struct findings *findings)
{
	const struct event_row *row = event_row_of(event->kind);
	size_t errors = findings_errors(findings);

	check_name(events, event->on_place, row->target, event->on, findings);
	if (event->peer != NULL)
		check_name(events, event->place, TARGET_NODE, event->peer, findings);
	if (row->check != NULL)
		row->check(events, event, findings);
	return findings_errors(findings) == errors;
}

void event_say_unknown(const struct event_lab *events, struct place place, const char *name,
                       struct findings *findings)
{
	static const enum event_target targets[] = {TARGET_LINK, TARGET_NODE, TARGET_VNET_PEERING};
	const char **names = NULL;
	size_t room = 0;
	size_t count = 0;
	const char *near;
	struct arena *arena = arena_new();

	for (size_t t = 0; t < COUNT_OF(targets); t++) {
		struct event_targets all = event_targets_of(events->plan, targets[t]);

		names = mem_grow(names, &room, count + all.count + 1, sizeof(*names));
		for (uint32_t i = 0; i < all.count; i++)
			names[count++] = arena_strdup(arena, all.names[i]);
		event_targets_done(&all);
	}
	near = nearest_word(name, names, count);
	findings_add(findings, SEVERITY_ERROR, place,
	             "there is no link, connection, tunnel, peering or speaker '%s' in lab "
	             "'%s'%s%s%s",
	             name, events->lab->name, near == NULL ? "" : "; did you mean '",
	             near == NULL ? "" : near, near == NULL ? "" : "'?");
	free(names);
	arena_free(arena);
}
