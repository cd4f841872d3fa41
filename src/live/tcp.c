/* The connections of the sessions over TCP. */
#include "live/tcp.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/check.h"
#include "base/mem.h"
#include "live/socket.h"
#include "live/tcp_conn.h"

enum {
	PULLS_PER_ITERATION = 4,
	PARTING_MS = 1000, /* for the last words, and for the peer to close as well */
};

/* What the kernel did not take at once. */
struct pending_write {
	uv_write_t request;
	struct tcp_conn *conn;
	uint8_t bytes[];
};

static struct loop_slot *slot_of(struct tcp_conn *conn)
{
	return &conn->tcp->loop->ends[conn->end].slots[conn->conn];
}

static struct tcp_conn *conn_new(struct tcp *tcp, enum node_conn kind)
{
	struct tcp_conn *conn = xcalloc(1, sizeof(*conn));

	conn->tcp = tcp;
	conn->conn = kind;
	conn->next = tcp->conns;
	if (tcp->conns != NULL)
		tcp->conns->prev = conn;
	tcp->conns = conn;
	tcp->conn_count++;
	uv_tcp_init(&tcp->loop->uv, &conn->handle);
	conn->handle.data = conn;
	return conn;
}

static void on_closed(uv_handle_t *handle)
{
	free(handle->data);
}

static void parting_remove(struct tcp_conn *conn)
{
	struct tcp *tcp = conn->tcp;

	CHECK(conn->state == CONN_PARTING && tcp->parting != NULL);
	if (conn->parting_next != NULL)
		conn->parting_next->parting_prev = conn->parting_prev;
	else
		tcp->parting_last = conn->parting_prev;
	if (conn->parting_prev != NULL)
		conn->parting_prev->parting_next = conn->parting_next;
	else
		tcp->parting = conn->parting_next;
}

static void waiting_remove(struct tcp_conn *conn)
{
	struct tcp_conn **at = &conn->tcp->waiting;

	while (*at != conn) {
		CHECK(*at != NULL);
		at = &(*at)->waiting_next;
	}
	*at = conn->waiting_next;
}

/* Ends the connection here and now. The node hears nothing by this. */
static void conn_end(struct tcp_conn *conn)
{
	struct tcp *tcp = conn->tcp;

	CHECK(conn->state != CONN_CLOSED && tcp->conn_count > 0);
	if (conn->state == CONN_PARTING)
		parting_remove(conn);
	if (conn->state == CONN_WAITING)
		waiting_remove(conn);
	tcp_read_end(conn);
	conn->state = CONN_CLOSED;
	if (conn->next != NULL)
		conn->next->prev = conn->prev;
	if (conn->prev != NULL)
		conn->prev->next = conn->next;
	else
		tcp->conns = conn->next;
	tcp->conn_count--;
	uv_close((uv_handle_t *)&conn->handle, on_closed);
}

void tcp_conn_lost(struct tcp_conn *conn)
{
	bool was_open = conn->state == CONN_OPEN;
	struct loop *loop = conn->tcp->loop;
	uint32_t end = conn->end;
	enum node_conn kind = conn->conn;

	conn_end(conn);
	if (was_open)
		loop_slot_lost(loop, end, kind);
}

/* The connection is there: the slot has it, and its node hears of it. */
static void conn_begin(struct tcp_conn *conn, enum node_event_kind kind)
{
	struct loop *loop = conn->tcp->loop;

	CHECK(slot_of(conn)->open && slot_of(conn)->tcp == conn);
	conn->state = CONN_OPEN;
	tcp_read_start(conn);
	loop_event(loop, conn->end, conn->conn, kind, (struct span){0});
}

static void on_connect(uv_connect_t *request, int status)
{
	struct tcp_conn *conn = request->data;

	free(request);
	if (conn->state != CONN_CONNECTING)
		return;
	if (status == 0) {
		conn_begin(conn, NODE_EV_CONNECTED);
		return;
	}
	slot_of(conn)->tcp = NULL;
	loop_post(conn->tcp->loop, WORK_CONNECT_FAILED, conn->end, conn->conn, NULL, 0);
	conn_end(conn);
}

/* A bound, signed socket in the connection's handle; 0 or a negative errno. */
static int conn_bind(struct tcp_conn *conn, const struct addr *remote)
{
	struct loop *loop = conn->tcp->loop;
	const char *key = loop_session(loop, conn->end)->md5_key;
	int fd = socket_open_outgoing(&loop_plan_end(loop, conn->end)->address);
	int error;

	if (fd < 0)
		return fd;
	error = key != NULL ? socket_set_key(fd, remote, key) : 0;
	if (error == 0)
		error = uv_tcp_open(&conn->handle, fd);
	if (error != 0)
		close(fd);
	return error;
}

