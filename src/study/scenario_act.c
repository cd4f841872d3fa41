/* What happens, happens to the simulator: carries out what follows from events, and lets the ends
 * of dead links find out. */
#include <string.h>

#include "base/check.h"
#include "sim/change.h"
#include "study/scenario_world.h"

/* Finding out */

static void notice_later(struct scenario_world *world, uint32_t session, int64_t delay_us)
{
	world->notices = mem_grow(world->notices, &world->notice_room, world->notice_count + 1,
	                          sizeof(*world->notices));
	CHECK(delay_us > 0);
	world->notices[world->notice_count++] =
	    (struct notice){.time_us = sim_now(world->sim).us + delay_us, .session = session};
}

static void forget_notices(struct scenario_world *world, uint32_t session)
{
	size_t kept = 0;

	for (size_t i = 0; i < world->notice_count; i++) {
		if (world->notices[i].session != session)
			world->notices[kept++] = world->notices[i];
	}
	world->notice_count = kept;
}

struct instant scenario_next_notice(const struct scenario_world *world)
{
	struct instant next = INSTANT_NEVER;

	for (size_t i = 0; i < world->notice_count; i++)
		next = instant_min(next, (struct instant){world->notices[i].time_us});
	return next;
}

static void notice(struct scenario_world *world, uint32_t session)
{
	const struct plan *plan = event_lab_plan(world->events);
	const struct plan_session *at = &plan->sessions[session];
	struct text text = {0};

	text_addf(&text, "the end of the link to %s is seen",
	          plan->nodes[at->end[1].node].conf.name);
	scenario_note(world, SCENARIO_ENTRY_NOTICED, plan->nodes[at->end[0].node].conf.name,
	              text_str(&text));
	text_done(&text);
	sim_cut_session(world->sim, session, true);
}

void scenario_run_notices(struct scenario_world *world)
{
	int64_t now = sim_now(world->sim).us;

	for (size_t i = 0; i < world->notice_count;) {
		struct notice due = world->notices[i];

		if (due.time_us > now) {
			i++;
			continue;
		}
		memmove(&world->notices[i], &world->notices[i + 1],
		        (world->notice_count - i - 1) * sizeof(due));
		world->notice_count--;
		notice(world, due.session);
	}
}

/* A link that is cut or mended has other ends to find out; those of a new one find out at once,
 * later, or by their hold timer alone. */
static void act(struct scenario_world *world, const struct event_change *change)
{
	bool link = change->kind == EVENT_CHANGE_CUT || change->kind == EVENT_CHANGE_MEND;

	if (link)
		forget_notices(world, change->session);
	sim_carry_out(world->sim, change);
	if (change->kind == EVENT_CHANGE_CUT && change->noticed_us > 0)
		notice_later(world, change->session, change->noticed_us);
}

void scenario_act(struct scenario_world *world, const struct scenario_event *event)
{
	const struct event_change *changes;
	size_t count;

	CHECK(world->phase != NULL);
	world->disturbed = true;
	scenario_note(world, SCENARIO_ENTRY_EVENT, event->event.on, event->name);
	changes = event_apply(world->events, &event->event, &count);
	for (size_t i = 0; i < count; i++)
		act(world, &changes[i]);
}
