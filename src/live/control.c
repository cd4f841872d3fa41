/* Serves the control socket. */
#include "live/control.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/mem.h"
#include "base/text.h"
#include "live/answer.h"
#include "live/unix_socket.h"

enum {
	REQUEST_MAX = 256,
	CLIENTS_MAX = 32, /* so many that those who wait for a snapshot leave room for a ping */
	CHILDREN_MAX = 2,
	PATIENCE_MS = ANSWER_PATIENCE_MS, /* for a request, and for progress of an answer */
	TURN_PATIENCE_MS = 60000,         /* of one who waits for a child */
};

enum request_kind {
	REQUEST_NONE, /* still reading */
	REQUEST_PING,
	REQUEST_PEERS,
	REQUEST_SNAPSHOT,
	REQUEST_UNKNOWN,
};

struct control_client {
	uv_pipe_t pipe;
	uv_timer_t timer;
	uv_write_t write;
	struct control *control;
	struct control_client *next;
	struct control_client *prev;
	char request[REQUEST_MAX];
	size_t request_size;
	enum request_kind kind;
	uint64_t number;  /* of its request: who came first */
	pid_t child;      /* that answers; 0: none */
	char *answer;     /* that we send ourselves, or NULL */
	size_t unsent;    /* when the timer last looked */
	uint32_t handles; /* not closed yet */
};

static const struct {
	const char *request;
	enum request_kind kind;
} requests[] = {
    {"ping", REQUEST_PING},
    {"peers", REQUEST_PEERS},
    {"snapshot", REQUEST_SNAPSHOT},
};

static enum request_kind kind_of(const char *request)
{
	for (size_t i = 0; i < COUNT_OF(requests); i++)
		if (strcmp(requests[i].request, request) == 0)
			return requests[i].kind;
	return REQUEST_UNKNOWN;
}

static void on_handle_closed(uv_handle_t *handle)
{
	struct control_client *client = handle->data;

	if (--client->handles > 0)
		return;
	free(client->answer);
	free(client);
}

static void take_client(struct control *control);

static void client_end(struct control_client *client)
{
	struct control *control = client->control;

	if (uv_is_closing((uv_handle_t *)&client->pipe))
		return;
	if (client->next != NULL)
		client->next->prev = client->prev;
	if (client->prev != NULL)
		client->prev->next = client->next;
	else
		control->clients = client->next;
	CHECK(control->client_count > 0);
	control->client_count--;
	if (client->child != 0) {
		answer_kill(client->child);
		control->child_count--;
	}
	uv_close((uv_handle_t *)&client->pipe, on_handle_closed);
	uv_close((uv_handle_t *)&client->timer, on_handle_closed);
	if (control->is_one_waiting)
		take_client(control);
}

static bool waits_for_child(const struct control_client *client)
{
	bool needs_one = client->kind == REQUEST_PEERS || client->kind == REQUEST_SNAPSHOT;

	return needs_one && client->child == 0 && client->answer == NULL;
}

static void on_answered(uv_write_t *request, int status)
{
	(void)status;
	client_end(request->data);
}

/* Takes `text`. */
static void client_answer(struct control_client *client, char *text)
{
	size_t size = strlen(text);
	uv_buf_t buffer = {.base = text, .len = size};

	CHECK(client->answer == NULL && size > 0 && text[size - 1] == '\n');
	client->answer = text;
	client->unsent = size;
	client->write.data = client;
	uv_read_stop((uv_stream_t *)&client->pipe);
	uv_timer_again(&client->timer);
	if (uv_write(&client->write, (uv_stream_t *)&client->pipe, &buffer, 1, on_answered) != 0)
		client_end(client);
}

static void client_fail(struct control_client *client, const char *why)
{
	struct text text = {0};

	/* On a line of its own, whatever was sent before. */
	text_addf(&text, "%s{\"error\":\"%s\"}\n", client->kind == REQUEST_NONE ? "" : "\n", why);
	client_answer(client, text_take(&text));
}

/* A client may be slow, but not idle. Who sees to an answer by a child is the child. */
static void on_client_timer(uv_timer_t *timer)
{
	struct control_client *client = timer->data;
	size_t unsent = uv_stream_get_write_queue_size((uv_stream_t *)&client->pipe);

	if (waits_for_child(client)) {
		client_fail(client, "no answer yet: too many others are being given");
		return;
	}
	if (client->answer == NULL || unsent == client->unsent)
		client_end(client);
	client->unsent = unsent;
}

static int descriptor_of(const struct control_client *client)
{
	uv_os_fd_t fd;

	return uv_fileno((const uv_handle_t *)&client->pipe, &fd) == 0 ? fd : -1;
}

static pid_t begin_child(const struct control_client *client)
{
	struct snapshot_subject subject =
	    loop_subject(client->control->loop, client->control->watch->converged);

	subject.without_routes = client->kind == REQUEST_PEERS;
	return answer_begin(descriptor_of(client), &subject);
}

/* Has closed, and not only said that it has no more to say. */
static bool has_gone(const struct control_client *client)
{
	struct pollfd look = {.fd = descriptor_of(client)};

	return poll(&look, 1, 0) == 1 && (look.revents & (POLLHUP | POLLERR)) != 0;
}

static void begin_answer(struct control_client *client)
{
	if (has_gone(client)) {
		client_end(client);
		return;
	}

	pid_t child = begin_child(client);

	if (child < 0) {
		client_fail(client, uv_strerror((int)child));
		return;
	}
	uv_timer_stop(&client->timer);
	client->child = child;
	client->control->child_count++;
}

/* Who has waited longest comes first; sessions come before routes, for they take no time. */
static struct control_client *next_for_child(const struct control *control)
{
	struct control_client *next = NULL;

