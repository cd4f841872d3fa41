/* Serves the control socket. */
#include "live/control.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/mem.h"
#include "live/unix_socket.h"
#include "report/state/snapshot_json.h"

enum {
	REQUEST_MAX = 256,
	CLIENTS_MAX = 8,
	PATIENCE_MS = 10000, /* for a request, and for each bit of progress of an answer */
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
	char *answer;     /* NULL: still reading */
	size_t unsent;    /* when the timer last looked */
	uint32_t handles; /* not closed yet */
};

static char *answer_ping(struct control *control)
{
	(void)control;
	return xstrdup("{\"ok\":true}\n");
}

static char *answer_snapshot(struct control *control)
{
	struct loop *loop = control->loop;
	struct snapshot *snapshot = snapshot_take(loop->plan, loop->nodes, &loop->pools, "live",
	                                          loop_now(loop), control->watch->converged);
	char *text = snapshot_to_json(snapshot);

	snapshot_free(snapshot);
	return text;
}

static const struct {
	const char *request;
	char *(*answer)(struct control *control);
} requests[] = {
    {"ping", answer_ping},
    {"snapshot", answer_snapshot},
};

static char *answer_to(struct control *control, const char *request)
{
	for (size_t i = 0; i < COUNT_OF(requests); i++)
		if (strcmp(requests[i].request, request) == 0)
			return requests[i].answer(control);
	return xstrdup("{\"error\":\"unknown request; known are: ping, snapshot\"}\n");
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
	uv_close((uv_handle_t *)&client->pipe, on_handle_closed);
	uv_close((uv_handle_t *)&client->timer, on_handle_closed);
	if (control->is_one_waiting)
		take_client(control);
}

/* A client may be slow, but not idle. */
static void on_client_timer(uv_timer_t *timer)
{
	struct control_client *client = timer->data;
	size_t unsent = uv_stream_get_write_queue_size((uv_stream_t *)&client->pipe);

	if (client->answer == NULL || unsent == client->unsent)
		client_end(client);
	client->unsent = unsent;
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
		client_answer(client, answer_to(client->control, client->request));
	} else if (client->request_size == REQUEST_MAX) {
		client_answer(client, xstrdup("{\"error\":\"the request is too long\"}\n"));
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
	uv_os_fd_t fd;

	return uv_fileno((const uv_handle_t *)&client->pipe, &fd) == 0 &&
	       unix_socket_peer_is_ours(fd);
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
	control->listener.data = control;
	if (path == NULL)
		return;
	int fd = unix_socket_listen(path, findings);
	if (fd < 0)
		return;
	control->file = own_file_at(path);
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
