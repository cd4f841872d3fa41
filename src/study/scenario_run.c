/* Runs a scenario phase by phase. */
#include "study/scenario_run.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "study/dispute.h"
#include "study/scenario_world.h"

/* The timeline */

void scenario_note(struct scenario_world *world, enum scenario_entry_kind kind, const char *subject,
                   const char *text)
{
	struct scenario_phase_report *phase = world->phase;

	/* Time does not go back. */
	CHECK(phase->entry_count == 0 ||
	      phase->entries[phase->entry_count - 1].time_us <= sim_now(world->sim).us);
	phase->entries = mem_grow(phase->entries, &world->entry_room, phase->entry_count + 1,
	                          sizeof(*phase->entries));
	phase->entries[phase->entry_count++] = (struct scenario_entry){
	    .time_us = sim_now(world->sim).us,
	    .kind = kind,
	    .subject = arena_strdup(world->arena, subject),
	    .text = arena_strdup(world->arena, text),
	};
}

/* What both ends say about the same thing is told once: by who sent it. */
static void take_note(void *user, struct instant now, const struct node *node,
                      const struct node_effect *note)
{
	struct scenario_world *world = user;
	struct text text = {0};

	(void)now;
	if (!world->disturbed || note->note == NODE_NOTE_NOTIFICATION_RECEIVED ||
	    note->note == NODE_NOTE_COLLISION)
		return;
	node_note_format(node, note, &text);
	scenario_note(world, SCENARIO_ENTRY_SESSION, node_conf(node)->name, text_str(&text));
	text_done(&text);
}

/* The list grows on the heap while the phase lasts. */
static void keep_entries(struct scenario_world *world)
{
	struct scenario_phase_report *phase = world->phase;
	struct scenario_entry *kept =
	    arena_alloc(world->arena, (phase->entry_count + 1) * sizeof(*kept));

	for (size_t i = 0; i < phase->entry_count; i++)
		kept[i] = phase->entries[i];
	free(phase->entries);
	phase->entries = kept;
	world->entry_room = 0;
}

/* Phases */

/* Nothing of this time is left to happen when it returns. */
static void finish_instant(struct scenario_world *world)
{
	while (sim_run_to_change(world->sim, sim_now(world->sim), false) == SIM_CHANGED)
		continue;
}

/* Where a phase stands. */
struct progress {
	struct instant end; /* its last moment, or when it must have come to rest */
	uint32_t next_event;
	bool to_rest;
};

static struct instant event_time(const struct scenario_world *world, uint32_t event)
{
	const struct scenario_phase *phase = world->phase->phase;

	if (event == phase->event_count)
		return INSTANT_NEVER;
	return (struct instant){world->phase->start_us + phase->events[event].after_us};
}

static bool do_what_is_due(struct scenario_world *world, struct progress *progress)
{
	struct instant now = sim_now(world->sim);
	bool any = false;

	while (!instant_before(now, event_time(world, progress->next_event))) {
		scenario_act(world, &world->phase->phase->events[progress->next_event++]);
		any = true;
	}
	if (!instant_before(now, scenario_next_notice(world))) {
		scenario_run_notices(world);
		any = true;
	}
	if (any)
		finish_instant(world);
	return any;
}

static enum sim_halt run_on(struct scenario_world *world, const struct progress *progress)
{
	struct instant next =
	    instant_min(event_time(world, progress->next_event), scenario_next_notice(world));
	bool quiet = next.us == INSTANT_NEVER.us;

	return sim_run_to_change(world->sim, instant_min(next, progress->end),
	                         progress->to_rest && quiet);
}

/* Until the routes have come together for the first time nobody asks about flows. */
static void look(struct scenario_world *world)
{
	if (world->disturbed)
		scenario_measure(world);
}

