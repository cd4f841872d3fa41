/* Removes what we made, and only that. */
#include "live/confine/own_file.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>
#include <unistd.h>

static struct own_file make(const char *path, const struct stat *status)
{
	return (struct own_file){path, status->st_dev, status->st_ino, status->st_ctim};
}

struct own_file own_file_at(const char *path)
{
	struct stat status;

	return lstat(path, &status) == 0 ? make(path, &status) : (struct own_file){0};
}

struct own_file own_file_open(const char *path, int fd)
{
	struct stat status;

	return fstat(fd, &status) == 0 ? make(path, &status) : (struct own_file){0};
}

static bool is_ours(const struct own_file *file)
{
	struct stat now;

	return file->path != NULL && lstat(file->path, &now) == 0 && now.st_dev == file->device &&
	       now.st_ino == file->inode && now.st_ctim.tv_sec == file->changed.tv_sec &&
	       now.st_ctim.tv_nsec == file->changed.tv_nsec;
}

void own_file_remove(struct own_file *file)
{
	if (is_ours(file))
		unlink(file->path);
	*file = (struct own_file){0};
}
