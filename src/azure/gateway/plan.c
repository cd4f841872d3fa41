/* An ExpressRoute gateway in the plan: two instances, what they announce, and the sessions of its
 * connections with MSEEs. */
#include "azure/gateway/gateway.h"
#include "azure/network.h"
#include "azure/policy.h"
#include "base/check.h"

/* Virtual hubs have no IPv6 (ipv6-over-ipv4-session). */
static void make_gateway(struct plan_compiler *c, const struct lab_element *element)
{
	struct azure_routes routes =
	    azure_announced_routes(c, element->network, element->network->hub != NULL, 0);

	CHECK(element->kind == LAB_GATEWAY);
	for (uint32_t i = 0; i < LAB_INSTANCES; i++) {
		struct plan_node *node = plan_compiler_node(c, element, i, AZURE_AS_GATEWAY);
		struct addr address = gateway_address(element, i);

		node->conf.router_id = addr_as_u32(&address);
		node->conf.routes = routes.items;
		node->conf.route_count = routes.count;
	}
}

static void make_session(struct plan_compiler *c, const struct lab_connection *connection,
                         uint32_t instance, enum lab_link link)
{
	const struct lab_element *gateway = connection->gateway->element;
	const struct lab_circuit *circuit = connection->circuit;
	struct addr near = gateway_address(gateway, instance);
	struct addr far = connection_msee_address(c->lab, connection, link, ADDR_IPV4);
	struct plan_session *session =
	    plan_compiler_session(c, PLAN_LINK_GATEWAY, plan_speaker(c, gateway, instance), &near,
	                          plan_speaker(c, circuit->element, link), &far);
	uint32_t rtt_us;

	CHECK(instance < LAB_INSTANCES && link < LAB_LINK_COUNT);
	session->basis = facts_location_rtt_us(c->lab->facts, gateway->network->region,
	                                       lab_link_location(circuit, link), &rtt_us);
	session->delay_us = rtt_us / 2;
	session->bandwidth_mbps = circuit->bandwidth_mbps;
}

/* Each instance has a session with both MSEEs of each connection (four-sessions-a-connection). */
static void make_sessions(struct plan_compiler *c, const struct lab_element *element)
{
	CHECK(element->kind == LAB_CONNECTION);
	for (uint32_t i = 0; i < LAB_INSTANCES * LAB_LINK_COUNT; i++)
		make_session(c, lab_connection_of(element), i / LAB_LINK_COUNT,
		             (enum lab_link)(i % LAB_LINK_COUNT));
}

const struct plan_hooks gateway_plan = {
    .speakers = azure_two_speakers,
    .nodes = make_gateway,
    .address = gateway_address,
    .assumed = gateway_assumed,
};

const struct plan_hooks connection_plan = {
    .sessions = make_sessions,
    .sides = connection_sides,
    .assumed = connection_assumed,
};
