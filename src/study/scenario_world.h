/* The insides of a run of a scenario, for the files that make it up: scenario_run.c (phases and
 * time), scenario_act.c (what happens), scenario_probe.c (what flows see), scenario_judge.c
 * (expectations). Nobody else includes this. */
#ifndef STUDY_SCENARIO_WORLD_H
#define STUDY_SCENARIO_WORLD_H

#include "query/state/fabric.h"
#include "study/scenario_run.h"
#include "topo/event/event_lab.h"

/* The ends of a dead link will find out. */
struct notice {
	int64_t time_us;
	uint32_t session;
};

struct scenario_world {
	const struct scenario *scenario;
	const struct scenario_options *options;
	struct findings *findings;
	struct arena *arena; /* the report's */
	struct scenario_report *report;

	struct event_lab *events; /* the lab, as it changes */
	struct sim *sim;

	struct notice *notices;
	size_t notice_count;
	size_t notice_room;

	struct scenario_phase_report *phase; /* the present one */
	size_t entry_room;
	bool disturbed;             /* something has happened since the start */
	bool measured;              /* the views of `watches` are good */
	int64_t looked_us;          /* when the probes were asked last */
	struct path_end (*ends)[2]; /* of the probes, in `ends_of` */
	const struct lab *ends_of;
	struct snapshot *before; /* at the end of the phase before; or NULL */
};

/* Adds a line to the timeline. Texts are copied. */
void scenario_note(struct scenario_world *world, enum scenario_entry_kind kind, const char *subject,
                   const char *text);

/* scenario_act.c */

void scenario_act(struct scenario_world *world, const struct scenario_event *event);

/* When the next end of a dead link finds out; INSTANT_NEVER. */
struct instant scenario_next_notice(const struct scenario_world *world);
void scenario_run_notices(struct scenario_world *world);

/* scenario_probe.c */

/* Finds the ends of all probes; false with findings. */
bool scenario_find_ends(struct scenario_world *world);

/* The lab as it is at present, and its routes; given back with scenario_look_done(). */
struct look {
	struct snapshot *snapshot;
	struct fabric *fabric;
};
struct look scenario_look(struct scenario_world *world);
void scenario_look_done(struct look *look);

/* Asks all probes, and books the time since they were asked last. */
void scenario_measure(struct scenario_world *world);

/* Fills in what the nodes learned and lost since the last phase; `snapshot` is kept. */
void scenario_count_changes(struct scenario_world *world, struct snapshot *snapshot);

/* scenario_judge.c */

/* Judges the expectations of the present phase; false with findings. */
bool scenario_judge(struct scenario_world *world, struct fabric *fabric);

#endif
