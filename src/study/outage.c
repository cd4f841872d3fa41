/* Runs a lab of which some elements are off. */
#include "study/outage.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/text.h"
#include "sim/change.h"
#include "study/dispute.h"
#include "topo/event/event_word.h"

struct outage {
	struct event_lab *events;
	struct event *list;
	size_t count;
	size_t room;
	struct findings *findings;
};

static bool add(struct outage *outage, char *word)
{
	struct event event;

	if (!event_of_word(outage->events, word, (struct place){0}, &event, outage->findings))
		return false;
	outage->list =
	    mem_grow(outage->list, &outage->room, outage->count + 1, sizeof(*outage->list));
	outage->list[outage->count++] = event;
	return true;
}

/* `text` is cut into pieces, which the events borrow. */
static bool add_all(struct outage *outage, char *text)
{
	bool good = true;
	char *word;

	while ((word = strsep(&text, ",")) != NULL)
		good &= add(outage, word);
	return good;
}

/* From the calm state, as a scenario would. */
static enum outage_result play(struct outage *outage, struct instant limit, struct snapshot **out)
{
	const struct sim_options options = {0};
	struct sim *sim = sim_new(event_lab_plan(outage->events), &options);
	bool rested;

	sim_start(sim);
	rested = sim_run(sim, limit);
	for (size_t i = 0; i < outage->count && rested; i++) {
		size_t count;
		const struct event_change *changes =
		    event_apply(outage->events, &outage->list[i], &count);

		for (size_t c = 0; c < count; c++)
			sim_carry_out(sim, &changes[c]);
	}
	rested = rested && sim_run(sim, limit);
	if (rested)
		*out = sim_snapshot(sim);
	else
		dispute_explain(sim, event_lab_plan(outage->events), limit, outage->findings);
	sim_free(sim);
	return rested ? OUTAGE_GOOD : OUTAGE_RESTLESS;
}

enum outage_result outage_run(const struct lab *lab, const char *const *words, size_t count,
                              struct instant limit, struct study_end *end,
                              struct findings *findings)
{
	const struct event_lab_options options = {0};
	struct outage outage = {.events = event_lab_new(lab, &options), .findings = findings};
	struct arena *arena = arena_new();
	enum outage_result result = OUTAGE_UNKNOWN;
	bool good = true;

	for (size_t i = 0; i < count; i++)
		good &= add_all(&outage, arena_strdup(arena, words[i]));
	if (good)
		result = play(&outage, limit, &end->snapshot);
	free(outage.list);
	if (result == OUTAGE_GOOD)
		end->events = outage.events;
	else
		event_lab_free(outage.events);
	arena_free(arena);
	return result;
}
