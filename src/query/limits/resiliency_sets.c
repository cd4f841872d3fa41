/* Route sets: which routes of on-premises a gateway has by which of its circuits. */
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/text.h"
#include "query/limits/resiliency_world.h"

enum { CONNECTIONS_MAX = 64 };

/* A bit for each connection of the gateway. */
typedef uint64_t circuit_bits;

struct found_prefix {
	struct prefix prefix;
	circuit_bits circuits;
};

struct finder {
	const struct resiliency_question *question;
	struct arena *arena;
	const struct lab_gateway *gateway;
	struct found_prefix *found; /* by prefix, after sorting */
	size_t count;
	size_t room;
};

/* The first path of the node's table for the prefix, or its path count. */
static uint32_t first_path(const struct snapshot_node *node, const struct prefix *prefix)
{
	uint32_t from = 0;
	uint32_t to = node->path_count;

	CHECK(prefix->addr.family != ADDR_NONE);

	while (from < to) {
		uint32_t middle = from + (to - from) / 2;

		if (prefix_compare(&node->paths[middle].prefix, prefix) < 0)
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

/* The MSEE has it from the customer's router; what came by Global Reach is another circuit's. */
static bool is_from_customer(const struct snapshot *snapshot, const struct snapshot_node *msee,
                             const struct prefix *prefix)
{
	for (uint32_t i = first_path(msee, prefix); i < msee->path_count; i++) {
		const struct snapshot_path *path = &msee->paths[i];

		if (!prefix_equal(&path->prefix, prefix))
			return false;
		if (path->verdict == RIB_PASS && path->peer >= 0 &&
		    snapshot->nodes[msee->peers[path->peer].node].kind == LAB_ROUTER)
			return true;
	}
	return false;
}

static uint32_t connection_of(const struct lab_gateway *gateway, const char *circuit)
{
	uint32_t i = 0;

	while (i < gateway->connection_count &&
	       strcmp(gateway->connections[i].circuit->name, circuit) != 0)
		i++;
	return i;
}

static void take_path(struct finder *finder, const struct snapshot_node *node,
                      const struct snapshot_path *path)
{
	const struct snapshot *snapshot = finder->question->snapshot;
	const struct snapshot_node *msee;
	uint32_t connection;

	if (path->verdict != RIB_PASS || path->peer < 0)
		return;
	msee = &snapshot->nodes[node->peers[path->peer].node];
	if (msee->kind != LAB_CIRCUIT || !is_from_customer(snapshot, msee, &path->prefix))
		return;
	connection = connection_of(finder->gateway, msee->element);
	if (connection == finder->gateway->connection_count)
		return;
	finder->found =
	    mem_grow(finder->found, &finder->room, finder->count + 1, sizeof(*finder->found));
	finder->found[finder->count++] =
	    (struct found_prefix){path->prefix, (circuit_bits)1 << connection};
}

static int by_prefix(const void *a, const void *b)
{
	return prefix_compare(&((const struct found_prefix *)a)->prefix,
	                      &((const struct found_prefix *)b)->prefix);
}

/* Sorted, each prefix once. */
static void put_together(struct finder *finder)
{
	size_t kept = 0;

	if (finder->count == 0)
		return;
	qsort(finder->found, finder->count, sizeof(*finder->found), by_prefix);
	for (size_t i = 1; i < finder->count; i++) {
		if (prefix_equal(&finder->found[i].prefix, &finder->found[kept].prefix))
			finder->found[kept].circuits |= finder->found[i].circuits;
		else
			finder->found[++kept] = finder->found[i];
	}
	finder->count = kept + 1;
	CHECK(kept == 0 ||
	      prefix_compare(&finder->found[kept - 1].prefix, &finder->found[kept].prefix) < 0);
}

/* Locations */

static uint32_t add_location(const struct peering_location **out, uint32_t count,
                             const struct peering_location *location)
{
	for (uint32_t i = 0; i < count; i++) {
		if (out[i] == location)
			return count;
	}
	out[count] = location;
	return count + 1;
}

static uint32_t locations_of(const struct lab_gateway *gateway, circuit_bits circuits,
                             const struct peering_location **out)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < gateway->connection_count; i++) {
		const struct lab_circuit *circuit = gateway->connections[i].circuit;

		if ((circuits >> i & 1) == 0)
			continue;
		count = add_location(out, count, circuit->location);
		if (circuit->metro_location != NULL)
			count = add_location(out, count, circuit->metro_location);
	}
	return count;
}

uint32_t resiliency_locations(const struct lab_gateway *gateway,
                              const struct peering_location **out)
{
	return locations_of(gateway, ~(circuit_bits)0, out);
}

/* Sets */

static bool is_metro(const struct lab_gateway *gateway, circuit_bits circuits, uint32_t locations)
{
	uint32_t count = 0;
	bool metro = false;

	for (uint32_t i = 0; i < gateway->connection_count; i++) {
		if ((circuits >> i & 1) == 0)
			continue;
		count++;
		metro |= gateway->connections[i].circuit->metro_location != NULL;
	}
	return metro && (count == 1 || locations < 3);
}

