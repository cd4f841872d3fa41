/* Where packets go from an MSEE, and by what they come to one. */
#include "query/path/forward.h"
#include "azure/circuit/circuit.h"
#include "azure/policy.h"

#include "base/check.h"
#include "bgp/as_path.h"

/* Both instances of a gateway are one hop: this one was taken already, by the other instance, and
 * its link is as good or as bad. */
static bool gateway_in_front(const struct fabric *fabric, uint32_t msee, const struct fib_hop *hops,
                             uint32_t at)
{
	const struct lab_element *element = fabric->nodes[hops[at].node].element;

	if (lab_gateway_of(element) == NULL)
		return false;
	for (uint32_t i = 0; i < at; i++) {
		if (fabric->nodes[hops[i].node].element == element &&
		    fabric_link_down(fabric, msee, hops[i].node) ==
		        fabric_link_down(fabric, msee, hops[at].node))
			return true;
	}
	return false;
}

static void forward(const struct path_packet *packet, const struct path_place *place,
                    struct path_egresses *out)
{
	const struct fib *fib = fabric_fib(packet->fabric, place->node);
	const struct fib_entry *entry = fib_lookup(fib, &packet->to->address);
	const struct fib_hop *hops;

	if (entry == NULL || entry->hop_count == 0) {
		path_add_stop_here(out, PATH_STOP_NO_ROUTE, place);
		return;
	}
	hops = &fib->hops[entry->hop];
	for (uint32_t i = 0; i < entry->hop_count; i++) {
		if (!gateway_in_front(packet->fabric, place->node, hops, i))
			path_add_hop(out, packet, PATH_TABLE_SPEAKER, place->node, entry, &hops[i]);
	}
}

/* The link of a circuit between an MSEE and a router of a site, from either end. */
static void cross_customer_link(const struct path_packet *packet, const struct path_place *place,
                                struct path_egress *egress)
{
	const struct lab_circuit *circuit = lab_circuit_of(place->element);
	const struct lab_router *router = lab_router_of(egress->next.element);

	(void)packet;
	if (circuit == NULL) {
		circuit = lab_circuit_of(egress->next.element);
		router = lab_router_of(place->element);
	}
	CHECK(circuit != NULL && router != NULL);
	egress->over_link = true;
	egress->hop.address = egress->via->address;
	path_hop_add_rule(&egress->hop, "circuit-rate-limit");
	egress->leg = (struct path_leg){router->site->access_rtt_us, RTT_GIVEN, NULL};
	path_egress_add_limit(egress, path_limit_of_circuit(circuit));
}

/* The rules that explain the choice of an MSEE at a NIC. */
static void add_nic_rules(const struct path_packet *packet, const struct lab_vnet *serving,
                          struct path_hop *hop)
{
	const struct facts *facts = packet->fabric->lab->facts;
	const uint32_t msee_as = AZURE_AS_MSEE;
	const struct bgp_attrs *attrs = hop->route.attrs;

	path_hop_add_rule(hop, "source-gateway-bypassed");
	path_hop_add_rule(hop, "longest-prefix");
	if (packet->to->vnet != NULL && as_path_only_of(attrs->as_path, &msee_as, 1)) {
		path_hop_add_rule(hop, "msee-as-override");
		path_hop_add_rule(hop, "remote-vnet-toggle");
	}
	if (attrs->weight > facts_limit(facts, "learned-weight-expressroute"))
		path_hop_add_rule(hop, "gateway-weight");
	if (hop->route.why == RIB_STEP_MULTIPATH)
		path_hop_add_rule(hop, "gateway-ecmp");
	if (serving->route_server != NULL && !serving->route_server->expressroute_ecmp)
		path_hop_add_rule(hop, "route-server-one-next-hop");
}

/* The gateway is not in the way of packets to an MSEE, so its link counts only when both instances
 * have lost it. */
static bool is_lost(const struct fabric *fabric, const struct lab_vnet *serving, uint32_t msee)
{
	if (serving->gateway == NULL)
		return false;
	for (uint32_t k = 0; k < LAB_INSTANCES; k++) {
		uint32_t node = fabric_node_of(fabric, serving->gateway->element, k);

		if (node == FIB_NONE || !fabric_link_down(fabric, node, msee))
			return false;
	}
	return true;
}

/* From an interface, past the gateway that has told it the route. */
static void cross_from_interface(const struct path_packet *packet, const struct path_place *place,
                                 struct path_egress *egress)
{
	const struct lab_vnet *vnet = place->subnet.vnet;
	const struct lab_vnet *serving = lab_serving_vnet(vnet);
	const struct path_place next = egress->next;

	CHECK(serving != NULL && egress->via != NULL);
	add_nic_rules(packet, serving, &egress->hop);
	egress->hop.address = egress->via->address;
	egress->leg = path_leg_to_msee(packet, vnet->region, &next);
	if (is_lost(packet->fabric, serving, next.node))
		path_stop(egress, PATH_STOP_LINK_DOWN, next.element, next.node, next.name);
}

static const struct path_crossing crossings[] = {
    {LAB_VNET, LAB_CIRCUIT, true, cross_from_interface},
    {LAB_VPN_GATEWAY, LAB_CIRCUIT, true, cross_from_interface},
    {LAB_CIRCUIT, LAB_ROUTER, false, cross_customer_link},
    {LAB_ROUTER, LAB_CIRCUIT, false, cross_customer_link},
};

const struct forward_hooks circuit_forward = {
    .forward = forward,
    .by_table = true,
    .hop = PATH_HOP_MSEE,
    .crossings = crossings,
    .crossing_count = COUNT_OF(crossings),
};
