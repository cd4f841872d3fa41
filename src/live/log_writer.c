/* Two buffers: one is filled while the other is written. */
#include "live/log_writer.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <uv.h>

#include "base/check.h"
#include "base/mem.h"

struct log_writer {
	uv_thread_t thread;
	uv_mutex_t lock; /* for all below */
	uv_cond_t changed;
	char *filling;
	size_t filled;
	char *writing;          /* the thread's own between two swaps */
	uint64_t lost;          /* lines, behind those in `filling` */
	struct instant lost_at; /* the first of them */
	bool started;
	bool ending;
	bool ended; /* the thread has written everything */
	int fd;
};

static bool wait_for_room(int fd)
{
	struct pollfd wait = {.fd = fd, .events = POLLOUT};

	return poll(&wait, 1, -1) == 1 || errno == EINTR;
}

/* Somebody else may have made the descriptor one that does not block. Any other error is not worth
 * a word, for where should it be said? */
static void write_all(int fd, const char *at, size_t size)
{
	while (size > 0) {
		ssize_t written = write(fd, at, size);
		if (written < 0 && errno == EAGAIN && wait_for_room(fd))
			continue;
		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0)
			return;
		at += written;
		size -= (size_t)written;
	}
}

static void write_lost(int fd, uint64_t lost, struct instant at)
{
	char line[64];
	int size = snprintf(line, sizeof(line), "%9.3f hairpin %" PRIu64 " line%s lost\n",
	                    (double)at.us / (double)US_PER_S, lost, lost == 1 ? "" : "s");

	CHECK(size > 0 && (size_t)size < sizeof(line));
	write_all(fd, line, (size_t)size);
}

/* Writes what has gathered. The lock is held before and behind, and not meanwhile. */
static void write_gathered(struct log_writer *writer)
{
	char *text = writer->filling;
	size_t size = writer->filled;
	uint64_t lost = writer->lost;
	struct instant lost_at = writer->lost_at;

	writer->filling = writer->writing;
	writer->writing = text;
	writer->filled = 0;
	writer->lost = 0;
	uv_mutex_unlock(&writer->lock);
	write_all(writer->fd, text, size);
	if (lost > 0)
		write_lost(writer->fd, lost, lost_at);
	uv_mutex_lock(&writer->lock);
}

static void run(void *user)
{
	struct log_writer *writer = user;

	uv_mutex_lock(&writer->lock);
	while (writer->filled > 0 || writer->lost > 0 || !writer->ending) {
		if (writer->filled > 0 || writer->lost > 0)
			write_gathered(writer);
		else
			uv_cond_wait(&writer->changed, &writer->lock);
	}
	writer->ended = true;
	uv_cond_broadcast(&writer->changed);
	uv_mutex_unlock(&writer->lock);
}

/* With the first line, so that a process may give up rights for all its threads before. Signals are
 * the loop's. */
static void start(struct log_writer *writer)
{
	static const uv_thread_options_t options = {
	    .flags = UV_THREAD_HAS_STACK_SIZE,
	    .stack_size = 256 * 1024, /* the usual one is all that a container may have */
	};
	sigset_t all;
	sigset_t before;

	sigfillset(&all);
	CHECK(pthread_sigmask(SIG_SETMASK, &all, &before) == 0);
	if (uv_thread_create_ex(&writer->thread, &options, run, writer) != 0)
		mem_exhausted();
	CHECK(pthread_sigmask(SIG_SETMASK, &before, NULL) == 0);
	writer->started = true;
}

struct log_writer *log_writer_new(int fd)
{
	struct log_writer *writer = xcalloc(1, sizeof(*writer));

	writer->fd = fd;
	writer->filling = xmalloc(LOG_WRITER_ROOM);
	writer->writing = xmalloc(LOG_WRITER_ROOM);
	CHECK(uv_mutex_init(&writer->lock) == 0 && uv_cond_init(&writer->changed) == 0);
	return writer;
}

void log_writer_put(struct log_writer *writer, struct instant now, const char *line, size_t size)
{
	CHECK(size > 0 && line[size - 1] == '\n');
	uv_mutex_lock(&writer->lock);
	CHECK(!writer->ending && writer->filled <= LOG_WRITER_ROOM);
	if (!writer->started)
		start(writer);
	if (writer->lost == 0 && size <= LOG_WRITER_ROOM - writer->filled) {
		memcpy(writer->filling + writer->filled, line, size);
		writer->filled += size;
	} else if (writer->lost++ == 0) {
		writer->lost_at = now;
	}
	uv_cond_broadcast(&writer->changed);
	uv_mutex_unlock(&writer->lock);
}

/* Whether the thread came to its end in time. */
static bool wait_for_end(struct log_writer *writer, unsigned patience_ms)
{
	uint64_t until_ns = uv_hrtime() + (uint64_t)patience_ms * 1000000;

	uv_mutex_lock(&writer->lock);
	writer->ending = true;
	uv_cond_broadcast(&writer->changed);
	for (uint64_t now = uv_hrtime(); !writer->ended && now < until_ns; now = uv_hrtime())
		uv_cond_timedwait(&writer->changed, &writer->lock, until_ns - now);
	bool ended = writer->ended;
	uv_mutex_unlock(&writer->lock);
	return ended;
}

void log_writer_end(struct log_writer *writer, unsigned patience_ms)
{
	if (writer->started && !wait_for_end(writer, patience_ms))
		return;
	if (writer->started)
		CHECK(uv_thread_join(&writer->thread) == 0);
	uv_cond_destroy(&writer->changed);
	uv_mutex_destroy(&writer->lock);
	free(writer->filling);
	free(writer->writing);
	free(writer);
}
