/* A live process as a child, and clients for it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/check.h"
#include "base/text.h"
#include "bgp/message.h"
#include "process.h"

enum { LOOK_EVERY_MS = 10, LOOKS = WAIT_MS / LOOK_EVERY_MS };

void pause_ms(int ms)
{
	poll(NULL, 0, ms);
}

static struct sockaddr_in address_of(const char *text, uint16_t port)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};

	assert_int_equal(1, inet_pton(AF_INET, text, &address.sin_addr));
	return address;
}

uint16_t free_port(void)
{
	struct sockaddr_in address = address_of("0.0.0.0", 0);
	socklen_t size = sizeof(address);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	assert_int_equal(0, bind(fd, (struct sockaddr *)&address, size));
	assert_int_equal(0, getsockname(fd, (struct sockaddr *)&address, &size));
	close(fd);
	return ntohs(address.sin_port);
}

static int unix_connect(const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	struct timeval timeout = {WAIT_MS / 1000, 0};
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout));
	if (connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0)
		return fd;
	close(fd);
	return -1;
}

char *control_ask(const char *path, const char *request, size_t size)
{
	struct text answer = {0};
	char buffer[4096];
	ssize_t got;
	int fd = unix_connect(path);

	assert_true(fd >= 0);
	assert_int_equal(size, send(fd, request, size, MSG_NOSIGNAL));
	while ((got = recv(fd, buffer, sizeof(buffer), 0)) > 0)
		text_add_bytes(&answer, buffer, (size_t)got);
	close(fd);
	text_add(&answer, "");
	return text_take(&answer);
}

/* A child must not outlive a test that failed. */
static void run_child(const struct plan *plan, const struct live_options *options)
{
	struct findings findings = {0};
	struct text text = {0};

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	enum live_result result = live_run(plan, options, &findings, NULL);

	findings_format(&findings, 0, &text);
	fputs(text_str(&text), stderr);
	_exit((int)result);
}

struct process process_start(const struct plan *plan, struct live_options options)
{
	struct process process = {.folder = "/tmp/hairpin-live-XXXXXX"};
	int fd = -1;

	assert_non_null(mkdtemp(process.folder));
	snprintf(process.control, sizeof(process.control), "%s/control", process.folder);
	options.control = process.control;
	options.quiet = true;
	process.pid = fork();
	assert_true(process.pid >= 0);
	if (process.pid == 0)
		run_child(plan, &options);
	for (int i = 0; i < LOOKS && fd < 0; i++) {
		/* One that has ended will never answer. */
		assert_int_equal(0, waitpid(process.pid, NULL, WNOHANG));
		fd = unix_connect(process.control);
		if (fd < 0)
			pause_ms(LOOK_EVERY_MS);
	}
	assert_true(fd >= 0);
	close(fd);
	return process;
}

