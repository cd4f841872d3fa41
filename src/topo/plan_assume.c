/* What a plan takes for granted although nobody has published it, as far as this lab depends on
 * it. */
#include "topo/plan_build.h"

#include "base/check.h"

/* How many connected gateways, or sessions, the assumption is about. */
typedef uint32_t count_fn(const struct plan *plan);

static uint32_t count_gateways(const struct plan *plan,
                               bool (*counts)(const struct lab_gateway *gateway))
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < plan->node_count; i++) {
		const struct plan_node *node = &plan->nodes[i];

		if (node->role == PLAN_ER_GATEWAY && node->instance == 0)
			count += counts(node->gateway);
	}
	return count;
}

static bool accepts_by_default(const struct lab_gateway *gateway)
{
	return gateway->allow_remote_vnet_is_default && gateway->allow_remote_vnet_traffic;
}

static bool refuses_by_default(const struct lab_gateway *gateway)
{
	return gateway->allow_remote_vnet_is_default && !gateway->allow_remote_vnet_traffic;
}

static bool refuses(const struct lab_gateway *gateway)
{
	return !gateway->allow_remote_vnet_traffic;
}

static uint32_t count_accepts_by_default(const struct plan *plan)
{
	return count_gateways(plan, accepts_by_default);
}

static uint32_t count_refuses_by_default(const struct plan *plan)
{
	return count_gateways(plan, refuses_by_default);
}

static uint32_t count_refuses(const struct plan *plan)
{
	return count_gateways(plan, refuses);
}

static uint32_t count_sessions(const struct plan *plan, enum rtt_basis basis)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < plan->session_count; i++)
		count +=
		    plan->sessions[i].kind == PLAN_LINK_GATEWAY && plan->sessions[i].basis == basis;
	return count;
}

static uint32_t count_estimated(const struct plan *plan)
{
	return count_sessions(plan, RTT_ESTIMATED);
}

static uint32_t count_unknown(const struct plan *plan)
{
	return count_sessions(plan, RTT_UNKNOWN);
}

static const struct {
	const char *rule;
	count_fn *count;
	const char *text; /* behind the count */
} rows[] = {
    {"remote-vnet-toggle-default", count_refuses_by_default,
     "gateway(s) without allow-remote-vnet-traffic refuse the prefixes of other virtual networks, "
     "as gateways made since 2024 do"},
    {"remote-vnet-toggle-default", count_accepts_by_default,
     "gateway(s) without allow-remote-vnet-traffic accept the prefixes of other virtual networks, "
     "as gateways made before 2024 do"},
    {"remote-vnet-filter-at-gateway", count_refuses,
     "gateway(s) refuse those prefixes themselves: the MSEEs keep them in their tables"},
    {"location-rtt-model", count_estimated,
     "session(s) between MSEE and gateway have an estimated delay"},
    {"location-rtt-model", count_unknown,
     "session(s) between MSEE and gateway have an unknown delay, taken as none"},
};

void plan_assume(struct plan *plan)
{
	struct plan_assumption *list = arena_alloc(plan->arena, COUNT_OF(rows) * sizeof(*list));

	plan->assumptions = list;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		uint32_t count = rows[i].count(plan);

		if (count > 0)
			list[plan->assumption_count++] = (struct plan_assumption){
			    .rule = rows[i].rule,
			    .text = arena_printf(plan->arena, "%u %s", count, rows[i].text),
			};
	}
}
