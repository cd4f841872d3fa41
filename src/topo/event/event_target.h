/*
 * Who is meant by an event. Each kind of element gives the names by which events know its links,
 * its speakers and itself; what a name of the scenario stands for is a loop over the elements.
 */
#ifndef TOPO_EVENT_EVENT_TARGET_H
#define TOPO_EVENT_EVENT_TARGET_H

#include "topo/plan/plan.h"

/* What an event happens to. */
enum event_target {
	TARGET_LINK,       /* sessions */
	TARGET_CONNECTION, /* sessions */
	TARGET_NODE,       /* nodes, and elements with all their nodes */
	TARGET_MSEE,       /* nodes */
	TARGET_CIRCUIT,    /* nodes: both MSEEs */
	TARGET_ROUTER,     /* the others: elements of the lab */
	TARGET_ANNOUNCER,  /* routers of sites, and appliances that speak BGP */
	TARGET_VNET,
	TARGET_GATEWAY,
	TARGET_ER_CONNECTION,
	TARGET_ROUTE_SERVER,
	TARGET_ROUTE_TABLE,
	TARGET_VNET_PEERING,
	TARGET_KIND_COUNT,
};

/* Everything of one kind by its names; a name may stand for several. */
struct event_targets {
	enum event_target target;
	const char **names;
	uint32_t *items; /* sessions, nodes or elements, by their number in the plan */
	uint32_t count;
	size_t name_room;
	size_t item_room;
	struct arena *arena;
};

/* What a kind of element answers. */
struct target_hooks {
	/* Adds all names of the element; `plan` is that of its lab. */
	void (*add)(const struct plan *plan, const struct lab_element *element,
	            struct event_targets *out);
};

/* Adds a name; it is kept only if such a target is asked for. `name` must outlive `out`, or live in
 * its arena. */
void event_target_add(struct event_targets *out, enum event_target target, const char *name,
                      uint32_t item);

/* Adds a session that belongs to a connection of a gateway: it is a link, too. */
void event_target_add_connection(struct event_targets *out, const char *name, uint32_t session);

/* Adds the speakers of the element, each by its name and by that of the element's group. */
void event_target_add_speakers(const struct plan *plan, const struct lab_element *element,
                               struct event_targets *out);

/* For each session of the element that a speaker of `near` has: `node` is that speaker. */
typedef void event_target_session(const struct lab_element *element, const struct plan_node *node,
                                  uint32_t session, struct event_targets *out);
void event_target_each_session(const struct plan *plan, const struct lab_element *near,
                               const struct lab_element *element, event_target_session *add,
                               struct event_targets *out);

#endif
