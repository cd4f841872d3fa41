/*
 * What a process that has all it needs may still ask of the kernel: whoever takes it over by a
 * message from the wire finds no files, no programs to start, and few system calls.
 */
#ifndef LIVE_CONFINE_SANDBOX_H
#define LIVE_CONFINE_SANDBOX_H

#include <stddef.h>

#include "live/confine/own_file.h"

/*
 * Confines the calling process, of one thread, for good: by Landlock no file can be opened, made or
 * removed, but for `files` and others in their folders, which may be removed; by seccomp all but
 * the calls in sandbox.c are answered with ENOSYS. A kernel that lacks one of the two confines by
 * the other. A build with sanitizers or for coverage, whose runtime needs more, is not confined.
 */
void sandbox_enter(const struct own_file *files, size_t count);

#endif
