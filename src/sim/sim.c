/*
 * The simulator: nodes under one virtual clock.
 *
 * One heap holds what must happen at a time (arrivals, the nodes' timers), another the pulls that
 * follow it. A node's bytes are pulled a batch interval after it first has some, so that changes
 * that come together travel together.
 */
#include "sim/sim.h"

#include <stdlib.h>

#include "base/check.h"
#include "base/mem.h"
#include "sim/world.h"

enum {
	BATCH_DEFAULT_US = 1000,
	BUFFER_SIZE = 64 * 1024,
	SLOTS_PER_SESSION = 4,
};

struct sim *sim_new(const struct plan *plan, const struct sim_options *options)
{
	struct sim *sim = xcalloc(1, sizeof(*sim));
	size_t nodes = plan->node_count;
	size_t sessions = plan->session_count;

	sim->plan = plan;
	sim->options = *options;
	if (sim->options.batch_us == 0)
		sim->options.batch_us = BATCH_DEFAULT_US;
	sim->pools.prefixes = prefix_table_new();
	sim->pools.attrs = attr_pool_new();
	sim->rng = rng_of(options->seed);
	sim->nodes = xcalloc(nodes + 1, sizeof(struct node *));
	sim->states = xcalloc(nodes + 1, sizeof(*sim->states));
	sim->starved = xcalloc(nodes + 1, sizeof(*sim->starved));
	sim->sessions = xcalloc(sessions + 1, sizeof(*sim->sessions));
	sim->slots = xcalloc(sessions * SLOTS_PER_SESSION + 1, sizeof(*sim->slots));
	sim->buffer = xmalloc(BUFFER_SIZE);
	for (uint32_t i = 0; i < nodes; i++)
		sim_make_node(sim, i);
	return sim;
}

void sim_free(struct sim *sim)
{
	if (sim == NULL)
		return;
	for (uint32_t i = 0; i < sim->plan->node_count; i++)
		node_free(sim->nodes[i]);
	wire_done(&sim->wire);
	heap_done(&sim->events);
	heap_done(&sim->pulls);
	node_effects_done(&sim->effects);
	prefix_table_free(sim->pools.prefixes);
	attr_pool_free(sim->pools.attrs);
	free(sim->nodes);
	free(sim->states);
	free(sim->starved);
	free(sim->sessions);
	free(sim->slots);
	free(sim->buffer);
	free(sim);
}

/* Every life of a node has its own seed, so that a restart is not the same again. */
void sim_make_node(struct sim *sim, uint32_t node)
{
	struct sim_node_state *state = &sim->states[node];
	struct rng run = rng_of(sim->options.seed);
	struct rng rng = rng_of(rng_next(&run) ^ ((uint64_t)state->lives++ << 32 | node));

	node_free(sim->nodes[node]);
	sim->nodes[node] = node_new(&sim->plan->nodes[node].conf, sim->pools, rng_next(&rng));
	state->due = INSTANT_NEVER;
	heap_set(&sim->events, node, INSTANT_NEVER);
}

/* Effects */

/* The same OPEN will be refused again. */
static bool is_refusal(const struct node_effect *note)
{
	return note->note == NODE_NOTE_NOTIFICATION_SENT &&
	       note->code >> 8 == BGP_NOTIFY_OPEN_UNSPECIFIC >> 8;
}

static void take_note(struct sim *sim, uint32_t node, const struct node_effect *note)
{
	const struct plan_node *at = &sim->plan->nodes[node];
	uint32_t session = at->sessions[note->peer];
	uint8_t end = at->ends[note->peer];
	struct sim_session_state *state = sim_session_counts(sim, session);

	CHECK(sim->plan->sessions[session].end[end].node == node);
	if (note->note == NODE_NOTE_UP || note->note == NODE_NOTE_DOWN) {
		state->up[end] = note->note == NODE_NOTE_UP;
		sim_changed(sim);
	}
	if (note->note == NODE_NOTE_PREFIX_LIMIT && state->over_limit < UINT8_MAX)
		state->over_limit++;
	if (is_refusal(note) && state->refusals < UINT8_MAX)
		state->refusals++;
	if (sim->note != NULL)
		sim->note(sim->note_user, sim->now, sim->nodes[node], note);
}

