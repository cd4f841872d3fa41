/* One row for each kind of change. */
#include "sim/change.h"

#include "base/check.h"

static void cut(struct sim *sim, const struct event_change *change)
{
	CHECK(change->noticed_us >= 0 || change->noticed_us == EVENT_UNNOTICED);
	sim_cut_session(sim, change->session, change->noticed_us == 0);
}

static void mend(struct sim *sim, const struct event_change *change)
{
	sim_mend_session(sim, change->session);
}

static void stop_node(struct sim *sim, const struct event_change *change)
{
	sim_stop_node(sim, change->node);
}

static void start_node(struct sim *sim, const struct event_change *change)
{
	sim_start_node(sim, change->node);
}

static void stop_session(struct sim *sim, const struct event_change *change)
{
	sim_stop_session(sim, change->session, change->end);
}

static void start_session(struct sim *sim, const struct event_change *change)
{
	sim_start_session(sim, change->session, change->end);
}

static void reconfigure(struct sim *sim, const struct event_change *change)
{
	sim_reconfigure(sim, change->plan);
}

void sim_carry_out(struct sim *sim, const struct event_change *change)
{
	static void (*const deeds[])(struct sim *, const struct event_change *) = {
	    [EVENT_CHANGE_CUT] = cut,
	    [EVENT_CHANGE_MEND] = mend,
	    [EVENT_CHANGE_NODE_STOP] = stop_node,
	    [EVENT_CHANGE_NODE_START] = start_node,
	    [EVENT_CHANGE_SESSION_STOP] = stop_session,
	    [EVENT_CHANGE_SESSION_START] = start_session,
	    [EVENT_CHANGE_PLAN] = reconfigure,
	};

	CHECK(change->kind < COUNT_OF(deeds));
	deeds[change->kind](sim, change);
}
