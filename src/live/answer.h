/*
 * Long answers of the control socket, made and sent by a child (docs/decisions/0012).
 *
 * A fork is a copy of the whole state at one time for the price of its page tables; all that
 * follows (walking the tables, writing the document, waiting for a slow reader) is the child's
 * time, and its memory goes with it.
 */
#ifndef LIVE_ANSWER_H
#define LIVE_ANSWER_H

#include <stdbool.h>
#include <sys/types.h>

#include "query/state/snapshot.h"

enum {
	ANSWER_PATIENCE_MS = 10000, /* for each bit of progress of a reader */
	ANSWER_MAX_S = 300,         /* for all of it */
};

/* How a child ended. */
enum answer_end {
	ANSWER_UNDER_WAY,
	ANSWER_GIVEN,
	ANSWER_CUT, /* before all was sent */
};

/* Makes a child that sends the snapshot of `subject` to the socket `fd` as a document. It has no
 * descriptor but this one and standard error, and no signal handlers. Returns its number, or a
 * negative errno. */
pid_t answer_begin(int fd, const struct snapshot_subject *subject);

/* Whether the child has ended, and how; then its number is no longer ours. Never waits. `why` is
 * why it was cut, if it was: static text. */
enum answer_end answer_look(pid_t child, const char **why);

/* Ends the child at once. */
void answer_kill(pid_t child);

#endif
