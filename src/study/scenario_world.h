/* The insides of a run of a scenario, for the files that make it up: scenario_run.c (phases and
 * time), scenario_target.c (who is meant), scenario_event.c (what happens), scenario_probe.c (what
 * flows see), scenario_judge.c (expectations). Nobody else includes this. */
#ifndef STUDY_SCENARIO_WORLD_H
#define STUDY_SCENARIO_WORLD_H

#include "study/scenario_run.h"

/* The ends of a dead link will find out. */
struct notice {
	int64_t time_us;
	uint32_t session;
};

struct scenario_world {
	struct lab *lab;
	const struct scenario *scenario;
	const struct scenario_options *options;
	struct findings *findings;
	struct arena *arena; /* the report's */
	struct scenario_report *report;

	const struct plan *plan; /* the present one, the last of all */
	struct plan **plans;     /* nodes borrow from all of them */
	size_t plan_count;
	size_t plan_room;
	struct sim *sim;

	bool *absent;       /* by node: it has not come yet */
	bool *cut;          /* by session */
	uint32_t *cut_with; /* by session: the node that died, + 1; 0: the link alone is cut */
	uint8_t *prepend;   /* by node: what maintenance prepends */
	struct notice *notices;
	size_t notice_count;
	size_t notice_room;

	struct scenario_phase_report *phase; /* the present one */
	size_t entry_room;
	bool disturbed;             /* something has happened since the start */
	bool measured;              /* the views of `watches` are good */
	int64_t looked_us;          /* when the probes were asked last */
	struct path_end (*ends)[2]; /* of the probes */
	struct snapshot *before;    /* at the end of the phase before; or NULL */
};

/* Adds a line to the timeline. Texts are copied. */
void scenario_note(struct scenario_world *world, enum scenario_entry_kind kind, const char *subject,
                   const char *text);

/* scenario_target.c */

enum target_kind {
	TARGET_LINK,       /* sessions */
	TARGET_CONNECTION, /* sessions */
	TARGET_NODE,       /* nodes, and elements with all their nodes */
	TARGET_MSEE,       /* nodes */
	TARGET_CIRCUIT,    /* nodes: both MSEEs */
	TARGET_ROUTER,     /* the others: elements of the lab, by their place in it */
	TARGET_VNET,
	TARGET_GATEWAY,
	TARGET_ER_CONNECTION,
	TARGET_ROUTE_SERVER,
	TARGET_ROUTE_TABLE,
	TARGET_KIND_COUNT,
};

/* Everything of one kind by its names; a name may stand for several. */
struct targets {
	const char **names;
	uint32_t *items; /* sessions or nodes */
	uint32_t count;
	size_t name_room;
	size_t item_room;
	struct arena *arena;
};

struct targets targets_of(const struct scenario_world *world, enum target_kind kind);
void targets_done(struct targets *targets);

/* The kind of what an action is done to. */
enum target_kind target_kind_of(enum scenario_action action);

/* Finds out whether all names of the scenario are in the lab; false with findings. */
bool scenario_check(struct scenario_world *world);

/* scenario_event.c */

void scenario_apply(struct scenario_world *world, const struct scenario_event *event);

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
	struct lab_route_server **hidden; /* by VNet */
};
struct look scenario_look(struct scenario_world *world);
void scenario_look_done(struct scenario_world *world, struct look *look);

/* Asks all probes, and books the time since they were asked last. */
void scenario_measure(struct scenario_world *world);

/* Fills in what the nodes learned and lost since the last phase; `snapshot` is kept. */
void scenario_count_changes(struct scenario_world *world, struct snapshot *snapshot);

/* scenario_judge.c */

/* Judges the expectations of the present phase; false with findings. */
bool scenario_judge(struct scenario_world *world, struct fabric *fabric);

/* `pattern` is the name of the node or of the element before its slash. */
bool scenario_is_named(const char *name, const struct plan_node *node);

#endif
