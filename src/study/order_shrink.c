/*
 * Fewer and shorter delays that still lead to another end than the plain run's. Everything that is
 * delayed is an item; halves, quarters and so on of the items are taken away while the end stays
 * another one (Zeller and Hildebrandt, "Simplifying and Isolating Failure-Inducing Input", 2002),
 * then single ones, then each delay is halved, and last events are left out of the scenario, in the
 * plain run as well.
 */
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "study/order_world.h"

enum { TRIES_MAX = 300, HALVINGS_MAX = 12 };

struct shrinking {
	const struct order_world *world;
	struct order_timing best;  /* ends otherwise */
	struct order_timing tried; /* room for the next */
	struct order_timing plain; /* no delays, the events of what is tried */
	struct order_played alike; /* the run of `plain` */
	bool played;
	unsigned tries;
};

static uint32_t item_count(const struct order_world *world)
{
	return 1 + world->plan->session_count + world->event_count;
}

static int64_t item_get(const struct order_world *world, const struct order_timing *timing,
                        uint32_t item)
{
	uint32_t sessions = world->plan->session_count;

	if (item == 0)
		return timing->seed != 0;
	if (item <= sessions)
		return timing->slower_us[item - 1];
	return timing->later_us[item - 1 - sessions];
}

static void item_set(const struct order_world *world, struct order_timing *timing, uint32_t item,
                     int64_t value)
{
	uint32_t sessions = world->plan->session_count;

	if (item == 0)
		timing->seed = value == 0 ? 0 : timing->seed;
	else if (item <= sessions)
		timing->slower_us[item - 1] = (uint32_t)value;
	else
		timing->later_us[item - 1 - sessions] = value;
}

/* Plays the plain run of the events of `timing`, if it is not the one at hand. */
static void play_plain(struct shrinking *shrinking, const struct order_timing *timing)
{
	uint32_t events = shrinking->world->event_count;

	if (shrinking->played && memcmp(shrinking->plain.left_out, timing->left_out, events) == 0)
		return;
	if (shrinking->played)
		order_played_done(&shrinking->alike);
	memcpy(shrinking->plain.left_out, timing->left_out, events);
	shrinking->played = order_play(shrinking->world, &shrinking->plain, &shrinking->alike);
	CHECK(shrinking->played); /* fewer events of a scenario that fits */
}

/* Whether `tried` ends otherwise than the plain run of the same events; then it is the best. */
static bool is_another_end(struct shrinking *shrinking)
{
	const struct order_world *world = shrinking->world;
	struct order_played other;
	struct text lines = {0};
	uint32_t phase;
	bool differs;

	if (shrinking->tries++ >= TRIES_MAX)
		return false;
	play_plain(shrinking, &shrinking->tried);
	differs = order_play(world, &shrinking->tried, &other) &&
	          order_differs(&shrinking->alike, &other, &lines, &phase);
	if (differs)
		order_timing_copy(world, &shrinking->best, &shrinking->tried);
	text_done(&lines);
	order_played_done(&other);
	return differs;
}

static bool try_without(struct shrinking *shrinking, const uint32_t *items, uint32_t count)
{
	order_timing_copy(shrinking->world, &shrinking->tried, &shrinking->best);
	for (uint32_t i = 0; i < count; i++)
		item_set(shrinking->world, &shrinking->tried, items[i], 0);
	return is_another_end(shrinking);
}

/* Takes away runs of `size` items; what is left moves to the front. */
static uint32_t take_away(struct shrinking *shrinking, uint32_t *items, uint32_t count,
                          uint32_t size)
{
	for (uint32_t at = 0; at < count;) {
		uint32_t here = size < count - at ? size : count - at;

		if (!try_without(shrinking, items + at, here)) {
			at += here;
			continue;
		}
		memmove(items + at, items + at + here, (count - at - here) * sizeof(*items));
		count -= here;
	}
	return count;
}

static void shrink_items(struct shrinking *shrinking)
{
	const struct order_world *world = shrinking->world;
	uint32_t *items = xcalloc(item_count(world), sizeof(*items));
	uint32_t count = 0;

	for (uint32_t i = 0; i < item_count(world); i++) {
		if (item_get(world, &shrinking->best, i) != 0)
			items[count++] = i;
	}
	for (uint32_t size = (count + 1) / 2; size > 0; size = size == 1 ? 0 : (size + 1) / 2)
		count = take_away(shrinking, items, count, size);
	free(items);
}

static void shorten(struct shrinking *shrinking, uint32_t item)
{
	const struct order_world *world = shrinking->world;

	for (unsigned i = 0; i < HALVINGS_MAX; i++) {
		int64_t us = item_get(world, &shrinking->best, item) / 2;

		us -= us % US_PER_MS;
		if (us <= 0)
			return;
		order_timing_copy(world, &shrinking->tried, &shrinking->best);
		item_set(world, &shrinking->tried, item, us);
		if (!is_another_end(shrinking))
			return;
	}
}

static void leave_out_events(struct shrinking *shrinking)
{
	for (uint32_t i = 0; i < shrinking->world->event_count; i++) {
		order_timing_copy(shrinking->world, &shrinking->tried, &shrinking->best);
		shrinking->tried.left_out[i] = 1;
		shrinking->tried.later_us[i] = 0;
		is_another_end(shrinking);
	}
}

