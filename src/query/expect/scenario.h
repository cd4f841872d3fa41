/*
 * A scenario: what happens to a lab in virtual time, which flows are watched meanwhile, and what
 * must be true at the end of each phase.
 *
 * A file in JSON or YAML, checked against yang/hairpin-scenario.yang. Reading knows no lab: who
 * runs the scenario says which names it does not have.
 */
#ifndef QUERY_EXPECT_SCENARIO_H
#define QUERY_EXPECT_SCENARIO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/findings.h"
#include "query/expect/expect.h"

enum scenario_action {
	SCENARIO_LINK_DOWN,
	SCENARIO_LINK_UP,
	SCENARIO_NODE_DOWN,
	SCENARIO_NODE_UP,
	SCENARIO_PEERING_DISABLE,
	SCENARIO_PEERING_ENABLE,
	SCENARIO_CONNECTION_DELETE,
	SCENARIO_CONNECTION_CREATE,
	SCENARIO_SESSION_STOP,
	SCENARIO_SESSION_START,
	SCENARIO_MAINTENANCE_BEGIN,
	SCENARIO_MAINTENANCE_END,
	SCENARIO_ADVERTISE,
	SCENARIO_WITHDRAW,
	SCENARIO_ADD_ADDRESS_SPACE,
	SCENARIO_REMOVE_ADDRESS_SPACE,
	SCENARIO_SET_READVERTISE,
	SCENARIO_SET_PREPEND,
	SCENARIO_SET_WEIGHT,
	SCENARIO_SET_FAST_PATH,
	SCENARIO_SET_REMOTE_VNET,
	SCENARIO_SET_VIRTUAL_WAN,
	SCENARIO_SET_BRANCH_TO_BRANCH,
	SCENARIO_SET_PROPAGATION,
	SCENARIO_ACTION_COUNT,
};

/* "link-down": as in the file. */
const char *scenario_action_name(enum scenario_action action);

/* How the ends of a dead link or the peers of a dead node find out. */
enum scenario_detection {
	SCENARIO_CARRIER,
	SCENARIO_BFD,
	SCENARIO_HOLD_TIMER,
	SCENARIO_DETECTION_COUNT,
};

/* "carrier", "bfd", "hold-timer". */
const char *scenario_detection_name(enum scenario_detection detection);

struct scenario_event {
	const char *name;
	struct place place;
	int64_t after_us; /* the start of the phase */
	enum scenario_action action;
	const char *on;
	struct place on_place;
	enum scenario_detection detection;
	const char *peer;    /* or NULL */
	const char *circuit; /* or NULL */
	struct place circuit_place;
	struct prefix prefix; /* unset: not said */
	uint32_t count;
	uint32_t value;
	bool enabled;
};

/* A flow that is watched. */
struct scenario_probe {
	const char *name;
	const char *from;
	const char *to;
	uint8_t family; /* enum addr_family */
	struct place place;
};

enum probe_state {
	PROBE_REACHABLE,
	PROBE_PARTLY,  /* some flows are lost */
	PROBE_ONE_WAY, /* one direction is lost */
	PROBE_LOST,    /* both are */
	PROBE_STATE_COUNT,
};

/* "reachable", "partly-reachable", "one-way", "lost": stable, used in JSON. */
const char *probe_state_name(enum probe_state state);

/* What a probe must have seen in a phase; what is not set is not asked for. */
struct scenario_result {
	struct expectation head; /* name and place, for reports */
	const char *probe;
	bool state_set, ways_set, asymmetric_set, outage_max_set;
	enum probe_state state;
	uint32_t ways;
	bool asymmetric;
	int64_t outage_min_us;
	int64_t outage_max_us;
	int64_t one_way_min_us;
	struct expect_names uses;
	struct expect_names avoids;
};

/* The state of sessions at the end of a phase. */
struct scenario_session {
	struct expectation head;
	const char *node;
	const char *peer;
	bool established;
	bool received_set;
	uint32_t received; /* in all families */
};

struct scenario_phase {
	const char *name;
	int64_t duration_us; /* 0: until all has come to rest */
	struct scenario_event *events;
	uint32_t event_count;
	struct expectations *expectations; /* NULL: none */
	struct scenario_result *results;
	uint32_t result_count;
	struct scenario_session *sessions;
	uint32_t session_count;
};

struct scenario {
	struct arena *arena;
	const char *name;
	const char *description; /* or NULL */
	struct expect_names absent;
	bool pessimistic; /* MSEEs and gateways take a minute to agree */
	struct scenario_probe *probes;
	uint32_t probe_count;
	struct scenario_phase *phases;
	uint32_t phase_count;
};

/* Largest scenario file that is read. */
enum { SCENARIO_SIZE_MAX = 16 * 1024 * 1024 };

/* NULL when an error was found. `file` must outlive the result and the findings. The caller ends it
 * with scenario_free(). */
struct scenario *scenario_parse(const char *file, const char *text, size_t size,
                                struct findings *findings);

/* Accepts NULL. */
void scenario_free(struct scenario *scenario);

#endif
