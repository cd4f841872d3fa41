/* Reads scenarios. */
#include "query/expect/scenario.h"

#include <string.h>

#include "base/check.h"
#include "base/instant.h"
#include "document/document.h"

static const char *const state_names[PROBE_STATE_COUNT] = {
    [PROBE_REACHABLE] = "reachable",
    [PROBE_PARTLY] = "partly-reachable",
    [PROBE_ONE_WAY] = "one-way",
    [PROBE_LOST] = "lost",
};

const char *probe_state_name(enum probe_state state)
{
	CHECK(state < PROBE_STATE_COUNT);
	return state_names[state];
}

/* What a scenario is read with. */
struct scenario_reading {
	struct arena *arena;
	struct findings *findings;
};

static const char *copy(struct scenario_reading *reading, const struct doc_node *node,
                        const char *member)
{
	const char *text = doc_text(node, member);

	return text == NULL ? NULL : arena_strdup(reading->arena, text);
}

static int64_t time_us(const struct doc_node *node, const char *member)
{
	return (int64_t)doc_u32(node, member) * US_PER_MS;
}

static uint32_t index_of(const char *const *names, uint32_t count, const char *name)
{
	uint32_t i = 0;

	while (i < count && strcmp(names[i], name) != 0)
		i++;
	CHECK(i < count);
	return i;
}

static uint8_t family_of(const struct doc_node *node)
{
	return strcmp(doc_text(node, "family"), "ipv6") == 0 ? ADDR_IPV6 : ADDR_IPV4;
}

static struct expect_names read_elements(struct scenario_reading *reading,
                                         const struct doc_node *node, const char *member)
{
	uint32_t room = doc_count(node, member) + 1;
	struct expect_names names = {
	    .items = arena_alloc(reading->arena, room * sizeof(*names.items)),
	    .places = arena_alloc(reading->arena, room * sizeof(*names.places)),
	};

	for (const struct doc_node *at = doc_child(node, member); at != NULL; at = doc_next(at)) {
		names.items[names.count] = arena_strdup(reading->arena, doc_value(at));
		names.places[names.count++] = doc_place(at, NULL);
	}
	return names;
}

/* Events */

/* Stable, so that what happens at the same time happens in the order of the file. */
static void sort_events(struct scenario_phase *phase)
{
	for (uint32_t i = 1; i < phase->event_count; i++) {
		struct scenario_event event = phase->events[i];
		uint32_t at = i;

		for (; at > 0 && phase->events[at - 1].after_us > event.after_us; at--)
			phase->events[at] = phase->events[at - 1];
		phase->events[at] = event;
	}
	for (uint32_t i = 1; i < phase->event_count; i++)
		CHECK(phase->events[i - 1].after_us <= phase->events[i].after_us);
}

static void read_events(struct scenario_reading *reading, const struct doc_node *node,
                        struct scenario_phase *phase)
{
	phase->events =
	    arena_alloc(reading->arena, (doc_count(node, "event") + 1) * sizeof(*phase->events));
	for (const struct doc_node *at = doc_child(node, "event"); at != NULL; at = doc_next(at)) {
		struct scenario_event *event = &phase->events[phase->event_count++];

		event->name = copy(reading, at, "name");
		event->after_us = time_us(at, "after-ms");
		event_read(at, reading->arena, reading->findings, &event->event);
		if (phase->duration_us > 0 && event->after_us >= phase->duration_us)
			findings_add(reading->findings, SEVERITY_ERROR, doc_place(at, "after-ms"),
			             "the phase is over before this event");
	}
	sort_events(phase);
}

/* Expectations */

static struct expectation head_of(struct scenario_reading *reading, enum expect_kind kind,
                                  const char *phase, const char *name, struct place place)
{
	return (struct expectation){
	    .kind = kind,
	    .name = arena_printf(reading->arena, "%s: %s", phase, name),
	    .place = place,
	};
}

static bool has_probe(const struct scenario *scenario, const char *name)
{
	for (uint32_t i = 0; i < scenario->probe_count; i++) {
		if (strcmp(scenario->probes[i].name, name) == 0)
			return true;
	}
	return false;
}

static void read_result(struct scenario_reading *reading, const struct doc_node *node,
                        const struct scenario *scenario, const char *phase,
                        struct scenario_result *out)
{
	const char *state = doc_text(node, "state");

	out->probe = copy(reading, node, "probe");
	out->head = head_of(reading, EXPECT_PROBE, phase, out->probe, doc_place(node, NULL));
	out->state_set = state != NULL;
	if (state != NULL)
		out->state = (enum probe_state)index_of(state_names, PROBE_STATE_COUNT, state);
	out->ways_set = doc_has(node, "ways");
	out->ways = doc_u32(node, "ways");
	out->asymmetric_set = doc_has(node, "asymmetric");
	out->asymmetric = doc_bool(node, "asymmetric");
	out->outage_min_us = time_us(node, "outage-min-ms");
	out->outage_max_set = doc_has(node, "outage-max-ms");
	out->outage_max_us = time_us(node, "outage-max-ms");
	out->one_way_min_us = time_us(node, "one-way-min-ms");
	out->uses = read_elements(reading, node, "uses");
	out->avoids = read_elements(reading, node, "avoids");
	if (!has_probe(scenario, out->probe))
		findings_add(reading->findings, SEVERITY_ERROR, doc_place(node, "probe"),
		             "there is no probe \"%s\" in this scenario", out->probe);
}

