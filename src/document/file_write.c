/* Writes beside the file, and puts the name on it at the end. */
#include "document/file_write.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/check.h"
#include "base/mem.h"
#include "base/text.h"

enum { NEW_FILE = 0666 };

/* The mode of the file that is there, or of a new one; -1: it is no ordinary file. */
static int mode_of(const char *path)
{
	struct stat stat_of;
	mode_t mask;

	if (stat(path, &stat_of) == 0)
		return S_ISREG(stat_of.st_mode) ? (int)(stat_of.st_mode & 0777) : -1;
	mask = umask(0);
	umask(mask);
	return (int)(NEW_FILE & ~mask);
}

static bool write_all(int fd, const char *bytes, size_t size)
{
	size_t done = 0;

	while (done < size) {
		ssize_t wrote = write(fd, bytes + done, size - done);

		if (wrote < 0 && errno == EINTR)
			continue;
		if (wrote <= 0)
			return false;
		done += (size_t)wrote;
	}
	CHECK(done == size);
	return true;
}

/* `good` becomes false when the file cannot be closed: a full disk may say so only then. */
static bool close_all(int fd, bool good)
{
	int error = errno;

	if (close(fd) != 0)
		return false;
	errno = error;
	return good;
}

static bool write_as_it_is(const char *path, const char *bytes, size_t size)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	return fd >= 0 && close_all(fd, write_all(fd, bytes, size));
}

static bool replace(const char *path, int mode, const char *bytes, size_t size)
{
	struct text part = {0};
	char *name;
	int fd;
	bool good;

	text_addf(&part, "%s.XXXXXX", path);
	name = xstrdup(text_str(&part));
	text_done(&part);
	fd = mkstemp(name);
	good = fd >= 0 &&
	       close_all(fd, fchmod(fd, (mode_t)mode) == 0 && write_all(fd, bytes, size) &&
	                         fsync(fd) == 0) &&
	       rename(name, path) == 0;
	if (!good && fd >= 0) {
		int error = errno;

		unlink(name);
		errno = error;
	}
	free(name);
	return good;
}

bool file_write(const char *path, const char *bytes, size_t size, struct findings *findings)
{
	char *real = realpath(path, NULL);
	const char *to = real == NULL ? path : real;
	int mode = mode_of(to);
	bool good;

	CHECK(path[0] != '\0');
	good = mode < 0 ? write_as_it_is(to, bytes, size) : replace(to, mode, bytes, size);
	if (!good)
		findings_add(findings, SEVERITY_ERROR, (struct place){.file = path},
		             "cannot be written: %s", strerror(errno));
	free(real);
	return good;
}

bool file_remove(const char *path, struct findings *findings)
{
	struct stat stat_of;

	if (lstat(path, &stat_of) != 0 || !S_ISREG(stat_of.st_mode) || unlink(path) == 0)
		return true;
	findings_add(findings, SEVERITY_ERROR, (struct place){.file = path},
	             "cannot be removed: %s", strerror(errno));
	return false;
}
