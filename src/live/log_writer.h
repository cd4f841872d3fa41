/*
 * Lines on their way to a descriptor that may not be read: a terminal that is paused, a pager, a
 * log driver that is stuck. A thread of its own writes, so that nobody who has something to say
 * waits. What finds no room is counted, and "N lines lost" stands in its place.
 */
#ifndef LIVE_LOG_WRITER_H
#define LIVE_LOG_WRITER_H

#include <stddef.h>

#include "base/instant.h"

struct log_writer;

/* Bytes that wait at most, besides as many that are being written. */
enum { LOG_WRITER_ROOM = 1 << 20 };

/* Writes to `fd`, which is not closed. End it with log_writer_end(). */
struct log_writer *log_writer_new(int fd);

/* Takes a copy of a whole line, its line break included, or counts it as lost. Never waits for the
 * descriptor. `now` is when the first line that is lost was lost. */
void log_writer_put(struct log_writer *writer, struct instant now, const char *line, size_t size);

/* Waits until all is written, but at most `patience_ms`. A thread that is then still stuck in its
 * write keeps the writer, until the process ends. */
void log_writer_end(struct log_writer *writer, unsigned patience_ms);

#endif
