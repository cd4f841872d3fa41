/* Findings that somebody has accepted, so that a design that exists is quiet. */
#ifndef QUERY_LINT_LINT_ACCEPT_H
#define QUERY_LINT_LINT_ACCEPT_H

#include <stddef.h>

#include "query/lint/lint.h"

struct lint_accepts;

/* Reads a file in JSON or YAML, checked against yang/hairpin-accept.yang. NULL with findings when
 * it is wrong; a finding that nobody makes is wrong, too. `file` must outlive the result, which the
 * caller ends with lint_accepts_free(). */
struct lint_accepts *lint_accepts_parse(const char *file, const char *text, size_t size,
                                        struct findings *findings);

/* Takes the accepted findings out of `lint`, and counts them there. `today` is "YYYY-MM-DD": an
 * entry that has expired accepts nothing and is a warning, and so is one that nothing was found
 * for, or only what entries before it accept: of this file, or of one that was applied before,
 * whose `file` must outlive the lint. */
void lint_accepts_apply(const struct lint_accepts *accepts, struct lint *lint, const char *today,
                        struct findings *findings);

/* Accepts NULL. */
void lint_accepts_free(struct lint_accepts *accepts);

#endif
