/* Judges what is expected at the end of a phase, and puts all of it into one report. */
#include <string.h>

#include "base/check.h"
#include "study/scenario_world.h"

enum { EVIDENCE_MAX = 8 };

/* One result in the making: the first thing that is wrong is the message. */
struct verdict {
	struct scenario_world *world;
	struct expect_result *result;
	struct text wrong;
};

static void wrong(struct verdict *verdict, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void wrong(struct verdict *verdict, const char *format, ...)
{
	va_list args;

	if (verdict->wrong.size > 0)
		text_add(&verdict->wrong, "; ");
	va_start(args, format);
	text_addv(&verdict->wrong, format, args);
	va_end(args);
}

static void add_evidence(struct verdict *verdict, const char *text)
{
	struct expect_result *result = verdict->result;
	struct arena *arena = verdict->world->arena;

	if (result->evidence == NULL)
		result->evidence = arena_alloc(arena, EVIDENCE_MAX * sizeof(*result->evidence));
	if (result->evidence_count < EVIDENCE_MAX)
		result->evidence[result->evidence_count++] = arena_strdup(arena, text);
}

static void conclude(struct verdict *verdict, const char *good)
{
	bool passed = verdict->wrong.size == 0;

	verdict->result->passed = passed;
	verdict->result->message =
	    arena_strdup(verdict->world->arena, passed ? good : text_str(&verdict->wrong));
	text_done(&verdict->wrong);
}

static double ms(int64_t us)
{
	return (double)us / (double)US_PER_MS;
}

/* Probes */

static void judge_outage(struct verdict *verdict, const struct scenario_result *want,
                         const struct scenario_watch *watch)
{
	if (watch->outage_us < want->outage_min_us)
		wrong(verdict, "cut off for %.1f ms, not for at least %.1f ms",
		      ms(watch->outage_us), ms(want->outage_min_us));
	if (want->outage_max_set && watch->outage_us > want->outage_max_us)
		wrong(verdict, "cut off for %.1f ms, not for at most %.1f ms", ms(watch->outage_us),
		      ms(want->outage_max_us));
	if (watch->one_way_us < want->one_way_min_us)
		wrong(verdict, "one way only for %.1f ms, not for at least %.1f ms",
		      ms(watch->one_way_us), ms(want->one_way_min_us));
}

static bool uses(const struct path *path, const char *element)
{
	for (uint32_t i = 0; i < path->there.way_count; i++) {
		const struct path_way *way = &path->there.ways[i];

		if (way->stop == PATH_DELIVERED && path_way_uses(way, element))
			return true;
	}
	return false;
}

static void judge_elements(struct verdict *verdict, const struct scenario_result *want,
                           const struct path *path)
{
	for (uint32_t i = 0; i < want->uses.count; i++) {
		if (!uses(path, want->uses.items[i]))
			wrong(verdict, "no way there uses %s", want->uses.items[i]);
	}
	for (uint32_t i = 0; i < want->avoids.count; i++) {
		if (uses(path, want->avoids.items[i]))
			wrong(verdict, "a way there uses %s", want->avoids.items[i]);
	}
}

static void judge_view(struct verdict *verdict, const struct scenario_result *want,
                       const struct probe_view *view)
{
	if (want->state_set && view->state != want->state)
		wrong(verdict, "%s, not %s", probe_state_name(view->state),
		      probe_state_name(want->state));
	if (want->ways_set && view->ways != want->ways)
		wrong(verdict, "%u equal ways, not %u", view->ways, want->ways);
	if (want->asymmetric_set && (view->asymmetry != NULL) != want->asymmetric)
		wrong(verdict, "%s",
		      want->asymmetric ? "the directions mirror each other" : view->asymmetry);
}

static void judge_result(struct scenario_world *world, struct fabric *fabric,
                         const struct scenario_result *want, struct expect_result *result)
{
	struct verdict verdict = {.world = world, .result = result};
	uint32_t probe = 0;

	while (strcmp(world->scenario->probes[probe].name, want->probe) != 0) {
		probe++;
		CHECK(probe < world->scenario->probe_count);
	}
	const struct scenario_watch *watch = &world->phase->watches[probe];
	struct path *path = path_find(fabric, &world->ends[probe][0], &world->ends[probe][1]);
	struct text good = {0};

	result->expectation = &want->head;
	judge_view(&verdict, want, &watch->view);
	judge_outage(&verdict, want, watch);
	judge_elements(&verdict, want, path);
	text_addf(&good, "%s, cut off for %.1f ms", probe_state_name(watch->view.state),
	          ms(watch->outage_us));
	if (verdict.wrong.size > 0) {
		add_evidence(&verdict, text_str(&good));
		add_evidence(&verdict, watch->view.between);
		if (watch->view.stop != NULL)
			add_evidence(&verdict, watch->view.stop);
	}
	conclude(&verdict, text_str(&good));
	text_done(&good);
	path_free(path);
}

/* Sessions */

static void judge_peer(struct verdict *verdict, const struct scenario_session *want,
                       const struct snapshot_node *node, const struct snapshot_peer *peer)
{
	uint32_t received = peer->received[ADDR_IPV4] + peer->received[ADDR_IPV6];

	if (peer->established != want->established)
		wrong(verdict, "%s: the session with %s is %s", node->name, peer->name,
		      peer->state);
	if (want->received_set && received != want->received)
		wrong(verdict, "%s: %u prefixes received from %s, not %u", node->name, received,
		      peer->name, want->received);
}

static void judge_session(struct scenario_world *world, const struct snapshot *snapshot,
                          const struct scenario_session *want, struct expect_result *result)
{
	struct verdict verdict = {.world = world, .result = result};
	struct text good = {0};
	uint32_t found = 0;

	result->expectation = &want->head;
	for (uint32_t i = 0; i < snapshot->node_count; i++) {
		const struct snapshot_node *node = &snapshot->nodes[i];

		for (uint32_t p = 0; p < node->peer_count; p++) {
			if (!snapshot_node_is_named(node, want->node) ||
			    !snapshot_node_is_named(&snapshot->nodes[node->peers[p].node],
			                            want->peer))
				continue;
			judge_peer(&verdict, want, node, &node->peers[p]);
			found++;
		}
	}
	if (found == 0)
		wrong(&verdict, "%s and %s have no session", want->node, want->peer);
	text_addf(&good, "%u session%s %s", found, found == 1 ? "" : "s",
	          want->established ? "up" : "down");
	conclude(&verdict, text_str(&good));
	text_done(&good);
}

/* All */

static struct expect_report *judge_routes(struct scenario_world *world, struct fabric *fabric)
{
	const struct expectations *expectations = world->phase->phase->expectations;
	struct expect_report *report;

	if (expectations != NULL)
		return expect_judge(fabric, expectations, world->findings);
	struct arena *arena = arena_new();

	report = arena_alloc(arena, sizeof(*report));
	report->arena = arena;
	return report;
}

bool scenario_judge(struct scenario_world *world, struct fabric *fabric)
{
	const struct scenario_phase *phase = world->phase->phase;
	struct expect_report *report = judge_routes(world, fabric);

	if (report == NULL)
		return false;
	uint32_t room = report->count + phase->result_count + phase->session_count + 1;
	struct expect_result *results = arena_alloc(report->arena, room * sizeof(*results));

	if (report->count > 0)
		memcpy(results, report->results, report->count * sizeof(*results));
	report->results = results;
	for (uint32_t i = 0; i < phase->result_count; i++)
		judge_result(world, fabric, &phase->results[i], &results[report->count++]);
	for (uint32_t i = 0; i < phase->session_count; i++)
		judge_session(world, fabric->snapshot, &phase->sessions[i],
		              &results[report->count++]);
	report->failed = 0;
	for (uint32_t i = 0; i < report->count; i++)
		report->failed += !results[i].passed;
	CHECK(report->count < room && report->failed <= report->count);
	world->phase->expect = report;
	world->report->count += report->count;
	world->report->failed += report->failed;
	return true;
}
