/* Writes the Markdown of a summary. */
#include "report/check/summary.h"

#include <stdbool.h>

#include "base/check.h"
#include "base/printable.h"
#include "report/check/junit.h"
#include "report/check/lint.h"
#include "report/frame/markdown.h"

static const char *word_of(const struct check_verdict *verdict)
{
	static const char *const words[] = {
	    [VERDICT_HOLDS] = "holds",
	    [VERDICT_REMARK] = "remark",
	    [VERDICT_FAILS] = "fails",
	    [VERDICT_INVALID] = "invalid",
	};

	CHECK(verdict->outcome < VERDICT_OUTCOME_COUNT);
	return words[verdict->outcome];
}

static void add_place(const struct place *place, struct text *out)
{
	if (place->file == NULL)
		return;
	markdown_escape(place->file, out);
	if (place->line > 0)
		text_addf(out, ":%u", place->line);
}

static void add_row(const struct check_verdict *verdict, struct text *out)
{
	bool fails = verdict->outcome != VERDICT_REMARK;

	text_addf(out, "| %s%s%s | ", fails ? "**" : "", word_of(verdict), fails ? "**" : "");
	markdown_escape(verdict->id, out);
	text_add(out, " | ");
	if (verdict->name != verdict->id && verdict->outcome != VERDICT_INVALID) {
		markdown_escape(verdict->name, out);
		text_add(out, ": ");
	}
	markdown_escape(verdict->message, out);
	text_add(out, " | ");
	add_place(&verdict->place, out);
	text_add(out, " |\n");
}

/* In HTML, for a block of code ends where the evidence says so, and <pre> does not. */
static void add_evidence(const struct check_verdict *verdict, struct text *out)
{
	text_add(out, "\n<details><summary>");
	xml_escape(verdict->name, out);
	text_add(out, "</summary>\n<pre>");
	for (uint32_t i = 0; i < verdict->evidence_count; i++) {
		xml_escape(verdict->evidence[i], out);
		text_add(out, "\n");
	}
	text_add(out, "</pre>\n</details>\n");
}

static void add_table(const struct verdicts *verdicts, size_t count, struct text *out)
{
	size_t shown = 0;

	text_add(out, "\n| Result | Rule | What | Where |\n| --- | --- | --- | --- |\n");
	for (size_t i = 0; i < verdicts->count && shown < SUMMARY_ROWS_MAX; i++) {
		if (verdicts->items[i].outcome == VERDICT_HOLDS)
			continue;
		add_row(&verdicts->items[i], out);
		shown++;
	}
	if (shown < count)
		text_addf(out, "\nand %zu more\n", count - shown);
}

static void add_all_evidence(const struct verdicts *verdicts, struct text *out)
{
	size_t shown = 0;

	for (size_t i = 0; i < verdicts->count && shown < SUMMARY_EVIDENCE_MAX; i++) {
		const struct check_verdict *verdict = &verdicts->items[i];

		if (verdict->outcome == VERDICT_HOLDS || verdict->evidence_count == 0)
			continue;
		add_evidence(verdict, out);
		shown++;
	}
}

void summary_print(const struct verdicts *verdicts, struct text *out)
{
	size_t holding = verdicts_count(verdicts, VERDICT_HOLDS);
	const char *line = text_str(&verdicts->summary);
	size_t start = out->size;

	text_add(out, "## hairpin: ");
	markdown_escape(verdicts->lab, out);
	text_add(out, "\n");
	for (; *line != '\0'; line++) {
		if (line == text_str(&verdicts->summary) || line[-1] == '\n')
			text_add(out, "\n");
		text_add_bytes(out, line, 1);
	}
	if (holding < verdicts->count) {
		add_table(verdicts, verdicts->count - holding, out);
		add_all_evidence(verdicts, out);
	}
	printable_tame(out, start);
}