static void act(struct sim *sim, uint32_t node, const struct node_effect *effect)
{
	uint32_t session = sim->plan->nodes[node].sessions[effect->peer];
	unsigned end = sim->plan->nodes[node].ends[effect->peer];

	switch (effect->kind) {
	case NODE_CONNECT:
		sim_connect(sim, session, end);
		break;
	case NODE_CLOSE:
		sim_pull_rest(sim, session, end, effect->conn);
		sim_hang_up(sim, session, end, effect->conn);
		break;
	case NODE_READY:
		sim_ready(sim, session, end, effect->conn,
		          instant_after(sim->now, sim->options.batch_us));
		break;
	case NODE_NOTE:
		take_note(sim, node, effect);
		break;
	}
}

static void set_deadline(struct sim *sim, uint32_t node)
{
	struct instant due = node_deadline(sim->nodes[node]);

	CHECK(sim->states[node].running);
	if (due.us == sim->states[node].due.us)
		return;
	sim->states[node].due = due;
	heap_set(&sim->events, node, due);
}

void sim_feed(struct sim *sim, uint32_t node, const struct node_event *event)
{
	CHECK(node < sim->plan->node_count);
	if (!sim->states[node].running)
		return;
	CHECK(sim->effects.count == 0);
	sim->stats.events++;
	node_step(sim->nodes[node], sim->now, event, &sim->effects);
	for (size_t i = 0; i < sim->effects.count; i++)
		act(sim, node, &sim->effects.items[i]);
	sim->effects.count = 0;
	set_deadline(sim, node);
}

void sim_feed_conn(struct sim *sim, uint32_t session, unsigned end, enum node_event_kind kind,
                   enum node_conn conn)
{
	const struct plan_end *at = &sim->plan->sessions[session].end[end];

	sim_feed(sim, at->node, &(struct node_event){.kind = kind, .peer = at->peer, .conn = conn});
}

/* Running */

static struct instant next_due(const struct sim *sim)
{
	return instant_min(heap_due(&sim->events), heap_due(&sim->pulls));
}

static void run_event(struct sim *sim)
{
	uint32_t item = heap_pop(&sim->events);

	if (item >= sim->plan->node_count) {
		sim_conn_event(sim, item);
		return;
	}
	sim->states[item].due = INSTANT_NEVER;
	sim_feed(sim, item, &(struct node_event){.kind = NODE_EV_DEADLINE});
}

/* The earliest event, or, when all events of this time are over, the earliest pull. */
static void step(struct sim *sim)
{
	struct instant event = heap_due(&sim->events);
	struct instant pull = heap_due(&sim->pulls);

	CHECK(!instant_before(next_due(sim), sim->now));
	sim->now = instant_min(event, pull);
	if (instant_before(pull, event))
		sim_pull(sim, heap_pop(&sim->pulls));
	else
		run_event(sim);
	/* Between two events nobody holds a handle but the tables. */
	node_sweep_pools(&sim->pools, sim->nodes, sim->plan->node_count);
}

/* True when something was done; false when nothing is due until `limit`. */
static bool step_until(struct sim *sim, struct instant limit)
{
	struct instant due = next_due(sim);

	if (due.us == INSTANT_NEVER.us || instant_before(limit, due))
		return false;
	step(sim);
	return true;
}

/* Looks only between two times. */
static bool goes_round(struct sim *sim)
{
	return instant_before(sim->now, next_due(sim)) && sim_goes_round(sim);
}

bool sim_run(struct sim *sim, struct instant limit)
{
	CHECK(sim->started);
	while (!sim_is_at_rest(sim)) {
		if (goes_round(sim))
			return false;
		if (step_until(sim, limit))
			continue;
		if (next_due(sim).us == INSTANT_NEVER.us)
			return true;
		sim->now = limit;
		return false;
	}
	return true;
}

