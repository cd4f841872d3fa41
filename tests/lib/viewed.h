/* What a view says, for tests. */
#ifndef TESTS_LIB_VIEWED_H
#define TESTS_LIB_VIEWED_H

#include <cjson/cJSON.h>

#include "report/frame/view.h"

/* Ends a view in JSON and parses what it appended to `text`, which is freed; fails the test if it
 * is not JSON to its end. The caller deletes the document. */
cJSON *viewed_json(struct view *view, struct text *text);

/* Ends a view and compares all that is in `text`, which is freed. */
void viewed_equals(struct view *view, struct text *text, const char *want);

#endif
