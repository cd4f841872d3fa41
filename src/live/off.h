/*
 * What the lab says is off (topo/event/event_word.h), at the start of a live run.
 */
#ifndef LIVE_OFF_H
#define LIVE_OFF_H

#include "live/loop.h"
#include "topo/event/event_word.h"

struct off {
	struct arena *arena;
	const struct event_change *changes;
	size_t count;
};

/* The caller ends it with off_done(). */
struct off off_new(const struct plan *plan);
void off_done(struct off *off);

/* The speaker is off: it is not started. */
bool off_has_node(const struct off *off, uint32_t node);

/* Stops the sessions that are off, at the ends that run here and do not want them: both, of a link
 * that is cut. Counts them in loop->off. */
void off_stop_sessions(const struct off *off, struct loop *loop);

#endif
