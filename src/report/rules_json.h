/* The modelled behaviours of Azure as JSON. */
#ifndef REPORT_RULES_JSON_H
#define REPORT_RULES_JSON_H

#include <cjson/cJSON.h>

#include "topo/facts/facts.h"

/* An object with id, what, source, date, confidence, and control: the member of the lab file that
 * changes it, if there is one. The caller deletes it. */
cJSON *rule_json(const struct azure_rule *rule);

#endif
