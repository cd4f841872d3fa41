/*
 * Removes files at the end of a process that has no right to do so any more: a process forked
 * before the right was given up, which does nothing but wait for the first one's end, however that
 * comes.
 */
#ifndef LIVE_CONFINE_JANITOR_H
#define LIVE_CONFINE_JANITOR_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "live/confine/own_file.h"

/* Zero: there is none. */
struct janitor {
	pid_t process;
	int line; /* that it hears our end by */
};

/* Forks one for `files`. False, with errno, if that cannot be. */
bool janitor_start(struct janitor *janitor, const struct own_file *files, size_t count);

/* Lets it do its work, and waits until that is done; nothing when there is none. */
void janitor_end(struct janitor *janitor);

#endif
