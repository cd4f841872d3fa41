/* The listeners of the sessions over TCP, and which session a connection belongs to. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/check.h"
#include "base/mem.h"
#include "live/socket.h"
#include "live/tcp.h"

/* Thousands of gateways connect in the same millisecond; the kernel cuts it to somaxconn. */
enum { BACKLOG = 8192 };

/* One address of this process that peers connect to. */
struct listener {
	uv_tcp_t handle;
	struct tcp *tcp;
	struct addr local;
	bool is_one_waiting; /* libuv gives no further one until it is taken */
};

static int route_compare(const void *a, const void *b)
{
	const struct tcp_route *left = a;
	const struct tcp_route *right = b;
	int order = addr_compare(&left->local, &right->local);

	return order != 0 ? order : addr_compare(&left->remote, &right->remote);
}

const struct tcp_route *tcp_find_route(const struct tcp *tcp, const struct addr *local,
                                       const struct addr *remote)
{
	struct tcp_route key = {.local = *local, .remote = *remote};

	if (tcp->route_count == 0)
		return NULL;
	return bsearch(&key, tcp->routes, tcp->route_count, sizeof(key), route_compare);
}

static void make_routes(struct tcp *tcp)
{
	struct loop *loop = tcp->loop;

	tcp->routes = xcalloc(loop->end_count + 1, sizeof(struct tcp_route));
	for (uint32_t i = 0; i < loop->end_count; i++) {
		if (loop->ends[i].transport != LOOP_TCP)
			continue;
		tcp->routes[tcp->route_count++] = (struct tcp_route){
		    .local = loop_plan_end(loop, i)->address,
		    .remote = loop_plan_end(loop, i ^ 1)->address,
		    .end = i,
		};
	}
	qsort(tcp->routes, tcp->route_count, sizeof(struct tcp_route), route_compare);
}

/* Nobody connects to an end whose peer is passive, unless a real router stands there, of which we
 * do not know. */
static bool is_called(const struct loop *loop, uint32_t end)
{
	const struct plan_end *other = loop_plan_end(loop, end ^ 1);

	return !other->passive || loop->plan->nodes[other->node].external;
}

static const char *mending(int error)
{
	switch (error) {
	case EADDRNOTAVAIL:
		return "the address is not on this machine; add it to an interface, or run the "
		       "node where the address is";
	case EADDRINUSE:
		return "another process listens there; stop it, or choose another port";
	case EACCES:
	case EPERM:
		return "a port below 1024 needs root or CAP_NET_BIND_SERVICE, or sysctl "
		       "net.ipv4.ip_unprivileged_port_start, or another port";
	case ENOPROTOOPT:
		return "this kernel has no TCP MD5 signatures (CONFIG_TCP_MD5SIG)";
	case ENOMEM:
		return "too many MD5 keys on one address; raise sysctl net.core.optmem_max";
	case EINVAL:
		return "an MD5 key has at most 80 bytes";
	case EMFILE:
	case ENFILE:
		return "too many open files; raise the limit with ulimit -n";
	case EAFNOSUPPORT:
		return "this machine has no such address family";
	default:
		return strerror(error);
	}
}

/* `error`: a negative errno. */
static void report(const struct tcp *tcp, const struct tcp_route *route, uint16_t port, int error,
                   struct findings *findings)
{
	char text[ADDR_TEXT_MAX];
	const char *name = loop_end_name(tcp->loop, route->end);

	addr_format(&route->local, text);
	if (port != 0)
		findings_add(findings, SEVERITY_ERROR, (struct place){0},
		             "%s: cannot listen on %s port %u: %s", name, text, port,
		             mending(-error));
	else
		findings_add(findings, SEVERITY_ERROR, (struct place){0},
		             "%s: cannot connect from %s: %s", name, text, mending(-error));
}

static void on_connection(uv_stream_t *stream, int status)
{
	struct listener *listener = stream->data;

	if (status != 0)
		return;
	if (!turn_is_half_full(&listener->tcp->loop->turn)) {
		tcp_accept(listener->tcp, stream, &listener->local);
		return;
	}
	listener->is_one_waiting = true;
	listener->tcp->listeners_waiting++;
	loop_stay_awake(listener->tcp->loop);
}

