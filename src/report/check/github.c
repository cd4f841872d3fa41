/* Writes GitHub's workflow commands: the one place that escapes them. */
#include "report/check/github.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/check.h"
#include "base/printable.h"

/* What GitHub would not take back is made printable first: the log shows it as it is. */
static void escape(const char *text, const char *special, struct text *out)
{
	size_t left = strlen(text);

	while (left > 0) {
		size_t size = strcspn(text, special);
		struct text plain = {0};

		text_add_bytes(&plain, text, size);
		printable_add(out, text_str(&plain), false);
		text_done(&plain);
		if (size < left)
			text_addf(out, "%%%02X", (unsigned)(unsigned char)text[size++]);
		text += size;
		left -= size;
	}
}

void github_escape_data(const char *text, struct text *out)
{
	escape(text, "%\r\n", out);
}

void github_escape_property(const char *text, struct text *out)
{
	escape(text, "%\r\n:,", out);
}

static void add_property(const char *name, const char *value, struct text *out)
{
	text_addf(out, "%s=", name);
	github_escape_property(value, out);
}

static void begin(const struct place *place, const char *title, struct text *out)
{
	if (place->file != NULL) {
		add_property("file", place->file, out);
		if (place->line > 0)
			text_addf(out, ",line=%u", place->line);
		text_add(out, ",");
	}
	add_property("title", title, out);
	text_add(out, "::");
}

/* The evidence is part of the message: a line break in it is the escaped one. */
static void add_annotation(const struct check_verdict *verdict, const char *level, struct text *out)
{
	size_t start;

	text_addf(out, "::%s ", level);
	start = out->size;
	begin(&verdict->place, verdict->name, out);
	github_escape_data(verdict->message, out);
	for (uint32_t i = 0; i < verdict->evidence_count; i++) {
		text_add(out, "%0A");
		github_escape_data(verdict->evidence[i], out);
	}
	printable_tame(out, start);
	text_add(out, "\n");
}

/* Escaped like a command's data, so that no line break in a name lets a command begin behind it. */
static void add_plain(const struct check_verdict *verdict, struct text *out)
{
	size_t start = out->size;
	bool fails = verdict->outcome != VERDICT_REMARK;

	text_add(out, fails ? "FAIL  " : "note  ");
	github_escape_data(verdict->name, out);
	text_add(out, ": ");
	github_escape_data(verdict->message, out);
	printable_tame(out, start);
	text_add(out, "\n");
}

static bool is_shown(const struct check_verdict *verdict, enum severity severity)
{
	return verdict->outcome != VERDICT_HOLDS && verdict->severity == severity;
}

/* All of one severity; the first few as annotations, which GitHub counts by severity. */
static void add_all(const struct verdicts *verdicts, enum severity severity, const char *level,
                    struct text *out)
{
	size_t all = 0;
	size_t shown = 0;

	for (size_t i = 0; i < verdicts->count; i++)
		all += is_shown(&verdicts->items[i], severity);
	for (size_t i = 0; i < verdicts->count; i++) {
		if (!is_shown(&verdicts->items[i], severity))
			continue;
		if (shown < GITHUB_ERRORS_MAX)
			add_annotation(&verdicts->items[i], level, out);
		else
			add_plain(&verdicts->items[i], out);
		if (++shown == GITHUB_ERRORS_MAX && all > shown)
			text_addf(out, "::%s::%zu more, see the log\n", level, all - shown);
	}
}

void github_print(const struct verdicts *verdicts, struct text *out)
{
	CHECK(verdicts->count == 0 || verdicts->items != NULL);
	add_all(verdicts, SEVERITY_ERROR, "error", out);
	add_all(verdicts, SEVERITY_WARNING, "warning", out);
	add_all(verdicts, SEVERITY_NOTE, "notice", out);
	text_add(out, text_str(&verdicts->summary));
}
