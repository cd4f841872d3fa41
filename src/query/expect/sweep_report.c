/* What came of a sweep: words, and the end of it. */
#include "query/expect/sweep_report.h"

#include <stdlib.h>

#include "base/check.h"

const char *sweep_harm_name(enum sweep_harm harm)
{
	static const char *const names[SWEEP_HARM_COUNT] = {"unharmed", "worse", "opened",
	                                                    "one-way", "cut"};

	CHECK(harm < SWEEP_HARM_COUNT);
	return names[harm];
}

void sweep_report_free(struct sweep_report *report)
{
	if (report == NULL)
		return;
	free(report->sets);
	free(report->pairs);
	free(report->parts);
	arena_free(report->arena);
}
