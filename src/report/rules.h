/* The modelled behaviours of Azure. */
#ifndef REPORT_RULES_H
#define REPORT_RULES_H

#include "report/frame/view.h"
#include "topo/facts/facts.h"

/* A list, a row each; text leaves the sources to rules_say_in_full(). */
void rules_view(struct view *view, const struct azure_rule *const *rules, uint32_t count);

/* Text: each with all its members, a line each. */
void rules_say_in_full(struct view *view, const struct azure_rule *const *rules, uint32_t count);

/* Text: one as it stands below an answer that it explains. */
void rule_explain(struct view *view, const struct azure_rule *rule);

/* The members of one but its id, within what is open. */
void rule_tell(struct view *view, const struct azure_rule *rule);

#endif
