/*
 * Verdicts as JUnit XML, which every CI shows. There is no standard; what is written is what
 * Jenkins, GitLab and GitHub's actions read: testsuites, testsuite, testcase, failure, error.
 */
#ifndef REPORT_CHECK_JUNIT_H
#define REPORT_CHECK_JUNIT_H

#include "base/text.h"
#include "report/check/verdicts.h"

/* One testsuite, named after the lab, with a testcase for each verdict. A remark is one that passes
 * and has something to say; invalid input is an error, not a failure. */
void junit_print(const struct verdicts *verdicts, struct text *out);

/* `text` as XML character data, or as the value of an attribute between double quotes. Bytes that
 * XML 1.0 cannot hold, and what is not UTF-8, become U+FFFD. */
void xml_escape(const char *text, struct text *out);

#endif
