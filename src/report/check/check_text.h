/* Results of expectations as text. */
#ifndef REPORT_CHECK_CHECK_TEXT_H
#define REPORT_CHECK_CHECK_TEXT_H

#include "base/text.h"
#include "query/expect/expect.h"

/* A line for each expectation, its evidence below when it failed. */
void check_text_print(const struct expect_report *report, struct text *out);

/* "3 expectations, all hold", or "3 expectations, 1 failed". */
void check_text_summary(uint32_t count, uint32_t failed, struct text *out);

#endif
