/* The parts of the kind, put together in nva.c. */
#ifndef AZURE_NVA_NVA_H
#define AZURE_NVA_NVA_H

#include "query/why/why_rule.h"
#include "topo/model/model.h"

/* The appliance's first peering with the Route Server, or NULL. */
const struct lab_nva_peering *nva_peering_with(const struct lab_nva *nva,
                                               const struct lab_route_server *server);

extern const struct forward_hooks nva_forward;
extern const struct load_hooks nva_load;
extern const struct limits_hooks nva_limits;
extern const struct judge_hooks nva_judge;
extern const struct plan_hooks nva_plan;

extern const struct why_row nva_why[];

#endif