/* A link of the circuits on which nothing passes, or whose session is down; NULL for none. */
static const struct snapshot_peer *trouble(const struct finder *finder, circuit_bits circuits,
                                           const struct snapshot_node **msee)
{
	const struct snapshot *snapshot = finder->question->snapshot;
	const struct snapshot_peer *down = NULL;

	for (uint32_t n = 0; n < snapshot->node_count; n++) {
		const struct snapshot_node *node = &snapshot->nodes[n];

		if (node->kind != LAB_CIRCUIT ||
		    (circuits >> connection_of(finder->gateway, node->element) & 1) == 0)
			continue;
		for (uint32_t p = 0; p < node->peer_count; p++) {
			const struct snapshot_peer *peer = &node->peers[p];

			if (peer->established || snapshot->nodes[peer->node].kind != LAB_ROUTER ||
			    (down != NULL && !peer->link_down))
				continue;
			down = peer;
			*msee = node;
		}
	}
	return down;
}

static uint32_t score(const struct finder *finder, circuit_bits circuits, bool dead_link)
{
	const struct peering_location *locations[2 * CONNECTIONS_MAX];
	const struct facts *facts = finder->question->lab->facts;
	uint32_t count = locations_of(finder->gateway, circuits, locations);

	CHECK(count > 0 && circuits != 0);
	bool metro = is_metro(finder->gateway, circuits, count);

	if (count >= 2 && !metro)
		return 2 * facts_limit(facts, "resiliency-two-locations");
	if (dead_link)
		return 0;
	return 2 * facts_limit(facts, metro ? "resiliency-metro" : "resiliency-one-location");
}

static void name_circuits(const struct finder *finder, circuit_bits circuits,
                          struct resiliency_set *set)
{
	const struct peering_location *locations[2 * CONNECTIONS_MAX];
	uint32_t count = locations_of(finder->gateway, circuits, locations);
	struct text names = {0};
	struct text places = {0};

	for (uint32_t i = 0; i < finder->gateway->connection_count; i++) {
		if ((circuits >> i & 1) != 0)
			text_addf(&names, "%s%s", names.size > 0 ? ", " : "",
			          finder->gateway->connections[i].circuit->name);
	}
	for (uint32_t i = 0; i < count; i++)
		text_addf(&places, "%s%s", i > 0 ? ", " : "", locations[i]->name);
	set->circuits = arena_strdup(finder->arena, text_str(&names));
	set->locations = arena_strdup(finder->arena, text_str(&places));
	text_done(&names);
	text_done(&places);
}

static void describe(const struct finder *finder, const struct found_prefix *first,
                     struct resiliency_set *set)
{
	const struct snapshot_node *msee = NULL;
	const struct snapshot_peer *down = trouble(finder, first->circuits, &msee);
	char prefix[PREFIX_TEXT_MAX];

	prefix_format(&first->prefix, prefix);
	name_circuits(finder, first->circuits, set);
	set->prefix = arena_strdup(finder->arena, prefix);
	set->points = score(finder, first->circuits, down != NULL && down->link_down);
	if (down != NULL)
		set->note =
		    arena_printf(finder->arena, "the %s between %s and %s is down",
		                 down->link_down ? "link" : "session", msee->name, down->name);
}

static void make_sets(struct finder *finder, struct resiliency_gateway *out)
{
	circuit_bits *keys = xcalloc(finder->count + 1, sizeof(*keys));

	out->sets = arena_alloc(finder->arena, (finder->count + 1) * sizeof(*out->sets));
	for (size_t i = 0; i < finder->count; i++) {
		uint32_t set = 0;

		while (set < out->set_count && keys[set] != finder->found[i].circuits)
			set++;
		if (set == out->set_count) {
			keys[set] = finder->found[i].circuits;
			describe(finder, &finder->found[i], &out->sets[out->set_count++]);
		}
		out->sets[set].prefix_count++;
	}
	free(keys);
}

void resiliency_find_sets(const struct resiliency_question *question, struct arena *arena,
                          const struct lab_gateway *gateway, struct resiliency_gateway *out)
{
	struct finder finder = {.question = question, .arena = arena, .gateway = gateway};
	const struct snapshot *snapshot = question->snapshot;

	CHECK(gateway->connection_count < CONNECTIONS_MAX);
	for (uint32_t n = 0; n < snapshot->node_count; n++) {
		const struct snapshot_node *node = &snapshot->nodes[n];

		if (node->kind != LAB_GATEWAY || strcmp(node->element, gateway->name) != 0)
			continue;
		for (uint32_t i = 0; i < node->path_count; i++)
			take_path(&finder, node, &node->paths[i]);
	}
	put_together(&finder);
	make_sets(&finder, out);
	free(finder.found);
}