/* What is left, in words */

static const char *session_name(const struct order_world *world, uint32_t session)
{
	const struct plan_session *at = &world->plan->sessions[session];

	return arena_printf(world->report->arena, "%s - %s",
	                    world->plan->nodes[at->end[0].node].conf.name,
	                    world->plan->nodes[at->end[1].node].conf.name);
}

static const struct scenario_event *event_at(const struct order_world *world, uint32_t event)
{
	const struct scenario *scenario = world->question->scenario;

	for (uint32_t i = 0; i < scenario->phase_count; i++) {
		if (event < scenario->phases[i].event_count)
			return &scenario->phases[i].events[event];
		event -= scenario->phases[i].event_count;
	}
	CHECK(false);
	return NULL;
}

static struct order_delay describe(const struct order_world *world,
                                   const struct order_timing *timing, uint32_t item)
{
	uint32_t sessions = world->plan->session_count;

	if (item == 0)
		return (struct order_delay){.kind = ORDER_SEED, .by = (int64_t)timing->seed};
	if (item <= sessions)
		return (struct order_delay){.kind = ORDER_SLOWER,
		                            .of = session_name(world, item - 1),
		                            .by = timing->slower_us[item - 1]};
	return (struct order_delay){
	    .kind = ORDER_LATER,
	    .of = arena_strdup(world->report->arena, event_at(world, item - 1 - sessions)->name),
	    .by = timing->later_us[item - 1 - sessions]};
}

static void describe_all(const struct order_world *world, const struct order_timing *timing,
                         struct order_outcome *outcome)
{
	struct arena *arena = world->report->arena;

	outcome->delays = arena_alloc(arena, item_count(world) * sizeof(*outcome->delays));
	for (uint32_t i = 0; i < item_count(world); i++) {
		if (item_get(world, timing, i) != 0)
			outcome->delays[outcome->delay_count++] = describe(world, timing, i);
	}
	outcome->events = arena_alloc(arena, (world->event_count + 1u) * sizeof(*outcome->events));
	for (uint32_t i = 0; i < world->event_count; i++) {
		if (!timing->left_out[i])
			outcome->events[outcome->event_count++] =
			    arena_strdup(arena, event_at(world, i)->name);
	}
}

static void keep_entries(const struct order_world *world, struct order_outcome *outcome,
                         const struct scenario_phase_report *phase)
{
	struct arena *arena = world->report->arena;

	outcome->entries = arena_alloc(arena, (phase->entry_count + 1) * sizeof(*outcome->entries));
	outcome->entry_count = phase->entry_count;
	for (size_t i = 0; i < phase->entry_count; i++) {
		outcome->entries[i] = phase->entries[i];
		outcome->entries[i].subject = arena_strdup(arena, phase->entries[i].subject);
		outcome->entries[i].text = arena_strdup(arena, phase->entries[i].text);
	}
}

static void keep_lines(const struct order_world *world, struct order_outcome *outcome, char *text)
{
	char *line;

	outcome->lines =
	    arena_alloc(world->report->arena, ORDER_LINES_MAX * sizeof(*outcome->lines));
	while ((line = strsep(&text, "\n")) != NULL) {
		if (line[0] == '\0')
			continue;
		if (outcome->line_count == ORDER_LINES_MAX)
			outcome->more_lines++;
		else
			outcome->lines[outcome->line_count++] =
			    arena_strdup(world->report->arena, line);
	}
}

/* Once more, for what there is to see. */
static void show(struct shrinking *shrinking, struct order_outcome *outcome)
{
	const struct order_world *world = shrinking->world;
	struct order_played other;
	struct text lines = {0};
	uint32_t phase = 0;

	play_plain(shrinking, &shrinking->best);
	bool differs = order_play(world, &shrinking->best, &other) &&
	               order_differs(&shrinking->alike, &other, &lines, &phase);
	CHECK(differs); /* equal timings give equal runs */
	outcome->phase = arena_strdup(world->report->arena, other.scenario->phases[phase].name);
	char *text = text_take(&lines);
	keep_lines(world, outcome, text);
	keep_entries(world, outcome, &other.report->phases[phase]);
	free(text);
	order_played_done(&other);
}

void order_shrink(const struct order_world *world, const struct order_timing *timing,
                  struct order_outcome *outcome)
{
	struct shrinking shrinking = {
	    .world = world,
	    .best = order_timing_new(world),
	    .tried = order_timing_new(world),
	    .plain = order_timing_new(world),
	};

	order_timing_copy(world, &shrinking.best, timing);
	shrink_items(&shrinking);
	leave_out_events(&shrinking);
	for (uint32_t i = 1; i < item_count(world); i++)
		shorten(&shrinking, i);
	describe_all(world, &shrinking.best, outcome);
	show(&shrinking, outcome);
	order_played_done(&shrinking.alike);
	order_timing_done(&shrinking.best);
	order_timing_done(&shrinking.tried);
	order_timing_done(&shrinking.plain);
}
