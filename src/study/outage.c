/* Runs a lab of which some elements are off. */
#include "study/outage.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/text.h"
#include "sim/change.h"
#include "study/dispute.h"
#include "topo/event/event_lab.h"

/* The events that take something away and ask for no more than a name. */
static const enum event_kind kinds[] = {
    EVENT_LINK_DOWN,
    EVENT_NODE_DOWN,
    EVENT_PEERING_DISABLE,
    EVENT_CONNECTION_DELETE,
};

struct outage {
	struct event_lab *events;
	struct event *list;
	size_t count;
	size_t room;
	struct findings *findings;
};

static bool knows(const struct event_lab *events, const struct event *event)
{
	struct findings unheard = {0};
	bool good = event_check(events, event, &unheard);

	findings_done(&unheard);
	return good;
}

/* The event that "kind:name" names, and the name behind it; without a kind the name alone. */
static bool split(char *word, struct event *event)
{
	char *colon = strchr(word, ':');

	event->on = word;
	if (colon == NULL)
		return false;
	*colon = '\0';
	for (size_t i = 0; i < COUNT_OF(kinds); i++) {
		if (strcmp(event_kind_name(kinds[i]), word) == 0) {
			event->kind = kinds[i];
			event->on = colon + 1;
			return true;
		}
	}
	*colon = ':';
	return false;
}

/* A circuit without a link is all of it: its routers, not their links to the customer alone. */
static enum event_kind kind_of(const struct outage *outage, const struct event *event)
{
	struct event link = *event;
	bool whole =
	    lab_find_element(event_lab_plan(outage->events)->lab, LAB_CIRCUIT, event->on) != NULL;

	link.kind = EVENT_LINK_DOWN;
	return !whole && knows(outage->events, &link) ? EVENT_LINK_DOWN : EVENT_NODE_DOWN;
}

static bool add(struct outage *outage, char *word)
{
	struct event event = {.detection = EVENT_CARRIER};

	if (!split(word, &event))
		event.kind = kind_of(outage, &event);
	if (!event_check(outage->events, &event, outage->findings))
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
                              struct instant limit, struct snapshot **out,
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
		result = play(&outage, limit, out);
	free(outage.list);
	event_lab_free(outage.events);
	arena_free(arena);
	return result;
}
