/* A file that this process made, and removes when it ends. */
#ifndef LIVE_OWN_FILE_H
#define LIVE_OWN_FILE_H

#include <sys/stat.h>
#include <time.h>

/* Zero: there is none. */
struct own_file {
	const char *path; /* borrowed */
	dev_t device; /* of the file as we made it; inodes are used again, so that its time counts
	                 too */
	ino_t inode;
	struct timespec changed;
};

/* What lies at `path` now is ours; none when nothing lies there. */
struct own_file own_file_at(const char *path);

/* The same of an open file that lies at `path`. */
struct own_file own_file_open(const char *path, int fd);

/* Removes it, unless something else has taken its place; it is none afterwards. May be called
 * between fork() and _exit(). */
void own_file_remove(struct own_file *file);

#endif
