/* Writes JUnit XML: the one place that escapes XML. */
#include "report/check/junit.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/utf8.h"

/* The characters of XML 1.0, section 2.2. */
static bool is_xml_character(uint32_t code)
{
	return code == '\t' || code == '\n' || code == '\r' || (code >= 0x20 && code <= 0xd7ff) ||
	       (code >= 0xe000 && code <= 0xfffd) || (code >= 0x10000 && code <= 0x10ffff);
}

static const char *entity_of(uint32_t code)
{
	static const struct {
		char character;
		const char *entity;
	} entities[] = {
	    {'&', "&amp;"},   {'<', "&lt;"},  {'>', "&gt;"},   {'"', "&quot;"},
	    {'\'', "&apos;"}, {'\t', "&#9;"}, {'\n', "&#10;"}, {'\r', "&#13;"},
	};

	for (size_t i = 0; i < sizeof(entities) / sizeof(entities[0]); i++) {
		if (code == (unsigned char)entities[i].character)
			return entities[i].entity;
	}
	return NULL;
}

void xml_escape(const char *text, struct text *out)
{
	const char *at = text;
	const char *end = text + strlen(text);

	while (at < end) {
		uint32_t code = 0;
		unsigned size = utf8_decode(at, (size_t)(end - at), &code);
		const char *entity = size == 0 ? NULL : entity_of(code);

		if (size == 0 || !is_xml_character(code))
			text_add(out, "\xef\xbf\xbd");
		else if (entity != NULL)
			text_add(out, entity);
		else
			text_add_bytes(out, at, size);
		at += size == 0 ? 1 : size;
	}
}

static void add_attribute(const char *name, const char *value, struct text *out)
{
	text_addf(out, " %s=\"", name);
	xml_escape(value, out);
	text_add(out, "\"");
}

static void add_lines(const struct check_verdict *verdict, struct text *out)
{
	xml_escape(verdict->message, out);
	for (uint32_t i = 0; i < verdict->evidence_count; i++) {
		text_add(out, "\n");
		xml_escape(verdict->evidence[i], out);
	}
}

/* The evidence keeps its lines: they are separate in the data, so that none is escaped away. */
static void add_body(const struct check_verdict *verdict, struct text *out)
{
	const char *element = verdict->outcome == VERDICT_INVALID ? "error" : "failure";

	if (verdict->outcome == VERDICT_REMARK) {
		text_addf(out, "      <system-out>");
		add_lines(verdict, out);
		text_add(out, "\n</system-out>\n");
		return;
	}
	text_addf(out, "      <%s", element);
	add_attribute("type", verdict->id, out);
	add_attribute("message", verdict->message, out);
	text_add(out, ">");
	add_lines(verdict, out);
	text_addf(out, "\n</%s>\n", element);
}

static void add_case(const char *lab, const struct check_verdict *verdict, struct text *out)
{
	struct text class = {0};

	text_addf(&class, "%s.%s", lab, verdict->kind);
	text_add(out, "    <testcase");
	add_attribute("classname", text_str(&class), out);
	add_attribute("name", verdict->name, out);
	if (verdict->place.file != NULL)
		add_attribute("file", verdict->place.file, out);
	if (verdict->place.line > 0)
		text_addf(out, " line=\"%u\"", verdict->place.line);
	text_add(out, " time=\"0\"");
	if (verdict->outcome == VERDICT_HOLDS) {
		text_add(out, "/>\n");
	} else {
		text_add(out, ">\n");
		add_body(verdict, out);
		text_add(out, "    </testcase>\n");
	}
	text_done(&class);
}

void junit_print(const struct verdicts *verdicts, struct text *out)
{
	size_t failures = verdicts_count(verdicts, VERDICT_FAILS);
	size_t errors = verdicts_count(verdicts, VERDICT_INVALID);

	text_add(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
	text_addf(out, "<testsuites tests=\"%zu\" failures=\"%zu\"", verdicts->count, failures);
	if (errors > 0)
		text_addf(out, " errors=\"%zu\"", errors);
	text_add(out, ">\n  <testsuite");
	add_attribute("name", verdicts->lab, out);
	text_addf(out, " tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" skipped=\"0\" time=\"0\">\n",
	          verdicts->count, failures, errors);
	for (size_t i = 0; i < verdicts->count; i++)
		add_case(verdicts->lab, &verdicts->items[i], out);
	text_add(out, "  </testsuite>\n</testsuites>\n");
}
