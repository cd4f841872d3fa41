/* Results of expectations made by hand, for those who print them. */
#include "tests/lib/results.h"

static const char *evidence[] = {"vnet-a -> vnet-b: open", "  by er"};

void some_results(struct some_results *out)
{
	*out = (struct some_results){
	    .expectations = {{.kind = EXPECT_ROUTE, .name = "good", .place = {"one.json", 7, 2}},
	                     {.kind = EXPECT_ISOLATED,
	                      .name = "apart",
	                      .place = {"two.json", 5, 1}},
	                     {.kind = EXPECT_ROUTE, .name = "lost"}},
	    .results = {{.passed = true, .message = "fine"},
	                {.message = "1 of 2", .evidence = evidence, .evidence_count = 2},
	                {.message = "gone"}},
	    .files = {{.count = 1}, {.count = 2, .failed = 2}},
	};
	for (unsigned i = 0; i < 3; i++)
		out->results[i].expectation = &out->expectations[i];
	out->files[0].results = &out->results[0];
	out->files[1].results = &out->results[1];
	out->reports[0] = &out->files[0];
	out->reports[1] = &out->files[1];
}

void print_verdicts(void (*print)(const struct verdicts *verdicts, struct text *out),
                    const char *lab, struct expect_report *const *reports, size_t count,
                    struct text *out)
{
	struct verdicts *verdicts = verdicts_new(lab);

	verdicts_add_checks(verdicts, reports, count);
	print(verdicts, out);
	verdicts_free(verdicts);
}
