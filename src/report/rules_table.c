/* Prints the modelled behaviours of Azure as text. */
#include "report/rules_table.h"

#include "report/frame/table.h"

enum column { COLUMN_ID, COLUMN_CONFIDENCE, COLUMN_CONTROL, COLUMN_WHAT };

void rules_table_print(const struct azure_rule *rules, uint32_t count, struct text *out)
{
	struct table *table = table_new();

	table_column(table, "Rule", TABLE_LEFT);
	table_column(table, "Confidence", TABLE_LEFT);
	table_column(table, "Changed by", TABLE_LEFT);
	table_column(table, "What", TABLE_LEFT);
	for (uint32_t i = 0; i < count; i++) {
		table_row(table);
		table_cell(table, COLUMN_ID, rules[i].id);
		table_cell(table, COLUMN_CONFIDENCE, rules[i].confidence);
		if (rules[i].control != NULL)
			table_cell(table, COLUMN_CONTROL, rules[i].control);
		table_cell(table, COLUMN_WHAT, rules[i].what);
	}
	table_print(table, out);
	table_free(table);
}

void rule_print(const struct azure_rule *rule, struct text *out)
{
	text_addf(out, "%s\n  What:        %s\n  Source:      %s\n  Date:        %s\n", rule->id,
	          rule->what, rule->source, rule->date);
	text_addf(out, "  Confidence:  %s\n  Changed by:  %s\n", rule->confidence,
	          rule->control != NULL ? rule->control : "no member of the lab file");
}