enum sim_halt sim_run_to_change(struct sim *sim, struct instant limit, bool to_rest)
{
	uint64_t changes = sim->changes;

	CHECK(sim->started);
	for (;;) {
		struct instant due = next_due(sim);
		bool nothing = due.us == INSTANT_NEVER.us || instant_before(limit, due);

		if (sim->changes != changes && (nothing || instant_before(sim->now, due)))
			return SIM_CHANGED;
		if (to_rest && (sim_is_at_rest(sim) || due.us == INSTANT_NEVER.us))
			return SIM_RESTED;
		if (to_rest && goes_round(sim))
			return SIM_CIRCLES;
		if (nothing)
			break;
		step(sim);
	}
	if (instant_before(sim->now, limit))
		sim->now = limit;
	return SIM_LIMIT;
}

void sim_run_until(struct sim *sim, struct instant until)
{
	while (step_until(sim, until))
		continue;
	if (instant_before(sim->now, until))
		sim->now = until;
}

/* Looking */

struct instant sim_now(const struct sim *sim)
{
	return sim->now;
}

struct instant sim_converged_at(const struct sim *sim)
{
	return sim->converged_at;
}

struct node *sim_node(struct sim *sim, uint32_t node)
{
	CHECK(node < sim->plan->node_count);
	return sim->nodes[node];
}

struct node *const *sim_nodes(const struct sim *sim)
{
	return sim->nodes;
}

const struct rib_pools *sim_pools(const struct sim *sim)
{
	return &sim->pools;
}

void sim_on_note(struct sim *sim, sim_note_fn *call, void *user)
{
	sim->note = call;
	sim->note_user = user;
}

struct sim_stats sim_stats(const struct sim *sim)
{
	return sim->stats;
}

static struct snapshot *take(struct sim *sim, const struct snapshot *before,
                             const uint8_t *unchanged, bool without_told)
{
	struct snapshot *snapshot = snapshot_take(&(struct snapshot_subject){
	    .plan = sim->plan,
	    .nodes = sim->nodes,
	    .pools = &sim->pools,
	    .source = "sim",
	    .now = sim->now,
	    .converged = sim_is_at_rest(sim),
	    .before = before,
	    .unchanged = unchanged,
	    .without_told = without_told,
	});

	sim_check(sim);
	for (uint32_t i = 0; i < sim->plan->session_count; i++) {
		const struct plan_end *end = sim->plan->sessions[i].end;

		for (unsigned e = 0; e < 2; e++)
			snapshot->nodes[end[e].node].peers[end[e].peer].link_down =
			    sim->sessions[i].cut;
	}
	return snapshot;
}

struct snapshot *sim_snapshot(struct sim *sim)
{
	return take(sim, NULL, NULL, false);
}

uint64_t sim_work(const struct sim *sim, uint32_t node)
{
	CHECK(node < sim->plan->node_count);
	return rib_work(node_rib(sim->nodes[node]));
}

/* What a peer was told goes with its session, and that is no work. */
static bool has_changed(const struct sim *sim, const struct snapshot *before, uint32_t session,
                        unsigned end)
{
	const struct plan_end *at = &sim->plan->sessions[session].end[end];
	const struct snapshot_peer *was = &before->nodes[at->node].peers[at->peer];

	return sim->sessions[session].cut != was->link_down ||
	       sim->sessions[session].up[end] != was->established;
}

struct snapshot *sim_snapshot_after(struct sim *sim, const struct snapshot *before,
                                    const uint64_t *work, uint8_t *unchanged, bool without_told)
{
	CHECK(before->node_count == sim->plan->node_count);
	for (uint32_t i = 0; i < sim->plan->node_count; i++)
		unchanged[i] = sim->states[i].running && sim_work(sim, i) == work[i];
	for (uint32_t i = 0; i < sim->plan->session_count; i++) {
		for (unsigned end = 0; end < 2; end++) {
			if (has_changed(sim, before, i, end))
				unchanged[sim->plan->sessions[i].end[end].node] = 0;
		}
	}
	return take(sim, before, unchanged, without_told);
}
