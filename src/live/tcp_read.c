/*
 * Reading, in turns: each connection a chunk in a turn of the loop, as long as the turn has room.
 *
 * A connection that has more, or found no room, stops reading and stands in a queue: the kernel
 * would name it again and again otherwise. Each turn begins with the first of the queue, and these
 * may use room that the others may not, so that nobody waits for ever.
 */
#include "base/check.h"
#include "live/tcp_conn.h"

/* Of the queue, in a turn: about as many as a turn has room for. */
enum { DUE_MAX = TURN_ROUTES_MAX / TURN_ROUTES_OF_MOVE / 2 };

static void unread_append(struct tcp_conn *conn)
{
	struct tcp *tcp = conn->tcp;

	CHECK(!conn->is_unread);
	conn->is_unread = true;
	conn->unread_since = tcp->loop->looked;
	conn->unread_next = NULL;
	conn->unread_prev = tcp->unread_last;
	if (tcp->unread_last != NULL)
		tcp->unread_last->unread_next = conn;
	else
		tcp->unread = conn;
	tcp->unread_last = conn;
}

static void unread_remove(struct tcp_conn *conn)
{
	struct tcp *tcp = conn->tcp;

	CHECK(conn->is_unread && tcp->unread != NULL);
	conn->is_unread = false;
	if (conn->unread_next != NULL)
		conn->unread_next->unread_prev = conn->unread_prev;
	else
		tcp->unread_last = conn->unread_prev;
	if (conn->unread_prev != NULL)
		conn->unread_prev->unread_next = conn->unread_next;
	else
		tcp->unread = conn->unread_next;
}

static bool has_room(const struct tcp_conn *conn)
{
	const struct turn *turn = &conn->tcp->loop->turn;

	if (conn->read_turn == turn->most.turns)
		return false;
	return conn->is_due ? !turn_is_full(turn) : !turn_is_half_full(turn);
}

/* libuv takes an empty buffer as "not now". */
static void on_alloc(uv_handle_t *handle, size_t suggested, uv_buf_t *out)
{
	struct tcp_conn *conn = handle->data;
	struct loop *loop = conn->tcp->loop;

	(void)suggested;
	if (!has_room(conn)) {
		*out = uv_buf_init(NULL, 0);
		return;
	}
	conn->read_turn = loop->turn.most.turns;
	conn->is_due = false;
	*out = uv_buf_init((char *)loop->in, LOOP_CHUNK);
}

static void on_read(uv_stream_t *stream, ssize_t size, const uv_buf_t *buffer)
{
	struct tcp_conn *conn = stream->data;

	if (size == 0 || conn->state == CONN_CLOSED)
		return;
	CHECK(size <= LOOP_CHUNK && conn->state != CONN_CONNECTING);
	if (size == UV_ENOBUFS) {
		uv_read_stop(stream);
		unread_append(conn);
	} else if (size < 0) {
		tcp_conn_lost(conn);
	} else if (conn->state == CONN_OPEN) {
		loop_event(conn->tcp->loop, conn->end, conn->conn, NODE_EV_BYTES,
		           (struct span){(const uint8_t *)buffer->base, (size_t)size});
	} else {
		turn_add(&conn->tcp->loop->turn, (uint64_t)size, TURN_ROUTES_OF_MOVE);
	}
}

void tcp_read_start(struct tcp_conn *conn)
{
	conn->read_turn = UINT64_MAX;
	uv_read_start(tcp_conn_stream(conn), on_alloc, on_read);
}

void tcp_read_end(struct tcp_conn *conn)
{
	if (conn->is_unread)
		unread_remove(conn);
}

void tcp_look(struct tcp *tcp)
{
	for (int i = 0; i < DUE_MAX && tcp->unread != NULL; i++) {
		struct tcp_conn *conn = tcp->unread;

		unread_remove(conn);
		conn->is_due = true;
		uv_read_start(tcp_conn_stream(conn), on_alloc, on_read);
	}
	if (tcp->unread != NULL)
		loop_stay_awake(tcp->loop);
}

struct instant tcp_looked(const struct tcp *tcp, struct instant began)
{
	return tcp->unread != NULL ? tcp->unread->unread_since : began;
}
