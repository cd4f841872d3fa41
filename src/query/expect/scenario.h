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
#include "topo/event/event.h"

struct scenario_event {
	const char *name;
	int64_t after_us; /* the start of the phase */
	struct event event;
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
