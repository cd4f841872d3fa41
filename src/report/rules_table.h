/* The modelled behaviours of Azure as text. */
#ifndef REPORT_RULES_TABLE_H
#define REPORT_RULES_TABLE_H

#include "base/text.h"
#include "topo/facts/facts.h"

/* A line for each. */
void rules_table_print(const struct azure_rule *rules, uint32_t count, struct text *out);

/* Everything about one. */
void rule_print(const struct azure_rule *rule, struct text *out);

#endif
