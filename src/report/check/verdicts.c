/* Gathers verdicts. */
#include "report/check/verdicts.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/mem.h"
#include "report/check/check.h"
#include "report/check/lint.h"

struct verdicts *verdicts_new(const char *lab)
{
	struct verdicts *verdicts = xcalloc(1, sizeof(*verdicts));

	verdicts->arena = arena_new();
	verdicts->lab = lab;
	return verdicts;
}

void verdicts_free(struct verdicts *verdicts)
{
	if (verdicts == NULL)
		return;
	text_done(&verdicts->summary);
	free(verdicts->items);
	free(verdicts->rules);
	arena_free(verdicts->arena);
	free(verdicts);
}

/* The text, which is freed, in the arena. */
static const char *keep(struct verdicts *verdicts, struct text *text)
{
	const char *kept = arena_strdup(verdicts->arena, text_str(text));

	text_done(text);
	return kept;
}

static void add_rule(struct verdicts *verdicts, struct verdict_rule rule)
{
	for (size_t i = 0; i < verdicts->rule_count; i++) {
		if (strcmp(verdicts->rules[i].id, rule.id) == 0)
			return;
	}
	verdicts->rules = mem_grow(verdicts->rules, &verdicts->rule_capacity,
	                           verdicts->rule_count + 1, sizeof(*verdicts->rules));
	verdicts->rules[verdicts->rule_count++] = rule;
}

/* By rule, name and file alone, as those of lint are by elements: lines may move. */
static void sign(struct check_verdict *verdict, const char *name)
{
	const struct lint_trait trait = {.id = verdict->id};
	const char *elements[] = {name, verdict->place.file};
	const struct lint_finding finding = {.trait = &trait,
	                                     .elements = elements,
	                                     .element_count = verdict->place.file == NULL ? 1 : 2};

	CHECK(verdict->id != NULL && name != NULL);
	lint_fingerprint(&finding, verdict->fingerprint);
}

static struct check_verdict *add(struct verdicts *verdicts, struct check_verdict verdict)
{
	sign(&verdict, verdict.outcome == VERDICT_INVALID ? verdict.message : verdict.name);
	verdicts->items = mem_grow(verdicts->items, &verdicts->capacity, verdicts->count + 1,
	                           sizeof(*verdicts->items));
	verdicts->items[verdicts->count] = verdict;
	return &verdicts->items[verdicts->count++];
}

static void add_result(struct verdicts *verdicts, const struct expect_result *result)
{
	const struct expectation *expectation = result->expectation;
	const char *kind = expect_kind_name(expectation->kind);

	add_rule(verdicts, (struct verdict_rule){.id = kind,
	                                         .title = "an expectation of the file holds",
	                                         .help = "hairpin-expect(5)",
	                                         .severity = SEVERITY_ERROR});
	add(verdicts,
	    (struct check_verdict){.kind = kind,
	                           .id = kind,
	                           .name = expectation->name,
	                           .message = result->message,
	                           .evidence = result->evidence,
	                           .evidence_count = result->evidence_count,
	                           .place = expectation->place,
	                           .outcome = result->passed ? VERDICT_HOLDS : VERDICT_FAILS,
	                           .severity = SEVERITY_ERROR});
}

void verdicts_add_checks(struct verdicts *verdicts, struct expect_report *const *reports,
                         size_t count)
{
	uint32_t all = 0;
	uint32_t failed = 0;

	for (size_t r = 0; r < count; r++) {
		CHECK(reports[r]->failed <= reports[r]->count);
		all += reports[r]->count;
		failed += reports[r]->failed;
		for (uint32_t i = 0; i < reports[r]->count; i++)
			add_result(verdicts, &reports[r]->results[i]);
	}
	check_summary(all, failed, &verdicts->summary);
}

static void add_finding(struct verdicts *verdicts, const struct lint_finding *finding,
                        enum severity fail_on)
{
	bool fails = finding->trait->severity <= fail_on;
	struct check_verdict *verdict;

	verdict =
	    add(verdicts, (struct check_verdict){.kind = "lint",
	                                         .id = finding->trait->id,
	                                         .name = finding->trait->id,
	                                         .message = finding->message,
	                                         .evidence = finding->evidence,
	                                         .evidence_count = finding->evidence_count,
	                                         .place = finding->place,
	                                         .outcome = fails ? VERDICT_FAILS : VERDICT_REMARK,
	                                         .severity = finding->trait->severity});
	lint_fingerprint(finding, verdict->fingerprint);
}

static uint32_t add_findings(struct verdicts *verdicts, const struct lint *lint,
                             const struct lint_trait *trait, enum severity fail_on)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < lint->count; i++) {
		if (lint->items[i].trait != trait)
			continue;
		add_finding(verdicts, &lint->items[i], fail_on);
		count++;
	}
	return count;
}

void verdicts_add_lint(struct verdicts *verdicts, const struct lint *lint, enum severity fail_on)
{
	CHECK(lint->count == 0 || lint->items != NULL);
	for (uint32_t i = 0; lint_trait_at(i) != NULL; i++) {
		const struct lint_trait *trait = lint_trait_at(i);

		add_rule(verdicts, (struct verdict_rule){.id = trait->id,
		                                         .title = trait->title,
		                                         .help = trait->mend,
		                                         .severity = trait->severity});
		if (add_findings(verdicts, lint, trait, fail_on) == 0)
			add(verdicts, (struct check_verdict){.kind = "lint",
			                                     .id = trait->id,
			                                     .name = trait->id,
			                                     .message = "nothing was found",
			                                     .outcome = VERDICT_HOLDS,
			                                     .severity = trait->severity});
	}
	lint_summary(lint, &verdicts->summary);
}

