/* The plan's words for what the tables judge: speakers know prefixes and AS numbers only, and the
 * plan knows what its settings are for. */
#ifndef TOPO_PLAN_PLAN_WORDS_H
#define TOPO_PLAN_PLAN_WORDS_H

#include "rib/policy.h"

/* "as-loop", "remote-vnet": static text, stable, used in JSON; and the same as a sentence for
 * people. */
const char *plan_verdict_name(enum rib_verdict verdict);
const char *plan_verdict_text(enum rib_verdict verdict);

#endif
