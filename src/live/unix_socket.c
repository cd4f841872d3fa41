/* Makes, checks and opens the control socket's file. */
#include "live/unix_socket.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

enum { BACKLOG = 16 };

static int fail(struct findings *findings, const char *path, const char *what)
{
	findings_add(findings, SEVERITY_ERROR, (struct place){0}, "control socket %s: %s", path,
	             what);
	return -1;
}

static bool make_address(const char *path, struct sockaddr_un *out)
{
	*out = (struct sockaddr_un){.sun_family = AF_UNIX};
	if (strlen(path) >= sizeof(out->sun_path))
		return false;
	strcpy(out->sun_path, path);
	return true;
}

static int open_connected(const struct sockaddr_un *address, int timeout_ms)
{
	struct timeval timeout = {timeout_ms / 1000, timeout_ms % 1000 * 1000};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout));
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof(timeout));
	if (connect(fd, (const struct sockaddr *)address, sizeof(*address)) == 0)
		return fd;
	int error = errno;
	close(fd);
	errno = error;
	return -1;
}

/* NULL when the path is free, or was freed of a dead socket; or what is in the way. */
static const char *clear_path(const struct sockaddr_un *address)
{
	struct stat status;

	if (lstat(address->sun_path, &status) != 0)
		return errno == ENOENT ? NULL : strerror(errno);
	if (!S_ISSOCK(status.st_mode))
		return "there is a file of another kind; it is not replaced, choose another path";
	int fd = open_connected(address, 1000);
	if (fd >= 0) {
		close(fd);
		return "another process answers there; stop it, or choose another path";
	}
	if (errno != ECONNREFUSED)
		return strerror(errno);
	return unlink(address->sun_path) == 0 ? NULL : strerror(errno);
}

/* The mode is set by the mask and not by chmod(), so that the file is never open to others. */
static int bind_private(const struct sockaddr_un *address)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -1;
	mode_t mask = umask(0177);
	int result = bind(fd, (const struct sockaddr *)address, sizeof(*address));
	int error = errno;
	umask(mask);
	if (result == 0 && listen(fd, BACKLOG) == 0)
		return fd;
	if (result == 0) {
		error = errno;
		unlink(address->sun_path);
	}
	close(fd);
	errno = error;
	return -1;
}

int unix_socket_listen(const char *path, struct findings *findings)
{
	struct sockaddr_un address;

	if (!make_address(path, &address))
		return fail(findings, path, "the path is too long for a socket (107 bytes)");
	const char *obstacle = clear_path(&address);
	if (obstacle != NULL)
		return fail(findings, path, obstacle);
	int fd = bind_private(&address);
	return fd >= 0 ? fd : fail(findings, path, strerror(errno));
}

static const char *connect_error(int error)
{
	switch (error) {
	case ENOENT:
		return "there is no such file; is the process running with --control?";
	case ECONNREFUSED:
		return "nobody listens there; the process has ended";
	case EACCES:
		return "only the user who started the process may ask it";
	case EAGAIN:
		return "the process does not answer";
	default:
		return strerror(error);
	}
}

int unix_socket_connect(const char *path, int timeout_ms, struct findings *findings)
{
	struct sockaddr_un address;

	if (!make_address(path, &address))
		return fail(findings, path, "the path is too long for a socket (107 bytes)");
	int fd = open_connected(&address, timeout_ms);
	return fd >= 0 ? fd : fail(findings, path, connect_error(errno));
}

bool unix_socket_peer_is_ours(int fd)
{
	struct ucred peer;
	socklen_t size = sizeof(peer);

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0)
		return false;
	return peer.uid == geteuid() || peer.uid == 0;
}
