/* The children that answer. */
#include "live/answer.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/check.h"
#include "base/mem.h"
#include "report/state/snapshot_json.h"

enum {
	NICENESS = 10, /* sessions come first */
	EXIT_SENT = 0,
	EXIT_CUT = 1,
	EXIT_MEMORY = 2,
};

static _Noreturn void end_for_want_of_memory(void)
{
	_exit(EXIT_MEMORY);
}

/* A kernel without close_range() has its numbers below the limit. */
static void close_range_of(unsigned first, unsigned last)
{
	struct rlimit limit;

	if (first > last || close_range(first, last, 0) == 0)
		return;
	CHECK(getrlimit(RLIMIT_NOFILE, &limit) == 0);
	for (unsigned fd = first; fd <= last && fd < limit.rlim_cur; fd++)
		close((int)fd);
}

/* The sessions' sockets above all: they would stay open when the parent closes them. */
static void close_all_but(int fd)
{
	CHECK(fd > STDERR_FILENO);
	close_range_of(STDERR_FILENO + 1, (unsigned)fd - 1);
	close_range_of((unsigned)fd + 1, ~0u);
}

/* The parent's handlers write into the parent's loop. */
static void reset_signals(void)
{
	sigset_t none;

	for (int number = 1; number < NSIG; number++)
		if (number != SIGPIPE)
			signal(number, SIG_DFL);
	sigemptyset(&none);
	CHECK(sigprocmask(SIG_SETMASK, &none, NULL) == 0);
}

/* Where memory is short, it is the answer that falls, and not the sessions. */
static void be_first_to_fall(void)
{
	static const char score[] = "1000";
	int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		return;
	if (write(fd, score, sizeof(score) - 1) < 0)
		errno = 0; /* It may then be another that falls: that is all. */
	close(fd);
}

static void become_a_child(int fd, pid_t parent)
{
	reset_signals();
	alarm(ANSWER_MAX_S);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(EXIT_CUT);
	close_all_but(fd);
	if (nice(NICENESS) < 0)
		errno = 0; /* As nice as it can be already. */
	be_first_to_fall();
	mem_on_exhausted(end_for_want_of_memory);
}

/* False when the reader has gone, or has taken nothing for too long. The descriptor is shared with
 * the parent, and stays one that does not block. */
static bool send_piece(void *user, const char *at, size_t size)
{
	int fd = *(const int *)user;
	struct pollfd room = {.fd = fd, .events = POLLOUT};

	while (size > 0) {
		ssize_t sent = send(fd, at, size, MSG_NOSIGNAL | MSG_DONTWAIT);

		if (sent < 0 && (errno != EAGAIN || poll(&room, 1, ANSWER_PATIENCE_MS) != 1))
			return false;
		if (sent > 0) {
			at += sent;
			size -= (size_t)sent;
		}
	}
	return true;
}

static _Noreturn void give_answer(int fd, const struct snapshot_subject *subject)
{
	struct snapshot *snapshot = snapshot_take(subject);

	_exit(snapshot_write_json(snapshot, send_piece, &fd) ? EXIT_SENT : EXIT_CUT);
}

/* No signal may come to the child before it has dropped the parent's handlers. */
pid_t answer_begin(int fd, const struct snapshot_subject *subject)
{
	pid_t parent = getpid();
	sigset_t all;
	sigset_t before;

	sigfillset(&all);
	CHECK(pthread_sigmask(SIG_SETMASK, &all, &before) == 0);
	pid_t child = fork();
	int error = errno;
	if (child == 0) {
		become_a_child(fd, parent);
		give_answer(fd, subject);
	}
	CHECK(pthread_sigmask(SIG_SETMASK, &before, NULL) == 0);
	return child > 0 ? child : -error;
}

static const char *why_cut(int status)
{
	if (WIFEXITED(status) && WEXITSTATUS(status) == EXIT_MEMORY)
		return "there was not enough memory for it";
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM)
		return "it took too long";
	if (WIFSIGNALED(status))
		return "the process that made it was killed";
	return "it was not read";
}

enum answer_end answer_look(pid_t child, const char **why)
{
	int status;

	CHECK(child > 0);
	pid_t got = waitpid(child, &status, WNOHANG);
	if (got == 0)
		return ANSWER_UNDER_WAY;
	if (got == child && WIFEXITED(status) && WEXITSTATUS(status) == EXIT_SENT)
		return ANSWER_GIVEN;
	*why = got == child ? why_cut(status) : strerror(errno);
	return ANSWER_CUT;
}

void answer_kill(pid_t child)
{
	CHECK(child > 0);
	kill(child, SIGKILL);
	while (waitpid(child, NULL, 0) < 0 && errno == EINTR)
		;
}
