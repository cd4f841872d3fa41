/* Says findings of lint. */
#include "report/check/lint.h"

#include <inttypes.h>

#include "base/check.h"

enum { LINT_VERSION = 1 };

const char *lint_severity_name(enum severity severity)
{
	static const char *const names[] = {
	    [SEVERITY_ERROR] = "error",
	    [SEVERITY_WARNING] = "warning",
	    [SEVERITY_NOTE] = "note",
	};

	CHECK(severity < COUNT_OF(names));
	return names[severity];
}

static void say_finding(struct view *view, const struct lint_finding *finding)
{
	const struct lint_trait *trait = finding->trait;

	view_say(view, "%s  %s: %s\n", lint_severity_name(trait->severity), trait->id,
	         finding->message);
	if (finding->place.file != NULL)
		view_say(view, "      %s:%u\n", finding->place.file, finding->place.line);
	for (uint32_t i = 0; i < finding->evidence_count; i++)
		view_say(view, "      %s\n", finding->evidence[i]);
	view_say(view, "      mend: %s\n", trait->mend);
	if (trait->rule != NULL || trait->rfc != NULL)
		view_say(view, "      by %s%s%s\n", trait->rule == NULL ? "" : trait->rule,
		         trait->rule == NULL || trait->rfc == NULL ? "" : "; ",
		         trait->rfc == NULL ? "" : trait->rfc);
}

static void tell_texts(struct view *view, const char *name, const char *const *texts,
                       uint32_t count)
{
	view_list(view, name, NULL);
	for (uint32_t i = 0; i < count; i++)
		view_text(view, NULL, texts[i]);
	view_close(view);
}

static void tell_finding(struct view *view, const struct lint_finding *finding)
{
	const struct lint_trait *trait = finding->trait;
	char fingerprint[LINT_FINGERPRINT_MAX];

	view_row(view);
	say_finding(view, finding);
	view_text(view, "finding", trait->id);
	view_text(view, "family", lint_family_name(trait->family));
	view_text(view, "severity", lint_severity_name(trait->severity));
	view_text(view, "file", finding->place.file);
	view_unless_zero(view, "line", finding->place.line);
	view_unless_zero(view, "column", finding->place.column);
	tell_texts(view, "elements", finding->elements, finding->element_count);
	view_text(view, "message", finding->message);
	tell_texts(view, "evidence", finding->evidence, finding->evidence_count);
	view_text(view, "mend", trait->mend);
	view_text(view, "rule", trait->rule);
	view_text(view, "rfc", trait->rfc);
	view_text(view, "fingerprint", lint_fingerprint(finding, fingerprint));
	view_close(view);
}

void lint_summary(const struct lint *lint, struct text *out)
{
	uint32_t errors = lint_count(lint, SEVERITY_ERROR);
	uint32_t warnings = lint_count(lint, SEVERITY_WARNING);
	uint32_t notes = lint_count(lint, SEVERITY_NOTE);

	CHECK(errors + warnings + notes == lint->count);
	text_addf(out, "%" PRIu32 " error%s, %" PRIu32 " warning%s, %" PRIu32 " note%s", errors,
	          errors == 1 ? "" : "s", warnings, warnings == 1 ? "" : "s", notes,
	          notes == 1 ? "" : "s");
	if (lint->accepted > 0)
		text_addf(out, "; %" PRIu64 " accepted", lint->accepted);
	text_add(out, "\n");
}

void lint_tell(struct view *view, const struct lint *lint)
{
	struct text summary = {0};

	view_unsigned(view, "errors", lint_count(lint, SEVERITY_ERROR));
	view_unsigned(view, "warnings", lint_count(lint, SEVERITY_WARNING));
	view_unsigned(view, "notes", lint_count(lint, SEVERITY_NOTE));
	view_unless_zero(view, "accepted", lint->accepted);
	view_unless_zero(view, "leftOut", lint->left_out);
	view_list(view, "findings", NULL);
	for (uint32_t i = 0; i < lint->count; i++)
		tell_finding(view, &lint->items[i]);
	view_close(view);
	if (lint->left_out > 0)
		view_say(view, "... and %" PRIu64 " more of the same kinds\n", lint->left_out);
	lint_summary(lint, &summary);
	view_say(view, "%s", text_str(&summary));
	text_done(&summary);
}

void lint_view(struct view *view, const struct lint *lint)
{
	view_format(view, "hairpin-lint", LINT_VERSION);
	view_text(view, "lab", lint->lab);
	lint_tell(view, lint);
}
