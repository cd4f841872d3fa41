/* Writes the file with the number of the process. */
#include "live/pid_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A pipe without a reader must not hold us up before we know what it is. */
enum { FLAGS = O_WRONLY | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, MODE = 0644 };

/* NULL, or what is wrong. */
static const char *write_number(int fd)
{
	struct stat status;

	if (fstat(fd, &status) != 0)
		return strerror(errno);
	if (!S_ISREG(status.st_mode))
		return "there is something that is no file; choose another path";
	if (ftruncate(fd, 0) != 0 || dprintf(fd, "%ld\n", (long)getpid()) < 0)
		return strerror(errno);
	return NULL;
}

static const char *open_error(void)
{
	return errno == ELOOP
	           ? "there is a symbolic link, which is not followed; choose another path"
	           : strerror(errno);
}

struct own_file pid_file_write(const char *path, struct findings *findings)
{
	struct own_file file = {0};
	int fd = open(path, FLAGS, MODE);
	const char *wrong = fd >= 0 ? write_number(fd) : open_error();

	if (fd >= 0 && wrong == NULL)
		file = own_file_open(path, fd);
	if (fd >= 0 && close(fd) != 0 && wrong == NULL)
		wrong = strerror(errno);
	if (wrong != NULL)
		findings_add(findings, SEVERITY_ERROR, (struct place){0}, "pid file %s: %s", path,
		             wrong);
	return wrong == NULL ? file : (struct own_file){0};
}