static const char *name_of_set(struct verdicts *verdicts, const struct sweep_set *set)
{
	struct text text = {0};

	for (uint32_t i = 0; i < set->failure_count; i++)
		text_addf(&text, "%s%s", i == 0 ? "" : " + ", set->failures[i]);
	if (set->failure_count == 0)
		text_add(&text, "nothing fails");
	return keep(verdicts, &text);
}

static const char *message_of_set(struct verdicts *verdicts, const char *name,
                                  const struct sweep_set *set)
{
	struct text text = {0};
	const char *comma = "";

	text_addf(&text, "%s: ", name);
	if (set->unsettled) {
		text_add(&text, "did not come to rest, so nothing is known");
		comma = ", ";
	}
	for (uint32_t i = 0; i < set->broken_count; i++, comma = ", ")
		text_addf(&text, "%sbreaks \"%s\"", comma, set->broken[i]);
	for (unsigned h = SWEEP_HARM_COUNT - 1; h > SWEEP_UNHARMED; h--) {
		if (set->pairs[h] == 0)
			continue;
		text_addf(&text, "%s%s: %" PRIu32 " pair%s", comma,
		          sweep_harm_name((enum sweep_harm)h), set->pairs[h],
		          set->pairs[h] == 1 ? "" : "s");
		comma = ", ";
	}
	return keep(verdicts, &text);
}

static void add_set(struct verdicts *verdicts, const struct sweep_set *set, struct place place)
{
	const char *name = name_of_set(verdicts, set);

	add(verdicts, (struct check_verdict){.kind = "sweep",
	                                     .id = "failures",
	                                     .name = name,
	                                     .message = message_of_set(verdicts, name, set),
	                                     .evidence = &set->witness,
	                                     .evidence_count = set->witness == NULL ? 0 : 1,
	                                     .place = place,
	                                     .outcome = VERDICT_FAILS,
	                                     .severity = SEVERITY_ERROR});
}

void verdicts_add_sweep(struct verdicts *verdicts, const struct sweep_report *report,
                        verdict_place_of *place_of, const void *lab)
{
	const char *first;

	CHECK(report->done <= report->cases);
	add_rule(verdicts,
	         (struct verdict_rule){.id = "failures",
	                               .title = "a set of failures breaks an expectation, or harms "
	                                        "a pair of networks and sites",
	                               .help = "add what stands in when the set fails",
	                               .severity = SEVERITY_ERROR});
	for (size_t i = 0; i < report->set_count; i++) {
		first = report->sets[i].failure_count == 0 ? NULL : report->sets[i].failures[0];
		add_set(verdicts, &report->sets[i],
		        place_of == NULL ? (struct place){0} : place_of(lab, first));
	}
	if (report->set_count == 0)
		add(verdicts, (struct check_verdict){.kind = "sweep",
		                                     .id = "failures",
		                                     .name = "no set of failures harms",
		                                     .message = report->kinds,
		                                     .outcome = VERDICT_HOLDS,
		                                     .severity = SEVERITY_ERROR});
	text_addf(&verdicts->summary,
	          "%" PRIu64 " of %" PRIu64 " cases, %" PRIu64 " harm, %" PRIu64
	          " did not come to rest\n",
	          report->done, report->cases, report->harmful, report->unsettled);
}

void verdicts_add_old_rule(struct verdicts *verdicts, const char *rule, const char *message)
{
	add_rule(verdicts, (struct verdict_rule){.id = "old-rule",
	                                         .title = "an answer rests on a rule of Azure "
	                                                  "whose source is old",
	                                         .help = "see whether Azure still does so "
	                                                 "(hairpin rules)",
	                                         .severity = SEVERITY_NOTE});
	add(verdicts, (struct check_verdict){.kind = "rules",
	                                     .id = "old-rule",
	                                     .name = rule,
	                                     .message = arena_strdup(verdicts->arena, message),
	                                     .outcome = VERDICT_REMARK,
	                                     .severity = SEVERITY_NOTE});
}

static void add_invalid(struct verdicts *verdicts, const struct finding *finding)
{
	struct text name = {0};

	add_rule(verdicts, (struct verdict_rule){.id = "invalid-input",
	                                         .title = "nothing could be judged",
	                                         .help = "mend what the message names",
	                                         .severity = SEVERITY_ERROR});
	text_addf(&name, "%s can be judged", verdicts->lab);
	add(verdicts, (struct check_verdict){.kind = "input",
	                                     .id = "invalid-input",
	                                     .name = keep(verdicts, &name),
	                                     .message = finding->text,
	                                     .place = finding->place,
	                                     .outcome = VERDICT_INVALID,
	                                     .severity = SEVERITY_ERROR});
}

void verdicts_add_unrest(struct verdicts *verdicts, const char *message)
{
	char *text = arena_strdup(verdicts->arena, message);

	add_invalid(verdicts, &(struct finding){.text = text});
}

void verdicts_add_errors(struct verdicts *verdicts, const struct findings *errors)
{
	for (size_t i = 0; i < errors->count; i++)
		add_invalid(verdicts, &errors->items[i]);
	text_add(&verdicts->summary, "nothing was judged\n");
}

size_t verdicts_count(const struct verdicts *verdicts, enum verdict_outcome outcome)
{
	size_t count = 0;

	CHECK(outcome < VERDICT_OUTCOME_COUNT);
	for (size_t i = 0; i < verdicts->count; i++)
		count += verdicts->items[i].outcome == outcome;
	return count;
}

size_t verdicts_rule_of(const struct verdicts *verdicts, const struct check_verdict *verdict)
{
	size_t index = 0;

	while (index < verdicts->rule_count && strcmp(verdicts->rules[index].id, verdict->id) != 0)
		index++;
	CHECK(index < verdicts->rule_count);
	return index;
}
