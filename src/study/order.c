/* Many runs of one scenario: counts in how many ways they end. */
#include "study/order.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/hash.h"
#include "base/rng.h"
#include "study/order_world.h"

/* An end, while runs are counted. */
struct ending {
	uint64_t hash; /* of how it differs from the plain one */
	uint32_t runs;
	struct order_timing timing; /* of the first run that ended so */
};

struct counting {
	struct order_world world;
	struct order_played plain;
	struct ending endings[ORDER_OUTCOMES_MAX]; /* the plain one first */
	uint32_t count;
};

/* Half of all sessions and events are delayed at all. */
static int64_t pick(struct rng *rng, int64_t max_us)
{
	int64_t ms = max_us / US_PER_MS;

	return rng_below(rng, 2) == 0 ? 0 : (int64_t)rng_below(rng, (uint32_t)ms + 1) * US_PER_MS;
}

static struct order_timing draw(const struct order_world *world, uint32_t run)
{
	struct order_timing timing = order_timing_new(world);
	struct rng rng = rng_of(world->question->seed + run);

	timing.seed = rng_next(&rng) >> 32 | 1;
	for (uint32_t i = 0; i < world->plan->session_count; i++)
		timing.slower_us[i] = (uint32_t)pick(&rng, world->question->delay_us);
	for (uint32_t i = 0; i < world->event_count; i++)
		timing.later_us[i] = pick(&rng, world->question->shift_us);
	return timing;
}

/* How long flows are cut off depends on timing always; it is told as a range. */
static void widen(struct order_report *report, const struct scenario_report *run)
{
	uint32_t at = 0;

	for (uint32_t i = 0; i < run->phase_count; i++) {
		for (uint32_t w = 0; w < run->watch_count; w++, at++) {
			int64_t us = run->phases[i].watches[w].outage_us;
			struct order_spread *spread = &report->spreads[at];

			CHECK(at < report->spread_count);
			spread->min_us = us < spread->min_us ? us : spread->min_us;
			spread->max_us = us > spread->max_us ? us : spread->max_us;
		}
	}
}

static void begin_spreads(struct order_report *report, const struct scenario_report *run)
{
	report->spread_count = run->phase_count * run->watch_count;
	report->spreads =
	    arena_alloc(report->arena, (report->spread_count + 1u) * sizeof(*report->spreads));
	for (uint32_t i = 0; i < report->spread_count; i++)
		report->spreads[i] = (struct order_spread){
		    .phase =
			arena_strdup(report->arena, run->phases[i / run->watch_count].phase->name),
		    .probe = arena_strdup(report->arena,
		                          run->phases[0].watches[i % run->watch_count].probe->name),
		    .min_us = INT64_MAX,
		};
	widen(report, run);
}

static struct ending *ending_of(struct counting *counting, uint64_t hash)
{
	for (uint32_t i = 0; i < counting->count; i++) {
		if (counting->endings[i].hash == hash)
			return &counting->endings[i];
	}
	return NULL;
}

/* `timing` is taken over. */
static void count_run(struct counting *counting, const struct order_played *played,
                      struct order_timing timing)
{
	struct text lines = {0};
	uint32_t phase;
	bool differs = order_differs(&counting->plain, played, &lines, &phase);
	uint64_t hash = differs ? hash_bytes(phase + 1, text_str(&lines), lines.size) | 1 : 0;
	struct ending *ending = ending_of(counting, hash);

	counting->world.report->restless += !played->report->converged;
	if (ending == NULL && counting->count < ORDER_OUTCOMES_MAX) {
		ending = &counting->endings[counting->count++];
		*ending = (struct ending){.hash = hash, .timing = timing};
	} else {
		order_timing_done(&timing);
	}
	if (ending == NULL)
		counting->world.report->outcomes_left_out++;
	else
		ending->runs++;
	text_done(&lines);
}

static bool play_all(struct counting *counting)
{
	const struct order_question *question = counting->world.question;
	struct order_timing plain = order_timing_new(&counting->world);
	bool good = order_play(&counting->world, &plain, &counting->plain);

	if (good) {
		begin_spreads(counting->world.report, counting->plain.report);
		count_run(counting, &counting->plain, plain);
	} else {
		order_timing_done(&plain);
	}
	for (uint32_t i = 0; i < question->runs && good; i++) {
		struct order_timing timing = draw(&counting->world, i);
		struct order_played played;

		good = order_play(&counting->world, &timing, &played);
		if (good) {
			widen(counting->world.report, played.report);
			count_run(counting, &played, timing);
		} else {
			order_timing_done(&timing);
		}
		order_played_done(&played);
	}
	return good;
}

static void conclude(struct counting *counting)
{
	struct order_report *report = counting->world.report;
	const struct scenario_report *plain = counting->plain.report;

	report->plain_restless = !plain->converged;
	report->expectation_count = plain->count;
	report->plain_failed = plain->failed;
	report->outcomes =
	    arena_alloc(report->arena, (counting->count + 1u) * sizeof(*report->outcomes));
	for (uint32_t i = 0; i < counting->count; i++) {
		struct order_outcome *outcome = &report->outcomes[report->outcome_count++];

		outcome->runs = counting->endings[i].runs;
		if (i > 0)
			order_shrink(&counting->world, &counting->endings[i].timing, outcome);
	}
}

static uint32_t count_events(const struct scenario *scenario)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < scenario->phase_count; i++)
		count += scenario->phases[i].event_count;
	return count;
}

static struct order_report *new_report(const struct order_question *question)
{
	struct arena *arena = arena_new();
	struct order_report *report = arena_alloc(arena, sizeof(*report));

	*report = (struct order_report){
	    .arena = arena,
	    .lab = arena_strdup(arena, question->lab->name),
	    .scenario = arena_strdup(arena, question->scenario->name),
	    .seed = question->seed,
	    .delay_us = question->delay_us,
	    .shift_us = question->shift_us,
	    .runs = question->runs + 1,
	};
	return report;
}

struct order_report *order_run(const struct order_question *question, struct findings *findings)
{
	struct order_report *report = new_report(question);
	struct counting counting = {
	    .world = {.question = question,
	              .findings = findings,
	              .plan = plan_compile(question->lab),
	              .event_count = count_events(question->scenario),
	              .report = report},
	};
	bool good;

	CHECK(question->runs <= ORDER_RUNS_MAX);
	good = play_all(&counting);
	if (good)
		conclude(&counting);
	for (uint32_t i = 0; i < counting.count; i++)
		order_timing_done(&counting.endings[i].timing);
	order_played_done(&counting.plain);
	plan_free(counting.world.plan);
	if (good)
		return report;
	order_report_free(report);
	return NULL;
}
