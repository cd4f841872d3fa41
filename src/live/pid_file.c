/* Writes and removes the file with the number of the process. */
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
static const char *write_number(int fd, struct stat *status)
{
	if (fstat(fd, status) != 0)
		return strerror(errno);
	if (!S_ISREG(status->st_mode))
		return "there is something that is no file; choose another path";
	if (ftruncate(fd, 0) != 0 || dprintf(fd, "%ld\n", (long)getpid()) < 0)
		return strerror(errno);
	return NULL;
}

void pid_file_write(struct pid_file *file, const char *path, struct findings *findings)
{
	struct stat status = {0};
	int fd = open(path, FLAGS, MODE);
	const char *wrong = fd >= 0 ? write_number(fd, &status) : strerror(errno);

	if (fd < 0 && errno == ELOOP)
		wrong = "there is a symbolic link, which is not followed; choose another path";
	if (fd >= 0 && close(fd) != 0 && wrong == NULL)
		wrong = strerror(errno);
	if (wrong == NULL)
		*file = (struct pid_file){path, status.st_dev, status.st_ino};
	else
		findings_add(findings, SEVERITY_ERROR, (struct place){0}, "pid file %s: %s", path,
		             wrong);
}

void pid_file_remove(struct pid_file *file)
{
	struct stat status;

	if (file->path != NULL && lstat(file->path, &status) == 0 &&
	    status.st_dev == file->device && status.st_ino == file->inode)
		unlink(file->path);
	*file = (struct pid_file){0};
}
