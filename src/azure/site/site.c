/* Sites on-premises, and their routers. */
#include "azure/site/site.h"

#include "azure/azure.h"
#include "base/check.h"
#include "topo/event/event_target.h"

const struct kind_hooks azure_site = {
    .forward = &site_forward,
    .load = &site_load,
    .judge = &site_judge,
};

static void add_targets(const struct plan *plan, const struct lab_element *element,
                        struct event_targets *out)
{
	CHECK(element->kind == LAB_ROUTER);
	event_target_add_speakers(plan, element, out);
	event_target_add(out, TARGET_ROUTER, element->name, element->index);
}

static const struct target_hooks router_targets = {add_targets};

const struct kind_hooks azure_router = {
    .forward = &router_forward,
    .table = &router_table,
    .load = &router_load,
    .judge = &router_judge,
    .plan = &router_plan,
    .targets = &router_targets,
};
