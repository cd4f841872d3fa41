/* The insides of events, for the files of this room: event.c (the table, and reading), event_lab.c
 * (versions of lab and plan), event_target.c (who is meant), event_check.c, event_link.c (what
 * happens to links and speakers), event_edit.c (what is changed in the lab). Nobody else includes
 * this. */
#ifndef TOPO_EVENT_EVENT_TABLE_H
#define TOPO_EVENT_EVENT_TABLE_H

#include "topo/event/event_lab.h"
#include "topo/event/event_target.h"

/* So many times at most an AS number is prepended, by settings and maintenance together: a path has
 * to stay encodable. */
enum { PREPEND_MAX = 200 };

/* Members that a kind of event must have, and those that it may have. */
enum event_member {
	NEEDS_PEER = 1 << 0,
	NEEDS_CIRCUIT = 1 << 1,
	NEEDS_PREFIX = 1 << 2,
	NEEDS_VALUE = 1 << 3,
	NEEDS_ENABLED = 1 << 4,
	MAY_DETECTION = 1 << 5,
	MAY_COUNT = 1 << 6,
};

/* Beyond names: what else must be true of the lab. */
typedef void event_check_fn(const struct event_lab *events, const struct event *event,
                            struct findings *findings);
/* Adds the changes for one session or node that is meant. */
typedef void event_each_fn(struct event_lab *events, const struct event *event, uint32_t item);
/* Changes a lab that nobody else has seen yet. */
typedef void event_edit_fn(struct lab *lab, const struct event *event);

struct event_row {
	const char *name;
	unsigned members; /* enum event_member */
	enum event_target target;
	event_check_fn *check; /* NULL: names are all there is to check */
	event_each_fn *each;   /* of links and speakers; or else */
	event_edit_fn *edit;   /* of settings */
	struct event_assumption assumption;
};

const struct event_row *event_row_of(enum event_kind kind);

/* One lab, and the plan of it. */
struct event_version {
	struct lab *lab;   /* NULL: that of the version before */
	struct plan *plan; /* NULL: only seen by packets */
};

struct event_lab {
	struct arena *arena;
	struct event_lab_options options;
	const struct lab *origin; /* as it was written */
	const struct lab *lab;    /* the present one */
	const struct lab *seen;   /* event_lab_seen(); NULL: to be made */
	const struct plan *plan;  /* the present one */
	struct event_version *versions;
	size_t version_count;
	size_t version_room;
	struct event *edits; /* all that changed settings, in order */
	size_t edit_count;
	size_t edit_room;

	bool *absent;       /* by node: it has not come yet */
	bool *cut;          /* by session */
	uint32_t *cut_with; /* by session: the node that died, + 1; 0: the link alone is cut */
	bool *cut_alone;    /* by session: the link itself was taken down */
	bool *dead;         /* by node: it has been stopped */
	bool *stopped;      /* by session, twice: this end wants it no more */
	uint32_t *prepend;  /* by node: what maintenance prepends */
	bool stale;         /* the plan does not have `prepend` */

	struct event_change *changes; /* of the present event */
	size_t change_count;
	size_t change_room;
};

void event_add_change(struct event_lab *events, const struct event_change *change);

/* event_lab.c: every session or node that the event names, in the order of the plan. */
void event_apply_each(struct event_lab *events, const struct event *event);

/* event_lab.c: for what is down at the start of a run of the plan, which must outlive it. */
struct event_lab *event_lab_of_plan(const struct plan *plan);

/* event_word.c: what "down" of the lab makes of it, as changes. */
void event_begin_down(struct event_lab *events);

/* event_ride.c: cuts and mends the tunnels that ride on what has failed or come back. */
void event_follow_rides(struct event_lab *events);

/* event_link.c: the session's link carries bytes again, or none, of which nobody but hold timers
 * tells its ends. */
void event_set_ride(struct event_lab *events, uint32_t session, bool alive);

/* event_target.c */

/* The caller ends them with event_targets_done(). */
struct event_targets event_targets_of(const struct plan *plan, enum event_target target);

/* The items of this name, each once, in ascending order; their count. The caller frees them. */
uint32_t *event_targets_named(const struct event_targets *targets, const char *name,
                              uint32_t *count);
void event_targets_done(struct event_targets *targets);

/* "link of a circuit": for people. */
const char *event_target_words(enum event_target target);

/* event_check.c, event_link.c and event_edit.c: what stands in the table */

event_check_fn event_check_detection, event_check_circuit;
event_each_fn event_link_down, event_link_up, event_node_down, event_node_up, event_all_sessions,
    event_peer_session, event_connection_session, event_maintenance;
event_edit_fn event_edit_advertise, event_edit_address_space, event_edit_links,
    event_edit_connection, event_edit_gateway, event_edit_route_server, event_edit_route_table,
    event_edit_vnet_peering;

#endif
