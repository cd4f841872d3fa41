/* Writes TAP 13: the one place that escapes it and its YAML. */
#include "report/check/tap.h"

#include <stdbool.h>
#include <stdint.h>

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

static void add_diagnostic(const struct expect_result *result, struct text *out)
{
	const struct expectation *expectation = result->expectation;

	text_add(out, "  ---\n");
	add_member("message", result->message, out);
	add_member("severity", "fail", out);
	add_member("kind", expect_kind_name(expectation->kind), out);
	if (expectation->place.file != NULL)
		add_member("file", expectation->place.file, out);
	if (expectation->place.line > 0)
		text_addf(out, "  line: %u\n", expectation->place.line);
	if (result->evidence_count > 0)
		text_add(out, "  evidence:\n");
	for (uint32_t i = 0; i < result->evidence_count; i++) {
		text_add(out, "    - ");
		tap_quote(result->evidence[i], out);
		text_add(out, "\n");
	}
	text_add(out, "  ...\n");
}

static void add_test(const struct expect_result *result, uint32_t number, struct text *out)
{
	text_addf(out, "%s %u - ", result->passed ? "ok" : "not ok", number);
	tap_escape(result->expectation->name, out);
	text_add(out, "\n");
	if (!result->passed)
		add_diagnostic(result, out);
}

void tap_print(struct expect_report *const *reports, size_t count, struct text *out)
{
	uint32_t tests = 0;
	uint32_t number = 0;

	for (size_t r = 0; r < count; r++)
		tests += reports[r]->count;
	text_addf(out, "TAP version 13\n1..%u%s\n", tests,
	          tests == 0 ? " # SKIP there is no expectation" : "");
	for (size_t r = 0; r < count; r++) {
		for (uint32_t i = 0; i < reports[r]->count; i++)
			add_test(&reports[r]->results[i], ++number, out);
	}
}

void tap_print_errors(const char *lab, const struct findings *errors, struct text *out)
{
	text_addf(out, "TAP version 13\n1..%zu\n", errors->count);
	for (size_t i = 0; i < errors->count; i++) {
		const struct finding *finding = &errors->items[i];

		text_addf(out, "not ok %zu - ", i + 1);
		tap_escape(lab, out);
		text_add(out, " can be judged\n  ---\n");
		add_member("message", finding->text, out);
		add_member("severity", "error", out);
		if (finding->place.file != NULL)
			add_member("file", finding->place.file, out);
		if (finding->place.line > 0)
			text_addf(out, "  line: %u\n", finding->place.line);
		text_add(out, "  ...\n");
	}
}
