/* Tunnels between routers and appliances. */
#include "azure/tunnel/tunnel.h"

#include "azure/azure.h"
#include "base/check.h"
#include "topo/event/event_target.h"

static void add_session(const struct lab_element *tunnel, const struct plan_node *at,
                        uint32_t session, struct event_targets *out)
{
	(void)at;
	event_target_add(out, TARGET_LINK, tunnel->name, session);
}

static void add_targets(const struct plan *plan, const struct lab_element *element,
                        struct event_targets *out)
{
	const struct lab_tunnel *tunnel = lab_tunnel_of(element);

	CHECK(tunnel != NULL);
	event_target_each_session(plan, lab_tunnel_end_element(&tunnel->ends[0]), element,
	                          add_session, out);
}

static const struct target_hooks targets = {add_targets};

const struct kind_hooks azure_tunnel = {
    .forward = &tunnel_forward,
    .load = &tunnel_load,
    .judge = &tunnel_judge,
    .plan = &tunnel_plan,
    .targets = &targets,
};
