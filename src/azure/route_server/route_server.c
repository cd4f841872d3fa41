/* Route Servers. */
#include "azure/route_server/route_server.h"

#include "azure/azure.h"
#include "base/check.h"
#include "query/state/fabric.h"
#include "topo/event/event_target.h"

/* It reflects what others have told it, and packets never come to it. */
static const struct table_hooks table = {
    .leaves_out_own = true,
};

static void add_targets(const struct plan *plan, const struct lab_element *element,
                        struct event_targets *out)
{
	CHECK(element->kind == LAB_ROUTE_SERVER);
	event_target_add_speakers(plan, element, out);
	event_target_add(out, TARGET_ROUTE_SERVER, element->name, element->index);
}

static const struct target_hooks route_server_targets = {add_targets};

const struct kind_hooks azure_route_server = {
    .table = &table,
    .load = &route_server_load,
    .judge = &route_server_judge,
    .plan = &route_server_plan,
    .targets = &route_server_targets,
    .limits = &route_server_limits,
    .why = route_server_why,
};
