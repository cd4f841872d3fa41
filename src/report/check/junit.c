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

/* The evidence keeps its lines: they are separate in the data, so that none is escaped away. */
static void add_failure(const struct expect_result *result, struct text *out)
{
	text_add(out, "      <failure");
	add_attribute("type", expect_kind_name(result->expectation->kind), out);
	add_attribute("message", result->message, out);
	text_add(out, ">");
	xml_escape(result->message, out);
	text_add(out, "\n");
	for (uint32_t i = 0; i < result->evidence_count; i++) {
		xml_escape(result->evidence[i], out);
		text_add(out, "\n");
	}
	text_add(out, "</failure>\n");
}

static void add_case(const char *lab, const struct expect_result *result, struct text *out)
{
	const struct expectation *expectation = result->expectation;
	struct text class = {0};

	text_addf(&class, "%s.%s", lab, expect_kind_name(expectation->kind));
	text_add(out, "    <testcase");
	add_attribute("classname", text_str(&class), out);
	add_attribute("name", expectation->name, out);
	if (expectation->place.file != NULL)
		add_attribute("file", expectation->place.file, out);
	if (expectation->place.line > 0)
		text_addf(out, " line=\"%u\"", expectation->place.line);
	text_add(out, " time=\"0\"");
	if (result->passed) {
		text_add(out, "/>\n");
	} else {
		text_add(out, ">\n");
		add_failure(result, out);
		text_add(out, "    </testcase>\n");
	}
	text_done(&class);
}

void junit_print(const char *lab, struct expect_report *const *reports, size_t count,
                 struct text *out)
{
	uint32_t tests = 0;
	uint32_t failures = 0;

	for (size_t r = 0; r < count; r++) {
		tests += reports[r]->count;
		failures += reports[r]->failed;
	}
	text_add(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
	text_addf(out, "<testsuites tests=\"%u\" failures=\"%u\">\n  <testsuite", tests, failures);
	add_attribute("name", lab, out);
	text_addf(out, " tests=\"%u\" failures=\"%u\" errors=\"0\" skipped=\"0\" time=\"0\">\n",
	          tests, failures);
	for (size_t r = 0; r < count; r++) {
		for (uint32_t i = 0; i < reports[r]->count; i++)
			add_case(lab, &reports[r]->results[i], out);
	}
	text_add(out, "  </testsuite>\n</testsuites>\n");
}

static void add_error_case(const char *lab, const struct finding *finding, struct text *out)
{
	text_add(out, "    <testcase");
	add_attribute("classname", lab, out);
	add_attribute("name", "lab and expectations can be judged", out);
	if (finding->place.file != NULL)
		add_attribute("file", finding->place.file, out);
	if (finding->place.line > 0)
		text_addf(out, " line=\"%u\"", finding->place.line);
	text_add(out, " time=\"0\">\n      <error type=\"invalid\"");
	add_attribute("message", finding->text, out);
	text_add(out, ">");
	xml_escape(finding->text, out);
	text_add(out, "</error>\n    </testcase>\n");
}

void junit_print_errors(const char *lab, const struct findings *errors, struct text *out)
{
	text_add(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
	text_addf(out, "<testsuites tests=\"%zu\" failures=\"0\" errors=\"%zu\">\n  <testsuite",
	          errors->count, errors->count);
	add_attribute("name", lab, out);
	text_addf(out, " tests=\"%zu\" failures=\"0\" errors=\"%zu\" skipped=\"0\" time=\"0\">\n",
	          errors->count, errors->count);
	for (size_t i = 0; i < errors->count; i++)
		add_error_case(lab, &errors->items[i], out);
	text_add(out, "  </testsuite>\n</testsuites>\n");
}
