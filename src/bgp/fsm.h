/*
 * The inside of a session: its fields, and the state machine of RFC 4271 section 8 that moves
 * them. session.c feeds it with what it finds in the bytes; nobody else includes this but the test
 * of the table.
 */
#ifndef BGP_FSM_H
#define BGP_FSM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/instant.h"
#include "base/rng.h"
#include "bgp/negotiate.h"
#include "bgp/session.h"

/* At most one event each; INSTANT_NEVER: not running. */
enum bgp_timer {
	BGP_TIMER_HOLD,
	BGP_TIMER_SEND_HOLD, /* RFC 9687 */
	BGP_TIMER_KEEPALIVE,
	BGP_TIMER_RETRY, /* connect retry; in Idle the pause after a fault */
	BGP_TIMER_COUNT,
};

/* Heap bytes that exist only while they are needed. */
struct bgp_buffer {
	uint8_t *at;
	size_t used;
	size_t capacity;
};

struct bgp_session {
	const struct bgp_session_conf *conf;
	struct rng rng;
	struct instant timers[BGP_TIMER_COUNT];
	enum bgp_state state;
	unsigned wants;       /* enum bgp_want */
	bool running;         /* started and not stopped: Idle ends by itself */
	uint8_t idle_backoff; /* idle holds to wait at the next fault: 1, 2, 4, 8; 0: a second */
	uint8_t refresh_family;
	struct bgp_open peer_open;
	struct bgp_terms terms;
	struct bgp_session_stats stats;

	struct bgp_buffer partial; /* a message that has not come whole; or the last that has */
	bool partial_is_whole;
	struct bgp_buffer output;
	bool sent_since_keepalive; /* something of it, or an UPDATE */
	struct bgp_buffer scratch;
	struct bgp_update *update; /* NULL, but while it is lent out */

	struct bgp_notify last_error;
	bool last_error_was_sent;
	const char *last_fault;
};

/* One thing that happened. */
struct bgp_input {
	enum bgp_event event;
	struct instant now;
	const struct bgp_open *open;     /* BGP_EV_OPEN */
	const struct bgp_notify *notify; /* BGP_EV_NOTIFICATION, BGP_EV_FAULT */
};

/* There is a transport connection, so messages can come and go. */
static inline bool bgp_fsm_connected(const struct bgp_session *session)
{
	return session->state >= BGP_OPEN_SENT;
}

/* False: `event` is an FSM error in `state`, whatever the message holds. */
bool bgp_fsm_takes(enum bgp_state state, enum bgp_event event);

void bgp_fsm_run(struct bgp_session *session, const struct bgp_input *input);

/* fsm_timer.c: each sets one timer, counted from `now`. */
void bgp_timer_retry(struct bgp_session *session, struct instant now);
void bgp_timer_hold(struct bgp_session *session, struct instant now);
void bgp_timer_keepalive(struct bgp_session *session, struct instant now);
void bgp_timer_idle_hold(struct bgp_session *session, struct instant now);
void bgp_timer_send_hold(struct bgp_session *session, struct instant now);

/* The transport has taken bytes: the peer reads. */
void bgp_timer_sent(struct bgp_session *session);

void bgp_timers_stop(struct bgp_session *session);

/* Runs the timers that are due. Called too early it does nothing. */
void bgp_fsm_run_timers(struct bgp_session *session, struct instant now);

/* Queues one encoded message of the session's own. */
void bgp_fsm_send(struct bgp_session *session, struct span message);

/* Empties and gives the memory back. */
void bgp_buffer_free(struct bgp_buffer *buffer);

/* Room for `size` more bytes behind those in use; the caller counts them in. */
uint8_t *bgp_buffer_room(struct bgp_buffer *buffer, size_t size);

#endif
