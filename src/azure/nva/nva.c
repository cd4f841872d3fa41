/* Network virtual appliances: VMs that forward, and may speak BGP with a Route Server. */
#include "azure/nva/nva.h"

#include "azure/azure.h"
#include "query/state/fabric.h"
#include "topo/event/event_target.h"

static const struct target_hooks nva_targets = {event_target_add_speakers};

static const struct table_hooks nva_table = {
    .next_hop_rule = "nic-appliance-next-hop",
    .lists_bgp_next_hop = true,
};

const struct kind_hooks azure_nva = {
    .table = &nva_table,
    .forward = &nva_forward,
    .load = &nva_load,
    .judge = &nva_judge,
    .plan = &nva_plan,
    .targets = &nva_targets,
    .limits = &nva_limits,
    .why = nva_why,
};
