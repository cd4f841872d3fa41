/* Finds the row of a verdict. */
#include "query/why/why_rule.h"

#include "base/check.h"

static bool fits(const struct why_row *row, const struct why_at *at)
{
	return row->verdict == at->verdict && row->sender == at->sender->element->kind &&
	       row->receiver == at->receiver->element->kind &&
	       (row->groups == 0 || (row->groups & rib_group_bit(at->group)) != 0) &&
	       (row->when == NULL || row->when(at));
}

/* A statement that rejects may accept; so may what nothing decides. */
static const char *mend_policy(const struct why_at *at)
{
	if (at->policy == NULL)
		return NULL;
	if (at->statement == NULL)
		return arena_printf(at->arena, "policy-definition[%s]/default=accept-route",
		                    at->policy->name);
	return arena_printf(at->arena,
	                    "policy-definition[%s]/statement[%s]/actions/"
	                    "policy-result=accept-route",
	                    at->policy->name, at->statement->name);
}

struct why_rule why_rule_of(const struct why_at *at)
{
	const struct lab *lab = at->plan->lab;

	CHECK(at->verdict != RIB_PASS && lab != NULL);
	if (at->verdict == RIB_POLICY)
		return (struct why_rule){.mend = mend_policy(at)};
	for (unsigned kind = 0; kind < LAB_KIND_COUNT; kind++) {
		const struct why_row *row = lab->kinds[kind]->why;

		for (; row != NULL && row->verdict != RIB_PASS; row++) {
			if (fits(row, at))
				return (struct why_rule){row->rule,
				                         row->mend == NULL ? NULL : row->mend(at)};
		}
	}
	return (struct why_rule){0};
}

const char *why_prefix_text(const struct why_at *at)
{
	char *text = arena_alloc(at->arena, PREFIX_TEXT_MAX);

	return prefix_format(at->prefix, text);
}
