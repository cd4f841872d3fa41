/*
 * What came of a scenario: a timeline, what each node learned and lost, how long each flow was cut
 * off, and which expectations hold. Made by study/scenario_run.h, printed by report/.
 */
#ifndef QUERY_EXPECT_SCENARIO_REPORT_H
#define QUERY_EXPECT_SCENARIO_REPORT_H

#include "query/expect/scenario.h"
#include "query/path/path.h"

/* What a probe saw at one time. */
struct probe_view {
	enum probe_state state;
	bool there_lost; /* that direction passes nothing */
	bool back_lost;
	enum path_mechanism mechanism;
	const char *between;   /* what stands between the ends, there; "" for nothing */
	const char *back;      /* the same, back */
	uint32_t ways;         /* delivered, there */
	uint32_t rtt_us;       /* 0: not reachable */
	const char *asymmetry; /* a sentence, or NULL */
	const char *stop;      /* a sentence: why packets are lost; or NULL */
};

enum scenario_entry_kind {
	SCENARIO_ENTRY_EVENT,
	SCENARIO_ENTRY_NOTICED, /* the ends of a dead link find out, other than by their hold timer
	                         */
	SCENARIO_ENTRY_SESSION, /* up or down, as one end sees it */
	SCENARIO_ENTRY_PROBE,   /* sees something else than before */
	SCENARIO_ENTRY_KIND_COUNT,
};

/* "event", "noticed", "session", "probe". */
const char *scenario_entry_kind_name(enum scenario_entry_kind kind);

struct scenario_entry {
	int64_t time_us;
	enum scenario_entry_kind kind;
	const char *subject; /* the element, node or probe */
	const char *text;
};

/* How the routes of a node differ from those at the end of the phase before. */
struct scenario_change {
	const char *node;
	uint32_t learned; /* prefixes that have a best path, and had none */
	uint32_t lost;
	uint32_t moved; /* other best or equally good paths */
};

struct scenario_watch {
	const struct scenario_probe *probe;
	struct probe_view view; /* at the end of the phase */
	int64_t outage_us;      /* a direction or both passed nothing */
	int64_t one_way_us;     /* of that: one direction only */
	int64_t partly_us;      /* else some flows were lost */
};

struct scenario_phase_report {
	const struct scenario_phase *phase;
	int64_t start_us;
	int64_t end_us;
	int64_t changed_us; /* of the last change of routes or sessions; start_us: none */
	bool rested;        /* nothing but keepalives was left to happen */
	struct scenario_entry *entries;
	size_t entry_count;
	struct scenario_change *changes; /* nodes with a change */
	uint32_t change_count;
	struct scenario_watch *watches; /* as many as probes */
	struct expect_report *expect;   /* all expectations of the phase */
};

struct scenario_report {
	struct arena *arena;
	const struct scenario *scenario;
	const char *lab;
	uint64_t seed;
	struct scenario_phase_report *phases;
	uint32_t phase_count; /* those that were run */
	uint32_t watch_count;
	uint32_t count; /* expectations */
	uint32_t failed;
	bool converged; /* every phase that should come to rest did */
};

/* The scenario has such an event. */
bool scenario_has(const struct scenario *scenario, enum event_kind kind);

/* Accepts NULL. The scenario must live until then. */
void scenario_report_free(struct scenario_report *report);

#endif
