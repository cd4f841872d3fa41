/* Words for what is off, and what is off from the start. */
#include "topo/event/event_word.h"

#include <string.h>

#include "base/check.h"
#include "base/text.h"
#include "topo/event/event_table.h"

/* The events that take something away and ask for no more than names. */
static const enum event_kind kinds[] = {
    EVENT_LINK_DOWN,         EVENT_NODE_DOWN,    EVENT_PEERING_DISABLE,
    EVENT_CONNECTION_DELETE, EVENT_SESSION_STOP, EVENT_SET_VNET_PEERING,
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
static bool is_whole(const struct event_lab *events, const struct event *event)
{
	return lab_find_element(event_lab_plan(events)->lab, LAB_CIRCUIT, event->on) != NULL;
}

/* What a name alone is: the first of these that the lab has. */
static enum event_kind kind_of(const struct event_lab *events, const struct event *event)
{
	static const enum event_kind order[] = {EVENT_LINK_DOWN, EVENT_NODE_DOWN,
	                                        EVENT_SET_VNET_PEERING};

	for (size_t i = is_whole(events, event) ? 1 : 0; i < COUNT_OF(order); i++) {
		struct event as = *event;

		as.kind = order[i];
		if (knows(events, &as))
			return order[i];
	}
	return EVENT_KIND_COUNT;
}

/* Of a session both ends have a name. */
static bool split_session(char *names, struct event *event, struct findings *findings)
{
	char *colon = strchr(names, ':');

	if (colon == NULL) {
		findings_add(findings, SEVERITY_ERROR, event->place,
		             "'session-stop:%s' names no peer; expected session-stop:NODE:PEER",
		             names);
		return false;
	}
	*colon = '\0';
	event->peer = colon + 1;
	return true;
}

bool event_of_word(const struct event_lab *events, char *word, struct place place,
                   struct event *out, struct findings *findings)
{
	*out = (struct event){.detection = EVENT_CARRIER, .place = place, .on_place = place};
	if (!split(word, out))
		out->kind = kind_of(events, out);
	if (out->kind == EVENT_SESSION_STOP &&
	    !split_session(word + strlen(word) + 1, out, findings))
		return false;
	if (out->kind == EVENT_KIND_COUNT) {
		event_say_unknown(events, place, out->on, findings);
		return false;
	}
	return event_check(events, out, findings);
}

/* Speakers and links can be off in a lab; a peering of networks, which is neither, is there or not.
 */
static void judge_peering(const struct event *event, struct findings *findings)
{
	if (event->kind == EVENT_SET_VNET_PEERING)
		findings_add(findings, SEVERITY_ERROR, event->place,
		             "'%s' is a peering of virtual networks; expected what has sessions: "
		             "leave the peering out of the lab, or name it to --down",
		             event->on);
}

/* Both are there, but have nothing to do with each other. */
static void judge_session(struct event_lab *events, const struct event *event,
                          struct findings *findings)
{
	size_t before = events->change_count;

	if (event->kind != EVENT_SESSION_STOP)
		return;
	event_apply_each(events, event);
	if (events->change_count == before)
		findings_add(findings, SEVERITY_ERROR, event->place,
		             "'%s' has no session with '%s'; expected one of its peers", event->on,
		             event->peer);
}

/* Or an answer is taken for one of the whole lab. */
static void note_down(const struct lab *lab, struct findings *findings)
{
	struct text names = {0};

	for (uint32_t i = 0; i < lab->down_count; i++)
		text_addf(&names, "%s\"%s\"", i > 0 ? ", " : "", lab->down[i].word);
	findings_add(findings, SEVERITY_NOTE, lab->down[0].place,
	             "%s %s off in this lab: all answers are of what is left", text_str(&names),
	             lab->down_count > 1 ? "are" : "is");
	text_done(&names);
}

bool event_judge_down(const struct lab *lab, struct findings *findings)
{
	const struct event_lab_options options = {0};
	struct event_lab *events;
	size_t before = findings_errors(findings);

	if (lab->down_count == 0)
		return true;
	events = event_lab_new(lab, &options);
	for (uint32_t i = 0; i < lab->down_count; i++) {
		struct event event;

		if (!event_of_word(events, arena_strdup(events->arena, lab->down[i].word),
		                   lab->down[i].place, &event, findings))
			continue;
		judge_session(events, &event, findings);
		judge_peering(&event, findings);
	}
	event_lab_free(events);
	if (findings_errors(findings) > before)
		return false;
	note_down(lab, findings);
	return true;
}

void event_begin_down(struct event_lab *events)
{
	const struct lab *lab = events->plan->lab;
	struct findings unheard = {0};

	for (uint32_t i = 0; lab != NULL && i < lab->down_count; i++) {
		struct event event;

		if (!event_of_word(events, arena_strdup(events->arena, lab->down[i].word),
		                   lab->down[i].place, &event, &unheard))
			continue;
		/* The judge refuses what is no link, session or speaker. */
		if (event_row_of(event.kind)->each != NULL)
			event_apply_each(events, &event);
	}
	event_follow_rides(events);
	findings_done(&unheard);
}

const struct event_change *event_down_at_start(const struct plan *plan, struct arena *arena,
                                               size_t *count)
{
	struct event_lab *events;
	struct event_change *out;

	*count = 0;
	if (plan->lab == NULL || plan->lab->down_count == 0)
		return NULL;
	events = event_lab_of_plan(plan);
	out = arena_alloc(arena, events->change_count * sizeof(*out) + 1);
	if (events->change_count > 0)
		memcpy(out, events->changes, events->change_count * sizeof(*out));
	*count = events->change_count;
	event_lab_free(events);
	return out;
}
