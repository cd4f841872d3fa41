/* Who is meant: the names of everything that something can happen to, kind of element by kind. */
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "topo/event/event_table.h"

bool event_is_named(const char *name, const struct plan_node *node)
{
	return strcmp(name, node->conf.name) == 0 || strcmp(name, node->element->group) == 0;
}

void event_target_add(struct event_targets *out, enum event_target target, const char *name,
                      uint32_t item)
{
	if (target != out->target)
		return;
	out->names = mem_grow(out->names, &out->name_room, out->count + 1u, sizeof(*out->names));
	out->items = mem_grow(out->items, &out->item_room, out->count + 1u, sizeof(*out->items));
	out->names[out->count] = name;
	out->items[out->count++] = item;
}

void event_target_add_connection(struct event_targets *out, const char *name, uint32_t session)
{
	event_target_add(out, TARGET_LINK, name, session);
	event_target_add(out, TARGET_CONNECTION, name, session);
}

void event_target_add_speakers(const struct plan *plan, const struct lab_element *element,
                               struct event_targets *out)
{
	struct plan_span span = plan_span_of(plan, element);

	for (uint32_t i = span.first; i < span.first + span.count; i++) {
		event_target_add(out, TARGET_NODE, plan->nodes[i].conf.name, i);
		event_target_add(out, TARGET_NODE, element->group, i);
	}
}

void event_target_each_session(const struct plan *plan, const struct lab_element *near,
                               const struct lab_element *element, event_target_session *add,
                               struct event_targets *out)
{
	struct plan_span span = plan_span_of(plan, near);

	for (uint32_t n = span.first; n < span.first + span.count; n++) {
		const struct plan_node *at = &plan->nodes[n];

		for (uint32_t i = 0; i < at->conf.peer_count; i++) {
			if (plan->sessions[at->sessions[i]].element == element)
				add(element, at, at->sessions[i], out);
		}
	}
}

static const char *const words[TARGET_KIND_COUNT] = {
    [TARGET_LINK] = "circuit, link of a circuit, connection, tunnel, site-link or Global Reach",
    [TARGET_CONNECTION] = "connection of a gateway",
    [TARGET_NODE] = "speaker, or element with speakers,",
    [TARGET_MSEE] = "link of a circuit",
    [TARGET_CIRCUIT] = "circuit",
    [TARGET_ROUTER] = "router of a site",
    [TARGET_ANNOUNCER] = "router of a site, or appliance that speaks BGP,",
    [TARGET_VNET] = "virtual network",
    [TARGET_GATEWAY] = "ExpressRoute gateway",
    [TARGET_ER_CONNECTION] = "connection of an ExpressRoute gateway",
    [TARGET_ROUTE_SERVER] = "Route Server",
    [TARGET_ROUTE_TABLE] = "route table",
    [TARGET_VNET_PEERING] = "virtual network peering",
};

const char *event_target_words(enum event_target target)
{
	CHECK(target < TARGET_KIND_COUNT);
	return words[target];
}

struct event_targets event_targets_of(const struct plan *plan, enum event_target target)
{
	struct event_targets out = {.target = target, .arena = arena_new()};

	CHECK(target < TARGET_KIND_COUNT && plan->lab != NULL);
	for (uint32_t i = 0; i < plan->element_count; i++) {
		const struct lab_element *element = &plan->elements[i];
		const struct target_hooks *hooks = plan->lab->kinds[element->kind]->targets;

		if (hooks != NULL)
			hooks->add(plan, element, &out);
	}
	return out;
}

static int compare_items(const void *left, const void *right)
{
	uint32_t a = *(const uint32_t *)left;
	uint32_t b = *(const uint32_t *)right;

	return (a > b) - (a < b);
}

uint32_t *event_targets_named(const struct event_targets *targets, const char *name,
                              uint32_t *count)
{
	uint32_t *items = xcalloc(targets->count + 1u, sizeof(*items));
	uint32_t found = 0;
	uint32_t kept = 0;

	for (uint32_t i = 0; i < targets->count; i++) {
		if (strcmp(targets->names[i], name) == 0)
			items[found++] = targets->items[i];
	}
	qsort(items, found, sizeof(*items), compare_items);
	for (uint32_t i = 0; i < found; i++) {
		if (kept == 0 || items[kept - 1] != items[i])
			items[kept++] = items[i];
	}
	*count = kept;
	return items;
}

void event_targets_done(struct event_targets *targets)
{
	free(targets->names);
	free(targets->items);
	arena_free(targets->arena);
}
