/*
 * A lab to which events happen: the lab as it was written, what was changed since, and the plan of
 * both.
 *
 * Nothing that was handed out ever changes. An event that changes settings makes another lab, from
 * the text of the first one and all changes so far, and another plan; both live as long as this.
 * What is to be done follows as a list of changes, which a driver carries out: the simulator by
 * virtual links, a live process by its sessions.
 */
#ifndef TOPO_EVENT_EVENT_LAB_H
#define TOPO_EVENT_EVENT_LAB_H

#include <stddef.h>

#include "topo/event/event.h"
#include "topo/plan/plan.h"

struct event_lab;

/* Nobody finds out by other means than the hold timer. */
#define EVENT_UNNOTICED INT64_C(-1)

enum event_change_kind {
	EVENT_CHANGE_CUT,  /* the session's link passes nothing any more */
	EVENT_CHANGE_MEND, /* it passes bytes again */
	EVENT_CHANGE_NODE_STOP,
	EVENT_CHANGE_NODE_START,
	EVENT_CHANGE_SESSION_STOP, /* this end wants no session any more */
	EVENT_CHANGE_SESSION_START,
	EVENT_CHANGE_PLAN, /* same nodes and sessions: other policies, limits, own routes */
};

struct event_change {
	enum event_change_kind kind;
	uint32_t session;        /* index into the plan's; of links and sessions */
	unsigned end;            /* of a session */
	uint32_t node;           /* of a node */
	int64_t noticed_us;      /* of a cut: so much later its ends know; or EVENT_UNNOTICED */
	const struct plan *plan; /* of a change of plan */
};

struct event_lab_options {
	bool slow_gateways; /* MSEEs and gateways need a minute to notice (gateway-convergence) */
};

/* `lab` must outlive the result, which the caller ends with event_lab_free(). */
struct event_lab *event_lab_new(const struct lab *lab, const struct event_lab_options *options);

/* Ends all labs and plans that were handed out, but for the first lab. Accepts NULL. */
void event_lab_free(struct event_lab *events);

/* The present plan; never fewer or other nodes and sessions than the first. */
const struct plan *event_lab_plan(const struct event_lab *events);

/* The present lab as packets see it: without the Route Servers that have not come yet. */
const struct lab *event_lab_seen(struct event_lab *events);

/* Before any event: the speakers of this name, of a node or an element, are not there until an
 * event starts them. */
void event_lab_leave_out(struct event_lab *events, const char *name);
bool event_lab_is_absent(const struct event_lab *events, uint32_t node);

/* Finds out whether the lab has everything that the event names; false with findings. */
bool event_check(const struct event_lab *events, const struct event *event,
                 struct findings *findings);

/* A finding that nothing in the lab that can be off is called so, with what is near: a link, a
 * connection, a tunnel, a peering, a speaker or an element with speakers. */
void event_say_unknown(const struct event_lab *events, struct place place, const char *name,
                       struct findings *findings);

/* The same for the name of a speaker or of an element with speakers. */
bool event_check_node(const struct event_lab *events, struct place place, const char *name,
                      struct findings *findings);

/* What follows from the event, in order, good until the next one. The event has passed
 * event_check(). */
const struct event_change *event_apply(struct event_lab *events, const struct event *event,
                                       size_t *count);

/* `name` is the node's, or that of what its element belongs to. */
bool event_is_named(const char *name, const struct plan_node *node);

#endif
