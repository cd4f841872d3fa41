/*
 * One turn of the loop: how much it may do, and how long the longest one took.
 *
 * Whoever waits for the loop (a peer whose KEEPALIVE lies in a socket, a client of the control
 * socket) waits for one turn at most, so a turn is bounded: in bytes that come and go, and in
 * routes that are put, taken and looked at. What is left over waits for the next turn, behind
 * another look at the sockets. Clocks only measure, so that the same events make the same turns.
 */
#ifndef LIVE_TURN_H
#define LIVE_TURN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <uv.h>

enum {
	TURN_BYTES_MAX = 131072, /* a step may begin below this, and moves a chunk at most */
	TURN_ROUTES_MAX = 4096,
	/* What else costs, in routes: making or taking a connection, and one message more or less:
	 * a call of the kernel that sends or receives, and what a node does without a route. */
	TURN_ROUTES_OF_CONNECTION = 64,
	TURN_ROUTES_OF_MOVE = 8,
};

/* The most of each that any turn came to. */
struct turn_record {
	uint64_t turns;
	uint64_t wall_us; /* without the wait for something to do */
	uint64_t cpu_us;  /* of the loop's thread */
	uint64_t bytes;
	uint64_t routes;
};

struct turn {
	uint64_t began_ns;
	uint64_t began_cpu_ns;
	uint64_t began_idle_ns;
	uint64_t bytes;
	uint64_t routes;
	struct turn_record most;
};

/* Ends a turn and begins the next; before the loop waits. The loop must measure its idle time
 * (UV_METRICS_IDLE_TIME). */
void turn_next(struct turn *turn, uv_loop_t *uv);

static inline void turn_add(struct turn *turn, uint64_t bytes, uint64_t routes)
{
	turn->bytes += bytes;
	turn->routes += routes;
}

/* Nothing more is begun in this turn. */
static inline bool turn_is_full(const struct turn *turn)
{
	return turn->bytes >= TURN_BYTES_MAX || turn->routes >= TURN_ROUTES_MAX;
}

/* Nothing more comes in: the other half is for what goes out. */
static inline bool turn_is_half_full(const struct turn *turn)
{
	return turn->bytes >= TURN_BYTES_MAX / 2 || turn->routes >= TURN_ROUTES_MAX / 2;
}

#endif
