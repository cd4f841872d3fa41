/* Writes the log lines of a live process. */
#include "live/log.h"

#include <unistd.h>

#include "base/printable.h"
#include "base/text.h"

enum {
	STRANGER_LINES_PER_SECOND = 10,
	LAST_LINES_MS = 1000, /* for a reader that has fallen behind when the process ends */
};

void live_log_open(struct live_log *log, const struct live_clock *clock, bool quiet)
{
	*log = (struct live_log){.clock = clock};
	if (!quiet)
		log->writer = log_writer_new(STDERR_FILENO);
}

void live_log_close(struct live_log *log)
{
	if (log->writer != NULL)
		log_writer_end(log->writer, LAST_LINES_MS);
	log->writer = NULL;
}

static void begin(const struct live_log *log, const char *who, struct text *line)
{
	struct instant now = live_clock_now(log->clock);

	text_addf(line, "%9.3f %s ", (double)now.us / (double)US_PER_S, who);
}

/* Nodes have the names of the lab, and routers say what they like. */
static void finish(const struct live_log *log, struct text *line)
{
	struct text tame = {0};

	printable_add(&tame, text_str(line), false);
	printable_tame(&tame, 0);
	text_add(&tame, "\n");
	log_writer_put(log->writer, live_clock_now(log->clock), tame.at, tame.size);
	text_done(&tame);
	text_done(line);
}

static void add_line(const struct live_log *log, const char *who, const char *format, va_list args)
{
	struct text line = {0};

	if (log->writer == NULL)
		return;
	begin(log, who, &line);
	text_addv(&line, format, args);
	finish(log, &line);
}

void live_log_note(const struct live_log *log, const struct node *node,
                   const struct node_effect *note)
{
	struct text line = {0};

	if (log->writer == NULL)
		return;
	begin(log, node_conf(node)->name, &line);
	node_note_format(node, note, &line);
	finish(log, &line);
}

void live_log_line(const struct live_log *log, const char *who, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	add_line(log, who, format, args);
	va_end(args);
}

void live_log_stranger(struct live_log *log, const char *who, const char *format, ...)
{
	int64_t second = live_clock_now(log->clock).us / US_PER_S;
	va_list args;

	if (second != log->stranger_second) {
		log->stranger_second = second;
		log->stranger_lines = 0;
	}
	if (++log->stranger_lines > STRANGER_LINES_PER_SECOND)
		return;
	va_start(args, format);
	add_line(log, who, format, args);
	va_end(args);
}
