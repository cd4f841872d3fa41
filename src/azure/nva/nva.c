/* Network virtual appliances: VMs that forward, and may speak BGP with a Route Server. */
#include "azure/nva/nva.h"

#include "azure/azure.h"
#include "query/state/fabric.h"
#include "topo/event/event_target.h"

static void add_targets(const struct plan *plan, const struct lab_element *element,
                        struct event_targets *out)
{
	event_target_add_speakers(plan, element, out);
	if (plan_span_of(plan, element).count > 0)
		event_target_add(out, TARGET_ANNOUNCER, element->name, element->index);
}

static const struct target_hooks nva_targets = {add_targets};

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
