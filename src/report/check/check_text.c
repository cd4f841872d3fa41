/* Prints results of expectations for people. */
#include "report/check/check_text.h"

void check_text_print(const struct expect_report *report, struct text *out)
{
	for (uint32_t i = 0; i < report->count; i++) {
		const struct expect_result *result = &report->results[i];
		const struct place *place = &result->expectation->place;

		text_addf(out, "%s  %s: %s\n", result->passed ? "ok  " : "FAIL",
		          result->expectation->name, result->message);
		if (result->passed)
			continue;
		text_addf(out, "      %s, %s:%u\n", expect_kind_name(result->expectation->kind),
		          place->file, place->line);
		for (uint32_t e = 0; e < result->evidence_count; e++)
			text_addf(out, "      %s\n", result->evidence[e]);
	}
}

void check_text_summary(uint32_t count, uint32_t failed, struct text *out)
{
	const char *plural = count == 1 ? "" : "s";

	if (failed == 0)
		text_addf(out, "%u expectation%s, all hold\n", count, plural);
	else
		text_addf(out, "%u expectation%s, %u failed\n", count, plural, failed);
}
