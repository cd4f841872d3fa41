/* Network virtual appliances: VMs that forward, and may speak BGP with a Route Server. */
#include "azure/nva/nva.h"

#include "azure/azure.h"

const struct kind_hooks azure_nva = {
    .forward = &nva_forward,
    .load = &nva_load,
    .plan = &nva_plan,
};
