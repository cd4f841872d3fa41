/* Virtual hubs: a network that Microsoft runs, and its router. */
#include "azure/hub/hub.h"

#include "azure/azure.h"
#include "base/check.h"
#include "query/state/fabric.h"
#include "topo/event/event_target.h"

/* To a lab a virtual hub is a network, too. */
static void add_targets(const struct plan *plan, const struct lab_element *element,
                        struct event_targets *out)
{
	CHECK(element->kind == LAB_HUB);
	event_target_add_speakers(plan, element, out);
	event_target_add(out, TARGET_VNET, element->name, element->index);
}

static const struct target_hooks hub_targets = {add_targets};

static const struct table_hooks hub_table = {
    .next_hop_rule = "nic-hub-router-next-hop",
};

const struct kind_hooks azure_hub = {
    .table = &hub_table,
    .forward = &hub_forward,
    .load = &hub_load,
    .judge = &hub_judge,
    .plan = &hub_plan,
    .targets = &hub_targets,
    .limits = &hub_limits,
    .why = hub_why,
};
