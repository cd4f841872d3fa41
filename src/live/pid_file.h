/* The file with the number of the process. */
#ifndef LIVE_PID_FILE_H
#define LIVE_PID_FILE_H

#include "base/findings.h"
#include "live/confine/own_file.h"

/* Writes our number into `path`, a new file or a regular one: a symbolic link is not followed. On
 * failure a finding, and there is none. */
struct own_file pid_file_write(const char *path, struct findings *findings);

#endif
