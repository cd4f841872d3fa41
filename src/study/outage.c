/* Runs a lab of which some elements are off. */
#include "study/outage.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/text.h"
#include "sim/change.h"
#include "study/dispute.h"
#include "topo/event/event_lab.h"

/* The events that take something away, and ask for no more than a name, or two. */
static const enum event_kind kinds[] = {
    EVENT_LINK_DOWN,         EVENT_NODE_DOWN,    EVENT_PEERING_DISABLE,
    EVENT_CONNECTION_DELETE, EVENT_SESSION_STOP, EVENT_SET_VNET_PEERING,
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

/* The other end stands behind the name of this one. */
static bool split_peer(struct outage *outage, struct event *event, char *name)
{
	char *colon = strchr(name, ':');

	event->on = name;
	if (event->kind != EVENT_SESSION_STOP)
		return true;
	if (colon == NULL) {
		findings_add(outage->findings, SEVERITY_ERROR, (struct place){0},
		             "session-stop names both ends of the session: "
		             "'session-stop:NODE:PEER', not 'session-stop:%s'",
		             name);
		return false;
	}
	*colon = '\0';
	event->peer = colon + 1;
	return true;
}

enum word { WORD_OF_KIND, WORD_ALONE, WORD_WRONG };

/* The event that "kind:name" names, and the name behind it; without a kind the name alone. */
static enum word split(struct outage *outage, char *word, struct event *event)
{
	char *colon = strchr(word, ':');

	event->on = word;
	if (colon == NULL)
		return WORD_ALONE;
	*colon = '\0';
	for (size_t i = 0; i < COUNT_OF(kinds); i++) {
		if (strcmp(event_kind_name(kinds[i]), word) != 0)
			continue;
		event->kind = kinds[i];
		return split_peer(outage, event, colon + 1) ? WORD_OF_KIND : WORD_WRONG;
	}
	*colon = ':';
	return WORD_ALONE;
}

/* A circuit without a link is all of it: its routers, not their links to the customer alone. */
static bool is_whole(const struct outage *outage, const struct event *event)
{
	return lab_find_element(event_lab_plan(outage->events)->lab, LAB_CIRCUIT, event->on) !=
	       NULL;
}

/* What a name alone is: the first of these that the lab has. */
static enum event_kind kind_of(const struct outage *outage, const struct event *event)
{
	static const enum event_kind order[] = {EVENT_LINK_DOWN, EVENT_NODE_DOWN,
	                                        EVENT_SET_VNET_PEERING};

	for (size_t i = is_whole(outage, event) ? 1 : 0; i < COUNT_OF(order); i++) {
		struct event as = *event;

		as.kind = order[i];
		if (knows(outage->events, &as))
			return order[i];
	}
	return EVENT_KIND_COUNT;
}

static bool add(struct outage *outage, char *word)
{
	struct event event = {.detection = EVENT_CARRIER};

	switch (split(outage, word, &event)) {
	case WORD_OF_KIND:
		break;
	case WORD_ALONE:
		event.kind = kind_of(outage, &event);
		break;
	case WORD_WRONG:
		return false;
	}
	if (event.kind == EVENT_KIND_COUNT) {
		event_say_unknown(outage->events, word, outage->findings);
		return false;
	}
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