int process_end(struct process *process, int signal)
{
	int status = 0;
	pid_t done = 0;

	if (signal != 0)
		kill(process->pid, signal);
	for (int i = 0; i < LOOKS && done == 0; i++) {
		done = waitpid(process->pid, &status, WNOHANG);
		if (done == 0)
			pause_ms(LOOK_EVERY_MS);
	}
	if (done == 0) {
		kill(process->pid, SIGKILL);
		waitpid(process->pid, &status, 0);
	}
	unlink(process->control);
	rmdir(process->folder);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

struct snapshot *process_snapshot(const struct process *process)
{
	struct findings findings = {0};
	struct snapshot *snapshot = live_fetch(process->control, &findings);
	struct text text = {0};

	findings_format(&findings, 0, &text);
	if (snapshot == NULL)
		fail_msg("%s", text_str(&text));
	findings_done(&findings);
	text_done(&text);
	return snapshot;
}

static bool is_established(const struct snapshot *snapshot, const char *name, const char *peer)
{
	const struct snapshot_node *node = snapshot_find_node(snapshot, name);

	assert_non_null(node);
	for (uint32_t i = 0; i < node->peer_count; i++)
		if (strcmp(node->peers[i].name, peer) == 0)
			return node->peers[i].established;
	fail_msg("%s has no peer %s", name, peer);
	return false;
}

struct snapshot *process_wait_until(const struct process *process,
                                    bool (*is_so)(const struct snapshot *snapshot, void *user),
                                    void *user, const char *what)
{
	for (int i = 0; i < LOOKS; i++) {
		struct snapshot *snapshot = process_snapshot(process);

		if (is_so(snapshot, user))
			return snapshot;
		snapshot_free(snapshot);
		pause_ms(LOOK_EVERY_MS);
	}
	fail_msg("in vain: %s", what);
	return NULL;
}

struct wanted {
	const char *node;
	const char *peer;
	bool established;
};

static bool is_wanted(const struct snapshot *snapshot, void *user)
{
	const struct wanted *wanted = user;

	return is_established(snapshot, wanted->node, wanted->peer) == wanted->established;
}

void process_wait_for(const struct process *process, const char *node, const char *peer,
                      bool established)
{
	struct wanted wanted = {node, peer, established};
	char what[128];

	snprintf(what, sizeof(what), "%s: %s becomes%s Established", node, peer,
	         established ? "" : " not");
	snapshot_free(process_wait_until(process, is_wanted, &wanted, what));
}

int client_connect(const char *from, const char *to, uint16_t port, int timeout_ms)
{
	struct sockaddr_in local = address_of(from, 0);
	struct sockaddr_in remote = address_of(to, port);
	struct timeval timeout = {WAIT_MS / 1000, 0};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	int error = 0;
	socklen_t size = sizeof(error);

	/* Little room, so that a client that does not read is soon felt. */
	setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &(int){4096}, sizeof(int));
	assert_int_equal(0, bind(fd, (struct sockaddr *)&local, sizeof(local)));
	connect(fd, (struct sockaddr *)&remote, sizeof(remote));
	struct pollfd wait = {.fd = fd, .events = POLLOUT};
	if (poll(&wait, 1, timeout_ms) == 1 &&
	    getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) == 0 && error == 0) {
		fcntl(fd, F_SETFL, 0);
		setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout));
		setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof(timeout));
		return fd;
	}
	close(fd);
	return -1;
}

void client_send(int fd, const void *bytes, size_t size)
{
	assert_int_equal(size, send(fd, bytes, size, MSG_NOSIGNAL));
}

void client_greet(int fd, uint32_t asn, uint32_t router_id, uint16_t hold_time_s)
{
	struct bgp_open open = {
	    .asn = asn,
	    .router_id = router_id,
	    .hold_time_s = hold_time_s,
	    .capabilities = {.families = {[ADDR_IPV4] = true}, .as4 = true},
	};
	uint8_t room[512];
	struct writer out = writer_of(room, sizeof(room));

	bgp_open_encode(&out, &open);
	bgp_keepalive_encode(&out);
	client_send(fd, room, out.used);
}

static bool read_all(int fd, uint8_t *at, size_t size)
{
	while (size > 0) {
		ssize_t got = recv(fd, at, size, 0);
		if (got < 0)
			assert_int_not_equal(EAGAIN, errno);
		if (got <= 0)
			return false;
		at += got;
		size -= (size_t)got;
	}
	return true;
}

int client_receive(int fd, uint8_t body[4096], size_t *size)
{
	uint8_t header[BGP_HEADER_SIZE];

	if (!read_all(fd, header, sizeof(header)))
		return -1;
	*size = (size_t)(header[16] << 8 | header[17]) - BGP_HEADER_SIZE;
	assert_true(*size <= 4096);
	return read_all(fd, body, *size) ? header[18] : -1;
}

unsigned client_last_words(int fd)
{
	uint8_t body[4096];
	unsigned code = 0;
	size_t size;
	int type;

	while ((type = client_receive(fd, body, &size)) >= 0)
		if (type == BGP_NOTIFICATION)
			code = (unsigned)(body[0] << 8 | body[1]);
	return code;
}
