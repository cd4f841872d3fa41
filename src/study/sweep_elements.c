/* What may fail: every element of the kinds that are asked for, by the changes that its event
 * makes.
 */
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "study/sweep_world.h"

/* Lists elements of a kind, each by sweep_add(). */
struct sweep_listing {
	struct sweep *sweep;
	struct event_lab *events;
	uint32_t kind;
	struct sweep_element *element; /* the one being made */
	size_t room;                   /* of its changes */
};

static void begin(struct sweep_listing *listing, const char *name)
{
	struct sweep *sweep = listing->sweep;

	sweep->elements = mem_grow(sweep->elements, &sweep->element_room, sweep->element_count + 1u,
	                           sizeof(*sweep->elements));
	listing->element = &sweep->elements[sweep->element_count];
	*listing->element = (struct sweep_element){.name = name, .kind = listing->kind};
	listing->room = 0;
}

static void fail(struct sweep_listing *listing, enum event_kind kind, const char *on)
{
	struct event event = {.kind = kind, .on = on, .detection = EVENT_CARRIER};
	size_t count;
	const struct event_change *changes = event_apply(listing->events, &event, &count);
	struct sweep_element *element = listing->element;

	element->changes = mem_grow(element->changes, &listing->room, element->change_count + count,
	                            sizeof(*changes));
	for (size_t i = 0; i < count; i++) {
		element->changes[element->change_count] = changes[i];
		element->changes[element->change_count++].noticed_us = 0;
	}
}

static void mend(struct sweep_listing *listing, enum event_kind kind, const char *on)
{
	struct event event = {.kind = kind, .on = on};
	size_t count;

	event_apply(listing->events, &event, &count);
}

static void set_bit(uint64_t *bits, uint32_t bit)
{
	bits[bit / 64] |= UINT64_C(1) << bit % 64;
}

/* Nodes, then sessions: what fails does nothing else. */
static uint32_t effect_of(const struct plan *plan, const struct event_change *change)
{
	if (change->kind == EVENT_CHANGE_NODE_STOP)
		return change->node;
	CHECK(change->kind == EVENT_CHANGE_CUT);
	return plan->node_count + change->session;
}

/* An element that does the same as one before it is only counted. */
static void end(struct sweep_listing *listing)
{
	struct sweep *sweep = listing->sweep;
	struct sweep_element *element = listing->element;
	size_t size = sweep->effect_words * sizeof(uint64_t);

	element->effect = xcalloc(sweep->effect_words, sizeof(uint64_t));
	for (size_t i = 0; i < element->change_count; i++)
		set_bit(element->effect, effect_of(sweep->question.plan, &element->changes[i]));
	bool same = element->change_count == 0;
	for (uint32_t i = 0; i < sweep->element_count && !same; i++) {
		same = memcmp(sweep->elements[i].effect, element->effect, size) == 0;
		sweep->same_count += same;
	}
	if (!same) {
		sweep->element_count++;
		sweep->kind_counts[listing->kind]++;
		return;
	}
	free(element->changes);
	free(element->effect);
}

/* One event on one name. */
static void list_one(struct sweep_listing *listing, bool node, const char *name)
{
	begin(listing, name);
	fail(listing, node ? EVENT_NODE_DOWN : EVENT_LINK_DOWN, name);
	mend(listing, node ? EVENT_NODE_UP : EVENT_LINK_UP, name);
	end(listing);
}

/* The kinds. Most are single speakers of some kinds of elements, or these elements as a whole. */

struct speakers {
	enum lab_kind kinds[3];
	bool whole; /* all speakers of an element at once */
};

static bool is_of(const struct speakers *speakers, const struct lab_element *element)
{
	for (unsigned i = 0; i < COUNT_OF(speakers->kinds); i++) {
		if (speakers->kinds[i] == element->kind)
			return true;
	}
	return false;
}

static void list_speakers(struct sweep_listing *listing, const struct speakers *speakers)
{
	const struct plan *plan = listing->sweep->question.plan;

	for (uint32_t i = 0; i < plan->node_count; i++) {
		const struct plan_node *node = &plan->nodes[i];

		if (!is_of(speakers, node->element) || (speakers->whole && node->instance > 0))
			continue;
		begin(listing, speakers->whole ? node->element->name : node->conf.name);
		struct plan_span span = plan_span_of(plan, node->element);
		uint32_t first = speakers->whole ? span.first : i;
		uint32_t last = speakers->whole ? span.first + span.count : i + 1;

		for (uint32_t n = first; n < last; n++)
			fail(listing, EVENT_NODE_DOWN, plan->nodes[n].conf.name);
		for (uint32_t n = first; n < last; n++)
			mend(listing, EVENT_NODE_UP, plan->nodes[n].conf.name);
		end(listing);
	}
}

