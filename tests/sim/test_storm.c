/*
 * Truth under stress: delays, cuts, resets, restarts and stops at random, in every lab. When all is
 * mended the calm tables must be back.
 *
 * A seed that fails is named, and what it does is made as short as it can be and still fail. Run
 * one alone with SEED=n, more with STORMS=n.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <glob.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "azure/azure.h"
#include "base/check.h"
#include "base/mem.h"
#include "base/rng.h"
#include "base/text.h"
#include "sim/sim.h"
#include "topo/judge/load.h"

enum { STORMS = 1000, FAULTS_MAX = 24, LIMIT_S = 4 * 3600 };

static const int64_t jitters_us[] = {0, 3000, 1400000, 5000000};

enum fault_kind {
	CUT_IN_SILENCE,
	CUT,
	MEND,
	RESET, /* the connections are gone, the link is not */
	STOP_NODE,
	START_NODE,
	RESTART_NODE,
	STOP_SESSION,
	START_SESSION,
	FAULT_KIND_COUNT,
};

struct fault {
	enum fault_kind kind;
	uint32_t what; /* node, or session and end; any number */
	int64_t pause_us;
};

struct storm {
	const char *lab;
	const struct plan *plan;
	const struct snapshot *calm;
	uint64_t seed;
	int64_t jitter_us;
	struct fault faults[FAULTS_MAX];
	uint32_t count;
};

/* A lab, and where it comes to rest when nothing happens. */
struct scene {
	const char *path;
	struct lab *lab;
	struct plan *plan;
	struct snapshot *calm;
};

static uint32_t session_of(const struct storm *storm, const struct fault *fault)
{
	return fault->what / 2 % storm->plan->session_count;
}

static uint32_t node_of(const struct storm *storm, const struct fault *fault)
{
	return fault->what % storm->plan->node_count;
}

static void do_cut_in_silence(struct sim *sim, const struct storm *storm, const struct fault *fault)
{
	sim_cut_session(sim, session_of(storm, fault), false);
}

static void do_cut(struct sim *sim, const struct storm *storm, const struct fault *fault)
{
	sim_cut_session(sim, session_of(storm, fault), true);
}

static void do_mend(struct sim *sim, const struct storm *storm, const struct fault *fault)
{
	sim_mend_session(sim, session_of(storm, fault));
}

static void do_reset(struct sim *sim, const struct storm *storm, const struct fault *fault)
{
	do_cut(sim, storm, fault);
	do_mend(sim, storm, fault);
}

static void do_stop_node(struct sim *sim, const struct storm *storm, const struct fault *fault)
{
	sim_stop_node(sim, node_of(storm, fault));
}

static void do_start_node(struct sim *sim, const struct storm *storm, const struct fault *fault)
{
	sim_start_node(sim, node_of(storm, fault));
}

static void do_restart_node(struct sim *sim, const struct storm *storm, const struct fault *fault)
{
	do_stop_node(sim, storm, fault);
	do_start_node(sim, storm, fault);
}

static void do_stop_session(struct sim *sim, const struct storm *storm, const struct fault *fault)
{
	sim_stop_session(sim, session_of(storm, fault), fault->what % 2);
}

static void do_start_session(struct sim *sim, const struct storm *storm, const struct fault *fault)
{
	sim_start_session(sim, session_of(storm, fault), fault->what % 2);
}

static const struct {
	const char *name;
	void (*act)(struct sim *sim, const struct storm *storm, const struct fault *fault);
	bool is_of_node;
} kinds[FAULT_KIND_COUNT] = {
    [CUT_IN_SILENCE] = {"cut, unnoticed,", do_cut_in_silence, false},
    [CUT] = {"cut", do_cut, false},
    [MEND] = {"mend", do_mend, false},
    [RESET] = {"reset", do_reset, false},
    [STOP_NODE] = {"stop", do_stop_node, true},
    [START_NODE] = {"start", do_start_node, true},
    [RESTART_NODE] = {"restart", do_restart_node, true},
    [STOP_SESSION] = {"stop an end of", do_stop_session, false},
    [START_SESSION] = {"start an end of", do_start_session, false},
};

static void mend_all(struct sim *sim, const struct plan *plan)
{
	for (uint32_t i = 0; i < plan->session_count; i++) {
		sim_mend_session(sim, i);
		sim_start_session(sim, i, 0);
		sim_start_session(sim, i, 1);
	}
	for (uint32_t i = 0; i < plan->node_count; i++)
		sim_start_node(sim, i);
}

/* True when the calm tables are back; else `why`, which may be NULL, says what is not. */
static bool ends_calm(const struct storm *storm, struct text *why)
{
	struct sim *sim = sim_new(
	    storm->plan, &(struct sim_options){.seed = storm->seed, .jitter_us = storm->jitter_us});
	struct text difference = {0};

	sim_start(sim);
	for (uint32_t i = 0; i < storm->count; i++) {
		const struct fault *fault = &storm->faults[i];

		sim_run_until(sim, instant_after(sim_now(sim), fault->pause_us));
		kinds[fault->kind].act(sim, storm, fault);
	}
	mend_all(sim, storm->plan);
	bool rests = sim_run(sim, instant_after(sim_now(sim), LIMIT_S * US_PER_S));
	struct snapshot *end = sim_snapshot(sim);
	bool good = snapshot_diff(storm->calm, end, &difference) == 0 && rests;
	if (!good && why != NULL)
		text_addf(why, "%s%s", rests ? "" : "it does not come to rest\n",
		          difference.size == 0 ? "" : text_str(&difference));
	text_done(&difference);
	snapshot_free(end);
	sim_free(sim);
	return good;
}