static void run_phase(struct scenario_world *world, struct progress *progress)
{
	for (;;) {
		if (do_what_is_due(world, progress))
			look(world);
		switch (run_on(world, progress)) {
		case SIM_RESTED:
			world->phase->rested = true;
			return;
		case SIM_CIRCLES:
			return;
		case SIM_CHANGED:
			look(world);
			break;
		case SIM_LIMIT:
			if (!instant_before(sim_now(world->sim), progress->end))
				return;
			break;
		}
	}
}

static void begin_phase(struct scenario_world *world, const struct scenario_phase *phase)
{
	const struct scenario *scenario = world->scenario;
	struct scenario_phase_report *before = world->phase;

	CHECK(world->report->phase_count < scenario->phase_count);
	struct scenario_phase_report *report = &world->report->phases[world->report->phase_count++];

	*report = (struct scenario_phase_report){
	    .phase = phase,
	    .start_us = sim_now(world->sim).us,
	    .watches =
		arena_alloc(world->arena, (scenario->probe_count + 1u) * sizeof(*report->watches)),
	};
	for (uint32_t i = 0; i < scenario->probe_count; i++) {
		report->watches[i].probe = &scenario->probes[i];
		if (before != NULL)
			report->watches[i].view = before->watches[i].view;
	}
	world->phase = report;
}

static bool end_phase(struct scenario_world *world)
{
	struct scenario_phase_report *phase = world->phase;
	struct look look;
	bool good;

	scenario_measure(world);
	phase->end_us = sim_now(world->sim).us;
	CHECK(phase->end_us >= phase->start_us);
	CHECK(phase->phase->duration_us == 0 || phase->rested ||
	      phase->end_us == phase->start_us + phase->phase->duration_us);
	phase->changed_us = sim_converged_at(world->sim).us;
	if (phase->changed_us < phase->start_us)
		phase->changed_us = phase->start_us;
	keep_entries(world);
	look = scenario_look(world);
	good = scenario_judge(world, look.fabric);
	scenario_look_done(&look);
	scenario_count_changes(world, sim_snapshot(world->sim));
	if (world->options->ended != NULL)
		world->options->ended(world->options->ended_user, world->sim);
	return good;
}

/* Between the first phase and the second the network is said to be slow from then on. */
static bool run_phases(struct scenario_world *world)
{
	const struct scenario *scenario = world->scenario;
	enum { WORST_US = 60 * 1000000 };

	for (uint32_t i = 0; i < scenario->phase_count; i++) {
		const struct scenario_phase *phase = &scenario->phases[i];
		int64_t length =
		    phase->duration_us > 0 ? phase->duration_us : world->options->limit_us;
		struct progress progress = {.end = instant_after(sim_now(world->sim), length),
		                            .to_rest = phase->duration_us == 0};

		begin_phase(world, phase);
		world->disturbed |= i > 0;
		run_phase(world, &progress);
		world->report->converged &= !progress.to_rest || world->phase->rested;
		if (!end_phase(world))
			return false;
		if (sim_gave_up(world->sim))
			dispute_explain(world->sim, event_lab_plan(world->events), progress.end,
			                world->findings);
		if (world->options->until != NULL &&
		    strcmp(phase->name, world->options->until) == 0)
			break;
		if (i == 0 && scenario->pessimistic)
			sim_delay_routes(world->sim, PLAN_LINK_GATEWAY, WORST_US);
	}
	return true;
}

/* The whole */

static void hold_absent(struct scenario_world *world)
{
	const struct expect_names *absent = &world->scenario->absent;
	const struct plan *plan = event_lab_plan(world->events);

	for (uint32_t i = 0; i < absent->count; i++)
		event_lab_leave_out(world->events, absent->items[i]);
	for (uint32_t i = 0; i < plan->node_count; i++) {
		if (event_lab_is_absent(world->events, i))
			sim_hold_node(world->sim, i);
	}
}

