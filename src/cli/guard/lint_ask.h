/* The options of lint, for all verbs that ask for findings. */
#ifndef CLI_GUARD_LINT_ASK_H
#define CLI_GUARD_LINT_ASK_H

#include "cli/cli.h"
#include "cli/dates.h"
#include "query/lint/lint.h"

/* {"error", "warning", "note", NULL}: the choices of --fail-on. */
extern const char *const lint_ask_severities[];

/* clang-format off */
#define CLI_OPTIONS_LINT \
	{"fail-on", 0, "SEVERITY", "exit with 1 for a finding as bad as this (warning)", lint_ask_severities}, \
	{"accept", 0, "FILE", "findings that are accepted (hairpin schema accept); may be given again", \
	    NULL}, \
	{"today", 0, "DATE", "by which accepted findings expire (of the clock)", NULL}, \
	{"above", 0, "PERCENT", "a limit is near when more than this is used (80)", NULL}, \
	{"detect", 0, "SECONDS", "a failure that is found later lasts too long (60)", NULL}, \
	{"unequal", 0, "MS", "by how much equal ways may differ (5)", NULL}
/* clang-format on */

struct lint_asked {
	struct lint_options options;
	enum severity fail_on;
	char today[CLI_DAY_MAX]; /* "2026-11-30" */
};

/* Reads the options; false after complaining. */
bool lint_ask_read(const struct cli *cli, struct lint_asked *out);

/* The name of an option of these that was given, or NULL. */
const char *lint_ask_given(const struct cli *cli);

/* The findings without those that --accept names; the caller's to free. NULL after complaining. */
struct lint *lint_ask_take(struct cli *cli, struct fabric *fabric, const struct plan *plan,
                           const struct lint_asked *asked);

/* Whether one of them fails: what was left out is of the kind of one that is there. */
bool lint_ask_fails(const struct lint *lint, const struct lint_asked *asked);

#endif
