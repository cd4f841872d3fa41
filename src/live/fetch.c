/* The client of the control socket. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/text.h"
#include "import/snapshot_read.h"
#include "live/live.h"
#include "live/unix_socket.h"

/* A snapshot is made when nothing else is to do, behind others. */
enum { TIMEOUT_MS = 120000, PING_TIMEOUT_MS = 5000, READ_SIZE = 65536 };

/* A document beyond this is not a snapshot of anything that hairpin can run. */
static const size_t document_max = (size_t)2 << 30;

static void fail(struct findings *findings, const char *control, const char *what)
{
	findings_add(findings, SEVERITY_ERROR, (struct place){0}, "control socket %s: %s", control,
	             what);
}

static bool send_request(int fd, const char *request)
{
	size_t size = strlen(request);

	return send(fd, request, size, MSG_NOSIGNAL) == (ssize_t)size;
}

/* Reads until the process closes; NULL, or what went wrong. */
static const char *read_answer(int fd, struct text *answer)
{
	static const char *const silent = "the process stopped answering";
	char buffer[READ_SIZE];
	ssize_t size;

	do {
		size = recv(fd, buffer, sizeof(buffer), 0);
		if (size > 0)
			text_add_bytes(answer, buffer, (size_t)size);
	} while ((size > 0 && answer->size <= document_max) || (size < 0 && errno == EINTR));
	if (size < 0)
		return errno == EAGAIN ? silent : strerror(errno);
	if (size > 0)
		return "the answer does not end";
	return answer->size == 0 ? "the process closed without an answer" : NULL;
}

/* The text of the line that an answer which is none ends with; NULL when it is whole. Ends it at
 * the text's end. */
static const char *refusal_in(struct text *answer)
{
	static const char begin[] = "{\"error\":\"";
	static const char end[] = "\"}\n";
	char *line;

	if (answer->size < sizeof(begin) + sizeof(end) ||
	    strcmp(answer->at + answer->size - (sizeof(end) - 1), end) != 0)
		return answer->at[answer->size - 1] == '\n' ? NULL : "the answer breaks off";
	answer->at[answer->size - 1] = '\0';
	line = strrchr(answer->at, '\n');
	answer->at[answer->size - 1] = '\n';
	line = line == NULL ? answer->at : line + 1;
	if (strncmp(line, begin, sizeof(begin) - 1) != 0)
		return NULL;
	answer->at[answer->size - (sizeof(end) - 1)] = '\0';
	return line + sizeof(begin) - 1;
}

static const char *ask(int fd, const char *request, struct text *answer)
{
	if (!unix_socket_peer_is_ours(fd))
		return "the process belongs to another user";
	if (!send_request(fd, request))
		return "the process did not take the request";
	const char *trouble = read_answer(fd, answer);
	return trouble != NULL ? trouble : refusal_in(answer);
}

/* False with a finding. */
static bool fetch(const char *control, const char *request, int timeout_ms, struct text *answer,
                  struct findings *findings)
{
	int fd = unix_socket_connect(control, timeout_ms, findings);

	if (fd < 0)
		return false;
	const char *trouble = ask(fd, request, answer);
	if (trouble != NULL)
		fail(findings, control, trouble);
	close(fd);
	return trouble == NULL;
}

static struct snapshot *fetch_snapshot(const char *control, const char *request,
                                       struct findings *findings)
{
	struct text answer = {0};
	struct snapshot *snapshot = NULL;

	if (fetch(control, request, TIMEOUT_MS, &answer, findings))
		snapshot = snapshot_from_json(control, answer.at, answer.size, findings);
	text_done(&answer);
	return snapshot;
}

struct snapshot *live_fetch(const char *control, struct findings *findings)
{
	return fetch_snapshot(control, "snapshot\n", findings);
}

struct snapshot *live_fetch_sessions(const char *control, struct findings *findings)
{
	return fetch_snapshot(control, "peers\n", findings);
}

bool live_ping(const char *control, struct findings *findings)
{
	struct text answer = {0};
	bool good = fetch(control, "ping\n", PING_TIMEOUT_MS, &answer, findings);

	if (good && strcmp(text_str(&answer), "{\"ok\":true}\n") != 0) {
		fail(findings, control, "what answers is not hairpin");
		good = false;
	}
	text_done(&answer);
	return good;
}
