/* Speakers and sessions that are off. */
#include "live/off.h"

#include "base/check.h"

struct off off_new(const struct plan *plan)
{
	struct off off = {.arena = arena_new()};

	off.changes = event_down_at_start(plan, off.arena, &off.count);
	return off;
}

void off_done(struct off *off)
{
	arena_free(off->arena);
}

bool off_has_node(const struct off *off, uint32_t node)
{
	for (size_t i = 0; i < off->count; i++)
		if (off->changes[i].kind == EVENT_CHANGE_NODE_STOP && off->changes[i].node == node)
			return true;
	return false;
}

static void stop_ends(struct loop *loop, const struct event_change *change)
{
	CHECK(change->session < loop->plan->session_count && change->end < 2);
	for (unsigned e = 0; e < 2; e++) {
		uint32_t end = 2 * change->session + e;

		if (loop_runs(loop, loop->ends[end].node) &&
		    (change->kind == EVENT_CHANGE_CUT || change->end == e))
			loop_event(loop, end, NODE_CONN_OUT, NODE_EV_PEER_STOP, (struct span){0});
	}
}

/* Each session once, at both of its nodes. */
void off_stop_sessions(const struct off *off, struct loop *loop)
{
	bool *counted = arena_alloc(off->arena, loop->plan->session_count + 1u);

	for (size_t i = 0; i < off->count; i++) {
		const struct event_change *change = &off->changes[i];
		const struct plan_end *ends = loop->plan->sessions[change->session].end;

		if (change->kind != EVENT_CHANGE_CUT && change->kind != EVENT_CHANGE_SESSION_STOP)
			continue;
		stop_ends(loop, change);
		if (counted[change->session])
			continue;
		counted[change->session] = true;
		loop->off[ends[0].node]++;
		loop->off[ends[1].node]++;
	}
}
