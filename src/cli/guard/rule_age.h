/* Which rules of Azure answers rest on whose source is older than somebody wants it. */
#ifndef CLI_GUARD_RULE_AGE_H
#define CLI_GUARD_RULE_AGE_H

#include "cli/cli.h"
#include "query/expect/expect.h"
#include "report/check/verdicts.h"
#include "topo/plan/plan.h"

#define CLI_OPTION_RULE_AGE                                                                       \
	{                                                                                         \
		"max-rule-age", 0, "DAYS", "note what rests on rules whose source is older", NULL \
	}

/* Whether the option makes sense; false after complaining. */
bool rule_age_read(const struct cli *cli);

/* Notes, on standard error and among the verdicts, the old rules by which ways of the reports go,
 * and those that the plan assumes, each once. Nothing when the option was not given. */
void rule_age_note(struct cli *cli, const struct plan *plan, struct expect_report *const *reports,
                   size_t count, struct verdicts *verdicts);

#endif
