/* The configuration of a real FRR that does what a router or appliance of the lab does. */
#ifndef REPORT_FRR_CONFIG_H
#define REPORT_FRR_CONFIG_H

#include "base/text.h"
#include "topo/plan/plan.h"

/* A site's router, or an appliance that speaks BGP: FRR can stand there. */
bool frr_config_can_be(const struct plan_node *node);

/* A configuration for vtysh: neighbours, lists, route maps and networks, with comments that say
 * why. It says passwords. */
void frr_config_write(const struct plan *plan, uint32_t node, struct text *out);

#endif
