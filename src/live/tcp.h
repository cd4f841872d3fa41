/*
 * Sessions over TCP: connecting, accepting, reading, writing, closing.
 *
 * A connection at rest holds no buffer. It reads into the loop's, at most a chunk in a turn, and
 * writes from the loop's; only what the kernel would not take is kept, and until that is gone
 * nothing more is pulled from the node.
 */
#ifndef LIVE_TCP_H
#define LIVE_TCP_H

#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

#include "base/findings.h"
#include "live/loop.h"

struct listener;

/* Which end a connection belongs to. */
struct tcp_route {
	struct addr local;
	struct addr remote;
	uint32_t end;
};

struct tcp {
	struct loop *loop;
	uint16_t port;
	struct tcp_route *routes; /* of all ends over TCP, by local and remote address */
	uint32_t route_count;
	struct listener *listeners;
	uint32_t listener_count;
	struct tcp_conn *conns; /* all that are not closed */
	uint32_t conn_count;
	struct tcp_conn *waiting; /* accepted while their sessions pause in Idle */
	struct tcp_conn *parting; /* closed by the node, still sending; the oldest first */
	struct tcp_conn *parting_last;
	uv_timer_t parting_timer;
	struct tcp_conn *unread; /* have not been read to their end; see tcp_read.c */
	struct tcp_conn *unread_last;
	uint32_t listeners_waiting;
};

/* Binds and listens for all ends over TCP. What is not possible is an error in `findings`; the
 * caller then calls tcp_close_all() as well. */
void tcp_open(struct tcp *tcp, struct loop *loop, struct findings *findings);

/* No new connections. */
void tcp_close_listeners(struct tcp *tcp);

/* Closes everything at once; run the loop, then tcp_done(). */
void tcp_close_all(struct tcp *tcp);
void tcp_done(struct tcp *tcp);

/* Connects the end to its peer; answers CONNECTED or CONNECT_FAILED later. */
void tcp_connect(struct tcp *tcp, uint32_t end);

/* Before the loop waits: lets those go on reading who had no room before. */
void tcp_look(struct tcp *tcp);

/* When sockets have been read, from `began` on: the time until which of whatever had come from any
 * peer at least some was read. */
struct instant tcp_looked(const struct tcp *tcp, struct instant began);

/* Takes the connections that wait at listeners, while the turn has room. */
void tcp_accept_waiting(struct tcp *tcp);

/* Takes the connection that waits at the listener of address `local`. */
void tcp_accept(struct tcp *tcp, uv_stream_t *listener, const struct addr *local);

/* Takes the connections whose sessions have ended their pause. Cheap when none waits. */
void tcp_admit(struct tcp *tcp);

/* The route with these addresses, or NULL. */
const struct tcp_route *tcp_find_route(const struct tcp *tcp, const struct addr *local,
                                       const struct addr *remote);

/* Sends what the node has, if the connection can take it. */
void tcp_flush(struct tcp *tcp, struct tcp_conn *conn);

/* The node closed: sends what it still has and closes, within a second. The connection has left
 * its slot already. */
void tcp_close(struct tcp *tcp, struct tcp_conn *conn);

#endif
