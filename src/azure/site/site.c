/* Sites on-premises, their routers, and the links between these. */
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
	event_target_add(out, TARGET_ANNOUNCER, element->name, element->index);
}

static const struct target_hooks router_targets = {add_targets};

static void add_link(const struct lab_element *link, const struct plan_node *at, uint32_t session,
                     struct event_targets *out)
{
	(void)at;
	event_target_add(out, TARGET_LINK, link->name, session);
}

static void add_link_targets(const struct plan *plan, const struct lab_element *element,
                             struct event_targets *out)
{
	const struct lab_site_link *link = lab_site_link_of(element);

	CHECK(link != NULL);
	event_target_each_session(plan, link->ends[0].router->element, element, add_link, out);
}

static const struct target_hooks site_link_targets = {add_link_targets};

const struct kind_hooks azure_router = {
    .forward = &router_forward,
    .table = &router_table,
    .load = &router_load,
    .judge = &router_judge,
    .plan = &router_plan,
    .targets = &router_targets,
    .why = router_why,
};

const struct kind_hooks azure_site_link = {
    .forward = &site_link_forward,
    .load = &site_link_load,
    .judge = &site_link_judge,
    .plan = &site_link_plan,
    .targets = &site_link_targets,
};
