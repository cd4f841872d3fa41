/* What a run is told from outside: start, stop, cut, mend, and single events. */
#include "base/check.h"
#include "sim/change.h"
#include "sim/world.h"
#include "topo/event/event_word.h"

static void stop_end(struct sim *sim, uint32_t session, unsigned end)
{
	sim_feed_conn(sim, session, end, NODE_EV_PEER_STOP, NODE_CONN_OUT);
}

/* A node that starts takes up no session that is stopped. */
static void start_node(struct sim *sim, uint32_t node)
{
	const struct plan_node *at = &sim->plan->nodes[node];

	sim->states[node].running = true;
	sim_feed(sim, node, &(struct node_event){.kind = NODE_EV_START});
	for (uint32_t i = 0; i < at->conf.peer_count; i++) {
		if (sim->sessions[at->sessions[i]].stopped[at->ends[i]])
			stop_end(sim, at->sessions[i], at->ends[i]);
	}
}

/* What the lab says is off. */
static void take_down(struct sim *sim)
{
	struct arena *arena = arena_new();
	size_t count;
	const struct event_change *changes = event_down_at_start(sim->plan, arena, &count);

	for (size_t i = 0; i < count; i++)
		sim_carry_out(sim, &changes[i]);
	arena_free(arena);
}

void sim_start(struct sim *sim)
{
	CHECK(!sim->started);
	sim->started = true;
	for (uint32_t i = 0; i < sim->plan->node_count; i++)
		sim->states[i].running = !sim->states[i].held;
	for (uint32_t i = 0; i < sim->plan->node_count; i++) {
		if (!sim->states[i].held)
			start_node(sim, i);
	}
	take_down(sim);
}

void sim_hold_node(struct sim *sim, uint32_t node)
{
	CHECK(!sim->started && node < sim->plan->node_count);
	sim->states[node].held = true;
}

void sim_cut_session(struct sim *sim, uint32_t session, bool noticed)
{
	CHECK(session < sim->plan->session_count);
	sim_disturb(sim);
	sim_changed(sim);
	if (!sim->sessions[session].cut)
		sim_stall(sim, session);
	if (noticed)
		sim_break(sim, session);
}

void sim_mend_session(struct sim *sim, uint32_t session)
{
	CHECK(session < sim->plan->session_count);
	sim_disturb(sim);
	sim_changed(sim);
	if (sim->sessions[session].cut)
		sim_resume(sim, session);
}

void sim_stop_session(struct sim *sim, uint32_t session, unsigned end)
{
	CHECK(session < sim->plan->session_count && end < 2);
	sim_disturb(sim);
	if (sim->sessions[session].stopped[end])
		return;
	sim->sessions[session].stopped[end] = true;
	stop_end(sim, session, end);
}

void sim_start_session(struct sim *sim, uint32_t session, unsigned end)
{
	CHECK(session < sim->plan->session_count && end < 2);
	sim_disturb(sim);
	if (!sim->sessions[session].stopped[end])
		return;
	sim->sessions[session].stopped[end] = false;
	sim_feed_conn(sim, session, end, NODE_EV_PEER_START, NODE_CONN_OUT);
}

/* The operating system of a speaker that died resets its connections, so the peers learn of it one
 * delay later. For one that dies with its machine, cut its sessions first. */
void sim_stop_node(struct sim *sim, uint32_t node)
{
	CHECK(node < sim->plan->node_count);
	sim_disturb(sim);
	if (!sim->states[node].running)
		return;

	const struct plan_node *at = &sim->plan->nodes[node];

	sim->states[node].running = false;
	sim_changed(sim);
	for (uint32_t i = 0; i < at->conf.peer_count; i++) {
		sim_hang_up(sim, at->sessions[i], at->ends[i], NODE_CONN_OUT);
		sim_hang_up(sim, at->sessions[i], at->ends[i], NODE_CONN_IN);
		sim->sessions[at->sessions[i]].up[at->ends[i]] = false;
	}
	sim_make_node(sim, node);
}

void sim_start_node(struct sim *sim, uint32_t node)
{
	CHECK(node < sim->plan->node_count);
	sim_disturb(sim);
	if (!sim->states[node].running)
		start_node(sim, node);
}

void sim_reconfigure(struct sim *sim, const struct plan *plan)
{
	CHECK(plan->node_count == sim->plan->node_count);
	CHECK(plan->session_count == sim->plan->session_count);
	for (uint32_t i = 0; i < plan->session_count; i++)
		CHECK(plan->sessions[i].end[0].node == sim->plan->sessions[i].end[0].node &&
		      plan->sessions[i].end[1].node == sim->plan->sessions[i].end[1].node);
	sim_disturb(sim);
	sim_changed(sim);
	sim->plan = plan;
	for (uint32_t i = 0; i < plan->node_count; i++) {
		if (sim->states[i].running)
			sim_feed(sim, i,
			         &(struct node_event){.kind = NODE_EV_RECONFIGURE,
			                              .conf = &plan->nodes[i].conf});
		else
			sim_make_node(sim, i);
	}
}

void sim_delay_routes(struct sim *sim, enum plan_link_kind kind, int64_t delay_us)
{
	CHECK(kind < PLAN_LINK_COUNT && delay_us >= 0);
	sim->route_delay_us[kind] = delay_us;
}

void sim_event(struct sim *sim, uint32_t node, const struct node_event *event)
{
	CHECK(node < sim->plan->node_count);
	sim_disturb(sim);
	sim_feed(sim, node, event);
}
