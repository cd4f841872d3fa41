/* A process that waits, removes, and ends. */
#include "live/confine/janitor.h"

#include <errno.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* The only descriptor that it keeps, in the place of standard input: whoever reads what the first
 * process writes must not wait for this one. */
static void keep_only(int line)
{
	dup2(line, STDIN_FILENO);
	close_range(STDIN_FILENO + 1, ~0U, 0);
}

/* Between fork() and _exit(): calls that are safe in a signal handler, nothing else. A terminal's
 * signals go to its session, and this process has one of its own. */
static void serve(int line, const struct own_file *files, size_t count)
{
	char byte;

	setsid();
	keep_only(line);
	while (read(STDIN_FILENO, &byte, 1) < 0 && errno == EINTR)
		continue;
	for (size_t i = 0; i < count; i++) {
		struct own_file file = files[i];
		own_file_remove(&file);
	}
	_exit(0);
}

bool janitor_start(struct janitor *janitor, const struct own_file *files, size_t count)
{
	sigset_t all;
	sigset_t before;
	int ends[2];

	*janitor = (struct janitor){0};
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
		return false;
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, &before);
	pid_t process = fork();
	if (process == 0)
		serve(ends[1], files, count);
	int error = errno;
	sigprocmask(SIG_SETMASK, &before, NULL);
	close(ends[1]);
	if (process > 0)
		*janitor = (struct janitor){process, ends[0]};
	else
		close(ends[0]);
	errno = error;
	return process > 0;
}

void janitor_end(struct janitor *janitor)
{
	if (janitor->process == 0)
		return;
	close(janitor->line);
	while (waitpid(janitor->process, NULL, 0) < 0 && errno == EINTR)
		continue;
	*janitor = (struct janitor){0};
}
