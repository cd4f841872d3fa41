/* Tries changes, each in a lab of its own. */
#include "study/why_cure.h"

#include <string.h>

#include "base/check.h"
#include "study/outage.h"
#include "topo/judge/load.h"

/* A changed lab at rest. */
struct trial {
	struct lab *lab;
	struct study_end end;
};

static void trial_done(struct trial *trial)
{
	snapshot_free(trial->end.snapshot);
	event_lab_free(trial->end.events);
	lab_free(trial->lab);
}

/* False when Azure would not have such a lab, or it does not come to rest. */
static bool trial_run(const struct why_lab *of, const struct why_cure *cure, struct trial *trial)
{
	const struct document_changes changes = {cure->changes, cure->count};
	struct findings unheard = {0};

	*trial = (struct trial){.lab = lab_parse_changed(of->lab, &changes, &unheard)};
	if (trial->lab != NULL)
		outage_run(trial->lab, of->down, of->down_count, of->limit, &trial->end, &unheard);
	findings_done(&unheard);
	return trial->end.snapshot != NULL;
}

static bool is_new(const struct why_cure *cure, const char *change)
{
	for (uint32_t i = 0; i < cure->count; i++)
		if (strcmp(cure->changes[i], change) == 0)
			return false;
	return true;
}

/* What the nearest stop with a change that was not made yet proposes; `origin` NULL: of any. */
static const char *next_change(const struct route_why *why, const char *origin,
                               const struct why_cure *cure)
{
	if (why->silent != NULL)
		return why->silent_rule.mend != NULL && is_new(cure, why->silent_rule.mend)
		           ? why->silent_rule.mend
		           : NULL;
	for (uint32_t i = 0; i < why->origin_count; i++) {
		const struct why_origin *at = &why->origins[i];

		if (origin != NULL &&
		    (at->element == NULL || strcmp(at->element->name, origin) != 0))
			continue;
		for (uint32_t s = 0; s < at->stop_count; s++)
			if (at->stops[s].rule.mend != NULL && is_new(cure, at->stops[s].rule.mend))
				return at->stops[s].rule.mend;
	}
	return NULL;
}

/* Runs the lab with the changes of `cure`; adds the next one when they do not do. Returns false
 * when it is over, either way. */
static bool try_on(const struct why_lab *lab, const struct route_why *why, const char *origin,
                   struct why_cure *cure)
{
	struct trial trial;
	const char *next = NULL;

	if (trial_run(lab, cure, &trial)) {
		const struct policy_tracer tracer = {event_lab_plan(trial.end.events),
		                                     trial.end.snapshot};
		struct fabric *fabric =
		    fabric_new(event_lab_seen(trial.end.events), trial.end.snapshot);
		uint32_t node = fabric_find(fabric, why->node->name);
		struct route_why *again =
		    node == FIB_NONE ? NULL : why_ask(fabric, &tracer, node, &why->prefix);

		if (again != NULL && again->here)
			cure->tried = WHY_LETS_THROUGH;
		else if (again != NULL)
			next = next_change(again, origin, cure);
		if (next != NULL)
			next = arena_strdup(why->arena, next);
		why_free(again);
		fabric_free(fabric);
	}
	trial_done(&trial);
	if (next == NULL || cure->count == WHY_CHANGES_MAX)
		return false;
	cure->changes[cure->count++] = next;
	return true;
}

static struct why_cure try_from(const struct why_lab *lab, const struct route_why *why,
                                const char *origin, const char *first)
{
	struct why_cure cure = {.tried = WHY_LETS_NOT, .changes = {first}, .count = 1};

	while (try_on(lab, why, origin, &cure))
		continue;
	CHECK(cure.count > 0 && cure.count <= WHY_CHANGES_MAX);
	return cure;
}

/* The fewest changes win, and among those the nearest stop's. */
static void keep_better(struct why_cure *best, const struct why_cure *cure)
{
	if (cure->tried == WHY_LETS_THROUGH &&
	    (best->tried != WHY_LETS_THROUGH || cure->count < best->count))
		*best = *cure;
}

static bool was_tried(const struct why_origin *origin, uint32_t stop)
{
	for (uint32_t i = 0; i < stop; i++)
		if (origin->stops[i].rule.mend != NULL &&
		    strcmp(origin->stops[i].rule.mend, origin->stops[stop].rule.mend) == 0)
			return true;
	return false;
}

static void cure_origin(const struct why_lab *lab, const struct route_why *why,
                        struct why_origin *origin, unsigned *tries)
{
	const char *name = origin->element == NULL ? NULL : origin->element->name;

	for (uint32_t i = 0; i < origin->stop_count; i++)
		if (origin->stops[i].kind == WHY_REFUSED || origin->stops[i].kind == WHY_WITHHELD)
			origin->cure.tried = WHY_LETS_NOT;
	for (uint32_t i = 0; i<origin->stop_count && * tries> 0; i++) {
		const char *first = origin->stops[i].rule.mend;
		struct why_cure cure;

		if (first == NULL || was_tried(origin, i) ||
		    (origin->cure.tried == WHY_LETS_THROUGH && origin->cure.count == 1))
			continue;
		(*tries)--;
		cure = try_from(lab, why, name, first);
		keep_better(&origin->cure, &cure);
	}
}

void why_find_cures(const struct why_lab *lab, struct route_why *why)
{
	unsigned tries = WHY_TRIES_MAX;

	CHECK(lab->lab != NULL && !why->here);
	for (uint32_t i = 0; i < why->origin_count; i++)
		cure_origin(lab, why, &why->origins[i], &tries);
	if (why->silent != NULL && why->silent_rule.mend != NULL)
		why->silent_cure = try_from(lab, why, NULL, why->silent_rule.mend);
}
