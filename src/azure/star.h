/* A plan without a lab, for measuring. */
#ifndef AZURE_STAR_H
#define AZURE_STAR_H

#include "topo/plan/plan.h"

/* One pair of MSEEs, `gateways` gateways of one instance with `prefixes` /24 prefixes each,
 * addresses in 127.0.0.0/8 so that it also runs live. The caller ends it with plan_free(). */
struct plan *plan_star(uint32_t gateways, uint32_t prefixes);

#endif
