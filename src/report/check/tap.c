/* Writes TAP 13: the one place that escapes it and its YAML. */
#include "report/check/tap.h"

#include <stdbool.h>
#include <stdint.h>

#include "base/check.h"

static bool is_control(char character)
{
	unsigned char byte = (unsigned char)character;

	return byte < 0x20 || byte == 0x7f;
}

/* A backslash before '#' and before itself is what readers of version 13 know and version 14 writes
 * down. */
void tap_escape(const char *text, struct text *out)
{
	for (; *text != '\0'; text++) {
		if (*text == '#' || *text == '\\')
			text_add(out, "\\");
		text_add_bytes(out, is_control(*text) ? " " : text, 1);
	}
}

void tap_quote(const char *text, struct text *out)
{
	text_add(out, "\"");
	for (; *text != '\0'; text++) {
		if (is_control(*text)) {
			text_addf(out, "\\x%02x", (unsigned)(unsigned char)*text);
			continue;
		}
		if (*text == '"' || *text == '\\')
			text_add(out, "\\");
		text_add_bytes(out, text, 1);
	}
	text_add(out, "\"");
}

static void add_member(const char *name, const char *value, struct text *out)
{
	text_addf(out, "  %s: ", name);
	tap_quote(value, out);
	text_add(out, "\n");
}

static const char *severity_of(const struct check_verdict *verdict)
{
	static const char *const names[] = {
	    [VERDICT_HOLDS] = "ok",
	    [VERDICT_REMARK] = "comment",
	    [VERDICT_FAILS] = "fail",
	    [VERDICT_INVALID] = "error",
	};

	CHECK(verdict->outcome < VERDICT_OUTCOME_COUNT);
	return names[verdict->outcome];
}

static void add_diagnostic(const struct check_verdict *verdict, struct text *out)
{
	text_add(out, "  ---\n");
	add_member("message", verdict->message, out);
	add_member("severity", severity_of(verdict), out);
	add_member("kind", verdict->id, out);
	if (verdict->place.file != NULL)
		add_member("file", verdict->place.file, out);
	if (verdict->place.line > 0)
		text_addf(out, "  line: %u\n", verdict->place.line);
	if (verdict->evidence_count > 0)
		text_add(out, "  evidence:\n");
	for (uint32_t i = 0; i < verdict->evidence_count; i++) {
		text_add(out, "    - ");
		tap_quote(verdict->evidence[i], out);
		text_add(out, "\n");
	}
	text_add(out, "  ...\n");
}

static void add_test(const struct check_verdict *verdict, size_t number, struct text *out)
{
	bool passes = verdict->outcome == VERDICT_HOLDS || verdict->outcome == VERDICT_REMARK;

	text_addf(out, "%s %zu - ", passes ? "ok" : "not ok", number);
	tap_escape(verdict->name, out);
	text_add(out, "\n");
	if (verdict->outcome != VERDICT_HOLDS)
		add_diagnostic(verdict, out);
}

void tap_print(const struct verdicts *verdicts, struct text *out)
{
	text_addf(out, "TAP version 13\n1..%zu%s\n", verdicts->count,
	          verdicts->count == 0 ? " # SKIP there is no expectation" : "");
	for (size_t i = 0; i < verdicts->count; i++)
		add_test(&verdicts->items[i], i + 1, out);
}