static void read_session(struct scenario_reading *reading, const struct doc_node *node,
                         const char *phase, struct scenario_session *out)
{
	*out = (struct scenario_session){
	    .head = head_of(reading, EXPECT_SESSION, phase, doc_text(node, "name"),
	                    doc_place(node, NULL)),
	    .node = copy(reading, node, "node"),
	    .peer = copy(reading, node, "peer"),
	    .established = doc_bool(node, "established"),
	    .received_set = doc_has(node, "received"),
	    .received = doc_u32(node, "received"),
	};
}

/* Names tell phases apart, because one report holds all of them. */
static void read_expectations(struct scenario_reading *reading, const struct doc_node *node,
                              struct scenario_phase *phase)
{
	const struct doc_node *expect = doc_child(node, "expect");

	if (expect == NULL)
		return;
	phase->expectations = expect_read(expect);
	for (uint32_t i = 0; i < phase->expectations->count; i++) {
		struct expectation *item = &phase->expectations->items[i];

		item->name = arena_printf(reading->arena, "%s: %s", phase->name, item->name);
	}
}

static void read_phase(struct scenario_reading *reading, const struct doc_node *node,
                       const struct scenario *scenario, struct scenario_phase *phase)
{
	phase->name = copy(reading, node, "name");
	phase->duration_us = time_us(node, "duration-ms");
	read_events(reading, node, phase);
	read_expectations(reading, node, phase);
	phase->results =
	    arena_alloc(reading->arena, (doc_count(node, "result") + 1) * sizeof(*phase->results));
	for (const struct doc_node *at = doc_child(node, "result"); at != NULL; at = doc_next(at))
		read_result(reading, at, scenario, phase->name,
		            &phase->results[phase->result_count++]);
	phase->sessions = arena_alloc(reading->arena,
	                              (doc_count(node, "session") + 1) * sizeof(*phase->sessions));
	for (const struct doc_node *at = doc_child(node, "session"); at != NULL; at = doc_next(at))
		read_session(reading, at, phase->name, &phase->sessions[phase->session_count++]);
}

/* The whole */

static void read_probes(struct scenario_reading *reading, const struct doc_node *root,
                        struct scenario *out)
{
	out->probes =
	    arena_alloc(reading->arena, (doc_count(root, "probe") + 1) * sizeof(*out->probes));
	for (const struct doc_node *at = doc_child(root, "probe"); at != NULL; at = doc_next(at))
		out->probes[out->probe_count++] = (struct scenario_probe){
		    .name = copy(reading, at, "name"),
		    .from = copy(reading, at, "from"),
		    .to = copy(reading, at, "to"),
		    .family = family_of(at),
		    .place = doc_place(at, NULL),
		};
}

static struct scenario *read_scenario(const struct doc_node *root, struct findings *findings)
{
	struct arena *arena = arena_new();
	struct scenario_reading reading = {.arena = arena, .findings = findings};
	struct scenario *out = arena_alloc(arena, sizeof(*out));

	out->arena = arena;
	out->name = copy(&reading, root, "name");
	out->description = copy(&reading, root, "description");
	out->absent = read_elements(&reading, root, "absent");
	out->pessimistic = strcmp(doc_text(root, "gateway-convergence"), "pessimistic") == 0;
	read_probes(&reading, root, out);
	out->phases = arena_alloc(arena, (doc_count(root, "phase") + 1) * sizeof(*out->phases));
	for (const struct doc_node *at = doc_child(root, "phase"); at != NULL; at = doc_next(at))
		read_phase(&reading, at, out, &out->phases[out->phase_count++]);
	return out;
}

struct scenario *scenario_parse(const char *file, const char *text, size_t size,
                                struct findings *findings)
{
	struct document *document = document_parse("hairpin-scenario", file, text, size, findings);
	struct scenario *out;

	if (document == NULL)
		return NULL;
	size_t errors = findings_errors(findings);

	out = read_scenario(document_root(document), findings);
	document_free(document);
	/* The module wants one phase at least. */
	CHECK(out->phase_count > 0 || findings_errors(findings) > errors);
	if (findings_errors(findings) == errors)
		return out;
	scenario_free(out);
	return NULL;
}

void scenario_free(struct scenario *scenario)
{
	if (scenario == NULL)
		return;
	for (uint32_t i = 0; i < scenario->phase_count; i++)
		expect_free(scenario->phases[i].expectations);
	arena_free(scenario->arena);
}
