/* Collects rules and looks at their dates. */
#include "cli/guard/rule_age.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/mem.h"
#include "cli/dates.h"
#include "topo/facts/facts.h"

/* By number of the rule: how many expectations rest on it, and the first. */
struct resting {
	uint32_t count;
	const char *first; /* NULL: the plan assumes it */
};

bool rule_age_read(const struct cli *cli)
{
	uint64_t days;
	char today[CLI_DAY_MAX];

	return cli_number(cli, "max-rule-age", 0, CLI_DAYS_MAX, &days) && cli_today(cli, today);
}

static void count_rule(const struct facts *facts, const char *id, const char *name,
                       struct resting *resting)
{
	uint32_t count;
	const struct azure_rule *rules = facts_rules(facts, &count);
	const struct azure_rule *rule = facts_rule(facts, id);

	CHECK(rule != NULL && rule >= rules && rule < rules + count);
	if (resting[rule - rules].count++ == 0)
		resting[rule - rules].first = name;
}

static void count_all(const struct facts *facts, const struct plan *plan,
                      struct expect_report *const *reports, size_t count, struct resting *resting)
{
	for (size_t r = 0; r < count; r++) {
		for (uint32_t i = 0; i < reports[r]->count; i++) {
			const struct expect_result *result = &reports[r]->results[i];

			for (uint32_t k = 0; k < result->rule_count; k++)
				count_rule(facts, result->rules[k], result->expectation->name,
				           resting);
		}
	}
	for (uint32_t i = 0; i < plan->assumption_count; i++)
		count_rule(facts, plan->assumptions[i].rule, NULL, resting);
}

static void note(const struct azure_rule *rule, const struct resting *resting,
                 struct findings *notes, struct verdicts *verdicts)
{
	struct text words = {0};

	CHECK(resting->count > 0);
	text_addf(&words, "the source of rule %s is of %s", rule->id, rule->date);
	if (resting->first == NULL)
		text_add(&words, "; the plan rests on it");
	else
		text_addf(&words, "; \"%s\"%s rest%s on it", resting->first,
		          resting->count > 1 ? " and others" : "", resting->count > 1 ? "" : "s");
	findings_add(notes, SEVERITY_NOTE, (struct place){0}, "%s", text_str(&words));
	verdicts_add_old_rule(verdicts, rule->id, text_str(&words));
	text_done(&words);
}

void rule_age_note(struct cli *cli, const struct plan *plan, struct expect_report *const *reports,
                   size_t count, struct verdicts *verdicts)
{
	const struct facts *facts = plan->lab->facts;
	struct findings notes = {0};
	char day[CLI_DAY_MAX];
	uint64_t days = 0;
	uint32_t rule_count;
	const struct azure_rule *rules = facts_rules(facts, &rule_count);
	struct resting *resting;

	if (!cli_given(cli, "max-rule-age") || !cli_today(cli, day) ||
	    !cli_number(cli, "max-rule-age", 0, CLI_DAYS_MAX, &days))
		return;
	cli_day_before(day, days, day);
	resting = xcalloc(rule_count + 1u, sizeof(*resting));
	count_all(facts, plan, reports, count, resting);
	for (uint32_t i = 0; i < rule_count; i++) {
		if (resting[i].count > 0 && facts_rule_is_older(&rules[i], day))
			note(&rules[i], &resting[i], &notes, verdicts);
	}
	cli_print_doubts(cli, &notes);
	findings_done(&notes);
	free(resting);
}
