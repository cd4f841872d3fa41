/* Network virtual appliances: VMs that forward, and may speak BGP with a Route Server. */
#include "azure/nva/nva.h"

#include "azure/azure.h"

const struct kind_hooks azure_nva = {
    .load = &nva_load,
    .judge = &nva_judge,
    .plan = &nva_plan,
};
