/* Verdicts as SARIF 2.1.0 has them (OASIS): what code scanning of forges reads. */
#include "report/check/sarif.h"

#include <ctype.h>
#include <string.h>

#include "base/check.h"
#include "report/check/lint.h"

static const char schema[] =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

static void tell_message(struct view *view, const char *name, const char *text)
{
	view_open(view, name);
	view_text(view, "text", text);
	view_close(view);
}

static void tell_rule(struct view *view, const struct verdict_rule *rule)
{
	view_row(view);
	view_text(view, "id", rule->id);
	tell_message(view, "shortDescription", rule->title);
	tell_message(view, "help", rule->help);
	view_open(view, "defaultConfiguration");
	view_text(view, "level", lint_severity_name(rule->severity));
	view_close(view);
	view_close(view);
}

static void tell_driver(struct view *view, const struct verdicts *verdicts, const char *version)
{
	view_open(view, "tool");
	view_open(view, "driver");
	view_text(view, "name", "hairpin");
	view_text(view, "version", version);
	view_list(view, "rules", NULL);
	for (size_t i = 0; i < verdicts->rule_count; i++)
		tell_rule(view, &verdicts->rules[i]);
	view_close(view);
	view_close(view);
	view_close(view);
}

/* False also means that nothing was judged: code scanning then keeps what it has. */
static void tell_invocation(struct view *view, const struct verdicts *verdicts)
{
	view_list(view, "invocations", NULL);
	view_row(view);
	view_bool(view, "executionSuccessful", verdicts_count(verdicts, VERDICT_INVALID) == 0);
	view_close(view);
	view_close(view);
}

void sarif_escape_uri(const char *path, struct text *out)
{
	static const char plain[] = "-._~/";

	if (path[0] == '/')
		text_add(out, "file://");
	for (const char *at = path; *at != '\0'; at++) {
		unsigned char byte = (unsigned char)*at;

		if (byte < 0x80 && (isalnum(byte) || strchr(plain, *at) != NULL))
			text_add_bytes(out, at, 1);
		else
			text_addf(out, "%%%02X", (unsigned)byte);
	}
}

/* Lines and columns count from 1 there as here. */
static void tell_location(struct view *view, const struct place *place)
{
	struct text uri = {0};

	CHECK(place->file != NULL);
	sarif_escape_uri(place->file, &uri);
	view_list(view, "locations", NULL);
	view_row(view);
	view_open(view, "physicalLocation");
	view_open(view, "artifactLocation");
	view_text(view, "uri", text_str(&uri));
	view_close(view);
	if (place->line > 0) {
		view_open(view, "region");
		view_unsigned(view, "startLine", place->line);
		view_unless_zero(view, "startColumn", place->column);
		view_close(view);
	}
	view_close(view);
	view_close(view);
	view_close(view);
	text_done(&uri);
}

static void tell_result(struct view *view, const struct verdicts *verdicts,
                        const struct check_verdict *verdict)
{
	struct text message = {0};

	if (strcmp(verdict->kind, "lint") != 0 && verdict->outcome != VERDICT_INVALID)
		text_addf(&message, "%s: ", verdict->name);
	text_add(&message, verdict->message);
	for (uint32_t i = 0; i < verdict->evidence_count; i++)
		text_addf(&message, "\n%s", verdict->evidence[i]);
	view_row(view);
	view_text(view, "ruleId", verdict->id);
	view_unsigned(view, "ruleIndex", verdicts_rule_of(verdicts, verdict));
	view_text(view, "level", lint_severity_name(verdict->severity));
	tell_message(view, "message", text_str(&message));
	if (verdict->place.file != NULL)
		tell_location(view, &verdict->place);
	view_open(view, "partialFingerprints");
	view_text(view, "hairpinLint/v1", verdict->fingerprint);
	view_close(view);
	view_close(view);
	text_done(&message);
}

void sarif_view(struct view *view, const struct verdicts *verdicts, const char *version)
{
	view_text(view, "$schema", schema);
	view_text(view, "version", "2.1.0");
	view_list(view, "runs", NULL);
	view_row(view);
	tell_driver(view, verdicts, version);
	tell_invocation(view, verdicts);
	view_list(view, "results", NULL);
	for (size_t i = 0; i < verdicts->count; i++) {
		if (verdicts->items[i].outcome != VERDICT_HOLDS)
			tell_result(view, verdicts, &verdicts->items[i]);
	}
	view_close(view);
	view_close(view);
	view_close(view);
}
