/*
 * Events: what may happen to a network that runs, in a scenario's virtual time or to a live
 * process. Each kind is one row of one table (event.c): its name, its members, what it happens to,
 * what else must be true of the lab, and what it does.
 */
#ifndef TOPO_EVENT_EVENT_H
#define TOPO_EVENT_EVENT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/findings.h"
#include "base/mem.h"
#include "document/document.h"

enum event_kind {
	EVENT_LINK_DOWN,
	EVENT_LINK_UP,
	EVENT_NODE_DOWN,
	EVENT_NODE_UP,
	EVENT_PEERING_DISABLE,
	EVENT_PEERING_ENABLE,
	EVENT_CONNECTION_DELETE,
	EVENT_CONNECTION_CREATE,
	EVENT_SESSION_STOP,
	EVENT_SESSION_START,
	EVENT_MAINTENANCE_BEGIN,
	EVENT_MAINTENANCE_END,
	EVENT_ADVERTISE,
	EVENT_WITHDRAW,
	EVENT_ADD_ADDRESS_SPACE,
	EVENT_REMOVE_ADDRESS_SPACE,
	EVENT_SET_READVERTISE,
	EVENT_SET_PREPEND,
	EVENT_SET_WEIGHT,
	EVENT_SET_FAST_PATH,
	EVENT_SET_REMOTE_VNET,
	EVENT_SET_VIRTUAL_WAN,
	EVENT_SET_BRANCH_TO_BRANCH,
	EVENT_SET_PROPAGATION,
	EVENT_SET_VNET_PEERING,
	EVENT_KIND_COUNT,
};

/* "link-down": as in the file. */
const char *event_kind_name(enum event_kind kind);

/* How the ends of a dead link or the peers of a dead node find out. */
enum event_detection {
	EVENT_CARRIER,
	EVENT_BFD,
	EVENT_HOLD_TIMER,
	EVENT_DETECTION_COUNT,
};

/* "carrier", "bfd", "hold-timer". */
const char *event_detection_name(enum event_detection detection);

/* Members that the kind does not have are unset. */
struct event {
	enum event_kind kind;
	struct place place;
	const char *on; /* the name of what it happens to */
	struct place on_place;
	enum event_detection detection;
	const char *peer;    /* or NULL */
	const char *circuit; /* or NULL */
	struct place circuit_place;
	struct prefix prefix; /* unset: not said */
	uint32_t count;
	uint32_t value;
	bool enabled;
};

/* Reads what yang/hairpin-scenario.yang calls an event; texts are the arena's. Members that the
 * kind needs and lacks, or has and should not, are errors. */
void event_read(const struct doc_node *node, struct arena *arena, struct findings *findings,
                struct event *out);

/* What a kind rests on that nobody has published; NULL and NULL when it rests on nothing such. */
struct event_assumption {
	const char *rule; /* id in data/rules.json */
	const char *text;
};
struct event_assumption event_assumption_of(enum event_kind kind);

#endif