static void list_msees(struct sweep_listing *listing)
{
	list_speakers(listing, &(struct speakers){{LAB_CIRCUIT, LAB_CIRCUIT, LAB_CIRCUIT}, false});
}

static void list_circuits(struct sweep_listing *listing)
{
	list_speakers(listing, &(struct speakers){{LAB_CIRCUIT, LAB_CIRCUIT, LAB_CIRCUIT}, true});
}

static void list_instances(struct sweep_listing *listing)
{
	list_speakers(listing,
	              &(struct speakers){{LAB_GATEWAY, LAB_VPN_GATEWAY, LAB_ROUTE_SERVER}, false});
}

static void list_gateways(struct sweep_listing *listing)
{
	list_speakers(listing,
	              &(struct speakers){{LAB_GATEWAY, LAB_VPN_GATEWAY, LAB_GATEWAY}, true});
}

static void list_routers(struct sweep_listing *listing)
{
	list_speakers(listing, &(struct speakers){{LAB_ROUTER, LAB_ROUTER, LAB_ROUTER}, false});
}

static void list_appliances(struct sweep_listing *listing)
{
	list_speakers(listing, &(struct speakers){{LAB_NVA, LAB_NVA, LAB_NVA}, false});
}

static void list_route_servers(struct sweep_listing *listing)
{
	list_speakers(listing,
	              &(struct speakers){{LAB_ROUTE_SERVER, LAB_ROUTE_SERVER, LAB_HUB}, true});
}

/* Each of these names once, in the order of sessions. */
static void list_sessions(struct sweep_listing *listing,
                          const char *(*name)(const struct plan_session *))
{
	const struct plan *plan = listing->sweep->question.plan;
	const char **seen = xcalloc(plan->session_count + 1u, sizeof(*seen));
	uint32_t count = 0;

	for (uint32_t i = 0; i < plan->session_count; i++) {
		const char *called = name(&plan->sessions[i]);
		bool known = called == NULL;

		for (uint32_t k = count; k > 0 && !known; k--)
			known = seen[k - 1] == called;
		if (known)
			continue;
		seen[count++] = called;
		list_one(listing, false, called);
	}
	free(seen);
}

static const char *link_name(const struct plan_session *session)
{
	const struct lab_circuit_link *link = session->circuit_link;

	return link == NULL ? NULL : link->circuit->link_names[link->link];
}

static const char *connection_name(const struct plan_session *session)
{
	return lab_connection_of(session->element) == NULL ? NULL : session->element->name;
}

static const char *tunnel_name(const struct plan_session *session)
{
	return lab_vpn_connection_of(session->element) == NULL ? NULL : session->element->name;
}

/* A connection of circuits is known to events by its own name. */
static const char *global_reach_name(const struct plan_session *session)
{
	return lab_global_reach_of(session->element) == NULL ? NULL : session->element->own_name;
}

static void list_links(struct sweep_listing *listing)
{
	list_sessions(listing, link_name);
	list_sessions(listing, global_reach_name);
}

static void list_connections(struct sweep_listing *listing)
{
	list_sessions(listing, connection_name);
}

static void list_tunnels(struct sweep_listing *listing)
{
	list_sessions(listing, tunnel_name);
}

/* Places: all speakers there at once. */

static const char *location_of(const struct plan_node *node)
{
	const struct lab_circuit *circuit = lab_circuit_of(node->element);

	if (circuit == NULL)
		return NULL;
	if (node->instance == LAB_SECONDARY && circuit->metro_location != NULL)
		return circuit->metro_location->name;
	return circuit->location->name;
}

static const char *region_of(const struct plan_node *node)
{
	return node->element->network == NULL ? NULL : node->element->network->region->name;
}

