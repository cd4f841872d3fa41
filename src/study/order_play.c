/* One run of a scenario under some timing, and how two of them differ in their end. */
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "study/order_world.h"

/* Timings */

struct order_timing order_timing_new(const struct order_world *world)
{
	return (struct order_timing){
	    .slower_us = xcalloc(world->plan->session_count + 1u, sizeof(uint32_t)),
	    .later_us = xcalloc(world->event_count + 1u, sizeof(int64_t)),
	    .left_out = xcalloc(world->event_count + 1u, 1),
	};
}

void order_timing_copy(const struct order_world *world, struct order_timing *to,
                       const struct order_timing *from)
{
	to->seed = from->seed;
	memcpy(to->slower_us, from->slower_us, world->plan->session_count * sizeof(uint32_t));
	memcpy(to->later_us, from->later_us, world->event_count * sizeof(int64_t));
	memcpy(to->left_out, from->left_out, world->event_count);
}

void order_timing_done(struct order_timing *timing)
{
	free(timing->slower_us);
	free(timing->later_us);
	free(timing->left_out);
	*timing = (struct order_timing){0};
}

/* The scenario under a timing */

/* Where it belongs among those before it; equal times keep the order of the file. */
static void insert_event(struct scenario_phase *phase, struct scenario_event event)
{
	uint32_t at = phase->event_count++;

	while (at > 0 && phase->events[at - 1].after_us > event.after_us) {
		phase->events[at] = phase->events[at - 1];
		at--;
	}
	phase->events[at] = event;
}

/* Nothing is put off beyond the end of its phase. */
static void retime(struct order_played *out, const struct order_timing *timing,
                   struct scenario_phase *phase, uint32_t *number)
{
	struct scenario_phase was = *phase;

	phase->events = arena_alloc(out->arena, (was.event_count + 1u) * sizeof(*phase->events));
	phase->event_count = 0;
	for (uint32_t i = 0; i < was.event_count; i++, (*number)++) {
		struct scenario_event event = was.events[i];

		if (timing->left_out[*number])
			continue;
		event.after_us += timing->later_us[*number];
		if (was.duration_us > 0 && event.after_us >= was.duration_us)
			event.after_us = was.events[i].after_us;
		insert_event(phase, event);
	}
}

static void retime_all(const struct order_world *world, const struct order_timing *timing,
                       struct order_played *out)
{
	const struct scenario *from = world->question->scenario;
	uint32_t number = 0;

	out->scenario = arena_alloc(out->arena, sizeof(*out->scenario));
	*out->scenario = *from;
	out->scenario->phases =
	    arena_alloc(out->arena, (from->phase_count + 1u) * sizeof(*from->phases));
	for (uint32_t i = 0; i < from->phase_count; i++) {
		out->scenario->phases[i] = from->phases[i];
		retime(out, timing, &out->scenario->phases[i], &number);
	}
	CHECK(number == world->event_count);
}

/* How a session that is down waits for the next attempt is nothing that a run ends in. */
static void forget_attempts(struct snapshot_node *node)
{
	for (uint32_t i = 0; i < node->peer_count; i++) {
		if (!node->peers[i].established)
			node->peers[i].state = bgp_state_name(BGP_IDLE);
	}
}

static void keep_end(void *user, struct sim *sim)
{
	struct order_played *played = user;
	struct snapshot *end = sim_snapshot(sim);

	CHECK(played->end_count < played->scenario->phase_count);
	for (uint32_t i = 0; i < end->node_count; i++)
		forget_attempts(&end->nodes[i]);
	played->ends[played->end_count++] = end;
}

bool order_play(const struct order_world *world, const struct order_timing *timing,
                struct order_played *out)
{
	const struct order_question *question = world->question;
	struct scenario_options options = {
	    .sim = {.seed = timing->seed, .slower_us = timing->slower_us},
	    .limit_us = question->limit_us,
	    .ended = keep_end,
	    .ended_user = out,
	};
	struct findings unheard = {0};

	*out = (struct order_played){.arena = arena_new()};
	retime_all(world, timing, out);
	out->ends = arena_alloc(out->arena, (out->scenario->phase_count + 1u) * sizeof(*out->ends));
	out->report = scenario_run(question->lab, out->scenario, &options, &unheard);
	if (out->report == NULL)
		findings_add_all(world->findings, &unheard);
	findings_done(&unheard);
	return out->report != NULL;
}

void order_played_done(struct order_played *played)
{
	for (uint32_t i = 0; i < played->end_count; i++)
		snapshot_free(played->ends[i]);
	scenario_report_free(played->report);
	arena_free(played->arena);
	*played = (struct order_played){0};
}

/* Two of them */

static void compare_rest(const struct scenario_phase_report *plain,
                         const struct scenario_phase_report *other, struct text *lines)
{
	if (plain->phase->duration_us == 0 && plain->rested != other->rested)
		text_add(lines, other->rested ? "it comes to rest\n" : "it never comes to rest\n");
}

static const char *or_nothing(const char *between)
{
	return between == NULL || between[0] == '\0' ? "nothing between" : between;
}

static void compare_watch(const struct scenario_watch *plain, const struct scenario_watch *other,
                          struct text *lines)
{
	const struct probe_view *a = &plain->view;
	const struct probe_view *b = &other->view;
	const char *name = plain->probe->name;

	if (a->state != b->state)
		text_addf(lines, "probe %s: %s, not %s\n", name, probe_state_name(b->state),
		          probe_state_name(a->state));
	else if (strcmp(or_nothing(a->between), or_nothing(b->between)) != 0)
		text_addf(lines, "probe %s: by %s, not by %s\n", name, or_nothing(b->between),
		          or_nothing(a->between));
	else if (strcmp(or_nothing(a->back), or_nothing(b->back)) != 0)
		text_addf(lines, "probe %s: back by %s, not by %s\n", name, or_nothing(b->back),
		          or_nothing(a->back));
	else if (a->ways != b->ways)
		text_addf(lines, "probe %s: %u equal ways, not %u\n", name, b->ways, a->ways);
}

/* A message may hold times: who passes is what counts. */
static void compare_expectations(const struct scenario_phase_report *plain,
                                 const struct scenario_phase_report *other, struct text *lines)
{
	CHECK(plain->expect->count == other->expect->count);
	for (uint32_t i = 0; i < plain->expect->count; i++) {
		const struct expect_result *a = &plain->expect->results[i];
		const struct expect_result *b = &other->expect->results[i];

		if (a->passed != b->passed)
			text_addf(lines, "expectation %s: %s in the plain run\n",
			          a->expectation->name,
			          b->passed ? "holds, and does not" : "fails, and holds");
	}
}

static void compare_phase(const struct order_played *plain, const struct order_played *other,
                          uint32_t phase, struct text *lines)
{
	const struct scenario_phase_report *a = &plain->report->phases[phase];
	const struct scenario_phase_report *b = &other->report->phases[phase];

	compare_rest(a, b, lines);
	for (uint32_t i = 0; i < plain->report->watch_count; i++)
		compare_watch(&a->watches[i], &b->watches[i], lines);
	compare_expectations(a, b, lines);
	if (plain->ends[phase]->converged && other->ends[phase]->converged)
		snapshot_diff(plain->ends[phase], other->ends[phase], lines);
}

bool order_differs(const struct order_played *plain, const struct order_played *other,
                   struct text *lines, uint32_t *phase)
{
	CHECK(plain->end_count == other->end_count);
	for (*phase = 0; *phase < plain->end_count; (*phase)++) {
		compare_phase(plain, other, *phase, lines);
		if (lines->size > 0)
			return true;
	}
	return false;
}
