/*
 * Results of expectations as JUnit XML, which every CI shows. There is no standard; what is written
 * is what Jenkins, GitLab and GitHub's actions read: testsuites, testsuite, testcase, failure.
 */
#ifndef REPORT_CHECK_JUNIT_H
#define REPORT_CHECK_JUNIT_H

#include <stddef.h>

#include "base/text.h"
#include "query/expect/expect.h"

/* One testsuite, named after the lab, over its reports. */
void junit_print(const char *lab, struct expect_report *const *reports, size_t count,
                 struct text *out);

/* When nothing could be judged: a testcase with an error for each finding. */
void junit_print_errors(const char *lab, const struct findings *errors, struct text *out);

/* `text` as XML character data, or as the value of an attribute between double quotes. Bytes that
 * XML 1.0 cannot hold, and what is not UTF-8, become U+FFFD. */
void xml_escape(const char *text, struct text *out);

#endif
