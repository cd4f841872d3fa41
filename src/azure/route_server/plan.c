/* A Route Server in the plan: two instances, and their sessions with the gateways of the VNet. */
#include "azure/network.h"
#include "azure/policy.h"
#include "azure/route_server/route_server.h"
#include "base/check.h"

enum { FIRST_INSTANCE = 4 }; /* from the network address of RouteServerSubnet */

static struct addr address_of(const struct lab_element *element, uint32_t instance)
{
	const struct lab_route_server *server = lab_route_server_of(element);
	struct prefix subnet = azure_subnet(server->vnet, "RouteServerSubnet", ADDR_IPV4);

	CHECK(instance < LAB_INSTANCES);
	return azure_given_or(&server->instance_address[instance],
	                      azure_host(&subnet, FIRST_INSTANCE + instance));
}

static void make_route_server(struct plan_compiler *c, const struct lab_element *element)
{
	struct azure_routes routes = azure_address_space_routes(c, element->network, true, 0);

	CHECK(element->kind == LAB_ROUTE_SERVER);
	for (uint32_t i = 0; i < LAB_INSTANCES; i++) {
		struct plan_node *node = plan_compiler_node(c, element, i, AZURE_AS_GATEWAY);
		struct addr address = address_of(element, i);

		node->conf.router_id = addr_as_u32(&address);
		node->conf.routes = routes.items;
		node->conf.route_count = routes.count;
	}
}

/* Each speaker of a gateway with each instance. */
static void join(struct plan_compiler *c, const struct lab_element *gateway,
                 const struct lab_element *server)
{
	uint32_t count = plan_speaker_count(c->lab, gateway) * LAB_INSTANCES;

	CHECK(gateway->network == server->network && count > 0);
	for (uint32_t i = 0; i < count; i++)
		plan_compiler_join(c, PLAN_LINK_VNET, gateway, i / LAB_INSTANCES, server,
		                   i % LAB_INSTANCES);
}

/* A VPN gateway with an AS of its own is left out (branch-to-branch-vpn). */
static void make_sessions(struct plan_compiler *c, const struct lab_element *element)
{
	const struct lab_gateway *gateway = element->network->gateway;
	const struct lab_vpn_gateway *vpn = element->network->vpn_gateway;

	CHECK(element->network->route_server == lab_route_server_of(element));
	if (gateway != NULL)
		join(c, gateway->element, element);
	if (vpn != NULL && vpn->asn == AZURE_AS_GATEWAY)
		join(c, vpn->element, element);
}

const struct plan_hooks route_server_plan = {
    .speakers = azure_two_speakers,
    .nodes = make_route_server,
    .address = address_of,
    .sessions = make_sessions,
    .sides = route_server_sides,
    .assumed = route_server_assumed,
};
