/* Says the modelled behaviours of Azure. */
#include "report/rules.h"

/* clang-format off */
static const struct view_column columns[] = {
	{"id",         "Rule",       TABLE_LEFT, VIEW_CSV_TOO},
	{"confidence", "Confidence", TABLE_LEFT, VIEW_CSV_TOO},
	{"control",    "Changed by", TABLE_LEFT, VIEW_CSV_TOO},
	{"what",       "What",       TABLE_LEFT, VIEW_CSV_TOO},
	{"source",     NULL,         TABLE_LEFT, VIEW_CSV_TOO},
	{"date",       NULL,         TABLE_LEFT, VIEW_CSV_TOO},
	{0},
};
/* clang-format on */

void rule_tell(struct view *view, const struct azure_rule *rule)
{
	view_text(view, "what", rule->what);
	view_text(view, "source", rule->source);
	view_text(view, "date", rule->date);
	view_text(view, "confidence", rule->confidence);
	view_text(view, "control", rule->control);
}

void rules_view(struct view *view, const struct azure_rule *const *rules, uint32_t count)
{
	view_format(view, "hairpin-rules", 1);
	view_list(view, "rules", columns);
	for (uint32_t i = 0; i < count; i++) {
		view_row(view);
		view_text(view, "id", rules[i]->id);
		rule_tell(view, rules[i]);
		view_close(view);
	}
	view_close(view);
}

void rules_say_in_full(struct view *view, const struct azure_rule *const *rules, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		const struct azure_rule *rule = rules[i];

		view_say(view, "%s%s\n  What:        %s\n  Source:      %s\n  Date:        %s\n",
		         i == 0 ? "" : "\n", rule->id, rule->what, rule->source, rule->date);
		view_say(view, "  Confidence:  %s\n  Changed by:  %s\n", rule->confidence,
		         rule->control != NULL ? rule->control : "no member of the lab file");
	}
}

void rule_explain(struct view *view, const struct azure_rule *rule)
{
	view_say(view, "\n  %s (confidence %s, %s)\n    %s\n    Source: %s\n", rule->id,
	         rule->confidence, rule->date, rule->what, rule->source);
	if (rule->control != NULL)
		view_say(view, "    Changed by: %s\n", rule->control);
}
