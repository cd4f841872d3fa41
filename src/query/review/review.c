/* Puts the parts of a review together. */
#include "query/review/review.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "document/name_map.h"
#include "query/lint/lint.h"
#include "query/review/review_parts.h"
#include "topo/judge/load.h"

const char *review_kind_name(enum review_kind kind)
{
	static const char *const names[REVIEW_KIND_COUNT] = {
	    [REVIEW_LOST] = "lost",
	    [REVIEW_LEAKED] = "leaked",
	    [REVIEW_BYPASS] = "pastAppliance",
	    [REVIEW_U_TURN] = "uTurns",
	    [REVIEW_ASYMMETRIC] = "asymmetric",
	    [REVIEW_GAINED] = "gained",
	    [REVIEW_REROUTED] = "rerouted",
	};

	CHECK(kind < REVIEW_KIND_COUNT);
	return names[kind];
}

void review_add(struct review_items *items, const char *what, const char *before, const char *after)
{
	CHECK(what != NULL);
	items->items =
	    mem_grow(items->items, &items->capacity, items->count + 1u, sizeof(*items->items));
	items->items[items->count++] = (struct review_item){what, before, after};
}

static bool has_finding(const struct findings *findings, const struct finding *finding)
{
	for (size_t i = 0; i < findings->count; i++) {
		if (findings->items[i].severity == finding->severity &&
		    strcmp(findings->items[i].text, finding->text) == 0)
			return true;
	}
	return false;
}

/* Warnings, for labs have no errors. */
static void review_findings(struct review *review, const struct lab *before,
                            const struct lab *after)
{
	struct findings was = {0};
	struct findings is = {0};

	lab_judge(before, &was);
	lab_judge(after, &is);
	findings_sort(&is);
	for (size_t i = 0; i < is.count; i++) {
		if (!has_finding(&was, &is.items[i]))
			review_add(&review->findings, arena_strdup(review->arena, is.items[i].text),
			           NULL, "");
	}
	findings_done(&was);
	findings_done(&is);
}

/* What lint finds of the design after the change and does not of the one before. */
static void review_lint(struct review *review, const struct review_side *before,
                        const struct review_side *after)
{
	struct lint *was = lint_take(before->fabric, before->plan, &lint_defaults);
	struct lint *is = lint_take(after->fabric, after->plan, &lint_defaults);
	struct name_map known = {0};
	char name[LINT_FINGERPRINT_MAX];

	for (uint32_t i = 0; i < was->count; i++)
		name_map_add(&known,
		             arena_strdup(review->arena, lint_fingerprint(&was->items[i], name)),
		             &was->items[i]);
	for (uint32_t i = 0; i < is->count; i++) {
		const struct lint_finding *finding = &is->items[i];

		if (name_map_get(&known, lint_fingerprint(finding, name)) == NULL)
			review_add(&review->findings,
			           arena_printf(review->arena, "%s: %s", finding->trait->id,
			                        finding->message),
			           NULL, "");
	}
	name_map_done(&known);
	lint_free(was);
	lint_free(is);
}

static void review_report(struct review *review, const struct expect_report *before,
                          const struct expect_report *after)
{
	CHECK(before == NULL || before->count == after->count);
	for (uint32_t i = 0; i < after->count; i++) {
		const struct expect_result *result = &after->results[i];
		const char *was = NULL;

		if (result->passed)
			continue;
		if (before != NULL)
			was = before->results[i].passed ? "held" : "failed";
		review_add(&review->failed, result->expectation->name, was, result->message);
	}
	review->expected += after->count;
}

static void conclude(struct review *review)
{
	review->pairs_cut =
	    review->comparison->changes[COMPARE_LOST] > 0 && review->pairs[REVIEW_LOST].count == 0;
	review->lost = review->pairs[REVIEW_LOST].count > 0 || review->connections.count > 0 ||
	               review->sessions.count > 0 || review->limits_broken > 0 || review->pairs_cut;
	review->leaked = review->pairs[REVIEW_LEAKED].count > 0 ||
	                 review->pairs[REVIEW_BYPASS].count > 0 || review->failed.count > 0;
}

struct review *review_designs(const struct review_side *before, const struct review_side *after,
                              size_t report_count, uint8_t family)
{
	struct arena *arena = arena_new();
	struct review *review = arena_alloc(arena, sizeof(*review));

	review->arena = arena;
	review->comparison = compare_designs(before->fabric, after->fabric, family);
	review_pairs(review, before->fabric, after->fabric, family);
	review_settings(review, before->fabric->lab, after->fabric->lab);
	review_sessions(review, before->fabric->snapshot, after->fabric->snapshot);
	review_limits(review, before->fabric, after->fabric);
	review_findings(review, before->fabric->lab, after->fabric->lab);
	review_lint(review, before, after);
	for (size_t i = 0; i < report_count; i++)
		review_report(review, before->reports[i], after->reports[i]);
	conclude(review);
	return review;
}

void review_free(struct review *review)
{
	if (review == NULL)
		return;
	struct review_items *lists[] = {&review->connections, &review->sessions, &review->settings,
	                                &review->elements,    &review->limits,   &review->findings,
	                                &review->failed};

	for (size_t i = 0; i < COUNT_OF(lists); i++)
		free(lists[i]->items);
	for (size_t i = 0; i < REVIEW_KIND_COUNT; i++)
		free(review->pairs[i].items);
	compare_free((struct comparison *)review->comparison);
	arena_free(review->arena);
}
