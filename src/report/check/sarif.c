/* Findings of lint as SARIF 2.1.0 has them (OASIS): what code scanning of forges reads. */
#include "report/check/sarif.h"

#include "report/check/lint.h"

static const char schema[] =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

static void tell_message(struct view *view, const char *name, const char *text)
{
	view_open(view, name);
	view_text(view, "text", text);
	view_close(view);
}

static void tell_rule(struct view *view, const struct lint_trait *trait)
{
	view_row(view);
	view_text(view, "id", trait->id);
	tell_message(view, "shortDescription", trait->title);
	tell_message(view, "help", trait->mend);
	view_open(view, "defaultConfiguration");
	view_text(view, "level", lint_severity_name(trait->severity));
	view_close(view);
	view_close(view);
}

static void tell_driver(struct view *view, const char *version)
{
	view_open(view, "tool");
	view_open(view, "driver");
	view_text(view, "name", "hairpin");
	view_text(view, "version", version);
	view_list(view, "rules", NULL);
	for (uint32_t i = 0; lint_trait_at(i) != NULL; i++)
		tell_rule(view, lint_trait_at(i));
	view_close(view);
	view_close(view);
	view_close(view);
}

static uint32_t rule_index(const struct lint_trait *trait)
{
	uint32_t index = 0;

	while (lint_trait_at(index) != trait)
		index++;
	return index;
}

/* Lines and columns count from 1 there as here. */
static void tell_location(struct view *view, const struct place *place)
{
	view_list(view, "locations", NULL);
	view_row(view);
	view_open(view, "physicalLocation");
	view_open(view, "artifactLocation");
	view_text(view, "uri", place->file);
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
}

static void tell_result(struct view *view, const struct lint_finding *finding)
{
	char fingerprint[LINT_FINGERPRINT_MAX];
	struct text message = {0};

	text_add(&message, finding->message);
	for (uint32_t i = 0; i < finding->evidence_count; i++)
		text_addf(&message, "\n%s", finding->evidence[i]);
	view_row(view);
	view_text(view, "ruleId", finding->trait->id);
	view_unsigned(view, "ruleIndex", rule_index(finding->trait));
	view_text(view, "level", lint_severity_name(finding->trait->severity));
	tell_message(view, "message", text_str(&message));
	if (finding->place.file != NULL)
		tell_location(view, &finding->place);
	view_open(view, "partialFingerprints");
	view_text(view, "hairpinLint/v1", lint_fingerprint(finding, fingerprint));
	view_close(view);
	view_close(view);
	text_done(&message);
}

void lint_sarif(struct view *view, const struct lint *lint, const char *version)
{
	view_text(view, "$schema", schema);
	view_text(view, "version", "2.1.0");
	view_list(view, "runs", NULL);
	view_row(view);
	tell_driver(view, version);
	view_list(view, "results", NULL);
	for (uint32_t i = 0; i < lint->count; i++)
		tell_result(view, &lint->items[i]);
	view_close(view);
	view_close(view);
	view_close(view);
}
