/* Writes GitHub's workflow commands: the one place that escapes them. */
#include "report/check/github.h"

#include <stdint.h>
#include <string.h>

#include "base/printable.h"
#include "report/check/check.h"

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

static void begin(const char *level, const struct place *place, const char *title, struct text *out)
{
	text_addf(out, "::%s ", level);
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
static void add_error(const struct expect_result *result, struct text *out)
{
	begin("error", &result->expectation->place, result->expectation->name, out);
	github_escape_data(result->message, out);
	for (uint32_t i = 0; i < result->evidence_count; i++) {
		text_add(out, "%0A");
		github_escape_data(result->evidence[i], out);
	}
	text_add(out, "\n");
}

/* Escaped like a command's data, so that no line break in a name lets a command begin behind it. */
static void add_plain(const struct expect_result *result, struct text *out)
{
	size_t start = out->size;

	text_add(out, "FAIL  ");
	github_escape_data(result->expectation->name, out);
	text_add(out, ": ");
	github_escape_data(result->message, out);
	printable_tame(out, start);
	text_add(out, "\n");
}

static void add_failures(const struct expect_report *report, uint32_t *shown, uint32_t failed,
                         struct text *out)
{
	for (uint32_t i = 0; i < report->count; i++) {
		if (report->results[i].passed)
			continue;
		if (*shown < GITHUB_ERRORS_MAX)
			add_error(&report->results[i], out);
		else
			add_plain(&report->results[i], out);
		if (++*shown == GITHUB_ERRORS_MAX && failed > GITHUB_ERRORS_MAX)
			text_addf(out, "::error::%u more, see the log\n",
			          failed - GITHUB_ERRORS_MAX);
	}
}

static void add_finding(const struct lint_finding *finding, const char *level, struct text *out)
{
	begin(level, &finding->place, finding->trait->id, out);
	github_escape_data(finding->message, out);
	for (uint32_t i = 0; i < finding->evidence_count; i++) {
		text_add(out, "%0A");
		github_escape_data(finding->evidence[i], out);
	}
	text_add(out, "\n");
}

/* What is no longer shown of a level is counted by the last that is. */
static void add_findings(const struct lint *lint, enum severity severity, const char *level,
                         struct text *out)
{
	uint32_t all = lint_count(lint, severity);
	uint32_t room = all > GITHUB_ERRORS_MAX + 1 ? GITHUB_ERRORS_MAX : all;
	uint32_t shown = 0;

	for (uint32_t i = 0; i < lint->count && shown < room; i++) {
		if (lint->items[i].trait->severity != severity)
			continue;
		add_finding(&lint->items[i], level, out);
		shown++;
	}
	if (all > shown)
		text_addf(
		    out,
		    "::%s title=lint::%u more of this severity; hairpin lint prints them all\n",
		    level, all - shown);
}

void github_print_lint(const struct lint *lint, struct text *out)
{
	CHECK(lint->count == 0 || lint->items != NULL);
	add_findings(lint, SEVERITY_ERROR, "error", out);
	add_findings(lint, SEVERITY_WARNING, "warning", out);
	add_findings(lint, SEVERITY_NOTE, "notice", out);
}

void github_print(struct expect_report *const *reports, size_t count, struct text *out)
{
	uint32_t all = 0;
	uint32_t failed = 0;
	uint32_t shown = 0;

	for (size_t r = 0; r < count; r++) {
		all += reports[r]->count;
		failed += reports[r]->failed;
	}
	for (size_t r = 0; r < count; r++)
		add_failures(reports[r], &shown, failed, out);
	check_summary(all, failed, out);
}

void github_print_errors(const char *lab, const struct findings *errors, struct text *out)
{
	size_t shown = errors->count < GITHUB_ERRORS_MAX ? errors->count : GITHUB_ERRORS_MAX;

	for (size_t i = 0; i < errors->count; i++) {
		if (i < shown)
			begin("error", &errors->items[i].place, lab, out);
		github_escape_data(errors->items[i].text, out);
		text_add(out, "\n");
		if (i + 1 == shown && errors->count > shown)
			text_addf(out, "::error::%zu more, see the log\n", errors->count - shown);
	}
	text_add(out, "nothing was judged\n");
}
