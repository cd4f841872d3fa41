/* Virtual networks and their subnets. */
#include "azure/vnet/vnet.h"

#include "azure/azure.h"
#include "base/check.h"
#include "topo/event/event_target.h"

static void add_targets(const struct plan *plan, const struct lab_element *element,
                        struct event_targets *out)
{
	CHECK(element->kind == LAB_VNET);
	(void)plan;
	event_target_add(out, TARGET_VNET, element->name, element->index);
}

static const struct target_hooks vnet_targets = {add_targets};

const struct kind_hooks azure_vnet = {
    .forward = &vnet_forward,
    .load = &vnet_load,
    .judge = &vnet_judge,
    .targets = &vnet_targets,
    .limits = &vnet_limits,
};
