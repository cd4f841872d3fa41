/* What was found in labs, in its two forms. */
#include "report/check/validation.h"

#include <inttypes.h>
#include <string.h>

#include "base/check.h"
#include "report/check/lint.h"

void validation_count(struct validation *out, const struct lab *lab)
{
	out->valid = lab != NULL;
	if (lab == NULL)
		return;
	CHECK(lab->vnet_count >= lab->hub_count);
	/* The networks of virtual hubs are among the others. */
	out->networks = lab->vnet_count - lab->hub_count;
	out->hubs = lab->hub_count;
	out->circuits = lab->circuit_count;
	out->sites = lab->site_count;
}

/* The rule that a finding names at its end, "[fastpath]"; false when it names none. */
static bool rule_of(const char *finding, struct text *rule)
{
	size_t size = strlen(finding);
	const char *open = strrchr(finding, '[');

	if (open == NULL || finding[size - 1] != ']' || strchr(open, ' ') != NULL)
		return false;
	text_add_bytes(rule, open + 1, (size_t)(finding + size - 1 - (open + 1)));
	return true;
}

static void tell_finding(struct view *view, const struct finding *finding)
{
	struct text rule = {0};

	view_row(view);
	view_text(view, "severity", lint_severity_name(finding->severity));
	view_text(view, "file", finding->place.file);
	view_unless_zero(view, "line", finding->place.line);
	view_unless_zero(view, "column", finding->place.column);
	view_text(view, "message", finding->text);
	if (rule_of(finding->text, &rule))
		view_text(view, "rule", text_str(&rule));
	view_close(view);
	text_done(&rule);
}

static void tell_counts(struct view *view, const struct validation *lab)
{
	view_unsigned(view, "virtualNetworks", lab->networks);
	view_unsigned(view, "virtualHubs", lab->hubs);
	view_unsigned(view, "circuits", lab->circuits);
	view_unsigned(view, "sites", lab->sites);
}

static void say_count(struct view *view, uint32_t count, const char *what, const char *end)
{
	view_say(view, "%" PRIu32 " %s%s%s", count, what, count == 1 ? "" : "s", end);
}

static void say_lab(struct view *view, const struct validation *lab)
{
	view_say(view, "%s: valid: ", lab->file);
	say_count(view, lab->networks, "virtual network", ", ");
	if (lab->hubs > 0)
		say_count(view, lab->hubs, "virtual hub", ", ");
	say_count(view, lab->circuits, "circuit", ", ");
	say_count(view, lab->sites, "site", "\n");
}

void validation_view(struct view *view, const struct validation *labs, size_t count)
{
	size_t errors = 0;
	size_t all = 0;

	for (size_t i = 0; i < count; i++) {
		errors += findings_errors(&labs[i].findings);
		all += labs[i].findings.count;
	}
	view_format(view, "hairpin-validate", 1);
	view_unsigned(view, "errors", errors);
	view_unsigned(view, "warnings", all - errors);
	view_list(view, "labs", NULL);
	for (size_t i = 0; i < count; i++) {
		view_row(view);
		view_text(view, "file", labs[i].file);
		view_bool(view, "valid", labs[i].valid);
		if (labs[i].valid)
			tell_counts(view, &labs[i]);
		view_list(view, "findings", NULL);
		for (size_t k = 0; k < labs[i].findings.count; k++)
			tell_finding(view, &labs[i].findings.items[k]);
		view_close(view);
		view_close(view);
	}
	view_close(view);
	for (size_t i = 0; i < count; i++) {
		if (labs[i].valid)
			say_lab(view, &labs[i]);
	}
}
