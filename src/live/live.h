/*
 * Driver two: the same nodes over TCP, under libuv. The only sockets and the only clock.
 *
 * Nodes of one process are linked in memory unless told otherwise; everything else is TCP on the
 * addresses of the plan, with MD5 (RFC 2385) where the session has a key.
 */
#ifndef LIVE_LIVE_H
#define LIVE_LIVE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/findings.h"
#include "query/state/snapshot.h"
#include "topo/plan/plan.h"

/* What a run came to, for measuring without the cost of a snapshot. */
struct live_totals {
	uint64_t paths;   /* held by all nodes of this process at the end */
	uint64_t turn_us; /* the longest turn of the loop; see live/turn.h */
	uint64_t turn_cpu_us;
	int64_t changed_us; /* from the start to the last change of a table or of a session, as seen
	                       by looking ten times a second, while sessions are up */
};

struct live_options {
	const char *only_node; /* run this one; NULL: all that are not external */
	bool tcp_inside;       /* TCP also between nodes of this process */
	uint16_t port;         /* 0: 179 */
	const char *control;   /* path of the control socket; NULL: none */
	const char *pid_file;  /* NULL: none */
	int64_t stop_after_us; /* 0: runs until SIGTERM, SIGINT or SIGHUP */
	bool until_converged;  /* stops when all sessions with nodes of this process are up and the
	                          tables have not changed for a second */
	bool quiet;            /* no log on standard error */
	/* Once everything is bound, and for good: */
	bool leaves_root; /* becomes `user`, as privilege_find() says */
	bool sandboxed;   /* see sandbox_enter() */
	const char *user;
	struct live_totals *totals; /* filled before the sessions are closed; NULL: not wanted */
};

enum live_result {
	LIVE_STOPPED,     /* told to stop; sessions were closed with Cease */
	LIVE_CONVERGED,   /* until_converged */
	LIVE_TIMED_OUT,   /* stop_after_us passed before until_converged came true */
	LIVE_ENVIRONMENT, /* an address could not be bound, a right is missing; the findings say
	                     which */
};

/* Runs until told to stop. `at_end`, if not NULL, gets the last snapshot, taken before the sessions
 * were closed; the caller frees it. */
enum live_result live_run(const struct plan *plan, const struct live_options *options,
                          struct findings *findings, struct snapshot **at_end);

/* Asks a running process for its snapshot over its control socket. NULL with a finding when there
 * is none, it is not ours, or it answers nonsense. */
struct snapshot *live_fetch(const char *control, struct findings *findings);

/* The same without routes: sessions and their counts, at little cost. */
struct snapshot *live_fetch_sessions(const char *control, struct findings *findings);

/* Whether a running process answers on its control socket, which costs it nothing, unlike a
 * snapshot; false with a finding. */
bool live_ping(const char *control, struct findings *findings);

#endif