	for (struct control_client *at = control->clients; at != NULL; at = at->next) {
		if (!waits_for_child(at))
			continue;
		if (next == NULL || at->kind < next->kind ||
		    (at->kind == next->kind && at->number < next->number))
			next = at;
	}
	return next;
}

static void begin_answers(struct control *control)
{
	struct control_client *client;

	while (control->child_count < CHILDREN_MAX && (client = next_for_child(control)) != NULL)
		begin_answer(client);
}

static void end_answer(struct control_client *client, enum answer_end how, const char *why)
{
	char text[128];

	client->child = 0;
	client->control->child_count--;
	if (how == ANSWER_GIVEN) {
		client_end(client);
		return;
	}
	snprintf(text, sizeof(text), "the answer breaks off: %s", why);
	client_fail(client, text);
}

static void on_child_ended(uv_signal_t *handle, int number)
{
	struct control *control = handle->data;
	const char *why = "";

	(void)number;
	for (struct control_client *at = control->clients, *next; at != NULL; at = next) {
		next = at->next;
		if (at->child == 0)
			continue;
		enum answer_end how = answer_look(at->child, &why);
		if (how != ANSWER_UNDER_WAY)
			end_answer(at, how, why);
	}
	begin_answers(control);
}

/* Sends the answer, or lets the client wait for one. */
static void client_take(struct control_client *client, const char *request)
{
	client->kind = kind_of(request);
	client->number = client->control->requests++;
	if (client->kind == REQUEST_PING) {
		client_answer(client, xstrdup("{\"ok\":true}\n"));
	} else if (client->kind == REQUEST_UNKNOWN) {
		client->kind = REQUEST_NONE;
		client_fail(client, "unknown request; known are: ping, peers, snapshot");
	} else {
		uv_read_stop((uv_stream_t *)&client->pipe);
		uv_timer_start(&client->timer, on_client_timer, TURN_PATIENCE_MS, PATIENCE_MS);
		begin_answers(client->control);
	}
}

static void on_client_alloc(uv_handle_t *handle, size_t suggested, uv_buf_t *out)
{
	struct control_client *client = handle->data;

	(void)suggested;
	*out = uv_buf_init(client->request + client->request_size,
	                   (unsigned)(REQUEST_MAX - client->request_size));
}

static void on_client_read(uv_stream_t *stream, ssize_t size, const uv_buf_t *buffer)
{
	struct control_client *client = stream->data;

	(void)buffer;
	if (size == 0)
		return;
	if (size < 0) {
		client_end(client);
		return;
	}
	client->request_size += (size_t)size;
	CHECK(client->request_size <= REQUEST_MAX);
	char *end = memchr(client->request, '\n', client->request_size);
	if (end != NULL) {
		*end = '\0';
		client_take(client, client->request);
	} else if (client->request_size == REQUEST_MAX) {
		client_fail(client, "the request is too long");
	}
}

static struct control_client *client_new(struct control *control)
{
	struct control_client *client = xcalloc(1, sizeof(*client));
	uv_loop_t *loop = &control->loop->uv;

	client->control = control;
	client->handles = 2;
	client->next = control->clients;
	if (control->clients != NULL)
		control->clients->prev = client;
	control->clients = client;
	control->client_count++;
	uv_pipe_init(loop, &client->pipe, 0);
	uv_timer_init(loop, &client->timer);
	client->pipe.data = client;
	client->timer.data = client;
	return client;
}

static bool is_welcome(const struct control_client *client)
{
	int fd = descriptor_of(client);

	return fd >= 0 && unix_socket_peer_is_ours(fd);
}

static void take_client(struct control *control)
{
	struct control_client *client = client_new(control);

	CHECK(control->client_count <= CLIENTS_MAX);
	control->is_one_waiting = false;
	if (uv_accept((uv_stream_t *)&control->listener, (uv_stream_t *)&client->pipe) != 0 ||
	    !is_welcome(client)) {
		client_end(client);
		return;
	}
	uv_timer_start(&client->timer, on_client_timer, PATIENCE_MS, PATIENCE_MS);
	uv_read_start((uv_stream_t *)&client->pipe, on_client_alloc, on_client_read);
}

/* Those beyond the limit stand in the kernel's queue: libuv gives no further one until this one
 * was taken. */
static void on_client(uv_stream_t *listener, int status)
{
	struct control *control = listener->data;

	if (status != 0)
		return;
	if (control->client_count < CLIENTS_MAX)
		take_client(control);
	else
		control->is_one_waiting = true;
}

void control_open(struct control *control, struct loop *loop, const struct watch *watch,
                  struct findings *findings)
{
	const char *path = loop->options->control;

	*control = (struct control){.loop = loop, .watch = watch};
	uv_pipe_init(&loop->uv, &control->listener, 0);
	uv_signal_init(&loop->uv, &control->child_ended);
	control->listener.data = control;
	control->child_ended.data = control;
	if (path == NULL)
		return;
	int fd = unix_socket_listen(path, findings);
	if (fd < 0)
		return;
	control->file = own_file_at(path);
	uv_signal_start(&control->child_ended, on_child_ended, SIGCHLD);
	CHECK(uv_pipe_open(&control->listener, fd) == 0);
	int error = uv_listen((uv_stream_t *)&control->listener, CLIENTS_MAX, on_client);
	if (error != 0)
		findings_add(findings, SEVERITY_ERROR, (struct place){0}, "control socket %s: %s",
		             path, uv_strerror(error));
}

void control_close(struct control *control)
{
	control->is_one_waiting = false;
	while (control->clients != NULL)
		client_end(control->clients);
	if (!uv_is_closing((uv_handle_t *)&control->listener))
		uv_close((uv_handle_t *)&control->listener, NULL);
	own_file_remove(&control->file);
}