void tcp_accept_waiting(struct tcp *tcp)
{
	for (uint32_t i = 0; i < tcp->listener_count && tcp->listeners_waiting > 0; i++) {
		struct listener *listener = &tcp->listeners[i];

		if (!listener->is_one_waiting)
			continue;
		if (turn_is_full(&tcp->loop->turn)) {
			loop_stay_awake(tcp->loop);
			return;
		}
		listener->is_one_waiting = false;
		tcp->listeners_waiting--;
		if (!uv_is_closing((uv_handle_t *)&listener->handle))
			tcp_accept(tcp, (uv_stream_t *)&listener->handle, &listener->local);
	}
}

/* Keys must be there before the first packet comes. */
static int set_keys(const struct tcp *tcp, int fd, const struct tcp_route *routes, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		const char *key = loop_session(tcp->loop, routes[i].end)->md5_key;
		int error = key != NULL ? socket_set_key(fd, &routes[i].remote, key) : 0;
		if (error != 0)
			return error;
	}
	return 0;
}

static int listener_open(struct listener *listener, struct tcp *tcp, const struct tcp_route *routes,
                         uint32_t count)
{
	int fd = socket_open_listener(&routes->local, tcp->port);
	int error;

	if (fd < 0)
		return fd;
	error = set_keys(tcp, fd, routes, count);
	if (error != 0) {
		close(fd);
		return error;
	}
	*listener = (struct listener){.tcp = tcp, .local = routes->local};
	uv_tcp_init(&tcp->loop->uv, &listener->handle);
	listener->handle.data = listener;
	tcp->listener_count++;
	CHECK(uv_tcp_open(&listener->handle, fd) == 0);
	return uv_listen((uv_stream_t *)&listener->handle, BACKLOG, on_connection);
}

/* An address from which we only connect is tried once, so that it is missed at the start and
 * not by a connection that fails for ever. */
static int try_outgoing(const struct tcp *tcp, const struct tcp_route *route)
{
	const char *key = loop_session(tcp->loop, route->end)->md5_key;
	int fd = socket_open_outgoing(&route->local);
	int error;

	if (fd < 0)
		return fd;
	error = key != NULL ? socket_set_key(fd, &route->remote, key) : 0;
	close(fd);
	return error;
}

/* `routes` are all those of one local address. */
static void open_address(struct tcp *tcp, const struct tcp_route *routes, uint32_t count,
                         struct findings *findings)
{
	bool called = false;
	int error;

	for (uint32_t i = 0; i < count && !called; i++)
		called = is_called(tcp->loop, routes[i].end);
	if (called)
		error = listener_open(&tcp->listeners[tcp->listener_count], tcp, routes, count);
	else
		error = try_outgoing(tcp, routes);
	if (error != 0)
		report(tcp, routes, called ? tcp->port : 0, error, findings);
}

void tcp_open(struct tcp *tcp, struct loop *loop, struct findings *findings)
{
	*tcp = (struct tcp){.loop = loop, .port = loop->options->port};
	if (tcp->port == 0)
		tcp->port = 179;
	loop->tcp = tcp;
	uv_timer_init(&loop->uv, &tcp->parting_timer);
	tcp->parting_timer.data = tcp;
	make_routes(tcp);
	tcp->listeners = xcalloc(tcp->route_count + 1, sizeof(struct listener));
	for (uint32_t i = 0, next; i < tcp->route_count; i = next) {
		const struct tcp_route *first = &tcp->routes[i];

		next = i + 1;
		while (next < tcp->route_count &&
		       addr_equal(&tcp->routes[next].local, &first->local))
			next++;
		open_address(tcp, first, next - i, findings);
	}
}

void tcp_close_listeners(struct tcp *tcp)
{
	for (uint32_t i = 0; i < tcp->listener_count; i++) {
		uv_handle_t *handle = (uv_handle_t *)&tcp->listeners[i].handle;
		if (!uv_is_closing(handle))
			uv_close(handle, NULL);
	}
}

void tcp_done(struct tcp *tcp)
{
	free(tcp->listeners);
	free(tcp->routes);
}
