/* What a run is told from outside: start, stop, cut, mend, and single events. */
#include "base/check.h"
#include "sim/world.h"

static void start_node(struct sim *sim, uint32_t node)
{
	sim->states[node].running = true;
	sim_feed(sim, node, &(struct node_event){.kind = NODE_EV_START});
}

void sim_start(struct sim *sim)
{
	CHECK(!sim->started);
	sim->started = true;
	for (uint32_t i = 0; i < sim->plan->node_count; i++)
		sim->states[i].running = true;
	for (uint32_t i = 0; i < sim->plan->node_count; i++)
		start_node(sim, i);
}

void sim_cut_session(struct sim *sim, uint32_t session, bool noticed)
{
	CHECK(session < sim->plan->session_count);
	sim_disturb(sim);
	if (!sim->sessions[session].cut)
		sim_stall(sim, session);
	if (noticed)
		sim_break(sim, session);
}

void sim_mend_session(struct sim *sim, uint32_t session)
{
	CHECK(session < sim->plan->session_count);
	sim_disturb(sim);
	if (sim->sessions[session].cut)
		sim_resume(sim, session);
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

void sim_event(struct sim *sim, uint32_t node, const struct node_event *event)
{
	CHECK(node < sim->plan->node_count);
	sim_disturb(sim);
	sim_feed(sim, node, event);
}
