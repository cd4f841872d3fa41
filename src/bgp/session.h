/*
 * One BGP session over one transport connection: the state machine of RFC 4271 section 8 without
 * its input and output.
 *
 *	owner                          session
 *	  | -- event + now ------------> |  bgp_session_step()
 *	  | -- bytes + now ------------> |  bgp_session_receive(), one message a call
 *	  | <- what to do -------------- |  bgp_session_wants(): connect, close
 *	  | <- bytes ------------------- |  bgp_session_output(), bgp_session_sent()
 *	  | -- when must I come back? -> |  bgp_session_deadline()
 *
 * It never reads a clock, opens a socket, logs or sleeps, and it holds no routes: UPDATEs are
 * handed to the owner decoded, and the owner packs its own when bgp_session_output() is empty.
 * Collision (RFC 4271 section 6.8) is between two sessions with one peer, so the owner resolves
 * it: it is told by BGP_RECEIVED_OPEN.
 */
#ifndef BGP_SESSION_H
#define BGP_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/instant.h"
#include "base/reader.h"
#include "bgp/message.h"
#include "bgp/update.h"

enum bgp_state {
	BGP_IDLE,
	BGP_CONNECT,
	BGP_ACTIVE,
	BGP_OPEN_SENT,
	BGP_OPEN_CONFIRM,
	BGP_ESTABLISHED,
	BGP_STATE_COUNT,
};

/* What the state machine reacts to. The first six come from the owner by bgp_session_step(); the
 * rest are found in the bytes or by the deadline. */
enum bgp_event {
	BGP_EV_START,      /* ManualStart, AutomaticStart */
	BGP_EV_STOP,       /* ManualStop: Cease/Administrative Shutdown */
	BGP_EV_TCP_UP,     /* the connection is there: ours, or an accepted one */
	BGP_EV_TCP_FAILED, /* our connect failed */
	BGP_EV_TCP_CLOSED, /* the connection is gone */
	BGP_EV_DEADLINE,   /* bgp_session_deadline() has come */

	BGP_EV_RETRY_TIMER,
	BGP_EV_HOLD_TIMER,
	BGP_EV_KEEPALIVE_TIMER,
	BGP_EV_SEND_HOLD_TIMER, /* RFC 9687 */
	BGP_EV_OPEN,
	BGP_EV_KEEPALIVE,
	BGP_EV_UPDATE,
	BGP_EV_REFRESH,
	BGP_EV_NOTIFICATION,
	BGP_EV_FAULT, /* a malformed message; the NOTIFICATION to send is known */
	BGP_EVENT_COUNT,
};

/* Borrowed by the session for its whole life; one may serve many sessions. */
struct bgp_session_conf {
	uint32_t local_as;
	uint32_t peer_as;
	uint32_t router_id;
	uint16_t hold_time_s;     /* offered; 0 or at least 3 */
	uint16_t connect_retry_s; /* RFC 4271 suggests 120 */
	/* Pause in Idle after a fault that follows another without a session between them, or after
	 * bgp_session_end(); doubles up to 8 times as long. After the first fault it is a second.
	 */
	uint16_t idle_hold_s;
	bool passive; /* never connects: waits in Active */
	bool as_sets; /* takes AS_SET, although RFC 9774 withdraws such routes */
	struct bgp_capabilities capabilities;
};

enum bgp_want {
	BGP_WANT_CONNECT = 1, /* open a connection; answer with TCP_UP or TCP_FAILED */
	BGP_WANT_CLOSE = 2,   /* send what bgp_session_output() holds, then close; before CONNECT */
	BGP_WANT_UP = 4,      /* just became Established: routes may flow */
	BGP_WANT_DOWN = 8,    /* was Established and no longer is: the peer's routes go */
};

enum bgp_received {
	BGP_RECEIVED_NOTHING, /* the bytes are used up; a cut message is kept inside */
	BGP_RECEIVED_QUIET,   /* a message that the session dealt with itself, or a fault */
	BGP_RECEIVED_OPEN,    /* the same, but an OPEN was accepted: look for a collision */
	BGP_RECEIVED_UPDATE,  /* bgp_session_update() */
	BGP_RECEIVED_REFRESH, /* bgp_session_refresh_family() wants everything again */
};

struct bgp_session_stats {
	uint64_t messages_in;
	uint64_t messages_out; /* the owner adds the UPDATEs it packs */
	uint64_t updates_in;
	uint64_t updates_out;
	struct instant since; /* of the present state */
};

struct bgp_session;

/* `conf` and the seed of the timers' jitter; in Idle until BGP_EV_START. */
struct bgp_session *bgp_session_new(const struct bgp_session_conf *conf, uint64_t seed);

/* Accepts NULL. */
void bgp_session_free(struct bgp_session *session);

/* Consumes one of the owner's events. `now` must not go backwards. */
void bgp_session_step(struct bgp_session *session, struct instant now, enum bgp_event event);

/* Ends the session from within: sends `notify` and goes to Idle, for `idle_hold_s` at least. */
void bgp_session_end(struct bgp_session *session, struct instant now,
                     const struct bgp_notify *notify);

/* Ends a connection that lost a collision (RFC 4271 section 6.8), without the KEEPALIVE that the
 * peer's OPEN was about to be answered with: the peer would take it for a session, and give up the
 * connection that stays. */
void bgp_session_yield(struct bgp_session *session, struct instant now);

/* Consumes at most one message from `bytes`, which advances. Bytes for a session without a
 * connection are dropped. What the update holds is borrowed until the next call. */
enum bgp_received bgp_session_receive(struct bgp_session *session, struct instant now,
                                      struct reader *bytes);
const struct bgp_update *bgp_session_update(const struct bgp_session *session);
uint8_t bgp_session_refresh_family(const struct bgp_session *session);

/* Asks the peer to send its routes of `family` again, if it can (RFC 2918). */
bool bgp_session_ask_refresh(struct bgp_session *session, uint8_t family);

/* Set of enum bgp_want since the last call; clears it. */
unsigned bgp_session_wants(struct bgp_session *session);

/* Bytes of the session's own messages that wait to be sent, and how many of them now were. */
struct span bgp_session_output(const struct bgp_session *session);
void bgp_session_sent(struct bgp_session *session, size_t size);

/* UPDATEs that the owner packed itself: counted. */
void bgp_session_count_updates_out(struct bgp_session *session, unsigned count);

struct instant bgp_session_deadline(const struct bgp_session *session);
enum bgp_state bgp_session_state(const struct bgp_session *session);
const char *bgp_state_name(enum bgp_state state);

/* The peer's OPEN; meaningful from OpenConfirm on, and until the next connection. */
const struct bgp_open *bgp_session_peer_open(const struct bgp_session *session);

/* What was negotiated; meaningful when Established. */
const struct bgp_codec *bgp_session_codec(const struct bgp_session *session);
uint16_t bgp_session_hold_time_s(const struct bgp_session *session);

const struct bgp_session_stats *bgp_session_stats(const struct bgp_session *session);

/* The last NOTIFICATION sent or received, and which; code 0 when there was none. */
const struct bgp_notify *bgp_session_last_error(const struct bgp_session *session, bool *was_sent);

/* Why the last UPDATE or attribute was not taken as it came (RFC 7606), or NULL: static text. */
const char *bgp_session_last_fault(const struct bgp_session *session);

#endif