static int conn_connect(struct tcp_conn *conn)
{
	const struct addr *remote = &loop_plan_end(conn->tcp->loop, conn->end ^ 1)->address;
	struct sockaddr_storage address;
	int error = conn_bind(conn, remote);

	if (error != 0)
		return error;
	socket_address(remote, conn->tcp->port, &address);
	uv_connect_t *request = xcalloc(1, sizeof(*request));
	request->data = conn;
	error = uv_tcp_connect(request, &conn->handle, (struct sockaddr *)&address, on_connect);
	if (error != 0)
		free(request);
	return error;
}

void tcp_connect(struct tcp *tcp, uint32_t end)
{
	struct tcp_conn *conn = conn_new(tcp, NODE_CONN_OUT);

	conn->end = end;
	conn->state = CONN_CONNECTING;
	int error = conn_connect(conn);
	if (error == 0) {
		slot_of(conn)->tcp = conn;
		return;
	}
	live_log_line(&tcp->loop->log, loop_end_name(tcp->loop, end), "%s: cannot connect: %s",
	              loop_end_name(tcp->loop, end ^ 1), uv_strerror(error));
	loop_post(tcp->loop, WORK_CONNECT_FAILED, end, NODE_CONN_OUT, NULL, 0);
	conn_end(conn);
}

/* A peer that connects again has given up its former attempt, unless that one is in use. */
static bool make_room(struct loop *loop, uint32_t end)
{
	const struct loop_end *at = &loop->ends[end];
	const struct loop_slot *slot = &at->slots[NODE_CONN_IN];

	if (!slot->open)
		return true;
	if (bgp_session_state(node_session(loop->nodes[at->node], at->peer)) == BGP_ESTABLISHED)
		return false;
	if (slot->tcp != NULL)
		tcp_conn_lost(slot->tcp);
	return !slot->open;
}

static struct addr remote_of(struct tcp_conn *conn)
{
	struct sockaddr_storage address = {0};
	int size = sizeof(address);

	if (uv_tcp_getpeername(&conn->handle, (struct sockaddr *)&address, &size) != 0)
		return (struct addr){0};
	return socket_address_of(&address);
}

static const struct bgp_session *session_of(const struct loop *loop, uint32_t end)
{
	return node_session(loop->nodes[loop->ends[end].node], loop->ends[end].peer);
}

/* Its session pauses in Idle, and will end that by itself. */
static bool is_pausing(const struct loop *loop, uint32_t end)
{
	const struct bgp_session *session = session_of(loop, end);

	return bgp_session_state(session) == BGP_IDLE &&
	       bgp_session_deadline(session).us != INSTANT_NEVER.us;
}

/* The connection is kept unread, in the place of an older one, until the pause is over: a peer that
 * is refused tries again at its own leisure, which may be minutes. */
static void await_pause(struct tcp_conn *conn, uint32_t end)
{
	struct tcp *tcp = conn->tcp;

	for (struct tcp_conn *other = tcp->waiting; other != NULL; other = other->waiting_next) {
		if (other->end == end) {
			conn_end(other);
			break;
		}
	}
	conn->end = end;
	conn->state = CONN_WAITING;
	conn->waiting_next = tcp->waiting;
	tcp->waiting = conn;
}

static void admit(struct tcp_conn *conn, uint32_t end)
{
	conn->end = end;
	loop_slot_open(conn->tcp->loop, end, NODE_CONN_IN);
	slot_of(conn)->tcp = conn;
	conn_begin(conn, NODE_EV_ACCEPTED);
}

/* A step of the node may end connections, so the walk begins anew after each. */
void tcp_admit(struct tcp *tcp)
{
	struct tcp_conn *conn = tcp->waiting;

	while (conn != NULL) {
		uint32_t end = conn->end;

		if (is_pausing(tcp->loop, end)) {
			conn = conn->waiting_next;
			continue;
		}
		waiting_remove(conn);
		conn->state = CONN_CONNECTING;
		if (make_room(tcp->loop, end))
			admit(conn, end);
		else
			conn_end(conn);
		conn = tcp->waiting;
	}
}

void tcp_accept(struct tcp *tcp, uv_stream_t *listener, const struct addr *local)
{
	struct tcp_conn *conn = conn_new(tcp, NODE_CONN_IN);
	char texts[2][ADDR_TEXT_MAX];

	turn_add(&tcp->loop->turn, 0, TURN_ROUTES_OF_CONNECTION);
	if (uv_accept(listener, tcp_conn_stream(conn)) != 0) {
		conn_end(conn);
		return;
	}
	struct addr remote = remote_of(conn);
	const struct tcp_route *route = tcp_find_route(tcp, local, &remote);
	if (route == NULL || !make_room(tcp->loop, route->end)) {
		live_log_stranger(&tcp->loop->log, addr_format(local, texts[0]),
		                  "connection from %s refused: %s", addr_format(&remote, texts[1]),
		                  route == NULL ? "no session with this address"
		                                : "the session is up");
		conn_end(conn);
		return;
	}
	uv_tcp_nodelay(&conn->handle, 1);
	if (is_pausing(tcp->loop, route->end))
		await_pause(conn, route->end);
	else
		admit(conn, route->end);
}

