/* The parts of the kind, put together in gateway.c. */
#ifndef AZURE_GATEWAY_GATEWAY_H
#define AZURE_GATEWAY_GATEWAY_H

#include "query/why/why_rule.h"
#include "topo/plan/plan_compile.h"

extern const struct forward_hooks gateway_forward;
extern const struct table_hooks gateway_table;
extern const struct load_hooks gateway_load;
extern const struct limits_hooks gateway_limits;
extern const struct judge_hooks gateway_judge;
extern const struct load_hooks connection_load;
extern const struct limits_hooks connection_limits;
extern const struct plan_hooks gateway_plan;
extern const struct plan_hooks connection_plan;

extern const struct plan_side connection_sides[];
extern const struct plan_assumed gateway_assumed[];
extern const struct plan_assumed connection_assumed[];

/* Of an instance, and of an MSEE in the GatewaySubnet: as the lab gives it, or the next that is
 * free. */
struct addr gateway_address(const struct lab_element *element, uint32_t instance);
struct addr connection_msee_address(const struct lab *lab, const struct lab_connection *connection,
                                    enum lab_link link, uint8_t family);

extern const struct why_row gateway_why[];

#endif
