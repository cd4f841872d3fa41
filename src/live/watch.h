/* Has the process converged? All sessions are up, and no table has changed for a second, in which
 * it was looked at ten times: a process that was not scheduled meanwhile has not been quiet. */
#ifndef LIVE_WATCH_H
#define LIVE_WATCH_H

#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

#include "live/loop.h"

struct watch {
	struct loop *loop;
	uv_timer_t timer;
	uv_prepare_t prepare;
	uint64_t steps;       /* of the loop, at the last look */
	uint64_t signature;   /* of all tables, at the last look */
	struct instant since; /* when the signature last changed, or a session was not up */
	struct instant up;    /* when all sessions were last seen up, or the start */
	bool is_up;           /* all sessions, at the last look */
	uint32_t quiet_looks; /* in a row, without such a change */
	bool converged;
	void (*on_converged)(void *user); /* or NULL; called once, whenever it becomes true */
	void *user;
};

void watch_start(struct watch *watch, struct loop *loop, void (*on_converged)(void *user),
                 void *user);

#endif
