/*
 * Does a run go round? Equal states have equal futures, for nothing is random in a run without
 * jitter: a state that comes again comes again for ever.
 *
 * The state of a run is what all tables hold, what is under way, and who is about to send. What was
 * told is not asked for: it is what the peer holds and what is on its way to it. While a session is
 * expected to change, timers belong to the state as well, and nobody looks.
 *
 * States are compared by their hashes with one that is kept, after Brent: the kept one is replaced
 * each time twice as many have been looked at, so it will be on the circle, and the circle short
 * against the wait. A hash that comes again by chance would have to do so three times, equally far
 * apart.
 *
 * A run whose state does not come again, or that has jitter, is given up after very many changes.
 */
#include "base/check.h"
#include "base/hash.h"
#include "sim/world.h"

enum {
	/* Most networks have come to rest long before they have changed so often. */
	CHANGES_ENOUGH = 2000,
	CHANGES_PER_SESSION = 32,
	LAPS_ENOUGH = 3,
	/* So many times more, and nobody waits for a circle, which may be a very long one. */
	CHANGES_FACTOR = 32,
};

static uint64_t hash_row(const struct rib_pools *pools, const struct rib_row_view *row)
{
	const struct prefix *prefix = prefix_table_get(pools->prefixes, row->prefix);
	uint64_t hash = hash_mix(row->has_best) ^ prefix->length;

	hash = hash_bytes(hash, prefix->addr.bytes, sizeof(prefix->addr.bytes));
	for (uint32_t i = 0; i < row->count; i++) {
		const struct rib_path *path = &row->paths[i];

		hash = hash_mix(hash ^ bgp_attrs_hash(attr_pool_get(pools->attrs, path->attrs)));
		hash = hash_mix(hash ^ ((uint64_t)path->peer << 16 | path->verdict));
	}
	return hash;
}

static uint64_t hash_tables(const struct sim *sim)
{
	const struct prefix_table *prefixes = sim->pools.prefixes;
	uint64_t hash = 0;

	for (uint32_t node = 0; node < sim->plan->node_count; node++) {
		const struct rib *rib = node_rib(sim->nodes[node]);
		struct rib_row_view row;

		hash = hash_mix(hash ^ node);
		for (prefix_id id = prefix_table_first(prefixes); id != PREFIX_NONE;
		     id = prefix_table_next(prefixes, id)) {
			if (rib_look(rib, id, &row))
				hash = hash_mix(hash ^ hash_row(&sim->pools, &row));
		}
	}
	return hash;
}

static uint64_t hash_queue(const struct sim *sim, const struct wire_queue *queue, uint64_t hash)
{
	for (const struct wire_chunk *chunk = queue->head; chunk != NULL; chunk = chunk->next) {
		if (chunk->weight == WIRE_KEEPALIVES)
			continue;
		hash = hash_mix(hash ^ (uint64_t)(chunk->arrival.us - sim->now.us));
		hash = hash_bytes(hash, chunk->bytes, chunk->size);
	}
	return hash_mix(hash);
}

static uint64_t hash_wire(const struct sim *sim)
{
	uint64_t hash = 0;

	for (size_t i = 0; i < sim->wire.count; i++) {
		const struct wire_conn *conn = &sim->wire.conns[i];

		hash = hash_queue(sim, &conn->to[0], hash);
		hash = hash_queue(sim, &conn->to[1], hash);
	}
	return hash;
}

/* A heap has no order but for its first: so the sum of all. */
static uint64_t hash_pulls(const struct sim *sim)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < sim->pulls.count; i++) {
		const struct heap_entry *entry = &sim->pulls.entries[i];

		sum += hash_mix((uint64_t)(entry->due.us - sim->now.us) << 32 ^ entry->item);
	}
	return sum;
}

static uint64_t hash_state(const struct sim *sim)
{
	return hash_mix(hash_tables(sim) ^ hash_mix(hash_wire(sim) ^ hash_pulls(sim)));
}

static void keep(struct sim_circle *circle, uint64_t state, struct instant now)
{
	circle->state = state;
	circle->lap_began = now;
	circle->patience = circle->patience == 0 ? 1 : circle->patience * 2;
	circle->looks = 0;
	circle->laps = 0;
	circle->lap_us = 0;
}

static void look(struct sim *sim)
{
	struct sim_circle *circle = &sim->circle;
	uint64_t state = hash_state(sim);

	if (circle->looks == circle->patience) {
		keep(circle, state, sim->now);
		return;
	}
	circle->looks++;
	if (state != circle->state)
		return;

	int64_t lap_us = sim->now.us - circle->lap_began.us;

	CHECK(lap_us > 0);
	circle->laps = lap_us == circle->lap_us ? circle->laps + 1 : 1;
	circle->lap_us = lap_us;
	circle->lap_began = sim->now;
}

/* So many changes that one begins to look. */
static uint64_t enough(const struct sim *sim)
{
	return CHANGES_ENOUGH + (uint64_t)CHANGES_PER_SESSION * sim->plan->session_count;
}

bool sim_gave_up(const struct sim *sim)
{
	return sim->circle.laps >= LAPS_ENOUGH ||
	       sim->changes - sim->circle.start >= enough(sim) * CHANGES_FACTOR;
}

bool sim_goes_round(struct sim *sim)
{
	struct sim_circle *circle = &sim->circle;

	if (sim_gave_up(sim))
		return true;
	if (sim->options.jitter_us > 0 || sim->changes == circle->seen ||
	    sim->changes - circle->start < enough(sim) || sim->starved_count > 0 ||
	    !sim_sessions_settled(sim))
		return false;
	circle->seen = sim->changes;
	look(sim);
	return circle->laps >= LAPS_ENOUGH;
}

void sim_circle_begin(struct sim *sim)
{
	sim->circle = (struct sim_circle){.start = sim->changes, .seen = sim->changes};
}

int64_t sim_period(const struct sim *sim)
{
	return sim->circle.laps >= LAPS_ENOUGH ? sim->circle.lap_us : 0;
}
