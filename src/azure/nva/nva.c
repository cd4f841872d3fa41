/* Network virtual appliances: VMs that forward, and may speak BGP with a Route Server. */
#include "azure/nva/nva.h"

#include "azure/azure.h"
#include "topo/event/event_target.h"

static const struct target_hooks nva_targets = {event_target_add_speakers};

const struct kind_hooks azure_nva = {
    .forward = &nva_forward,
    .load = &nva_load,
    .judge = &nva_judge,
    .plan = &nva_plan,
    .targets = &nva_targets,
    .limits = &nva_limits,
};