static void on_written(uv_write_t *request, int status)
{
	struct pending_write *write = request->data;
	struct tcp_conn *conn = write->conn;

	free(write);
	CHECK(conn->writes > 0);
	conn->writes--;
	if (conn->state == CONN_OPEN && status == 0)
		loop_post_ready(conn->tcp->loop, conn->end, conn->conn);
}

/* Sends at once what the kernel takes and keeps a copy of the rest. A broken connection shows in
 * the next read, so errors need no answer here. */
static void conn_write(struct tcp_conn *conn, const uint8_t *bytes, size_t size)
{
	uv_buf_t buffer = uv_buf_init((char *)bytes, (unsigned)size);
	int taken = conn->writes > 0 ? 0 : uv_try_write(tcp_conn_stream(conn), &buffer, 1);

	if (taken < 0)
		taken = 0;
	CHECK((size_t)taken <= size);
	if ((size_t)taken == size)
		return;
	size -= (size_t)taken;
	struct pending_write *write = xmalloc(sizeof(*write) + size);
	write->conn = conn;
	write->request.data = write;
	memcpy(write->bytes, bytes + taken, size);
	buffer = uv_buf_init((char *)write->bytes, (unsigned)size);
	if (uv_write(&write->request, tcp_conn_stream(conn), &buffer, 1, on_written) == 0)
		conn->writes++;
	else
		free(write);
}

void tcp_flush(struct tcp *tcp, struct tcp_conn *conn)
{
	if (conn->state != CONN_OPEN)
		return;
	for (int pulls = 0; pulls < PULLS_PER_ITERATION && conn->writes == 0; pulls++) {
		size_t size = loop_pull(tcp->loop, conn->end, conn->conn);
		if (size == 0)
			return;
		conn_write(conn, tcp->loop->out, size);
	}
	if (conn->writes == 0)
		loop_post_ready(tcp->loop, conn->end, conn->conn);
}

static void on_parting_timer(uv_timer_t *timer);

static void arm_parting(struct tcp *tcp)
{
	uint64_t now = uv_now(&tcp->loop->uv);

	if (tcp->parting == NULL)
		return;
	uint64_t until = tcp->parting->parting_until_ms;
	uv_timer_start(&tcp->parting_timer, on_parting_timer, until > now ? until - now : 0, 0);
}

static void on_parting_timer(uv_timer_t *timer)
{
	struct tcp *tcp = timer->data;

	while (tcp->parting != NULL && tcp->parting->parting_until_ms <= uv_now(&tcp->loop->uv))
		conn_end(tcp->parting);
	arm_parting(tcp);
}

static void part(struct tcp_conn *conn)
{
	struct tcp *tcp = conn->tcp;

	CHECK(conn->state == CONN_OPEN);
	conn->state = CONN_PARTING;
	conn->parting_until_ms = uv_now(&tcp->loop->uv) + PARTING_MS;
	conn->parting_prev = tcp->parting_last;
	if (tcp->parting_last != NULL)
		tcp->parting_last->parting_next = conn;
	else
		tcp->parting = conn;
	tcp->parting_last = conn;
	if (tcp->parting == conn)
		arm_parting(tcp);
}

static void on_shutdown(uv_shutdown_t *request, int status)
{
	(void)status;
	free(request);
}

/* Closing a socket with unread bytes resets the connection, and a reset may overtake the
 * NOTIFICATION: so only our side is shut, and the rest waits for the peer's. */
void tcp_close(struct tcp *tcp, struct tcp_conn *conn)
{
	size_t size;

	if (conn->state == CONN_CONNECTING) {
		conn_end(conn);
		return;
	}
	CHECK(conn->state == CONN_OPEN);
	uint8_t *bytes = loop_drain(tcp->loop, conn->end, conn->conn, &size);
	if (size > 0)
		conn_write(conn, bytes, size);
	free(bytes);
	part(conn);
	uv_shutdown_t *request = xcalloc(1, sizeof(*request));
	if (uv_shutdown(request, tcp_conn_stream(conn), on_shutdown) != 0) {
		free(request);
		conn_end(conn);
	}
}

void tcp_close_all(struct tcp *tcp)
{
	tcp_close_listeners(tcp);
	while (tcp->conns != NULL)
		conn_end(tcp->conns);
	if (!uv_is_closing((uv_handle_t *)&tcp->parting_timer))
		uv_close((uv_handle_t *)&tcp->parting_timer, NULL);
}