static bool check_phase(const struct scenario_world *world, const struct scenario_phase *phase)
{
	struct findings *findings = world->findings;
	bool good = true;

	for (uint32_t i = 0; i < phase->event_count; i++)
		good &= event_check(world->events, &phase->events[i].event, findings);
	for (uint32_t i = 0; i < phase->session_count; i++) {
		const struct scenario_session *session = &phase->sessions[i];
		struct place place = session->head.place;

		good &= event_check_node(world->events, place, session->node, findings);
		good &= event_check_node(world->events, place, session->peer, findings);
	}
	return good;
}

/* The phase at whose end to stop is one of the scenario's. */
static bool check_until(const struct scenario_world *world)
{
	const struct scenario *scenario = world->scenario;
	const char *until = world->options->until;
	const char **names = xcalloc(scenario->phase_count + 1u, sizeof(*names));
	bool found = until == NULL;
	const char *near;

	for (uint32_t i = 0; i < scenario->phase_count; i++) {
		names[i] = scenario->phases[i].name;
		found |= until != NULL && strcmp(names[i], until) == 0;
	}
	near = found ? NULL : nearest_word(until, names, scenario->phase_count);
	if (!found)
		findings_add(world->findings, SEVERITY_ERROR, (struct place){0},
		             "the scenario \"%s\" has no phase '%s'%s%s%s", scenario->name, until,
		             near == NULL ? "" : "; did you mean '", near == NULL ? "" : near,
		             near == NULL ? "" : "'?");
	free(names);
	return found;
}

/* All names of the scenario are in the lab; false with findings. */
static bool check_names(const struct scenario_world *world)
{
	const struct expect_names *absent = &world->scenario->absent;
	bool good = check_until(world);

	for (uint32_t i = 0; i < absent->count; i++)
		good &= event_check_node(world->events, absent->places[i], absent->items[i],
		                         world->findings);
	for (uint32_t i = 0; i < world->scenario->phase_count; i++)
		good &= check_phase(world, &world->scenario->phases[i]);
	return good;
}

static struct scenario_report *new_report(const struct scenario_world *world, const struct lab *lab)
{
	const struct scenario *scenario = world->scenario;
	struct scenario_report *report = arena_alloc(world->arena, sizeof(*report));

	*report = (struct scenario_report){
	    .arena = world->arena,
	    .scenario = scenario,
	    .lab = arena_strdup(world->arena, lab->name),
	    .seed = world->options->sim.seed,
	    .watch_count = scenario->probe_count,
	    .converged = true,
	};
	report->phases =
	    arena_alloc(world->arena, (scenario->phase_count + 1u) * sizeof(*report->phases));
	return report;
}

static void make_world(struct scenario_world *world, const struct lab *lab)
{
	const struct event_lab_options options = {.slow_gateways = world->scenario->pessimistic};

	world->events = event_lab_new(lab, &options);
	world->sim = sim_new(event_lab_plan(world->events), &world->options->sim);
	world->ends =
	    arena_alloc(world->arena, (world->scenario->probe_count + 1u) * sizeof(*world->ends));
	world->report = new_report(world, lab);
}

/* Nodes borrow from plans, so they go first. */
static void end_world(struct scenario_world *world)
{
	snapshot_free(world->before);
	sim_free(world->sim);
	event_lab_free(world->events);
	free(world->notices);
}

struct scenario_report *scenario_run(const struct lab *lab, const struct scenario *scenario,
                                     const struct scenario_options *options,
                                     struct findings *findings)
{
	struct scenario_world world = {
	    .scenario = scenario, .options = options, .findings = findings, .arena = arena_new()};
	bool good;

	make_world(&world, lab);
	good = check_names(&world) && scenario_find_ends(&world);
	if (good) {
		sim_on_note(world.sim, take_note, &world);
		hold_absent(&world);
		sim_start(world.sim);
		good = run_phases(&world);
	}
	if (good && options->end != NULL) {
		*options->end = (struct study_end){world.events, world.before};
		world.events = NULL;
		world.before = NULL;
	}
	end_world(&world);
	if (good)
		return world.report;
	scenario_report_free(world.report);
	return NULL;
}
