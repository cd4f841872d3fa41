/* The file with the number of the process. */
#ifndef LIVE_PID_FILE_H
#define LIVE_PID_FILE_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/findings.h"

/* Zero: there is none. */
struct pid_file {
	const char *path; /* borrowed */
	dev_t device;     /* of the file that we wrote */
	ino_t inode;
};

/* Writes our number into `path`, a new file or a regular one: a symbolic link is not followed. On
 * failure a finding, and there is none. */
void pid_file_write(struct pid_file *file, const char *path, struct findings *findings);

/* Removes the file, if it is still ours. */
void pid_file_remove(struct pid_file *file);

#endif
