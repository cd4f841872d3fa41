/* Results of expectations made by hand, for those who print them. */
#ifndef TESTS_LIB_RESULTS_H
#define TESTS_LIB_RESULTS_H

#include "query/expect/expect.h"
#include "report/check/verdicts.h"

/*
 * Two files of expectations: what "one.json" expects holds; of the two in "two.json" one fails with
 * evidence, and one fails that is in no place. A test may change names, messages and places.
 */
struct some_results {
	struct expectation expectations[3];
	struct expect_result results[3];
	struct expect_report files[2];
	struct expect_report *reports[2];
};

/* `out` points into itself and may not be moved. */
void some_results(struct some_results *out);

/* Prints what the reports say of a lab. */
void print_verdicts(void (*print)(const struct verdicts *verdicts, struct text *out),
                    const char *lab, struct expect_report *const *reports, size_t count,
                    struct text *out);

#endif