static void list_place(struct sweep_listing *listing, uint32_t first,
                       const char *(*place)(const struct plan_node *))
{
	const struct plan *plan = listing->sweep->question.plan;
	const char *name = place(&plan->nodes[first]);

	begin(listing, name);
	for (uint32_t i = first; i < plan->node_count; i++) {
		if (place(&plan->nodes[i]) == name)
			fail(listing, EVENT_NODE_DOWN, plan->nodes[i].conf.name);
	}
	for (uint32_t i = first; i < plan->node_count; i++) {
		if (place(&plan->nodes[i]) == name)
			mend(listing, EVENT_NODE_UP, plan->nodes[i].conf.name);
	}
	end(listing);
}

static void list_places(struct sweep_listing *listing,
                        const char *(*place)(const struct plan_node *))
{
	const struct plan *plan = listing->sweep->question.plan;

	for (uint32_t i = 0; i < plan->node_count; i++) {
		const char *name = place(&plan->nodes[i]);
		bool known = name == NULL;

		for (uint32_t k = 0; k < i && !known; k++)
			known = place(&plan->nodes[k]) == name;
		if (!known)
			list_place(listing, i, place);
	}
}

static void list_locations(struct sweep_listing *listing)
{
	list_places(listing, location_of);
}

static void list_regions(struct sweep_listing *listing)
{
	list_places(listing, region_of);
}

static void (*const lists[])(struct sweep_listing *) = {
    list_links,       list_msees,         list_instances, list_gateways,
    list_circuits,    list_tunnels,       list_routers,   list_appliances,
    list_connections, list_route_servers, list_locations, list_regions,
};

const char *const sweep_kind_names[] = {
    "links",   "msees",      "gateway-instances", "gateways",      "circuits",          "tunnels",
    "routers", "appliances", "connections",       "route-servers", "peering-locations", "regions",
    NULL,
};

enum { SWEEP_KIND_COUNT = COUNT_OF(lists) };
_Static_assert(COUNT_OF(sweep_kind_names) == SWEEP_KIND_COUNT + 1, "a name for each kind");

/* The kinds that are asked for, as bits; 0 with a finding. */
static unsigned read_kinds(const char *of, struct findings *findings)
{
	unsigned kinds = 0;

	if (of == NULL)
		return (1u << SWEEP_KIND_COUNT) - 1;
	while (*of != '\0') {
		size_t size = strcspn(of, ",");
		unsigned kind = 0;

		while (kind < SWEEP_KIND_COUNT && (strlen(sweep_kind_names[kind]) != size ||
		                                   strncmp(sweep_kind_names[kind], of, size) != 0))
			kind++;
		if (kind == SWEEP_KIND_COUNT) {
			char word[64];
			const char *near;

			if (size >= sizeof(word))
				size = sizeof(word) - 1;
			memcpy(word, of, size);
			word[size] = '\0';
			near = nearest_word(word, sweep_kind_names, SWEEP_KIND_COUNT);
			findings_add(findings, SEVERITY_ERROR, (struct place){0},
			             "--of: '%s' is not a kind of failure%s%s%s", word,
			             near == NULL ? "" : "; did you mean '",
			             near == NULL ? "" : near, near == NULL ? "" : "'?");
			return 0;
		}
		kinds |= 1u << kind;
		of += size + (of[size] == ',');
	}
	if (kinds == 0)
		findings_add(findings, SEVERITY_ERROR, (struct place){0},
		             "--of: no kind of failure is named");
	return kinds;
}

bool sweep_list_elements(struct sweep *sweep, struct findings *findings)
{
	const struct plan *plan = sweep->question.plan;
	unsigned kinds = read_kinds(sweep->question.of, findings);
	struct sweep_listing listing = {.sweep = sweep};

	if (kinds == 0)
		return false;
	sweep->effect_words = (plan->node_count + plan->session_count) / 64 + 1;
	sweep->kind_counts = arena_alloc(sweep->arena, SWEEP_KIND_COUNT * sizeof(uint32_t));
	listing.events = event_lab_new(sweep->question.lab, &(struct event_lab_options){0});
	for (uint32_t kind = 0; kind < SWEEP_KIND_COUNT; kind++) {
		listing.kind = kind;
		if ((kinds & 1u << kind) != 0)
			lists[kind](&listing);
	}
	event_lab_free(listing.events);
	if (sweep->element_count == 0)
		findings_add(findings, SEVERITY_ERROR, (struct place){0},
		             "the lab has nothing of the kinds that may fail%s%s",
		             sweep->question.of == NULL ? "" : ": ",
		             sweep->question.of == NULL ? "" : sweep->question.of);
	return sweep->element_count > 0;
}