/* Pauses from microseconds to minutes. */
static struct storm storm_of(const struct scene *scene, uint64_t seed)
{
	struct rng rng = rng_of(seed);
	struct storm storm = {
	    .lab = scene->path,
	    .plan = scene->plan,
	    .calm = scene->calm,
	    .seed = seed,
	    .jitter_us = jitters_us[rng_below(&rng, COUNT_OF(jitters_us))],
	    .count = rng_below(&rng, FAULTS_MAX + 1),
	};

	for (uint32_t i = 0; i < storm.count; i++)
		storm.faults[i] = (struct fault){
		    .kind = (enum fault_kind)rng_below(&rng, FAULT_KIND_COUNT),
		    .what = (uint32_t)rng_next(&rng),
		    .pause_us = rng_below(&rng, 1u << rng_below(&rng, 29)),
		};
	return storm;
}

static struct storm without(const struct storm *storm, uint32_t first, uint32_t count)
{
	struct storm out = *storm;

	memmove(&out.faults[first], &out.faults[first + count],
	        (storm->count - first - count) * sizeof(out.faults[0]));
	out.count -= count;
	return out;
}

/* Takes away what the failure does not need, in ever smaller pieces. */
static struct storm shrink(struct storm storm)
{
	for (uint32_t piece = storm.count; piece > 0; piece /= 2) {
		for (uint32_t i = 0; i + piece <= storm.count;) {
			struct storm shorter = without(&storm, i, piece);

			if (ends_calm(&shorter, NULL))
				i += piece;
			else
				storm = shorter;
		}
	}
	return storm;
}

static void add_fault(struct text *out, const struct storm *storm, const struct fault *fault)
{
	const struct plan_node *nodes = storm->plan->nodes;
	const struct plan_end *end = storm->plan->sessions[session_of(storm, fault)].end;

	text_addf(out, "  after %.6f s: %s ", (double)fault->pause_us / US_PER_S,
	          kinds[fault->kind].name);
	if (kinds[fault->kind].is_of_node)
		text_addf(out, "%s\n", nodes[node_of(storm, fault)].conf.name);
	else
		text_addf(out, "%s - %s\n", nodes[end[0].node].conf.name,
		          nodes[end[1].node].conf.name);
}

static void fail_with(const struct storm *storm)
{
	struct storm shortest = shrink(*storm);
	struct text text = {0};

	text_addf(&text, "SEED=%" PRIu64 " %s, jitter %" PRId64 " us\n", storm->seed, storm->lab,
	          storm->jitter_us);
	for (uint32_t i = 0; i < shortest.count; i++)
		add_fault(&text, &shortest, &shortest.faults[i]);
	ends_calm(&shortest, &text);
	fail_msg("%s", text_str(&text));
}

static struct scene scene_of(const char *path)
{
	struct findings findings = {0};
	struct scene scene = {.path = path, .lab = azure_load(path, &findings)};

	assert_non_null(scene.lab);
	findings_done(&findings);
	scene.plan = plan_compile(scene.lab);
	struct sim *sim = sim_new(scene.plan, &(struct sim_options){0});
	sim_start(sim);
	assert_true(sim_run(sim, (struct instant){LIMIT_S * US_PER_S}));
	scene.calm = sim_snapshot(sim);
	sim_free(sim);
	return scene;
}

static void scene_done(struct scene *scene)
{
	snapshot_free(scene->calm);
	plan_free(scene->plan);
	lab_free(scene->lab);
}

static uint64_t number_of(const char *name, uint64_t otherwise)
{
	const char *text = getenv(name);

	return text == NULL ? otherwise : strtoull(text, NULL, 10);
}

/* Not those of captures: a network of somebody's may come to rest in more than one way. */
static void find_labs(glob_t *labs)
{
	const char *srcdir = getenv("srcdir");
	struct text pattern = {0};

	text_addf(&pattern, "%s/{labs/*/lab,labs/scenarios/*/lab,tests/interop/labs/*}.json",
	          srcdir == NULL ? "." : srcdir);
	assert_int_equal(0, glob(text_str(&pattern), GLOB_BRACE, NULL, labs));
	text_done(&pattern);
}

static void test_after_any_storm_the_calm_tables_return(void **state)
{
	uint64_t first = number_of("SEED", 0);
	uint64_t count = number_of("STORMS", getenv("SEED") != NULL ? 1 : STORMS);
	glob_t labs;

	(void)state;
	find_labs(&labs);
	assert_true(labs.gl_pathc >= 10);
	struct scene *scenes = xcalloc(labs.gl_pathc, sizeof(*scenes));
	for (size_t i = 0; i < labs.gl_pathc; i++)
		scenes[i] = scene_of(labs.gl_pathv[i]);
	for (uint64_t seed = first; seed < first + count; seed++) {
		struct storm storm = storm_of(&scenes[seed % labs.gl_pathc], seed);

		if (!ends_calm(&storm, NULL))
			fail_with(&storm);
	}
	for (size_t i = 0; i < labs.gl_pathc; i++)
		scene_done(&scenes[i]);
	free(scenes);
	globfree(&labs);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_after_any_storm_the_calm_tables_return),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
