/* Says results of expectations. */
#include "report/check/check.h"

#include "base/check.h"

static void say_failure(struct view *view, const struct expect_result *result)
{
	const struct expectation *expectation = result->expectation;

	view_say(view, "      %s, %s:%u\n", expect_kind_name(expectation->kind),
	         expectation->place.file, expectation->place.line);
	for (uint32_t i = 0; i < result->evidence_count; i++)
		view_say(view, "      %s\n", result->evidence[i]);
}

static void tell_result(struct view *view, const struct expect_result *result)
{
	const struct expectation *expectation = result->expectation;

	view_row(view);
	view_say(view, "%s  %s: %s\n", result->passed ? "ok  " : "FAIL", expectation->name,
	         result->message);
	view_text(view, "name", expectation->name);
	view_text(view, "kind", expect_kind_name(expectation->kind));
	view_text(view, "file", expectation->place.file);
	view_unless_zero(view, "line", expectation->place.line);
	view_bool(view, "passed", result->passed);
	view_text(view, "message", result->message);
	if (!result->passed)
		say_failure(view, result);
	if (result->rule_count > 0) {
		view_list(view, "rules", NULL);
		for (uint32_t i = 0; i < result->rule_count; i++)
			view_text(view, NULL, result->rules[i]);
		view_close(view);
	}
	if (result->evidence_count > 0) {
		view_list(view, "evidence", NULL);
		for (uint32_t i = 0; i < result->evidence_count; i++)
			view_text(view, NULL, result->evidence[i]);
		view_close(view);
	}
	view_close(view);
}

struct check_counts {
	uint32_t all;
	uint32_t failed;
};

static struct check_counts count_all(struct expect_report *const *reports, size_t count)
{
	struct check_counts counts = {0};

	for (size_t r = 0; r < count; r++) {
		CHECK(reports[r]->failed <= reports[r]->count);
		counts.all += reports[r]->count;
		counts.failed += reports[r]->failed;
	}
	return counts;
}

void check_tell(struct view *view, const char *lab, struct expect_report *const *reports,
                size_t count)
{
	struct check_counts counts = count_all(reports, count);

	view_text(view, "lab", lab);
	view_unsigned(view, "passed", counts.all - counts.failed);
	view_unsigned(view, "failed", counts.failed);
	view_list(view, "results", NULL);
	for (size_t r = 0; r < count; r++) {
		for (uint32_t i = 0; i < reports[r]->count; i++)
			tell_result(view, &reports[r]->results[i]);
	}
	view_close(view);
}

void check_view(struct view *view, const char *lab, struct expect_report *const *reports,
                size_t count)
{
	struct check_counts counts = count_all(reports, count);
	struct text summary = {0};

	view_format(view, "hairpin-check", 1);
	check_tell(view, lab, reports, count);
	check_summary(counts.all, counts.failed, &summary);
	view_say(view, "%s", text_str(&summary));
	text_done(&summary);
}

void check_summary(uint32_t count, uint32_t failed, struct text *out)
{
	const char *plural = count == 1 ? "" : "s";

	if (failed == 0)
		text_addf(out, "%u expectation%s, all hold\n", count, plural);
	else
		text_addf(out, "%u expectation%s, %u failed\n", count, plural, failed);
}
