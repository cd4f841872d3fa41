/* Peerings of virtual networks. */
#include "azure/vnet_peering/vnet_peering.h"

#include "azure/azure.h"
#include "base/check.h"
#include "topo/event/event_target.h"

/* By its own name, and by that of the network at the other end. */
static void add_targets(const struct plan *plan, const struct lab_element *element,
                        struct event_targets *out)
{
	const struct lab_vnet_peering *peering = lab_vnet_peering_of(element);

	(void)plan;
	CHECK(peering != NULL);
	event_target_add(out, TARGET_VNET_PEERING,
	                 lab_join_name(out->arena, peering->vnet->name, peering->name),
	                 element->index);
	event_target_add(out, TARGET_VNET_PEERING,
	                 lab_join_name(out->arena, peering->vnet->name, peering->remote->name),
	                 element->index);
}

static const struct target_hooks targets = {add_targets};

const struct kind_hooks azure_vnet_peering = {
    .load = &vnet_peering_load,
    .judge = &vnet_peering_judge,
    .targets = &targets,
};
