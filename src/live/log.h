/*
 * The log of a live process: one line an event on standard error, "seconds node text".
 * It never waits for who reads it: see live/log_writer.h.
 *
 * Strangers can make lines appear by connecting, so lines about them are counted and cut.
 */
#ifndef LIVE_LOG_H
#define LIVE_LOG_H

#include <stdbool.h>
#include <stdint.h>

#include "live/clock.h"
#include "live/log_writer.h"
#include "node/node.h"

struct live_log {
	const struct live_clock *clock; /* borrowed */
	struct log_writer *writer;      /* NULL: quiet */
	int64_t stranger_second;        /* the second that stranger_lines counts */
	uint32_t stranger_lines;
};

/* `clock` is borrowed. End it with live_log_close(), which waits a second for a reader that has
 * fallen behind. */
void live_log_open(struct live_log *log, const struct live_clock *clock, bool quiet);
void live_log_close(struct live_log *log);

/* What a node noted. */
void live_log_note(const struct live_log *log, const struct node *node,
                   const struct node_effect *note);

/* A line of the driver's own about `who`, a node or the process itself. */
void live_log_line(const struct live_log *log, const char *who, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The same for what somebody unknown brought about: at most ten lines a second are written. */
void live_log_stranger(struct live_log *log, const char *who, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
