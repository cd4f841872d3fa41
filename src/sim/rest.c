/*
 * Has a run come to rest?
 *
 * It has when no bytes but keepalives are under way, no node has anything to send, and no session
 * is expected to change. Timers that are left are then keepalives, hold timers that keepalives put
 * off, and retries of sessions that cannot be.
 *
 * A session is expected to change while one end believes in it and the other does not, or while its
 * link or a node is gone and an end has not found out. If link and nodes are there, it is expected
 * to come up, until a prefix limit has ended it twice, as it will again and again; or an OPEN was
 * refused twice (a wrong AS number); or an end wants no session; or both have stopped trying.
 * Attempts in vain are nothing, however many: on a slow link a connection takes longer than an end
 * waits, and a collision can cost both connections.
 */
#include "base/check.h"
#include "sim/world.h"

enum { OVER_LIMIT_ENOUGH = 2, REFUSALS_ENOUGH = 2 };

void sim_disturb(struct sim *sim)
{
	sim->epoch++;
	sim->watch = 0;
	sim_circle_begin(sim);
}

struct sim_session_state *sim_session_counts(struct sim *sim, uint32_t session)
{
	struct sim_session_state *state = &sim->sessions[session];

	CHECK(session < sim->plan->session_count);
	if (state->epoch != sim->epoch) {
		state->epoch = sim->epoch;
		state->refusals = 0;
		state->over_limit = 0;
	}
	return state;
}

static const struct bgp_session *session_at(const struct sim *sim, const struct plan_end *end)
{
	return node_session(sim->nodes[end->node], end->peer);
}

static bool has_timer(const struct sim *sim, const struct plan_end *end)
{
	return bgp_session_deadline(session_at(sim, end)).us != INSTANT_NEVER.us;
}

/* Told to stop: nothing will take it out of Idle. */
static bool wants_none(const struct sim *sim, const struct plan_end *end)
{
	return bgp_session_state(session_at(sim, end)) == BGP_IDLE && !has_timer(sim, end);
}

static bool is_hopeless(const struct sim *sim, const struct plan_end end[2],
                        const struct sim_session_state *state)
{
	if (state->over_limit >= OVER_LIMIT_ENOUGH || state->refusals >= REFUSALS_ENOUGH)
		return true;
	if (wants_none(sim, &end[0]) || wants_none(sim, &end[1]))
		return true;
	return !has_timer(sim, &end[0]) && !has_timer(sim, &end[1]);
}

static bool is_settled(struct sim *sim, uint32_t session)
{
	const struct plan_end *end = sim->plan->sessions[session].end;
	const struct sim_session_state *state = sim_session_counts(sim, session);
	bool can_be = !state->cut && !state->stopped[0] && !state->stopped[1] &&
	              sim->states[end[0].node].running && sim->states[end[1].node].running;

	if (state->up[0] != state->up[1])
		return false;
	if (state->up[0])
		return can_be;
	return !can_be || is_hopeless(sim, end, state);
}

void sim_check(const struct sim *sim)
{
	size_t in_flight = 0;
	uint32_t busy = 0;

	for (uint32_t i = 0; i < sim->wire.count; i++) {
		const struct wire_conn *at = &sim->wire.conns[i];

		/* A free one carries nothing, whatever its session says. */
		if (at->to[0].head == NULL && at->to[1].head == NULL)
			continue;
		CHECK(at->session < sim->plan->session_count);
		if (sim->sessions[at->session].cut)
			continue;
		in_flight += at->to[0].bytes + at->to[1].bytes;
		busy += at->to[0].busy + at->to[1].busy;
	}
	CHECK(in_flight == sim->in_flight && busy == sim->busy);
	CHECK(!instant_before(sim->now, sim->converged_at));
	for (uint32_t i = 0; i < sim->starved_count; i++)
		CHECK(sim->states[sim->starved[i]].starved);
}

/* Begins with the session that was the trouble last time. */
bool sim_sessions_settled(struct sim *sim)
{
	uint32_t count = sim->plan->session_count;

	for (uint32_t looked = 0; looked < count; looked++) {
		if (!is_settled(sim, sim->watch))
			return false;
		sim->watch = (sim->watch + 1) % count;
	}
	return true;
}

/* Asked after every event: so it begins with what is cheap. */
bool sim_is_at_rest(struct sim *sim)
{
	return sim->busy == 0 && sim->pulls.count == 0 && sim->starved_count == 0 &&
	       sim_sessions_settled(sim);
}
