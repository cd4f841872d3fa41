/* Prints effective routes as text, under the headings of the Azure CLI. */
#include "report/effective_table.h"

#include <string.h>

#include "base/check.h"
#include "report/frame/table.h"

enum column {
	COLUMN_SOURCE,
	COLUMN_STATE,
	COLUMN_PREFIX,
	COLUMN_TYPE,
	COLUMN_ADDRESS,
	COLUMN_NAME,
	COLUMN_ELEMENT,
	COLUMN_BY,
};

static struct table *new_table(void)
{
	struct table *table = table_new();

	table_column(table, "Source", TABLE_LEFT);
	table_column(table, "State", TABLE_LEFT);
	table_column(table, "Address Prefix", TABLE_LEFT);
	table_column(table, "Next Hop Type", TABLE_LEFT);
	table_column(table, "Next Hop IP", TABLE_OPTIONAL);
	table_column(table, "Route Name", TABLE_OPTIONAL);
	table_column(table, "Element", TABLE_OPTIONAL);
	table_column(table, "Overridden by", TABLE_OPTIONAL);
	return table;
}

static void add_route(struct table *table, const struct effective_route *route)
{
	char text[PREFIX_TEXT_MAX];

	table_row(table);
	table_cell(table, COLUMN_SOURCE, nic_source_name(route->source));
	table_cell(table, COLUMN_STATE, route->active ? "Active" : "Invalid");
	table_cell(table, COLUMN_PREFIX, prefix_format(&route->prefix, text));
	table_cell(table, COLUMN_TYPE, nic_next_hop_name(route->type));
	if (addr_is_set(&route->address))
		table_cell(table, COLUMN_ADDRESS, addr_format(&route->address, text));
	if (route->name != NULL)
		table_cell(table, COLUMN_NAME, route->name);
	if (route->element != NULL)
		table_cell(table, COLUMN_ELEMENT, route->element);
	if (!route->active)
		table_cell(table, COLUMN_BY, prefix_format(&route->by, text));
}

static void add_absent(const struct effective_absent *absent, struct text *out)
{
	char prefix[PREFIX_TEXT_MAX];
	char by[PREFIX_TEXT_MAX];

	if (!addr_is_set(&absent->prefix.addr)) {
		text_addf(out, "Not listed: routes of gateways, because of the route table [%s]\n",
		          absent->rule);
		return;
	}
	text_addf(out, "Not listed: %s to %s, because of %s [%s]\n",
	          prefix_format(&absent->prefix, prefix), nic_next_hop_name(absent->type),
	          prefix_format(&absent->by, by), absent->rule);
}

static bool uses(const struct effective *effective, const char *rule)
{
	for (uint32_t i = 0; i < effective->route_count; i++) {
		const struct effective_route *route = &effective->routes[i];

		for (uint32_t k = 0; k < EFFECTIVE_RULES_MAX && route->rules[k] != NULL; k++) {
			if (strcmp(route->rules[k], rule) == 0)
				return true;
		}
	}
	for (uint32_t i = 0; i < effective->absent_count; i++) {
		if (strcmp(effective->absent[i].rule, rule) == 0)
			return true;
	}
	return false;
}

static void add_rules(const struct effective *effective, const struct facts *facts,
                      struct text *out)
{
	for (uint32_t i = 0; effective_rules[i] != NULL; i++) {
		const struct azure_rule *rule;

		if (!uses(effective, effective_rules[i]))
			continue;
		rule = facts_rule(facts, effective_rules[i]);
		CHECK(rule != NULL);
		text_addf(out, "\n  %s (confidence %s, %s)\n    %s\n    Source: %s\n", rule->id,
		          rule->confidence, rule->date, rule->what, rule->source);
		if (rule->control != NULL)
			text_addf(out, "    Changed by: %s\n", rule->control);
	}
}

void effective_table_print(const struct effective *effective, const struct facts *rules,
                           struct text *out)
{
	struct table *table = new_table();

	for (uint32_t i = 0; i < effective->route_count; i++)
		add_route(table, &effective->routes[i]);
	table_print(table, out);
	table_free(table);
	if (effective->absent_count > 0)
		text_add(out, "\n");
	for (uint32_t i = 0; i < effective->absent_count; i++)
		add_absent(&effective->absent[i], out);
	if (rules != NULL)
		add_rules(effective, rules, out);
}
