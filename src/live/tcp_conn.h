/* A connection, for the files that make up the sessions over TCP: tcp.c (its life, and what goes
 * out) and tcp_read.c (what comes in). Nobody else includes this. */
#ifndef LIVE_TCP_CONN_H
#define LIVE_TCP_CONN_H

#include "live/tcp.h"

enum conn_state {
	CONN_CONNECTING,
	CONN_OPEN,
	CONN_WAITING, /* accepted, but not read from yet: the session pauses */
	CONN_PARTING, /* the node is done with it: sends what is left, discards what comes */
	CONN_CLOSED,  /* only libuv still holds it */
};

struct tcp_conn {
	uv_tcp_t handle;
	struct tcp *tcp;
	struct tcp_conn *next; /* in tcp->conns */
	struct tcp_conn *prev;
	struct tcp_conn *waiting_next;
	struct tcp_conn *parting_next;
	struct tcp_conn *parting_prev;
	uint64_t parting_until_ms; /* by the loop's clock */
	uint32_t end;
	struct tcp_conn *unread_next; /* in tcp->unread */
	struct tcp_conn *unread_prev;
	struct instant unread_since; /* all that came before was read */
	uint64_t read_turn;          /* of the loop, in which it was last read */
	bool is_unread;              /* stands in tcp->unread */
	bool is_due;                 /* has stood there, and not been read since */
	enum node_conn conn;
	enum conn_state state;
	uint32_t writes; /* under way */
};

static inline uv_stream_t *tcp_conn_stream(struct tcp_conn *conn)
{
	return (uv_stream_t *)&conn->handle;
}

/* tcp.c: the peer or the network ended the connection. */
void tcp_conn_lost(struct tcp_conn *conn);

/* tcp_read.c: begins to read, and has ended. */
void tcp_read_start(struct tcp_conn *conn);
void tcp_read_end(struct tcp_conn *conn);

#endif
